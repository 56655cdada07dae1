use super::*;
use crate::signature::{KeyForm, SecretKey};

const RSA: &str = "-----BEGIN PUBLIC KEY-----
MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBAJ+1CdSh2blnOtQQO0I6G1AR5ltPK2ES
W5iGEN33I1vUVPgFCqvbXFqo3yqkrzG5ZxOT1IdzVJJZQMHLTOfO/5MCAwEAAQ==
-----END PUBLIC KEY-----
";

fn fault(text: &str) -> String {
    PublicKey::parse(text.as_bytes()).unwrap_err().to_string()
}

#[test]
fn every_form_of_a_public_key_is_read() {
    let key = SecretKey::generate(KeyForm::Minisign).unwrap().public().clone();
    let text = key.to_text();
    let bare = text.lines().nth(1).unwrap().to_owned();
    let windows = text.replace('\n', "\r\n");
    for text in [&text, &bare, &windows] {
        assert_eq!(PublicKey::parse(text.as_bytes()).unwrap(), key);
    }
    let pem = key.in_form(KeyForm::Pem);
    for text in [pem.to_text(), pem.to_text().replace('\n', "\r\n"), format!("\n{}\n", pem.to_text())] {
        assert_eq!(PublicKey::parse(text.as_bytes()).unwrap().fingerprint(), pem.fingerprint());
    }
}

#[test]
fn what_is_no_public_key_of_ours_is_named() {
    let secret = SecretKey::generate(KeyForm::Pem).unwrap();
    let minisign = SecretKey::generate(KeyForm::Minisign).unwrap();
    let private = "a private key where the public one is expected";
    let cases = [
        (String::new(), "the file is empty"),
        ("\n \n".into(), "the file is empty"),
        ("hello".into(), "neither a PEM nor a minisign key"),
        (RSA.into(), "an RSA key, expected Ed25519"),
        (secret.to_unencrypted_text().unwrap().to_string(), private),
        (minisign.to_unencrypted_text().unwrap().to_string(), private),
        ("-----BEGIN ENCRYPTED PRIVATE KEY-----\n".into(), private),
        ("-----BEGIN OPENSSH PRIVATE KEY-----\n".into(), "an OpenSSH key is not supported"),
        ("-----BEGIN CERTIFICATE-----\n".into(), "a certificate is not supported"),
        ("-----BEGIN PGP PUBLIC KEY BLOCK-----\n".into(), "an OpenPGP key is not supported"),
        ("-----BEGIN \u{1b}[2J-----\n".into(), "a PEM file of type `\u{fffd}[2J` is not supported"),
        ("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ me".into(), "an OpenSSH key is not supported"),
        (secret.public().to_text().repeat(2), "more than one key in one file"),
        (secret.public().to_text().replace("MCow", "MCox"), "not a SubjectPublicKeyInfo"),
        (secret.public().to_text().replace("-----END", "----END"), "broken PEM"),
    ];
    for (text, expected) in cases {
        assert_eq!(fault(&text), expected);
    }
    assert!(PublicKey::parse(&[0x30, 0x2a, 0xff]).unwrap_err().to_string().contains("DER"));
    assert!(PublicKey::parse(RSA.as_bytes()).unwrap_err().hint().unwrap().contains("openssl genpkey"));
}

#[test]
fn a_weak_key_is_refused_in_every_form() {
    let weak = [0u8; 32];
    let pem = format!(
        "-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n",
        super::super::encoding::to_base64(&[&super::super::key::SPKI_PREFIX[..], &weak].concat())
    );
    let minisign = super::super::encoding::to_base64(&[&b"Ed12345678"[..], &weak].concat());
    for text in [pem, minisign] {
        assert!(matches!(PublicKey::parse(text.as_bytes()), Err(KeyError::Weak)));
    }
    // Nor can a minisign key say that it is of another algorithm.
    let key = SecretKey::generate(KeyForm::Minisign).unwrap().public().to_text();
    assert!(matches!(PublicKey::parse(key.replace("\nRW", "\nRX").as_bytes()), Err(KeyError::Algorithm(_))));
}

#[test]
fn a_key_file_of_endless_size_is_not_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sparse");
    std::fs::File::create(&path).unwrap().set_len(10 << 30).unwrap();
    assert!(matches!(TrustedKey::read(&path, None), Err(KeyError::Source(SourceError::TooLarge { .. }))));
}
