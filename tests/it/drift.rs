//! The check `drift` as `check` and `verify` run it.

use crate::executable;
use crate::project::Project;
use crate::sources;

const SHIPPED: &str = "shipped.cdx.json";

/// A project with the document that `scan` makes of it.
fn project() -> Project {
    let project = Project::new();
    let told = project.told(&["scan", "-o", "cyclonedx-json=shipped.cdx.json", "-o", "spdx-json=shipped.spdx.json"]);
    assert!(told.ends_with("exit 0\n"), "{told}");
    project
}

fn edit(project: &Project, name: &str, from: &str, to: &str) {
    let text = std::fs::read_to_string(project.folder().join(name)).unwrap();
    assert!(text.contains(from), "{name} has no {from}");
    project.write(name, &text.replace(from, to));
}

#[test]
fn a_committed_document_that_fits_passes() {
    let project = project();
    insta::assert_snapshot!(project.told(&["check", "--check", "drift", "--skip", "package", "--sbom", SHIPPED]), @r"
    PASSED  app 0.1.0

      pass       drift      3 passed
                            Cargo.lock: 3 of 3 packages, with version, digest and origin; 2 dependencies
      not asked  binary, digest, lint, package, signature, vendor

      note: Cargo.lock: 1 of 3 packages have no manifest in cargo's caches: their licences, authors and proc-macros are not known

      target/bonafide/bom.cdx.json  cyclonedx-json 1.7, 2 components
        about the workspace, default features, all targets, with tests
      target/bonafide/bom.spdx.json  spdx-json SPDX-2.3, 2 components
      shipped.cdx.json  cyclonedx-json 1.7, 2 components
    exit 0
    ");
    let told = project.told(&["verify", ".", "--check", "drift", "--skip", "digest", "--sbom", "shipped.spdx.json"]);
    assert!(told.contains("pass       drift") && told.ends_with("exit 0\n"), "{told}");
}

#[test]
fn a_lock_file_that_went_on_fails() {
    let drift = |from: &str, to: &str, code: &str| {
        for form in [SHIPPED, "shipped.spdx.json"] {
            let project = project();
            edit(&project, "Cargo.lock", from, to);
            let told = project.told(&["verify", ".", "--check", "drift", "--skip", "package", "--sbom", form]);
            assert!(told.contains(code) && told.ends_with("exit 1\n"), "{form} {code}: {told}");
        }
    };
    drift("version = \"1.2.3\"", "version = \"1.2.4\"", "drift.lock-version");
    drift(&"ab".repeat(32), &"cd".repeat(32), "drift.lock-digest");
    drift("name = \"winleaf\"", "name = \"macleaf\"", "drift.lock-surplus");
    let index = "registry+https://github.com/rust-lang/crates.io-index";
    drift(index, "registry+https://crates.example.org/index", "drift.lock-origin");
}

#[test]
fn what_was_shipped_is_compared_and_the_policy_says_what_fails() {
    let project = project();
    let told = project.told(&["check", "--check", "drift", "--skip", "package", "--baseline", SHIPPED]);
    assert!(told.contains("3 components compared with those of shipped.cdx.json"), "{told}");
    assert!(told.ends_with("exit 0\n"), "{told}");
    edit(&project, "shipped.cdx.json", "1.2.3", "1.3.0");
    let told = project.told(&["check", "--check", "drift", "--baseline", SHIPPED]);
    assert!(told.contains("drift.downgraded") && told.ends_with("exit 0\n"), "{told}");
    project.write("bonafide.toml", "[drift]\nbaseline = \"shipped.cdx.json\"\nfail-on = [\"downgraded\"]\n");
    let told = project.told(&["check", "--check", "drift"]);
    assert!(told.contains("drift.downgraded") && told.ends_with("exit 1\n"), "{told}");
    project.write("bonafide.toml", "[drift]\nbaseline = \"shipped.cdx.json\"\nfail-on = [\"downgrade\"]\n");
    let told = project.told(&["check"]);
    assert!(told.contains("`downgrade`, expected any") && told.ends_with("exit 2\n"), "{told}");
}

#[test]
fn a_baseline_that_is_not_there_is_no_pass() {
    let project = project();
    let told = project.told(&["check", "--baseline", "nowhere.json"]);
    assert!(told.contains("drift.no-baseline") && told.ends_with("exit 3\n"), "{told}");
    project.write("bonafide.toml", "[policy]\nrequire = [\"drift\"]\n");
    let told = project.told(&["check"]);
    assert!(told.contains("drift.nothing-to-compare") && told.ends_with("exit 3\n"), "{told}");
    project.write("bonafide.toml", "[drift]\nbaseline = \"nowhere.json\"\n");
    let told = project.told(&["check"]);
    assert!(told.contains("drift.no-baseline") && told.ends_with("exit 3\n"), "{told}");
}

#[test]
fn a_baseline_is_read_before_it_is_overwritten() {
    let project = project();
    project.told(&["check"]);
    let own = "target/bonafide/bom.cdx.json";
    edit(&project, own, "1.2.3", "1.3.0");
    let told = project.told(&["check", "--check", "drift", "--baseline", own]);
    assert!(told.contains("drift.downgraded"), "{told}");
}

/// A copy of the project in the test data whose documents other tools made.
fn foreign() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let case = sources::root().join("testdata/verify/drift/foreign");
    std::fs::create_dir_all(folder.path().join("input/src")).unwrap();
    let documents = ["syft.cdx.json", "syft.spdx.json", "cargo-cyclonedx.cdx.json"];
    for name in ["input/Cargo.toml", "input/Cargo.lock", "input/src/lib.rs"].iter().chain(&documents) {
        std::fs::copy(case.join(name), folder.path().join(name)).unwrap();
    }
    folder
}

fn verify(folder: &tempfile::TempDir, document: &str) -> String {
    let skipped = ["--skip", "digest", "--skip", "package"];
    executable::told(
        folder.path(),
        &[&["verify", "input", "--sbom", document, "--check", "drift"], &skipped[..]].concat(),
    )
}

#[test]
fn documents_of_other_tools_are_no_false_alarm() {
    let folder = foreign();
    let (syft, spdx) = (verify(&folder, "syft.cdx.json"), verify(&folder, "syft.spdx.json"));
    for told in [&syft, &spdx] {
        assert!(told.contains("Cargo.lock: 6 of 6 packages") && told.ends_with("exit 0\n"), "{told}");
        assert!(told.contains("drift.no-digest (warning)"), "{told}");
    }
    let told = verify(&folder, "cargo-cyclonedx.cdx.json");
    assert!(told.contains("drift.left-out (note)") && told.ends_with("exit 0\n"), "{told}");
}

#[test]
fn documents_of_other_tools_fail_when_the_lock_file_moved_on() {
    let text = std::fs::read_to_string(foreign().path().join("input/Cargo.lock")).unwrap();
    let moved = |from: &str, to: &str, code: &str| {
        for document in ["syft.cdx.json", "syft.spdx.json", "cargo-cyclonedx.cdx.json"] {
            let folder = foreign();
            assert!(text.contains(from), "{from}");
            std::fs::write(folder.path().join("input/Cargo.lock"), text.replace(from, to)).unwrap();
            let told = verify(&folder, document);
            assert!(told.contains(code) && told.ends_with("exit 1\n"), "{document} {code}: {told}");
        }
    };
    moved("version = \"1.0.19\"", "version = \"1.0.18\"", "drift.lock-version");
    moved("version = \"1.5.1\"", "version = \"1.5.0\"", "drift.lock-version");
    moved("name = \"itoa\"", "name = \"utoa\"", "drift.lock-surplus");
    moved("name = \"autocfg\"", "name = \"automake\"", "drift.lock-surplus");
}
