//! The line scanner: exactly the text that cargo writes, or nothing.

use std::borrow::Cow;

use super::{Dependency, Package, Raw};

/// Reads a lock file in cargo's own layout; `None` when it is laid out in any other way, valid or not.
pub(super) fn scan(text: &str) -> Option<Raw<'_>> {
    // Cargo ends the last line; one without an end may have been cut.
    if !text.ends_with('\n') {
        return None;
    }
    let mut lines = Lines { rest: text, number: 0, current: None };
    let mut raw = Raw::default();
    lines.advance();
    while let Some(text) = lines.current.filter(|text| text.starts_with('#')) {
        if !is_plain(text) {
            return None;
        }
        lines.advance();
    }
    if let Some(number) = lines.current.and_then(|text| text.strip_prefix("version = ")) {
        raw.version = Some(small_number(number)?);
        lines.advance();
    }
    while let Some(text) = lines.current {
        lines.advance();
        match text {
            "" => {}
            "[[package]]" => package(&mut lines, &mut raw)?,
            "[[patch.unused]]" => unused_patch(&mut lines, &mut raw)?,
            "[metadata]" => metadata(&mut lines, &mut raw)?,
            _ => return None,
        }
    }
    Some(raw)
}

struct Lines<'a> {
    rest: &'a str,
    number: u32,
    /// The line that is looked at; none at the end.
    current: Option<&'a str>,
}

impl<'a> Lines<'a> {
    fn advance(&mut self) {
        self.number = self.number.saturating_add(1);
        self.current = self.rest.find('\n').map(|end| {
            let line = &self.rest[..end];
            self.rest = &self.rest[end + 1..];
            // Cargo keeps the line ends of a file that a checkout on Windows has converted.
            line.strip_suffix('\r').unwrap_or(line)
        });
    }

    /// Takes the quoted value of the current line if that starts with the prefix.
    fn take(&mut self, prefix: &str) -> Option<&'a str> {
        let found = value(self.current?, prefix)?;
        self.advance();
        Some(found)
    }

    /// Checks that a table has ended: by a blank line or the end of the file.
    fn table_ends(&self) -> Option<()> {
        matches!(self.current, None | Some("")).then_some(())
    }
}

fn package<'a>(lines: &mut Lines<'a>, raw: &mut Raw<'a>) -> Option<()> {
    let first_dependency = raw.dependencies.len();
    let line = lines.number;
    let mut package = Package {
        name: Cow::Borrowed(lines.take("name = ")?),
        version: Cow::Borrowed(lines.take("version = ")?),
        source: lines.take("source = ").map(Cow::Borrowed),
        checksum: lines.take("checksum = ").map(Cow::Borrowed),
        replace: None,
        line,
        dependencies: 0..0,
    };
    if lines.current == Some("dependencies = [") {
        lines.advance();
        dependencies(lines, raw)?;
    }
    package.replace = lines.take("replace = ").map(Cow::Borrowed);
    raw.push(package, first_dependency)?;
    lines.table_ends()
}

fn dependencies<'a>(lines: &mut Lines<'a>, raw: &mut Raw<'a>) -> Option<()> {
    while lines.current? != "]" {
        let text = value(lines.current?.strip_suffix(',')?, " ")?;
        raw.dependencies.push(Dependency { text: Cow::Borrowed(text), line: lines.number });
        lines.advance();
    }
    lines.advance();
    Some(())
}

fn unused_patch<'a>(lines: &mut Lines<'a>, raw: &mut Raw<'a>) -> Option<()> {
    let name = lines.take("name = ")?;
    let version = lines.take("version = ")?;
    let _ = lines.take("source = ");
    let _ = lines.take("checksum = ");
    raw.unused_patches.push((Cow::Borrowed(name), Cow::Borrowed(version)));
    lines.table_ends()
}

/// Reads the checksums of version 1, which end the file.
fn metadata<'a>(lines: &mut Lines<'a>, raw: &mut Raw<'a>) -> Option<()> {
    while let Some(line) = lines.current {
        let (key, hash) = line.split_once("\" = ")?;
        let key = key.strip_prefix('"').filter(|key| is_plain(key))?;
        // A key that stands twice is not valid TOML; sorted, as cargo writes them, a neighbour would show it.
        if raw.metadata.last().is_some_and(|(last, _)| last.as_ref() >= key) {
            return None;
        }
        raw.metadata.push((Cow::Borrowed(key), Cow::Borrowed(value(hash, "")?)));
        lines.advance();
    }
    Some(())
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
