//! Envelopes and the statements in them.

use super::*;

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
