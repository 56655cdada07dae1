//! Cargo: lock files, manifests and caches, read directly.

use super::{CollectError, Collector, Context, SourceFile};
use crate::model::{Inventory, RelativePath};

/// Reads `Cargo.lock`, with the manifests and caches around it.
pub struct Lockfile;

impl Collector for Lockfile {
    fn name(&self) -> &'static str {
        "cargo/lockfile"
    }

    fn about(&self) -> &'static str {
        "`Cargo.lock` with workspace manifests and cargo's caches"
    }

    fn wants(&self, path: &RelativePath) -> bool {
        path.file_name() == "Cargo.lock"
    }

    fn collect(&self, _file: &SourceFile<'_>, _context: &Context<'_>) -> Result<Inventory, CollectError> {
        Ok(Inventory::default())
    }
}
