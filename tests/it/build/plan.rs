//! Plans of cargo's own beside messages, and in place of them: the unit graph, and what `-Zsbom` puts beside an artifact.

use std::process::Command;

use serde_json::Value;

use super::workspace::{Workspace, host, place};
use super::{APP, FANCY, property, read, truth};

/// Runs cargo with what is unstable in it.
fn cargo(workspace: &Workspace, arguments: &[&str]) -> Vec<u8> {
    let mut command = Command::new("cargo");
    workspace.with_toolchain(&mut command);
    let output = command.args(arguments).env("RUSTC_BOOTSTRAP", "1").current_dir(workspace.folder()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

fn graph(workspace: &Workspace, name: &str, more: &[&str]) {
    let plan = ["build", "--unit-graph", "-Zunstable-options"];
    std::fs::write(workspace.folder().join(name), cargo(workspace, &[&plan[..], more].concat())).unwrap();
}

fn messages(workspace: &Workspace, more: &[&str]) {
    let build = ["build", "-q", "--message-format=json"];
    std::fs::write(workspace.folder().join("messages.json"), cargo(workspace, &[&build[..], more].concat())).unwrap();
}

fn open(workspace: &Workspace, file: &str) -> Value {
    let bytes = std::fs::read(workspace.folder().join(file)).unwrap_or_else(|error| panic!("{file}: {error}"));
    serde_json::from_slice(&bytes).unwrap()
}

fn app() -> String {
    format!("app{}", std::env::consts::EXE_SUFFIX)
}

fn stated<'a>(document: &'a Value, name: &str) -> Option<&'a str> {
    property(&document["metadata"], name)
}

#[test]
fn a_unit_graph_tells_edges_and_sides_with_messages_and_without() {
    let workspace = Workspace::new();
    let host = host();
    for triple in [None, Some(host.as_str())] {
        let target: Vec<&str> = triple.iter().flat_map(|triple| ["--target", triple]).collect();
        graph(&workspace, "graph.json", &target);
        let plan = ["--unit-graph", "graph.json", "-o", "cyclonedx-json=planned/", "--", "cargo", "build"];
        let output = workspace.build(&[&plan[..], &target].concat());
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        assert!(!workspace.folder().join("target").join(place(triple, &app())).exists() || triple.is_some());
        let planned = open(&workspace, &format!("planned/{}.cdx.json", app()));
        assert_eq!(read(&planned), truth(APP), "{triple:?}");
        assert_eq!(planned["metadata"]["component"]["hashes"], Value::Null);
        assert_eq!(planned["metadata"]["lifecycles"][0]["phase"], "pre-build");
        assert!(planned["annotations"].to_string().contains("nothing was compiled"), "{}", planned["annotations"]);
        messages(&workspace, &target);
        let both = ["--unit-graph", "graph.json", "--messages", "messages.json", "-o", "cyclonedx-json=both/", "--"];
        let output = workspace.build(&[&both[..], &["cargo", "build"], &target].concat());
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        let built = open(&workspace, &format!("both/{}.cdx.json", app()));
        assert_eq!(read(&built), truth(APP), "{triple:?}");
        assert_eq!(stated(&built, "bonafide:cargo:edges"), Some("unit-graph"));
        assert_eq!(built["metadata"]["component"]["hashes"].as_array().map(Vec::len), Some(2));
    }
    // There is nothing that documents could lie beside.
    assert_eq!(workspace.build(&["--unit-graph", "graph.json"]).status.code(), Some(2));
}

#[test]
fn a_plan_of_another_build_is_told_and_what_was_compiled_counts() {
    let workspace = Workspace::new();
    messages(&workspace, &["-p", "app"]);
    graph(&workspace, "graph.json", &["-p", "app", "--features", "fancy"]);
    let both = ["--unit-graph", "graph.json", "--messages", "messages.json", "-o", "cyclonedx-json=both.json"];
    let output = workspace.build(&both);
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(3), "{text}");
    assert!(text.contains("graph.json"), "{text}");
    let document = open(&workspace, "both.json");
    assert_eq!(read(&document), truth(APP));
    assert_eq!(stated(&document, "bonafide:cargo:edges"), None);
    assert!(document["compositions"].to_string().contains("incomplete"));
    // The same features and another profile are another build, too.
    graph(&workspace, "graph.json", &["-p", "app", "--release"]);
    assert_eq!(workspace.build(&both).status.code(), Some(3));
    std::fs::write(workspace.folder().join("graph.json"), "{}").unwrap();
    assert_eq!(workspace.build(&both).status.code(), Some(3));
}

#[test]
fn what_cargo_puts_beside_an_artifact_is_found_and_must_fit() {
    let workspace = Workspace::new();
    let build = |more: &[&str]| {
        let words = [&["build", "-q", "-o", "cyclonedx-json=sbom/"][..], more].concat();
        let mut command = workspace.bonafide(&words);
        command.env("RUSTC_BOOTSTRAP", "1").env("CARGO_BUILD_SBOM", "true").output().unwrap()
    };
    let own = ["cargo", "build", "-q", "-Zsbom", "-p", "app"];
    let fancy = [&own[..], &["--features", "fancy"]].concat();
    for (words, text) in [(fancy.as_slice(), FANCY), (&own, APP)] {
        let output = build(&[&["--"][..], words].concat());
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        let document = open(&workspace, &format!("sbom/{}.cdx.json", app()));
        assert_eq!((read(&document), stated(&document, "bonafide:cargo:edges")), (truth(text), Some("precursor")));
    }
    let beside = workspace.folder().join("target/debug").join(format!("{}.cargo-sbom.json", app()));
    let text = std::fs::read_to_string(&beside).unwrap();
    // Another compiler, a package that was not compiled, and no JSON at all.
    for (from, to, told) in
        [("rustc 1.", "rustc 0.", "#/rustc"), ("/mid#0.1.0", "/mid#0.1.1", "#/crates/"), ("{", "[", "app")]
    {
        std::fs::write(&beside, text.replace(from, to)).unwrap();
        let output = build(&[&["--"][..], &own].concat());
        let shown = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(3), "{from}: {shown}");
        assert!(shown.contains(told), "{from}: {shown}");
        assert_eq!(read(&open(&workspace, &format!("sbom/{}.cdx.json", app()))), truth(APP));
    }
    std::fs::write(workspace.folder().join("other.cargo-sbom.json"), &text).unwrap();
    let output = build(&[&["--precursor", "other.cargo-sbom.json", "--"][..], &own].concat());
    assert_eq!(output.status.code(), Some(3), "{}", String::from_utf8_lossy(&output.stderr));
}
