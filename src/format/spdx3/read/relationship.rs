//! What depends on what, what contains what, and what the document is about.

use std::collections::{BTreeMap, BTreeSet};

use super::graph::{Target, text, values, word};
use super::{Reader, Thing};
use crate::format::fact;
use crate::format::spdx3::TARGET;
use crate::model::{Completeness, ComponentId, Edge, EdgeKind};

const KNOWN: &[&str] = &["from", "to", "relationshipType", "scope", "completeness", "comment"];

/// How complete one relationship says that it is; the last in order counts for all of a component.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Said {
    Complete,
    Nothing,
    Unknown,
    Incomplete,
}

/// What is gathered over all relationships.
#[derive(Default)]
struct Gathered<'n> {
    completeness: BTreeMap<ComponentId, Said>,
    /// Files of components, by how many.
    files: BTreeMap<ComponentId, usize>,
    /// Relationships that are no dependencies, by type.
    others: BTreeMap<&'n str, usize>,
    second_wholes: usize,
}

impl<'n> Reader<'n, '_> {
    /// Returns the components that the document names as what it is about.
    pub(super) fn roots(&mut self, document: Option<usize>) -> Vec<ComponentId> {
        let mut roots = Vec::new();
        let collections: Vec<usize> =
            ["software_Sbom", "Bom", "Bundle"].iter().flat_map(|kind| self.graph.of_kind(kind)).collect();
        let mut open: Vec<usize> = document.map_or_else(|| collections.clone(), |at| vec![at]);
        if document.is_some_and(|at| values(self.graph.entities[at].node, "rootElement").is_empty()) {
            open.extend(&collections);
        }
        let mut seen: BTreeSet<usize> = open.iter().copied().collect();
        while let Some(at) = open.pop() {
            for value in values(self.graph.entities[at].node, "rootElement") {
                match self.graph.resolve(value) {
                    Target::Entity(found) => match self.things[found] {
                        Thing::Component(id) => roots.push(id),
                        Thing::Other if seen.insert(found) => open.push(found),
                        Thing::Other | Thing::File => {}
                    },
                    other => self.tell_of_missing(other, at, "rootElement"),
                }
            }
        }
        roots
    }

    /// Takes in all relationships.
    pub(super) fn relationships(&mut self, described: &mut Vec<ComponentId>) {
        let mut gathered = Gathered::default();
        for at in 0..self.graph.entities.len() {
            let kind = match &*self.graph.entities[at].kind {
                "Relationship" => "Relationship",
                "LifecycleScopedRelationship" => "LifecycleScopedRelationship",
                _ => continue,
            };
            self.unknown_members(self.graph.entities[at].node, kind, KNOWN);
            self.relationship(at, &mut gathered, described);
        }
        for (id, said) in gathered.completeness {
            let completeness = match said {
                Said::Complete => Completeness::Complete,
                Said::Nothing => continue,
                Said::Unknown => Completeness::Unknown,
                Said::Incomplete => Completeness::Incomplete,
            };
            self.inventory.completeness.insert(id, completeness);
        }
        for (kind, count) in gathered.others.into_iter().take(50) {
            let what = format!(
                "relationships `{}` that are no dependencies, parts or licences of packages",
                fact::shown(kind)
            );
            self.problems.skipped("/@graph", count, &what);
        }
        self.problems.skipped("/@graph", gathered.second_wholes, "wholes of a part that has another already");
        let root = match described.as_slice() {
            [first, rest @ ..] if rest.iter().all(|id| id == first) => Some(*first),
            _ => None,
        };
        let elsewhere = gathered.files.iter().filter(|(id, _)| Some(**id) != root).map(|(_, count)| count).sum();
        self.problems.skipped("/@graph", elsewhere, "places of files in other packages than the root");
    }

    fn relationship(&mut self, at: usize, gathered: &mut Gathered<'n>, described: &mut Vec<ComponentId>) {
        let node = self.graph.entities[at].node;
        let word = word(node, "relationshipType").unwrap_or_default();
        let from = match values(node, "from") {
            [] => Target::Malformed,
            [one] => self.graph.resolve(one),
            [first, rest @ ..] => {
                self.passed_over("Relationship", "from", rest.len());
                self.graph.resolve(first)
            }
        };
        let Target::Entity(from) = from else { return self.tell_of_missing(from, at, "from") };
        let from = self.things[from];
        if is_licensing(word) {
            // Licences of packages have been taken in.
            if !matches!(from, Thing::Component(_)) {
                *gathered.others.entry(word).or_default() += 1;
            }
            return;
        }
        let is_dependency = edge_kind(word, None).is_some();
        if let Thing::Component(id) = from
            && is_dependency
        {
            let said = self.said(at);
            let known = gathered.completeness.entry(id).or_insert(said);
            *known = said.max(*known);
        }
        let mut is_other = false;
        for value in values(node, "to") {
            let to = self.graph.resolve(value);
            let to = match to {
                Target::Entity(to) => self.things[to],
                Target::None | Target::NoAssertion if is_dependency => continue,
                Target::None | Target::NoAssertion => {
                    is_other = true;
                    continue;
                }
                Target::Missing(_) | Target::Malformed => {
                    self.tell_of_missing(to, at, "to");
                    continue;
                }
            };
            match (word, from, to) {
                ("describes", Thing::Other, Thing::Component(to)) => described.push(to),
                ("describes" | "contains", Thing::Other, Thing::File)
                | ("contains", Thing::Other, Thing::Component(_)) => {}
                ("contains", Thing::Component(whole), Thing::File) => *gathered.files.entry(whole).or_default() += 1,
                ("contains", Thing::Component(whole), Thing::Component(part)) => self.part(whole, part, gathered),
                (word, Thing::Component(from), Thing::Component(to)) => is_other |= !self.edge(at, word, from, to),
                _ => is_other = true,
            }
        }
        if is_other {
            *gathered.others.entry(word).or_default() += 1;
        }
    }

    fn said(&self, at: usize) -> Said {
        let node = self.graph.entities[at].node;
        let mut ends = values(node, "to").iter().map(|it| self.graph.resolve(it));
        match word(node, "completeness") {
            Some("complete") => Said::Complete,
            Some("incomplete") => Said::Incomplete,
            Some("noAssertion") => Said::Unknown,
            _ if ends.clone().any(|end| end == Target::NoAssertion) => Said::Unknown,
            _ if ends.any(|end| end == Target::None) => Said::Complete,
            _ => Said::Nothing,
        }
    }

    fn part(&mut self, whole: ComponentId, part: ComponentId, gathered: &mut Gathered<'n>) {
        match self.inventory.components.get_mut(part.index()).map(|component| &mut component.parent) {
            Some(parent @ None) => *parent = Some(whole),
            Some(Some(known)) if *known != whole => gathered.second_wholes += 1,
            Some(Some(_)) | None => {}
        }
    }

    fn edge(&mut self, at: usize, word: &str, from: ComponentId, to: ComponentId) -> bool {
        let node = self.graph.entities[at].node;
        let scope = super::graph::word(node, "scope");
        let Some((kind, optional)) = edge_kind(word, scope) else { return false };
        let mut edge = Edge { from, to, kind, optional, target: None };
        let comment = text(node, "comment");
        match comment.map(fact::from_lines) {
            Some(Some(facts)) => {
                for (name, value) in facts {
                    if name == TARGET {
                        edge.target = Some(value.into_owned());
                    } else {
                        let message = format!("`{}` is not understood", fact::shown(&name));
                        self.problems.unusable(format_args!("{}/comment", self.graph.entities[at].place()), message);
                    }
                }
            }
            Some(None) => self.passed_over("Relationship", "comment", 1),
            None => {}
        }
        self.inventory.edges.push(edge);
        true
    }

    /// Takes components out of themselves: a document may say that a contains b and b contains a.
    pub(super) fn mend_parents(&mut self) {
        let count = self.inventory.components.len();
        let mut passed = vec![0u32; count];
        let mut circles = 0;
        for start in 0..count {
            let stamp = u32::try_from(start).unwrap_or(u32::MAX).saturating_add(1);
            let mut at = start;
            while passed[at] == 0 {
                passed[at] = stamp;
                let Some(whole) = self.inventory.components[at].parent else { break };
                if passed[whole.index()] == stamp {
                    self.inventory.components[at].parent = None;
                    circles += 1;
                    break;
                }
                at = whole.index();
            }
        }
        if circles > 0 {
            let message =
                format!("{circles} packages contain themselves by way of others; one step of each is left out");
            self.problems.unusable("/@graph", message);
        }
    }
}

fn is_licensing(word: &str) -> bool {
    matches!(word, "hasDeclaredLicense" | "hasConcludedLicense")
}

/// Returns what kind of dependency a relationship is, and whether an optional one. Spec: SPDX 3.0.1, Core, `RelationshipType`.
fn edge_kind(word: &str, scope: Option<&str>) -> Option<(EdgeKind, bool)> {
    let kind = match scope {
        Some("runtime") => EdgeKind::Runtime,
        Some("build") => EdgeKind::Build,
        Some("development" | "test") => EdgeKind::Development,
        _ => EdgeKind::Unknown,
    };
    match word {
        "dependsOn" | "hasPrerequisite" | "hasProvidedDependency" => Some((kind, false)),
        "hasOptionalDependency" => Some((kind, true)),
        "hasDynamicLink" | "hasStaticLink" if kind == EdgeKind::Unknown => Some((EdgeKind::Runtime, false)),
        "hasDynamicLink" | "hasStaticLink" => Some((kind, false)),
        "usesTool" if kind == EdgeKind::Unknown => Some((EdgeKind::Build, false)),
        "usesTool" => Some((kind, false)),
        _ => None,
    }
}
