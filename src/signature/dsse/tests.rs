use super::*;
use crate::signature::{JsonError, KeyForm};

fn key() -> SecretKey {
    SecretKey::generate(KeyForm::Pem).unwrap()
}

#[test]
fn what_is_signed_is_as_the_specification_encodes_it() {
    // The example of the DSSE protocol document.
    assert_eq!(
        encode("http://example.com/HelloWorld", b"hello world"),
        b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"
    );
    assert_eq!(encode("é", b""), "DSSEv1 2 é 0 ".as_bytes());
}

#[test]
fn an_envelope_reads_back_and_names_its_signers() {
    let (one, two, three) = (key(), key(), key());
    let envelope = Envelope::sign(IN_TOTO, b"{}".to_vec(), &[&one, &two]);
    let read = Envelope::parse(envelope.to_value().to_string().as_bytes()).unwrap();
    assert_eq!(read, envelope);
    let found = read.verify(&[three.public(), two.public(), one.public()]);
    assert_eq!(found, [(1, 1, Variant::Pure), (2, 0, Variant::Pure)]);
    assert_eq!(read.verify(&[three.public()]), []);
    assert_eq!(read.verify(&[]), []);
}

#[test]
fn both_alphabets_of_base64_are_read_and_no_other_text() {
    let read = |payload: &str| {
        let text = format!(r#"{{"payload":"{payload}","payloadType":"x","signatures":[{{"sig":"-_-_"}}]}}"#);
        Envelope::parse(text.as_bytes()).map(|envelope| envelope.payload)
    };
    for payload in ["+/+/", "-_-_"] {
        assert_eq!(read(payload), Ok(vec![0xfb, 0xff, 0xbf]));
    }
    for payload in ["+/+/ ", "+/+", "+_+/", "*", "+/+/\\n", "+/+/="] {
        assert!(read(payload).is_err(), "{payload}");
    }
}

#[test]
fn a_changed_part_is_signed_by_nobody() {
    let key = key();
    let envelope = Envelope::sign(IN_TOTO, b"{}".to_vec(), &[&key]);
    let holds = |envelope: &Envelope| !envelope.verify(&[key.public()]).is_empty();
    assert!(holds(&envelope));
    assert!(!holds(&Envelope { payload: b"{ }".to_vec(), ..envelope.clone() }));
    assert!(!holds(&Envelope { payload_type: "application/json".into(), ..envelope.clone() }));
    // Type and payload cannot trade bytes: their lengths are signed too.
    let moved = Envelope { payload_type: format!("{IN_TOTO} 2 {{}}"), payload: Vec::new(), ..envelope.clone() };
    assert!(!holds(&moved));
    for bytes in [vec![], vec![0; 64], vec![0; 63], envelope.signatures[0].bytes[..63].to_vec()] {
        let signatures = vec![EnvelopeSignature { key_id: None, bytes }];
        assert!(!holds(&Envelope { signatures, ..envelope.clone() }));
    }
    // The key that an envelope names plays no part.
    let signatures = vec![EnvelopeSignature { key_id: Some("other".into()), ..envelope.signatures[0].clone() }];
    assert!(holds(&Envelope { signatures, ..envelope }));
}

#[test]
fn one_key_is_found_on_each_of_its_signatures() {
    let key = key();
    let envelope = Envelope::sign(IN_TOTO, b"{}".to_vec(), &[&key, &key]);
    let found = envelope.verify(&[key.public()]);
    assert_eq!(found.iter().map(|(place, ..)| *place).collect::<Vec<_>>(), [0, 0]);
}

#[test]
fn broken_envelopes_are_refused() {
    let many = format!(r#"{{"payload":"","payloadType":"x","signatures":[{}]}}"#, vec![r#"{"sig":""}"#; 33].join(","));
    let broken = [
        "[]",
        "{}",
        r#"{"payload":"","payloadType":"x"}"#,
        r#"{"payload":"","payloadType":"x","signatures":{}}"#,
        r#"{"payload":"","payloadType":"x","signatures":[]}"#,
        r#"{"payload":"","payloadType":"x","signatures":[1]}"#,
        r#"{"payload":"","payloadType":"x","signatures":[{}]}"#,
        r#"{"payload":"","payloadType":"x","signatures":[{"sig":"?"}]}"#,
        r#"{"payload":"","payloadType":"x","signatures":[{"sig":"","keyid":1}]}"#,
        r#"{"payload":{},"payloadType":"x","signatures":[{"sig":""}]}"#,
        r#"{"payload":"","payloadType":null,"signatures":[{"sig":""}]}"#,
        many.as_str(),
    ];
    for text in broken {
        assert!(matches!(Envelope::parse(text.as_bytes()), Err(ContainerError::Malformed { .. })), "{text}");
    }
    let twice = r#"{"payload":"","payload":"","payloadType":"x","signatures":[{"sig":""}]}"#;
    let twice = Envelope::parse(twice.as_bytes());
    assert_eq!(twice, Err(ContainerError::Json(JsonError::DuplicateKey("payload".into()))));
    let alike = r#"{"payload":"","payloadtype":"x","payloadType":"x","signatures":[{"sig":""}]}"#;
    assert!(matches!(Envelope::parse(alike.as_bytes()), Err(ContainerError::Json(JsonError::Case { .. }))));
}
