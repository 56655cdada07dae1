//! Proposes vendors for what a document holds and a register does not cover yet, grouped as a person would group it.
//!
//! By the owner of the source repository, then by a common author, else one by one. All of that is what packages say of themselves,
//! so that a proposal never passes the check: people look at it first. Only names in use are written, each with the versions that are
//! compatible with those in use.

mod group;
mod text;

use std::collections::{BTreeMap, BTreeSet};

use group::{Group, GroupKey, group, packages};

use super::assess::label;
use super::codes;
use super::decide::{candidates, decide};
use super::origin::{Identity, Source};
use super::pattern::PackagePattern;
use super::register::{FIRST_PARTY, Register, VendorKind};
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
}

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

/// Bytes that a version in use may have to be written into a pattern.
const VERSION_BYTES: usize = 100;

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

#[cfg(test)]
mod tests;
