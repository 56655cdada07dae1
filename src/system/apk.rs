//! apk's database: one text file with all packages and their files.
//!
//! Spec: apk-tools, apk(5) "Installed database"; Alpine wiki, "Apk spec".

use std::path::Path;

use super::package::{Database, Package, Source};
use super::root::Root;
use crate::limits;

const PLACES: [&str; 2] = ["/lib/apk/db/installed", "/usr/lib/apk/db/installed"];

/// Packages with their files.
#[derive(Debug, Default)]
pub(super) struct Installed {
    packages: Vec<ApkPackage>,
}

/// A package and its files, as folders with the names in each; no path begins with `/`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ApkPackage {
    /// The package.
    pub package: Package,
    /// Each folder with the names of its files.
    pub folders: Vec<(String, Vec<String>)>,
}

/// Returns whether a file of this path is such a database.
pub(super) fn is_database(path: &str) -> bool {
    PLACES.contains(&path)
}

/// Reads the database; none where the root has none.
pub(super) fn read(root: &Root) -> Option<Result<Installed, (String, String)>> {
    let place = PLACES.into_iter().find(|place| root.follow(Path::new(place)).is_some())?;
    let bytes = root.read(Path::new(place), limits::PACKAGE_DATABASE_BYTES);
    let bytes = bytes.map_err(|error| (place.to_owned(), super::reason(&error)));
    Some(bytes.map(|bytes| Installed { packages: parse_apk(&String::from_utf8_lossy(&bytes)) }))
}

impl Database for Installed {
    fn owners(&self, path: &str) -> Vec<&Package> {
        let Some((folder, name)) = path.strip_prefix('/').map(|path| path.rsplit_once('/').unwrap_or(("", path)))
        else {
            return Vec::new();
        };
        let has = |package: &&ApkPackage| {
            let folders = package.folders.iter().filter(|(path, _)| path == folder);
            folders.into_iter().any(|(_, names)| names.iter().any(|it| it == name))
        };
        self.packages.iter().filter(has).map(|package| &package.package).collect()
    }
}

/// Returns the packages of an `installed` file.
///
/// A record is told by its first letter: `P` name, `V` version, `A` architecture, `L` licence, `o` source package, `m` maintainer, `F` a folder and
/// `R` a file in it. A package without name or version is left out.
#[must_use]
pub fn parse_apk(text: &str) -> Vec<ApkPackage> {
    let mut packages = Vec::new();
    let mut current = ApkPackage::default();
    // A blank line ends a package; so does the end of the file.
    for line in text.lines().chain([""]) {
        if line.is_empty() {
            let done = std::mem::take(&mut current);
            if !done.package.name.is_empty() && !done.package.version.is_empty() {
                packages.push(done);
            }
            continue;
        }
        let Some((key, value)) = line.split_once(':') else { continue };
        let package = &mut current.package;
        match key {
            "P" => value.clone_into(&mut package.name),
            "V" => value.clone_into(&mut package.version),
            "A" => package.architecture = Some(value.to_owned()),
            "L" => package.license = Some(value.to_owned()),
            "o" => package.source = Some(Source { name: value.to_owned(), version: None }),
            "m" => package.vendor = Some(value.to_owned()),
            "F" => current.folders.push((value.trim_matches('/').to_owned(), Vec::new())),
            "R" => {
                if let Some((_, names)) = current.folders.last_mut() {
                    names.push(value.to_owned());
                }
            }
            _ => {}
        }
    }
    packages
}
