//! dpkg's database: which packages are installed and which files each brought.
//!
//! The lists of files are read when the first file is asked for, all of them, since none says which of them to read; they stay as they are on
//! disk and are searched as text, which is faster than to make an index of hundreds of thousands of paths for a few questions.
//!
//! Spec: dpkg source, `doc/` and dpkg(1), "FILES"; deb822(5); Debian Policy 5 and 6.

use std::collections::BTreeMap;
use std::path::Path;

use memchr::memmem;
use rayon::prelude::*;

use super::package::{Database, Package, Source};
use super::root::Root;
use crate::limits;

const STATUS: &str = "/var/lib/dpkg/status";
/// Images without dpkg itself keep one file a package here.
const STATUS_FOLDER: &str = "/var/lib/dpkg/status.d";
const LISTS: &str = "/var/lib/dpkg/info";
const DIVERSIONS: &str = "/var/lib/dpkg/diversions";

/// Packages, and the paths of all of them.
#[derive(Debug, Default)]
pub(super) struct Installed {
    packages: Vec<Package>,
    paths: Paths,
    diversions: Vec<Diversion>,
}

/// All lists one after the other, each path between two line feeds.
#[derive(Debug, Default)]
struct Paths {
    text: Vec<u8>,
    /// Where each list ends, and whose it is.
    ends: Vec<(usize, usize)>,
}

/// A file that goes elsewhere when any package but one brings it. Spec: dpkg-divert(1).
#[derive(Clone, Debug, PartialEq, Eq)]
struct Diversion {
    from: String,
    to: String,
    /// The package whose own file stays; `:` for none.
    by: String,
}

/// Returns whether a root has such a database.
pub(super) fn is_there(root: &Root) -> bool {
    [STATUS, STATUS_FOLDER].iter().any(|path| root.follow(Path::new(path)).is_some())
}

/// Returns whether a file of this path is such a database, or a part of one.
pub(super) fn is_database(path: &str) -> bool {
    path == STATUS || path.strip_prefix(STATUS_FOLDER).is_some_and(|rest| rest.starts_with('/'))
}

impl Installed {
    /// Reads the database; the second value says what of it could not be used.
    pub(super) fn read(root: &Root) -> (Self, Vec<(String, String)>) {
        let mut problems = Vec::new();
        let mut database = Self::default();
        match root.read(Path::new(STATUS), limits::PACKAGE_DATABASE_BYTES) {
            Ok(bytes) => database.packages = parse_status(&String::from_utf8_lossy(&bytes)),
            Err(error) if error.is_not_found() => {}
            Err(error) => problems.push((STATUS.to_owned(), super::reason(&error))),
        }
        let known: BTreeMap<String, usize> = database.list_names();
        let names = root.names(Path::new(LISTS));
        let folder = root.follow(Path::new(LISTS)).unwrap_or_default();
        let wanted: Vec<(usize, &String)> =
            names.iter().filter_map(|name| Some((*known.get(name.strip_suffix(".list")?)?, name))).collect();
        let lists: Vec<_> = wanted
            .into_par_iter()
            .map(|(place, name)| (place, root.read_in(&folder, name, limits::PACKAGE_DATABASE_BYTES), name))
            .collect();
        for (place, list, name) in lists {
            match list {
                Ok(list) if !database.paths.add(place, &list) => {
                    let message =
                        format!("expected at most {} bytes of lists, found more", limits::PACKAGE_LISTS_BYTES);
                    problems.push((format!("{LISTS}/{name}"), message));
                }
                Ok(_) => {}
                Err(error) => problems.push((format!("{LISTS}/{name}"), super::reason(&error))),
            }
        }
        database.read_status_folder(root, &mut problems);
        if let Ok(bytes) = root.read(Path::new(DIVERSIONS), limits::MANIFEST_BYTES) {
            database.diversions = parse_diversions(&String::from_utf8_lossy(&bytes));
        }
        (database, problems)
    }

    /// Returns the names that the lists of the packages may have.
    fn list_names(&self) -> BTreeMap<String, usize> {
        let mut names = BTreeMap::new();
        for (place, package) in self.packages.iter().enumerate() {
            if let Some(architecture) = &package.architecture {
                names.insert(format!("{}:{architecture}", package.name), place);
            }
            names.entry(package.name.clone()).or_insert(place);
        }
        names
    }

    fn read_status_folder(&mut self, root: &Root, problems: &mut Vec<(String, String)>) {
        let folder = Path::new(STATUS_FOLDER);
        let names = root.names(folder);
        for name in names.iter().filter(|name| !name.ends_with(".md5sums")) {
            let path = folder.join(name);
            let bytes = match root.read(&path, limits::MANIFEST_BYTES) {
                Ok(bytes) => bytes,
                Err(error) => {
                    problems.push((path.to_string_lossy().into_owned(), super::reason(&error)));
                    continue;
                }
            };
            let mut packages = parse_status(&String::from_utf8_lossy(&bytes));
            let place = self.packages.len();
            self.packages.append(&mut packages);
            let sums = root.read(&folder.join(format!("{name}.md5sums")), limits::PACKAGE_DATABASE_BYTES);
            if let Ok(sums) = sums
                && place < self.packages.len()
            {
                self.paths.add(place, &paths_of_sums(&sums));
            }
        }
    }
}

impl Database for Installed {
    fn owners(&self, path: &str) -> Vec<&Package> {
        let owners = |path: &str| self.paths.owners(path).into_iter().filter_map(|place| self.packages.get(place));
        if let Some(diversion) = self.diversions.iter().find(|diversion| diversion.from == path) {
            return owners(path).filter(|package| package.name == diversion.by).collect();
        }
        match self.diversions.iter().find(|diversion| diversion.to == path) {
            Some(diversion) => {
                owners(&diversion.from).filter(|package| package.name != diversion.by).chain(owners(path)).collect()
            }
            None => owners(path).collect(),
        }
    }
}

impl Paths {
    /// Adds a list, and returns whether there was room for it.
    fn add(&mut self, place: usize, list: &[u8]) -> bool {
        if self.text.len().saturating_add(list.len()) > limits::PACKAGE_LISTS_BYTES {
            return false;
        }
        self.text.push(b'\n');
        self.text.extend_from_slice(list);
        self.text.push(b'\n');
        self.ends.push((self.text.len(), place));
        true
    }

    fn owners(&self, path: &str) -> Vec<usize> {
        let needle = format!("\n{path}\n");
        let mut owners = Vec::new();
        for at in memmem::find_iter(&self.text, needle.as_bytes()) {
            let list = self.ends.partition_point(|(end, _)| *end <= at);
            if let Some((_, place)) = self.ends.get(list)
                && !owners.contains(place)
            {
                owners.push(*place);
            }
        }
        owners
    }
}

/// Returns the installed packages that a `status` file lists.
#[must_use]
pub fn parse_status(text: &str) -> Vec<Package> {
    let text = text.replace("\r\n", "\n");
    text.split("\n\n").filter_map(parse_stanza).collect()
}

/// Returns the first line of a field; none where it is not there or empty.
///
/// Spec: deb822(5): field names are not case-sensitive; a line that begins with a blank goes on with the one before.
#[must_use]
pub fn find_field<'a>(stanza: &'a str, key: &str) -> Option<&'a str> {
    let value = stanza.lines().find_map(|line| {
        let (name, value) = line.split_at_checked(key.len())?;
        name.eq_ignore_ascii_case(key).then(|| value.strip_prefix(':')).flatten()
    });
    value.map(str::trim).filter(|value| !value.is_empty())
}

fn parse_stanza(stanza: &str) -> Option<Package> {
    let field = |key: &str| find_field(stanza, key);
    // `want flag state`; files are there in every state but these. A package of `status.d` has no such field.
    let state = field("status").map(|status| status.rsplit(' ').next().unwrap_or_default());
    if matches!(state, Some("not-installed" | "config-files")) {
        return None;
    }
    let name = field("package")?;
    let version = field("version")?;
    let source = field("source").map(|source| match source.split_once('(') {
        Some((name, version)) => {
            Source { name: name.trim().to_owned(), version: Some(version.trim().trim_end_matches(')').to_owned()) }
        }
        None => Source { name: source.to_owned(), version: None },
    });
    Some(Package {
        name: name.to_owned(),
        version: version.to_owned(),
        epoch: None,
        architecture: field("architecture").map(ToOwned::to_owned),
        source,
        vendor: field("maintainer").map(ToOwned::to_owned),
        license: None,
    })
}

fn parse_diversions(text: &str) -> Vec<Diversion> {
    let lines: Vec<&str> = text.lines().collect();
    let parsed = lines.chunks_exact(3).map(|lines| match lines {
        [from, to, by] => Some(Diversion { from: (*from).to_owned(), to: (*to).to_owned(), by: (*by).to_owned() }),
        _ => None,
    });
    parsed.flatten().collect()
}

/// Makes a list of paths from `md5sum`'s output, whose paths are relative to the root.
fn paths_of_sums(sums: &[u8]) -> Vec<u8> {
    let mut list = Vec::new();
    for line in String::from_utf8_lossy(sums).lines() {
        if let Some((_, path)) = line.split_once("  ") {
            list.push(b'/');
            list.extend_from_slice(path.trim_start_matches("./").trim_start_matches('/').as_bytes());
            list.push(b'\n');
        }
    }
    list
}
