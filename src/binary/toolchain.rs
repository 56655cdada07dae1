//! Which compiler made the code, and whether its debug information is there.

use std::collections::BTreeSet;

use memchr::memmem;

use super::raw::Raw;
use super::{Presence, insert};

/// Where compilers name themselves, by format.
const NAMING: &[&str] = &[".comment", ".debug_str", "__debug_str", ".debug_line_str"];

/// What there is only in a file with debug information.
const DEBUG: &[&str] = &[".debug_info", "__debug_info", ".zdebug_info"];

const MARK: &[u8] = b"rustc version ";

/// Returns the versions of rustc, such as `1.95.0 (59807616e 2026-04-14)`.
pub(super) fn versions(raw: &Raw<'_>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for section in raw.named(NAMING) {
        for at in memmem::find_iter(section, MARK) {
            if let Some(version) = section.get(at + MARK.len()..).and_then(version) {
                insert(&mut found, version.to_owned());
            }
        }
    }
    for producer in &raw.producers {
        if let Some(version) = version(producer.as_bytes()) {
            insert(&mut found, version.to_owned());
        }
    }
    found
}

/// Reads `1.95.0-nightly (59807616e 2026-04-14)`, of which the second half may be missing.
fn version(bytes: &[u8]) -> Option<&str> {
    const LONGEST: usize = 96;
    let bytes = bytes.get(..bytes.len().min(LONGEST))?;
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'+');
    let length = bytes.iter().take_while(|byte| is_part(byte)).count();
    let number = std::str::from_utf8(bytes.get(..length)?).ok()?;
    semver::Version::parse(number).ok()?;
    let rest = bytes.get(length..)?;
    let inner = rest.strip_prefix(b" (").and_then(|inner| inner.get(..memchr::memchr(b')', inner)?));
    let is_inner = |inner: &&[u8]| inner.iter().all(|byte| is_part(byte) || *byte == b' ');
    let end = inner.filter(is_inner).map_or(length, |inner| length + inner.len() + 3);
    std::str::from_utf8(bytes.get(..end)?).ok()
}

/// Returns whether there is debug information.
pub(super) fn has_debug(raw: &Raw<'_>) -> Presence {
    if raw.named(DEBUG).next().is_some() { Presence::Present } else { Presence::Stripped }
}
