//! Mends the graph of CycloneDX: order, repetitions, and entries of leaves.

use std::collections::BTreeSet;

use super::Mender;
use crate::format::Family;
use crate::format::tree::{Node, Value};

pub(super) fn mend(tree: &mut Node<'_>, family: Family, mender: &mut Mender<'_>) {
    if family != Family::CycloneDx {
        return;
    }
    leaves(tree, mender);
    let Some(dependencies) = tree.get_mut("dependencies") else { return };
    mender.below("dependencies", |mender| {
        let Value::Array(entries) = &mut dependencies.value else { return };
        for (index, entry) in entries.iter_mut().enumerate() {
            mender.below(&index.to_string(), |mender| {
                for key in ["dependsOn", "provides"] {
                    if let Some(list) = entry.get_mut(key) {
                        mender.below(key, |mender| targets(list, mender));
                    }
                }
            });
        }
        let name = |entry: &Node<'_>| entry.get("ref").and_then(Node::text).map(str::to_owned);
        if entries.iter().all(|entry| name(entry).is_some()) && !entries.is_sorted_by_key(name) {
            entries.sort_by_cached_key(name);
            mender.changed(dependencies.at, "the entries are sorted");
        }
    });
}

/// Spec: CycloneDX, `dependsOn`: a set; its order says nothing, and each stands once.
fn targets(list: &mut Node<'_>, mender: &mut Mender<'_>) {
    let at = list.at;
    let Value::Array(elements) = &mut list.value else { return };
    if !elements.iter().all(|element| matches!(element.value, Value::Text(_))) {
        return;
    }
    let text = |element: &Node<'_>| element.text().unwrap_or_default().to_owned();
    if !elements.is_sorted_by_key(text) {
        elements.sort_by_cached_key(text);
        mender.changed(at, "the references are sorted");
    }
    let before = elements.len();
    elements.dedup_by(|a, b| a.value == b.value);
    if elements.len() < before {
        mender.changed(at, format!("{} repeated references are taken out", before - elements.len()));
    }
}

/// An entry without `dependsOn` says that there are no dependencies. That follows from the document only where it calls the dependencies
/// of the component complete; otherwise silence means that they are not known.
fn leaves(tree: &mut Node<'_>, mender: &mut Mender<'_>) {
    let list = |node: Option<&Node<'_>>| node.map_or_else(Vec::new, |node| texts(node.elements()));
    let compositions = tree.get("compositions").map_or(&[][..], Node::elements);
    let is_complete = |one: &&Node<'_>| one.get("aggregate").and_then(Node::text) == Some("complete");
    let complete: BTreeSet<String> =
        compositions.iter().filter(is_complete).flat_map(|one| list(one.get("dependencies"))).collect();
    let entries = tree.get("dependencies").map_or(&[][..], Node::elements);
    let told: BTreeSet<String> =
        entries.iter().filter_map(|entry| entry.get("ref").and_then(Node::text)).map(str::to_owned).collect();
    let mut known = BTreeSet::new();
    components(tree.get("components").map_or(&[][..], Node::elements), &mut known);
    let missing: Vec<String> = complete.into_iter().filter(|id| known.contains(id) && !told.contains(id)).collect();
    let Some(dependencies) = tree.get_mut("dependencies").filter(|_| !missing.is_empty()) else { return };
    let at = dependencies.at;
    if let Value::Array(entries) = &mut dependencies.value {
        mender.below("dependencies", |mender| {
            for id in missing {
                mender.changed(
                    at,
                    format!(
                        "an entry without dependencies is added for `{id}`, whose dependencies are called complete"
                    ),
                );
                let mut entry = Node::object();
                entry.set("ref", Node::text_of(id));
                entries.push(entry);
            }
        });
    }
}

fn components(list: &[Node<'_>], known: &mut BTreeSet<String>) {
    for node in list {
        known.extend(node.get("bom-ref").and_then(Node::text).map(str::to_owned));
        components(node.get("components").map_or(&[][..], Node::elements), known);
    }
}

fn texts(elements: &[Node<'_>]) -> Vec<String> {
    elements.iter().filter_map(Node::text).map(str::to_owned).collect()
}
