//! What lies directly in one folder, entry by entry, in the order of the file system.
//!
//! Linux is asked directly: the C library asks for the status of every folder that it lists and takes a buffer of 32 KiB for it, which costs more
//! than the listing itself where a tree has thousands of small folders.

use std::ffi::OsStr;
use std::io;
use std::ops::ControlFlow;
use std::path::Path;

/// What an entry is, as the listing tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Folder,
    File,
    Symlink,
    /// Anything else, in one word.
    Special(&'static str),
}

/// Hands over each entry of a folder, `.` and `..` apart, until the taker breaks off.
///
/// An error in place of an entry means that the listing has a hole there.
///
/// # Errors
/// What the operating system says when the folder cannot be opened; nothing was handed over then.
#[cfg(target_os = "linux")]
#[inline(never)]
pub(crate) fn list(
    folder: &Path,
    mut take: impl FnMut(io::Result<(Kind, &OsStr)>) -> ControlFlow<()>,
) -> io::Result<()> {
    use std::mem::MaybeUninit;
    use std::os::unix::ffi::OsStrExt;

    use rustix::fs::{Mode, OFlags, RawDir};

    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
    let open = rustix::fs::open(folder, flags, Mode::empty())?;
    let mut buffer = [MaybeUninit::uninit(); BUFFER_BYTES];
    let mut entries = RawDir::new(open, &mut buffer);
    while let Some(entry) = entries.next() {
        let entry = match entry {
            Ok(entry) => entry,
            // Asked again, the system would say the same for ever.
            Err(error) => {
                let _ = take(Err(error.into()));
                break;
            }
        };
        let name = OsStr::from_bytes(entry.file_name().to_bytes());
        if name == "." || name == ".." {
            continue;
        }
        let told = kind(entry.file_type()).map_or_else(|| kind_of_status(&folder.join(name)), Ok);
        if take(told.map(|kind| (kind, name))).is_break() {
            break;
        }
    }
    Ok(())
}

/// Enough for most folders at once; the largest name needs less than 300 bytes.
#[cfg(target_os = "linux")]
const BUFFER_BYTES: usize = 16 << 10;

/// Returns what a listing tells of an entry; some file systems tell nothing.
#[cfg(target_os = "linux")]
fn kind(told: rustix::fs::FileType) -> Option<Kind> {
    use rustix::fs::FileType;

    Some(match told {
        FileType::Directory => Kind::Folder,
        FileType::RegularFile => Kind::File,
        FileType::Symlink => Kind::Symlink,
        FileType::Fifo => Kind::Special("pipe"),
        FileType::Socket => Kind::Special("socket"),
        FileType::CharacterDevice | FileType::BlockDevice => Kind::Special("device"),
        FileType::Unknown => return None,
    })
}

#[cfg(target_os = "linux")]
fn kind_of_status(path: &Path) -> io::Result<Kind> {
    std::fs::symlink_metadata(path).map(|status| kind_of_type(status.file_type()))
}

/// Hands over each entry of a folder, `.` and `..` apart, until the taker breaks off.
///
/// # Errors
/// What the operating system says when the folder cannot be opened; nothing was handed over then.
#[cfg(not(target_os = "linux"))]
pub(crate) fn list(
    folder: &Path,
    mut take: impl FnMut(io::Result<(Kind, &OsStr)>) -> ControlFlow<()>,
) -> io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let read = entry.and_then(|entry| Ok((entry.file_type()?, entry.file_name())));
        let taken = match read {
            Ok((kind, name)) => take(Ok((kind_of_type(kind), &name))),
            Err(error) => take(Err(error)),
        };
        if taken.is_break() {
            break;
        }
    }
    Ok(())
}

fn kind_of_type(kind: std::fs::FileType) -> Kind {
    if kind.is_dir() {
        Kind::Folder
    } else if kind.is_file() {
        Kind::File
    } else if kind.is_symlink() {
        Kind::Symlink
    } else {
        Kind::Special(special(kind))
    }
}

#[cfg(unix)]
fn special(kind: std::fs::FileType) -> &'static str {
    use std::os::unix::fs::FileTypeExt;
    if kind.is_fifo() {
        "pipe"
    } else if kind.is_socket() {
        "socket"
    } else if kind.is_block_device() || kind.is_char_device() {
        "device"
    } else {
        "special file"
    }
}

#[cfg(not(unix))]
fn special(_kind: std::fs::FileType) -> &'static str {
    "special file"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<(String, Kind)> {
        let mut found = Vec::new();
        list(folder, |entry| {
            let (kind, name) = entry.unwrap();
            found.push((name.to_str().unwrap().to_owned(), kind));
            ControlFlow::Continue(())
        })
        .unwrap();
        found.sort_by(|a, b| a.0.cmp(&b.0));
        found
    }

    #[cfg(unix)]
    #[test]
    fn every_entry_is_told_with_its_kind() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        std::fs::create_dir(root.join("folder")).unwrap();
        std::fs::write(root.join("file"), b"").unwrap();
        std::os::unix::fs::symlink("folder", root.join("link")).unwrap();
        assert!(std::process::Command::new("mkfifo").arg(root.join("pipe")).status().unwrap().success());
        let expected =
            [("file", Kind::File), ("folder", Kind::Folder), ("link", Kind::Symlink), ("pipe", Kind::Special("pipe"))];
        assert_eq!(names(root), expected.map(|(name, kind)| (name.to_owned(), kind)));
        for (name, expected) in expected {
            assert_eq!(kind_of_type(std::fs::symlink_metadata(root.join(name)).unwrap().file_type()), expected);
        }
    }

    #[test]
    fn a_folder_larger_than_the_buffer_is_told_whole() {
        let folder = tempfile::tempdir().unwrap();
        let expected: Vec<(String, Kind)> =
            (0..1_000).map(|at| (format!("{at:04}-{}", "x".repeat(100)), Kind::File)).collect();
        for (name, _) in &expected {
            std::fs::write(folder.path().join(name), b"").unwrap();
        }
        assert_eq!(names(folder.path()), expected);
    }

    #[test]
    fn what_cannot_be_opened_is_an_error_and_a_taker_can_break_off() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a"), b"").unwrap();
        std::fs::write(folder.path().join("b"), b"").unwrap();
        assert!(list(&folder.path().join("none"), |_| ControlFlow::Continue(())).is_err());
        assert!(list(&folder.path().join("a"), |_| ControlFlow::Continue(())).is_err());
        let mut seen = 0;
        list(folder.path(), |_| {
            seen += 1;
            ControlFlow::Break(())
        })
        .unwrap();
        assert_eq!(seen, 1);
    }
}
