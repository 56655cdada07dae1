//! Puts packages together as a person would, and says which versions of each are in use.

use std::collections::{BTreeMap, BTreeSet};

use semver::Version;

use super::VERSION_BYTES;
use crate::model::Component;
use crate::verify::vendor::origin::{Identity, Source};

/// By what packages are put together; the order is that of preference.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum GroupKey {
    Owner { host: String, owner: String },
    Author(String),
    Single(String),
}

pub(super) struct Group<'a> {
    pub(super) name: String,
    pub(super) url: Option<String>,
    pub(super) members: Vec<&'a Identity<'a>>,
}

/// Returns the groups of these packages.
pub(super) fn group<'a>(open: &'a [(&'a Component, Identity<'a>)]) -> BTreeMap<GroupKey, Group<'a>> {
    let mut authors: BTreeMap<&str, usize> = BTreeMap::new();
    for (component, _) in open.iter().filter(|(component, identity)| owner(component, identity).is_none()) {
        for author in &component.authors {
            *authors.entry(author.name.as_str()).or_default() += 1;
        }
    }
    let mut groups: BTreeMap<GroupKey, Group<'_>> = BTreeMap::new();
    for (component, identity) in open {
        let (key, name, url) = if let Some((host, owner)) = owner(component, identity) {
            let url = format!("https://{host}/{owner}");
            (GroupKey::Owner { host, owner: owner.to_ascii_lowercase() }, owner, Some(url))
        } else {
            let shared = component.authors.iter().map(|author| author.name.as_str()).filter(|name| authors[name] > 1);
            let most = shared.max_by_key(|name| (authors[name], std::cmp::Reverse(*name)));
            match most {
                Some(author) => (GroupKey::Author(author.to_owned()), author.to_owned(), None),
                None => single(component, identity),
            }
        };
        let group = groups.entry(key).or_insert_with(|| Group { name, url, members: Vec::new() });
        group.members.push(identity);
    }
    groups
}

fn single(component: &Component, identity: &Identity<'_>) -> (GroupKey, String, Option<String>) {
    let name = component.authors.first().map_or(&component.name, |author| &author.name).clone();
    (GroupKey::Single(identity.package.unwrap_or(&component.name).to_owned()), name, None)
}

/// Returns the host and the owner of the repository that a package says it is made in; for a git package, where it is.
fn owner(component: &Component, identity: &Identity<'_>) -> Option<(String, String)> {
    let stated = match &identity.source {
        Source::Git(Ok(address)) => Some(address.as_str()),
        _ => component.repository.as_deref(),
    };
    let address = stated?.trim();
    let address = address.strip_prefix("git+").unwrap_or(address);
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let rest = rest.split(['?', '#']).next().unwrap_or(rest);
    let (host, path) = rest.split_once('/')?;
    let host = host.rsplit('@').next().unwrap_or(host).trim_start_matches("www.").to_ascii_lowercase();
    let mut parts = path.split('/').filter(|part| !part.is_empty());
    let (owner, _repository) = (parts.next()?, parts.next()?);
    // Elsewhere the first part of a path is not an account: a project's own site, a page on a package.
    let first = host.split('.').next().unwrap_or_default();
    let forge =
        ["git", "github", "gitlab", "gitea", "codeberg", "bitbucket", "forge", "salsa", "invent"].contains(&first);
    let plain = owner.chars().all(|c| c.is_ascii_alphanumeric() || "-_.~".contains(c));
    (forge && plain).then(|| (host, owner.to_owned()))
}

/// Returns the patterns of a group's packages, by what `registries` must say.
pub(super) fn packages(members: &[&Identity<'_>]) -> BTreeMap<String, BTreeSet<String>> {
    let mut versions: BTreeMap<(String, &str), Vec<Option<&str>>> = BTreeMap::new();
    for identity in members {
        let registry = match &identity.source {
            Source::Registry(Ok(address)) => address.clone(),
            Source::Git(Ok(address)) => format!("git+{address}"),
            _ => String::new(),
        };
        let Some(package) = identity.package else { continue };
        versions.entry((registry, package)).or_default().push(identity.version.as_deref());
    }
    let mut packages: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for ((registry, package), used) in versions {
        let patterns = packages.entry(registry).or_default();
        patterns.extend(ranges(package, &used).into_iter().map(|range| match range {
            Some(range) => format!("{package}@{range}"),
            None => package.to_owned(),
        }));
    }
    packages
}

/// Returns the ranges that cover the versions in use, one for each line of compatible versions; `None` for every version.
fn ranges(package: &str, used: &[Option<&str>]) -> BTreeSet<Option<String>> {
    let cargo = package.starts_with("pkg:cargo/");
    let mut lines: BTreeMap<(u64, u64, u64), Version> = BTreeMap::new();
    let mut ranges = BTreeSet::new();
    for version in used {
        let parsed = version.and_then(|version| Version::parse(version).ok());
        match (parsed, version) {
            // A pre-release is compatible with those of its own release alone.
            (Some(parsed), _) if cargo && !parsed.pre.is_empty() && parsed.pre.len() < VERSION_BYTES / 2 => {
                ranges.insert(Some(caret(&parsed)));
            }
            (Some(parsed), _) if cargo && parsed.pre.is_empty() => {
                let line = match (parsed.major, parsed.minor) {
                    (0, 0) => (0, 0, parsed.patch.saturating_add(1)),
                    (0, minor) => (0, minor, 0),
                    (major, _) => (major, 0, 0),
                };
                let lowest = lines.entry(line).or_insert_with(|| parsed.clone());
                if parsed < *lowest {
                    *lowest = parsed;
                }
            }
            (_, Some(version)) if !cargo && is_plain_version(version) => {
                ranges.insert(Some((*version).to_owned()));
            }
            // What cannot be written as a range is left to the reviewer: a scope without versions is easy to see.
            _ => {
                ranges.insert(None);
            }
        }
    }
    ranges.extend(lines.into_values().map(|lowest| Some(caret(&lowest))));
    ranges
}

fn is_plain_version(version: &str) -> bool {
    !version.is_empty()
        && version.len() < VERSION_BYTES
        && version.chars().all(|c| c.is_ascii_alphanumeric() || "-._+~:".contains(c))
        && !version.starts_with('~')
}

fn caret(version: &Version) -> String {
    if !version.pre.is_empty() || (version.major, version.minor) == (0, 0) {
        let pre = if version.pre.is_empty() { String::new() } else { format!("-{}", version.pre) };
        return format!("^{}.{}.{}{pre}", version.major, version.minor, version.patch);
    }
    format!("^{}.{}", version.major, version.minor)
}
