//! `bonafide build`: what was compiled, for which artifact, on which side, with which features, and nothing else.

mod install;
#[cfg(unix)]
mod packed;
mod plan;
mod profile;
mod scanned;
mod workspace;
#[cfg(unix)]
mod wrapped;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use workspace::{Workspace, host, place};

/// A component as the truth names it: name and version, usage, features, features of what runs while building.
type Row = (String, &'static str, String, Option<String>);

/// An edge: from, to, kind.
type Edge = (String, String, &'static str);

fn property<'a>(node: &'a Value, name: &str) -> Option<&'a str> {
    let list = node["properties"].as_array()?;
    list.iter().find(|it| it["name"] == name).and_then(|it| it["value"].as_str())
}

/// Whether cargo compiled it: the toolchain, the standard library's own crates and the system's libraries are told by others.
fn is_compiled(component: &Value) -> bool {
    let occurrences = component["evidence"]["occurrences"].as_array();
    occurrences.into_iter().flatten().any(|it| it["additionalContext"] == "cargo/build")
}

/// Reads a document as the truth is written.
fn read(document: &Value) -> (BTreeSet<Row>, BTreeSet<Edge>) {
    let root = &document["metadata"]["component"];
    let listed = document["components"].as_array().unwrap().iter().chain([root]);
    let mut rows = BTreeSet::new();
    let mut labels = BTreeMap::new();
    let mut kinds: BTreeMap<(String, String), &'static str> = BTreeMap::new();
    for component in listed.clone() {
        let label = format!("{} {}", component["name"].as_str().unwrap(), component["version"].as_str().unwrap_or("-"));
        if !is_compiled(component) {
            continue;
        }
        labels.insert(component["bom-ref"].as_str().unwrap().to_owned(), label.clone());
        let usage = match component["scope"].as_str() {
            Some("required") => "runtime",
            _ => {
                if property(component, "bonafide:usage") == Some("build") {
                    "build"
                } else {
                    "?"
                }
            }
        };
        let features = property(component, "bonafide:cargo:features").unwrap_or_default().to_owned();
        rows.insert((label, usage, features, property(component, "bonafide:cargo:build-features").map(str::to_owned)));
    }
    for component in listed {
        let from = component["bom-ref"].as_str().unwrap();
        for property in component["properties"].as_array().into_iter().flatten() {
            if property["name"] == "bonafide:dependency:build" {
                kinds.insert((from.to_owned(), property["value"].as_str().unwrap().to_owned()), "build");
            }
        }
    }
    let mut edges = BTreeSet::new();
    for dependency in document["dependencies"].as_array().unwrap() {
        let from = dependency["ref"].as_str().unwrap();
        for to in dependency["dependsOn"].as_array().into_iter().flatten() {
            let to = to.as_str().unwrap();
            let kind = kinds.get(&(from.to_owned(), to.to_owned())).copied().unwrap_or("runtime");
            if let (Some(from), Some(to)) = (labels.get(from), labels.get(to)) {
                edges.insert((from.clone(), to.clone(), kind));
            }
        }
    }
    (rows, edges)
}

/// Reads the truth: lines `name version usage [features] [/ build features]` and lines `from -> to [build]`.
fn truth(text: &str) -> (BTreeSet<Row>, BTreeSet<Edge>) {
    let mut rows = BTreeSet::new();
    let mut edges = BTreeSet::new();
    let label = |name: &str| match name.split_once('@') {
        Some((name, version)) => format!("{name} {version}"),
        None => format!("{name} 0.1.0"),
    };
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if let Some((from, rest)) = line.split_once(" -> ") {
            for to in rest.split(", ") {
                let (to, kind) = to.strip_suffix(" build").map_or((to, "runtime"), |to| (to, "build"));
                edges.insert((label(from), label(to), kind));
            }
            continue;
        }
        let (line, host) = line.split_once(" / ").map_or((line, None), |(line, host)| (line, Some(host)));
        let mut words = line.split(' ');
        let name = label(words.next().unwrap());
        let usage = if words.next() == Some("runtime") { "runtime" } else { "build" };
        let features = words.next().unwrap_or_default().to_owned();
        rows.insert((name, usage, features, host.map(str::to_owned)));
    }
    (rows, edges)
}

const APP: &str = "
    app runtime default
    mid runtime y
    shared runtime / extra,withextra
    m-sys runtime
    dup@1.0.0 runtime
    pm build
    pmdep build
    extra build
    dup@2.0.0 build
    app -> mid, shared, m-sys, dup@1.0.0, pm build
    mid -> shared
    pm -> pmdep build, shared build, dup@2.0.0 build
    shared -> extra build";

const FANCY: &str = "
    app runtime default,fancy
    fancydep runtime
    mid runtime y
    shared runtime / extra,withextra
    m-sys runtime
    dup@1.0.0 runtime
    pm build
    pmdep build
    extra build
    dup@2.0.0 build
    app -> mid, shared, m-sys, dup@1.0.0, fancydep, pm build
    mid -> shared
    pm -> pmdep build, shared build, dup@2.0.0 build
    shared -> extra build";

const DEMO: &str = "
    app runtime default
    devonly runtime
    mid runtime y
    shared runtime / extra,withextra
    m-sys runtime
    dup@1.0.0 runtime
    pm build
    pmdep build
    extra build
    dup@2.0.0 build
    app -> mid, shared, m-sys, dup@1.0.0, devonly, pm build
    devonly -> shared
    mid -> shared
    pm -> pmdep build, shared build, dup@2.0.0 build
    shared -> extra build";

const TOOL: &str = "
    tool runtime
    shared runtime
    tool -> shared";

const PLUG: &str = "
    plug runtime
    mid runtime y
    shared runtime
    plug -> mid
    mid -> shared";

const STAT: &str = "
    stat runtime
    dup@2.0.0 runtime
    stat -> dup@2.0.0";

#[test]
fn each_artifact_lists_exactly_what_was_compiled_for_it() {
    let workspace = Workspace::new();
    let host = host();
    let exe = std::env::consts::EXE_SUFFIX;
    let plug = format!("{}plug{}", std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX);
    let stat = if cfg!(windows) { "stat.lib" } else { "libstat.a" };
    for triple in [None, Some(host.as_str())] {
        let target: Vec<&str> = triple.iter().flat_map(|triple| ["--target", triple]).collect();
        // Once anew, once where everything is there already, and once where the documents are too.
        for own in [&[][..], &["--anew"], &[]] {
            let output = workspace.build(&[own, &["--", "cargo", "build", "-q"], &target].concat());
            assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
            assert_eq!(String::from_utf8_lossy(&output.stdout), "");
            for (artifact, text) in [
                (format!("app{exe}"), APP),
                (format!("tool{exe}"), TOOL),
                (plug.clone(), PLUG),
                (stat.to_owned(), STAT),
            ] {
                let document = workspace.document(&place(triple, &artifact));
                assert_eq!(read(&document), truth(text), "{artifact} {triple:?}");
            }
        }
        let output =
            workspace.build(&[&["--", "cargo", "build", "-q", "--examples", "-p", "app"][..], &target].concat());
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        assert_eq!(
            read(&workspace.document(&place(triple, &format!("examples/demo{exe}")))),
            truth(DEMO),
            "{triple:?}"
        );
        let features = ["--", "cargo", "build", "-q", "-p", "app", "--features", "fancy"];
        let output = workspace.build(&[&features[..], &target].concat());
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        for artifact in ["app", "fancy"] {
            let document = workspace.document(&place(triple, &format!("{artifact}{exe}")));
            assert_eq!(read(&document), truth(FANCY), "{artifact} {triple:?}");
        }
    }
}

#[test]
fn the_sbom_beside_an_artifact_is_bound_to_its_bytes_and_signed_as_it_is() {
    let workspace = Workspace::new();
    let told = |arguments: &[&str]| {
        let output = workspace.bonafide(arguments).output().unwrap();
        (output.status.code(), String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned())
    };
    let tool = format!("target/debug/tool{}", std::env::consts::EXE_SUFFIX);
    let (code, text) = told(&["build", "-q", "--", "cargo", "build", "-q", "-p", "tool"]);
    assert_eq!((code, text.as_str()), (Some(0), ""));
    let document = workspace.document(&place(None, &format!("tool{}", std::env::consts::EXE_SUFFIX)));
    let root = &document["metadata"]["component"];
    assert_eq!((&root["name"], &root["type"]), (&"tool".into(), &"application".into()));
    assert_eq!(document["metadata"]["lifecycles"][0]["phase"], "build");
    let algorithms: Vec<&Value> = root["hashes"].as_array().unwrap().iter().map(|hash| &hash["alg"]).collect();
    assert_eq!(algorithms, ["SHA-256", "SHA-512"]);
    assert_eq!(property(root, "bsi:component:executable"), Some("executable"));
    let (code, text) = told(&["verify", &tool, "--check", "digest"]);
    assert_eq!(code, Some(0), "{text}");
    assert_eq!(told(&["key", "generate", "-o", "release.key", "--insecure-unencrypted"]).0, Some(0));
    let statement = format!("target/bonafide/debug/tool{}.intoto.json", std::env::consts::EXE_SUFFIX);
    let envelope = format!("{tool}.intoto.json");
    let sign = ["sign", &statement, "--key", "release.key", "--type", "dsse", "-o", &envelope];
    assert_eq!(told(&sign).0, Some(0), "{}", told(&sign).1);
    let verify = ["verify", &tool, "--check", "digest", "--check", "signature", "--key", "release.pub"];
    let (code, text) = told(&verify);
    assert_eq!(code, Some(0), "{text}");
    // One byte more, and neither the digest nor the statement fits.
    let mut bytes = std::fs::read(workspace.folder().join(&tool)).unwrap();
    bytes.push(0);
    std::fs::write(workspace.folder().join(&tool), bytes).unwrap();
    let (code, text) = told(&verify);
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("digest.mismatch"), "{text}");
}

#[test]
fn the_builds_own_end_is_ours() {
    let workspace = Workspace::new();
    let code = |arguments: &[&str]| workspace.build(arguments).status.code();
    std::fs::write(workspace.folder().join("tool/src/main.rs"), "fn main() { let x: u32 = \"\"; }").unwrap();
    let output = workspace.build(&["--", "cargo", "build", "-q", "-p", "tool"]);
    assert_eq!(output.status.code(), Some(101));
    // The compiler's diagnostics are there as a person reads them.
    assert!(String::from_utf8_lossy(&output.stderr).contains("mismatched types"));
    assert!(!workspace.folder().join("target/bonafide").exists());
    // A check makes no artifact.
    assert_eq!(code(&["--", "cargo", "check", "-q", "-p", "stat"]), Some(3));
    assert_eq!(code(&["--", "cargo", "tree"]), Some(2));
    assert_eq!(code(&["--", "no-such-program", "build"]), Some(2));
}

#[test]
fn what_a_program_prints_and_asks_passes_through() {
    let workspace = Workspace::new();
    let text = "fn main() { println!(\"{}\", \"{\\\"reason\\\":\\\"compiler-artifact\\\"}\"); std::process::exit(7) }";
    std::fs::write(workspace.folder().join("tool/src/main.rs"), text).unwrap();
    let output = workspace.build(&["--", "cargo", "run", "-q", "-p", "tool"]);
    assert_eq!(String::from_utf8_lossy(&output.stdout), "{\"reason\":\"compiler-artifact\"}\n");
    assert_eq!(output.status.code(), Some(7));
    // Whoever asks for messages gets them all.
    let arguments = ["--", "cargo", "build", "-q", "-p", "tool", "--message-format=json"];
    let output = workspace.build(&arguments);
    let lines = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(lines.lines().all(|line| line.starts_with("{\"reason\":")), "{lines}");
    // And the same messages from elsewhere give the same document.
    let document = workspace.document(&place(None, &format!("tool{}", std::env::consts::EXE_SUFFIX)));
    std::fs::write(workspace.folder().join("messages.json"), lines).unwrap();
    let output = workspace.build(&["--messages", "messages.json", "-o", "cyclonedx-json=one.json"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let again: Value = serde_json::from_slice(&std::fs::read(workspace.folder().join("one.json")).unwrap()).unwrap();
    assert_eq!(again["components"], document["components"]);
}

#[test]
fn a_document_is_made_again_only_when_something_changed() {
    let workspace = Workspace::new();
    let build = || workspace.build(&["--", "cargo", "build", "-q", "-p", "tool"]).status.code();
    let document = workspace.folder().join(format!("target/debug/tool{}.cdx.json", std::env::consts::EXE_SUFFIX));
    let time = || std::fs::metadata(&document).unwrap().modified().unwrap();
    assert_eq!(build(), Some(0));
    let first = time();
    assert_eq!((build(), time()), (Some(0), first));
    // A document that somebody touched, a program of other bytes, and other sources.
    std::fs::write(&document, "{}").unwrap();
    assert_eq!(build(), Some(0));
    assert_ne!(std::fs::read(&document).unwrap(), b"{}");
    let text = "fn main() { println!(\"other\"); }";
    std::fs::write(workspace.folder().join("tool/src/main.rs"), text).unwrap();
    let before = std::fs::read(&document).unwrap();
    assert_eq!(build(), Some(0));
    assert_ne!(std::fs::read(&document).unwrap(), before);
}

#[test]
fn what_only_ran_while_building_can_be_left_out() {
    let workspace = Workspace::new();
    let output =
        workspace.build(&["--runtime-only", "-o", "cyclonedx-json=sbom/", "--", "cargo", "build", "-q", "-p", "app"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let file = workspace.folder().join(format!("sbom/app{}.cdx.json", std::env::consts::EXE_SUFFIX));
    let document: Value = serde_json::from_slice(&std::fs::read(file).unwrap_or_default()).unwrap_or_default();
    let listed =
        document["components"].as_array().into_iter().flatten().map(|it| it["name"].as_str().unwrap_or_default());
    let names: BTreeSet<&str> = listed.collect();
    assert!(["mid", "shared", "m-sys", "dup", "rust-std"].iter().all(|name| names.contains(name)), "{names:?}");
    assert!(!["pm", "pmdep", "extra", "rustc", "cargo"].iter().any(|name| names.contains(name)), "{names:?}");
}
