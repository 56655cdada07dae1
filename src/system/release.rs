//! Which distribution a system is.

use std::path::Path;

use super::root::Root;
use crate::limits;

/// The identifier where none is stated. Spec: os-release(5), `ID=`.
const UNSTATED: &str = "linux";

/// What `os-release` says. Spec: os-release(5), freedesktop.org.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Release {
    /// `ID`, such as `debian`; `linux` where it is not said.
    pub id: String,
    /// `VERSION_ID`, such as `12`.
    pub version: Option<String>,
}

impl Release {
    /// Reads it from where the specification puts it.
    pub(super) fn read(root: &Root) -> Self {
        let places = ["/etc/os-release", "/usr/lib/os-release"];
        let bytes = places.iter().find_map(|place| root.read(Path::new(place), limits::MANIFEST_BYTES).ok());
        bytes.map_or_else(|| Self::parse(""), |bytes| Self::parse(&String::from_utf8_lossy(&bytes)))
    }

    /// Returns what a text says.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let value = |key: &str| {
            let line = text.lines().rev().find_map(|line| line.trim().strip_prefix(key)?.strip_prefix('='));
            line.map(unquote).filter(|value| !value.is_empty())
        };
        Self { id: value("ID").unwrap_or_else(|| UNSTATED.to_owned()).to_lowercase(), version: value("VERSION_ID") }
    }

    /// Returns whether anything says which distribution it is.
    #[must_use]
    pub fn is_stated(&self) -> bool {
        self.id != UNSTATED
    }

    /// Returns the value of the purl qualifier `distro`, such as `debian-12`; none where nothing says which distribution it is.
    #[must_use]
    pub fn distro(&self) -> Option<String> {
        match &self.version {
            Some(version) => Some(format!("{}-{version}", self.id)),
            None => Some(self.id.clone()).filter(|id| id != UNSTATED),
        }
    }
}

/// Takes the quotes off a value of a shell assignment.
fn unquote(value: &str) -> String {
    let value = value.trim();
    let inner = ['"', '\''].iter().find_map(|quote| value.strip_prefix(*quote)?.strip_suffix(*quote));
    let mut text = String::new();
    let mut escaped = false;
    for c in inner.unwrap_or(value).chars() {
        if c == '\\' && !escaped {
            escaped = true;
            continue;
        }
        escaped = false;
        text.push(c);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_release_is_read_as_a_shell_would() {
        let text = "PRETTY_NAME=\"Some Linux\"\nID=\"rhel\"\nVERSION_ID='9.4'\nVERSION_CODENAME=x\n";
        assert_eq!(Release::parse(text).distro().as_deref(), Some("rhel-9.4"));
        assert_eq!(Release::parse("ID=arch\n").distro().as_deref(), Some("arch"));
        assert_eq!(Release::parse("").distro(), None);
        assert_eq!(
            Release::parse("VERSION_ID=\"a\\\"b\"\nID=\n"),
            Release { id: "linux".into(), version: Some("a\"b".into()) }
        );
    }
}
