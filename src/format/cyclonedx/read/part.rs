//! What a stretch of a document's list of components holds, and putting stretches together.

use std::collections::BTreeMap;
use std::fmt;

use crate::format::raw::Problems;
use crate::model::{Component, ComponentId, EdgeKind, FileEntry, License};

/// What a fact tells about an edge: the dependency's reference is the first part of `value`.
pub(super) struct EdgeFact {
    pub(super) from: ComponentId,
    pub(super) kind: EdgeKind,
    pub(super) optional: bool,
    pub(super) value: String,
}

/// Where a component stands in the document, while it is being read.
pub(super) enum Place<'p> {
    Root,
    Listed(usize),
    Nested(&'p Place<'p>, usize),
}

impl Place<'_> {
    pub(super) fn is_root(&self) -> bool {
        matches!(self, Self::Root)
    }

    /// Returns the place of a component that is nested in the one that stands here.
    pub(super) fn component(&self, at: usize) -> Place<'_> {
        Place::Nested(self, at)
    }

    /// Returns the place in a form that can be kept.
    pub(super) fn spot(&self) -> Spot {
        match self {
            Self::Listed(at) => Spot::Listed(*at),
            Self::Root | Self::Nested(..) => Spot::Other(self.to_string().into()),
        }
    }
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Root => f.write_str("/metadata/component"),
            Self::Listed(at) => write!(f, "/components/{at}"),
            Self::Nested(whole, at) => write!(f, "{whole}/components/{at}"),
        }
    }
}

/// Where a component stood in the document. Nearly all stand in the list, and a text for each would be one too many.
pub(super) enum Spot {
    Listed(usize),
    Other(Box<str>),
}

impl fmt::Display for Spot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Listed(at) => Place::Listed(*at).fmt(f),
            Self::Other(text) => f.write_str(text),
        }
    }
}

/// What further parts of components there are that the model has no place for, in the order in which they are counted.
const PASSED_OVER: [&str; 7] = [
    "pedigrees",
    "release notes",
    "model cards",
    "descriptions of data",
    "cryptographic properties",
    "patent assertions",
    "signatures of components",
];

/// What a stretch of a document's components holds. Places of components count from its own beginning.
#[derive(Default)]
pub(super) struct Part {
    pub(super) components: Vec<Component>,
    pub(super) spots: Vec<Spot>,
    pub(super) files: Vec<FileEntry>,
    pub(super) file_references: Vec<(String, Spot)>,
    pub(super) problems: Problems,
    pub(super) edge_facts: Vec<EdgeFact>,
    /// Components with the references of what they are part of.
    pub(super) parent_facts: Vec<(ComponentId, String)>,
    /// Licence texts that have been understood: a document has few different ones.
    pub(super) licenses: BTreeMap<String, License>,
    /// Nestings of files, and in files.
    pub(super) nested_in_files: usize,
    pub(super) passed_over: [usize; PASSED_OVER.len()],
    /// Whether the first place is kept for what the document describes.
    has_room_for_root: bool,
    /// Whether components have other places than they had at first.
    pub(super) has_moved: bool,
}

impl Part {
    /// Adds a component and returns its place in this part.
    pub(super) fn add(&mut self, component: Component, place: &Place<'_>) -> ComponentId {
        let id = self.next();
        self.components.push(component);
        self.spots.push(place.spot());
        id
    }

    /// Returns the place of the next component. Texts are bounded far below 2^32 components.
    fn next(&self) -> ComponentId {
        ComponentId(u32::try_from(self.components.len()).unwrap_or(u32::MAX))
    }

    /// Makes room for this many components if they take no more than these bytes: growing step by step moves them again and again.
    pub(super) fn leave_room(&mut self, count: usize, bytes: usize) {
        let count = count.min(bytes / size_of::<Component>());
        // What is not used of it is never touched, and where there is not so much, the list grows as it comes.
        let _ = self.components.try_reserve(count);
        let _ = self.spots.try_reserve(count);
    }

    /// Keeps the first place for the component that the document describes.
    pub(super) fn leave_room_for_root(&mut self) {
        self.components.push(Component::default());
        self.spots.push(Place::Root.spot());
        self.has_room_for_root = true;
    }

    /// Puts what the document describes, with all that is nested in it, into the first place; returns that place. All others keep theirs
    /// where room was left for what there is.
    pub(super) fn put_root(&mut self, mut root: Self) -> Option<ComponentId> {
        let has_root = !root.components.is_empty();
        if has_root != self.has_room_for_root {
            self.move_all();
        }
        let base = self.next().0.saturating_sub(1);
        let nested = root.components.split_off(root.components.len().min(1));
        let spots = root.spots.split_off(root.spots.len().min(1));
        let described = root.components.pop();
        let id = ComponentId(0);
        if let (Some(described), Some(first)) = (described, self.components.first_mut()) {
            *first = described;
            let rest = Self { components: nested, spots, ..root };
            self.take_in(rest, |other| if other == id { id } else { ComponentId(other.0.saturating_add(base)) });
            return Some(id);
        }
        self.append(root);
        None
    }

    /// Makes the room for what the document describes where there is none, and takes it away where there is.
    fn move_all(&mut self) {
        let mut all = std::mem::take(self);
        if all.has_room_for_root {
            all.components.remove(0);
            all.spots.remove(0);
            self.take_in(all, |other| ComponentId(other.0.saturating_sub(1)));
        } else {
            self.leave_room_for_root();
            self.append(all);
        }
        self.has_moved = true;
    }

    /// Adds what the next stretch holds.
    pub(super) fn append(&mut self, other: Self) {
        let base = self.next().0;
        self.take_in(other, |id| ComponentId(id.0.saturating_add(base)));
    }

    fn take_in(&mut self, mut other: Self, moved: impl Fn(ComponentId) -> ComponentId) {
        let before = self.components.len();
        if before == 0 {
            self.components = other.components;
        } else {
            self.components.append(&mut other.components);
        }
        for component in self.components.iter_mut().skip(before) {
            component.parent = component.parent.map(&moved);
        }
        self.spots.append(&mut other.spots);
        self.files.append(&mut other.files);
        self.file_references.append(&mut other.file_references);
        self.problems.append(other.problems);
        self.edge_facts.extend(other.edge_facts.into_iter().map(|fact| EdgeFact { from: moved(fact.from), ..fact }));
        self.parent_facts.extend(other.parent_facts.into_iter().map(|(id, whole)| (moved(id), whole)));
        self.nested_in_files += other.nested_in_files;
        for (total, count) in self.passed_over.iter_mut().zip(other.passed_over) {
            *total += count;
        }
    }

    /// Tells of what the model has no place for.
    pub(super) fn tell_of_what_is_not_kept(&mut self) {
        self.problems.skipped("/components", self.nested_in_files, "nestings of files or in files");
        for (what, count) in PASSED_OVER.iter().zip(self.passed_over) {
            self.problems.skipped("/components", count, what);
        }
    }
}
