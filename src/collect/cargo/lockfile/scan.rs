//! The line scanner: exactly the text that cargo writes, or nothing.

use std::borrow::Cow;

use super::{Dependency, Package, Raw};

/// Reads a lock file in cargo's own layout; `None` when it is laid out in any other way, valid or not.
pub(super) fn scan(text: &str) -> Option<Raw<'_>> {
    // Cargo ends the last line; one without an end may have been cut.
    if !text.ends_with('\n') {
        return None;
    }
    let mut lines = Lines { rest: text, number: 0 };
    let mut raw = Raw::default();
    let mut line = lines.next();
    while let Some(text) = line.filter(|text| text.starts_with('#')) {
        if !is_plain(text) {
            return None;
        }
        line = lines.next();
    }
    if let Some(number) = line.and_then(|text| text.strip_prefix("version = ")) {
        raw.version = Some(small_number(number)?);
        line = lines.next();
    }
    while let Some(text) = line {
        line = match text {
            "" => lines.next(),
            "[[package]]" => package(&mut lines, &mut raw)?,
            "[[patch.unused]]" => unused_patch(&mut lines, &mut raw)?,
            "[metadata]" => metadata(&mut lines, &mut raw)?,
            _ => return None,
        };
    }
    Some(raw)
}

struct Lines<'a> {
    rest: &'a str,
    number: u32,
}

impl<'a> Lines<'a> {
    fn next(&mut self) -> Option<&'a str> {
        let end = self.rest.find('\n')?;
        let line = &self.rest[..end];
        self.rest = &self.rest[end + 1..];
        self.number = self.number.saturating_add(1);
        // Cargo keeps the line ends of a file that a checkout on Windows has converted.
        Some(line.strip_suffix('\r').unwrap_or(line))
    }
}

/// Reads the lines of a package and returns the one after, which is blank or the end.
fn package<'a>(lines: &mut Lines<'a>, raw: &mut Raw<'a>) -> Option<Option<&'a str>> {
    let first_dependency = raw.dependencies.len();
    let name = value(lines.next()?, "name = ")?;
    let line = lines.number;
    let version = value(lines.next()?, "version = ")?;
    let mut package = Package {
        name: Cow::Borrowed(name),
        version: Cow::Borrowed(version),
        source: None,
        checksum: None,
        replace: None,
        line,
        dependencies: 0..0,
    };
    let mut next = lines.next();
    package.source = optional(lines, &mut next, "source = ").map(Cow::Borrowed);
    package.checksum = optional(lines, &mut next, "checksum = ").map(Cow::Borrowed);
    if next == Some("dependencies = [") {
        dependencies(lines, raw)?;
        next = lines.next();
    }
    package.replace = optional(lines, &mut next, "replace = ").map(Cow::Borrowed);
    raw.push(package, first_dependency)?;
    matches!(next, None | Some("")).then_some(next)
}

fn dependencies<'a>(lines: &mut Lines<'a>, raw: &mut Raw<'a>) -> Option<()> {
    loop {
        let line = lines.next()?;
        if line == "]" {
            return Some(());
        }
        let text = value(line.strip_suffix(',')?, " ")?;
        raw.dependencies.push(Dependency { text: Cow::Borrowed(text), line: lines.number });
    }
}

fn unused_patch<'a>(lines: &mut Lines<'a>, raw: &mut Raw<'a>) -> Option<Option<&'a str>> {
    let name = value(lines.next()?, "name = ")?;
    let version = value(lines.next()?, "version = ")?;
    let mut next = lines.next();
    let _ = optional(lines, &mut next, "source = ");
    let _ = optional(lines, &mut next, "checksum = ");
    raw.unused_patches.push((Cow::Borrowed(name), Cow::Borrowed(version)));
    matches!(next, None | Some("")).then_some(next)
}

/// Reads the checksums of version 1, which end the file.
fn metadata<'a>(lines: &mut Lines<'a>, raw: &mut Raw<'a>) -> Option<Option<&'a str>> {
    while let Some(line) = lines.next() {
        let (key, hash) = line.split_once("\" = ")?;
        let key = key.strip_prefix('"').filter(|key| is_plain(key))?;
        // A key that stands twice is not valid TOML; sorted, as cargo writes them, a neighbour would show it.
        if raw.metadata.last().is_some_and(|(last, _)| last.as_ref() >= key) {
            return None;
        }
        raw.metadata.push((Cow::Borrowed(key), Cow::Borrowed(value(hash, "")?)));
    }
    Some(None)
}

fn optional<'a>(lines: &mut Lines<'a>, line: &mut Option<&'a str>, prefix: &str) -> Option<&'a str> {
    let found = value((*line)?, prefix)?;
    *line = lines.next();
    Some(found)
}

/// Returns what stands in quotes after the prefix, if nothing in it needs an escape.
fn value<'a>(line: &'a str, prefix: &str) -> Option<&'a str> {
    let quoted = line.strip_prefix(prefix)?;
    let text = quoted.strip_prefix('"')?.strip_suffix('"')?;
    is_plain(text).then_some(text)
}

fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| byte >= b' ' && byte != b'"' && byte != b'\\' && byte != 0x7f)
}

/// Returns a number of at most three digits without leading zero.
fn small_number(text: &str) -> Option<u32> {
    let canonical = matches!(text.len(), 1..=3) && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| canonical && (text.len() == 1 || !text.starts_with('0')))
}
