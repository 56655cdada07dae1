//! Mends what follows from the document itself, and nothing else.
//!
//! A fact that the document does not hold is never made up: no supplier, no version, no serial number, and no statement that a component
//! has no dependencies unless the document calls its dependencies complete. A document with a signature inside is left alone, for any
//! change would break the signature.

use crate::format::tree::{Layout, Node, Places, write_json};
use crate::format::{Family, FormatError, Loss};
use crate::model::{Level, Place};

use super::{Linter, Options};

mod graph;
mod value;

/// A document that was mended.
#[derive(Clone, Debug)]
pub struct Fixed {
    /// The document.
    pub bytes: Vec<u8>,
    /// What was changed, in the order of the document.
    pub changes: Vec<Change>,
    /// What the writer of the format has no place for; empty for the JSON forms.
    pub losses: Vec<Loss>,
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Where it is, in the document as it was read.
    pub place: Place,
    /// What was done; a lower-case fragment.
    pub what: String,
}

/// A document that could not be mended.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FixError {
    /// It could not be read, or not be written in its own version.
    #[error(transparent)]
    Format(#[from] FormatError),
    /// It carries a signature.
    #[error("the document carries a signature, which any change would break")]
    Signed,
    /// The mended document would be worse than the one before.
    #[error("the mended document would have {after} errors where {before} were before; nothing is written")]
    Worse {
        /// Findings of level error before.
        before: usize,
        /// Findings of level error after.
        after: usize,
    },
}

impl FixError {
    /// Returns whether the same input would fail again.
    #[must_use]
    pub fn is_input_fault(&self) -> bool {
        match self {
            Self::Format(error) => error.is_input_fault(),
            Self::Signed | Self::Worse { .. } => true,
        }
    }
}

impl Linter {
    /// Mends a document; `path` is what the user calls it.
    ///
    /// # Errors
    /// Every variant of [`FixError`]; nothing has been written anywhere.
    pub fn fix(&self, path: &str, bytes: &[u8], options: &Options) -> Result<Fixed, FixError> {
        let (known, body) = super::read(bytes)?;
        let parsed = super::parse(known, &body)?;
        let (family, format, mut tree) = (parsed.family, parsed.format, parsed.tree);
        if tree.get("signature").is_some() && family == Family::CycloneDx {
            return Err(FixError::Signed);
        }
        let mut mender = Mender { path, places: body.places(), pointer: String::new(), changes: Vec::new() };
        value::mend(&mut tree, family, &mut mender);
        graph::mend(&mut tree, family, &mut mender);
        let changes = mender.changes;
        if changes.is_empty() {
            return Ok(Fixed { bytes: bytes.to_vec(), changes, losses: Vec::new() });
        }
        let version = super::view::version(family, &tree).unwrap_or_default();
        let stated = version.strip_prefix("SPDX-").unwrap_or(&version).to_owned();
        let written = if format.name().ends_with("-json") {
            // The tree is that of the JSON form: nothing of it can be lost.
            crate::format::WrittenTree { bytes: write_json(&tree, Layout::Lines), losses: Vec::new() }
        } else {
            format.write_tree(tree, Some(&stated))?
        };
        let errors = |bytes: &[u8]| {
            let items = self.lint(path, bytes, options).report.items;
            items.iter().filter(|item| item.level == Level::Error).count()
        };
        let (before, after) = (errors(bytes), errors(&written.bytes));
        if after > before {
            return Err(FixError::Worse { before, after });
        }
        Ok(Fixed { bytes: written.bytes, changes, losses: written.losses })
    }
}

/// Where the walk is, and what it has changed.
struct Mender<'p> {
    path: &'p str,
    places: Places,
    pointer: String,
    changes: Vec<Change>,
}

impl Mender<'_> {
    fn changed(&mut self, at: u32, what: impl Into<String>) {
        let (line, column) = self.places.of(at);
        let place = Place { path: self.path.to_owned(), line, column, pointer: self.pointer.clone() };
        self.changes.push(Change { place, what: what.into() });
    }

    /// Goes one step down, does something there and comes back.
    fn below(&mut self, step: &str, work: impl FnOnce(&mut Self)) {
        let length = self.pointer.len();
        self.pointer.push('/');
        self.pointer.push_str(&step.replace('~', "~0").replace('/', "~1"));
        work(self);
        self.pointer.truncate(length);
    }
}

/// A text of a tree, to be changed.
fn set_text(node: &mut Node<'_>, text: String) {
    node.value = crate::format::tree::Value::Text(text.into());
}

#[cfg(test)]
mod tests;
