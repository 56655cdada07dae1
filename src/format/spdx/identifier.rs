//! Identifiers of packages and files. Spec: SPDX 2.3, 7.2 and 8.2: letters, digits, `.` and `-`.

use std::borrow::Cow;
use std::fmt::Write;

use super::DOCUMENT_ID;
use crate::format::content;
use crate::model::{Component, Inventory, RelativePath};

/// Returns an identifier for every component and then for every file, each used once.
///
/// They are made from names and versions alone, so that one more component does not change the others'.
pub(super) fn all(inventory: &Inventory) -> Vec<Cow<'_, str>> {
    let components = inventory.components.iter().map(of_component);
    let files = inventory.files.iter().map(|file| Cow::Owned(of_file(&file.path)));
    content::make_unique(components.chain(files).collect(), "-")
}

fn of_component(component: &Component) -> Cow<'_, str> {
    if is_legal(&component.reference) && component.reference != DOCUMENT_ID {
        return Cow::Borrowed(&component.reference);
    }
    let mut id = String::from("SPDXRef-Package-");
    let version = component.version.as_deref().unwrap_or_default();
    let group = component.group.as_deref().unwrap_or_default();
    let mut is_exact = group.is_empty();
    for part in [group, &component.name, version].into_iter().filter(|part| !part.is_empty()) {
        if !id.ends_with('-') {
            id.push('-');
        }
        is_exact &= push_legal(part, &mut id);
    }
    if !is_exact {
        // `a_b` and `a-b` are two crates.
        push_hash(&[group, &component.name, version].join("\0"), 4, &mut id);
    }
    Cow::Owned(id)
}

fn of_file(path: &RelativePath) -> String {
    let mut id = String::from("SPDXRef-File-");
    push_legal(path.file_name(), &mut id);
    push_hash(path.as_str(), 8, &mut id);
    id
}

fn is_legal(text: &str) -> bool {
    text.strip_prefix("SPDXRef-").is_some_and(|rest| !rest.is_empty() && rest.bytes().all(is_legal_byte))
}

fn is_legal_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-')
}

/// Adds a text with `-` for what is not legal; returns whether all was.
fn push_legal(text: &str, id: &mut String) -> bool {
    let mut is_exact = true;
    for byte in text.bytes().take(100) {
        let is_legal = is_legal_byte(byte);
        is_exact &= is_legal;
        id.push(if is_legal { char::from(byte) } else { '-' });
    }
    is_exact && text.len() <= 100
}

/// Adds the first bytes of a text's digest.
pub(super) fn push_hash(text: &str, bytes: usize, id: &mut String) {
    id.push('-');
    for byte in &blake3::hash(text.as_bytes()).as_bytes()[..bytes] {
        let _ = write!(id, "{byte:02x}");
    }
}
