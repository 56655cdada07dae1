//! What changed between two documents, as text, as Markdown for a pull request, and as JSON.

use std::fmt::Write;

use serde::Serialize;

use super::losses::printable;
use super::{Detail, Palette, Style};
use crate::model::{Change, Changes, Code, Level};
use crate::verify::drift;

/// The version of the JSON form; a field is never removed or given another meaning within one version.
const FORM: &str = "bonafide-diff/1";

/// Changes of one kind that the brief form shows.
const SHOWN: usize = 10;

/// Two documents and what changed from one to the other.
#[derive(Clone, Copy, Debug)]
pub struct Comparison<'a> {
    /// The old document, as the user named it, with its format.
    pub old: &'a str,
    /// The new one.
    pub new: &'a str,
    /// What changed.
    pub changes: &'a Changes,
    /// The codes of changes that fail the comparison.
    pub failing: &'a [&'static str],
}

impl<'a> Comparison<'a> {
    /// Returns whether any change is one of those that fail.
    #[must_use]
    pub fn has_failed(&self) -> bool {
        self.changes.list.iter().any(|change| self.fails(drift::code(change.kind)))
    }

    fn fails(&self, code: &Code) -> bool {
        self.failing.contains(&code.code)
    }

    /// Changes by kind, worst first.
    fn kinds(&self) -> impl Iterator<Item = (&'static Code, &'a [Change])> {
        self.changes
            .list
            .chunk_by(|a, b| a.kind == b.kind)
            .filter_map(|group| Some((drift::code(group.first()?.kind), group)))
    }
}

/// Returns what a change says of its subject.
fn line(change: &Change) -> String {
    let subject = if change.subject.is_empty() { "the document" } else { &change.subject };
    match (&change.old, &change.new) {
        (Some(old), Some(new)) => format!("{subject}: {old} -> {new}"),
        _ => subject.to_owned(),
    }
}

/// Returns a comparison as text.
#[must_use]
pub fn changes_as_text(comparison: &Comparison<'_>, style: Style) -> String {
    let mut text = String::new();
    let paint = |text: &str, color: &str| match style.palette {
        Palette::Color => format!("\x1b[1;{color}m{text}\x1b[0m"),
        Palette::Plain => text.to_owned(),
    };
    let word = if comparison.has_failed() { paint("FAILED", "31") } else { paint("PASSED", "32") };
    // Writing to a string cannot fail.
    let _ = writeln!(text, "{word}  {} -> {}\n", printable(comparison.old), printable(comparison.new));
    if comparison.changes.list.is_empty() {
        let _ = writeln!(text, "  no change; {} components in both", comparison.changes.common);
    }
    for (code, changes) in comparison.kinds() {
        let mark = if comparison.fails(code) { "x" } else { " " };
        let _ = writeln!(text, "{mark} {:>5}  {} ({})", changes.len(), code.title, code.code);
        let shown = if style.detail == Detail::Full { changes.len() } else { SHOWN };
        for change in changes.iter().take(shown) {
            let _ = writeln!(text, "           {}", printable(&line(change)));
        }
        if changes.len() > shown {
            let _ = writeln!(text, "           and {} more (--verbose)", changes.len() - shown);
        }
    }
    if !comparison.changes.not_compared.is_empty() {
        text.push_str("\n  not compared:\n");
        for what in &comparison.changes.not_compared {
            let _ = writeln!(text, "    {what}");
        }
    }
    text
}

/// Returns a comparison as Markdown: a short table, and the details folded.
#[must_use]
pub fn changes_as_markdown(comparison: &Comparison<'_>) -> String {
    let mut text = String::new();
    let word = if comparison.has_failed() { "failed" } else { "passed" };
    // Writing to a string cannot fail.
    let _ = writeln!(text, "### SBOM comparison {word}\n");
    let _ = writeln!(text, "{} → {}\n", code_span(comparison.old), code_span(comparison.new));
    if comparison.changes.list.is_empty() {
        let _ = writeln!(text, "No change; {} components in both.", comparison.changes.common);
    } else {
        text.push_str("| | change | count |\n|---|---|---:|\n");
        for (code, changes) in comparison.kinds() {
            let mark = match (comparison.fails(code), code.level) {
                (true, _) => "❌",
                (false, Level::Error | Level::Warning) => "⚠️",
                (false, Level::Note) => "",
            };
            let _ = writeln!(text, "| {mark} | {} (`{}`) | {} |", code.title, code.code, changes.len());
        }
        for (code, changes) in comparison.kinds() {
            let _ = writeln!(text, "\n<details><summary>{} ({})</summary>\n", code.title, changes.len());
            for change in changes {
                let _ = writeln!(text, "- {}", code_span(&line(change)));
            }
            text.push_str("\n</details>\n");
        }
    }
    if !comparison.changes.not_compared.is_empty() {
        text.push_str("\nNot compared:\n\n");
        for what in &comparison.changes.not_compared {
            let _ = writeln!(text, "- {what}");
        }
    }
    text
}

/// Returns a text as a code span that it cannot end: names come from hostile documents. Spec: CommonMark 0.31, 6.1.
fn code_span(text: &str) -> String {
    let text = printable(text);
    let longest = text.split(|character| character != '`').map(str::len).max().unwrap_or(0);
    if longest == 0 {
        return format!("`{text}`");
    }
    let fence = "`".repeat(longest + 1);
    format!("{fence} {text} {fence}")
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Root<'a> {
    form: &'static str,
    old: &'a str,
    new: &'a str,
    outcome: &'static str,
    common: usize,
    changes: Vec<Row<'a>>,
    not_compared: &'a [String],
}

#[derive(Serialize)]
struct Row<'a> {
    code: &'static str,
    level: String,
    fails: bool,
    subject: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    old: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    new: Option<&'a str>,
}

/// Returns a comparison as JSON, in full.
///
/// # Panics
/// Never: texts and numbers are JSON.
#[must_use]
pub fn changes_as_json(comparison: &Comparison<'_>) -> String {
    let changes = comparison.changes.list.iter().map(|change| {
        let code = drift::code(change.kind);
        Row {
            code: code.code,
            level: code.level.to_string(),
            fails: comparison.fails(code),
            subject: &change.subject,
            old: change.old.as_deref(),
            new: change.new.as_deref(),
        }
    });
    let root = Root {
        form: FORM,
        old: comparison.old,
        new: comparison.new,
        outcome: if comparison.has_failed() { "fail" } else { "pass" },
        common: comparison.changes.common,
        changes: changes.collect(),
        not_compared: &comparison.changes.not_compared,
    };
    let mut text = serde_json::to_string_pretty(&root).expect("texts and numbers are JSON");
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_leave_its_code_span() {
        assert_eq!(code_span("a"), "`a`");
        assert_eq!(code_span("a`b``c"), "``` a`b``c ```");
        assert_eq!(code_span("a\n# b"), "`a\u{fffd}# b`");
    }
}
