//! Packages that the lock file names and a document leaves out, since nothing that it was made for turns them on.

use std::collections::BTreeSet;
use std::path::Path;

use crate::collect::cargo::parse_lockfile;
use crate::limits;
use crate::model::{Digest, Inventory, Resolution};
use crate::source::read_bounded;

/// Name, version and digest of archive, in hexadecimal, of the packages of a lock file.
#[derive(Debug, Default)]
pub(super) struct Locked(BTreeSet<(String, String, String)>);

impl Locked {
    /// Reads the subject's lock file, where the document is about a choice of its packages.
    pub(super) fn read(subject: &Path, inventory: &Inventory) -> Self {
        if inventory.subject.resolution != Resolution::Selected {
            return Self::default();
        }
        // Whatever is wrong with it, nothing is taken as named by it.
        let Ok(bytes) = read_bounded(&subject.join("Cargo.lock"), limits::LOCKFILE_BYTES) else {
            return Self::default();
        };
        let Ok(lock) = parse_lockfile(&bytes) else { return Self::default() };
        let named = lock.packages.iter().filter_map(|package| {
            let checksum = package.checksum.as_deref()?.to_ascii_lowercase();
            Some((package.name.as_ref().to_owned(), package.version.as_ref().to_owned(), checksum))
        });
        Self(named.collect())
    }

    /// Returns whether the lock file names a package with this very archive.
    pub(super) fn names(&self, name: &str, version: &str, digest: &Digest) -> bool {
        !self.0.is_empty() && self.0.contains(&(name.to_owned(), version.to_owned(), digest.hex()))
    }
}
