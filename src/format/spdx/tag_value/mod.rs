//! SPDX 2 as tag-value text, both ways. Spec: SPDX 2.3, annex E.
//!
//! The text is read into the tree that the JSON form has, and written from it, so that all that is known of SPDX 2 is known once.

use super::super::tree::Node;
use super::{read, write};
use crate::format::{Document, Family, Format, FormatError, Stamp, WrittenTree, text};
use crate::model::{Inventory, Problem, ProblemKind};

mod statement;
mod tags;

#[path = "read.rs"]
mod reader;
#[path = "write.rs"]
mod writer;

/// SPDX 2 as tag-value text.
pub struct SpdxTagValue;

const NAME: &str = "spdx-tag-value";

impl Format for SpdxTagValue {
    fn name(&self) -> &'static str {
        NAME
    }

    fn about(&self) -> &'static str {
        "SPDX 2 as tag-value text"
    }

    fn versions(&self) -> &'static [&'static str] {
        super::WRITTEN
    }

    fn suffix(&self) -> &'static str {
        "spdx"
    }

    fn write(&self, inventory: &Inventory, version: Option<&str>, stamp: &Stamp) -> Result<Vec<u8>, FormatError> {
        super::check_version(NAME, version.unwrap_or("2.3"), super::WRITTEN)?;
        let written = self.write_json_form(&write::write(inventory, stamp, None))?;
        if written.losses.is_empty() {
            return Ok(written.bytes);
        }
        // The only losses of a tree of ours are texts that hold what ends a text; whoever reads the document is told.
        let mut inventory = inventory.clone();
        for loss in written.losses {
            inventory.problems.push(Problem::new(ProblemKind::Skipped, format!("#{}", loss.path), loss.reason));
        }
        inventory.normalize();
        self.write_json_form(&write::write(&inventory, stamp, None)).map(|written| written.bytes)
    }

    fn recognizes(&self, bytes: &[u8]) -> bool {
        super::head_has_line(bytes, |line| {
            line.strip_prefix(b"SPDXVersion").is_some_and(|rest| rest.trim_ascii_start().starts_with(b":"))
        })
    }

    fn read(&self, bytes: &[u8]) -> Result<Document, FormatError> {
        let text = text::decode(bytes)?;
        read::read_tree(&self.tree(&text)?, NAME)
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

impl SpdxTagValue {
    fn write_json_form(&self, json: &[u8]) -> Result<WrittenTree, FormatError> {
        let text = text::decode(json)?;
        self.write_tree(super::parse_json(&text)?, None)
    }
}
