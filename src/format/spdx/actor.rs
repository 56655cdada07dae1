//! Persons and organizations as the format writes them. Spec: SPDX 2.3, 6.8 and 7.5.

use crate::format::address;
use crate::model::Party;

/// Returns a creator as the format writes one. Spec: SPDX 2.3, 6.8.
pub(super) fn actor(kind: &str, party: &Party) -> String {
    // Parentheses and line breaks in a name would be read as what comes after it.
    let clean = |text: &str| text.replace('(', "[").replace(')', "]").replace(['\n', '\r'], " ");
    let name = match party.name.trim() {
        "" => party.email.as_deref().unwrap_or("unnamed"),
        name => name,
    };
    match party.email.as_deref().filter(|email| address::is_email(email)) {
        Some(email) => format!("{kind}: {} ({email})", clean(name)),
        None => format!("{kind}: {}", clean(name)),
    }
}

/// Returns the party that a text such as `Person: Name (mail)` names; tools are none.
pub(super) fn parse_actor(text: &str) -> Option<Party> {
    let (kind, rest) = text.split_once(':')?;
    if !matches!(kind.trim(), "Person" | "Organization") {
        return None;
    }
    let rest = rest.trim();
    let (name, email) = match rest.strip_suffix(')').and_then(|rest| rest.rsplit_once('(')) {
        Some((name, email)) => (name.trim(), Some(email.trim())),
        None => (rest, None),
    };
    let email = email.filter(|email| !email.is_empty());
    let name = if name.is_empty() { email? } else { name };
    Some(Party { name: name.to_owned(), email: email.map(str::to_owned), url: None })
}
