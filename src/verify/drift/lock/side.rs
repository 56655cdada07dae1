//! The two sides of the comparison: what the lock file holds, and what of a document could be in it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::collect::{self, CollectError, Depth, Options, Projects, Selection};
use crate::model::{self, Component, ComponentId, ComponentKind, Inventory, Item, Origin};
use crate::verify::drift::codes;

/// The purl type of packages that no registry has.
const OWN: &str = "generic";

/// What a lock file tells, by itself and with the manifests around it.
pub(super) struct Lock {
    /// The file, as reports call it.
    pub(super) name: String,
    /// Every package, with every edge.
    pub(super) whole: Inventory,
    /// What is known of the packages by their manifests too.
    pub(super) fresh: Inventory,
    /// The place in `fresh` of a package in `whole`.
    pub(super) in_fresh: BTreeMap<ComponentId, ComponentId>,
    /// The place in `whole` of the root, if that is a package.
    pub(super) root: Option<ComponentId>,
    /// What of the file could not be used.
    pub(super) items: Vec<Item>,
}

/// Reads a lock file, or all lock files of a folder; what is fresh is of a selection.
pub(super) fn read(
    source: &Path,
    caches: &BTreeMap<&'static str, PathBuf>,
    selection: &Selection,
) -> Result<Lock, Vec<Item>> {
    let options = |depth| Options { depth, projects: Projects::All, caches, selection };
    let (whole, fresh) = rayon::join(
        || collect::collect(source, &options(Depth::LockOnly)),
        || collect::collect(source, &options(Depth::Manifests)),
    );
    let file_name = source.file_name().filter(|_| source.is_file()).and_then(|name| name.to_str());
    let name = file_name.unwrap_or("the lock files").to_owned();
    let (whole, fresh) = (whole.map_err(|error| fault(&name, &error))?, fresh.map_err(|error| fault(&name, &error))?);
    let mut items = Vec::new();
    for problem in whole.problems.iter().chain(&fresh.problems).filter(|problem| problem.is_deciding()) {
        let place = problem.line.map_or_else(|| problem.path.clone(), |line| format!("{}:{line}", problem.path));
        let mut item = Item::new(&codes::NO_LOCK, place).found(problem.message.as_str());
        item.hints.clone_from(&problem.hints);
        items.push(item);
    }
    let packages = |inventory: &Inventory| {
        inventory.ids().filter(|id| is_package(inventory.component(*id))).collect::<Vec<ComponentId>>()
    };
    let pairs = model::pair((&whole, packages(&whole)), (&fresh, packages(&fresh)));
    let in_fresh: BTreeMap<ComponentId, ComponentId> = pairs.both.into_iter().collect();
    let root = in_fresh.iter().find(|(_, id)| fresh.subject.root == Some(**id)).map(|(known, _)| *known);
    Ok(Lock { name, whole, fresh, in_fresh, root, items })
}

fn fault(name: &str, error: &CollectError) -> Vec<Item> {
    let mut item = Item::new(&codes::NO_LOCK, name).found(error.to_string());
    item.hints = error.hints();
    vec![item]
}

/// Returns whether a component of a collected inventory is a package, and no root that was made up to join several.
pub(super) fn is_package(component: &Component) -> bool {
    !component.evidence.is_empty()
}

pub(super) fn is_file(component: &Component) -> bool {
    component.kind == ComponentKind::File
}

pub(super) fn name_and_version(component: &Component) -> (&str, Option<&str>) {
    (&component.name, component.version.as_deref())
}

/// Returns where a package stands in the lock file.
pub(super) fn place(component: &Component, name: &str) -> String {
    let line = component.evidence.iter().find_map(|evidence| evidence.line);
    line.map_or_else(|| name.to_owned(), |line| format!("{name}:{line}"))
}

/// Returns whether a document says that it joins several projects.
pub(super) fn joins_projects(inventory: &Inventory) -> bool {
    inventory.subject.properties.contains_key(collect::PROJECTS)
}

/// Returns whether a document lists packages of an ecosystem whose lock files can be read.
pub(in crate::verify::drift) fn shares_packages(inventory: &Inventory) -> bool {
    let is_pinned = |purl_type: &str| {
        let mut pinning = collect::ALL.iter().filter(|collector| collector.pins());
        pinning.any(|collector| collector.name().split('/').next() == Some(purl_type))
    };
    inventory.components.iter().any(|component| component.purl.as_ref().is_some_and(|purl| is_pinned(purl.purl_type())))
}

/// What a lock file could hold.
pub(super) struct Wanted<'a> {
    types: BTreeSet<&'a str>,
    own: BTreeSet<&'a str>,
}

impl<'a> Wanted<'a> {
    pub(super) fn of(whole: &'a Inventory) -> Self {
        let purl_type = |component: &'a Component| component.purl.as_ref().map(model::Purl::purl_type);
        let types = whole.components.iter().filter_map(purl_type).filter(|purl_type| *purl_type != OWN).collect();
        let is_own = |component: &&Component| matches!(component.origin, Origin::Path(_));
        let own = whole.components.iter().filter(is_own).map(|component| component.name.as_str()).collect();
        Self { types, own }
    }

    /// Returns whether a component of a document is of a kind that the lock file pins. A package that no registry has is one only if the lock
    /// file has one of that name too: the name alone may be that of a program or a library of another kind.
    pub(super) fn has(&self, component: &Component) -> bool {
        // A subpath names a part of a package, such as one of its libraries or programs. Spec: Package-URL, "subpath".
        if component.purl.as_ref().is_some_and(|purl| purl.as_str().contains('#')) {
            return false;
        }
        match component.purl.as_ref().map(model::Purl::purl_type) {
            Some(purl_type) if purl_type != OWN => self.types.contains(purl_type),
            _ => self.own.contains(component.name.as_str()),
        }
    }
}
