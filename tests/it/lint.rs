//! `bonafide lint`.

use std::path::Path;

use insta::assert_snapshot;

use crate::executable::{bonafide, told};
use crate::sources;

/// A folder with the documents of some cases, each under the case's name.
fn folder(cases: &[&str]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for case in cases {
        let from = sources::root().join("testdata/verify/lint").join(case).join("document.json");
        std::fs::copy(from, folder.path().join(format!("{case}.json"))).unwrap();
    }
    folder
}

fn run(folder: &Path, arguments: &[&str]) -> String {
    let at = ["lint", "--at", "2026-11-23T12:00:00Z"];
    told(folder, &[&at[..], arguments].concat())
}

#[test]
fn a_sound_document_passes() {
    let folder = folder(&["sound-cyclonedx"]);
    assert_snapshot!(run(folder.path(), &["sound-cyclonedx.json"]), @r"");
}

#[test]
fn findings_say_where_and_what_the_worst_first() {
    let folder = folder(&["digests"]);
    assert_snapshot!(run(folder.path(), &["digests.json"]), @r"");
}

#[test]
fn a_profile_is_summed_up_in_a_table() {
    let folder = folder(&["profiles-spdx"]);
    assert_snapshot!(run(folder.path(), &["profiles-spdx.json", "--profile", "ntia-2021"]), @r"");
}

#[test]
fn one_bad_document_of_several_decides() {
    let folder = folder(&["sound-cyclonedx", "sound-spdx", "cut-off"]);
    assert_snapshot!(run(folder.path(), &["sound-cyclonedx.json", "sound-spdx.json", "cut-off.json"]), @r"");
}

#[test]
fn warnings_decide_when_asked_to() {
    let folder = folder(&["no-root"]);
    assert!(run(folder.path(), &["no-root.json"]).ends_with("exit 0\n"));
    assert!(run(folder.path(), &["no-root.json", "--fail-on", "warning"]).ends_with("exit 1\n"));
    assert!(run(folder.path(), &["no-root.json", "--schema-only", "--fail-on", "note"]).ends_with("exit 0\n"));
}

#[test]
fn what_nobody_could_check_does_not_pass() {
    let folder = folder(&["old-version"]);
    assert!(run(folder.path(), &["old-version.json"]).ends_with("exit 3\n"));
    assert!(run(folder.path(), &["missing.json"]).ends_with("exit 3\n"));
}

#[test]
fn mending_writes_where_it_is_told_to_and_tells_each_change() {
    let folder = folder(&["licences"]);
    let before = std::fs::read(folder.path().join("licences.json")).unwrap();
    assert_snapshot!(run(folder.path(), &["licences.json", "--fix"]), @r"");
    assert_snapshot!(run(folder.path(), &["licences.json", "--fix", "-o", "mended.json"]), @r"");
    assert_eq!(std::fs::read(folder.path().join("licences.json")).unwrap(), before);
    assert!(run(folder.path(), &["licences.json", "--fix", "--in-place"]).contains("becomes"));
    let mended = std::fs::read(folder.path().join("mended.json")).unwrap();
    assert_eq!(std::fs::read(folder.path().join("licences.json")).unwrap(), mended);
    assert!(run(folder.path(), &["licences.json", "--fix", "--in-place"]).contains("nothing to mend"));
}

#[test]
fn wrong_usage_says_what_is_right() {
    let folder = folder(&["licences"]);
    for arguments in [
        &["licences.json", "--profile", "ntia"][..],
        &[],
        &["licences.json", "-o", "x.json"],
        &["a.json", "b.json", "--fix", "-o", "x.json"],
        &["licences.json", "--schema-only", "--profile", "cra"],
    ] {
        assert!(run(folder.path(), arguments).ends_with("exit 2\n"), "{arguments:?}");
    }
}

#[test]
fn the_report_satisfies_its_schema_and_has_places() {
    let folder = folder(&["spdx-rules"]);
    let arguments = ["lint", "spdx-rules.json", "--format", "json", "--profile", "cisa-2026"];
    let output = bonafide(folder.path()).args(arguments).output().unwrap();
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let schema = std::fs::read(sources::root().join("schemas/report.schema.json")).unwrap();
    let schema = serde_json::from_slice(&schema).unwrap();
    let validator = jsonschema::options().should_validate_formats(true).build(&schema).unwrap();
    let faults: Vec<String> = validator.iter_errors(&report).map(|error| error.to_string()).collect();
    assert!(faults.is_empty(), "{faults:?}");
    let items = report["checks"][0]["items"].as_array().unwrap();
    assert!(items.len() > 10 && items.iter().all(|item| item["place"]["line"].as_u64().is_some()));
}

#[test]
fn policy_can_require_it_of_verify() {
    let folder = folder(&["digests", "sound-cyclonedx"]);
    let verify = |document: &str| told(folder.path(), &["verify", &format!("sbom:{document}"), "--check", "lint"]);
    assert!(verify("digests.json").contains("lint.digest-length"));
    assert!(verify("sound-cyclonedx.json").ends_with("exit 0\n"), "{}", verify("sound-cyclonedx.json"));
}
