//! SPDX 2 as YAML, both ways. Spec: SPDX 2.3, clause 4.5; YAML 1.2.2.
//!
//! The tree is that of the JSON form. Anchors, aliases and tags are refused: no tool writes them into an SBOM, and a few lines of
//! aliases stand for more memory than there is.

use super::super::tree::{Node, Value};
use super::{read, write};
use crate::format::{Document, Family, Format, FormatError, Stamp, WrittenTree, text};
use crate::model::Inventory;

#[path = "read.rs"]
mod reader;
#[path = "write.rs"]
mod writer;

/// SPDX 2 as YAML.
pub struct SpdxYaml;

const NAME: &str = "spdx-yaml";

impl Format for SpdxYaml {
    fn name(&self) -> &'static str {
        NAME
    }

    fn about(&self) -> &'static str {
        "SPDX 2 as YAML"
    }

    fn versions(&self) -> &'static [&'static str] {
        super::WRITTEN
    }

    fn suffix(&self) -> &'static str {
        "spdx.yaml"
    }

    fn write(&self, inventory: &Inventory, version: Option<&str>, stamp: &Stamp) -> Result<Vec<u8>, FormatError> {
        super::check_version(NAME, version.unwrap_or("2.3"), super::WRITTEN)?;
        let json = write::write(inventory, stamp, None);
        let text = text::decode(&json)?;
        Ok(writer::write(&super::parse_json(&text)?).0.into_bytes())
    }

    fn recognizes(&self, bytes: &[u8]) -> bool {
        let is_version = |line: &[u8]| {
            let quote = line.first().copied().filter(|byte| matches!(byte, b'"' | b'\''));
            let line = line.strip_prefix(quote.as_slice()).unwrap_or(line);
            let Some(rest) = line.strip_prefix(b"spdxVersion") else { return false };
            rest.strip_prefix(quote.as_slice()).is_some_and(|rest| rest.trim_ascii_start().starts_with(b":"))
        };
        !super::begins_like_json(bytes) && super::head_or_tail_has_line(bytes, is_version)
    }

    fn read(&self, bytes: &[u8]) -> Result<Document, FormatError> {
        let text = text::decode(bytes)?;
        let mut tree = self.tree(&text)?;
        loosen(&mut tree);
        read::read_tree(&tree, NAME)
    }

    fn family(&self) -> Option<Family> {
        Some(Family::Spdx2)
    }

    fn tree<'a>(&self, text: &'a str) -> Result<Node<'a>, FormatError> {
        reader::read(text)
    }

    fn write_tree(&self, tree: Node<'_>, version: Option<&str>) -> Result<WrittenTree, FormatError> {
        super::write_tree(NAME, tree, version, writer::write)
    }
}

/// Makes texts of numbers where the specification has no number: who writes `versionInfo: 1.10` means a text.
fn loosen(node: &mut Node<'_>) {
    match &mut node.value {
        Value::Array(list) => list.iter_mut().for_each(|node| {
            loosen_scalar(node);
            loosen(node);
        }),
        Value::Object(members) => {
            for member in members {
                if !matches!(&*member.key, "filesAnalyzed" | "offset" | "lineNumber") {
                    loosen_scalar(&mut member.node);
                }
                loosen(&mut member.node);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Text(_) => {}
    }
}

fn loosen_scalar(node: &mut Node<'_>) {
    let text = match &mut node.value {
        Value::Number(text) => std::mem::take(text),
        Value::Bool(true) => "true".into(),
        Value::Bool(false) => "false".into(),
        _ => return,
    };
    node.value = Value::Text(text);
}
