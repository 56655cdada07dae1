//! One package as the lock file and as the document have it.

use std::collections::BTreeSet;

use super::side::features;
use crate::model::{
    self, ChangeKind, Code, Component, Item, Origin, Usage, component_changes, component_name, digests_are_incomparable,
};
use crate::verify::drift::codes;

/// Returns what differs.
pub(super) fn compare(known: &Component, component: &Component) -> Vec<Item> {
    let subject = component_name(component);
    let mut items = Vec::new();
    for change in component_changes(known, component) {
        let Some(code) = code(change.kind) else { continue };
        if change.kind == ChangeKind::OriginChanged && is_own_under_other_name(known, component) {
            continue;
        }
        let mut item = Item::new(code, subject.clone());
        item.expected = change.old;
        item.found = change.new;
        items.push(item);
    }
    if let Some((expected, found)) = other_commit(known, component).or_else(|| other_registry(known, component)) {
        items.push(Item::new(&codes::LOCK_ORIGIN, subject).expected(expected).found(found));
    }
    items
}

/// What the lock file does not tell, such as licences, is not compared.
fn code(kind: ChangeKind) -> Option<&'static Code> {
    match kind {
        ChangeKind::Upgraded | ChangeKind::Downgraded | ChangeKind::VersionChanged => Some(&codes::LOCK_VERSION),
        ChangeKind::DigestChanged => Some(&codes::LOCK_DIGEST),
        ChangeKind::OriginChanged => Some(&codes::LOCK_ORIGIN),
        _ => None,
    }
}

/// Returns whether a package of the project itself is named as if a registry had it, as most tools do; one that comes with the digest of an
/// archive really is said to be from there.
fn is_own_under_other_name(known: &Component, component: &Component) -> bool {
    matches!(known.origin, Origin::Path(_))
        && matches!(component.origin, Origin::DefaultRegistry | Origin::Unknown)
        && component.digests.is_empty()
}

/// Another commit of the same repository is other code, whatever the version says.
fn other_commit(known: &Component, component: &Component) -> Option<(String, String)> {
    match (&known.origin, &component.origin) {
        (Origin::Git { url, commit: Some(was), .. }, Origin::Git { url: other, commit: Some(is), .. })
            if url == other && !was.starts_with(is.as_str()) && !is.starts_with(was.as_str()) =>
        {
            Some((format!("commit {was}"), format!("commit {is}")))
        }
        _ => None,
    }
}

/// A package of a registry that the document takes for one that no registry has.
fn other_registry(known: &Component, component: &Component) -> Option<(String, String)> {
    let purl_type = |component: &Component| component.purl.as_ref().map(model::Purl::purl_type).map(str::to_owned);
    let (was, is) = (purl_type(known)?, purl_type(component)?);
    let is_own = matches!(known.origin, Origin::Path(_));
    (was != is && !is_own).then(|| (component_name(known), component_name(component)))
}

/// Returns what is said of a package's use that its selection does not have: what it is needed for, and its features. Given are what the
/// selection has in any case and what it may have; what those differ in is not compared.
pub(super) fn compare_use((least, most): (Option<&Component>, &Component), component: &Component) -> Vec<Item> {
    let item = |code, expected: String, found: String| {
        Item::new(code, component_name(component)).expected(expected).found(found)
    };
    if most.usage == Usage::Unknown || least.is_some_and(|least| least.usage != most.usage) {
        return Vec::new();
    }
    if component.usage != most.usage {
        return vec![item(&codes::LOCK_USE, usage(most.usage).to_owned(), usage(component.usage).to_owned())];
    }
    let (most, stated) = (features(most), features(component));
    let least = least.map(features).unwrap_or_default();
    if least.is_subset(&stated) && stated.is_subset(&most) {
        return Vec::new();
    }
    vec![item(&codes::LOCK_FEATURES, listed(&most), listed(&stated))]
}

fn listed(features: &BTreeSet<&str>) -> String {
    if features.is_empty() {
        return "no features".to_owned();
    }
    features.iter().copied().collect::<Vec<_>>().join(",")
}

fn usage(usage: Usage) -> &'static str {
    match usage {
        Usage::Runtime => "needed when it runs",
        Usage::Build => "needed for building only",
        Usage::Development => "needed for tests only",
        Usage::Unknown => "not stated",
    }
}

/// Returns whether the lock file has a digest that the document's could not be compared with.
pub(super) fn has_incomparable_digest(known: &Component, component: &Component) -> bool {
    known.version == component.version && !known.digests.is_empty() && digests_are_incomparable(known, component)
}
