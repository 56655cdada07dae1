//! The check `package`: are the packages that a build uses the ones that the document names?
//!
//! *Proves*: each archive in cargo's cache has the document's digest, and what cargo extracted from it, which is what it compiles, is
//! byte for byte what the archive holds; likewise for vendored trees and their checksum files. *Does not prove*: that the packages are
//! good, nor what other machines hold. The decision a newcomer would question: a package that the target does not need may be absent,
//! since cargo never downloads it; if it is there it is compared all the same.

mod cached;
mod codes;
mod locked;
mod needed;
mod packages;
mod sources;
mod vendored;

use std::collections::BTreeMap;
use std::path::PathBuf;

use rayon::prelude::*;

use super::{Check, Input, VerifyError};
use crate::model::{CheckReport, Code, Item, Level, Strength};
use cached::Cache;
use locked::Locked;
use packages::{Package as Listed, Packages};
use vendored::Vendored;

/// Are the packages that a build uses the ones that the document names?
pub struct Package;

impl Check for Package {
    fn name(&self) -> &'static str {
        "package"
    }

    fn about(&self) -> &'static str {
        "Are the packages that a build uses the ones that the document names?"
    }

    fn codes(&self) -> &'static [&'static Code] {
        codes::ALL
    }

    fn applies(&self, input: &Input<'_>) -> bool {
        // Whoever verifies a release has no reason to have its packages; who has its project does.
        let project = input.subject.join("Cargo.lock").is_file();
        project && input.document.is_some_and(|document| packages::any_registry(&document.document.inventory))
    }

    fn run(&self, input: &Input<'_>) -> Result<CheckReport, VerifyError> {
        let mut report = CheckReport::new(self.name());
        let Some(document) = input.document else {
            report.items.push(Item::new(&codes::NO_PACKAGES, "the subject").found("no document was given"));
            return Ok(report);
        };
        let mut packages = packages::list(&document.document.inventory, input.targets);
        report.items.append(&mut packages.items);
        if packages.groups.is_empty() {
            report.items.push(Item::new(&codes::NO_PACKAGES, "the subject").found("no package from a registry"));
        }
        let cache = Cache::list(input.caches.get("cargo"));
        let (vendored, outside) = vendored::list(input.subject);
        let vendored = Shelves::new(vendored, &packages);
        let mut tally = Tally { outside, own: packages.own, ..Tally::default() };
        input.progress.begin("comparing packages", Some(packages.groups.len() as u64));
        let groups: Vec<_> = packages.groups.iter().collect();
        let found: Vec<Found> = groups
            .par_iter()
            .map(|(key, group)| {
                let mut found = cached::check(&cache, group);
                for package in vendored.listed.get(*key).into_iter().flatten() {
                    take_vendored(group, package, &mut found);
                }
                input.progress.advance(1);
                found
            })
            .collect();
        input.progress.end();
        for ((_, group), found) in groups.iter().zip(found) {
            judge(input, group, found, &mut tally, &mut report);
        }
        let locked = Locked::read(input.subject, &document.document.inventory);
        tally.vendored_left_out = vendored.tell_unlisted(&locked, &mut report);
        tally.tell(&mut report);
        report.items.sort();
        report.items.dedup();
        Ok(report)
    }
}

/// What was found of the packages of one name and version.
#[derive(Debug, Default)]
struct Found {
    /// Copies looked at, good or bad.
    copies: u64,
    /// For each package whether a copy is the one that the document names, with nothing wrong in it.
    matched: Vec<bool>,
    /// Archives that are the named ones.
    archives: u64,
    /// Extracted folders that equal their archive, and files in them.
    extracted: u64,
    files: u64,
    /// Vendored packages with nothing wrong in them, files in them, and how many were compared with the published archive.
    vendored: u64,
    vendored_files: u64,
    vendored_as_published: u64,
    /// An archive that is a named one.
    published: Option<PathBuf>,
    items: Vec<Item>,
}

impl Found {
    fn new(packages: usize) -> Self {
        Self { matched: vec![false; packages], ..Self::default() }
    }
}

#[derive(Debug, Default)]
struct Tally {
    archives: u64,
    extracted: u64,
    files: u64,
    vendored: u64,
    vendored_files: u64,
    vendored_as_published: u64,
    /// Vendored packages that the lock file names and the document leaves out.
    vendored_left_out: u64,
    own: u64,
    outside: Vec<String>,
    not_needed: Vec<String>,
}

/// Vendored packages, by whether the document names them.
#[derive(Debug, Default)]
struct Shelves {
    listed: BTreeMap<(String, String), Vec<Vendored>>,
    unlisted: Vec<Vendored>,
}

impl Shelves {
    fn new(vendored: Vec<Vendored>, packages: &Packages<'_>) -> Self {
        let mut shelves = Self::default();
        for package in vendored {
            match package.identity.clone().filter(|identity| packages.groups.contains_key(identity)) {
                Some(identity) => shelves.listed.entry(identity).or_default().push(package),
                None => shelves.unlisted.push(package),
            }
        }
        shelves
    }

    /// A package without a digest of an archive comes from git or a folder, which the document may name otherwise.
    ///
    /// Returns how many others the lock file names, with the digest that they state.
    fn tell_unlisted(self, locked: &Locked, report: &mut CheckReport) -> u64 {
        let mut left_out = 0;
        for package in self.unlisted {
            if let (Some((name, version)), Some(stated)) = (&package.identity, &package.package) {
                if locked.names(name, version, stated) {
                    left_out += 1;
                } else {
                    let shown = format!("{} {}", packages::shown(name), packages::shown(version));
                    report.items.push(Item::new(&codes::VENDOR_UNLISTED, &*package.place).found(shown));
                }
            }
            report.items.extend(package.items);
        }
        left_out
    }
}

/// Judges a vendored package by its checksum file, by the document, and by the published archive where the cache has it.
fn take_vendored(group: &[Listed<'_>], package: &Vendored, found: &mut Found) {
    found.copies += 1;
    found.items.extend(package.items.iter().cloned());
    let stated = package.package.as_ref();
    let names: Vec<bool> = group.iter().map(|it| it.digests.iter().any(|digest| Some(*digest) == stated)).collect();
    let Some(first) = group.first() else { return };
    if !names.contains(&true) {
        if !first.digests.is_empty() {
            let expected = first.digests.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            let stated = stated.map_or_else(|| "no digest of an archive".to_owned(), ToString::to_string);
            let item = Item::new(&codes::VENDOR_MISMATCH, &*package.place).expected(expected).found(stated);
            found.items.push(item.rests_on(first.subject.clone()));
        }
        return;
    }
    if !package.items.is_empty() {
        return;
    }
    if let Some(archive) = &found.published {
        let items = vendored::compare_with_archive(package, archive, &first.folder_name());
        if !items.is_empty() {
            found.items.extend(items);
            return;
        }
        found.vendored_as_published += 1;
    }
    found.vendored += 1;
    found.vendored_files += package.equal;
    for (matched, named) in found.matched.iter_mut().zip(names) {
        *matched |= named;
    }
}

/// Turns what was found of one name and version into passes and findings.
fn judge(input: &Input<'_>, group: &[Listed<'_>], found: Found, tally: &mut Tally, report: &mut CheckReport) {
    tally.archives += found.archives;
    tally.extracted += found.extracted;
    tally.files += found.files;
    tally.vendored += found.vendored;
    tally.vendored_files += found.vendored_files;
    tally.vendored_as_published += found.vendored_as_published;
    let faulty = found.items.iter().any(|item| item.level == Level::Error);
    report.items.extend(found.items);
    for (package, matched) in group.iter().zip(found.matched) {
        let weak = |package: &Listed<'_>| {
            let strong = package.digests.iter().map(|digest| digest.algorithm());
            !strong.clone().any(|it| it.strength() == Strength::Strong || input.accepted_algorithms.contains(&it))
        };
        let item = |code| Item::new(code, package.subject.clone());
        if found.copies == 0 {
            if package.required {
                report.items.push(item(&codes::ABSENT).found("no copy").hint("cargo fetch --locked"));
            } else {
                tally.not_needed.push(package.subject.clone());
            }
        } else if package.digests.is_empty() {
            let level = if package.required { Level::Error } else { Level::Note };
            report.items.push(item(&codes::NO_DIGEST).level(level));
        } else if !faulty && weak(package) {
            let names: Vec<&str> = package.digests.iter().map(|digest| digest.algorithm().name()).collect();
            report.items.push(item(&codes::WEAK).found(format!("{} alone", names.join(", "))));
        } else if matched && !faulty {
            report.passed += 1;
        } else if !matched && !faulty {
            report.items.push(item(&codes::ABSENT).found("copies of another package of that name and version only"));
        }
    }
}

impl Tally {
    fn tell(self, report: &mut CheckReport) {
        let noun = |count: u64, one: &str, many: &str| format!("{count} {}", if count == 1 { one } else { many });
        if self.archives > 0 {
            let bare = self.archives.saturating_sub(self.extracted);
            let archives = noun(self.archives, "package archive", "package archives");
            let files = noun(self.files, "extracted file", "extracted files");
            let compared = if self.extracted > 0 { format!("; {files} equal to the archive") } else { String::new() };
            report.coverage.push(format!("{archives}, every byte{compared}"));
            if bare > 0 {
                report.coverage.push(format!("{} not extracted here", noun(bare, "archive", "archives")));
            }
        }
        if self.vendored > 0 {
            let packages = noun(self.vendored, "vendored package", "vendored packages");
            let files = noun(self.vendored_files, "file", "files");
            report.coverage.push(format!("{packages}, {files} as their checksum files state"));
            if self.vendored_as_published > 0 {
                let packages = noun(self.vendored_as_published, "vendored package", "vendored packages");
                report.coverage.push(format!("{packages} equal to the published archive, file by file"));
            }
        }
        if self.vendored_left_out > 0 {
            let packages = noun(self.vendored_left_out, "vendored package is", "vendored packages are");
            report
                .coverage
                .push(format!("{packages} in the lock file alone: the document leaves out what it turns off"));
        }
        if self.own > 0 {
            let own = noun(self.own, "package of the subject itself has", "packages of the subject itself have");
            report.coverage.push(format!("{own} no archive"));
        }
        for place in self.outside {
            let place = packages::shown(&place);
            report.coverage.push(format!("vendored sources at `{place}`, outside the subject, were not looked at"));
        }
        if let Some(example) = self.not_needed.first() {
            let count = self.not_needed.len() as u64;
            let subject = noun(count, "package", "packages");
            let found = format!("not in the cache and not needed here, such as {example}");
            report.items.push(Item::new(&codes::NOT_NEEDED, subject).found(found));
        }
    }
}

#[cfg(test)]
mod tests;
