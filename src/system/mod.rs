//! What a distribution installed: which package owns which file, and where a library lies.
//!
//! Everything is read below a root, which may be `/`, or a file system that is mounted or unpacked somewhere: nothing is assumed of the machine
//! that this runs on, no program is run, and no link leads out of the root. A database is read when the first file is asked for.
//!
//! This knows of packages and files only; what to make of them in an inventory is the collectors' business.

mod apk;
mod dpkg;
mod linker;
mod package;
mod release;
mod root;
mod rpm;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

pub use apk::{ApkPackage, parse_apk};
pub use dpkg::{find_field, parse_status};
pub use linker::{fits_target, parse_linker_script};
pub use package::{Distribution, Manager, Package, Source};
pub use release::Release;
pub use rpm::{RpmError, RpmHeader, parse_header, parse_rpm_database};

use crate::model::{Problem, ProblemKind, Purl};
use crate::source::SourceError;
use package::Database;
use root::Root;

/// The file system of a distribution.
#[derive(Debug)]
pub struct System {
    root: Root,
    release: OnceLock<Release>,
    databases: OnceLock<Databases>,
}

/// The databases that a root has, with what of them could not be used.
#[derive(Debug, Default)]
struct Databases {
    found: Vec<(Manager, Box<dyn Database>)>,
    /// Paths below the root, each with what is wrong.
    problems: Vec<(String, String)>,
}

/// The package that a file belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owner {
    /// The package URL.
    pub purl: Purl,
    /// The name.
    pub name: String,
    /// The version.
    pub version: String,
    /// Which database says so.
    pub manager: Manager,
    /// All that the database says of it.
    pub package: Package,
}

impl System {
    /// Returns the system under a root folder; nothing is read yet.
    #[must_use]
    pub fn open(root: &Path) -> Self {
        Self { root: Root::new(root), release: OnceLock::new(), databases: OnceLock::new() }
    }

    /// Returns which distribution it is.
    pub fn release(&self) -> &Release {
        self.release.get_or_init(|| Release::read(&self.root))
    }

    /// Returns the package that owns the file of a path, which counts from the root; of several the first by name.
    ///
    /// Asked for a link, it is the link's owner; [`System::follow`] leads to the file behind it.
    #[must_use]
    pub fn owner(&self, path: &Path) -> Option<Owner> {
        let mut owners = self.owners(path);
        if owners.is_empty() { None } else { Some(owners.swap_remove(0)) }
    }

    /// Returns every package that owns the file of a path, by name.
    #[must_use]
    pub fn owners(&self, path: &Path) -> Vec<Owner> {
        let databases = self.databases();
        for name in self.names_of(path) {
            let mut found: Vec<Owner> = Vec::new();
            for (manager, database) in &databases.found {
                let owners = database.owners(&name);
                found.extend(owners.into_iter().filter_map(|package| self.owned(*manager, package)));
            }
            if !found.is_empty() {
                found.sort_by(|a, b| a.purl.cmp(&b.purl));
                return found;
            }
        }
        Vec::new()
    }

    /// Returns the path with every link in it followed, below the root; none where nothing is.
    #[must_use]
    pub fn follow(&self, path: &Path) -> Option<PathBuf> {
        self.root.follow(path)
    }

    /// Reads a regular file of at most `limit` bytes, below the root.
    ///
    /// # Errors
    /// As [`read_bounded`](crate::source::read_bounded).
    pub fn read(&self, path: &Path, limit: u64) -> Result<Vec<u8>, SourceError> {
        self.root.read(path, limit)
    }

    /// Returns the names of a folder's entries below the root, sorted.
    #[must_use]
    pub fn names(&self, folder: &Path) -> Vec<String> {
        self.root.names(folder)
    }

    /// Returns the library that a program for a target loads by this name, with links followed.
    ///
    /// Only what the loader is configured to look through counts, neither `LD_LIBRARY_PATH` nor what the program itself says.
    #[must_use]
    pub fn library(&self, soname: &str, target: &str) -> Option<PathBuf> {
        if soname.contains('/') || soname.is_empty() {
            return None;
        }
        let folders = linker::load_folders(&self.root, target);
        folders.iter().find_map(|folder| self.follow(&folder.join(soname)).filter(|path| self.is_for(path, target)))
    }

    /// Returns the folders in which a linker for a target looks after those it was given, in its order.
    #[must_use]
    pub fn link_folders(&self, target: &str) -> Vec<PathBuf> {
        linker::link_folders(&self.root, target)
    }

    /// Returns whether a file is a regular one and, if it is an object file, one for a target.
    #[must_use]
    pub fn is_for(&self, path: &Path, target: &str) -> bool {
        use std::io::Read;
        let Some(path) = self.follow(path) else { return false };
        let Ok(file) = crate::source::open_regular(&self.root.outside(&path)) else { return false };
        let mut head = Vec::new();
        file.take(64).read_to_end(&mut head).is_ok() && fits_target(&head, target)
    }

    /// Returns what of the databases could not be used; those that were not needed were not read.
    #[must_use]
    pub fn problems(&self) -> Vec<Problem> {
        let problem = |(path, message): &(String, String)| {
            Problem::new(ProblemKind::Unusable, path.trim_start_matches('/'), message.as_str())
        };
        self.databases.get().map(|databases| databases.problems.iter().map(problem).collect()).unwrap_or_default()
    }

    fn databases(&self) -> &Databases {
        self.databases.get_or_init(|| {
            let mut databases = Databases::default();
            if dpkg::is_there(&self.root) {
                let (database, problems) = dpkg::Installed::read(&self.root);
                databases.found.push((Manager::Dpkg, Box::new(database)));
                databases.problems.extend(problems);
            }
            match apk::read(&self.root) {
                Some(Ok(database)) => databases.found.push((Manager::Apk, Box::new(database))),
                Some(Err(problem)) => databases.problems.push(problem),
                None => {}
            }
            if let Some((database, problems)) = rpm::read(&self.root) {
                databases.found.push((Manager::Rpm, Box::new(database)));
                databases.problems.extend(problems);
            }
            databases
        })
    }

    fn owned(&self, manager: Manager, package: &Package) -> Option<Owner> {
        let purl = package.purl(manager, self.release()).ok()?;
        Some(Owner {
            purl,
            name: package.name.clone(),
            version: package.version.clone(),
            manager,
            package: package.clone(),
        })
    }

    /// The names under which a database may have a path: as it is, with folders that are links followed, and before `/lib` became `/usr/lib`.
    fn names_of(&self, path: &Path) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        let mut add = |name: String| {
            if !names.contains(&name) {
                names.push(name);
            }
        };
        let followed = self.root.follow_folders(path);
        for path in [Some(path.to_path_buf()), followed].into_iter().flatten() {
            let is_plain = path.has_root() && !path.components().any(|part| part == std::path::Component::ParentDir);
            let Some(text) = path.to_str().filter(|_| is_plain) else { continue };
            add(text.to_owned());
            if let Some(rest) = text.strip_prefix("/usr").filter(|rest| is_merged(rest)) {
                add(rest.to_owned());
            } else if is_merged(text) {
                add(format!("/usr{text}"));
            }
        }
        names
    }
}

/// Whether a path lies in a folder that is the same in `/` and in `/usr` on systems with merged ones.
fn is_merged(path: &str) -> bool {
    let first = path.trim_start_matches('/').split('/').next().unwrap_or_default();
    matches!(first, "bin" | "sbin") || first.starts_with("lib")
}

/// Returns why a file could not be read, without its path, which may be one of this machine.
fn reason(error: &SourceError) -> String {
    match error {
        SourceError::Io { source, .. } => format!("cannot be read: {}", source.kind()),
        SourceError::NotAFile { .. } => "expected a regular file, found something else".to_owned(),
        SourceError::TooLarge { limit, .. } => format!("expected at most {limit} bytes, found more"),
    }
}
