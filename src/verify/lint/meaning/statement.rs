//! Rules on statements about the whole document: its number, its completeness, its signature.

use std::collections::BTreeMap;

use crate::format::Family;
use crate::format::tree::Node;
use crate::model::Timestamp;
use crate::verify::lint::codes::meaning as codes;
use crate::verify::lint::finding::{Finding, Findings};
use crate::verify::lint::view::{Composition, View};

pub(super) fn check<'t>(view: &View<'t>, _at: Timestamp, findings: &mut Findings<'t>) {
    if view.family == Family::CycloneDx {
        if view.tree.get("serialNumber").is_none() {
            findings.push(Finding::new(&codes::SERIAL_MISSING, view.tree));
        }
        if let Some(signature) = view.tree.get("signature") {
            signed(signature, findings);
        }
    }
    conflicts(view, |one| &one.assemblies, findings);
    conflicts(view, |one| &one.dependencies, findings);
}

/// Spec: JSF 0.82, "excludes": names of members that the signature does not cover.
fn signed<'t>(signature: &'t Node<'t>, findings: &mut Findings<'t>) {
    findings.push(Finding::new(&codes::SIGNATURE, signature));
    let inner = ["signers", "chain"].into_iter().filter_map(|key| signature.get(key)).flat_map(Node::elements);
    for one in std::iter::once(signature).chain(inner) {
        if let Some(excludes) = one.get("excludes") {
            let names: Vec<&str> = excludes.elements().iter().filter_map(Node::text).collect();
            findings.push(Finding::new(&codes::SIGNATURE_PARTIAL, excludes).found(names.join(", ")));
        }
    }
}

/// The same element in a complete and in an incomplete list.
fn conflicts<'v, 't>(
    view: &'v View<'t>,
    list: fn(&'v Composition<'t>) -> &'v Vec<&'t str>,
    findings: &mut Findings<'t>,
) {
    let mut said: BTreeMap<&str, &str> = BTreeMap::new();
    for composition in &view.compositions {
        for id in list(composition) {
            let first = said.entry(id).or_insert(composition.aggregate);
            if (*first == "complete") != (composition.aggregate == "complete") {
                let found = format!("`{id}` is `{first}` and `{}`", composition.aggregate);
                findings.push(Finding::new(&codes::COMPOSITION_CONFLICT, composition.node).found(found));
            }
        }
    }
}
