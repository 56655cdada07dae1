//! Rules on licences.

use spdx::{Expression, ParseMode};

use crate::format::tree::Node;
use crate::verify::lint::codes::meaning as codes;
use crate::verify::lint::finding::{Finding, Findings};

/// The grammar of the specification alone: deprecated identifiers are still on the list. Spec: SPDX 2.3, annex D.
const MODE: ParseMode = ParseMode {
    allow_slash_as_or_operator: false,
    allow_imprecise_license_names: false,
    allow_postfix_plus_on_gpl: true,
    allow_deprecated: true,
    allow_unknown: false,
};

/// Checks a text that must be an expression.
pub(super) fn check_expression<'t>(node: &'t Node<'t>, findings: &mut Findings<'t>) {
    let Some(text) = node.text().filter(|text| !text.is_empty()) else { return };
    match Expression::parse_mode(text, MODE) {
        // By word, for the parser mends what is deprecated.
        Ok(_) => {
            for word in text.split([' ', '(', ')']).filter(|word| is_deprecated(word)) {
                findings.push(Finding::new(&codes::LICENSE_DEPRECATED, node).found(format!("`{word}`")));
            }
        }
        Err(error) => {
            let grammar = Expression::parse_mode(text, ParseMode { allow_unknown: true, ..MODE });
            let code = if grammar.is_ok() { &codes::LICENSE_UNKNOWN } else { &codes::LICENSE_INVALID };
            let mut finding = Finding::new(code, node).found(format!("`{text}`: {}", error.reason));
            if let Some(mended) = mended(text) {
                finding = finding.expected(mended);
            }
            findings.push(finding);
        }
    }
}

fn is_deprecated(word: &str) -> bool {
    // The list holds `GPL-2.0` and `GPL-2.0+`, both deprecated.
    let bare = word.strip_suffix('+').unwrap_or(word);
    [word, bare].into_iter().filter_map(spdx::license_id).any(spdx::LicenseId::is_deprecated)
}

/// Checks an identifier of the list.
pub(super) fn check_id<'t>(node: &'t Node<'t>, findings: &mut Findings<'t>) {
    let Some(text) = node.text() else { return };
    match spdx::license_id(text) {
        Some(id) if id.is_deprecated() => {
            findings.push(Finding::new(&codes::LICENSE_DEPRECATED, node).found(format!("`{text}`")));
        }
        Some(_) => {}
        // An exception by itself is no licence, but the lists of CycloneDX hold exceptions too.
        None if text.is_empty() || spdx::exception_id(text).is_some() => {}
        None => findings.push(Finding::new(&codes::LICENSE_UNKNOWN, node).found(format!("`{text}`"))),
    }
}

/// Checks a free name, which may be an identifier all the same.
pub(super) fn check_name<'t>(node: &'t Node<'t>, findings: &mut Findings<'t>) {
    if let Some(id) = node.text().and_then(spdx::license_id) {
        let finding = Finding::new(&codes::LICENSE_NAME, node).expected(format!("the member `id` with `{}`", id.name));
        findings.push(finding.hint("`bonafide lint --fix -o FILE` writes it as `id`"));
    }
}

/// Returns the expression that a text stands for, if it is an expression but for its form.
pub(in crate::verify::lint) fn mended(text: &str) -> Option<String> {
    Expression::canonicalize(text).ok().flatten().filter(|mended| mended != text)
}

/// Returns whether a text is a valid expression.
pub(in crate::verify::lint) fn is_valid(text: &str) -> bool {
    Expression::parse_mode(text, MODE).is_ok()
}
