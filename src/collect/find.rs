//! Finds the files of a subject that a collector wants.
//!
//! A walk of its own rather than one that filters entry by entry: whether a folder is entered depends on what lies in it, as its own lock
//! file or the mark of a vendored package.

use std::fs;
use std::io;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use rayon::prelude::*;

use super::{ALL, Collector, Projects};
use crate::limits;
use crate::model::{Problem, ProblemKind, RelativePath};
use crate::source::listing::{self, Kind};
use crate::source::{SourceError, read_head};

/// A file and the collector that reads it.
pub(super) type Wanted = (RelativePath, &'static dyn Collector);

/// What a walk found, in order of path.
#[derive(Default)]
pub(super) struct Found {
    pub(super) files: Vec<Wanted>,
    /// Files inside of projects that were found before them.
    pub(super) nested: Vec<Wanted>,
    pub(super) problems: Vec<Problem>,
}

/// A file that every package of a vendored tree has; its lock file is the publisher's, not the subject's.
const VENDORED_MARK: &str = ".cargo-checksum.json";

/// Returns the collector that reads a file of this path.
pub(super) fn wanted_by(path: &RelativePath) -> Option<&'static dyn Collector> {
    ALL.iter().copied().find(|collector| collector.wants(path))
}

/// Returns the collector that reads a file by what it begins with.
pub(super) fn recognized_by(file: &Path) -> Result<Option<&'static dyn Collector>, SourceError> {
    /// The header of a PE file lies behind a program for DOS, of which the linker chooses the size.
    const HEAD_BYTES: u64 = 4096;
    let head = read_head(file, HEAD_BYTES)?;
    Ok(ALL.iter().copied().find(|collector| collector.recognizes(&head)))
}

/// Looks at the subject's own folder.
pub(super) fn here(root: &Path) -> Result<Found, SourceError> {
    let listing = list(root).map_err(|source| SourceError::Io { path: root.into(), source })?;
    let mut found = Found::default();
    listing.wanted("", &mut found);
    listing.missing("", &mut found);
    Ok(found)
}

/// Looks through all folders below the subject's own.
pub(super) fn below(root: &Path, projects: Projects) -> Result<Found, SourceError> {
    let listing = list(root).map_err(|source| SourceError::Io { path: root.into(), source })?;
    let walk = Walk { root, projects, entries: AtomicU64::new(0) };
    let told = listing.shows_project();
    let inside = if listing.has_wanted() {
        Place::InProject
    } else if told {
        Place::Told
    } else {
        Place::Free
    };
    let mut found = walk.folders(&listing.folders, "", inside, 1);
    found.files.sort_by(|a, b| a.0.cmp(&b.0));
    found.nested.sort_by(|a, b| a.0.cmp(&b.0));
    found.problems.sort();
    if walk.entries.load(Ordering::Relaxed) > limits::WALK_ENTRIES {
        let message = format!(
            "expected at most {} files and folders, found more; the rest was not looked at",
            limits::WALK_ENTRIES
        );
        found.problems.push(Problem::new(ProblemKind::Unusable, ".", message));
    }
    Ok(found)
}

/// Returns whether a folder has no file in it or below.
pub(super) fn is_empty(root: &Path) -> Result<bool, SourceError> {
    let mut open = vec![root.to_path_buf()];
    let mut looked_at = 0u64;
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).map_err(|source| SourceError::Io { path: folder.clone(), source })? {
            let Ok(entry) = entry else { return Ok(false) };
            looked_at += 1;
            match entry.file_type() {
                Ok(kind) if kind.is_dir() && looked_at < limits::WALK_ENTRIES => open.push(entry.path()),
                _ => return Ok(false),
            }
        }
    }
    Ok(true)
}

struct Walk<'a> {
    root: &'a Path,
    projects: Projects,
    entries: AtomicU64,
}

/// What is known of the folders above one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    /// None of them shows a project.
    Free,
    /// One of them shows a project that lacks its lock file, and that has been told.
    Told,
    /// One of them is a project's.
    InProject,
}

impl Walk<'_> {
    fn folders(&self, names: &[String], parent: &str, place: Place, depth: usize) -> Found {
        let parts = names.par_iter().map(|name| self.folder(name, parent, place, depth));
        parts.reduce(Found::default, Found::and)
    }

    fn folder(&self, name: &str, parent: &str, place: Place, depth: usize) -> Found {
        let mut found = Found::default();
        let path = child(parent, name);
        // No document could carry it.
        if path.len() > limits::PATH_BYTES {
            return found;
        }
        if depth > limits::WALK_DEPTH {
            let message = format!("lies deeper than {} folders and was not looked at", limits::WALK_DEPTH);
            found.problems.push(Problem::new(ProblemKind::Unusable, path, message));
            return found;
        }
        let listing = match list(&self.root.join(&path)) {
            Ok(listing) => listing,
            Err(error) => {
                let message = format!("the folder cannot be read: {}", error.kind());
                found.problems.push(Problem::new(ProblemKind::Unusable, path, message));
                return found;
            }
        };
        let seen = self.entries.fetch_add(listing.entries, Ordering::Relaxed);
        if listing.files.iter().any(|file| file == VENDORED_MARK) || seen > limits::WALK_ENTRIES {
            return found;
        }
        listing.wanted(&path, &mut found);
        let is_project = !found.files.is_empty();
        if place == Place::InProject && self.projects == Projects::Topmost {
            found.nested = std::mem::take(&mut found.files);
        }
        if place == Place::Free {
            listing.missing(&path, &mut found);
        }
        let below = match (is_project, listing.shows_project()) {
            (true, _) => Place::InProject,
            (false, true) => place.max(Place::Told),
            (false, false) => place,
        };
        found.and(self.folders(&listing.folders, &path, below, depth + 1))
    }
}

impl Found {
    fn and(mut self, other: Self) -> Self {
        self.files.extend(other.files);
        self.nested.extend(other.nested);
        self.problems.extend(other.problems);
        self
    }
}

/// What lies directly in a folder, in order, as far as it can matter.
#[derive(Default)]
struct Listing {
    /// Files of names that a collector knows, and the mark of a vendored package.
    files: Vec<String>,
    folders: Vec<String>,
    entries: u64,
}

fn list(folder: &Path) -> io::Result<Listing> {
    let mut listing = Listing::default();
    let mut broken = None;
    listing::list(folder, |entry| {
        let (kind, name) = match entry {
            Ok(entry) => entry,
            Err(error) => {
                broken = Some(error);
                return ControlFlow::Break(());
            }
        };
        listing.entries += 1;
        // A name that is not UTF-8 is none that a collector wants, and no document could carry a path through it.
        let Some(name) = name.to_str() else { return ControlFlow::Continue(()) };
        match kind {
            // Build output and hidden folders hold copies and caches.
            Kind::Folder if name != "target" && !name.starts_with('.') => listing.folders.push(name.to_owned()),
            Kind::File if is_known(name) => listing.files.push(name.to_owned()),
            Kind::Symlink if is_known(name) && is_file_within(folder, name) => listing.files.push(name.to_owned()),
            _ => {}
        }
        ControlFlow::Continue(())
    })?;
    if let Some(error) = broken {
        return Err(error);
    }
    listing.files.sort_unstable();
    listing.folders.sort_unstable();
    Ok(listing)
}

fn is_known(name: &str) -> bool {
    name == VENDORED_MARK || ALL.iter().any(|collector| collector.knows(name))
}

/// Whether a symbolic link with a name that a collector knows leads to a file; others are not worth asking the system.
fn is_file_within(folder: &Path, name: &str) -> bool {
    let wanted = RelativePath::new(name).is_ok_and(|path| wanted_by(&path).is_some());
    wanted && folder.join(name).is_file()
}

impl Listing {
    fn wanted(&self, folder: &str, found: &mut Found) {
        for file in &self.files {
            let Ok(path) = RelativePath::new(&child(folder, file)) else { continue };
            if let Some(collector) = wanted_by(&path) {
                found.files.push((path, collector));
            }
        }
    }

    fn expected(&self) -> impl Iterator<Item = (&String, super::Expected)> {
        self.files.iter().filter_map(|file| {
            let path = RelativePath::new(file).ok()?;
            ALL.iter().find_map(|collector| collector.expects(&path)).map(|expected| (file, expected))
        })
    }

    fn has_wanted(&self) -> bool {
        self.files.iter().any(|file| RelativePath::new(file).is_ok_and(|path| wanted_by(&path).is_some()))
    }

    fn shows_project(&self) -> bool {
        self.has_wanted() || self.expected().next().is_some()
    }

    /// Tells of a project that lacks the file which could be collected.
    fn missing(&self, folder: &str, found: &mut Found) {
        for (file, expected) in self.expected().filter(|(_, expected)| !self.files.iter().any(|f| f == expected.file)) {
            let Ok(path) = RelativePath::new(&child(folder, file)) else { continue };
            let message = format!("expected `{}` beside it or above, found none", expected.file);
            found.problems.push(Problem::new(ProblemKind::Unusable, path.as_str(), message).hint(expected.hint));
        }
    }
}

/// Returns the path of an entry below the root, of which the root's own is the empty text.
fn child(parent: &str, name: &str) -> String {
    if parent.is_empty() { name.to_owned() } else { [parent, "/", name].concat() }
}
