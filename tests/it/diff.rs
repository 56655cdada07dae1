//! `bonafide diff`: what it tells of two documents, and what fails.

use std::path::PathBuf;

use crate::executable::told;
use crate::sources;

fn folder() -> PathBuf {
    sources::root().join("testdata/format/compared")
}

#[test]
fn what_changed_is_told_worst_first() {
    insta::assert_snapshot!(told(&folder(), &["diff", "old.cdx.json", "new.cdx.json"]), @r"
    FAILED  old.cdx.json (cyclonedx-json 1.6) -> new.cdx.json (cyclonedx-json 1.6)

    x     1  a component has other bytes under the same version (drift.digest-changed)
               pkg:npm/same@1.0.0: SHA-256:3333333333333333333333333333333333333333333333333333333333333333 -> SHA-256:9999999999999999999999999999999999999999999999999999999999999999
          1  the old document holds a signature and the new one does not (drift.signature-lost)
               the document: signed -> not signed
          1  a component comes from another registry or repository (drift.origin-changed)
               pkg:npm/moved@1.0.0?repository_url=https:%2F%2Fevil.example.com: the registry https://npm.example.com -> the registry https://evil.example.com
          1  a component is older than it was (drift.downgraded)
               pkg:npm/older@2.0.9: 2.1.0 -> 2.0.9
          1  a component had a digest and has none (drift.digest-lost)
               pkg:npm/tool@1.0.0: SHA-256:7777777777777777777777777777777777777777777777777777777777777777 -> none
          1  a component that only built or tested the subject is now part of it (drift.became-runtime)
               pkg:npm/tool@1.0.0: build -> runtime
          1  a component has another declared licence (drift.license-changed)
               pkg:npm/free@1.0.0: MIT -> AGPL-3.0-only
          1  the subject depends directly on something new (drift.root-dependency)
               pkg:npm/fresh
          1  a component is new (drift.added)
               pkg:npm/fresh@0.1.0
          1  a component is gone (drift.removed)
               pkg:npm/gone@0.1.0
          2  a component is newer than it was (drift.upgraded)
               pkg:npm/newer@1.10.0: 1.9.0 -> 1.10.0
               shop@1.3.0: 1.2.0 -> 1.3.0
          1  components depend on each other otherwise (drift.edges-changed)
               1 added, 1 removed between components of both: 4 dependencies -> 5 dependencies
    exit 1
    ");
}

#[test]
fn what_one_format_does_not_state_is_no_change() {
    insta::assert_snapshot!(told(&folder(), &["diff", "old.cdx.json", "new.spdx.json", "--fail-on", "added"]), @r"
    FAILED  old.cdx.json (cyclonedx-json 1.6) -> new.spdx.json (spdx-json 2.3)

          1  a component has other bytes under the same version (drift.digest-changed)
               pkg:npm/same@1.0.0: SHA-256:3333333333333333333333333333333333333333333333333333333333333333 -> SHA-256:9999999999999999999999999999999999999999999999999999999999999999
          1  a component comes from another registry or repository (drift.origin-changed)
               pkg:npm/moved@1.0.0?repository_url=https:%2F%2Fevil.example.com: the registry https://npm.example.com -> the registry https://evil.example.com
          1  a component is older than it was (drift.downgraded)
               pkg:npm/older@2.0.9: 2.1.0 -> 2.0.9
          1  a component had a digest and has none (drift.digest-lost)
               pkg:npm/tool@1.0.0: SHA-256:7777777777777777777777777777777777777777777777777777777777777777 -> none
          1  a component has another declared licence (drift.license-changed)
               pkg:npm/free@1.0.0: MIT -> AGPL-3.0-only
          1  the subject depends directly on something new (drift.root-dependency)
               pkg:npm/fresh
    x     1  a component is new (drift.added)
               pkg:npm/fresh@0.1.0
          1  a component is gone (drift.removed)
               pkg:npm/gone@0.1.0
          2  a component is newer than it was (drift.upgraded)
               pkg:npm/newer@1.10.0: 1.9.0 -> 1.10.0
               shop@1.3.0: 1.2.0 -> 1.3.0
          1  components depend on each other otherwise (drift.edges-changed)
               1 added, 1 removed between components of both: 4 dependencies -> 5 dependencies

      not compared:
        signatures inside the document: the new format has no place for them
        usage: the new document states none
    exit 1
    ");
}

#[test]
fn markdown_has_a_table_and_folds_the_rest() {
    let told = told(&folder(), &["diff", "old.cdx.json", "new.cdx.json", "--format", "markdown"]);
    assert!(told.starts_with("### SBOM comparison failed\n"), "{told}");
    assert!(
        told.contains("| ❌ | a component has other bytes under the same version (`drift.digest-changed`) | 1 |\n"),
        "{told}"
    );
    assert_eq!(told.matches("<details>").count(), told.matches("</details>").count());
    assert!(told.ends_with("exit 1\n"), "{told}");
}

#[test]
fn json_says_of_every_change_whether_it_fails() {
    let output = crate::executable::bonafide(&folder())
        .args(["diff", "old.cdx.json", "new.cdx.json", "--format", "json", "--fail-on", "downgraded,upgraded"])
        .output()
        .unwrap();
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&json["form"], &json["outcome"]), (&"bonafide-diff/1".into(), &"fail".into()));
    let failing: Vec<&str> = json["changes"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|it| it["fails"] == true)
        .map(|it| it["subject"].as_str().unwrap())
        .collect();
    assert_eq!(failing, ["pkg:npm/older@2.0.9", "pkg:npm/newer@1.10.0", "shop@1.3.0"]);
}

#[test]
fn the_threshold_decides_the_exit_code() {
    let same =
        |arguments: &[&str]| told(&folder(), &[&["diff", "-q", "old.cdx.json", "old.cdx.json"], arguments].concat());
    assert!(same(&["--fail-on", "any"]).ends_with("exit 0\n"));
    let changed = |kind: &str| told(&folder(), &["diff", "old.cdx.json", "new.cdx.json", "--fail-on", kind]);
    assert!(changed("completeness-worse").ends_with("exit 0\n"));
    assert!(changed("any").ends_with("exit 1\n") && changed("drift.removed").ends_with("exit 1\n"));
    assert!(changed("nothing").ends_with("exit 2\n"));
    let missing = told(&folder(), &["diff", "old.cdx.json", "missing.json"]);
    assert!(missing.ends_with("exit 3\n"), "{missing}");
    let neither = told(&folder(), &["diff", "old.cdx.json", "case.md"]);
    assert!(neither.contains("case.md: not an SBOM") && neither.ends_with("exit 3\n"), "{neither}");
}

#[test]
fn two_documents_that_list_nothing_are_not_equal_but_uncompared() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.json"), r#"{"bomFormat":"CycloneDX","specVersion":"1.6","components":[]}"#)
        .unwrap();
    let nothing = told(folder.path(), &["diff", "a.json", "a.json"]);
    assert!(nothing.contains("nothing was compared") && nothing.ends_with("exit 3\n"), "{nothing}");
    let nothing = told(folder.path(), &["lint", "a.json"]);
    assert!(nothing.contains("lint.empty-document") && nothing.ends_with("exit 3\n"), "{nothing}");
}
