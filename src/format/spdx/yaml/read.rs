//! Reads YAML into a tree. Spec: YAML 1.2.2, section 10.3 (core schema).

use std::borrow::Cow;
use std::collections::BTreeSet;

use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, Span};

use crate::format::FormatError;
use crate::format::tree::{Member, Node, Places, Value, parse_json};
use crate::limits;

/// Reads one document.
///
/// # Errors
/// [`FormatError::DuplicateKey`] for a key that a mapping has twice, otherwise [`FormatError::Syntax`].
pub(super) fn read(text: &str) -> Result<Node<'_>, FormatError> {
    let mut builder = Builder { text, at: 0, characters: 0, open: Vec::new(), done: None, documents: 0 };
    let mut parser = Parser::new_from_str(text);
    while let Some(event) = parser.next_event() {
        let (event, span) = event.map_err(|error| scan_fault(&error))?;
        if matches!(event, Event::StreamEnd) {
            break;
        }
        builder.take(event, span)?;
    }
    builder.done.ok_or_else(|| FormatError::malformed(1, 1, "the text holds no value"))
}

fn scan_fault(error: &ScanError) -> FormatError {
    let marker = error.marker();
    FormatError::malformed(marker.line(), marker.col() + 1, error.info())
}

/// A collection whose end is not there yet.
enum Open<'a> {
    Sequence(u32, Vec<Node<'a>>),
    /// With the key whose value is awaited.
    Mapping(u32, Vec<Member<'a>>, Option<(u32, Cow<'a, str>)>),
}

struct Builder<'a> {
    text: &'a str,
    /// The byte that stands after so many characters.
    at: usize,
    characters: usize,
    open: Vec<Open<'a>>,
    done: Option<Node<'a>>,
    documents: usize,
}

impl<'a> Builder<'a> {
    /// Returns the byte of a place that the parser counts in characters; places only grow.
    fn byte(&mut self, span: Span) -> u32 {
        let index = span.start.index();
        if index > self.characters {
            let rest = self.text.get(self.at..).unwrap_or_default();
            let mut characters = rest.char_indices();
            let step = index - self.characters;
            self.at += characters.nth(step).map_or(rest.len(), |(at, _)| at);
            self.characters = index;
        }
        u32::try_from(self.at).unwrap_or(u32::MAX)
    }

    fn fault(&self, at: u32, message: impl Into<String>) -> FormatError {
        let (line, column) = Places::new(self.text).of(at);
        FormatError::malformed(line as usize, column as usize, message)
    }

    fn take(&mut self, event: Event<'a>, span: Span) -> Result<(), FormatError> {
        let at = self.byte(span);
        match event {
            Event::DocumentStart(_) => {
                self.documents += 1;
                if self.documents > 1 {
                    return Err(self.fault(at, "the text holds a second document"));
                }
            }
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => {}
            Event::Alias(_) => return Err(self.fault(at, "aliases are not read")),
            Event::Scalar(text, style, anchor, tag) => {
                self.check_plain(at, anchor, tag.is_some())?;
                return self.scalar(at, text, style);
            }
            Event::SequenceStart(anchor, tag) => {
                self.check_plain(at, anchor, tag.is_some())?;
                self.push(at, Open::Sequence(at, Vec::new()))?;
            }
            Event::MappingStart(anchor, tag) => {
                self.check_plain(at, anchor, tag.is_some())?;
                self.push(at, Open::Mapping(at, Vec::new(), None))?;
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let node = match self.open.pop() {
                    Some(Open::Sequence(at, list)) => Node { at, value: Value::Array(list) },
                    Some(Open::Mapping(at, members, _)) => {
                        self.check_keys(&members)?;
                        Node { at, value: Value::Object(members) }
                    }
                    None => return Err(self.fault(at, "a collection ends that did not begin")),
                };
                self.add(node);
            }
        }
        Ok(())
    }

    fn check_plain(&self, at: u32, anchor: usize, has_tag: bool) -> Result<(), FormatError> {
        match (anchor, has_tag) {
            (0, false) => Ok(()),
            (0, true) => Err(self.fault(at, "tags are not read")),
            _ => Err(self.fault(at, "anchors are not read")),
        }
    }

    fn push(&mut self, at: u32, open: Open<'a>) -> Result<(), FormatError> {
        if matches!(self.open.last(), Some(Open::Mapping(_, _, None))) {
            return Err(self.fault(at, "a key is a text, not a collection"));
        }
        if self.open.len() >= limits::DOCUMENT_DEPTH {
            let (line, column) = Places::new(self.text).of(at);
            return Err(FormatError::too_deep(line as usize, column as usize));
        }
        self.open.push(open);
        Ok(())
    }

    fn scalar(&mut self, at: u32, text: Cow<'a, str>, style: ScalarStyle) -> Result<(), FormatError> {
        if let Some(Open::Mapping(_, members, key @ None)) = self.open.last_mut() {
            if members.len() < FEW_KEYS && members.iter().any(|member| member.key == text) {
                return Err(self.duplicate(at, &text));
            }
            *key = Some((at, text));
            return Ok(());
        }
        let value = if style == ScalarStyle::Plain { plain(text) } else { Value::Text(text) };
        self.add(Node { at, value });
        Ok(())
    }

    fn add(&mut self, node: Node<'a>) {
        match self.open.last_mut() {
            Some(Open::Sequence(_, list)) => list.push(node),
            Some(Open::Mapping(_, members, key)) => {
                if let Some((at, key)) = key.take() {
                    members.push(Member { at, key, node });
                }
            }
            None => self.done = Some(node),
        }
    }

    fn check_keys(&self, members: &[Member<'_>]) -> Result<(), FormatError> {
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
        let (line, column) = Places::new(self.text).of(at);
        FormatError::DuplicateKey { key: key.chars().take(200).collect(), line: line as usize, column: column as usize }
    }
}

/// Mappings of up to this many members are compared key by key, larger ones through a set.
const FEW_KEYS: usize = 16;

/// Returns what a scalar without quotes means in the core schema.
///
/// A number that JSON would write in another way stays the text that it is: in an SBOM it is a version or a digest.
fn plain(text: Cow<'_, str>) -> Value<'_> {
    match &*text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        other if is_json_number(other) => Value::Number(text),
        _ => Value::Text(text),
    }
}

fn is_json_number(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_digit() || first == '-')
        && text.ends_with(|last: char| last.is_ascii_digit())
        && matches!(parse_json(text), Ok(Node { value: Value::Number(_), .. }))
}
