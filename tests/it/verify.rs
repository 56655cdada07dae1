//! `bonafide verify`: a release that passes, and every way in which it must not.

use std::path::Path;

use crate::executable::told;
use crate::project::put;

/// A release folder with its SBOM beside it.
fn release() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    put(&folder.path().join("dist/bin/app"), b"the program");
    put(&folder.path().join("dist/share/readme.txt"), b"read me");
    put(&folder.path().join("dist/.hidden"), b"hidden");
    let scan = ["scan", "dist", "--files-only", "-o", "cyclonedx-json=dist.cdx.json", "-o", "spdx-json=dist.spdx.json"];
    assert_eq!(told(folder.path(), &scan), "exit 0\n");
    folder
}

fn verify(folder: &Path, arguments: &[&str]) -> String {
    told(folder, &[&["verify", "dist"], arguments].concat())
}

#[test]
fn a_release_that_is_what_its_document_says_passes() {
    let folder = release();
    insta::assert_snapshot!(verify(folder.path(), &["--sbom", "dist.cdx.json"]), @r"
    PASSED  dist

      pass       digest     3 passed
                            3 files, SHA-256 of every byte
      not asked  binary, drift, lint, package, signature, vendor

      dist.cdx.json  cyclonedx-json 1.7, 0 components, 3 files
    exit 0
    ");
    for sbom in ["dist.cdx.json", "dist.spdx.json"] {
        let told = verify(folder.path(), &["--sbom", sbom]);
        assert!(told.starts_with("PASSED") && told.ends_with("exit 0\n"), "{sbom}: {told}");
    }
}

/// Changes a release and wants the code of a failure, in both document formats.
fn refused(code: &str, change: impl Fn(&Path)) {
    let folder = release();
    change(&folder.path().join("dist"));
    for sbom in ["dist.cdx.json", "dist.spdx.json"] {
        let told = verify(folder.path(), &["--sbom", sbom]);
        assert!(told.contains(code) && told.starts_with("FAILED") && told.ends_with("exit 1\n"), "{sbom}: {told}");
    }
}

#[test]
fn a_changed_byte_fails() {
    refused("digest.mismatch", |dist| put(&dist.join("bin/app"), b"the Program"));
}

#[test]
fn a_file_cut_short_fails() {
    refused("digest.", |dist| put(&dist.join("bin/app"), b"the prog"));
}

#[test]
fn a_missing_file_fails() {
    refused("digest.missing", |dist| std::fs::remove_file(dist.join("bin/app")).unwrap());
}

#[test]
fn an_extra_file_fails_hidden_or_not() {
    refused("digest.extra", |dist| put(&dist.join("bin/.backdoor"), b"x"));
    refused("digest.extra", |dist| put(&dist.join(".bonafideignore"), b"*\n"));
}

#[test]
fn a_moved_file_fails_and_is_called_moved() {
    refused("digest.moved", |dist| std::fs::rename(dist.join("bin/app"), dist.join("bin/tool")).unwrap());
}

#[test]
fn a_name_that_differs_only_in_case_fails() {
    refused("digest.case", |dist| std::fs::rename(dist.join("bin/app"), dist.join("bin/APP")).unwrap());
}

#[cfg(unix)]
#[test]
fn a_link_in_place_of_a_file_fails_even_with_the_same_bytes() {
    refused("digest.symlink", |dist| {
        std::fs::rename(dist.join("bin/app"), dist.parent().unwrap().join("app")).unwrap();
        std::os::unix::fs::symlink("../../app", dist.join("bin/app")).unwrap();
    });
}

#[test]
fn a_huge_sparse_file_in_place_of_a_small_one_fails_at_once() {
    refused("digest.", |dist| std::fs::File::create(dist.join("bin/app")).unwrap().set_len(10 << 30).unwrap());
}

/// Changes the document and returns what is told.
fn with_document(change: impl Fn(&str) -> String) -> String {
    let folder = release();
    let path = folder.path().join("dist.cdx.json");
    let text = std::fs::read_to_string(&path).unwrap();
    let changed = change(&text);
    assert_ne!(changed, text, "the change changes nothing");
    std::fs::write(&path, changed).unwrap();
    verify(folder.path(), &["--sbom", "dist.cdx.json"])
}

#[test]
fn a_duplicate_key_is_refused_with_its_place() {
    let told = with_document(|text| text.replacen("\"bomFormat\"", "\"version\":1,\"version\":1,\"bomFormat\"", 1));
    assert!(told.contains("duplicate key `version`") && told.contains("line ") && told.ends_with("exit 3\n"), "{told}");
}

#[test]
fn a_document_cut_in_half_is_refused() {
    let told = with_document(|text| text[..text.len() / 2].to_owned());
    assert!(told.contains("dist.cdx.json: line ") && told.ends_with("exit 3\n"), "{told}");
}

#[test]
fn a_document_without_components_is_no_pass() {
    let told = with_document(|_| {
        "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\"version\":1,\"components\":[]}".to_owned()
    });
    assert!(told.contains("digest.") && !told.contains("exit 0"), "{told}");
}

#[test]
fn a_path_that_leaves_the_root_is_no_pass() {
    let told = with_document(|text| text.replace("\"bin/app\"", "\"../bin/app\""));
    assert!(!told.starts_with("PASSED") && !told.contains("exit 0"), "{told}");
}

#[test]
fn a_digest_under_another_label_is_no_pass() {
    let told = with_document(|text| text.replace("\"SHA-256\"", "\"SHA-384\""));
    assert!(!told.starts_with("PASSED") && !told.contains("exit 0"), "{told}");
}

#[test]
fn a_match_by_a_broken_algorithm_counts_only_when_it_is_accepted() {
    let folder = release();
    let scan = ["scan", "dist", "--files-only", "--digest", "MD5", "-o", "cyclonedx-json=weak.cdx.json"];
    assert_eq!(told(folder.path(), &scan), "exit 0\n");
    let weak = verify(folder.path(), &["--sbom", "weak.cdx.json"]);
    assert!(weak.contains("digest.weak-algorithm") && weak.ends_with("exit 3\n"), "{weak}");
    let accepted = verify(folder.path(), &["--sbom", "weak.cdx.json", "--insecure-accept", "MD5"]);
    assert!(accepted.starts_with("PASSED") && accepted.ends_with("exit 0\n"), "{accepted}");
}

#[test]
fn nothing_to_check_is_no_pass() {
    let folder = release();
    let told = verify(folder.path(), &[]);
    assert!(told.contains("policy.nothing-checked") && told.ends_with("exit 3\n"), "{told}");
}

#[test]
fn what_is_not_there_is_wrong_usage() {
    let folder = release();
    assert!(told(folder.path(), &["verify", "nowhere"]).ends_with("exit 2\n"));
    assert!(verify(folder.path(), &["--check", "digests"]).ends_with("exit 2\n"));
    assert!(verify(folder.path(), &["--check", "digest", "--skip", "digest"]).ends_with("exit 2\n"));
}

#[test]
fn a_policy_inside_the_subject_is_not_used() {
    let folder = release();
    put(&folder.path().join("dist/bonafide.toml"), b"[digest]\nignore = [\"*\"]\n");
    put(&folder.path().join("dist/bin/app"), b"the Program");
    let dist = folder.path().join("dist");
    let told = told(&dist, &["verify", ".", "--sbom", "../dist.cdx.json"]);
    assert!(
        told.contains("lies inside the subject") && told.contains("digest.mismatch") && told.ends_with("exit 1\n"),
        "{told}"
    );
}

#[test]
fn the_verifications_own_files_are_no_part_of_the_release() {
    let folder = release();
    let dist = folder.path().join("dist");
    std::fs::rename(folder.path().join("dist.cdx.json"), dist.join("bom.cdx.json")).unwrap();
    for _ in 0..2 {
        let told = told(&dist, &["verify", ".", "--report", "report.json", "--report", "report.txt"]);
        assert!(told.starts_with("PASSED") && told.ends_with("exit 0\n"), "{told}");
    }
}

#[test]
fn a_single_file_is_verified_by_the_document_beside_it() {
    let folder = release();
    let text = std::fs::read_to_string(folder.path().join("dist.cdx.json")).unwrap();
    put(&folder.path().join("dist/bin/app.cdx.json"), text.replace("\"bin/app\"", "\"app\"").as_bytes());
    let passed = told(folder.path(), &["verify", "dist/bin/app"]);
    assert!(passed.starts_with("PASSED") && passed.ends_with("exit 0\n"), "{passed}");
    put(&folder.path().join("dist/bin/app"), b"the Program");
    let failed = told(folder.path(), &["verify", "dist/bin/app"]);
    assert!(failed.contains("digest.mismatch") && failed.ends_with("exit 1\n"), "{failed}");
}
