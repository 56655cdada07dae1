//! The TOML reader: every valid lock file, and every error message.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::{Dependency, LockfileError, Package, Raw, fault, line_at};

#[derive(Deserialize)]
struct File {
    version: Option<u32>,
    package: Option<Vec<Entry>>,
    /// Locks of before 2017 keep the root package apart.
    root: Option<Entry>,
    metadata: Option<BTreeMap<String, String>>,
    patch: Option<Patch>,
}

#[derive(Deserialize)]
struct Patch {
    #[serde(default)]
    unused: Vec<Unused>,
}

#[derive(Deserialize)]
struct Unused {
    name: String,
    version: String,
}

#[derive(Deserialize)]
struct Entry {
    name: Spanned<String>,
    version: String,
    source: Option<String>,
    checksum: Option<String>,
    #[serde(default)]
    dependencies: Vec<Spanned<String>>,
    replace: Option<String>,
}

/// Reads any lock file that is valid TOML.
pub(super) fn read(text: &str) -> Result<Raw<'_>, LockfileError> {
    if let Some(line) = conflict_marker(text) {
        return Err(LockfileError {
            line: Some(line),
            message: "expected a lock file, found the marks of a merge that was not finished".to_owned(),
            hint: Some("finish the merge, or take either side and run `cargo update --workspace`"),
        });
    }
    let file: File = toml::from_str(text).map_err(|error| {
        let line = error.span().map(|span| line_at(text.as_bytes(), span.start));
        // The crate's message may run over several lines; a problem is one.
        let message = error.message().split_whitespace().collect::<Vec<_>>().join(" ");
        fault(line, format!("expected a lock file as cargo writes it: {message}"))
    })?;
    let mut raw = Raw { version: file.version, ..Raw::default() };
    let mut position = Position { text: text.as_bytes(), place: 0, line: 1 };
    for entry in file.root.into_iter().chain(file.package.into_iter().flatten()) {
        push(&mut raw, entry, &mut position).ok_or_else(|| fault(None, "expected fewer than 2^32 dependencies"))?;
    }
    let owned = |(key, value): (String, String)| (Cow::Owned(key), Cow::Owned(value));
    raw.metadata = file.metadata.into_iter().flatten().map(owned).collect();
    let unused = file.patch.into_iter().flat_map(|patch| patch.unused);
    raw.unused_patches = unused.map(|patch| owned((patch.name, patch.version))).collect();
    Ok(raw)
}

fn push(raw: &mut Raw<'_>, entry: Entry, position: &mut Position<'_>) -> Option<()> {
    let first_dependency = raw.dependencies.len();
    let line = position.line_of(entry.name.span().start);
    for dependency in entry.dependencies {
        let line = position.line_of(dependency.span().start);
        raw.dependencies.push(Dependency { text: Cow::Owned(dependency.into_inner()), line });
    }
    let package = Package {
        name: Cow::Owned(entry.name.into_inner()),
        version: Cow::Owned(entry.version),
        source: entry.source.map(Cow::Owned),
        checksum: entry.checksum.map(Cow::Owned),
        replace: entry.replace.map(Cow::Owned),
        line,
        dependencies: 0..0,
    };
    raw.push(package, first_dependency)
}

/// Counts lines forward from the last place asked for, so that all of them together cost one pass.
struct Position<'a> {
    text: &'a [u8],
    place: usize,
    line: u32,
}

impl Position<'_> {
    fn line_of(&mut self, place: usize) -> u32 {
        if place < self.place {
            // Keys may stand in any order within a table; the distance back is short in an honest file.
            self.line -= line_at(&self.text[place..self.place], usize::MAX) - 1;
        } else {
            self.line += line_at(&self.text[self.place..place.min(self.text.len())], usize::MAX) - 1;
        }
        self.place = place.min(self.text.len());
        self.line
    }
}

fn conflict_marker(text: &str) -> Option<u32> {
    let marks = |line: &str| line.starts_with("<<<<<<< ") || line.starts_with(">>>>>>> ");
    let found = text.lines().position(marks)?;
    u32::try_from(found + 1).ok()
}
