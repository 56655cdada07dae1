//! Folders of our own.

use std::path::{Path, PathBuf};

use super::nothing;
use crate::exit::Failure;

/// A folder of our own that goes when we do.
pub(crate) struct Scratch(PathBuf);

impl Scratch {
    /// Makes a folder that only this user can look into; its name begins like this.
    pub(crate) fn new(name: &str) -> Result<Self, Failure> {
        let number = getrandom::u64().map_err(|error| nothing(&format!("there are no random numbers: {error}")))?;
        let folder = std::env::temp_dir().canonicalize()?.join(format!("{name}{number:016x}"));
        // What is there already is somebody else's.
        let mut builder = std::fs::DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&folder)?;
        Ok(Self(folder))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
