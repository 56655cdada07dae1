//! The registry index as cargo keeps it: what is yanked, and what a package asks for when its manifest is nowhere.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use memchr::memmem;
use serde::Deserialize;

use super::declaration::{Declaration, Declared, From, Need, Platform};
use crate::limits;
use crate::source::find_near_end;

/// One entry of the index, as bytes.
pub(super) struct Entry(Vec<u8>);

#[derive(Deserialize)]
struct Status {
    #[serde(default)]
    yanked: bool,
}

#[derive(Deserialize)]
struct Full {
    deps: Vec<Dependency>,
    #[serde(default)]
    features: BTreeMap<String, Vec<String>>,
    /// Features in the newer syntax, apart so that older cargo does not see them.
    features2: Option<BTreeMap<String, Vec<String>>>,
}

#[derive(Deserialize)]
struct Dependency {
    name: String,
    req: String,
    #[serde(default)]
    features: Vec<String>,
    #[serde(default)]
    optional: bool,
    #[serde(default)]
    default_features: bool,
    target: Option<String>,
    kind: Option<String>,
    package: Option<String>,
    artifact: Option<serde::de::IgnoredAny>,
    bindep_target: Option<String>,
    #[serde(default)]
    lib: bool,
}

impl Entry {
    /// Returns whether the version is yanked; none when the entry cannot be understood.
    pub(super) fn yanked(&self) -> Option<bool> {
        if is_plainly_kept(&self.0) {
            return Some(false);
        }
        serde_json::from_slice::<Status>(&self.0).ok().map(|status| status.yanked)
    }

    /// Returns what the package asks for.
    pub(super) fn declaration(&self) -> Option<Declaration> {
        let full: Full = serde_json::from_slice(&self.0).ok()?;
        let mut features = full.features;
        features.extend(full.features2.into_iter().flatten());
        let requirements = full.deps.into_iter().map(declared).collect();
        Some(Declaration { requirements, features, ..Declaration::default() })
    }
}

/// Returns whether an entry says, in the bytes that the registry writes, that it is not yanked, and nowhere anything else about that.
///
/// Reading the whole of it as JSON for this one word would cost more than finding it.
fn is_plainly_kept(json: &[u8]) -> bool {
    let mut words = memmem::find_iter(json, b"yanked").peekable();
    let says_no = |at: usize| {
        let rest = json[at..].strip_prefix(b"yanked\":").unwrap_or_default();
        json[..at].ends_with(b"\"") && (rest.starts_with(b"false") || rest.starts_with(b" false"))
    };
    // An escape could hide another word of that name.
    words.peek().is_some() && words.all(says_no) && memmem::find(json, b"\\u").is_none()
}

fn declared(dependency: Dependency) -> Declared {
    let need = match dependency.kind.as_deref() {
        Some("dev") => Need::Development,
        Some("build") => Need::Build,
        _ => Need::Normal,
    };
    Declared {
        package: dependency.package.unwrap_or_else(|| dependency.name.clone()),
        alias: dependency.name,
        version: Some(dependency.req),
        need,
        optional: dependency.optional,
        default_features: dependency.default_features,
        features: dependency.features,
        target: dependency.target,
        from: From::Registry,
        artifact: dependency.artifact.map(|_| Platform::of(dependency.bindep_target.as_deref(), Some(dependency.lib))),
    }
}

/// Finds the entry of a version in the index caches of these registries.
pub(super) fn find(registries: &[PathBuf], name: &str, version: &str) -> Option<Entry> {
    let below = below(name)?;
    // Entries are in order of publication, and a lock file mostly names recent versions; the busiest crates have megabytes of older ones.
    let wanted = [b"\0", version.as_bytes(), b"\0"].concat();
    registries.iter().find_map(|registry| {
        let path = registry.join(".cache").join(&below);
        find_near_end(&path, limits::INDEX_CACHE_BYTES, |bytes| find_in(bytes, &wanted)).ok().flatten()
    })
}

/// Returns where the index keeps a crate; none for a name that no registry can have.
fn below(name: &str) -> Option<PathBuf> {
    let legal = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if !name.chars().all(legal) {
        return None;
    }
    let name = name.to_ascii_lowercase();
    let folder = match name.len() {
        0 => return None,
        1 => PathBuf::from("1"),
        2 => PathBuf::from("2"),
        3 => Path::new("3").join(&name[..1]),
        _ => Path::new(&name[..2]).join(&name[2..4]),
    };
    Some(folder.join(name))
}

/// The layout is a header, then version, NUL, entry as JSON, NUL, over and over.
fn find_in(bytes: &[u8], wanted: &[u8]) -> Option<Entry> {
    let start = memmem::find(bytes, wanted)? + wanted.len();
    let rest = bytes.get(start..)?;
    let end = memchr::memchr(0, rest)?;
    Some(Entry(rest[..end].to_vec()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry_of(version: &str) -> Option<Entry> {
        let json = |version: &str, yanked: bool| {
            format!(
                r#"{{"name":"a","vers":"{version}","deps":[{{"name":"b","req":"^1","features":["x"],"optional":true,"default_features":false,"target":"cfg(unix)","kind":"build","package":"c"}}],"cksum":"","features":{{"f":["b/x"]}},"features2":{{"g":["dep:b"]}},"yanked":{yanked}}}"#
            )
        };
        let bytes =
            format!("\x03\x02\0\0\0etag\x001.0.0\0{}\x001.1.0\0{}\0", json("1.0.0", true), json("1.1.0", false));
        find_in(bytes.as_bytes(), format!("\0{version}\0").as_bytes())
    }

    #[test]
    fn a_version_is_found_with_its_state_and_requirements() {
        let old = entry_of("1.0.0").unwrap();
        assert_eq!(old.yanked(), Some(true));
        assert_eq!(entry_of("1.1.0").unwrap().yanked(), Some(false));
        let declaration = old.declaration().unwrap();
        let b = &declaration.requirements[0];
        assert_eq!((b.alias.as_str(), b.package.as_str(), b.need, b.optional), ("b", "c", Need::Build, true));
        assert_eq!(b.target.as_deref(), Some("cfg(unix)"));
        assert_eq!(declaration.features.keys().collect::<Vec<_>>(), ["f", "g"]);
    }

    #[test]
    fn what_the_index_does_not_hold_is_not_made_up() {
        assert!(entry_of("1.0").is_none());
        assert!(entry_of("1.2.0").is_none());
        assert!(find_in(b"\x001.0.0\0{\"vers\"", b"\x001.0.0\0").is_none());
        assert_eq!(Entry(b"{".to_vec()).yanked(), None);
        assert!(Entry(b"{\"deps\": 1}".to_vec()).declaration().is_none());
    }

    #[test]
    fn a_yanked_version_is_told_however_it_is_written() {
        let yanked = |json: &str| Entry(json.as_bytes().to_vec()).yanked();
        for text in [r#"{"a":{"yanked":false},"yanked":true}"#, r#"{"yanked" :true}"#, r#"{"\u0079anked":true}"#] {
            assert_eq!(yanked(text), Some(true), "{text}");
        }
        let hidden = r#"{"a":{"yanked":false},"\u0079anked":true}"#;
        assert_eq!(yanked(hidden), Some(true));
        for text in
            [r#"{"yanked":false}"#, r#"{"yanked": false}"#, r#"{"a":"\"yanked\":true","yanked":false}"#, r#"{"a":1}"#]
        {
            assert_eq!(yanked(text), Some(false), "{text}");
        }
    }

    #[test]
    fn a_name_cannot_lead_out_of_the_index() {
        assert_eq!(below("../../etc/passwd"), None);
        assert_eq!(below("Serde"), Some(PathBuf::from("se/rd/serde")));
        assert_eq!(below("abc"), Some(PathBuf::from("3/a/abc")));
        assert_eq!(below(""), None);
    }
}
