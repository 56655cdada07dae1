//! in-toto statements: which files, by digest, a signed claim is about.
//!
//! Two kinds of claim tie an SBOM to its artifacts, and both are written and read. *Embedded*: the predicate is the SBOM itself
//! (`https://cyclonedx.org/bom`, `https://spdx.dev/Document`), which every tool reads; our writer also names the SBOM's file as a further subject, so
//! that it is bound byte by byte and not only by value. *Referenced*: the predicate names the SBOM's file by digest
//! (`https://in-toto.io/attestation/reference/v0.1`), for documents that are large or not JSON.
//! Spec: in-toto attestation framework, statement v1 and v0.1, <https://github.com/in-toto/attestation>.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::encoding::printable;
use super::json::{self, JsonError};
use crate::model::{Algorithm, Digest};

/// The type of the statements that are written.
pub const STATEMENT_V1: &str = "https://in-toto.io/Statement/v1";

/// The older type, which cosign writes.
pub const STATEMENT_V0_1: &str = "https://in-toto.io/Statement/v0.1";

/// The predicate that is a CycloneDX document.
pub const CYCLONEDX: &str = "https://cyclonedx.org/bom";

/// The predicate that is an SPDX document.
pub const SPDX: &str = "https://spdx.dev/Document";

/// The predicate that refers to documents by digest.
pub const REFERENCE: &str = "https://in-toto.io/attestation/reference/v0.1";

/// The digest algorithms that count, by their names in a statement; others are passed over, as the specification demands.
pub const ALGORITHMS: [(&str, Algorithm); 6] = [
    ("sha256", Algorithm::Sha256),
    ("sha384", Algorithm::Sha384),
    ("sha512", Algorithm::Sha512),
    ("sha3_256", Algorithm::Sha3_256),
    ("sha3_384", Algorithm::Sha3_384),
    ("sha3_512", Algorithm::Sha3_512),
];

/// A payload that is no statement.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum StatementError {
    /// The JSON is broken or has more than one meaning.
    #[error(transparent)]
    Json(#[from] JsonError),
    /// The statement breaks the specification: how.
    #[error("not a valid in-toto statement: {0}")]
    Malformed(String),
    /// A statement of another version.
    #[error("an in-toto statement of type `{0}`, which is not known here")]
    Type(String),
    /// The statement is about nothing.
    #[error("the statement names no subject")]
    NoSubject,
}

impl StatementError {
    /// Returns whether the same input would fail again.
    #[must_use]
    pub fn is_input_fault(&self) -> bool {
        match self {
            Self::Json(error) => error.is_input_fault(),
            Self::Malformed(_) | Self::Type(_) | Self::NoSubject => true,
        }
    }
}

/// A file as a statement names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Descriptor {
    /// The name, which is for people: files are matched by digest alone.
    pub name: Option<String>,
    /// Digests by algorithms that count.
    pub digests: BTreeMap<Algorithm, Digest>,
}

impl Descriptor {
    /// Returns whether the file with these digests is the one named: all algorithms that are on both sides agree, and at least one is.
    ///
    /// The specification is content with any one that agrees; two that disagree would make one statement mean two files.
    #[must_use]
    pub fn names(&self, file: &BTreeMap<Algorithm, Digest>) -> bool {
        let mut shared =
            self.digests.iter().filter_map(|(algorithm, digest)| Some((digest, file.get(algorithm)?))).peekable();
        shared.peek().is_some() && shared.all(|(stated, found)| stated == found)
    }

    /// Returns the file for a sentence: its name, or its digest.
    #[must_use]
    pub fn label(&self) -> String {
        match (&self.name, self.digests.values().next()) {
            (Some(name), _) => name.clone(),
            (None, Some(digest)) => digest.to_string(),
            (None, None) => "a file without a digest that counts".into(),
        }
    }
}

/// How a statement ties an SBOM to its subjects.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum SbomClaim<'a> {
    /// The predicate is the document.
    Embedded(&'a Value),
    /// The predicate refers to documents by digest.
    Referenced(&'a [Descriptor]),
    /// The predicate is about something else.
    None,
}

/// An in-toto statement. It is what somebody claims: whose claim it is, the envelope's signatures say.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    subjects: Vec<Descriptor>,
    predicate_type: String,
    predicate: Value,
    references: Vec<Descriptor>,
}

impl Statement {
    /// Reads a statement of version 1 or 0.1. It has at least one subject, and every subject a digest that counts.
    ///
    /// # Errors
    /// [`StatementError`].
    pub fn parse(bytes: &[u8]) -> Result<Self, StatementError> {
        let malformed = |reason: &str| StatementError::Malformed(reason.into());
        let value = json::parse(bytes)?;
        let object = value.as_object().ok_or_else(|| malformed("not an object"))?;
        let [kind, subject, predicate_type, predicate] =
            json::members(object, ["_type", "subject", "predicateType", "predicate"])?;
        match kind.and_then(Value::as_str) {
            Some(STATEMENT_V1 | STATEMENT_V0_1) => {}
            Some(other) => return Err(StatementError::Type(printable(other, 100))),
            None => return Err(malformed("`_type` is not a string")),
        }
        let subjects = descriptors(subject.ok_or(StatementError::NoSubject)?)?;
        if subjects.is_empty() {
            return Err(StatementError::NoSubject);
        }
        if subjects.iter().any(|subject| subject.digests.is_empty()) {
            return Err(malformed("a subject has no digest that counts"));
        }
        let predicate_type =
            predicate_type.and_then(Value::as_str).ok_or_else(|| malformed("`predicateType` is not a string"))?;
        let predicate = predicate.cloned().unwrap_or(Value::Null);
        let references = if predicate_type == REFERENCE { references(&predicate)? } else { Vec::new() };
        Ok(Self { subjects, predicate_type: predicate_type.into(), predicate, references })
    }

    /// Returns the files that the statement is about; at least one.
    #[must_use]
    pub fn subjects(&self) -> &[Descriptor] {
        &self.subjects
    }

    /// Returns what kind of claim it makes.
    #[must_use]
    pub fn predicate_type(&self) -> &str {
        &self.predicate_type
    }

    /// Returns how the statement ties an SBOM to its subjects.
    #[must_use]
    pub fn sbom(&self) -> SbomClaim<'_> {
        let is = |kind: &str| {
            let rest = self.predicate_type.strip_prefix(kind);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        if is(CYCLONEDX) || is(SPDX) {
            SbomClaim::Embedded(&self.predicate)
        } else if self.predicate_type == REFERENCE {
            SbomClaim::Referenced(&self.references)
        } else {
            SbomClaim::None
        }
    }

    /// Returns the algorithms that are needed to compare files with the statement.
    #[must_use]
    pub fn algorithms(&self) -> Vec<Algorithm> {
        let all = self.subjects.iter().chain(&self.references).flat_map(|file| file.digests.keys());
        ALGORITHMS
            .iter()
            .map(|(_, algorithm)| *algorithm)
            .filter(|wanted| all.clone().any(|used| used == wanted))
            .collect()
    }
}

/// Returns whether an embedded document has the same JSON value as a file: the same members, elements, texts and numbers, in whatever
/// order and layout. Numbers are compared as 64-bit integers or IEEE doubles. A predicate that is a text must be the file byte by byte.
///
/// # Errors
/// [`JsonError`] when the file is not JSON with one meaning.
pub fn equals_document(predicate: &Value, file: &[u8]) -> Result<bool, JsonError> {
    match predicate {
        Value::String(text) => Ok(text.as_bytes() == file),
        value => Ok(*value == json::parse(file)?),
    }
}

fn descriptors(value: &Value) -> Result<Vec<Descriptor>, StatementError> {
    let malformed = |reason: &str| StatementError::Malformed(reason.into());
    let list = value.as_array().ok_or_else(|| malformed("`subject` is not a list"))?;
    list.iter()
        .map(|entry| {
            let object = entry.as_object().ok_or_else(|| malformed("a subject is not an object"))?;
            descriptor(object)
        })
        .collect()
}

fn descriptor(object: &Map<String, Value>) -> Result<Descriptor, StatementError> {
    let malformed = |reason: String| StatementError::Malformed(reason);
    let [name, set] = json::members(object, ["name", "digest"])?;
    let name = name.and_then(Value::as_str).filter(|name| !name.is_empty()).map(|name| printable(name, 200));
    let empty = Map::new();
    let set = match set {
        Some(Value::Object(set)) => set,
        None => &empty,
        Some(_) => return Err(malformed("`digest` is not an object".into())),
    };
    let mut digests = BTreeMap::new();
    for (key, value) in set {
        let Some((_, algorithm)) = ALGORITHMS.iter().find(|(known, _)| known == key) else { continue };
        let text = value.as_str().ok_or_else(|| malformed(format!("the {key} of a subject is not a string")))?;
        let digest = Digest::from_hex(*algorithm, text).map_err(|error| malformed(error.to_string()))?;
        digests.insert(*algorithm, digest);
    }
    Ok(Descriptor { name, digests })
}

fn references(predicate: &Value) -> Result<Vec<Descriptor>, StatementError> {
    let list = predicate.get("references").ok_or_else(|| StatementError::Malformed("no `references`".into()))?;
    descriptors(list)
}

/// A file that a new statement names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedFile {
    /// The file's name without folders.
    pub name: String,
    /// SHA-256 of every byte.
    pub sha256: Digest,
    /// SHA-512 of every byte.
    pub sha512: Digest,
}

impl NamedFile {
    fn digests(&self) -> Value {
        json!({ "sha256": self.sha256.hex(), "sha512": self.sha512.hex() })
    }
}

/// The SBOM of a new statement.
#[derive(Clone, Copy, Debug)]
pub enum NewSbom<'a> {
    /// The document goes into the statement as it is. It must be one JSON object.
    Embedded {
        /// The predicate type, [`CYCLONEDX`] or [`SPDX`].
        predicate_type: &'a str,
        /// The document's bytes.
        document: &'a [u8],
    },
    /// The statement names the file by digest.
    Referenced {
        /// The document's media type.
        media_type: &'a str,
    },
}

/// Returns the bytes of a statement that ties an SBOM to artifacts. The same input gives the same bytes.
///
/// # Errors
/// [`JsonError`] when an embedded document is not a JSON object with one meaning.
pub fn write(artifacts: &[NamedFile], sbom_file: &NamedFile, sbom: NewSbom<'_>) -> Result<Vec<u8>, JsonError> {
    let subject = |file: &NamedFile| format!("{{\"name\":{},\"digest\":{}}}", json!(file.name), file.digests());
    let mut subjects: Vec<String> = artifacts.iter().map(subject).collect();
    let (predicate_type, predicate) = match sbom {
        NewSbom::Embedded { predicate_type, document } => {
            if !json::parse(document)?.is_object() {
                return Err(JsonError::Syntax("the document is not an object".into()));
            }
            if !artifacts.contains(sbom_file) {
                subjects.push(subject(sbom_file));
            }
            // Taken over as text, so that no number or escape is written otherwise than in the document.
            let text = std::str::from_utf8(document).map_err(|error| JsonError::Syntax(error.to_string()))?;
            (predicate_type, text.trim().to_owned())
        }
        NewSbom::Referenced { media_type } => {
            let attester = concat!("pkg:cargo/bonafide@", env!("CARGO_PKG_VERSION"));
            let reference = format!(
                "{{\"name\":{name},\"downloadLocation\":{name},\"digest\":{},\"mediaType\":{}}}",
                sbom_file.digests(),
                json!(media_type),
                name = json!(sbom_file.name),
            );
            (REFERENCE, format!("{{\"attester\":{{\"id\":\"{attester}\"}},\"references\":[{reference}]}}"))
        }
    };
    let text = format!(
        "{{\"_type\":\"{STATEMENT_V1}\",\"subject\":[{}],\"predicateType\":{},\"predicate\":{predicate}}}",
        subjects.join(","),
        json!(predicate_type),
    );
    Ok(text.into_bytes())
}

#[cfg(test)]
mod tests;
