//! REPORT: a verdict as text or JSON. Decides nothing: every rendering shows the same evidence.

use crate::model::{Code, Outcome, Timestamp};
use crate::policy::{self, Verdict};
use crate::verify;

mod changes;
mod json;
mod losses;
mod text;

pub use changes::{Comparison, changes_as_json, changes_as_markdown, changes_as_text};
pub use losses::{Converted, losses_as_json, losses_as_text};

/// Every rendering.
pub static ALL: &[&dyn Rendering] = &[&text::Text, &json::Json];

/// One way to show a report.
pub trait Rendering: Sync {
    /// Returns the stable name, such as `json`.
    fn name(&self) -> &'static str;

    /// Returns the whole report as bytes, with a line feed at the end.
    fn render(&self, report: &Report<'_>, style: Style) -> Vec<u8>;
}

/// How much is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// What a person reads in ten seconds: a few findings of each code.
    Brief,
    /// Every finding.
    Full,
}

/// Whether text carries colour; it reads the same without.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Palette {
    /// ANSI colours.
    Color,
    /// None.
    Plain,
}

/// How text is set.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// How much is shown.
    pub detail: Detail,
    /// Whether text carries colour.
    pub palette: Palette,
}

/// A verdict with what it is about.
#[derive(Clone, Debug)]
pub struct Report<'a> {
    /// The subject, as the user named it.
    pub subject: String,
    /// The time as of which was judged.
    pub at: Timestamp,
    /// Documents that were read or written.
    pub documents: Vec<DocumentLine>,
    /// The configuration, register and keys that the verdict rests on, as `what: file`.
    pub rests_on: Vec<String>,
    /// The verdict.
    pub verdict: &'a Verdict,
}

/// One document of a report.
#[derive(Clone, Debug)]
pub struct DocumentLine {
    /// The file, as the user would name it.
    pub path: String,
    /// The format's stable name.
    pub format: String,
    /// The version.
    pub version: String,
    /// SHA-256 of the file, in hexadecimal.
    pub sha256: String,
    /// How many components it lists, its root apart.
    pub components: usize,
    /// How many files it lists.
    pub files: usize,
    /// What of a project it says that it is about, and what that leaves out; none where it does not say.
    pub selection: Option<(String, Option<String>)>,
}

/// Returns the rendering of this name.
#[must_use]
pub fn find(name: &str) -> Option<&'static dyn Rendering> {
    ALL.iter().copied().find(|rendering| rendering.name() == name)
}

/// Returns every finding code there is, in the order of the checks.
#[must_use]
pub fn codes() -> Vec<&'static Code> {
    verify::codes().into_iter().chain(policy::CODES.iter().copied()).collect()
}

/// Returns the word for a verdict of this outcome.
fn word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Pass => "PASSED",
        Outcome::Unchecked => "NOT CHECKED",
        Outcome::Fail => "FAILED",
    }
}
