//! `bonafide merge`: one document of several.

use std::path::PathBuf;

use crate::executable::{bonafide, told};
use crate::sources;

fn folder() -> PathBuf {
    sources::root().join("testdata/format/compared")
}

#[test]
fn contradictions_are_told_and_nothing_is_guessed() {
    let arguments = ["merge", "old.cdx.json", "new.spdx.json", "--name", "all", "--version", "1", "-o", "purls"];
    insta::assert_snapshot!(told(&folder(), &arguments), @r"
    pkg:npm/free@1.0.0
    pkg:npm/fresh@0.1.0
    pkg:npm/gone@0.1.0
    pkg:npm/moved@1.0.0?repository_url=https:%2F%2Fevil.example.com
    pkg:npm/moved@1.0.0?repository_url=https:%2F%2Fnpm.example.com
    pkg:npm/newer@1.10.0
    pkg:npm/newer@1.9.0
    pkg:npm/older@2.0.9
    pkg:npm/older@2.1.0
    pkg:npm/same@1.0.0
    pkg:npm/tool@1.0.0
    warning: old.cdx.json#/components: 1 pedigrees: not kept, the model has no place for them
    warning: old.cdx.json#/vulnerabilities: 1 vulnerabilities: not kept, the model has no place for them
    warning: pkg:npm/free@1.0.0: the inputs differ in licence, the first is kept: AGPL-3.0-only / MIT
    warning: pkg:npm/same@1.0.0: the inputs differ in digests, the components stay apart: unstated SHA-256:3333333333333333333333333333333333333333333333333333333333333333 / unstated SHA-256:9999999999999999999999999999999999999999999999999999999999999999
    note: 2 documents, 15 components, 2 of them in more than one document
    exit 0
    ");
}

#[test]
fn the_order_of_the_inputs_does_not_count() {
    let merged = |files: &[&str], more: &[&str]| {
        let arguments = [&["merge", "-q"], files, &["-o", "cyclonedx-json"], more].concat();
        bonafide(&folder()).args(arguments).output().unwrap().stdout
    };
    let files = ["old.cdx.json", "new.cdx.json", "new.spdx.json"];
    let reversed = ["new.spdx.json", "new.cdx.json", "old.cdx.json", "new.cdx.json"];
    for more in [&[][..], &["--assembly"], &["--name", "shop"]] {
        assert_eq!(merged(&files, more), merged(&reversed, more), "{more:?}");
    }
    let document: serde_json::Value =
        serde_json::from_slice(&merged(&files, &["--assembly", "--name", "all"])).unwrap();
    assert_eq!(document["metadata"]["component"]["name"], "all");
}

#[test]
fn strict_fails_on_a_contradiction() {
    let strict = |files: &[&str]| told(&folder(), &[&["merge", "-q", "--strict", "-o", "purls"], files].concat());
    assert!(strict(&["old.cdx.json", "new.cdx.json"]).ends_with("exit 1\n"));
    assert!(strict(&["old.cdx.json", "old.cdx.json"]).ends_with("exit 0\n"));
    assert!(strict(&["old.cdx.json", "case.md"]).ends_with("exit 3\n"));
    assert!(told(&folder(), &["merge", "old.cdx.json"]).ends_with("exit 2\n"), "without an output");
}
