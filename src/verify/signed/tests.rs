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
            accepted_algorithms: &[],
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
fn an_attestation_binds_artifact_and_sbom() {
    let case = Case::new();
    let told = case.run_both(&[case.attest(case.statement())]);
    passed(&told, 2);
    assert!(
        told.coverage[0].contains("binds every byte of app.bin by SHA-256 and SHA-512 and every byte of app.cdx.json"),
        "{told:?}"
    );
    let by_digest = NewSbom::Referenced { media_type: "application/vnd.cyclonedx+json" };
    let payload = statement::write(&[case.named("app.bin")], &case.named("app.cdx.json"), by_digest).unwrap();
    passed(&case.run_both(&[case.attest(payload)]), 2);
}

#[test]
fn a_bundle_counts_as_its_envelope_does() {
    let case = Case::new();
    let envelope = Envelope::sign(dsse::IN_TOTO, case.statement(), &[&case.pem]);
    let text = bundle_to_value(&envelope, case.pem.public()).to_string();
    passed(&case.run_both(&[case.put("a", &text)]), 2);
    let keyless = text.replace(r#""publicKey":"#, r#""certificate":"#);
    refused(&case.run_both(&[case.put("a", keyless)]), Outcome::Unchecked, &["unsupported"]);
    let newer = text.replace("v0.3+json", "v0.9+json");
    refused(&case.run_both(&[case.put("a", newer)]), Outcome::Unchecked, &["unsupported"]);
}

#[test]
fn an_embedded_sbom_alone_binds_it_by_value() {
    let case = Case::new();
    let digest = case.named("app.bin").sha256.hex();
    let payload = |kind: &str, sbom: &str| {
        format!(
            r#"{{"_type":"{kind}","subject":[{{"name":"app.bin","digest":{{"sha256":"{digest}"}}}}],"predicateType":"https://cyclonedx.org/bom","predicate":{sbom}}}"#
        )
    };
    let sorted = r#"{"bomFormat":"CycloneDX","components":[],"specVersion":"1.7","version":1}"#;
    for kind in [statement::STATEMENT_V1, statement::STATEMENT_V0_1] {
        let told = case.run_both(&[case.attest(payload(kind, sorted))]);
        passed(&told, 2);
        assert!(told.coverage[0].contains("app.cdx.json by the value of its JSON"), "{told:?}");
    }
    let changed = [
        sorted.replace(r#""version":1"#, r#""version":2"#),
        sorted.replace("[]", r#"[{"type":"library","name":"more"}]"#),
        sorted.replace("[]", "null"),
        "{}".into(),
        "null".into(),
    ];
    for sbom in changed {
        let file = case.attest(payload(statement::STATEMENT_V1, &sbom));
        refused(&case.run_both(&[file]), Outcome::Fail, &["document-mismatch"]);
    }
    let other = payload("https://in-toto.io/Statement/v2", sorted);
    refused(&case.run_both(&[case.attest(other)]), Outcome::Unchecked, &["unsupported"]);
}

#[test]
fn a_genuine_attestation_of_other_files_is_refused() {
    let case = Case::new();
    let file = case.attest(case.statement());
    case.put("app.bin", b"another build");
    refused(&case.run_both(std::slice::from_ref(&file)), Outcome::Fail, &["subject-mismatch"]);
    case.put("app.bin", ARTIFACT);
    case.put("app.cdx.json", br#"{"bomFormat":"CycloneDX"}"#);
    refused(&case.run_both(std::slice::from_ref(&file)), Outcome::Fail, &["document-mismatch"]);
}

#[test]
fn digests_that_disagree_name_no_file() {
    let case = Case::new();
    let text = String::from_utf8(case.statement()).unwrap();
    let named = case.named("app.bin");
    let torn = text.replace(&named.sha512.hex(), &case.named("app.cdx.json").sha512.hex());
    refused(&case.run_both(&[case.attest(torn)]), Outcome::Fail, &["subject-mismatch"]);
    let broken = text.replace(&named.sha512.hex(), "00");
    refused(&case.run_both(&[case.attest(broken)]), Outcome::Fail, &["malformed"]);
    let weak = text.replace("sha512", "sha1").replace("sha256", "md5");
    refused(&case.run_both(&[case.attest(weak)]), Outcome::Fail, &["malformed"]);
}

#[test]
fn a_statement_about_nothing_is_refused() {
    let case = Case::new();
    for subject in [r#""subject":[],"#, ""] {
        let payload =
            format!(r#"{{"_type":"{}",{subject}"predicateType":"x","predicate":{{}}}}"#, statement::STATEMENT_V1);
        refused(&case.run_both(&[case.attest(payload)]), Outcome::Fail, &["no-subject"]);
    }
}

#[test]
fn duplicate_keys_are_refused_in_envelope_and_statement() {
    let case = Case::new();
    let text = String::from_utf8(case.statement()).unwrap();
    let twice = text.replacen('{', r#"{"subject":[],"#, 1);
    refused(&case.run_both(&[case.attest(twice)]), Outcome::Fail, &["duplicate-json-key"]);
    let alike = text.replacen('{', r#"{"Subject":[],"#, 1);
    refused(&case.run_both(&[case.attest(alike)]), Outcome::Fail, &["duplicate-json-key"]);
    let deep = text.replacen(r#""version": 1"#, r#""version": 1, "version": 1"#, 1);
    refused(&case.run_both(&[case.attest(deep)]), Outcome::Fail, &["duplicate-json-key"]);
    let envelope = Envelope::sign(dsse::IN_TOTO, case.statement(), &[&case.pem]).to_value().to_string();
    let twice = envelope.replacen('{', r#"{"payloadType":"text/plain","#, 1);
    refused(&case.run_both(&[case.put("a", twice)]), Outcome::Fail, &["duplicate-json-key"]);
}

#[test]
fn the_type_of_a_payload_is_signed_and_must_be_ours() {
    let case = Case::new();
    let envelope = Envelope::sign(dsse::IN_TOTO, case.statement(), &[&case.pem]).to_value().to_string();
    let relabelled = envelope.replace("application/vnd.in-toto+json", "application/json");
    refused(&case.run_both(&[case.put("a", relabelled)]), Outcome::Fail, &["invalid"]);
    let other = Envelope::sign("application/json", case.statement(), &[&case.pem]).to_value().to_string();
    refused(&case.run_both(&[case.put("a", other)]), Outcome::Unchecked, &["unsupported"]);
}

#[test]
fn one_changed_byte_in_an_envelope_is_refused() {
    let case = Case::new();
    let text = Envelope::sign(dsse::IN_TOTO, case.statement(), &[&case.pem]).to_value().to_string();
    let key_id = case.pem.public().fingerprint().to_string();
    // The key identifier is a hint that no signature covers, and the member may be missing.
    let hint = text.find("\"keyid\"").unwrap()..text.find(&key_id).unwrap() + key_id.len();
    for place in (0..text.len()).step_by(7).filter(|place| !hint.contains(place)) {
        let mut bytes = text.clone().into_bytes();
        bytes[place] = if bytes[place] == b'A' { b'B' } else { b'A' };
        let told = case.run_both(&[case.put("a", &bytes)]);
        assert_ne!(told.outcome, Outcome::Pass, "{place} {told:?}");
    }
}

#[test]
fn signatures_count_by_principal() {
    let case = Case::new();
    let other = SecretKey::generate(KeyForm::Pem).unwrap();
    let envelope = Envelope::sign(dsse::IN_TOTO, case.statement(), &[&case.pem, &other, &case.pem]);
    let file = case.put("a", envelope.to_value().to_string());
    let with = |principal: &str| {
        let keys = [Case::trust(&case.pem, "Example Ltd"), Case::trust(&other, principal)];
        told(&case.run_as(&keys, std::slice::from_ref(&file), ("app.bin", Sbom::Given)))
    };
    assert!(with("Another Ltd").coverage[0].contains("; 2 principals"));
    assert!(!with("Example Ltd").coverage[0].contains("principals"));
    assert!(case.run_both(&[file]).coverage[0].contains("; 1 further signatures by keys that nobody here trusts"));
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
fn one_key_on_two_records_is_one_signer_within_the_bounds_of_either() {
    let case = Case::new();
    let envelope = Envelope::sign(dsse::IN_TOTO, case.statement(), &[&case.pem, &case.pem]);
    let file = case.put("a", envelope.to_value().to_string());
    let given = TrustedKey::new(case.pem.public().clone(), None, KeyOrigin::Given("key.pub".into()));
    let mut recorded = Case::trust(&case.pem, "Example Ltd");
    recorded.origin = KeyOrigin::Register("example".into());
    let with = |recorded: &TrustedKey| {
        told(&case.run_as(&[given.clone(), recorded.clone()], std::slice::from_ref(&file), ("app.bin", Sbom::Given)))
    };
    let good = with(&recorded);
    passed(&good, 2);
    assert!(good.coverage[0].contains("(Example Ltd) binds") && !good.coverage[0].contains("principals"), "{good:?}");
    recorded.not_after = Some("2026-11-22".parse().unwrap());
    refused(&with(&recorded), Outcome::Fail, &["key-expired"]);
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
fn a_file_of_several_attestations_counts_line_by_line() {
    let case = Case::new();
    let ours = Envelope::sign(dsse::IN_TOTO, case.statement(), &[&case.pem]).to_value().to_string();
    case.put("app.bin", b"another build");
    let other = Envelope::sign(dsse::IN_TOTO, case.statement(), &[&case.pem]).to_value().to_string();
    case.put("app.bin", ARTIFACT);
    let run = |lines: &[&str]| case.run_both(&[case.put("all.intoto.jsonl", lines.join("\n"))]);
    let told = run(&[&other, &ours]);
    assert_eq!((told.outcome, told.passed), (Outcome::Pass, 2), "{told:?}");
    refused(&run(&[&other, &other]), Outcome::Fail, &["subject-mismatch"]);
    refused(&run(&[&ours, "{}"]), Outcome::Fail, &["malformed", "valid"]);
    refused(&run(&[&ours, &ours.replace("in-toto+json", "json")]), Outcome::Fail, &["invalid", "valid"]);
}

#[test]
fn a_file_that_attests_itself_is_not_accepted_raw() {
    let case = Case::new();
    let bytes = dsse::encode(dsse::IN_TOTO, &case.statement());
    case.put("app.bin", &bytes);
    refused(&case.run(&[case.put("a", case.pem.sign(&bytes))]), Outcome::Unchecked, &["unsupported"]);
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
