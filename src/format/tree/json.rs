//! Reads JSON into a tree.
//!
//! `serde_json` tells neither where a value began nor that a key came twice; both are what a judge of documents needs. The grammar is
//! small, and a test holds this reader against `serde_json`.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;

use super::{Member, Node, Value};
use crate::format::FormatError;
use crate::format::json::{ReadList, plain, read_lists};
use crate::limits;

/// Objects of up to this many members are compared key by key, larger ones through a set.
const FEW_KEYS: usize = 16;

/// Parses a whole JSON text. Spec: RFC 8259; section 4 (names are unique here).
///
/// # Errors
/// [`FormatError::DuplicateKey`] for a key that an object has twice, otherwise [`FormatError::Syntax`].
pub fn parse_json(text: &str) -> Result<Node<'_>, FormatError> {
    let mut parser = Parser::new(text);
    if text.len() >= PARALLEL_BYTES {
        parser.read = lists(text);
    }
    parser.space();
    let node = parser.value(0)?;
    parser.space();
    if parser.at < parser.bytes.len() {
        return Err(parser.fault("expected the end of the text"));
    }
    Ok(node)
}

/// Below this many bytes a second thread costs more than it saves.
const PARALLEL_BYTES: usize = 1 << 20;

/// The lists of all families that are long in large documents.
const LONG_LISTS: [&str; 6] = ["components", "dependencies", "packages", "files", "relationships", "@graph"];

/// A list that has been read, and where it stands.
struct List<'a> {
    range: Range<usize>,
    elements: Vec<Node<'a>>,
}

/// Reads the long lists of a document with all cores. What is wrong with a list, or before it, is left to be found in order.
fn lists(text: &str) -> Vec<List<'_>> {
    let found = read_lists(text, &LONG_LISTS, |stretch| elements(text, &stretch.elements)).unwrap_or_default();
    let whole = |found: ReadList<Vec<_>>| {
        Some(List { range: found.list.range, elements: found.stretches?.into_iter().flatten().collect() })
    };
    found.into_iter().flatten().filter_map(whole).collect()
}

/// Returns the elements of a list that stand in these places, or nothing when one of them is not well-formed.
fn elements<'a>(text: &'a str, places: &[Range<usize>]) -> Option<Vec<Node<'a>>> {
    let mut parser = Parser::new(text);
    let element = |place: &Range<usize>| {
        parser.at = place.start;
        let node = parser.value(ELEMENT_DEPTH).ok()?;
        (parser.at == place.end).then_some(node)
    };
    places.iter().map(element).collect()
}

/// How deep the elements of a document's lists are.
const ELEMENT_DEPTH: usize = 2;

struct Parser<'a> {
    /// Lists that have been read before.
    read: Vec<List<'a>>,
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    /// Elements of all lists that are open, so that each list is made in its length and never grows.
    elements: Vec<Node<'a>>,
    /// Members of all objects that are open.
    members: Vec<Member<'a>>,
}

impl<'a> Parser<'a> {
    fn new(text: &'a str) -> Self {
        let (read, elements, members) = (Vec::new(), Vec::new(), Vec::new());
        Self { read, text, bytes: text.as_bytes(), at: 0, elements, members }
    }

    fn fault(&self, message: &str) -> FormatError {
        self.fault_at(self.at, message)
    }

    fn fault_at(&self, at: usize, message: &str) -> FormatError {
        let (line, column) = self.place(at);
        FormatError::malformed(line, column, message)
    }

    fn place(&self, at: usize) -> (usize, usize) {
        let before = &self.bytes[..at.min(self.bytes.len())];
        let start = memchr::memrchr(b'\n', before).map_or(0, |newline| newline + 1);
        (memchr::memchr_iter(b'\n', before).count() + 1, before.len() - start + 1)
    }

    /// A place as a tree holds it. The text is bounded far below four gigabytes.
    fn offset(&self) -> u32 {
        u32::try_from(self.at).unwrap_or(u32::MAX)
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\n' | b'\r' | b'\t')) {
            self.at += 1;
        }
    }

    fn value(&mut self, depth: usize) -> Result<Node<'a>, FormatError> {
        if depth > limits::DOCUMENT_DEPTH {
            let (line, column) = self.place(self.at);
            return Err(FormatError::too_deep(line, column));
        }
        let at = self.offset();
        let value = match self.peek() {
            Some(b'{') => self.object(depth)?,
            Some(b'[') => self.array(depth)?,
            Some(b'"') => Value::Text(self.string()?),
            Some(b'-' | b'0'..=b'9') => Value::Number(Cow::Borrowed(self.number()?)),
            Some(b't') => self.word("true", Value::Bool(true))?,
            Some(b'f') => self.word("false", Value::Bool(false))?,
            Some(b'n') => self.word("null", Value::Null)?,
            Some(_) => return Err(self.fault("expected a value")),
            None => return Err(self.fault("the text ends where a value is expected")),
        };
        Ok(Node { at, value })
    }

    fn word(&mut self, word: &str, value: Value<'a>) -> Result<Value<'a>, FormatError> {
        if !self.bytes[self.at..].starts_with(word.as_bytes()) {
            return Err(self.fault("expected a value"));
        }
        self.at += word.len();
        Ok(value)
    }

    fn array(&mut self, depth: usize) -> Result<Value<'a>, FormatError> {
        if let Some(known) = self.read.iter().position(|list| list.range.start == self.at) {
            let list = self.read.swap_remove(known);
            self.at = list.range.end;
            return Ok(Value::Array(list.elements));
        }
        self.at += 1;
        let first = self.elements.len();
        self.space();
        if self.peek() == Some(b']') {
            self.at += 1;
            return Ok(Value::Array(Vec::new()));
        }
        loop {
            self.space();
            let element = self.value(depth + 1)?;
            self.elements.push(element);
            self.space();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b']') => break self.at += 1,
                _ => return Err(self.fault("expected `,` or `]`")),
            }
        }
        Ok(Value::Array(self.elements.drain(first..).collect()))
    }

    fn object(&mut self, depth: usize) -> Result<Value<'a>, FormatError> {
        self.at += 1;
        let first = self.members.len();
        self.space();
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Ok(Value::Object(Vec::new()));
        }
        loop {
            self.space();
            if self.peek() != Some(b'"') {
                return Err(self.fault("expected a key in quotes"));
            }
            let at = self.offset();
            let key = self.string()?;
            let members = &self.members[first..];
            if members.len() < FEW_KEYS && members.iter().any(|member| member.key == key) {
                return Err(self.duplicate(at, &key));
            }
            self.space();
            if self.peek() != Some(b':') {
                return Err(self.fault("expected `:`"));
            }
            self.at += 1;
            self.space();
            let node = self.value(depth + 1)?;
            self.members.push(Member { at, key, node });
            self.space();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b'}') => break self.at += 1,
                _ => return Err(self.fault("expected `,` or `}`")),
            }
        }
        self.check_many(&self.members[first..])?;
        Ok(Value::Object(self.members.drain(first..).collect()))
    }

    fn check_many(&self, members: &[Member<'_>]) -> Result<(), FormatError> {
        if members.len() <= FEW_KEYS {
            return Ok(());
        }
        let mut known = BTreeSet::new();
        match members.iter().find(|member| !known.insert(&member.key)) {
            Some(member) => Err(self.duplicate(member.at, &member.key)),
            None => Ok(()),
        }
    }

    fn duplicate(&self, at: u32, key: &str) -> FormatError {
        let (line, column) = self.place(at as usize);
        FormatError::DuplicateKey { key: key.chars().take(200).collect(), line, column }
    }

    fn string(&mut self) -> Result<Cow<'a, str>, FormatError> {
        let start = self.at + 1;
        let mut escaped = false;
        let mut at = start;
        loop {
            at += self.bytes.get(at..).map_or(0, plain);
            match self.bytes.get(at) {
                Some(b'"') => break,
                Some(b'\\') => {
                    escaped = true;
                    at += 2;
                }
                Some(0..=0x1f) => return Err(self.fault_at(at, "a text must not hold a control character as it is")),
                Some(_) => at += 1,
                None => return Err(self.fault("the text ends inside of a string")),
            }
        }
        let whole = &self.text[self.at..=at];
        if !escaped {
            self.at = at + 1;
            return Ok(Cow::Borrowed(&self.text[start..at]));
        }
        match serde_json::from_str::<String>(whole) {
            Ok(text) => {
                self.at = at + 1;
                Ok(Cow::Owned(text))
            }
            Err(_) => Err(self.fault("the string has an escape that JSON does not know")),
        }
    }

    fn number(&mut self) -> Result<&'a str, FormatError> {
        let start = self.at;
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        match self.peek() {
            Some(b'0') => self.at += 1,
            Some(b'1'..=b'9') => self.digits()?,
            _ => return Err(self.fault("expected a digit")),
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            self.digits()?;
        }
        Ok(&self.text[start..self.at])
    }

    fn digits(&mut self) -> Result<(), FormatError> {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        if self.at == start { Err(self.fault("expected a digit")) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn in_order(text: &str) -> Result<Node<'_>, FormatError> {
        let mut parser = Parser::new(text);
        parser.space();
        parser.value(0)
    }

    /// Returns a document over the threshold, with `odd` as one of its elements.
    fn long(odd: &str) -> String {
        let element = |at: usize| format!("{{ \"name\": \"n{at}\", \"list\": [{at}, \"a\\\"b\"] }}");
        let elements: Vec<String> = (0..30_000).map(element).collect();
        let (first, second) = elements.split_at(20_000);
        format!(
            "{{\"x\": [1],\n\"components\": [{}, {odd}, {}], \"components2\": [{{}}], \"files\": [], \"packages\": [{}]}}",
            first.join(",\n"),
            second.join(","),
            second.join(",")
        )
    }

    #[test]
    fn lists_that_are_read_with_all_cores_are_as_they_were_in_order() {
        let text = long("{\"components\": [{}]}");
        assert!(text.len() >= PARALLEL_BYTES);
        let found = lists(&text);
        assert_eq!(found.iter().map(|list| list.elements.len()).collect::<Vec<_>>(), [30_001, 10_000, 0]);
        assert_eq!(parse_json(&text).unwrap(), in_order(&text).unwrap());
    }

    #[test]
    fn what_is_wrong_with_a_long_list_is_told_as_it_would_be_in_order() {
        for odd in
            ["null", "{\"a\": 1, \"a\": 2}", "{\"a\": tru}", "{}, {} {}", "{\"a\": [}]", "1, ", "{\"a\": \"\t\"}"]
        {
            let text = long(odd);
            match (parse_json(&text), in_order(&text)) {
                (Ok(ours), Ok(theirs)) => assert_eq!(ours, theirs),
                (Err(ours), Err(theirs)) => assert_eq!(ours.to_string(), theirs.to_string()),
                (ours, theirs) => panic!("{odd}: {} and {}", ours.is_ok(), theirs.is_ok()),
            }
        }
    }
}
