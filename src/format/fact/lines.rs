//! Facts as lines of a text, for formats that have a comment and no properties.

use std::borrow::Cow;

use super::{PREFIX, PROPERTY};

/// Returns facts as lines of a text, each `name=value`, every name in our namespace.
pub(super) fn to_lines<'f>(facts: impl Iterator<Item = (&'f str, &'f str)>) -> String {
    let mut text = String::new();
    for (name, value) in facts {
        if !text.is_empty() {
            text.push('\n');
        }
        if !name.starts_with(PREFIX) {
            text.push_str(PROPERTY);
        }
        escape(name, &mut text);
        text.push('=');
        escape_value(value, &mut text);
    }
    text
}

fn escape(text: &str, out: &mut String) {
    for character in text.chars() {
        match character {
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '=' => out.push_str("\\e"),
            '<' => out.push_str("\\l"),
            other => out.push(other),
        }
    }
}

fn escape_value(text: &str, out: &mut String) {
    // The last of these would end the text that the lines stand in, in SPDX tag-value.
    if text.contains(['\\', '\n']) || text.contains("</text>") {
        let text = text.replace('\\', "\\\\").replace('\n', "\\n");
        out.push_str(&text.replace("</text>", "\\l/text>"));
    } else {
        out.push_str(text);
    }
}

fn unescape(text: &str) -> Option<Cow<'_, str>> {
    if !text.contains('\\') {
        return Some(Cow::Borrowed(text));
    }
    let mut out = String::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => out.push(match characters.next()? {
                '\\' => '\\',
                'n' => '\n',
                'e' => '=',
                'l' => '<',
                _ => return None,
            }),
            other => out.push(other),
        }
    }
    Some(Cow::Owned(out))
}

/// Returns the facts that a text holds as lines, or `None` when it is any other text.
pub(in crate::format) fn from_lines(text: &str) -> Option<Vec<(Cow<'_, str>, Cow<'_, str>)>> {
    if !text.starts_with(PREFIX) {
        return None;
    }
    text.split('\n').map(fact_from_line).collect()
}

fn fact_from_line(line: &str) -> Option<(Cow<'_, str>, Cow<'_, str>)> {
    let (name, value) = line.split_once('=')?;
    name.starts_with(PREFIX).then_some((unescape(name)?, unescape(value)?))
}
