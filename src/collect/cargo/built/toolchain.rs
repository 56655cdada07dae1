//! The compiler, cargo and the standard library as components.

use std::collections::BTreeMap;

use crate::collect::cargo::lockfile::parse_lockfile;
use crate::model::{
    Completeness, Component, ComponentId, ComponentKind, Edge, EdgeKind, Evidence, Inventory, License, Origin, Party,
    Properties, Purl, Usage,
};

/// The programs that built, as they say of themselves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BuildTools {
    /// What `rustc -vV` prints.
    pub rustc: String,
    /// What `cargo -vV` prints.
    pub cargo: String,
    /// The lock file of the standard library's sources, where they are installed.
    pub library_lock: Option<Vec<u8>>,
    /// The names of the crates that make up the standard library of each triple, by its installed files.
    pub library_crates: BTreeMap<String, Vec<String>>,
}

/// The evidence of facts that the toolchain tells.
const METHOD: &str = "cargo/toolchain";

/// The name of the standard library's component, as the toolchain's own parts are called.
const LIBRARY: &str = "rust-std";

/// What a program prints with `-vV`.
pub(super) struct Version<'a> {
    text: &'a str,
}

impl<'a> Version<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        Self { text }
    }

    /// Returns the value of a line `name: value`.
    pub(super) fn value(&self, name: &str) -> Option<&'a str> {
        let line = |line: &'a str| line.strip_prefix(name)?.strip_prefix(':').map(str::trim);
        self.text.lines().find_map(line).filter(|value| !value.is_empty() && *value != "unknown")
    }
}

/// What the standard library of one artifact is made of, as far as it is known.
pub(super) struct Library<'a> {
    pub(super) triple: &'a str,
    /// Crates of the standard library that the artifact itself names, with versions.
    pub(super) seen: &'a [(String, String)],
}

fn tool(name: &str, version: &Version<'_>) -> Component {
    let release = version.value("release");
    let mut properties = Properties::new();
    for (key, value) in
        [("commit-hash", "commit-hash"), ("commit-date", "commit-date"), ("host", "host"), ("llvm", "LLVM version")]
    {
        if let Some(value) = version.value(value) {
            properties.insert(format!("cargo:toolchain:{key}"), value.to_owned());
        }
    }
    Component {
        kind: ComponentKind::Application,
        name: name.to_owned(),
        version: release.map(str::to_owned),
        purl: release.and_then(|release| Purl::builder("generic", name).version(release).build().ok()),
        license: Some(License::Expression("MIT OR Apache-2.0".to_owned())),
        supplier: Some(Box::new(project())),
        usage: Usage::Build,
        properties,
        evidence: vec![Evidence { path: format!("{name} -vV"), line: None, method: METHOD.into() }],
        ..Component::default()
    }
}

fn project() -> Party {
    Party { name: "The Rust Project".to_owned(), email: None, url: Some("https://www.rust-lang.org".to_owned()) }
}

/// Adds the compiler, cargo and the linker that is configured, which the root needed to be built.
pub(super) fn add_programs(found: &mut Inventory, root: ComponentId, tools: &BuildTools, linker: Option<String>) {
    if let Some(name) = linker {
        // Nobody asked it for its version.
        let id = found.add(Component {
            kind: ComponentKind::Application,
            name,
            usage: Usage::Build,
            evidence: vec![Evidence { path: "linker".to_owned(), line: None, method: METHOD.into() }],
            ..Component::default()
        });
        found.completeness.insert(id, Completeness::Unknown);
        found.edges.push(Edge { from: root, to: id, kind: EdgeKind::Build, optional: false, target: None });
    }
    for (name, text) in [("rustc", &tools.rustc), ("cargo", &tools.cargo)] {
        let version = Version::of(text);
        if version.value("release").is_none() {
            continue;
        }
        let id = found.add(tool(name, &version));
        // What the compiler itself is made of is a document of its own.
        found.completeness.insert(id, Completeness::Unknown);
        found.edges.push(Edge { from: root, to: id, kind: EdgeKind::Build, optional: false, target: None });
    }
}

/// Adds the standard library, which every artifact holds or loads.
pub(super) fn add_library(found: &mut Inventory, root: ComponentId, tools: &BuildTools, library: &Library<'_>) {
    let version = Version::of(&tools.rustc);
    let Some(release) = version.value("release") else { return };
    let mut std = tool(LIBRARY, &version);
    std.kind = ComponentKind::Library;
    std.usage = Usage::Runtime;
    std.properties.retain(|key, _| key == "cargo:toolchain:commit-hash" || key == "cargo:toolchain:commit-date");
    std.properties.insert("cargo:toolchain:target".to_owned(), library.triple.to_owned());
    std.purl = Purl::builder("generic", LIBRARY).version(release).build().ok();
    let names = tools.library_crates.get(library.triple).cloned().unwrap_or_default();
    if !names.is_empty() {
        std.properties.insert("cargo:toolchain:crates".to_owned(), names.join(","));
    }
    let id = found.add(std);
    found.edges.push(Edge { from: root, to: id, kind: EdgeKind::Runtime, optional: false, target: None });
    let (crates, completeness) = crates(tools, library, &names);
    found.completeness.insert(id, completeness);
    for (name, version, method) in crates {
        let to = add_crate(found, id, (&name, &version), method);
        found.edges.push(Edge { from: id, to, kind: EdgeKind::Runtime, optional: false, target: None });
    }
}

/// Returns the crates of the standard library that do not come from its own repository.
fn crates(
    tools: &BuildTools,
    library: &Library<'_>,
    names: &[String],
) -> (Vec<(String, String, &'static str)>, Completeness) {
    let lock = tools.library_lock.as_deref().and_then(|bytes| parse_lockfile(bytes).ok());
    if let Some(lock) = lock.filter(|_| !names.is_empty()) {
        let linked = |name: &str| names.iter().any(|one| *one == name.replace('-', "_"));
        let foreign = lock.packages.iter().filter(|package| package.source.is_some() && linked(&package.name));
        let list = foreign.map(|it| (it.name.to_string(), it.version.to_string(), METHOD)).collect();
        return (list, Completeness::Complete);
    }
    let seen = library.seen.iter().map(|(name, version)| (name.clone(), version.clone(), "cargo/binary"));
    (seen.collect(), Completeness::Unknown)
}

/// Adds a crate of the default registry as a part of the library, or finds it: the build may use the same one itself.
fn add_crate(
    found: &mut Inventory,
    library: ComponentId,
    (name, version): (&str, &str),
    method: &'static str,
) -> ComponentId {
    let is_same = |component: &Component| {
        component.name == name
            && component.version.as_deref() == Some(version)
            && component.origin == Origin::DefaultRegistry
            && component.usage == Usage::Runtime
    };
    let ids = found.ids();
    if let Some(id) = ids.zip(&found.components).find(|(_, component)| is_same(component)).map(|(id, _)| id) {
        return id;
    }
    let id = found.add(Component {
        name: name.to_owned(),
        version: Some(version.to_owned()),
        purl: Purl::builder("cargo", name).version(version).build().ok(),
        origin: Origin::DefaultRegistry,
        usage: Usage::Runtime,
        // It came with the toolchain: no lock file of the project pins it, and cargo never downloads it.
        parent: Some(library),
        properties: Properties::from_iter([("cargo:part-of".to_owned(), "std".to_owned())]),
        evidence: vec![Evidence { path: LIBRARY.to_owned(), line: None, method: method.into() }],
        ..Component::default()
    });
    found.completeness.insert(id, Completeness::Unknown);
    id
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_found_by_name() {
        let version = Version::of("rustc 1.95.0 (59807616e 2026-04-14)\nrelease: 1.95.0\ncommit-hash: unknown\n");
        assert_eq!((version.value("release"), version.value("commit-hash")), (Some("1.95.0"), None));
    }
}
