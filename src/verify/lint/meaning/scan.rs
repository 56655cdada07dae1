//! Rules on single values wherever they stand: one walk through the whole tree, on all cores.

use rayon::prelude::*;

use super::license;
use super::text::{self, HomeFolders};
use crate::format::Family;
use crate::format::tree::{Member, Node, Value};
use crate::model::{Algorithm, Digest, DigestError, Timestamp};
use crate::source::hash::digest_bytes;
use crate::verify::lint::codes::meaning as codes;
use crate::verify::lint::finding::{Finding, Findings};
use crate::verify::lint::view::{View, hash_members};

/// Members that hold a time in SPDX 2, which its schema does not check.
const SPDX_TIMES: &[&str] = &["created", "annotationDate", "reviewDate", "releaseDate", "builtDate", "validUntilDate"];
/// Members that hold the time at which something was written down.
const MADE: &[&str] = &["timestamp", "created", "annotationDate", "reviewDate", "builtTime"];

pub(super) fn check<'t>(view: &View<'t>, at: Timestamp, findings: &mut Findings<'t>) {
    let scan = Scan { family: view.family, hash: hash_members(view.family), at, homes: HomeFolders::new() };
    for member in view.tree.members() {
        match &member.node.value {
            Value::Array(elements) => {
                let found = elements.par_chunks(128).map(|chunk| {
                    let mut part = Findings::default();
                    for element in chunk {
                        scan.node(&member.key, element, &mut part);
                    }
                    part
                });
                found.collect::<Vec<_>>().into_iter().for_each(|part| findings.append(part));
            }
            _ => scan.member(view.tree, member, findings),
        }
    }
}

struct Scan {
    family: Family,
    hash: (&'static str, &'static str),
    at: Timestamp,
    homes: HomeFolders,
}

impl Scan {
    /// The depth is that of the tree, which its reader has bounded.
    fn node<'t>(&self, key: &str, node: &'t Node<'t>, findings: &mut Findings<'t>) {
        match &node.value {
            Value::Text(text) => self.text(key, text, node, findings),
            Value::Array(elements) => {
                self.conflict(elements, findings);
                for element in elements {
                    self.node(key, element, findings);
                }
            }
            Value::Object(members) => {
                if let (Some(algorithm), Some(value)) = (node.get(self.hash.0), node.get(self.hash.1)) {
                    digest(algorithm, value, findings);
                }
                if self.family == Family::CycloneDx && key == "licenses" {
                    choice(node, findings);
                }
                for member in members {
                    self.member(node, member, findings);
                }
            }
            _ => {}
        }
    }

    fn member<'t>(&self, object: &'t Node<'t>, member: &'t Member<'t>, findings: &mut Findings<'t>) {
        let key = &*member.key;
        let node = &member.node;
        if let Value::Text(value) = &node.value {
            // A name that a registry knows is a name, whatever it sounds like.
            let named = key == "name" && object.get("purl").is_none() && object.get("type").is_some();
            if named || text::is_fact(key) {
                if value.is_empty() {
                    findings.push(Finding::new(&codes::EMPTY_VALUE, node));
                } else if text::is_placeholder(value) {
                    findings.push(Finding::new(&codes::PLACEHOLDER, node).found(format!("`{value}`")));
                }
            }
            if self.family == Family::Spdx2 && matches!(key, "licenseConcluded" | "licenseDeclared") {
                spdx_expression(node, findings);
            }
        }
        if self.family == Family::Spdx2 && key.starts_with("licenseInfo") {
            for element in node.elements() {
                spdx_expression(element, findings);
            }
        }
        self.node(key, node, findings);
    }

    fn text<'t>(&self, key: &str, text: &str, node: &'t Node<'t>, findings: &mut Findings<'t>) {
        if text.len() > 7
            && let Some(found) = self.homes.find(text)
        {
            findings.push(Finding::new(&codes::HOST_PATH, node).found(format!("`{found}`")));
        }
        if self.family == Family::Spdx2 && SPDX_TIMES.contains(&key) && !is_spdx_time(text) {
            let expected = "a time in UTC such as `2026-11-23T10:00:00Z`";
            findings.push(Finding::new(&codes::TIME_INVALID, node).expected(expected).found(format!("`{text}`")));
        }
        if MADE.contains(&key)
            && let Ok(time) = text.parse::<Timestamp>()
            && time > self.at
        {
            let expected = format!("not after {}", self.at);
            findings.push(Finding::new(&codes::TIME_FUTURE, node).expected(expected).found(text));
        }
    }

    /// Two values for one algorithm in the same list.
    fn conflict<'t>(&self, elements: &'t [Node<'t>], findings: &mut Findings<'t>) {
        let pair = |node: &'t Node<'t>| Some((node.get(self.hash.0)?.text()?, node.get(self.hash.1)?));
        let mut seen: Vec<(&str, &Node<'_>)> = Vec::new();
        // Lists of digests are short; in a longer one each algorithm is told once.
        for (algorithm, value) in elements.iter().filter_map(pair) {
            match seen.iter().find(|one| one.0 == algorithm) {
                Some((_, first)) if first.value != value.value => {
                    let text = |node: &Node<'_>| format!("{algorithm} {}", node.text().unwrap_or_default());
                    let finding = Finding::new(&codes::DIGEST_CONFLICT, value).expected(text(first)).found(text(value));
                    findings.push(finding);
                }
                Some(_) => {}
                None => seen.push((algorithm, value)),
            }
        }
    }
}

/// A digest against its algorithm.
fn digest<'t>(algorithm: &'t Node<'t>, value: &'t Node<'t>, findings: &mut Findings<'t>) {
    let (Some(name), Some(text)) = (algorithm.text(), value.text()) else { return };
    let Ok(algorithm) = name.parse::<Algorithm>() else { return };
    match Digest::from_hex(algorithm, text) {
        // BLAKE3 and MD6 have outputs of any length.
        Err(DigestError::Length { .. }) if matches!(algorithm, Algorithm::Blake3 | Algorithm::Md6) => {}
        Err(DigestError::Length { found, .. }) if is_hexadecimal(text) => {
            let fits = Algorithm::all().find(|other| other.length() * 2 == found && is_common(*other));
            let mut finding = Finding::new(&codes::DIGEST_LENGTH, value)
                .expected(format!("{} digits of {algorithm}", algorithm.length() * 2))
                .found(format!("{found} digits"));
            if let Some(other) = fits {
                finding = finding.hint(format!("{found} digits are the length of {other}"));
            }
            findings.push(finding);
        }
        Err(_) => {
            let shown: String = text.chars().take(80).collect();
            findings.push(Finding::new(&codes::DIGEST_CHARACTERS, value).found(format!("`{shown}`")));
        }
        Ok(digest) => {
            if digest_bytes(algorithm, b"").is_some_and(|empty| empty == digest) {
                findings.push(Finding::new(&codes::DIGEST_OF_NOTHING, value).found(digest.to_string()));
            }
        }
    }
}

fn is_common(algorithm: Algorithm) -> bool {
    use Algorithm::{Md5, Sha1, Sha224, Sha256, Sha384, Sha512};
    matches!(algorithm, Md5 | Sha1 | Sha224 | Sha256 | Sha384 | Sha512)
}

fn is_hexadecimal(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// One entry of a list of licences. Spec: CycloneDX, `licenseChoice`.
fn choice<'t>(node: &'t Node<'t>, findings: &mut Findings<'t>) {
    if let Some(expression) = node.get("expression") {
        license::check_expression(expression, findings);
    }
    if let Some(one) = node.get("license") {
        if let Some(id) = one.get("id") {
            license::check_id(id, findings);
        }
        if let Some(name) = one.get("name") {
            license::check_name(name, findings);
        }
    }
}

fn spdx_expression<'t>(node: &'t Node<'t>, findings: &mut Findings<'t>) {
    if !matches!(node.text(), Some("NONE" | "NOASSERTION")) {
        license::check_expression(node, findings);
    }
}

/// Spec: SPDX 2.3, 6.9: YYYY-MM-DDThh:mm:ssZ.
fn is_spdx_time(text: &str) -> bool {
    text.len() == 20 && text.ends_with('Z') && text.as_bytes()[10] == b'T' && text.parse::<Timestamp>().is_ok()
}
