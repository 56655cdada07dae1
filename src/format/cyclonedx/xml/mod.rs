//! CycloneDX XML: 1.4 to 1.7 written, 1.2 to 1.7 read.
//!
//! One table says how each type of the XML form is one of the JSON form; documents are read into the tree of the JSON form and written
//! from it, so the typed reader and writer serve both. What only one form has (elements of other namespaces, XML signatures; JSON
//! signatures) is a loss or a problem, never silence.

use super::{Edition, WRITTEN, edition, syntax, write};
use crate::format::tree::{Node, parse_json};
use crate::format::{Document, Family, Format, FormatError, Loss, Stamp, WrittenTree, head_or_tail_has, text};
use crate::model::Inventory;

mod cursor;
mod parse;
mod print;
mod shape;
mod tables;

/// CycloneDX as XML.
pub struct CycloneDxXml;

const NAME: &str = "cyclonedx-xml";
/// How the address of each namespace begins.
const ADDRESS: &[u8] = b"http://cyclonedx.org/schema/bom/";
/// Bytes of a text in UTF-16 in which that address is looked for.
const WIDE_BYTES: usize = 64 << 10;

impl Format for CycloneDxXml {
    fn name(&self) -> &'static str {
        NAME
    }

    fn about(&self) -> &'static str {
        "CycloneDX as XML"
    }

    fn versions(&self) -> &'static [&'static str] {
        WRITTEN
    }

    fn suffix(&self) -> &'static str {
        "cdx.xml"
    }

    fn write(&self, inventory: &Inventory, version: Option<&str>, stamp: &Stamp) -> Result<Vec<u8>, FormatError> {
        let edition = Edition::find(version.unwrap_or("1.7"), NAME, WRITTEN)?;
        // Characters that XML does not hold are the one thing of the model that is lost here; the document says so.
        syntax::write(inventory, |inventory| written(inventory, edition, stamp))
    }

    fn recognizes(&self, bytes: &[u8]) -> bool {
        if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
            // The letters of an address are the same in UTF-16, with a zero beside each.
            let narrow: Vec<u8> = bytes.iter().skip(2).take(WIDE_BYTES).copied().filter(|byte| *byte != 0).collect();
            return narrow.trim_ascii_start().starts_with(b"<") && head_or_tail_has(&narrow, ADDRESS);
        }
        let start = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
        start.starts_with(b"<") && head_or_tail_has(bytes, ADDRESS)
    }

    fn read(&self, bytes: &[u8]) -> Result<Document, FormatError> {
        let text = text::decode(bytes)?;
        syntax::read(parse::parse(&text)?, NAME)
    }

    fn family(&self) -> Option<Family> {
        Some(Family::CycloneDx)
    }

    fn tree<'a>(&self, text: &'a str) -> Result<Node<'a>, FormatError> {
        parse::parse(text).map(|(tree, _)| tree)
    }

    fn tree_and_losses<'a>(&self, text: &'a str) -> Result<(Node<'a>, Vec<Loss>), FormatError> {
        parse::parse(text)
    }

    fn write_tree(&self, tree: Node<'_>, version: Option<&str>) -> Result<WrittenTree, FormatError> {
        let edition = Edition::find(version.unwrap_or("1.7"), NAME, WRITTEN)?;
        let (mut tree, mut losses) = edition::convert(tree, edition)?;
        if !edition.has_license_or_expression_elements() {
            losses.extend(edition::separate_licenses(&mut tree));
        }
        let (bytes, more) = print::print(&tree, edition);
        losses.extend(more);
        Ok(WrittenTree { bytes, losses })
    }
}

fn written(inventory: &Inventory, edition: Edition, stamp: &Stamp) -> Result<(Vec<u8>, Vec<Loss>), FormatError> {
    let json = write::write(inventory, edition, stamp, None);
    let text = text::decode(&json)?;
    let mut tree = parse_json(&text)?;
    let mut losses = Vec::new();
    if !edition.has_license_or_expression_elements() {
        losses = edition::separate_licenses(&mut tree);
    }
    let (bytes, more) = print::print(&tree, edition);
    losses.extend(more);
    Ok((bytes, losses))
}

#[cfg(test)]
mod tests;
