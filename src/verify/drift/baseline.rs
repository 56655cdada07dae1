//! The document that was shipped last.

use std::path::{Path, PathBuf};

use crate::format::{self, Document, FormatError};
use crate::limits;
use crate::model::{Algorithm, Digest};
use crate::source::{hash, read_bounded};

/// The document that was shipped last, or why it could not be read.
#[derive(Debug)]
pub struct Baseline {
    /// The file, as the user named it.
    pub path: PathBuf,
    pub(super) read: Result<Read, FormatError>,
}

/// A document with what its bytes alone tell.
#[derive(Debug)]
pub(super) struct Read {
    pub(super) document: Document,
    pub(super) sha256: Option<Digest>,
    pub(super) is_signed: Option<bool>,
}

impl Baseline {
    /// Reads the document. That it cannot be read is kept and becomes a finding: a comparison that was asked for is never left out silently.
    #[must_use]
    pub fn read(path: &Path) -> Self {
        Self { path: path.into(), read: read(path) }
    }
}

fn read(path: &Path) -> Result<Read, FormatError> {
    let bytes = read_bounded(path, limits::DOCUMENT_BYTES)?;
    let document = format::read(&bytes)?;
    let sha256 = hash::digest_bytes(Algorithm::Sha256, &bytes);
    Ok(Read { document, sha256, is_signed: format::is_signed(&bytes) })
}

/// Returns whether a document that was read before holds a signature; `None` if that cannot be told, as when the file is another one now.
pub(super) fn is_signed(file: &format::DocumentFile) -> Option<bool> {
    let bytes = read_bounded(&file.path, limits::DOCUMENT_BYTES).ok()?;
    let same = hash::digest_bytes(Algorithm::Sha256, &bytes).as_ref() == Some(&file.sha256);
    if same { format::is_signed(&bytes) } else { None }
}
