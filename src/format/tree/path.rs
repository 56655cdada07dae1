//! Stable paths: places in a tree that survive when elements move.
//!
//! `/components/[bom-ref=pkg:cargo/x@1]/pedigree` names a member, then an element by its natural key, then a member. An element without
//! a natural key is named by what it is (`[=text]`) or by a digest of it (`[#0123456789abcdef]`), and `[]` stands for every element.

use std::borrow::Cow;

use super::{Node, Value, mapped};
use crate::format::content;

/// Fields that make up the key of an element.
type Fields = &'static [&'static str];

const COMPONENT: &[Fields] = &[&["bom-ref"], &["purl"], &["group", "name", "version"], &["name", "version"], &["name"]];
const PERSON: &[Fields] = &[&["bom-ref"], &["name", "email"], &["name"], &["email"]];

/// Natural keys by the name of the array, in the words of the specifications; the first set of which an element has all is its key.
const KEYS: &[(&str, &[Fields])] = &[
    ("@graph", &[&["spdxId"], &["@id"]]),
    ("annotations", &[&["bom-ref"]]),
    ("authors", PERSON),
    ("checksums", &[&["algorithm"]]),
    ("components", COMPONENT),
    ("compositions", &[&["bom-ref"], &["aggregate"]]),
    ("contact", PERSON),
    ("dependencies", &[&["ref"]]),
    ("externalDocumentRefs", &[&["externalDocumentId"]]),
    ("externalReferences", &[&["type", "url"]]),
    ("externalRefs", &[&["referenceType", "referenceLocator"]]),
    ("files", &[&["SPDXID"]]),
    ("hasExtractedLicensingInfos", &[&["licenseId"]]),
    ("hashes", &[&["alg"]]),
    ("lifecycles", &[&["phase"], &["name"]]),
    ("occurrences", &[&["bom-ref"], &["location", "line"], &["location"]]),
    ("packages", &[&["SPDXID"]]),
    ("properties", &[&["name", "value"], &["name"]]),
    ("relationships", &[&["spdxElementId", "relationshipType", "relatedSpdxElement"]]),
    ("services", COMPONENT),
    ("snippets", &[&["SPDXID"]]),
    ("tools", &[&["bom-ref"], &["vendor", "name", "version"], &["name", "version"], &["name"]]),
    ("vulnerabilities", &[&["bom-ref"], &["id"]]),
];

/// Texts up to this length name themselves; longer ones are named by a digest.
const SHORT_BYTES: usize = 200;

/// Returns the sets of fields that can be the key of an element of this array.
pub(super) fn keys(array: &str) -> &'static [Fields] {
    KEYS.binary_search_by_key(&array, |row| row.0).ok().and_then(|at| KEYS.get(at)).map_or(&[], |row| row.1)
}

/// Returns the natural key of an element, if it has one.
fn key_fields(keys: &[Fields], element: &Node<'_>) -> Option<Fields> {
    let is_key =
        |field: &str| matches!(element.get(field).map(|it| &it.value), Some(Value::Text(_) | Value::Number(_)));
    keys.iter().copied().find(|fields| fields.iter().all(|field| is_key(field)))
}

/// Returns the names of an array's elements, each used once.
pub(super) fn names<'t>(array: &str, elements: &'t [Node<'_>]) -> Vec<Cow<'t, str>> {
    let keys = keys(array);
    content::make_unique(mapped(elements, |element| name(keys, element)), ";")
}

fn name<'t>(keys: &[Fields], element: &'t Node<'_>) -> Cow<'t, str> {
    if let Some(fields) = key_fields(keys, element) {
        let mut text = String::with_capacity(64);
        for field in fields {
            if !text.is_empty() {
                text.push(',');
            }
            text.push_str(field);
            text.push('=');
            if let Some(Value::Text(value) | Value::Number(value)) = element.get(field).map(|it| &it.value) {
                escape_name(value, &mut text);
            }
        }
        return Cow::Owned(text);
    }
    match &element.value {
        Value::Text(value) if value.len() <= SHORT_BYTES => {
            let mut text = String::with_capacity(value.len() + 1);
            text.push('=');
            escape_name(value, &mut text);
            Cow::Owned(text)
        }
        _ => Cow::Owned(format!("#{}", fingerprint(element))),
    }
}

fn escape_name(text: &str, out: &mut String) {
    for character in text.chars() {
        match character {
            '~' => out.push_str("~0"),
            ']' => out.push_str("~2"),
            ',' => out.push_str("~3"),
            ';' => out.push_str("~4"),
            '!' => out.push_str("~6"),
            other => out.push(other),
        }
    }
}

/// Adds a member to a path.
pub(super) fn push_member(path: &mut String, key: &str) {
    path.push('/');
    for (at, character) in key.chars().enumerate() {
        match character {
            '~' => path.push_str("~0"),
            '/' => path.push_str("~1"),
            '[' if at == 0 => path.push_str("~5"),
            '!' => path.push_str("~6"),
            other => path.push(other),
        }
    }
}

/// Adds an element to a path.
pub(super) fn push_element(path: &mut String, name: &str) {
    path.push_str("/[");
    path.push_str(name);
    path.push(']');
}

/// One step of a path.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Step<'a> {
    /// Into a member.
    Member(Cow<'a, str>),
    /// Into the element of this name.
    Element(&'a str),
    /// Into every element.
    Every,
}

/// Returns the steps of a path, or `None` when it is none.
pub(super) fn steps(path: &str) -> Option<Vec<Step<'_>>> {
    let mut steps = Vec::new();
    let mut rest = path;
    while !rest.is_empty() {
        rest = rest.strip_prefix('/')?;
        if let Some(inside) = rest.strip_prefix('[') {
            let (name, after) = inside.split_once(']')?;
            steps.push(if name.is_empty() { Step::Every } else { Step::Element(name) });
            rest = after;
        } else {
            let end = rest.find('/').unwrap_or(rest.len());
            let (key, after) = rest.split_at(end);
            steps.push(Step::Member(unescape_member(key)));
            rest = after;
        }
    }
    Some(steps)
}

fn unescape_member(key: &str) -> Cow<'_, str> {
    if !key.contains('~') {
        return Cow::Borrowed(key);
    }
    Cow::Owned(key.replace("~1", "/").replace("~5", "[").replace("~6", "!").replace("~0", "~"))
}

/// Returns a path with `[]` for every element: the kind of place that it is.
#[must_use]
pub fn kind_of_place(path: &str) -> String {
    let mut kind = String::with_capacity(path.len());
    let mut rest = path;
    while let Some(start) = rest.find("/[") {
        let (head, tail) = rest.split_at(start);
        kind.push_str(head);
        kind.push_str("/[]");
        rest = tail.split_once(']').map_or("", |(_, after)| after);
    }
    kind.push_str(rest);
    kind
}

/// Returns a digest of a value in which the order of members does not count.
pub(super) fn fingerprint(node: &Node<'_>) -> String {
    let mut text = String::new();
    canonical(node, &[], &mut text);
    digest(&text)
}

/// Returns a digest of an element without its natural key, so that elements that are alike have the same.
pub(super) fn likeness(array: &str, element: &Node<'_>) -> String {
    let fields = key_fields(keys(array), element).unwrap_or(&[]);
    let mut text = String::new();
    canonical(element, fields, &mut text);
    digest(&text)
}

fn digest(text: &str) -> String {
    blake3::hash(text.as_bytes()).to_hex()[..16].to_owned()
}

/// Lays a value out without white space, members in order of their keys; some members of the outermost object are left out.
fn canonical(node: &Node<'_>, without: &[&str], out: &mut String) {
    match &node.value {
        Value::Null => out.push_str("null"),
        Value::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Value::Number(text) => out.push_str(text),
        Value::Text(text) => out.push_str(&content::quoted(text)),
        Value::Array(elements) => {
            out.push('[');
            for element in elements {
                canonical(element, &[], out);
                out.push(',');
            }
            out.push(']');
        }
        Value::Object(members) => {
            let mut members: Vec<_> = members.iter().filter(|member| !without.contains(&&*member.key)).collect();
            members.sort_by(|a, b| a.key.cmp(&b.key));
            out.push('{');
            for member in members {
                out.push_str(&content::quoted(&member.key));
                out.push(':');
                canonical(&member.node, &[], out);
                out.push(',');
            }
            out.push('}');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::tree::parse_json;

    #[test]
    fn the_table_of_keys_is_in_order() {
        assert!(KEYS.is_sorted_by_key(|row| row.0));
    }

    #[test]
    fn any_key_and_any_name_come_back_from_a_path() {
        for key in ["a", "a/b", "[x]", "~1", "a!b", "~", "x~5", ""] {
            let mut path = String::new();
            push_member(&mut path, key);
            push_element(&mut path, "bom-ref=pkg:cargo/x@1");
            push_member(&mut path, key);
            let member = Step::Member(Cow::Borrowed(key));
            assert_eq!(
                steps(&path).unwrap(),
                [member.clone(), Step::Element("bom-ref=pkg:cargo/x@1"), member],
                "{path}"
            );
        }
        assert_eq!(steps("a"), None);
        assert_eq!(steps("/[a"), None);
        assert_eq!(kind_of_place("/components/[bom-ref=pkg:a/b@1]/x/[#0]/y"), "/components/[]/x/[]/y");
    }

    #[test]
    fn elements_are_named_by_their_keys_and_each_name_is_used_once() {
        let tree =
            parse_json(r#"[{"bom-ref":"a]b","name":"x"},{"bom-ref":"a]b"},{"purl":"p,;"},{"z":1},"t",{"bom-ref":{}}]"#)
                .unwrap();
        let names = names("components", tree.elements());
        assert_eq!(names[..3], ["bom-ref=a~2b", "bom-ref=a~2b;2", "purl=p~3~4"]);
        assert!(names[3].starts_with('#') && names[5].starts_with('#'), "{names:?}");
        assert_eq!(names[4], "=t");
    }

    #[test]
    fn alike_means_the_same_but_for_the_key() {
        let tree = parse_json(r#"[{"ref":"a","dependsOn":[]},{"dependsOn":[],"ref":"b"},{"ref":"a"}]"#).unwrap();
        let likenesses: Vec<String> = tree.elements().iter().map(|it| likeness("dependencies", it)).collect();
        assert_eq!(likenesses[0], likenesses[1]);
        assert_ne!(likenesses[0], likenesses[2]);
    }
}
