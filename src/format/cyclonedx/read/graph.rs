//! Dependencies, what facts tell of them, what is part of what, and completeness.

use crate::format::content;
use crate::format::cyclonedx::raw;
use crate::format::fact;
use crate::format::index::Index;
use crate::format::raw::{Problems, Text};
use crate::model::{Completeness, Component, ComponentId, Edge, EdgeKind};

use std::collections::BTreeMap;

use super::part::{EdgeFact, Spot};

/// What a reference of the document stands for.
#[derive(Clone, Copy)]
pub(super) enum Thing {
    Component(ComponentId),
    File,
}

/// The references of a document's components and files, one behind the other: looking up many of them in any order touches little memory.
pub(super) struct References {
    text: String,
    /// Where each ends.
    ends: Vec<usize>,
    components: usize,
}

impl References {
    /// Gathers references, those of components first.
    pub(super) fn new(components: &[Component], files: &[(String, Spot)]) -> Self {
        let all = || components.iter().map(|it| it.reference.as_str()).chain(files.iter().map(|it| it.0.as_str()));
        let mut text = String::with_capacity(all().map(str::len).sum());
        let mut ends = Vec::with_capacity(components.len() + files.len());
        for reference in all() {
            text.push_str(reference);
            ends.push(text.len());
        }
        Self { text, ends, components: components.len() }
    }

    /// Returns what every reference stands for; one that is used a second time keeps its first meaning. The places are those of the same
    /// components and files, in order.
    pub(super) fn index<'s>(
        &self,
        places: impl Iterator<Item = &'s Spot>,
        problems: &mut Problems,
    ) -> Index<'_, Thing> {
        let mut index = Index::with_capacity(self.ends.len());
        let mut start = 0;
        for ((at, end), place) in (0u32..).zip(&self.ends).zip(places) {
            let reference = &self.text[start..*end];
            start = *end;
            let is_component = (at as usize) < self.components;
            let thing = if is_component { Thing::Component(ComponentId(at)) } else { Thing::File };
            if !reference.is_empty() && !index.insert(reference, thing) {
                let shown = fact::shown(reference);
                problems.unusable(place, format!("the bom-ref `{shown}` is used a second time"));
            }
        }
        index
    }
}

/// What a stretch of the document's dependencies tells.
#[derive(Default)]
pub(super) struct Rows {
    pub(super) edges: Vec<Edge>,
    pub(super) problems: Problems,
    with_files: usize,
    provides: usize,
}

impl Rows {
    /// Reads the dependencies of one thing.
    pub(super) fn read(&mut self, at: usize, row: &raw::Dependency<'_>, index: &Index<'_, Thing>, kind: EdgeKind) {
        self.provides += usize::from(row.provides.is_some_and(|provides| provides.0 > 0));
        let targets = row.depends_on.as_deref().unwrap_or_default();
        let Some(reference) = &row.reference else {
            return self.problems.unusable(format_args!("/dependencies/{at}"), "the entry has no `ref`");
        };
        let from = match index.get(reference.as_str()) {
            Some(Thing::Component(id)) => id,
            Some(Thing::File) => {
                self.with_files += targets.len();
                return;
            }
            None => return unknown(&mut self.problems, format_args!("/dependencies/{at}/ref"), reference.as_str()),
        };
        for (nth, target) in targets.iter().enumerate() {
            match index.get(target.as_str()) {
                Some(Thing::Component(to)) => {
                    self.edges.push(Edge { from, to, kind, optional: false, target: None });
                }
                Some(Thing::File) => self.with_files += 1,
                None => {
                    let place = format_args!("/dependencies/{at}/dependsOn/{nth}");
                    unknown(&mut self.problems, place, target.as_str());
                }
            }
        }
    }

    /// Adds what the next stretch tells.
    pub(super) fn append(&mut self, mut other: Self) {
        self.edges.append(&mut other.edges);
        self.problems.append(other.problems);
        self.with_files += other.with_files;
        self.provides += other.provides;
    }

    /// Tells of what the model has no place for.
    pub(super) fn tell_of_what_is_not_kept(&mut self) {
        self.problems.skipped("/dependencies", self.with_files, "dependencies of or on files");
        self.problems.skipped("/dependencies", self.provides, "lists of what a component provides");
    }
}

fn unknown(problems: &mut Problems, place: std::fmt::Arguments<'_>, reference: &str) {
    let shown = fact::shown(reference);
    problems.unusable(place, format!("no component has the bom-ref `{shown}`"));
}

/// Sets what facts tell of edges.
pub(super) fn apply_edge_facts(
    edges: &mut Vec<Edge>,
    facts: &[EdgeFact],
    index: &Index<'_, Thing>,
    problems: &mut Problems,
) {
    if facts.is_empty() {
        return;
    }
    edges.sort();
    edges.dedup();
    for fact in facts {
        let (reference, target) = content::split_reference(&fact.value);
        let to = match index.get(&reference) {
            Some(Thing::Component(to)) => Some(to),
            _ => None,
        };
        let place = to.and_then(|to| edges.binary_search_by_key(&(fact.from, to), |edge| (edge.from, edge.to)).ok());
        let Some(edge) = place.and_then(|place| edges.get_mut(place)) else {
            let shown = fact::shown(&fact.value);
            let message = format!("a property tells of a dependency `{shown}` that the component has not");
            problems.unusable("/dependencies", message);
            continue;
        };
        edge.kind = fact.kind;
        edge.optional = fact.optional;
        edge.target = target.map(str::to_owned);
    }
}

/// Returns what components are part of, as facts tell.
pub(super) fn parents(
    facts: &[(ComponentId, String)],
    index: &Index<'_, Thing>,
    spots: &[Spot],
    problems: &mut Problems,
) -> Vec<(ComponentId, ComponentId)> {
    let mut found = Vec::with_capacity(facts.len());
    for (id, reference) in facts {
        match (index.get(reference), spots.get(id.index())) {
            (Some(Thing::Component(whole)), _) => found.push((*id, whole)),
            (_, Some(spot)) => unknown(problems, format_args!("{spot}/properties"), reference),
            _ => {}
        }
    }
    found
}

/// Reads how complete the dependencies of components are.
pub(super) fn compositions(
    compositions: &[raw::Composition<'_>],
    index: &Index<'_, Thing>,
    problems: &mut Problems,
) -> BTreeMap<ComponentId, Completeness> {
    let mut found = BTreeMap::new();
    for (at, composition) in compositions.iter().enumerate() {
        let word = composition.aggregate.as_ref().map_or("", Text::as_str);
        // Others, such as `incomplete_first_party_only`, are kinds of incompleteness.
        let completeness = content::completeness_from_word(word)
            .or_else(|| word.starts_with("incomplete").then_some(Completeness::Incomplete))
            .unwrap_or(Completeness::Unknown);
        for (nth, reference) in composition.dependencies.iter().flatten().enumerate() {
            match index.get(reference.as_str()) {
                Some(Thing::Component(id)) => {
                    found.insert(id, completeness);
                }
                Some(Thing::File) => {}
                None => {
                    let place = format_args!("/compositions/{at}/dependencies/{nth}");
                    unknown(problems, place, reference.as_str());
                }
            }
        }
    }
    found
}
