//! The JSON Schema, element by element.
//!
//! The published schema asks of every element, and of every reference in it, which of a hundred classes it satisfies. An element says
//! which class it has; held against the definition of that alone it is judged alike, a class at a time, and the fault is told where it is.

use serde_json::{Value, json};

use super::CONTEXT;
use crate::format::{Family, schema};

/// The published schema, taken apart.
pub struct ElementSchemas {
    definitions: Value,
}

impl ElementSchemas {
    /// Takes the schema of 3.0.1 apart.
    ///
    /// # Panics
    /// Never: a test reads every schema that is built in.
    #[must_use]
    pub fn new() -> Self {
        let text = schema::find(Family::Spdx3, "3.0.1").expect("it is built in");
        let mut whole: Value = serde_json::from_str(text).expect("a test reads every schema that is built in");
        let mut definitions = whole.get_mut("$defs").map(Value::take).unwrap_or_default();
        // Its pattern looks ahead, which takes an engine that tries again and again; said in two parts it takes one that does not.
        if let Some(iri) = definitions.get_mut("IRI") {
            *iri = json!({ "type": "string", "pattern": "^.+:.+", "not": { "pattern": "^_:" } });
        }
        Self { definitions }
    }

    /// Returns the schema that an element of a class must satisfy, or `None` where the specification has no such class.
    ///
    /// Building a validator of it costs milliseconds: keep one for each class.
    /// Spec: SPDX 3.0.1, annex on the JSON Schema; RFC-draft JSON Schema 2020-12, section 8.2.3.1.
    #[must_use]
    pub fn of_class(&self, class: &str) -> Option<Value> {
        self.definitions.get(format!("{class}_props"))?;
        Some(json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "type": "object",
            "$ref": format!("#/$defs/{class}"),
            "unevaluatedProperties": false,
            "$defs": self.definitions,
        }))
    }

    /// Returns the schema of a document around its elements.
    #[must_use]
    pub fn of_frame(&self) -> Value {
        json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "type": "object",
            "properties": {
                "@context": { "const": CONTEXT },
                "@graph": { "type": "array", "items": { "type": "object", "required": ["type"] } },
            },
            "required": ["@context", "@graph"],
            "additionalProperties": false,
        })
    }
}

impl Default for ElementSchemas {
    fn default() -> Self {
        Self::new()
    }
}
