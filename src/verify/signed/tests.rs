//! What the check comes to; attestations apart.

mod attestation;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::*;
use crate::format::Document;
use crate::model::{Inventory, Timestamp};
use crate::signature::statement::{self, NamedFile, NewSbom};
use crate::signature::{
    Envelope, KeyForm, MinisignSignature, SecretKey, TrustedKey, bundle_to_value, dsse, minisign, raw,
};
use crate::source::hash::digest_bytes;
use crate::source::{Silent, read_bounded};
use crate::verify::Targets;

const ARTIFACT: &[u8] = b"\x7fELF and the rest of a program";
const SBOM: &[u8] = br#"{ "bomFormat": "CycloneDX", "specVersion": "1.7", "version": 1, "components": [] }"#;

/// A folder with an artifact, its SBOM, two keys in both forms, and whatever a test adds.
struct Case {
    folder: tempfile::TempDir,
    pem: SecretKey,
    minisign: SecretKey,
}

/// What a run came to: the codes of its items with outcomes, sorted, and whether it is a pass.
#[derive(Debug, PartialEq, Eq)]
struct Told {
    codes: BTreeSet<String>,
    outcome: Outcome,
    passed: u64,
    coverage: Vec<String>,
}

impl Case {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("app.bin"), ARTIFACT).unwrap();
        std::fs::write(folder.path().join("app.cdx.json"), SBOM).unwrap();
        let key = |form| SecretKey::generate(form).unwrap();
        Self { folder, pem: key(KeyForm::Pem), minisign: key(KeyForm::Minisign) }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn put(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    fn document(&self) -> DocumentFile {
        let path = self.path("app.cdx.json");
        let bytes = read_bounded(&path, 1 << 20).unwrap();
        DocumentFile {
            sha256: digest_bytes(Algorithm::Sha256, &bytes).unwrap(),
            size: bytes.len() as u64,
            path,
            document: Document {
                format: "cyclonedx-json",
                version: "1.7".into(),
                serial: None,
                created: None,
                inventory: Inventory::default(),
            },
        }
    }

    fn trust(key: &SecretKey, principal: &str) -> TrustedKey {
        TrustedKey::new(key.public().clone(), Some(principal.into()), KeyOrigin::Given("key.pub".into()))
    }

    fn keys(&self) -> Vec<TrustedKey> {
        vec![Self::trust(&self.pem, "Example Ltd"), Self::trust(&self.minisign, "Example Ltd")]
    }

    fn named(&self, name: &str) -> NamedFile {
        let bytes = read_bounded(&self.path(name), 1 << 20).unwrap();
        let digest = |algorithm| digest_bytes(algorithm, &bytes).unwrap();
        NamedFile { name: name.into(), sha256: digest(Algorithm::Sha256), sha512: digest(Algorithm::Sha512) }
    }

    fn statement(&self) -> Vec<u8> {
        let sbom = NewSbom::Embedded { predicate_type: statement::CYCLONEDX, document: SBOM };
        statement::write(&[self.named("app.bin")], &self.named("app.cdx.json"), sbom).unwrap()
    }

    fn attest(&self, payload: impl Into<Vec<u8>>) -> PathBuf {
        let envelope = Envelope::sign(dsse::IN_TOTO, payload.into(), &[&self.pem]);
        self.put("app.intoto.json", envelope.to_value().to_string())
    }

    fn minisig(&self, bytes: &[u8]) -> String {
        minisign::sign(&self.minisign, &prehash(bytes), "file:app.bin").to_text()
    }

    fn run_as(&self, keys: &[TrustedKey], signatures: &[PathBuf], (subject, sbom): (&str, Sbom)) -> CheckReport {
        let document = (sbom == Sbom::Given).then(|| self.document());
        let input = Input {
            subject: &self.path(subject),
            document: document.as_ref(),
            signatures,
            keys,
            register: None,
            caches: &BTreeMap::new(),
            targets: &Targets::All,
            at: "2026-11-23".parse::<Timestamp>().unwrap(),
            ignore: &[],
            own_files: &[],
            drift: crate::verify::Against::default(),
            accepted_algorithms: &[],
            hashed: &[],
            progress: &Silent,
        };
        Signature.run(&input).unwrap()
    }

    fn run(&self, signatures: &[PathBuf]) -> Told {
        told(&self.run_as(&self.keys(), signatures, ("app.bin", Sbom::Absent)))
    }

    fn run_both(&self, signatures: &[PathBuf]) -> Told {
        told(&self.run_as(&self.keys(), signatures, ("app.bin", Sbom::Given)))
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Sbom {
    Given,
    Absent,
}

fn prehash(bytes: &[u8]) -> [u8; 64] {
    digest_bytes(Algorithm::Blake2b512, bytes).unwrap().bytes().try_into().unwrap()
}

fn told(report: &CheckReport) -> Told {
    Told {
        codes: report.items.iter().map(|item| item.code.trim_start_matches("signature.").to_owned()).collect(),
        outcome: report.outcome(Level::Error),
        passed: report.passed,
        coverage: report.coverage.clone(),
    }
}

#[track_caller]
fn refused(told: &Told, outcome: Outcome, codes: &[&str]) {
    assert_eq!(told.outcome, outcome, "{told:?}");
    assert_eq!(told.codes, codes.iter().map(|code| (*code).to_owned()).collect(), "{told:?}");
}

#[track_caller]
fn passed(told: &Told, files: u64) {
    assert_eq!((told.outcome, told.passed), (Outcome::Pass, files), "{told:?}");
    assert_eq!(told.codes, ["valid".to_owned()].into(), "{told:?}");
}

#[test]
fn a_raw_signature_covers_the_artifact() {
    let case = Case::new();
    let signature = raw::sign(&case.pem, ARTIFACT).unwrap();
    for (name, bytes) in [("a", signature.to_vec()), ("b", raw::to_text(&signature).into_bytes())] {
        let told = case.run(&[case.put(name, bytes)]);
        passed(&told, 1);
        assert!(told.coverage[0].ends_with("covers every byte of app.bin"), "{told:?}");
        assert!(told.coverage[0].contains("(Example Ltd)"), "{told:?}");
    }
}

#[test]
fn one_changed_bit_anywhere_in_a_raw_signature_or_its_file_is_refused() {
    let case = Case::new();
    let signature = raw::sign(&case.pem, ARTIFACT).unwrap();
    for place in 0..64 {
        let mut changed = signature;
        changed[place] ^= 1;
        refused(&case.run(&[case.put("app.bin.sig", changed)]), Outcome::Fail, &["invalid"]);
    }
    let file = case.put("app.bin.sig", signature);
    let mut bytes = ARTIFACT.to_vec();
    bytes[3] ^= 0x80;
    case.put("app.bin", &bytes);
    refused(&case.run(std::slice::from_ref(&file)), Outcome::Fail, &["invalid"]);
    case.put("app.bin", &ARTIFACT[..ARTIFACT.len() - 1]);
    refused(&case.run(std::slice::from_ref(&file)), Outcome::Fail, &["invalid"]);
    case.put("app.bin", b"");
    refused(&case.run(&[file]), Outcome::Fail, &["invalid"]);
}

#[test]
fn a_minisign_signature_covers_the_artifact() {
    let case = Case::new();
    let told = case.run(&[case.put("app.bin.minisig", case.minisig(ARTIFACT))]);
    passed(&told, 1);
    assert!(told.coverage[0].contains("the comment `file:app.bin`"), "{told:?}");
}

#[test]
fn one_changed_character_anywhere_in_a_minisign_signature_is_refused() {
    let case = Case::new();
    let text = case.minisig(ARTIFACT);
    let covered = text.find('\n').unwrap() + 1;
    for place in covered..text.len() {
        let mut bytes = text.clone().into_bytes();
        bytes[place] = if bytes[place] == b'A' { b'B' } else { b'A' };
        let told = case.run(&[case.put("app.bin.minisig", &bytes)]);
        assert_ne!(told.outcome, Outcome::Pass, "{place} {told:?}");
        assert_eq!(told.passed, 0, "{place} {told:?}");
    }
    for length in 0..text.len() - 1 {
        let told = case.run(&[case.put("app.bin.minisig", &text[..length])]);
        assert_ne!(told.outcome, Outcome::Pass, "{length} {told:?}");
    }
}

#[test]
fn a_signature_of_another_file_says_that_it_is_genuine() {
    let case = Case::new();
    let file = case.put("app.bin.minisig", case.minisig(b"another release"));
    let report = case.run_as(&case.keys(), &[file], ("app.bin", Sbom::Absent));
    refused(&told(&report), Outcome::Fail, &["invalid"]);
    assert!(report.items[0].found.as_deref().unwrap().starts_with("a genuine signature over other bytes"));
}

#[test]
fn a_key_of_another_vendor_is_refused() {
    let (case, other) = (Case::new(), Case::new());
    let signatures = [
        (case.put("a", raw::sign(&other.pem, ARTIFACT).unwrap()), "invalid"),
        (case.put("b", other.minisig(ARTIFACT)), "unknown-key"),
        (
            case.put("c", Envelope::sign(dsse::IN_TOTO, case.statement(), &[&other.pem]).to_value().to_string()),
            "unknown-key",
        ),
    ];
    for (file, code) in signatures {
        refused(&case.run(&[file]), Outcome::Fail, &[code]);
    }
}

#[test]
fn the_form_of_a_key_fixes_what_it_vouches_for() {
    let case = Case::new();
    let keys = vec![
        Case::trust(&case.pem, "a"),
        TrustedKey::new(case.minisign.public().in_form(KeyForm::Pem), None, KeyOrigin::Given("k".into())),
    ];
    let file = case.put("a", case.minisig(ARTIFACT));
    let report = case.run_as(&keys, &[file], ("app.bin", Sbom::Absent));
    refused(&told(&report), Outcome::Fail, &["unknown-key"]);
    assert!(report.items[0].hints[0].contains("--form minisign"), "{report:?}");
    // A signature over a prehash is, byte for byte, a raw signature over a file that holds the prehash.
    case.put("app.bin", prehash(ARTIFACT));
    let signature = minisign::sign(&case.minisign, &prehash(ARTIFACT), "").signature;
    let keys = vec![Case::trust(&case.minisign, "a")];
    let report = case.run_as(&keys, &[case.put("b", signature)], ("app.bin", Sbom::Absent));
    refused(&told(&report), Outcome::Unchecked, &["no-key"]);
}

#[test]
fn a_relabelled_minisign_signature_is_refused() {
    let case = Case::new();
    let mut signature = minisign::sign(&case.minisign, &prehash(ARTIFACT), "c");
    signature.mode = Mode::Legacy;
    let file = case.put("a", signature.to_text());
    refused(&case.run(std::slice::from_ref(&file)), Outcome::Fail, &["invalid"]);
    // The file that the label would make it a signature of.
    case.put("app.bin", prehash(ARTIFACT));
    refused(&case.run(&[file]), Outcome::Fail, &["invalid"]);
}

#[test]
fn a_legacy_minisign_signature_is_checked_as_a_stream() {
    let case = Case::new();
    let signature = case.minisign.sign(ARTIFACT);
    let global = case.minisign.sign(&[&signature[..], b"old"].concat());
    let old = MinisignSignature {
        mode: Mode::Legacy,
        key_id: case.minisign.public().minisign_id(),
        signature,
        trusted_comment: "old".into(),
        global_signature: global,
    };
    passed(&case.run(&[case.put("a", old.to_text())]), 1);
    let other = MinisignSignature { trusted_comment: "new".into(), ..old.clone() };
    refused(&case.run(&[case.put("a", other.to_text())]), Outcome::Fail, &["invalid"]);
    case.put("app.bin", b"changed");
    refused(&case.run(&[case.put("a", old.to_text())]), Outcome::Fail, &["invalid"]);
}

#[test]
fn nothing_is_passed_without_a_key_or_without_a_signature() {
    let case = Case::new();
    refused(&case.run(&[]), Outcome::Fail, &["missing"]);
    let files = [
        case.put("a", raw::sign(&case.pem, ARTIFACT).unwrap()),
        case.put("b", case.minisig(ARTIFACT)),
        case.attest(case.statement()),
    ];
    for file in files {
        let told = told(&case.run_as(&[], &[file], ("app.bin", Sbom::Given)));
        refused(&told, Outcome::Unchecked, &["no-key"]);
    }
}

#[test]
fn files_that_hold_no_signature_are_refused() {
    let case = Case::new();
    let files: [(&[u8], Outcome, &str); 9] = [
        (b"", Outcome::Fail, "malformed"),
        (b"\n \n", Outcome::Fail, "malformed"),
        (b"hello", Outcome::Fail, "malformed"),
        (b"{}", Outcome::Fail, "malformed"),
        (b"{", Outcome::Fail, "malformed"),
        (b"-----BEGIN PGP SIGNATURE-----\n", Outcome::Unchecked, "unsupported"),
        (b"-----BEGIN SSH SIGNATURE-----\n", Outcome::Unchecked, "unsupported"),
        (br#"{"base64Signature":"","cert":""}"#, Outcome::Unchecked, "unsupported"),
        (
            br#"{"payload":"e30=","payloadType":"application/vnd.in-toto+json","signatures":[]}"#,
            Outcome::Fail,
            "malformed",
        ),
    ];
    for (bytes, outcome, code) in files {
        refused(&case.run(&[case.put("a", bytes)]), outcome, &[code]);
    }
    let sparse = case.path("sparse");
    std::fs::File::create(&sparse).unwrap().set_len(10 << 30).unwrap();
    refused(&case.run(&[sparse]), Outcome::Fail, &["malformed"]);
    refused(&case.run(&[case.folder.path().into()]), Outcome::Fail, &["malformed"]);
}

#[test]
fn keys_count_only_in_their_time() {
    let case = Case::new();
    let files = [
        case.put("a", raw::sign(&case.pem, ARTIFACT).unwrap()),
        case.put("b", case.minisig(ARTIFACT)),
        case.attest(case.statement()),
    ];
    let with = |from: Option<&str>, until: Option<&str>, file: &Path| {
        let mut keys = case.keys();
        for key in &mut keys {
            key.not_before = from.map(|time| time.parse().unwrap());
            key.not_after = until.map(|time| time.parse().unwrap());
        }
        told(&case.run_as(&keys, &[file.into()], ("app.bin", Sbom::Absent)))
    };
    for file in &files {
        passed(&with(Some("2026-11-23"), Some("2026-11-23"), file), 1);
        refused(&with(None, Some("2026-11-22"), file), Outcome::Fail, &["key-expired"]);
        refused(&with(Some("2026-11-24"), None, file), Outcome::Fail, &["key-not-yet-valid"]);
    }
}

#[test]
fn a_directory_is_covered_only_through_its_sbom() {
    let case = Case::new();
    std::fs::create_dir(case.path("tree")).unwrap();
    let sbom = case.put("s", raw::sign(&case.pem, SBOM).unwrap());
    let report = case.run_as(&case.keys(), std::slice::from_ref(&sbom), ("tree", Sbom::Given));
    passed(&told(&report), 1);
    assert!(report.coverage[1].starts_with("a directory cannot be signed itself"), "{report:?}");
    for file in [sbom, case.put("m", case.minisig(ARTIFACT)), case.attest(case.statement())] {
        let told = told(&case.run_as(&case.keys(), &[file], ("tree", Sbom::Absent)));
        refused(&told, Outcome::Unchecked, &["nothing-covered"]);
    }
}

#[test]
fn what_no_signature_covers_is_told() {
    let case = Case::new();
    let artifact = case.put("a", raw::sign(&case.pem, ARTIFACT).unwrap());
    let sbom = case.put("b", raw::sign(&case.pem, SBOM).unwrap());
    refused(&case.run_both(std::slice::from_ref(&artifact)), Outcome::Unchecked, &["document-uncovered", "valid"]);
    refused(&case.run_both(std::slice::from_ref(&sbom)), Outcome::Unchecked, &["subject-uncovered", "valid"]);
    passed(&case.run_both(&[artifact, sbom]), 2);
}

#[test]
fn a_stranger_beside_a_trusted_signature_is_a_note() {
    let (case, other) = (Case::new(), Case::new());
    let ours = case.put("a", case.minisig(ARTIFACT));
    let theirs = case.put("b", other.minisig(ARTIFACT));
    let foreign = case.put("c", "-----BEGIN PGP SIGNATURE-----");
    let files = [ours, theirs, foreign];
    let told = case.run(&files);
    assert_eq!((told.outcome, told.passed), (Outcome::Pass, 1), "{told:?}");
    assert_eq!(told.codes, ["unknown-key", "unsupported", "valid"].map(str::to_owned).into());
    // They vouch for nothing themselves.
    refused(&case.run(&files[1..2]), Outcome::Fail, &["unknown-key"]);
    refused(&case.run(&files[2..]), Outcome::Unchecked, &["unsupported"]);
    // And what is broken stays broken.
    let broken = case.put("d", "");
    refused(&case.run(&[files[0].clone(), broken]), Outcome::Fail, &["malformed", "valid"]);
}

#[test]
fn codes_are_complete_and_unique() {
    let codes: BTreeSet<&str> = Signature.codes().iter().map(|code| code.code).collect();
    assert_eq!(codes.len(), Signature.codes().len());
    for code in Signature.codes() {
        assert!(code.code.starts_with("signature."));
        for text in [code.title, code.why, code.example, code.mend, code.wrong_when] {
            assert!(!text.is_empty(), "{}", code.code);
        }
    }
}
