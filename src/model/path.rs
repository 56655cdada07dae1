//! Paths as documents carry them.

use std::fmt;
use std::path::{Path, PathBuf};

use crate::limits;

/// A path below some root: `/` between parts, no `.`, no `..`, no root, no NUL. Its existence proves that it cannot leave the root.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RelativePath(String);

/// A path that could leave its root or is none.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum RelativePathError {
    /// Nothing is left after normalising.
    #[error("the path is empty")]
    Empty,
    /// The path starts at a root or a drive.
    #[error("the path is absolute")]
    Absolute,
    /// The path has a `..` part.
    #[error("the path has a `..` part")]
    Parent,
    /// The path has a NUL or is not UTF-8.
    #[error("the path has bytes that no document can carry")]
    Encoding,
    /// The path is longer than any honest one.
    #[error("the path is longer than {} bytes", limits::PATH_BYTES)]
    TooLong,
}

impl RelativePath {
    /// Returns the path that a document's text names; a leading `./`, doubled `/` and `.` parts are dropped.
    ///
    /// # Errors
    /// Every variant of [`RelativePathError`].
    pub fn new(text: &str) -> Result<Self, RelativePathError> {
        if text.len() > limits::PATH_BYTES {
            return Err(RelativePathError::TooLong);
        }
        if text.contains('\0') {
            return Err(RelativePathError::Encoding);
        }
        let drive = text.as_bytes().get(1) == Some(&b':') && text.as_bytes()[0].is_ascii_alphabetic() && cfg!(windows);
        if text.starts_with('/') || drive {
            return Err(RelativePathError::Absolute);
        }
        if text.split('/').all(|part| !matches!(part, "" | "." | "..")) {
            return Ok(Self(text.to_owned()));
        }
        let parts: Vec<&str> = text.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
        if parts.contains(&"..") {
            return Err(RelativePathError::Parent);
        }
        if parts.is_empty() {
            return Err(RelativePathError::Empty);
        }
        Ok(Self(parts.join("/")))
    }

    /// Returns the path of `path` below `root`.
    ///
    /// # Errors
    /// [`RelativePathError::Absolute`] when it is not below, [`RelativePathError::Encoding`] when it is not UTF-8.
    pub fn below(root: &Path, path: &Path) -> Result<Self, RelativePathError> {
        let rest = path.strip_prefix(root).map_err(|_| RelativePathError::Absolute)?;
        let text = rest.to_str().ok_or(RelativePathError::Encoding)?;
        if cfg!(windows) { Self::new(&text.replace('\\', "/")) } else { Self::new(text) }
    }

    /// Returns the text, `/` between parts.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the last part.
    #[must_use]
    pub fn file_name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or(&self.0)
    }

    /// Returns the path on disk below a root.
    #[must_use]
    pub fn under(&self, root: &Path) -> PathBuf {
        root.join(&self.0)
    }
}

impl fmt::Display for RelativePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_cannot_leave_its_root() {
        assert_eq!(RelativePath::new("a/../../b"), Err(RelativePathError::Parent));
        assert_eq!(RelativePath::new("/etc/passwd"), Err(RelativePathError::Absolute));
        assert_eq!(RelativePath::new("a\0b"), Err(RelativePathError::Encoding));
        assert_eq!(RelativePath::new("./"), Err(RelativePathError::Empty));
        assert_eq!(RelativePath::new("./a//b/.").map(|p| p.as_str().to_owned()), Ok("a/b".to_owned()));
        assert_eq!(RelativePath::new("a..b").map(|p| p.as_str().to_owned()), Ok("a..b".to_owned()));
    }
}
