//! Validation by the official JSON Schemas, part by part.
//!
//! A document is nearly all one long array of components, packages or relationships. Each such array is taken out of the document; what
//! is left is validated as a whole, and each element by itself against the schema that the array has for its elements, on all cores. An
//! element that is valid costs no memory; that the elements of an array differ is checked by hash. A test holds the verdict against
//! validation of the whole. The validator walks the tree itself: no second copy of the document is made.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock};

use jsonschema::{Retrieve, Uri, Validator};
use rayon::prelude::*;
use serde_json::Value as Json;

use super::finding::Findings;
use crate::format::tree::{Member, Node, Value};
use crate::format::{Family, schema};
use node::Tree;

mod explain;
mod node;
#[cfg(test)]
mod tests;
mod unique;

/// Schemas that were compiled, for the next document of the same version.
#[derive(Default)]
pub(super) struct Schemas(Mutex<BTreeMap<Key, Option<Arc<Schema>>>>);

/// A family and a version as documents state it.
type Key = (Family, String);

impl Schemas {
    /// Returns the schema of a family's version; `None` where there is none.
    pub(super) fn find(&self, family: Family, version: &str) -> Option<Arc<Schema>> {
        let text = schema::find(family, version)?;
        let key = (family, version.to_owned());
        if let Ok(known) = self.0.lock()
            && let Some(schema) = known.get(&key)
        {
            return schema.clone();
        }
        let made = Schema::new(text).map(Arc::new);
        if let Ok(mut known) = self.0.lock() {
            known.insert(key, made.clone());
        }
        made
    }
}

/// A compiled schema: one validator for what surrounds the arrays, one for the elements of each.
pub(super) struct Schema {
    whole: Json,
    envelope: OnceLock<Option<Validator<Tree>>>,
    parts: Vec<Part>,
}

/// An array at the top of a document whose elements are validated one by one.
struct Part {
    name: String,
    unique: bool,
    elements: Json,
    validator: OnceLock<Option<Validator<Tree>>>,
}

/// Keywords that an array may have if its elements are to be validated one by one.
const PART_KEYWORDS: &[&str] = &["type", "items", "uniqueItems", "$id"];

impl Schema {
    fn new(text: &str) -> Option<Self> {
        let whole: Json = serde_json::from_str(text).ok()?;
        let mut parts = Vec::new();
        // SPDX 3 tells of its graph only where there is one.
        let graph = whole.pointer("/then/properties");
        let properties = [whole.get("properties"), graph].into_iter().flatten().filter_map(Json::as_object).flatten();
        for (name, property) in properties {
            let Some(property) = property.as_object() else { continue };
            let apart = property.keys().all(|key| PART_KEYWORDS.contains(&key.as_str()));
            let Some(items) = property.get("items").filter(|items| apart && items.is_object()) else { continue };
            parts.push(Part {
                name: name.clone(),
                unique: property.get("uniqueItems") == Some(&Json::Bool(true)),
                elements: element_schema(&whole, items),
                validator: OnceLock::new(),
            });
        }
        Some(Self { whole, envelope: OnceLock::new(), parts })
    }

    /// Validates a document and returns how many parts of it were looked at; `None` when the schema itself cannot be used.
    pub(super) fn validate<'t>(&self, tree: &'t Node<'t>, findings: &mut Findings<'t>) -> Option<usize> {
        let envelope = self.envelope.get_or_init(|| compile(&self.whole)).as_ref()?;
        let rest = without_parts(tree, &self.parts);
        let errors: Vec<_> = envelope.iter_errors(&rest).map(jsonschema::ValidationError::to_owned).collect();
        for error in &errors {
            explain::explain(error, tree, findings);
        }
        let mut looked_at = 1;
        for part in &self.parts {
            let Some(array) = tree.get(&part.name).filter(|node| !node.elements().is_empty()) else { continue };
            let validator = part.validator.get_or_init(|| compile(&part.elements)).as_ref()?;
            findings.append(validate_elements(validator, array.elements()));
            looked_at += array.elements().len();
            if part.unique {
                let twins = unique::find_twins(array.elements());
                for twin in twins {
                    explain::explain_twin(array, twin, findings);
                }
            }
        }
        Some(looked_at)
    }
}

fn validate_elements<'t>(validator: &Validator<Tree>, elements: &'t [Node<'t>]) -> Findings<'t> {
    let found = elements.par_chunks(256).map(|chunk| {
        let mut findings = Findings::default();
        for element in chunk.iter().filter(|element| !validator.is_valid(element)) {
            for error in validator.iter_errors(element) {
                explain::explain(&error, element, &mut findings);
            }
        }
        findings
    });
    let mut all = Findings::default();
    found.collect::<Vec<_>>().into_iter().for_each(|findings| all.append(findings));
    all
}

/// The document with the arrays that are validated apart emptied.
fn without_parts<'t>(tree: &'t Node<'t>, parts: &[Part]) -> Cow<'t, Node<'t>> {
    let Value::Object(members) = &tree.value else { return Cow::Borrowed(tree) };
    let is_part = |member: &Member<'_>| {
        matches!(member.node.value, Value::Array(_)) && parts.iter().any(|part| *part.name == *member.key)
    };
    let members = members.iter().map(|member| {
        if is_part(member) {
            Member { at: member.at, key: member.key.clone(), node: Value::Array(Vec::new()).into() }
        } else {
            member.clone()
        }
    });
    Cow::Owned(Value::Object(members.collect()).into())
}

/// The schema of an array's elements, which refers to the same definitions.
fn element_schema(whole: &Json, items: &Json) -> Json {
    let mut schema = serde_json::Map::new();
    for key in ["$schema", "$id", "definitions", "$defs"] {
        schema.extend(whole.get(key).map(|value| (key.to_owned(), value.clone())));
    }
    schema.insert("allOf".to_owned(), Json::Array(vec![items.clone()]));
    Json::Object(schema)
}

/// Compiles a schema: formats on, for the specifications mean them, and nothing fetched.
fn compile(schema: &Json) -> Option<Validator<Tree>> {
    let options = jsonschema::options_for::<Tree>().should_validate_formats(true).with_retriever(Shipped);
    options.build(schema).ok()
}

/// Gives the schemas that others refer to from the executable.
struct Shipped;

impl Retrieve for Shipped {
    fn retrieve(&self, uri: &Uri<String>) -> Result<Json, Box<dyn std::error::Error + Send + Sync>> {
        let text = schema::referred(uri.as_str()).ok_or_else(|| format!("no schema `{uri}` is shipped"))?;
        Ok(serde_json::from_str(text)?)
    }
}

/// Validates a document whole, with the same validator, to hold the other way against.
#[cfg(test)]
fn is_valid_whole(family: Family, version: &str, tree: &Node<'_>) -> bool {
    let schema: Json = serde_json::from_str(schema::find(family, version).unwrap()).unwrap();
    let options = jsonschema::options().should_validate_formats(true).with_retriever(Shipped);
    options.build(&schema).unwrap().is_valid(&tree.to_value())
}
