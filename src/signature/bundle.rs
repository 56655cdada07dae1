//! Sigstore bundles, as far as they are signed with a key: an envelope or a raw signature in a wrapper.
//!
//! Certificates and transparency logs are for a later stage; a bundle that rests on a certificate is not supported, never passed.
//! Spec: sigstore/protobuf-specs, `sigstore_bundle.proto`, media types up to version 0.3.

use serde_json::{Value, json};

use super::dsse::Envelope;
use super::encoding::from_base64;
use super::key::{PublicKey, SIGNATURE_LENGTH};
use super::{Container, ContainerError, ContainerKind, json};

/// The media type of the bundles that are written.
pub const MEDIA_TYPE: &str = "application/vnd.dev.sigstore.bundle.v0.3+json";

/// Every media type that is read.
const READ: [&str; 5] = [
    "application/vnd.dev.sigstore.bundle+json;version=0.1",
    "application/vnd.dev.sigstore.bundle+json;version=0.2",
    "application/vnd.dev.sigstore.bundle+json;version=0.3",
    "application/vnd.dev.sigstore.bundle.v0.3+json",
    "application/vnd.dev.sigstore.bundle.v0.3.1+json",
];

/// Returns whether a JSON value says that it is a bundle.
pub(super) fn recognizes(value: &Value) -> bool {
    value.get("mediaType").and_then(Value::as_str).is_some_and(|text| text.contains("sigstore.bundle"))
        || value.get("verificationMaterial").is_some()
}

/// Reads what is signed out of a bundle.
pub(super) fn from_value(value: &Value) -> Result<Container, ContainerError> {
    let malformed = |reason: &str| ContainerError::Malformed { kind: ContainerKind::Bundle, reason: reason.into() };
    let object = value.as_object().ok_or_else(|| malformed("not an object"))?;
    let known = ["mediaType", "verificationMaterial", "dsseEnvelope", "messageSignature"];
    let [media_type, material, envelope, message] = json::members(object, known)?;
    if !media_type.and_then(Value::as_str).is_some_and(|text| READ.contains(&text)) {
        return Err(ContainerError::Unsupported("a Sigstore bundle of this version".into()));
    }
    let material = material.and_then(Value::as_object).ok_or_else(|| malformed("no `verificationMaterial`"))?;
    let [key, certificate, chain] = json::members(material, ["publicKey", "certificate", "x509CertificateChain"])?;
    match (key, certificate, chain) {
        (Some(Value::Object(_)), None, None) => {}
        (None, None, None) => return Err(malformed("neither a key nor a certificate is named")),
        _ => return Err(ContainerError::Unsupported("a keyless Sigstore bundle, signed with a certificate,".into())),
    }
    match (envelope, message) {
        (Some(envelope), None) => Envelope::from_value(envelope)
            .map(|envelope| Container::Envelope { envelope, wrapper: ContainerKind::Bundle }),
        (None, Some(message)) => {
            let object = message.as_object().ok_or_else(|| malformed("`messageSignature` is not an object"))?;
            let [signature] = json::members(object, ["signature"])?;
            let bytes = signature.and_then(Value::as_str).and_then(from_base64);
            let bytes = bytes.ok_or_else(|| malformed("`signature` is not base64"))?;
            let signature: [u8; SIGNATURE_LENGTH] = bytes
                .try_into()
                .map_err(|_| ContainerError::Unsupported("a Sigstore bundle signed with another algorithm".into()))?;
            Ok(Container::Raw { signature, wrapper: ContainerKind::Bundle })
        }
        _ => Err(malformed("expected one of `dsseEnvelope` and `messageSignature`")),
    }
}

/// Returns a bundle that holds an envelope signed by a key. It has no log entry and no timestamp.
#[must_use]
pub fn to_value(envelope: &Envelope, key: &PublicKey) -> Value {
    json!({
        "mediaType": MEDIA_TYPE,
        "verificationMaterial": { "publicKey": { "hint": key.fingerprint().base64() } },
        "dsseEnvelope": envelope.to_value(),
    })
}

#[cfg(test)]
mod tests;
