//! A register that cannot be used, with every fault and its place.

use std::fmt;
use std::path::{Path, PathBuf};

use crate::source::SourceError;

/// A register that cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RegisterError {
    /// The file could not be read.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// The bytes are not UTF-8, as TOML has to be.
    #[error("{}: not UTF-8 text", path.display())]
    Encoding {
        /// The file.
        path: PathBuf,
    },
    /// It is not TOML, or has a key or a type that registers do not have.
    #[error("{}:{fault}", path.display())]
    Syntax {
        /// The file.
        path: PathBuf,
        /// What is wrong and where.
        fault: Fault,
    },
    /// It is TOML of the right form that breaks rules; every fault is listed.
    #[error("{}", list(path, faults))]
    Rules {
        /// The file.
        path: PathBuf,
        /// What is wrong and where, in the order of the file.
        faults: Vec<Fault>,
    },
}

/// One thing that is wrong in a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// The line, counted from 1.
    pub line: usize,
    /// The column in characters, counted from 1.
    pub column: usize,
    /// What was expected and what was found.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.line, self.column, self.message)
    }
}

impl RegisterError {
    /// Returns whether the same input would fail again.
    #[must_use]
    pub fn is_input_fault(&self) -> bool {
        match self {
            Self::Source(error) => error.is_input_fault(),
            Self::Encoding { .. } | Self::Syntax { .. } | Self::Rules { .. } => true,
        }
    }

    /// Returns what the user can do about it, without doubles.
    #[must_use]
    pub fn hints(&self) -> Vec<String> {
        let faults = match self {
            Self::Source(_) | Self::Encoding { .. } => &[][..],
            Self::Syntax { fault, .. } => std::slice::from_ref(fault),
            Self::Rules { faults, .. } => faults,
        };
        let mut hints: Vec<String> = Vec::new();
        for hint in faults.iter().filter_map(|fault| fault.hint.clone()) {
            if !hints.contains(&hint) {
                hints.push(hint);
            }
        }
        hints
    }
}

/// Faults beyond this many are counted, not shown.
const SHOWN: usize = 20;

fn list(path: &Path, faults: &[Fault]) -> String {
    let mut text: Vec<String> = faults.iter().take(SHOWN).map(|fault| format!("{}:{fault}", path.display())).collect();
    if faults.len() > SHOWN {
        text.push(format!("and {} more", faults.len() - SHOWN));
    }
    text.join("\n")
}

/// Where lines start, to turn a byte's place into a line and a column.
pub(in crate::verify::vendor) struct Lines<'a> {
    text: &'a str,
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    pub(in crate::verify::vendor) fn new(text: &'a str) -> Self {
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self { text, starts }
    }

    /// Returns the line and the column, both counted from 1.
    pub(in crate::verify::vendor) fn place(&self, at: usize) -> (usize, usize) {
        let line = self.starts.partition_point(|start| *start <= at);
        let start = self.starts.get(line.saturating_sub(1)).copied().unwrap_or(0);
        let column = self.text.get(start..at).map_or(at - start, |text| text.chars().count());
        (line, column + 1)
    }

    pub(in crate::verify::vendor) fn line(&self, at: usize) -> usize {
        self.place(at).0
    }

    pub(in crate::verify::vendor) fn fault(&self, at: usize, message: impl Into<String>) -> Fault {
        let (line, column) = self.place(at);
        Fault { line, column, message: message.into(), hint: None }
    }
}
