//! Every file of a directory with its digests, whatever ecosystem it belongs to.

use std::path::Path;

use crate::model::{Algorithm, DigestScope, FileEntry, FileKind, Problem, ProblemKind, RelativePath, ScopedDigest};
use crate::source::file::{OpenFile, fault_text};
use crate::source::walk::{Entry, Found, Ignore, Standing, walk};
use crate::source::{Progress, SourceError, hash};

/// What files to take and which digests to compute.
#[derive(Clone, Copy)]
pub struct FilesOptions<'a> {
    /// One digest of each; MD6 is left out.
    pub algorithms: &'a [Algorithm],
    /// Patterns to leave out, beside those of the ignore file.
    pub ignore: &'a [String],
    /// Files that are about to be written, and so are no part of the subject.
    pub outputs: &'a [RelativePath],
    /// Who listens to progress.
    pub progress: &'a dyn Progress,
}

/// The files of a directory, sorted by path, and what could not be read.
#[derive(Clone, Debug, Default)]
pub struct Files {
    /// Regular files and symbolic links; the digests of a link are over the text of its target.
    pub files: Vec<FileEntry>,
    /// Entries that could not be taken, and how many were left out on purpose.
    pub problems: Vec<Problem>,
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Taken {
    File(FileEntry),
    Problem(Problem),
    LeftOut,
}

/// Takes every file below a directory, hidden ones included, with its digests; links are not followed.
///
/// # Errors
/// [`SourceError`] when the directory itself cannot be listed.
pub fn collect_files(root: &Path, options: &FilesOptions<'_>) -> Result<Files, SourceError> {
    let ignore = Ignore::load(root, options.ignore);
    options.progress.begin("hashing files", None);
    let taken = walk(root, &ignore, options.progress, |entry| Some(take(entry, options)));
    options.progress.end();
    let mut found = Files::default();
    for (source, message) in &ignore.problems {
        found.problems.push(Problem::new(ProblemKind::Unusable, source.clone(), message.clone()));
    }
    let mut left_out = 0u64;
    for taken in taken? {
        match taken {
            Taken::File(file) => found.files.push(file),
            Taken::Problem(problem) => found.problems.push(problem),
            Taken::LeftOut => left_out += 1,
        }
    }
    if left_out > 0 {
        let message = format!("{left_out} files were left out by patterns");
        found.problems.push(Problem::new(ProblemKind::Skipped, ".", message));
    }
    Ok(found)
}

fn take(entry: &Entry<'_>, options: &FilesOptions<'_>) -> Taken {
    let unusable = |message: String| Taken::Problem(Problem::new(ProblemKind::Unusable, entry.path, message));
    if entry.standing == Standing::Ignored {
        return Taken::LeftOut;
    }
    let path = match RelativePath::new(entry.path) {
        Ok(path) => path,
        Err(error) => return unusable(error.to_string()),
    };
    if options.outputs.contains(&path) {
        return Taken::LeftOut;
    }
    match &entry.found {
        Found::File => digest(entry, path, options.algorithms),
        Found::Symlink(target) => {
            let digests =
                options.algorithms.iter().filter_map(|algorithm| hash::digest_bytes(*algorithm, target.as_bytes()));
            let size = Some(target.len() as u64);
            Taken::File(FileEntry {
                path,
                kind: FileKind::Symlink(target.clone()),
                size,
                digests: digests.map(scoped).collect(),
            })
        }
        Found::Special(what) => unusable(format!("expected a file or a link, found a {what}")),
        Found::Unreadable(why) | Found::Unnameable(why) => unusable(why.clone()),
    }
}

fn digest(entry: &Entry<'_>, path: RelativePath, algorithms: &[Algorithm]) -> Taken {
    match OpenFile::open(entry.on_disk).and_then(|file| file.digest(algorithms.iter().copied())) {
        Ok((size, digests)) => {
            let digests = digests.into_iter().map(scoped).collect();
            Taken::File(FileEntry { path, kind: FileKind::Regular, size: Some(size), digests })
        }
        Err(error) => Taken::Problem(Problem::new(ProblemKind::Unusable, entry.path, fault_text(&error))),
    }
}

fn scoped(digest: crate::model::Digest) -> ScopedDigest {
    ScopedDigest { scope: DigestScope::File, digest }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Silent;

    fn options<'a>(algorithms: &'a [Algorithm], ignore: &'a [String]) -> FilesOptions<'a> {
        FilesOptions { algorithms, ignore, outputs: &[], progress: &Silent }
    }

    #[test]
    fn every_file_is_taken_hidden_ones_and_links_too() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join(".hidden")).unwrap();
        std::fs::write(folder.path().join(".hidden/b"), b"abc").unwrap();
        std::fs::write(folder.path().join("a"), b"").unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink("a", folder.path().join("link")).unwrap();
        let found = collect_files(folder.path(), &options(&[Algorithm::Sha256, Algorithm::Sha1], &[])).unwrap();
        let paths: Vec<&str> = found.files.iter().map(|file| file.path.as_str()).collect();
        assert_eq!(paths, if cfg!(unix) { vec![".hidden/b", "a", "link"] } else { vec![".hidden/b", "a"] });
        assert_eq!(found.files[0].digests.len(), 2);
        assert_eq!(found.files[0].size, Some(3));
        assert!(found.problems.is_empty());
    }

    #[test]
    fn what_is_left_out_is_told() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a.log"), b"").unwrap();
        let found = collect_files(folder.path(), &options(&[Algorithm::Sha256], &["*.log".to_owned()])).unwrap();
        assert!(found.files.is_empty());
        assert_eq!(found.problems[0].kind, ProblemKind::Skipped);
    }

    #[cfg(unix)]
    #[test]
    fn a_pipe_is_a_problem_and_does_not_block() {
        let folder = tempfile::tempdir().unwrap();
        let made = std::process::Command::new("mkfifo").arg(folder.path().join("pipe")).status().unwrap();
        assert!(made.success());
        let found = collect_files(folder.path(), &options(&[Algorithm::Sha256], &[])).unwrap();
        assert!(found.files.is_empty() && found.problems[0].is_deciding());
    }
}
