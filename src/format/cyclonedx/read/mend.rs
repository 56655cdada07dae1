//! Parts of documents that are not written as the format has them: understood where the meaning is clear, left out otherwise.
//!
//! The typed parse is strict, and fast. Only what it refuses comes here, as a tree.

use std::borrow::Cow;

use crate::format::fact::shown;
use crate::format::raw::Problems;
use crate::format::tree::{Node, Value};

/// What is expected at a place.
pub(super) enum Shape {
    Text,
    /// A whole number that is not negative.
    Number,
    /// What is counted and not kept.
    Parts,
    List(&'static Shape),
    Object(Members),
    /// An object that some tools write as a text: that is this member of it.
    Named(&'static str, Members),
}

/// Members that are read; all others are passed over.
type Members = &'static [(&'static str, &'static Shape)];

use Shape::{List, Named, Number, Object, Parts, Text};

static TEXTS: Shape = List(&Text);
static HASHES: Shape = List(&Object(&[("alg", &Text), ("content", &Text)]));
static PROPERTIES: Shape = List(&Object(&[("name", &Text), ("value", &Text)]));
static CONTACTS: Shape = List(&Named("name", &[("name", &Text), ("email", &Text)]));
static ORGANIZATION: Shape = Named("name", &[("name", &Text), ("url", &TEXTS), ("contact", &CONTACTS)]);
static ATTACHMENT: Shape = Named("content", &[("content", &Text), ("encoding", &Text)]);
static LICENSE: Shape =
    Named("name", &[("id", &Text), ("name", &Text), ("url", &Text), ("text", &ATTACHMENT), ("acknowledgement", &Text)]);
static LICENSES: Shape =
    List(&Named("expression", &[("license", &LICENSE), ("expression", &Text), ("acknowledgement", &Text)]));
static REFERENCES: Shape =
    List(&Named("url", &[("type", &Text), ("url", &Text), ("comment", &Text), ("hashes", &HASHES)]));
static OCCURRENCES: Shape =
    List(&Named("location", &[("location", &Text), ("line", &Number), ("additionalContext", &Text)]));
static EVIDENCE: Shape = Object(&[("occurrences", &OCCURRENCES)]);

/// A component. Spec: CycloneDX 1.7, `components[]`.
pub(super) static COMPONENT: Shape = Object(&[
    ("type", &Text),
    ("bom-ref", &Text),
    ("supplier", &ORGANIZATION),
    ("manufacturer", &ORGANIZATION),
    ("authors", &CONTACTS),
    ("author", &Text),
    ("group", &Text),
    ("name", &Text),
    ("version", &Text),
    ("description", &Text),
    ("scope", &Text),
    ("hashes", &HASHES),
    ("licenses", &LICENSES),
    ("purl", &Text),
    ("cpe", &Text),
    ("swid", &Object(&[("tagId", &Text)])),
    ("omniborId", &TEXTS),
    ("swhid", &TEXTS),
    ("copyright", &Text),
    ("externalReferences", &REFERENCES),
    ("evidence", &EVIDENCE),
    ("properties", &PROPERTIES),
    ("components", &List(&COMPONENT)),
    ("pedigree", &Parts),
    ("releaseNotes", &Parts),
    ("modelCard", &Parts),
    ("data", &Parts),
    ("cryptoProperties", &Parts),
    ("patentAssertions", &Parts),
    ("signature", &Parts),
]);

/// The dependencies of one thing.
pub(super) static DEPENDENCY: Shape = Object(&[("ref", &Text), ("dependsOn", &TEXTS), ("provides", &Parts)]);

static METADATA: Shape = Object(&[
    ("timestamp", &Text),
    ("lifecycles", &List(&Named("phase", &[("phase", &Text)]))),
    ("authors", &CONTACTS),
    ("component", &COMPONENT),
    ("supplier", &ORGANIZATION),
    ("manufacture", &ORGANIZATION),
    ("manufacturer", &Parts),
    ("licenses", &Parts),
    ("properties", &PROPERTIES),
]);

/// A whole document.
pub(super) static DOCUMENT: Shape = Object(&[
    ("bomFormat", &Text),
    ("specVersion", &Text),
    ("serialNumber", &Text),
    ("metadata", &METADATA),
    ("components", &List(&COMPONENT)),
    ("dependencies", &List(&DEPENDENCY)),
    ("compositions", &List(&Object(&[("aggregate", &Text), ("dependencies", &TEXTS)]))),
    ("annotations", &List(&Object(&[("annotator", &Object(&[("component", &Object(&[("name", &Text)]))]))]))),
    ("services", &Parts),
    ("externalReferences", &Parts),
    ("vulnerabilities", &Parts),
    ("formulation", &List(&Object(&[("workflows", &List(&Object(&[("uid", &Text)])))]))),
    ("declarations", &Parts),
    ("definitions", &Parts),
    ("citations", &Parts),
    ("properties", &Parts),
]);

/// Brings a tree into a shape, and tells of every place where that was needed. What cannot be brought into it is taken out.
///
/// The depth is bounded by that of the tree.
pub(super) fn mend(node: &mut Node<'_>, shape: &Shape, place: &str, problems: &mut Problems) {
    if !fits(node, shape, place, problems) {
        node.value = Value::Null;
    }
}

/// Mends what stands in a node; returns false when the node itself is of no use.
fn fits(node: &mut Node<'_>, shape: &Shape, place: &str, problems: &mut Problems) -> bool {
    let expected = match (shape, &mut node.value) {
        (_, Value::Null) | (Text, Value::Text(_)) | (Parts, Value::Array(_) | Value::Object(_)) => return true,
        (Text, Value::Number(text)) => {
            let text = Cow::Owned(text.clone().into_owned());
            problems.mended(place, format!("expected a text, found a number, read as `{}`", shown(&text)));
            node.value = Value::Text(text);
            return true;
        }
        (Text, Value::Bool(value)) => {
            let text = if *value { "true" } else { "false" };
            problems.mended(place, format!("expected a text, found a truth value, read as `{text}`"));
            node.value = Value::Text(Cow::Borrowed(text));
            return true;
        }
        (Number, Value::Number(text)) if text.parse::<u64>().is_ok() => return true,
        (Number, Value::Text(text)) if text.parse::<u64>().is_ok() => {
            problems.mended(place, format!("expected a number, found a text, read as `{}`", shown(text)));
            let text = std::mem::take(text);
            node.value = Value::Number(text);
            return true;
        }
        (List(element), Value::Array(elements)) => {
            list(elements, element, place, problems);
            return true;
        }
        (List(element), one @ (Value::Object(_) | Value::Text(_))) if one_fits(one, element) => {
            problems.mended(place, format!("expected a list, found {}, read as the only element", kind(node)));
            let mut only = vec![Node { at: node.at, value: std::mem::replace(&mut node.value, Value::Null) }];
            list(&mut only, element, place, problems);
            node.value = Value::Array(only);
            return true;
        }
        (Object(members) | Named(_, members), Value::Object(_)) => {
            object(node, members, place, problems);
            return true;
        }
        (Named(member, _), Value::Text(text)) => {
            problems.mended(place, format!("expected an object, found a text, read as its `{member}`"));
            let text = Value::Text(std::mem::take(text)).into();
            node.value = Value::Null;
            node.set(*member, text);
            return true;
        }
        (Text, _) => "a text",
        (Number, _) => "a number",
        (List(_) | Parts, _) => "a list",
        (Object(_) | Named(..), _) => "an object",
    };
    problems.unusable(place, format!("expected {expected}, found {}", kind(node)));
    false
}

/// Returns whether what stands where a list is expected is an element of it.
fn one_fits(value: &Value<'_>, element: &Shape) -> bool {
    match (value, element) {
        (Value::Text(_), Text | Named(..)) => true,
        // An object with none of the members may be anything.
        (Value::Object(found), Object(members) | Named(_, members)) => {
            members.iter().any(|(key, _)| found.iter().any(|member| member.key == *key))
        }
        _ => false,
    }
}

fn list(elements: &mut Vec<Node<'_>>, element: &Shape, place: &str, problems: &mut Problems) {
    let mut at = 0;
    elements.retain_mut(|node| {
        let place = format!("{place}/{at}");
        at += 1;
        if matches!(node.value, Value::Null) {
            problems.mended(&place, "expected an element, found `null`, passed over");
            return false;
        }
        fits(node, element, &place, problems)
    });
}

fn object(node: &mut Node<'_>, members: Members, place: &str, problems: &mut Problems) {
    for (key, shape) in members {
        if let Some(member) = node.get_mut(key)
            && !fits(member, shape, &format!("{place}/{key}"), problems)
        {
            node.remove(key);
        }
    }
}

fn kind(node: &Node<'_>) -> &'static str {
    match node.value {
        Value::Null => "`null`",
        Value::Bool(_) => "a truth value",
        Value::Number(_) => "a number",
        Value::Text(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}
