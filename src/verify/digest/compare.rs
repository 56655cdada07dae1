//! One file on disk against what the document lists under its path.

use std::io;
use std::path::Path;

use super::codes;
use crate::model::{Algorithm, Digest, DigestScope, FileEntry, FileKind, Item, Level, Strength};
use crate::source::ahead::HashedFile;
use crate::source::file::{OpenFile, fault_text};
use crate::source::hash::Hasher;
use crate::source::walk::Found;

/// What came of comparing one file.
#[derive(Debug)]
pub(super) enum Answer {
    /// The bytes are the listed ones; which algorithms say so, as bits by [`bit`], and what is worth telling all the same.
    Pass(u32, Option<Item>),
    /// They are not, or that could not be told.
    Items(Vec<Item>),
}

/// The bit of an algorithm in a set of them.
pub(super) fn bit(algorithm: Algorithm) -> u32 {
    1 << (algorithm as u32)
}

/// The names of the algorithms of a set, in order.
pub(super) fn names(bits: u32) -> String {
    let names: Vec<&str> = Algorithm::all().filter(|it| bits & bit(*it) != 0).map(Algorithm::name).collect();
    names.join(", ")
}

/// What lies at a path.
pub(super) struct Present<'a> {
    pub(super) on_disk: &'a Path,
    pub(super) found: &'a Found,
    /// The file's digest, if it was hashed before.
    pub(super) hashed: Option<&'a HashedFile>,
}

/// Compares what lies at a path with every entry that the document has for that path.
pub(super) fn compare(listed: &[&FileEntry], present: &Present<'_>, accepted: &[Algorithm]) -> Answer {
    let Some(first) = listed.first() else { return Answer::Items(Vec::new()) };
    let path = first.path.as_str();
    let found = present.found;
    let linked = |entry: &&FileEntry| matches!(entry.kind, FileKind::Symlink(_));
    match found {
        Found::File if listed.iter().any(linked) => Answer::Items(vec![
            Item::new(&codes::SYMLINK, path).expected(expected_kind(listed)).found("a regular file"),
        ]),
        Found::File => {
            if let Some(answer) = present.hashed.and_then(|file| compare_hashed(path, listed, file, accepted)) {
                return answer;
            }
            match OpenFile::open(present.on_disk) {
                Ok(open) => compare_file(path, listed, open, accepted),
                Err(error) => Answer::Items(vec![unreadable(path, &error)]),
            }
        }
        Found::Symlink(target) => compare_link(path, listed, target, accepted),
        Found::Special(what) => {
            Answer::Items(vec![Item::new(&codes::SPECIAL, path).expected("a regular file").found(format!("a {what}"))])
        }
        Found::Unreadable(why) | Found::Unnameable(why) => {
            Answer::Items(vec![Item::new(&codes::UNREADABLE, path).found(why.clone())])
        }
    }
}

pub(super) fn unreadable(path: &str, error: &io::Error) -> Item {
    Item::new(&codes::UNREADABLE, path).found(fault_text(error))
}

fn expected_kind(listed: &[&FileEntry]) -> String {
    let target = listed.iter().find_map(|entry| match &entry.kind {
        FileKind::Symlink(target) => Some(target),
        FileKind::Regular => None,
    });
    target.map_or_else(|| "a regular file".to_owned(), |target| format!("a symbolic link to `{target}`"))
}

/// Compares an open file with the sizes and digests that are listed for it.
pub(super) fn compare_file(path: &str, listed: &[&FileEntry], open: OpenFile, accepted: &[Algorithm]) -> Answer {
    // A digest cannot fit a file of another size; not reading it makes a huge one cheap to refuse.
    if let Some(item) = other_size(path, listed, open.size()) {
        return Answer::Items(vec![item]);
    }
    compare_digests(path, digests(listed), accepted, |hashers| {
        open.for_each_piece(|piece| hashers.iter_mut().for_each(|(_, hasher)| hasher.update(piece))).map(|_| ())
    })
}

/// Compares a file that was hashed before with what is listed for it; none when that needs other digests than the one that is known.
fn compare_hashed(path: &str, listed: &[&FileEntry], file: &HashedFile, accepted: &[Algorithm]) -> Option<Answer> {
    if digests(listed).next().is_none() || digests(listed).any(|it| it.algorithm() != file.digest.algorithm()) {
        return None;
    }
    if let Some(item) = other_size(path, listed, file.size) {
        return Some(Answer::Items(vec![item]));
    }
    Some(judge(path, digests(listed).map(|expected| (expected, file.digest.clone())), accepted))
}

fn other_size(path: &str, listed: &[&FileEntry], size: u64) -> Option<Item> {
    let expected = listed.iter().filter_map(|entry| entry.size).find(|expected| *expected != size)?;
    Some(Item::new(&codes::SIZE, path).expected(format!("{expected} bytes")).found(format!("{size} bytes")))
}

fn digests<'a>(listed: &'a [&FileEntry]) -> impl Iterator<Item = &'a Digest> {
    let scoped = listed.iter().flat_map(|entry| &entry.digests);
    scoped.filter(|digest| digest.scope != DigestScope::PackageArchive).map(|digest| &digest.digest)
}

fn compare_link(path: &str, listed: &[&FileEntry], target: &str, accepted: &[Algorithm]) -> Answer {
    let same = |entry: &&FileEntry| matches!(&entry.kind, FileKind::Symlink(expected) if expected == target);
    let found = format!("a symbolic link to `{target}`");
    if !listed.iter().all(same) {
        let other = listed.iter().find(|entry| !same(entry)).map_or_else(String::new, |entry| expected_kind(&[*entry]));
        return Answer::Items(vec![Item::new(&codes::SYMLINK, path).expected(other).found(found)]);
    }
    let outside = leaves_root(path, target).then(|| {
        let expected = "a target inside the tree";
        Item::new(&codes::SYMLINK, path).expected(expected).found(found).level(Level::Warning)
    });
    if digests(listed).next().is_none() {
        return Answer::Pass(0, outside);
    }
    let answer = compare_digests(path, digests(listed), accepted, |hashers| {
        for (_, hasher) in hashers {
            hasher.update(target.as_bytes());
        }
        Ok(())
    });
    match answer {
        Answer::Items(items) if items.iter().any(|item| item.code == codes::MISMATCH.code) => Answer::Items(items),
        // The target is compared as text, letter by letter: a broken algorithm beside it takes nothing away.
        Answer::Items(_) | Answer::Pass(..) => Answer::Pass(0, outside),
    }
}

/// Returns whether a link's target lies outside the tree, judged by the text alone.
pub(super) fn leaves_root(link: &str, target: &str) -> bool {
    if target.starts_with(['/', '\\']) {
        return true;
    }
    let mut depth = link.split('/').count().saturating_sub(1);
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." if depth == 0 => return true,
            ".." => depth -= 1,
            _ => depth += 1,
        }
    }
    false
}

/// Computes every listed digest over the same bytes and judges: all must be equal, and one of those must be worth a pass.
pub(super) fn compare_digests<'a>(
    path: &str,
    listed: impl Iterator<Item = &'a Digest>,
    accepted: &[Algorithm],
    feed: impl FnOnce(&mut [(&'a Digest, Hasher)]) -> io::Result<()>,
) -> Answer {
    let mut hashers: Vec<(&Digest, Hasher)> = Vec::with_capacity(2);
    let mut unsupported = None;
    for digest in listed {
        match Hasher::new(digest.algorithm()) {
            Some(hasher) => hashers.push((digest, hasher)),
            None => unsupported = Some(digest),
        }
    }
    if hashers.is_empty() {
        let item = match unsupported {
            Some(digest) => Item::new(&codes::UNSUPPORTED, path).expected(digest.to_string()),
            None => Item::new(&codes::NO_DIGEST, path),
        };
        return Answer::Items(vec![item]);
    }
    if let Err(error) = feed(&mut hashers) {
        return Answer::Items(vec![unreadable(path, &error)]);
    }
    judge(path, hashers.into_iter().map(|(expected, hasher)| (expected, hasher.finish())), accepted)
}

/// Judges digests that are listed by those that were found, one or more.
fn judge<'a>(path: &str, pairs: impl Iterator<Item = (&'a Digest, Digest)>, accepted: &[Algorithm]) -> Answer {
    let mut differing: Vec<(&Digest, Digest)> = Vec::new();
    let (mut matched, mut trusted) = (0u32, 0u32);
    for (expected, found) in pairs {
        let algorithm = expected.algorithm();
        if found != *expected {
            differing.push((expected, found));
            continue;
        }
        matched |= bit(algorithm);
        if algorithm.strength() == Strength::Strong || accepted.contains(&algorithm) {
            trusted |= bit(algorithm);
        }
    }
    if let Some((expected, found)) = differing.iter().max_by_key(|(expected, _)| expected.algorithm().strength()) {
        let item = Item::new(&codes::MISMATCH, path).expected(expected.to_string()).found(found.to_string());
        return Answer::Items(vec![item]);
    }
    if trusted == 0 {
        return Answer::Items(vec![Item::new(&codes::WEAK, path).found(format!("{} alone", names(matched)))]);
    }
    Answer::Pass(trusted, None)
}
