//! `bonafide check`: a project that passes, and every way in which it must not.

use crate::project::{Project, pack, put};

const TARGET: &[&str] = &["check", "--target", "x86_64-unknown-linux-gnu"];

fn check(project: &Project) -> String {
    project.told(TARGET)
}

#[test]
fn a_project_whose_packages_are_the_locked_ones_passes() {
    let project = Project::new();
    insta::assert_snapshot!(check(&project), @r"
    PASSED  app 0.1.0

      pass       package    1 passed
                            1 package archive, every byte; 2 extracted files equal to the archive
      not asked  binary, digest, drift, lint, signature, vendor

      note: Cargo.lock: packages that nothing chosen turns on are left out, 1 of 3: 1 by target platforms

      target/bonafide/bom.cdx.json  cyclonedx-json 1.7, 1 components
        about the workspace, default features, for x86_64-unknown-linux-gnu, with tests; left out 1 of 3: 1 by target platforms
      target/bonafide/bom.spdx.json  spdx-json SPDX-2.3, 1 components
    exit 0
    ");
    assert!(project.folder().join("target/bonafide/bom.cdx.json").is_file());
    assert!(project.folder().join("target/bonafide/bom.spdx.json").is_file());
}

#[test]
fn two_runs_give_the_same_bytes() {
    let (one, two) = (Project::new(), Project::new());
    one.told(TARGET);
    two.told(&[TARGET, &["--jobs", "1"]].concat());
    for name in ["target/bonafide/bom.cdx.json", "target/bonafide/bom.spdx.json"] {
        assert_eq!(
            std::fs::read(one.folder().join(name)).unwrap(),
            std::fs::read(two.folder().join(name)).unwrap(),
            "{name}"
        );
    }
}

#[test]
fn a_replaced_archive_fails() {
    let project = Project::new();
    put(
        &project.archive(),
        &pack("leaf-1.2.3", &[("Cargo.toml", "[package]\nname = \"leaf\"\nversion = \"1.2.3\"\n")]),
    );
    let told = check(&project);
    assert!(told.contains("package.archive-mismatch") && told.ends_with("exit 1\n"), "{told}");
}

#[test]
fn an_archive_cut_short_fails() {
    let project = Project::new();
    let bytes = std::fs::read(project.archive()).unwrap();
    put(&project.archive(), &bytes[..bytes.len() / 2]);
    let told = check(&project);
    assert!(told.contains("package.archive-mismatch") && told.ends_with("exit 1\n"), "{told}");
}

#[test]
fn an_edited_source_file_fails() {
    let project = Project::new();
    put(&project.sources().join("src/lib.rs"), b"pub fn leaf() { backdoor() }\n");
    let told = check(&project);
    assert!(
        told.contains("package.source-changed") && told.contains("src/lib.rs") && told.ends_with("exit 1\n"),
        "{told}"
    );
}

#[test]
fn an_added_source_file_fails() {
    let project = Project::new();
    put(&project.sources().join("build.rs"), b"fn main() {}\n");
    let told = check(&project);
    assert!(told.contains("package.source-extra") && told.ends_with("exit 1\n"), "{told}");
}

#[test]
fn a_removed_source_file_fails() {
    let project = Project::new();
    std::fs::remove_file(project.sources().join("src/lib.rs")).unwrap();
    let told = check(&project);
    assert!(told.contains("package.source-missing") && told.ends_with("exit 1\n"), "{told}");
}

#[test]
fn an_archive_that_is_not_there_is_unchecked() {
    let project = Project::new();
    std::fs::remove_file(project.archive()).unwrap();
    let told = check(&project);
    assert!(told.contains("package.absent") && told.contains("cargo fetch") && told.ends_with("exit 3\n"), "{told}");
}

#[test]
fn packages_of_other_targets_are_required_when_asked_for() {
    let project = Project::new();
    for arguments in [&["check", "--all-targets"][..], &["check", "--target", "x86_64-pc-windows-msvc"]] {
        let told = project.told(arguments);
        assert!(told.contains("package.absent") && told.contains("winleaf") && told.ends_with("exit 3\n"), "{told}");
    }
}

/// A project with a member of its own that uses `winleaf` alone, and a feature that turns it on for the first.
fn workspace() -> Project {
    let project = Project::new();
    let manifest = std::fs::read_to_string(project.folder().join("Cargo.toml")).unwrap();
    project.write("Cargo.toml", &format!("{manifest}\n[workspace]\nmembers = [\"tool\"]\n"));
    let tool =
        "[package]\nname = \"tool\"\nversion = \"0.2.0\"\nedition = \"2021\"\n[dependencies]\nwinleaf = \"0.3\"\n";
    project.write("tool/Cargo.toml", tool);
    project.write("tool/src/lib.rs", "");
    let lock = std::fs::read_to_string(project.folder().join("Cargo.lock")).unwrap();
    let member = "[[package]]\nname = \"tool\"\nversion = \"0.2.0\"\ndependencies = [\n \"winleaf\",\n]\n";
    project.write("Cargo.lock", &format!("{}\n{member}", lock.trim_end()));
    project
}

#[test]
fn what_the_required_targets_do_not_need_may_be_absent_and_is_told() {
    let project = Project::new();
    project.write("bonafide.toml", "[policy]\ntargets = [\"x86_64-unknown-linux-gnu\"]\n");
    let told = project.told(&["check"]);
    assert!(told.contains("package.not-needed (note)") && told.ends_with("exit 0\n"), "{told}");
    assert!(told.contains("    about the workspace, default features, all targets, with tests\n"), "{told}");
}

#[test]
fn what_is_not_selected_is_neither_required_nor_passed() {
    let project = workspace();
    let whole = project.told(TARGET);
    assert!(whole.contains("package.absent") && whole.contains("winleaf") && whole.ends_with("exit 3\n"), "{whole}");
    insta::assert_snapshot!(project.told(&[TARGET, &["-p", "app", "--no-dev"]].concat()), @r"
    PASSED  app 0.1.0

      pass       package    1 passed
                            1 package archive, every byte; 2 extracted files equal to the archive
      not asked  binary, digest, drift, lint, signature, vendor

      note: Cargo.lock: packages that nothing chosen turns on are left out, 2 of 4: 1 by target platforms, 1 by packages

      target/bonafide/bom.cdx.json  cyclonedx-json 1.7, 1 components
        about app, default features, for x86_64-unknown-linux-gnu, without tests; left out 2 of 4: 1 by target platforms, 1 by packages
      target/bonafide/bom.spdx.json  spdx-json SPDX-2.3, 1 components
    exit 0
    ");
    let told = project.told(&[TARGET, &["-p", "nothing"]].concat());
    assert!(told.contains("expected a package of the project") && told.ends_with("exit 3\n"), "{told}");
}

#[test]
fn the_policy_says_what_is_selected_and_the_command_line_wins() {
    let project = workspace();
    project.write("bonafide.toml", "[selection]\npackages = [\"app\"]\ntargets = [\"x86_64-unknown-linux-gnu\"]\n");
    let told = project.told(&["check"]);
    let about = "about app, default features, for x86_64-unknown-linux-gnu, with tests; left out 2 of 4";
    assert!(told.contains(about) && told.ends_with("exit 0\n") && !told.contains("other-selection"), "{told}");
    let told = project.told(&["check", "--workspace"]);
    assert!(told.contains("policy.other-selection (warning)") && told.ends_with("exit 3\n"), "{told}");
    assert!(
        told.contains("package.absent") && told.contains("about the workspace, default features, for x86"),
        "{told}"
    );
    let told = project.told(&["check", "--no-dev"]);
    assert!(told.contains("policy.other-selection (warning)") && told.ends_with("exit 0\n"), "{told}");
    assert!(project.told(&["check", "--no-dev", "--fail-on", "warning"]).ends_with("exit 3\n"));
}

#[test]
fn a_narrower_selection_cannot_pass_where_the_policy_fixes_another() {
    let project = workspace();
    project.write("bonafide.toml", "[selection]\ntargets = [\"x86_64-unknown-linux-gnu\"]\nfixed = true\n");
    let whole = project.told(&["check"]);
    assert!(whole.contains("package.absent") && whole.ends_with("exit 3\n"), "{whole}");
    let narrow = project.told(&["check", "-p", "app"]);
    assert!(narrow.contains("pass       package") && narrow.contains("policy.other-selection  "), "{narrow}");
    assert!(narrow.starts_with("NOT CHECKED") && narrow.ends_with("exit 3\n"), "{narrow}");
    // A narrow document that is kept in version control counts no more than a narrow run.
    project.told(&["scan", "-p", "app", "-o", "cyclonedx-json=kept.cdx.json"]);
    let kept =
        project.told(&["verify", ".", "--sbom", "kept.cdx.json", "--policy", "bonafide.toml", "--check", "drift"]);
    assert!(kept.contains("policy.other-selection  ") && kept.ends_with("exit 3\n"), "{kept}");
    let beside = project.told(&["check", "--sbom", "kept.cdx.json", "--check", "drift"]);
    assert!(beside.contains("\n      kept.cdx.json\n        expected the workspace"), "{beside}");
}

#[test]
fn a_lock_file_cut_in_half_is_no_pass() {
    let project = Project::new();
    let lock = std::fs::read_to_string(project.folder().join("Cargo.lock")).unwrap();
    project.write("Cargo.lock", &lock[..lock.len() / 2]);
    let told = check(&project);
    assert!(told.contains("Cargo.lock:") && told.ends_with("exit 3\n"), "{told}");
}

#[test]
fn a_lock_file_that_does_not_fit_the_manifest_is_no_pass() {
    let project = Project::new();
    let manifest = std::fs::read_to_string(project.folder().join("Cargo.toml")).unwrap();
    project.write("Cargo.toml", &manifest.replace("leaf = \"1.2\"", "leaf = \"1.2\"\nother = \"1\""));
    let told = check(&project);
    assert!(told.contains("other") && told.contains("policy.input-unusable") && told.ends_with("exit 3\n"), "{told}");
}

const REGISTER: &str = "version = 1

[first-party]
status = \"approved\"
packages = [\"pkg:generic/app\"]

[[vendor]]
id = \"leaves\"
name = \"Leaves\"
kind = \"project\"
status = \"approved\"
reviewed = 2024-01-01
approved-until = 2025-01-01
packages = [\"pkg:cargo/leaf@^1.2\", \"pkg:cargo/winleaf@^0.3\"]
";

fn with_register(register: &str, further: &[&str]) -> String {
    let project = Project::new();
    project.write("vendors.toml", register);
    project
        .write("bonafide.toml", "[policy]\nrequire = [\"package\", \"vendor\"]\n[vendors]\nfile = \"vendors.toml\"\n");
    project.told(&[TARGET, &["--at", "2024-06-01"], further].concat())
}

#[test]
fn vetted_vendors_pass() {
    let told = with_register(REGISTER, &[]);
    assert!(told.starts_with("PASSED") && told.ends_with("exit 0\n"), "{told}");
}

#[test]
fn vendors_that_are_not_vetted_expired_or_out_of_scope_fail() {
    for (change, to, further, code) in [
        ("pkg:cargo/leaf@^1.2", "pkg:cargo/tree@^1.2", &[][..], "vendor.none"),
        ("pkg:cargo/leaf@^1.2", "pkg:cargo/leaf@^2.0", &[], "vendor.out-of-scope-version"),
        ("approved-until = 2025-01-01", "approved-until = 2024-05-31", &[], "vendor.expired"),
        ("", "", &["--at", "2031-01-01"], "vendor.expired"),
        (
            "status = \"approved\"\nreviewed",
            "status = \"suspended\"\nreason = \"breach\"\nreviewed",
            &[],
            "vendor.suspended",
        ),
        ("status = \"approved\"\nreviewed", "status = \"denied\"\nreason = \"breach\"\nreviewed", &[], "vendor.denied"),
        ("status = \"approved\"\nreviewed", "status = \"proposed\"\nreviewed", &[], "vendor.proposed"),
    ] {
        let further = if further.is_empty() { &[][..] } else { further };
        let register = REGISTER.replacen(change, to, 1);
        let project = Project::new();
        project.write("vendors.toml", &register);
        let at = if further.is_empty() { &["--at", "2024-06-01"][..] } else { further };
        let told = project.told(&[TARGET, &["--vendors", "vendors.toml"], at].concat());
        assert!(told.contains(code) && told.ends_with("exit 1\n"), "{code}: {told}");
    }
}

#[test]
fn a_required_check_without_its_input_is_no_pass() {
    let project = Project::new();
    project.write("bonafide.toml", "[policy]\nrequire = [\"package\", \"vendor\"]\n");
    let told = check(&project);
    assert!(told.contains("vendor.no-register") && told.ends_with("exit 3\n"), "{told}");
}

#[test]
fn a_misspelt_policy_is_a_wrong_configuration() {
    let project = Project::new();
    project.write("bonafide.toml", "[policy]\nrequires = [\"package\"]\n");
    let told = check(&project);
    assert!(told.contains("bonafide.toml") && told.contains("line 2") && told.ends_with("exit 2\n"), "{told}");
}

#[test]
fn the_json_report_is_valid_by_its_schema() {
    let schema = std::fs::read_to_string(crate::sources::root().join("schemas/report.schema.json")).unwrap();
    let schema: serde_json::Value = serde_json::from_str(&schema).unwrap();
    let validator = jsonschema::options().should_validate_formats(true).build(&schema).unwrap();
    let project = Project::new();
    std::fs::remove_file(project.archive()).unwrap();
    for arguments in [
        &[TARGET, &["--format", "json"]].concat(),
        &[TARGET, &["--format", "json", "--check", "vendor", "-q"]].concat(),
    ] {
        let output = project.bonafide(arguments).output().unwrap();
        let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert!(
            validator.is_valid(&report),
            "{:?}",
            validator.iter_errors(&report).map(|error| error.to_string()).collect::<Vec<_>>()
        );
        assert_eq!(report["outcome"], "unchecked");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn the_process_confines_itself() {
    let told = Project::new().told(&[TARGET, &["--verbose"]].concat());
    assert!(
        told.contains("note: confined by ") || told.contains("note: not confined: this kernel has no Landlock"),
        "{told}"
    );
}

/// The pipe holds less than the document takes: the process is still there when its first byte has been read.
#[cfg(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64", target_arch = "riscv64")))]
#[test]
fn a_process_that_reads_files_runs_under_a_filter_of_system_calls() {
    use std::io::Read;
    let folder = tempfile::tempdir().unwrap();
    for at in 0..1000 {
        std::fs::write(folder.path().join(format!("file-{at}")), "content").unwrap();
    }
    let mut command = crate::executable::bonafide(folder.path());
    command.args(["scan", ".", "--files", "-q", "-o", "cyclonedx-json"]);
    let mut child = command.stdout(std::process::Stdio::piped()).spawn().unwrap();
    let mut output = child.stdout.take().unwrap();
    output.read_exact(&mut [0]).unwrap();
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap();
    let mut rest = Vec::new();
    output.read_to_end(&mut rest).unwrap();
    assert!(child.wait().unwrap().success());
    assert!(rest.len() > 1 << 17, "{}", rest.len());
    // 2 is a filter. Whoever runs the tests may run under one already, so that they are counted. Spec: proc_pid_status(5).
    let own = std::fs::read_to_string("/proc/self/status").unwrap();
    let Some(before) = field(&own, "Seccomp_filters:").and_then(|it| it.parse::<u32>().ok()) else {
        return crate::executable::skipped("the kernel does not count filters of system calls");
    };
    let after = field(&status, "Seccomp_filters:").and_then(|it| it.parse().ok());
    assert_eq!(
        (field(&status, "Seccomp:"), field(&status, "NoNewPrivs:"), after),
        (Some("2"), Some("1"), Some(before + 1))
    );
}

#[cfg(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64", target_arch = "riscv64")))]
fn field<'a>(status: &'a str, name: &str) -> Option<&'a str> {
    status.lines().find_map(|line| line.strip_prefix(name)).map(str::trim)
}
