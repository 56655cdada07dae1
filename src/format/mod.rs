//! Documents: CycloneDX and SPDX, written and read back, one folder a format; and the two listings for people and scripts.
//!
//! Writers give the same bytes for the same inventory. Readers are lenient where the meaning is clear and tell what they passed over;
//! a duplicate JSON key has no clear meaning and is an error. To add a format: a folder, one `mod` line and one entry in [`ALL`].

use std::path::PathBuf;

use crate::limits;
use crate::model::{Digest, Inventory, Timestamp};
use crate::source::SourceError;
use tree::Node;

mod address;
mod body;
mod content;
mod convert;
pub mod cyclonedx;
mod fact;
mod file;
mod identifier;
mod index;
mod json;
pub mod listing;
mod raw;
pub mod schema;
mod signed;
pub mod spdx;
pub mod spdx3;
mod text;
pub mod tree;

pub use body::Body;
pub use convert::{Conversion, Original, Target, convert};
pub use file::{read_file, recognizes_file};
pub use signed::is_signed;
pub use text::decode;

/// Every document format.
pub static ALL: &[&dyn Format] = &[
    &cyclonedx::CycloneDxJson,
    &cyclonedx::CycloneDxXml,
    &cyclonedx::CycloneDxProtobuf,
    &spdx::SpdxJson,
    &spdx::SpdxTagValue,
    &spdx::SpdxYaml,
    &spdx3::Spdx3Json,
    &listing::Table,
    &listing::Purls,
];

/// One document format, in all its versions.
pub trait Format: Sync {
    /// Returns the stable name, such as `cyclonedx-json`.
    fn name(&self) -> &'static str;

    /// Returns one sentence on the format, for listings.
    fn about(&self) -> &'static str;

    /// Returns the versions that can be written, the default last. Empty for listings, which have none.
    fn versions(&self) -> &'static [&'static str];

    /// Returns the suffix that files of this format have, such as `cdx.json`.
    fn suffix(&self) -> &'static str;

    /// Returns a whole document as bytes. The inventory must be normalized.
    ///
    /// # Errors
    /// [`FormatError::UnknownVersion`].
    fn write(&self, inventory: &Inventory, version: Option<&str>, stamp: &Stamp) -> Result<Vec<u8>, FormatError>;

    /// Returns the same as [`Format::write`], faster where the format can. `before` is what this gave for the same version of an inventory
    /// that differs in nothing but what it carries along for other formats: its lists are taken over as they are, and not looked at again.
    ///
    /// # Errors
    /// As [`Format::write`].
    fn write_again(
        &self,
        inventory: &Inventory,
        version: Option<&str>,
        stamp: &Stamp,
        _before: &[u8],
    ) -> Result<Vec<u8>, FormatError> {
        self.write(inventory, version, stamp)
    }

    /// Returns whether the bytes look like a document of this format, judged by a bounded part of them.
    fn recognizes(&self, bytes: &[u8]) -> bool;

    /// Reads a document.
    ///
    /// # Errors
    /// [`FormatError`] when the bytes are no document of this format, or hold a duplicate key.
    fn read(&self, bytes: &[u8]) -> Result<Document, FormatError>;

    /// Reads a document whose bytes nobody needs any more: a reader may let go of them while the document grows in memory.
    ///
    /// # Errors
    /// As [`Format::read`].
    fn read_owned(&self, bytes: Vec<u8>) -> Result<Document, FormatError> {
        self.read(&bytes)
    }

    /// Returns the family of documents that say the same in different syntaxes and versions; `None` for listings.
    fn family(&self) -> Option<Family> {
        None
    }

    /// Reads a document whole, as the tree that its family's JSON form has.
    ///
    /// # Errors
    /// [`FormatError`] when the text is not of this syntax; [`FormatError::UnknownFormat`] for listings.
    fn tree<'a>(&self, _text: &'a str) -> Result<Node<'a>, FormatError> {
        Err(FormatError::UnknownFormat)
    }

    /// Reads a document whole as [`Format::tree`] does, and tells what of its syntax that tree has no place for.
    ///
    /// # Errors
    /// As [`Format::tree`].
    fn tree_and_losses<'a>(&self, text: &'a str) -> Result<(Node<'a>, Vec<Loss>), FormatError> {
        self.tree(text).map(|tree| (tree, Vec::new()))
    }

    /// Returns what the tree of a document is read from.
    ///
    /// # Errors
    /// As [`decode`].
    fn body<'a>(&self, bytes: &'a [u8]) -> Result<Body<'a>, FormatError> {
        decode(bytes).map(Body::Text)
    }

    /// Reads a document that is no text whole, as [`Format::tree_and_losses`] does texts.
    ///
    /// # Errors
    /// [`FormatError`] when the bytes are not of this format; [`FormatError::UnknownFormat`] where documents are texts.
    fn binary_tree<'a>(&self, _bytes: &'a [u8]) -> Result<(Node<'a>, Vec<Loss>), FormatError> {
        Err(FormatError::UnknownFormat)
    }

    /// Writes a tree of its family in this syntax and version, and tells what that version has no place for.
    ///
    /// # Errors
    /// [`FormatError::UnknownVersion`]; [`FormatError::UnknownFormat`] for listings.
    fn write_tree(&self, _tree: Node<'_>, _version: Option<&str>) -> Result<WrittenTree, FormatError> {
        Err(FormatError::UnknownFormat)
    }
}

/// Documents that say the same in different syntaxes and versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Family {
    /// `CycloneDX`: the tree is that of its JSON form.
    CycloneDx,
    /// SPDX 2: the tree is that of its JSON form.
    Spdx2,
    /// SPDX 3: the tree is that of its JSON-LD form.
    Spdx3,
}

impl Family {
    /// Returns the word for a family in documents of ours.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::CycloneDx => "cyclonedx",
            Self::Spdx2 => "spdx-2",
            Self::Spdx3 => "spdx-3",
        }
    }
}

/// A fact of a document that another form of it has no place for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Loss {
    /// Where the fact stands in the document that was read, as a JSON pointer into the JSON form of its family.
    pub path: String,
    /// Why it cannot be held; a lower-case fragment.
    pub reason: String,
}

/// A tree that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrittenTree {
    /// The document.
    pub bytes: Vec<u8>,
    /// What the version or syntax has no place for.
    pub losses: Vec<Loss>,
}

/// What a document says of its own making; arguments, so that the library needs neither clock nor environment.
#[derive(Clone, Debug)]
pub struct Stamp {
    /// When the document was made.
    pub created: Timestamp,
}

/// A document that was read.
#[derive(Clone, Debug)]
pub struct Document {
    /// The format's stable name.
    pub format: &'static str,
    /// The version that the document states, such as `1.6` or `SPDX-2.3`.
    pub version: String,
    /// The serial number or namespace.
    pub serial: Option<String>,
    /// The time that the document states, as it is written there.
    pub created: Option<String>,
    /// What the document holds; each component's `reference` is its identifier in the document.
    pub inventory: Inventory,
}

/// A document together with the exact bytes it was read from.
#[derive(Clone, Debug)]
pub struct DocumentFile {
    /// The file.
    pub path: PathBuf,
    /// SHA-256 of the bytes as given; never of a re-serialised form.
    pub sha256: Digest,
    /// The size in bytes.
    pub size: u64,
    /// The document.
    pub document: Document,
}

/// A document that could not be read or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FormatError {
    /// The file could not be read.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// No format recognizes the bytes.
    #[error("not an SBOM document of a known format")]
    UnknownFormat,
    /// The format has no such version, or it is not one that is read.
    #[error("{format} has no version `{version}` here, expected one of {}", expected.join(", "))]
    UnknownVersion {
        /// The format's stable name.
        format: &'static str,
        /// The version asked for or found.
        version: String,
        /// The versions that are known.
        expected: Vec<&'static str>,
    },
    /// The bytes are not well-formed.
    #[error("line {line}, column {column}: {message}")]
    Syntax {
        /// The line, counted from 1.
        line: usize,
        /// The column, counted from 1.
        column: usize,
        /// What kind of fault it is.
        kind: SyntaxKind,
        /// What is wrong.
        message: String,
    },
    /// The bytes of a document that is no text are not well-formed.
    #[error("byte {offset}: {message}")]
    Binary {
        /// The byte, counted from 0.
        offset: usize,
        /// What kind of fault it is.
        kind: SyntaxKind,
        /// What is wrong.
        message: String,
    },
    /// An object has the same key twice; readers differ on which one counts.
    #[error("line {line}, column {column}: duplicate key `{key}`")]
    DuplicateKey {
        /// The key.
        key: String,
        /// The line, counted from 1.
        line: usize,
        /// The column, counted from 1.
        column: usize,
    },
    /// The document breaks a rule without which it has no meaning.
    #[error("{0}")]
    Meaning(String),
}

/// In which way bytes are not well-formed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SyntaxKind {
    /// The grammar is broken.
    Malformed,
    /// The bytes are no text.
    NotText,
    /// Nested deeper than any honest document.
    TooDeep,
    /// A document type declaration, which could declare entities.
    DocumentType,
}

impl FormatError {
    /// Returns the error of a text whose grammar is broken at a place.
    fn malformed(line: usize, column: usize, message: impl Into<String>) -> Self {
        Self::Syntax { line, column, kind: SyntaxKind::Malformed, message: message.into() }
    }

    /// Returns the error of a text that is nested deeper than [`limits::DOCUMENT_DEPTH`] at a place.
    fn too_deep(line: usize, column: usize) -> Self {
        let message = format!("nested deeper than {} levels", limits::DOCUMENT_DEPTH);
        Self::Syntax { line, column, kind: SyntaxKind::TooDeep, message }
    }

    /// Returns whether the same input would fail again.
    #[must_use]
    pub fn is_input_fault(&self) -> bool {
        match self {
            Self::Source(error) => error.is_input_fault(),
            Self::UnknownFormat
            | Self::UnknownVersion { .. }
            | Self::Syntax { .. }
            | Self::Binary { .. }
            | Self::DuplicateKey { .. }
            | Self::Meaning(_) => true,
        }
    }
}

/// Reads a document of whichever format recognizes the bytes.
///
/// # Errors
/// [`FormatError::UnknownFormat`], or what the format's reader gives.
pub fn read(bytes: &[u8]) -> Result<Document, FormatError> {
    recognized(bytes)?.read(bytes)
}

fn recognized(bytes: &[u8]) -> Result<&'static dyn Format, FormatError> {
    ALL.iter().copied().find(|format| format.recognizes(bytes)).ok_or(FormatError::UnknownFormat)
}

/// Returns the format of this name.
#[must_use]
pub fn find(name: &str) -> Option<&'static dyn Format> {
    ALL.iter().copied().find(|format| format.name() == name)
}

/// Bytes at either end of a document in which its format's name is looked for.
const RECOGNIZED_BYTES: usize = 64 << 10;

/// Returns whether a word of ASCII stands near the beginning or the end; some writers put what names the format last.
fn head_or_tail_has(bytes: &[u8], word: &[u8]) -> bool {
    // A document that is no text may hold texts that are documents.
    if cyclonedx::CycloneDxProtobuf.recognizes(bytes) {
        return false;
    }
    let head = &bytes[..bytes.len().min(RECOGNIZED_BYTES)];
    let tail = &bytes[bytes.len().saturating_sub(RECOGNIZED_BYTES)..];
    let has = |word: &[u8]| [head, tail].iter().any(|part| memchr::memmem::find(part, word).is_some());
    // UTF-16 with a byte-order mark: each character of the word has a zero before or after it.
    match bytes {
        [0xff, 0xfe, ..] => has(&word.iter().flat_map(|byte| [*byte, 0]).collect::<Vec<u8>>()),
        [0xfe, 0xff, ..] => has(&word.iter().flat_map(|byte| [0, *byte]).collect::<Vec<u8>>()),
        _ => has(word),
    }
}
