//! Things elsewhere that have to do with a component.

use super::part::{Part, Place};
use crate::format::cyclonedx::raw;
use crate::model::{Component, ExternalReference};

/// Reads the list. The first of the types that the model has a field for fill that, and stay in the list where they say more.
pub(super) fn read(
    part: &mut Part,
    component: &mut Component,
    list: Vec<raw::ExternalReference<'_>>,
    place: &Place<'_>,
) {
    for (at, raw) in list.into_iter().enumerate() {
        let here = format_args!("{place}/externalReferences/{at}");
        let Some(url) = raw.url.map(|url| url.0.into_owned()) else {
            part.problems.unusable(here, "the reference has no `url`");
            continue;
        };
        let kind = raw.kind.map_or_else(|| "other".to_owned(), |kind| kind.0.into_owned());
        let comment = raw.comment.map(|comment| comment.0.into_owned());
        let mut digests = Vec::new();
        for (nth, hash) in raw.hashes.into_iter().flatten().enumerate() {
            digests.extend(part.digest(&hash, &here, nth));
        }
        let says_more = comment.is_some() || !digests.is_empty();
        let field = match kind.as_str() {
            "vcs" => Some(&mut component.repository),
            "website" => Some(&mut component.homepage),
            "documentation" => Some(&mut component.documentation),
            _ => None,
        };
        if let Some(field) = field.filter(|field| field.is_none()) {
            *field = Some(url.clone());
            if !says_more {
                continue;
            }
        }
        component.external_references.push(ExternalReference { kind, url, comment, digests });
    }
}
