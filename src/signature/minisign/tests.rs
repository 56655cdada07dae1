use super::*;
use crate::model::Algorithm;
use crate::signature::KeyForm;
use crate::source::hash::digest_bytes;

fn prehash(bytes: &[u8]) -> [u8; 64] {
    digest_bytes(Algorithm::Blake2b512, bytes).unwrap().bytes().try_into().unwrap()
}

fn holds(signature: &MinisignSignature, key: &PublicKey, file: &[u8]) -> bool {
    signature.verify_prehash(key, &prehash(file)).is_ok() && signature.verify_comment(key).is_ok()
}

#[test]
fn what_we_sign_an_independent_checker_accepts() {
    let key = SecretKey::generate(KeyForm::Minisign).unwrap();
    let text = sign(&key, &prehash(b"file"), "timestamp:1\tfile:x").to_text();
    let public = minisign_verify::PublicKey::decode(&key.public().to_text()).unwrap();
    let signature = minisign_verify::Signature::decode(&text).unwrap();
    public.verify(b"file", &signature, false).unwrap();
    assert!(public.verify(b"filf", &signature, false).is_err());
    assert!(holds(&MinisignSignature::parse(text.as_bytes()).unwrap(), key.public(), b"file"));
}

#[test]
fn what_an_independent_maker_signs_we_accept() {
    let pair = ::minisign::KeyPair::generate_unencrypted_keypair().unwrap();
    let made = ::minisign::sign(None, &pair.sk, &b"file"[..], Some("comment"), None).unwrap();
    let signature = MinisignSignature::parse(made.to_string().as_bytes()).unwrap();
    let key = PublicKey::parse(pair.pk.to_box().unwrap().to_string().as_bytes()).unwrap();
    assert_eq!((signature.key_id, signature.trusted_comment.as_str()), (key.minisign_id(), "comment"));
    assert!(holds(&signature, &key, b"file"));
    assert!(!holds(&signature, &key, b"filf"));
    let other = MinisignSignature { trusted_comment: "commenu".into(), ..signature };
    assert!(!holds(&other, &key, b"file"));
}

#[test]
fn the_same_file_gives_the_same_signature() {
    let key = SecretKey::generate(KeyForm::Minisign).unwrap();
    assert_eq!(sign(&key, &prehash(b"file"), "c"), sign(&key, &prehash(b"file"), "c"));
}

#[test]
fn a_comment_cannot_break_out_of_its_line() {
    let key = SecretKey::generate(KeyForm::Minisign).unwrap();
    let signature = sign(&key, &prehash(b"file"), "a\nb\r\u{1b}c\td");
    assert_eq!(signature.trusted_comment, "a b  c\td");
    assert_eq!(MinisignSignature::parse(signature.to_text().as_bytes()).unwrap(), signature);
}

#[test]
fn only_four_lines_of_the_right_shape_are_read() {
    let key = SecretKey::generate(KeyForm::Minisign).unwrap();
    let text = sign(&key, &prehash(b"file"), "c").to_text();
    let lines: Vec<&str> = text.lines().collect();
    assert!(MinisignSignature::parse(text.replace('\n', "\r\n").as_bytes()).is_ok());
    let broken = [
        format!("{text}\n"),
        format!("{text}more\n"),
        lines[..3].join("\n"),
        text.replace("trusted comment: c", "trusted comment:c"),
        text.replace("trusted comment: c", "comment: c"),
        text.replace(lines[1], &lines[1][..96]),
        text.replace(lines[1], lines[3]),
        text.replace(lines[3], lines[1]),
        text.replace(lines[3], ""),
        text.replace("\nRU", "\nRX"),
    ];
    for text in broken {
        assert!(MinisignSignature::parse(text.as_bytes()).is_err(), "{text}");
    }
    assert!(matches!(
        MinisignSignature::parse(lines[..2].join("\n").as_bytes()),
        Err(ContainerError::Unsupported(kind)) if kind.contains("signify")
    ));
    assert!(MinisignSignature::parse(b"\xff").is_err());
}
