//! Dependencies, what facts tell of them, what is part of what, and completeness.

use crate::format::content;
use crate::format::cyclonedx::raw;
use crate::format::fact;
use crate::format::index::Index;
use crate::format::raw::{Problems, Text};
use crate::model::{Completeness, Component, ComponentId, Edge, EdgeKind};

use std::collections::BTreeMap;
use std::ops::Range;

use super::part::{EdgeFact, Part, Spot};

/// What a reference of the document stands for.
#[derive(Clone, Copy)]
pub(super) enum Thing {
    Component(ComponentId),
    File,
}

/// What the references of a document's components stand for, as far as they have been read.
#[derive(Default)]
pub(super) struct References {
    index: Index<Thing>,
    /// The components that it holds.
    known: Range<usize>,
    /// Whether a reference was used a second time.
    has_doubles: bool,
}

impl References {
    /// Takes in the components from a place on, which must be the next one, or the first of all.
    pub(super) fn take_in(&mut self, components: &[Component], from: usize) {
        if self.known.is_empty() {
            self.known.start = from;
        }
        for (at, component) in components.iter().enumerate().skip(from) {
            self.add(at, component);
        }
        self.known.end = components.len();
    }

    fn add(&mut self, at: usize, component: &Component) {
        // Texts are bounded far below 2^32 components.
        let id = ComponentId(u32::try_from(at).unwrap_or(u32::MAX));
        self.has_doubles |=
            !component.reference.is_empty() && !self.index.insert(&component.reference, Thing::Component(id));
    }

    /// Returns what every reference stands for; one that is used a second time keeps its first meaning.
    pub(super) fn finish(mut self, all: &Part, problems: &mut Problems) -> Index<Thing> {
        let known = self.known.clone();
        for (at, component) in all.components.iter().enumerate().filter(|(at, _)| !known.contains(at)) {
            self.add(at, component);
        }
        for (reference, _) in &all.file_references {
            self.has_doubles |= !self.index.insert(reference, Thing::File);
        }
        if self.has_doubles || all.has_moved { index(all, problems) } else { self.index }
    }
}

/// Returns what every reference stands for, and tells of those that are used a second time.
fn index(all: &Part, problems: &mut Problems) -> Index<Thing> {
    let mut index = Index::default();
    let components = (0..).map(ComponentId).zip(&all.components);
    let components = components.map(|(id, component)| (Thing::Component(id), component.reference.as_str()));
    let files = all.file_references.iter().map(|file| (Thing::File, file.0.as_str()));
    let places = all.spots.iter().chain(all.file_references.iter().map(|file| &file.1));
    for ((thing, reference), place) in components.chain(files).zip(places) {
        if !reference.is_empty() && !index.insert(reference, thing) {
            let shown = fact::shown(reference);
            problems.unusable(place, format!("the bom-ref `{shown}` is used a second time"));
        }
    }
    index
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
    /// Reads the dependencies of some things, each with its place in the list.
    pub(super) fn read(&mut self, rows: &[(usize, raw::Dependency<'_>)], index: &Index<Thing>, kind: EdgeKind) {
        let references = rows.iter().map(|row| row.1.reference.as_ref().map_or("", Text::as_str));
        let mut from = index.get_all(references).into_iter();
        let mut to = index.get_all(rows.iter().flat_map(|row| targets(&row.1)).map(Text::as_str)).into_iter();
        self.edges.reserve(to.len());
        for (at, row) in rows {
            let to = to.by_ref().take(targets(row).len());
            self.row((*at, row), from.next().flatten(), to, kind);
        }
    }

    fn row(
        &mut self,
        (at, row): (usize, &raw::Dependency<'_>),
        from: Option<Thing>,
        to: impl Iterator<Item = Option<Thing>>,
        kind: EdgeKind,
    ) {
        self.provides += usize::from(row.provides.is_some_and(|provides| provides.0 > 0));
        let first = self.edges.len();
        let to = to.zip(targets(row)).enumerate();
        let Some(reference) = &row.reference else {
            to.for_each(drop);
            return self.problems.unusable(format_args!("/dependencies/{at}"), "the entry has no `ref`");
        };
        let from = match from {
            Some(Thing::Component(id)) => id,
            Some(Thing::File) => {
                self.with_files += to.count();
                return;
            }
            None => {
                to.for_each(drop);
                return unknown(&mut self.problems, format_args!("/dependencies/{at}/ref"), reference.as_str());
            }
        };
        for (nth, (to, target)) in to {
            match to {
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
        // A document whose rows are in the order of its components has its edges in order then.
        self.edges[first..].sort_unstable_by_key(|edge| edge.to);
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

fn targets<'r, 'a>(row: &'r raw::Dependency<'a>) -> &'r [Text<'a>] {
    row.depends_on.as_deref().unwrap_or_default()
}

fn unknown(problems: &mut Problems, place: std::fmt::Arguments<'_>, reference: &str) {
    let shown = fact::shown(reference);
    problems.unusable(place, format!("no component has the bom-ref `{shown}`"));
}

/// Sets what facts tell of edges.
pub(super) fn apply_edge_facts(
    edges: &mut Vec<Edge>,
    facts: &[EdgeFact],
    index: &Index<Thing>,
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
    index: &Index<Thing>,
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
    index: &Index<Thing>,
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
