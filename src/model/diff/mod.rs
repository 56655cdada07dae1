//! What changed from one inventory to another.
//!
//! Documents differ in what they can say. A fact is compared only where both sides state it; what one side states of nothing at all is not
//! compared, and is told, for an absent word is no change of the software.

use std::collections::{BTreeMap, BTreeSet};

use super::{Component, ComponentId, Edge, Inventory, Origin, Usage};

mod component;
mod pairing;

pub use pairing::{Pairs, pair};

/// What kind of change it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChangeKind {
    /// The bytes of a component are others although its version is the same.
    DigestChanged,
    /// The old document was signed and the new one is not.
    SignatureLost,
    /// A component's bytes come from elsewhere.
    OriginChanged,
    /// A component is older than it was.
    Downgraded,
    /// A component had a digest and has none.
    DigestLost,
    /// A component was for building or developing only and is now part of what is shipped.
    BecameRuntime,
    /// A component has another supplier.
    SupplierChanged,
    /// A component has another declared licence.
    LicenseChanged,
    /// Less is known of a component's dependencies.
    CompletenessWorse,
    /// The document is about another thing.
    RootChanged,
    /// The subject itself depends on something that it did not depend on.
    RootDependencyAdded,
    /// A component is new.
    Added,
    /// A component is gone.
    Removed,
    /// A component is newer than it was.
    Upgraded,
    /// A component has another version, of which the order does not tell whether it is newer.
    VersionChanged,
    /// Components depend on each other otherwise.
    EdgesChanged,
    /// Files of the subject are others.
    FilesChanged,
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Change {
    /// What kind of change it is.
    pub kind: ChangeKind,
    /// What it is about: a package URL or a name; empty for the document as a whole.
    pub subject: String,
    /// What was.
    pub old: Option<String>,
    /// What is.
    pub new: Option<String>,
}

/// What one side says, and how it was signed.
#[derive(Clone, Copy, Debug)]
pub struct Side<'a> {
    /// What the document holds.
    pub inventory: &'a Inventory,
    /// Whether the document holds a signature; `None` where its format has no place for one.
    pub is_signed: Option<bool>,
}

/// All that changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// The changes, in order of their kinds and then of what they are about.
    pub list: Vec<Change>,
    /// What could not be compared, and why, as sentences without full stop.
    pub not_compared: Vec<String>,
    /// Components that both sides have.
    pub common: usize,
}

/// Returns what changed from the old side to the new one.
#[must_use]
pub fn diff(old: Side<'_>, new: Side<'_>) -> Changes {
    let pairs = pairing::pairs(old.inventory, new.inventory);
    let mut work = Work { old: old.inventory, new: new.inventory, changes: Changes::default() };
    work.changes.common = pairs.both.len();
    for id in &pairs.removed {
        work.tell(ChangeKind::Removed, &name(work.old.component(*id)), None, None);
    }
    for id in &pairs.added {
        work.tell(ChangeKind::Added, &name(work.new.component(*id)), None, None);
    }
    work.components(&pairs.both);
    work.root();
    work.edges(&pairs);
    work.completeness(&pairs.both);
    work.files();
    if old.is_signed == Some(true) {
        match new.is_signed {
            Some(false) => work.tell(ChangeKind::SignatureLost, "", Some("signed".into()), Some("not signed".into())),
            None => work.not_compared("signatures inside the document: the new format has no place for them"),
            Some(true) => {}
        }
    }
    work.changes.list.sort();
    work.changes.not_compared.sort();
    work.changes
}

/// Returns what changed of one component, whatever else the two sides state.
#[must_use]
pub fn component_changes(old: &Component, new: &Component) -> Vec<Change> {
    let stated = component::Stated { usage: true, origin: true, supplier: true, license: true };
    let mut changes = Vec::new();
    component::compare(old, new, stated, &mut changes);
    changes
}

/// Returns whether two components of one version have digests and none that could be compared, or only one has any.
#[must_use]
pub fn digests_are_incomparable(old: &Component, new: &Component) -> bool {
    old.digests.is_empty() != new.digests.is_empty() || component::has_incomparable_digests(old, new)
}

/// Returns what a component is called: its package URL, or name and version.
#[must_use]
pub fn component_name(component: &Component) -> String {
    name(component)
}

/// Returns what a component is called.
fn name(component: &Component) -> String {
    match (&component.purl, &component.version) {
        (Some(purl), _) => purl.to_string(),
        (None, Some(version)) => format!("{}@{version}", component.name),
        (None, None) => component.name.clone(),
    }
}

struct Work<'a> {
    old: &'a Inventory,
    new: &'a Inventory,
    changes: Changes,
}

impl Work<'_> {
    fn tell(&mut self, kind: ChangeKind, subject: &str, old: Option<String>, new: Option<String>) {
        self.changes.list.push(Change { kind, subject: subject.to_owned(), old, new });
    }

    fn not_compared(&mut self, what: &str) {
        self.changes.not_compared.push(what.to_owned());
    }

    /// Returns whether both sides state something at all, and tells where only one does.
    fn both_state(&mut self, what: &str, states: impl Fn(&Inventory) -> bool) -> bool {
        let (old, new) = (states(self.old), states(self.new));
        match (old, new) {
            (true, false) => self.not_compared(&format!("{what}: the new document states none")),
            (false, true) => self.not_compared(&format!("{what}: the old document states none")),
            _ => {}
        }
        old && new
    }

    fn components(&mut self, both: &[(ComponentId, ComponentId)]) {
        let any = |inventory: &Inventory, test: fn(&Component) -> bool| inventory.components.iter().any(test);
        let stated = component::Stated {
            usage: self.both_state("usage", |it| any(it, |component| component.usage != Usage::Unknown)),
            origin: self.both_state("origins", |it| any(it, |component| component.origin != Origin::Unknown)),
            supplier: self.both_state("suppliers", |it| any(it, |component| component.supplier.is_some())),
            license: self.both_state("licences", |it| any(it, |component| component.license.is_some())),
        };
        let mut incomparable = 0;
        let has_other_root = self.has_other_root();
        let roots = self.old.subject.root.zip(self.new.subject.root);
        // Of two different products there is no more to tell than that.
        for (old, new) in both.iter().filter(|pair| !has_other_root || Some(**pair) != roots) {
            let (old, new) = (self.old.component(*old), self.new.component(*new));
            component::compare(old, new, stated, &mut self.changes.list);
            incomparable += usize::from(component::has_incomparable_digests(old, new));
        }
        if incomparable > 0 {
            let what = format!(
                "digests of {incomparable} components of the same version: the documents have no algorithm and scope in common"
            );
            self.changes.not_compared.push(what);
        }
    }

    fn roots(&self) -> Option<(&Component, &Component)> {
        Some((self.old.component(self.old.subject.root?), self.new.component(self.new.subject.root?)))
    }

    fn has_other_root(&self) -> bool {
        self.roots().is_some_and(|(old, new)| match (&old.purl, &new.purl) {
            (Some(old), Some(new)) => old.package() != new.package(),
            _ => old.name != new.name,
        })
    }

    fn root(&mut self) {
        match self.roots().map(|(old, new)| (name(old), name(new))) {
            Some((old, new)) if self.has_other_root() => self.tell(ChangeKind::RootChanged, "", Some(old), Some(new)),
            Some(_) => {}
            None => {
                self.both_state("the root", |it| it.subject.root.is_some());
            }
        }
    }

    /// Counts the edges that came and went between components that both sides have, and names new ones of the root.
    fn edges(&mut self, pairs: &pairing::Pairs) {
        let moved: BTreeMap<ComponentId, ComponentId> = pairs.both.iter().copied().collect();
        let ends = |edge: &Edge| (edge.from, edge.to);
        let old: BTreeSet<(ComponentId, ComponentId)> =
            self.old.edges.iter().filter_map(|edge| Some((*moved.get(&edge.from)?, *moved.get(&edge.to)?))).collect();
        let known: BTreeSet<ComponentId> = moved.values().copied().collect();
        let is_known = |pair: &(ComponentId, ComponentId)| known.contains(&pair.0) && known.contains(&pair.1);
        let new: BTreeSet<(ComponentId, ComponentId)> = self.new.edges.iter().map(ends).filter(is_known).collect();
        let (added, removed) = (new.difference(&old).count(), old.difference(&new).count());
        if added + removed > 0 {
            let count = |inventory: &Inventory| format!("{} dependencies", inventory.edges.len());
            let (was, is) = (count(self.old), count(self.new));
            let subject = format!("{added} added, {removed} removed between components of both");
            self.tell(ChangeKind::EdgesChanged, &subject, Some(was), Some(is));
        }
        let (Some(old_root), Some(new_root)) = (self.old.subject.root, self.new.subject.root) else { return };
        if !self.old.edges.iter().any(|edge| edge.from == old_root) {
            return;
        }
        let direct = |inventory: &Inventory, root: ComponentId| {
            let edges = inventory.edges.iter().filter(|edge| edge.from == root);
            edges.map(|edge| pairing::package(inventory.component(edge.to))).collect::<BTreeSet<_>>()
        };
        let before = direct(self.old, old_root);
        let now = direct(self.new, new_root);
        for package in now.difference(&before) {
            self.tell(ChangeKind::RootDependencyAdded, package, None, None);
        }
    }

    fn completeness(&mut self, both: &[(ComponentId, ComponentId)]) {
        if !self.both_state("completeness", |it| !it.completeness.is_empty()) {
            return;
        }
        for (old, new) in both {
            let (Some(was), Some(is)) = (self.old.completeness.get(old), self.new.completeness.get(new)) else {
                continue;
            };
            if *was == super::Completeness::Complete && is != was {
                let subject = name(self.new.component(*new));
                let word = |it: &super::Completeness| format!("{it:?}").to_lowercase();
                self.tell(ChangeKind::CompletenessWorse, &subject, Some(word(was)), Some(word(is)));
            }
        }
    }

    fn files(&mut self) {
        if (self.old.files.is_empty() && self.new.files.is_empty())
            || !self.both_state("files", |it| !it.files.is_empty())
        {
            return;
        }
        let old: BTreeMap<_, _> = self.old.files.iter().map(|file| (&file.path, file)).collect();
        let new: BTreeMap<_, _> = self.new.files.iter().map(|file| (&file.path, file)).collect();
        let added = new.keys().filter(|path| !old.contains_key(*path)).count();
        let removed = old.keys().filter(|path| !new.contains_key(*path)).count();
        let differs = |path: &&super::RelativePath, file: &&super::FileEntry| {
            new.get(*path).is_some_and(|other| {
                file.kind != other.kind || component::digests_differ(&file.digests, &other.digests)
            })
        };
        let changed = old.iter().filter(|(path, file)| differs(path, file)).count();
        if added + removed + changed > 0 {
            let subject = format!("{added} added, {removed} removed, {changed} with other bytes");
            let count = |count: usize| Some(format!("{count} files"));
            self.tell(ChangeKind::FilesChanged, &subject, count(self.old.files.len()), count(self.new.files.len()));
        }
    }
}

#[cfg(test)]
mod tests;
