//! What `scan` lists of a workspace, against cargo's own graph of units: the same packages, features for target and host, edges and kinds.
//!
//! Cargo plans a build with `--unit-graph` without compiling anything. What it says is read by code that shares nothing with the collector.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use bonafide::collect::{self, Base, CollectError, Depth, Development, Options, Packages, Projects, Selection};
use bonafide::model::{EdgeKind, Inventory, Origin};
use serde_json::Value;

mod fixture;

const LINUX: &str = "x86_64-unknown-linux-gnu";
const TARGETS: [&str; 3] = [LINUX, "x86_64-pc-windows-msvc", "aarch64-apple-darwin"];

type Ends = (String, String);

/// The features of a package as it is built for the target, and for the host where that is another set or the only one.
type Sets = (Option<String>, Option<String>);

/// What a build uses, by cargo's words or by ours.
#[derive(Debug, Default, PartialEq, Eq)]
struct Facts {
    packages: BTreeMap<String, Sets>,
    edges: BTreeMap<Ends, &'static str>,
}

fn cargo_home() -> PathBuf {
    let home = || PathBuf::from(std::env::var_os("HOME").expect("a home directory")).join(".cargo");
    std::env::var_os("CARGO_HOME").map_or_else(home, PathBuf::from)
}

/// The triple of the machine that runs this test.
fn host() -> String {
    let output = Command::new(rustc()).arg("-vV").output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().find_map(|line| line.strip_prefix("host: ")).unwrap().to_owned()
}

fn rustc() -> PathBuf {
    PathBuf::from(env!("CARGO")).with_file_name("rustc")
}

/// Cargo in a project, which it leaves as it is.
fn cargo(folder: &Path, arguments: &[&str]) -> Result<Vec<u8>, String> {
    let mut command = Command::new(env!("CARGO"));
    command.args(arguments).current_dir(folder).env("RUSTC", rustc()).env("CARGO_HOME", cargo_home());
    command.env("RUSTC_BOOTSTRAP", "1").env("CARGO_TARGET_DIR", std::env::temp_dir().join("bonafide-no-target"));
    let output = command.env_remove("CARGO_BUILD_TARGET").env_remove("RUSTFLAGS").output().unwrap();
    if output.status.success() { Ok(output.stdout) } else { Err(String::from_utf8_lossy(&output.stderr).into_owned()) }
}

/// Which build is asked about.
#[derive(Clone, Debug)]
struct Asked<'a> {
    target: &'a str,
    base: Base,
    features: &'a [&'a str],
    packages: &'a [&'a str],
    tests: Development,
}

impl std::fmt::Display for Asked<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {:?}", self.target, self.base)?;
        f.write_str(if self.tests == Development::Listed { " with tests" } else { "" })
    }
}

impl Asked<'_> {
    fn flags(&self) -> Vec<&str> {
        let mut flags = vec!["--target", self.target];
        flags.extend(match self.base {
            Base::Default => None,
            Base::All => Some("--all-features"),
            Base::None => Some("--no-default-features"),
        });
        flags.extend(self.features.iter().flat_map(|feature| ["--features", feature]));
        flags.extend(self.packages.iter().flat_map(|package| ["--package", package]));
        if self.packages.is_empty() {
            flags.push("--workspace");
        }
        if self.tests == Development::Listed {
            flags.push("--all-targets");
        }
        flags
    }

    fn selection(&self) -> Selection {
        let texts = |list: &[&str]| list.iter().map(|text| (*text).to_owned()).collect::<Vec<String>>();
        let packages = match self.packages {
            [] => Packages::Workspace,
            names => Packages::Named(texts(names)),
        };
        let targets = vec![self.target.to_owned()];
        Selection {
            packages,
            features: texts(self.features),
            base: self.base,
            targets,
            hosts: vec![host()],
            development: self.tests,
            ..Selection::default()
        }
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// Returns `name version source` of an identifier that cargo writes: `source#name@version`, or `source#version` where the source ends with the name.
fn name(id: &str) -> String {
    let (source, fragment) = id.rsplit_once('#').unwrap();
    let (name, version) = fragment.rsplit_once('@').unwrap_or_else(|| {
        let path = source.split('?').next().unwrap();
        (path.trim_end_matches('/').rsplit('/').next().unwrap(), fragment)
    });
    let kind = source.split('+').next().unwrap();
    let kind = if kind == "sparse" { "registry" } else { kind };
    format!("{name} {version} {kind}")
}

/// Returns what cargo would build.
fn theirs(folder: &Path, asked: &Asked<'_>) -> Result<Facts, String> {
    let mut arguments = vec!["build", "--unit-graph", "-Zunstable-options", "-Zbindeps", "--locked", "--offline"];
    arguments.push("--ignore-rust-version");
    arguments.extend(asked.flags());
    let graph: Value = serde_json::from_slice(&cargo(folder, &arguments)?).unwrap();
    let units = list(&graph["units"]);
    let is_script = |unit: &Value| list(&unit["target"]["kind"]).iter().any(|kind| kind == "custom-build");
    let runs = |unit: &Value| unit["mode"] == "run-custom-build";
    let mut facts = Facts::default();
    for unit in units {
        let from = name(unit["pkg_id"].as_str().unwrap());
        let is_host = unit["platform"].is_null();
        let sets = facts.packages.entry(from.clone()).or_default();
        if !is_script(unit) {
            let features: BTreeSet<&str> = list(&unit["features"]).iter().filter_map(Value::as_str).collect();
            let features = features.into_iter().collect::<Vec<_>>().join(",");
            let set = if is_host { &mut sets.1 } else { &mut sets.0 };
            assert!(set.as_ref().is_none_or(|set| *set == features), "{from} is built for one side with two sets");
            *set = Some(features);
        }
        for dependency in list(&unit["dependencies"]) {
            let other = &units[usize::try_from(dependency["index"].as_u64().unwrap()).unwrap()];
            let to = name(other["pkg_id"].as_str().unwrap());
            // That a build script reads what another one found is no dependency of its own.
            if from == to || (runs(unit) && runs(other)) {
                continue;
            }
            // What a script gets handed, such as a program for the target, is for the build.
            let is_for_build = is_host || runs(unit) || other["platform"].is_null();
            let kind = if is_for_build { "build" } else { "runtime" };
            let known = facts.edges.entry((from.clone(), to)).or_insert(kind);
            *known = (*known).max(kind);
        }
    }
    for sets in facts.packages.values_mut() {
        if sets.0 == sets.1 {
            sets.1 = None;
        }
    }
    Ok(facts)
}

fn collects(folder: &Path, asked: &Asked<'_>) -> Result<Inventory, CollectError> {
    let caches = BTreeMap::from([("cargo", cargo_home())]);
    let selection = asked.selection();
    let projects = Projects::Topmost;
    let options = Options { depth: Depth::Manifests, projects, caches: &caches, selection: &selection };
    collect::collect(folder, &options)
}

/// Returns what we list.
fn ours(folder: &Path, asked: &Asked<'_>) -> Facts {
    let inventory = collects(folder, asked).unwrap();
    let name = |id| {
        let component = inventory.component(id);
        let source = match &component.origin {
            Origin::Path(_) => "path",
            Origin::Git { .. } => "git",
            Origin::DefaultRegistry | Origin::Registry(_) => "registry",
            Origin::Unknown => return None,
        };
        Some(format!("{} {} {source}", component.name, component.version.as_deref().unwrap_or_default()))
    };
    let mut facts = Facts::default();
    for id in inventory.ids() {
        let Some(name) = name(id) else { continue };
        let properties = &inventory.component(id).properties;
        assert!(!properties.contains_key("cargo:features:assumed"), "{name}: everything is known here");
        let features = properties.get("cargo:features").cloned().unwrap_or_default();
        facts.packages.insert(name, (Some(features), properties.get("cargo:features:host").cloned()));
    }
    for edge in &inventory.edges {
        let (Some(from), Some(to)) = (name(edge.from), name(edge.to)) else { continue };
        let kind = match edge.kind {
            EdgeKind::Runtime => "runtime",
            EdgeKind::Build => "build",
            EdgeKind::Development => "development",
            EdgeKind::Unknown => "unknown",
        };
        assert!(!edge.optional, "{from} -> {to}: what is off is left out");
        // Tests of a package may use the package itself.
        if from == to {
            continue;
        }
        facts.edges.insert((from, to), kind);
    }
    facts
}

/// Compares, and returns how many packages and edges there were.
fn compare(folder: &Path, asked: &Asked<'_>) -> Result<(usize, usize), String> {
    let mut theirs = theirs(folder, asked)?;
    let mut ours = ours(folder, asked);
    for sets in theirs.packages.values_mut() {
        // A package for the host alone has its features there; of one of which only the build script is planned, there are none.
        *sets = match std::mem::take(sets) {
            (None, Some(host)) => (Some(host), None),
            (None, None) => (Some(String::new()), None),
            both => both,
        };
    }
    if asked.packages == ["macros"] {
        // A proc-macro that is the subject is what is delivered, so that what it links is no mere tool.
        ours.edges.values_mut().chain(theirs.edges.values_mut()).for_each(|kind| *kind = "");
    }
    if asked.tests == Development::Listed {
        // With tests there is no one build: what is linked is as it is without them, and they come on top.
        ours.packages.values_mut().chain(theirs.packages.values_mut()).for_each(|sets| *sets = Sets::default());
        ours.edges.values_mut().chain(theirs.edges.values_mut()).for_each(|kind| *kind = "");
    }
    let (ours_only, theirs_only) = difference(&ours.packages, &theirs.packages);
    assert!(ours_only.is_empty() && theirs_only.is_empty(), "{asked:?}\nours {ours_only:#?}\ncargo's {theirs_only:#?}");
    let (ours_only, theirs_only) = difference(&ours.edges, &theirs.edges);
    assert!(ours_only.is_empty() && theirs_only.is_empty(), "{asked:?}\nours {ours_only:#?}\ncargo's {theirs_only:#?}");
    Ok((ours.packages.len(), ours.edges.len()))
}

type Rows<'a, K, V> = Vec<(&'a K, &'a V)>;

fn difference<'a, K: Ord, V: PartialEq>(
    a: &'a BTreeMap<K, V>,
    b: &'a BTreeMap<K, V>,
) -> (Rows<'a, K, V>, Rows<'a, K, V>) {
    let only = |a: &'a BTreeMap<K, V>, b: &'a BTreeMap<K, V>| {
        a.iter().filter(|(key, value)| b.get(key) != Some(value)).take(8).collect::<Vec<_>>()
    };
    (only(a, b), only(b, a))
}

/// Says that a test lacks its input, past the capture of the test harness; where `CI` is `true` that is a failure.
fn skipped(why: &str) {
    assert!(std::env::var_os("CI").is_none_or(|value| value != "true"), "{why}");
    tell(&format!("skipped: {why}"));
}

fn tell(line: &str) {
    use std::io::Write;
    std::io::stdout().lock().write_all(format!("{line}\n").as_bytes()).unwrap();
}

/// Compares a project for three sets of features and three targets, and with its tests.
fn compare_all(folder: &Path) {
    let asked = |target, base, tests| Asked { target, base, features: &[], packages: &[], tests };
    let mut builds: Vec<Asked<'_>> = Vec::new();
    for target in TARGETS {
        builds.extend([Base::Default, Base::All, Base::None].map(|base| asked(target, base, Development::LeftOut)));
        builds.push(asked(target, Base::Default, Development::Listed));
    }
    let mut counted = Vec::new();
    for asked in builds {
        match compare(folder, &asked) {
            Ok((packages, edges)) => counted.push(format!("{asked}: {packages} packages, {edges} edges")),
            Err(error) if error.contains("--offline") || error.contains("no matching package") => {
                return skipped(
                    "packages of other platforms are not in cargo's cache; `cargo fetch --locked` gets them",
                );
            }
            Err(error) => panic!("{}: {asked}: {error}", folder.display()),
        }
    }
    tell(&format!("{}: equal to cargo's plan, {}", folder.display(), counted.join("; ")));
}

#[test]
fn this_project_is_resolved_as_cargo_builds_it() {
    compare_all(Path::new(env!("CARGO_MANIFEST_DIR")));
}

#[test]
fn other_projects_are_resolved_as_cargo_builds_them() {
    let Some(inputs) = std::env::var_os("BONAFIDE_INPUTS") else {
        return skipped("`BONAFIDE_INPUTS` names no folder of projects, such as tests/oracle/inputs.sh makes");
    };
    let projects = std::fs::read_dir(inputs).unwrap().map(|entry| entry.unwrap().path());
    let mut projects: Vec<_> = projects.filter(|folder| folder.join("Cargo.lock").is_file()).collect();
    projects.sort();
    assert!(!projects.is_empty(), "no project is there");
    for folder in projects {
        compare_all(&folder);
    }
}
