//! The C sources that packages bring along, for when no build tells whether they are compiled.
//!
//! A package that is named for native code, or that links a library, often has that library's sources in it, and lets its build script choose between
//! them and what is installed. Which it will be is not known before it runs: each library is a component that may be there, and said to be so.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::build::LOCKFILE;
use super::cache::Caches;
use super::folder::Folder;
use super::native::{self, Bundled};
use super::{built, local};
use crate::model::{Completeness, ComponentId, Edge, EdgeKind, Inventory, Origin, Problem, ProblemKind, RelativePath};

/// A package that is looked into.
struct Candidate {
    id: ComponentId,
    name: String,
    version: String,
    origin: Origin,
    is_root: bool,
}

/// Adds the known C libraries whose sources lie in the packages of Cargo projects: those that are named for native code, and those that link a library.
///
/// `root` is the subject's folder, `home` cargo's. The inventory is one that [`collect`](crate::collect::collect) gave or
/// [`collect_by_metadata`](super::collect_by_metadata), and stays normalized. Returns how many packages were looked into.
///
/// Proves: sources that state this version lie in the package. Does not prove: that they are compiled, nor that there are no others.
pub fn add_bundled_sources(inventory: &mut Inventory, root: &Path, home: Option<&Path>) -> usize {
    let by_lock = candidates(inventory);
    if by_lock.is_empty() {
        return 0;
    }
    let mut looked_into = 0;
    for (lock, candidates) in by_lock {
        let project = local::read(root, &Folder::of_file(&lock));
        let caches = Caches::open(home, root, &project.vendored, candidates.iter().map(|it| &it.origin));
        let look = |candidate: &Candidate| {
            let folder = folder(candidate, root, &lock, &caches);
            folder.map(|folder| native::bundled(&base(candidate, &lock), &candidate.version, &folder))
        };
        let found: Vec<Option<Bundled>> = candidates.par_iter().map(look).collect();
        let mut absent = Vec::new();
        for (candidate, found) in candidates.into_iter().zip(found) {
            let Some(found) = found else {
                absent.push(candidate);
                continue;
            };
            looked_into += 1;
            add(inventory, &candidate, found, &lock);
        }
        tell_absent(inventory, absent, &lock);
    }
    inventory.normalize();
    looked_into
}

/// Returns the packages that are worth the look, by the lock file that names them.
fn candidates(inventory: &Inventory) -> BTreeMap<RelativePath, Vec<Candidate>> {
    let mut found: BTreeMap<RelativePath, Vec<Candidate>> = BTreeMap::new();
    for id in inventory.ids() {
        let component = inventory.component(id);
        let lock = component.evidence.iter().find(|evidence| evidence.method == LOCKFILE);
        let Some(lock) = lock.and_then(|evidence| RelativePath::new(&evidence.path).ok()) else { continue };
        // What links a library is known to depend on more than the lock file says.
        let links = inventory.completeness.get(&id) == Some(&Completeness::Unknown);
        if links || native::is_native(&component.name) {
            found.entry(lock).or_default().push(Candidate {
                id,
                name: component.name.clone(),
                version: component.version.clone().unwrap_or_default(),
                origin: component.origin.clone(),
                is_root: inventory.subject.root == Some(id),
            });
        }
    }
    found
}

/// Returns where a package's sources lie; none where they do not.
fn folder(candidate: &Candidate, root: &Path, lock: &RelativePath, caches: &Caches) -> Option<PathBuf> {
    match &candidate.origin {
        // The paths of a workspace that reaches beyond the subject are not the subject's.
        Origin::Path(_) if !lock.under(root).is_file() => None,
        Origin::Path(Some(path)) => Some(path.under(root)).filter(|folder| folder.is_dir()),
        Origin::Path(None) if candidate.is_root => lock.under(root).parent().map(Path::to_path_buf),
        // It lies outside of the subject.
        Origin::Path(None) => None,
        origin => caches.folder(&candidate.name, &candidate.version, origin),
    }
}

/// Returns what stands before paths in a package: its own folder in the subject, or its name where its place is that of a cache.
fn base(candidate: &Candidate, lock: &RelativePath) -> String {
    match &candidate.origin {
        Origin::Path(Some(path)) => format!("{path}/"),
        Origin::Path(None) => {
            lock.as_str().rsplit_once('/').map_or_else(String::new, |(folder, _)| format!("{folder}/"))
        }
        _ => format!("{}-{}/", candidate.name, candidate.version),
    }
}

fn add(inventory: &mut Inventory, candidate: &Candidate, found: Bundled, lock: &RelativePath) {
    let package = format!("{}-{}", candidate.name, candidate.version);
    if found.is_cut {
        let message =
            format!("`{package}` holds more than is looked through: it may bring along more C sources than are listed");
        inventory.problems.push(Problem::new(ProblemKind::Skipped, lock.as_str(), message));
    }
    if found.components.is_empty() {
        return;
    }
    inventory.completeness.insert(candidate.id, Completeness::Unknown);
    let listed: BTreeSet<String> =
        found.components.iter().filter_map(|it| it.purl.as_ref().map(ToString::to_string)).collect();
    if let Some(component) = inventory.components.get_mut(candidate.id.index()) {
        component.properties.insert(native::BUNDLED.to_owned(), listed.into_iter().collect::<Vec<_>>().join(", "));
    }
    for component in found.components {
        let to = built::joined(inventory, component);
        inventory.completeness.entry(to).or_insert(Completeness::Unknown);
        let edge = Edge { from: candidate.id, to, kind: EdgeKind::Runtime, optional: true, target: None };
        inventory.edges.push(edge);
    }
}

fn tell_absent(inventory: &mut Inventory, absent: Vec<Candidate>, lock: &RelativePath) {
    if absent.is_empty() {
        return;
    }
    let names: Vec<String> = absent.iter().map(|it| format!("{} {}", it.name, it.version)).collect();
    let message = format!(
        "{} packages that are named for native code or link a library have no sources here, and what they bring along is not known: {}",
        names.len(),
        names.join(", ")
    );
    let problem = Problem::new(ProblemKind::Absent, lock.as_str(), message);
    inventory.problems.push(problem.hint("run `cargo fetch --locked` in the project"));
    for candidate in absent {
        inventory.completeness.insert(candidate.id, Completeness::Unknown);
    }
}

#[cfg(test)]
mod tests;
