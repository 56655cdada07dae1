//! Writes a tree as YAML: blocks, with every text in double quotes, so that readers of YAML 1.1 take none for something else.

use std::fmt::Write;

use crate::format::Loss;
use crate::format::tree::{Node, Value};

/// Bytes that a key may have where readers look for it on its line. Spec: YAML 1.2.2, section 7.4.2 (1024 characters).
const KEY_BYTES: usize = 1000;

/// Returns the text of a tree and what it has no place for.
pub(super) fn write(tree: &Node<'_>) -> (String, Vec<Loss>) {
    let mut writer = Writer { out: String::new(), losses: Vec::new() };
    match &tree.value {
        Value::Object(members) if !members.is_empty() => writer.block(tree, 0, false),
        Value::Array(list) if !list.is_empty() => writer.block(tree, 0, false),
        _ => writer.scalar(tree),
    }
    (writer.out, writer.losses)
}

struct Writer {
    out: String,
    losses: Vec<Loss>,
}

impl Writer {
    /// Writes a collection that is not empty; its first line goes on where `goes_on` says that one has begun.
    fn block(&mut self, node: &Node<'_>, indent: usize, goes_on: bool) {
        let mut is_first = goes_on;
        let start = |out: &mut String, is_first: &mut bool| {
            if !std::mem::take(is_first) {
                let _ = write!(out, "{:indent$}", "");
            }
        };
        match &node.value {
            Value::Array(list) => {
                for node in list {
                    start(&mut self.out, &mut is_first);
                    self.out.push_str("- ");
                    if is_block(node) { self.block(node, indent + 2, true) } else { self.scalar(node) }
                }
            }
            Value::Object(members) => {
                for member in members {
                    if member.key.len() > KEY_BYTES {
                        let shown: String = member.key.chars().take(40).collect();
                        let reason = format!("a key is longer than {KEY_BYTES} bytes");
                        self.losses.push(Loss { path: format!("/…/{shown}…"), reason });
                        continue;
                    }
                    start(&mut self.out, &mut is_first);
                    self.key(&member.key);
                    match &member.node.value {
                        Value::Object(_) if is_block(&member.node) => {
                            self.out.push('\n');
                            self.block(&member.node, indent + 2, false);
                        }
                        Value::Array(_) if is_block(&member.node) => {
                            self.out.push('\n');
                            self.block(&member.node, indent, false);
                        }
                        _ => {
                            self.out.push(' ');
                            self.scalar(&member.node);
                        }
                    }
                }
            }
            _ => self.scalar(node),
        }
    }

    fn key(&mut self, key: &str) {
        // Words that YAML 1.1 takes for something else have fewer than six letters.
        if key.len() >= 6 && key.bytes().all(|byte| byte.is_ascii_alphabetic()) || key == "name" {
            self.out.push_str(key);
        } else {
            self.quoted(key);
        }
        self.out.push(':');
    }

    fn scalar(&mut self, node: &Node<'_>) {
        match &node.value {
            Value::Null => self.out.push_str("null"),
            Value::Bool(value) => self.out.push_str(if *value { "true" } else { "false" }),
            Value::Number(text) => self.out.push_str(text),
            Value::Text(text) => self.quoted(text),
            Value::Array(_) => self.out.push_str("[]"),
            Value::Object(_) => self.out.push_str("{}"),
        }
        self.out.push('\n');
    }

    /// Spec: YAML 1.2.2, section 5.1 (printable characters) and 5.7 (escapes).
    fn quoted(&mut self, text: &str) {
        self.out.push('"');
        for character in text.chars() {
            match character {
                '"' => self.out.push_str("\\\""),
                '\\' => self.out.push_str("\\\\"),
                '\n' => self.out.push_str("\\n"),
                '\t' => self.out.push_str("\\t"),
                '\r' => self.out.push_str("\\r"),
                ' '..='~' => self.out.push(character),
                '\u{a0}'..='\u{2027}' | '\u{202a}'..='\u{d7ff}' | '\u{e000}'..='\u{fefe}' | '\u{ff00}'..='\u{fffd}' => {
                    self.out.push(character);
                }
                '\u{10000}'.. => self.out.push(character),
                other => {
                    let _ = write!(self.out, "\\u{:04x}", u32::from(other));
                }
            }
        }
        self.out.push('"');
    }
}

fn is_block(node: &Node<'_>) -> bool {
    match &node.value {
        Value::Array(list) => !list.is_empty(),
        Value::Object(members) => !members.is_empty(),
        _ => false,
    }
}
