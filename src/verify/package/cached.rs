//! Every copy of a package in cargo's cache, against the digests of the components that it could be.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::packages::{Package, shown};
use super::sources::{Comparison, ReadCopy, read_copy};
use super::{Found, codes};
use crate::model::{Algorithm, Digest, Item};
use crate::source::archive::ArchiveError;

/// The registries' folders in cargo's home, by name; a registry has one for archives and one for extracted sources.
#[derive(Debug, Default)]
pub(super) struct Cache {
    folders: BTreeMap<String, Folder>,
}

#[derive(Debug, Default)]
struct Folder {
    archives: Option<PathBuf>,
    sources: Option<PathBuf>,
}

impl Cache {
    /// Lists the registries of a cargo home; one that is not there has none.
    pub(super) fn list(home: Option<&PathBuf>) -> Self {
        let mut cache = Self::default();
        let Some(home) = home else { return cache };
        for (name, path) in subfolders(&home.join("registry/cache")) {
            cache.folders.entry(name).or_default().archives = Some(path);
        }
        for (name, path) in subfolders(&home.join("registry/src")) {
            cache.folders.entry(name).or_default().sources = Some(path);
        }
        cache
    }
}

fn subfolders(path: &Path) -> Vec<(String, PathBuf)> {
    let listing = fs::read_dir(path).into_iter().flatten().flatten();
    let folders = listing.filter(|entry| fs::metadata(entry.path()).is_ok_and(|metadata| metadata.is_dir()));
    folders.map(|entry| (entry.file_name().to_string_lossy().into_owned(), entry.path())).collect()
}

/// Compares every copy of the packages, which share name and version, with their digests; fills in which were found.
pub(super) fn check(cache: &Cache, packages: &[Package<'_>]) -> Found {
    let mut found = Found::new(packages.len());
    let Some(first) = packages.first() else { return found };
    let mut algorithms: Vec<Algorithm> = packages.iter().flat_map(|it| &it.digests).map(|it| it.algorithm()).collect();
    algorithms.sort_unstable();
    algorithms.dedup();
    let mut orphans = Vec::new();
    for (registry, folder) in &cache.folders {
        let archive = folder.archives.as_ref().map(|path| path.join(first.archive_name()));
        let archive = archive.filter(|path| fs::symlink_metadata(path).is_ok());
        let sources = folder.sources.as_ref().map(|path| path.join(first.folder_name()));
        let sources = sources.filter(|path| fs::symlink_metadata(path).is_ok());
        let Some(archive) = archive else {
            orphans.extend(sources.map(|path| (registry, path)));
            continue;
        };
        let place = format!("$CARGO_HOME/registry/cache/{registry}/{}", first.archive_name());
        match read_copy(&archive, &first.folder_name(), &algorithms, sources.as_deref()) {
            Ok(copy) if judge(packages, &copy, &place, &mut found) => found.published = Some(archive),
            Ok(_) => {}
            Err(error) => {
                found.copies += 1;
                found.items.push(refuse(first, &error).rests_on(place));
            }
        }
    }
    for (registry, path) in orphans {
        check_orphan(first, registry, &path, &mut found);
    }
    found
}

/// Judges one copy and returns whether it is one that the document names, with nothing wrong inside.
fn judge(packages: &[Package<'_>], copy: &ReadCopy, place: &str, found: &mut Found) -> bool {
    found.copies += 1;
    let Some(first) = packages.first() else { return false };
    let named = |package: &Package<'_>| !package.digests.is_empty() && computed(package, &copy.digests);
    let places: Vec<usize> = (0..packages.len()).filter(|place| named(&packages[*place])).collect();
    if places.is_empty() {
        if let Some((package, expected, actual)) = packages.iter().find_map(|it| differing(it, &copy.digests)) {
            let item = Item::new(&codes::ARCHIVE_MISMATCH, package.subject.clone());
            let item = item.expected(expected.to_string()).found(actual.to_string()).rests_on(place);
            found.items.push(item.hint(format!("rm {}", shown(place))).hint("cargo fetch --locked"));
        }
        return false;
    }
    if let Some(fault) = &copy.fault {
        found.items.push(refuse(first, fault).rests_on(place));
        return false;
    }
    if let Some(sources) = &copy.sources {
        take_sources(first, sources, place, found);
        if !sources.items.is_empty() {
            return true;
        }
    }
    for place in places {
        found.matched[place] = true;
    }
    found.archives += 1;
    true
}

fn take_sources(first: &Package<'_>, sources: &Comparison, place: &str, found: &mut Found) {
    if sources.items.is_empty() {
        found.extracted += 1;
        found.files += sources.equal;
    }
    let folder = place.replacen("/cache/", "/src/", 1);
    let folder = folder.strip_suffix(".crate").unwrap_or(&folder).to_owned();
    for item in &sources.items {
        let item = item.clone().rests_on(first.subject.clone()).rests_on(place);
        found.items.push(item.hint(format!("rm -r {}", shown(&folder))).hint("cargo fetch --locked"));
    }
}

/// Sources without an archive beside them are compared with the published archive from another registry's folder, if there is one.
fn check_orphan(first: &Package<'_>, registry: &str, path: &Path, found: &mut Found) {
    let place = format!("$CARGO_HOME/registry/src/{registry}/{}", first.folder_name());
    found.copies += 1;
    let read = found.published.as_deref().map(|archive| read_copy(archive, &first.folder_name(), &[], Some(path)));
    match read {
        Some(Ok(ReadCopy { sources: Some(sources), .. })) => take_sources(first, &sources, &place, found),
        Some(Err(error)) => found.items.push(refuse(first, &error).rests_on(place)),
        Some(Ok(ReadCopy { sources: None, .. })) | None => {
            let text = "extracted sources without the archive that they came from";
            let item = Item::new(&codes::ABSENT, first.subject.clone()).found(text).rests_on(place);
            found.items.push(item.hint("cargo fetch --locked"));
        }
    }
}

/// Every digest of the package that can be computed is among those of the copy.
fn computed(package: &Package<'_>, digests: &[Digest]) -> bool {
    differing(package, digests).is_none() && package.digests.iter().any(|expected| digests.contains(expected))
}

fn differing<'a, 'b>(
    package: &'a Package<'a>,
    digests: &'b [Digest],
) -> Option<(&'a Package<'a>, &'a Digest, &'b Digest)> {
    package.digests.iter().find_map(|expected| {
        let actual = digests.iter().find(|digest| digest.algorithm() == expected.algorithm())?;
        (actual != *expected).then_some((package, *expected, actual))
    })
}

fn refuse(package: &Package<'_>, error: &ArchiveError) -> Item {
    let code = if error.is_input_fault() { &codes::ARCHIVE_CORRUPT } else { &codes::UNREADABLE };
    Item::new(code, package.subject.clone()).found(error.to_string())
}
