//! Where SPDX 3 holds the fields of profiles. Spec: SPDX 3.0.1.

use std::collections::{BTreeMap, BTreeSet};

use super::super::view::{Component, Hash, hashes};
use super::field::{Contact, Field, Have, Known, Strong, is_there};
use crate::format::Family;
use crate::format::tree::{Node, Value};

/// What relationships and agents say of elements.
#[derive(Default)]
pub(super) struct Related<'t> {
    /// Elements by the kinds of relationship that start at them.
    relations: BTreeMap<&'t str, BTreeSet<&'t str>>,
    /// Elements about whose dependencies completeness is stated.
    complete: BTreeSet<&'t str>,
    /// Persons and organisations by identifier.
    agents: BTreeMap<&'t str, &'t Node<'t>>,
}

impl<'t> Related<'t> {
    pub(super) fn new(tree: &'t Node<'t>) -> Self {
        let mut related = Self::default();
        for node in tree.get("@graph").map_or(&[][..], Node::elements) {
            let text = |key: &str| node.get(key).and_then(Node::text);
            let id = text("spdxId").or_else(|| text("@id"));
            match (text("type").unwrap_or_default(), text("from"), id) {
                (kind, Some(from), _) if kind.ends_with("Relationship") => {
                    let relation = text("relationshipType").unwrap_or_default();
                    related.relations.entry(relation).or_default().insert(from);
                    if relation == "dependsOn" && is_there(node.get("completeness")) {
                        related.complete.insert(from);
                    }
                }
                ("Person" | "Organization", _, Some(id)) => {
                    related.agents.insert(id, node);
                }
                _ => {}
            }
        }
        related
    }

    fn has(&self, relation: &str, id: Option<&str>) -> bool {
        let from = self.relations.get(relation);
        id.is_some_and(|id| from.is_some_and(|from| from.contains(id)))
    }

    fn is_agent(&self, node: Option<&Node<'_>>, contact: Contact) -> bool {
        let agents = texts(node).filter_map(|id| self.agents.get(id));
        let reachable = |agent: &Node<'_>| {
            let identifiers = agent.get("externalIdentifier").map_or(&[][..], Node::elements);
            identifiers.iter().any(|one| {
                let kind = one.get("externalIdentifierType").and_then(Node::text);
                matches!(kind, Some("email" | "urlScheme")) && is_there(one.get("identifier"))
            })
        };
        agents.into_iter().any(|agent| contact == Contact::Name || reachable(agent))
    }
}

pub(super) fn document(known: &Known<'_, '_>, field: Field) -> Have {
    let elements = known.view.tree.get("@graph").map_or(&[][..], Node::elements);
    let is_kind = |node: &&Node<'_>, kind: &str| node.get("type").and_then(Node::text) == Some(kind);
    let info = elements.iter().find(|node| is_kind(node, "CreationInfo"));
    let get = |key: &str| info.and_then(|info| info.get(key));
    match field {
        Field::Author(contact) => known.spdx3.is_agent(get("createdBy"), contact).into(),
        Field::Timestamp => is_there(get("created")).into(),
        Field::Tool => texts(get("createdUsing")).next().is_some().into(),
        Field::Context => {
            let kinds = elements.iter().filter(|node| is_kind(node, "software_Sbom"));
            kinds.into_iter().any(|sbom| texts(sbom.get("software_sbomType")).next().is_some()).into()
        }
        _ => Have::NoPlace,
    }
}

pub(super) fn component(known: &Known<'_, '_>, component: &Component<'_>, field: Field) -> Have {
    let node = component.node;
    match field {
        Field::Supplier(contact) => {
            let parties = ["suppliedBy", "originatedBy"].into_iter().map(|key| node.get(key));
            parties.into_iter().any(|party| known.spdx3.is_agent(party, contact)).into()
        }
        Field::Identifier => {
            let listed = ["externalIdentifier", "contentIdentifier", "software_contentIdentifier"];
            let lists = listed.into_iter().any(|key| node.get(key).is_some_and(|list| !list.elements().is_empty()));
            (lists || is_there(node.get("software_packageUrl"))).into()
        }
        Field::Hash(strong) => {
            let fits = |hash: &Hash<'_>| strong == Strong::Any || hash.algorithm.text() == Some("sha512");
            hashes(Family::Spdx3, node).iter().any(fits).into()
        }
        Field::Filename => known.spdx3.has("hasDistributionArtifact", component.id).into(),
        // Spec: the purposes of a component say all three; what they do not name it is not.
        Field::Executable | Field::Archive | Field::Structured => {
            let purposes = ["software_primaryPurpose", "software_additionalPurpose"];
            purposes.into_iter().any(|key| texts(node.get(key)).next().is_some()).into()
        }
        Field::License => {
            let relations = ["hasDeclaredLicense", "hasConcludedLicense"];
            relations.into_iter().any(|relation| known.spdx3.has(relation, component.id)).into()
        }
        Field::DistributionLicense => known.spdx3.has("hasConcludedLicense", component.id).into(),
        Field::Completeness => component.id.is_some_and(|id| known.spdx3.complete.contains(id)).into(),
        _ => Have::NoPlace,
    }
}

fn texts<'t>(node: Option<&'t Node<'t>>) -> impl Iterator<Item = &'t str> {
    let list = match node.map(|node| &node.value) {
        Some(Value::Array(elements)) => elements.as_slice(),
        Some(Value::Text(_)) => node.map_or(&[][..], std::slice::from_ref),
        _ => &[],
    };
    list.iter().filter_map(Node::text).filter(|text| !text.is_empty())
}
