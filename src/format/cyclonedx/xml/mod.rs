//! CycloneDX XML: 1.4 to 1.7 written, 1.2 to 1.7 read.
//!
//! One table says how each type of the XML form is one of the JSON form; documents are read into the tree of the JSON form and written
//! from it, so the typed reader and writer serve both. What only one form has (elements of other namespaces, XML signatures; JSON
//! signatures) is a loss or a problem, never silence.

use super::{Edition, WRITTEN, edition, read, write};
use crate::format::tree::{Node, parse_json};
use crate::format::{Document, Family, Format, FormatError, Loss, Stamp, WrittenTree, head_or_tail_has, text};
use crate::model::{Inventory, Problem, ProblemKind};

mod cursor;
mod parse;
mod print;
mod shape;
mod tables;

/// CycloneDX as XML.
pub struct CycloneDxXml;

const NAME: &str = "cyclonedx-xml";

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
        let json = write::write(inventory, edition, stamp);
        let tree = parse_json(text::decode(&json)?.as_ref())?.into_owned();
        Ok(print::print(&tree, edition).0)
    }

    fn recognizes(&self, bytes: &[u8]) -> bool {
        let start = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
        start.starts_with(b"<") && head_or_tail_has(bytes, b"http://cyclonedx.org/schema/bom/")
    }

    fn read(&self, bytes: &[u8]) -> Result<Document, FormatError> {
        let text = text::decode(bytes)?;
        let (tree, losses) = parse::parse(&text)?;
        let mut document = read::from_tree(tree, NAME)?;
        let problem = |loss: Loss| {
            let message = format!("{}: not kept, the model has no place for it", loss.reason);
            Problem::new(ProblemKind::Skipped, format!("#{}", loss.path), message)
        };
        document.inventory.problems.extend(losses.into_iter().take(TOLD).map(problem));
        document.inventory.normalize();
        Ok(document)
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
        if !edition.has_free_license_lists() {
            losses.extend(edition::separate_licenses(&mut tree));
        }
        let (bytes, more) = print::print(&tree, edition);
        losses.extend(more);
        Ok(WrittenTree { bytes, losses })
    }
}

/// Losses of reading that become problems one by one.
const TOLD: usize = 1000;
