//! Writes a tree as JSON.

use super::{Node, Value};

/// How JSON is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// Each member and element on a line of its own, indented by two spaces.
    Lines,
    /// Without white space.
    Compact,
}

/// Returns a tree as JSON, with a line feed at the end of the indented layout.
///
/// # Panics
/// Never: any text is a JSON string.
#[must_use]
pub fn write_json(node: &Node<'_>, layout: Layout) -> Vec<u8> {
    let mut out = Vec::new();
    write(node, layout, 0, &mut out);
    if layout == Layout::Lines {
        out.push(b'\n');
    }
    out
}

fn write(node: &Node<'_>, layout: Layout, depth: usize, out: &mut Vec<u8>) {
    match &node.value {
        Value::Null => out.extend_from_slice(b"null"),
        Value::Bool(value) => out.extend_from_slice(if *value { b"true" } else { b"false" }),
        Value::Number(text) => out.extend_from_slice(text.as_bytes()),
        Value::Text(text) => write_text(text, out),
        Value::Array(elements) => {
            out.push(b'[');
            for (at, element) in elements.iter().enumerate() {
                separate(at, layout, depth + 1, out);
                write(element, layout, depth + 1, out);
            }
            close(elements.is_empty(), layout, depth, out);
            out.push(b']');
        }
        Value::Object(members) => {
            out.push(b'{');
            for (at, member) in members.iter().enumerate() {
                separate(at, layout, depth + 1, out);
                write_text(&member.key, out);
                out.extend_from_slice(if layout == Layout::Lines { b": " } else { b":" });
                write(&member.node, layout, depth + 1, out);
            }
            close(members.is_empty(), layout, depth, out);
            out.push(b'}');
        }
    }
}

fn write_text(text: &str, out: &mut Vec<u8>) {
    serde_json::to_writer(&mut *out, text).expect("any text is a JSON string, and memory takes every byte");
}

fn separate(at: usize, layout: Layout, depth: usize, out: &mut Vec<u8>) {
    if at > 0 {
        out.push(b',');
    }
    if layout == Layout::Lines {
        indent(depth, out);
    }
}

fn close(empty: bool, layout: Layout, depth: usize, out: &mut Vec<u8>) {
    if !empty && layout == Layout::Lines {
        indent(depth, out);
    }
}

fn indent(depth: usize, out: &mut Vec<u8>) {
    out.push(b'\n');
    out.resize(out.len() + 2 * depth, b' ');
}
