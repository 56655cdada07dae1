//! Raw signatures: the 64 bytes of an Ed25519 signature over a whole file, bare, in base64 or in hexadecimal.

use super::encoding::{from_base64, from_hex, to_base64};
use super::key::SIGNATURE_LENGTH;
use super::secret::SecretKey;

/// The beginning of what a DSSE signature is over. A file that begins so is not signed or accepted raw: its signature would be an attestation.
pub const ENVELOPE_PREFIX: &[u8] = b"DSSEv1 ";

/// Returns the signature that a file holds, if it is a raw one.
#[must_use]
pub fn parse(bytes: &[u8]) -> Option<[u8; SIGNATURE_LENGTH]> {
    let text = std::str::from_utf8(bytes).ok().map(str::trim_ascii);
    if let Some(signature) = text.and_then(from_hex).or_else(|| text.and_then(from_base64)) {
        return signature.try_into().ok();
    }
    bytes.try_into().ok()
}

/// A file that must not be signed raw.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the file begins like what an attestation's signature is over; signing it raw would attest what it says")]
pub struct LooksLikeEnvelope;

/// Signs a whole file. The same file gives the same signature.
///
/// # Errors
/// [`LooksLikeEnvelope`].
pub fn sign(key: &SecretKey, message: &[u8]) -> Result<[u8; SIGNATURE_LENGTH], LooksLikeEnvelope> {
    if message.starts_with(ENVELOPE_PREFIX) { Err(LooksLikeEnvelope) } else { Ok(key.sign(message)) }
}

/// Returns a signature as a file: base64 and a line end, which cosign reads and writes too.
#[must_use]
pub fn to_text(signature: &[u8; SIGNATURE_LENGTH]) -> String {
    format!("{}\n", to_base64(signature))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signature::encoding::to_hex;
    use crate::signature::key::KeyForm;

    #[test]
    fn all_three_spellings_are_the_same_signature() {
        let signature: [u8; 64] = std::array::from_fn(|at| u8::try_from(at * 3).unwrap());
        assert_eq!(parse(&signature), Some(signature));
        assert_eq!(parse(to_text(&signature).as_bytes()), Some(signature));
        assert_eq!(parse(to_hex(&signature).to_uppercase().as_bytes()), Some(signature));
    }

    #[test]
    fn other_lengths_are_no_signature() {
        let hex = "0".repeat(126);
        let base64 = to_base64(&[0; 63]);
        for bytes in [&[][..], &[1; 63], &[1; 65], b"\xff", hex.as_bytes(), base64.as_bytes()] {
            assert_eq!(parse(bytes), None, "{bytes:?}");
        }
        // 64 hexadecimal digits are 32 bytes, not a bare signature.
        assert_eq!(parse("0".repeat(64).as_bytes()), None);
    }

    #[test]
    fn a_file_that_would_be_an_attestation_is_not_signed_raw() {
        let key = SecretKey::generate(KeyForm::Pem).unwrap();
        assert_eq!(sign(&key, b"DSSEv1 28 application/vnd.in-toto+json 2 {}"), Err(LooksLikeEnvelope));
        assert!(sign(&key, b"DSSE").is_ok());
    }
}
