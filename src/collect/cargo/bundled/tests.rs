use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use super::*;
use crate::collect::{Depth, Options, Projects, Selection, collect};
use crate::model::Properties;

const ADDRESS: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// A project that depends on packages of a registry, and cargo's home.
struct Scratch {
    folder: tempfile::TempDir,
    dependencies: Vec<(&'static str, &'static str)>,
}

impl Scratch {
    fn of(dependencies: &[(&'static str, &'static str)]) -> Self {
        let scratch = Self { folder: tempfile::tempdir().unwrap(), dependencies: dependencies.to_vec() };
        let (mut manifest, mut lock) = (String::new(), String::new());
        for (name, version) in dependencies {
            writeln!(manifest, "{name} = \"={version}\"").unwrap();
            writeln!(lock, "\n[[package]]\nname = \"{name}\"\nversion = \"{version}\"\nsource = \"{ADDRESS}\"")
                .unwrap();
        }
        let names: Vec<String> = dependencies.iter().map(|(name, _)| format!(" \"{name}\",\n")).collect();
        scratch.put(
            "app/Cargo.toml",
            &format!("[package]\nname = \"app\"\nversion = \"1.0.0\"\n[dependencies]\n{manifest}"),
        );
        let own = format!("[[package]]\nname = \"app\"\nversion = \"1.0.0\"\ndependencies = [\n{}]\n", names.concat());
        scratch.put("app/Cargo.lock", &format!("version = 4\n\n{own}{lock}"));
        scratch.put("app/src/lib.rs", "");
        scratch
    }

    fn put(&self, path: &str, text: &str) {
        let path = self.folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    /// Puts the sources of a package where cargo extracts them.
    fn extract(&self, folder: &str, rest: &str, files: &[(&str, &str)]) {
        let (name, version) = self.dependencies.iter().find(|(name, _)| folder.starts_with(name)).unwrap();
        let base = format!("home/registry/src/index-0/{folder}");
        self.put(
            &format!("{base}/Cargo.toml"),
            &format!("[package]\nname = \"{name}\"\nversion = \"{version}\"\n{rest}"),
        );
        for (path, text) in files {
            self.put(&format!("{base}/{path}"), text);
        }
    }

    fn inventory(&self) -> Inventory {
        read(&self.folder.path().join("app"), &self.folder.path().join("home"))
    }

    fn add(&self, inventory: &mut Inventory) -> usize {
        add_bundled_sources(inventory, &self.folder.path().join("app"), Some(&self.folder.path().join("home")))
    }
}

fn read(folder: &Path, home: &Path) -> Inventory {
    let caches = BTreeMap::from([("cargo", home.to_path_buf())]);
    let selection = Selection::default();
    let options =
        Options { depth: Depth::Manifests, projects: Projects::Topmost, caches: &caches, selection: &selection };
    collect(folder, &options).unwrap()
}

fn natives(inventory: &Inventory) -> Vec<String> {
    let purls = inventory.ids().filter_map(|id| inventory.component(id).purl.as_ref().map(ToString::to_string));
    purls.filter(|purl| purl.starts_with("pkg:generic/") && !purl.contains("/app@")).collect()
}

fn id(inventory: &Inventory, name: &str) -> ComponentId {
    inventory.ids().find(|id| inventory.component(*id).name == name).unwrap()
}

const ZLIB: &[(&str, &str)] = &[("src/zlib/zlib.h", "#define ZLIB_VERSION \"1.3.2\"\n"), ("src/zlib/inflate.c", "")];

#[test]
fn sources_that_may_be_compiled_are_components_that_may_be_there() {
    let scratch = Scratch::of(&[("libz-sys", "1.1.31"), ("plain", "1.0.0"), ("ring", "0.1.0")]);
    scratch.extract("libz-sys-1.1.31", "links = \"z\"\n", ZLIB);
    // Neither named for native code nor linking anything: not looked into.
    scratch.extract("plain-1.0.0", "", ZLIB);
    scratch.extract("ring-0.1.0", "links = \"ring\"\n", &[("lz4/lib/lz4.h", ""), ("src/a.c", "")]);
    let mut inventory = scratch.inventory();
    let before = inventory.clone();
    assert_eq!(scratch.add(&mut inventory), 2);
    assert_eq!(natives(&inventory), ["pkg:generic/zlib@1.3.2"]);
    let (package, zlib) = (id(&inventory, "libz-sys"), id(&inventory, "zlib"));
    let component = inventory.component(zlib);
    assert_eq!(component.usage, crate::model::Usage::Unknown);
    let evidence: Vec<_> = component.evidence.iter().map(|it| (it.path.as_str(), it.line, &*it.method)).collect();
    assert_eq!(evidence, [("libz-sys-1.1.31/src/zlib/zlib.h", Some(1), "cargo/native")]);
    let stated = |key: &str| component.properties.get(key).map(String::as_str);
    assert_eq!((stated("native:compiled"), stated("native:rests-on")), (Some("unknown"), Some("statement")));
    assert_eq!((stated("native:confidence"), stated("cyclonedx:scope")), (Some("0.5"), Some("optional")));
    let edges: Vec<&Edge> = inventory.edges.iter().filter(|edge| edge.to == zlib).collect();
    assert_eq!((edges.len(), edges[0].from, edges[0].optional), (1, package, true));
    let marks: &Properties = &inventory.component(package).properties;
    assert_eq!(marks.get(native::BUNDLED).map(String::as_str), Some("pkg:generic/zlib@1.3.2"));
    for id in [package, zlib, id(&inventory, "ring")] {
        assert_eq!(inventory.completeness.get(&id), Some(&Completeness::Unknown));
    }
    assert_eq!(inventory.completeness.get(&id(&inventory, "plain")), Some(&Completeness::Complete));
    // Nothing else has changed, and asked twice it is the same.
    assert_eq!(
        (inventory.components.len(), inventory.edges.len()),
        (before.components.len() + 1, before.edges.len() + 1)
    );
    assert_eq!(inventory.problems, before.problems);
    let once = inventory.clone();
    scratch.add(&mut inventory);
    assert_eq!(inventory, once);
}

#[test]
fn a_library_that_two_packages_bring_along_is_one_component() {
    let scratch = Scratch::of(&[("libz-sys", "1.1.31"), ("z-src", "1.0.0")]);
    scratch.extract("libz-sys-1.1.31", "", ZLIB);
    scratch.extract("z-src-1.0.0", "", ZLIB);
    let mut inventory = scratch.inventory();
    scratch.add(&mut inventory);
    let zlib = id(&inventory, "zlib");
    assert_eq!((natives(&inventory).len(), inventory.component(zlib).evidence.len()), (1, 2));
    assert_eq!(inventory.edges.iter().filter(|edge| edge.to == zlib).count(), 2);
}

#[test]
fn packages_without_sources_are_told_and_their_dependencies_are_not_known() {
    let scratch = Scratch::of(&[("libz-sys", "1.1.31"), ("lz4-sys", "1.0.0")]);
    scratch.extract("libz-sys-1.1.31", "links = \"z\"\n", ZLIB);
    // The sources of another version than the lock file's.
    scratch.put(
        "home/registry/src/index-0/lz4-sys-1.0.0/Cargo.toml",
        "[package]\nname = \"lz4-sys\"\nversion = \"2.0.0\"\n",
    );
    let mut inventory = scratch.inventory();
    assert_eq!(scratch.add(&mut inventory), 1);
    let told: Vec<&Problem> = inventory.problems.iter().filter(|it| it.message.contains("bring along")).collect();
    assert_eq!((told.len(), told[0].kind, told[0].path.as_str()), (1, ProblemKind::Absent, "Cargo.lock"));
    assert!(told[0].message.starts_with("1 packages") && told[0].message.ends_with(": lz4-sys 1.0.0"), "{told:?}");
    assert_eq!(inventory.completeness.get(&id(&inventory, "lz4-sys")), Some(&Completeness::Unknown));
}

#[test]
fn packages_of_the_project_itself_are_looked_into() {
    let scratch = Scratch::of(&[]);
    scratch.put(
        "app/Cargo.toml",
        "[package]\nname = \"app\"\nversion = \"1.0.0\"\n[dependencies]\nz-sys = { path = \"z-sys\" }\n",
    );
    scratch.put("app/z-sys/Cargo.toml", "[package]\nname = \"z-sys\"\nversion = \"0.1.0\"\nlinks = \"z\"\n");
    for (path, text) in ZLIB {
        scratch.put(&format!("app/z-sys/{path}"), text);
    }
    scratch.put(
        "app/Cargo.lock",
        "version = 4\n\n[[package]]\nname = \"app\"\nversion = \"1.0.0\"\ndependencies = [\n \"z-sys\",\n]\n\n[[package]]\nname = \"z-sys\"\nversion = \"0.1.0\"\n",
    );
    let mut inventory = scratch.inventory();
    assert_eq!(scratch.add(&mut inventory), 1);
    assert!(natives(&inventory).contains(&"pkg:generic/zlib@1.3.2".to_owned()), "{:?}", natives(&inventory));
    // Of a member of a larger workspace the paths count from elsewhere.
    let mut inventory = scratch.inventory();
    std::fs::remove_file(scratch.folder.path().join("app/Cargo.lock")).unwrap();
    assert_eq!(scratch.add(&mut inventory), 0);
    assert!(inventory.problems.iter().any(|it| it.message.ends_with(": z-sys 0.1.0")), "{:?}", inventory.problems);
}

/// Packages of the registry, if whoever runs this has them, with what their own versions say of the library in them.
#[test]
fn real_packages_bring_along_what_their_versions_say() {
    #[expect(clippy::disallowed_methods, reason = "tests ask for the caches of whoever runs them")]
    let home = std::env::var_os("CARGO_HOME")
        .map_or_else(|| std::env::home_dir().unwrap_or_default().join(".cargo"), std::path::PathBuf::from);
    let mut compared = 0;
    for registry in std::fs::read_dir(home.join("registry/src")).into_iter().flatten().flatten() {
        for package in std::fs::read_dir(registry.path()).into_iter().flatten().flatten() {
            let folder = package.file_name().into_string().unwrap();
            let Some((rest, upstream)) = folder.split_once('+') else { continue };
            let Some((name, version)) = rest.rsplit_once('-') else { continue };
            let library = match name {
                "zstd-sys" => "zstd",
                "curl-sys" => "curl",
                "lz4-sys" => "lz4",
                "libgit2-sys" => "libgit2",
                "libnghttp2-sys" => "nghttp2",
                _ => continue,
            };
            let version = format!("{version}+{upstream}");
            let stated = upstream.rsplit('-').next().unwrap_or_default().trim_start_matches("zstd.");
            let found = native::bundled("", &version, &package.path()).components;
            let purls: Vec<String> = found.iter().filter_map(|it| it.purl.as_ref().map(ToString::to_string)).collect();
            assert!(purls.contains(&format!("pkg:generic/{library}@{stated}")), "{folder}: {purls:?}");
            compared += 1;
        }
    }
    if compared == 0 {
        eprintln!("skipped: there is no such package in cargo's caches");
    }
}
