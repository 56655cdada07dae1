//! The neutral model of what a subject holds.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use rayon::iter::{IntoParallelIterator, ParallelIterator};
use rayon::slice::ParallelSliceMut;

use super::{Component, Party, Problem, ProblemKind, Properties, RelativePath, ScopedDigest};

/// The place of a component in [`Inventory::components`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ComponentId(pub u32);

impl ComponentId {
    /// Returns the place as an index.
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// What a dependency is needed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EdgeKind {
    /// Linked into what the dependent is.
    Runtime,
    /// Needed to build the dependent: a build dependency, a proc-macro, or anything below one.
    Build,
    /// Needed to develop and test the dependent.
    Development,
    /// The source does not tell.
    Unknown,
}

/// `from` depends on `to`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edge {
    /// The dependent.
    pub from: ComponentId,
    /// The dependency.
    pub to: ComponentId,
    /// What it is needed for; the first in order where it is needed for several things.
    pub kind: EdgeKind,
    /// Whether it is an optional dependency that the subject's default features leave out.
    pub optional: bool,
    /// The platforms that need it, as the manifest writes them (`cfg(windows)`); `None` for all.
    pub target: Option<String>,
}

/// What a file entry is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FileKind {
    /// A regular file.
    Regular,
    /// A symbolic link with its target as written. Its digests are over the bytes of that target text.
    Symlink(String),
}

/// One file of the subject.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FileEntry {
    /// The path below the subject's root.
    pub path: RelativePath,
    /// What it is.
    pub kind: FileKind,
    /// The size in bytes, if known.
    pub size: Option<u64>,
    /// Digests of the file.
    pub digests: Vec<ScopedDigest>,
}

/// How much of a component's direct dependencies the inventory holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Completeness {
    /// All of them.
    Complete,
    /// Some are known to be missing.
    Incomplete,
    /// There may be others, such as native libraries.
    Unknown,
}

impl Completeness {
    /// Returns the one of two that promises less: what is known to be missing outweighs what may be.
    #[must_use]
    pub fn worse(self, other: Self) -> Self {
        let rank = |value| match value {
            Self::Complete => 0,
            Self::Unknown => 1,
            Self::Incomplete => 2,
        };
        if rank(self) >= rank(other) { self } else { other }
    }
}

/// When in the life of the software the facts were gathered. Spec: CycloneDX 1.5, `metadata.lifecycles`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lifecycle {
    /// From sources and lock files.
    #[default]
    PreBuild,
    /// From the build itself.
    Build,
    /// From finished artifacts.
    PostBuild,
}

/// How the set of components relates to any one build.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Resolution {
    /// All features and all targets: a superset of any one build.
    #[default]
    Superset,
    /// What some choice of packages, features and targets turns on; the properties of the subject name it.
    Selected,
    /// Exactly what one build uses.
    Exact,
    /// A document that was read does not say.
    Unknown,
}

/// What was examined.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Subject {
    /// The component that stands for the whole subject, the root of the graph.
    pub root: Option<ComponentId>,
    /// When in the life of the software the facts were gathered.
    pub lifecycle: Lifecycle,
    /// How the components relate to any one build.
    pub resolution: Resolution,
    /// Who vouches for the document; never a tool.
    pub authors: Vec<Party>,
    /// Who delivers the subject.
    pub supplier: Option<Party>,
    /// Further facts about the run, such as inputs that were left out on purpose, by key.
    pub properties: Properties,
}

impl Subject {
    /// Returns the subject of a document as long as that has told nothing of it.
    #[must_use]
    pub fn unstated() -> Self {
        Self { resolution: Resolution::Unknown, ..Self::default() }
    }
}

/// A part of a document for which the model has no words, carried along for whoever writes that kind of document again.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Kept {
    /// The family of documents whose form the part has, such as `cyclonedx`.
    pub family: String,
    /// Where it belongs in such a document.
    pub path: String,
    /// The part, as JSON.
    pub json: String,
}

/// What a subject holds: an arena of components, edges between them, files, and what could not be learnt.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inventory {
    /// What was examined.
    pub subject: Subject,
    /// Components, addressed by [`ComponentId`].
    pub components: Vec<Component>,
    /// Dependency edges.
    pub edges: Vec<Edge>,
    /// Files of the subject.
    pub files: Vec<FileEntry>,
    /// Completeness of direct dependencies, for components where it is stated.
    pub completeness: BTreeMap<ComponentId, Completeness>,
    /// Inputs that could not be used.
    pub problems: Vec<Problem>,
    /// Parts of documents for which the model has no words.
    pub kept: Vec<Kept>,
}

/// From this many on, sorting with all cores pays.
const PARALLEL: usize = 8192;

/// Sorts what is not sorted yet.
fn sort<T: Ord>(list: &mut [T]) {
    if !list.is_sorted() {
        list.sort();
    }
}

/// Compares by name, version, purl, and at last by where a component came from.
fn in_order(a: &Component, b: &Component) -> Ordering {
    let by_name = a.group.cmp(&b.group).then_with(|| a.name.cmp(&b.name)).then_with(|| a.version.cmp(&b.version));
    by_name
        .then_with(|| a.purl.cmp(&b.purl))
        .then_with(|| a.origin.cmp(&b.origin))
        .then_with(|| a.evidence.cmp(&b.evidence))
        .then_with(|| a.reference.cmp(&b.reference))
}

impl Inventory {
    /// Adds a component and returns its place.
    ///
    /// # Panics
    /// Beyond four thousand million components, which no bounded input can hold.
    pub fn add(&mut self, component: Component) -> ComponentId {
        let id =
            ComponentId(u32::try_from(self.components.len()).expect("inputs are bounded far below 2^32 components"));
        self.components.push(component);
        id
    }

    /// Returns a component.
    #[must_use]
    pub fn component(&self, id: ComponentId) -> &Component {
        &self.components[id.index()]
    }

    /// Returns the places of all components in order.
    pub fn ids(&self) -> impl Iterator<Item = ComponentId> + use<> {
        (0..u32::try_from(self.components.len()).unwrap_or(u32::MAX)).map(ComponentId)
    }

    /// Brings everything into its one order: the root first, then by name, version, purl and evidence; edges and files sorted, doubles dropped.
    ///
    /// Of edges between the same two components one is kept: the first kind in order of [`EdgeKind`], optional only if all are,
    /// and with a platform only if all name the same.
    /// A component that is part of itself, by whatever way round, becomes part of nothing, and a problem tells so.
    pub fn normalize(&mut self) {
        self.sort_components();
        self.break_circles();
        self.merge_edges();
        sort(&mut self.files);
        self.files.dedup();
        sort(&mut self.problems);
        self.problems.dedup();
        sort(&mut self.kept);
        self.kept.dedup();
    }

    fn sort_components(&mut self) {
        let root = self.subject.root;
        let components = &self.components;
        let compare = |a: &u32, b: &u32| {
            let by_root = (root != Some(ComponentId(*a))).cmp(&(root != Some(ComponentId(*b))));
            by_root.then_with(|| in_order(&components[*a as usize], &components[*b as usize]))
        };
        let count = u32::try_from(self.components.len()).unwrap_or(u32::MAX);
        let is_in_order = |at: u32| compare(&(at - 1), &at).is_le();
        let is_sorted = if self.components.len() < PARALLEL {
            (1..count).all(is_in_order)
        } else {
            (1..count).into_par_iter().all(is_in_order)
        };
        if is_sorted {
            return;
        }
        let mut order: Vec<u32> = (0..count).collect();
        if order.len() < PARALLEL {
            order.sort_by(compare);
        } else {
            order.par_sort_by(compare);
        }
        let mut places = vec![0u32; order.len()];
        for (new, old) in (0u32..).zip(&order) {
            places[*old as usize] = new;
        }
        let place = |id: ComponentId| ComponentId(places[id.index()]);
        self.subject.root = root.map(place);
        for component in &mut self.components {
            component.parent = component.parent.map(place);
        }
        for edge in &mut self.edges {
            edge.from = place(edge.from);
            edge.to = place(edge.to);
        }
        self.completeness =
            std::mem::take(&mut self.completeness).into_iter().map(|(id, value)| (place(id), value)).collect();
        // In place: a second list of components would be the largest thing in memory.
        for at in 0..places.len() {
            while places[at] as usize != at {
                let to = places[at] as usize;
                self.components.swap(at, to);
                places.swap(at, to);
            }
        }
    }

    fn break_circles(&mut self) {
        let mut is_known = vec![false; self.components.len()];
        for start in 0..self.components.len() {
            if self.components[start].parent.is_none() || is_known[start] {
                continue;
            }
            let mut path = Vec::new();
            let mut here = start;
            while !is_known[here] {
                is_known[here] = true;
                path.push(here);
                match self.components[here].parent {
                    Some(whole) => here = whole.index(),
                    None => break,
                }
            }
            // Having come back to this very path is to have gone in a circle, which begins where the path was met.
            let Some(first) = path.iter().position(|at| *at == here).filter(|_| self.components[here].parent.is_some())
            else {
                continue;
            };
            let Some(broken) = path.iter().skip(first).copied().min() else { continue };
            let component = &mut self.components[broken];
            component.parent = None;
            let message = "it is part of itself by way of its parts: taken as part of nothing";
            self.problems.push(Problem::new(ProblemKind::Unusable, component.name.clone(), message));
        }
    }

    fn merge_edges(&mut self) {
        if self.edges.len() < PARALLEL {
            sort(&mut self.edges);
        } else if !self.edges.is_sorted() {
            // Nearly all are told apart by their ends.
            self.edges.par_sort_unstable_by(|a, b| (a.from, a.to).cmp(&(b.from, b.to)).then_with(|| a.cmp(b)));
        }
        self.edges.dedup_by(|edge, last| {
            let is_same = last.from == edge.from && last.to == edge.to;
            if is_same {
                last.optional &= edge.optional;
                if last.target != edge.target {
                    last.target = None;
                }
            }
            is_same
        });
    }

    /// Returns the direct dependencies of every component, in order. The inventory must be normalized.
    #[must_use]
    pub fn dependencies(&self) -> Vec<&[Edge]> {
        let mut rows = Vec::with_capacity(self.components.len());
        let mut rest = self.edges.as_slice();
        for id in self.ids() {
            let end = rest.iter().position(|edge| edge.from != id).unwrap_or(rest.len());
            let (row, tail) = rest.split_at(end);
            rows.push(row);
            rest = tail;
        }
        rows
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &str) -> Component {
        Component { name: name.into(), ..Component::default() }
    }

    fn edge(from: u32, to: u32, kind: EdgeKind) -> Edge {
        Edge { from: ComponentId(from), to: ComponentId(to), kind, optional: false, target: None }
    }

    #[test]
    fn normalizing_puts_the_root_first_and_keeps_edges_with_their_ends() {
        let mut inventory = Inventory::default();
        for name in ["b", "a", "root"] {
            inventory.add(named(name));
        }
        inventory.subject.root = Some(ComponentId(2));
        inventory.edges =
            vec![edge(2, 0, EdgeKind::Development), edge(2, 0, EdgeKind::Runtime), edge(0, 1, EdgeKind::Build)];
        inventory.normalize();
        let names: Vec<&str> = inventory.components.iter().map(|c| c.name.as_str()).collect();
        assert_eq!(names, ["root", "a", "b"]);
        assert_eq!(inventory.subject.root, Some(ComponentId(0)));
        assert_eq!(inventory.edges, [edge(0, 2, EdgeKind::Runtime), edge(2, 1, EdgeKind::Build)]);
        let rows = inventory.dependencies();
        assert_eq!(rows.iter().map(|row| row.len()).collect::<Vec<_>>(), [1, 0, 1]);
    }

    #[test]
    fn a_component_is_no_part_of_itself() {
        let mut inventory = Inventory::default();
        // Two parts of a circle of two, one of nothing, one of itself.
        for (name, whole) in
            [("e", Some(4)), ("b", Some(2)), ("c", Some(1)), ("d", Some(1)), ("a", None), ("f", Some(5))]
        {
            inventory.add(Component { parent: whole.map(ComponentId), ..named(name) });
        }
        inventory.normalize();
        let wholes: Vec<(&str, Option<u32>)> =
            inventory.components.iter().map(|it| (it.name.as_str(), it.parent.map(|id| id.0))).collect();
        assert_eq!(wholes, [("a", None), ("b", None), ("c", Some(1)), ("d", Some(1)), ("e", Some(0)), ("f", None)]);
        let told: Vec<&str> = inventory.problems.iter().map(|problem| problem.path.as_str()).collect();
        assert_eq!(told, ["b", "f"]);
    }

    #[test]
    fn sorting_in_place_moves_every_component_with_what_refers_to_it() {
        let mut inventory = Inventory::default();
        for at in 0..100u32 {
            let whole = (at > 0).then(|| ComponentId(at - 1));
            inventory.add(Component { parent: whole, ..named(&format!("{:03}", at * 37 % 100)) });
        }
        inventory.edges = (1..100).map(|at| edge(at, at - 1, EdgeKind::Runtime)).collect();
        inventory.normalize();
        assert!(inventory.components.is_sorted_by(|a, b| a.name < b.name));
        for id in inventory.ids() {
            let number: u32 = inventory.component(id).name.parse().unwrap();
            // 73 is the inverse of 37, so this is where the component was before.
            let before = number * 73 % 100;
            let wanted = (before > 0).then(|| format!("{:03}", (before - 1) * 37 % 100));
            let name = |id: ComponentId| inventory.component(id).name.clone();
            assert_eq!(inventory.component(id).parent.map(name), wanted);
            let edges: Vec<String> =
                inventory.edges.iter().filter(|edge| edge.from == id).map(|edge| name(edge.to)).collect();
            assert_eq!(edges, wanted.into_iter().collect::<Vec<_>>());
        }
    }
}
