//! The profile, flags and programs that a document states, against the profile of cargo's unit graph.

use std::process::Command;

use serde_json::Value;

use super::property;
use super::workspace::{Workspace, with_toolchain};
use crate::project::put;

const MANIFEST: &str = "[profile.release]\ndebug = \"line-tables-only\"\ncodegen-units = 4\n\
    [profile.release.package.mid]\nopt-level = \"s\"\n\
    [profile.slim]\ninherits = \"release\"\nopt-level = \"z\"\nstrip = true\npanic = \"abort\"\ndebug = 0\n\
    [profile.slim.package.\"m-sys@0.1\"]\nopt-level = 2\ncodegen-units = 1\n";

const CONFIGURATION: &str = "[profile.slim]\nlto = \"thin\"\n[profile.release]\noverflow-checks = true\n\
    [build]\nrustflags = [\"-Cdebug-assertions=no\", \"-L\", \"/nowhere/of/this/machine\"]\n";

/// What the unit graph says, in the words of a document.
fn words(profile: &Value) -> Vec<(&'static str, String)> {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let strip = ["resolved", "deferred"].iter().find_map(|key| profile["strip"].get(*key)).unwrap_or(&profile["strip"]);
    let strip = strip.get("Named").unwrap_or(strip);
    let units = Some(&profile["codegen_units"]).filter(|units| !units.is_null());
    vec![
        ("opt-level", text(&profile["opt_level"])),
        ("debuginfo", text(&profile["debuginfo"])),
        ("debug-assertions", text(&profile["debug_assertions"])),
        ("overflow-checks", text(&profile["overflow_checks"])),
        ("incremental", text(&profile["incremental"])),
        ("lto", text(&profile["lto"])),
        ("panic", text(&profile["panic"])),
        ("strip", text(strip).to_lowercase()),
        ("codegen-units", units.map_or("default".to_owned(), text)),
    ]
}

#[test]
fn the_profile_that_applies_is_the_one_of_cargos_own_plan() {
    let workspace = Workspace::new();
    let folder = workspace.folder();
    let manifest = std::fs::read_to_string(folder.join("Cargo.toml")).unwrap();
    std::fs::write(folder.join("Cargo.toml"), format!("{manifest}{MANIFEST}")).unwrap();
    put(&folder.join(".cargo/config.toml"), CONFIGURATION.as_bytes());
    let own: &[(&str, &str)] = &[("CARGO_PROFILE_SLIM_LTO", "off"), ("CARGO_INCREMENTAL", "1")];
    for (profile, variables) in [("dev", &[][..]), ("release", &[]), ("slim", &[]), ("slim", own), ("bench", &[])] {
        let arguments = ["build", "-q", "-p", "app", "--profile", profile];
        let mut cargo = Command::new("cargo");
        with_toolchain(cargo.current_dir(&folder));
        cargo.args(arguments).args(["--unit-graph", "-Zunstable-options"]).env("RUSTC_BOOTSTRAP", "1");
        let planned = cargo.envs(variables.iter().copied()).output().unwrap();
        let graph: Value = serde_json::from_slice(&planned.stdout).unwrap();
        let unit = |name: &str, kind: &str| {
            let units = graph["units"].as_array().unwrap();
            let is = |unit: &&Value| unit["target"]["name"] == name && unit["target"]["kind"][0] == kind;
            units.iter().find(is).unwrap()["profile"].clone()
        };
        let words_of = ["build", "-q", "-o", "cyclonedx-json=one.json", "--", "cargo"];
        let mut command = workspace.bonafide(&[&words_of[..], &arguments].concat());
        let output = command.envs(variables.iter().copied()).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        let text = std::fs::read_to_string(folder.join("one.json")).unwrap();
        assert!(!text.contains("/nowhere"), "a path of this machine");
        let document: Value = serde_json::from_str(&text).unwrap();
        for (key, value) in words(&unit("app", "bin")) {
            let stated = property(&document["metadata"], &format!("bonafide:cargo:{key}"));
            assert_eq!(stated, Some(value.as_str()), "{profile} {key}");
        }
        let flags = property(&document["metadata"], "bonafide:cargo:rustflags");
        assert_eq!(flags, Some("-Cdebug-assertions=no -L <path>"));
        let listed = document["components"].as_array().unwrap();
        let own = |name: &str| property(listed.iter().find(|it| it["name"] == name).unwrap(), "bonafide:cargo:profile");
        let wanted = if profile == "slim" { Some("opt-level=2 codegen-units=1") } else { None };
        assert_eq!(own("m-sys"), wanted, "{profile}");
        assert_eq!(own("mid"), (!matches!(profile, "dev")).then_some("opt-level=s"), "{profile}");
    }
}

#[test]
fn what_cannot_be_followed_is_not_stated() {
    let workspace = Workspace::new();
    // A program in cargo's place that sets what nobody sees.
    let script = "#!/bin/sh\nCARGO_PROFILE_DEV_OPT_LEVEL=1 exec cargo \"$@\"\n";
    // One that is a cargo itself is asked for messages; what a tool sets for the cargo that it calls is seen.
    for (name, wanted) in [("cross", (Some("1"), None, None)), ("own", (Some("1"), Some("false"), Some("debuginfo")))] {
        let program = workspace.folder().join(name);
        put(&program, script.as_bytes());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
            let program = format!("./{name}");
            let words = ["-o", "cyclonedx-json=one.json", "--", &program, "build", "-q", "-p", "tool"];
            let output = workspace.build(&words);
            assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
            let document: Value =
                serde_json::from_slice(&std::fs::read(workspace.folder().join("one.json")).unwrap()).unwrap();
            let stated = |key: &str| property(&document["metadata"], &format!("bonafide:cargo:{key}"));
            assert_eq!((stated("opt-level"), stated("lto"), stated("strip")), wanted, "{name}");
            let is_told = document["annotations"].to_string().contains("are not stated");
            assert_eq!(is_told, wanted.1.is_none(), "{}", document["annotations"]);
        }
    }
}

#[test]
fn a_document_says_with_what_it_was_built() {
    let workspace = Workspace::new();
    let formats = ["-o", "cyclonedx-json@1.5=five.json", "-o", "cyclonedx-json@1.4=four.json"];
    let more = ["-o", "cyclonedx-json=own.json", "--", "cargo", "build", "-q", "-p", "tool"];
    let output = workspace.build(&[&formats[..], &more].concat());
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let told = |arguments: &[&str]| {
        let output = workspace.bonafide(arguments).output().unwrap();
        (output.status.code(), String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned())
    };
    let open = |name: &str| -> Value {
        serde_json::from_slice(&std::fs::read(workspace.folder().join(name)).unwrap()).unwrap()
    };
    for name in ["five.json", "own.json"] {
        let document = open(name);
        let workflow = &document["formulation"][0]["workflows"][0];
        let tools: Vec<&str> =
            workflow["resourceReferences"].as_array().unwrap().iter().map(|it| it["ref"].as_str().unwrap()).collect();
        assert!(matches!(tools.as_slice(), [cargo, rustc] if cargo.contains("/cargo@") && rustc.contains("/rustc@")));
        assert_eq!(workflow["outputs"][0]["resource"]["ref"], document["metadata"]["component"]["bom-ref"]);
        assert!(
            workflow["inputs"]
                .as_array()
                .unwrap()
                .iter()
                .any(|it| it["resource"]["ref"].to_string().contains("shared"))
        );
        assert_eq!(property(workflow, "bonafide:cargo:profile"), Some("dev"));
    }
    assert_eq!(open("four.json").get("formulation"), None);
    let (code, text) = told(&["lint", "own.json", "five.json", "four.json"]);
    assert_eq!(code, Some(0), "{text}");
    // Reading it back loses nothing, and writing it again gives the same.
    let (code, text) = told(&["convert", "own.json", "-o", "spdx-json=own.spdx.json", "--strict"]);
    assert_eq!(code, Some(0), "{text}");
    assert_eq!(told(&["convert", "own.spdx.json", "-o", "cyclonedx-json=back.json"]).0, Some(0));
    assert_eq!(open("back.json"), open("own.json"));
    assert_eq!(told(&["merge", "own.json", "four.json", "-o", "cyclonedx-json=merged.json"]).0, Some(0));
    assert_eq!(open("merged.json")["formulation"], open("own.json")["formulation"]);
}

#[test]
fn a_target_that_only_the_configuration_names_is_built_for() {
    let workspace = Workspace::new();
    let host = super::workspace::host();
    put(&workspace.folder().join(".cargo/config.toml"), format!("[build]\ntarget = {host:?}\n").as_bytes());
    let exe = std::env::consts::EXE_SUFFIX;
    // Once anew and once where all is there.
    for own in [&[][..], &["--anew"]] {
        let output = workspace.build(&[own, &["--", "cargo", "build", "-q", "-p", "app"]].concat());
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        let document = workspace.document(&super::workspace::place(Some(&host), &format!("app{exe}")));
        assert_eq!(super::read(&document), super::truth(super::APP));
        let stated = |key: &str| property(&document["metadata"], key).map(str::to_owned);
        assert_eq!(stated("bonafide:cargo:target-triple"), Some(host.clone()));
        assert_eq!(stated("bonafide:cargo:resolve:targets"), Some(host.clone()));
    }
}
