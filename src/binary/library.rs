//! Well-known native libraries that are compiled into a file, by the version text that they carry.
//!
//! The text shows that the library's code, or a program that was made with its headers, is there. It is a weak sign, and said to be one.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use memchr::memmem::Finder;

use super::insert;
use super::tables::LIBRARIES;

/// A native library whose version text stands in a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Bundled {
    /// The library's name, which is also that of its generic package URL.
    pub name: &'static str,
    /// The version.
    pub version: String,
}

/// How a library writes its version.
pub(super) struct Library {
    pub(super) name: &'static str,
    /// What stands before the version.
    pub(super) before: &'static str,
    /// What must stand behind it.
    pub(super) after: &'static str,
}

static FINDERS: LazyLock<Vec<Finder<'static>>> =
    LazyLock::new(|| LIBRARIES.iter().map(|library| Finder::new(library.before)).collect());

/// Looks through a whole file.
pub(super) fn find(bytes: &[u8]) -> BTreeSet<Bundled> {
    let mut found = BTreeSet::new();
    for (library, finder) in LIBRARIES.iter().zip(&*FINDERS) {
        for at in finder.find_iter(bytes) {
            let rest = bytes.get(at + library.before.len()..).unwrap_or_default();
            if let Some(version) = version(rest, library.after) {
                insert(&mut found, Bundled { name: library.name, version: version.to_owned() });
            }
        }
    }
    found
}

fn version<'a>(rest: &'a [u8], after: &str) -> Option<&'a str> {
    const LONGEST: usize = 24;
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'.';
    let length = rest.iter().take(LONGEST).take_while(|byte| is_part(byte)).count();
    let text = std::str::from_utf8(rest.get(..length)?).ok()?;
    let text = text.trim_end_matches('.');
    let is_version = text.starts_with(|c: char| c.is_ascii_digit()) && text.contains('.');
    (is_version && rest.get(text.len()..)?.starts_with(after.as_bytes())).then_some(text)
}
