//! Things elsewhere that have to do with a component.

use super::component::hash;
use crate::format::address;
use crate::format::cyclonedx::Edition;
use crate::format::cyclonedx::types::ExternalReference;
use crate::format::fact::{self, Facts};
use crate::model;

/// One of the types that the model has a field for.
struct Field<'a> {
    kind: &'static str,
    fact: &'static str,
    url: Option<&'a str>,
    /// Whether the list holds the field's address.
    is_listed: bool,
}

/// Returns the list of references, as far as the version's can hold them; the others become facts.
///
/// A reader takes the first of some types for a field of its own, so nothing else of that type is listed where the field's address is not.
pub(super) fn write<'a>(
    component: &'a model::Component,
    edition: Edition,
    facts: &mut Facts<'a>,
) -> Vec<ExternalReference<'a>> {
    let mut list = Vec::new();
    let mut listed = Vec::new();
    let field = |kind, fact, url: &'a Option<String>| Field { kind, fact, url: url.as_deref(), is_listed: false };
    let mut fields = [
        field("vcs", fact::REPOSITORY, &component.repository),
        field("website", fact::HOMEPAGE, &component.homepage),
        field("documentation", fact::DOCUMENTATION, &component.documentation),
    ];
    for field in &mut fields {
        let (kind, Some(url)) = (field.kind, field.url) else { continue };
        if !address::is_reference(url) {
            facts.push(field.fact, url);
            continue;
        }
        field.is_listed = true;
        // One that says more of the same address stands for both.
        let says_more = |it: &model::ExternalReference| {
            it.kind == kind && it.url == url && (it.comment.is_some() || !it.digests.is_empty()) && fits(it, edition)
        };
        match component.external_references.iter().enumerate().find(|(_, it)| says_more(it)) {
            Some((at, reference)) => {
                listed.push(at);
                list.push(laid_out(reference));
            }
            None => list.push(ExternalReference { kind, url, comment: None, hashes: Vec::new() }),
        }
    }
    let is_free = |kind: &str| fields.iter().all(|field| field.kind != kind || field.is_listed);
    for (at, reference) in component.external_references.iter().enumerate() {
        if listed.contains(&at) {
            continue;
        }
        if is_free(&reference.kind) && fits(reference, edition) {
            list.push(laid_out(reference));
        } else {
            facts.push_external_reference(reference);
        }
    }
    list
}

/// Returns whether the version's list can hold all of a reference.
fn fits(reference: &model::ExternalReference, edition: Edition) -> bool {
    edition.has_reference(&reference.kind)
        && address::is_reference(&reference.url)
        && reference.digests.iter().all(|digest| edition.has_algorithm(digest.algorithm()))
}

fn laid_out(reference: &model::ExternalReference) -> ExternalReference<'_> {
    ExternalReference {
        kind: &reference.kind,
        url: &reference.url,
        comment: reference.comment.as_deref(),
        hashes: reference.digests.iter().map(hash).collect(),
    }
}
