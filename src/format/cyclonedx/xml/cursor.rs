//! XML as elements and texts: namespaces resolved, entities replaced, everything bounded.
//!
//! `quick-xml` splits the text and checks that tags match. A document type declaration is refused, so no entity can be declared and no
//! external one be named; what is left are the five predefined entities and character references.

use std::borrow::Cow;

use quick_xml::XmlVersion;
use quick_xml::events::attributes::{Attribute as RawAttribute, Attributes};
use quick_xml::events::{BytesDecl, BytesRef, Event};
use quick_xml::reader::Reader;

use crate::format::{FormatError, SyntaxKind};
use crate::limits;

/// The namespace of every version of CycloneDX, without the version.
const BOM: &str = "http://cyclonedx.org/schema/bom/";
/// Spec: XML Schema 1.0 part 1, section 2.6. Its attributes tell of the syntax and nothing of the subject.
const INSTANCE: &str = "http://www.w3.org/2001/XMLSchema-instance";
/// Spec: Namespaces in XML 1.0, section 3.
const XML: &str = "http://www.w3.org/XML/1998/namespace";

/// What an element or attribute belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Space<'a> {
    None,
    /// CycloneDX, with its version.
    Bom(Cow<'a, str>),
    Instance,
    Other,
}

pub(super) struct Attribute<'a> {
    /// The first byte of the name.
    pub(super) at: u32,
    /// The first byte of the value.
    pub(super) value_at: u32,
    pub(super) name: &'a str,
    pub(super) space: Space<'a>,
    pub(super) value: Cow<'a, str>,
}

pub(super) struct Element<'a> {
    /// The first byte of its start tag.
    pub(super) at: u32,
    pub(super) name: &'a str,
    pub(super) space: Space<'a>,
    pub(super) attributes: Vec<Attribute<'a>>,
}

pub(super) enum Piece<'a> {
    Open(Element<'a>),
    Close,
    /// A stretch of text; neighbours belong together.
    Text(Cow<'a, str>),
    End,
}

struct Binding<'a> {
    depth: usize,
    prefix: &'a str,
    space: Space<'a>,
}

pub(super) struct Cursor<'a> {
    text: &'a str,
    reader: Reader<&'a [u8]>,
    /// Elements that are open.
    depth: usize,
    /// Namespaces that are declared, the innermost last.
    bindings: Vec<Binding<'a>>,
    /// Whether the last element that was opened is an empty one.
    closing: bool,
    /// Where the last piece began.
    at: usize,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(text: &'a str) -> Result<Self, FormatError> {
        let mut reader = Reader::from_str(text);
        reader.config_mut().check_comments = true;
        let cursor = Self { text, reader, depth: 0, bindings: Vec::new(), closing: false, at: 0 };
        match text.char_indices().find(|(_, char)| !is_char(*char)) {
            Some((at, _)) => Err(cursor.fault_at(at, "XML holds no such character")),
            None => Ok(cursor),
        }
    }

    pub(super) fn fault(&self, message: &str) -> FormatError {
        self.fault_at(self.at, message)
    }

    pub(super) fn fault_at(&self, at: usize, message: &str) -> FormatError {
        let (line, column) = self.place(at);
        FormatError::malformed(line, column, message)
    }

    pub(super) fn place(&self, at: usize) -> (usize, usize) {
        let before = &self.text.as_bytes()[..at.min(self.text.len())];
        let start = memchr::memrchr(b'\n', before).map_or(0, |newline| newline + 1);
        (memchr::memchr_iter(b'\n', before).count() + 1, before.len() - start + 1)
    }

    /// Returns the next piece; comments and processing instructions are no content.
    pub(super) fn next(&mut self) -> Result<Piece<'a>, FormatError> {
        if std::mem::take(&mut self.closing) {
            self.close();
            return Ok(Piece::Close);
        }
        loop {
            self.at = self.position();
            let event = self.reader.read_event().map_err(|error| self.wrap(&error))?;
            let raw = self.text.get(self.at..self.position()).unwrap_or_default();
            match event {
                Event::Start(start) => {
                    let name = start.name().0.len();
                    return self.open(raw.strip_prefix('<').and_then(|raw| raw.strip_suffix('>')), name);
                }
                Event::Empty(start) => {
                    let name = start.name().0.len();
                    self.closing = true;
                    return self.open(raw.strip_prefix('<').and_then(|raw| raw.strip_suffix("/>")), name);
                }
                Event::End(_) => {
                    self.close();
                    return Ok(Piece::Close);
                }
                Event::Text(_) => return Ok(Piece::Text(line_ends(raw))),
                Event::CData(_) => {
                    let inner = raw.strip_prefix("<![CDATA[").and_then(|raw| raw.strip_suffix("]]>"));
                    return Ok(Piece::Text(line_ends(inner.unwrap_or_default())));
                }
                Event::GeneralRef(reference) => return self.entity(&reference).map(Piece::Text),
                Event::Decl(declaration) => self.declaration(&declaration)?,
                Event::DocType(_) => {
                    let (line, column) = self.place(self.at);
                    let message = "a document type declaration (DTD) is refused: it can declare entities".to_owned();
                    return Err(FormatError::Syntax { line, column, kind: SyntaxKind::DocumentType, message });
                }
                Event::Comment(_) | Event::PI(_) => {}
                Event::Eof if self.depth > 0 => return Err(self.fault("the text ends inside of an element")),
                Event::Eof => return Ok(Piece::End),
            }
        }
    }

    fn position(&self) -> usize {
        usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX).min(self.text.len())
    }

    fn wrap(&self, error: &quick_xml::Error) -> FormatError {
        let at = usize::try_from(self.reader.error_position()).unwrap_or(usize::MAX);
        let message: String = error.to_string().chars().take(300).collect();
        self.fault_at(at, &message)
    }

    fn declaration(&self, declaration: &BytesDecl<'_>) -> Result<(), FormatError> {
        if self.at > 0 && self.text.get(..self.at) != Some("\u{feff}") {
            return Err(self.fault("an XML declaration stands only at the beginning"));
        }
        let known = ["utf-8", "utf-16", "us-ascii", "utf8", "ascii"];
        match declaration.encoding() {
            None => Ok(()),
            Some(Ok(name)) if known.iter().any(|known| name.eq_ignore_ascii_case(known)) => Ok(()),
            Some(_) => Err(self.fault("the encoding is none of UTF-8, UTF-16 and US-ASCII")),
        }
    }

    fn entity(&self, reference: &BytesRef<'_>) -> Result<Cow<'a, str>, FormatError> {
        let char = match reference.resolve_char_ref() {
            Ok(Some(char)) => Some(char).filter(|char| is_char(*char)),
            Ok(None) => match &**reference {
                "amp" => Some('&'),
                "lt" => Some('<'),
                "gt" => Some('>'),
                "quot" => Some('"'),
                "apos" => Some('\''),
                _ => None,
            },
            Err(_) => None,
        };
        let unknown = || self.fault("a reference to no character; only the five predefined entities are known");
        char.map(|char| Cow::Owned(char.to_string())).ok_or_else(unknown)
    }

    fn close(&mut self) {
        while self.bindings.last().is_some_and(|binding| binding.depth >= self.depth) {
            self.bindings.pop();
        }
        self.depth = self.depth.saturating_sub(1);
    }

    fn offset(&self, part: &str) -> u32 {
        let at = (part.as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize);
        u32::try_from(at).unwrap_or(u32::MAX)
    }

    fn open(&mut self, content: Option<&'a str>, name: usize) -> Result<Piece<'a>, FormatError> {
        self.depth += 1;
        if self.depth > limits::DOCUMENT_DEPTH {
            let (line, column) = self.place(self.at);
            return Err(FormatError::too_deep(line, column));
        }
        let content = content.unwrap_or_default();
        let mut raw = Vec::new();
        for attribute in Attributes::new(content, name) {
            let attribute = attribute.map_err(|error| self.fault(&error.to_string()))?;
            if raw.len() == limits::XML_ATTRIBUTES {
                return Err(self.fault(&format!("an element has more than {} attributes", limits::XML_ATTRIBUTES)));
            }
            let value = self.value(&attribute)?;
            match attribute.key.0 {
                "xmlns" => self.bind("", value)?,
                key if key.starts_with("xmlns:") => self.bind(key.get(6..).unwrap_or_default(), value)?,
                key => raw.push((key, attribute.value, value)),
            }
        }
        let mut attributes = Vec::with_capacity(raw.len());
        for (key, quoted, value) in raw {
            let (prefix, name) = split(key);
            let space = if prefix.is_empty() { Space::None } else { self.resolve(prefix)? };
            let value_at = if let Cow::Borrowed(quoted) = quoted { self.offset(quoted) } else { self.offset(key) };
            attributes.push(Attribute { at: self.offset(key), value_at, name, space, value });
        }
        let (prefix, name) = split(content.get(..name).unwrap_or_default());
        let space = self.resolve(prefix)?;
        let at = u32::try_from(self.at).unwrap_or(u32::MAX);
        Ok(Piece::Open(Element { at, name, space, attributes }))
    }

    /// Spec: XML 1.0, section 3.3.3 (a line end as it stands is a space).
    fn value(&self, attribute: &RawAttribute<'a>) -> Result<Cow<'a, str>, FormatError> {
        let raw = attribute.value.as_bytes();
        if memchr::memchr(b'<', raw).is_some() {
            return Err(self.fault("a value of an attribute holds `<`"));
        }
        if memchr::memchr(b'&', raw).is_none() && memchr::memchr3(b'\n', b'\r', b'\t', raw).is_none() {
            return Ok(attribute.value.clone());
        }
        let value = attribute.normalized_value(XmlVersion::Explicit1_0).map_err(|error| {
            let message: String = error.to_string().chars().take(300).collect();
            self.fault(&message)
        })?;
        if value.chars().all(is_char) { Ok(value) } else { Err(self.fault("XML holds no such character")) }
    }

    fn bind(&mut self, prefix: &'a str, uri: Cow<'a, str>) -> Result<(), FormatError> {
        if self.bindings.len() == limits::XML_NAMESPACES {
            return Err(self.fault(&format!("more than {} namespaces are declared", limits::XML_NAMESPACES)));
        }
        let space = match &*uri {
            "" if prefix.is_empty() => Space::None,
            "" => return Err(self.fault("a prefix of a namespace stands for nothing")),
            INSTANCE => Space::Instance,
            XML => Space::Other,
            other if other.starts_with(BOM) => Space::Bom(match uri {
                Cow::Borrowed(uri) => Cow::Borrowed(uri.get(BOM.len()..).unwrap_or_default()),
                Cow::Owned(uri) => Cow::Owned(uri.get(BOM.len()..).unwrap_or_default().to_owned()),
            }),
            _ => Space::Other,
        };
        self.bindings.push(Binding { depth: self.depth, prefix, space });
        Ok(())
    }

    fn resolve(&self, prefix: &str) -> Result<Space<'a>, FormatError> {
        match self.bindings.iter().rev().find(|binding| binding.prefix == prefix) {
            Some(binding) => Ok(binding.space.clone()),
            None if prefix.is_empty() => Ok(Space::None),
            None if prefix == "xml" => Ok(Space::Other),
            None => Err(self.fault("a prefix of a namespace is not declared")),
        }
    }
}

fn split(name: &str) -> (&str, &str) {
    name.split_once(':').unwrap_or(("", name))
}

/// Spec: XML 1.0, section 2.11.
fn line_ends(text: &str) -> Cow<'_, str> {
    if memchr::memchr(b'\r', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
}

/// Returns whether XML can hold a character. Spec: XML 1.0, section 2.2.
pub(super) fn is_char(char: char) -> bool {
    match char {
        '\t' | '\n' | '\r' => true,
        '\u{fffe}' | '\u{ffff}' => false,
        other => other >= ' ',
    }
}
