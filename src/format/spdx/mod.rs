//! SPDX 2 as JSON, tag-value text and YAML: 2.3 written, 2.2 and 2.3 read, trees written in both.
//!
//! Spec: SPDX 2.3. One reader and one writer serve all three: the others are read into the tree of the JSON form and written from it. What it has no field for stands in the `comment` of a package, file or relationship as lines `bonafide:name=value`, so
//! that reading gives back what was written; what a person must know stands in annotations of the document.

use std::borrow::Cow;

use super::tree::{Layout, Node, parse_json, write_json};
use super::{Document, Family, Format, FormatError, Loss, Stamp, WrittenTree, text};
use crate::model::{Algorithm, Inventory};

mod actor;
mod edition;
mod identifier;
mod license;
mod raw;
mod read;
mod reference;
mod tag_value;
mod types;
mod write;
mod yaml;

pub use tag_value::SpdxTagValue;
pub use yaml::SpdxYaml;

/// SPDX 2 as JSON.
pub struct SpdxJson;

const NAME: &str = "spdx-json";
/// The versions in which inventories are written.
const WRITTEN: &[&str] = &["2.3"];
/// The versions in which trees are written.
const CONVERTED: &[&str] = &["2.2", "2.3"];
/// The versions that are read.
const READ: &[&str] = &["2.2", "2.3"];

/// The identifier of the document itself. Spec: SPDX 2.3, 6.3.
const DOCUMENT_ID: &str = "SPDXRef-DOCUMENT";
/// The property that keeps a comment of another tool.
const COMMENT_PROPERTY: &str = "spdx:comment";
/// The property that keeps the verification code of a package that is not made from the files that are listed.
const CODE_PROPERTY: &str = "spdx:packageVerificationCode";
/// The properties that keep the texts of licences that are in no list; the licence's reference follows in the name.
const EXTRACTED_PROPERTY: &str = "spdx:extractedLicense:";
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
        check_version(NAME, version.unwrap_or("2.3"), WRITTEN)?;
        Ok(write::write(inventory, stamp, None))
    }

    fn write_again(
        &self,
        inventory: &Inventory,
        version: Option<&str>,
        stamp: &Stamp,
        before: &[u8],
    ) -> Result<Vec<u8>, FormatError> {
        check_version(NAME, version.unwrap_or("2.3"), WRITTEN)?;
        Ok(write::write(inventory, stamp, Some(before)))
    }

    fn recognizes(&self, bytes: &[u8]) -> bool {
        begins_like_json(bytes) && super::head_or_tail_has(&narrow(bytes), b"\"spdxVersion\"")
    }

    fn read(&self, bytes: &[u8]) -> Result<Document, FormatError> {
        read::read_json(&text::decode(bytes)?)
    }

    fn family(&self) -> Option<Family> {
        Some(Family::Spdx2)
    }

    fn tree<'a>(&self, text: &'a str) -> Result<Node<'a>, FormatError> {
        parse_json(text)
    }

    fn write_tree(&self, mut tree: Node<'_>, version: Option<&str>) -> Result<WrittenTree, FormatError> {
        let version = check_version(NAME, version.unwrap_or("2.3"), CONVERTED)?;
        let losses = edition::to_version(&mut tree, version);
        Ok(WrittenTree { bytes: write_json(&tree, Layout::Lines), losses })
    }
}

/// Writes a tree in a syntax of its own.
fn write_tree(
    format: &'static str,
    mut tree: Node<'_>,
    version: Option<&str>,
    writer: fn(&Node<'_>) -> (String, Vec<Loss>),
) -> Result<WrittenTree, FormatError> {
    let version = check_version(format, version.unwrap_or("2.3"), CONVERTED)?;
    let mut losses = edition::to_version(&mut tree, version);
    let (text, more) = writer(&tree);
    losses.extend(more);
    Ok(WrittenTree { bytes: text.into_bytes(), losses })
}

/// Returns the bytes without those that are zero where a mark says that the text is UTF-16; enough to find words of ASCII in it.
fn narrow(bytes: &[u8]) -> Cow<'_, [u8]> {
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return Cow::Owned(bytes.iter().skip(2).copied().filter(|byte| *byte != 0).collect());
    }
    Cow::Borrowed(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes))
}

/// Bytes at either end of a text in which the line is looked for that names its format.
const END_BYTES: usize = 64 << 10;

fn begins_like_json(bytes: &[u8]) -> bool {
    let head = narrow(bytes.get(..END_BYTES).unwrap_or(bytes));
    head.trim_ascii_start().starts_with(b"{")
}

fn head_has_line(bytes: &[u8], is_it: impl Fn(&[u8]) -> bool) -> bool {
    let head = narrow(bytes.get(..END_BYTES).unwrap_or(bytes));
    head.split(|byte| *byte == b'\n').any(is_it)
}

/// Looks at both ends: writers that sort their keys put the version last.
fn head_or_tail_has_line(bytes: &[u8], is_it: impl Fn(&[u8]) -> bool) -> bool {
    if head_has_line(bytes, &is_it) {
        return true;
    }
    let tail = bytes.get(bytes.len().saturating_sub(END_BYTES)..).unwrap_or_default();
    let is_wide = bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff");
    let tail: Vec<u8> = tail.iter().copied().filter(|byte| !is_wide || *byte != 0).collect();
    tail.split(|byte| *byte == b'\n').skip(1).any(is_it)
}

/// Returns the version as the list has it.
fn check_version(
    format: &'static str,
    version: &str,
    known: &'static [&'static str],
) -> Result<&'static str, FormatError> {
    known.iter().copied().find(|known| *known == version).ok_or_else(|| {
        let version = version.chars().take(40).collect();
        FormatError::UnknownVersion { format, version, expected: known.to_vec() }
    })
}

/// Returns whether `checksums` can name an algorithm. Spec: SPDX 2.3, 7.10.
fn has_algorithm(algorithm: Algorithm) -> bool {
    !matches!(algorithm, Algorithm::Streebog256 | Algorithm::Streebog512)
}

/// Returns whether a field says that it says nothing. Spec: SPDX 2.3, 7.13.2 among others.
fn is_nothing(text: &str) -> bool {
    matches!(text.trim(), "" | "NOASSERTION" | "NONE")
}
