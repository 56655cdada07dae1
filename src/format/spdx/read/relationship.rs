//! What relationships tell: dependencies, parts of a whole, the root, completeness. Spec: SPDX 2.3, 11.

use std::collections::BTreeMap;

use super::super::{DOCUMENT_ID, OPTIONAL, TARGET, raw};
use super::{About, Reader, Thing};
use crate::format::fact;
use crate::format::index::Index;
use crate::format::raw::Text;
use crate::model::{Completeness, ComponentId, Edge, EdgeKind};

impl<'a> Reader<'a> {
    pub(super) fn described(&mut self, list: &[Text<'a>], index: &Index<Thing>) -> Vec<ComponentId> {
        let mut described = Vec::new();
        for (at, id) in list.iter().enumerate() {
            match index.get(id.as_str()) {
                Some(Thing::Component(id)) => described.push(id),
                Some(Thing::File) => {}
                None => {
                    let message = format!("nothing has the SPDXID `{}`", fact::shown(id.as_str()));
                    self.problems.unusable(format_args!("/documentDescribes/{at}"), message);
                }
            }
        }
        described
    }

    pub(super) fn relationships(
        &mut self,
        relationships: Vec<raw::Relationship<'a>>,
        index: &Index<Thing>,
        about: &About,
        described: &mut Vec<ComponentId>,
    ) {
        let mut others: BTreeMap<String, usize> = BTreeMap::new();
        for (at, relationship) in relationships.into_iter().enumerate() {
            let kind = relationship.relationship_type.as_ref().map(Text::as_str).unwrap_or_default();
            let from = relationship.spdx_element_id.as_ref().map(Text::as_str).unwrap_or_default();
            let to = relationship.related_spdx_element.as_ref().map(Text::as_str).unwrap_or_default();
            let (Some(from), Some(to)) = (self.end(from, at, index), self.end(to, at, index)) else { continue };
            match (kind, from, to) {
                ("DESCRIBES", End::Document, End::Component(id))
                | ("DESCRIBED_BY", End::Component(id), End::Document) => {
                    described.push(id);
                }
                ("DEPENDS_ON", End::Component(id), End::None) => {
                    self.inventory.completeness.entry(id).or_insert(Completeness::Complete);
                }
                ("DEPENDS_ON", End::Component(id), End::NoAssertion) => {
                    self.inventory.completeness.entry(id).or_insert(Completeness::Unknown);
                }
                ("CONTAINS", End::Component(whole), End::Component(part))
                | ("CONTAINED_BY", End::Component(part), End::Component(whole)) => {
                    let known = &mut self.inventory.components[part.index()].parent;
                    if known.is_some_and(|known| known != whole) {
                        *others.entry("CONTAINS".to_owned()).or_default() += 1;
                    }
                    known.get_or_insert(whole);
                }
                ("DESCRIBES" | "DESCRIBED_BY" | "CONTAINS" | "CONTAINED_BY", _, End::File)
                | ("DESCRIBED_BY" | "CONTAINED_BY", End::File, _) => {}
                (kind, End::Component(from), End::Component(to)) => match edge(kind, from, to, about) {
                    Some(edge) => self.edge(edge, relationship.comment.as_ref(), at),
                    None => *others.entry(fact::shown(kind)).or_default() += 1,
                },
                (kind, _, _) => *others.entry(fact::shown(kind)).or_default() += 1,
            }
        }
        self.check_parts();
        for (kind, count) in others.into_iter().take(50) {
            self.problems.skipped(
                "/relationships",
                count,
                &format!("relationships `{kind}` that are no dependencies and no parts of one whole"),
            );
        }
    }

    /// Takes away what would make a component a part of itself, however far up. Each component is walked over once.
    fn check_parts(&mut self) {
        const NEW: u32 = 0;
        let mut walked = vec![NEW; self.inventory.components.len()];
        for start in self.inventory.ids() {
            let walk = start.0 + 1;
            let mut next = Some(start);
            while let Some(id) = next {
                if walked[id.index()] != NEW {
                    break;
                }
                walked[id.index()] = walk;
                next = self.inventory.component(id).parent;
                if next.is_some_and(|whole| walked[whole.index()] == walk) {
                    self.inventory.components[id.index()].parent = None;
                    let name = fact::shown(&self.inventory.component(id).reference);
                    self.problems.unusable("/relationships", format!("`{name}` is said to be a part of itself"));
                    next = None;
                }
            }
        }
    }

    fn end(&mut self, id: &str, at: usize, index: &Index<Thing>) -> Option<End> {
        match (id, index.get(id)) {
            (_, Some(Thing::Component(id))) => Some(End::Component(id)),
            (_, Some(Thing::File)) => Some(End::File),
            (DOCUMENT_ID, None) => Some(End::Document),
            ("NONE", None) => Some(End::None),
            ("NOASSERTION", None) => Some(End::NoAssertion),
            (other, None) if other.starts_with("DocumentRef-") => Some(End::Elsewhere),
            (other, None) => {
                let message = format!("nothing has the SPDXID `{}`", fact::shown(other));
                self.problems.unusable(format_args!("/relationships/{at}"), message);
                None
            }
        }
    }

    fn edge(&mut self, mut edge: Edge, comment: Option<&Text<'_>>, at: usize) {
        for (name, value) in comment.and_then(|comment| fact::from_lines(comment.as_str())).unwrap_or_default() {
            match (&*name, &*value) {
                (OPTIONAL, "true") => edge.optional = true,
                (TARGET, target) => edge.target = Some(target.to_owned()),
                (name, _) => {
                    let message = format!("`{}` is not understood", fact::shown(name));
                    self.problems.unusable(format_args!("/relationships/{at}/comment"), message);
                }
            }
        }
        self.inventory.edges.push(edge);
    }

    pub(super) fn root(&mut self, mut described: Vec<ComponentId>, about: &About) {
        described.sort_unstable();
        described.dedup();
        match described.as_slice() {
            [root] if !about.has_no_root => self.inventory.subject.root = Some(*root),
            [] | [_] => {}
            several if !about.has_no_root => {
                let what = "described packages, of which none stands for the whole";
                self.problems.skipped("/relationships", several.len(), what);
            }
            _ => {}
        }
    }
}

/// What an end of a relationship is.
#[derive(Clone, Copy)]
enum End {
    Document,
    Component(ComponentId),
    File,
    None,
    NoAssertion,
    Elsewhere,
}

/// Returns the edge that a relationship of this type is. Spec: SPDX 2.3, 11.1.
fn edge(kind: &str, from: ComponentId, to: ComponentId, about: &About) -> Option<Edge> {
    let (from, to, kind, optional) = match kind {
        "DEPENDS_ON" => (from, to, about.plain_edges.unwrap_or(EdgeKind::Unknown), false),
        "DEPENDENCY_OF" | "PROVIDED_DEPENDENCY_OF" => (to, from, EdgeKind::Unknown, false),
        "RUNTIME_DEPENDENCY_OF" => (to, from, EdgeKind::Runtime, false),
        "BUILD_DEPENDENCY_OF" | "BUILD_TOOL_OF" => (to, from, EdgeKind::Build, false),
        "DEV_DEPENDENCY_OF" | "DEV_TOOL_OF" | "TEST_DEPENDENCY_OF" | "TEST_TOOL_OF" => {
            (to, from, EdgeKind::Development, false)
        }
        "OPTIONAL_DEPENDENCY_OF" => (to, from, about.plain_edges.unwrap_or(EdgeKind::Unknown), true),
        "DYNAMIC_LINK" | "STATIC_LINK" => (from, to, EdgeKind::Runtime, false),
        _ => return None,
    };
    Some(Edge { from, to, kind, optional, target: None })
}
