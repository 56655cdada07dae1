//! COLLECT: from files to an inventory, one folder an ecosystem, named by its purl type.
//!
//! A collector says which files it wants and turns one of them into components, edges and problems. It never walks, never runs anything
//! and never opens a socket; what else it needs of the subject or of a cache it reads through [`Context`]. To add one: a folder, one
//! `mod` line and one entry in [`ALL`].

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::model::{Inventory, RelativePath};
use crate::source::SourceError;

pub mod cargo;
pub mod files;

/// Every collector.
pub static ALL: &[&dyn Collector] = &[&cargo::Lockfile];

/// Turns files of one ecosystem into components, edges and problems.
pub trait Collector: Sync {
    /// Returns the stable name, `<purl type>/<file>`.
    fn name(&self) -> &'static str;

    /// Returns one sentence on what it reads, for listings.
    fn about(&self) -> &'static str;

    /// Returns where the ecosystem keeps what it has downloaded, if the collector can use it.
    fn cache(&self) -> Option<CacheLocation> {
        None
    }

    /// Returns whether the collector can read a file of this path.
    fn wants(&self, path: &RelativePath) -> bool;

    /// Reads one file and all that belongs to it into an inventory of its own, which is not yet normalized.
    ///
    /// What could not be used, wholly or in part, becomes a problem in the inventory.
    ///
    /// # Errors
    /// [`CollectError`] when nothing of the file could be used.
    fn collect(&self, file: &SourceFile<'_>, context: &Context<'_>) -> Result<Inventory, CollectError>;
}

/// Where an ecosystem keeps what it has downloaded: an environment variable, or else a folder of the home directory.
#[derive(Clone, Copy, Debug)]
pub struct CacheLocation {
    /// The purl type, the key in [`Context::caches`].
    pub purl_type: &'static str,
    /// The environment variable that names the folder.
    pub variable: &'static str,
    /// The folder below the home directory when the variable is unset.
    pub below_home: &'static str,
}

/// A file that a collector wants, with its bytes.
#[derive(Clone, Copy, Debug)]
pub struct SourceFile<'a> {
    /// The path below the subject's root.
    pub path: &'a RelativePath,
    /// The bytes, bounded.
    pub bytes: &'a [u8],
}

/// How deep a collector looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// The lock file alone.
    LockOnly,
    /// The lock file, the manifests and the ecosystem's caches.
    Manifests,
}

/// What a collector may use beside the file it was given.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The subject's root on disk.
    pub root: &'a Path,
    /// The ecosystems' caches, by purl type.
    pub caches: &'a BTreeMap<&'static str, PathBuf>,
    /// How deep to look.
    pub depth: Depth,
}

/// An input of which nothing could be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CollectError {
    /// The file could not be read.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// The file is not what its name says.
    #[error("{path}{}: {message}", line.map(|line| format!(":{line}")).unwrap_or_default())]
    Syntax {
        /// The file, relative to the subject.
        path: String,
        /// The line, counted from 1.
        line: Option<u32>,
        /// What was expected and what was found.
        message: String,
    },
}

impl CollectError {
    /// Returns whether the same input would fail again.
    #[must_use]
    pub fn is_input_fault(&self) -> bool {
        match self {
            Self::Source(error) => error.is_input_fault(),
            Self::Syntax { .. } => true,
        }
    }
}
