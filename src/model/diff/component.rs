//! What changed of one component.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use super::{Change, ChangeKind, name};
use crate::model::{Algorithm, Component, Digest, DigestScope, License, Origin, ScopedDigest, Usage, compare_versions};

/// What both documents state at all.
#[derive(Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own that both documents state or not")]
pub(super) struct Stated {
    pub(super) usage: bool,
    pub(super) origin: bool,
    pub(super) supplier: bool,
    pub(super) license: bool,
}

/// Adds what changed of one component.
pub(super) fn compare(old: &Component, new: &Component, stated: Stated, changes: &mut Vec<Change>) {
    let subject = name(new);
    let mut tell = |kind, old: String, new: String| {
        changes.push(Change { kind, subject: subject.clone(), old: Some(old), new: Some(new) });
    };
    if let (Some(was), Some(is)) = (&old.version, &new.version)
        && was != is
    {
        let purl_type = new.purl.as_ref().or(old.purl.as_ref()).map_or("generic", |purl| purl.purl_type());
        let kind = match compare_versions(purl_type, was, is) {
            Ordering::Less => ChangeKind::Upgraded,
            Ordering::Greater => ChangeKind::Downgraded,
            Ordering::Equal => ChangeKind::VersionChanged,
        };
        tell(kind, was.clone(), is.clone());
    }
    if old.version == new.version && digests_differ(&old.digests, &new.digests) {
        tell(
            ChangeKind::DigestChanged,
            digest_text(&old.digests, &new.digests),
            digest_text(&new.digests, &old.digests),
        );
    }
    if !old.digests.is_empty() && new.digests.is_empty() {
        tell(ChangeKind::DigestLost, digest_text(&old.digests, &old.digests), "none".to_owned());
    }
    if stated.origin && old.origin != Origin::Unknown && new.origin != Origin::Unknown && !same_place(old, new) {
        tell(ChangeKind::OriginChanged, origin(&old.origin), origin(&new.origin));
    }
    if stated.usage && new.usage == Usage::Runtime && matches!(old.usage, Usage::Build | Usage::Development) {
        let word = if old.usage == Usage::Build { "build" } else { "development" };
        tell(ChangeKind::BecameRuntime, word.to_owned(), "runtime".to_owned());
    }
    if let (true, Some(was), Some(is)) = (stated.supplier, &old.supplier, &new.supplier)
        && was.name != is.name
    {
        tell(ChangeKind::SupplierChanged, was.name.clone(), is.name.clone());
    }
    if let (true, Some(was), Some(is)) = (stated.license, &old.license, &new.license)
        && was != is
    {
        tell(ChangeKind::LicenseChanged, license(was), license(is));
    }
}

/// Returns whether two origins are one place, whatever the commit: another commit of a repository is another version, not another origin.
fn same_place(old: &Component, new: &Component) -> bool {
    match (&old.origin, &new.origin) {
        (Origin::Git { url: was, .. }, Origin::Git { url: is, .. }) => was == is,
        (Origin::Path(_), Origin::Path(_)) => true,
        (was, is) => was == is,
    }
}

type BySort<'a> = BTreeMap<(DigestScope, Algorithm), BTreeSet<&'a Digest>>;

fn by_sort(digests: &[ScopedDigest]) -> BySort<'_> {
    let mut sorts = BySort::new();
    for scoped in digests {
        sorts.entry((scoped.scope, scoped.digest.algorithm())).or_default().insert(&scoped.digest);
    }
    sorts
}

/// Returns whether digests of one scope and algorithm are all others than before.
pub(super) fn digests_differ(old: &[ScopedDigest], new: &[ScopedDigest]) -> bool {
    let (old, new) = (by_sort(old), by_sort(new));
    old.iter().any(|(sort, was)| new.get(sort).is_some_and(|is| was.is_disjoint(is)))
}

/// Returns whether both have digests of the same version and none that could be compared.
pub(super) fn has_incomparable_digests(old: &Component, new: &Component) -> bool {
    let (was, is) = (by_sort(&old.digests), by_sort(&new.digests));
    old.version == new.version && !was.is_empty() && !is.is_empty() && !was.keys().any(|sort| is.contains_key(sort))
}

/// Returns the first digest that the other side has in the same scope and algorithm.
fn digest_text(digests: &[ScopedDigest], other: &[ScopedDigest]) -> String {
    let other = by_sort(other);
    let comparable = |it: &&ScopedDigest| {
        other.get(&(it.scope, it.digest.algorithm())).is_some_and(|them| !them.contains(&it.digest))
    };
    let shown = digests.iter().find(comparable).or(digests.first());
    shown.map_or_else(|| "none".to_owned(), |it| it.digest.to_string())
}

fn origin(origin: &Origin) -> String {
    match origin {
        Origin::Unknown => "unknown".to_owned(),
        Origin::DefaultRegistry => "the default registry".to_owned(),
        Origin::Registry(url) => format!("the registry {url}"),
        Origin::Git { url, .. } => format!("the repository {url}"),
        Origin::Path(Some(path)) => format!("the folder {path}"),
        Origin::Path(None) => "a folder outside the subject".to_owned(),
    }
}

fn license(license: &License) -> String {
    match license {
        License::Expression(text) | License::Name(text) => text.clone(),
        License::File(path) => format!("in the file {path}"),
    }
}
