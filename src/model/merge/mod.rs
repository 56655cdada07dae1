//! Joins inventories into one, whatever their order.
//!
//! A component is the same by package URL and digests, without a package URL by name, version, namespace and digests. Nothing is guessed:
//! where digests contradict each other the components stay apart, where other facts do the first in order is kept, and both are told.
//! Every choice is made by the values alone, so that the same inventories give the same result in any order.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Completeness, Component, ComponentId, ComponentKind, Edge, EdgeKind, Inventory, Lifecycle, Resolution, Usage,
};

mod component;
mod identity;

/// How inventories are joined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Side by side below one root.
    Flat,
    /// Each inventory's components as parts of its root; those of several as parts of the new root.
    Assembly,
}

/// What the whole is called.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Whole {
    /// The root's name; `merged` where none is given.
    pub name: Option<String>,
    /// The root's version.
    pub version: Option<String>,
}

/// Two inputs that say different things of one component, or of the whole.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Conflict {
    /// What it is about: a package URL or a name, empty for the whole.
    pub subject: String,
    /// What is said differently, such as `licence` or `digests`.
    pub what: &'static str,
    /// What is kept; for digests, what the components that stay apart have.
    pub kept: String,
    /// What else is said.
    pub others: Vec<String>,
}

/// What joining gave.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Merged {
    /// The joined inventory, normalized.
    pub inventory: Inventory,
    /// What the inputs contradict each other in.
    pub conflicts: Vec<Conflict>,
    /// How many components more than one input has.
    pub shared: usize,
    /// How many parts of other formats were carried along and are not any more.
    pub dropped: usize,
}

/// Joins inventories. One alone, or the same one several times, stays as it is unless the whole is named.
#[must_use]
pub fn merge(mut inventories: Vec<Inventory>, mode: Mode, whole: &Whole) -> Merged {
    inventories.iter_mut().for_each(Inventory::normalize);
    let mut distinct: Vec<Inventory> = Vec::with_capacity(inventories.len());
    for inventory in inventories {
        if !distinct.contains(&inventory) {
            distinct.push(inventory);
        }
    }
    if distinct.len() < 2 && *whole == Whole::default() {
        return Merged { inventory: distinct.pop().unwrap_or_default(), ..Merged::default() };
    }
    let mut work = Work::new(&distinct, whole);
    work.components(&mut distinct, mode);
    work.facts(distinct);
    work.finish()
}

/// The places of an input's components among all, and in the result.
struct Work {
    result: Inventory,
    conflicts: Vec<Conflict>,
    /// The place in the result, by input and place there.
    places: Vec<Vec<ComponentId>>,
    root: ComponentId,
    shared: usize,
    dropped: usize,
}

impl Work {
    /// Finds out which components are the same.
    fn new(inputs: &[Inventory], whole: &Whole) -> Self {
        let known = inputs.iter().filter_map(|it| it.subject.root.map(|root| it.component(root).usage));
        let is_known =
            !inputs.is_empty() && known.clone().count() == inputs.len() && known.clone().all(|it| it != Usage::Unknown);
        let root = Component {
            kind: ComponentKind::Application,
            name: whole.name.clone().unwrap_or_else(|| "merged".to_owned()),
            version: whole.version.clone(),
            usage: if is_known { Usage::Runtime } else { Usage::Unknown },
            ..Component::default()
        };
        let all = inputs.iter().flat_map(|input| &input.components).chain([&root]);
        let (mut classes, count, conflicts) = identity::classes(&all.collect::<Vec<_>>());
        let root_class = classes.pop().unwrap_or(0);
        let mut result = Inventory { components: vec![Component::default(); count], ..Inventory::default() };
        let mut rest = classes.into_iter().map(ComponentId);
        let places = inputs.iter().map(|input| rest.by_ref().take(input.components.len()).collect()).collect();
        let root_id = ComponentId(root_class);
        result.components[root_id.index()] = root;
        Self { result, conflicts, places, root: root_id, shared: 0, dropped: 0 }
    }

    /// Joins the components of each class.
    fn components(&mut self, inputs: &mut [Inventory], mode: Mode) {
        let count = self.result.components.len();
        let mut owners: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); count];
        let mut classes: Vec<Vec<Component>> = (0..count).map(|_| Vec::new()).collect();
        let mut parents: Vec<BTreeSet<ComponentId>> = vec![BTreeSet::new(); count];
        for (number, input) in inputs.iter_mut().enumerate() {
            let places = &self.places[number];
            for (component, place) in std::mem::take(&mut input.components).into_iter().zip(places) {
                owners[place.index()].insert(number);
                parents[place.index()].extend(component.parent.and_then(|parent| places.get(parent.index())).copied());
                classes[place.index()].push(Component { parent: None, ..component });
            }
        }
        self.shared = owners.iter().filter(|owners| owners.len() > 1).count();
        let root = std::mem::take(&mut self.result.components[self.root.index()]);
        classes[self.root.index()].push(root);
        let joined: Vec<Component> =
            classes.into_iter().map(|class| component::join(class, &mut self.conflicts)).collect();
        self.result.components = joined;
        let roots: Vec<Option<ComponentId>> = inputs
            .iter()
            .zip(&self.places)
            .map(|(input, places)| input.subject.root.and_then(|root| places.get(root.index()).copied()))
            .collect();
        for at in 0..count {
            let id = ComponentId(u32::try_from(at).unwrap_or(u32::MAX));
            let assembled = || match owners[at].iter().collect::<Vec<_>>().as_slice() {
                [one] => roots[**one].filter(|root| *root != id).or(Some(self.root)),
                _ => Some(self.root),
            };
            let stated = self.first_by_identity(&parents[at]);
            let parent = if mode == Mode::Assembly { stated.or_else(assembled) } else { stated };
            self.result.components[at].parent = parent.filter(|parent| *parent != id && id != self.root);
        }
        self.break_circles();
        let kind = if self.result.components[self.root.index()].usage == Usage::Unknown {
            EdgeKind::Unknown
        } else {
            EdgeKind::Runtime
        };
        let edges = roots.into_iter().flatten().filter(|to| *to != self.root);
        let edges: Vec<Edge> =
            edges.map(|to| Edge { from: self.root, to, kind, optional: false, target: None }).collect();
        self.result.edges.extend(edges);
    }

    /// Returns the component that comes first by what it is, for places have no order of their own.
    fn first_by_identity(&self, ids: &BTreeSet<ComponentId>) -> Option<ComponentId> {
        ids.iter().copied().min_by(|a, b| identity::order(self.result.component(*a), self.result.component(*b)))
    }

    /// Takes a component out of its parent where that is a part of the component itself.
    fn break_circles(&mut self) {
        let mut order: Vec<usize> = (0..self.result.components.len()).collect();
        order.sort_by(|a, b| identity::order(&self.result.components[*a], &self.result.components[*b]));
        let mut state = vec![0u8; order.len()];
        for start in order {
            let mut path = Vec::new();
            let mut at = Some(start);
            while let Some(place) = at.filter(|place| state[*place] == 0) {
                state[place] = 1;
                path.push(place);
                at = self.result.components[place].parent.map(ComponentId::index);
            }
            if at.is_some_and(|place| state[place] == 1) {
                let last = path.last().copied().unwrap_or(start);
                let component = &mut self.result.components[last];
                component.parent = None;
                let subject = component::subject(component);
                self.conflicts.push(Conflict {
                    subject,
                    what: "parent",
                    kept: "none".to_owned(),
                    others: vec!["a part of a part of itself".to_owned()],
                });
            }
            for place in path {
                state[place] = 2;
            }
        }
    }

    /// Joins everything but the components.
    fn facts(&mut self, inputs: Vec<Inventory>) {
        let mut lifecycles = BTreeSet::new();
        let mut suppliers = BTreeSet::new();
        let mut authors = BTreeSet::new();
        let mut properties: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let mut completeness: BTreeMap<ComponentId, Completeness> = BTreeMap::new();
        self.result.subject.resolution = Resolution::Exact;
        for (input, places) in inputs.into_iter().zip(&self.places) {
            let place = |id: ComponentId| places[id.index()];
            let edges = input.edges.into_iter().map(|edge| Edge { from: place(edge.from), to: place(edge.to), ..edge });
            self.result.edges.extend(edges.filter(|edge| edge.from != edge.to));
            for (id, value) in input.completeness {
                let known = completeness.entry(place(id)).or_insert(value);
                *known = known.worse(value);
            }
            self.result.files.extend(input.files);
            self.result.problems.extend(input.problems);
            self.dropped += input.kept.len();
            lifecycles.insert(input.subject.lifecycle);
            let resolution = &mut self.result.subject.resolution;
            *resolution = less_exact(*resolution, input.subject.resolution);
            authors.extend(input.subject.authors);
            suppliers.extend(input.subject.supplier);
            for (key, value) in input.subject.properties {
                properties.entry(key).or_default().insert(value);
            }
        }
        let subject = &mut self.result.subject;
        subject.authors = authors.into_iter().collect();
        subject.supplier =
            component::first("", "supplier of the document", suppliers, |it| it.name.clone(), &mut self.conflicts);
        subject.lifecycle =
            component::first("", "lifecycle", lifecycles, |it: &Lifecycle| format!("{it:?}"), &mut self.conflicts)
                .unwrap_or_default();
        for (key, values) in properties {
            let value =
                component::first("", "property", values, |value| format!("{key}: {value}"), &mut self.conflicts);
            subject.properties.extend(value.map(|value| (key, value)));
        }
        self.result.completeness = completeness;
        self.conflicting_files();
    }

    /// Tells of files that have one path and different bytes; all are kept.
    fn conflicting_files(&mut self) {
        let files = &mut self.result.files;
        files.sort();
        files.dedup();
        for pair in files.chunk_by(|a, b| a.path == b.path).filter(|group| group.len() > 1) {
            let text = |file: &super::FileEntry| {
                file.digests.first().map_or_else(|| "no digest".to_owned(), |digest| digest.digest.to_string())
            };
            let mut texts = pair.iter().map(text);
            self.conflicts.push(Conflict {
                subject: pair[0].path.to_string(),
                what: "file",
                kept: texts.next().unwrap_or_default(),
                others: texts.collect(),
            });
        }
    }

    fn finish(mut self) -> Merged {
        self.result.subject.root = Some(self.root);
        self.sort();
        self.conflicts.sort();
        self.conflicts.dedup();
        Merged { inventory: self.result, conflicts: self.conflicts, shared: self.shared, dropped: self.dropped }
    }

    /// Brings components into an order that their values alone decide, and then everything into its usual one.
    fn sort(&mut self) {
        let inventory = &mut self.result;
        let mut order: Vec<usize> = (0..inventory.components.len()).collect();
        order.sort_by(|a, b| identity::order(&inventory.components[*a], &inventory.components[*b]));
        let mut places = vec![ComponentId(0); order.len()];
        for (new, old) in (0u32..).zip(&order) {
            places[*old] = ComponentId(new);
        }
        let place = |id: ComponentId| places[id.index()];
        let mut slots: Vec<Option<Component>> =
            std::mem::take(&mut inventory.components).into_iter().map(Some).collect();
        inventory.components = order.iter().filter_map(|old| slots[*old].take()).collect();
        for component in &mut inventory.components {
            component.parent = component.parent.map(place);
        }
        for edge in &mut inventory.edges {
            (edge.from, edge.to) = (place(edge.from), place(edge.to));
        }
        inventory.completeness =
            std::mem::take(&mut inventory.completeness).into_iter().map(|(id, value)| (place(id), value)).collect();
        inventory.subject.root = inventory.subject.root.map(place);
        inventory.normalize();
    }
}

/// Returns the one of two that says less of any one build.
fn less_exact(a: Resolution, b: Resolution) -> Resolution {
    let rank = |value: Resolution| match value {
        Resolution::Exact => 0,
        Resolution::Selected => 1,
        Resolution::Superset => 2,
        Resolution::Unknown => 3,
    };
    if rank(a) >= rank(b) { a } else { b }
}

#[cfg(test)]
mod tests;
