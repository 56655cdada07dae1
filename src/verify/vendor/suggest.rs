//! Proposes vendors for what a document holds and a register does not cover yet, grouped as a person would group it.
//!
//! By the owner of the source repository, then by a common author, else one by one. All of that is what packages say of themselves,
//! so that a proposal never passes the check: people look at it first. Only names in use are written, each with the versions that are
//! compatible with those in use.

use std::collections::{BTreeMap, BTreeSet};

use semver::Version;

use super::assess::label;
use super::codes;
use super::decide::{candidates, decide};
use super::origin::{Identity, Source};
use super::pattern::PackagePattern;
use super::register::{FIRST_PARTY, FORMAT_VERSION, Register, VendorKind};
use crate::limits;
use crate::model::{Component, Date, Inventory};

/// Vendors to be reviewed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Suggestion {
    /// The vendors, by id.
    pub vendors: Vec<ProposedVendor>,
    /// Folders of the subject that hold its own packages.
    pub own_folders: BTreeSet<String>,
    /// Own packages whose folder is not known, by purl.
    pub own_packages: BTreeSet<String>,
    /// Components that nothing could be proposed for, because they have neither purl nor folder or an unusable address.
    pub unplaced: BTreeSet<String>,
    /// Components that a register has an entry for which does not cover them; only a person can widen it.
    pub out_of_scope: usize,
}

/// One vendor to be reviewed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProposedVendor {
    /// The id, not used by any other vendor.
    pub id: String,
    /// A name, as the packages state it.
    pub name: String,
    /// What it seems to be.
    pub kind: Option<VendorKind>,
    /// Where its repositories are.
    pub url: Option<String>,
    /// Package patterns, by what `registries` must say; empty for the default registry.
    pub packages: BTreeMap<String, BTreeSet<String>>,
}

/// Returns vendors for every component that the register, if there is one, has no entry for.
#[must_use]
pub fn suggest(inventory: &Inventory, register: Option<&Register>, today: Date) -> Suggestion {
    let mut suggestion = Suggestion::default();
    let none = Register::default();
    let known = register.unwrap_or(&none);
    let mut open: Vec<(&Component, Identity<'_>)> = Vec::new();
    for id in inventory.ids().filter(|id| inventory.subject.root != Some(*id)) {
        let component = inventory.component(id);
        let identity = Identity::of(component);
        let matching = candidates(&identity, known);
        let code = decide(component, &identity, &matching, known, today).code.code;
        if code.starts_with("vendor.out-of-scope") {
            suggestion.out_of_scope += 1;
        }
        if [codes::NONE.code, codes::NO_PURL.code].contains(&code) {
            suggestion.sort_in(component, identity, &mut open);
        }
    }
    let groups = group(&open);
    suggestion.vendors = vendors(groups, known);
    suggestion
}

impl Suggestion {
    /// Returns whether nothing is to be added.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.vendors.is_empty() && self.own_folders.is_empty() && self.own_packages.is_empty()
    }

    /// Returns how many package patterns and folders are proposed.
    #[must_use]
    pub fn pattern_count(&self) -> usize {
        let packages = self.vendors.iter().flat_map(|vendor| vendor.packages.values()).map(BTreeSet::len);
        packages.sum::<usize>() + self.own_folders.len() + self.own_packages.len()
    }

    /// Returns a whole new register.
    #[must_use]
    pub fn to_register(&self) -> String {
        let mut text = String::from(HEADER);
        put(&mut text, format_args!("version = {FORMAT_VERSION}\n"));
        self.write_own(&mut text);
        self.write_vendors(&mut text);
        text
    }

    /// Returns the text of a register with the proposals after it. Nothing that is there changes.
    #[must_use]
    pub fn append_to(&self, text: &str, register: &Register) -> String {
        if self.is_empty() {
            return text.to_owned();
        }
        let mut text = text.trim_end().to_owned();
        text.push('\n');
        if register.find(FIRST_PARTY).is_none() {
            self.write_own(&mut text);
        } else if !(self.own_folders.is_empty() && self.own_packages.is_empty()) {
            text.push_str("\n# To be added to [first-party] above, after a look at them:\n");
            for own in self
                .own_folders
                .iter()
                .map(|folder| ("paths", folder))
                .chain(self.own_packages.iter().map(|p| ("packages", p)))
            {
                put(&mut text, format_args!("# {}: {}\n", own.0, quoted(own.1)));
            }
        }
        self.write_vendors(&mut text);
        text
    }

    fn sort_in<'a>(
        &mut self,
        component: &'a Component,
        identity: Identity<'a>,
        open: &mut Vec<(&'a Component, Identity<'a>)>,
    ) {
        let nameable = identity.package.is_some_and(is_nameable);
        if let Some(folder) = identity.folder().filter(|folder| is_literal(folder.as_str())) {
            self.own_folders.insert(folder.as_str().to_owned());
            return;
        }
        match (&identity.source, identity.package) {
            (Source::Path(_), Some(package)) if nameable => {
                self.own_packages.insert(package.to_owned());
            }
            (Source::DefaultRegistry, Some(_)) if nameable => open.push((component, identity)),
            (Source::Registry(Ok(address)) | Source::Git(Ok(address)), Some(_)) if nameable && is_literal(address) => {
                open.push((component, identity));
            }
            // A file has its bytes for an identity and no vendor of its own.
            _ if component.kind == crate::model::ComponentKind::File && component.purl.is_none() => {}
            _ => {
                self.unplaced.insert(label(component));
            }
        }
    }

    fn write_own(&self, text: &mut String) {
        if self.own_folders.is_empty() && self.own_packages.is_empty() {
            return;
        }
        text.push_str(
            "\n# Packages of our own, found in folders of the subject.\n[first-party]\nstatus = \"proposed\"\n",
        );
        if !self.own_folders.is_empty() {
            write_list(text, "paths", &self.own_folders);
        }
        if !self.own_packages.is_empty() {
            write_list(text, "packages", &self.own_packages);
        }
    }

    fn write_vendors(&self, text: &mut String) {
        for vendor in &self.vendors {
            put(text, format_args!("\n[[vendor]]\nid = {}\nname = {}\n", quoted(&vendor.id), quoted(&vendor.name)));
            let word = VendorKind::WORDS.iter().find(|(_, kind)| Some(*kind) == vendor.kind);
            if let Some((word, _)) = word {
                put(text, format_args!("kind = \"{word}\"\n"));
            }
            if let Some(url) = &vendor.url {
                put(text, format_args!("url = {}\n", quoted(url)));
            }
            text.push_str("status = \"proposed\"\n");
            for (registry, packages) in &vendor.packages {
                if !registry.is_empty() {
                    put(text, format_args!("[[vendor.scope]]\nregistries = [{}]\n", quoted(registry)));
                }
                write_list(text, "packages", packages);
            }
        }
    }
}

const HEADER: &str = "\
# Register of vetted vendors: who may deliver what, and until when.
#
# A proposal: it is grouped by what the packages say of themselves, which nobody has checked. Nothing that is `proposed` passes.
# Review each vendor, then: bonafide vendor approve ID --until DATE
";

/// A name or place of a hostile document must not turn into a pattern that matches others.
fn is_literal(text: &str) -> bool {
    text.len() <= limits::PATTERN_BYTES && !text.contains('*')
}

/// Returns whether a package can be written as a pattern that matches it and nothing else, with room for its versions.
fn is_nameable(package: &str) -> bool {
    let parsed = PackagePattern::parse(package);
    let exact =
        parsed.is_ok_and(|(pattern, version)| version.is_none() && pattern.is_exact() && pattern.as_str() == package);
    exact && package.len() + VERSION_BYTES < limits::PATTERN_BYTES
}

fn put(text: &mut String, line: std::fmt::Arguments<'_>) {
    use std::fmt::Write;
    // Writing to a string cannot fail.
    let _ = text.write_fmt(line);
}

/// Bytes that a version in use may have to be written into a pattern.
const VERSION_BYTES: usize = 100;

/// Returns a text as TOML writes strings.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

fn write_list(text: &mut String, key: &str, values: &BTreeSet<String>) {
    let values: Vec<String> = values.iter().map(|value| quoted(value)).collect();
    let line = format!("{key} = [{}]\n", values.join(", "));
    if line.len() <= 100 {
        text.push_str(&line);
    } else {
        put(text, format_args!("{key} = [\n  {},\n]\n", values.join(",\n  ")));
    }
}

/// By what packages are put together; the order is that of preference.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum GroupKey {
    Owner { host: String, owner: String },
    Author(String),
    Single(String),
}

struct Group<'a> {
    name: String,
    url: Option<String>,
    members: Vec<&'a Identity<'a>>,
}

fn group<'a>(open: &'a [(&'a Component, Identity<'a>)]) -> BTreeMap<GroupKey, Group<'a>> {
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

fn vendors(groups: BTreeMap<GroupKey, Group<'_>>, register: &Register) -> Vec<ProposedVendor> {
    let mut taken: BTreeSet<String> = register.vendors().iter().map(|vendor| vendor.id.clone()).collect();
    taken.insert(FIRST_PARTY.into());
    let mut vendors: Vec<ProposedVendor> = Vec::new();
    for (key, group) in groups {
        let (wanted, kind) = match &key {
            GroupKey::Owner { owner, .. } => (slug(owner), Some(VendorKind::Project)),
            GroupKey::Author(name) => (slug(name), Some(VendorKind::Person)),
            GroupKey::Single(package) => (slug(package.rsplit('/').next().unwrap_or(package)), None),
        };
        let mut id = wanted.clone();
        let mut number = 2;
        while !taken.insert(id.clone()) {
            id = format!("{wanted}-{number}");
            number += 1;
        }
        let packages = packages(&group.members);
        let name = if group.name.trim().is_empty() { id.clone() } else { group.name };
        vendors.push(ProposedVendor { id, name, kind, url: group.url, packages });
    }
    vendors.sort_by(|a, b| a.id.cmp(&b.id));
    vendors
}

fn slug(text: &str) -> String {
    let mut slug = String::new();
    for c in text.chars().take(80).flat_map(char::to_lowercase) {
        match c {
            'a'..='z' | '0'..='9' | '.' | '_' => slug.push(c),
            _ if !slug.ends_with('-') => slug.push('-'),
            _ => {}
        }
    }
    let slug = slug.trim_matches(['-', '.', '_']);
    if slug.is_empty() { "unnamed".to_owned() } else { slug.to_owned() }
}

/// Returns the patterns of a group's packages, by what `registries` must say.
fn packages(members: &[&Identity<'_>]) -> BTreeMap<String, BTreeSet<String>> {
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

#[cfg(test)]
mod tests;
