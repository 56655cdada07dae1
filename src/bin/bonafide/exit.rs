//! Exit codes: a contract that scripts depend on.

use std::path::Path;
use std::process::ExitCode;

/// What the process ends with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Done; nothing at or above the threshold.
    Passed,
    /// Done; findings at or above the threshold.
    Failed,
    /// Wrong usage or configuration.
    Usage,
    /// Could not finish, or something required is unchecked.
    Unfinished,
    /// The user's own command failed: its own status.
    Of(u8),
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Passed => 0,
            Exit::Failed => 1,
            Exit::Usage => 2,
            Exit::Unfinished => 3,
            Exit::Of(status) => status,
        })
    }
}

/// A command that could not do its work.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) exit: Exit,
    pub(crate) message: String,
    pub(crate) hints: Vec<String>,
}

impl Failure {
    /// Wrong usage or configuration.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self { exit: Exit::Usage, message: message.into(), hints: Vec::new() }
    }

    /// Could not finish; the error's whole chain is the message.
    pub(crate) fn unfinished(error: &dyn std::error::Error) -> Self {
        Self { exit: Exit::Unfinished, message: chain(error), hints: Vec::new() }
    }

    /// Names the file that it is about.
    pub(crate) fn about(mut self, file: &Path) -> Self {
        self.message = format!("{}: {}", file.display(), self.message);
        self
    }

    /// Adds things that the user can type, each once.
    pub(crate) fn hints(mut self, hints: Vec<String>) -> Self {
        for hint in hints {
            if !self.hints.contains(&hint) {
                self.hints.push(hint);
            }
        }
        self
    }

    /// Adds a thing that the user can type.
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }
}

impl<E: std::error::Error> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::unfinished(&error)
    }
}

/// Returns an error with all that caused it, from the outside in.
pub(crate) fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let cause_text = cause.to_string();
        if !text.ends_with(&cause_text) {
            text.push_str(": ");
            text.push_str(&cause_text);
        }
        source = cause.source();
    }
    text
}
