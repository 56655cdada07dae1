//! `Cargo.lock`, versions 1 to 4.
//!
//! Two readers give the same result: a line scanner that accepts exactly the text that cargo writes, and a TOML reader for everything else that is
//! valid, such as a lock that a person has touched. The scanner is why a lock of a thousand packages costs a millisecond; whenever it is in
//! doubt it gives up, and the errors that a person sees come from the TOML reader alone.

use std::borrow::Cow;
use std::ops::Range;

mod scan;
#[cfg(test)]
mod tests;
mod typed;

/// The newest version of the format that is understood.
const NEWEST: u32 = 4;

/// A lock file, borrowing from its bytes where they hold no escapes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lock<'a> {
    /// The version of the format, 1 to 4.
    pub version: u32,
    /// The packages in the order of the file.
    pub packages: Vec<Package<'a>>,
    /// The dependencies of all packages, one after the other.
    dependencies: Vec<Dependency<'a>>,
    /// Names and versions of patches that nothing uses.
    pub unused_patches: Vec<(Cow<'a, str>, Cow<'a, str>)>,
}

/// One package of a lock file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Package<'a> {
    /// The name.
    pub name: Cow<'a, str>,
    /// The version.
    pub version: Cow<'a, str>,
    /// Where it comes from, as cargo writes it; none for packages of the workspace and path dependencies.
    pub source: Option<Cow<'a, str>>,
    /// The SHA-256 of the package archive in hexadecimal, unchecked.
    pub checksum: Option<Cow<'a, str>>,
    /// The package that stands in for this one, from the old `[replace]` table.
    pub replace: Option<Cow<'a, str>>,
    /// The line of its name, counted from 1.
    pub line: u32,
    dependencies: Range<u32>,
}

/// A dependency as a lock file writes it: `name`, `name version` or `name version (source)`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dependency<'a> {
    /// The text.
    pub text: Cow<'a, str>,
    /// The line, counted from 1.
    pub line: u32,
}

/// A text that is no lock file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct LockfileError {
    /// The line, counted from 1, if it is known.
    pub line: Option<u32>,
    /// What was expected and what was found.
    pub message: String,
    /// What the user can do.
    pub hint: Option<&'static str>,
}

impl<'a> Package<'a> {
    /// Returns a package that stands in no lock file.
    pub(super) fn unlocked(name: &'a str, version: &'a str, source: Option<&'a str>) -> Self {
        let source = source.map(Cow::Borrowed);
        let (name, version) = (Cow::Borrowed(name), Cow::Borrowed(version));
        Self { name, version, source, checksum: None, replace: None, line: 0, dependencies: 0..0 }
    }
}

impl<'a> Lock<'a> {
    /// Returns what a package depends on, in the order of the file.
    #[must_use]
    pub fn dependencies(&self, package: &Package<'a>) -> &[Dependency<'a>] {
        let range = package.dependencies.start as usize..package.dependencies.end as usize;
        self.dependencies.get(range).unwrap_or(&[])
    }
}

/// Reads a lock file of any version; total on any bytes and linear in their number.
///
/// # Errors
/// [`LockfileError`] when the bytes are no lock file, with the line where that shows.
pub fn parse_lockfile(bytes: &[u8]) -> Result<Lock<'_>, LockfileError> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let before = &bytes[..error.valid_up_to()];
        fault(Some(line_at(before, before.len())), "expected UTF-8 text, found other bytes")
    })?;
    // An editor on Windows may have put a byte order mark in front; TOML allows it.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    match scan::scan(text) {
        Some(raw) => raw.finish(),
        None => typed::read(text)?.finish(),
    }
}

/// What both readers hand over: the file's content before its meaning is checked.
#[derive(Debug, Default)]
struct Raw<'a> {
    version: Option<u32>,
    packages: Vec<Package<'a>>,
    dependencies: Vec<Dependency<'a>>,
    /// Version 1 keeps checksums in `[metadata]`, by `checksum name version (source)`.
    metadata: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    unused_patches: Vec<(Cow<'a, str>, Cow<'a, str>)>,
}

impl<'a> Raw<'a> {
    fn push(&mut self, mut package: Package<'a>, first_dependency: usize) -> Option<()> {
        package.dependencies = u32::try_from(first_dependency).ok()?..u32::try_from(self.dependencies.len()).ok()?;
        self.packages.push(package);
        Some(())
    }

    fn finish(mut self) -> Result<Lock<'a>, LockfileError> {
        let version = match self.version {
            Some(version @ 3..=NEWEST) => version,
            Some(other) => {
                let message = format!("expected lock file version 3 or 4 (older ones name none), found {other}");
                return Err(fault(None, message));
            }
            // Version 2 moved the checksums to the packages; neither names its number.
            None if self.packages.iter().any(|package| package.checksum.is_some()) => 2,
            None => 1,
        };
        self.attach_checksums();
        let Self { packages, dependencies, unused_patches, .. } = self;
        Ok(Lock { version, packages, dependencies, unused_patches })
    }

    /// Moves the checksums of version 1 to their packages.
    fn attach_checksums(&mut self) {
        if self.metadata.is_empty() {
            return;
        }
        let mut order: Vec<usize> = (0..self.packages.len()).collect();
        let packages = &self.packages;
        let key = |package: &usize| {
            let package = &packages[*package];
            (package.name.as_ref(), package.version.as_ref(), package.source.as_deref())
        };
        order.sort_by(|a, b| key(a).cmp(&key(b)));
        let mut found = Vec::new();
        for (name, checksum) in &self.metadata {
            let Some(wanted) = name.strip_prefix("checksum ").and_then(full_package_id) else { continue };
            if checksum != "<none>"
                && let Ok(place) = order.binary_search_by(|package| key(package).cmp(&wanted))
            {
                found.push((order[place], checksum.clone()));
            }
        }
        for (package, checksum) in found {
            self.packages[package].checksum.get_or_insert(checksum);
        }
    }
}

/// Splits `name version (source)`.
fn full_package_id(text: &str) -> Option<(&str, &str, Option<&str>)> {
    let (name, rest) = text.split_once(' ')?;
    let (version, source) = rest.split_once(' ')?;
    let source = source.strip_prefix('(')?.strip_suffix(')')?;
    Some((name, version, Some(source)))
}

fn fault(line: Option<u32>, message: impl Into<String>) -> LockfileError {
    LockfileError { line, message: message.into(), hint: None }
}

/// Returns the line of a place, counted from 1.
fn line_at(text: &[u8], place: usize) -> u32 {
    let before = &text[..place.min(text.len())];
    let breaks = memchr::memchr_iter(b'\n', before).count();
    u32::try_from(breaks).unwrap_or(u32::MAX - 1) + 1
}
