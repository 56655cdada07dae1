//! Identifiers of elements. Spec: SPDX 3.0.1, Core, `spdxId`: an IRI, the same for the same element everywhere.
//!
//! Elements of ours are named below the document's own IRI, which is made from the content; until that is known only the part behind it
//! is. An identifier that another tool gave as an IRI stays as it is: it is the element's name in all documents.

use std::borrow::Cow;
use std::fmt::Write;

use super::CONTEXT_START;
use crate::format::content;
use crate::model::{Component, Inventory, Party, RelativePath};

/// What the IRI of a document of ours begins with; a UUID follows.
pub(super) const NAMESPACE: &str = "https://spdx.org/spdxdocs/bonafide-";
/// Bytes of the UUID.
const UUID_BYTES: usize = 36;

/// The SBOM of a document.
pub(super) const SBOM: &str = "Sbom";
/// The tool that made a document.
pub(super) const TOOL: &str = "Tool";
/// Stands where an author must be named and none is known.
pub(super) const NO_AUTHOR: &str = "Agent-not-stated";
/// Begins the names of annotations that say to people what facts say to programs.
pub(super) const STATEMENT: &str = "Statement-";
/// Begins the names of licence texts that stand for a name or a file.
pub(super) const LICENSE_REFERENCE: &str = "LicenseRef-bonafide-";

const PACKAGE: &str = "Package-";
const FILE: &str = "File-";

/// Where all that is no element of the document is named.
const WELL_KNOWN: &[&str] = &[CONTEXT_START, "https://spdx.org/licenses/", "http://spdx.org/licenses/"];
/// No dependency at all. Spec: SPDX 3.0.1, Core, `NoneElement`.
pub(super) const NONE: &str = "https://spdx.org/rdf/3.0.1/terms/Core/NoneElement";
/// Nothing is said of dependencies. Spec: SPDX 3.0.1, Core, `NoAssertionElement`.
pub(super) const NO_ASSERTION: &str = "https://spdx.org/rdf/3.0.1/terms/Core/NoAssertionElement";

/// Returns whether a name is a whole IRI, and not the part behind the document's.
pub(super) fn is_iri(name: &str) -> bool {
    name.contains(':')
}

/// Returns a name for every component and then for every file, each used once.
///
/// They are made from names and versions alone, so that one more component does not change the others'.
pub(super) fn all(inventory: &Inventory) -> Vec<Cow<'_, str>> {
    let components = inventory.components.iter().map(of_component);
    let files = inventory.files.iter().map(|file| Cow::Owned(of_file(&file.path)));
    content::make_unique(components.chain(files).collect(), "-")
}

/// Returns whether a component keeps the identifier that it had in the document that it was read from.
pub(super) fn is_kept(reference: &str) -> bool {
    kept(reference).is_some()
}

fn kept(reference: &str) -> Option<&str> {
    match local(reference) {
        Some(name) => (name.starts_with(PACKAGE) && name.bytes().all(is_legal_byte)).then_some(name),
        None => is_foreign_iri(reference).then_some(reference),
    }
}

/// Returns the part behind the document's IRI of a name that a document of ours gave.
pub(super) fn local(iri: &str) -> Option<&str> {
    iri.strip_prefix(NAMESPACE)?.get(UUID_BYTES..)?.strip_prefix('#')
}

/// Returns whether a text is the IRI of an element of another tool: an absolute one, without what must be escaped in one.
fn is_foreign_iri(text: &str) -> bool {
    let is_absolute = ["http://", "https://", "urn:"].iter().any(|scheme| {
        text.len() > scheme.len() && text.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    });
    is_absolute
        && !text.starts_with(NAMESPACE)
        && !WELL_KNOWN.iter().any(|start| text.starts_with(start))
        && text.bytes().all(|byte| byte.is_ascii_graphic() && !b"<>\"{}|\\^`".contains(&byte))
}

fn of_component(component: &Component) -> Cow<'_, str> {
    if let Some(name) = kept(&component.reference) {
        return Cow::Borrowed(name);
    }
    let mut name = String::from(PACKAGE);
    let version = component.version.as_deref().unwrap_or_default();
    let group = component.group.as_deref().unwrap_or_default();
    let mut is_exact = group.is_empty();
    for part in [group, &component.name, version].into_iter().filter(|part| !part.is_empty()) {
        if !name.ends_with('-') {
            name.push('-');
        }
        is_exact &= push_legal(part, &mut name);
    }
    if !is_exact {
        // `@a/b` and `a-b` are two packages.
        name.push('-');
        push_hash(&[group, &component.name, version], &mut name);
    }
    Cow::Owned(name)
}

fn of_file(path: &RelativePath) -> String {
    let mut name = String::from(FILE);
    push_legal(path.file_name(), &mut name);
    name.push('-');
    push_hash(&[path.as_str()], &mut name);
    name
}

/// Returns the name of a party. The same party in two roles has two, for it may be a person in one and an organisation in the other.
pub(super) fn of_party(kind: &str, party: &Party) -> String {
    let text = |text: &Option<String>| text.as_deref().map_or(String::new(), |text| format!("={text}"));
    derived("Agent", &[kind, &party.name, &text(&party.email), &text(&party.url)])
}

/// Returns the name of an element that is there for others, made from what sets it apart.
pub(super) fn derived(kind: &str, parts: &[&str]) -> String {
    let mut name = String::with_capacity(kind.len() + 17);
    name.push_str(kind);
    name.push('-');
    push_hash(parts, &mut name);
    name
}

fn is_legal_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b'~')
}

/// Adds a text with `-` for what is not legal; returns whether all was.
fn push_legal(text: &str, name: &mut String) -> bool {
    let mut is_exact = true;
    for byte in text.bytes().take(100) {
        let is_legal = is_legal_byte(byte);
        is_exact &= is_legal;
        name.push(if is_legal { char::from(byte) } else { '-' });
    }
    is_exact && text.len() <= 100
}

/// Adds the first bytes of the digest over parts.
pub(super) fn push_hash(parts: &[&str], name: &mut String) {
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        hasher.update(part.as_bytes());
        hasher.update(&[0]);
    }
    for byte in &hasher.finalize().as_bytes()[..8] {
        let _ = write!(name, "{byte:02x}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_iri_of_another_tool_stays_and_any_other_reference_does_not() {
        for kept in ["https://example.org/a#SPDXRef-1", "urn:uuid:1", "http://example.org/x"] {
            assert!(is_kept(kept), "{kept}");
        }
        let ours = format!("{NAMESPACE}{}#", content::NO_UUID);
        assert!(is_kept(&format!("{ours}Package-a-1.0.0")));
        for other in [
            "",
            "SPDXRef-a",
            "pkg:cargo/a@1",
            "https://a b",
            "_:b1",
            "https://spdx.org/licenses/MIT",
            NONE,
            &format!("{ours}Sbom"),
            &format!("{ours}Package-<"),
            &ours,
            NAMESPACE,
        ] {
            assert!(!is_kept(other), "{other}");
        }
    }
}
