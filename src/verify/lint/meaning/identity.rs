//! Rules on what identifies a component: package URLs, and the same one twice.

use packageurl::PackageUrl;
use rayon::prelude::*;

use crate::format::tree::Node;
use crate::model::Purl;
use crate::verify::lint::codes::meaning as codes;
use crate::verify::lint::finding::{Finding, Findings};
use crate::verify::lint::index::Index;
use crate::verify::lint::view::{Component, Kind, View, hashes};

/// Types whose namespace is a distribution, which is no group of the component.
const DISTRIBUTIONS: &[&str] = &["deb", "apk", "rpm", "alpm", "qpkg", "generic"];
/// Types whose version is a digest.
const BY_DIGEST: &[&str] = &["oci", "docker", "huggingface"];

pub(super) fn check<'t>(view: &View<'t>, findings: &mut Findings<'t>) {
    let found = view.components.par_chunks(256).map(|chunk| {
        let mut findings = Findings::default();
        for component in chunk {
            for purl in &component.purls {
                check_purl(component, purl, &mut findings);
            }
        }
        findings
    });
    found.collect::<Vec<_>>().into_iter().for_each(|part| findings.append(part));
    duplicates(view, findings);
}

fn check_purl<'t>(component: &Component<'t>, node: &'t Node<'t>, findings: &mut Findings<'t>) {
    let Some(text) = node.text().filter(|text| !text.is_empty()) else { return };
    let purl = match (Purl::parse(text), text.parse::<PackageUrl<'_>>()) {
        (Ok(purl), Ok(parsed)) if !has_empty_segment(text) => {
            if purl.as_str() != text {
                let finding = Finding::new(&codes::PURL_FORM, node).expected(purl.as_str()).found(text);
                findings.push(finding.hint("`bonafide lint --fix -o FILE` writes package URLs in canonical form"));
            }
            parsed
        }
        (Err(error), _) => {
            let why = std::error::Error::source(&error).map(ToString::to_string).unwrap_or_default();
            findings.push(Finding::new(&codes::PURL_INVALID, node).found(format!("`{text}`: {why}")));
            return;
        }
        _ => {
            let found = format!("`{text}`: an empty part before the version");
            findings.push(Finding::new(&codes::PURL_INVALID, node).found(found));
            return;
        }
    };
    if ["file://", "file%3A", "file%3a", "file:/"].iter().any(|part| text.contains(part)) {
        findings.push(Finding::new(&codes::PURL_LOCAL, node).found(text));
    }
    if let Some(difference) = difference(component, &purl) {
        findings.push(Finding::new(&codes::PURL_MISMATCH, node).expected(difference).found(text));
    }
}

/// Whether namespace or name have an empty part, as in `pkg:cargo//name`, which lenient parsers pass over.
fn has_empty_segment(text: &str) -> bool {
    let end = text.find(['?', '#', '@']).unwrap_or(text.len());
    text[..end].strip_prefix("pkg:").is_some_and(|rest| rest.trim_start_matches('/').contains("//"))
}

/// What the component says of itself that its package URL does not.
fn difference(component: &Component<'_>, purl: &PackageUrl<'_>) -> Option<String> {
    let text = |node: Option<&Node<'_>>| node.and_then(Node::text).filter(|text| !text.is_empty()).map(str::to_owned);
    let plain = |text: &str| text.to_lowercase().replace(['_', '.'], "-");
    let namespace = purl.namespace().unwrap_or_default();
    if let Some(name) = text(component.name) {
        let full = plain(&format!("{namespace}/{}", purl.name()));
        let own = plain(&name.replace(':', "/"));
        let subpath = purl.subpath().unwrap_or_default();
        let deeper = plain(&format!("{namespace}/{}/{subpath}", purl.name()));
        let same = own == plain(purl.name()) || own == full || own == deeper || full.ends_with(&format!("/{own}"));
        if !same {
            return Some(format!("the name `{name}`"));
        }
    }
    if let (Some(version), Some(other)) = (text(component.version), purl.version())
        && !BY_DIGEST.contains(&purl.ty())
    {
        let bare = |text: &str| text.trim_start_matches('v').trim_start_matches("go").to_owned();
        let (own, other) = (bare(&version), bare(other));
        // An epoch stands in a qualifier of the package URL.
        if own != other && !own.ends_with(&format!(":{other}")) && !own.starts_with(&format!("{other}+")) {
            return Some(format!("the version `{version}`"));
        }
    }
    let group = text(component.group)?;
    let differs = plain(&group).trim_start_matches('@') != plain(namespace).trim_start_matches('@');
    (differs && !namespace.is_empty() && !DISTRIBUTIONS.contains(&purl.ty())).then(|| format!("the group `{group}`"))
}

/// Components that claim to be the same package.
fn duplicates<'t>(view: &View<'t>, findings: &mut Findings<'t>) {
    let mut index = Index::default();
    for (number, component) in (0_u32..).zip(&view.components) {
        if component.kind == Kind::File {
            continue;
        }
        for node in &component.purls {
            let Some(text) = node.text().filter(|text| !text.is_empty()) else { continue };
            let (first, new) = index.insert(text, number);
            let Some(other) = view.components.get(first as usize).filter(|_| !new && first != number) else { continue };
            match other_digest(view, other, component) {
                Some((one, two)) => {
                    let finding = Finding::new(&codes::DUPLICATE_OTHER, node).expected(one).found(two);
                    findings.push(finding);
                }
                None => findings.push(Finding::new(&codes::DUPLICATE, node)),
            }
        }
    }
}

/// Two values for the same algorithm.
fn other_digest(view: &View<'_>, one: &Component<'_>, two: &Component<'_>) -> Option<(String, String)> {
    let first = hashes(view.family, one.node);
    hashes(view.family, two.node).into_iter().find_map(|hash| {
        let twin = first.iter().find(|other| other.algorithm.text() == hash.algorithm.text())?;
        let (algorithm, own, other) = (hash.algorithm.text()?, hash.value.text()?, twin.value.text()?);
        (!own.eq_ignore_ascii_case(other)).then(|| (format!("{algorithm} {other}"), format!("{algorithm} {own}")))
    })
}
