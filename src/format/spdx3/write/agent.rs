//! People and organisations. Spec: SPDX 3.0.1, Core, `Agent`, `Person`, `Organization`.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::element::Elements;
use crate::format::spdx3::name;
use crate::format::{address, fact};
use crate::model::{Component, ComponentId, Inventory, Party, Subject};

/// Who made a component and who delivers it; each with its class of agent.
pub(super) struct Roles<'a> {
    /// Who made it.
    pub(super) originators: Vec<Role<'a>>,
    /// Who delivers it.
    pub(super) supplier: Option<Role<'a>>,
    /// Whether nobody is stated who delivers it, although somebody is named.
    pub(super) is_supplier_implied: bool,
}

/// A class of agents, and one of it.
pub(super) type Role<'a> = (&'static str, Cow<'a, Party>);

const PERSON: &str = "Person";
const ORGANIZATION: &str = "Organization";

/// Every party that a document names, once in each class.
pub(super) struct Agents<'a> {
    all: BTreeSet<Role<'a>>,
    needs_no_author: bool,
}

impl<'a> Agents<'a> {
    /// Finds all parties of an inventory.
    pub(super) fn new(inventory: &'a Inventory) -> Self {
        let mut all: BTreeSet<Role<'a>> =
            inventory.subject.authors.iter().map(|party| (PERSON, Cow::Borrowed(party))).collect();
        for id in inventory.ids() {
            let roles = roles(inventory, id);
            all.extend(roles.originators.into_iter().chain(roles.supplier));
        }
        Self { all, needs_no_author: inventory.subject.authors.is_empty() }
    }

    /// Returns the names of who vouches for the document. There must be one: where none is known, one that says so. Never the tool.
    pub(super) fn of_document(&self, subject: &Subject) -> Vec<String> {
        if self.needs_no_author {
            return vec![name::NO_AUTHOR.to_owned()];
        }
        distinct(subject.authors.iter().map(|party| name::of_party(PERSON, party)))
    }

    /// Writes all of them.
    pub(super) fn write(&self, out: &mut Elements) {
        if self.needs_no_author {
            out.element("Agent", name::NO_AUTHOR, |object| {
                object.word("name", "not stated");
                object.word("comment", "Nobody is named as the author of this document.");
            });
        }
        for (kind, party) in &self.all {
            out.element(kind, &name::of_party(kind, party), |object| {
                object.text("name", shown_name(party));
                let email = party.email.as_deref().filter(|email| address::is_email(email));
                object.objects("externalIdentifier", email, |email, object| {
                    object.word("type", "ExternalIdentifier");
                    object.word("externalIdentifierType", "email");
                    object.text("identifier", email);
                });
                let url = party.url.as_deref().filter(|url| address::is_url(url));
                object.objects("externalRef", url, |url, object| {
                    object.word("type", "ExternalRef");
                    object.word("externalRefType", "altWebPage");
                    object.texts("locator", [url]);
                });
            });
        }
    }
}

fn shown_name(party: &Party) -> &str {
    match party.name.as_str() {
        "" => party.email.as_deref().unwrap_or("unnamed"),
        name => name,
    }
}

/// Returns whether agents hold all of some parties.
pub(super) fn are_native(parties: &[Party]) -> bool {
    let is_unique = |at: usize| !parties[..at].contains(&parties[at]);
    // Comparing all with all is for the few that honest components have.
    parties.len() <= 100 && parties.iter().enumerate().all(|(at, party)| is_native(party) && is_unique(at))
}

/// Returns whether an agent holds all of a party.
pub(super) fn is_native(party: &Party) -> bool {
    !party.name.is_empty()
        && party.email.as_deref().is_none_or(address::is_email)
        && party.url.as_deref().is_none_or(address::is_url)
}

/// Returns the names of some roles, each once.
pub(super) fn names(roles: &[Role<'_>]) -> Vec<String> {
    distinct(roles.iter().map(|(kind, party)| name::of_party(kind, party)))
}

fn distinct(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    names.filter(|name| seen.insert(name.clone())).collect()
}

/// Returns who made a component and who delivers it.
pub(super) fn roles(inventory: &Inventory, id: ComponentId) -> Roles<'_> {
    let component: &Component = inventory.component(id);
    let person = |party| (PERSON, Cow::Borrowed(party));
    let organization = |party| (ORGANIZATION, Cow::Borrowed(party));
    let originators = component.authors.iter().map(person).chain(component.manufacturer.as_deref().map(organization));
    let (supplier, is_supplier_implied) = match component.supplier.as_deref() {
        Some(stated) => (Some(organization(stated)), false),
        None if inventory.subject.root == Some(id) && inventory.subject.supplier.is_some() => {
            // The document's supplier stands here for want of a field; it is not the component's own.
            (inventory.subject.supplier.as_ref().map(organization), true)
        }
        None => match component.authors.as_slice() {
            // A person who is both is taken for none stated when it is read.
            [one] => (Some(person(one)), false),
            several => (fact::creator(several).map(|party| (ORGANIZATION, Cow::Owned(party))), !several.is_empty()),
        },
    };
    Roles { originators: originators.collect(), supplier, is_supplier_implied }
}
