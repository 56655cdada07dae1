//! Documents of one build, as they were made and tampered with.

use super::*;
use crate::collect::{Base, Development, Packages};
use crate::model::Usage;

const LINUX: &str = "x86_64-unknown-linux-gnu";

/// A workspace of path packages: `app` is what was built, together with `other`, which turns a feature of `shared` on.
const FILES: &[(&str, &str)] = &[
    ("Cargo.toml", "[workspace]\nresolver = \"2\"\nmembers = [\"app\", \"other\"]\nexclude = [\"parts\"]\n"),
    (
        "app/Cargo.toml",
        "[package]\nname = \"app\"\nversion = \"0.1.0\"\nedition = \"2021\"\n[features]\ntls = [\"dep:tls\"]\n\
         [dependencies]\nshared = { path = \"../parts/shared\" }\ntls = { path = \"../parts/tls\", optional = true }\n\
         [build-dependencies]\ngen = { path = \"../parts/gen\" }\n\
         [target.'cfg(not(custom))'.dependencies]\nflagged = { path = \"../parts/flagged\" }\n\
         [target.'cfg(windows)'.dependencies]\nwin = { path = \"../parts/win\" }\n",
    ),
    ("app/build.rs", "fn main() {}"),
    ("app/src/main.rs", "fn main() {}"),
    (
        "other/Cargo.toml",
        "[package]\nname = \"other\"\nversion = \"0.1.0\"\nedition = \"2021\"\n\
         [dependencies]\nshared = { path = \"../parts/shared\", features = [\"extra\"] }\nalone = { path = \"../parts/alone\" }\n",
    ),
    ("other/src/main.rs", "fn main() {}"),
    (
        "parts/shared/Cargo.toml",
        "[package]\nname = \"shared\"\nversion = \"0.1.0\"\nedition = \"2021\"\n[features]\nextra = [\"dep:deep\"]\n\
         [dependencies]\ndeep = { path = \"../deep\", optional = true }\n",
    ),
];

const PARTS: &[&str] = &["alone", "deep", "flagged", "gen", "tls", "win"];

/// The project with the document of its program `app`.
struct Built {
    folder: tempfile::TempDir,
    inventory: Inventory,
}

impl Built {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in FILES {
            put(folder.path(), name, text);
        }
        for name in PARTS {
            let manifest = format!("[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2021\"\n");
            put(folder.path(), &format!("parts/{name}/Cargo.toml"), &manifest);
        }
        for name in PARTS.iter().chain(&["shared"]) {
            put(folder.path(), &format!("parts/{name}/src/lib.rs"), "");
        }
        let dependencies = |name: &str| match name {
            "app" => vec!["flagged", "gen", "shared", "tls", "win"],
            "other" => vec!["alone", "shared"],
            "shared" => vec!["deep"],
            _ => vec![],
        };
        let names = ["alone", "app", "deep", "flagged", "gen", "other", "shared", "tls", "win"];
        let packages = names.map(|name| locked(name, "0.1.0", "", &dependencies(name)));
        put(folder.path(), "Cargo.lock", &format!("version = 4\n\n{}", packages.concat()));
        let inventory = Self::document(folder.path(), Some("app@0.1.0"));
        Self { folder, inventory }
    }

    /// What `bonafide build -- cargo build -F app/tls` writes of the program, by the rules of the resolver.
    fn document(folder: &Path, only: Option<&str>) -> Inventory {
        let linux = vec![LINUX.to_owned()];
        let selection = Selection {
            packages: Packages::Named(vec!["app@0.1.0".into(), "other@0.1.0".into()]),
            features: vec!["app/tls".into()],
            base: Base::None,
            targets: linux.clone(),
            hosts: linux,
            development: Development::LeftOut,
            only: only.map(str::to_owned),
            ..Selection::default()
        };
        let caches = BTreeMap::new();
        let projects = Projects::Topmost;
        let options = Options { depth: Depth::Manifests, projects, caches: &caches, selection: &selection };
        let mut inventory = collect::collect(folder, &options).unwrap();
        inventory.subject.resolution = Resolution::Exact;
        inventory.subject.properties.insert("cargo:target-triple".into(), LINUX.into());
        inventory
    }

    fn id(&self, name: &str) -> ComponentId {
        self.inventory.ids().find(|id| self.inventory.component(*id).name == name).unwrap()
    }

    fn component(&mut self, name: &str) -> &mut Component {
        let id = self.id(name);
        &mut self.inventory.components[id.index()]
    }

    fn remove(&mut self, name: &str) {
        let gone = self.id(name);
        self.inventory.edges.retain(|edge| edge.from != gone && edge.to != gone);
        let component = self.component(name);
        component.name = "native".into();
        component.purl = Purl::builder("generic", "native").build().ok();
    }

    fn told(&self) -> (Vec<&'static str>, Outcome) {
        let document = file(self.inventory.clone());
        let report =
            run(self.folder.path(), Some(&document), Against { with_lock: Some(&document), ..Against::default() });
        let (codes, outcome) = told(&report);
        (codes.into_iter().filter(|code| *code != "not-compared").collect(), outcome)
    }
}

#[test]
fn a_document_of_a_build_fits_the_lock_file() {
    let built = Built::new();
    let names: Vec<&str> = built.inventory.components.iter().map(|component| component.name.as_str()).collect();
    assert_eq!(names, ["app", "deep", "flagged", "gen", "shared", "tls"]);
    assert_eq!(built.told(), (vec![], Outcome::Pass));
}

#[test]
fn what_a_build_certainly_has_and_its_document_lacks_fails() {
    // `deep` is turned on by the other package that was built along.
    for name in ["shared", "deep", "tls", "gen"] {
        let mut built = Built::new();
        built.remove(name);
        let (codes, outcome) = built.told();
        assert!(codes.contains(&"lock-missing"), "{name}: {codes:?}");
        assert_eq!(outcome, Outcome::Fail, "{name}");
    }
    // Whether the compiler had `--cfg custom` nobody can tell.
    let mut built = Built::new();
    built.remove("flagged");
    assert_eq!(built.told(), (vec!["undecided"], Outcome::Unchecked));
}

#[test]
fn what_a_build_cannot_have_and_its_document_has_fails() {
    let mut built = Built::new();
    let whole = Built::document(built.folder.path(), None);
    let alone = whole.components.iter().find(|component| component.name == "alone").unwrap();
    built.inventory.add(alone.clone());
    assert_eq!(built.told(), (vec!["not-selected"], Outcome::Fail));
    let mut built = Built::new();
    built.inventory.subject.properties.insert("cargo:resolve:features".into(), "none".into());
    assert_eq!(built.told(), (vec!["not-selected"], Outcome::Fail), "`tls` is not turned on");
}

#[test]
fn another_version_usage_or_feature_fails() {
    let mut built = Built::new();
    built.component("shared").version = Some("0.0.9".into());
    built.component("shared").purl = None;
    assert_eq!(built.told(), (vec!["lock-version"], Outcome::Fail));
    for usage in [Usage::Build, Usage::Development, Usage::Unknown] {
        let mut built = Built::new();
        built.component("shared").usage = usage;
        assert_eq!(built.told(), (vec!["lock-use"], Outcome::Fail), "{usage:?}");
    }
    let mut built = Built::new();
    built.component("gen").usage = Usage::Runtime;
    assert_eq!(built.told(), (vec!["lock-use"], Outcome::Fail));
    for features in ["", "extra,more", "other"] {
        let mut built = Built::new();
        built.component("shared").properties.insert("cargo:features".into(), features.into());
        assert_eq!(built.told(), (vec!["lock-features"], Outcome::Fail), "{features}");
    }
    let mut built = Built::new();
    built.component("shared").properties.remove("cargo:features");
    assert_eq!(built.told(), (vec!["lock-features"], Outcome::Fail));
}

#[test]
fn a_missing_edge_of_a_build_fails() {
    let mut built = Built::new();
    let (from, to) = (built.id("app"), built.id("shared"));
    built.inventory.edges.retain(|edge| (edge.from, edge.to) != (from, to));
    assert_eq!(built.told(), (vec!["lock-edge"], Outcome::Fail));
}

#[test]
fn a_statement_that_does_not_fit_the_project_proves_nothing() {
    for (key, value) in [("features", "none,app/other"), ("packages", "nothing@1.0.0")] {
        let mut built = Built::new();
        built.inventory.subject.properties.insert(format!("cargo:resolve:{key}"), value.into());
        assert_eq!(built.told(), (vec!["left-out"], Outcome::Pass), "{key}: nothing is missing");
        built.remove("shared");
        let (codes, outcome) = built.told();
        assert!(codes.contains(&"undecided") && outcome == Outcome::Unchecked, "{key}: {codes:?}");
    }
}

#[test]
fn a_document_of_what_runs_alone_may_leave_out_what_only_builds() {
    let mut built = Built::new();
    built.inventory.subject.properties.insert("cargo:scope".into(), "runtime".into());
    built.remove("gen");
    assert_eq!(built.told(), (vec![], Outcome::Pass));
    built.remove("tls");
    assert_eq!(built.told(), (vec!["lock-missing"], Outcome::Fail));
}

#[test]
fn a_package_of_the_standard_library_stands_for_none_of_the_lock_file() {
    let mut built = Built::new();
    let part = built.component("shared").clone();
    built.remove("shared");
    let library = built.inventory.add(Component { name: "rust-std".into(), ..Component::default() });
    built.inventory.add(Component { parent: Some(library), ..part });
    let (codes, outcome) = built.told();
    assert!(codes.contains(&"lock-missing") && outcome == Outcome::Fail, "{codes:?}");
}
