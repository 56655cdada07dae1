//! Signing files: what is read, what is signed, what comes out. The same input and key give the same bytes.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::dsse::{Envelope, IN_TOTO};
use super::json::{self, JsonError};
use super::minisign::{self, PREHASH_LENGTH};
use super::raw::{self, LooksLikeEnvelope};
use super::secret::SecretKey;
use super::statement::{self, CYCLONEDX, NamedFile, NewSbom, SPDX, Statement, StatementError};
use crate::limits;
use crate::model::{Algorithm, Digest, Timestamp};
use crate::source::hash::{digest_bytes, digest_stream};
use crate::source::{SourceError, open_regular, read_bounded};

/// A file that could not be signed; nothing was signed then.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SignError {
    /// A file could not be read.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// The file must not be signed raw.
    #[error("{}: cannot be signed raw", path.display())]
    Raw {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: LooksLikeEnvelope,
    },
    /// The SBOM is not JSON with one meaning.
    #[error("{}: cannot be attested", path.display())]
    Json {
        /// The SBOM.
        path: PathBuf,
        /// Why not.
        source: JsonError,
    },
    /// The file that was given as SBOM is none.
    #[error("{}: not an SBOM of a format that can be attested", path.display())]
    NotAnSbom {
        /// The file.
        path: PathBuf,
    },
    /// The file that was given as statement is none.
    #[error("{}: cannot be signed as an attestation without an SBOM", path.display())]
    Statement {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: StatementError,
    },
    /// The file's name cannot stand in a statement.
    #[error("{}: the name is not text", path.display())]
    Name {
        /// The file.
        path: PathBuf,
    },
}

impl SignError {
    /// Returns whether the same input would fail again.
    #[must_use]
    pub fn is_input_fault(&self) -> bool {
        match self {
            Self::Source(error) => error.is_input_fault(),
            Self::Raw { .. }
            | Self::Json { .. }
            | Self::NotAnSbom { .. }
            | Self::Statement { .. }
            | Self::Name { .. } => true,
        }
    }
}

/// Returns a raw signature over a file, as base64 text. The whole file is held in memory.
///
/// # Errors
/// [`SignError::Source`] also for a file over [`limits::SIGNED_BYTES`], [`SignError::Raw`].
pub fn sign_raw(key: &SecretKey, path: &Path) -> Result<String, SignError> {
    let message = read_bounded(path, limits::SIGNED_BYTES)?;
    let signature = raw::sign(key, &message).map_err(|source| SignError::Raw { path: path.into(), source })?;
    Ok(raw::to_text(&signature))
}

/// Returns a minisign signature over a file of any size; the trusted comment names the file and the time.
///
/// # Errors
/// [`SignError::Source`], [`SignError::Name`].
///
/// # Panics
/// Never: a digest has the length of its algorithm.
pub fn sign_minisign(key: &SecretKey, path: &Path, time: Timestamp) -> Result<String, SignError> {
    let name = file_name(path)?;
    let [prehash] = digests(path, [Algorithm::Blake2b512])?;
    let prehash: &[u8; PREHASH_LENGTH] = prehash.bytes().try_into().expect("BLAKE2b-512 has 64 bytes");
    let comment = format!("timestamp:{}\tfile:{name}\thashed", time.unix());
    Ok(minisign::sign(key, prehash, &comment).to_text())
}

/// How a statement carries its SBOM.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Carry {
    /// Whole, where it is JSON and not over [`limits::EMBEDDED_SBOM_BYTES`]; otherwise by digest.
    #[default]
    Whole,
    /// By digest.
    Digest,
}

/// Returns an envelope that binds artifacts to their SBOM.
///
/// # Errors
/// [`SignError`].
///
/// # Panics
/// Never: both digests have an implementation.
pub fn attest(key: &SecretKey, artifacts: &[&Path], sbom: &Path, carry: Carry) -> Result<Envelope, SignError> {
    let bytes = read_bounded(sbom, limits::DOCUMENT_BYTES)?;
    let kind = recognize(&bytes, sbom)?;
    let digest = |algorithm| digest_bytes(algorithm, &bytes).expect("only MD6 has no implementation");
    let sbom_file =
        NamedFile { name: file_name(sbom)?, sha256: digest(Algorithm::Sha256), sha512: digest(Algorithm::Sha512) };
    let named: Vec<NamedFile> = artifacts.iter().map(|path| named_file(path)).collect::<Result<_, _>>()?;
    let small = bytes.len() as u64 <= limits::EMBEDDED_SBOM_BYTES;
    let new_sbom = match kind.predicate_type {
        Some(predicate_type) if carry == Carry::Whole && small => {
            NewSbom::Embedded { predicate_type, document: &bytes }
        }
        _ => NewSbom::Referenced { media_type: kind.media_type },
    };
    let payload = statement::write(&named, &sbom_file, new_sbom)
        .map_err(|source| SignError::Json { path: sbom.into(), source })?;
    Ok(Envelope::sign(IN_TOTO, payload, &[key]))
}

/// Returns an envelope over a statement that was made before, such as by `bonafide build`: its bytes as they are.
///
/// # Errors
/// [`SignError::Source`], [`SignError::Statement`].
pub fn sign_statement(key: &SecretKey, path: &Path) -> Result<Envelope, SignError> {
    let payload = read_bounded(path, limits::SIGNATURE_BYTES)?;
    Statement::parse(&payload).map_err(|source| SignError::Statement { path: path.into(), source })?;
    Ok(Envelope::sign(IN_TOTO, payload, &[key]))
}

struct SbomKind {
    /// The predicate that such a document can be; `None` for what is not JSON.
    predicate_type: Option<&'static str>,
    media_type: &'static str,
}

/// Says what an SBOM is, from its own statement; whether it is valid is not asked here.
fn recognize(bytes: &[u8], path: &Path) -> Result<SbomKind, SignError> {
    let not_an_sbom = || SignError::NotAnSbom { path: path.into() };
    let head = &bytes[..bytes.len().min(4096)];
    let holds = |needle: &[u8]| head.windows(needle.len()).any(|window| window == needle);
    let start = head.trim_ascii_start();
    if start.starts_with(b"SPDXVersion:") {
        return Ok(SbomKind { predicate_type: None, media_type: "text/spdx" });
    }
    if start.starts_with(b"<") && holds(b"http://cyclonedx.org/schema/bom/") {
        return Ok(SbomKind { predicate_type: None, media_type: "application/vnd.cyclonedx+xml" });
    }
    if !start.starts_with(b"{") {
        return Err(not_an_sbom());
    }
    let value = json::parse(bytes).map_err(|source| SignError::Json { path: path.into(), source })?;
    let text = |name: &str| value.get(name).and_then(Value::as_str);
    if text("bomFormat") == Some("CycloneDX") {
        Ok(SbomKind { predicate_type: Some(CYCLONEDX), media_type: "application/vnd.cyclonedx+json" })
    } else if text("spdxVersion").is_some() {
        Ok(SbomKind { predicate_type: Some(SPDX), media_type: "application/spdx+json" })
    } else if text("@context").is_some_and(|context| context.contains("spdx.org")) {
        Ok(SbomKind { predicate_type: None, media_type: "application/spdx+json" })
    } else {
        Err(not_an_sbom())
    }
}

fn file_name(path: &Path) -> Result<String, SignError> {
    let name = path.file_name().and_then(|name| name.to_str());
    name.map(str::to_owned).ok_or_else(|| SignError::Name { path: path.into() })
}

fn named_file(path: &Path) -> Result<NamedFile, SignError> {
    let [sha256, sha512] = digests(path, [Algorithm::Sha256, Algorithm::Sha512])?;
    Ok(NamedFile { name: file_name(path)?, sha256, sha512 })
}

fn digests<const N: usize>(path: &Path, algorithms: [Algorithm; N]) -> Result<[Digest; N], SourceError> {
    let file = open_regular(path)?;
    let read = digest_stream(&algorithms, file).map_err(|source| SourceError::Io { path: path.into(), source })?;
    Ok(read.1.try_into().expect("each algorithm that has an implementation gives one digest"))
}

#[cfg(test)]
mod tests;
