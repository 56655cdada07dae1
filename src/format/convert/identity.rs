//! What a document says of itself and of its making, and where it carries parts of other formats along.
//!
//! Both are set aside while documents are compared: they change with every writing and are no statement about the subject.

use std::borrow::Cow;

use crate::format::cyclonedx::LicenseForm;
use crate::format::tree::{Node, Value};
use crate::format::{Family, content, fact};
use crate::model::Kept;

/// Takes away what a document of ours says of its own making.
pub(super) fn strip(tree: &mut Node<'_>, family: Family) {
    match family {
        Family::CycloneDx => {
            tree.remove("serialNumber");
            if let Some(metadata) = tree.get_mut("metadata") {
                metadata.remove("timestamp");
                metadata.remove("tools");
            }
            retain(tree, "annotations", |it| {
                it.pointer("/annotator/component/name").and_then(Node::text) != Some(content::TOOL_NAME)
            });
        }
        Family::Spdx2 => {
            let ours = format!("Tool: {}-", content::TOOL_NAME);
            let is_ours =
                |node: Option<&Node<'_>>| node.and_then(Node::text).is_some_and(|text| text.starts_with(&ours));
            tree.remove("documentNamespace");
            if let Some(creation) = tree.get_mut("creationInfo") {
                creation.remove("created");
                retain(creation, "creators", |it| !is_ours(Some(it)));
            }
            retain(tree, "annotations", |it| !is_ours(it.get("annotator")));
        }
        Family::Spdx3 => {
            let Some(Node { value: Value::Array(graph), .. }) = tree.get_mut("@graph") else { return };
            let is_creation = |it: &Node<'_>| it.get("type").and_then(Node::text) == Some("CreationInfo");
            for creation in graph.iter_mut().filter(|it| is_creation(it)) {
                creation.remove("created");
            }
        }
    }
}

/// What the IRI of an SPDX 3 document of ours begins with; a UUID follows, made from the content.
const NAMESPACE: &str = "https://spdx.org/spdxdocs/bonafide-";
/// Bytes of the UUID.
const UUID_BYTES: usize = 36;
/// Stands for the IRI of a document of ours, so that documents of different content can be compared.
const SELF: &str = "bonafide-self:";

/// Replaces the IRI of a document of ours, after which all its elements are named, by a placeholder; returns it.
pub(super) fn take_name(tree: &mut Node<'_>, family: Family) -> Option<String> {
    if family != Family::Spdx3 {
        return None;
    }
    let graph = tree.get("@graph").map_or(&[][..], Node::elements);
    let document = graph.iter().find(|it| it.get("type").and_then(Node::text) == Some("SpdxDocument"))?;
    let name = document.get("spdxId").and_then(Node::text)?;
    let name = name.strip_prefix(NAMESPACE).filter(|rest| rest.len() == UUID_BYTES).map(|_| name.to_owned())?;
    rename(tree, &name, SELF);
    Some(name)
}

/// Returns what stands behind the IRI of a document of ours.
pub(super) fn local(reference: &str) -> Option<&str> {
    reference.strip_prefix(NAMESPACE)?.get(UUID_BYTES..)?.strip_prefix('#')
}

/// Puts the IRI of a document back.
pub(super) fn put_name(tree: &mut Node<'_>, name: Option<&str>) {
    if let Some(name) = name {
        rename(tree, SELF, name);
    }
}

/// Changes what texts begin with. The depth is that of trees which were read.
fn rename(node: &mut Node<'_>, from: &str, to: &str) {
    match &mut node.value {
        Value::Text(text) => {
            if let Some(rest) = text.strip_prefix(from) {
                *text = Cow::Owned(format!("{to}{rest}"));
            }
        }
        Value::Array(elements) => elements.iter_mut().for_each(|element| rename(element, from, to)),
        Value::Object(members) => members.iter_mut().for_each(|member| rename(&mut member.node, from, to)),
        _ => {}
    }
}

/// Returns what of the form of a document applies to all of it, to be carried along: how most licences are written.
///
/// Without it, each of them would be told as a difference.
pub(super) fn form(tree: &Node<'_>, family: Family) -> Option<Kept> {
    if family != Family::CycloneDx {
        return None;
    }
    let components = tree.get("components").map_or(&[][..], Node::elements);
    let choices = components.iter().filter_map(|it| it.get("licenses")).flat_map(Node::elements);
    let (mut ids, mut single) = (0usize, 0usize);
    let (mut unstated, mut all) = (0usize, 0usize);
    for choice in choices {
        let license = choice.get("license").unwrap_or(choice);
        all += 1;
        unstated += usize::from(license.get("acknowledgement").is_none());
        let is_id = license.get("id").is_some();
        let expression = license.get("expression").and_then(Node::text);
        single += usize::from(is_id || expression.is_some_and(|text| !text.contains(' ')));
        ids += usize::from(is_id);
    }
    let form = LicenseForm { has_ids: 2 * ids > single, is_unstated: 2 * unstated > all };
    let json = form.word()?.to_owned();
    Some(Kept { family: family.name().to_owned(), path: LicenseForm::PATH.to_owned(), json })
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
            let Some(comment) = tree.get("comment").and_then(Node::text).filter(|text| text.contains(fact::KEPT))
            else {
                return Vec::new();
            };
            let (taken, left): (Vec<&str>, Vec<&str>) = comment.split('\n').partition(|line| is_kept_line(line));
            let (taken, left): (Vec<_>, _) = (taken.into_iter().map(str::to_owned).collect(), left.join("\n"));
            if left.is_empty() {
                tree.remove("comment");
            } else {
                tree.set("comment", Node::text_of(left));
            }
            taken.into_iter().map(Node::text_of).collect()
        }
        Family::Spdx3 => {
            let Some(Node { value: Value::Array(graph), .. }) = tree.get_mut("@graph") else { return Vec::new() };
            let is_kept = |it: &Node<'_>| {
                it.get("statement").and_then(Node::text).is_some_and(|text| text.lines().any(is_kept_line))
            };
            let (taken, left): (Vec<_>, Vec<_>) = std::mem::take(graph).into_iter().partition(is_kept);
            *graph = left;
            taken
        }
    }
}

/// Begins a line of a comment that tells of a file.
const FILE_LINE: &str = "bonafide:file=";

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
                Some(comment) if fact::from_lines(comment).is_some() => {
                    // Files that have no place of their own come last, as the writer has it.
                    let before = comment.split('\n').take_while(|line| !line.starts_with(FILE_LINE));
                    let after = comment.split('\n').skip_while(|line| !line.starts_with(FILE_LINE));
                    before.chain(lines.iter().copied()).chain(after).collect::<Vec<_>>().join("\n")
                }
                Some(_) => return lines.iter().filter_map(|line| path_of(line)).collect(),
            };
            tree.set("comment", Node::text_of(text));
            Vec::new()
        }
        Family::Spdx3 => {
            match tree.get_mut("@graph").map(|node| &mut node.value) {
                Some(Value::Array(graph)) => graph.extend(carried),
                _ => tree.set("@graph", Value::Array(carried).into()),
            }
            Vec::new()
        }
    }
}

fn path_of(line: &str) -> Option<String> {
    let facts = fact::from_lines(line)?;
    let kept = fact::kept_from_fact(&facts.first()?.1)?;
    Some(kept.path).filter(|path| !path.is_empty())
}
