//! What the fields of profiles are, and where the families hold them.

use super::super::codes::profile as codes;
use super::super::index::Index;
use super::super::view::{Component, Kind, View};
use super::{cyclonedx, spdx2, spdx3};
use crate::format::Family;
use crate::format::tree::Node;
use crate::model::Code;

/// A field that a profile asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Field {
    /// Who vouches for the document.
    Author(Contact),
    /// When the document was made.
    Timestamp,
    /// The tool that made it, with version.
    Tool,
    /// At which stage of the product's life it was made.
    Context,
    /// The author's signature.
    Signature,
    /// The product that the document is about.
    Root,
    /// Who made or delivers a component.
    Supplier(Contact),
    /// A component's name.
    Name,
    /// A component's version.
    Version,
    /// A package URL, CPE, SWID tag or another identifier.
    Identifier,
    /// What a component depends on.
    Dependencies(Leaf),
    /// Whether that is all.
    Completeness,
    /// A digest of a component.
    Hash(Strong),
    /// The name of a component's file.
    Filename,
    /// Whether it is executable.
    Executable,
    /// Whether it is an archive.
    Archive,
    /// Whether it is structured.
    Structured,
    /// A licence that was declared or concluded.
    License,
    /// The licence under which the component is distributed.
    DistributionLicense,
}

/// Whether a name is enough for a party.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Contact {
    /// A name is enough.
    Name,
    /// A mail address or URL is needed.
    Address,
}

/// Which components must have an entry in the graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Leaf {
    /// Each must be in the graph, at either end.
    InGraph,
    /// Each must have an entry of its own, an empty one for a leaf.
    OwnEntry,
    /// The product must have one.
    TopLevel,
}

/// Which digest counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Strong {
    /// Any.
    Any,
    /// SHA-512, of the form that is delivered.
    Sha512,
}

/// What a field is told of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    Document,
    Component,
}

/// Whether a field is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Have {
    Yes,
    No,
    /// The format or version has no place for it.
    NoPlace,
}

impl From<bool> for Have {
    fn from(there: bool) -> Self {
        if there { Self::Yes } else { Self::No }
    }
}

impl Field {
    pub(super) fn scope(self) -> Scope {
        match self {
            Self::Author(_)
            | Self::Timestamp
            | Self::Tool
            | Self::Context
            | Self::Signature
            | Self::Root
            | Self::Dependencies(Leaf::TopLevel) => Scope::Document,
            _ => Scope::Component,
        }
    }

    /// Label, what is wanted, and code.
    fn row(self) -> (&'static str, &'static str, &'static Code) {
        match self {
            Self::Author(Contact::Name) => ("author", "a person or organisation", &codes::AUTHOR),
            Self::Author(Contact::Address) => {
                ("author, contact", "a person or organisation with mail address or URL", &codes::AUTHOR)
            }
            Self::Timestamp => ("timestamp", "the time at which the document was made", &codes::TIMESTAMP),
            Self::Tool => ("tool and version", "a tool with its version", &codes::TOOL),
            Self::Context => ("generation context", "a phase of the life cycle", &codes::CONTEXT),
            Self::Signature => ("author's signature", "a signature in the document", &codes::SIGNATURE),
            Self::Root => ("product", "the product that the document is about", &codes::ROOT),
            Self::Supplier(Contact::Name) => ("supplier", "who made or delivers it", &codes::SUPPLIER),
            Self::Supplier(Contact::Address) => {
                ("creator, contact", "who made or delivers it, with mail address or URL", &codes::SUPPLIER)
            }
            Self::Name => ("name", "a name", &codes::NAME),
            Self::Version => ("version", "a version", &codes::VERSION),
            Self::Identifier => ("unique identifier", "a package URL, CPE or SWID tag", &codes::IDENTIFIER),
            Self::Dependencies(Leaf::InGraph) => ("dependencies", "a place in the graph", &codes::DEPENDENCIES),
            Self::Dependencies(Leaf::OwnEntry) => {
                ("dependencies", "an entry of its own, an empty one for a leaf", &codes::DEPENDENCIES)
            }
            Self::Dependencies(Leaf::TopLevel) => {
                ("top-level dependencies", "what the product depends on", &codes::DEPENDENCIES)
            }
            Self::Completeness => ("completeness", "a statement whether they are all", &codes::COMPLETENESS),
            Self::Hash(Strong::Any) => ("hash", "a digest", &codes::HASH),
            Self::Hash(Strong::Sha512) => ("SHA-512", "a SHA-512 digest of what is delivered", &codes::HASH),
            Self::Filename => ("file name", "the name of its file", &codes::FILENAME),
            Self::Executable => ("executable", "whether it is executable", &codes::EXECUTABLE),
            Self::Archive => ("archive", "whether it is an archive", &codes::ARCHIVE),
            Self::Structured => ("structured", "whether it is structured", &codes::STRUCTURED),
            Self::License => ("licence", "a licence that was declared or concluded", &codes::LICENSE),
            Self::DistributionLicense => ("distribution licence", "a concluded licence", &codes::LICENSE),
        }
    }

    pub(super) fn label(self) -> &'static str {
        self.row().0
    }

    pub(super) fn wanted(self) -> &'static str {
        self.row().1
    }

    pub(super) fn code(self) -> &'static Code {
        self.row().2
    }
}

/// A view with the sets that fields are looked up in.
pub(super) struct Known<'v, 't> {
    pub(super) view: &'v View<'t>,
    /// Elements with an entry of their own.
    told: Index<'t>,
    /// Elements in the graph, at either end.
    in_graph: Index<'t>,
    /// Elements about which completeness is stated.
    composed: Index<'t>,
    pub(super) spdx3: spdx3::Related<'t>,
}

impl<'v, 't> Known<'v, 't> {
    pub(super) fn new(view: &'v View<'t>) -> Self {
        let (mut told, mut in_graph, mut composed) = (Index::default(), Index::default(), Index::default());
        for id in view.told.iter().filter_map(|node| node.text()) {
            told.insert(id, 0);
            in_graph.insert(id, 0);
        }
        for edge in &view.edges {
            in_graph.insert(edge.from, 0);
            if let Some(to) = edge.to.text() {
                in_graph.insert(to, 0);
            }
        }
        for composition in view.compositions.iter().filter(|one| one.aggregate != "not_specified") {
            for id in composition.assemblies.iter().chain(&composition.dependencies) {
                composed.insert(id, 0);
            }
        }
        let spdx3 =
            if view.family == Family::Spdx3 { spdx3::Related::new(view.tree) } else { spdx3::Related::default() };
        Self { view, told, in_graph, composed, spdx3 }
    }

    /// Whether the document has a field.
    pub(super) fn document(&self, field: Field) -> Have {
        let root = self.view.components.iter().find(|component| component.kind == Kind::Root);
        match field {
            Field::Root => (root.is_some_and(|root| is_there(root.name))).into(),
            Field::Dependencies(_) => {
                let has_entry = |id: &&str| self.told.get(id).is_some();
                self.view.roots.iter().any(has_entry).into()
            }
            _ => match self.view.family {
                Family::CycloneDx => cyclonedx::document(self.view, field),
                Family::Spdx2 => spdx2::document(self.view, field),
                Family::Spdx3 => spdx3::document(self, field),
            },
        }
    }

    /// Whether a component has a field.
    pub(super) fn component(&self, field: Field, component: &Component<'t>) -> Have {
        let listed = |index: &Index<'t>| component.id.is_some_and(|id| index.get(id).is_some());
        match field {
            Field::Name => is_there(component.name).into(),
            Field::Version => is_there(component.version).into(),
            Field::Dependencies(Leaf::OwnEntry) => listed(&self.told).into(),
            Field::Dependencies(_) => listed(&self.in_graph).into(),
            Field::Completeness if self.view.family == Family::CycloneDx => listed(&self.composed).into(),
            _ => match self.view.family {
                Family::CycloneDx => cyclonedx::component(component.node, field),
                Family::Spdx2 => spdx2::component(component.node, field),
                Family::Spdx3 => spdx3::component(self, component, field),
            },
        }
    }
}

/// Whether a text is there and says something.
pub(super) fn is_there(node: Option<&Node<'_>>) -> bool {
    node.and_then(Node::text).is_some_and(|text| !matches!(text.trim(), "" | "NOASSERTION" | "unknown" | "UNKNOWN"))
}
