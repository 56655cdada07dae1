//! The document against the lock file: every package of one is in the other, with the same version, digest, origin and edges.
//!
//! The lock file is read twice. By itself it tells of all packages that any build could have; with the manifests around it, which of them
//! the selection has by which the document says it was made. Of a document that does not say, only what its root has by itself on the targets
//! that are asked about must be there.

mod edge;
mod package;
mod side;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::codes;
use super::needed::{self, Need};
use crate::format::DocumentFile;
use crate::model::{
    self, CheckReport, Code, Completeness, Component, ComponentId, Edge, EdgeKind, Inventory, Item, Pairs, Resolution,
    Usage, component_name,
};
use crate::verify::Input;
use side::{Lock, Wanted};

pub(super) use side::shares_packages;

/// Compares a document with the lock files that lie in the subject's own folder.
pub(super) fn check(input: &Input<'_>, document: &DocumentFile, locks: &[PathBuf], report: &mut CheckReport) {
    let inventory = &document.document.inventory;
    // A document of several projects is held against all of them at once, for it joins what they have in common.
    let several = side::joins_projects(inventory).then(|| input.subject.to_path_buf());
    let sources: Vec<&Path> = match &several {
        Some(subject) => vec![subject.as_path()],
        None => locks.iter().map(PathBuf::as_path).collect(),
    };
    for source in sources {
        match side::read(source, inventory, input) {
            Ok(lock) => {
                report.items.extend(lock.items.iter().cloned());
                Comparison::new(&lock, inventory).run(report);
            }
            Err(items) => report.items.extend(items),
        }
    }
}

/// One lock file and the document, with what of one is what of the other.
struct Comparison<'a> {
    lock: &'a Lock,
    document: &'a Inventory,
    /// Place in the lock file and place in the document; one of the former may have several of the latter.
    both: Vec<(ComponentId, ComponentId)>,
    missing: Vec<ComponentId>,
    surplus: Vec<ComponentId>,
    /// Components of the document that no lock file of this kind could have.
    others: Vec<ComponentId>,
    /// The root of the document and that of the lock file, where they have other names.
    renamed: Option<(ComponentId, ComponentId)>,
}

impl<'a> Comparison<'a> {
    fn new(lock: &'a Lock, document: &'a Inventory) -> Self {
        let whole = &lock.whole;
        let wanted = Wanted::of(whole);
        let packages: Vec<ComponentId> = whole.ids().filter(|id| side::is_package(whole.component(*id))).collect();
        let (candidates, others): (Vec<ComponentId>, Vec<ComponentId>) = document
            .ids()
            .filter(|id| !side::is_file(document.component(*id)))
            .partition(|id| wanted.has(document.component(*id)) && !(lock.built.is_some() && is_part(document, *id)));
        let Pairs { mut both, mut removed, added } = model::pair((whole, packages), (document, candidates));
        let by_version: BTreeMap<(&str, Option<&str>), ComponentId> =
            both.iter().map(|(id, _)| (side::name_and_version(whole.component(*id)), *id)).collect();
        let (twice, surplus): (Vec<ComponentId>, Vec<ComponentId>) =
            added.into_iter().partition(|id| by_version.contains_key(&side::name_and_version(document.component(*id))));
        for id in twice {
            both.extend(by_version.get(&side::name_and_version(document.component(id))).map(|known| (*known, id)));
        }
        let root = lock.root.zip(document.subject.root).filter(|(known, id)| {
            // Whoever makes a document may give its root another name and version.
            removed.contains(known) && !both.iter().any(|(_, paired)| paired == id)
        });
        if let Some((known, _)) = root {
            removed.retain(|id| *id != known);
        }
        let is_root = |id: &ComponentId| document.subject.root == Some(*id);
        let surplus = surplus.into_iter().filter(|id| !is_root(id)).collect();
        let others = others.into_iter().filter(|id| !is_root(id)).collect();
        Self { lock, document, both, missing: removed, surplus, others, renamed: root }
    }

    fn run(&self, report: &mut CheckReport) {
        let mut no_digest = Vec::new();
        for (known, id) in &self.both {
            let (known, component) = (self.lock.whole.component(*known), self.document.component(*id));
            let items = package::compare(known, component);
            if items.is_empty() {
                report.passed += 1;
            }
            report.items.extend(items.into_iter().map(|item| item.rests_on(self.lock.name.as_str())));
            if package::has_incomparable_digest(known, component) {
                no_digest.push(component);
            }
        }
        report.items.extend(some(&codes::NO_DIGEST, &no_digest));
        self.missing(report);
        self.surplus(report);
        self.not_selected(report);
        self.used_otherwise(report);
        let edges = edge::compare(self, report);
        let compared = format!(
            "{}: {} of {} packages, with version, digest and origin; {edges}",
            self.lock.name,
            self.both.iter().map(|(known, _)| known).collect::<BTreeSet<_>>().len(),
            self.both.len() + self.missing.len(),
        );
        report.coverage.push(compared);
    }

    /// Tells of packages of the lock file that the document does not have, by whether it must have them.
    fn missing(&self, report: &mut CheckReport) {
        let needs = self.needs();
        let resolution = self.document.subject.resolution;
        // A build that did not tell everything says so.
        let admits = self.document.completeness.values().any(|value| *value == Completeness::Incomplete);
        let (mut left_out, mut undecided) = (Vec::new(), Vec::new());
        for id in &self.missing {
            let component = self.lock.whole.component(*id);
            let need = needs.get(id).copied().unwrap_or(Need::Elsewhere);
            match (resolution, need) {
                (Resolution::Exact, Need::Elsewhere) if self.may_be_built(*id) => undecided.push(component),
                (Resolution::Exact, Need::Certain) if self.lock.built.is_none() || admits => undecided.push(component),
                (Resolution::Superset, _) | (_, Need::Certain) => {
                    let item = Item::new(&codes::LOCK_MISSING, component_name(component));
                    report.items.push(item.rests_on(side::place(component, &self.lock.name)));
                }
                (_, Need::Unknown) => undecided.push(component),
                (_, Need::Elsewhere) => left_out.push(component),
            }
        }
        report.items.extend(some(&codes::UNDECIDED, &undecided).map(|item| item.hint("cargo fetch --locked")));
        match left_out.len() {
            0 => {}
            count if self.says_what_it_is_about() => {
                let noun = if count == 1 { "package is" } else { "packages are" };
                report
                    .coverage
                    .push(format!("{count} {noun} not selected by what the document is about, and not in it"));
            }
            _ => report.items.extend(some(&codes::LEFT_OUT, &left_out)),
        }
    }

    /// Returns how the document's root needs each package of the lock file.
    fn needs(&self) -> BTreeMap<ComponentId, Need> {
        let fresh = &self.lock.fresh;
        let document_root = self.document.subject.root;
        let known =
            self.both.iter().chain(&self.renamed).find(|(_, id)| Some(*id) == document_root).map(|(known, _)| known);
        let root = known.and_then(|known| self.lock.in_fresh.get(known)).copied().or(fresh.subject.root);
        let Some(root) = root else { return BTreeMap::new() };
        let is_listed = |edge: &Edge| edge.kind == EdgeKind::Runtime || !self.is_runtime_only();
        let needs = needed::needs(fresh, root, self.lock.knowledge, is_listed);
        let need = |id: &ComponentId| needs.get(id.index()).copied();
        self.lock.in_fresh.iter().filter_map(|(known, id)| Some((*known, need(id)?))).collect()
    }

    /// Returns whether the document says what of the project it is about, so that what it leaves out is left out rightly.
    fn says_what_it_is_about(&self) -> bool {
        self.lock.built.is_some() || side::stated_selection(self.document).is_some()
    }

    /// Returns whether it is known all through what the document's own selection has.
    fn is_compared(&self) -> bool {
        self.says_what_it_is_about() && !self.lock.is_assumed() && !side::has_assumed(self.document)
    }

    fn is_runtime_only(&self) -> bool {
        self.lock.built.as_ref().is_some_and(|built| built.is_runtime_only)
    }

    /// Returns whether only the compiler's flags tell whether the document's build has a package.
    fn may_be_built(&self, known: ComponentId) -> bool {
        self.lock.built.as_ref().is_some_and(|built| {
            let place = built.in_most.get(&known);
            place.is_some_and(|id| match built.most.component(*id).usage {
                Usage::Runtime => true,
                Usage::Build => !built.is_runtime_only,
                Usage::Development | Usage::Unknown => false,
            })
        })
    }

    /// Tells of packages that are used otherwise than by the document's own selection, or with other features.
    fn used_otherwise(&self, report: &mut CheckReport) {
        if !self.is_compared() {
            return;
        }
        for (known, id) in &self.both {
            let component = self.document.component(*id);
            // The root is what the document makes of it.
            if self.document.subject.root == Some(*id) {
                continue;
            }
            if let Some((least, most)) = self.lock.bounds(*known) {
                let items = package::compare_use((least, most), component);
                let place = side::place(self.lock.whole.component(*known), &self.lock.name);
                report.items.extend(items.into_iter().map(|item| item.rests_on(place.as_str())));
            }
        }
    }

    /// Tells of packages that the document has and its own selection has not.
    fn not_selected(&self, report: &mut CheckReport) {
        if !self.is_compared() {
            return;
        }
        for (known, id) in self.both.iter().filter(|(known, _)| !self.lock.may_have(*known)) {
            let item = Item::new(&codes::NOT_SELECTED, component_name(self.document.component(*id)));
            report.items.push(item.rests_on(side::place(self.lock.whole.component(*known), &self.lock.name)));
        }
    }

    fn surplus(&self, report: &mut CheckReport) {
        let (parts, surplus): (Vec<ComponentId>, Vec<ComponentId>) =
            self.surplus.iter().partition(|id| is_part(self.document, **id));
        for id in surplus {
            let item = Item::new(&codes::LOCK_SURPLUS, component_name(self.document.component(id)));
            report.items.push(item.rests_on(self.lock.name.as_str()));
        }
        let others: Vec<&Component> = self.others.iter().chain(&parts).map(|id| self.document.component(*id)).collect();
        if let Some(item) = some(&codes::NOT_COMPARED, &others) {
            let found = item.found.clone().unwrap_or_default();
            report.items.push(item.found(format!("not of a kind that {} pins, {found}", self.lock.name)));
        }
    }
}

/// Returns whether a component is a part of another one than the root, such as a package of the standard library.
fn is_part(document: &Inventory, id: ComponentId) -> bool {
    document.component(id).parent.is_some_and(|parent| Some(parent) != document.subject.root)
}

/// Returns one finding about several components, if there are any.
fn some(code: &'static Code, components: &[&Component]) -> Option<Item> {
    let first = components.first()?;
    let noun = if components.len() == 1 { "package" } else { "packages" };
    let item = Item::new(code, format!("{} {noun}", components.len()));
    Some(item.found(format!("such as {}", component_name(first))))
}
