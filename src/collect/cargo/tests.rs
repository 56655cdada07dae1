#![expect(clippy::disallowed_methods, reason = "tests ask for the caches of whoever runs them")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use super::super::golden;
use super::{Toolchain, collect_by_metadata};
use crate::collect::{Base, Depth, Options, Projects, Selection, collect};
use crate::model::{EdgeKind, Inventory, Origin, Problem, ProblemKind};

#[test]
fn golden_cases_hold() {
    golden::check_all("testdata/cargo", "cargo");
}

fn cargo_home() -> PathBuf {
    let home = || PathBuf::from(std::env::var_os("HOME").expect("a home directory")).join(".cargo");
    std::env::var_os("CARGO_HOME").map_or_else(home, PathBuf::from)
}

/// The toolchain that builds this test: its real programs, not rustup's proxies.
fn toolchain() -> Toolchain {
    let cargo = PathBuf::from(env!("CARGO"));
    let rustc = cargo.with_file_name("rustc");
    Toolchain { cargo, rustc, cargo_home: Some(cargo_home()), rustup_home: None, name: None }
}

fn read(folder: &Path, selection: &Selection) -> Inventory {
    let caches = BTreeMap::from([("cargo", cargo_home())]);
    let projects = Projects::Topmost;
    let options = Options { depth: Depth::Manifests, projects, caches: &caches, selection };
    collect(folder, &options).unwrap()
}

type Ends = (String, String);

/// What an oracle and we say of one project: packages, and edges with their kind and platforms.
#[derive(Debug, Default, PartialEq, Eq)]
struct Facts {
    packages: BTreeSet<String>,
    edges: BTreeMap<Ends, (String, BTreeSet<Option<String>>)>,
    proc_macros: BTreeSet<String>,
}

/// Returns a platform without the blanks that cargo puts in where the manifest has none.
fn plain(target: &str) -> String {
    target.replace(' ', "")
}

fn ours(inventory: &Inventory) -> Facts {
    let name = |id| {
        let component: &crate::model::Component = inventory.component(id);
        let source = match &component.origin {
            Origin::Path(_) => "path",
            Origin::Git { .. } => "git",
            Origin::DefaultRegistry | Origin::Registry(_) => "registry",
            Origin::Unknown => return None,
        };
        Some(format!("{} {} {source}", component.name, component.version.as_deref().unwrap_or_default()))
    };
    let mut facts = Facts { packages: inventory.ids().filter_map(name).collect(), ..Facts::default() };
    for edge in &inventory.edges {
        // A synthetic root is no package of cargo's.
        let (Some(from), Some(to)) = (name(edge.from), name(edge.to)) else { continue };
        let kind = match edge.kind {
            EdgeKind::Runtime => "normal",
            EdgeKind::Build => "build",
            EdgeKind::Development => "dev",
            EdgeKind::Unknown => "unknown",
        };
        facts.edges.insert((from, to), (kind.to_owned(), BTreeSet::from([edge.target.as_deref().map(plain)])));
    }
    let macros = inventory.ids().filter(|id| inventory.component(*id).properties.contains_key("cargo:proc-macro"));
    facts.proc_macros = macros.filter_map(name).collect();
    facts
}

/// Says that a test lacks its input, past the capture of the test harness; where `CI` is `true` that is a failure.
fn skipped(why: &str) {
    use std::io::Write;
    assert!(std::env::var_os("CI").is_none_or(|value| value != "true"), "{why}");
    std::io::stdout().lock().write_all(format!("skipped: {why}\n").as_bytes()).unwrap();
}

/// Whether cargo has every package of a project, those of other platforms included; a plain build fetches only what it needs.
fn is_fetched(folder: &Path) -> bool {
    let mut command = Command::new(env!("CARGO"));
    command.args(["metadata", "--locked", "--offline", "--format-version", "1"]).current_dir(folder);
    let output = command.env("RUSTC", toolchain().rustc).env("CARGO_HOME", cargo_home()).output().unwrap();
    let fetched =
        output.status.success() || !String::from_utf8_lossy(&output.stderr).contains("--offline was specified");
    if !fetched {
        skipped("packages of other platforms are not in cargo's cache; `cargo fetch --locked` gets them");
    }
    fetched
}

/// Reads what `cargo metadata` says, by code that shares nothing with the collector.
fn theirs(folder: &Path) -> Facts {
    let mut command = Command::new(env!("CARGO"));
    command.args(["metadata", "--locked", "--offline", "--all-features", "--format-version", "1"]).current_dir(folder);
    let output = command.env("RUSTC", toolchain().rustc).env("CARGO_HOME", cargo_home()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    let mut facts = Facts::default();
    for package in list(&metadata["packages"]) {
        let source = match package["source"].as_str() {
            None => "path",
            Some(source) if source.starts_with("git+") => "git",
            Some(_) => "registry",
        };
        let name = format!("{} {} {source}", text(&package["name"]), text(&package["version"]));
        let is_macro = |target: &Value| list(&target["kind"]).iter().any(|kind| kind == "proc-macro");
        if list(&package["targets"]).iter().any(is_macro) {
            facts.proc_macros.insert(name.clone());
        }
        names.insert(text(&package["id"]), name);
    }
    facts.packages = names.values().cloned().collect();
    let mut raw = Raw::new();
    for node in list(&metadata["resolve"]["nodes"]) {
        for dependency in list(&node["deps"]) {
            let ends = (names[&text(&node["id"])].clone(), names[&text(&dependency["pkg"])].clone());
            for kind in list(&dependency["dep_kinds"]) {
                let name = kind["kind"].as_str().unwrap_or("normal").to_owned();
                raw.entry(ends.clone()).or_default().push((name, kind["target"].as_str().map(ToOwned::to_owned)));
            }
        }
    }
    let members: Vec<String> = list(&metadata["workspace_members"]).iter().map(|id| names[&text(id)].clone()).collect();
    let root = metadata["resolve"]["root"].as_str().map(|id| names[id].clone());
    let linked = linked(&raw, &members, root, &facts.proc_macros);
    for (ends, kinds) in raw {
        let has = |wanted: &str| kinds.iter().any(|(kind, _)| kind == wanted);
        let runs_while_building = facts.proc_macros.contains(&ends.1) || !linked.contains(&ends.0);
        let kind = match (has("normal"), has("build")) {
            (true, _) if !runs_while_building => "normal",
            (true, _) | (_, true) => "build",
            (false, false) => "dev",
        };
        facts.edges.insert(
            ends,
            (kind.to_owned(), kinds.into_iter().map(|(_, target)| target.as_deref().map(plain)).collect()),
        );
    }
    facts
}

type Raw = BTreeMap<Ends, Vec<(String, Option<String>)>>;

/// Grows the set of packages that are linked into something until nothing is added.
fn linked(raw: &Raw, members: &[String], root: Option<String>, macros: &BTreeSet<String>) -> BTreeSet<String> {
    let grow = |set: &mut BTreeSet<String>, follows: &dyn Fn(&str, &str) -> bool| loop {
        let before = set.len();
        for ((from, to), kinds) in raw {
            if set.contains(from) && kinds.iter().any(|(kind, _)| follows(kind, to)) {
                set.insert(to.clone());
            }
        }
        if set.len() == before {
            break;
        }
    };
    let mut starts: BTreeSet<String> = BTreeSet::new();
    if let Some(root) = root {
        let mut reached = BTreeSet::from([root.clone()]);
        starts.insert(root);
        grow(&mut reached, &|_, _| true);
        for member in members {
            if reached.insert(member.clone()) {
                starts.insert(member.clone());
                grow(&mut reached, &|_, _| true);
            }
        }
    } else {
        starts.extend(members.iter().filter(|member| !macros.contains(*member)).cloned());
    }
    for ((from, to), kinds) in raw {
        if members.contains(from) && !macros.contains(to) && kinds.iter().any(|(kind, _)| kind == "dev") {
            starts.insert(to.clone());
        }
    }
    grow(&mut starts, &|kind, to| kind == "normal" && !macros.contains(to));
    starts
}

/// Compares with all features for all platforms. Cargo lists what its lock file counts, with every `name?/feature` as if it turned the dependency on and with
/// build dependencies of packages without build script; so what we list has to be among it, and how much more cargo lists is told. What exactly a build uses
/// is compared with cargo's graph of units, in the integration tests. An edge's one platform has to be one of cargo's, or none where cargo has several.
fn compare(folder: &Path) -> String {
    let selection = Selection { base: Base::All, ..Selection::default() };
    let (ours, theirs) = (ours(&read(folder, &selection)), theirs(folder));
    assert!(ours.packages.is_subset(&theirs.packages));
    assert!(ours.proc_macros.is_subset(&theirs.proc_macros));
    let mut differing = Vec::new();
    for (ends, (kind, platforms)) in &ours.edges {
        let Some((their_kind, their_platforms)) = theirs.edges.get(ends) else {
            differing.push(format!("{ends:?} is none of cargo's"));
            continue;
        };
        let is_any = platforms.contains(&None) && their_platforms.len() > 1;
        // What is linked by way of something that is off, cargo takes as linked; what only the tests turn on, it does not tell.
        let is_kind = kind == their_kind || their_kind == "normal" || kind == "dev";
        if !is_kind || !(platforms.is_subset(their_platforms) || is_any) {
            differing.push(format!("{ends:?}: {kind} {platforms:?}, cargo {their_kind} {their_platforms:?}"));
        }
    }
    assert!(differing.is_empty(), "{} edges differ: {:#?}", differing.len(), &differing[..differing.len().min(10)]);
    format!(
        "{} packages, {} edges with their kinds, {} proc-macros equal; cargo lists {} packages and {} edges more",
        ours.packages.len(),
        ours.edges.len(),
        ours.proc_macros.len(),
        theirs.packages.len() - ours.packages.len(),
        theirs.edges.len() - ours.edges.len()
    )
}

#[test]
fn this_project_is_what_cargo_says_it_is() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    if is_fetched(folder) {
        println!("{}", compare(folder));
    }
}

#[test]
fn other_projects_are_what_cargo_says_they_are() {
    let Some(inputs) = std::env::var_os("BONAFIDE_INPUTS") else {
        return skipped("`BONAFIDE_INPUTS` names no folder of projects, such as tests/oracle/inputs.sh makes");
    };
    let projects = std::fs::read_dir(inputs).unwrap().map(|entry| entry.unwrap().path());
    let mut projects: Vec<_> = projects.filter(|folder| folder.join("Cargo.lock").is_file()).collect();
    projects.sort();
    assert!(!projects.is_empty(), "no project is there");
    for folder in projects {
        println!("{}: {}", folder.display(), compare(&folder));
    }
}

#[test]
fn asking_cargo_gives_the_same_inventory() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    if !is_fetched(folder) {
        return;
    }
    let mut read = read(folder, &Selection::default());
    let asked = collect_by_metadata(folder, &toolchain(), &Selection::default()).unwrap();
    // A walk over the whole tree is the other entry's business.
    let of_walk = |problem: &Problem| problem.path != ".";
    read.problems.retain(of_walk);
    read.subject.properties.retain(|key, _| key.starts_with("cargo:"));
    assert!(asked.problems.iter().all(|problem| problem.kind == ProblemKind::Skipped), "{:?}", asked.problems);
    for (ours, theirs) in read.components.iter().zip(&asked.components) {
        assert_eq!(ours, theirs);
    }
    assert_eq!(read, asked);
}

/// A project whose configuration runs a script wherever cargo would run anything.
#[cfg(unix)]
fn hostile(folder: &Path, marker: &Path) {
    use std::os::unix::fs::PermissionsExt;

    let script = folder.join("run.sh");
    std::fs::write(&script, format!("#!/bin/sh\ntouch '{}'\nexit 1\n", marker.display())).unwrap();
    std::fs::set_permissions(&script, std::fs::Permissions::from_mode(0o755)).unwrap();
    let script = script.display();
    std::fs::create_dir_all(folder.join(".cargo")).unwrap();
    std::fs::create_dir_all(folder.join("src")).unwrap();
    std::fs::write(folder.join("src/lib.rs"), "").unwrap();
    let manifest = "[package]\nname = \"hostile\"\nversion = \"0.1.0\"\nedition = \"2021\"\nbuild = \"build.rs\"\n";
    std::fs::write(folder.join("Cargo.toml"), manifest).unwrap();
    std::fs::write(folder.join("build.rs"), "fn main() {}").unwrap();
    std::fs::write(folder.join("Cargo.lock"), "version = 4\n\n[[package]]\nname = \"hostile\"\nversion = \"0.1.0\"\n")
        .unwrap();
    std::fs::write(folder.join("rust-toolchain.toml"), format!("[toolchain]\npath = \"{}\"\n", folder.display()))
        .unwrap();
    let configuration = format!(
        "[build]\nrustc = \"{script}\"\nrustc-wrapper = \"{script}\"\nrustc-workspace-wrapper = \"{script}\"\nrustdoc = \"{script}\"\n\
         [env]\nRUSTC = {{ value = \"{script}\", force = true }}\nLD_PRELOAD = {{ value = \"{script}\", force = true }}\n\
         [net]\ngit-fetch-with-cli = true\n[registry]\nglobal-credential-providers = [\"{script}\"]\n\
         [alias]\nmetadata = \"run\"\n"
    );
    std::fs::write(folder.join(".cargo/config.toml"), configuration).unwrap();
}

#[cfg(unix)]
#[test]
fn a_hostile_configuration_makes_cargo_run_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let marker = folder.path().join("marker");
    hostile(folder.path(), &marker);
    let inventory = collect_by_metadata(folder.path(), &toolchain(), &Selection::default()).unwrap();
    assert_eq!(inventory.components.len(), 1);
    assert!(!marker.exists(), "the subject's configuration made cargo run a script");
    // The same project does run the script where cargo is started inside of it: the test tests something.
    let mut careless = Command::new(env!("CARGO"));
    careless
        .args(["metadata", "--offline", "--format-version", "1", "--filter-platform", "x86_64-unknown-linux-gnu"])
        .env_remove("RUSTC");
    let _ = careless.env_remove("RUSTC_WRAPPER").current_dir(folder.path()).output().unwrap();
    assert!(marker.exists(), "the fixture is harmless");
}

#[test]
fn what_cargo_refuses_is_an_error_with_its_words() {
    let folder = tempfile::tempdir().unwrap();
    assert!(collect_by_metadata(folder.path(), &toolchain(), &Selection::default()).is_err(), "no lock file");
    std::fs::write(folder.path().join("Cargo.lock"), "version = 4\n").unwrap();
    assert!(collect_by_metadata(folder.path(), &toolchain(), &Selection::default()).is_err(), "no manifest");
    std::fs::write(folder.path().join("Cargo.toml"), "[package]\nname = 1\n").unwrap();
    let error = collect_by_metadata(folder.path(), &toolchain(), &Selection::default()).unwrap_err().to_string();
    assert!(error.starts_with("`cargo metadata` failed: error:"), "{error}");
    let relative = Toolchain { cargo: "cargo".into(), ..toolchain() };
    let error = collect_by_metadata(folder.path(), &relative, &Selection::default()).unwrap_err().to_string();
    assert!(error.contains("must be absolute"), "{error}");
}
