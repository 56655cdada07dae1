//! What a conversion costs, as text that a person reads in ten seconds, and as JSON.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde::Serialize;

use super::{Detail, Style};
use crate::format::{Conversion, Loss, tree};

/// The version of the JSON form; a field is never removed or given another meaning within one version.
const FORM: &str = "bonafide-conversion/1";

/// Places of one kind that the brief form shows.
const SHOWN: usize = 3;

/// One document that a conversion gave.
#[derive(Clone, Copy, Debug)]
pub struct Converted<'a> {
    /// The format's stable name.
    pub format: &'a str,
    /// The version, if the format has any.
    pub version: Option<&'a str>,
    /// The file, as the user named it; `None` for stdout.
    pub file: Option<&'a str>,
    /// What it cost.
    pub conversion: &'a Conversion,
}

/// Returns a report on conversions of one document as text.
#[must_use]
pub fn losses_as_text(from: &str, converted: &[Converted<'_>], style: Style) -> String {
    let mut text = String::new();
    for one in converted {
        let version = one.version.map(|version| format!(" {version}")).unwrap_or_default();
        let file = one.file.map(|file| format!(", {file}")).unwrap_or_default();
        let Conversion { lost, carried, restored, .. } = one.conversion;
        let outcome = if lost.is_empty() { "nothing lost".to_owned() } else { format!("{} lost", lost.len()) };
        // Writing to a string cannot fail.
        let _ = write!(text, "{from} to {}{version}{file}: {outcome}", one.format);
        if !carried.is_empty() {
            let _ = write!(text, ", {} carried along", carried.len());
        }
        if *restored > 0 {
            let _ = write!(text, ", {restored} put back");
        }
        text.push('\n');
        section(&mut text, "lost", lost, style.detail);
        section(&mut text, "carried along, for the way back", carried, style.detail);
    }
    text
}

/// Kinds of places, each with why nothing can stand there, and the places.
fn kinds(losses: &[Loss]) -> Vec<((String, &str), Vec<&str>)> {
    let mut kinds: BTreeMap<(String, &str), Vec<&str>> = BTreeMap::new();
    for loss in losses {
        kinds.entry((tree::kind_of_place(&loss.path), &loss.reason)).or_default().push(&loss.path);
    }
    let mut kinds: Vec<_> = kinds.into_iter().collect();
    kinds.sort_by(|a, b| b.1.len().cmp(&a.1.len()).then_with(|| a.0.cmp(&b.0)));
    kinds
}

fn section(text: &mut String, title: &str, losses: &[Loss], detail: Detail) {
    if losses.is_empty() {
        return;
    }
    let kinds = kinds(losses);
    let width = kinds.first().map_or(0, |kind| kind.1.len().to_string().len());
    let _ = writeln!(text, "  {title}:");
    for ((kind, reason), paths) in &kinds {
        let count = paths.len();
        let _ = writeln!(text, "    {count:>width$}  {}  {}", printable(kind), printable(reason));
    }
    if kinds.iter().all(|((kind, _), paths)| paths.iter().all(|path| path == kind)) {
        return;
    }
    let _ = writeln!(text, "  where:");
    for (_, paths) in &kinds {
        let shown = if detail == Detail::Full { paths.len() } else { SHOWN };
        for path in paths.iter().take(shown) {
            let _ = writeln!(text, "    {}", printable(path));
        }
        if paths.len() > shown {
            let _ = writeln!(text, "    and {} more of this kind (--verbose)", paths.len() - shown);
        }
    }
}

/// Returns the text without characters that would move the cursor: places are named by hostile documents.
pub(super) fn printable(text: &str) -> String {
    text.chars().map(|character| if character.is_control() { '\u{fffd}' } else { character }).collect()
}

#[derive(Serialize)]
struct Root<'a> {
    form: &'static str,
    from: &'a str,
    to: Vec<To<'a>>,
}

#[derive(Serialize)]
struct To<'a> {
    format: &'a str,
    version: Option<&'a str>,
    file: Option<&'a str>,
    lost: Vec<Row<'a>>,
    carried: Vec<Row<'a>>,
    restored: usize,
}

#[derive(Serialize)]
struct Row<'a> {
    path: &'a str,
    reason: &'a str,
}

/// Returns a report on conversions of one document as JSON, in full.
///
/// # Panics
/// Never: texts and numbers are JSON.
#[must_use]
pub fn losses_as_json(from: &str, converted: &[Converted<'_>]) -> String {
    let to = converted.iter().map(|one| To {
        format: one.format,
        version: one.version,
        file: one.file,
        lost: rows(&one.conversion.lost),
        carried: rows(&one.conversion.carried),
        restored: one.conversion.restored,
    });
    let root = Root { form: FORM, from, to: to.collect() };
    let mut text = serde_json::to_string_pretty(&root).expect("texts and numbers are JSON");
    text.push('\n');
    text
}

fn rows(losses: &[Loss]) -> Vec<Row<'_>> {
    losses.iter().map(|loss| Row { path: &loss.path, reason: &loss.reason }).collect()
}
