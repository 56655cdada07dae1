//! The components of a compiled file while they are found: each once, with every method that found it.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::model::{
    Completeness, Component, ComponentId, ComponentKind, Edge, EdgeKind, Evidence, Inventory, Origin, Problem,
    ProblemKind, Purl, Usage,
};

/// How something was found, and how far it can be trusted by that alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Method {
    /// The file itself.
    File,
    /// The list of `cargo auditable`.
    Audit,
    /// The record of Go's linker.
    GoBuild,
    /// A library that the loader brings in.
    Import,
    /// A path of cargo's registry or git checkouts.
    Path,
    /// A path that was remapped or lies in a vendored tree.
    RemappedPath,
    /// A mangled name.
    Symbol,
    /// The version text of a native library.
    VersionText,
}

impl Method {
    /// Returns the name that documents carry.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::File => "binary/file",
            Self::Audit => "binary/audit-data",
            Self::GoBuild => "binary/go-build-information",
            Self::Import => "binary/import",
            Self::Path => "binary/source-path",
            Self::RemappedPath => "binary/remapped-path",
            Self::Symbol => "binary/symbol",
            Self::VersionText => "binary/version-text",
        }
    }

    /// Returns how sure the identity is by this method alone, from 0 to 1. Spec: CycloneDX 1.7, `evidence.identity.confidence`.
    fn confidence(self) -> &'static str {
        match self {
            Self::File | Self::Audit | Self::GoBuild | Self::Import => "1",
            Self::Path => "0.9",
            Self::RemappedPath => "0.6",
            Self::VersionText => "0.5",
            Self::Symbol => "0.3",
        }
    }
}

/// The key of how sure a component's identity is, where that is less than wholly.
pub(super) const CONFIDENCE: &str = "binary:confidence";

/// What makes a component the same as another one.
type Key = (String, Option<String>, Option<Purl>, Origin, Usage);

/// An inventory in the making.
pub(super) struct Parts {
    inventory: Inventory,
    root: ComponentId,
    found: BTreeMap<Key, ComponentId>,
}

impl Parts {
    pub(super) fn new(root: Component) -> Self {
        let mut inventory = super::empty();
        let root = inventory.add(root);
        inventory.subject.root = Some(root);
        Self { inventory, root, found: BTreeMap::new() }
    }

    pub(super) fn root(&self) -> ComponentId {
        self.root
    }

    pub(super) fn component_mut(&mut self, id: ComponentId) -> &mut Component {
        &mut self.inventory.components[id.index()]
    }

    /// Adds a component of its own, which is no other's equal.
    pub(super) fn add(&mut self, component: Component) -> ComponentId {
        self.inventory.add(component)
    }

    /// Adds a component that was found, or one more finding of one that is there.
    pub(super) fn found(&mut self, component: Component, place: &str, method: Method) -> ComponentId {
        let key = (
            component.name.clone(),
            component.version.clone(),
            component.purl.clone(),
            component.origin.clone(),
            component.usage,
        );
        let id = *self.found.entry(key).or_insert_with(|| self.inventory.add(component));
        let component = &mut self.inventory.components[id.index()];
        let evidence = evidence(place, method);
        if !component.evidence.contains(&evidence) {
            component.evidence.push(evidence);
        }
        let known = component.properties.get(CONFIDENCE).map(String::as_str);
        // Findings come in order from sure to unsure, so that the first one decides.
        if known.is_none() && component.evidence.len() == 1 && method.confidence() != "1" {
            component.properties.insert(CONFIDENCE.to_owned(), method.confidence().to_owned());
        }
        id
    }

    pub(super) fn edge(&mut self, from: ComponentId, to: ComponentId, kind: EdgeKind) {
        self.inventory.edges.push(Edge { from, to, kind, optional: false, target: None });
    }

    /// States completeness; of two statements the worse one holds.
    pub(super) fn complete(&mut self, id: ComponentId, value: Completeness) {
        let rank = |value: Completeness| match value {
            Completeness::Incomplete => 2,
            Completeness::Unknown => 1,
            Completeness::Complete => 0,
        };
        let kept = self.inventory.completeness.entry(id).or_insert(value);
        if rank(value) > rank(*kept) {
            *kept = value;
        }
    }

    pub(super) fn problem(&mut self, kind: ProblemKind, place: &str, message: impl Into<String>) {
        self.told(Problem::new(kind, place, message));
    }

    pub(super) fn told(&mut self, problem: Problem) {
        self.inventory.problems.push(problem);
    }

    pub(super) fn finish(mut self) -> Inventory {
        for component in &mut self.inventory.components {
            component.evidence.sort();
        }
        self.inventory
    }
}

/// Returns where and how something was found.
pub(super) fn evidence(place: &str, method: Method) -> Evidence {
    Evidence { path: place.to_owned(), line: None, method: Cow::Borrowed(method.name()) }
}

/// Returns a library that the file uses when it runs.
pub(super) fn library(name: &str, version: Option<&str>) -> Component {
    Component {
        kind: ComponentKind::Library,
        name: name.to_owned(),
        version: version.map(str::to_owned),
        usage: Usage::Runtime,
        ..Component::default()
    }
}

/// Returns a package URL; `None` where the parts make none.
pub(super) fn purl(purl_type: &str, name: &str, version: Option<&str>) -> Option<Purl> {
    let builder = Purl::builder(purl_type, name);
    version.map_or_else(|| builder.clone(), |version| builder.clone().version(version)).build().ok()
}
