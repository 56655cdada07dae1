//! Protocol buffers into the tree that the JSON form has, by the table.

use std::borrow::Cow;

use super::shape::{Field, Kind, Message};
use super::tables::{BOM, DEPENDENCY, TOOL};
use super::wire::{Content, Piece, Wire, fault};
use super::{NAME, READ, time};
use crate::format::cyclonedx::losses::Losses;
use crate::format::tree::{Member, Node, Value};
use crate::format::{FormatError, Loss, SyntaxKind};
use crate::limits;

/// Reads a document; what the JSON form has no place for is told.
pub(super) fn parse(bytes: &[u8]) -> Result<(Node<'_>, Vec<Loss>), FormatError> {
    let version = stated_version(bytes)?;
    let minor = version.strip_prefix("1.").and_then(|minor| minor.parse().ok());
    let Some(minor) = minor.filter(|_| READ.contains(&version)) else {
        let version = version.chars().take(40).collect();
        return Err(FormatError::UnknownVersion { format: NAME, version, expected: READ.to_vec() });
    };
    let mut parser =
        Parser { minor, losses: Losses::default(), nested: Vec::new(), left: limits::DOCUMENT_VALUES, depth: 0 };
    let mut members = vec![member(0, "bomFormat", Value::Text("CycloneDX".into()))];
    parser.fill(&BOM, Wire::new(bytes), &mut members)?;
    Ok((Node { at: 0, value: Value::Object(members) }, parser.losses.into_list()))
}

/// Returns the version that the document states: the last one, as for every field that comes twice.
fn stated_version(bytes: &[u8]) -> Result<&str, FormatError> {
    let mut wire = Wire::new(bytes);
    let mut version = None;
    while let Some(piece) = wire.next()? {
        if let (1, Content::Bytes(inside)) = (piece.number, piece.content) {
            version = Some(inside.text()?);
        }
    }
    version.ok_or_else(|| FormatError::Meaning("field 1 of the document, its version, is missing".to_owned()))
}

struct Parser<'a> {
    /// The minor version of the document.
    minor: u8,
    losses: Losses<'a>,
    /// Rows of the graph that stood inside of another one.
    nested: Vec<Node<'a>>,
    /// Values that may still be read: two bytes of a hostile document can be an object with several members.
    left: usize,
    depth: usize,
}

impl<'a> Parser<'a> {
    /// Reads the fields of a message into the members of an object.
    fn fill(
        &mut self,
        of: &'static Message,
        mut wire: Wire<'a>,
        members: &mut Vec<Member<'a>>,
    ) -> Result<(), FormatError> {
        self.depth += 1;
        if self.depth > limits::DOCUMENT_DEPTH {
            let message = format!("nested deeper than {} levels", limits::DOCUMENT_DEPTH);
            return Err(FormatError::Binary { offset: wire.at(), kind: SyntaxKind::TooDeep, message });
        }
        let start = wire.at();
        while let Some(piece) = wire.next()? {
            let Some(field) = of.fields.iter().find(|field| field.number == piece.number) else {
                self.losses.tell(&format!("field {} is none of CycloneDX 1.{}", piece.number, self.minor));
                continue;
            };
            if field.one {
                self.exclude(of, field, members);
            }
            self.field(field, piece, members)?;
        }
        let minor = self.minor;
        for field in of.fields.iter().filter(|field| field.always >= minor) {
            if !members.iter().any(|member| member.key == field.key)
                && let Some(value) = zero(&field.kind)
            {
                self.count(start)?;
                members.push(member(start, field.key, value));
            }
        }
        if let Some(finish) = of.finish {
            finish(self.minor, members);
        }
        self.depth -= 1;
        Ok(())
    }

    /// Takes back the fields that another one excludes: of several the last one counts.
    fn exclude(&mut self, of: &'static Message, last: &Field, members: &mut Vec<Member<'a>>) {
        for other in of.fields.iter().filter(|other| other.one && other.number != last.number) {
            let before = members.len();
            match &other.kind {
                Kind::Inline(inner) => {
                    members.retain(|member| !inner.fields.iter().any(|field| field.key == member.key));
                }
                _ => members.retain(|member| member.key != other.key),
            }
            if members.len() < before {
                self.losses
                    .tell(&format!("field {} excludes field {}, which stood before it", last.number, other.number));
            }
        }
    }

    fn field(
        &mut self,
        field: &'static Field,
        piece: Piece<'a>,
        members: &mut Vec<Member<'a>>,
    ) -> Result<(), FormatError> {
        if let (Kind::Inline(of), Content::Bytes(inside)) = (&field.kind, piece.content) {
            return self.fill(of, inside, members);
        }
        let place = members.iter().position(|member| member.key == field.key);
        let known = place.map(|place| members.remove(place).node);
        self.losses.enter(field.key);
        let node = if field.many { self.many(field, piece, known)? } else { self.one(field, piece, known)? };
        self.losses.leave();
        if let Some(node) = node {
            let made = Member { at: node.at, key: Cow::Borrowed(field.key), node };
            members.insert(place.unwrap_or(members.len()), made);
        }
        Ok(())
    }

    fn one(
        &mut self,
        field: &'static Field,
        piece: Piece<'a>,
        known: Option<Node<'a>>,
    ) -> Result<Option<Node<'a>>, FormatError> {
        match (&field.kind, piece.content) {
            // A message that comes twice is one with the fields of both. Spec: Protocol Buffers, "Encoding", "Last One Wins".
            (Kind::Object(of), Content::Bytes(inside)) => self.object(of, inside, known).map(Some),
            (Kind::Tools, Content::Bytes(inside)) => self.tools(inside, known).map(Some),
            _ => {
                let node = self.scalar(&field.kind, piece)?;
                if node.is_some() && known.is_some() {
                    self.losses.tell("another value of the field stood before it");
                }
                Ok(node.or(known))
            }
        }
    }

    fn many(
        &mut self,
        field: &'static Field,
        piece: Piece<'a>,
        known: Option<Node<'a>>,
    ) -> Result<Option<Node<'a>>, FormatError> {
        let (at, mut elements) = match known {
            Some(Node { at, value: Value::Array(elements) }) => (at, elements),
            _ => (offset(piece.at), Vec::new()),
        };
        self.losses.enter(elements.len());
        match (&field.kind, piece.content) {
            (Kind::Object(of), Content::Bytes(inside)) => elements.push(self.object(of, inside, None)?),
            (Kind::Rows, Content::Bytes(inside)) => {
                elements.push(self.object(&DEPENDENCY, inside, None)?);
                // The JSON form does not nest them; a row of its own says the same.
                elements.append(&mut self.nested);
            }
            (Kind::Names, Content::Bytes(inside)) => {
                let row = self.object(&DEPENDENCY, inside, None)?;
                let name = row.get("ref").cloned().unwrap_or(Node { at: offset(piece.at), value: Value::Null });
                if row.members().len() > 1 {
                    self.nested.push(row);
                }
                elements.push(name);
            }
            (Kind::Integer | Kind::Word(_), Content::Bytes(mut packed)) => {
                while !packed.is_empty() {
                    let at = packed.at();
                    let content = Content::Varint(packed.varint()?);
                    elements.extend(self.scalar(&field.kind, Piece { number: piece.number, at, content })?);
                }
            }
            _ => elements.extend(self.scalar(&field.kind, piece)?),
        }
        self.losses.leave();
        Ok(Some(Node { at, value: Value::Array(elements) }))
    }

    fn object(
        &mut self,
        of: &'static Message,
        wire: Wire<'a>,
        known: Option<Node<'a>>,
    ) -> Result<Node<'a>, FormatError> {
        let at = offset(wire.at());
        self.count(wire.at())?;
        let mut members = match known {
            Some(Node { value: Value::Object(members), .. }) => members,
            Some(node) => vec![Member { at, key: Cow::Borrowed(""), node }],
            None => Vec::new(),
        };
        self.fill(of, wire, &mut members)?;
        // The field without a key is what the object is.
        if let Some(place) = members.iter().position(|member| member.key.is_empty()) {
            return Ok(members.swap_remove(place).node);
        }
        let is_list = of.fields.iter().any(|field| field.key.is_empty() && field.many);
        let value = if is_list { Value::Array(Vec::new()) } else { Value::Object(members) };
        Ok(Node { at, value })
    }

    fn tools(&mut self, wire: Wire<'a>, known: Option<Node<'a>>) -> Result<Node<'a>, FormatError> {
        let Node { at, value } = self.object(&TOOL, wire, None)?;
        let Value::Object(members) = value else { return Ok(Node { at, value }) };
        let is_new = |member: &Member<'_>| matches!(&*member.key, "components" | "services");
        let (new, old): (Vec<_>, Vec<_>) = members.into_iter().partition(is_new);
        let mut node = known.unwrap_or(Node {
            at,
            value: if new.is_empty() { Value::Array(Vec::new()) } else { Value::Object(Vec::new()) },
        });
        match &mut node.value {
            Value::Array(list) => {
                if !new.is_empty() {
                    self.losses.tell("components and services beside tools of the old form");
                }
                list.push(Node { at, value: Value::Object(old) });
            }
            Value::Object(known) => {
                if !old.is_empty() {
                    self.losses.tell("a tool of the old form beside components and services");
                }
                for Member { at, key, node } in new {
                    let same = known.iter_mut().find(|member| member.key == key);
                    match (same.map(|member| &mut member.node.value), node.value) {
                        (Some(Value::Array(known)), Value::Array(more)) => known.extend(more),
                        (_, value) => known.push(Member { at, key, node: Node { at: node.at, value } }),
                    }
                }
            }
            _ => {}
        }
        Ok(node)
    }

    /// Reads a value that is no object; `None` where the bytes have none, which is told.
    fn scalar(&mut self, kind: &'static Kind, piece: Piece<'a>) -> Result<Option<Node<'a>>, FormatError> {
        self.count(piece.at)?;
        let value = match (kind, piece.content) {
            (Kind::Text, Content::Bytes(inside)) => Value::Text(Cow::Borrowed(inside.text()?)),
            (Kind::Boolean, Content::Varint(number)) => Value::Bool(number != 0),
            // A number of 32 bits is the low half of what stands there. Spec: Protocol Buffers, "Encoding", "Signed Integers".
            #[expect(clippy::cast_possible_truncation, reason = "the specification cuts")]
            (Kind::Integer, Content::Varint(number)) => whole(i64::from(number as i32)),
            (Kind::Long, Content::Varint(number)) => whole(number.cast_signed()),
            (Kind::Word(words), Content::Varint(number)) => {
                match usize::try_from(number).ok().and_then(|number| words.words.get(number)) {
                    Some(&"") => return Ok(None),
                    Some(word) => Value::Text(Cow::Borrowed(word)),
                    None => return Ok(self.lost(&format!("{number} is no value of the enumeration"))),
                }
            }
            (Kind::Float, Content::Fixed32(bits)) => match f32::from_bits(bits) {
                number if number.is_finite() => Value::Number(Cow::Owned(number.to_string())),
                _ => return Ok(self.lost("the number is not finite")),
            },
            (Kind::Double, Content::Fixed64(bits)) => match f64::from_bits(bits) {
                number if number.is_finite() => Value::Number(Cow::Owned(number.to_string())),
                _ => return Ok(self.lost("the number is not finite")),
            },
            (Kind::Time | Kind::Date, Content::Bytes(inside)) => match self.time(kind, inside)? {
                Some(text) => Value::Text(Cow::Owned(text)),
                None => return Ok(self.lost("the time is before the year 1 or after the year 9999")),
            },
            _ => {
                let reason = format!("field {} is not of the type that CycloneDX has for it", piece.number);
                return Ok(self.lost(&reason));
            }
        };
        Ok(Some(Node { at: offset(piece.at), value }))
    }

    fn lost(&mut self, reason: &str) -> Option<Node<'a>> {
        self.losses.tell(reason);
        None
    }

    fn time(&mut self, kind: &Kind, mut wire: Wire<'a>) -> Result<Option<String>, FormatError> {
        let (mut seconds, mut nanos) = (0_u64, 0_u64);
        while let Some(piece) = wire.next()? {
            match (piece.number, piece.content) {
                (1, Content::Varint(number)) => seconds = number,
                (2, Content::Varint(number)) => nanos = number,
                (number, _) => self.losses.tell(&format!("field {number} is none of a time")),
            }
        }
        if matches!(kind, Kind::Date) && (seconds.cast_signed().rem_euclid(24 * 60 * 60) != 0 || nanos != 0) {
            self.losses.tell("the JSON form has the day, and not the time of it");
        }
        let nanos = u32::try_from(nanos).ok();
        Ok(nanos.and_then(|nanos| time::text(seconds.cast_signed(), nanos, matches!(kind, Kind::Date))))
    }

    fn count(&mut self, at: usize) -> Result<(), FormatError> {
        let message = || format!("more than {} values in one document", limits::DOCUMENT_VALUES);
        self.left = self.left.checked_sub(1).ok_or_else(|| fault(at, message()))?;
        Ok(())
    }
}

fn member<'a>(at: usize, key: &'static str, value: Value<'a>) -> Member<'a> {
    let at = offset(at);
    Member { at, key: Cow::Borrowed(key), node: Node { at, value } }
}

fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

fn whole(number: i64) -> Value<'static> {
    Value::Number(Cow::Owned(number.to_string()))
}

/// What a field is that the wire has not: writers leave zeros out.
fn zero(kind: &Kind) -> Option<Value<'static>> {
    match kind {
        Kind::Text => Some(Value::Text(Cow::Borrowed(""))),
        Kind::Word(words) => {
            words.words.first().filter(|word| !word.is_empty()).map(|word| Value::Text(Cow::Borrowed(*word)))
        }
        Kind::Float | Kind::Double => Some(Value::Number(Cow::Borrowed("0"))),
        _ => None,
    }
}
