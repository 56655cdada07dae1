//! What packages depend on, as the lock file and as the document have it.

use std::collections::{BTreeMap, BTreeSet};

use super::{Comparison, side, some};
use crate::model::{
    CheckReport, Completeness, Component, ComponentId, Edge, EdgeKind, Item, Origin, Resolution, component_name,
};
use crate::verify::drift::{codes, needed};

/// How many packages one finding names.
const NAMED: usize = 3;

/// Compares the edges between packages that both have; returns what was compared, as the end of a sentence.
pub(super) fn compare(comparison: &Comparison<'_>, report: &mut CheckReport) -> String {
    let edges = Edges::of(comparison);
    let missing = edges.missing(comparison);
    if edges.stated.is_empty() && !missing.is_empty() {
        let item = Item::new(&codes::NO_EDGES, "the document").found("no edge between packages of the lock file");
        report.items.push(item.rests_on(comparison.lock.name.as_str()));
        return "no dependencies".to_owned();
    }
    let document = comparison.document;
    for (from, surplus) in edges.surplus() {
        report.items.push(item(comparison, from, ("also", &surplus)));
    }
    let mut admitted = Vec::new();
    for (from, missing) in missing {
        let is_admitted = document.completeness.get(&from) == Some(&Completeness::Incomplete);
        if is_admitted || (document.subject.resolution == Resolution::Exact && comparison.lock.built.is_none()) {
            admitted.push(document.component(from));
        } else {
            report.items.push(item(comparison, from, ("not", &missing)));
        }
    }
    if let Some(item) = some(&codes::NOT_COMPARED, &admitted) {
        report.items.push(item.expected("all dependencies, which the document does not claim to state"));
    }
    match edges.stated.len() {
        1 => "1 dependency".to_owned(),
        count => format!("{count} dependencies"),
    }
}

fn item(comparison: &Comparison<'_>, from: ComponentId, (word, packages): (&str, &[ComponentId])) -> Item {
    let shown: Vec<String> =
        packages.iter().take(NAMED).map(|id| component_name(comparison.lock.whole.component(*id))).collect();
    let more = match packages.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let component: &Component = comparison.document.component(from);
    let found = format!("{word} {}{more}", shown.join(", "));
    Item::new(&codes::LOCK_EDGE, component_name(component)).found(found).rests_on(comparison.lock.name.as_str())
}

/// Edges of both sides; the far end is always a place in the lock file.
struct Edges {
    /// What the document says.
    stated: BTreeSet<(ComponentId, ComponentId)>,
    /// All that the lock file says, from places in the lock file.
    locked: BTreeSet<(ComponentId, ComponentId)>,
    /// The place in the lock file of a component.
    places: BTreeMap<ComponentId, ComponentId>,
    /// The first of several packages that the document cannot tell apart.
    twins: BTreeMap<ComponentId, ComponentId>,
}

/// Returns, of packages of the same name and version from several places, the first in order; where the document says which of them comes
/// from where, they are not the same.
fn twins(comparison: &Comparison<'_>) -> BTreeMap<ComponentId, ComponentId> {
    let whole = &comparison.lock.whole;
    let mut groups: BTreeMap<(&str, Option<&str>), Vec<ComponentId>> = BTreeMap::new();
    for (known, id) in &comparison.both {
        if comparison.document.component(*id).origin == Origin::Unknown {
            groups.entry(side::name_and_version(whole.component(*known))).or_default().push(*known);
        }
    }
    let mut twins = BTreeMap::new();
    for id in whole.ids() {
        if let Some(first) =
            groups.get(&side::name_and_version(whole.component(id))).and_then(|group| group.iter().min())
        {
            twins.insert(id, *first);
        }
    }
    twins
}

impl Edges {
    fn of(comparison: &Comparison<'_>) -> Self {
        let twins = twins(comparison);
        let one = |id: ComponentId| twins.get(&id).copied().unwrap_or(id);
        let places: BTreeMap<ComponentId, ComponentId> =
            comparison.both.iter().map(|(known, id)| (*id, one(*known))).collect();
        let ends = |from, to| Some((*places.get(&from).map(|_| from).as_ref()?, *places.get(&to)?));
        let stated = comparison.document.edges.iter().filter_map(|edge| ends(edge.from, edge.to));
        // A package that is listed twice may be said to need itself.
        let stated = stated.filter(|(from, to)| places.get(from) != Some(to)).collect();
        let locked = comparison.lock.whole.edges.iter().map(|edge| (one(edge.from), one(edge.to))).collect();
        Self { stated, locked, places, twins }
    }

    /// Returns what the document's components need that the lock file says nothing of.
    fn surplus(&self) -> BTreeMap<ComponentId, Vec<ComponentId>> {
        let mut surplus: BTreeMap<ComponentId, Vec<ComponentId>> = BTreeMap::new();
        for (from, to) in &self.stated {
            let known = self.places.get(from);
            if known.is_some_and(|known| !self.locked.contains(&(*known, *to))) {
                surplus.entry(*from).or_default().push(*to);
            }
        }
        surplus
    }

    /// Returns what the document's components always need, and do not need by the document, of what it lists.
    fn missing(&self, comparison: &Comparison<'_>) -> BTreeMap<ComponentId, Vec<ComponentId>> {
        let lock = comparison.lock;
        let one = |id: &ComponentId| self.twins.get(id).copied().unwrap_or(*id);
        let in_whole: BTreeMap<ComponentId, ComponentId> =
            lock.in_fresh.iter().map(|(known, id)| (*id, one(known))).collect();
        let listed: BTreeSet<ComponentId> = self.places.values().copied().collect();
        let mut always: BTreeMap<ComponentId, Vec<ComponentId>> = BTreeMap::new();
        let is_listed = |edge: &&Edge| edge.kind == EdgeKind::Runtime || !comparison.is_runtime_only();
        for edge in lock.fresh.edges.iter().filter(|edge| needed::is_certain(edge)).filter(is_listed) {
            let ends = in_whole.get(&edge.from).zip(in_whole.get(&edge.to));
            if let Some((from, to)) = ends.filter(|(from, to)| from != to && listed.contains(to)) {
                always.entry(*from).or_default().push(*to);
            }
        }
        let mut missing: BTreeMap<ComponentId, Vec<ComponentId>> = BTreeMap::new();
        for (id, known) in &self.places {
            for to in always.get(known).into_iter().flatten() {
                if !self.stated.contains(&(*id, *to)) {
                    missing.entry(*id).or_default().push(*to);
                }
            }
        }
        missing
    }
}
