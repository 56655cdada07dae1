//! SPDX 3 as JSON-LD: 3.0.1 written, 3.0 and 3.0.1 read.
//!
//! Spec: SPDX 3.0.1, <https://spdx.github.io/spdx-spec/v3.0.1/>; the JSON-LD form is that of its annex on serialization. What it has no
//! field for stands in annotations whose statements are lines `bonafide:name=value`, so that reading gives back what was written; what a
//! person must know stands in annotations of the document. A newcomer would ask why this is not SPDX 2 with other names: everything here
//! is an element with an identifier of its own, so that a licence or a person stands once, however many packages refer to it.

use super::tree::{Layout, Node, Value, parse_json, write_json};
use super::{Document, Family, Format, FormatError, Stamp, WrittenTree};
use crate::model::Inventory;

mod name;
mod read;
mod schema;
mod words;
mod write;

pub use schema::ElementSchemas;

/// SPDX 3 as JSON-LD.
pub struct Spdx3Json;

const NAME: &str = "spdx3-json";
/// The versions that are written.
const WRITTEN: &[&str] = &["3.0.1"];
/// The versions that are read. The model of 3.0 and 3.0.0 is that of 3.0.1, which mended its text and shapes.
const READ: &[&str] = &["3.0", "3.0.0", "3.0.1"];

/// The context of documents that are written, which also names their version. Spec: SPDX 3.0.1, serialization in JSON-LD.
const CONTEXT: &str = "https://spdx.org/rdf/3.0.1/spdx-context.jsonld";
/// What comes after the version in the address of a context.
const CONTEXT_END: &str = "/spdx-context.jsonld";
/// What comes before it.
const CONTEXT_START: &str = "https://spdx.org/rdf/";

/// The fact that no component is the root of the graph.
const ROOT: &str = "bonafide:root";
/// The platforms that need a dependency.
const TARGET: &str = "bonafide:target";
/// Begins the names of properties that hold addresses of a type that the model has no word for; its own word follows.
const REFERENCE_FIELD: &str = "spdx:externalRef:";
/// The property that keeps a comment of another tool.
const COMMENT_PROPERTY: &str = "spdx:comment";
/// The property that keeps the name of the document, where it is not that of its root.
const NAME_PROPERTY: &str = "spdx:name";
/// The property that keeps kinds of SBOM that the model has no word for.
const SBOM_TYPE_PROPERTY: &str = "spdx:sbomType";
/// The property that keeps a purpose that the model has no kind for.
const PURPOSE_PROPERTY: &str = "spdx:primaryPurpose";
/// The property that keeps a summary.
const SUMMARY_PROPERTY: &str = "spdx:summary";
/// The property that keeps what is said of a package's source.
const SOURCE_INFO_PROPERTY: &str = "spdx:sourceInfo";

impl Format for Spdx3Json {
    fn name(&self) -> &'static str {
        NAME
    }

    fn about(&self) -> &'static str {
        "SPDX 3 as JSON-LD"
    }

    fn versions(&self) -> &'static [&'static str] {
        WRITTEN
    }

    fn suffix(&self) -> &'static str {
        "spdx3.json"
    }

    fn write(&self, inventory: &Inventory, version: Option<&str>, stamp: &Stamp) -> Result<Vec<u8>, FormatError> {
        check_version(version.unwrap_or("3.0.1"), WRITTEN)?;
        Ok(write::write(inventory, stamp))
    }

    fn recognizes(&self, bytes: &[u8]) -> bool {
        super::head_or_tail_has(bytes, b"/spdx-context.jsonld\"")
    }

    fn read(&self, bytes: &[u8]) -> Result<Document, FormatError> {
        read::read(bytes)
    }

    fn family(&self) -> Option<Family> {
        Some(Family::Spdx3)
    }

    fn tree<'a>(&self, text: &'a str) -> Result<Node<'a>, FormatError> {
        parse_json(text)
    }

    fn write_tree(&self, mut tree: Node<'_>, version: Option<&str>) -> Result<WrittenTree, FormatError> {
        check_version(version.unwrap_or("3.0.1"), WRITTEN)?;
        let found = read::version_of(&tree)?;
        if found != "3.0.1" {
            restate_version(&mut tree);
        }
        Ok(WrittenTree { bytes: write_json(&tree, Layout::Lines), losses: Vec::new() })
    }
}

/// Makes a document of an earlier version one of the version that is written: context, `specVersion`, and the one member that was renamed.
fn restate_version(tree: &mut Node<'_>) {
    match &mut tree.value {
        Value::Text(text) if text.starts_with(CONTEXT_START) && text.ends_with(CONTEXT_END) => {
            *text = CONTEXT.into();
        }
        Value::Array(elements) => elements.iter_mut().for_each(restate_version),
        Value::Object(members) => {
            for member in members {
                if member.key == "imports" {
                    member.key = "import".into();
                }
                match (&*member.key, &mut member.node.value) {
                    ("specVersion", Value::Text(text)) => *text = "3.0.1".into(),
                    ("@context" | "@graph", _) | (_, Value::Object(_) | Value::Array(_)) => {
                        restate_version(&mut member.node);
                    }
                    _ => {}
                }
            }
        }
        _ => {}
    }
}

fn check_version(version: &str, known: &'static [&'static str]) -> Result<(), FormatError> {
    if known.contains(&version) {
        return Ok(());
    }
    let version = version.chars().take(40).collect();
    Err(FormatError::UnknownVersion { format: NAME, version, expected: known.to_vec() })
}
