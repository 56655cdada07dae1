//! The packages as `cargo metadata` describes them, each requirement brought to the package that it means.

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::{Metadata, NodeDep};

use super::super::feature::Value;

/// The packages of a build, by place in [`Packages::list`].
pub(super) struct Packages<'a> {
    pub(super) list: Vec<Package<'a>>,
    by_id: BTreeMap<&'a str, usize>,
}

/// One package.
pub(super) struct Package<'a> {
    pub(super) described: &'a cargo_metadata::Package,
    pub(super) is_proc_macro: bool,
    /// What it asks for, as far as cargo resolved it.
    pub(super) requirements: Vec<Requirement<'a>>,
}

/// One dependency of a manifest with the package that it came to.
pub(super) struct Requirement<'a> {
    pub(super) declared: &'a cargo_metadata::Dependency,
    /// The name that features use.
    pub(super) alias: &'a str,
    pub(super) to: usize,
}

impl<'a> Packages<'a> {
    pub(super) fn of(metadata: &'a Metadata) -> Self {
        let by_id: BTreeMap<&str, usize> =
            metadata.packages.iter().enumerate().map(|(at, package)| (package.id.repr.as_str(), at)).collect();
        let nodes = metadata.resolve.iter().flat_map(|resolve| &resolve.nodes);
        let nodes: BTreeMap<&str, &[NodeDep]> =
            nodes.map(|node| (node.id.repr.as_str(), node.deps.as_slice())).collect();
        let list = metadata
            .packages
            .iter()
            .map(|described| {
                let resolved = nodes.get(described.id.repr.as_str()).copied().unwrap_or_default();
                let requirement = |declared: &'a cargo_metadata::Dependency| {
                    let alias = declared.rename.as_deref().unwrap_or(&declared.name);
                    let to = resolve(declared, alias, resolved, (metadata, &by_id))?;
                    Some(Requirement { declared, alias, to })
                };
                Package {
                    described,
                    is_proc_macro: described.targets.iter().any(cargo_metadata::Target::is_proc_macro),
                    requirements: described.dependencies.iter().filter_map(requirement).collect(),
                }
            })
            .collect();
        Self { list, by_id }
    }

    /// Returns the place of a package.
    pub(super) fn find(&self, id: &str) -> Option<usize> {
        self.by_id.get(id).copied()
    }
}

/// Finds the package that a requirement came to. Without one the requirement is off: for other platforms, or optional and not asked for.
fn resolve(
    declared: &cargo_metadata::Dependency,
    alias: &str,
    resolved: &[NodeDep],
    (metadata, by_id): (&Metadata, &BTreeMap<&str, usize>),
) -> Option<usize> {
    let fits = |dependency: &&NodeDep| {
        dependency.dep_kinds.iter().any(|kind| kind.kind == declared.kind && kind.target == declared.target)
    };
    let place = |dependency: &NodeDep| {
        let at = *by_id.get(dependency.pkg.repr.as_str())?;
        let package = metadata.packages.get(at)?;
        (package.name.as_str() == declared.name).then_some((at, package))
    };
    let found: Vec<_> = resolved
        .iter()
        .filter(fits)
        .filter_map(|dependency| place(dependency).map(|(at, package)| (at, package, dependency)))
        .collect();
    if let [(at, ..)] = found.as_slice() {
        return Some(*at);
    }
    // Two versions of one package: the name in the code tells them apart if they were renamed, else the version that was asked for.
    let wanted = alias.replace('-', "_");
    let version = |package: &cargo_metadata::Package| declared.req.matches(&package.version);
    let renamed = found.iter().find(|(_, _, it)| declared.rename.is_some() && it.name == wanted);
    renamed.or_else(|| found.iter().find(|(_, package, _)| version(package))).map(|(at, ..)| *at)
}

impl Package<'_> {
    /// Returns whether it has a build script.
    pub(super) fn has_script(&self) -> bool {
        self.described.targets.iter().any(cargo_metadata::Target::is_custom_build)
    }

    /// Returns the optional dependencies, by the names that features use, that these features turn on.
    pub(super) fn activated(&self, features: &[String]) -> BTreeSet<&str> {
        let mut active = BTreeSet::new();
        for feature in features {
            for value in self.described.features.get(feature).into_iter().flatten() {
                match Value::parse(value) {
                    Value::Dependency(name) | Value::Of { dependency: name, is_weak: false, .. } => {
                        active.insert(name);
                    }
                    Value::Of { is_weak: true, .. } | Value::Feature(_) => {}
                }
            }
        }
        active
    }
}
