//! What changed its shape between the versions, rewritten for an older one.
//!
//! Nothing has to be rewritten for a newer one: the older shapes are still allowed there.

use std::borrow::Cow;

use crate::format::cyclonedx::Edition;
use crate::format::cyclonedx::losses::{Losses, Step};
use crate::format::tree::{Node, Value};

const NO_PLACE: &str = "the older form has no place for it";

/// Rewrites a tree for an edition.
pub(super) fn reshape<'a>(tree: &mut Node<'a>, to: Edition, losses: &mut Losses<'a>) {
    if !to.has_author_list()
        && let Some(metadata) = tree.get_mut("metadata")
    {
        losses.enter("metadata");
        rename(metadata, "manufacturer", "manufacture", losses);
        losses.leave();
    }
    each_object(tree, losses, &|object, losses| {
        if !to.has_tool_components() {
            tools(object, losses);
        }
        if !to.has_identity_list() {
            identity(object, losses);
        }
        if !to.has_author_list() {
            authors(object, losses);
        }
        if !to.has_license_or_expression_lists() {
            licenses(object, losses);
        }
        if !to.has_transforms() {
            transforms(object, losses);
            rename(object, "certificateFileExtension", "certificateExtension", losses);
            rename(object, "ellipticCurve", "curve", losses);
        }
    });
}

/// Calls a function for every object, the outer ones first.
pub(super) fn each_object<'a>(
    node: &mut Node<'a>,
    losses: &mut Losses<'a>,
    change: &dyn Fn(&mut Node<'a>, &mut Losses<'a>),
) {
    if matches!(node.value, Value::Object(_)) {
        change(node, losses);
    }
    match &mut node.value {
        Value::Object(members) => {
            for member in members {
                losses.enter(Step::Key(member.key.clone()));
                each_object(&mut member.node, losses, change);
                losses.leave();
            }
        }
        Value::Array(elements) => {
            for (index, element) in elements.iter_mut().enumerate() {
                losses.enter(index);
                each_object(element, losses, change);
                losses.leave();
            }
        }
        _ => {}
    }
}

/// Gives a member its older name, unless one of that name is there.
fn rename(object: &mut Node<'_>, from: &'static str, to: &'static str, losses: &mut Losses<'_>) {
    let Value::Object(members) = &mut object.value else { return };
    if members.iter().any(|member| member.key == to) {
        return;
    }
    if let Some(member) = members.iter_mut().find(|member| member.key == from) {
        member.key = Cow::Borrowed(to);
        losses.tell_of(from, &format!("the older form has it as `{to}`"));
    }
}

/// Tools as components and services, an object since 1.5: before, a list of names. Spec: `metadata.tools`, `vulnerabilities[].tools`.
fn tools<'a>(object: &mut Node<'a>, losses: &mut Losses<'a>) {
    let Some(tools) = object.get_mut("tools").filter(|tools| matches!(tools.value, Value::Object(_))) else { return };
    losses.enter("tools");
    let mut list = Vec::new();
    for kind in ["components", "services"] {
        losses.enter(kind);
        let Some(Node { value: Value::Array(elements), .. }) = tools.remove(kind) else {
            losses.leave();
            continue;
        };
        for (index, element) in elements.into_iter().enumerate() {
            losses.enter(index);
            list.push(tool(element, losses));
            losses.leave();
        }
        losses.leave();
    }
    for member in tools.members() {
        losses.tell_of(&*member.key, NO_PLACE);
    }
    tools.value = Value::Array(list);
    losses.leave();
}

fn tool<'a>(mut from: Node<'a>, losses: &mut Losses<'a>) -> Node<'a> {
    let mut tool = Node::object();
    tool.at = from.at;
    let mut vendor = None;
    for key in ["supplier", "manufacturer", "provider"] {
        if vendor.is_none()
            && let Some(party) = from.get_mut(key)
        {
            vendor = party.remove("name");
            if party.members().is_empty() {
                from.remove(key);
            }
        }
    }
    for key in ["publisher", "author", "group"] {
        vendor = vendor.or_else(|| from.remove(key));
    }
    if let Some(vendor) = vendor {
        tool.set("vendor", vendor);
    }
    for key in ["name", "version", "hashes", "externalReferences"] {
        if let Some(node) = from.remove(key) {
            tool.set(key, node);
        }
    }
    for member in from.members() {
        losses.tell_of(&*member.key, NO_PLACE);
    }
    tool
}

/// How an identity was established, a list since 1.6: before, one. Spec: `component.evidence.identity`.
fn identity<'a>(object: &mut Node<'a>, losses: &mut Losses<'a>) {
    let Some(evidence) = object.get_mut("evidence") else { return };
    let Some(identity) = evidence.get_mut("identity") else { return };
    let Value::Array(list) = &mut identity.value else { return };
    losses.enter("evidence");
    losses.enter("identity");
    for index in 1..list.len() {
        losses.tell_of(index, "the older form has place for one");
    }
    list.truncate(1);
    if let Some(first) = list.pop() {
        *identity = first;
    } else {
        losses.tell("the older form has no empty list");
        evidence.remove("identity");
    }
    losses.leave();
    losses.leave();
}

/// Authors of a component, a list since 1.6: before, one text.
fn authors<'a>(object: &mut Node<'a>, losses: &mut Losses<'a>) {
    // The authors of the document have always been a list.
    if object.get("name").is_none() || object.get("type").is_none() || object.get("authors").is_none() {
        return;
    }
    losses.enter("authors");
    if object.get("author").is_some() {
        losses.tell("the older form has only `author`, which is there as well");
        object.remove("authors");
        return losses.leave();
    }
    let authors = object.remove("authors").unwrap_or_else(Node::object);
    let mut texts = Vec::new();
    for (index, author) in authors.elements().iter().enumerate() {
        losses.enter(index);
        let name = author.get("name").and_then(Node::text);
        let email = author.get("email").and_then(Node::text);
        match (name, email) {
            (Some(name), Some(email)) => texts.push(format!("{name} <{email}>")),
            (Some(text), None) | (None, Some(text)) => texts.push(text.to_owned()),
            (None, None) => {}
        }
        for member in author.members().iter().filter(|member| !matches!(&*member.key, "name" | "email")) {
            losses.tell_of(&*member.key, NO_PLACE);
        }
        losses.leave();
    }
    if texts.is_empty() {
        losses.tell("the older form has no empty list");
    } else {
        losses.tell("a list of authors is one text in the older form");
        let mut node = Node::text_of(texts.join(", "));
        node.at = authors.at;
        object.set("author", node);
    }
    losses.leave();
}

/// Licences and expressions beside each other: in XML since 1.7, in JSON since 1.7 and before 1.5. Others have licences only or one
/// expression. Spec: `licenseChoice`.
pub(super) fn licenses<'a>(object: &mut Node<'a>, losses: &mut Losses<'a>) {
    let Some(Node { value: Value::Array(list), .. }) = object.get_mut("licenses") else { return };
    if list.len() < 2 || list.iter().all(|choice| choice.get("expression").is_none()) {
        return;
    }
    losses.enter("licenses");
    for (index, choice) in list.iter_mut().enumerate() {
        let Some(expression) = choice.remove("expression") else { continue };
        losses.enter(index);
        losses.tell("an expression beside other licences is the name of one in this form");
        let mut license = Node::object();
        license.set("name", expression);
        for key in ["bom-ref", "acknowledgement", "licensing", "properties"] {
            if let Some(node) = choice.remove(key) {
                license.set(key, node);
            }
        }
        for member in choice.members() {
            losses.tell_of(&*member.key, NO_PLACE);
        }
        choice.value = Value::Object(Vec::new());
        choice.set("license", license);
        losses.leave();
    }
    losses.leave();
}

/// Transforms of `IKEv2`, objects since 1.7: before, references. Spec: `protocolProperties.ikev2TransformTypes`.
fn transforms<'a>(object: &mut Node<'a>, losses: &mut Losses<'a>) {
    let Some(Node { value: Value::Object(kinds), .. }) = object.get_mut("ikev2TransformTypes") else { return };
    losses.enter("ikev2TransformTypes");
    for kind in kinds {
        let Value::Array(list) = &mut kind.node.value else { continue };
        losses.enter(Step::Key(kind.key.clone()));
        let all = std::mem::take(list);
        for (index, mut transform) in all.into_iter().enumerate() {
            if !matches!(transform.value, Value::Object(_)) {
                list.push(transform);
                continue;
            }
            losses.enter(index);
            match transform.remove("algorithm") {
                Some(reference) => {
                    for member in transform.members() {
                        losses.tell_of(&*member.key, NO_PLACE);
                    }
                    list.push(reference);
                }
                None => losses.tell("the older form has only references, and it has none"),
            }
            losses.leave();
        }
        losses.leave();
    }
    losses.leave();
}
