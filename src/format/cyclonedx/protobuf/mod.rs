//! CycloneDX as protocol buffers: 1.4 to 1.7 written, 1.3 to 1.7 read.
//!
//! One table says how each message is an object of the JSON form; documents are read into the tree of the JSON form and written from it,
//! as the XML form is. The place of a value is its byte, for there are no lines. What a newcomer may miss: protocol buffers have no mark
//! of their own at the beginning, so a document counts as one only where its first field is the version, as every writer puts it.

use super::{Edition, WRITTEN, edition, syntax, write};
use crate::format::tree::{Node, parse_json};
use crate::format::{Body, Document, Family, Format, FormatError, Loss, Stamp, WrittenTree, text};
use crate::model::Inventory;
use wire::{Content, Wire};

mod parse;
mod print;
mod shape;
mod tables;
mod time;
mod wire;

/// CycloneDX as protocol buffers.
pub struct CycloneDxProtobuf;

const NAME: &str = "cyclonedx-protobuf";
/// The versions that are read; the first with a schema is 1.3.
const READ: &[&str] = &["1.3", "1.4", "1.5", "1.6", "1.7"];

impl Format for CycloneDxProtobuf {
    fn name(&self) -> &'static str {
        NAME
    }

    fn about(&self) -> &'static str {
        "CycloneDX as protocol buffers"
    }

    fn versions(&self) -> &'static [&'static str] {
        WRITTEN
    }

    fn suffix(&self) -> &'static str {
        "cdx"
    }

    fn write(&self, inventory: &Inventory, version: Option<&str>, stamp: &Stamp) -> Result<Vec<u8>, FormatError> {
        let edition = Edition::find(version.unwrap_or("1.7"), NAME, WRITTEN)?;
        syntax::write(inventory, |inventory| written(inventory, edition, stamp))
    }

    fn recognizes(&self, bytes: &[u8]) -> bool {
        // No text begins with these: the third character of all is a control character.
        let [b'\n', 3, b'1', b'.', b'0'..=b'9', rest @ ..] = bytes else { return false };
        let mut rest = Wire::new(rest);
        match rest.next() {
            Ok(None) => true,
            Ok(Some(field)) => {
                matches!((field.number, field.content), (2, Content::Varint(_)) | (1 | 3..=16, Content::Bytes(_)))
            }
            // The first bytes of a longer document end inside of a field.
            Err(_) => is_cut(bytes),
        }
    }

    fn read(&self, bytes: &[u8]) -> Result<Document, FormatError> {
        syntax::read(parse::parse(bytes)?, NAME)
    }

    fn family(&self) -> Option<Family> {
        Some(Family::CycloneDx)
    }

    fn body<'a>(&self, bytes: &'a [u8]) -> Result<Body<'a>, FormatError> {
        Ok(Body::Binary(bytes))
    }

    fn binary_tree<'a>(&self, bytes: &'a [u8]) -> Result<(Node<'a>, Vec<Loss>), FormatError> {
        parse::parse(bytes)
    }

    fn write_tree(&self, tree: Node<'_>, version: Option<&str>) -> Result<WrittenTree, FormatError> {
        let edition = Edition::find(version.unwrap_or("1.7"), NAME, WRITTEN)?;
        let (tree, mut losses) = edition::convert(tree, edition)?;
        let (bytes, more) = print::print(&tree, edition.0);
        losses.extend(more);
        Ok(WrittenTree { bytes, losses })
    }
}

/// Returns whether the second field is one that is longer than the bytes at hand.
fn is_cut(bytes: &[u8]) -> bool {
    matches!(
        bytes.get(5..),
        Some([0x1a | 0x22 | 0x2a | 0x32 | 0x3a | 0x42 | 0x4a | 0x52 | 0x5a | 0x62 | 0x6a | 0x72 | 0x7a, _, ..])
    )
}

fn written(inventory: &Inventory, edition: Edition, stamp: &Stamp) -> Result<(Vec<u8>, Vec<Loss>), FormatError> {
    let json = write::write(inventory, edition, stamp, None);
    let text = text::decode(&json)?;
    Ok(print::print(&parse_json(&text)?, edition.0))
}

#[cfg(test)]
mod tests;
