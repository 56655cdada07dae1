//! The files that a build made to be used: programs and the libraries that others than Rust can link.

use std::path::{Path, PathBuf};

use super::foreign::Told;
use super::layout;
use super::message::Unit;
use crate::collect::CollectError;
use crate::limits;
use crate::model::{Algorithm, ComponentKind, Digest};
use crate::source::file::OpenFile;
use crate::source::hash::digest_bytes;
use crate::source::{SourceError, read_bounded};

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
    /// Its bytes; none of an artifact that is only planned.
    pub bytes: Option<Bytes>,
}

/// What is known of a file's bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bytes {
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
    /// Reads the file, takes its digests, and returns what it tells of itself beside.
    pub(super) fn read(
        made: &Made<'_>,
        unit: &Unit,
        (package, triple): (&str, &str),
    ) -> Result<(Self, Told), CollectError> {
        let (size, [sha256, sha512], told) = match read_bounded(made.path, limits::BINARY_BYTES) {
            Ok(bytes) => of_bytes(&bytes, made)?,
            Err(SourceError::TooLarge { limit, .. }) => of_stream(made, limit)?,
            Err(error) => return Err(error.into()),
        };
        let bytes = Some(Bytes { size, sha256, sha512 });
        Ok((Self { bytes, ..Self::planned(made, unit, (package, triple)) }, told))
    }

    /// Returns the artifact that a unit would make.
    pub(super) fn planned(made: &Made<'_>, unit: &Unit, (package, triple): (&str, &str)) -> Self {
        Self {
            path: made.path.to_path_buf(),
            kind: made.kind.to_owned(),
            target: unit.target.name.clone(),
            package: package.to_owned(),
            triple: triple.to_owned(),
            bytes: None,
        }
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

const DIGESTS: [Algorithm; 2] = [Algorithm::Sha256, Algorithm::Sha512];

/// Takes the digests of a file that is in memory, and reads it, all side by side.
fn of_bytes(bytes: &[u8], made: &Made<'_>) -> Result<(u64, [Digest; 2], Told), CollectError> {
    // An archive of object files has nothing that a loader would read.
    let is_archive = matches!(made.kind, "staticlib" | "rlib");
    let read = || if is_archive { Told::default() } else { Told::by(bytes) };
    let digest = |algorithm| digest_bytes(algorithm, bytes);
    let (told, (sha256, sha512)) = rayon::join(read, || rayon::join(|| digest(DIGESTS[0]), || digest(DIGESTS[1])));
    let (Some(sha256), Some(sha512)) = (sha256, sha512) else { return Err(no_digest(made)) };
    Ok((bytes.len() as u64, [sha256, sha512], told))
}

/// Takes the digests of a file that is too large to be read whole.
fn of_stream(made: &Made<'_>, limit: u64) -> Result<(u64, [Digest; 2], Told), CollectError> {
    let fault = |source| CollectError::Source(SourceError::Io { path: made.path.to_path_buf(), source });
    let (size, digests) = OpenFile::open_named(made.path).and_then(|file| file.digest(DIGESTS)).map_err(fault)?;
    let digests = <[Digest; 2]>::try_from(digests).map_err(|_| no_digest(made))?;
    Ok((size, digests, Told::unread(format!("expected at most {limit} bytes, found more"))))
}

fn no_digest(made: &Made<'_>) -> CollectError {
    let source = std::io::Error::from(std::io::ErrorKind::InvalidData);
    CollectError::Source(SourceError::Io { path: made.path.to_path_buf(), source })
}
