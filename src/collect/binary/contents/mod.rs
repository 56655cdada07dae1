//! What an archive, a package or an image holds of compiled files, at whatever depth. Plain facts, which the collector turns into an
//! inventory and the check compares with one.
//!
//! Nothing is unpacked to disk. A package file and an image say what they are themselves; an image is read as the system sees it that runs it,
//! with what upper layers remove or replace left out. The decision a newcomer would question: an inner archive that cannot be read is a
//! problem beside all that was found, and one that the subject itself is made of is an error.

mod blobs;
mod distribution;
mod image;
#[cfg(test)]
mod image_tests;
mod kind;
mod layer;
mod package;
mod stream;
#[cfg(test)]
mod tests;
mod walk;

use std::collections::BTreeSet;
use std::path::Path;

pub use image::ContainerImage;
pub use package::PackageFile;

use super::digests;
use crate::binary::Binary;
use crate::limits;
use crate::model::{Problem, RelativePath, ScopedDigest};
use crate::source::archive::packed::Budget;
use crate::source::archive::{ArchiveError, layout};
use kind::Kind;
use walk::Walk;

/// All that was found.
#[derive(Debug, Default)]
pub struct Contents {
    /// What the subject says of itself, where it is a package.
    pub package: Option<PackageFile>,
    /// Packages and images inside of the subject.
    pub holders: Vec<Holder>,
    /// Compiled files that say something of what they were made from, in order of their places.
    pub parts: Vec<Part>,
    /// How many compiled files say nothing.
    pub silent: u64,
    /// How many compiled files are in a layer, and in no image because an upper layer removes or replaces them.
    pub hidden: u64,
    /// What could not be read, or is not what it should be.
    pub problems: Vec<Problem>,
}

/// A package or an image inside of the subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    /// Where it is.
    pub place: String,
    /// What it is.
    pub kind: HolderKind,
}

/// What holds compiled files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HolderKind {
    /// A package of a distribution.
    Package {
        /// What it says of itself.
        package: Box<PackageFile>,
        /// The size of its file in bytes.
        size: usize,
        /// The digests of its file.
        digests: Vec<ScopedDigest>,
    },
    /// A container image.
    Image(ContainerImage),
}

/// A compiled file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The path in what holds it directly.
    pub path: RelativePath,
    /// The whole way to it from the subject, `!/` between an archive and what is in it.
    pub place: String,
    /// The size in bytes.
    pub size: usize,
    /// SHA-256 and SHA-512.
    pub digests: Vec<ScopedDigest>,
    /// What it says.
    pub binary: Binary,
    /// Which of the holders it is in; none where the subject holds it directly.
    pub holders: BTreeSet<usize>,
}

/// Returns whether some bytes begin as an archive or a package does that can be looked into.
#[must_use]
pub fn recognizes(head: &[u8]) -> bool {
    Kind::of(head).is_some_and(|kind| kind != Kind::Binary)
}

/// Returns whether a folder is an image layout.
#[must_use]
pub fn is_layout(folder: &Path) -> bool {
    folder.join(layout::MARK).is_file()
}

/// Returns what an archive holds; `name` is how its own file is called.
///
/// # Errors
/// Every variant of [`ArchiveError`]: of an archive that is damaged or made to be read in two ways nothing is taken.
pub fn read_archive_contents(bytes: &[u8], name: &str) -> Result<Contents, ArchiveError> {
    read_within(bytes, name, limits::CONTENTS_UNPACKED_BYTES)
}

fn read_within(bytes: &[u8], name: &str, limit: u64) -> Result<Contents, ArchiveError> {
    let budget = || Budget::new(limit, limits::ARCHIVE_ENTRIES);
    let first = budget();
    let mut walk = Walk::new(&first);
    walk.top(bytes, name)?;
    if !walk.is_packed_image {
        return Ok(walk.finish());
    }
    // The order of layers is only known at the end of the stream, so it is held in memory, as one that is not compressed is anyway.
    let second = budget();
    let mut walk = Walk::new(&second);
    walk.packed_image(bytes, name)?;
    Ok(walk.finish())
}

/// Returns what an image layout in a folder holds.
///
/// # Errors
/// As [`read_archive_contents`].
pub fn read_layout_contents(folder: &Path) -> Result<Contents, ArchiveError> {
    let budget = Budget::new(limits::CONTENTS_UNPACKED_BYTES, limits::ARCHIVE_ENTRIES);
    let mut walk = Walk::new(&budget);
    walk.images(&blobs::Folder { root: folder }, "")?;
    Ok(walk.finish())
}
