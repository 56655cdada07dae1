//! What a document says of itself and of its making, and where it carries parts of other formats along.
//!
//! Both are set aside while documents are compared: they change with every writing and are no statement about the subject.

use std::borrow::Cow;

use crate::format::tree::{Member, Node, Value};
use crate::format::{Family, content, fact};

/// Takes away what a document of ours says of its own making; returns what a document cannot be without.
pub(super) fn strip<'a>(tree: &mut Node<'a>, family: Family) -> Vec<Member<'a>> {
    match family {
        Family::CycloneDx => {
            tree.remove("serialNumber");
            if let Some(metadata) = tree.get_mut("metadata") {
                metadata.remove("timestamp");
                metadata.remove("tools");
            }
            retain(tree, "annotations", |it| {
                let tool = it.pointer("/annotator/component/name").and_then(Node::text);
                tool != Some(content::TOOL_NAME)
            });
            Vec::new()
        }
        Family::Spdx2 => {
            let ours = format!("Tool: {}-", content::TOOL_NAME);
            let is_ours = |node: Option<&Node<'_>>| node.and_then(Node::text).is_some_and(|text| text.starts_with(&ours));
            let namespace = tree.remove("documentNamespace").map(|node| member("documentNamespace", node));
            let creation = tree.get("creationInfo").cloned().map(|node| member("creationInfo", node));
            if let Some(creation) = tree.get_mut("creationInfo") {
                creation.remove("created");
                retain(creation, "creators", |it| !is_ours(Some(it)));
            }
            retain(tree, "annotations", |it| !is_ours(it.get("annotator")));
            namespace.into_iter().chain(creation).collect()
        }
        Family::Spdx3 => Vec::new(),
    }
}

fn member<'a>(key: &'static str, node: Node<'a>) -> Member<'a> {
    Member { at: 0, key: Cow::Borrowed(key), node }
}

/// Gives a document its name back where it has got no other.
pub(super) fn put_name<'a>(tree: &mut Node<'a>, name: Vec<Member<'a>>) {
    for Member { key, node, .. } in name {
        match tree.get_mut(&key) {
            None => tree.set(key, node),
            Some(known) => {
                if let Value::Object(members) = node.value {
                    for member in members.into_iter().filter(|member| matches!(&*member.key, "created" | "creators")) {
                        if known.get(&member.key).is_none() {
                            known.set(member.key, member.node);
                        }
                    }
                }
            }
        }
    }
}

/// Keeps some elements of a list, and takes the list away when none is left.
fn retain(node: &mut Node<'_>, key: &str, keep: impl Fn(&Node<'_>) -> bool) {
    let Some(Node { value: Value::Array(elements), .. }) = node.get_mut(key) else { return };
    let before = elements.len();
    elements.retain(keep);
    if elements.is_empty() && before > 0 {
        node.remove(key);
    }
}

/// Takes the parts out that a document carries along, each in the form that it has there.
pub(super) fn take_carried<'a>(tree: &mut Node<'a>, family: Family) -> Vec<Node<'a>> {
    match family {
        Family::CycloneDx => {
            let Some(metadata) = tree.get_mut("metadata") else { return Vec::new() };
            let Some(Node { value: Value::Array(properties), .. }) = metadata.get_mut("properties") else {
                return Vec::new();
            };
            let is_kept = |it: &Node<'_>| it.get("name").and_then(Node::text) == Some(fact::KEPT);
            let (taken, left): (Vec<_>, Vec<_>) = std::mem::take(properties).into_iter().partition(is_kept);
            *properties = left;
            if properties.is_empty() && !taken.is_empty() {
                metadata.remove("properties");
            }
            taken
        }
        Family::Spdx2 => {
            let Some(comment) = tree.get("comment").and_then(Node::text).filter(|text| text.contains(fact::KEPT)) else {
                return Vec::new();
            };
            let (taken, left): (Vec<&str>, Vec<&str>) = comment.split('\n').partition(|line| is_kept_line(line));
            let (taken, left): (Vec<_>, _) = (taken.iter().map(|line| line.to_string()).collect(), left.join("\n"));
            if left.is_empty() {
                tree.remove("comment");
            } else {
                tree.set("comment", Node::text_of(left));
            }
            taken.into_iter().map(Node::text_of).collect()
        }
        Family::Spdx3 => Vec::new(),
    }
}

fn is_kept_line(line: &str) -> bool {
    line.strip_prefix(fact::KEPT).is_some_and(|rest| rest.starts_with('='))
}

/// Puts parts back that a document carries along; returns the paths of those that find no room.
pub(super) fn put_carried<'a>(tree: &mut Node<'a>, family: Family, carried: Vec<Node<'a>>) -> Vec<String> {
    if carried.is_empty() {
        return Vec::new();
    }
    match family {
        Family::CycloneDx => {
            if tree.get("metadata").is_none() {
                tree.set("metadata", Node::object());
            }
            let Some(metadata) = tree.get_mut("metadata") else { return Vec::new() };
            match metadata.get_mut("properties").map(|node| &mut node.value) {
                Some(Value::Array(properties)) => properties.extend(carried),
                _ => metadata.set("properties", Value::Array(carried).into()),
            }
            Vec::new()
        }
        Family::Spdx2 => {
            let lines: Vec<&str> = carried.iter().filter_map(Node::text).collect();
            let text = match tree.get("comment").and_then(Node::text) {
                None => lines.join("\n"),
                Some(comment) if fact::from_lines(comment).is_some() => format!("{comment}\n{}", lines.join("\n")),
                Some(_) => return lines.iter().filter_map(|line| path_of(line)).collect(),
            };
            tree.set("comment", Node::text_of(text));
            Vec::new()
        }
        Family::Spdx3 => Vec::new(),
    }
}

fn path_of(line: &str) -> Option<String> {
    let facts = fact::from_lines(line)?;
    let kept = fact::kept_from_fact(&facts.first()?.1)?;
    Some(kept.path).filter(|path| !path.is_empty())
}
