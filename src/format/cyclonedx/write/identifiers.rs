//! Identifiers other than the package URL.

use crate::format::cyclonedx::Edition;
use crate::format::fact::Facts;
use crate::format::identifier;
use crate::model::{self, IdentifierKind};

/// Those that the version has fields for.
#[derive(Default)]
pub(super) struct Identifiers<'a> {
    pub(super) cpe: Option<&'a str>,
    pub(super) swid: Option<&'a str>,
    pub(super) swhids: Vec<&'a str>,
    pub(super) gitoids: Vec<&'a str>,
}

/// Returns the identifiers that the version's fields can hold; the others become facts.
pub(super) fn write<'a>(component: &'a model::Component, edition: Edition, facts: &mut Facts<'a>) -> Identifiers<'a> {
    let mut native = Identifiers::default();
    let mut others = Vec::new();
    for identifier in &component.identifiers {
        let value = identifier.value.as_str();
        match identifier.kind {
            IdentifierKind::Cpe if native.cpe.is_none() && identifier::is_cpe(value) => native.cpe = Some(value),
            IdentifierKind::Swid if native.swid.is_none() && identifier::is_tag(value) => native.swid = Some(value),
            IdentifierKind::Swhid if edition.has_hashed_identifiers() && identifier::is_swhid(value) => {
                native.swhids.push(value);
            }
            IdentifierKind::Gitoid if edition.has_hashed_identifiers() && identifier::is_gitoid(value) => {
                native.gitoids.push(value);
            }
            _ => others.push(identifier),
        }
    }
    facts.push_identifiers(others);
    native
}
