//! Well-known native libraries that are compiled into a file, by the version text that they carry.
//!
//! A text alone shows little: a program has the text of the headers that it was made with, and messages and tables quote it. A library counts as
//! compiled in where the text has the whole form that the library gives it, and other texts of the library's own code stand in the file too.
//! That is a sign and no proof, and said to be one. A text without them is kept apart, so that it is not lost.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use memchr::memmem::{self, Finder};

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
    /// What stands behind it.
    pub(super) behind: Behind,
    /// How texts begin that the library's code has, each as a string of its own, and that neither its headers nor who quotes the version has.
    /// One of them is enough, for a linker leaves out what is not called.
    pub(super) own: &'static [&'static str],
}

/// What stands behind a version.
pub(super) enum Behind {
    /// One of these.
    Text(&'static [&'static str]),
    /// The day of the release, and the end of the text.
    Day,
}

/// What the version texts of a file show.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Found {
    /// Libraries that are there with more than the text.
    pub(super) bundled: BTreeSet<Bundled>,
    /// Those of which there is the text alone.
    pub(super) quoted: BTreeSet<Bundled>,
}

static FINDERS: LazyLock<Vec<Finder<'static>>> =
    LazyLock::new(|| LIBRARIES.iter().map(|library| Finder::new(library.before)).collect());

/// Looks through a whole file.
pub(super) fn find(bytes: &[u8]) -> Found {
    let mut found = Found::default();
    for (library, finder) in LIBRARIES.iter().zip(&*FINDERS) {
        let mut has_own = None;
        for at in finder.find_iter(bytes) {
            let rest = bytes.get(at + library.before.len()..).unwrap_or_default();
            if let Some(version) = version(rest, &library.behind) {
                // Looked for once, and only where there is a version.
                let has_own = *has_own.get_or_insert_with(|| library.own.iter().any(|text| has_string(bytes, text)));
                let set = if has_own { &mut found.bundled } else { &mut found.quoted };
                insert(set, Bundled { name: library.name, version: version.to_owned() });
            }
        }
    }
    // In place of zlib, zlib-ng has its texts too, with the version that it stands for.
    if found.bundled.iter().any(|library| library.name == "zlib-ng") {
        let zlib: Vec<Bundled> = found.bundled.extract_if(.., |library| library.name == "zlib").collect();
        found.quoted.extend(zlib);
    }
    found
}

/// Returns whether a string begins with a text: one of C, before which another one ends.
fn has_string(bytes: &[u8], text: &str) -> bool {
    memmem::find_iter(bytes, text).any(|at| at.checked_sub(1).and_then(|before| bytes.get(before)) == Some(&0))
}

fn version<'a>(rest: &'a [u8], behind: &Behind) -> Option<&'a str> {
    const LONGEST: usize = 24;
    // OpenSSL alone writes a variant behind the number.
    let is_variant = |byte: &u8| matches!(behind, Behind::Day) && matches!(byte, b'-' | b'+');
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'.' || is_variant(byte);
    let length = rest.iter().take(LONGEST).take_while(|byte| is_part(byte)).count();
    let text = std::str::from_utf8(rest.get(..length)?).ok()?;
    let is_version = text.starts_with(|c: char| c.is_ascii_digit()) && text.contains('.') && !text.ends_with('.');
    let rest = rest.get(text.len()..)?;
    let is_ended = match behind {
        Behind::Text(ends) => ends.iter().any(|end| rest.starts_with(end.as_bytes())),
        Behind::Day => is_day(rest),
    };
    // How it was built is no part of the version.
    (is_version && is_ended).then_some(text.strip_suffix("-fips").unwrap_or(text))
}

/// Returns whether `30 Jan 2024` follows and ends the text, as it does in every release of OpenSSL; one distribution adds a word before it.
fn is_day(rest: &[u8]) -> bool {
    const LONGEST: usize = 32;
    let Some(length) = rest.iter().take(LONGEST).position(|byte| *byte == 0) else { return false };
    let Ok(text) = std::str::from_utf8(rest.get(..length).unwrap_or_default()) else { return false };
    let mut words = text.split_whitespace().filter(|word| *word != "FIPS");
    let mut word = |lengths: std::ops::RangeInclusive<usize>, is_part: fn(&u8) -> bool| {
        words.next().is_some_and(|word| lengths.contains(&word.len()) && word.as_bytes().iter().all(is_part))
    };
    let is_date =
        word(1..=2, u8::is_ascii_digit) && word(3..=3, u8::is_ascii_alphabetic) && word(4..=4, u8::is_ascii_digit);
    text.starts_with(' ') && is_date && words.next().is_none()
}
