//! Whether a value is one that a schema allows: the part of JSON Schema draft 7 that the schemas of CycloneDX use.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use super::rules::Rule;
use crate::format::tree::{Node, Value};

/// Judges values; keeps the patterns and formats that it has compiled.
#[derive(Default)]
pub(super) struct Judge {
    texts: BTreeMap<&'static str, Option<jsonschema::Validator>>,
}

impl Judge {
    /// Returns whether a schema allows a value.
    pub(super) fn fits(&mut self, node: &Node<'_>, rule: Rule) -> bool {
        if let Json::Bool(allowed) = rule.rule {
            return *allowed;
        }
        self.fits_itself(node, rule) && self.fits_inside(node, rule) && self.fits_combined(node, rule)
    }

    /// What is said of the value without what is in it.
    pub(super) fn fits_itself(&mut self, node: &Node<'_>, rule: Rule) -> bool {
        let is_type = match rule.get("type") {
            Some(Json::String(name)) => has_type(node, name),
            Some(Json::Array(names)) => names.iter().filter_map(Json::as_str).any(|name| has_type(node, name)),
            _ => true,
        };
        let is_listed = match rule.get("enum") {
            Some(Json::Array(values)) => values.iter().any(|value| equals(node, value)),
            _ => true,
        };
        let is_const = rule.get("const").is_none_or(|value| equals(node, value));
        is_type && is_listed && is_const && self.fits_text(node, rule) && fits_number(node, rule)
    }

    fn fits_text(&mut self, node: &Node<'_>, rule: Rule) -> bool {
        let Some(text) = node.text() else { return true };
        let length = |key: &str| rule.get(key).and_then(Json::as_u64).and_then(|length| usize::try_from(length).ok());
        let count = || text.chars().count();
        if length("minLength").is_some_and(|least| count() < least)
            || length("maxLength").is_some_and(|most| count() > most)
        {
            return false;
        }
        ["pattern", "format"].into_iter().all(|key| match rule.get(key).and_then(Json::as_str) {
            Some(value) => self.fits_compiled(text, key, value),
            None => true,
        })
    }

    fn fits_compiled(&mut self, text: &str, key: &str, value: &'static str) -> bool {
        let compile = || {
            let schema = json!({ "$schema": "http://json-schema.org/draft-07/schema#", key: value });
            jsonschema::options().should_validate_formats(true).build(&schema).ok()
        };
        let known = self.texts.entry(value).or_insert_with(compile);
        known.as_ref().is_none_or(|validator| validator.is_valid(&Json::String(text.to_owned())))
    }

    fn fits_inside(&mut self, node: &Node<'_>, rule: Rule) -> bool {
        match &node.value {
            Value::Object(members) => {
                let closed = rule.get("additionalProperties") == Some(&Json::Bool(false));
                has_required(node, rule)
                    && members.iter().all(|member| match property(rule, &member.key) {
                        Some(inner) => self.fits(&member.node, inner),
                        None => !closed,
                    })
            }
            Value::Array(elements) => {
                let count = |key: &str| rule.get(key).and_then(Json::as_u64);
                let length = elements.len() as u64;
                count("minItems").is_none_or(|least| length >= least)
                    && count("maxItems").is_none_or(|most| length <= most)
                    && elements.iter().enumerate().all(|(index, element)| match item(rule, index) {
                        Some(inner) => self.fits(element, inner),
                        None => true,
                    })
            }
            _ => true,
        }
    }

    /// What several schemas say together.
    pub(super) fn fits_combined(&mut self, node: &Node<'_>, rule: Rule) -> bool {
        let list =
            |key: &str| rule.get(key).and_then(Json::as_array).map(|list| list.iter().map(|inner| rule.at(inner)));
        if list("allOf").is_some_and(|mut list| !list.all(|inner| self.fits(node, inner))) {
            return false;
        }
        if list("anyOf").is_some_and(|mut list| !list.any(|inner| self.fits(node, inner))) {
            return false;
        }
        if list("oneOf").is_some_and(|list| list.filter(|inner| self.fits(node, *inner)).count() != 1) {
            return false;
        }
        if rule.get("not").is_some_and(|inner| self.fits(node, rule.at(inner))) {
            return false;
        }
        let Some(condition) = rule.get("if") else { return true };
        let branch = if self.fits(node, rule.at(condition)) { "then" } else { "else" };
        rule.get(branch).is_none_or(|inner| self.fits(node, rule.at(inner)))
    }
}

/// Returns what is said of a member.
pub(super) fn property(rule: Rule, key: &str) -> Option<Rule> {
    rule.get("properties").and_then(|properties| properties.get(key)).map(|inner| rule.at(inner))
}

/// Returns what is said of an element.
pub(super) fn item(rule: Rule, index: usize) -> Option<Rule> {
    match rule.get("items")? {
        Json::Array(each) => each.get(index).map(|inner| rule.at(inner)),
        inner => Some(rule.at(inner)),
    }
}

/// Returns the members that must be there and are not.
pub(super) fn missing(node: &Node<'_>, rule: Rule) -> Option<&'static str> {
    let Value::Object(_) = node.value else { return None };
    let required = rule.get("required").and_then(Json::as_array).into_iter().flatten();
    required.filter_map(Json::as_str).find(|key| node.get(key).is_none())
}

fn has_required(node: &Node<'_>, rule: Rule) -> bool {
    missing(node, rule).is_none()
}

pub(super) fn has_type(node: &Node<'_>, name: &str) -> bool {
    match (&node.value, name) {
        (Value::Null, "null")
        | (Value::Bool(_), "boolean")
        | (Value::Number(_), "number")
        | (Value::Text(_), "string")
        | (Value::Array(_), "array")
        | (Value::Object(_), "object") => true,
        (Value::Number(text), "integer") => text.parse::<f64>().is_ok_and(|number| number.fract() == 0.0),
        _ => false,
    }
}

fn equals(node: &Node<'_>, value: &Json) -> bool {
    match (&node.value, value) {
        (Value::Text(text), Json::String(other)) => text == other,
        (Value::Bool(value), Json::Bool(other)) => value == other,
        _ => node.to_value() == *value,
    }
}

fn fits_number(node: &Node<'_>, rule: Rule) -> bool {
    let Value::Number(text) = &node.value else { return true };
    let Ok(number) = text.parse::<f64>() else { return false };
    let bound = |key: &str| rule.get(key).and_then(Json::as_f64);
    !bound("minimum").is_some_and(|least| number < least) && !bound("maximum").is_some_and(|most| number > most)
}
