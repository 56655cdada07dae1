//! The check `drift`: did the document move away from the one that was shipped last, or from the lock file that it is about?
//!
//! *Proves*: what the two documents, or the document and the lock file, both state is the same, or how it differs. *Does not prove*: that
//! what they agree on is true. The decision a newcomer would question: a document that was made from the lock file in the same run is not
//! compared with it, for that could not fail.

mod against;
mod baseline;
mod codes;
mod lock;
mod needed;

use std::path::{Path, PathBuf};

use super::{Check, Input, VerifyError};
use crate::collect;
use crate::format::DocumentFile;
use crate::model::{CheckReport, Code, Inventory, Item, Level, RelativePath};

pub use baseline::Baseline;
pub use codes::{CHANGES, code};

/// Did the document move away from the one shipped last, or from the lock file?
pub struct Drift;

/// What the document is compared with.
#[derive(Clone, Copy, Debug, Default)]
pub struct Against<'a> {
    /// The document that was shipped last.
    pub baseline: Option<&'a Baseline>,
    /// A document that is to fit the subject's lock file and was not made from it in this run.
    pub with_lock: Option<&'a DocumentFile>,
    /// The codes of changes since the baseline that fail; `None` for those that are errors by themselves.
    pub failing: Option<&'a [&'static str]>,
}

impl Check for Drift {
    fn name(&self) -> &'static str {
        "drift"
    }

    fn about(&self) -> &'static str {
        "Does the document still say what the last one did, and what the lock file does?"
    }

    fn codes(&self) -> &'static [&'static Code] {
        codes::ALL
    }

    fn applies(&self, input: &Input<'_>) -> bool {
        let fits_lock = |document: &DocumentFile| is_of_project(input.subject, &document.document.inventory);
        input.drift.baseline.is_some() || input.drift.with_lock.is_some_and(fits_lock)
    }

    fn run(&self, input: &Input<'_>) -> Result<CheckReport, VerifyError> {
        let mut report = CheckReport::new(self.name());
        if let Some(baseline) = input.drift.baseline {
            against::check(input, baseline, &mut report);
        }
        let subject_locks = locks(input.subject);
        match input.drift.with_lock {
            Some(document) if !subject_locks.is_empty() => lock::check(input, document, &subject_locks, &mut report),
            // Whoever asks for a baseline alone has not asked for a lock file.
            _ if input.drift.baseline.is_some() => {}
            _ => report.items.push(nothing(input)),
        }
        report.items.sort();
        report.items.dedup();
        Ok(report)
    }
}

fn nothing(input: &Input<'_>) -> Item {
    let found = match (input.drift.with_lock, input.subject.is_dir()) {
        (Some(_), true) => "no baseline, and no lock file in the subject's own folder",
        (Some(_), false) => "no baseline, and the subject is no project",
        (None, _) => "neither a baseline nor a document that is to fit the lock file",
    };
    Item::new(&codes::NOTHING, "the document").found(found).hint("`--baseline FILE` names the document shipped last")
}

/// Returns whether a subject is a project with a lock file, and a document lists packages of its kind.
#[must_use]
pub fn is_of_project(subject: &Path, document: &Inventory) -> bool {
    lock::shares_packages(document) && !locks(subject).is_empty()
}

/// Returns the lock files in a project's own folder.
fn locks(subject: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(subject) else { return Vec::new() };
    let is_lock = |name: &str| {
        let path = RelativePath::new(name).ok();
        path.is_some_and(|path| collect::ALL.iter().any(|collector| collector.pins() && collector.wants(&path)))
    };
    let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let mut found: Vec<PathBuf> = names.filter(|name| is_lock(name)).map(|name| subject.join(name)).collect();
    found.sort();
    found
}

/// Returns the codes of changes that a word stands for: a kind such as `downgraded`, a level with all above it, or `any`; none if it is no
/// such word.
#[must_use]
pub fn failing(word: &str) -> Vec<&'static str> {
    let level = match word {
        "any" | "note" => Some(Level::Note),
        "warning" => Some(Level::Warning),
        "error" => Some(Level::Error),
        _ => None,
    };
    let wanted = |code: &&&Code| match level {
        Some(level) => code.level >= level,
        None => kind(code.code) == kind(word),
    };
    CHANGES.iter().filter(wanted).map(|code| code.code).collect()
}

/// Returns the words for single kinds of changes.
#[must_use]
pub fn kinds() -> Vec<&'static str> {
    CHANGES.iter().map(|code| kind(code.code)).collect()
}

fn kind(code: &str) -> &str {
    code.strip_prefix("drift.").unwrap_or(code)
}

#[cfg(test)]
mod tests;
