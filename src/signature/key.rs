//! Public keys: what they are, how they are named, and for whom the reader trusts them.
//!
//! One primitive, Ed25519, checked strictly. The *form* in which a key was given decides which signatures it can vouch for: a key in PEM
//! form for raw signatures and attestations, a key in minisign form for minisign signatures. The formats sign overlapping byte strings
//! (minisign signs a 64-byte hash, which is also a possible file), so a key that served both could be made to say what its owner never said.

use std::fmt;
use std::path::PathBuf;

use ed25519_dalek::{Sha512, Signature, VerifyingKey};
use sha2::{Digest as _, Sha256};

use super::KeyError;
use super::encoding::{to_base64, to_hex};
use crate::model::Timestamp;

/// Bytes of every Ed25519 signature.
pub const SIGNATURE_LENGTH: usize = 64;

/// The DER encoding of an Ed25519 `SubjectPublicKeyInfo` up to the key itself. Spec: RFC 8410, section 4.
pub(super) const SPKI_PREFIX: [u8; 12] = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];

/// The form of a key, which fixes the signatures that it can vouch for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum KeyForm {
    /// `SubjectPublicKeyInfo` or PKCS#8, in PEM: raw signatures, DSSE envelopes, Sigstore bundles.
    Pem,
    /// minisign: minisign signatures.
    Minisign,
}

impl fmt::Display for KeyForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Pem => "PEM",
            Self::Minisign => "minisign",
        })
    }
}

/// The eight bytes by which minisign names a key.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct MinisignId(pub(super) [u8; 8]);

impl fmt::Display for MinisignId {
    /// Writes 16 hexadecimal digits as minisign does: the bytes as one little-endian number.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016X}", u64::from_le_bytes(self.0))
    }
}

impl fmt::Debug for MinisignId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MinisignId({self})")
    }
}

/// The SHA-256 of a key's `SubjectPublicKeyInfo` in DER: one name a key, whatever form it was given in.
///
/// It is what `openssl pkey -pubin -outform DER | sha256sum` prints, and what Sigstore bundles carry in base64 as `publicKey.hint`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fingerprint([u8; 32]);

impl Fingerprint {
    /// Returns the fingerprint as Sigstore bundles carry it.
    #[must_use]
    pub fn base64(&self) -> String {
        to_base64(&self.0)
    }

    /// Returns the first 16 hexadecimal digits, for messages; never to be compared.
    #[must_use]
    pub fn short(&self) -> String {
        to_hex(&self.0[..8])
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&to_hex(&self.0))
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Fingerprint({self})")
    }
}

/// A signature that does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the signature does not verify")]
pub struct BadSignature;

/// An Ed25519 public key of large order in canonical encoding.
#[derive(Clone, PartialEq, Eq)]
pub struct PublicKey {
    point: VerifyingKey,
    form: KeyForm,
    minisign_id: MinisignId,
}

impl PublicKey {
    /// Returns the key of these 32 bytes in PEM form.
    ///
    /// # Errors
    /// [`KeyError::Weak`] when the bytes are no point, not the canonical encoding of one, or a point of small order: with such a
    /// key one signature can fit many messages.
    pub fn new(bytes: &[u8; 32]) -> Result<Self, KeyError> {
        let point = VerifyingKey::from_bytes(bytes).map_err(|_| KeyError::Weak)?;
        if point.is_weak() || point.to_edwards().compress().as_bytes() != bytes {
            return Err(KeyError::Weak);
        }
        let mut minisign_id = [0; 8];
        minisign_id.copy_from_slice(&fingerprint(bytes).0[..8]);
        Ok(Self { point, form: KeyForm::Pem, minisign_id: MinisignId(minisign_id) })
    }

    /// Returns the key in minisign form, under the identifier that a minisign key file gives it.
    #[must_use]
    pub(super) fn with_minisign_id(mut self, id: [u8; 8]) -> Self {
        self.form = KeyForm::Minisign;
        self.minisign_id = MinisignId(id);
        self
    }

    /// Returns the same key in another form. A minisign identifier is kept; a key that has none gets the first 8 bytes of its fingerprint.
    #[must_use]
    pub fn in_form(&self, form: KeyForm) -> Self {
        Self { form, ..self.clone() }
    }

    /// Returns the form in which the key was given.
    #[must_use]
    pub fn form(&self) -> KeyForm {
        self.form
    }

    /// Returns the 32 bytes of the key.
    #[must_use]
    pub fn bytes(&self) -> &[u8; 32] {
        self.point.as_bytes()
    }

    /// Returns the fingerprint, the same for every form.
    #[must_use]
    pub fn fingerprint(&self) -> Fingerprint {
        fingerprint(self.bytes())
    }

    /// Returns the identifier that minisign signatures by this key carry.
    #[must_use]
    pub fn minisign_id(&self) -> MinisignId {
        self.minisign_id
    }

    /// Returns the name by which people of this form's tools know the key: minisign's identifier, or the fingerprint's beginning.
    #[must_use]
    pub fn short_id(&self) -> String {
        match self.form {
            KeyForm::Pem => self.fingerprint().short(),
            KeyForm::Minisign => self.minisign_id.to_string(),
        }
    }

    /// Returns the key as a file of its form.
    #[must_use]
    pub fn to_text(&self) -> String {
        match self.form {
            KeyForm::Pem => {
                let spki = [&SPKI_PREFIX[..], self.bytes()].concat();
                format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n", to_base64(&spki))
            }
            KeyForm::Minisign => {
                let bytes = [&b"Ed"[..], &self.minisign_id.0, self.bytes()].concat();
                format!("untrusted comment: minisign public key {}\n{}\n", self.minisign_id, to_base64(&bytes))
            }
        }
    }

    /// Checks a signature over a message in memory.
    ///
    /// Spec: RFC 8032, section 5.1.7, and stricter: neither key nor `R` may be of small order, both in canonical encoding, `S` below the
    /// group's order. Proves: whoever holds the private key signed exactly these bytes. Does not prove: when, or whose key it is.
    ///
    /// # Errors
    /// [`BadSignature`].
    pub fn verify(&self, message: &[u8], signature: &[u8; SIGNATURE_LENGTH]) -> Result<(), BadSignature> {
        self.point.verify_strict(message, &Signature::from_bytes(signature)).map_err(|_| BadSignature)
    }

    /// Checks an Ed25519ph signature over a message in memory, with the empty context, as strictly as [`PublicKey::verify`].
    ///
    /// The variant separates its signatures from all others (RFC 8032, section 8.6), so accepting it beside the pure one lets no
    /// signature be taken for another. Proves and does not prove: as [`PublicKey::verify`].
    ///
    /// # Errors
    /// [`BadSignature`].
    pub fn verify_prehashed(&self, message: &[u8], signature: &[u8; SIGNATURE_LENGTH]) -> Result<(), BadSignature> {
        let hashed = Sha512::new().chain_update(message);
        let signature = Signature::from_bytes(signature);
        self.point.verify_prehashed_strict(hashed, None, &signature).map_err(|_| BadSignature)
    }

    /// Starts checking a signature over a message that comes in pieces, in constant memory.
    ///
    /// # Errors
    /// [`BadSignature`] when the signature cannot fit any message.
    pub fn verifier(&self, signature: &[u8; SIGNATURE_LENGTH]) -> Result<Verifier, BadSignature> {
        // The stream verifier recomputes R and compares bytes, which also refuses other encodings of R; what `verify_strict` does
        // beyond that is to refuse an R of small order. The key was checked when it was made.
        let (nonce, _) = signature.split_first_chunk().ok_or(BadSignature)?;
        let nonce = VerifyingKey::from_bytes(nonce).map_err(|_| BadSignature)?;
        if nonce.is_weak() {
            return Err(BadSignature);
        }
        let stream = self.point.verify_stream(&Signature::from_bytes(signature)).map_err(|_| BadSignature)?;
        Ok(Verifier(stream))
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({} {})", self.form, self.fingerprint())
    }
}

fn fingerprint(key: &[u8; 32]) -> Fingerprint {
    Fingerprint(Sha256::new().chain_update(SPKI_PREFIX).chain_update(key).finalize().into())
}

/// Checks one signature over a message that comes in pieces.
pub struct Verifier(ed25519_dalek::StreamVerifier);

impl Verifier {
    /// Takes in the next piece.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// Returns whether the signature holds for all pieces together.
    ///
    /// Proves and does not prove: as [`PublicKey::verify`].
    ///
    /// # Errors
    /// [`BadSignature`].
    pub fn finish(self) -> Result<(), BadSignature> {
        self.0.finalize_and_verify().map_err(|_| BadSignature)
    }
}

/// How the reader came to trust a key.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum KeyOrigin {
    /// The user named the file in this very run, so a signature is expected.
    Given(PathBuf),
    /// A vendor's record in the register, by the vendor's name: trusted where a signature turns up.
    Register(String),
}

impl fmt::Display for KeyOrigin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Given(path) => write!(f, "{}", path.display()),
            Self::Register(vendor) => write!(f, "register entry of {vendor}"),
        }
    }
}

/// A public key with the name of whom the reader trusts it for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustedKey {
    /// The key. Its form fixes which signatures it can vouch for; nothing in a signature changes that.
    pub key: PublicKey,
    /// Whose key it is; `None` when the reader gave no name, and then the fingerprint stands for the principal.
    pub principal: Option<String>,
    /// The first moment from which the key counts.
    pub not_before: Option<Timestamp>,
    /// The last moment at which the key counts.
    pub not_after: Option<Timestamp>,
    /// How the reader came to trust it.
    pub origin: KeyOrigin,
}

impl TrustedKey {
    /// Returns a key that is trusted without bounds in time.
    #[must_use]
    pub fn new(key: PublicKey, principal: Option<String>, origin: KeyOrigin) -> Self {
        Self { key, principal, not_before: None, not_after: None, origin }
    }

    /// Returns whose key it is; two keys without a name are one principal only when they are the same key.
    #[must_use]
    pub fn principal(&self) -> String {
        self.principal.clone().unwrap_or_else(|| format!("key {}", self.key.fingerprint()))
    }

    /// Returns the key and its owner for a sentence: `1A2B3C4D5E6F7081 (Example Ltd)`.
    #[must_use]
    pub fn label(&self) -> String {
        match &self.principal {
            Some(principal) => format!("{} ({principal})", self.key.short_id()),
            None => format!("{} ({})", self.key.short_id(), self.origin),
        }
    }
}

#[cfg(test)]
mod tests;
