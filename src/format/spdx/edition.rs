//! What the versions 2.2 and 2.3 differ in, for trees. Spec: SPDX 2.3, annex I (changes since 2.2).

use std::borrow::Cow;

use crate::format::Loss;
use crate::format::tree::{Node, Value};

/// Members of packages that version 2.3 is the first to have.
const NEW_MEMBERS: &[&str] = &["primaryPackagePurpose", "releaseDate", "builtDate", "validUntilDate"];
/// Checksum algorithms that version 2.2 has.
const OLD_ALGORITHMS: &[&str] = &["SHA1", "SHA224", "SHA256", "SHA384", "SHA512", "MD2", "MD4", "MD5", "MD6"];
/// Types of relationships that version 2.3 is the first to have.
const NEW_RELATIONSHIPS: &[&str] = &["REQUIREMENT_DESCRIPTION_FOR", "SPECIFICATION_FOR"];
/// Types of external references that version 2.3 is the first to have.
const NEW_REFERENCES: &[&str] = &["advisory", "fix", "url", "swid", "gitoid"];
/// Members that version 2.2 demands: list, member, whether that is a list itself.
const OLD_DEMANDS: &[(&str, &str, bool)] = &[
    ("packages", "licenseConcluded", false),
    ("packages", "licenseDeclared", false),
    ("packages", "copyrightText", false),
    ("files", "licenseConcluded", false),
    ("files", "licenseInfoInFiles", true),
    ("files", "copyrightText", false),
    ("snippets", "licenseConcluded", false),
    ("snippets", "copyrightText", false),
];

/// Makes a tree one of this version, and returns what that has no place for.
pub(super) fn to_version(tree: &mut Node<'_>, version: &'static str) -> Vec<Loss> {
    let stated = tree.get("spdxVersion").and_then(Node::text);
    let target = if version == "2.2" { "SPDX-2.2" } else { "SPDX-2.3" };
    if stated == Some(target) {
        if version == "2.2" {
            respell_all(tree, old_spelling);
        }
        return Vec::new();
    }
    tree.set("spdxVersion", Node::text_of(target));
    let mut losses = Vec::new();
    if version == "2.2" {
        lower(tree, &mut losses);
    } else {
        respell_all(tree, |text| text.replace("PACKAGE_MANAGER", "PACKAGE-MANAGER"));
    }
    losses
}

fn lower(tree: &mut Node<'_>, losses: &mut Vec<Loss>) {
    let mut lose = |path: String, reason: String| losses.push(Loss { path, reason });
    for list in ["packages", "files"] {
        each(tree, list, |element, at| {
            drop_checksums(element, &format!("/{list}/{at}/checksums"), &mut lose);
        });
    }
    each(tree, "externalDocumentRefs", |reference, at| {
        let algorithm = reference.pointer("/checksum/algorithm").and_then(Node::text);
        if let Some(algorithm) = algorithm.filter(|algorithm| !OLD_ALGORITHMS.contains(algorithm)) {
            lose(
                format!("/externalDocumentRefs/{at}/checksum"),
                format!("version 2.2 has no checksum algorithm `{algorithm}`; kept as it is"),
            );
        }
    });
    each(tree, "packages", |package, at| {
        for key in NEW_MEMBERS {
            if package.remove(key).is_some() {
                lose(format!("/packages/{at}/{key}"), format!("version 2.2 has no `{key}`"));
            }
        }
        each(package, "externalRefs", |reference, number| {
            let kind = reference.get("referenceType").and_then(Node::text).unwrap_or_default();
            let category = reference.get("referenceCategory").and_then(Node::text).unwrap_or_default();
            if category != "OTHER" && NEW_REFERENCES.contains(&kind) {
                let reason = format!("version 2.2 has no type `{kind}` under {category}; written under OTHER");
                lose(format!("/packages/{at}/externalRefs/{number}/referenceCategory"), reason);
                reference.set("referenceCategory", Node::text_of("OTHER"));
            }
        });
    });
    respell_all(tree, old_spelling);
    each(tree, "relationships", |relationship, at| {
        let kind = relationship.get("relationshipType").and_then(Node::text).unwrap_or_default();
        if NEW_RELATIONSHIPS.contains(&kind) {
            let reason = format!("version 2.2 has no relationship `{kind}`; written as OTHER");
            lose(format!("/relationships/{at}/relationshipType"), reason);
            relationship.set("relationshipType", Node::text_of("OTHER"));
        }
    });
    for (list, key, is_list) in OLD_DEMANDS {
        each(tree, list, |element, _| {
            if element.get(key).is_none() {
                let nothing = Node::text_of("NOASSERTION");
                element.set(*key, if *is_list { Value::Array(vec![nothing]).into() } else { nothing });
            }
        });
    }
}

fn drop_checksums(element: &mut Node<'_>, path: &str, lose: &mut impl FnMut(String, String)) {
    let Some(Node { value: Value::Array(list), .. }) = element.get_mut("checksums") else { return };
    let mut at = 0;
    list.retain(|checksum| {
        let algorithm = checksum.get("algorithm").and_then(Node::text).unwrap_or_default();
        let is_known = OLD_ALGORITHMS.contains(&algorithm);
        if !is_known {
            lose(format!("{path}/{at}"), format!("version 2.2 has no checksum algorithm `{algorithm}`"));
        }
        at += 1;
        is_known
    });
    if list.is_empty() {
        element.remove("checksums");
    }
}

/// The JSON form of version 2.2 has underscores where the specification has hyphens.
fn old_spelling(text: &str) -> String {
    text.replace('-', "_")
}

fn respell_all(tree: &mut Node<'_>, spell: fn(&str) -> String) {
    each(tree, "packages", |package, _| {
        each(package, "externalRefs", |reference, _| respell(reference, spell));
    });
}

/// Changes the spelling of the two categories that the JSON forms of the versions spell differently.
fn respell(reference: &mut Node<'_>, spell: fn(&str) -> String) {
    if let Some(Node { value: Value::Text(text), .. }) = reference.get_mut("referenceCategory")
        && matches!(&**text, "PACKAGE_MANAGER" | "PACKAGE-MANAGER" | "PERSISTENT_ID" | "PERSISTENT-ID")
    {
        let spelled = spell(text);
        *text = Cow::Owned(spelled);
    }
}

fn each<'a>(node: &mut Node<'a>, key: &str, mut one: impl FnMut(&mut Node<'a>, usize)) {
    if let Some(Node { value: Value::Array(list), .. }) = node.get_mut(key) {
        for (at, element) in list.iter_mut().enumerate() {
            one(element, at);
        }
    }
}
