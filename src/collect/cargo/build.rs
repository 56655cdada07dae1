//! The inventory: components and edges from a lock file and all that was learnt about its packages.

use super::address;
use super::facts::{EdgeFacts, PackageFacts};
use super::graph::Graph;
use super::lockfile::{Lock, Package};
use super::root::{self, Root};
use crate::model::{
    self, Algorithm, Completeness, Component, ComponentId, ComponentKind, Digest, DigestScope, Edge, EdgeKind,
    Evidence, Inventory, Origin, Problem, ProblemKind, Properties, RelativePath, Resolution, ScopedDigest, Usage,
};

/// The method that evidence from a lock file names.
pub(super) const LOCKFILE: &str = "cargo/lockfile";

/// The method that evidence from a manifest names.
pub(super) const MANIFEST: &str = "cargo/manifest";

/// The key under which a component says which features are turned on.
pub(super) const FEATURES: &str = "cargo:features";

/// The key under which a component says with which features it is built for the host, where those are not the same.
pub(super) const HOST_FEATURES: &str = "cargo:features:host";

/// What is known when the inventory is made; `packages` and `edges` are in the order of the lock file and its graph.
pub(super) struct Parts<'a> {
    pub(super) path: &'a RelativePath,
    pub(super) lock: &'a Lock<'a>,
    pub(super) graph: &'a Graph,
    pub(super) packages: Vec<PackageFacts>,
    pub(super) edges: Vec<EdgeFacts>,
    pub(super) root: Root,
    pub(super) problems: Vec<Problem>,
    /// What the document says of how it came about.
    pub(super) properties: Properties,
    pub(super) resolution: Resolution,
}

impl<'a> Parts<'a> {
    /// Returns what a lock file alone tells.
    pub(super) fn of_lock(path: &'a RelativePath, lock: &'a Lock<'a>, graph: &'a Graph) -> Self {
        let root = root::of_lock(lock, graph);
        Self {
            path,
            lock,
            graph,
            packages: Vec::new(),
            edges: Vec::new(),
            root,
            problems: Vec::new(),
            properties: Properties::new(),
            resolution: Resolution::Superset,
        }
    }
}

/// Returns the inventory, not yet normalized.
pub(super) fn inventory(parts: Parts<'_>) -> Inventory {
    let Parts { path, lock, graph, mut packages, edges, root, problems, properties, resolution } = parts;
    let subject = model::Subject { resolution, properties, ..model::Subject::default() };
    let mut found = Inventory { subject, problems, ..Inventory::default() };
    let mut places: Vec<Option<ComponentId>> = Vec::with_capacity(lock.packages.len());
    for (place, package) in (0u32..).zip(&lock.packages) {
        if graph.left_out.binary_search(&place).is_ok() {
            places.push(None);
            continue;
        }
        let facts = packages.get_mut(place as usize).map(std::mem::take).unwrap_or_default();
        if facts.is_left_out {
            places.push(None);
            continue;
        }
        let bad_checksum = package.checksum.as_deref().filter(|_| digest(package).is_none());
        if let Some(checksum) = bad_checksum {
            found.problems.push(checksum_problem(path, package, checksum));
        }
        let links = facts.manifest.as_ref().is_some_and(|manifest| manifest.links.is_some());
        let id = found.add(component(path, lock.version, package, facts));
        // A library that is linked by name comes from outside of what cargo knows.
        found.completeness.insert(id, if links { Completeness::Unknown } else { Completeness::Complete });
        places.push(Some(id));
    }
    add_edges(&mut found, graph, &places, edges);
    add_faults(&mut found, path, graph, &places);
    root::add(&mut found, root, &places);
    found
}

fn add_edges(found: &mut Inventory, graph: &Graph, places: &[Option<ComponentId>], mut edges: Vec<EdgeFacts>) {
    found.edges.reserve(graph.edge_count());
    for (package, from) in (0u32..).zip(places) {
        let Some(from) = *from else { continue };
        let first = graph.first_edge(package);
        for (place, target) in (first..).zip(graph.dependencies(package)) {
            let Some(to) = places.get(*target as usize).copied().flatten() else { continue };
            let facts = edges.get_mut(place).map(std::mem::take).unwrap_or_default();
            // Without manifests nothing is left out, and what is off is an edge that may be there.
            if facts.is_off && found.subject.resolution == Resolution::Selected {
                continue;
            }
            let kind = facts.kind.unwrap_or(EdgeKind::Unknown);
            found.edges.push(Edge { from, to, kind, optional: facts.is_off, target: facts.target });
        }
    }
}

fn add_faults(found: &mut Inventory, path: &RelativePath, graph: &Graph, places: &[Option<ComponentId>]) {
    /// How many faults of one file are told one by one; a damaged file may have as many as lines.
    const TOLD: usize = 20;
    for fault in graph.faults.iter().take(TOLD) {
        let problem = Problem::new(ProblemKind::Unusable, path.as_str(), fault.message.as_str()).line(fault.line);
        found
            .problems
            .push(problem.hint("restore `Cargo.lock` from version control or run `cargo update --workspace`"));
    }
    if let Some(rest) = graph.faults.len().checked_sub(TOLD).filter(|rest| *rest > 0) {
        found.problems.push(Problem::new(
            ProblemKind::Unusable,
            path.as_str(),
            format!("{rest} more faults like these"),
        ));
    }
    for fault in &graph.faults {
        if let Some(id) = fault.incomplete.and_then(|place| places.get(place as usize).copied().flatten()) {
            found.completeness.insert(id, Completeness::Incomplete);
        }
    }
}

fn checksum_problem(path: &RelativePath, package: &Package<'_>, checksum: &str) -> Problem {
    let shown: String = checksum.chars().take(80).collect();
    let message = format!(
        "expected a SHA-256 of 64 hexadecimal digits for `{} {}`, found `{shown}`",
        package.name, package.version
    );
    Problem::new(ProblemKind::Unusable, path.as_str(), message).line(package.line)
}

fn digest(package: &Package<'_>) -> Option<Digest> {
    package.checksum.as_deref().and_then(|text| Digest::from_hex(Algorithm::Sha256, text).ok())
}

/// Returns the origin of a package: its source, or a folder.
pub(super) fn origin(version: u32, package: &Package<'_>, folder: Option<&RelativePath>) -> Origin {
    match &package.source {
        Some(source) => address::origin(source, version),
        None => Origin::Path(folder.cloned()),
    }
}

/// Returns the component of a package.
pub(super) fn component(path: &RelativePath, version: u32, package: &Package<'_>, facts: PackageFacts) -> Component {
    let PackageFacts { manifest, folder, usage, features, host_features, marks, evidence, .. } = facts;
    let origin = origin(version, package, folder.as_ref());
    let repository = manifest.as_ref().and_then(|manifest| manifest.repository.clone());
    let purl = address::purl(&package.name, &package.version, &origin, repository.as_deref());
    let mut component = Component {
        name: package.name.as_ref().to_owned(),
        version: Some(package.version.as_ref().to_owned()).filter(|version| !version.is_empty()),
        purl,
        digests: digest(package)
            .map(|digest| ScopedDigest { scope: DigestScope::PackageArchive, digest })
            .into_iter()
            .collect(),
        repository,
        usage: usage.unwrap_or(Usage::Unknown),
        properties: marks,
        evidence: vec![Evidence { path: path.as_str().to_owned(), line: Some(package.line), method: LOCKFILE.into() }],
        ..Component::default()
    };
    component.evidence.extend(evidence);
    if !features.is_empty() || host_features.is_some() {
        component.properties.insert(FEATURES.to_owned(), features.join(","));
    }
    if let Some(features) = host_features {
        component.properties.insert(HOST_FEATURES.to_owned(), features.join(","));
    }
    if let Some(manifest) = manifest {
        let is_program = manifest.has_binary && matches!(origin, Origin::Path(_));
        component.kind = if is_program { ComponentKind::Application } else { ComponentKind::Library };
        component.license = manifest.license;
        component.authors = manifest.authors;
        component.description = manifest.description;
        component.homepage = manifest.homepage;
        component.documentation = manifest.documentation;
        component.links = manifest.links;
    }
    component.origin = origin;
    component
}

/// Returns marks of a package with one more that is simply true.
pub(super) fn mark(marks: &mut Properties, key: &str) {
    marks.insert(key.to_owned(), "true".to_owned());
}
