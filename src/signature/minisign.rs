//! minisign signatures: a signature over the BLAKE2b-512 of a file, and one over that signature and a trusted comment.
//!
//! Legacy signatures, over the file itself, are read too; none is made. Which of the two a file holds is a label that no signature
//! covers, and only for a file of exactly 64 bytes can one be taken for the other: such a file is not accepted under a legacy signature.

use super::encoding::{from_base64, to_base64};
use super::key::{BadSignature, MinisignId, PublicKey, SIGNATURE_LENGTH};
use super::secret::SecretKey;
use super::{ContainerError, ContainerKind};

/// Bytes of the prehash, BLAKE2b-512.
pub const PREHASH_LENGTH: usize = 64;

/// What the signature is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// The BLAKE2b-512 of the file.
    Prehashed,
    /// The file itself, as old versions of minisign signed.
    Legacy,
}

/// A minisign signature file, not yet verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MinisignSignature {
    /// What the signature is over.
    pub mode: Mode,
    /// The key that the file names; a hint for choosing among trusted keys.
    pub key_id: MinisignId,
    /// The signature over the file or its prehash.
    pub signature: [u8; SIGNATURE_LENGTH],
    /// The comment that the second signature covers.
    pub trusted_comment: String,
    /// The signature over the first one and the trusted comment.
    pub global_signature: [u8; SIGNATURE_LENGTH],
}

impl MinisignSignature {
    /// Reads a signature file: four lines and nothing else.
    ///
    /// # Errors
    /// [`ContainerError::Malformed`]; [`ContainerError::Unsupported`] for a signify signature, which has no trusted comment.
    pub fn parse(bytes: &[u8]) -> Result<Self, ContainerError> {
        let malformed =
            |reason: &str| ContainerError::Malformed { kind: ContainerKind::Minisign, reason: reason.into() };
        let text = std::str::from_utf8(bytes).map_err(|_| malformed("not UTF-8"))?;
        let lines: Vec<&str> = text.strip_suffix('\n').unwrap_or(text).split('\n').collect();
        let lines: Vec<&str> = lines.iter().map(|line| line.strip_suffix('\r').unwrap_or(line)).collect();
        let [_, body, comment, global] = lines.as_slice() else {
            return Err(match lines.as_slice() {
                [_, body] if from_base64(body).is_some_and(|bytes| bytes.len() == 74) => {
                    ContainerError::Unsupported("a signify signature".into())
                }
                _ => malformed("expected four lines"),
            });
        };
        let body = from_base64(body).ok_or_else(|| malformed("line 2 is not base64"))?;
        let body: &[u8; 74] = body.as_slice().try_into().map_err(|_| malformed("line 2 has not 74 bytes"))?;
        let mode = match &body[..2] {
            b"ED" => Mode::Prehashed,
            b"Ed" => Mode::Legacy,
            _ => return Err(ContainerError::Unsupported("a minisign signature of another algorithm".into())),
        };
        let comment =
            comment.strip_prefix("trusted comment: ").ok_or_else(|| malformed("line 3 is not a trusted comment"))?;
        let global = from_base64(global).ok_or_else(|| malformed("line 4 is not base64"))?;
        let global_signature = global.as_slice().try_into().map_err(|_| malformed("line 4 has not 64 bytes"))?;
        let (mut key_id, mut signature) = ([0; 8], [0; SIGNATURE_LENGTH]);
        key_id.copy_from_slice(&body[2..10]);
        signature.copy_from_slice(&body[10..]);
        let key_id = MinisignId(key_id);
        Ok(Self { mode, key_id, signature, trusted_comment: comment.into(), global_signature })
    }

    /// Checks the signature over the prehash of a file.
    ///
    /// Proves: the key's holder signed a file with this BLAKE2b-512. Does not prove: the trusted comment, nor when.
    ///
    /// # Errors
    /// [`BadSignature`], also for a legacy signature, which is not over a prehash.
    pub fn verify_prehash(&self, key: &PublicKey, prehash: &[u8; PREHASH_LENGTH]) -> Result<(), BadSignature> {
        match self.mode {
            Mode::Prehashed => key.verify(prehash, &self.signature),
            Mode::Legacy => Err(BadSignature),
        }
    }

    /// Checks the signature over the trusted comment, which also binds it to the signature over the file.
    ///
    /// Proves: the key's holder wrote this comment for this signature. Does not prove: anything of a file.
    ///
    /// # Errors
    /// [`BadSignature`].
    pub fn verify_comment(&self, key: &PublicKey) -> Result<(), BadSignature> {
        key.verify(&[&self.signature[..], self.trusted_comment.as_bytes()].concat(), &self.global_signature)
    }

    /// Returns the signature as a file.
    #[must_use]
    pub fn to_text(&self) -> String {
        let label = match self.mode {
            Mode::Prehashed => b"ED",
            Mode::Legacy => b"Ed",
        };
        let body = to_base64(&[&label[..], &self.key_id.0, &self.signature].concat());
        let global = to_base64(&self.global_signature);
        format!(
            "untrusted comment: signature from bonafide secret key\n{body}\ntrusted comment: {}\n{global}\n",
            self.trusted_comment
        )
    }
}

/// Signs the BLAKE2b-512 of a file. The comment must be one line; control characters in it become spaces.
#[must_use]
pub fn sign(key: &SecretKey, prehash: &[u8; PREHASH_LENGTH], trusted_comment: &str) -> MinisignSignature {
    // minisign itself refuses comments that could steer a terminal; a tab is its own separator.
    let clean = |c: char| if c.is_control() && c != '\t' { ' ' } else { c };
    let trusted_comment: String = trusted_comment.chars().map(clean).collect();
    let signature = key.sign(prehash);
    let global_signature = key.sign(&[&signature[..], trusted_comment.as_bytes()].concat());
    let key_id = key.public().minisign_id();
    MinisignSignature { mode: Mode::Prehashed, key_id, signature, trusted_comment, global_signature }
}

#[cfg(test)]
mod tests;
