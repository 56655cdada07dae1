//! Signatures inside a document that goes to another family and comes back.
//!
//! A JSON signature covers the canonical form of the object that it stands in. Members have no order there, so that they may come back in
//! another one; elements of arrays have, and a list that comes back in another order is no longer what was signed. Such a signature must
//! not come back with it: whoever checks it would take an honest document for a forged one.
//! Spec: JSON Signature Format, section 6; RFC 8785, section 3.2.3 (members are sorted) and 3.2.3, last paragraph (elements are not).

use std::collections::BTreeSet;
use std::fmt::Write;

use super::super::tree::{Node, Value, apply, compare, parts};
use crate::format::Loss;

const SIGNATURE: &str = "signature";

/// Takes the signatures out of a tree that would not hold once it has come back as `found`, with what is carried along in its places.
pub(super) fn take_broken(expected: &mut Node<'_>, found: &Node<'_>) -> Vec<Loss> {
    let mut lost = Vec::new();
    if !has_any(expected) {
        return lost;
    }
    let parts = parts(&compare(expected, found), found);
    let texts: Vec<(&str, &str)> = parts.iter().map(|part| (&*part.path, &*part.json)).collect();
    let mut restored = found.clone();
    apply(&mut restored, &texts);
    let mut signed = BTreeSet::new();
    collect(&restored, &mut signed);
    take(expected, &signed, &mut String::new(), &mut lost);
    lost
}

fn has_any(node: &Node<'_>) -> bool {
    match &node.value {
        Value::Object(members) => members.iter().any(|member| member.key == SIGNATURE || has_any(&member.node)),
        Value::Array(elements) => elements.iter().any(has_any),
        _ => false,
    }
}

/// A digest of a canonical form: the forms themselves, of objects in one another, could take the square of the document.
type Print = [u8; blake3::OUT_LEN];

/// Collects the prints of every object that holds a signature.
fn collect(node: &Node<'_>, signed: &mut BTreeSet<Print>) {
    if node.get(SIGNATURE).is_some() {
        signed.insert(print(node));
    }
    node.members().iter().for_each(|member| collect(&member.node, signed));
    node.elements().iter().for_each(|element| collect(element, signed));
}

fn take(node: &mut Node<'_>, signed: &BTreeSet<Print>, path: &mut String, lost: &mut Vec<Loss>) {
    // What is inside goes first: an object is judged by what it was when it was signed, which the caller's tree still says.
    let is_broken = node.get(SIGNATURE).is_some() && !signed.contains(&print(node));
    let length = path.len();
    match &mut node.value {
        Value::Object(members) => {
            for member in members {
                path.push('/');
                path.push_str(&member.key.replace('~', "~0").replace('/', "~1"));
                take(&mut member.node, signed, path, lost);
                path.truncate(length);
            }
        }
        Value::Array(elements) => {
            for (at, element) in elements.iter_mut().enumerate() {
                let _ = write!(path, "/{at}");
                take(element, signed, path, lost);
                path.truncate(length);
            }
        }
        _ => {}
    }
    if is_broken {
        node.remove(SIGNATURE);
        let reason = "what it covers comes back in another order, in which it would not verify".to_owned();
        lost.push(Loss { path: format!("{path}/{SIGNATURE}"), reason });
    }
}

/// Returns what is the same for two trees where their canonical forms are: members sorted, elements in their order.
///
/// The depth is that of trees which were read.
fn print(node: &Node<'_>) -> Print {
    let mut hasher = blake3::Hasher::new();
    match &node.value {
        Value::Object(members) => {
            let mut members: Vec<_> = members.iter().map(|member| (&member.key, print(&member.node))).collect();
            members.sort_unstable();
            hasher.update(b"{");
            for (key, print) in members {
                hasher.update(&key.len().to_le_bytes());
                hasher.update(key.as_bytes());
                hasher.update(&print);
            }
        }
        Value::Array(elements) => {
            hasher.update(b"[");
            for element in elements {
                hasher.update(&print(element));
            }
        }
        other => {
            hasher.update(format!("{other:?}").as_bytes());
        }
    }
    *hasher.finalize().as_bytes()
}
