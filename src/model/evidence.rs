//! What checks found: facts with evidence, no decision.

use std::fmt;

/// The result of one check on one subject. Only `Pass` is a pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// The check ran and what it asks for holds.
    Pass,
    /// The check did not run, or could not answer.
    Unchecked,
    /// The check ran and what it asks for does not hold.
    Fail,
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Pass => "pass",
            Self::Unchecked => "unchecked",
            Self::Fail => "fail",
        })
    }
}

/// How much a finding weighs by default.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Worth telling; decides nothing.
    Note,
    /// Should be mended; decides when `--fail-on warning` asks for it.
    Warning,
    /// What the check asks for does not hold, or something required is unchecked.
    Error,
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        })
    }
}

/// A stable finding code with its explanation, in the fixed form that `bonafide explain` prints.
#[derive(Debug)]
pub struct Code {
    /// The code, `<check>.<what>`; never changes meaning.
    pub code: &'static str,
    /// The outcome of items that carry it.
    pub outcome: Outcome,
    /// How much they weigh by default.
    pub level: Level,
    /// What it means, as a short clause: "a file's bytes differ from the document".
    pub title: &'static str,
    /// Why it matters.
    pub why: &'static str,
    /// An example.
    pub example: &'static str,
    /// How to mend it.
    pub mend: &'static str,
    /// When the finding is wrong or harmless.
    pub wrong_when: &'static str,
}

/// A place in a document.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file, as the user named it.
    pub path: String,
    /// The line, counted from 1.
    pub line: u32,
    /// The column in bytes, counted from 1.
    pub column: u32,
    /// Where it stands in the JSON form of the document's family, as a JSON pointer (RFC 6901); the same for every syntax.
    pub pointer: String,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.path, self.line, self.column)
    }
}

/// One answer of a check: about what, with which result, resting on what.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Item {
    /// The result; items sort worst last, reports turn that around.
    pub outcome: Outcome,
    /// How much it weighs.
    pub level: Level,
    /// The stable code.
    pub code: &'static str,
    /// Where in a document it is, if it is about one; items of one code sort by it.
    pub place: Option<Place>,
    /// What it is about: a path, a purl, a signature file.
    pub subject: String,
    /// What was expected.
    pub expected: Option<String>,
    /// What was found.
    pub found: Option<String>,
    /// The files, keys and entries that the answer rests on.
    pub rests_on: Vec<String>,
    /// Things that the user can type or do.
    pub hints: Vec<String>,
}

impl Item {
    /// Returns an item of this code about a subject.
    #[must_use]
    pub fn new(code: &'static Code, subject: impl Into<String>) -> Self {
        Self {
            outcome: code.outcome,
            level: code.level,
            code: code.code,
            subject: subject.into(),
            place: None,
            expected: None,
            found: None,
            rests_on: Vec::new(),
            hints: Vec::new(),
        }
    }

    /// Sets where in a document it is.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    /// Sets what was expected.
    #[must_use]
    pub fn expected(mut self, text: impl Into<String>) -> Self {
        self.expected = Some(text.into());
        self
    }

    /// Sets what was found.
    #[must_use]
    pub fn found(mut self, text: impl Into<String>) -> Self {
        self.found = Some(text.into());
        self
    }

    /// Adds a thing that the answer rests on.
    #[must_use]
    pub fn rests_on(mut self, text: impl Into<String>) -> Self {
        self.rests_on.push(text.into());
        self
    }

    /// Adds a hint.
    #[must_use]
    pub fn hint(mut self, text: impl Into<String>) -> Self {
        self.hints.push(text.into());
        self
    }

    /// Weighs the item otherwise than its code does by default.
    #[must_use]
    pub fn level(mut self, level: Level) -> Self {
        self.level = level;
        self
    }
}

/// Whether a check that passes has looked at the subject's own bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reach {
    /// At other things: packages, the document, what the document says.
    #[default]
    Elsewhere,
    /// At every byte of the subject.
    Subject,
}

/// What it means that a check which nobody asked for, but which found something to look at, ends unchecked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WhenUnasked {
    /// The verdict is unchecked too.
    #[default]
    Decides,
    /// It is told, and other checks decide; a failure decides all the same.
    Tells,
}

/// All that one check found.
///
/// Passes are counted, and listed only where the list is short or was asked for: a tree has hundreds of thousands of files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckReport {
    /// The check's name, such as `digest`.
    pub check: &'static str,
    /// Subjects for which what the check asks for was looked at and holds.
    pub passed: u64,
    /// Whether the passes are about every byte of the subject.
    pub reach: Reach,
    /// What it means that the check ends unchecked where nobody asked for it.
    pub when_unasked: WhenUnasked,
    /// One sentence on what the passes rest on: "4 files, SHA-256 of every byte".
    pub coverage: Vec<String>,
    /// Everything that is not a plain pass, and passes worth telling one by one.
    pub items: Vec<Item>,
}

impl CheckReport {
    /// Returns an empty report, which is not a pass.
    #[must_use]
    pub fn new(check: &'static str) -> Self {
        Self {
            check,
            passed: 0,
            reach: Reach::Elsewhere,
            when_unasked: WhenUnasked::Decides,
            coverage: Vec::new(),
            items: Vec::new(),
        }
    }

    /// Returns how many items have this outcome; passes that are counted but not listed are included.
    #[must_use]
    pub fn count(&self, outcome: Outcome) -> u64 {
        match outcome {
            Outcome::Pass => self.passed,
            _ => self.items.iter().filter(|item| item.outcome == outcome).count() as u64,
        }
    }

    /// Returns what the check comes to when findings of this level or above decide.
    ///
    /// A failure decides, then anything required that is unchecked; without a single pass the result is `Unchecked`.
    #[must_use]
    pub fn outcome(&self, fail_on: Level) -> Outcome {
        let decides = |item: &&Item| item.level >= fail_on;
        if self.items.iter().filter(decides).any(|item| item.outcome == Outcome::Fail) {
            Outcome::Fail
        } else if self.passed == 0 || self.items.iter().filter(decides).any(|item| item.outcome == Outcome::Unchecked) {
            Outcome::Unchecked
        } else {
            Outcome::Pass
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static MISMATCH: Code = Code {
        code: "digest.mismatch",
        outcome: Outcome::Fail,
        level: Level::Error,
        title: "",
        why: "",
        example: "",
        mend: "",
        wrong_when: "",
    };

    #[test]
    fn a_report_without_a_pass_is_not_a_pass() {
        assert_eq!(CheckReport::new("digest").outcome(Level::Error), Outcome::Unchecked);
    }

    #[test]
    fn one_failure_outweighs_any_number_of_passes() {
        let mut report = CheckReport::new("digest");
        report.passed = 1_000_000;
        assert_eq!(report.outcome(Level::Error), Outcome::Pass);
        report.items.push(Item::new(&MISMATCH, "a"));
        assert_eq!(report.outcome(Level::Error), Outcome::Fail);
    }

    #[test]
    fn a_warning_decides_only_when_asked_to() {
        let mut report = CheckReport::new("vendor");
        report.passed = 1;
        report.items.push(Item::new(&MISMATCH, "a").level(Level::Warning));
        assert_eq!(report.outcome(Level::Error), Outcome::Pass);
        assert_eq!(report.outcome(Level::Warning), Outcome::Fail);
    }
}
