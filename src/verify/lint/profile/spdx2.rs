//! Where SPDX 2 holds the fields of profiles. Spec: SPDX 2.3.

use super::super::view::{Hash, View, hashes};
use super::field::{Contact, Field, Have, Strong, is_there};
use crate::format::Family;
use crate::format::tree::Node;

pub(super) fn document(view: &View<'_>, field: Field) -> Have {
    let creators = view.tree.pointer("/creationInfo/creators").map_or(&[][..], Node::elements);
    let mut creators = creators.iter().filter_map(Node::text);
    match field {
        Field::Author(contact) => creators.any(|text| is_party(text, contact)).into(),
        Field::Timestamp => is_there(view.tree.pointer("/creationInfo/created")).into(),
        // Spec: 6.8: a tool is written as name, `-`, version.
        Field::Tool => creators.any(|text| text.starts_with("Tool: ") && text.contains('-')).into(),
        _ => Have::NoPlace,
    }
}

pub(super) fn component(node: &Node<'_>, field: Field) -> Have {
    match field {
        Field::Supplier(contact) => {
            let parties = ["supplier", "originator"].into_iter().filter_map(|key| node.get(key).and_then(Node::text));
            parties.into_iter().any(|text| is_party(text, contact)).into()
        }
        Field::Identifier => {
            let known = ["purl", "cpe22Type", "cpe23Type", "swid", "gitoid", "swh"];
            let references = node.get("externalRefs").map_or(&[][..], Node::elements);
            let fits = |one: &Node<'_>| {
                let kind = one.get("referenceType").and_then(Node::text).unwrap_or_default();
                known.iter().any(|name| kind.ends_with(name)) && is_there(one.get("referenceLocator"))
            };
            references.iter().any(fits).into()
        }
        Field::Hash(strong) => {
            let fits = |hash: &Hash<'_>| strong == Strong::Any || hash.algorithm.text() == Some("SHA512");
            hashes(Family::Spdx2, node).iter().any(|hash| is_there(Some(hash.value)) && fits(hash)).into()
        }
        Field::Filename => is_there(node.get("packageFileName")).into(),
        Field::License => (is_there(node.get("licenseDeclared")) || is_there(node.get("licenseConcluded"))).into(),
        Field::DistributionLicense => is_there(node.get("licenseConcluded")).into(),
        _ => Have::NoPlace,
    }
}

/// Spec: 6.8, 7.5: the kind, the name, and a mail address in brackets.
fn is_party(text: &str, contact: Contact) -> bool {
    let Some(name) = ["Person: ", "Organization: "].iter().find_map(|kind| text.strip_prefix(kind)) else {
        return false;
    };
    !name.trim().is_empty() && (contact == Contact::Name || name.contains('@') || name.contains("://"))
}
