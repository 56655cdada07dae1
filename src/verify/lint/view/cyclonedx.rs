//! CycloneDX as rules see it.

use super::{Component, Composition, Edge, EdgeKind, Kind, Root, View};
use crate::format::tree::{Node, Value};

/// Members that refer to elements of the document, wherever they stand. Spec: CycloneDX 1.7, `refLinkType`.
const REFERENCES: &[&str] = &["assemblies", "subjects", "vulnerabilities", "claims", "evidence", "counterEvidence"];

pub(super) fn look(view: &mut View<'_>) {
    let tree = view.tree;
    if let Some(root) = tree.pointer("/metadata/component") {
        view.root = Root::Named;
        view.roots.extend(root.get("bom-ref").and_then(Node::text));
        component(root, Kind::Root, None, view);
    }
    for node in tree.get("components").map_or(&[][..], Node::elements) {
        component(node, Kind::Part, None, view);
    }
    for entry in tree.get("dependencies").map_or(&[][..], Node::elements) {
        let Some(from) = entry.get("ref") else { continue };
        view.told.push(from);
        let Some(name) = from.text() else { continue };
        for (key, kind) in [("dependsOn", EdgeKind::Depends), ("provides", EdgeKind::Other)] {
            let targets = entry.get(key).map_or(&[][..], Node::elements);
            view.edges.extend(targets.iter().map(|to| Edge { from: name, to, kind }));
        }
    }
    for node in tree.get("compositions").map_or(&[][..], Node::elements) {
        let list = |key| node.get(key).map_or(&[][..], Node::elements).iter().filter_map(Node::text).collect();
        view.compositions.push(Composition {
            node,
            aggregate: node.get("aggregate").and_then(Node::text).unwrap_or_default(),
            assemblies: list("assemblies"),
            dependencies: list("dependencies"),
        });
        view.references.extend(node.get("dependencies").map_or(&[][..], Node::elements));
    }
    for vulnerability in tree.get("vulnerabilities").map_or(&[][..], Node::elements) {
        let affected = vulnerability.get("affects").map_or(&[][..], Node::elements);
        view.references.extend(affected.iter().filter_map(|one| one.get("ref")));
    }
    identifiers(tree, view);
}

fn component<'t>(node: &'t Node<'t>, kind: Kind, above: Option<&'t str>, view: &mut View<'t>) {
    let id = node.get("bom-ref").and_then(Node::text);
    let is_file = matches!(node.get("type").and_then(Node::text), Some("file" | "data" | "cryptographic-asset"));
    // Whoever has the whole has its parts.
    if let (Some(above), Some(id)) = (above, node.get("bom-ref")) {
        view.edges.push(Edge { from: above, to: id, kind: EdgeKind::Other });
    }
    view.components.push(Component {
        node,
        id,
        name: node.get("name"),
        version: node.get("version"),
        group: node.get("group"),
        purls: node.get("purl").into_iter().collect(),
        kind: if kind == Kind::Part && is_file { Kind::File } else { kind },
    });
    for below in node.get("components").map_or(&[][..], Node::elements) {
        component(below, Kind::Part, id.or(above), view);
    }
}

/// Collects every identifier and the references that may stand anywhere.
fn identifiers<'t>(node: &'t Node<'t>, view: &mut View<'t>) {
    match &node.value {
        Value::Array(elements) => elements.iter().for_each(|element| identifiers(element, view)),
        Value::Object(members) => {
            for member in members {
                match (&*member.key, &member.node.value) {
                    ("bom-ref", Value::Text(_)) => view.ids.push(&member.node),
                    (key, Value::Array(elements)) if REFERENCES.contains(&key) => {
                        let texts = elements.iter().filter(|element| matches!(element.value, Value::Text(_)));
                        view.references.extend(texts);
                        identifiers(&member.node, view);
                    }
                    (_, Value::Array(_) | Value::Object(_)) => identifiers(&member.node, view),
                    _ => {}
                }
            }
        }
        _ => {}
    }
}
