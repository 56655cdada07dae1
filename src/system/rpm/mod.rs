//! RPM's database, in each of the three forms that it has had.
//!
//! Every form holds one header a package. A header is looked into when a file is asked for; until then its list of files stays as it is.
//!
//! Spec: RPM, "Package Format" (header structure) and `lib/rpmtag.h`.

mod bytes;
mod hash;
mod header;
mod ndb;
mod sqlite;

use std::borrow::Cow;
use std::path::Path;

pub use header::{RpmHeader, parse_header};

use super::package::{Database, Package};
use super::root::Root;
use crate::limits;

/// Where distributions keep it, the newer place first.
const FOLDERS: [&str; 3] = ["/usr/lib/sysimage/rpm", "/var/lib/rpm", "/usr/share/rpm"];

type Parse = for<'a> fn(&'a [u8]) -> Result<Vec<Cow<'a, [u8]>>, RpmError>;

/// The files that a database may be, the newest form first.
const FORMS: [(&str, Parse); 3] =
    [("rpmdb.sqlite", sqlite::parse_sqlite), ("Packages.db", ndb::parse_ndb), ("Packages", hash::parse_hash)];

/// A database that is not one, or a broken one.
#[derive(Clone, Copy, Debug, thiserror::Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum RpmError {
    /// It does not begin as such a database does.
    #[error("expected {expected}, found other bytes")]
    Magic {
        /// What was expected.
        expected: &'static str,
    },
    /// It is shorter than it says.
    #[error("the database ends inside of {what}")]
    Cut {
        /// What is cut.
        what: &'static str,
    },
    /// A number in it cannot be.
    #[error("{what} has a value that cannot be")]
    Value {
        /// What is wrong.
        what: &'static str,
    },
    /// A page is reached twice, pages lie deeper than they can, or parts share their bytes.
    #[error("the pages of the database go in circles or share their bytes")]
    Circle,
    /// The table of packages is not there.
    #[error("the database has no table of packages")]
    NoTable,
}

/// Packages with their headers.
#[derive(Debug, Default)]
pub(super) struct Packages {
    packages: Vec<(Package, Vec<u8>)>,
}

/// Returns whether a file of this path is such a database.
pub(super) fn is_database(path: &str) -> bool {
    path.rsplit_once('/')
        .is_some_and(|(folder, name)| FOLDERS.contains(&folder) && FORMS.iter().any(|form| form.0 == name))
}

/// Reads the database; none where the root has none. The problems are those of parts that could not be used.
pub(super) fn read(root: &Root) -> Option<(Packages, Vec<(String, String)>)> {
    let places =
        FOLDERS.iter().flat_map(|folder| FORMS.iter().map(move |form| (Path::new(folder).join(form.0), form.1)));
    let (path, parse) = places.into_iter().find(|(path, _)| root.follow(path).is_some())?;
    let shown = path.to_string_lossy().into_owned();
    let mut packages = Packages::default();
    let bytes = match root.read(&path, limits::PACKAGE_DATABASE_BYTES) {
        Ok(bytes) => bytes,
        Err(error) => return Some((packages, vec![(shown, super::reason(&error))])),
    };
    let mut problems = Vec::new();
    // What was written last may be there only, until somebody opens the database for writing.
    let log = format!("{shown}-wal");
    if root.read(Path::new(&log), limits::PACKAGE_DATABASE_BYTES).is_ok_and(|log| !log.is_empty()) {
        problems.push((log, "expected a database that was closed, found changes that are not yet in it".to_owned()));
    }
    match parse(&bytes) {
        Ok(headers) => {
            let broken = packages.add(headers);
            if broken > 0 {
                problems.push((shown, format!("expected headers of packages, found {broken} that are not")));
            }
        }
        Err(error) => problems.push((shown, error.to_string())),
    }
    Some((packages, problems))
}

/// Returns the headers of packages in a database of any form.
///
/// # Errors
/// Every variant of [`RpmError`].
pub fn parse_rpm_database(bytes: &[u8]) -> Result<Vec<Cow<'_, [u8]>>, RpmError> {
    let forms = FORMS.iter().map(|(_, parse)| parse(bytes));
    let mut other = RpmError::Magic { expected: "a database of RPM" };
    for parsed in forms {
        match parsed {
            Err(RpmError::Magic { .. }) => {}
            Err(error) => other = error,
            Ok(headers) => return Ok(headers),
        }
    }
    Err(other)
}

impl Packages {
    /// Adds packages, and returns how many headers were none.
    fn add(&mut self, headers: Vec<Cow<'_, [u8]>>) -> usize {
        let mut broken = 0;
        for bytes in headers {
            match parse_header(&bytes).and_then(|header| header.package()) {
                Ok(package) => self.packages.push((package, bytes.into_owned())),
                Err(_) => broken += 1,
            }
        }
        self.packages.sort_by(|a, b| a.0.cmp(&b.0));
        broken
    }
}

impl Database for Packages {
    fn owners(&self, path: &str) -> Vec<&Package> {
        let Some((_, name)) = path.rsplit_once('/').filter(|(_, name)| !name.is_empty()) else { return Vec::new() };
        let finder = memchr::memmem::Finder::new(name.as_bytes());
        let has = |bytes: &[u8]| {
            finder.find(bytes).is_some() && parse_header(bytes).is_ok_and(|header| header.has_file(path))
        };
        self.packages.iter().filter(|(_, bytes)| has(bytes)).map(|(package, _)| package).collect()
    }
}
