use super::*;
use crate::signature::statement::{SbomClaim, Statement};
use crate::signature::{KeyForm, statement};

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn put(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.0.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }
}

fn attested(folder: &Folder, sbom: &[u8], carry: Carry) -> Result<Statement, SignError> {
    let key = SecretKey::generate(KeyForm::Pem).unwrap();
    let artifact = folder.put("app", b"app");
    let envelope = attest(&key, &[&artifact], &folder.put("sbom", sbom), carry)?;
    assert!(!envelope.verify(&[key.public()]).is_empty());
    Ok(Statement::parse(envelope.payload_unverified()).unwrap())
}

#[test]
fn each_kind_of_sbom_is_carried_as_it_can_be() {
    let folder = Folder::new();
    let cases: [(&[u8], &str); 5] = [
        (br#"{"bomFormat":"CycloneDX"}"#, statement::CYCLONEDX),
        (br#"{"spdxVersion":"SPDX-2.3"}"#, statement::SPDX),
        (br#"{"@context":"https://spdx.org/rdf/3.0.1/spdx-context.jsonld"}"#, statement::REFERENCE),
        (b"SPDXVersion: SPDX-2.3\n", statement::REFERENCE),
        (b"<?xml version=\"1.0\"?><bom xmlns=\"http://cyclonedx.org/schema/bom/1.6\"/>", statement::REFERENCE),
    ];
    for (sbom, predicate_type) in cases {
        assert_eq!(attested(&folder, sbom, Carry::Whole).unwrap().predicate_type(), predicate_type);
        let by_digest = attested(&folder, sbom, Carry::Digest).unwrap();
        assert!(matches!(by_digest.sbom(), SbomClaim::Referenced(_)));
    }
}

#[test]
fn what_is_no_sbom_is_not_attested() {
    let folder = Folder::new();
    for bytes in [&b""[..], b"{}", b"hello", b"<html>", b"[]", b"\xff"] {
        assert!(matches!(attested(&folder, bytes, Carry::Whole), Err(SignError::NotAnSbom { .. })), "{bytes:?}");
    }
    let twice = attested(&folder, br#"{"bomFormat":"CycloneDX","a":1,"a":2}"#, Carry::Digest);
    assert!(matches!(twice, Err(SignError::Json { .. })));
}

#[test]
fn folders_and_files_of_endless_size_are_not_signed_raw() {
    let folder = Folder::new();
    let key = SecretKey::generate(KeyForm::Pem).unwrap();
    assert!(matches!(sign_raw(&key, folder.0.path()), Err(SignError::Source(SourceError::NotAFile { .. }))));
    let sparse = folder.put("sparse", b"");
    std::fs::OpenOptions::new().write(true).open(&sparse).unwrap().set_len(10 << 30).unwrap();
    assert!(matches!(sign_raw(&key, &sparse), Err(SignError::Source(SourceError::TooLarge { .. }))));
    let envelope = folder.put("pae", b"DSSEv1 1 x 0 ");
    assert!(matches!(sign_raw(&key, &envelope), Err(SignError::Raw { .. })));
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let folder = Folder::new();
    let key = SecretKey::generate(KeyForm::Minisign).unwrap();
    let (app, sbom) = (folder.put("app", b"app"), folder.put("sbom", br#"{"bomFormat":"CycloneDX"}"#));
    let time = "2026-11-23".parse().unwrap();
    assert_eq!(sign_raw(&key, &app).unwrap(), sign_raw(&key, &app).unwrap());
    assert_eq!(sign_minisign(&key, &app, time).unwrap(), sign_minisign(&key, &app, time).unwrap());
    let attested = || attest(&key, &[&app], &sbom, Carry::Whole).unwrap().to_value().to_string();
    assert_eq!(attested(), attested());
}
