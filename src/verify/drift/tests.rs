use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::*;
use crate::collect::{Depth, Options, Projects, Selection};
use crate::format::{self, Document, Stamp};
use crate::model::{
    Algorithm, Completeness, Component, ComponentId, Digest, Edge, EdgeKind, Inventory, Origin, Outcome, Purl,
    Resolution,
};
use crate::source::Silent;
use crate::source::hash::digest_bytes;
use crate::verify::Targets;

mod built;

const MANIFEST: &str = "[package]
name = \"app\"
version = \"0.1.0\"
edition = \"2021\"

[dependencies]
forked = { git = \"https://example.org/forked.git\" }
leaf = \"1.2\"
private = { version = \"1.0\", registry = \"own\" }

[build-dependencies]
helper = \"0.4\"

[dev-dependencies]
tester = \"2.0\"

[target.'cfg(windows)'.dependencies]
winleaf = \"0.3\"
";

const DEFAULT: &str = "registry+https://github.com/rust-lang/crates.io-index";

fn locked(name: &str, version: &str, source: &str, dependencies: &[&str]) -> String {
    let list = dependencies.iter().map(|name| format!(" \"{name}\",\n")).collect::<Vec<_>>().concat();
    let list = if list.is_empty() { list } else { format!("dependencies = [\n{list}]\n") };
    let source = match source {
        "" => String::new(),
        git if git.starts_with("git+") => format!("source = \"{git}\"\n"),
        registry => format!("source = \"{registry}\"\nchecksum = \"{}\"\n", digest(name).hex()),
    };
    format!("[[package]]\nname = \"{name}\"\nversion = \"{version}\"\n{source}{list}\n")
}

fn lock() -> String {
    let own = ["forked", "helper", "leaf", "private", "tester", "winleaf"];
    let packages = [
        locked("app", "0.1.0", "", &own),
        locked("deep", "3.0.0", DEFAULT, &[]),
        locked("forked", "1.0.0", "git+https://example.org/forked.git#0123456789abcdef", &[]),
        locked("helper", "0.4.1", DEFAULT, &[]),
        locked("leaf", "1.2.3", DEFAULT, &["deep"]),
        locked("private", "1.0.0", "registry+https://crates.example.org/index", &[]),
        locked("tester", "2.0.0", DEFAULT, &["leaf"]),
        locked("winleaf", "0.3.0", DEFAULT, &[]),
    ];
    format!("version = 4\n\n{}", packages.concat())
}

fn digest(text: &str) -> Digest {
    digest_bytes(Algorithm::Sha256, text.as_bytes()).unwrap()
}

/// A project, a document of it as `scan` makes it, and perhaps one that was shipped before.
struct Case {
    folder: tempfile::TempDir,
    inventory: Inventory,
    shipped: Option<Inventory>,
    failing: Option<Vec<&'static str>>,
}

impl Case {
    fn new() -> Self {
        Self::of(&lock())
    }

    fn of(lock: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        put(folder.path(), "Cargo.toml", MANIFEST);
        put(folder.path(), "src/main.rs", "fn main() {}\n");
        put(folder.path(), "build.rs", "fn main() {}\n");
        put(folder.path(), "Cargo.lock", lock);
        let caches = BTreeMap::new();
        let selection = Selection::default();
        let options =
            Options { depth: Depth::Manifests, projects: Projects::Topmost, caches: &caches, selection: &selection };
        let inventory = collect::collect(folder.path(), &options).unwrap();
        Self { folder, inventory, shipped: None, failing: None }
    }

    /// A document of a tool that does not say how it chose its packages.
    fn foreign() -> Self {
        let mut case = Self::new();
        case.inventory.subject.resolution = Resolution::Unknown;
        for component in &mut case.inventory.components {
            component.origin = Origin::Unknown;
        }
        case
    }

    fn id(&self, name: &str) -> ComponentId {
        self.inventory.ids().find(|id| self.inventory.component(*id).name == name).unwrap()
    }

    fn component(&mut self, name: &str) -> &mut Component {
        let id = self.id(name);
        &mut self.inventory.components[id.index()]
    }

    fn remove(&mut self, name: &str) {
        let removed = self.id(name);
        let moved = |id: ComponentId| if id > removed { ComponentId(id.0 - 1) } else { id };
        let inventory = &mut self.inventory;
        inventory.components.remove(removed.index());
        inventory.edges.retain(|edge| edge.from != removed && edge.to != removed);
        for edge in &mut inventory.edges {
            (edge.from, edge.to) = (moved(edge.from), moved(edge.to));
        }
        inventory.completeness.clear();
        inventory.subject.root = inventory.subject.root.map(moved);
    }

    fn add(&mut self, purl: &str) -> ComponentId {
        let purl = Purl::parse(purl).unwrap();
        let (package, version) = purl.as_str().split_once('@').unwrap();
        let name = package.rsplit('/').next().unwrap().to_owned();
        let version = Some(version.split('?').next().unwrap().to_owned());
        self.inventory.add(Component { name, version, purl: Some(purl), ..Component::default() })
    }

    fn run(&self) -> CheckReport {
        self.with(true)
    }

    fn with(&self, lock: bool) -> CheckReport {
        let document = file(self.inventory.clone());
        let shipped = self.folder.path().join("shipped.json");
        let baseline = self.shipped.as_ref().map(|inventory| {
            let stamp = Stamp { created: "2026-01-01".parse().unwrap() };
            let mut inventory = inventory.clone();
            inventory.normalize();
            std::fs::write(&shipped, format::ALL[0].write(&inventory, None, &stamp).unwrap()).unwrap();
            Baseline::read(&shipped)
        });
        let against = Against {
            baseline: baseline.as_ref(),
            with_lock: Some(&document).filter(|_| lock),
            failing: self.failing.as_deref(),
        };
        run(self.folder.path(), Some(&document), against)
    }

    /// The codes of what is found, worst last, and what it all comes to.
    fn told(&self) -> (Vec<&'static str>, Outcome) {
        told(&self.run())
    }
}

fn told(report: &CheckReport) -> (Vec<&'static str>, Outcome) {
    let codes = report.items.iter().map(|item| item.code.strip_prefix("drift.").unwrap()).collect();
    (codes, report.outcome(Level::Error))
}

fn put(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

fn file(inventory: Inventory) -> DocumentFile {
    let document = Document { format: "cyclonedx-json", version: "1.7".into(), serial: None, created: None, inventory };
    DocumentFile { path: PathBuf::from("sbom.json"), sha256: digest(""), size: 0, document }
}

fn run(subject: &Path, document: Option<&DocumentFile>, drift: Against<'_>) -> CheckReport {
    let caches = BTreeMap::new();
    let input = Input {
        subject,
        document,
        signatures: &[],
        keys: &[],
        register: None,
        caches: &caches,
        targets: &Targets::These(vec!["x86_64-unknown-linux-gnu".into()]),
        at: "2026-01-01".parse().unwrap(),
        ignore: &[],
        own_files: &[],
        drift,
        accepted_algorithms: &[],
        hashed: &[],
        progress: &Silent,
    };
    Drift.run(&input).unwrap()
}

#[test]
fn a_document_of_the_lock_file_passes() {
    let report = Case::new().run();
    assert_eq!(told(&report), (vec![], Outcome::Pass), "{report:#?}");
    assert_eq!(report.passed, 8);
    assert_eq!(report.coverage, ["Cargo.lock: 8 of 8 packages, with version, digest and origin; 8 dependencies"]);
}

#[test]
fn a_package_that_is_missing_fails() {
    for name in ["leaf", "helper", "winleaf", "tester", "forked"] {
        let mut case = Case::new();
        case.remove(name);
        let (codes, outcome) = case.told();
        assert!(codes.contains(&"lock-missing"), "{name}: {codes:?}");
        assert_eq!(outcome, Outcome::Fail, "{name}");
    }
}

#[test]
fn a_document_is_held_against_what_it_says_it_is_about() {
    let package = |name: &str, rest: &str| {
        format!("[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2021\"\n{rest}")
    };
    let folder = tempfile::tempdir().unwrap();
    let app = "[dependencies]\nextra = { path = \"extra\", optional = true }\n";
    put(folder.path(), "Cargo.toml", &package("app", app));
    put(folder.path(), "src/main.rs", "fn main() {}\n");
    put(folder.path(), "extra/Cargo.toml", &package("extra", ""));
    put(folder.path(), "extra/src/lib.rs", "");
    let lock = [locked("app", "0.1.0", "", &["extra"]), locked("extra", "0.1.0", "", &[])].concat();
    put(folder.path(), "Cargo.lock", &format!("version = 4\n\n{lock}"));
    let caches = BTreeMap::new();
    let collected = |base| {
        // The package in the folder below is a member too, and would bring itself along.
        let packages = collect::Packages::Named(vec!["app".into()]);
        let selection = Selection { packages, base, ..Selection::default() };
        let options =
            Options { depth: Depth::Manifests, projects: Projects::Topmost, caches: &caches, selection: &selection };
        collect::collect(folder.path(), &options).unwrap()
    };
    let outcome = |inventory: &Inventory| {
        let document = file(inventory.clone());
        told(&run(folder.path(), Some(&document), Against { with_lock: Some(&document), ..Against::default() }))
    };
    let (all, none) = (collected(collect::Base::All), collected(collect::Base::None));
    assert_eq!((all.components.len(), none.components.len()), (2, 1));
    assert_eq!(outcome(&all), (vec![], Outcome::Pass));
    assert_eq!(outcome(&none), (vec![], Outcome::Pass));
    let with = |inventory: &Inventory, other: &Inventory| {
        let mut mixed = inventory.clone();
        mixed.subject.properties.clone_from(&other.subject.properties);
        outcome(&mixed)
    };
    assert_eq!(with(&none, &all), (vec!["lock-missing"], Outcome::Fail));
    assert_eq!(with(&all, &none), (vec!["not-selected"], Outcome::Fail));
}

#[test]
fn a_document_that_does_not_say_how_it_chose_may_leave_out_what_not_every_build_has() {
    for (name, code, outcome) in [
        ("leaf", "lock-missing", Outcome::Fail),
        ("helper", "lock-missing", Outcome::Fail),
        ("winleaf", "left-out", Outcome::Pass),
        ("tester", "left-out", Outcome::Pass),
        // The manifest of `leaf` is in no cache: what it needs `deep` for is not known.
        ("deep", "undecided", Outcome::Unchecked),
    ] {
        let mut case = Case::foreign();
        case.remove(name);
        assert_eq!(case.told(), (vec![code], outcome), "{name}");
    }
}

#[test]
fn a_document_of_one_build_may_be_of_other_features() {
    let mut case = Case::new();
    case.inventory.subject.resolution = Resolution::Exact;
    assert_eq!(case.told(), (vec![], Outcome::Pass));
    case.remove("leaf");
    assert_eq!(case.told(), (vec!["undecided"], Outcome::Unchecked));
    let mut case = Case::new();
    case.inventory.subject.resolution = Resolution::Exact;
    case.remove("winleaf");
    assert_eq!(case.told(), (vec!["left-out"], Outcome::Pass));
}

#[test]
fn a_package_that_the_lock_file_does_not_have_fails() {
    let mut case = Case::new();
    case.add("pkg:cargo/extra@1.0.0");
    assert_eq!(case.told(), (vec!["lock-surplus"], Outcome::Fail));
    let mut case = Case::foreign();
    case.add("pkg:cargo/leaf@1.3.0");
    assert_eq!(case.told(), (vec!["lock-surplus"], Outcome::Fail), "a second version");
    let mut case = Case::foreign();
    case.add("pkg:cargo/leaf@1.2.3");
    assert_eq!(case.told(), (vec!["no-digest"], Outcome::Pass), "the same once more");
}

#[test]
fn what_no_lock_file_pins_is_told_and_not_compared() {
    let mut case = Case::new();
    case.add("pkg:deb/debian/libc6@2.36");
    case.add("pkg:generic/zlib@1.3");
    assert_eq!(case.told(), (vec!["not-compared"], Outcome::Pass));
    case.add("pkg:cargo/app@0.1.0#src/main.rs");
    assert_eq!(case.told(), (vec!["not-compared"], Outcome::Pass));
    let part = case.add("pkg:cargo/inside@1.0.0");
    case.inventory.components[part.index()].parent = Some(case.id("zlib"));
    assert_eq!(case.told(), (vec!["not-compared"], Outcome::Pass));
}

#[test]
fn another_version_fails() {
    for version in ["1.2.2", "1.2.4", "2.0.0", "1.2.3+x"] {
        for mut case in [Case::new(), Case::foreign()] {
            let leaf = case.component("leaf");
            leaf.version = Some(version.into());
            leaf.purl = Purl::builder("cargo", "leaf").version(version).build().ok();
            assert_eq!(case.told(), (vec!["lock-version"], Outcome::Fail), "{version}");
        }
    }
}

#[test]
fn another_digest_fails_and_none_is_no_pass() {
    let mut case = Case::new();
    case.component("leaf").digests[0].digest = digest("evil");
    assert_eq!(case.told(), (vec!["lock-digest"], Outcome::Fail));
    let mut case = Case::new();
    case.component("leaf").digests.clear();
    assert_eq!(case.told(), (vec!["no-digest"], Outcome::Pass), "told; decides where warnings do");
    assert_eq!(case.run().outcome(Level::Warning), Outcome::Unchecked);
    let scope = crate::model::DigestScope::PackageArchive;
    let digest = digest_bytes(Algorithm::Sha512, b"x").unwrap();
    case.component("leaf").digests.push(crate::model::ScopedDigest { scope, digest });
    assert_eq!(case.told().0, ["no-digest"], "of another algorithm");
}

#[test]
fn another_origin_fails() {
    let mut case = Case::new();
    case.component("private").origin = Origin::DefaultRegistry;
    assert_eq!(case.told(), (vec!["lock-origin"], Outcome::Fail));
    let mut case = Case::new();
    case.component("leaf").origin = Origin::Registry("https://evil.example".into());
    assert_eq!(case.told(), (vec!["lock-origin"], Outcome::Fail));
    let mut case = Case::new();
    case.component("leaf").origin = Origin::Path(None);
    assert_eq!(case.told(), (vec!["lock-origin"], Outcome::Fail));
    let mut case = Case::foreign();
    case.component("app").purl = Purl::parse("pkg:cargo/app@0.1.0").ok();
    assert_eq!(case.told(), (vec![], Outcome::Pass), "most tools name the project's own packages so");
    case.component("app").origin = Origin::Registry("https://evil.example".into());
    assert_eq!(case.told(), (vec!["lock-origin"], Outcome::Fail));
}

#[test]
fn another_commit_or_repository_fails() {
    let git = |url: &str, commit: &str| Origin::Git { url: url.into(), commit: Some(commit.into()), reference: None };
    for (url, commit, expected) in [
        ("https://example.org/forked.git", "0123456789abcdef", vec![]),
        ("https://example.org/forked.git", "0123456", vec![]),
        ("https://example.org/forked.git", "fedcba9876543210", vec!["lock-origin"]),
        ("https://evil.example/forked.git", "0123456789abcdef", vec!["lock-origin"]),
    ] {
        let mut case = Case::new();
        case.component("forked").origin = git(url, commit);
        assert_eq!(case.told().0, expected, "{url} {commit}");
    }
}

#[test]
fn another_edge_fails() {
    let edge = |from, to| Edge { from, to, kind: EdgeKind::Runtime, optional: false, target: None };
    let mut case = Case::foreign();
    let more = edge(case.id("helper"), case.id("deep"));
    case.inventory.edges.push(more);
    assert_eq!(case.told(), (vec!["lock-edge"], Outcome::Fail), "one that the lock file does not have");
    let mut case = Case::foreign();
    let (app, leaf) = (case.id("app"), case.id("leaf"));
    case.inventory.edges.retain(|edge| (edge.from, edge.to) != (app, leaf));
    assert_eq!(case.told(), (vec!["lock-edge"], Outcome::Fail), "one that every build has");
    case.inventory.completeness.insert(app, Completeness::Incomplete);
    assert_eq!(case.told(), (vec!["not-compared"], Outcome::Pass), "one that the document admits to lack");
    let mut case = Case::foreign();
    let winleaf = case.id("winleaf");
    case.inventory.edges.retain(|edge| edge.to != winleaf);
    assert_eq!(case.told(), (vec![], Outcome::Pass), "one that only Windows has");
    case.inventory.edges.clear();
    assert_eq!(case.told(), (vec!["no-edges"], Outcome::Pass), "told; decides where warnings do");
}

#[test]
fn packages_that_a_document_cannot_tell_apart_are_one() {
    // Two packages of one name and version, of which `leaf` needs the first and `tester` the second.
    let index = "registry+https://crates.example.org/index";
    let (first, second) = (format!("deep 3.0.0 ({DEFAULT})"), format!("deep 3.0.0 ({index})"));
    let text = lock()
        .replace(" \"deep\",", &format!(" \"{first}\","))
        .replace(" \"leaf\",\n]", &format!(" \"{second}\",\n \"leaf\",\n]"));
    let mut case = Case::of(&format!("{text}{}", locked("deep", "3.0.0", index, &[])));
    assert_eq!(case.told(), (vec![], Outcome::Pass));
    let deeps: Vec<ComponentId> =
        case.inventory.ids().filter(|id| case.inventory.component(*id).name == "deep").collect();
    let [one, other] = deeps[..] else { panic!("{deeps:?}") };
    for edge in &mut case.inventory.edges {
        edge.to = if edge.to == one {
            other
        } else if edge.to == other {
            one
        } else {
            edge.to
        };
    }
    assert_eq!(case.told(), (vec!["lock-edge", "lock-edge"], Outcome::Fail), "the document says which is which");
    for id in deeps {
        case.inventory.components[id.index()].origin = Origin::Unknown;
        case.inventory.components[id.index()].digests.clear();
    }
    assert_eq!(case.told(), (vec!["no-digest"], Outcome::Pass));
}

#[test]
fn a_root_may_have_another_name() {
    let mut case = Case::new();
    let app = case.component("app");
    app.name = "product".into();
    app.version = Some("7".into());
    app.purl = None;
    assert_eq!(case.told(), (vec![], Outcome::Pass));
    let mut case = Case::new();
    case.component("app").version = Some("0.2.0".into());
    assert_eq!(case.told(), (vec!["lock-version"], Outcome::Fail), "the same name in another version");
}

#[test]
fn a_lock_file_that_cannot_be_read_is_no_pass() {
    let case = Case::new();
    for (text, why) in [("<<<<<<< ours\n", "cannot be parsed"), ("", "names no package"), ("version = 99\n", "unknown")]
    {
        put(case.folder.path(), "Cargo.lock", text);
        assert_ne!(case.told().1, Outcome::Pass, "{why}");
    }
    put(case.folder.path(), "Cargo.lock", &lock().replace("name = \"leaf\"", "name = \"other\""));
    assert_eq!(case.told().1, Outcome::Fail);
    std::fs::remove_file(case.folder.path().join("Cargo.lock")).unwrap();
    assert_eq!(case.told(), (vec!["nothing-to-compare"], Outcome::Unchecked));
}

#[test]
fn without_anything_to_compare_nothing_passes() {
    let case = Case::new();
    assert_eq!(told(&case.with(false)), (vec!["nothing-to-compare"], Outcome::Unchecked));
    assert_eq!(told(&run(case.folder.path(), None, Against::default())).1, Outcome::Unchecked);
    let empty = file(Inventory::default());
    let against = Against { with_lock: Some(&empty), ..Against::default() };
    let (codes, outcome) = told(&run(case.folder.path(), Some(&empty), against));
    assert_eq!((outcome, codes.iter().filter(|code| **code == "lock-missing").count()), (Outcome::Fail, 8));
}

#[test]
fn the_same_as_was_shipped_passes() {
    let mut case = Case::new();
    case.shipped = Some(case.inventory.clone());
    let report = case.with(false);
    assert_eq!(told(&report), (vec![], Outcome::Pass), "{report:#?}");
    assert_eq!(report.passed, 8);
}

#[test]
fn other_bytes_than_were_shipped_fail_and_the_reader_may_say_what_else() {
    let mut case = Case::new();
    case.shipped = Some(case.inventory.clone());
    case.component("leaf").version = Some("1.2.2".into());
    let kind = |failing: Option<&str>, case: &mut Case| {
        case.failing = failing.map(super::failing);
        told(&case.with(false))
    };
    assert_eq!(kind(None, &mut case), (vec!["downgraded"], Outcome::Pass));
    assert_eq!(kind(Some("downgraded"), &mut case), (vec!["downgraded"], Outcome::Fail));
    assert_eq!(kind(Some("warning"), &mut case), (vec!["downgraded"], Outcome::Fail));
    assert_eq!(kind(Some("added"), &mut case), (vec!["downgraded"], Outcome::Pass));
    let mut case = Case::new();
    case.shipped = Some(case.inventory.clone());
    case.component("leaf").digests[0].digest = digest("evil");
    assert_eq!(kind(None, &mut case), (vec!["digest-changed"], Outcome::Fail));
    assert_eq!(kind(Some("added"), &mut case), (vec!["digest-changed"], Outcome::Pass), "as the reader said");
}

#[test]
fn a_baseline_that_says_nothing_is_no_pass() {
    let case = Case::new();
    let document = file(case.inventory.clone());
    let path = case.folder.path().join("last.json");
    let outcome = |text: Option<&str>| {
        let _ = std::fs::remove_file(&path);
        text.inspect(|text| std::fs::write(&path, text).unwrap());
        let baseline = Baseline::read(&path);
        told(&run(case.folder.path(), Some(&document), Against { baseline: Some(&baseline), ..Against::default() }))
    };
    assert_eq!(outcome(None), (vec!["no-baseline"], Outcome::Unchecked));
    assert_eq!(outcome(Some("no document")), (vec!["no-baseline"], Outcome::Unchecked));
    let empty = "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\"version\":1}";
    assert_eq!(outcome(Some(empty)), (vec!["nothing-to-compare"], Outcome::Unchecked));
    let broken = "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\"components\":[{\"type\":\"library\",\"name\":\"leaf\",\
                  \"version\":\"1.2.3\",\"hashes\":[{\"alg\":\"SHA-256\",\"content\":\"no digest\"}]}]}";
    assert_eq!(outcome(Some(broken)).1, Outcome::Unchecked, "a part of it cannot be understood");
    let baseline = Baseline::read(&path);
    let against = Against { baseline: Some(&baseline), ..Against::default() };
    assert_eq!(told(&run(case.folder.path(), None, against)).1, Outcome::Unchecked, "no document");
}
