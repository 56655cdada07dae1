//! DSSE envelopes: signed payloads with their type. Spec: DSSE 1.0, <https://github.com/secure-systems-lab/dsse>.

use serde_json::{Value, json};

use super::encoding::{from_any_base64, printable, to_base64};
use super::key::{PublicKey, SIGNATURE_LENGTH};
use super::secret::SecretKey;
use super::{ContainerError, ContainerKind, json};
use crate::limits;

/// The type of payloads that are in-toto statements.
pub const IN_TOTO: &str = "application/vnd.in-toto+json";

/// One signature of an envelope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnvelopeSignature {
    /// The key that the envelope names; a hint that no signature covers.
    pub key_id: Option<String>,
    /// The bytes; 64 for Ed25519.
    pub bytes: Vec<u8>,
}

/// A DSSE envelope, not yet verified: its payload means nothing before [`Envelope::verify`] names who signed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    payload_type: String,
    payload: Vec<u8>,
    signatures: Vec<EnvelopeSignature>,
}

/// The variant of Ed25519 by which a signature verified.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Variant {
    /// Ed25519.
    Pure,
    /// Ed25519ph, which cosign 3 makes.
    Prehashed,
}

impl Envelope {
    /// Reads an envelope.
    ///
    /// # Errors
    /// [`ContainerError`].
    pub fn parse(bytes: &[u8]) -> Result<Self, ContainerError> {
        Self::from_value(&json::parse(bytes)?)
    }

    pub(super) fn from_value(value: &Value) -> Result<Self, ContainerError> {
        let malformed =
            |reason: &str| ContainerError::Malformed { kind: ContainerKind::Envelope, reason: reason.into() };
        let object = value.as_object().ok_or_else(|| malformed("not an object"))?;
        let [payload, payload_type, signatures] = json::members(object, ["payload", "payloadType", "signatures"])?;
        let text = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
        let payload = text(payload).ok_or_else(|| malformed("`payload` is not a string"))?;
        let payload = from_any_base64(&payload).ok_or_else(|| malformed("`payload` is not base64"))?;
        let payload_type = text(payload_type).ok_or_else(|| malformed("`payloadType` is not a string"))?;
        let list = signatures.and_then(Value::as_array).ok_or_else(|| malformed("`signatures` is not a list"))?;
        if list.is_empty() || list.len() > limits::ENVELOPE_SIGNATURES {
            return Err(malformed(&format!(
                "{} signatures, expected 1 to {}",
                list.len(),
                limits::ENVELOPE_SIGNATURES
            )));
        }
        let mut signatures = Vec::with_capacity(list.len());
        for entry in list {
            let object = entry.as_object().ok_or_else(|| malformed("a signature is not an object"))?;
            let [signature, key_id] = json::members(object, ["sig", "keyid"])?;
            let bytes = text(signature).as_deref().and_then(from_any_base64);
            let bytes = bytes.ok_or_else(|| malformed("`sig` is not base64"))?;
            let key_id = match key_id {
                None | Some(Value::Null) => None,
                Some(Value::String(text)) if text.is_empty() => None,
                Some(Value::String(text)) => Some(printable(text, 100)),
                Some(_) => return Err(malformed("`keyid` is not a string")),
            };
            signatures.push(EnvelopeSignature { key_id, bytes });
        }
        Ok(Self { payload_type, payload, signatures })
    }

    /// Signs a payload with each of some keys.
    #[must_use]
    pub fn sign(payload_type: &str, payload: Vec<u8>, keys: &[&SecretKey]) -> Self {
        let message = encode(payload_type, &payload);
        let sign = |key: &&SecretKey| EnvelopeSignature {
            key_id: Some(key.public().fingerprint().to_string()),
            bytes: key.sign(&message).to_vec(),
        };
        Self { payload_type: payload_type.into(), payload, signatures: keys.iter().map(sign).collect() }
    }

    /// Returns the type of the payload; every signature covers it.
    #[must_use]
    pub fn payload_type(&self) -> &str {
        &self.payload_type
    }

    /// Returns the payload. It is what somebody claims until a signature by a trusted key has verified.
    #[must_use]
    pub fn payload_unverified(&self) -> &[u8] {
        &self.payload
    }

    /// Returns the signatures.
    #[must_use]
    pub fn signatures(&self) -> &[EnvelopeSignature] {
        &self.signatures
    }

    /// Returns which of the keys made which of the signatures, as pairs of places, keys in the order given.
    ///
    /// Key identifiers in the envelope are not looked at. Proves: the holder of each such key signed exactly this payload under exactly
    /// this type. Does not prove: that two keys are two persons, nor when.
    #[must_use]
    pub fn verify(&self, keys: &[&PublicKey]) -> Vec<(usize, usize, Variant)> {
        let message = encode(&self.payload_type, &self.payload);
        let mut found = Vec::new();
        for (place, key) in keys.iter().enumerate() {
            for (which, signature) in self.signatures.iter().enumerate() {
                let Ok(bytes) = <&[u8; SIGNATURE_LENGTH]>::try_from(signature.bytes.as_slice()) else { continue };
                if key.verify(&message, bytes).is_ok() {
                    found.push((place, which, Variant::Pure));
                } else if key.verify_prehashed(&message, bytes).is_ok() {
                    found.push((place, which, Variant::Prehashed));
                }
            }
        }
        found
    }

    /// Returns the envelope as a JSON value.
    #[must_use]
    pub fn to_value(&self) -> Value {
        let signatures: Vec<Value> = self
            .signatures
            .iter()
            .map(|signature| match &signature.key_id {
                Some(key_id) => json!({ "keyid": key_id, "sig": to_base64(&signature.bytes) }),
                None => json!({ "sig": to_base64(&signature.bytes) }),
            })
            .collect();
        json!({ "payload": to_base64(&self.payload), "payloadType": self.payload_type, "signatures": signatures })
    }
}

/// Returns the bytes that a signature is over: the pre-authentication encoding of type and payload.
#[must_use]
pub fn encode(payload_type: &str, payload: &[u8]) -> Vec<u8> {
    let head = format!("DSSEv1 {} {payload_type} {} ", payload_type.len(), payload.len());
    [head.as_bytes(), payload].concat()
}

#[cfg(test)]
mod tests;
