//! The tree that the JSON form has into XML, by the table.

use std::borrow::Cow;

use super::cursor::is_char;
use super::shape::{Field, Kind, Mark, Scalar, Shape, Type, Variant, When};
use super::tables::BOM;
use crate::format::Loss;
use crate::format::cyclonedx::Edition;
use crate::format::cyclonedx::losses::Losses;
use crate::format::tree::{Member, Node, Value};
use crate::limits;

/// Writes a tree of an edition; what the XML form has no place for is told.
pub(super) fn print(tree: &Node<'_>, edition: Edition) -> (Vec<u8>, Vec<Loss>) {
    let out = b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>".to_vec();
    let mut printer = Printer { out, edition, depth: 0, losses: Losses::default() };
    let namespace = format!("bom xmlns=\"http://cyclonedx.org/schema/bom/{edition}\"");
    printer.line();
    printer.object(Tag { start: &namespace, end: "bom" }, &BOM, tree, ROOT);
    printer.out.push(b'\n');
    (printer.out, printer.losses.into_list())
}

/// Members of the document that its namespace says in XML.
const ROOT: &[&str] = &["$schema", "bomFormat", "specVersion"];

struct Printer<'p> {
    out: Vec<u8>,
    edition: Edition,
    depth: usize,
    losses: Losses<'p>,
}

/// What stands in a start tag and in an end tag.
#[derive(Clone, Copy)]
struct Tag<'t> {
    start: &'t str,
    end: &'t str,
}

impl<'t> From<&'t str> for Tag<'t> {
    fn from(name: &'t str) -> Self {
        Self { start: name, end: name }
    }
}

impl<'p> Printer<'p> {
    fn line(&mut self) {
        self.out.push(b'\n');
        self.out.resize(self.out.len() + 2 * self.depth, b' ');
    }

    fn put(&mut self, text: &str) {
        self.out.extend_from_slice(text.as_bytes());
    }

    /// Writes an element with what `inside` writes in it; an empty one where that is nothing.
    fn element(&mut self, tag: &str, inside: impl FnOnce(&mut Self)) {
        self.line();
        self.put("<");
        self.put(tag);
        self.inside(tag, inside);
    }

    fn inside(&mut self, end: &str, inside: impl FnOnce(&mut Self)) {
        let before = self.out.len();
        self.put(">");
        self.depth += 1;
        let empty = self.out.len();
        inside(self);
        self.depth -= 1;
        if self.out.len() == empty {
            self.out.truncate(before);
            return self.put("/>");
        }
        self.line();
        self.close(end);
    }

    fn close(&mut self, end: &str) {
        self.put("</");
        self.put(end);
        self.put(">");
    }

    fn kind(&mut self, tag: &str, kind: &'static Kind, node: &'p Node<'_>) {
        match kind {
            Kind::Scalar(scalar) => self.scalar(tag, *scalar, node),
            Kind::Object(of) => self.new_object(tag, of, node),
            Kind::Under(key, of) => match node.get(key) {
                Some(inner) => {
                    self.losses.enter(*key);
                    self.new_object(tag, of, inner);
                    self.losses.leave();
                    self.beside(node, key);
                }
                None => self.losses.tell("not of the shape that XML has"),
            },
            Kind::Reference | Kind::Dependency => {
                if let Some(text) = self.text_of(node, Scalar::Text) {
                    self.line();
                    self.put("<");
                    self.put(tag);
                    self.attribute("ref", &text);
                    self.put("/>");
                }
            }
            Kind::Choice(variants) => {
                self.element(tag, |printer| printer.variant(variants, node, std::slice::from_ref(node)));
            }
            Kind::TextOrObject(of) if matches!(node.value, Value::Object(_)) => self.new_object(tag, of, node),
            Kind::TextOrObject(_) => self.scalar(tag, Scalar::Text, node),
        }
    }

    fn beside(&mut self, node: &'p Node<'_>, key: &str) {
        for member in node.members().iter().filter(|member| member.key != key) {
            self.losses.tell_of(&*member.key, "XML has no place for it");
        }
    }

    fn scalar(&mut self, tag: &str, scalar: Scalar, node: &'p Node<'_>) {
        let Some(text) = self.text_of(node, scalar) else { return };
        self.line();
        self.put("<");
        self.put(tag);
        if text.is_empty() {
            return self.put("/>");
        }
        self.put(">");
        self.escape(&text, Quoted::No);
        self.close(tag);
    }

    /// Returns what a value is in XML.
    fn text_of<'n>(&mut self, node: &'n Node<'_>, scalar: Scalar) -> Option<Cow<'n, str>> {
        match (&node.value, scalar) {
            (Value::Text(text), Scalar::Text) => Some(Cow::Borrowed(text)),
            (Value::Text(text), Scalar::Token) => {
                if text.starts_with([' ', '\t', '\n', '\r']) || text.ends_with([' ', '\t', '\n', '\r']) {
                    self.losses.tell("XML does not keep the white space around it");
                }
                Some(Cow::Borrowed(text))
            }
            (Value::Bool(value), Scalar::Boolean) => Some(Cow::Borrowed(if *value { "true" } else { "false" })),
            (Value::Number(text), Scalar::Number) => match decimal(text) {
                Some(text) => Some(text),
                None => self.lost("XML has no number with such an exponent"),
            },
            (Value::Text(text) | Value::Number(text), _) => {
                self.losses.tell("XML does not tell its type from another");
                Some(Cow::Borrowed(text))
            }
            (Value::Bool(value), _) => {
                self.losses.tell("XML does not tell its type from another");
                Some(Cow::Borrowed(if *value { "true" } else { "false" }))
            }
            (Value::Null | Value::Array(_) | Value::Object(_), _) => self.lost("not of the shape that XML has"),
        }
    }

    fn lost<T>(&mut self, reason: &str) -> Option<T> {
        self.losses.tell(reason);
        None
    }

    fn new_object(&mut self, tag: &str, of: &'static Type, node: &'p Node<'_>) {
        self.line();
        self.object(tag.into(), of, node, &[]);
    }

    /// Writes an object as an element whose place has been made; `passed` are members that are said elsewhere.
    fn object(&mut self, tag: Tag<'_>, of: &'static Type, node: &'p Node<'_>, passed: &[&str]) {
        let Value::Object(members) = &node.value else {
            self.losses.tell("not of the shape that XML has");
            return self.take_line();
        };
        if self.depth > limits::DOCUMENT_DEPTH {
            self.losses.tell("nested too deep");
            return self.take_line();
        }
        let fields = self.order(of, members, passed);
        self.put("<");
        self.put(tag.start);
        let mut attributes = 0;
        for (place, member) in &fields {
            let Some(Field { xml, shape: Shape::Attribute(scalar), .. }) = of.fields.get(*place) else { break };
            attributes += 1;
            self.losses.enter(&*member.key);
            if let Some(text) = self.text_of(&member.node, *scalar) {
                self.attribute(xml, &text);
            }
            self.losses.leave();
        }
        let rest = fields.get(attributes..).unwrap_or_default();
        match of.fields.last() {
            Some(Field { key, shape: Shape::Content(scalar), .. }) => {
                self.content(tag.end, key, *scalar, rest.first().map(|(_, member)| *member));
            }
            _ => self.inside(tag.end, |printer| printer.fields(of, rest)),
        }
    }

    /// Takes back a line that was begun.
    fn take_line(&mut self) {
        let line = memchr::memrchr(b'\n', &self.out).unwrap_or(self.out.len());
        self.out.truncate(line);
    }

    fn content(&mut self, end: &str, key: &str, scalar: Scalar, member: Option<&'p Member<'p>>) {
        let Some(member) = member else {
            self.losses.tell_of(key, "XML does not tell a missing text from an empty one");
            return self.put("/>");
        };
        self.losses.enter(&*member.key);
        let text = self.text_of(&member.node, scalar).filter(|text| !text.is_empty());
        if let Some(text) = text {
            self.put(">");
            self.escape(&text, Quoted::No);
            self.close(end);
        } else {
            self.put("/>");
        }
        self.losses.leave();
    }

    /// Returns the members that the type has, in its order, and tells of the others.
    fn order(&mut self, of: &'static Type, members: &'p [Member<'p>], passed: &[&str]) -> Vec<(usize, &'p Member<'p>)> {
        let mut fields: Vec<(usize, &'p Member<'p>)> = Vec::with_capacity(members.len());
        for member in members {
            if passed.contains(&&*member.key) {
                continue;
            }
            if let Some(place) = of.fields.iter().position(|field| has(field, &member.key)) {
                fields.push((place, member));
            } else if member.key == "signature" {
                self.losses.tell_of("signature", "a JSON signature covers the JSON form only");
            } else {
                self.losses.tell_of(&*member.key, "XML has no place for it");
            }
        }
        fields.sort_by_key(|(place, _)| *place);
        fields
    }

    fn fields(&mut self, of: &'static Type, members: &[(usize, &'p Member<'p>)]) {
        let mut rest = members;
        while let Some((place, member)) = rest.first() {
            let Some(field) = of.fields.get(*place) else { return };
            let (own, after) = rest.split_at(rest.iter().take_while(|(other, _)| other == place).count());
            rest = after;
            if let Shape::Inline(inner) = field.shape {
                self.inline(field.xml, inner, own);
                continue;
            }
            self.losses.enter(&*member.key);
            self.field(field, &member.node);
            self.losses.leave();
        }
    }

    fn inline(&mut self, tag: &str, of: &'static Type, members: &[(usize, &'p Member<'p>)]) {
        let find = |field: &Field| members.iter().map(|(_, member)| *member).find(|member| member.key == field.key);
        self.line();
        self.put("<");
        self.put(tag);
        for field in of.fields {
            let member = find(field);
            match (&field.shape, member) {
                (Shape::Attribute(scalar), Some(member)) => {
                    self.losses.enter(&*member.key);
                    if let Some(text) = self.text_of(&member.node, *scalar) {
                        self.attribute(field.xml, &text);
                    }
                    self.losses.leave();
                }
                (Shape::Content(scalar), member) => self.content(tag, field.key, *scalar, member),
                _ => {}
            }
        }
    }

    fn field(&mut self, field: &'static Field, node: &'p Node<'_>) {
        let tag = field.xml;
        match &field.shape {
            Shape::Attribute(_) | Shape::Content(_) | Shape::Inline(_) => {}
            Shape::Child(kind) => self.kind(tag, kind, node),
            Shape::List(item, kind) => self.list(tag, node, |printer, item_node| printer.kind(item, kind, item_node)),
            Shape::Mixed(variants) => {
                self.list(tag, node, |printer, item| printer.variant(variants, item, node.elements()));
            }
            Shape::Repeated(kind) => self.repeated(field, kind, node),
            Shape::RepeatedSince(_, kind) if matches!(node.value, Value::Object(_)) => self.kind(tag, kind, node),
            Shape::RepeatedSince(minor, kind) => self.several(tag, kind, node, *minor),
            Shape::ListOrObject(item, kind, of) => match &node.value {
                Value::Object(members) if members.is_empty() => {
                    self.losses.tell("XML does not tell an empty object from an empty list");
                    self.new_object(tag, of, node);
                }
                Value::Object(_) => self.new_object(tag, of, node),
                _ => self.list(tag, node, |printer, item_node| printer.kind(item, kind, item_node)),
            },
        }
    }

    fn list(&mut self, tag: &str, node: &'p Node<'_>, each: impl Fn(&mut Self, &'p Node<'_>)) {
        let Value::Array(elements) = &node.value else {
            return self.losses.tell("not of the shape that XML has");
        };
        self.element(tag, |printer| {
            for (index, element) in elements.iter().enumerate() {
                printer.losses.enter(index);
                each(printer, element);
                printer.losses.leave();
            }
        });
    }

    fn repeated(&mut self, field: &'static Field, kind: &'static Kind, node: &'p Node<'_>) {
        // A component that is listed without dependencies has none. Spec: CycloneDX, `dependencies`.
        let said = matches!(kind, Kind::Dependency) && matches!(&node.value, Value::Array(list) if list.is_empty());
        if !said {
            self.several(field.xml, kind, node, field.many_since);
        }
    }

    fn several(&mut self, tag: &str, kind: &'static Kind, node: &'p Node<'_>, many_since: u8) {
        let Value::Array(elements) = &node.value else {
            return self.losses.tell("not of the shape that XML has");
        };
        if elements.is_empty() {
            self.losses.tell("XML does not tell an empty list from none");
        }
        for (index, element) in elements.iter().enumerate() {
            self.losses.enter(index);
            if index > 0 && self.edition.0 < many_since {
                self.losses.tell("XML of this version has place for one");
            } else {
                self.kind(tag, kind, element);
            }
            self.losses.leave();
        }
    }

    fn variant(&mut self, variants: &'static [Variant], node: &'p Node<'_>, all: &'p [Node<'_>]) {
        let has = |node: &Node<'_>, keys: &[&str]| keys.iter().any(|key| node.get(key).is_some());
        let fits = |variant: &&Variant| match variant.when {
            When::Text => node.text().is_some(),
            When::Has(keys) => has(node, keys),
            When::AnyHas(keys) => all.iter().any(|node| has(node, keys)),
            When::Else | When::Otherwise(_) => true,
        };
        let Some(variant) = variants.iter().find(fits) else { return };
        let passed = variant.mark.and_then(|mark| match (mark, node.get(mark.key()).map(|node| &node.value)) {
            (Mark::List(key), Some(Value::Array(list))) if list.is_empty() => Some(key),
            (Mark::Text(key), Some(Value::Text(text))) if text.is_empty() => Some(key),
            _ => None,
        });
        match (passed, &variant.kind) {
            (Some(passed), Kind::Object(of)) => {
                self.line();
                self.object(variant.xml.into(), of, node, &[passed]);
            }
            _ => self.kind(variant.xml, &variant.kind, node),
        }
    }

    fn attribute(&mut self, name: &str, value: &str) {
        self.put(" ");
        self.put(name);
        self.put("=\"");
        self.escape(value, Quoted::Yes);
        self.put("\"");
    }

    /// Spec: XML 1.0, sections 2.4 and 3.3.3; a reference keeps what a reader would otherwise make a space or a line feed.
    fn escape(&mut self, text: &str, quoted: Quoted) {
        let suspect = |byte: u8| byte < b' ' || byte == 0xef;
        if text.bytes().any(suspect) && !text.chars().all(is_char) {
            self.losses.tell("XML holds no such character");
            let text = text.replace(|char| !is_char(char), "\u{fffd}");
            return self.escape(&text, quoted);
        }
        let mut plain = 0;
        for (at, byte) in text.bytes().enumerate() {
            let replacement = match byte {
                b'&' => "&amp;",
                b'<' => "&lt;",
                b'>' => "&gt;",
                b'\r' => "&#13;",
                b'"' if quoted == Quoted::Yes => "&quot;",
                b'\n' if quoted == Quoted::Yes => "&#10;",
                b'\t' if quoted == Quoted::Yes => "&#9;",
                _ => continue,
            };
            self.put(text.get(plain..at).unwrap_or_default());
            self.put(replacement);
            plain = at + 1;
        }
        self.put(text.get(plain..).unwrap_or_default());
    }
}

/// Whether a text stands in the quotes of an attribute.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Quoted {
    Yes,
    No,
}

fn has(field: &Field, key: &str) -> bool {
    match field.shape {
        Shape::Inline(of) => of.fields.iter().any(|inner| inner.key == key),
        _ => field.key == key,
    }
}

/// Returns a JSON number without exponent, as XML Schema has it. Spec: XML Schema 1.0 part 2, section 3.2.3.
fn decimal(text: &str) -> Option<Cow<'_, str>> {
    let Some((digits, exponent)) = text.split_once(['e', 'E']) else { return Some(Cow::Borrowed(text)) };
    let exponent: i32 = exponent.parse().ok().filter(|exponent: &i32| exponent.abs() <= 400)?;
    let (sign, digits) = digits.strip_prefix('-').map_or(("", digits), |digits| ("-", digits));
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let point = i32::try_from(whole.len()).ok()? + exponent;
    let all = format!("{whole}{part}");
    let written = match usize::try_from(point) {
        Ok(point) if point >= all.len() => format!("{all}{}", "0".repeat(point - all.len())),
        Ok(0) => format!("0.{all}"),
        Ok(point) => format!("{}.{}", all.get(..point)?, all.get(point..)?),
        Err(_) => format!("0.{}{all}", "0".repeat(usize::try_from(point.unsigned_abs()).ok()?)),
    };
    Some(Cow::Owned(format!("{sign}{written}")))
}
