//! What `scan` says of a package, `build` says too: identity, licence, origin, digests, marks.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use super::workspace::{Workspace, with_toolchain};
use crate::project::put;

/// What is a fact of one build, or of a choice.
const OF_BUILD: &[&str] = &[
    "bonafide:usage",
    "bonafide:dependency",
    "bonafide:cargo:features",
    "bonafide:cargo:build-features",
    "bonafide:cargo:profile",
    "bonafide:cargo:library",
    "bonafide:cargo:target",
    "bonafide:cargo:artifact",
    "bonafide:digest:scope",
    "bsi:component",
    "native:",
];

const FIELDS: &[&str] =
    &["name", "version", "group", "purl", "licenses", "authors", "description", "externalReferences", "supplier"];

/// Returns what a document says of each package of the lock file, by reference.
fn said(document: &Value) -> BTreeMap<String, Value> {
    let root = &document["metadata"]["component"];
    let mut found = BTreeMap::new();
    for component in document["components"].as_array().unwrap().iter().chain([root]) {
        let methods = component["evidence"]["occurrences"].as_array().into_iter().flatten();
        if !methods.into_iter().any(|it| it["additionalContext"] == "cargo/lockfile") {
            continue;
        }
        let name = |property: &&Value| property["name"].as_str().unwrap_or_default().to_owned();
        let own = |property: &&Value| !OF_BUILD.iter().any(|start| name(property).starts_with(start));
        let properties: Vec<&Value> = component["properties"].as_array().into_iter().flatten().filter(own).collect();
        let mut facts = json!({ "properties": properties });
        for field in FIELDS {
            facts[*field] = component[*field].clone();
        }
        // The artifact has the digests of its own bytes.
        if component["bom-ref"] != root["bom-ref"] {
            facts["hashes"] = component["hashes"].clone();
        }
        found.insert(component["bom-ref"].as_str().unwrap().to_owned(), facts);
    }
    found
}

fn open(path: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

/// Plans a build in a folder, describes it, scans the same, and returns what both say of how many packages.
fn compare(folder: &Path, out: &Path, package: &[&str]) -> BTreeMap<String, Value> {
    let run = |program: &mut Command| {
        let output = program.output().unwrap();
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(matches!(output.status.code(), Some(0 | 3)), "{text}");
        output.stdout
    };
    let mut cargo = Command::new("cargo");
    cargo.current_dir(folder).args(["build", "--unit-graph", "-Zunstable-options", "--offline"]).args(package);
    with_toolchain(&mut cargo);
    std::fs::write(out.join("graph.json"), run(cargo.env("RUSTC_BOOTSTRAP", "1"))).unwrap();
    let bonafide = |arguments: &[&str]| {
        let mut command = crate::executable::bonafide(folder);
        with_toolchain(&mut command);
        run(command.args(arguments));
    };
    let graph = out.join("graph.json");
    let (built, scanned) = (out.join("built.json"), out.join("scanned.json"));
    let to = |file: &Path| format!("cyclonedx-json={}", file.display());
    let own = ["build", "-q", "--unit-graph", graph.to_str().unwrap(), "-o", &to(&built), "--", "cargo", "build"];
    bonafide(&[&own[..], &["--offline"], package].concat());
    bonafide(&["scan", "-q", "dir:.", "-o", &to(&scanned)]);
    let (built, scanned) = (said(&open(&built)), said(&open(&scanned)));
    for (reference, facts) in &built {
        let mut other = scanned.get(reference).cloned().unwrap_or_default();
        if facts.get("hashes").is_none() {
            other.as_object_mut().and_then(|other| other.remove("hashes"));
        }
        assert_eq!(facts, &other, "{reference}");
    }
    built
}

#[test]
fn of_this_project_scan_and_build_say_the_same() {
    let out = tempfile::tempdir().unwrap();
    let found = compare(Path::new(env!("CARGO_MANIFEST_DIR")), out.path(), &[]);
    assert!(found.len() > 100, "{}", found.len());
    assert!(found.values().filter(|facts| facts["hashes"].is_array()).count() > 100);
}

#[test]
fn a_vendored_package_and_a_patch_are_marked() {
    let workspace = Workspace::new();
    let folder = workspace.folder();
    let manifest = "[package]\nname = \"far\"\nversion = \"1.0.0\"\nedition = \"2021\"\nlicense = \"MIT\"\n";
    put(&folder.join("vendor/far/Cargo.toml"), manifest.as_bytes());
    put(&folder.join("vendor/far/src/lib.rs"), b"");
    let checksum = format!("{{\"files\":{{}},\"package\":\"{}\"}}", "ab".repeat(32));
    put(&folder.join("vendor/far/.cargo-checksum.json"), checksum.as_bytes());
    put(&folder.join("near/Cargo.toml"), b"[package]\nname = \"near\"\nversion = \"2.0.0\"\nedition = \"2021\"\n");
    put(&folder.join("near/src/lib.rs"), b"");
    let sources = "[source.crates-io]\nreplace-with = \"own\"\n[source.own]\ndirectory = \"vendor\"\n";
    put(&folder.join(".cargo/config.toml"), sources.as_bytes());
    let add = |file: &str, text: &str| {
        let file = folder.join(file);
        let before = std::fs::read_to_string(&file).unwrap();
        std::fs::write(file, format!("{before}{text}")).unwrap();
    };
    add("tool/Cargo.toml", "far = \"1\"\nnear = \"2\"\n");
    add("Cargo.toml", "[patch.crates-io]\nnear = { path = \"near\" }\n");
    let out = tempfile::tempdir().unwrap();
    let found = compare(&folder, out.path(), &["-p", "tool"]);
    let mark = |start: &str, name: &str| {
        let (_, facts) = found.iter().find(|(reference, _)| reference.contains(start)).unwrap();
        super::property(facts, name).map(str::to_owned)
    };
    assert_eq!(mark("far@", "bonafide:cargo:vendored").as_deref(), Some("true"));
    assert_eq!(mark("near@", "bonafide:cargo:patched").as_deref(), Some("crates-io"));
    assert_eq!(mark("shared@", "bonafide:cargo:patched"), None);
}
