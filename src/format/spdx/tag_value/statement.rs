//! The lines of a tag-value text: tag, colon, value; comments; texts of several lines. Spec: SPDX 2.3, annex E.

use std::borrow::Cow;

use crate::format::FormatError;
use crate::format::tree::Places;

/// What begins a text of any length.
pub(super) const OPEN: &str = "<text>";
/// What ends it.
pub(super) const CLOSE: &str = "</text>";

/// A tag with its value.
pub(super) struct Statement<'a> {
    /// The tag as it is written.
    pub(super) tag: &'a str,
    /// The first byte of the tag.
    pub(super) at: u32,
    /// The value without what marks it as a text.
    pub(super) value: Cow<'a, str>,
    /// The first byte of the value.
    pub(super) value_at: u32,
}

/// Takes a text apart.
pub(super) struct Statements<'a> {
    text: &'a str,
    at: usize,
    /// Whether lines end as on Windows; then so do those inside of texts, where that means nothing.
    has_carriage_returns: bool,
}

impl<'a> Statements<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let first = text.split_inclusive('\n').next().unwrap_or_default();
        Self { text, at: 0, has_carriage_returns: first.ends_with("\r\n") }
    }

    /// Returns an error at a byte.
    pub(super) fn fault(&self, at: usize, message: impl Into<String>) -> FormatError {
        let (line, column) = Places::new(self.text).of(offset(at));
        FormatError::malformed(line as usize, column as usize, message)
    }

    /// Returns the error of a tag that an element has a second time.
    pub(super) fn duplicate(&self, at: u32, tag: &str) -> FormatError {
        let (line, column) = Places::new(self.text).of(at);
        FormatError::DuplicateKey { key: tag.to_owned(), line: line as usize, column: column as usize }
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn skip_space(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }

    /// Returns the next tag with its value.
    ///
    /// # Errors
    /// [`FormatError::Syntax`] for a line that is neither, and for a text without an end.
    pub(super) fn next(&mut self) -> Result<Option<Statement<'a>>, FormatError> {
        loop {
            self.skip_space();
            if !self.rest().starts_with('#') {
                break;
            }
            self.at += line_of(self.rest()).len();
        }
        let at = self.at;
        let line = line_of(self.rest());
        if line.is_empty() {
            return Ok(None);
        }
        let Some((tag, value)) = line.split_once(':') else {
            return Err(self.fault(at, "expected a tag and a colon"));
        };
        let tag = tag.trim_end();
        if tag.is_empty() || !tag.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')) {
            return Err(self.fault(at, "expected a tag: letters before a colon"));
        }
        let after = at + line.len() - value.len();
        self.at = at + line.len();
        let (value, value_at) = match self.text_from(after)? {
            Some(found) => found,
            None => (Cow::Borrowed(value.trim()), after + value.len() - value.trim_start().len()),
        };
        Ok(Some(Statement { tag, at: offset(at), value, value_at: offset(value_at) }))
    }

    /// Takes the marked text that follows a colon, if one does, and goes on behind it.
    fn text_from(&mut self, after: usize) -> Result<Option<(Cow<'a, str>, usize)>, FormatError> {
        let rest = self.text.get(after..).unwrap_or_default();
        let marked = rest.trim_start();
        let Some(inside) = marked.strip_prefix(OPEN) else { return Ok(None) };
        let start = after + rest.len() - inside.len();
        let Some(length) = memchr::memmem::find(inside.as_bytes(), CLOSE.as_bytes()) else {
            return Err(self.fault(start - OPEN.len(), "the text that begins here has no end: `</text>` is missing"));
        };
        self.at = start + length + CLOSE.len();
        let line = line_of(self.rest());
        if !line.trim().is_empty() {
            return Err(self.fault(self.at, "expected the end of the line after `</text>`"));
        }
        let text = inside.get(..length).unwrap_or_default();
        let text = if self.has_carriage_returns && text.contains("\r\n") {
            Cow::Owned(text.replace("\r\n", "\n"))
        } else {
            Cow::Borrowed(text)
        };
        Ok(Some((text, start)))
    }
}

/// Returns the line that a text begins with, without its end.
fn line_of(text: &str) -> &str {
    let end = memchr::memchr(b'\n', text.as_bytes()).unwrap_or(text.len());
    text.get(..end).unwrap_or_default()
}

/// A place as a tree holds it. The text is bounded far below four gigabytes.
fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
