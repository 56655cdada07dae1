//! People, organisations and software that documents name.

use super::Reader;
use super::graph::{Target, text, values, word};
use crate::format::fact;
use crate::format::tree::Node;
use crate::model::Party;

/// What kind of agent is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Person,
    Organization,
    Software,
    /// The document does not say.
    Any,
}

/// A party with its kind and the object that tells of it.
pub(super) struct Agent {
    pub(super) entity: usize,
    pub(super) role: Role,
    pub(super) party: Party,
}

const KNOWN: &[&str] = &["name", "externalIdentifier", "externalRef"];

impl<'n, 'a> Reader<'n, 'a> {
    /// Returns the agents that a member of an object names.
    pub(super) fn agents(&mut self, at: usize, key: &str) -> Vec<Agent> {
        let node = self.graph.entities[at].node;
        values(node, key).iter().filter_map(|value| self.agent(value, at, key)).collect()
    }

    fn agent(&mut self, value: &'n Node<'a>, at: usize, key: &str) -> Option<Agent> {
        let target = self.graph.resolve(value);
        let Target::Entity(entity) = target else {
            self.tell_of_missing(target, at, key);
            return None;
        };
        let found = &self.graph.entities[entity];
        let role = match &*found.kind {
            "Person" => Role::Person,
            "Organization" => Role::Organization,
            "SoftwareAgent" | "Tool" => Role::Software,
            "Agent" => Role::Any,
            other => {
                let message = format!("`{key}` names a `{}`, expected an agent", fact::shown(other));
                self.problems.unusable(self.graph.entities[at].place(), message);
                return None;
            }
        };
        Some(Agent { entity, role, party: self.party(entity) })
    }

    fn party(&self, entity: usize) -> Party {
        let node = self.graph.entities[entity].node;
        let email =
            values(node, "externalIdentifier").iter().find(|it| word(it, "externalIdentifierType") == Some("email"));
        let email = email.and_then(|it| text(it, "identifier"));
        let url = values(node, "externalRef").iter().find_map(|it| text(it, "locator"));
        // Some writers put the address where the name belongs, and no name.
        let name = text(node, "name").filter(|name| !name.is_empty()).or(email).unwrap_or("unnamed");
        let owned = |text: Option<&str>| text.map(str::to_owned);
        Party { name: name.to_owned(), email: owned(email), url: owned(url) }
    }

    /// Tells what agents say that a party has no place for.
    pub(super) fn tell_of_agents(&mut self) {
        for kind in ["Person", "Organization", "SoftwareAgent", "Agent"] {
            for at in self.graph.of_kind(kind).collect::<Vec<_>>() {
                if kind == "Agent" && self.is_ours(at, crate::format::spdx3::name::NO_AUTHOR) {
                    continue;
                }
                self.unknown_members(self.graph.entities[at].node, kind, KNOWN);
                let node = self.graph.entities[at].node;
                let emails = |it: &&Node<'_>| word(it, "externalIdentifierType") == Some("email");
                let identifiers = values(node, "externalIdentifier");
                let others = identifiers.len() - identifiers.iter().filter(emails).count().min(1);
                self.passed_over(kind, "externalIdentifier", others);
                self.passed_over(kind, "externalRef", values(node, "externalRef").len().saturating_sub(1));
            }
        }
    }
}
