//! The check `package`: are the packages that a build uses the ones that the document names?
//!
//! *Proves*: each archive in cargo's cache has the document's digest, and what cargo extracted from it, which is what it compiles, is
//! byte for byte what the archive holds; likewise for vendored trees and their checksum files. *Does not prove*: that the packages are
//! good, nor what other machines hold. The decision a newcomer would question: a package that the target does not need may be absent,
//! since cargo never downloads it; if it is there it is compared all the same.

mod cached;
mod codes;
mod needed;
mod packages;
mod sources;
mod vendored;

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::{Check, Input, VerifyError};
use crate::model::{CheckReport, Code, Item, Level, Strength};
use cached::Cache;
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
        input.document.is_some_and(|document| packages::any_registry(&document.document.inventory))
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
        input.progress.begin("comparing packages", Some(packages.groups.len() as u64));
        let groups: Vec<&Vec<Listed<'_>>> = packages.groups.values().collect();
        let found: Vec<Found> = groups
            .par_iter()
            .map(|group| {
                let found = cached::check(&cache, group);
                input.progress.advance(1);
                found
            })
            .collect();
        input.progress.end();
        let mut tally = Tally { outside, own: packages.own, ..Tally::default() };
        let mut found = found;
        match_vendored(&packages, vendored, &mut found, &mut tally, &mut report);
        for (group, found) in groups.iter().zip(found) {
            judge(input, group, found, &mut tally, &mut report);
        }
        tally.tell(&mut report);
        report.items.sort();
        report.items.dedup();
        Ok(report)
    }
}

/// What was found of the packages of one name and version.
#[derive(Debug)]
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
    items: Vec<Item>,
}

impl Found {
    fn new(packages: usize) -> Self {
        Self { copies: 0, matched: vec![false; packages], archives: 0, extracted: 0, files: 0, items: Vec::new() }
    }
}

#[derive(Debug, Default)]
struct Tally {
    archives: u64,
    extracted: u64,
    files: u64,
    vendored: u64,
    vendored_files: u64,
    own: u64,
    outside: Vec<String>,
    not_needed: Vec<String>,
}

/// Gives each vendored package to the component that it is; without one it is a finding of its own.
fn match_vendored(
    packages: &Packages<'_>,
    vendored: Vec<Vendored>,
    found: &mut [Found],
    tally: &mut Tally,
    report: &mut CheckReport,
) {
    let places: BTreeMap<(&str, &str), usize> =
        packages.groups.keys().enumerate().map(|(at, key)| (*key, at)).collect();
    for package in vendored {
        let identity = package.identity.as_ref().map(|(name, version)| (name.as_str(), version.as_str()));
        let place = identity.and_then(|identity| places.get(&identity)).copied();
        let good = package.items.is_empty();
        if good {
            tally.vendored += 1;
            tally.vendored_files += package.equal;
        }
        let group = identity.and_then(|identity| packages.groups.get(&identity));
        match (group, place.and_then(|place| found.get_mut(place))) {
            (Some(group), Some(found)) => take_vendored(group, &package, found),
            _ => {
                if let Some((name, version)) = identity.filter(|_| package.package.is_some()) {
                    let shown = format!("{} {}", packages::shown(name), packages::shown(version));
                    report.items.push(Item::new(&codes::VENDOR_UNLISTED, &*package.place).found(shown));
                }
                report.items.extend(package.items.iter().cloned());
            }
        }
    }
}

fn take_vendored(group: &[Listed<'_>], package: &Vendored, found: &mut Found) {
    found.copies += 1;
    let good = package.items.is_empty();
    found.items.extend(package.items.iter().cloned());
    let stated = package.package.as_ref();
    let names: Vec<bool> = group.iter().map(|it| it.digests.iter().any(|digest| Some(*digest) == stated)).collect();
    if names.contains(&true) {
        for (matched, named) in found.matched.iter_mut().zip(names) {
            *matched |= named && good;
        }
    } else if let Some(first) = group.first().filter(|first| !first.digests.is_empty()) {
        let expected = first.digests.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        let stated = stated.map_or_else(|| "no digest of an archive".to_owned(), ToString::to_string);
        let item = Item::new(&codes::VENDOR_MISMATCH, &*package.place).expected(expected).found(stated);
        found.items.push(item.rests_on(first.subject.clone()));
    }
}

/// Turns what was found of one name and version into passes and findings.
fn judge(input: &Input<'_>, group: &[Listed<'_>], found: Found, tally: &mut Tally, report: &mut CheckReport) {
    tally.archives += found.archives;
    tally.extracted += found.extracted;
    tally.files += found.files;
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
        } else if matched && weak(package) {
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
            report.coverage.push(format!("{archives}, every byte; {files} equal to the archive"));
            if bare > 0 {
                report.coverage.push(format!("{} not extracted here", noun(bare, "archive", "archives")));
            }
        }
        if self.vendored > 0 {
            let packages = noun(self.vendored, "vendored package", "vendored packages");
            let files = noun(self.vendored_files, "file", "files");
            report.coverage.push(format!("{packages}, {files} as their checksum files state"));
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
