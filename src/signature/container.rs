//! Signature files: what kind one is, told from its content alone.

use std::fmt;

use serde_json::Value;

use super::json::{self, JsonError};
use super::key::SIGNATURE_LENGTH;
use super::{Envelope, MinisignSignature, bundle, raw};
use crate::limits;

/// The kinds of signature file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ContainerKind {
    /// A raw Ed25519 signature.
    Raw,
    /// A minisign signature.
    Minisign,
    /// A DSSE envelope.
    Envelope,
    /// A Sigstore bundle.
    Bundle,
}

impl fmt::Display for ContainerKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Raw => "raw Ed25519 signature",
            Self::Minisign => "minisign signature",
            Self::Envelope => "DSSE envelope",
            Self::Bundle => "Sigstore bundle",
        })
    }
}

/// What a signature file holds, not yet verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Container {
    /// A signature over a whole file.
    Raw {
        /// The signature.
        signature: [u8; SIGNATURE_LENGTH],
        /// Whether it came bare or in a bundle.
        wrapper: ContainerKind,
    },
    /// A minisign signature.
    Minisign(MinisignSignature),
    /// A signed payload.
    Envelope {
        /// The envelope.
        envelope: Envelope,
        /// Whether it came bare or in a bundle.
        wrapper: ContainerKind,
    },
}

impl Container {
    /// Returns the kind of the file.
    #[must_use]
    pub fn kind(&self) -> ContainerKind {
        match self {
            Self::Raw { wrapper, .. } | Self::Envelope { wrapper, .. } => *wrapper,
            Self::Minisign(_) => ContainerKind::Minisign,
        }
    }

    /// Reads a signature file that may be JSON Lines: several envelopes or bundles, one a line. Each comes with its line, counted from
    /// 1; a file that holds one signature comes without.
    ///
    /// Spec: in-toto attestation framework, bundle v1.
    #[must_use]
    pub fn parse_all(bytes: &[u8]) -> Vec<(Option<usize>, Result<Self, ContainerError>)> {
        let is_object = |line: &[u8]| line.starts_with(b"{") && line.ends_with(b"}");
        let lines = bytes.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii).enumerate();
        let lines = lines.filter(|(_, line)| !line.is_empty());
        let count = lines.clone().take(limits::ATTESTATION_LINES + 1).count();
        if !(2..=limits::ATTESTATION_LINES).contains(&count) || !lines.clone().all(|(_, line)| is_object(line)) {
            return vec![(None, Self::parse(bytes))];
        }
        lines.map(|(place, line)| (Some(place + 1), Self::parse(line))).collect()
    }

    /// Reads a signature file of any kind. Its name plays no part.
    ///
    /// # Errors
    /// [`ContainerError`].
    pub fn parse(bytes: &[u8]) -> Result<Self, ContainerError> {
        if let Some(signature) = raw::parse(bytes) {
            return Ok(Self::Raw { signature, wrapper: ContainerKind::Raw });
        }
        let start = bytes.trim_ascii_start();
        if start.is_empty() {
            return Err(ContainerError::Empty);
        }
        if start.starts_with(b"untrusted comment:") {
            return MinisignSignature::parse(start).map(Self::Minisign);
        }
        if start.starts_with(b"{") {
            return parse_json(bytes);
        }
        Err(unsupported(start))
    }
}

fn parse_json(bytes: &[u8]) -> Result<Container, ContainerError> {
    let value = json::parse(bytes)?;
    if bundle::recognizes(&value) {
        return bundle::from_value(&value);
    }
    let has = |name: &str| value.get(name).is_some();
    if has("payloadType") || has("payload") {
        let wrapper = ContainerKind::Envelope;
        return Envelope::from_value(&value).map(|envelope| Container::Envelope { envelope, wrapper });
    }
    if has("base64Signature") {
        return Err(ContainerError::Unsupported("a bundle of cosign 2".into()));
    }
    if value.get("_type").and_then(Value::as_str).is_some_and(|text| text.starts_with("https://in-toto.io/Statement/"))
    {
        return Err(ContainerError::Unsupported("an in-toto statement that nobody signed".into()));
    }
    Err(ContainerError::Unknown)
}

/// Says what a file is that holds no signature of a kind known here.
fn unsupported(start: &[u8]) -> ContainerError {
    let known: [(&[u8], &str); 6] = [
        (b"-----BEGIN SSH SIGNATURE-----", "an SSH signature"),
        (b"-----BEGIN PGP SIGNATURE-----", "an OpenPGP signature"),
        (b"-----BEGIN PKCS7-----", "a CMS signature"),
        (b"-----BEGIN CMS-----", "a CMS signature"),
        // The first bytes of a DER sequence of two integers, which ECDSA signatures are, in base64 and bare.
        (b"ME", "an ECDSA signature"),
        (b"\x30", "a signature in DER"),
    ];
    let found = known.iter().find(|(prefix, _)| start.starts_with(prefix));
    found.map_or(ContainerError::Unknown, |(_, name)| ContainerError::Unsupported((*name).into()))
}

/// A signature file that cannot be used.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum ContainerError {
    /// The file has no bytes.
    #[error("the file is empty")]
    Empty,
    /// Nothing that is known here.
    #[error("not a signature file of a known kind")]
    Unknown,
    /// Something known that cannot be checked here: what it is.
    #[error("{0} is not supported yet")]
    Unsupported(String),
    /// Of a known kind, but broken.
    #[error("not a valid {kind}: {reason}")]
    Malformed {
        /// The kind.
        kind: ContainerKind,
        /// What is wrong.
        reason: String,
    },
    /// The JSON is broken or has more than one meaning.
    #[error(transparent)]
    Json(#[from] JsonError),
}

impl ContainerError {
    /// Returns whether the same input would fail again.
    #[must_use]
    pub fn is_input_fault(&self) -> bool {
        match self {
            Self::Empty | Self::Unknown | Self::Unsupported(_) | Self::Malformed { .. } => true,
            Self::Json(error) => error.is_input_fault(),
        }
    }
}

#[cfg(test)]
mod tests;
