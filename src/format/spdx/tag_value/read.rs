//! Reads tag-value text into the tree that the JSON form has.
//!
//! What a value of several parts lacks is lacking in the tree too, so that whoever reads the tree tells of it; only what leaves no doubt
//! about the lines themselves is an error. A tag that nobody knows becomes a member of its own name.

use std::borrow::Cow;

use super::statement::{Statement, Statements};
use super::tags::{self, Element, Form, SUBJECT, Tag};
use crate::format::FormatError;
use crate::format::index::Index;
use crate::format::tree::{Member, Node, Value};

/// Reads a whole text.
///
/// # Errors
/// [`FormatError::DuplicateKey`] for a tag that an element has twice, otherwise [`FormatError::Syntax`].
pub(super) fn read(text: &str) -> Result<Node<'_>, FormatError> {
    let mut statements = Statements::new(text);
    let mut reader = Reader::default();
    while let Some(statement) = statements.next()? {
        reader.take(statement, &statements)?;
    }
    Ok(reader.finish())
}

struct Reader<'a> {
    document: Node<'a>,
    creation: Node<'a>,
    packages: Vec<Node<'a>>,
    files: Vec<Node<'a>>,
    snippets: Vec<Node<'a>>,
    licenses: Vec<Node<'a>>,
    relationships: Vec<Node<'a>>,
    annotations: Vec<Node<'a>>,
    reviews: Vec<Node<'a>>,
    /// What an `SPDXID` belongs to, and an unknown tag.
    current: Element,
}

impl Default for Reader<'_> {
    fn default() -> Self {
        Self {
            document: Node::object(),
            creation: Node::object(),
            packages: Vec::new(),
            files: Vec::new(),
            snippets: Vec::new(),
            licenses: Vec::new(),
            relationships: Vec::new(),
            annotations: Vec::new(),
            reviews: Vec::new(),
            current: Element::Document,
        }
    }
}

impl<'a> Reader<'a> {
    fn list(&mut self, element: Element) -> Option<&mut Vec<Node<'a>>> {
        Some(match element {
            Element::Document | Element::Creation => return None,
            Element::Package => &mut self.packages,
            Element::File => &mut self.files,
            Element::Snippet => &mut self.snippets,
            Element::License => &mut self.licenses,
            Element::Relationship => &mut self.relationships,
            Element::Annotation => &mut self.annotations,
            Element::Review => &mut self.reviews,
        })
    }

    fn last(&mut self, element: Element) -> Option<&mut Node<'a>> {
        match element {
            Element::Document => Some(&mut self.document),
            Element::Creation => Some(&mut self.creation),
            other => self.list(other)?.last_mut(),
        }
    }

    fn take(&mut self, statement: Statement<'a>, all: &Statements<'a>) -> Result<(), FormatError> {
        let Some((element, tag)) = tags::find(statement.tag, self.current) else {
            return self.take_unknown(statement, all);
        };
        let opens = match element {
            // Tools write the parts of an annotation in any order; a part that is there already is the next one's.
            Element::Annotation => self.annotations.last().is_none_or(|last| last.get(tag.key).is_some()),
            other => other.opening().is_some_and(|opening| opening.name == tag.name),
        };
        if opens {
            let at = statement.at;
            if let Some(list) = self.list(element) {
                list.push(Node { at, value: Value::Object(Vec::new()) });
            }
            if matches!(element, Element::Package | Element::File | Element::Snippet) {
                self.current = element;
            }
        }
        let is_file_id = element == Element::File && tag.key == "SPDXID";
        let id = is_file_id.then(|| Node { at: statement.value_at, value: Value::Text(statement.value.clone()) });
        let at = statement.at;
        let Some(node) = self.last(element) else {
            let message = format!("`{}` belongs to an element that begins above it, and none does", statement.tag);
            return Err(all.fault(at as usize, message));
        };
        put(node, tag, statement, all)?;
        if let (Some(id), Some(package)) = (id, self.packages.last_mut()) {
            push(package, "hasFiles", at, id);
        }
        Ok(())
    }

    fn take_unknown(&mut self, statement: Statement<'a>, all: &Statements<'a>) -> Result<(), FormatError> {
        let Statement { tag, at, value, value_at } = statement;
        let current = self.current;
        match self.last(current) {
            Some(node) => set(node, Cow::Borrowed(tag), at, text(value, value_at), all),
            None => Ok(()),
        }
    }

    fn finish(mut self) -> Node<'a> {
        self.place_annotations();
        for snippet in &mut self.snippets {
            name_file_of_ranges(snippet);
        }
        if !self.creation.members().is_empty() {
            self.document.set("creationInfo", self.creation);
        }
        for (element, list) in [
            (Element::License, self.licenses),
            (Element::Annotation, self.annotations),
            (Element::Review, self.reviews),
            (Element::Package, self.packages),
            (Element::File, self.files),
            (Element::Snippet, self.snippets),
            (Element::Relationship, self.relationships),
        ] {
            if let Some(first) = list.first() {
                let at = first.at;
                for node in list {
                    push(&mut self.document, element.list(), at, node);
                }
            }
        }
        self.document
    }

    /// Moves annotations into what they are about; those of the document and of nothing that is here stay in its list.
    fn place_annotations(&mut self) {
        let annotations = std::mem::take(&mut self.annotations);
        if annotations.is_empty() {
            return;
        }
        let kinds =
            [(Element::Package, &self.packages), (Element::File, &self.files), (Element::Snippet, &self.snippets)];
        let mut index: Index<(Element, usize)> = Index::with_capacity(kinds.iter().map(|kind| kind.1.len()).sum());
        for (element, list) in kinds {
            for (at, node) in list.iter().enumerate() {
                if let Some(id) = node.get("SPDXID").and_then(Node::text) {
                    index.insert(id, (element, at));
                }
            }
        }
        let subject = |annotation: &Node<'_>| annotation.get(SUBJECT).and_then(Node::text).and_then(|id| index.get(id));
        let subjects: Vec<Option<(Element, usize)>> = annotations.iter().map(subject).collect();
        let document = self.document.get("SPDXID").and_then(Node::text).map(ToOwned::to_owned);
        for (mut annotation, subject) in annotations.into_iter().zip(subjects) {
            let at = annotation.at;
            let place = subject.and_then(|(element, place)| self.list(element)?.get_mut(place));
            if let Some(node) = place {
                annotation.remove(SUBJECT);
                push(node, "annotations", at, annotation);
            } else {
                if annotation.get(SUBJECT).and_then(Node::text) == document.as_deref() {
                    annotation.remove(SUBJECT);
                }
                self.annotations.push(annotation);
            }
        }
    }
}

/// A range names the file that it is in at both ends; the text says it once.
fn name_file_of_ranges(snippet: &mut Node<'_>) {
    let Some(file) = snippet.get("snippetFromFile").cloned() else { return };
    let Some(Node { value: Value::Array(ranges), .. }) = snippet.get_mut("ranges") else { return };
    for range in ranges {
        for end in ["startPointer", "endPointer"] {
            if let Some(end) = range.get_mut(end) {
                end.set("reference", file.clone());
            }
        }
    }
}

fn put<'a>(node: &mut Node<'a>, tag: &Tag, statement: Statement<'a>, all: &Statements<'a>) -> Result<(), FormatError> {
    let Statement { tag: name, at, value, value_at } = statement;
    let key = Cow::Borrowed(tag.key);
    match tag.form {
        Form::Line | Form::Text => set(node, key, at, text(value, value_at), all)?,
        Form::Flag => {
            let value = match &*value {
                "true" => Value::Bool(true),
                "false" => Value::Bool(false),
                _ => Value::Text(value),
            };
            set(node, key, at, Node { at: value_at, value }, all)?;
        }
        Form::Lines | Form::Texts => push(node, tag.key, at, text(value, value_at)),
        Form::Checksums => push(node, tag.key, at, parted(value, value_at, checksum)),
        Form::VerificationCode => set(node, key, at, parted(value, value_at, verification_code), all)?,
        Form::ExternalReferences => push(node, tag.key, at, parted(value, value_at, external_reference)),
        Form::DocumentReferences => push(node, tag.key, at, parted(value, value_at, document_reference)),
        Form::ByteRange => push(node, tag.key, at, parted(value, value_at, |text, at| range(text, at, "offset"))),
        Form::LineRange => push(node, tag.key, at, parted(value, value_at, |text, at| range(text, at, "lineNumber"))),
        Form::ExternalReferenceComment => match node.get_mut(tag.key) {
            Some(Node { value: Value::Array(list), .. }) if !list.is_empty() => {
                if let Some(last) = list.last_mut() {
                    set(last, Cow::Borrowed("comment"), at, text(value, value_at), all)?;
                }
            }
            _ => return Err(all.fault(at as usize, format!("`{name}` follows no external reference"))),
        },
        Form::Ends => {
            let ends = parted(value, value_at, relationship);
            if let (Value::Object(known), Value::Object(new)) = (&mut node.value, ends.value) {
                known.extend(new);
            }
        }
    }
    Ok(())
}

fn text(value: Cow<'_, str>, at: u32) -> Node<'_> {
    Node { at, value: Value::Text(value) }
}

/// Makes a value of several parts from a text, whether that borrows from the document or not.
fn parted<'a>(value: Cow<'a, str>, at: u32, make: impl for<'t> Fn(&'t str, u32) -> Node<'t>) -> Node<'a> {
    match value {
        Cow::Borrowed(text) => make(text, at),
        Cow::Owned(text) => make(&text, at).into_owned(),
    }
}

fn set<'a>(
    node: &mut Node<'a>,
    key: Cow<'a, str>,
    at: u32,
    value: Node<'a>,
    all: &Statements<'a>,
) -> Result<(), FormatError> {
    if node.get(&key).is_some() {
        return Err(all.duplicate(at, &key));
    }
    if let Value::Object(members) = &mut node.value {
        members.push(Member { at, key, node: value });
    }
    Ok(())
}

/// Adds an element to a list that is a member.
fn push<'a>(node: &mut Node<'a>, key: &'static str, at: u32, element: Node<'a>) {
    if let Some(known) = node.get_mut(key) {
        if let Value::Array(list) = &mut known.value {
            list.push(element);
        }
        return;
    }
    if let Value::Object(members) = &mut node.value {
        let node = Node { at: element.at, value: Value::Array(vec![element]) };
        members.push(Member { at, key: Cow::Borrowed(key), node });
    }
}

/// Returns an object of those parts that are there.
fn object<'t>(at: u32, parts: impl IntoIterator<Item = (&'static str, Option<Node<'t>>)>) -> Node<'t> {
    let member =
        |(key, node): (&'static str, Option<Node<'t>>)| node.map(|node| Member { at, key: Cow::Borrowed(key), node });
    Node { at, value: Value::Object(parts.into_iter().filter_map(member).collect()) }
}

fn part(text: &str, at: u32) -> Option<Node<'_>> {
    let text = text.trim();
    (!text.is_empty()).then_some(Node { at, value: Value::Text(Cow::Borrowed(text)) })
}

/// Splits off the first word.
fn word(text: &str) -> (&str, &str) {
    let text = text.trim_start();
    text.split_once(|character: char| character.is_whitespace()).unwrap_or((text, ""))
}

/// Spec: SPDX 2.3, 7.10: `SHA1: d6a7…`.
fn checksum(text: &str, at: u32) -> Node<'_> {
    let (algorithm, value) = text.split_once(':').unwrap_or(("", text));
    object(at, [("algorithm", part(algorithm, at)), ("checksumValue", part(value, at))])
}

/// Spec: SPDX 2.3, 7.9: `d6a7… (excludes: ./package.spdx)`; version 2.2 writes the names alone.
fn verification_code(text: &str, at: u32) -> Node<'_> {
    let (value, rest) = text.split_once('(').unwrap_or((text, ""));
    let names = rest.trim_end().strip_suffix(')').unwrap_or(rest).trim();
    let names = names.strip_prefix("excludes:").unwrap_or(names);
    let names: Vec<Node<'_>> = names.split(',').filter_map(|name| part(name, at)).collect();
    let excluded = (!names.is_empty()).then_some(Node { at, value: Value::Array(names) });
    object(at, [("packageVerificationCodeValue", part(value, at)), ("packageVerificationCodeExcludedFiles", excluded)])
}

/// Spec: SPDX 2.3, 7.21: category, type and locator.
fn external_reference(text: &str, at: u32) -> Node<'_> {
    let (category, rest) = word(text);
    let (kind, locator) = word(rest);
    object(
        at,
        [
            ("referenceCategory", part(category, at)),
            ("referenceType", part(kind, at)),
            ("referenceLocator", part(locator, at)),
        ],
    )
}

/// Spec: SPDX 2.3, 6.6: identifier, address and checksum.
fn document_reference(text: &str, at: u32) -> Node<'_> {
    let (id, rest) = word(text);
    let (address, sum) = word(rest);
    let sum = (!sum.trim().is_empty()).then(|| checksum(sum, at));
    object(at, [("externalDocumentId", part(id, at)), ("spdxDocument", part(address, at)), ("checksum", sum)])
}

/// Spec: SPDX 2.3, 11.1: both ends with the type between them.
fn relationship(text: &str, at: u32) -> Node<'_> {
    let (from, rest) = word(text);
    let (kind, to) = word(rest);
    object(
        at,
        [("spdxElementId", part(from, at)), ("relationshipType", part(kind, at)), ("relatedSpdxElement", part(to, at))],
    )
}

/// Spec: SPDX 2.3, 9.3 and 9.4: `310:420`.
fn range<'t>(text: &'t str, at: u32, unit: &'static str) -> Node<'t> {
    let (start, end) = text.split_once(':').unwrap_or((text, ""));
    let number = |text: &'t str| {
        let text = text.trim();
        let is_number = text.bytes().all(|byte| byte.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
        let value = if is_number { Value::Number(Cow::Borrowed(text)) } else { Value::Text(Cow::Borrowed(text)) };
        (!text.is_empty()).then_some(Node { at, value })
    };
    let pointer = |text: &'t str| number(text).map(|number| object(at, [(unit, Some(number))]));
    object(at, [("startPointer", pointer(start)), ("endPointer", pointer(end))])
}
