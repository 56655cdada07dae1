//! VERIFY: facts with evidence, no decision, one folder a check.
//!
//! A check gets the same [`Input`] as every other, looks at what it understands and returns a [`CheckReport`]. What it could not look
//! at is an item with the outcome `Unchecked`, never silence and never a pass. To add a check: a folder with its finding codes, one `mod`
//! line and one entry in [`ALL`].

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::format::DocumentFile;
use crate::model::{Algorithm, CheckReport, Code, Component, Reach, RelativePath, Timestamp};
use crate::signature::TrustedKey;
use crate::source::ahead::HashedFile;
use crate::source::{Progress, SourceError};

pub mod binary;
pub mod digest;
pub mod drift;
pub mod lint;
pub mod package;
pub mod signed;
pub mod vendor;

pub use drift::Against;

/// Every check, in the order in which reports list them.
pub static ALL: &[&dyn Check] = &[
    &binary::Binary,
    &digest::Digest,
    &drift::Drift,
    &lint::Lint,
    &package::Package,
    &signed::Signature,
    &vendor::Vendor,
];

/// Asks one question of a subject and its documents.
pub trait Check: Sync {
    /// Returns the stable name, such as `digest`.
    fn name(&self) -> &'static str;

    /// Returns the question that it answers, as one short sentence.
    fn about(&self) -> &'static str;

    /// Returns every code that its items carry.
    fn codes(&self) -> &'static [&'static Code];

    /// Returns whether its passes can be about the subject's own bytes.
    fn reach(&self) -> Reach {
        Reach::Elsewhere
    }

    /// Returns whether the input holds anything that the check could look at.
    fn applies(&self, input: &Input<'_>) -> bool;

    /// Runs the check.
    ///
    /// # Errors
    /// [`VerifyError`] when the check itself could not go on; what is wrong with the subject is an item of the report.
    fn run(&self, input: &Input<'_>) -> Result<CheckReport, VerifyError>;
}

/// Which packages of a lock file must be there to be checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Targets {
    /// Those that these target triples need.
    These(Vec<String>),
    /// All.
    All,
}

/// All that a check may look at.
pub struct Input<'a> {
    /// The subject: a file or a directory.
    pub subject: &'a Path,
    /// The SBOM, with the bytes' digest.
    pub document: Option<&'a DocumentFile>,
    /// Signature files, given or found beside the subject.
    pub signatures: &'a [PathBuf],
    /// Public keys that the reader trusts, from the command line and from vendors' records.
    pub keys: &'a [TrustedKey],
    /// The register of vetted vendors.
    pub register: Option<&'a vendor::Register>,
    /// The ecosystems' caches, by purl type.
    pub caches: &'a BTreeMap<&'static str, PathBuf>,
    /// The targets whose packages are required.
    pub targets: &'a Targets,
    /// The time as of which is judged.
    pub at: Timestamp,
    /// Patterns of files to leave out, in the language of `.gitignore`.
    pub ignore: &'a [String],
    /// Files below the subject that belong to the verification itself: documents, signatures, reports.
    pub own_files: &'a [RelativePath],
    /// Broken algorithms whose match the reader accepts all the same.
    pub accepted_algorithms: &'a [Algorithm],
    /// What the document is compared with.
    pub drift: drift::Against<'a>,
    /// Files of the subject that were hashed already, in any number; see [`hash_beside`](crate::source::ahead::hash_beside).
    pub hashed: &'a [HashedFile],
    /// Who listens to progress.
    pub progress: &'a dyn Progress,
}

/// A check that could not go on.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum VerifyError {
    /// An input could not be read.
    #[error(transparent)]
    Source(#[from] SourceError),
}

impl VerifyError {
    /// Returns whether the same input would fail again.
    #[must_use]
    pub fn is_input_fault(&self) -> bool {
        match self {
            Self::Source(error) => error.is_input_fault(),
        }
    }
}

/// Returns the check of this name.
#[must_use]
pub fn find(name: &str) -> Option<&'static dyn Check> {
    ALL.iter().copied().find(|check| check.name() == name)
}

/// Returns whether a component stands for Rust's standard library, as documents of builds have it; a package of that name is another thing.
fn is_standard_library(component: &Component) -> bool {
    component.name == "rust-std" && component.purl.as_ref().is_none_or(|purl| purl.purl_type() == "generic")
}

/// Returns every finding code of every check, in order.
#[must_use]
pub fn codes() -> Vec<&'static Code> {
    ALL.iter().flat_map(|check| check.codes()).copied().collect()
}
