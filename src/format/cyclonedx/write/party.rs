//! Parties as contacts and organisations.

use std::borrow::Cow;

use crate::format::address;
use crate::format::cyclonedx::types::{Contact, Organization};
use crate::format::fact::{self, Facts};
use crate::model::{self, Party};

/// Returns whether a contact of the format holds all that is known of a party.
pub(super) fn is_contact(party: &Party) -> bool {
    party.url.is_none() && party.email.as_deref().is_none_or(address::is_email)
}

pub(super) fn contact(party: &Party) -> Contact<'_> {
    Contact { name: Some(&party.name), email: party.email.as_deref().filter(|email| address::is_email(email)) }
}

/// Returns whether an organisation of the format holds all that is known of a party.
pub(super) fn is_organization(party: &Party) -> bool {
    party.url.as_deref().is_none_or(address::is_url) && party.email.as_deref().is_none_or(address::is_email)
}

pub(super) fn organization(party: &Party) -> Organization<'_> {
    let email = party.email.as_deref().filter(|email| address::is_email(email));
    Organization {
        name: Cow::Borrowed(&party.name),
        url: party.url.as_deref().filter(|url| address::is_url(url)).map(|url| [url]),
        contact: email.map(|email| Contact { name: None, email: Some(email) }).into_iter().collect(),
    }
}

/// Returns who supplies a component: whom the inventory names, or else its authors, who created it.
pub(super) fn supplier<'a>(component: &'a model::Component, facts: &mut Facts<'a>) -> Option<Organization<'a>> {
    let creator = fact::creator(&component.authors);
    let Some(stated) = component.supplier.as_deref() else {
        return creator.map(|party| Organization {
            name: Cow::Owned(party.name),
            url: None,
            contact: component.authors.iter().filter(|author| author.email.is_some()).map(contact).collect(),
        });
    };
    if !is_organization(stated) || creator.is_some_and(|party| party.name == stated.name) {
        facts.push_parties(fact::SUPPLIER, [stated]);
    }
    Some(organization(stated))
}

/// Returns who made a component, where the version has a place for that.
pub(super) fn manufacturer<'a>(
    component: &'a model::Component,
    has_field: bool,
    facts: &mut Facts<'a>,
) -> Option<Organization<'a>> {
    let party = component.manufacturer.as_deref()?;
    if !has_field || !is_organization(party) {
        facts.push_parties(fact::MANUFACTURER, [party]);
    }
    has_field.then(|| organization(party))
}
