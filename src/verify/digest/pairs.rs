//! What is missing and what is extra, brought together: a file that was renamed or moved is one finding, not two.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use rayon::prelude::*;

use super::codes;
use crate::model::{Algorithm, Digest, FileEntry, FileKind, Item, RelativePath, Strength};
use crate::source::file::{OpenFile, fault_text};

/// An entry on disk that the document does not list.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Extra {
    path: String,
    what: String,
    is_file: bool,
}

impl Extra {
    pub(super) fn new(path: &str, what: impl Into<String>) -> Self {
        Self { path: path.to_owned(), what: what.into(), is_file: true }
    }

    /// It is no regular file, so it has no bytes by which it could be known again.
    pub(super) fn not_hashed(mut self) -> Self {
        self.is_file = false;
        self
    }

    fn file_name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }
}

/// Returns a finding for each listed path that the walk did not come by and each entry that is not listed.
pub(super) fn resolve(root: &Path, unseen: &[&[&FileEntry]], extras: Vec<Extra>) -> Vec<Item> {
    let mut items = Vec::new();
    let mut taken = vec![false; extras.len()];
    let mut missing: Vec<&[&FileEntry]> = Vec::new();
    let by_case = group(&extras, |extra| extra.path.to_lowercase());
    for group in unseen {
        let Some(first) = group.first() else { continue };
        let path = &first.path;
        let same = by_case.get(&path.as_str().to_lowercase()).into_iter().flatten();
        if let Some(place) = same.copied().find(|place| !taken[*place]) {
            taken[place] = true;
            items.push(Item::new(&codes::CASE, path.as_str()).found(&*extras[place].path));
        } else if let Some(item) = there_all_the_same(root, path) {
            items.push(item);
        } else {
            missing.push(group);
        }
    }
    items.extend(find_moved(root, &missing, &extras, &mut taken));
    let left = extras.into_iter().zip(taken).filter(|(_, taken)| !taken);
    items.extend(left.map(|(extra, _)| Item::new(&codes::EXTRA, extra.path).found(extra.what)));
    items
}

fn group<K: Ord>(extras: &[Extra], key: impl Fn(&Extra) -> K) -> BTreeMap<K, Vec<usize>> {
    let mut groups: BTreeMap<K, Vec<usize>> = BTreeMap::new();
    for (place, extra) in extras.iter().enumerate() {
        groups.entry(key(extra)).or_default().push(place);
    }
    groups
}

/// Returns what lies at a listed path after all, though the walk did not hand it over; `None` when nothing does.
fn there_all_the_same(root: &Path, path: &RelativePath) -> Option<Item> {
    use std::io::ErrorKind::{NotADirectory, NotFound};
    // A folder above may be a link, and what is seen through a link is not in the tree.
    for (at, _) in path.as_str().match_indices('/') {
        let above = &path.as_str()[..at];
        if fs::symlink_metadata(root.join(above)).is_ok_and(|metadata| metadata.is_symlink()) {
            let found = format!("`{above}` is a symbolic link, which is not followed");
            return Some(Item::new(&codes::SYMLINK, path.as_str()).expected("a file below real folders").found(found));
        }
    }
    match fs::symlink_metadata(path.under(root)) {
        Err(error) if matches!(error.kind(), NotFound | NotADirectory) => None,
        Err(error) => Some(Item::new(&codes::UNREADABLE, path.as_str()).found(fault_text(&error))),
        Ok(metadata) if metadata.is_dir() => {
            Some(Item::new(&codes::SPECIAL, path.as_str()).expected("a file").found("a folder"))
        }
        Ok(_) => Some(Item::new(&codes::UNREADABLE, path.as_str()).found("the walk did not reach it")),
    }
}

/// The digest by which a missing file can be known again; a broken algorithm cannot vouch for that.
fn known_by<'a>(listed: &[&'a FileEntry]) -> Option<&'a Digest> {
    let regular = listed.iter().filter(|entry| entry.kind == FileKind::Regular);
    let mut digests = regular.flat_map(|entry| &entry.digests).map(|digest| &digest.digest);
    digests.find(|digest| digest.algorithm().strength() == Strength::Strong)
}

fn find_moved(root: &Path, missing: &[&[&FileEntry]], extras: &[Extra], taken: &mut [bool]) -> Vec<Item> {
    let algorithms: BTreeSet<Algorithm> = missing.iter().filter_map(|it| known_by(it)).map(Digest::algorithm).collect();
    let open: Vec<usize> =
        (0..extras.len()).filter(|place| !taken[*place] && extras[*place].is_file && !algorithms.is_empty()).collect();
    let digested: Vec<(usize, u64, Vec<Digest>)> = open
        .par_iter()
        .filter_map(|place| {
            let file = OpenFile::open(&root.join(&extras[*place].path)).ok()?;
            let (size, digests) = file.digest(algorithms.iter().copied()).ok()?;
            Some((*place, size, digests))
        })
        .collect();
    let mut places: BTreeMap<&Digest, Vec<(usize, u64)>> = BTreeMap::new();
    for (place, size, digests) in &digested {
        for digest in digests {
            places.entry(digest).or_default().push((*place, *size));
        }
    }
    let mut items = Vec::new();
    for listed in missing {
        let Some(first) = listed.first() else { continue };
        let name = first.path.file_name();
        let candidates = known_by(listed).and_then(|digest| places.get(digest)).into_iter().flatten();
        let free: Vec<&(usize, u64)> = candidates.filter(|(place, _)| !taken[*place]).collect();
        let same_name = free.iter().find(|(place, _)| extras[*place].file_name() == name);
        // All empty files have the same bytes: only the name can say that one is another.
        let moved = same_name.or_else(|| free.iter().find(|(_, size)| *size > 0));
        match moved {
            Some((place, _)) => {
                taken[*place] = true;
                items.push(Item::new(&codes::MOVED, first.path.as_str()).found(&*extras[*place].path));
            }
            None => items.push(Item::new(&codes::MISSING, first.path.as_str()).found("nothing")),
        }
    }
    items
}
