//! The two sides of the comparison: what the lock file holds, and what of a document could be in it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::collect::{self, CollectError, Collector, Depth, Development, Options, Packages, Projects, Selection};
use crate::model::{self, Component, ComponentId, ComponentKind, Inventory, Item, Origin, Resolution};
use crate::verify::drift::codes;
use crate::verify::drift::needed::Knowledge;
use crate::verify::{Input, Targets};

/// The purl type of packages that no registry has.
const OWN: &str = "generic";

/// What a lock file tells, by itself and with the manifests around it.
pub(super) struct Lock {
    /// The file, as reports call it.
    pub(super) name: String,
    /// Every package, with every edge.
    pub(super) whole: Inventory,
    /// What is known of the packages by their manifests too; of a document of one build, what that build has in any case.
    pub(super) fresh: Inventory,
    /// The place in `fresh` of a package in `whole`.
    pub(super) in_fresh: BTreeMap<ComponentId, ComponentId>,
    /// The place in `whole` of the root, if that is a package.
    pub(super) root: Option<ComponentId>,
    /// What is known of its packages.
    pub(super) knowledge: Knowledge,
    /// Of a document of one build that says what it was built from, what more that build may have.
    pub(super) built: Option<Built>,
    /// What of the file could not be used.
    pub(super) items: Vec<Item>,
}

/// What a build may have beside what it has in any case: nobody can tell which flags the compiler had.
pub(super) struct Built {
    pub(super) most: Inventory,
    /// The place in `most` of a package in [`Lock::whole`].
    pub(super) in_most: BTreeMap<ComponentId, ComponentId>,
    /// Whether what only runs while building is not listed.
    pub(super) is_runtime_only: bool,
}

impl Lock {
    /// Returns what the document's selection has of a package in any case, if it has it, and what it may have.
    pub(super) fn bounds(&self, known: ComponentId) -> Option<(Option<&Component>, &Component)> {
        let least = self.in_fresh.get(&known).map(|id| self.fresh.component(*id));
        match &self.built {
            None => Some((least, least?)),
            Some(built) => Some((least, built.most.component(*built.in_most.get(&known)?))),
        }
    }

    /// Returns whether the document's selection may have a package.
    pub(super) fn may_have(&self, known: ComponentId) -> bool {
        match &self.built {
            None => self.in_fresh.contains_key(&known),
            Some(built) => built.in_most.contains_key(&known),
        }
    }

    /// Returns whether features were taken as turned on because nobody could tell.
    pub(super) fn is_assumed(&self) -> bool {
        self.knowledge != Knowledge::Full || self.built.as_ref().is_some_and(|built| has_assumed(&built.most))
    }
}

/// Returns the selection that a document of several builds was made by, as far as it says so.
pub(super) fn stated_selection(document: &Inventory) -> Option<Selection> {
    collect::stated_selection(document).filter(|_| document.subject.resolution == Resolution::Selected)
}

/// Returns the features that a component states.
pub(super) fn features(component: &Component) -> BTreeSet<&str> {
    let stated = pinning().find_map(|collector| collector.stated_features(&component.properties));
    stated.into_iter().flat_map(|text| text.split(',')).filter(|feature| !feature.is_empty()).collect()
}

/// Returns whether an inventory or document says that it holds what may not be selected.
pub(super) fn has_assumed(inventory: &Inventory) -> bool {
    pinning().any(|collector| collector.has_assumed(&inventory.subject.properties))
}

fn pinning() -> impl Iterator<Item = &'static dyn Collector> {
    collect::ALL.iter().copied().filter(|collector| collector.pins())
}

/// Returns what a document that does not say how it was made holds at least: what its root, or else all of the project, has by itself on the
/// targets that are asked about.
fn presumed_selection(document: &Inventory, whole: &Inventory, targets: &Targets) -> Selection {
    let root = document.subject.root.map(|root| document.component(root));
    let is_own = |component: &&Component| matches!(component.origin, Origin::Path(_)) && is_package(component);
    let named = root.filter(|root| whole.components.iter().filter(is_own).any(|own| own.name == root.name));
    Selection {
        packages: named.map_or(Packages::Workspace, |root| Packages::Named(vec![root.name.clone()])),
        targets: match targets {
            Targets::These(triples) => triples.clone(),
            Targets::All => Vec::new(),
        },
        development: Development::LeftOut,
        ..Selection::default()
    }
}

/// Reads a lock file, or all lock files of a folder, for a document.
pub(super) fn read(source: &Path, document: &Inventory, input: &Input<'_>) -> Result<Lock, Vec<Item>> {
    let collected = |depth, selection: &Selection| {
        collect::collect(source, &Options { depth, projects: Projects::All, caches: input.caches, selection })
    };
    let file_name = source.file_name().filter(|_| source.is_file()).and_then(|name| name.to_str());
    let name = file_name.unwrap_or("the lock files").to_owned();
    let whole = collected(Depth::LockOnly, &Selection::default()).map_err(|error| fault(&name, &error))?;
    let of_build = pinning().find_map(|collector| collector.stated_part(document));
    // A statement that does not fit the project is none: such a document is judged by what its root has by itself.
    let bounds = of_build.and_then(|part| {
        let bound = |selection| collected(Depth::Manifests, selection).ok();
        Some((bound(&part.least)?, bound(&part.most)?, part.is_runtime_only))
    });
    let (fresh, built) = if let Some((least, most, is_runtime_only)) = bounds {
        (least, Some((most, is_runtime_only)))
    } else {
        let stated = stated_selection(document);
        let selection = stated.unwrap_or_else(|| presumed_selection(document, &whole, input.targets));
        (collected(Depth::Manifests, &selection).map_err(|error| fault(&name, &error))?, None)
    };
    let knowledge = if has_assumed(&fresh) { Knowledge::OwnPackages } else { Knowledge::Full };
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
    let places = |inventory: &Inventory| -> BTreeMap<ComponentId, ComponentId> {
        model::pair((&whole, packages(&whole)), (inventory, packages(inventory))).both.into_iter().collect()
    };
    let in_fresh = places(&fresh);
    let built = built.map(|(most, is_runtime_only)| Built { in_most: places(&most), most, is_runtime_only });
    let root = in_fresh.iter().find(|(_, id)| fresh.subject.root == Some(**id)).map(|(known, _)| *known);
    Ok(Lock { name, whole, fresh, in_fresh, root, knowledge, built, items })
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
    let is_pinned = |purl_type: &str| pinning().any(|collector| collector.name().split('/').next() == Some(purl_type));
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
