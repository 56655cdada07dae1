//! Rules of SPDX 2 that its schema does not hold.

use crate::format::tree::{Node, Value};
use crate::model::Level;
use crate::verify::lint::codes::meaning as codes;
use crate::verify::lint::finding::{Finding, Findings};
use crate::verify::lint::view::View;

pub(super) fn check<'t>(view: &View<'t>, findings: &mut Findings<'t>) {
    let tree = view.tree;
    document(tree, findings);
    for list in ["packages", "files", "snippets"] {
        for node in tree.get(list).map_or(&[][..], Node::elements) {
            if let Some(id) = node.get("SPDXID") {
                identifier(id, findings);
            }
            annotations(node, findings);
        }
    }
    annotations(tree, findings);
    let has_files = !tree.get("files").map_or(&[][..], Node::elements).is_empty();
    for package in tree.get("packages").map_or(&[][..], Node::elements) {
        check_package(package, has_files, findings);
    }
}

fn document<'t>(tree: &'t Node<'t>, findings: &mut Findings<'t>) {
    if let Some(id) = tree.get("SPDXID").filter(|id| id.text().is_some_and(|text| text != "SPDXRef-DOCUMENT")) {
        findings.push(Finding::new(&codes::SPDX_ID, id).expected("`SPDXRef-DOCUMENT`").found(shown(id)));
    }
    if let Some(license) = tree.get("dataLicense").filter(|node| node.text().is_some_and(|text| text != "CC0-1.0")) {
        findings.push(Finding::new(&codes::DATA_LICENSE, license).expected("`CC0-1.0`").found(shown(license)));
    }
    if let Some(namespace) = tree.get("documentNamespace")
        && let Some(text) = namespace.text()
        && (!is_address(text) || text.contains('#'))
    {
        let expected = "an absolute URI without `#`";
        findings.push(Finding::new(&codes::NAMESPACE, namespace).expected(expected).found(shown(namespace)));
    }
    let creators = tree.pointer("/creationInfo/creators").map_or(&[][..], Node::elements);
    for creator in creators {
        party(creator, &["Tool: ", "Person: ", "Organization: "], findings);
    }
}

fn identifier<'t>(node: &'t Node<'t>, findings: &mut Findings<'t>) {
    let is_valid = |text: &str| {
        text.strip_prefix("SPDXRef-").is_some_and(|rest| {
            !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-'))
        })
    };
    if node.text().is_some_and(|text| !is_valid(text)) {
        let expected = "`SPDXRef-` and letters, digits, `.` and `-`";
        findings.push(Finding::new(&codes::SPDX_ID, node).expected(expected).found(shown(node)));
    }
}

fn annotations<'t>(node: &'t Node<'t>, findings: &mut Findings<'t>) {
    for annotation in node.get("annotations").map_or(&[][..], Node::elements) {
        if let Some(annotator) = annotation.get("annotator") {
            party(annotator, &["Tool: ", "Person: ", "Organization: "], findings);
        }
    }
}

/// Spec: SPDX 2.3, 6.8, 7.5, 7.6.
fn party<'t>(node: &'t Node<'t>, kinds: &[&str], findings: &mut Findings<'t>) {
    let fits =
        |text: &str| kinds.iter().any(|kind| text.strip_prefix(kind).is_some_and(|name| !name.trim().is_empty()));
    if node.text().is_some_and(|text| !fits(text)) {
        let expected = kinds.iter().map(|kind| format!("`{kind}…`")).collect::<Vec<_>>().join(" or ");
        findings.push(Finding::new(&codes::CREATOR, node).expected(expected).found(shown(node)));
    }
}

fn check_package<'t>(package: &'t Node<'t>, has_files: bool, findings: &mut Findings<'t>) {
    for key in ["supplier", "originator"] {
        if let Some(node) = package.get(key).filter(|node| node.text() != Some("NOASSERTION")) {
            party(node, &["Person: ", "Organization: "], findings);
        }
    }
    if let Some(location) = package.get("downloadLocation")
        && let Some(text) = location.text()
        && !matches!(text, "NONE" | "NOASSERTION")
        && !is_address(text)
    {
        let expected = "an address, `NONE` or `NOASSERTION`";
        findings.push(Finding::new(&codes::DOWNLOAD, location).expected(expected).found(shown(location)));
    }
    verification(package, has_files, findings);
}

/// Spec: SPDX 2.3, 7.8 and 7.9: the code is there if files were analysed, which is so where nothing is said.
fn verification<'t>(package: &'t Node<'t>, has_files: bool, findings: &mut Findings<'t>) {
    let analyzed = package.get("filesAnalyzed").map(|node| &node.value);
    let code = package.get("packageVerificationCode");
    match (analyzed, code) {
        (Some(Value::Bool(false)), Some(code)) => {
            let found = "no files were analysed, and there is a code";
            findings.push(Finding::new(&codes::VERIFICATION_CODE, code).found(found));
        }
        (Some(Value::Bool(true)), None) => {
            let found = "files were analysed, and there is no code";
            findings.push(Finding::new(&codes::VERIFICATION_CODE, package).found(found));
        }
        (None, None) => {
            let level = if has_files { Level::Error } else { Level::Warning };
            let found = "neither `filesAnalyzed` nor a code; without a word files count as analysed";
            findings.push(Finding::new(&codes::VERIFICATION_CODE, package).level(level).found(found));
        }
        _ => {}
    }
}

/// Returns whether a text is an absolute address: a scheme, a colon, and no white space. Spec: RFC 3986, 3.1.
fn is_address(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    let valid = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
    scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(valid)
        && !rest.is_empty()
        && !text.chars().any(|c| c.is_whitespace() || c.is_control())
}

fn shown(node: &Node<'_>) -> String {
    format!("`{}`", node.text().unwrap_or_default().chars().take(120).collect::<String>())
}
