//! CycloneDX, JSON, XML and protocol buffers: 1.4 to 1.7 written, 1.2 to 1.7 read.
//!
//! Spec: ECMA-424 (CycloneDX 1.6) and CycloneDX 1.7. Facts that a version has no field for are properties named `bonafide:…`, in every
//! version the same, so that reading gives back what was written.

use std::fmt;

use super::tree::{Layout, Node, parse_json, write_json};
use super::{Document, Family, Format, FormatError, Stamp, WrittenTree};
use crate::model::{Algorithm, Inventory};

mod edition;
mod losses;
mod protobuf;
mod raw;
mod read;
mod syntax;
mod types;
mod write;
mod xml;

pub use protobuf::CycloneDxProtobuf;
pub use xml::CycloneDxXml;

/// CycloneDX as JSON.
pub struct CycloneDxJson;

const NAME: &str = "cyclonedx-json";
/// The versions that are written.
const WRITTEN: &[&str] = &["1.4", "1.5", "1.6", "1.7"];
/// The versions that are read.
const READ: &[&str] = &["1.2", "1.3", "1.4", "1.5", "1.6", "1.7"];

/// The property that keeps a `scope` that no usage of the model stands for.
pub(crate) const SCOPE_PROPERTY: &str = "cyclonedx:scope";
/// The property that keeps a `type` that no kind of the model stands for.
const TYPE_PROPERTY: &str = "cyclonedx:type";

/// How a document writes licences that can be written in several ways.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::format) struct LicenseForm {
    /// One identifier stands as `id`, and not as an expression.
    pub(in crate::format) has_ids: bool,
    /// A licence of which nobody is said to have acknowledged it is the declared one.
    pub(in crate::format) is_unstated: bool,
}

impl LicenseForm {
    /// The path of the kept part that tells of the form.
    pub(in crate::format) const PATH: &str = "#licenses";

    /// Returns the JSON text of that part; `None` for the form that documents of ours have anyway.
    pub(in crate::format) fn word(self) -> Option<&'static str> {
        match (self.has_ids, self.is_unstated) {
            (false, false) => None,
            (true, false) => Some("\"id\""),
            (false, true) => Some("\"unstated\""),
            (true, true) => Some("\"id, unstated\""),
        }
    }

    /// Returns the form that an inventory carries along.
    pub(in crate::format) fn of(inventory: &Inventory) -> Self {
        let told = inventory.kept.iter().find(|kept| kept.path == Self::PATH).map(|kept| kept.json.as_str());
        let all = [(true, false), (false, true), (true, true)];
        let forms = all.map(|(has_ids, is_unstated)| Self { has_ids, is_unstated });
        forms.into_iter().find(|form| form.word() == told).unwrap_or_default()
    }
}

impl Format for CycloneDxJson {
    fn name(&self) -> &'static str {
        NAME
    }

    fn about(&self) -> &'static str {
        "CycloneDX as JSON"
    }

    fn versions(&self) -> &'static [&'static str] {
        WRITTEN
    }

    fn suffix(&self) -> &'static str {
        "cdx.json"
    }

    fn write(&self, inventory: &Inventory, version: Option<&str>, stamp: &Stamp) -> Result<Vec<u8>, FormatError> {
        let edition = Edition::find(version.unwrap_or("1.7"), NAME, WRITTEN)?;
        Ok(write::write(inventory, edition, stamp, None))
    }

    fn write_again(
        &self,
        inventory: &Inventory,
        version: Option<&str>,
        stamp: &Stamp,
        before: &[u8],
    ) -> Result<Vec<u8>, FormatError> {
        let edition = Edition::find(version.unwrap_or("1.7"), NAME, WRITTEN)?;
        Ok(write::write(inventory, edition, stamp, Some(before)))
    }

    fn recognizes(&self, bytes: &[u8]) -> bool {
        super::head_or_tail_has(bytes, b"\"bomFormat\"")
    }

    fn read(&self, bytes: &[u8]) -> Result<Document, FormatError> {
        read::read(bytes)
    }

    fn read_owned(&self, bytes: Vec<u8>) -> Result<Document, FormatError> {
        read::read_owned(bytes)
    }

    fn family(&self) -> Option<Family> {
        Some(Family::CycloneDx)
    }

    fn tree<'a>(&self, text: &'a str) -> Result<Node<'a>, FormatError> {
        parse_json(text)
    }

    fn write_tree(&self, tree: Node<'_>, version: Option<&str>) -> Result<WrittenTree, FormatError> {
        let (tree, losses) = edition::convert(tree, Edition::find(version.unwrap_or("1.7"), NAME, WRITTEN)?)?;
        Ok(WrittenTree { bytes: write_json(&tree, Layout::Lines), losses })
    }
}

/// A version of the specification, by its minor number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Edition(u8);

impl fmt::Display for Edition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "1.{}", self.0)
    }
}

impl Edition {
    fn find(version: &str, format: &'static str, known: &'static [&'static str]) -> Result<Self, FormatError> {
        let minor = version.strip_prefix("1.").and_then(|minor| minor.parse().ok());
        minor.filter(|_| known.contains(&version)).map(Self).ok_or_else(|| FormatError::UnknownVersion {
            format,
            version: version.chars().take(40).collect(),
            expected: known.to_vec(),
        })
    }

    fn has_lifecycles(self) -> bool {
        self.0 >= 5
    }

    fn has_tool_components(self) -> bool {
        self.0 >= 5
    }

    fn has_annotations(self) -> bool {
        self.0 >= 5
    }

    fn has_occurrences(self) -> bool {
        self.0 >= 5
    }

    fn has_occurrence_lines(self) -> bool {
        self.0 >= 6
    }

    fn has_identity_list(self) -> bool {
        self.0 >= 6
    }

    fn has_author_list(self) -> bool {
        self.0 >= 6
    }

    /// Returns whether licences and expressions may stand beside each other in JSON.
    fn has_license_or_expression_lists(self) -> bool {
        !matches!(self.0, 5 | 6)
    }

    /// Returns whether they may in XML.
    fn has_license_or_expression_elements(self) -> bool {
        self.0 >= 7
    }

    /// Returns whether the transforms of `IKEv2` are objects.
    fn has_transforms(self) -> bool {
        self.0 >= 7
    }

    fn has_acknowledgement(self) -> bool {
        self.0 >= 6
    }

    fn has_manufacturer(self) -> bool {
        self.0 >= 6
    }

    /// Returns whether components have Software Heritage and `OmniBOR` identifiers.
    fn has_hashed_identifiers(self) -> bool {
        self.0 >= 6
    }

    /// Returns whether a document can say how its subject was made. Spec: CycloneDX 1.5, `formulation`.
    fn has_formulation(self) -> bool {
        self.0 >= 5
    }

    /// Returns whether a list of licences may hold an expression and anything else beside it.
    fn has_license_mix(self) -> bool {
        self.0 >= 7
    }

    /// Returns whether a thing elsewhere can be of a type. Spec: `externalReferences[].type` of each version's schema.
    fn has_reference(self, word: &str) -> bool {
        match word {
            "vcs" | "issue-tracker" | "website" | "advisories" | "bom" | "mailing-list" | "social" | "chat"
            | "documentation" | "support" | "distribution" | "license" | "build-meta" | "build-system"
            | "release-notes" | "other" => true,
            "distribution-intake"
            | "security-contact"
            | "model-card"
            | "log"
            | "configuration"
            | "evidence"
            | "formulation"
            | "attestation"
            | "threat-model"
            | "adversary-model"
            | "risk-assessment"
            | "vulnerability-assertion"
            | "exploitability-statement"
            | "pentest-report"
            | "static-analysis-report"
            | "dynamic-analysis-report"
            | "runtime-analysis-report"
            | "component-analysis-report"
            | "maturity-report"
            | "certification-report"
            | "codified-infrastructure"
            | "quality-metrics"
            | "poam" => self.0 >= 5,
            "source-distribution" | "electronic-signature" | "digital-signature" | "rfc-9116" => self.0 >= 6,
            "patent" | "patent-family" | "patent-assertion" | "citation" => self.0 >= 7,
            _ => false,
        }
    }

    fn has_type(self, word: &str) -> bool {
        match word {
            "platform" | "device-driver" | "machine-learning-model" | "data" => self.0 >= 5,
            "cryptographic-asset" => self.0 >= 6,
            _ => false,
        }
    }

    /// Returns whether `hashes` can name an algorithm. Spec: `hash-alg` of each version's schema.
    fn has_algorithm(self, algorithm: Algorithm) -> bool {
        match algorithm {
            Algorithm::Md5
            | Algorithm::Sha1
            | Algorithm::Sha256
            | Algorithm::Sha384
            | Algorithm::Sha512
            | Algorithm::Sha3_256
            | Algorithm::Sha3_384
            | Algorithm::Sha3_512
            | Algorithm::Blake2b256
            | Algorithm::Blake2b384
            | Algorithm::Blake2b512
            | Algorithm::Blake3 => true,
            Algorithm::Streebog256 | Algorithm::Streebog512 => self.0 >= 7,
            Algorithm::Adler32 | Algorithm::Md2 | Algorithm::Md4 | Algorithm::Md6 | Algorithm::Sha224 => false,
        }
    }
}
