//! `bonafide scan`: what it writes, where, and what it says of input that it cannot use.

use crate::executable::told;
use crate::project::{Project, put};

#[test]
fn a_project_is_listed() {
    let project = Project::new();
    insta::assert_snapshot!(project.told(&["scan", "-q", "-o", "table"]), @r"
    app 0.1.0  MIT OR Apache-2.0  pkg:generic/app@0.1.0

    NAME     VERSION  USAGE    LICENCE  IDENTITY
    leaf     1.2.3    runtime  MIT      pkg:cargo/leaf@1.2.3
    winleaf  0.3.0    runtime  -        pkg:cargo/winleaf@0.3.0

    2 components (2 runtime), 2 dependencies
    1 input could not be used or is not there
    exit 0
    ");
    insta::assert_snapshot!(project.told(&["scan", "-q", "-o", "purls"]), @r"
    pkg:cargo/leaf@1.2.3
    pkg:cargo/winleaf@0.3.0
    pkg:generic/app@0.1.0
    exit 0
    ");
}

#[test]
fn without_a_terminal_the_default_is_cyclonedx() {
    let output = Project::new().bonafide(&["scan", "-q"]).output().unwrap();
    let document: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(document["specVersion"], "1.7");
    assert_eq!(document["metadata"]["timestamp"], "2023-11-14T22:13:20Z");
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn folder_user_and_threads_do_not_reach_the_document() {
    let (one, two) = (Project::new(), Project::new());
    for format in [
        "cyclonedx-json@1.4",
        "cyclonedx-json@1.5",
        "cyclonedx-json@1.6",
        "cyclonedx-json",
        "spdx-json",
        "table",
        "purls",
    ] {
        let first = one.bonafide(&["scan", "-q", "-o", format]).output().unwrap();
        let mut second = two.bonafide(&["scan", "-q", "-o", format, "--jobs", "1"]);
        let second =
            second.env("USER", "somebody").env("LANG", "tr_TR.UTF-8").env("TZ", "Asia/Tokyo").output().unwrap();
        assert!(first.status.success() && !first.stdout.is_empty());
        assert_eq!(first.stdout, second.stdout, "{format}");
    }
}

#[test]
fn the_lock_alone_is_enough() {
    let project = Project::new();
    std::fs::remove_file(project.folder().join("Cargo.toml")).unwrap();
    let told = project.told(&["scan", "Cargo.lock", "--lock-only", "-o", "purls"]);
    assert!(
        told.contains("pkg:cargo/leaf@1.2.3\n") && !told.contains("pkg:cargo/app") && told.ends_with("exit 0\n"),
        "{told}"
    );
}

#[test]
fn a_lock_file_cut_in_half_names_file_and_line() {
    let project = Project::new();
    let lock = std::fs::read_to_string(project.folder().join("Cargo.lock")).unwrap();
    project.write("Cargo.lock", &lock[..lock.len() / 2]);
    let told = project.told(&["scan", "-o", "cyclonedx-json=bom.json"]);
    assert!(told.contains("error: Cargo.lock:") && told.ends_with("exit 3\n"), "{told}");
    assert!(!project.folder().join("bom.json").exists());
}

#[test]
fn a_broken_manifest_is_told_and_the_rest_is_written() {
    let project = Project::new();
    project.write("Cargo.toml", "[package\nname = 1");
    let told = project.told(&["scan", "-o", "cyclonedx-json=bom.json"]);
    assert!(told.contains("error: Cargo.toml:") && told.ends_with("exit 3\n"), "{told}");
    assert!(std::fs::read_to_string(project.folder().join("bom.json")).unwrap().contains("pkg:cargo/leaf@1.2.3"));
}

#[test]
fn c_sources_in_packages_are_listed_when_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| put(&folder.path().join(path), text.as_bytes());
    write(
        "Cargo.toml",
        "[package]\nname = \"app\"\nversion = \"1.0.0\"\nlicense = \"MIT\"\n[dependencies]\nz-sys = { path = \"z-sys\" }\n",
    );
    write("src/lib.rs", "");
    write("z-sys/Cargo.toml", "[package]\nname = \"z-sys\"\nversion = \"0.1.0\"\nlicense = \"MIT\"\nlinks = \"z\"\n");
    write("z-sys/src/zlib/zlib.h", "/* SPDX-License-Identifier: Zlib */\n#define ZLIB_VERSION \"1.3.1\"\n");
    write("z-sys/src/zlib/inflate.c", "");
    write(
        "Cargo.lock",
        "version = 4\n\n[[package]]\nname = \"app\"\nversion = \"1.0.0\"\ndependencies = [\n \"z-sys\",\n]\n\n\
         [[package]]\nname = \"z-sys\"\nversion = \"0.1.0\"\n",
    );
    let plain = "pkg:generic/app@1.0.0\npkg:generic/z-sys@0.1.0\n";
    assert_eq!(told(folder.path(), &["scan", "-q", "-o", "purls"]), format!("{plain}exit 0\n"));
    let native = told(folder.path(), &["scan", "--native", "-o", "purls"]);
    assert!(native.contains("1 packages were looked through"), "{native}");
    assert!(native.contains(&format!("{plain}pkg:generic/zlib@1.3.1\n")) && native.ends_with("exit 0\n"), "{native}");
    let written = told(folder.path(), &["scan", "-q", "--native", "-o", "cyclonedx-json=bom.cdx.json"]);
    assert_eq!(written, "exit 0\n");
    let text = std::fs::read_to_string(folder.path().join("bom.cdx.json")).unwrap();
    let document: serde_json::Value = serde_json::from_str(&text).unwrap();
    let zlib = document["components"].as_array().unwrap().iter().find(|it| it["name"] == "zlib").unwrap();
    assert_eq!(zlib["scope"], "optional");
    assert_eq!(zlib["licenses"][0]["expression"], "Zlib");
    assert_eq!(zlib["evidence"]["identity"][0]["confidence"], 0.5);
    let place = &zlib["evidence"]["occurrences"][0];
    assert_eq!((place["location"].as_str(), place["line"].as_u64()), (Some("z-sys/src/zlib/zlib.h"), Some(2)));
    let unknown = document["compositions"].as_array().unwrap().iter().find(|it| it["aggregate"] == "unknown").unwrap();
    assert_eq!(unknown["dependencies"].as_array().unwrap().len(), 2, "the package and the library: {unknown}");
    // The document is that of the project all the same.
    let verified = told(folder.path(), &["verify", ".", "--sbom", "bom.cdx.json", "--check", "drift"]);
    assert!(verified.starts_with("PASSED"), "{verified}");
    for (arguments, expected) in [
        (&["scan", "--native", "--lock-only"][..], "cannot be used with"),
        (&["scan", "--native", "--files-only"], "cannot be used with"),
        (&["scan", "--native", "--files", "src"], "is about Cargo projects"),
    ] {
        let refused = told(folder.path(), arguments);
        assert!(refused.contains(expected) && refused.ends_with("exit 2\n"), "{arguments:?}: {refused}");
    }
}

#[test]
fn nothing_to_collect_is_no_success() {
    let folder = tempfile::tempdir().unwrap();
    let empty = told(folder.path(), &["scan", "."]);
    put(&folder.path().join("readme.txt"), b"text");
    let useless = told(folder.path(), &["scan", "."]);
    put(&folder.path().join("project/Cargo.toml"), b"[package]\nname = \"a\"\nversion = \"0.1.0\"\n");
    let unlocked = told(folder.path(), &["scan", "."]);
    insta::assert_snapshot!(format!("{empty}{useless}{unlocked}"), @r"
    error: .: holds no file
    exit 3
    error: .: none of its files is one that can be collected from (binary/executable, cargo/lockfile)
    exit 3
    error: project/Cargo.toml: expected `Cargo.lock` beside it or above, found none
    hint: run `cargo generate-lockfile`, or scan the folder of the workspace that it belongs to
    exit 3
    ");
}

#[test]
fn a_directory_without_files_is_no_success() {
    let folder = tempfile::tempdir().unwrap();
    let told = told(folder.path(), &["scan", ".", "--files-only", "-o", "purls"]);
    assert!(told.contains("expected at least one file") && told.ends_with("exit 3\n"), "{told}");
}

#[test]
fn two_documents_do_not_share_a_place() {
    let project = Project::new();
    assert!(project.told(&["scan", "-o", "purls", "-o", "table"]).ends_with("exit 2\n"));
    assert!(project.told(&["scan", "-o", "purls=a", "-o", "table=a"]).ends_with("exit 2\n"));
    for output in ["cyclonedx", "cyclonedx-json@1.1", "purls="] {
        assert!(project.told(&["scan", "-o", output]).ends_with("exit 2\n"), "{output}");
    }
}

#[test]
fn the_subjects_own_words_can_be_overruled() {
    let project = Project::new();
    let arguments = [
        "scan",
        "-q",
        "--author",
        "Rel Eng <rel@example.org>",
        "--supplier",
        "Example",
        "--subject-name",
        "product",
        "--subject-version",
        "7",
    ];
    let output = project.bonafide(&arguments).output().unwrap();
    let document: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(document["metadata"]["authors"][0]["email"], "rel@example.org");
    assert_eq!(document["metadata"]["component"]["name"], "product");
    assert_eq!(document["metadata"]["component"]["version"], "7");
}

#[test]
fn a_closed_pipe_is_no_error() {
    let project = Project::new();
    let mut child = project.bonafide(&["scan", "-q"]).stdout(std::process::Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn every_command_has_help_with_an_example() {
    let folder = tempfile::tempdir().unwrap();
    for command in ["scan", "verify", "check", "sign", "convert", "merge", "diff", "explain", "completions", "man"] {
        let told = told(folder.path(), &[command, "--help"]);
        assert!(told.contains("Example") && told.ends_with("exit 0\n"), "{command}: {told}");
    }
    for command in ["vendor", "key"] {
        assert!(told(folder.path(), &[command, "--help"]).ends_with("exit 0\n"));
    }
    assert!(told(folder.path(), &["completions", "bash"]).contains("bonafide"));
    assert!(told(folder.path(), &["man"]).contains(".TH bonafide"));
    assert!(told(folder.path(), &["explain", "digest.mismatch"]).contains("mend"));
    assert!(told(folder.path(), &["explain", "digest.nothing"]).ends_with("exit 2\n"));
}
