//! The files of a tree with their digests, for any directory.
//!
//! Every file is listed, hidden ones included, but for what the ignore patterns name; links are listed as links, with digests over the
//! text of their target. What a document cannot carry or nobody could read becomes a problem.

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::model::{
    Algorithm, Digest, DigestScope, FileEntry, FileKind, Problem, ProblemKind, RelativePath, ScopedDigest,
};
use crate::source::file::{OpenFile, fault_text};
use crate::source::hash::digest_bytes;
use crate::source::walk::{Entry, Found, Ignore, Standing, walk};
use crate::source::{Progress, SourceError};

/// What to list, and how.
#[derive(Clone, Copy)]
pub struct FilesRequest<'a> {
    /// The directory.
    pub root: &'a Path,
    /// The digests of each file; MD6 cannot be computed and is left out.
    pub algorithms: &'a [Algorithm],
    /// Patterns of files to leave out, in the language of `.gitignore`, beside those of the root's own ignore file.
    pub ignore: &'a [String],
    /// Files and folders below the root that the run itself writes; they are not listed.
    pub own_files: &'a [RelativePath],
}

/// The files of a tree, sorted by path, and what could not be listed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Files {
    /// The files.
    pub entries: Vec<FileEntry>,
    /// What could not be listed, or was left out by a pattern.
    pub problems: Vec<Problem>,
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Row {
    Listed(FileEntry),
    Problem(Problem),
}

/// Lists every file below a directory with its digests, in parallel.
///
/// # Errors
/// [`SourceError::Io`] when the directory itself cannot be listed.
pub fn collect_files(request: &FilesRequest<'_>, progress: &dyn Progress) -> Result<Files, SourceError> {
    let ignore = Ignore::load(request.root, request.ignore);
    let ignored = AtomicU64::new(0);
    progress.begin("hashing files", None);
    let rows = walk(request.root, &ignore, progress, |entry| {
        if is_own(request, entry.path) {
            return None;
        }
        if entry.standing == Standing::Ignored {
            ignored.fetch_add(1, Ordering::Relaxed);
            return None;
        }
        Some(visit(request, entry))
    });
    progress.end();
    let mut files = Files::default();
    for row in rows? {
        match row {
            Row::Listed(entry) => files.entries.push(entry),
            Row::Problem(problem) => files.problems.push(problem),
        }
    }
    for (from, message) in ignore.problems {
        files.problems.push(Problem::new(ProblemKind::Unusable, from, message));
    }
    let ignored = ignored.into_inner();
    if ignored > 0 {
        let message = format!("{ignored} files left out by `--ignore` or `.bonafideignore`");
        files.problems.push(Problem::new(ProblemKind::Skipped, ".", message));
    }
    Ok(files)
}

fn is_own(request: &FilesRequest<'_>, path: &str) -> bool {
    request
        .own_files
        .iter()
        .any(|own| path.strip_prefix(own.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
}

fn visit(request: &FilesRequest<'_>, entry: &Entry<'_>) -> Row {
    let problem = |message: String| Row::Problem(Problem::new(ProblemKind::Unusable, entry.path, message));
    let path = match RelativePath::new(entry.path) {
        Ok(path) => path,
        Err(error) => return problem(error.to_string()),
    };
    match &entry.found {
        Found::File => {
            let digested = OpenFile::open(entry.on_disk).and_then(|it| it.digest(request.algorithms.iter().copied()));
            match digested {
                Ok((size, digests)) => {
                    Row::Listed(FileEntry { path, kind: FileKind::Regular, size: Some(size), digests: scoped(digests) })
                }
                Err(error) => problem(fault_text(&error)),
            }
        }
        Found::Symlink(target) => {
            let digests = request.algorithms.iter().filter_map(|it| digest_bytes(*it, target.as_bytes())).collect();
            let size = Some(target.len() as u64);
            Row::Listed(FileEntry { path, kind: FileKind::Symlink(target.clone()), size, digests: scoped(digests) })
        }
        Found::Special(what) => problem(format!("a {what}, which has no bytes to list")),
        Found::Unreadable(why) | Found::Unnameable(why) => problem(why.clone()),
    }
}

fn scoped(mut digests: Vec<Digest>) -> Vec<ScopedDigest> {
    digests.sort_unstable();
    digests.dedup();
    digests.into_iter().map(|digest| ScopedDigest { scope: DigestScope::File, digest }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Silent;

    fn put(root: &Path, path: &str, bytes: &[u8]) {
        let path = root.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }

    fn collect(root: &Path, ignore: &[&str], own: &[&str]) -> Files {
        let ignore: Vec<String> = ignore.iter().map(|text| (*text).to_owned()).collect();
        let own: Vec<RelativePath> = own.iter().map(|text| RelativePath::new(text).unwrap()).collect();
        let algorithms = &[Algorithm::Sha256, Algorithm::Sha1, Algorithm::Md6, Algorithm::Sha1];
        let request = FilesRequest { root, algorithms, ignore: &ignore, own_files: &own };
        collect_files(&request, &Silent).unwrap()
    }

    #[test]
    fn every_file_is_listed_once_with_each_digest_in_order() {
        let folder = tempfile::tempdir().unwrap();
        for path in ["b", ".hidden/x", "a/c", "a.b"] {
            put(folder.path(), path, b"abc");
        }
        let files = collect(folder.path(), &[], &[]);
        let paths: Vec<&str> = files.entries.iter().map(|entry| entry.path.as_str()).collect();
        assert_eq!(paths, [".hidden/x", "a.b", "a/c", "b"]);
        let digests: Vec<String> = files.entries[0].digests.iter().map(|digest| digest.digest.to_string()).collect();
        assert_eq!(
            digests,
            [
                "SHA-1:a9993e364706816aba3e25717850c26c9cd0d89d",
                "SHA-256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
            ]
        );
        assert!(files.entries.iter().all(|entry| entry.size == Some(3)));
        assert_eq!(files.problems, []);
        assert_eq!(files, collect(folder.path(), &[], &[]));
    }

    #[test]
    fn what_is_left_out_is_counted_and_own_files_are_not_listed() {
        let folder = tempfile::tempdir().unwrap();
        for path in ["a.log", "b", "target/bonafide/x.json", "target/bonafide.txt"] {
            put(folder.path(), path, b"");
        }
        let files = collect(folder.path(), &["*.log"], &["target/bonafide"]);
        let paths: Vec<&str> = files.entries.iter().map(|entry| entry.path.as_str()).collect();
        assert_eq!(paths, ["b", "target/bonafide.txt"]);
        assert_eq!(files.problems.len(), 1);
        assert!(files.problems[0].message.starts_with("1 files left out"));
        assert!(!files.problems[0].is_deciding());
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_listed_as_a_link_over_its_target_text() {
        let folder = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink("abc", folder.path().join("link")).unwrap();
        let files = collect(folder.path(), &[], &[]);
        assert_eq!(files.entries[0].kind, FileKind::Symlink("abc".into()));
        assert_eq!(files.entries[0].digests[0].digest, digest_bytes(Algorithm::Sha1, b"abc").unwrap());
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn what_cannot_be_listed_is_a_deciding_problem() {
        use std::os::unix::ffi::OsStrExt;
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(std::ffi::OsStr::from_bytes(b"\xff")), b"").unwrap();
        let _socket = std::os::unix::net::UnixListener::bind(folder.path().join("socket")).unwrap();
        let files = collect(folder.path(), &["[z-a]"], &[]);
        assert_eq!(files.problems.len(), 3, "{:?}", files.problems);
        assert!(files.problems.iter().all(Problem::is_deciding));
        assert_eq!(files.entries, []);
    }
}
