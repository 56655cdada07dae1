//! Vendored packages inside the subject: each folder against its own checksum file, both ways.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use serde::Deserialize;

use super::codes;
use super::sources::compare_part;
use crate::limits;
use crate::model::{Algorithm, Digest, Item, Outcome, RelativePath};
use crate::source::file::{OpenFile, fault_text};
use crate::source::walk::{Entry, Found, Ignore, walk_alone};
use crate::source::{SourceError, read_bounded};

/// The file in which `cargo vendor` notes what it vendored.
const CHECKSUMS: &str = ".cargo-checksum.json";

/// The folder that `cargo vendor` makes unless told otherwise.
const USUAL_FOLDER: &str = "vendor";

/// One vendored package.
#[derive(Debug)]
pub(super) struct Vendored {
    /// The folder, relative to the subject.
    pub(super) place: String,
    /// The folder on disk.
    path: PathBuf,
    /// Name and version, as its manifest states them.
    pub(super) identity: Option<(String, String)>,
    /// The digest of the archive that it was made from, as its checksum file states it.
    pub(super) package: Option<Digest>,
    /// Files whose digest is the stated one.
    pub(super) equal: u64,
    /// What is wrong with it.
    pub(super) items: Vec<Item>,
}

/// Returns the vendored packages of a subject, and the folders outside it that its configuration names and that were not looked at.
pub(super) fn list(subject: &Path) -> (Vec<Vendored>, Vec<String>) {
    let (folders, outside) = folders(subject);
    let mut places = Vec::new();
    for folder in folders {
        let listing = fs::read_dir(folder.under(subject)).into_iter().flatten().flatten();
        let packages = listing.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()));
        let packages = packages.filter(|entry| fs::symlink_metadata(entry.path().join(CHECKSUMS)).is_ok());
        places
            .extend(packages.map(|entry| (format!("{folder}/{}", entry.file_name().to_string_lossy()), entry.path())));
    }
    places.sort();
    places.dedup();
    (places.into_par_iter().map(|(place, path)| read(place, &path)).collect(), outside)
}

/// Compares a vendored package with the archive that the document names; what differs is an item about the vendored file.
///
/// Its checksum file cannot show this: whoever edits a source can edit the checksum too.
pub(super) fn compare_with_archive(package: &Vendored, archive: &Path, folder: &str) -> Vec<Item> {
    match compare_part(archive, folder, &package.path, CHECKSUMS) {
        Ok(comparison) => {
            let about = |item: Item| {
                let path = item.subject.strip_prefix(folder).unwrap_or_default();
                let code =
                    if item.outcome == Outcome::Unchecked { &codes::UNREADABLE } else { &codes::VENDOR_MISMATCH };
                let moved = Item::new(code, format!("{}{path}", package.place)).found(item.found.unwrap_or_default());
                moved.expected(item.expected.unwrap_or_else(|| "no such file in the archive".to_owned()))
            };
            comparison.items.into_iter().map(about).collect()
        }
        Err(error) => vec![Item::new(&codes::UNREADABLE, &*package.place).found(format!("its archive: {error}"))],
    }
}

/// Returns the vendor folders inside the subject, and what names one outside.
fn folders(subject: &Path) -> (Vec<RelativePath>, Vec<String>) {
    let mut named = vec![USUAL_FOLDER.to_owned()];
    for config in [".cargo/config.toml", ".cargo/config"] {
        named.extend(configured(&subject.join(config)));
    }
    let mut inside: Vec<RelativePath> = Vec::new();
    let mut outside = Vec::new();
    for text in named {
        match RelativePath::new(&text) {
            Ok(path) if leads_through_link(subject, &path) => outside.push(text),
            Ok(path) => inside.push(path),
            Err(_) => outside.push(text),
        }
    }
    inside.sort();
    inside.dedup();
    inside.retain(|path| path.under(subject).is_dir());
    (inside, outside)
}

fn leads_through_link(subject: &Path, path: &RelativePath) -> bool {
    let text = path.as_str();
    let above = text.match_indices('/').map(|(at, _)| &text[..at]);
    above.chain([text]).any(|part| fs::symlink_metadata(subject.join(part)).is_ok_and(|it| it.is_symlink()))
}

/// Returns the directories that a cargo configuration names as sources; one that cannot be read names none.
fn configured(path: &Path) -> Vec<String> {
    let Ok(bytes) = read_bounded(path, limits::CONFIG_BYTES) else { return Vec::new() };
    let Some(config) = std::str::from_utf8(&bytes).ok().and_then(|text| text.parse::<toml::Table>().ok()) else {
        return Vec::new();
    };
    let sources = config.get("source").and_then(toml::Value::as_table).into_iter().flatten();
    let folders = sources.filter_map(|(_, source)| source.get("directory").and_then(toml::Value::as_str));
    folders.map(str::to_owned).collect()
}

#[derive(Deserialize)]
struct Checksums {
    files: BTreeMap<String, String>,
    package: Option<String>,
}

#[derive(Deserialize)]
struct Manifest {
    package: ManifestPackage,
}

#[derive(Deserialize)]
struct ManifestPackage {
    name: String,
    version: String,
}

fn read(place: String, path: &Path) -> Vendored {
    let mut vendored =
        Vendored { place, path: path.into(), identity: None, package: None, equal: 0, items: Vec::new() };
    vendored.identity = read_identity(path);
    match read_checksums(path) {
        Ok(checksums) => {
            compare(&checksums.files, path, &mut vendored);
            match checksums.package.map(|text| Digest::from_hex(Algorithm::Sha256, &text)) {
                Some(Ok(digest)) => vendored.package = Some(digest),
                Some(Err(error)) => {
                    let subject = format!("{}/{CHECKSUMS}", vendored.place);
                    vendored.items.push(Item::new(&codes::UNREADABLE, subject).found(format!("`package`: {error}")));
                }
                None => {}
            }
        }
        Err(why) => {
            let subject = format!("{}/{CHECKSUMS}", vendored.place);
            vendored.items.push(Item::new(&codes::UNREADABLE, subject).found(why));
        }
    }
    if vendored.identity.is_none() {
        let subject = format!("{}/Cargo.toml", vendored.place);
        let found = "no manifest that states a name and a version";
        vendored.items.push(Item::new(&codes::UNREADABLE, subject).found(found));
    }
    vendored
}

fn read_identity(path: &Path) -> Option<(String, String)> {
    let bytes = read_bounded(&path.join("Cargo.toml"), limits::MANIFEST_BYTES).ok()?;
    let manifest: Manifest = toml::from_str(std::str::from_utf8(&bytes).ok()?).ok()?;
    Some((manifest.package.name, manifest.package.version))
}

fn read_checksums(path: &Path) -> Result<Checksums, String> {
    let bytes = read_bounded(&path.join(CHECKSUMS), limits::MANIFEST_BYTES).map_err(|error| match error {
        SourceError::Io { source, .. } => fault_text(&source),
        _ => "not a regular file of usual size".to_owned(),
    })?;
    serde_json::from_slice(&bytes).map_err(|error| format!("not a checksum file: {error}"))
}

fn compare(stated: &BTreeMap<String, String>, path: &Path, vendored: &mut Vendored) {
    let equal = Cell::new(0);
    let place = &vendored.place;
    let visit = |entry: &Entry<'_>| {
        let seen = entry.path.to_owned();
        if entry.path == CHECKSUMS {
            return None;
        }
        let item = Item::new(&codes::VENDOR_MISMATCH, format!("{place}/{}", entry.path));
        let Some(expected) = stated.get(entry.path) else {
            return Some((seen, Some(item.expected("nothing").found("a file that its checksum file does not name"))));
        };
        let found = match &entry.found {
            Found::File => digest(entry.on_disk),
            Found::Symlink(target) => Ok(format!("a symbolic link to `{target}`")),
            Found::Special(what) => Ok(format!("a {what}")),
            Found::Unreadable(why) | Found::Unnameable(why) => Err(why.clone()),
        };
        let told = match found {
            Ok(found) if found.eq_ignore_ascii_case(expected) => {
                equal.set(equal.get() + 1);
                None
            }
            Ok(found) => Some(item.expected(super::packages::shown(expected)).found(found)),
            Err(why) => Some(Item::new(&codes::UNREADABLE, format!("{place}/{}", entry.path)).found(why)),
        };
        Some((seen, told))
    };
    if let Ok(rows) = walk_alone(path, &Ignore::nothing(), visit) {
        for name in stated.keys() {
            if rows.binary_search_by(|row| row.0.as_str().cmp(name)).is_err() {
                let item = Item::new(&codes::VENDOR_MISMATCH, format!("{place}/{}", super::packages::shown(name)));
                vendored.items.push(item.expected("a file").found("nothing"));
            }
        }
        vendored.items.extend(rows.into_iter().filter_map(|(_, item)| item));
    } else {
        let item = Item::new(&codes::UNREADABLE, place.clone()).found("the folder cannot be listed");
        vendored.items.push(item);
    }
    vendored.equal = equal.get();
}

fn digest(path: &Path) -> Result<String, String> {
    let open = OpenFile::open(path).map_err(|error| fault_text(&error))?;
    let (_, digests) = open.digest([Algorithm::Sha256]).map_err(|error| fault_text(&error))?;
    Ok(digests.first().map(Digest::hex).unwrap_or_default())
}
