//! The check `digest`: are the files on disk those that the document lists, both ways?
//!
//! *Proves*: every listed file has the listed bytes, and nothing else is there but what was left out by name. *Does not prove*: who
//! wrote the document. The question a newcomer asks: the subject's own ignore file counts, because it can hide nothing by itself: it is
//! a file of the tree, so that one which the document does not list is a finding of its own.

mod codes;
mod compare;
mod pairs;
mod single;
mod tree;

use super::{Check, Input, VerifyError};
use crate::format::DocumentFile;
use crate::model::{CheckReport, Code, Item, Problem, Reach, RelativePathError};

/// Are the files on disk those that the document lists, both ways?
pub struct Digest;

impl Check for Digest {
    fn name(&self) -> &'static str {
        "digest"
    }

    fn about(&self) -> &'static str {
        "Are the files on disk those that the document lists, both ways?"
    }

    fn codes(&self) -> &'static [&'static Code] {
        codes::ALL
    }

    /// A document of packages says nothing of the files of a directory; one without anything must not pass for one that was looked at.
    fn reach(&self) -> Reach {
        Reach::Subject
    }

    fn applies(&self, input: &Input<'_>) -> bool {
        let Some(document) = input.document else { return false };
        let inventory = &document.document.inventory;
        let empty = inventory.components.is_empty() && inventory.files.is_empty();
        let single = || input.subject.is_file() && single::is_listed(input, document);
        let tree = || input.subject.is_dir() && !inventory.files.is_empty();
        empty || single() || tree() || inventory.problems.iter().any(is_escape)
    }

    fn run(&self, input: &Input<'_>) -> Result<CheckReport, VerifyError> {
        let mut report = CheckReport::new(self.name());
        let Some(document) = input.document else {
            report.items.push(Item::new(&codes::NO_FILES, "the subject").found("no document was given"));
            return Ok(report);
        };
        tell_problems(document, &mut report);
        let files = &document.document.inventory.files;
        if input.subject.is_file() {
            single::check(input, document, &mut report);
        } else if files.is_empty() {
            let found = "a document without files";
            let item = Item::new(&codes::NO_FILES, "the subject").found(found);
            report.items.push(item.hint("bonafide scan --files"));
        } else {
            tree::check(input, files, &mut report)?;
        }
        if report.passed > 0 {
            report.reach = Reach::Subject;
        }
        report.items.sort();
        Ok(report)
    }
}

/// What a reader could not use of the document is something that was not checked.
fn tell_problems(document: &DocumentFile, report: &mut CheckReport) {
    let deciding = document.document.inventory.problems.iter().filter(|problem| problem.is_deciding());
    for problem in deciding {
        let code = if is_escape(problem) { &codes::ESCAPES } else { &codes::DOCUMENT };
        let place = problem.line.map_or_else(|| problem.path.clone(), |line| format!("{}:{line}", problem.path));
        report.items.push(Item::new(code, place).found(problem.message.clone()));
    }
}

/// Returns whether a reader refused a path because it could leave the root; readers put the error's text into their message.
fn is_escape(problem: &Problem) -> bool {
    let told = |error: RelativePathError| problem.message.contains(&error.to_string());
    problem.is_deciding() && (told(RelativePathError::Parent) || told(RelativePathError::Absolute))
}

#[cfg(test)]
mod tests;
