//! Public key files: recognised by content, refused with a reason that helps.

use std::path::{Path, PathBuf};

use pkcs8::der::Decode as _;
use pkcs8::spki::{AlgorithmIdentifierRef, SubjectPublicKeyInfoRef};

use super::encoding::{from_base64, printable};
use super::key::{KeyOrigin, PublicKey, TrustedKey};
use crate::limits;
use crate::source::{SourceError, read_bounded};

/// A key that cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// The file could not be read.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// The file is not a key.
    #[error("{}: not a key that can be used", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: Box<KeyError>,
    },
    /// The file has no bytes.
    #[error("the file is empty")]
    Empty,
    /// Nothing that is known here.
    #[error("neither a PEM nor a minisign key")]
    Unknown,
    /// Something known that is no key of ours: what it is.
    #[error("{0} is not supported")]
    Other(String),
    /// A key of another algorithm: which.
    #[error("{0}, expected Ed25519")]
    Algorithm(String),
    /// A private key where a public one is needed.
    #[error("a private key where the public one is expected")]
    PrivateForPublic,
    /// A public key where a private one is needed.
    #[error("a public key where the private one is expected")]
    PublicForPrivate,
    /// More than one key; which one counts is not to be guessed.
    #[error("more than one key in one file")]
    Several,
    /// Broken inside.
    #[error("{0}")]
    Malformed(&'static str),
    /// The public key is no point, of small order, or not in canonical encoding.
    #[error("a weak public key: with it one signature could fit many messages")]
    Weak,
    /// The passphrase does not open the key.
    #[error("wrong passphrase")]
    WrongPassphrase,
    /// An empty passphrase protects nothing.
    #[error("the passphrase is empty")]
    EmptyPassphrase,
    /// The file asks for more memory or time than any honest one.
    #[error("opening the key would take more memory or time than an honest key file asks for")]
    Cost,
    /// The operating system gave no random numbers.
    #[error("the operating system gave no random numbers")]
    Random,
}

impl KeyError {
    /// Returns whether the same input would fail again.
    #[must_use]
    pub fn is_input_fault(&self) -> bool {
        match self {
            Self::Source(error) => error.is_input_fault(),
            Self::File { source, .. } => source.is_input_fault(),
            Self::Empty
            | Self::Unknown
            | Self::Other(_)
            | Self::Algorithm(_)
            | Self::PrivateForPublic
            | Self::PublicForPrivate
            | Self::Several
            | Self::Malformed(_)
            | Self::Weak
            | Self::WrongPassphrase
            | Self::EmptyPassphrase
            | Self::Cost => true,
            Self::Random => false,
        }
    }

    /// Returns a thing that the user can type, if there is one.
    #[must_use]
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::File { source, .. } => source.hint(),
            Self::PrivateForPublic => {
                Some("print the public key of a private one with `bonafide key show FILE --public`")
            }
            Self::PublicForPrivate => Some("name the private key file; `bonafide key generate` makes one"),
            Self::Other(_) | Self::Algorithm(_) | Self::Unknown | Self::Weak => {
                Some("make an Ed25519 key with `bonafide key generate`, or with `openssl genpkey -algorithm ed25519`")
            }
            _ => None,
        }
    }
}

impl PublicKey {
    /// Returns the key of a public key file: `SubjectPublicKeyInfo` in PEM, a minisign `.pub` file, or its bare base64 line.
    ///
    /// # Errors
    /// [`KeyError`] saying what the bytes are instead, if that can be told.
    pub fn parse(bytes: &[u8]) -> Result<Self, KeyError> {
        let text = text(bytes)?;
        if text.starts_with("-----BEGIN ") {
            return parse_pem(text);
        }
        if let Some((_, body)) = minisign_lines(text) {
            return parse_minisign(body);
        }
        if text.starts_with("ssh-") || text.starts_with("ecdsa-sha2-") || text.starts_with("sk-") {
            return Err(KeyError::Other("an OpenSSH key".into()));
        }
        if from_base64(text).is_some() {
            return parse_minisign(text);
        }
        Err(KeyError::Unknown)
    }
}

impl TrustedKey {
    /// Reads a public key file that the user named; `principal` is whose key the user says it is.
    ///
    /// # Errors
    /// [`KeyError::File`] and [`KeyError::Source`].
    pub fn read(path: &Path, principal: Option<String>) -> Result<Self, KeyError> {
        let bytes = read_bounded(path, limits::KEY_BYTES)?;
        let key =
            PublicKey::parse(&bytes).map_err(|source| KeyError::File { path: path.into(), source: source.into() })?;
        Ok(Self::new(key, principal, KeyOrigin::Given(path.into())))
    }
}

/// Returns the file's text without the white space around it.
pub(super) fn text(bytes: &[u8]) -> Result<&str, KeyError> {
    let text = std::str::from_utf8(bytes).map_err(|_| match bytes {
        [0x30, ..] => KeyError::Other("a key in DER".into()),
        _ => KeyError::Unknown,
    })?;
    let text = text.trim();
    if text.is_empty() { Err(KeyError::Empty) } else { Ok(text) }
}

/// Returns the comment and the base64 line of a two-line minisign file.
pub(super) fn minisign_lines(text: &str) -> Option<(&str, &str)> {
    let (comment, body) = text.strip_prefix("untrusted comment:")?.split_once('\n')?;
    Some((comment.trim(), body.trim_end()))
}

/// Returns the label of a file that holds exactly one PEM block.
pub(super) fn pem_label(text: &str) -> Result<&str, KeyError> {
    if text.matches("-----BEGIN ").count() > 1 {
        return Err(KeyError::Several);
    }
    let rest = text.strip_prefix("-----BEGIN ").ok_or(KeyError::Unknown)?;
    rest.split_once("-----").map(|(label, _)| label).ok_or(KeyError::Malformed("broken PEM"))
}

/// Says what a PEM file is that holds no key of ours.
pub(super) fn other_pem(label: &str) -> KeyError {
    KeyError::Other(match label {
        "OPENSSH PRIVATE KEY" => "an OpenSSH key".into(),
        "CERTIFICATE" => "a certificate".into(),
        "RSA PUBLIC KEY" | "RSA PRIVATE KEY" => return KeyError::Algorithm("an RSA key".into()),
        "EC PRIVATE KEY" => return KeyError::Algorithm("an elliptic curve key of another kind".into()),
        "ENCRYPTED SIGSTORE PRIVATE KEY" | "ENCRYPTED COSIGN PRIVATE KEY" => {
            "a private key that cosign encrypted".into()
        }
        label if label.starts_with("PGP ") => "an OpenPGP key".into(),
        label => format!("a PEM file of type `{}`", printable(label, 40)),
    })
}

/// Refuses algorithms other than Ed25519, by name where it is known.
pub(super) fn check_algorithm(algorithm: &AlgorithmIdentifierRef<'_>) -> Result<(), KeyError> {
    let oid = algorithm.oid.to_string();
    let name = match oid.as_str() {
        "1.3.101.112" if algorithm.parameters.is_none() => return Ok(()),
        "1.3.101.112" => return Err(KeyError::Malformed("an Ed25519 key has no parameters")),
        "1.2.840.113549.1.1.1" | "1.2.840.113549.1.1.10" => "an RSA key",
        "1.2.840.10045.2.1" => "an elliptic curve key of another kind",
        "1.3.101.113" => "an Ed448 key",
        "1.3.101.110" | "1.3.101.111" => "a key for key agreement",
        "1.2.840.10040.4.1" => "a DSA key",
        _ => return Err(KeyError::Algorithm(format!("a key of algorithm {oid}"))),
    };
    Err(KeyError::Algorithm(name.into()))
}

fn parse_pem(text: &str) -> Result<PublicKey, KeyError> {
    match pem_label(text)? {
        "PUBLIC KEY" => {
            let (_, document) = pkcs8::der::Document::from_pem(text).map_err(|_| KeyError::Malformed("broken PEM"))?;
            let info = SubjectPublicKeyInfoRef::from_der(document.as_bytes())
                .map_err(|_| KeyError::Malformed("not a SubjectPublicKeyInfo"))?;
            check_algorithm(&info.algorithm)?;
            let bytes = info.subject_public_key.as_bytes().and_then(|bytes| <&[u8; 32]>::try_from(bytes).ok());
            PublicKey::new(bytes.ok_or(KeyError::Malformed("an Ed25519 public key has 32 bytes"))?)
        }
        "PRIVATE KEY" | "ENCRYPTED PRIVATE KEY" => Err(KeyError::PrivateForPublic),
        label => Err(other_pem(label)),
    }
}

fn parse_minisign(body: &str) -> Result<PublicKey, KeyError> {
    let bytes = from_base64(body).ok_or(KeyError::Malformed("broken base64"))?;
    match bytes.as_slice() {
        [b'E', b'd', rest @ ..] if rest.len() == 40 => {
            let (id, key) = rest.split_first_chunk().ok_or(KeyError::Unknown)?;
            let key = <&[u8; 32]>::try_from(key).map_err(|_| KeyError::Unknown)?;
            Ok(PublicKey::new(key)?.with_minisign_id(*id))
        }
        bytes if bytes.len() == 158 => Err(KeyError::PrivateForPublic),
        bytes if bytes.len() == 42 => Err(KeyError::Algorithm("a minisign key of another kind".into())),
        _ => Err(KeyError::Unknown),
    }
}

#[cfg(test)]
mod tests;
