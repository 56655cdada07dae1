//! What rules look at, in words that all families share.
//!
//! A family's module turns a tree into a [`View`]; rules are written once against it. Whatever stands in a view borrows from the tree, so
//! that every finding has its place.

use crate::format::Family;
use crate::format::tree::Node;

mod cyclonedx;
mod spdx2;
mod spdx3;

/// A document as rules see it.
pub(super) struct View<'t> {
    pub(super) family: Family,
    /// The version as the document states it.
    pub(super) version: String,
    pub(super) tree: &'t Node<'t>,
    /// Components and packages, the root among them.
    pub(super) components: Vec<Component<'t>>,
    /// Every identifier of an element, in order.
    pub(super) ids: Vec<&'t Node<'t>>,
    /// Identifiers of elements that the document is about.
    pub(super) roots: Vec<&'t str>,
    /// Whether the document says what it is about.
    pub(super) root: Root,
    /// Which element depends on, holds or describes which.
    pub(super) edges: Vec<Edge<'t>>,
    /// Elements whose dependencies are told, though there may be none.
    pub(super) told: Vec<&'t Node<'t>>,
    /// Other references to elements of the document.
    pub(super) references: Vec<&'t Node<'t>>,
    /// Elements that other documents hold and this one may refer to.
    pub(super) foreign: Vec<&'t str>,
    /// Statements of completeness: the word and the elements that it is about.
    pub(super) compositions: Vec<Composition<'t>>,
}

/// Whether a document says what it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Root {
    /// It does.
    Named,
    /// It does not.
    Missing,
}

/// A component or package.
pub(super) struct Component<'t> {
    pub(super) node: &'t Node<'t>,
    pub(super) id: Option<&'t str>,
    pub(super) name: Option<&'t Node<'t>>,
    pub(super) version: Option<&'t Node<'t>>,
    pub(super) group: Option<&'t Node<'t>>,
    pub(super) purls: Vec<&'t Node<'t>>,
    pub(super) kind: Kind,
}

/// What kind of thing a component is, as far as rules differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// The product that the document is about.
    Root,
    /// Anything that may be depended on.
    Part,
    /// A file, or data; nobody expects edges to it.
    File,
}

/// An edge between two elements.
#[derive(Clone, Copy)]
pub(super) struct Edge<'t> {
    pub(super) from: &'t str,
    pub(super) to: &'t Node<'t>,
    pub(super) kind: EdgeKind,
}

/// What an edge says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum EdgeKind {
    /// One depends on the other.
    Depends,
    /// One depends on the other, told from the other end; `to` is then the element that is needed, where the document names it.
    Other,
    /// Any other relation: whoever reaches one reaches both.
    Both,
}

/// A statement of completeness.
pub(super) struct Composition<'t> {
    pub(super) node: &'t Node<'t>,
    pub(super) aggregate: &'t str,
    pub(super) assemblies: Vec<&'t str>,
    pub(super) dependencies: Vec<&'t str>,
}

/// A digest as a document states it.
#[derive(Clone, Copy)]
pub(super) struct Hash<'t> {
    pub(super) algorithm: &'t Node<'t>,
    pub(super) value: &'t Node<'t>,
}

impl<'t> View<'t> {
    /// Looks at a tree of a family.
    pub(super) fn new(family: Family, version: &str, tree: &'t Node<'t>) -> Self {
        let mut view = Self {
            family,
            version: version.to_owned(),
            tree,
            components: Vec::new(),
            ids: Vec::new(),
            roots: Vec::new(),
            root: Root::Missing,
            edges: Vec::new(),
            told: Vec::new(),
            references: Vec::new(),
            foreign: Vec::new(),
            compositions: Vec::new(),
        };
        match family {
            Family::CycloneDx => cyclonedx::look(&mut view),
            Family::Spdx2 => spdx2::look(&mut view),
            Family::Spdx3 => spdx3::look(&mut view),
        }
        view
    }

    /// Returns the components that others may depend on, without the root.
    pub(super) fn parts(&self) -> impl Iterator<Item = &Component<'t>> {
        self.components.iter().filter(|component| component.kind == Kind::Part)
    }
}

/// Names of the members in which a family writes a digest.
pub(super) fn hash_members(family: Family) -> (&'static str, &'static str) {
    match family {
        Family::CycloneDx => ("alg", "content"),
        Family::Spdx2 => ("algorithm", "checksumValue"),
        Family::Spdx3 => ("algorithm", "hashValue"),
    }
}

/// Returns the digests that a list of a component states.
pub(super) fn hashes<'t>(family: Family, component: &'t Node<'t>) -> Vec<Hash<'t>> {
    let list = match family {
        Family::CycloneDx => "hashes",
        Family::Spdx2 => "checksums",
        Family::Spdx3 => "verifiedUsing",
    };
    let (algorithm, value) = hash_members(family);
    let entries = component.get(list).map_or(&[][..], Node::elements);
    entries
        .iter()
        .filter_map(|entry| Some(Hash { algorithm: entry.get(algorithm)?, value: entry.get(value)? }))
        .collect()
}

/// Returns the version that a document of a family states.
pub(super) fn version(family: Family, tree: &Node<'_>) -> Option<String> {
    let node = match family {
        Family::CycloneDx => tree.get("specVersion"),
        Family::Spdx2 => tree.get("spdxVersion"),
        Family::Spdx3 => spdx3::version(tree),
    };
    node.and_then(Node::text).map(str::to_owned)
}
