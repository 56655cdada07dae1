use proptest::prelude::*;

use super::*;
use crate::signature::dsse::IN_TOTO;
use crate::signature::statement::Statement;
use crate::signature::{KeyForm, PublicKey, SecretKey, bundle_to_value, minisign, parse_secret_key};

fn examples() -> Vec<Vec<u8>> {
    let key = SecretKey::generate(KeyForm::Pem).unwrap();
    let envelope = Envelope::sign(IN_TOTO, b"{}".to_vec(), &[&key]);
    vec![
        key.sign(b"").to_vec(),
        raw::to_text(&key.sign(b"")).into_bytes(),
        minisign::sign(&key, &[0; 64], "comment").to_text().into_bytes(),
        envelope.to_value().to_string().into_bytes(),
        bundle_to_value(&envelope, key.public()).to_string().into_bytes(),
    ]
}

#[test]
fn the_kind_is_told_from_the_content() {
    let kinds: Vec<ContainerKind> = examples().iter().map(|bytes| Container::parse(bytes).unwrap().kind()).collect();
    let expected = [
        ContainerKind::Raw,
        ContainerKind::Raw,
        ContainerKind::Minisign,
        ContainerKind::Envelope,
        ContainerKind::Bundle,
    ];
    assert_eq!(kinds, expected);
}

#[test]
fn other_kinds_are_named() {
    let named = [
        ("-----BEGIN SSH SIGNATURE-----\nU1NI", "an SSH signature"),
        ("-----BEGIN PGP SIGNATURE-----\n", "an OpenPGP signature"),
        ("-----BEGIN CMS-----\n", "a CMS signature"),
        ("MEUCIQDx", "an ECDSA signature"),
        (r#"{"base64Signature":"x"}"#, "a bundle of cosign 2"),
        (r#"{"_type":"https://in-toto.io/Statement/v1"}"#, "an in-toto statement that nobody signed"),
    ];
    for (text, kind) in named {
        assert_eq!(Container::parse(text.as_bytes()), Err(ContainerError::Unsupported(kind.into())));
    }
    assert_eq!(Container::parse(b""), Err(ContainerError::Empty));
    assert_eq!(Container::parse(b"# checksums"), Err(ContainerError::Unknown));
    assert_eq!(Container::parse(b"{}"), Err(ContainerError::Unknown));
}

#[test]
fn lines_of_attestations_are_told_from_one_that_spans_lines() {
    let examples = examples();
    let (envelope, bundle) =
        (String::from_utf8(examples[3].clone()).unwrap(), String::from_utf8(examples[4].clone()).unwrap());
    let lines = |text: &str| -> Vec<(Option<usize>, bool)> {
        Container::parse_all(text.as_bytes()).into_iter().map(|(line, read)| (line, read.is_ok())).collect()
    };
    assert_eq!(lines(&format!("{envelope}\n\n{bundle}\r\n")), [(Some(1), true), (Some(3), true)]);
    assert_eq!(lines(&format!("{envelope}\n{{}}\n")), [(Some(1), true), (Some(2), false)]);
    assert_eq!(lines(&format!("{envelope}\n")), [(None, true)]);
    assert_eq!(lines(&envelope.replace(',', ",\n")), [(None, true)]);
    assert_eq!(lines(&format!("{envelope}\nmore")), [(None, false)]);
    assert_eq!(lines(&format!("{envelope}\n").repeat(300)), [(None, false)]);
    assert_eq!(lines(""), [(None, false)]);
}

fn read_all(bytes: &[u8]) {
    let _ = Container::parse_all(bytes);
    let _ = Container::parse(bytes);
    let _ = PublicKey::parse(bytes);
    let _ = parse_secret_key(bytes);
    let _ = Statement::parse(bytes);
}

proptest! {
    #[test]
    fn no_bytes_make_a_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        read_all(&bytes);
        read_all(&[b"{".as_slice(), &bytes].concat());
        read_all(&[b"-----BEGIN PUBLIC KEY-----\n".as_slice(), &bytes].concat());
        read_all(&[b"untrusted comment: x\n".as_slice(), &bytes].concat());
    }

    #[test]
    fn no_change_of_an_honest_file_makes_a_reader_panic(which in 0usize..5, place in any::<prop::sample::Index>(), byte in any::<u8>(), cut in any::<bool>()) {
        let mut bytes = examples().swap_remove(which);
        let place = place.index(bytes.len());
        if cut { bytes.truncate(place) } else { bytes[place] = byte }
        read_all(&bytes);
    }
}
