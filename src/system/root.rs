//! A file system under a root folder: paths are followed inside of it and never out of it.

use std::ffi::OsString;
use std::path::{Component, Path, PathBuf};

use crate::limits;
use crate::source::{SourceError, read_bounded};

/// A folder that is the root of a file system: `/` itself, or where another one is mounted or unpacked.
///
/// A symbolic link in it means what it would mean if the folder were `/`. Spec: POSIX.1-2024, 4.16 "Pathname Resolution".
#[derive(Debug)]
pub(super) struct Root {
    folder: PathBuf,
}

impl Root {
    pub(super) fn new(folder: &Path) -> Self {
        Self { folder: folder.to_path_buf() }
    }

    /// Returns the path with every link in it followed: absolute, without `.`, `..` and links. None where nothing is, or links go in circles.
    pub(super) fn follow(&self, path: &Path) -> Option<PathBuf> {
        self.walk(path, Last::Followed)
    }

    /// Returns the path with every link in it followed except for the last part.
    pub(super) fn follow_folders(&self, path: &Path) -> Option<PathBuf> {
        self.walk(path, Last::Kept)
    }

    /// Returns where a path that was [followed](Self::follow) lies for the operating system.
    pub(super) fn outside(&self, followed: &Path) -> PathBuf {
        self.folder.join(followed.strip_prefix("/").unwrap_or(followed))
    }

    /// Reads a regular file of at most `limit` bytes.
    pub(super) fn read(&self, path: &Path, limit: u64) -> Result<Vec<u8>, SourceError> {
        let missing = || SourceError::Io { path: path.into(), source: std::io::ErrorKind::NotFound.into() };
        read_bounded(&self.outside(&self.follow(path).ok_or_else(missing)?), limit)
    }

    /// Reads a file of a folder that was [followed](Self::follow) already, as [`Root::read`] does: for many files of one folder.
    pub(super) fn read_in(&self, followed: &Path, name: &str, limit: u64) -> Result<Vec<u8>, SourceError> {
        let path = followed.join(name);
        let here = self.outside(&path);
        let is_link = std::fs::symlink_metadata(&here).is_ok_and(|status| status.is_symlink());
        if is_link { self.read(&path, limit) } else { read_bounded(&here, limit) }
    }

    /// Returns the names of a folder's entries, sorted; of more than [`limits::SYSTEM_ENTRIES`] only so many.
    pub(super) fn names(&self, folder: &Path) -> Vec<String> {
        let Some(folder) = self.follow(folder) else { return Vec::new() };
        let Ok(entries) = std::fs::read_dir(self.outside(&folder)) else { return Vec::new() };
        let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        let mut names: Vec<String> = names.take(limits::SYSTEM_ENTRIES).collect();
        names.sort();
        names
    }

    fn walk(&self, path: &Path, last: Last) -> Option<PathBuf> {
        /// As many as Linux follows.
        const LINKS: usize = 40;
        let mut open: Vec<OsString> = parts(path);
        let mut done = PathBuf::from("/");
        let (mut links, mut steps) = (0, 0);
        while let Some(part) = open.pop() {
            steps += 1;
            if steps > limits::PATH_BYTES {
                return None;
            }
            if part == ".." {
                // The root is its own parent.
                done.pop();
                continue;
            }
            done.push(&part);
            let here = self.outside(&done);
            let status = std::fs::symlink_metadata(&here).ok()?;
            if !status.is_symlink() || (open.is_empty() && last == Last::Kept) {
                continue;
            }
            links += 1;
            if links > LINKS {
                return None;
            }
            let target = std::fs::read_link(&here).ok()?;
            done.pop();
            if target.has_root() {
                done = PathBuf::from("/");
            }
            open.extend(parts(&target));
        }
        Some(done)
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Last {
    Followed,
    Kept,
}

/// The parts of a path, last one first.
fn parts(path: &Path) -> Vec<OsString> {
    let parts = path.components().filter_map(|part| match part {
        Component::Normal(name) => Some(name.to_owned()),
        Component::ParentDir => Some("..".into()),
        Component::RootDir | Component::CurDir | Component::Prefix(_) => None,
    });
    let mut parts: Vec<OsString> = parts.collect();
    parts.reverse();
    parts
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn links_are_followed_inside_of_the_root() {
        let folder = tempfile::tempdir().unwrap();
        let root = Root::new(folder.path());
        std::fs::create_dir_all(folder.path().join("usr/lib")).unwrap();
        std::fs::write(folder.path().join("usr/lib/a.so.1"), "a").unwrap();
        symlink("usr/lib", folder.path().join("lib")).unwrap();
        symlink("/usr/lib/a.so.1", folder.path().join("usr/lib/a.so")).unwrap();
        let follow = |path: &str| root.follow(Path::new(path)).map(|path| path.to_str().unwrap().to_owned());
        assert_eq!(follow("/lib/a.so").as_deref(), Some("/usr/lib/a.so.1"));
        assert_eq!(follow("/../../lib/./a.so").as_deref(), Some("/usr/lib/a.so.1"));
        assert_eq!(root.follow_folders(Path::new("/lib/a.so")), Some("/usr/lib/a.so".into()));
        assert_eq!(root.read(Path::new("/lib/a.so"), 9).unwrap(), b"a");
        assert_eq!(root.names(Path::new("/lib")), ["a.so", "a.so.1"]);
        assert_eq!(follow("/lib/b.so"), None);
    }

    #[test]
    fn no_link_leads_out_of_the_root_or_in_circles() {
        let outer = tempfile::tempdir().unwrap();
        std::fs::write(outer.path().join("secret"), "s").unwrap();
        let folder = outer.path().join("root");
        std::fs::create_dir(&folder).unwrap();
        let root = Root::new(&folder);
        symlink("../secret", folder.join("up")).unwrap();
        symlink(outer.path().join("secret"), folder.join("absolute")).unwrap();
        symlink("round", folder.join("again")).unwrap();
        symlink("again", folder.join("round")).unwrap();
        symlink("self/self", folder.join("self")).unwrap();
        for path in ["/up", "/absolute", "/round", "/self", "/../secret"] {
            assert_eq!(root.follow(Path::new(path)), None, "{path}");
            assert!(root.read(Path::new(path), 9).is_err(), "{path}");
        }
    }
}
