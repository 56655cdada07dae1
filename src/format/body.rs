//! What the tree of a document is read from.

use std::borrow::Cow;

use super::tree::{Node, Places};
use super::{Format, FormatError, Loss};

/// A document as its format's reader of trees takes it.
#[derive(Clone, Debug)]
pub enum Body<'a> {
    /// A text, decoded.
    Text(Cow<'a, str>),
    /// Bytes that are no text.
    Binary(&'a [u8]),
}

impl Body<'_> {
    /// Reads the tree, and what that has no place for.
    ///
    /// # Errors
    /// As [`Format::tree_and_losses`] and [`Format::binary_tree`].
    pub fn tree(&self, format: &dyn Format) -> Result<(Node<'_>, Vec<Loss>), FormatError> {
        match self {
            Self::Text(text) => format.tree_and_losses(text),
            Self::Binary(bytes) => format.binary_tree(bytes),
        }
    }

    /// Returns what tells the line and column of a value; of bytes, which have no lines, the column alone counts.
    #[must_use]
    pub fn places(&self) -> Places {
        match self {
            Self::Text(text) => Places::new(text),
            Self::Binary(_) => Places::new(""),
        }
    }
}
