//! External references: which category and type stands for which identifier or kind of thing. Spec: SPDX 2.3, 7.21 and annex F.
//!
//! What the format's own rules refuse is written as a fact instead, so that no document of ours is refused and nothing is lost.

use std::borrow::Cow;

use super::types::ExternalReference;
use crate::format::address;
use crate::format::fact::{self, Facts};
use crate::model::{self, Component, Identifier, IdentifierKind, Purl};

/// Types that stand for identifiers, whatever their category.
const IDENTIFIER_TYPES: &[&str] = &["purl", "cpe22Type", "cpe23Type", "swh", "gitoid", "swid"];
/// Categories that say more than `OTHER`; a kind of ours that is none of `CycloneDX` has one before a colon.
const CATEGORIES: &[&str] = &["SECURITY", "PACKAGE-MANAGER", "PERSISTENT-ID"];

const OTHER: &str = "OTHER";
/// The specification has a hyphen here; the schema allows both, and readers that refuse the hyphen refuse the whole document.
const PERSISTENT: &str = "PERSISTENT_ID";

/// What an external reference is in the model.
pub(super) enum Meaning {
    Purl,
    Identifier(Identifier),
    /// A thing elsewhere, of this kind.
    Elsewhere(String),
}

/// Returns what a category and type mean.
pub(super) fn meaning(category: &str, kind: &str, locator: &str) -> Meaning {
    let identifier = |kind, value: &str| Meaning::Identifier(Identifier { kind, value: value.to_owned() });
    match (kind, locator.strip_prefix("swid:")) {
        ("purl", _) => Meaning::Purl,
        ("cpe22Type" | "cpe23Type", _) => identifier(IdentifierKind::Cpe, locator),
        ("swh", _) => identifier(IdentifierKind::Swhid, locator),
        ("gitoid", _) => identifier(IdentifierKind::Gitoid, locator),
        ("swid", Some(tag)) => identifier(IdentifierKind::Swid, tag),
        _ => Meaning::Elsewhere(kind_of(category, kind)),
    }
}

/// Returns the kind of a thing elsewhere.
pub(super) fn kind_of(category: &str, kind: &str) -> String {
    let category = category.replace('_', "-");
    match (&*category, kind) {
        ("SECURITY", "advisory") => "advisories".to_owned(),
        (category, kind) if CATEGORIES.contains(&category) => format!("{category}:{kind}"),
        (_, kind) => kind.to_owned(),
    }
}

/// Returns the external references of a component; what they cannot hold becomes facts.
///
/// `located` is the reference that stands as the download location, if one does.
pub(super) fn all<'a>(
    component: &'a Component,
    located: Option<&model::ExternalReference>,
    facts: &mut Facts<'a>,
) -> Vec<ExternalReference<'a>> {
    let mut list: Vec<ExternalReference<'a>> = Vec::new();
    if let Some(purl) = &component.purl {
        list.push(plain("PACKAGE-MANAGER", "purl", Purl::as_str(purl)));
    }
    let mut others = Vec::new();
    for identifier in &component.identifiers {
        match of_identifier(identifier) {
            Some(reference) => list.push(reference),
            None => others.push(identifier),
        }
    }
    facts.push_identifiers(others);
    // A reference of these types is read as the repository or the documentation, if there is none before it.
    let mut taken: Vec<&str> = Vec::new();
    for (kind, name, url) in [
        ("vcs", fact::REPOSITORY, &component.repository),
        ("documentation", fact::DOCUMENTATION, &component.documentation),
    ] {
        match url.as_deref() {
            Some(url) if address::is_url(url) => {
                taken.push(kind);
                list.push(plain(OTHER, kind, url));
            }
            other => facts.push_some(name, other),
        }
    }
    // Those with digests are facts too, and read from there, after the others.
    let (bare, whole): (Vec<_>, Vec<_>) =
        component.external_references.iter().partition(|reference| reference.digests.is_empty());
    let first = bare.iter().position(|reference| located == Some(*reference));
    let bare = bare.into_iter().enumerate().filter(|(at, _)| Some(*at) != first).map(|(_, reference)| reference);
    for reference in bare.chain(whole) {
        let is_free = !matches!(&*reference.kind, "vcs" | "documentation")
            || taken.contains(&&*reference.kind)
            || reference.comment.is_some();
        let native = elsewhere(component, reference).filter(|_| is_free);
        if native.is_none() || !reference.digests.is_empty() {
            facts.push_external_reference(reference);
        }
        list.extend(native);
    }
    list
}

fn plain<'a>(category: &'a str, kind: &'a str, locator: &'a str) -> ExternalReference<'a> {
    ExternalReference {
        reference_category: category,
        reference_type: kind,
        reference_locator: Cow::Borrowed(locator),
        comment: None,
    }
}

fn of_identifier(identifier: &Identifier) -> Option<ExternalReference<'_>> {
    let value = &*identifier.value;
    match identifier.kind {
        IdentifierKind::Cpe if is_cpe23(value) => Some(plain("SECURITY", "cpe23Type", value)),
        IdentifierKind::Cpe if is_cpe22(value) => Some(plain("SECURITY", "cpe22Type", value)),
        IdentifierKind::Swhid if is_swhid(value) => Some(plain(PERSISTENT, "swh", value)),
        IdentifierKind::Gitoid if is_gitoid(value) => Some(plain(PERSISTENT, "gitoid", value)),
        IdentifierKind::Swid if is_tag(value) => Some(ExternalReference {
            reference_locator: Cow::Owned(format!("swid:{value}")),
            ..plain("SECURITY", "swid", "")
        }),
        _ => None,
    }
}

fn elsewhere<'a>(component: &Component, reference: &'a model::ExternalReference) -> Option<ExternalReference<'a>> {
    let kind = &*reference.kind;
    let (category, kind) = match kind.split_once(':') {
        None if kind == "advisories" && super::write::is_spdx_url(&reference.url) => ("SECURITY", "advisory"),
        None => (OTHER, kind),
        Some(("PACKAGE-MANAGER", "purl")) if component.purl.is_some() => ("PACKAGE-MANAGER", "purl"),
        Some(("PERSISTENT-ID", kind)) => (PERSISTENT, kind),
        Some((category, kind)) if CATEGORIES.contains(&category) && kind != "advisory" => (category, kind),
        Some(_) => (OTHER, kind),
    };
    let is_identifier = IDENTIFIER_TYPES.contains(&kind) && (category, kind) != ("PACKAGE-MANAGER", "purl");
    if is_identifier || !is_word(kind) || !is_word(&reference.url) {
        return None;
    }
    Some(ExternalReference { comment: reference.comment.as_deref(), ..plain(category, kind, &reference.url) })
}

fn is_word(text: &str) -> bool {
    !text.is_empty() && !text.chars().any(|character| character.is_whitespace() || character.is_control())
}

/// Spec: NIST IR 7695, 6.2; SPDX 2.3, annex F.2.2.
fn is_cpe23(text: &str) -> bool {
    let Some(rest) = text.strip_prefix("cpe:2.3:") else { return false };
    let mut parts: Vec<String> = vec![String::new()];
    let mut characters = rest.chars();
    while let Some(character) = characters.next() {
        match (character, parts.last_mut()) {
            (':', _) => parts.push(String::new()),
            ('\\', Some(part)) => match characters.next() {
                // Quoted: it stands for itself, whatever it is.
                Some(quoted) if quoted.is_ascii_punctuation() && !matches!(quoted, '-' | '.' | '_') => part.push('x'),
                _ => return false,
            },
            (other, Some(part)) => part.push(other),
            (_, None) => return false,
        }
    }
    let is_value = |part: &String| {
        matches!(&**part, "*" | "-")
            || (!part.is_empty()
                && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_')))
    };
    let is_language = |part: &String| {
        matches!(&**part, "*" | "-")
            || (matches!(part.len(), 2 | 3) && part.bytes().all(|byte| byte.is_ascii_alphabetic()))
    };
    let part = parts.first().is_some_and(|part| matches!(&**part, "a" | "h" | "o" | "*" | "-"));
    let mut rest = parts.iter().enumerate().skip(1);
    part && parts.len() == 11 && rest.all(|(at, part)| if at == 6 { is_language(part) } else { is_value(part) })
}

/// Spec: SPDX 2.3, annex F.2.1.
fn is_cpe22(text: &str) -> bool {
    let Some(rest) = text.strip_prefix("cpe:/") else { return false };
    let mut parts = rest.split(':');
    let is_legal = |part: &str| {
        part.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-' | b'~' | b'%'))
    };
    parts.next().is_some_and(|part| matches!(part, "a" | "h" | "o"))
        && rest.split(':').count() <= 7
        && parts.all(is_legal)
}

fn is_hex(text: &str, digits: usize) -> bool {
    text.len() == digits && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Spec: ISO/IEC 18670, core identifiers.
fn is_swhid(text: &str) -> bool {
    let rest = text.strip_prefix("swh:1:").and_then(|rest| rest.split_once(':'));
    rest.is_some_and(|(kind, hex)| matches!(kind, "snp" | "rel" | "rev" | "dir" | "cnt") && is_hex(hex, 40))
}

/// Spec: SPDX 2.3, annex F.4.2.
fn is_gitoid(text: &str) -> bool {
    let parts: Vec<&str> = text.split(':').collect();
    match parts.as_slice() {
        ["gitoid", "blob" | "tree" | "commit" | "tag", "sha1", hex] => is_hex(hex, 40),
        ["gitoid", "blob" | "tree" | "commit" | "tag", "sha256", hex] => is_hex(hex, 64),
        _ => false,
    }
}

/// Returns whether a tag identifier can stand in a URI as it is. Spec: RFC 3986, section 2.3.
fn is_tag(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_identifiers_that_the_format_allows_stand_in_it() {
        let hex = "0123456789abcdef0123456789abcdef01234567";
        for (kind, value, expected) in [
            (IdentifierKind::Cpe, "cpe:2.3:a:example:lib\\+x:1.0:*:*:*:*:*:*:*", Some("cpe23Type")),
            (IdentifierKind::Cpe, "cpe:2.3:a:example:lib+x:1.0:*:*:*:*:*:*:*", None),
            (IdentifierKind::Cpe, "cpe:2.3:a:example:lib:1.0:*:*:*:*:*:*", None),
            (IdentifierKind::Cpe, "cpe:/o:example:os:1", Some("cpe22Type")),
            (IdentifierKind::Cpe, "cpe:/o:example:os:1 2", None),
            (IdentifierKind::Swhid, &format!("swh:1:cnt:{hex}"), Some("swh")),
            (IdentifierKind::Swhid, "swh:1:cnt:0", None),
            (IdentifierKind::Gitoid, &format!("gitoid:blob:sha1:{hex}"), Some("gitoid")),
            (IdentifierKind::Gitoid, &format!("gitoid:blob:sha256:{hex}"), None),
            (IdentifierKind::Swid, "example.org-tag_1", Some("swid")),
            (IdentifierKind::Swid, "a tag", None),
        ] {
            let identifier = Identifier { kind, value: value.to_owned() };
            assert_eq!(of_identifier(&identifier).map(|reference| reference.reference_type), expected, "{value}");
        }
    }

    #[test]
    fn what_is_written_means_the_same_when_it_is_read() {
        let component = Component::default();
        for kind in ["advisories", "distribution", "SECURITY:fix", "PACKAGE-MANAGER:npm", "a:b", "advisory"] {
            let url = "https://example.org/x".to_owned();
            let reference = model::ExternalReference { kind: kind.to_owned(), url, comment: None, digests: Vec::new() };
            let written = elsewhere(&component, &reference).unwrap();
            assert_eq!(kind_of(written.reference_category, written.reference_type), kind);
        }
    }
}
