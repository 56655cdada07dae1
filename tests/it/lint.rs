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
    assert_snapshot!(run(folder.path(), &["sound-cyclonedx.json"]), @r"
    PASSED  sound-cyclonedx.json

      pass       lint       1 passed
                            sound-cyclonedx.json: cyclonedx-json 1.6, 6 parts against the official schema, formats on

      sound-cyclonedx.json  cyclonedx-json 1.6, 2 components
    exit 0
    ");
}

#[test]
fn findings_say_where_and_what_the_worst_first() {
    let folder = folder(&["digests"]);
    assert_snapshot!(run(folder.path(), &["digests.json"]), @r"
    FAILED  digests.json

      FAIL       lint       4 failed
                            digests.json: cyclonedx-json 1.6, 10 parts against the official schema, formats on
        lint.digest-characters  a digest is not hexadecimal
          digests.json:43:22  pkg:cargo/b@1.0.0  (/components/1/hashes/0/content)
            `n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=`
        lint.digest-conflict  one component has two values for the same algorithm
          digests.json:83:22  pkg:cargo/d@1.0.0  (/components/3/hashes/1/content)
            expected SHA-256 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
            found    SHA-256 60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752
        lint.digest-length  a digest has another length than its algorithm
          digests.json:25:22  pkg:cargo/a@1.0.0  (/components/0/hashes/0/content)
            expected 96 digits of SHA-384
            found    64 digits
          hint: 64 digits are the length of SHA-256
        lint.schema-pattern  a text does not match the pattern that the schema gives
          digests.json:43:22  pkg:cargo/b@1.0.0  (/components/1/hashes/0/content)
            expected a text like `^([a-fA-F0-9]{32}|[a-fA-F0-9]{40}|[a-fA-F0-9]{64}|[a-fA-F0-9]{96}|[a-fA-F0-9]{128})$`
            found    `n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=`
        lint.digest-of-nothing (warning)  a digest is that of empty input
          digests.json:61:22  pkg:cargo/c@1.0.0  (/components/2/hashes/0/content)
            SHA-256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855

      digests.json  cyclonedx-json 1.6, 4 components
    exit 1
    ");
}

#[test]
fn a_profile_is_summed_up_in_a_table() {
    let folder = folder(&["profiles-spdx"]);
    assert_snapshot!(run(folder.path(), &["profiles-spdx.json", "--profile", "ntia-2021"]), @r"
    FAILED  profiles-spdx.json

      FAIL       lint       1 failed
                            profiles-spdx.json: spdx-json SPDX-2.3, 5 parts against the official schema, formats on
                            profile ntia-2021: FAIL, 7 of 8 fields  (NTIA, The Minimum Elements For an SBOM, 2021-07-12)
                              field                     have      of  missing, for example
                              format and version           1       1
                              author                       1       1
                              timestamp                    1       1
                            ! supplier                     1       2  two 1.0.0
                              name                         2       2
                              version                      2       2
                              unique identifier            2       2
                              dependencies                 2       2
        lint.profile-supplier  components do not say who made or delivers them
          profiles-spdx.json:33:5  two 1.0.0  (/packages/1)
            expected who made or delivers it

      profiles-spdx.json  spdx-json SPDX-2.3, 1 components
    exit 1
    ");
}

#[test]
fn one_bad_document_of_several_decides() {
    let folder = folder(&["sound-cyclonedx", "sound-spdx", "cut-off"]);
    assert_snapshot!(run(folder.path(), &["sound-cyclonedx.json", "sound-spdx.json", "cut-off.json"]), @r"
    FAILED  3 documents

      FAIL       lint       1 failed, 2 passed
                            sound-cyclonedx.json: cyclonedx-json 1.6, 6 parts against the official schema, formats on
                            sound-spdx.json: spdx-json SPDX-2.3, 5 parts against the official schema, formats on
        lint.syntax  the document breaks off or is not well-formed
          cut-off.json:3:1  cut-off.json
            line 3, column 1: the text ends where a value is expected

      sound-cyclonedx.json  cyclonedx-json 1.6, 2 components
      sound-spdx.json  spdx-json SPDX-2.3, 1 components
    exit 1
    ");
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
    assert_snapshot!(run(folder.path(), &["licences.json", "--fix"]), @r"
    error: `--fix` needs to know where the mended document goes
    hint: bonafide lint bom.cdx.json --fix -o mended.cdx.json
    hint: bonafide lint bom.cdx.json --fix --in-place
    exit 2
    ");
    assert_snapshot!(run(folder.path(), &["licences.json", "--fix", "-o", "mended.json"]), @r"
    PASSED  mended.json

      pass       lint       1 passed
                            mended.json: cyclonedx-json 1.6, 12 parts against the official schema, formats on
        lint.license-unknown (warning)  a licence identifier is on no list
          mended.json:48:25  pkg:cargo/b@1.0.0  (/components/1/licenses/0/expression)
            `MIT OR Unheard-Of-1.0`: unknown term
        lint.license-deprecated (note)  a licence identifier is deprecated
          mended.json:67:19  pkg:cargo/c@1.0.0  (/components/2/licenses/0/license/id)
            `GPL-2.0`
          and 1 more (`--verbose` shows all)

      mended.json  cyclonedx-json 1.6, 5 components
    note: licences.json:30:25 (/components/0/licenses/0/expression): `MIT/Apache-2.0` becomes `MIT OR Apache-2.0`
    note: licences.json:87:13 (/components/3/licenses/0/license/name): the name `MIT` becomes the `id` that it is
    note: licences.json:111:19 (/dependencies): the entries are sorted
    exit 0
    ");
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

#[test]
fn a_file_that_is_too_large_is_a_finding_and_the_others_are_looked_at() {
    let folder = folder(&["sound-cyclonedx"]);
    let large = std::fs::File::create(folder.path().join("large.json")).unwrap();
    large.set_len((1 << 30) + 1).unwrap();
    let told = run(folder.path(), &["large.json", "sound-cyclonedx.json"]);
    assert!(told.contains("lint.too-large") && told.contains("sound-cyclonedx.json: cyclonedx-json"), "{told}");
    assert!(told.ends_with("exit 3\n"), "{told}");
}
