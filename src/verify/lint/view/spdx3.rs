//! SPDX 3 as rules see it.

use super::{Component, Edge, EdgeKind, Kind, Root, View};
use crate::format::tree::{Node, Value};

/// Members that refer to elements. Spec: SPDX 3.0.1, Core and Software.
const REFERENCES: &[&str] = &[
    "from",
    "to",
    "rootElement",
    "element",
    "creationInfo",
    "createdBy",
    "createdUsing",
    "suppliedBy",
    "originatedBy",
];

/// Returns the node that states the version: that of the first creation information.
pub(super) fn version<'t>(tree: &'t Node<'t>) -> Option<&'t Node<'t>> {
    elements(tree)
        .iter()
        .find_map(|element| element.get("specVersion").or_else(|| element.pointer("/creationInfo/specVersion")))
}

fn elements<'t>(tree: &'t Node<'t>) -> &'t [Node<'t>] {
    tree.get("@graph").map_or(std::slice::from_ref(tree), Node::elements)
}

pub(super) fn look(view: &mut View<'_>) {
    for node in elements(view.tree) {
        let id = node.get("spdxId").or_else(|| node.get("@id"));
        view.ids.extend(id);
        for key in REFERENCES {
            view.references.extend(texts(node.get(key)));
        }
        let kind = node.get("type").or_else(|| node.get("@type")).and_then(Node::text).unwrap_or_default();
        match kind {
            "software_Package" | "ai_AIPackage" | "dataset_DatasetPackage" => component(node, Kind::Part, view),
            "software_File" => component(node, Kind::File, view),
            "SpdxDocument" => {
                let imports = node.get("import").map_or(&[][..], Node::elements);
                view.foreign.extend(imports.iter().filter_map(|one| one.get("externalSpdxId").and_then(Node::text)));
                roots(node, view);
            }
            "software_Sbom" | "Bom" => roots(node, view),
            kind if kind.ends_with("Relationship") => relate(node, view),
            _ => {}
        }
    }
    // A document is about its SBOM, which is about its root elements.
    let inner: Vec<&str> = view.roots.clone();
    for component in &mut view.components {
        if component.kind == Kind::Part && component.id.is_some_and(|id| inner.contains(&id)) {
            component.kind = Kind::Root;
            view.root = Root::Named;
        }
    }
}

fn roots<'t>(node: &'t Node<'t>, view: &mut View<'t>) {
    view.roots.extend(texts(node.get("rootElement")).filter_map(Node::text));
}

fn component<'t>(node: &'t Node<'t>, kind: Kind, view: &mut View<'t>) {
    view.components.push(Component {
        node,
        id: node.get("spdxId").or_else(|| node.get("@id")).and_then(Node::text),
        name: node.get("name"),
        version: node.get("software_packageVersion"),
        group: None,
        purls: node.get("software_packageUrl").into_iter().chain(identifier(node)).collect(),
        kind,
    });
}

/// The package URL among the identifiers of an element.
fn identifier<'t>(node: &'t Node<'t>) -> Option<&'t Node<'t>> {
    let all = node.get("externalIdentifier").map_or(&[][..], Node::elements);
    let is_purl = |one: &&Node<'_>| one.get("externalIdentifierType").and_then(Node::text) == Some("packageUrl");
    all.iter().find(is_purl).and_then(|one| one.get("identifier"))
}

fn relate<'t>(node: &'t Node<'t>, view: &mut View<'t>) {
    let Some(from) = node.get("from") else { return };
    let Some(name) = from.text() else { return };
    let kind = match node.get("relationshipType").and_then(Node::text).unwrap_or_default() {
        "dependsOn" => {
            view.told.push(from);
            EdgeKind::Depends
        }
        "contains" | "hasStaticLink" | "hasDynamicLink" => EdgeKind::Other,
        _ => EdgeKind::Both,
    };
    view.edges.extend(texts(node.get("to")).map(|to| Edge { from: name, to, kind }));
}

fn texts<'t>(node: Option<&'t Node<'t>>) -> impl Iterator<Item = &'t Node<'t>> {
    let list = match node.map(|node| &node.value) {
        Some(Value::Array(elements)) => elements.as_slice(),
        Some(Value::Text(_)) => node.map_or(&[][..], std::slice::from_ref),
        _ => &[],
    };
    list.iter().filter(|one| matches!(one.value, Value::Text(_)))
}
