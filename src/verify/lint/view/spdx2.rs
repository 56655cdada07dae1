//! SPDX 2 as rules see it.

use super::{Component, Edge, EdgeKind, Kind, Root, View};
use crate::format::tree::Node;

/// The identifier of the document itself. Spec: SPDX 2.3, 6.3.
const DOCUMENT: &str = "SPDXRef-DOCUMENT";

pub(super) fn look(view: &mut View<'_>) {
    let tree = view.tree;
    view.ids.extend(tree.get("SPDXID"));
    for (list, kind) in [("packages", Kind::Part), ("files", Kind::File), ("snippets", Kind::File)] {
        for node in tree.get(list).map_or(&[][..], Node::elements) {
            view.ids.extend(node.get("SPDXID"));
            if list != "snippets" {
                element(node, kind, view);
            }
        }
    }
    for described in tree.get("documentDescribes").map_or(&[][..], Node::elements) {
        view.references.push(described);
        view.roots.extend(described.text());
    }
    for relationship in tree.get("relationships").map_or(&[][..], Node::elements) {
        relate(relationship, view);
    }
    for reference in tree.get("externalDocumentRefs").map_or(&[][..], Node::elements) {
        view.foreign.extend(reference.get("externalDocumentId").and_then(Node::text));
    }
    let extracted = tree.get("hasExtractedLicensingInfos").map_or(&[][..], Node::elements);
    view.ids.extend(extracted.iter().filter_map(|license| license.get("licenseId")));
    if !view.roots.is_empty() {
        view.root = Root::Named;
    }
    for component in &mut view.components {
        if component.kind == Kind::Part && component.id.is_some_and(|id| view.roots.contains(&id)) {
            component.kind = Kind::Root;
        }
    }
}

fn element<'t>(node: &'t Node<'t>, kind: Kind, view: &mut View<'t>) {
    let id = node.get("SPDXID").and_then(Node::text);
    let references = node.get("externalRefs").map_or(&[][..], Node::elements);
    let is_purl = |reference: &&Node<'_>| {
        reference.get("referenceType").and_then(Node::text).is_some_and(|name| name.ends_with("purl"))
    };
    view.components.push(Component {
        node,
        id,
        name: node.get("name").or_else(|| node.get("fileName")),
        version: node.get("versionInfo"),
        group: None,
        purls: references.iter().filter(is_purl).filter_map(|one| one.get("referenceLocator")).collect(),
        kind,
    });
    for file in node.get("hasFiles").map_or(&[][..], Node::elements) {
        view.references.push(file);
        view.edges.extend(id.map(|from| Edge { from, to: file, kind: EdgeKind::Other }));
    }
}

fn relate<'t>(relationship: &'t Node<'t>, view: &mut View<'t>) {
    let (Some(from), Some(to)) = (relationship.get("spdxElementId"), relationship.get("relatedSpdxElement")) else {
        return;
    };
    let kind = relationship.get("relationshipType").and_then(Node::text).unwrap_or_default();
    view.references.extend([from, to]);
    let (Some(from_text), Some(to_text)) = (from.text(), to.text()) else { return };
    if kind == "DESCRIBES" && from_text == DOCUMENT {
        view.roots.push(to_text);
    }
    if kind == "DESCRIBED_BY" && to_text == DOCUMENT {
        view.roots.push(from_text);
    }
    let edge = |from, to, kind| Edge { from, to, kind };
    match kind {
        "DEPENDS_ON" => {
            view.told.push(from);
            view.edges.push(edge(from_text, to, EdgeKind::Depends));
        }
        "CONTAINS" => view.edges.push(edge(from_text, to, EdgeKind::Other)),
        "CONTAINED_BY" => view.edges.push(edge(to_text, from, EdgeKind::Other)),
        kind if kind.ends_with("DEPENDENCY_OF") => {
            view.told.push(to);
            view.edges.push(edge(to_text, from, EdgeKind::Depends));
        }
        _ => view.edges.push(edge(from_text, to, EdgeKind::Both)),
    }
}
