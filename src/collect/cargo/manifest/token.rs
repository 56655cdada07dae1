//! Keys and values of a published manifest, strictly as cargo writes them: a small part of TOML.
//!
//! Nothing that is not certain gets through: an unusual space, escape, number or control character ends the scan, and the TOML reader decides.

use std::borrow::Cow;

use memchr::{memchr, memchr2, memmem};

/// A value, as far as any is of use.
pub(super) enum Value<'a> {
    Text(Cow<'a, str>),
    Flag(bool),
    Texts(Vec<Cow<'a, str>>),
    Number,
}

impl Value<'_> {
    pub(super) fn text(self) -> Option<String> {
        if let Self::Text(text) = self { Some(text.into_owned()) } else { None }
    }

    pub(super) fn flag(self) -> Option<bool> {
        if let Self::Flag(flag) = self { Some(flag) } else { None }
    }

    pub(super) fn texts(self) -> Option<Vec<String>> {
        if let Self::Texts(texts) = self { Some(texts.into_iter().map(Cow::into_owned).collect()) } else { None }
    }
}

/// A place in a text.
pub(super) struct Cursor<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    /// Returns the next byte; none at the end.
    pub(super) fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// Steps over a text if that comes next.
    pub(super) fn eat(&mut self, text: &str) -> Option<()> {
        self.rest().starts_with(text).then(|| self.at += text.len())
    }

    /// Steps over blank lines and comments.
    pub(super) fn blank(&mut self) -> Option<()> {
        while let Some(b'\n' | b'#') = self.peek() {
            let end = memchr(b'\n', self.rest().as_bytes())?;
            if !is_plain(&self.rest()[..end], b'\t') {
                return None;
            }
            self.at += end + 1;
        }
        Some(())
    }

    /// Steps over all lines up to one that starts with `[`.
    pub(super) fn skip_to_head(&mut self) {
        if self.peek() != Some(b'[') {
            let next = memmem::find(self.rest().as_bytes(), b"\n[");
            self.at = next.map_or(self.text.len(), |next| self.at + next + 1);
        }
    }

    /// Reads the names of a table's head up to what closes it, and puts them in place of those that were there.
    pub(super) fn head(&mut self, close: &str, names: &mut Vec<Cow<'a, str>>) -> Option<()> {
        names.clear();
        loop {
            names.push(self.key()?);
            if self.eat(".").is_none() {
                return self.eat(close);
            }
        }
    }

    /// Reads one part of a key.
    pub(super) fn key(&mut self) -> Option<Cow<'a, str>> {
        if let Some(b'"' | b'\'') = self.peek() {
            return self.short_text();
        }
        let is_bare = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        let length = self.rest().bytes().take_while(is_bare).count();
        let key = &self.rest()[..length];
        self.at += length;
        (length > 0).then_some(Cow::Borrowed(key))
    }

    /// Reads a value.
    pub(super) fn value(&mut self) -> Option<Value<'a>> {
        match self.peek()? {
            b'"' | b'\'' => self.text().map(Value::Text),
            b't' => self.eat("true").map(|()| Value::Flag(true)),
            b'f' => self.eat("false").map(|()| Value::Flag(false)),
            b'[' => self.texts().map(Value::Texts),
            b'-' | b'0'..=b'9' => self.number(),
            _ => None,
        }
    }

    fn number(&mut self) -> Option<Value<'a>> {
        let _ = self.eat("-");
        let length = self.rest().bytes().take_while(u8::is_ascii_digit).count();
        let canonical = length == 1 || (matches!(length, 2..=9) && self.peek() != Some(b'0'));
        self.at += length;
        canonical.then_some(Value::Number)
    }

    fn texts(&mut self) -> Option<Vec<Cow<'a, str>>> {
        let mut texts = Vec::new();
        self.eat("[")?;
        loop {
            self.space();
            if self.eat("]").is_some() {
                return Some(texts);
            }
            texts.push(self.text()?);
            self.space();
            if self.eat(",").is_none() {
                self.eat("]")?;
                return Some(texts);
            }
        }
    }

    fn space(&mut self) {
        while let Some(b' ' | b'\n') = self.peek() {
            self.at += 1;
        }
    }

    fn text(&mut self) -> Option<Cow<'a, str>> {
        for quotes in ["\"\"\"", "'''"] {
            if self.eat(quotes).is_some() {
                // A line end right behind the quotes is none of the text's.
                let _ = self.eat("\n");
                let text = if quotes == "'''" { self.literal(quotes) } else { self.escaped(quotes) };
                // Of more than three quotes at the end, the first belong to the text.
                return text.filter(|_| self.peek() != quotes.bytes().next());
            }
        }
        self.short_text()
    }

    fn short_text(&mut self) -> Option<Cow<'a, str>> {
        if self.eat("'").is_some() { self.literal("'") } else { self.eat("\"").and_then(|()| self.escaped("\"")) }
    }

    /// Reads a text without escapes up to its closing quotes.
    fn literal(&mut self, close: &str) -> Option<Cow<'a, str>> {
        let end = memmem::find(self.rest().as_bytes(), close.as_bytes())?;
        let text = &self.rest()[..end];
        self.at += end + close.len();
        is_plain(text, allowed(close)).then_some(Cow::Borrowed(text))
    }

    /// Reads a text that may have escapes up to its closing quotes.
    fn escaped(&mut self, close: &str) -> Option<Cow<'a, str>> {
        let open = self.at;
        let mut from = self.at;
        let mut decoded = String::new();
        loop {
            self.at += memchr2(b'"', b'\\', self.rest().as_bytes())?;
            if self.rest().starts_with(close) {
                break;
            }
            if self.peek() == Some(b'"') {
                self.at += 1;
                continue;
            }
            decoded.push_str(&self.text[from..self.at]);
            decoded.push(escape(self.text.as_bytes().get(self.at + 1).copied()?)?);
            self.at += 2;
            from = self.at;
        }
        let (whole, last) = (&self.text[open..self.at], &self.text[from..self.at]);
        self.at += close.len();
        if !is_plain(whole, allowed(close)) {
            return None;
        }
        if from == open {
            return Some(Cow::Borrowed(whole));
        }
        decoded.push_str(last);
        Some(Cow::Owned(decoded))
    }
}

/// Returns the control character that may stand in a text beside the tabulator: a line end where there are three quotes.
fn allowed(close: &str) -> u8 {
    if close.len() == 1 { b'\t' } else { b'\n' }
}

fn is_plain(text: &str, allowed: u8) -> bool {
    text.bytes().all(|byte| (byte >= b' ' && byte != 0x7f) || byte == b'\t' || byte == allowed)
}

fn escape(byte: u8) -> Option<char> {
    Some(match byte {
        b'"' => '"',
        b'\\' => '\\',
        b'n' => '\n',
        b't' => '\t',
        b'r' => '\r',
        _ => return None,
    })
}
