//! The document against the one that was shipped last.

use std::collections::BTreeSet;

use super::baseline::{self, Baseline, Read};
use super::codes;
use crate::format::DocumentFile;
use crate::model::{self, Change, CheckReport, Inventory, Item, Level, Side};
use crate::verify::Input;

/// Compares the document with the baseline.
pub(super) fn check(input: &Input<'_>, baseline: &Baseline, report: &mut CheckReport) {
    let path = baseline.path.display().to_string();
    let read = match &baseline.read {
        Ok(read) => read,
        Err(error) => {
            report.items.push(Item::new(&codes::NO_BASELINE, path).found(error.to_string()));
            return;
        }
    };
    let Some(document) = input.document else {
        let item = Item::new(&codes::NOTHING, path).found("no document was given");
        report.items.push(item.hint("name the document with `--sbom FILE`"));
        return;
    };
    for problem in read.document.inventory.problems.iter().filter(|it| it.is_deciding() && it.path.starts_with('#')) {
        let found = format!("{}: {}", problem.path, problem.message);
        report.items.push(Item::new(&codes::NO_BASELINE, path.clone()).found(found));
    }
    let (old, new) = (&read.document.inventory, &document.document.inventory);
    if lists_nothing(old) || lists_nothing(new) {
        // A document of a tool that found nothing is unlike any other in every component, and says nothing of what it is about.
        let which = if lists_nothing(old) { "the baseline" } else { "the document" };
        report
            .items
            .push(Item::new(&codes::NOTHING, path).found(format!("{which} lists neither a component nor a file")));
        return;
    }
    compare(input, (read, &path), document, report);
}

fn lists_nothing(inventory: &Inventory) -> bool {
    let only_root = usize::from(inventory.subject.root.is_some());
    inventory.components.len() <= only_root && inventory.files.is_empty()
}

fn compare(input: &Input<'_>, (read, path): (&Read, &str), document: &DocumentFile, report: &mut CheckReport) {
    // Only of a baseline that is signed it matters, and then the document has to be read once more.
    let signature = match read.is_signed {
        Some(true) => baseline::is_signed(document),
        _ => None,
    };
    let old = Side { inventory: &read.document.inventory, is_signed: read.is_signed };
    let changes = model::diff(old, Side { inventory: &document.document.inventory, is_signed: signature });
    let mut failed = BTreeSet::new();
    for change in &changes.list {
        let item = item(change, input.drift.failing);
        if item.level == Level::Error {
            failed.insert(change.subject.as_str());
        }
        report.items.push(item.rests_on(path));
    }
    let not_compared =
        changes.not_compared.iter().map(|what| Item::new(&codes::NOT_COMPARED, path).found(what.as_str()));
    report.items.extend(not_compared);
    report.passed += changes.common.saturating_sub(failed.len()) as u64;
    let noun = if changes.common == 1 { "component" } else { "components" };
    let same = if read.sha256.as_ref() == Some(&document.sha256) { ", which is the same document" } else { "" };
    report.coverage.push(format!("{} {noun} compared with those of {path}{same}", changes.common));
}

/// Returns the finding that a change is; where the reader says which changes fail, those are errors and the others notes.
fn item(change: &Change, failing: Option<&[&'static str]>) -> Item {
    let code = codes::code(change.kind);
    let subject = if change.subject.is_empty() { "the document" } else { &change.subject };
    let mut item = Item::new(code, subject);
    if let Some(failing) = failing {
        item.level = if failing.contains(&code.code) { Level::Error } else { Level::Note };
    }
    item.expected.clone_from(&change.old);
    item.found.clone_from(&change.new);
    item
}
