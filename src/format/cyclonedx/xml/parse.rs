//! XML into the tree that the JSON form has, by the table.

use std::borrow::Cow;

use super::NAME;
use super::cursor::{Attribute, Cursor, Element, Piece, Space};
use super::shape::{Field, Kind, Mark, Scalar, Shape, Type, Variant, When};
use super::tables::{BOM, DEPENDENCY};
use crate::format::cyclonedx::READ;
use crate::format::cyclonedx::losses::Losses;
use crate::format::tree::{Member, Node, Value};
use crate::format::{FormatError, Loss};

/// Reads a document; what the JSON form has no place for is told.
pub(super) fn parse(text: &str) -> Result<(Node<'_>, Vec<Loss>), FormatError> {
    let mut cursor = Cursor::new(text)?;
    let root = match cursor.next()? {
        Piece::Text(text) if is_space(&text) => cursor.next()?,
        other => other,
    };
    let Piece::Open(root) = root else { return Err(cursor.fault("expected an element")) };
    let version = match &root.space {
        Space::Bom(version) if root.name == "bom" => version.clone(),
        _ => return Err(FormatError::Meaning("the root element is not `bom` in a namespace of CycloneDX".to_owned())),
    };
    let minor = version.strip_prefix("1.").and_then(|minor| minor.parse().ok());
    let Some(minor) = minor.filter(|_| READ.contains(&&*version)) else {
        let version = version.chars().take(40).collect();
        return Err(FormatError::UnknownVersion { format: NAME, version, expected: READ.to_vec() });
    };
    let at = root.at;
    let mut parser = Parser { cursor, minor, space: root.space.clone(), losses: Losses::default(), nested: Vec::new() };
    let made = |key: &'static str, value: Cow<'_, str>| Member {
        at,
        key: Cow::Borrowed(key),
        node: Node { at, value: Value::Text(Cow::Owned(value.into_owned())) },
    };
    let mut members = vec![made("bomFormat", Cow::Borrowed("CycloneDX")), made("specVersion", version)];
    parser.fill(&BOM, root, &mut members)?;
    loop {
        match parser.cursor.next()? {
            Piece::End => break,
            Piece::Text(text) if is_space(&text) => {}
            _ => return Err(parser.cursor.fault("expected the end of the text")),
        }
    }
    Ok((Node { at, value: Value::Object(members) }, parser.losses.into_list()))
}

struct Parser<'a> {
    cursor: Cursor<'a>,
    /// The minor version of the document.
    minor: u8,
    /// The namespace of the document.
    space: Space<'a>,
    losses: Losses<'a>,
    /// Dependencies that stood inside of another one.
    nested: Vec<Node<'a>>,
}

/// What an object holds so far.
struct Filled<'m, 'a> {
    of: &'static Type,
    members: &'m mut Vec<Member<'a>>,
    /// Fields that were there, by their place in the type.
    seen: u64,
    /// Where in the type the next field is looked for first: elements come in its order.
    next: usize,
}

impl<'a> Parser<'a> {
    fn kind(&mut self, kind: &'static Kind, element: Element<'a>) -> Result<Node<'a>, FormatError> {
        let at = element.at;
        match kind {
            Kind::Scalar(scalar) => self.scalar(*scalar, element),
            Kind::Object(of) => self.object(of, element),
            Kind::Under(key, of) => {
                self.losses.enter(*key);
                let node = self.object(of, element)?;
                self.losses.leave();
                Ok(Node { at, value: Value::Object(vec![Member { at, key: Cow::Borrowed(key), node }]) })
            }
            Kind::Reference => self.reference(element),
            Kind::Dependency => self.dependency(element),
            Kind::Choice(variants) => self.choice(variants, element),
            Kind::TextOrObject(of) => self.text_or_object(of, element),
        }
    }

    fn scalar(&mut self, scalar: Scalar, element: Element<'a>) -> Result<Node<'a>, FormatError> {
        let at = element.at;
        self.strange(element.attributes);
        let text = self.text()?;
        Ok(Node { at, value: value(scalar, text) })
    }

    /// Reads the text up to the end of the element that is open.
    fn text(&mut self) -> Result<Cow<'a, str>, FormatError> {
        let mut whole = Cow::Borrowed("");
        loop {
            match self.cursor.next()? {
                Piece::Text(text) if whole.is_empty() => whole = text,
                Piece::Text(text) => whole.to_mut().push_str(&text),
                Piece::Close => return Ok(whole),
                Piece::Open(element) => {
                    return Err(self
                        .cursor
                        .fault(&format!("expected text, found the element `{}`", shown(element.name))));
                }
                Piece::End => return Err(self.cursor.fault("the text ends inside of an element")),
            }
        }
    }

    /// Returns the next element inside of the one that is open; `None` when that one is closed.
    fn child(&mut self) -> Result<Option<Element<'a>>, FormatError> {
        loop {
            match self.cursor.next()? {
                Piece::Open(element) if element.space == self.space => return Ok(Some(element)),
                Piece::Open(element) => {
                    self.losses.tell(&format!("the element `{}` of another namespace", shown(element.name)));
                    self.skip()?;
                }
                Piece::Close => return Ok(None),
                Piece::Text(text) if is_space(&text) => {}
                Piece::Text(_) => return Err(self.cursor.fault("text where only elements may stand")),
                Piece::End => return Err(self.cursor.fault("the text ends inside of an element")),
            }
        }
    }

    fn skip(&mut self) -> Result<(), FormatError> {
        let mut open = 1_usize;
        while open > 0 {
            match self.cursor.next()? {
                Piece::Open(_) => open += 1,
                Piece::Close => open -= 1,
                Piece::Text(_) => {}
                Piece::End => return Err(self.cursor.fault("the text ends inside of an element")),
            }
        }
        Ok(())
    }

    /// Tells of attributes that have no place.
    fn strange(&mut self, attributes: Vec<Attribute<'a>>) {
        for attribute in attributes {
            if attribute.space != Space::Instance {
                self.losses.tell(&format!("the attribute `{}`", shown(attribute.name)));
            }
        }
    }

    fn object(&mut self, of: &'static Type, element: Element<'a>) -> Result<Node<'a>, FormatError> {
        let at = element.at;
        let mut members = Vec::new();
        self.fill(of, element, &mut members)?;
        Ok(Node { at, value: Value::Object(members) })
    }

    fn fill(
        &mut self,
        of: &'static Type,
        element: Element<'a>,
        members: &mut Vec<Member<'a>>,
    ) -> Result<(), FormatError> {
        let at = element.at;
        self.attributes(of, element.attributes, members);
        if let Some(Field { key, shape: Shape::Content(scalar), .. }) = of.fields.last() {
            let text = self.text()?;
            members.push(Member { at, key: Cow::Borrowed(key), node: Node { at, value: value(*scalar, text) } });
            return Ok(());
        }
        let mut filled = Filled { of, members, seen: 0, next: 0 };
        while let Some(child) = self.child()? {
            self.member(child, &mut filled)?;
        }
        Ok(())
    }

    fn attributes(&mut self, of: &'static Type, attributes: Vec<Attribute<'a>>, members: &mut Vec<Member<'a>>) {
        let mut strange = Vec::new();
        for attribute in attributes {
            let own = attribute.space == Space::None;
            let known = of.fields.iter().filter(|_| own).find_map(|field| match field.shape {
                Shape::Attribute(scalar) if field.xml == attribute.name => Some((field.key, scalar)),
                _ => None,
            });
            let Some((key, scalar)) = known else {
                strange.push(attribute);
                continue;
            };
            let node = Node { at: attribute.value_at, value: value(scalar, attribute.value) };
            members.push(Member { at: attribute.at, key: Cow::Borrowed(key), node });
        }
        self.strange(strange);
    }

    fn member(&mut self, child: Element<'a>, filled: &mut Filled<'_, 'a>) -> Result<(), FormatError> {
        let fields = filled.of.fields;
        let is_it = |field: &Field| field.xml == child.name && !matches!(field.shape, Shape::Attribute(_));
        let after = fields.iter().enumerate().skip(filled.next);
        let before = fields.iter().enumerate().take(filled.next);
        let Some((place, field)) = after.chain(before).find(|(_, field)| is_it(field)) else {
            return self.unknown(child, filled);
        };
        filled.next = place;
        let again = filled.seen & (1 << place) != 0;
        filled.seen |= 1 << place;
        let (at, key) = (child.at, field.key);
        self.losses.enter(key);
        let node = match &field.shape {
            Shape::Repeated(kind) => Some((kind, Many::Yes)),
            Shape::RepeatedSince(minor, kind) => Some((kind, if self.minor >= *minor { Many::Yes } else { Many::No })),
            Shape::Child(kind) => Some((kind, Many::No)),
            _ => None,
        };
        match node {
            Some((kind, Many::Yes)) => self.repeated(kind, child, filled.members, key)?,
            _ if again && field.surplus => {
                self.losses.tell("the JSON form has place for one");
                self.skip()?;
            }
            _ if again => return Err(self.duplicate(&child)),
            Some((kind, Many::No)) => {
                let node = self.kind(kind, child)?;
                filled.members.push(Member { at, key: Cow::Borrowed(key), node });
            }
            None => self.group(&field.shape, key, child, filled.members)?,
        }
        self.losses.leave();
        Ok(())
    }

    /// Reads an element that holds others, each an item of an array.
    fn group(
        &mut self,
        shape: &'static Shape,
        key: &'static str,
        child: Element<'a>,
        members: &mut Vec<Member<'a>>,
    ) -> Result<(), FormatError> {
        let at = child.at;
        let value = match shape {
            Shape::Inline(of) => return self.fill(of, child, members),
            Shape::List(item, kind) => Value::Array(self.list(item, kind, child)?),
            Shape::Mixed(variants) => Value::Array(self.mixed(variants, child)?),
            Shape::ListOrObject(item, kind, of) => self.list_or_object(item, kind, of, child)?,
            _ => return self.skip(),
        };
        members.push(Member { at, key: Cow::Borrowed(key), node: Node { at, value } });
        Ok(())
    }

    fn repeated(
        &mut self,
        kind: &'static Kind,
        child: Element<'a>,
        members: &mut Vec<Member<'a>>,
        key: &'static str,
    ) -> Result<(), FormatError> {
        let at = child.at;
        let known = members.iter().rposition(|member| member.key == key);
        let count = known.and_then(|place| members.get(place)).map_or(0, |member| member.node.elements().len());
        self.losses.enter(count);
        let node = self.kind(kind, child)?;
        self.losses.leave();
        let list = known.and_then(|place| members.get_mut(place));
        if let Some(Member { node: Node { value: Value::Array(elements), .. }, .. }) = list {
            elements.push(node);
        } else {
            let node = Node { at, value: Value::Array(vec![node]) };
            members.push(Member { at, key: Cow::Borrowed(key), node });
        }
        Ok(())
    }

    fn list(
        &mut self,
        item: &'static str,
        kind: &'static Kind,
        element: Element<'a>,
    ) -> Result<Vec<Node<'a>>, FormatError> {
        self.strange(element.attributes);
        let mut items = Vec::new();
        let mut hoisted = Vec::new();
        while let Some(child) = self.child()? {
            if child.name != item {
                return Err(self.unexpected(&child, item));
            }
            self.losses.enter(items.len());
            items.push(self.kind(kind, child)?);
            self.losses.leave();
            hoisted.append(&mut self.nested);
        }
        // The JSON form does not nest them; an entry of its own says the same.
        items.extend(hoisted);
        Ok(items)
    }

    fn mixed(&mut self, variants: &'static [Variant], element: Element<'a>) -> Result<Vec<Node<'a>>, FormatError> {
        self.strange(element.attributes);
        let mut items = Vec::new();
        while let Some(child) = self.child()? {
            self.losses.enter(items.len());
            items.push(self.variant(variants, child)?);
            self.losses.leave();
        }
        Ok(items)
    }

    fn variant(&mut self, variants: &'static [Variant], child: Element<'a>) -> Result<Node<'a>, FormatError> {
        let Some(variant) = variants.iter().find(|variant| variant.xml == child.name) else {
            return Err(self.unexpected(&child, "another"));
        };
        let mut node = self.kind(&variant.kind, child)?;
        let (When::Has(telling) | When::Otherwise(telling)) = &variant.when else { return Ok(node) };
        if let Some(mark) = variant.mark
            && !telling.iter().any(|key| node.get(key).is_some())
        {
            match mark {
                Mark::List(key) => node.set(key, Value::Array(Vec::new()).into()),
                Mark::Text(key) => node.set(key, Node::text_of("")),
            }
        }
        Ok(node)
    }

    fn list_or_object(
        &mut self,
        item: &'static str,
        kind: &'static Kind,
        of: &'static Type,
        element: Element<'a>,
    ) -> Result<Value<'a>, FormatError> {
        self.strange(element.attributes);
        let mut items = Vec::new();
        let mut members = Vec::new();
        let mut filled = Filled { of, members: &mut members, seen: 0, next: 0 };
        while let Some(child) = self.child()? {
            if child.name == item {
                self.losses.enter(items.len());
                items.push(self.kind(kind, child)?);
                self.losses.leave();
            } else {
                self.member(child, &mut filled)?;
            }
            if !items.is_empty() && !filled.members.is_empty() {
                return Err(self.cursor.fault(&format!("`{item}` beside another element")));
            }
        }
        Ok(if members.is_empty() { Value::Array(items) } else { Value::Object(members) })
    }

    fn choice(&mut self, variants: &'static [Variant], element: Element<'a>) -> Result<Node<'a>, FormatError> {
        self.strange(element.attributes);
        let at = element.at;
        let Some(child) = self.child()? else { return Ok(Node { at, value: Value::Object(Vec::new()) }) };
        let node = self.variant(variants, child)?;
        match self.child()? {
            None => Ok(node),
            Some(child) => Err(self.unexpected(&child, "no other")),
        }
    }

    fn reference(&mut self, element: Element<'a>) -> Result<Node<'a>, FormatError> {
        let at = element.at;
        let mut text = None;
        let mut strange = Vec::new();
        for attribute in element.attributes {
            if attribute.space == Space::None && attribute.name == "ref" {
                text = Some(Node { at: attribute.value_at, value: Value::Text(attribute.value) });
            } else {
                strange.push(attribute);
            }
        }
        self.strange(strange);
        match self.child()? {
            None => Ok(text.unwrap_or(Node { at, value: Value::Null })),
            Some(child) => Err(self.unexpected(&child, "no")),
        }
    }

    fn dependency(&mut self, element: Element<'a>) -> Result<Node<'a>, FormatError> {
        let at = element.at;
        let node = self.object(&DEPENDENCY, element)?;
        let reference = node.get("ref").cloned().unwrap_or(Node { at, value: Value::Null });
        if node.members().len() > 1 {
            self.nested.push(node);
        }
        Ok(reference)
    }

    fn text_or_object(&mut self, of: &'static Type, element: Element<'a>) -> Result<Node<'a>, FormatError> {
        let at = element.at;
        self.strange(element.attributes);
        let mut members = Vec::new();
        let mut filled = Filled { of, members: &mut members, seen: 0, next: 0 };
        let mut whole = Cow::Borrowed("");
        loop {
            match self.cursor.next()? {
                Piece::Text(text) if whole.is_empty() => whole = text,
                Piece::Text(text) => whole.to_mut().push_str(&text),
                Piece::Open(child) if child.space == self.space => self.member(child, &mut filled)?,
                Piece::Open(child) => return Err(self.unexpected(&child, "no")),
                Piece::Close | Piece::End => break,
            }
        }
        match (members.is_empty(), is_space(&whole)) {
            (true, _) => Ok(Node { at, value: Value::Text(whole) }),
            (false, true) => Ok(Node { at, value: Value::Object(members) }),
            (false, false) => Err(self.cursor.fault("text beside elements")),
        }
    }

    /// Keeps an element of our namespace that the table does not have, so that a judge of the tree sees what does not belong there.
    fn unknown(&mut self, child: Element<'a>, filled: &mut Filled<'_, 'a>) -> Result<(), FormatError> {
        let taken = |name: &str| filled.of.fields.iter().any(|field| field.key == name);
        let key = if taken(child.name) { format!("xml:{}", child.name).into() } else { Cow::Borrowed(child.name) };
        if filled.members.iter().any(|member| member.key == key) {
            return Err(self.duplicate(&child));
        }
        let at = child.at;
        self.losses.enter(child.name);
        let node = self.generic(child)?;
        self.losses.leave();
        filled.members.push(Member { at, key, node });
        Ok(())
    }

    fn generic(&mut self, element: Element<'a>) -> Result<Node<'a>, FormatError> {
        let at = element.at;
        let mut members = Vec::new();
        for attribute in element.attributes.into_iter().filter(|attribute| attribute.space == Space::None) {
            let node = Node { at: attribute.value_at, value: Value::Text(attribute.value) };
            members.push(Member { at: attribute.at, key: Cow::Borrowed(attribute.name), node });
        }
        let mut whole = Cow::Borrowed("");
        loop {
            match self.cursor.next()? {
                Piece::Text(text) if whole.is_empty() => whole = text,
                Piece::Text(text) => whole.to_mut().push_str(&text),
                Piece::Close | Piece::End => break,
                Piece::Open(child) if members.iter().any(|member| member.key == child.name) => {
                    self.losses.tell_of(child.name, "another element of the same name");
                    self.skip()?;
                }
                Piece::Open(child) => {
                    let (at, key) = (child.at, Cow::Borrowed(child.name));
                    let node = self.generic(child)?;
                    members.push(Member { at, key, node });
                }
            }
        }
        let value = if members.is_empty() { Value::Text(whole) } else { Value::Object(members) };
        Ok(Node { at, value })
    }

    fn unexpected(&self, child: &Element<'_>, expected: &str) -> FormatError {
        let message = format!("the element `{}` where {expected} element is expected", shown(child.name));
        self.cursor.fault_at(child.at as usize, &message)
    }

    fn duplicate(&self, child: &Element<'_>) -> FormatError {
        let (line, column) = self.cursor.place(child.at as usize);
        FormatError::DuplicateKey { key: shown(child.name), line, column }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Many {
    Yes,
    No,
}

fn shown(name: &str) -> String {
    name.chars().take(100).collect()
}

fn is_space(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r'))
}

fn value(scalar: Scalar, text: Cow<'_, str>) -> Value<'_> {
    match scalar {
        Scalar::Text => Value::Text(text),
        Scalar::Token => Value::Text(trimmed(text)),
        Scalar::Boolean => match text.trim() {
            "true" | "1" => Value::Bool(true),
            "false" | "0" => Value::Bool(false),
            _ => Value::Text(text),
        },
        Scalar::Number => match number(text.trim()) {
            Some(number) if number == *text => Value::Number(text),
            Some(number) => Value::Number(Cow::Owned(number)),
            None => Value::Text(text),
        },
    }
}

fn trimmed(text: Cow<'_, str>) -> Cow<'_, str> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim_matches([' ', '\t', '\n', '\r'])),
        Cow::Owned(text) => Cow::Owned(text.trim_matches([' ', '\t', '\n', '\r']).to_owned()),
    }
}

/// Returns a decimal as JSON writes it. Spec: XML Schema 1.0 part 2, section 3.2.3; RFC 8259, section 6.
fn number(text: &str) -> Option<String> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.len() + part.len() == 0 || !all_digits(whole) || !all_digits(part) {
        return None;
    }
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    let dot = if part.is_empty() { "" } else { "." };
    Some(format!("{sign}{whole}{dot}{part}"))
}
