//! What package URLs and addresses tell of where a component comes from, and who made it.

use crate::model::{Component, Origin, Party, Purl};

/// Returns the origin that a package URL states by itself: another registry, or a git repository.
pub(in crate::format) fn origin_of(purl: Option<&Purl>) -> Origin {
    let Some(purl) = purl.filter(|purl| purl.as_str().contains('?')) else { return Origin::Unknown };
    if let Some(text) = purl.qualifier("vcs_url") {
        return git_origin(&text).unwrap_or_default();
    }
    purl.qualifier("repository_url").map_or(Origin::Unknown, Origin::Registry)
}

/// Returns the origin that a text of the form `git+https://host/path@commit` states. Spec: SPDX 2.3, 7.7.
pub(in crate::format) fn git_origin(text: &str) -> Option<Origin> {
    let address = text.strip_prefix("git+")?;
    let (address, _) = address.split_once('#').unwrap_or((address, ""));
    // An `@` before the host's path belongs to the host: `git+ssh://git@example.org/x`.
    let path = address.find("://").and_then(|at| address[at + 3..].find('/').map(|slash| at + 3 + slash))?;
    let (url, commit) = match address[path..].rfind('@') {
        Some(at) => (&address[..path + at], Some(address[path + at + 1..].to_owned())),
        None => (address, None),
    };
    Some(Origin::Git { url: url.to_owned(), commit, reference: None })
}

/// Returns the origin that a package of either SPDX states by its own fields.
pub(in crate::format) fn inferred_origin(purl: Option<&Purl>, download_location: Option<&str>) -> Origin {
    match origin_of(purl) {
        Origin::Unknown => download_location.and_then(git_origin).unwrap_or_default(),
        stated => stated,
    }
}

/// Returns in words where a component was found, as both SPDX have it.
pub(in crate::format) fn source_info(component: &Component) -> Option<String> {
    let evidence = component.evidence.first()?;
    let line = evidence.line.map(|line| format!(", line {line}")).unwrap_or_default();
    Some(format!("read from {}{line} by {}", evidence.path, evidence.method))
}

/// Returns who created a component where nobody is named as its supplier. Spec: NTIA minimum elements, "supplier name".
pub(in crate::format) fn creator(authors: &[Party]) -> Option<Party> {
    match authors {
        [] => None,
        [one] => Some(one.clone()),
        several => {
            let names: Vec<&str> = several.iter().map(|party| party.name.as_str()).collect();
            Some(Party { name: names.join(", "), email: None, url: None })
        }
    }
}
