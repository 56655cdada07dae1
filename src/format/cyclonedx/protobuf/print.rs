//! The tree of the JSON form as protocol buffers, by the table.

use super::shape::{Field, Kind, Message, Words};
use super::tables::{BOM, DEPENDENCY, TOOL};
use super::{time, wire};
use crate::format::Loss;
use crate::format::cyclonedx::losses::Losses;
use crate::format::tree::{Member, Node, Value};

/// Returns a document, and what the form has no place for. Fields stand in the order of their numbers.
pub(super) fn print(tree: &Node<'_>, minor: u8) -> (Vec<u8>, Vec<Loss>) {
    let mut printer = Printer { minor, losses: Losses::default() };
    let mut out = Vec::new();
    printer.object(&BOM, tree, &mut out);
    (out, printer.losses.into_list())
}

struct Printer<'t> {
    minor: u8,
    losses: Losses<'t>,
}

impl<'t> Printer<'t> {
    fn object(&mut self, of: &'static Message, node: &'t Node<'_>, out: &mut Vec<u8>) {
        if let Value::Object(members) = &node.value {
            let members: Vec<&Member<'_>> = members.iter().collect();
            return self.members(of, &members, out);
        }
        match of.fields.iter().find(|field| field.key.is_empty() && !matches!(field.kind, Kind::Inline(_))) {
            Some(field) => self.value(field, node, out),
            None => self.losses.tell("it is no object"),
        }
    }

    fn members(&mut self, of: &'static Message, members: &[&'t Member<'_>], out: &mut Vec<u8>) {
        let inline = chosen(of, members);
        let is_inside = |member: &Member<'_>| inline.is_some_and(|inner| has(inner, &member.key));
        let mut excluding = None;
        for field in of.fields {
            if let Kind::Inline(inner) = &field.kind {
                if inline.is_some_and(|chosen| std::ptr::eq(chosen, *inner)) {
                    let inside: Vec<&Member<'_>> = members.iter().copied().filter(|member| is_inside(member)).collect();
                    let mut bytes = Vec::new();
                    self.members(inner, &inside, &mut bytes);
                    wire::put_bytes(out, field.number, &bytes);
                    excluding = excluding.or(field.one.then_some(field.number));
                }
                continue;
            }
            let Some(member) = members.iter().copied().find(|it| it.key == field.key && !is_inside(it)) else {
                continue;
            };
            if !suits(of, field, &member.node) {
                continue;
            }
            if field.since > self.minor {
                self.losses.tell_of(field.key, "protocol buffers have no field for it in this version");
                continue;
            }
            if field.one && excluding.is_some() {
                self.losses.tell_of(field.key, "the form has one of several members, and another one is there");
                continue;
            }
            excluding = excluding.or(field.one.then_some(field.number));
            self.losses.enter(field.key);
            self.value(field, &member.node, out);
            self.losses.leave();
        }
        let is_known = |member: &Member<'_>| is_inside(member) || has(of, &member.key);
        for member in members.iter().filter(|member| !is_known(member)) {
            if !matches!(&*member.key, "bomFormat" | "$schema") {
                self.losses.tell_of(&*member.key, "protocol buffers have no field for it");
            }
        }
    }

    /// Writes a field, as often as there are values.
    fn value(&mut self, field: &'static Field, node: &'t Node<'_>, out: &mut Vec<u8>) {
        if matches!(field.kind, Kind::Tools) {
            return self.tools(field.number, node, out);
        }
        if !field.many {
            return self.one(field, node, out);
        }
        let Value::Array(elements) = &node.value else { return self.one(field, node, out) };
        let mut numbers = Vec::new();
        for (at, element) in elements.iter().enumerate() {
            self.losses.enter(at);
            match &field.kind {
                Kind::Word(words) => numbers.extend(self.word(words, element)),
                Kind::Integer | Kind::Long => numbers.extend(self.whole(&field.kind, element)),
                _ => self.one(field, element, out),
            }
            self.losses.leave();
        }
        if !numbers.is_empty() {
            let mut packed = Vec::new();
            for number in numbers {
                wire::put_varint(&mut packed, number);
            }
            wire::put_bytes(out, field.number, &packed);
        }
    }

    fn one(&mut self, field: &'static Field, node: &'t Node<'_>, out: &mut Vec<u8>) {
        // Spec: Protocol Buffers, "Language Guide (proto 3)", "Field Presence": such a field is left out where it is zero.
        let is_left_out = |is_zero: bool| is_zero && field.always > 0;
        let number = field.number;
        match (&field.kind, &node.value) {
            (Kind::Text, Value::Text(text)) if is_left_out(text.is_empty()) => {}
            (Kind::Text, Value::Text(text)) => wire::put_bytes(out, number, text.as_bytes()),
            (Kind::Boolean, Value::Bool(value)) => wire::put_number(out, number, u64::from(*value)),
            (Kind::Integer | Kind::Long, _) => {
                if let Some(value) = self.whole(&field.kind, node) {
                    wire::put_number(out, number, value);
                }
            }
            (Kind::Word(words), _) => {
                let value = self.word(words, node).filter(|value| !is_left_out(*value == 0));
                if let Some(value) = value {
                    wire::put_number(out, number, value);
                }
            }
            (Kind::Float, Value::Number(text)) => match self.float(text) {
                Some(value) if !is_left_out(value == 0.0) => wire::put_float(out, number, value),
                _ => {}
            },
            (Kind::Double, Value::Number(text)) => match text.parse() {
                Ok(value) => wire::put_double(out, number, value),
                Err(_) => self.losses.tell("the number is not one of 64 bits"),
            },
            (Kind::Time | Kind::Date, Value::Text(text)) => match time::parse(text) {
                Some((seconds, nanos)) => wire::put_bytes(out, number, &time_message(seconds, nanos)),
                None => self.losses.tell("it is no time"),
            },
            (Kind::Names, Value::Text(name)) => {
                let mut row = Vec::new();
                wire::put_bytes(&mut row, 1, name.as_bytes());
                wire::put_bytes(out, number, &row);
            }
            (Kind::Object(of), _) => self.message(number, of, node, out),
            (Kind::Rows, Value::Object(_)) => self.message(number, &DEPENDENCY, node, out),
            _ => self.losses.tell("it is not of the type that protocol buffers have for it"),
        }
    }

    fn message(&mut self, number: u32, of: &'static Message, node: &'t Node<'_>, out: &mut Vec<u8>) {
        let mut bytes = Vec::new();
        self.object(of, node, &mut bytes);
        wire::put_bytes(out, number, &bytes);
    }

    fn tools(&mut self, number: u32, node: &'t Node<'_>, out: &mut Vec<u8>) {
        let Value::Array(list) = &node.value else { return self.message(number, &TOOL, node, out) };
        for (at, tool) in list.iter().enumerate() {
            self.losses.enter(at);
            if at > 0 && self.minor >= 5 {
                self.losses.tell("protocol buffers have place for one tool of the old form");
            } else {
                self.message(number, &TOOL, tool, out);
            }
            self.losses.leave();
        }
    }

    fn word(&mut self, words: &'static Words, node: &Node<'_>) -> Option<u64> {
        let word = node.text().filter(|word| !word.is_empty());
        let number = word.and_then(|word| words.number(word, self.minor));
        if number.is_none() {
            self.losses.tell("protocol buffers have no number for the word in this version");
        }
        number
    }

    fn whole(&mut self, kind: &Kind, node: &Node<'_>) -> Option<u64> {
        let Value::Number(text) = &node.value else {
            self.losses.tell("it is no number");
            return None;
        };
        let text = text.strip_suffix(".0").unwrap_or(text);
        let number = match kind {
            Kind::Long => text.parse::<i64>().ok(),
            _ => text.parse::<i32>().ok().map(i64::from),
        };
        if number.is_none() {
            self.losses.tell("the number is not a whole one of the size that protocol buffers have for it");
        }
        number.map(i64::cast_unsigned)
    }

    fn float(&mut self, text: &str) -> Option<f32> {
        let number = text.parse::<f32>().ok().filter(|number| number.is_finite());
        match number {
            None => self.losses.tell("the number is not one of 32 bits"),
            Some(number) if number.to_string().parse::<f64>() != text.parse::<f64>() => {
                self.losses.tell(&format!("it has 32 bits in protocol buffers, and becomes {number}"));
            }
            Some(_) => {}
        }
        number
    }
}

fn has(of: &'static Message, key: &str) -> bool {
    of.fields.iter().any(|field| field.key == key && !matches!(field.kind, Kind::Inline(_)))
}

/// Returns the message among those whose fields stand in the object itself that has most of the members; none where the others have all.
fn chosen(of: &'static Message, members: &[&Member<'_>]) -> Option<&'static Message> {
    let mut best: Option<(usize, &'static Message)> = None;
    let is_covered = members.iter().all(|member| has(of, &member.key));
    let has_direct = of.fields.iter().any(|field| !matches!(field.kind, Kind::Inline(_)) && !field.key.is_empty());
    if is_covered && has_direct {
        return None;
    }
    for field in of.fields {
        let Kind::Inline(inner) = field.kind else { continue };
        let count = members.iter().filter(|member| has(inner, &member.key)).count();
        if best.is_none_or(|(most, _)| count > most) {
            best = Some((count, inner));
        }
    }
    best.map(|(_, inner)| inner)
}

/// Returns whether a field is the right one where two have the same key: their messages have texts or objects in the same places.
fn suits(of: &'static Message, field: &'static Field, node: &Node<'_>) -> bool {
    let twins = of.fields.iter().filter(|other| other.key == field.key && !matches!(other.kind, Kind::Inline(_)));
    let Kind::Object(inner) = field.kind else { return true };
    twins.count() < 2
        || node.members().iter().all(|member| {
            let of_text = inner.fields.iter().any(|field| field.key == member.key && matches!(field.kind, Kind::Text));
            member.node.elements().iter().all(|element| element.text().is_some() == of_text)
        })
}

fn time_message(seconds: i64, nanos: i32) -> Vec<u8> {
    let mut bytes = Vec::new();
    if seconds != 0 {
        wire::put_number(&mut bytes, 1, seconds.cast_unsigned());
    }
    if nanos != 0 {
        wire::put_number(&mut bytes, 2, i64::from(nanos).cast_unsigned());
    }
    bytes
}
