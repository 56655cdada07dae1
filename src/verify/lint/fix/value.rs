//! Mends single values: package URLs, licences, digests.

use super::{Mender, set_text};
use crate::format::tree::{Node, Value};
use crate::format::{Family, schema};
use crate::model::Purl;
use crate::verify::lint::meaning::license;
use crate::verify::lint::view::hash_members;

/// Members that hold a licence expression in SPDX 2.
const SPDX_EXPRESSIONS: &[&str] = &["licenseConcluded", "licenseDeclared"];

pub(super) fn mend(tree: &mut Node<'_>, family: Family, mender: &mut Mender<'_>) {
    let listed = if family == Family::CycloneDx { listed_ids() } else { Vec::new() };
    Values { family, hash: hash_members(family).1, listed }.node("", tree, mender);
}

/// The licence identifiers that the schemas of CycloneDX know.
fn listed_ids() -> Vec<String> {
    let schema = schema::referred("spdx.SNAPSHOT.schema.json").unwrap_or_default();
    let parsed: Option<serde_json::Value> = serde_json::from_str(schema).ok();
    let names = parsed.as_ref().and_then(|schema| schema.get("enum")).and_then(serde_json::Value::as_array);
    names.into_iter().flatten().filter_map(serde_json::Value::as_str).map(str::to_owned).collect()
}

struct Values {
    family: Family,
    hash: &'static str,
    listed: Vec<String>,
}

impl Values {
    /// The depth is that of the tree, which its reader has bounded.
    fn node(&self, key: &str, node: &mut Node<'_>, mender: &mut Mender<'_>) {
        if key == "licenses" && self.family == Family::CycloneDx {
            self.choice(node, mender);
        }
        let is_locator = key == "externalRefs" && self.family == Family::Spdx2 && is_purl(node);
        match &mut node.value {
            Value::Array(elements) => {
                for (index, element) in elements.iter_mut().enumerate() {
                    mender.below(&index.to_string(), |mender| self.node(key, element, mender));
                }
            }
            Value::Object(members) => {
                for member in members {
                    let name = member.key.clone().into_owned();
                    mender.below(&name, |mender| {
                        let is_purl = match self.family {
                            Family::CycloneDx => name == "purl",
                            Family::Spdx2 => is_locator && name == "referenceLocator",
                            Family::Spdx3 => name == "software_packageUrl",
                        };
                        self.text(&name, is_purl, &mut member.node, mender);
                        self.node(&name, &mut member.node, mender);
                    });
                }
            }
            _ => {}
        }
    }

    fn text(&self, key: &str, is_purl: bool, node: &mut Node<'_>, mender: &mut Mender<'_>) {
        let Some(text) = node.text() else { return };
        let is_expression = match self.family {
            Family::CycloneDx => key == "expression",
            Family::Spdx2 => SPDX_EXPRESSIONS.contains(&key),
            Family::Spdx3 => key == "simplelicensing_licenseExpression",
        };
        let better = if is_purl {
            Purl::parse(text).ok().map(|purl| purl.as_str().to_owned())
        } else if key == self.hash && text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            Some(text.to_ascii_lowercase())
        } else if is_expression && !matches!(text, "NONE" | "NOASSERTION") && !license::is_valid(text) {
            license::mended(text).filter(|mended| license::is_valid(mended))
        } else {
            None
        };
        if let Some(better) = better.filter(|better| better != text) {
            mender.changed(node.at, format!("`{text}` becomes `{better}`"));
            set_text(node, better);
        }
    }

    /// A name that is exactly an identifier of the list becomes one.
    fn choice(&self, node: &mut Node<'_>, mender: &mut Mender<'_>) {
        let Some(license) = node.get_mut("license") else { return };
        let Some(name) = license.get("name").and_then(Node::text).map(str::to_owned) else { return };
        if license.get("id").is_some() || !self.listed.contains(&name) || spdx::license_id(&name).is_none() {
            return;
        }
        if let Value::Object(members) = &mut license.value
            && let Some(member) = members.iter_mut().find(|member| member.key == "name")
        {
            member.key = "id".into();
            let at = member.at;
            mender.below("license", |mender| {
                mender.below("name", |mender| {
                    mender.changed(at, format!("the name `{name}` becomes the `id` that it is"));
                });
            });
        }
    }
}

fn is_purl(node: &Node<'_>) -> bool {
    node.get("referenceType").and_then(Node::text).is_some_and(|kind| kind.ends_with("purl"))
}
