use super::*;
use crate::signature::PublicKey;

fn passphrase(text: &str) -> Passphrase {
    Passphrase::from(text.to_owned())
}

fn sealed(text: &str) -> EncryptedKey {
    match parse_secret_key(text.as_bytes()).unwrap() {
        SecretKeyFile::Encrypted(sealed) => sealed,
        SecretKeyFile::Open(_) => panic!("not encrypted"),
    }
}

#[test]
fn an_encrypted_key_opens_with_its_passphrase_alone() {
    for form in [KeyForm::Pem, KeyForm::Minisign] {
        let key = SecretKey::generate(form).unwrap();
        let text = key.to_encrypted_text(&passphrase("correct horse")).unwrap();
        let file = sealed(&text);
        assert_eq!(file.form(), form);
        assert_eq!(file.open(&passphrase("correct horse")).unwrap().public(), key.public());
        for wrong in ["correct horsf", ""] {
            assert!(matches!(file.open(&passphrase(wrong)), Err(KeyError::WrongPassphrase)), "{form} {wrong:?}");
        }
        assert!(matches!(key.to_encrypted_text(&passphrase("")), Err(KeyError::EmptyPassphrase)));
    }
}

#[test]
fn a_wrong_passphrase_never_gives_a_key() {
    let key = SecretKey::generate(KeyForm::Pem).unwrap();
    let file = sealed(&key.to_encrypted_text(&passphrase("right")).unwrap());
    for attempt in 0..3 {
        assert!(matches!(file.open(&passphrase(&attempt.to_string())), Err(KeyError::WrongPassphrase)));
    }
}

#[test]
fn an_unencrypted_key_reads_back() {
    for form in [KeyForm::Pem, KeyForm::Minisign] {
        let key = SecretKey::generate(form).unwrap();
        let text = key.to_unencrypted_text().unwrap();
        let SecretKeyFile::Open(read) = parse_secret_key(text.as_bytes()).unwrap() else { panic!("encrypted") };
        assert_eq!(read.public(), key.public());
        assert_eq!(read.sign(b"x"), key.sign(b"x"));
    }
}

#[test]
fn files_that_are_no_private_key_are_named() {
    let key = SecretKey::generate(KeyForm::Pem).unwrap();
    let minisign = SecretKey::generate(KeyForm::Minisign).unwrap();
    let public = "a public key where the private one is expected";
    let open = minisign.to_unencrypted_text().unwrap();
    let cases = [
        (key.public().to_text(), public),
        (minisign.public().to_text(), public),
        (String::new(), "the file is empty"),
        ("x".into(), "neither a PEM nor a minisign key"),
        ("-----BEGIN OPENSSH PRIVATE KEY-----\n".into(), "an OpenSSH key is not supported"),
        ("-----BEGIN RSA PRIVATE KEY-----\n".into(), "an RSA key, expected Ed25519"),
        (
            "-----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----\n".into(),
            "a private key that cosign encrypted is not supported",
        ),
        (open.replace("\nRWQAAEIy", "\nRWQAAUIy"), "encrypted with a scheme that is not known here"),
        (open.replace("\nRWQAAEIy", "\nRWQAAEIz"), "a minisign key of another kind, expected Ed25519"),
        (open.replace("\nRWQAAEIy", "\nRWQAAEI"), "broken base64"),
    ];
    for (text, expected) in cases {
        assert_eq!(parse_secret_key(text.as_bytes()).unwrap_err().to_string(), expected);
    }
}

#[test]
fn a_changed_minisign_key_is_refused() {
    let open = SecretKey::generate(KeyForm::Minisign).unwrap().to_unencrypted_text().unwrap();
    let body = open.lines().nth(1).unwrap();
    for place in [54, 62, 94, 126] {
        let mut bytes = from_base64(body).unwrap();
        bytes[place] ^= 1;
        let text = format!("untrusted comment: x\n{}\n", to_base64(&bytes));
        assert!(parse_secret_key(text.as_bytes()).is_err(), "{place}");
    }
}

#[test]
fn a_key_that_asks_for_all_memory_is_refused() {
    let text = SecretKey::generate(KeyForm::Minisign).unwrap().to_encrypted_text(&passphrase("p")).unwrap();
    let bytes = from_base64(text.lines().nth(1).unwrap()).unwrap();
    for (operations, memory) in [(u64::MAX, 1 << 30), (1 << 40, 1 << 20), (1 << 22, u64::MAX), (1 << 33, (1 << 30) + 1)]
    {
        let mut bytes = bytes.clone();
        bytes[38..46].copy_from_slice(&u64::to_le_bytes(operations));
        bytes[46..54].copy_from_slice(&u64::to_le_bytes(memory));
        let text = format!("untrusted comment: x\n{}\n", to_base64(&bytes));
        assert!(matches!(sealed(&text).open(&passphrase("p")), Err(KeyError::Cost)), "{operations} {memory}");
    }
}

#[test]
fn costs_are_those_of_minisign() {
    let cost = |operations, memory| minisign_cost((operations, memory)).map(|cost| (cost.log_n(), cost.r(), cost.p()));
    // The limits that minisign itself writes, and ours.
    assert_eq!(cost(33_554_432, 1_073_741_824), Some((20, 8, 1)));
    assert_eq!(cost(1_048_576, 33_554_432), Some((15, 8, 1)));
    assert_eq!(cost(MINISIGN_LIMITS.0, MINISIGN_LIMITS.1), Some((17, 8, 1)));
    assert_eq!(cost(1 << 33, 1 << 30), None);
}

#[test]
fn nothing_prints_a_private_key() {
    let key = SecretKey::generate(KeyForm::Pem).unwrap();
    let shown = format!("{key:?}");
    assert!(shown.contains(&key.public().fingerprint().to_string()));
    assert!(!shown.contains(&super::super::encoding::to_hex(key.signing.as_bytes())));
}

#[test]
fn keys_of_the_reference_implementation_open() {
    let pair = minisign::KeyPair::generate_encrypted_keypair(Some("p".into())).unwrap();
    let file = sealed(&pair.sk.to_box(None).unwrap().to_string());
    let key = file.open(&passphrase("p")).unwrap();
    let public = PublicKey::parse(pair.pk.to_box().unwrap().to_string().as_bytes()).unwrap();
    assert_eq!(key.public(), &public);
    assert!(matches!(file.open(&passphrase("q")), Err(KeyError::WrongPassphrase)));

    let ours = SecretKey::generate(KeyForm::Minisign).unwrap();
    let text = ours.to_encrypted_text(&passphrase("p")).unwrap().to_string();
    let read = minisign::SecretKeyBox::from_string(&text).unwrap().into_secret_key(Some("p".into())).unwrap();
    assert_eq!(read.keynum(), ours.public().minisign_id().0);
}
