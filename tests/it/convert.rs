//! `bonafide convert`: the document, the report of what it cost, and the way back.

use std::io::Write;
use std::path::PathBuf;
use std::process::Stdio;

use crate::executable::{bonafide, tell, told};
use crate::sources;

fn source(name: &str) -> String {
    sources::root().join("testdata/format/compared").join(name).to_str().unwrap().to_owned()
}

fn scratch() -> (tempfile::TempDir, PathBuf) {
    let scratch = tempfile::tempdir().unwrap();
    let path = scratch.path().to_path_buf();
    (scratch, path)
}

#[test]
fn the_report_counts_first_and_names_places_after() {
    let (_scratch, folder) = scratch();
    std::fs::copy(source("old.cdx.json"), folder.join("old.cdx.json")).unwrap();
    let arguments = ["convert", "old.cdx.json", "-o", "spdx-json=old.spdx.json", "-o", "purls=purls.txt"];
    insta::assert_snapshot!(told(&folder, &arguments), @r"
    old.cdx.json (cyclonedx-json 1.6) to spdx-json 2.3, old.spdx.json: 1 lost, 6 carried along
      lost:
        1  /signature  what it covers comes back in another order, in which it would not verify
      carried along, for the way back:
        1  /components/[]/pedigree  SPDX 2.3 has no place for pedigrees
        1  /components/[]/purl  SPDX 2.3 has no place for `purl`
        1  /metadata/timestamp  SPDX 2.3 has no place for the time of the first document
        1  /metadata/tools  SPDX 2.3 has no place for the tools that made the first document
        1  /serialNumber  SPDX 2.3 has no place for the document's serial number
        1  /vulnerabilities  SPDX 2.3 has no place for vulnerabilities
      where:
        /components/[bom-ref=pkg:npm/free@1.0.0]/pedigree
        /components/[bom-ref=pkg:npm/moved@1.0.0?repository_url=https://npm.example.com]/purl
        /metadata/timestamp
        /metadata/tools
        /serialNumber
        /vulnerabilities
    old.cdx.json (cyclonedx-json 1.6) to purls, purls.txt: 5 lost
      lost:
        1  /components  `purls` is a listing and leaves out 1 components without a package URL
        1  /components/[]/hashes  `purls` is a listing and leaves out 7 components' digests
        1  /components/[]/licenses  `purls` is a listing and leaves out 7 licences
        1  /dependencies  `purls` is a listing and leaves out 4 dependencies
        1  /problems  `purls` is a listing and leaves out 2 problems
    exit 0
    ");
}

#[test]
fn the_way_back_gives_the_first_document_again() {
    let (_scratch, folder) = scratch();
    let mut first: serde_json::Value = serde_json::from_slice(&std::fs::read(source("old.cdx.json")).unwrap()).unwrap();
    // Its lists come back in another order, which a signature does not survive.
    first.as_object_mut().unwrap().remove("signature").unwrap();
    std::fs::write(folder.join("old.cdx.json"), first.to_string()).unwrap();
    for through in ["spdx-json", "spdx-tag-value", "spdx3-json"] {
        let there = format!("{through}=there");
        assert!(told(&folder, &["convert", "-q", "--strict", "old.cdx.json", "-o", &there]).ends_with("exit 0\n"));
        let back = bonafide(&folder)
            .args(["convert", "-q", "--strict", "there", "-o", "cyclonedx-json@1.6"])
            .output()
            .unwrap();
        assert_eq!(back.status.code(), Some(0), "{through}: {}", tell(&folder, &back));
        let back: serde_json::Value = serde_json::from_slice(&back.stdout).unwrap();
        // Independent of our own comparison: equal but for the order of components and dependencies.
        let sorted = |value: &serde_json::Value, key: &str| {
            let mut texts: Vec<String> = value[key].as_array().unwrap().iter().map(ToString::to_string).collect();
            texts.sort();
            texts
        };
        assert_eq!(sorted(&back, "components"), sorted(&first, "components"), "{through}");
        assert_eq!(sorted(&back, "dependencies"), sorted(&first, "dependencies"), "{through}");
        for key in ["metadata", "vulnerabilities", "serialNumber", "version", "specVersion", "$schema"] {
            assert_eq!(back[key], first[key], "{through}: {key}");
        }
    }
}

#[test]
fn strict_fails_on_a_loss_and_the_document_is_still_written() {
    let (_scratch, folder) = scratch();
    let told = told(
        &folder,
        &["convert", "--strict", &source("old.cdx.json"), "-o", "purls=purls.txt", "--report", "losses.json"],
    );
    assert!(told.ends_with("exit 1\n"), "{told}");
    assert!(folder.join("purls.txt").is_file());
    let report: serde_json::Value =
        serde_json::from_slice(&std::fs::read(folder.join("losses.json")).unwrap()).unwrap();
    assert_eq!(report["form"], "bonafide-conversion/1");
    assert!(!report["to"][0]["lost"].as_array().unwrap().is_empty());
}

#[test]
fn stdin_and_stdout_make_a_pipe() {
    let (_scratch, folder) = scratch();
    let mut child = bonafide(&folder)
        .args(["convert", "-", "-o", "purls", "-q"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(&std::fs::read(source("new.spdx.json")).unwrap()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(String::from_utf8(output.stdout).unwrap().contains("pkg:npm/fresh@0.1.0\n"));
}

#[test]
fn what_is_no_document_is_refused() {
    let (_scratch, folder) = scratch();
    std::fs::write(folder.join("x.json"), "{\"bomFormat\":\"CycloneDX\",\"bomFormat\":\"x\"}").unwrap();
    assert!(told(&folder, &["convert", "x.json", "-o", "spdx-json"]).ends_with("exit 3\n"));
    assert!(told(&folder, &["convert", "x.json", "-o", "spdx-json@9"]).ends_with("exit 2\n"));
    assert!(told(&folder, &["convert", "x.json"]).ends_with("exit 2\n"));
}
