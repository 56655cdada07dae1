//! Which distribution the system is that an archive or an image holds: `os-release`, and the databases of packages beside it.
//!
//! A package file that lies in a system is taken for one of its distribution where the system is managed by the program that installs it.

use std::collections::{BTreeMap, BTreeSet};

use super::walk::Walk;
use super::{HolderKind, PackageFile};
use crate::system::{Distribution, Manager, Release};

/// Where the release is stated, in the order in which it counts. Spec: os-release(5).
const PLACES: [&str; 2] = ["etc/os-release", "usr/lib/os-release"];

/// Distributions with several variants have links between files of these names.
const NAMES: [&str; 3] = ["etc/os-release", "usr/lib/os-release", "usr/lib/os.release.d/"];

/// No honest system has more of them.
const MOST: usize = 32;

/// Links that lead to one another.
const LINKS: usize = 4;

/// What was seen of a system.
#[derive(Debug, Default)]
pub(super) struct Root {
    stated: BTreeMap<String, Stated>,
    managers: BTreeSet<Manager>,
}

#[derive(Debug)]
enum Stated {
    Text(Vec<u8>),
    Link(String),
    /// There twice, so that it is not known which one is meant.
    Twice,
}

impl Root {
    /// Returns whether a file's bytes say which distribution it is.
    pub(super) fn wants(path: &[u8]) -> bool {
        NAMES.iter().any(|name| path.starts_with(name.as_bytes()))
    }

    /// Notes a file by its path, and its bytes where they are wanted.
    pub(super) fn file(&mut self, path: &[u8], bytes: Vec<u8>) {
        if Self::wants(path) {
            self.add(path, Stated::Text(bytes));
        } else if let Some(manager) = std::str::from_utf8(path).ok().and_then(Manager::of_database) {
            self.managers.insert(manager);
        }
    }

    /// Notes a link by its path and what it leads to.
    pub(super) fn link(&mut self, path: &[u8], target: &[u8]) {
        if let (true, Ok(target)) = (Self::wants(path), std::str::from_utf8(target)) {
            self.add(path, Stated::Link(target.to_owned()));
        }
    }

    fn add(&mut self, path: &[u8], stated: Stated) {
        let Ok(path) = std::str::from_utf8(path) else { return };
        if self.stated.len() < MOST {
            self.stated.entry(path.to_owned()).and_modify(|known| *known = Stated::Twice).or_insert(stated);
        }
    }

    /// Returns the release of the system, if it has one and packages of this manager.
    fn release(&self, manager: Manager) -> Option<Release> {
        let text = PLACES.iter().find_map(|place| self.text(place)).filter(|_| self.managers.contains(&manager))?;
        Some(Release::parse(&String::from_utf8_lossy(text))).filter(Release::is_stated)
    }

    fn text(&self, place: &str) -> Option<&[u8]> {
        let mut place = place.to_owned();
        for _ in 0..LINKS {
            place = match self.stated.get(&place)? {
                Stated::Text(bytes) => return Some(bytes),
                Stated::Link(target) if target.starts_with('/') => target.trim_start_matches('/').to_owned(),
                Stated::Link(target) => super::blobs::beside(&place, target)?,
                Stated::Twice => return None,
            };
        }
        None
    }
}

impl Walk<'_> {
    /// Says of the packages that lie directly in a system that they are of its distribution, unless they say that they are of another one.
    pub(super) fn place(&mut self, root: &Root) {
        for at in std::mem::take(&mut self.loose) {
            let Some(HolderKind::Package { package, .. }) = self.found.holders.get_mut(at).map(|it| &mut it.kind)
            else {
                continue;
            };
            let release = root.release(package.manager).map(Distribution::System);
            if release.as_ref().is_some_and(|release| fits(package, release)) {
                package.distribution = release;
            }
        }
    }
}

fn fits(package: &PackageFile, release: &Distribution) -> bool {
    let of = |distribution: &Distribution| distribution.namespace(package.manager).to_owned();
    package.distribution.as_ref().is_none_or(|stated| of(stated) == of(release))
}
