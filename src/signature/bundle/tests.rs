use super::*;
use crate::signature::dsse::{IN_TOTO, Variant};
use crate::signature::{KeyForm, SecretKey};

fn bundle() -> (SecretKey, Value) {
    let key = SecretKey::generate(KeyForm::Pem).unwrap();
    let envelope = Envelope::sign(IN_TOTO, b"{}".to_vec(), &[&key]);
    let value = to_value(&envelope, key.public());
    (key, value)
}

#[test]
fn a_bundle_names_its_key_once_and_reads_back() {
    let (key, value) = bundle();
    assert_eq!(value["verificationMaterial"]["publicKey"]["hint"], key.public().fingerprint().base64());
    assert_eq!(value["dsseEnvelope"]["signatures"][0].get("keyid"), None);
    let Ok(Container::Envelope { envelope, wrapper }) = from_value(&value) else { panic!("no envelope") };
    assert_eq!(wrapper, ContainerKind::Bundle);
    assert_eq!(envelope.signatures()[0].key_id, Some(key.public().fingerprint().base64()));
    assert_eq!(envelope.verify(&[key.public()]), [(0, 0, Variant::Pure)]);
}

#[test]
fn a_message_signature_is_a_raw_one() {
    let key = SecretKey::generate(KeyForm::Pem).unwrap();
    let signature = key.sign(b"file");
    let text = super::super::encoding::to_base64(&signature);
    let value = json!({
        "mediaType": MEDIA_TYPE, "verificationMaterial": { "publicKey": {} }, "messageSignature": { "signature": text },
    });
    assert_eq!(from_value(&value), Ok(Container::Raw { signature, wrapper: ContainerKind::Bundle }));
}

#[test]
fn what_rests_on_more_than_a_key_is_not_supported() {
    let (_, value) = bundle();
    let with = |name: &str, material: Value| {
        let mut value = value.clone();
        value[name] = material;
        from_value(&value)
    };
    let unsupported = [
        with("mediaType", json!("application/vnd.dev.sigstore.bundle.v0.4+json")),
        with("verificationMaterial", json!({ "certificate": { "rawBytes": "" } })),
        with("verificationMaterial", json!({ "x509CertificateChain": { "certificates": [] } })),
        with("verificationMaterial", json!({ "publicKey": { "hint": "" }, "certificate": {} })),
    ];
    for result in unsupported {
        assert!(matches!(result, Err(ContainerError::Unsupported(_))), "{result:?}");
    }
    let malformed = [
        with("verificationMaterial", json!({})),
        with("verificationMaterial", json!([])),
        with("messageSignature", json!({ "signature": "" })),
        with("dsseEnvelope", json!({})),
    ];
    for result in malformed {
        assert!(matches!(result, Err(ContainerError::Malformed { .. })), "{result:?}");
    }
}
