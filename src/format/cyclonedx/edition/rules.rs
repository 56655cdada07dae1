//! The JSON Schema of an edition, parsed, with what it refers to.

use std::sync::OnceLock;

use serde_json::Value as Json;

use crate::format::cyclonedx::Edition;
use crate::format::{Family, schema};

/// A schema and the document it stands in, which references start from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rule {
    pub(super) root: &'static Json,
    pub(super) rule: &'static Json,
}

impl Rule {
    /// Returns the schema of an edition.
    pub(super) fn of(edition: Edition) -> Option<Self> {
        static PARSED: [OnceLock<Option<Json>>; 8] = [const { OnceLock::new() }; 8];
        let slot = PARSED.get(usize::from(edition.0))?;
        let parse = || serde_json::from_str(schema::find(Family::CycloneDx, &edition.to_string())?).ok();
        let root = slot.get_or_init(parse).as_ref()?;
        Some(Self { root, rule: root }.resolved())
    }

    pub(super) fn at(self, rule: &'static Json) -> Self {
        Self { root: self.root, rule }.resolved()
    }

    pub(super) fn get(self, key: &str) -> Option<&'static Json> {
        self.rule.get(key)
    }

    /// Follows references. Spec: JSON Schema draft 7, section 8.3 (beside `$ref` nothing counts).
    fn resolved(mut self) -> Self {
        // A chain of references is short; a circle would otherwise never end.
        for _ in 0..16 {
            let Some(address) = self.rule.get("$ref").and_then(Json::as_str) else { break };
            let (document, pointer) = address.split_once('#').unwrap_or((address, ""));
            if !document.is_empty() {
                let Some(root) = referred(document) else { break };
                self.root = root;
            }
            let Some(rule) = self.root.pointer(pointer) else { break };
            self.rule = rule;
        }
        self
    }
}

fn referred(address: &str) -> Option<&'static Json> {
    static LICENSES: OnceLock<Option<Json>> = OnceLock::new();
    static SIGNATURES: OnceLock<Option<Json>> = OnceLock::new();
    static CRYPTOGRAPHY: OnceLock<Option<Json>> = OnceLock::new();
    let slot = match address {
        name if name.ends_with("spdx.SNAPSHOT.schema.json") => &LICENSES,
        name if name.contains("jsf-") => &SIGNATURES,
        name if name.contains("cryptography-defs") => &CRYPTOGRAPHY,
        _ => return None,
    };
    slot.get_or_init(|| serde_json::from_str(schema::referred(address)?).ok()).as_ref()
}
