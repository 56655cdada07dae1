//! Inputs that could not be used.

/// Why an input could not be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ProblemKind {
    /// It is there but could not be read or understood. Decides the exit code.
    Unusable,
    /// Two inputs contradict each other, such as a manifest and its lock file. Decides the exit code.
    Contradiction,
    /// A source that may be there is not, such as a cache. Said in the document; the exit code stays.
    Absent,
    /// It was left out on purpose. Said in the document; the exit code stays.
    Skipped,
}

/// One input that could not be used, or not wholly.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// Why.
    pub kind: ProblemKind,
    /// The file, relative to the subject where it lies in it; never a path of this machine beyond what the user named.
    pub path: String,
    /// The line, counted from 1.
    pub line: Option<u32>,
    /// What was expected and what was found; a lower-case fragment.
    pub message: String,
    /// Things that the user can type or do.
    pub hints: Vec<String>,
}

impl Problem {
    /// Returns a problem without line and hints.
    #[must_use]
    pub fn new(kind: ProblemKind, path: impl Into<String>, message: impl Into<String>) -> Self {
        Self { kind, path: path.into(), line: None, message: message.into(), hints: Vec::new() }
    }

    /// Adds a hint.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// Sets the line.
    #[must_use]
    pub fn line(mut self, line: u32) -> Self {
        self.line = Some(line);
        self
    }

    /// Returns whether the problem decides the exit code.
    #[must_use]
    pub fn is_deciding(&self) -> bool {
        match self.kind {
            ProblemKind::Unusable | ProblemKind::Contradiction => true,
            ProblemKind::Absent | ProblemKind::Skipped => false,
        }
    }
}
