//! SPDX JSON: 2.3 written, 2.2 and 2.3 read.
//!
//! Spec: SPDX 2.3. What it has no field for stands in the `comment` of a package, file or relationship as lines `bonafide:name=value`, so
//! that reading gives back what was written; what a person must know stands in annotations of the document.

use super::tree::{Layout, Node, parse_json, write_json};
use super::{Document, Family, Format, FormatError, Stamp, WrittenTree};
use crate::model::{Algorithm, Inventory};

mod identifier;
mod license;
mod raw;
mod read;
mod types;
mod write;

/// SPDX 2 as JSON.
pub struct SpdxJson;

const NAME: &str = "spdx-json";
/// The versions that are written.
const WRITTEN: &[&str] = &["2.3"];
/// The versions that are read.
const READ: &[&str] = &["2.2", "2.3"];

/// The identifier of the document itself. Spec: SPDX 2.3, 6.3.
const DOCUMENT_ID: &str = "SPDXRef-DOCUMENT";
/// The property that keeps a comment of another tool.
const COMMENT_PROPERTY: &str = "spdx:comment";
/// The property that keeps a concluded licence.
const CONCLUDED_PROPERTY: &str = "spdx:licenseConcluded";
/// The fact that no component is the root of the graph.
const ROOT: &str = "bonafide:root";
/// The fact that a dependency is optional, where its type does not say so.
const OPTIONAL: &str = "bonafide:optional";
/// The platforms that need a dependency.
const TARGET: &str = "bonafide:target";
/// The fact of a file that the format cannot list, for it has no digest.
const FILE: &str = "bonafide:file";

impl Format for SpdxJson {
    fn name(&self) -> &'static str {
        NAME
    }

    fn about(&self) -> &'static str {
        "SPDX 2 as JSON"
    }

    fn versions(&self) -> &'static [&'static str] {
        WRITTEN
    }

    fn suffix(&self) -> &'static str {
        "spdx.json"
    }

    fn write(&self, inventory: &Inventory, version: Option<&str>, stamp: &Stamp) -> Result<Vec<u8>, FormatError> {
        check_version(version.unwrap_or("2.3"), WRITTEN)?;
        Ok(write::write(inventory, stamp))
    }

    fn recognizes(&self, bytes: &[u8]) -> bool {
        super::head_or_tail_has(bytes, b"\"spdxVersion\"")
    }

    fn read(&self, bytes: &[u8]) -> Result<Document, FormatError> {
        read::read(bytes)
    }

    fn family(&self) -> Option<Family> {
        Some(Family::Spdx2)
    }

    fn tree<'a>(&self, text: &'a str) -> Result<Node<'a>, FormatError> {
        parse_json(text)
    }

    fn write_tree(&self, tree: Node<'_>, version: Option<&str>) -> Result<WrittenTree, FormatError> {
        check_version(version.unwrap_or("2.3"), WRITTEN)?;
        Ok(WrittenTree { bytes: write_json(&tree, Layout::Lines), losses: Vec::new() })
    }
}

fn check_version(version: &str, known: &'static [&'static str]) -> Result<(), FormatError> {
    if known.contains(&version) {
        return Ok(());
    }
    let version = version.chars().take(40).collect();
    Err(FormatError::UnknownVersion { format: NAME, version, expected: known.to_vec() })
}

/// Returns whether `checksums` can name an algorithm. Spec: SPDX 2.3, 7.10.
fn has_algorithm(algorithm: Algorithm) -> bool {
    !matches!(algorithm, Algorithm::Streebog256 | Algorithm::Streebog512)
}
