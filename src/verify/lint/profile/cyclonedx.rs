//! Where CycloneDX holds the fields of profiles. Spec: CycloneDX 1.7; BSI TR-03183-2, taxonomy of properties.

use super::super::view::{Hash, View, hashes};
use super::field::{Contact, Field, Have, Strong, is_there};
use crate::format::Family;
use crate::format::tree::{Node, Value};

pub(super) fn document(view: &View<'_>, field: Field) -> Have {
    let tree = view.tree;
    let metadata = tree.get("metadata");
    let get = |key: &str| metadata.and_then(|metadata| metadata.get(key));
    let minor: u32 = view.version.strip_prefix("1.").and_then(|minor| minor.parse().ok()).unwrap_or(0);
    match field {
        Field::Author(contact) => {
            let people = get("authors").map_or(&[][..], Node::elements);
            let makers = ["manufacturer", "manufacture"].into_iter().filter_map(get);
            (people.iter().any(|one| is_person(one, contact)) || makers.into_iter().any(|one| is_party(one, contact)))
                .into()
        }
        Field::Timestamp => is_there(get("timestamp")).into(),
        Field::Tool => {
            let tools = get("tools");
            let list = tools.and_then(|tools| tools.get("components")).or(tools).map_or(&[][..], Node::elements);
            list.iter().any(|tool| is_there(tool.get("name")) && is_there(tool.get("version"))).into()
        }
        Field::Context if minor < 5 => Have::NoPlace,
        Field::Context => {
            let phases = get("lifecycles").map_or(&[][..], Node::elements);
            phases.iter().any(|one| is_there(one.get("phase")) || is_there(one.get("name"))).into()
        }
        Field::Signature if minor < 4 => Have::NoPlace,
        Field::Signature => tree.get("signature").is_some().into(),
        _ => Have::NoPlace,
    }
}

pub(super) fn component(node: &Node<'_>, field: Field) -> Have {
    match field {
        Field::Supplier(contact) => {
            let parties = ["supplier", "manufacturer"].into_iter().filter_map(|key| node.get(key));
            let people = node.get("authors").map_or(&[][..], Node::elements);
            let by_party = parties.into_iter().any(|one| is_party(one, contact));
            (by_party || (contact == Contact::Address && people.iter().any(|one| is_person(one, contact)))).into()
        }
        Field::Identifier => {
            let texts = ["purl", "cpe"].into_iter().any(|key| is_there(node.get(key)));
            let lists = ["omniborId", "swhid"].into_iter().any(|key| has_elements(node.get(key)));
            (texts || lists || node.get("swid").is_some()).into()
        }
        Field::Hash(Strong::Any) => has_hash(node, |_| true).into(),
        Field::Hash(Strong::Sha512) => {
            let is_strong = |hash: &Hash<'_>| hash.algorithm.text() == Some("SHA-512");
            let delivered = node.get("externalReferences").map_or(&[][..], Node::elements).iter();
            let mut delivered = delivered.filter(|one| one.get("type").and_then(Node::text) == Some("distribution"));
            (has_hash(node, is_strong) || delivered.any(|one| has_hash(one, is_strong))).into()
        }
        Field::Filename => has_property(node, "bsi:component:filename").into(),
        Field::Executable => has_property(node, "bsi:component:executable").into(),
        Field::Archive => has_property(node, "bsi:component:archive").into(),
        Field::Structured => has_property(node, "bsi:component:structured").into(),
        Field::License => has_license(node, |_| true).into(),
        Field::DistributionLicense => {
            has_license(node, |one| one.get("acknowledgement").and_then(Node::text) != Some("declared")).into()
        }
        _ => Have::NoPlace,
    }
}

fn is_person(node: &Node<'_>, contact: Contact) -> bool {
    let named = is_there(node.get("name")) || is_there(node.get("email"));
    named && (contact == Contact::Name || is_there(node.get("email")))
}

fn is_party(node: &Node<'_>, contact: Contact) -> bool {
    let people = node.get("contact").map_or(&[][..], Node::elements);
    let reachable = has_elements(node.get("url")) || people.iter().any(|one| is_there(one.get("email")));
    match contact {
        Contact::Name => is_there(node.get("name")),
        Contact::Address => reachable,
    }
}

fn has_elements(node: Option<&Node<'_>>) -> bool {
    match node.map(|node| &node.value) {
        Some(Value::Array(elements)) => elements.iter().any(|one| is_there(Some(one))),
        Some(Value::Text(text)) => !text.is_empty(),
        _ => false,
    }
}

fn has_hash(node: &Node<'_>, fits: impl Fn(&Hash<'_>) -> bool) -> bool {
    node.get("hashes").is_some_and(|list| !list.elements().is_empty())
        && hashes(Family::CycloneDx, node).iter().any(|hash| is_there(Some(hash.value)) && fits(hash))
}

fn has_property(node: &Node<'_>, name: &str) -> bool {
    let properties = node.get("properties").map_or(&[][..], Node::elements);
    properties.iter().any(|one| one.get("name").and_then(Node::text) == Some(name) && is_there(one.get("value")))
}

fn has_license(node: &Node<'_>, fits: impl Fn(&Node<'_>) -> bool) -> bool {
    let choices = node.get("licenses").map_or(&[][..], Node::elements);
    choices.iter().any(|choice| {
        let license = choice.get("license").unwrap_or(choice);
        let named = ["id", "name", "expression"].into_iter().any(|key| is_there(license.get(key)));
        named && fits(license)
    })
}
