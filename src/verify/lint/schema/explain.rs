//! From a validator's errors to findings that say what is wrong in the words of the document.

use std::cmp::Reverse;

use jsonschema::ValidationError;
use jsonschema::error::{TypeKind, ValidationErrorKind as Kind};
use serde_json::Value as Json;

use crate::format::tree::{Node, Value};
use crate::model::Code;
use crate::verify::lint::codes::schema as codes;
use crate::verify::lint::finding::{Finding, Findings};

/// Values of an enumeration that a message lists.
const LISTED: usize = 12;
/// Characters of a foreign value that a message shows.
const SHOWN: usize = 120;
/// Alternatives within alternatives that are looked into.
const DEPTH: usize = 8;

/// Adds what an error says; its path starts at `base`.
pub(super) fn explain<'t>(error: &ValidationError<'_>, base: &'t Node<'t>, findings: &mut Findings<'t>) {
    explain_at(error, base, DEPTH, findings);
}

/// Adds that two elements of an array are equal.
pub(super) fn explain_twin<'t>(array: &'t Node<'t>, (first, second): (usize, usize), findings: &mut Findings<'t>) {
    let node = array.elements().get(second).unwrap_or(array);
    let finding = Finding::new(&codes::NOT_UNIQUE, node).expected("elements that differ");
    findings.push(finding.found(format!("the element {second} is equal to the element {first}")));
}

fn explain_at<'t>(error: &ValidationError<'_>, base: &'t Node<'t>, depth: usize, findings: &mut Findings<'t>) {
    let node = base.pointer(error.instance_path().as_str()).unwrap_or(base);
    match error.kind() {
        Kind::AnyOf { context } | Kind::OneOfNotValid { context } if depth > 0 => {
            alternatives(context, (node, base), depth - 1, findings);
        }
        Kind::OneOfMultipleValid { context } => {
            let fitting = context.iter().filter(|errors| errors.is_empty()).count();
            let found = format!("{fitting} of {} alternatives fit: {}", context.len(), keys(node));
            findings.push(Finding::new(&codes::ONE_OF, node).expected("exactly one alternative").found(found));
        }
        Kind::AdditionalProperties { unexpected } | Kind::UnevaluatedProperties { unexpected } => {
            for name in unexpected {
                let at = node.get(name).unwrap_or(node);
                findings.push(Finding::new(&codes::UNKNOWN_PROPERTY, at).found(format!("`{}`", cut(name))));
            }
        }
        Kind::UniqueItems => {
            for twin in super::unique::find_twins(node.elements()) {
                explain_twin(node, twin, findings);
            }
        }
        kind => {
            let (code, expected, found) = plain(kind, node);
            let mut finding = Finding::new(code, node).expected(expected).found(found);
            if let (Kind::Enum { options }, Some(text)) = (kind, node.text()) {
                finding.hint = near(options, text).map(|option| format!("write `{option}`"));
            }
            findings.push(finding);
        }
    }
}

/// Returns the code of an error with what was expected and what was found.
fn plain(kind: &Kind, node: &Node<'_>) -> (&'static Code, String, String) {
    let value = shown(node);
    match kind {
        Kind::Required { property } => (&codes::REQUIRED, text(property), "it is not there".to_owned()),
        Kind::Type { kind } => (&codes::TYPE, types(kind), value),
        Kind::Enum { options } => (&codes::ENUM, list(options), value),
        Kind::Constant { expected_value } => (&codes::ENUM, text(expected_value), value),
        Kind::Format { format } => (&codes::FORMAT, format!("a text of the format `{format}`"), value),
        Kind::Pattern { pattern } => (&codes::PATTERN, format!("a text like `{}`", cut(pattern)), value),
        Kind::MinLength { limit } => (&codes::RANGE, format!("at least {limit} characters"), value),
        Kind::MaxLength { limit } => (&codes::RANGE, format!("at most {limit} characters"), value),
        Kind::MinItems { limit } => (&codes::RANGE, format!("at least {limit} elements"), value),
        Kind::MaxItems { limit } => (&codes::RANGE, format!("at most {limit} elements"), value),
        Kind::MinProperties { limit } => (&codes::RANGE, format!("at least {limit} members"), value),
        Kind::MaxProperties { limit } => (&codes::RANGE, format!("at most {limit} members"), value),
        Kind::Minimum { limit } => (&codes::RANGE, format!("at least {limit}"), value),
        Kind::Maximum { limit } => (&codes::RANGE, format!("at most {limit}"), value),
        Kind::ExclusiveMinimum { limit } => (&codes::RANGE, format!("more than {limit}"), value),
        Kind::ExclusiveMaximum { limit } => (&codes::RANGE, format!("less than {limit}"), value),
        Kind::AdditionalItems { limit } => (&codes::RANGE, format!("at most {limit} elements"), value),
        Kind::AnyOf { .. } | Kind::OneOfNotValid { .. } => {
            (&codes::ONE_OF, "one of several alternatives".to_owned(), value)
        }
        Kind::Not { .. } | Kind::FalseSchema => {
            (&codes::RULE, "another combination of members".to_owned(), format!("{}: {}", value, keys(node)))
        }
        other => (&codes::RULE, format!("what the schema's `{}` asks for", other.keyword()), value),
    }
}

/// Explains why no alternative fits by the one that comes nearest.
fn alternatives<'t>(
    context: &[Vec<ValidationError<'static>>],
    (node, base): (&'t Node<'t>, &'t Node<'t>),
    depth: usize,
    findings: &mut Findings<'t>,
) {
    let here = node_path_length(context);
    let missing: Option<Vec<String>> = context.iter().map(|errors| only_missing(errors, here)).collect();
    if let Some(missing) = missing.filter(|list| list.len() > 1) {
        let expected = format!("one of {}", missing.join(", "));
        findings.push(
            Finding::new(&codes::REQUIRED, node).expected(expected).found(format!("none of them: {}", keys(node))),
        );
        return;
    }
    let best = context.iter().filter(|errors| !errors.is_empty()).min_by_key(|errors| misfit(errors, here));
    match best {
        Some(errors) => errors.iter().for_each(|error| explain_at(error, base, depth, findings)),
        None => findings.push(Finding::new(&codes::ONE_OF, node).found(shown(node))),
    }
}

/// The shortest path of all errors: that of the value for which no alternative fits.
fn node_path_length(context: &[Vec<ValidationError<'static>>]) -> usize {
    context.iter().flatten().map(|error| error.instance_path().as_str().len()).min().unwrap_or(0)
}

/// The members whose absence is all that is wrong with an alternative.
fn only_missing(errors: &[ValidationError<'static>], here: usize) -> Option<String> {
    let names: Option<Vec<String>> = errors
        .iter()
        .map(|error| match error.kind() {
            Kind::Required { property } if error.instance_path().as_str().len() == here => Some(text(property)),
            _ => None,
        })
        .collect();
    names.filter(|names| !names.is_empty()).map(|names| names.join(" and "))
}

/// How badly an alternative fits: of another type, then its members are others, then by how deep its first fault lies and how many it has.
fn misfit(errors: &[ValidationError<'static>], here: usize) -> (usize, usize, Reverse<usize>, usize) {
    let at_top = |error: &&ValidationError<'_>| error.instance_path().as_str().len() == here;
    // A class of SPDX 3 is told by its `type`: an alternative that wants another one is another class.
    let names_class = |error: &&ValidationError<'_>| {
        let below = error.instance_path().as_str().get(here..);
        matches!(below, Some("/type" | "/@type"))
            && matches!(
                error.kind(),
                Kind::Constant { .. } | Kind::Enum { .. } | Kind::OneOfNotValid { .. } | Kind::AnyOf { .. }
            )
    };
    let wrong_type = errors.iter().filter(at_top).filter(|error| matches!(error.kind(), Kind::Type { .. })).count();
    let wrong_members = errors.iter().filter(at_top).count() - wrong_type;
    let wrong_type = wrong_type + errors.iter().filter(names_class).count();
    let depth = errors.iter().map(|error| error.instance_path().as_str().matches('/').count()).min().unwrap_or(0);
    (wrong_type, wrong_members, Reverse(depth), errors.len())
}

fn types(kind: &TypeKind) -> String {
    match kind {
        TypeKind::Single(one) => one.to_string(),
        TypeKind::Multiple(set) => set.iter().map(|one| one.to_string()).collect::<Vec<_>>().join(" or "),
    }
}

fn list(options: &Json) -> String {
    let all = options.as_array().map_or(&[][..], Vec::as_slice);
    let shown: Vec<String> = all.iter().take(LISTED).map(text).collect();
    let rest = if all.len() > LISTED { format!(" and {} more", all.len() - LISTED) } else { String::new() };
    format!("one of {}{rest}", shown.join(", "))
}

/// The value of an enumeration that differs only in case, or in what is between its letters.
fn near<'o>(options: &'o Json, text: &str) -> Option<&'o str> {
    let plain = |text: &str| text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    let wanted = plain(text);
    let mut options = options.as_array().into_iter().flatten().filter_map(Json::as_str);
    options.find(|option| !wanted.is_empty() && plain(option) == wanted)
}

fn text(value: &Json) -> String {
    match value {
        Json::String(text) => format!("`{}`", cut(text)),
        other => format!("`{}`", cut(&other.to_string())),
    }
}

/// A value as a message shows it.
fn shown(node: &Node<'_>) -> String {
    match &node.value {
        Value::Null => "null".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Number(text) => cut(text),
        Value::Text(text) => format!("`{}`", cut(text)),
        Value::Array(elements) => format!("an array of {} elements", elements.len()),
        Value::Object(members) => format!("an object of {} members", members.len()),
    }
}

fn keys(node: &Node<'_>) -> String {
    if node.members().is_empty() {
        return shown(node);
    }
    let names = node.members().iter().take(LISTED).map(|member| format!("`{}`", cut(&member.key)));
    names.collect::<Vec<_>>().join(", ")
}

fn cut(text: &str) -> String {
    let mut shown: String = text.chars().take(SHOWN).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    shown
}
