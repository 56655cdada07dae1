//! The register of vetted vendors: who may deliver what, since when and until when.
//!
//! A register is a TOML file that lives in git and is reviewed by people. It is read in two steps: TOML into raw types, which refuses
//! unknown keys, then raw types into these, whose existence proves the rules. All faults of a file are told at once.

mod convert;
mod edit;
mod error;
mod raw;

use std::path::{Path, PathBuf};

pub use edit::{Approval, EditError, approve};
pub(super) use error::Lines;
pub use error::{Fault, RegisterError};

use super::index::Index;
use super::origin::Registry;
use super::pattern::PackagePattern;
use super::version::VersionScope;
use crate::limits;
use crate::model::{Date, Digest, RelativePath, Usage};
use crate::source;

/// The version of the file format that is read and written.
pub const FORMAT_VERSION: i64 = 1;

/// The id of the section for the subject's own packages.
pub const FIRST_PARTY: &str = "first-party";

/// The register of vetted vendors.
#[derive(Clone, Debug, Default)]
pub struct Register {
    path: PathBuf,
    vendors: Vec<VendorRecord>,
    entries: Vec<Entry>,
    index: Index,
}

/// What kind of body a vendor is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum VendorKind {
    /// A company.
    Company,
    /// A foundation or another non-profit body.
    Foundation,
    /// An open-source project.
    Project,
    /// One person.
    Person,
    /// A publisher known only by its account in a registry.
    RegistryPublisher,
    /// The subject's own makers.
    FirstParty,
}

/// What people have decided on a vendor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// Nobody has decided yet; nothing it delivers passes.
    Proposed,
    /// Vetted, for what its scope names.
    Approved,
    /// Vetted, under conditions that the record states.
    Conditional,
    /// For now nothing it delivers passes, whatever else is in the register.
    Suspended,
    /// Nothing it delivers passes, whatever else is in the register.
    Denied,
}

impl VendorKind {
    /// Every kind that a `[[vendor]]` may have, with its word in the file.
    pub const WORDS: [(&'static str, Self); 5] = [
        ("company", Self::Company),
        ("foundation", Self::Foundation),
        ("project", Self::Project),
        ("person", Self::Person),
        ("registry-publisher", Self::RegistryPublisher),
    ];
}

impl Status {
    /// Every status with its word in the file.
    pub const WORDS: [(&'static str, Self); 5] = [
        ("proposed", Self::Proposed),
        ("approved", Self::Approved),
        ("conditional", Self::Conditional),
        ("suspended", Self::Suspended),
        ("denied", Self::Denied),
    ];

    /// Returns the word in the file.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, status)| *status == self).map_or("", |(word, _)| word)
    }

    /// Returns whether packages may pass on it.
    #[must_use]
    pub fn is_approval(self) -> bool {
        matches!(self, Self::Approved | Self::Conditional)
    }

    /// Returns whether it keeps out what matches, whatever else is in the register.
    #[must_use]
    pub fn is_refusal(self) -> bool {
        matches!(self, Self::Suspended | Self::Denied)
    }
}

/// One vendor of the register.
#[derive(Clone, Debug)]
pub struct VendorRecord {
    /// The stable id, unique in the register.
    pub id: String,
    /// The name as people know it. It proves nothing and is compared with nothing.
    pub name: String,
    /// What kind of body it is.
    pub kind: Option<VendorKind>,
    /// Its web site.
    pub url: Option<String>,
    /// Mail or web addresses of those who answer for it.
    pub contacts: Vec<String>,
    /// The country, and optionally subdivision, whose law it is under. Spec: ISO 3166-1 alpha-2, ISO 3166-2.
    pub jurisdiction: Option<String>,
    /// What people have decided.
    pub status: Status,
    /// Why it is suspended or denied.
    pub reason: Option<String>,
    /// Under which conditions it is approved.
    pub conditions: Option<String>,
    /// The day of the last review.
    pub reviewed: Option<Date>,
    /// The day by which it must be reviewed again; a year after the last review where the file does not say.
    pub review_by: Option<Date>,
    /// The last day on which the approval holds.
    pub approved_until: Option<Date>,
    /// What the vetting rests on.
    pub evidence: Vec<VettingEvidence>,
    /// Public keys of the vendor.
    pub keys: Vec<VendorKey>,
    /// Anything else that readers of the file should know.
    pub notes: Option<String>,
    /// The line of the record in the file.
    pub line: usize,
    /// The scopes, in the order of the file.
    pub(super) scopes: Vec<Scope>,
}

/// Under which terms a vendor may deliver some packages.
#[derive(Clone, Debug, Default)]
pub(super) struct Scope {
    /// `None` where the file names none: the default registry for an approval, every origin for a refusal.
    pub(super) registries: Option<Vec<Registry>>,
    /// `None` for every usage.
    pub(super) usage: Option<Vec<Usage>>,
    /// The last day on which this scope's approval holds, if that is narrower than the vendor's.
    pub(super) until: Option<Date>,
}

/// What an entry matches.
#[derive(Clone, Debug)]
pub(super) enum EntryPattern {
    /// Packages by purl.
    Package(PackagePattern),
    /// Folders of the subject, for components without a purl.
    Folder(super::glob::Glob),
}

/// One package pattern of one scope of one vendor: what decides.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) vendor: usize,
    pub(super) scope: usize,
    pub(super) pattern: EntryPattern,
    pub(super) versions: VersionScope,
    /// As it is written in the file.
    pub(super) text: String,
    pub(super) line: usize,
}

/// What a vetting rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VettingEvidence {
    /// What it is.
    pub title: String,
    /// Where it is.
    pub place: EvidencePlace,
    /// SHA-256 of its bytes, for a file always.
    pub sha256: Option<Digest>,
    /// The last day on which it counts.
    pub expires: Option<Date>,
}

/// Where vetting evidence is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EvidencePlace {
    /// A file, relative to the register's folder.
    File(RelativePath),
    /// A web address; nothing is fetched from it.
    Url(String),
}

/// A public key of a vendor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VendorKey {
    /// Where the key is.
    pub source: KeySource,
    /// The first day on which it counts.
    pub valid_from: Option<Date>,
    /// The last day on which it counts.
    pub valid_until: Option<Date>,
}

/// Where a vendor's public key is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeySource {
    /// A file, relative to the register's folder.
    File(RelativePath),
    /// The key itself, as it would stand in a file.
    Inline(String),
}

impl Register {
    /// Reads a register from a file.
    ///
    /// # Errors
    /// Every variant of [`RegisterError`].
    pub fn read(path: &Path) -> Result<Self, RegisterError> {
        let bytes = source::read_bounded(path, limits::CONFIG_BYTES)?;
        let text = String::from_utf8(bytes).map_err(|_| RegisterError::Encoding { path: path.into() })?;
        Self::parse(&text, path)
    }

    /// Reads a register; `path` names it in errors and findings.
    ///
    /// # Errors
    /// [`RegisterError::Syntax`] with the first thing that is not a register's TOML, or [`RegisterError::Rules`] with every rule broken.
    pub fn parse(text: &str, path: &Path) -> Result<Self, RegisterError> {
        let lines = Lines::new(text);
        let raw: raw::RawRegister = toml::from_str(text).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start);
            RegisterError::Syntax { path: path.into(), fault: lines.fault(at, error.message()) }
        })?;
        convert::register(raw, &lines, path)
    }

    /// Returns the file that the register was read from.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Returns the vendors, in the order of the file; the section for own packages, if there is one, first.
    #[must_use]
    pub fn vendors(&self) -> &[VendorRecord] {
        &self.vendors
    }

    /// Returns how many package patterns the register holds.
    #[must_use]
    pub fn pattern_count(&self) -> usize {
        self.entries.len()
    }

    /// Returns the vendor of this id.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<&VendorRecord> {
        self.vendors.iter().find(|vendor| vendor.id == id)
    }

    pub(super) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    pub(super) fn index(&self) -> &Index {
        &self.index
    }

    pub(super) fn vendor_of(&self, entry: &Entry) -> &VendorRecord {
        &self.vendors[entry.vendor]
    }

    pub(super) fn scope_of(&self, entry: &Entry) -> &Scope {
        &self.vendors[entry.vendor].scopes[entry.scope]
    }

    /// Returns the place in the file, as `vendors.toml:12`.
    pub(super) fn place(&self, line: usize) -> String {
        format!("{}:{line}", self.path.display())
    }
}

#[cfg(test)]
mod tests;
