//! The files that a build made to be used: programs and the libraries that others than Rust can link.

use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::layout;
use super::message::Unit;
use crate::collect::CollectError;
use crate::model::{Algorithm, ComponentKind, Digest};
use crate::source::SourceError;
use crate::source::file::OpenFile;

/// One file that a build made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Artifact {
    /// The file.
    pub path: PathBuf,
    /// What cargo calls it: `bin`, `example`, `cdylib`, `staticlib`, `dylib`, `test`, `bench`, `rlib`, `proc-macro`.
    pub kind: String,
    /// The target's name.
    pub target: String,
    /// The package's name.
    pub package: String,
    /// The triple that it was built for.
    pub triple: String,
    /// The size in bytes.
    pub size: u64,
    /// SHA-256 of every byte.
    pub sha256: Digest,
    /// SHA-512 of every byte.
    pub sha512: Digest,
}

/// Which artifacts are described.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Wanted {
    /// Those that are used: programs, examples, libraries for others than Rust; Rust libraries and proc-macros where there is nothing else.
    #[default]
    Used,
    /// Tests and benchmarks too.
    Tests,
}

/// A file of a unit that is an artifact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Made<'a> {
    pub(super) unit: usize,
    pub(super) kind: &'static str,
    pub(super) path: &'a Path,
}

/// Returns the artifacts of a build, in the order of their paths.
pub(super) fn find(units: &[Unit], wanted: Wanted) -> Vec<Made<'_>> {
    let mut made: Vec<Made<'_>> = units.iter().enumerate().flat_map(|(at, unit)| of_unit(at, unit)).collect();
    let is_used = |made: &Made<'_>| !["test", "bench", "rlib", "proc-macro"].contains(&made.kind);
    let is_test = |made: &Made<'_>| ["test", "bench"].contains(&made.kind);
    let tests = wanted == Wanted::Tests;
    if made.iter().any(|one| is_used(one) || tests && is_test(one)) {
        made.retain(|one| is_used(one) || tests && is_test(one));
    } else {
        made.retain(|one| !is_test(one));
    }
    made.sort_by_key(|one| one.path);
    // Cargo tells a program twice where a test needed it first.
    made.dedup_by_key(|one| one.path);
    made
}

fn of_unit(at: usize, unit: &Unit) -> Vec<Made<'_>> {
    let one = |kind, path| vec![Made { unit: at, kind, path }];
    if let Some(program) = &unit.executable {
        let kind = match () {
            () if unit.is("bench") => "bench",
            () if unit.is_test() => "test",
            () if unit.is("example") => "example",
            () => "bin",
        };
        return one(kind, program);
    }
    if unit.is("custom-build") || unit.profile.test {
        return Vec::new();
    }
    // What lies among the dependencies was built for another unit; a test has no other place.
    let forward = || unit.filenames.iter().map(PathBuf::as_path).filter(|path| layout::is_put_forward(path));
    unit.target
        .crate_types
        .iter()
        .filter_map(|kind| {
            let path = forward().find(|path| has_form(kind, path))?;
            let kind = match kind.as_str() {
                "cdylib" => "cdylib",
                "staticlib" => "staticlib",
                "dylib" => "dylib",
                "proc-macro" => "proc-macro",
                "lib" | "rlib" => "rlib",
                // A program without `executable`: one for a platform whose programs need an interpreter.
                "bin" if unit.is("example") => "example",
                "bin" => "bin",
                _ => return None,
            };
            Some(Made { unit: at, kind, path })
        })
        .collect()
}

/// Returns whether a file can be the one of this crate type, by the names that rustc gives.
fn has_form(crate_type: &str, path: &Path) -> bool {
    let Some(name) = path.file_name().and_then(|name| name.to_str()) else { return false };
    let ends = |endings: &[&str]| endings.iter().any(|ending| name.ends_with(ending));
    match crate_type {
        "cdylib" | "dylib" | "proc-macro" => ends(&[".so", ".dylib", ".wasm"]) || ends(&[".dll"]),
        "staticlib" => ends(&[".a", ".lib"]) && !ends(&[".dll.lib", ".dll.a"]),
        "lib" | "rlib" => ends(&[".rlib"]),
        "bin" => !ends(&[".d", ".pdb", ".dSYM", ".dwp", ".map"]),
        _ => false,
    }
}

impl Artifact {
    /// Reads the file and takes its digests.
    pub(super) fn read(made: &Made<'_>, unit: &Unit, package: &str, triple: &str) -> Result<Self, CollectError> {
        let fault = |source| CollectError::Source(SourceError::Io { path: made.path.to_path_buf(), source });
        let digest = |algorithm| OpenFile::open_named(made.path)?.digest([algorithm]);
        // Side by side: the second one costs twice as much as the first.
        let read: Vec<_> = [Algorithm::Sha256, Algorithm::Sha512].into_par_iter().map(digest).collect();
        let mut digests = Vec::new();
        let mut size = 0;
        for one in read {
            let (length, found) = one.map_err(fault)?;
            size = length;
            digests.extend(found);
        }
        let mut next = digests.into_iter();
        let (Some(sha256), Some(sha512)) = (next.next(), next.next()) else {
            return Err(fault(std::io::Error::from(std::io::ErrorKind::InvalidData)));
        };
        Ok(Self {
            path: made.path.to_path_buf(),
            kind: made.kind.to_owned(),
            target: unit.target.name.clone(),
            package: package.to_owned(),
            triple: triple.to_owned(),
            size,
            sha256,
            sha512,
        })
    }

    /// Returns the file's name.
    #[must_use]
    pub fn file_name(&self) -> String {
        self.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
    }

    /// Returns what kind of component it is.
    pub(super) fn component_kind(&self) -> ComponentKind {
        match self.kind.as_str() {
            "bin" | "example" | "test" | "bench" => ComponentKind::Application,
            _ => ComponentKind::Library,
        }
    }
}
