//! The packages of a document: which come from a registry, under which names their archives lie, and what vouches for them.

use std::collections::BTreeMap;

use super::codes;
use super::needed::needed;
use crate::model::{Component, Digest, DigestScope, Inventory, Item, Origin};
use crate::verify::Targets;

/// A package from a registry.
#[derive(Debug)]
pub(super) struct Package<'a> {
    /// How findings call it: the purl.
    pub(super) subject: String,
    name: &'a str,
    version: &'a str,
    /// Digests of the archive, as the document states them.
    pub(super) digests: Vec<&'a Digest>,
    /// Whether it must be there.
    pub(super) required: bool,
}

impl Package<'_> {
    pub(super) fn archive_name(&self) -> String {
        format!("{}-{}.crate", self.name, self.version)
    }

    pub(super) fn folder_name(&self) -> String {
        format!("{}-{}", self.name, self.version)
    }
}

/// The packages of a document, those of one name and version together, and what is to be told of the others.
#[derive(Debug, Default)]
pub(super) struct Packages<'a> {
    pub(super) groups: BTreeMap<(String, String), Vec<Package<'a>>>,
    pub(super) items: Vec<Item>,
    /// Packages of the subject itself.
    pub(super) own: u64,
}

/// Returns the packages of a document that come from a registry.
pub(super) fn list<'a>(inventory: &'a Inventory, targets: &Targets) -> Packages<'a> {
    let required = needed(inventory, targets);
    let mut packages = Packages::default();
    for (id, required) in inventory.ids().zip(required) {
        let component = inventory.component(id);
        if inventory.subject.root == Some(id) || !is_cargo(component) {
            continue;
        }
        match outside(component) {
            Some(Outside::Own) => packages.own += 1,
            Some(Outside::Elsewhere(why)) => {
                packages.items.push(Item::new(&codes::NOT_REGISTRY, subject(component)).found(why));
            }
            None => packages.add(component, required),
        }
    }
    packages
}

impl<'a> Packages<'a> {
    fn add(&mut self, component: &'a Component, required: bool) {
        let version = component.version.as_deref().unwrap_or_default();
        let subject = subject(component);
        if !is_name(&component.name) || !is_version(version) || component.group.is_some() {
            let found = format!("`{}` `{}`", shown(&component.name), shown(version));
            self.items.push(Item::new(&codes::INVALID_NAME, subject).found(found));
            return;
        }
        let scoped = component.digests.iter().filter(|digest| digest.scope != DigestScope::File);
        let digests = scoped.map(|digest| &digest.digest).collect();
        let package = Package { subject, name: &component.name, version, digests, required };
        self.groups.entry((component.name.clone(), version.to_owned())).or_default().push(package);
    }
}

enum Outside {
    /// A package of the subject itself.
    Own,
    /// From elsewhere than a registry; from where.
    Elsewhere(String),
}

pub(super) fn is_cargo(component: &Component) -> bool {
    component.purl.as_ref().is_some_and(|purl| purl.purl_type() == "cargo")
}

/// Returns whether the document names any package from a registry.
pub(super) fn any_registry(inventory: &Inventory) -> bool {
    let root = inventory.subject.root;
    inventory.ids().any(|id| {
        let component = inventory.component(id);
        root != Some(id) && is_cargo(component) && outside(component).is_none()
    })
}

fn outside(component: &Component) -> Option<Outside> {
    let qualifier = |key| component.purl.as_ref().and_then(|purl| purl.qualifier(key));
    match &component.origin {
        Origin::DefaultRegistry | Origin::Registry(_) => None,
        Origin::Git { url, commit, .. } => {
            let commit = commit.as_deref().unwrap_or("no commit stated");
            Some(Outside::Elsewhere(format!("git {url}, {commit}")))
        }
        Origin::Path(Some(_)) => Some(Outside::Own),
        Origin::Path(None) => Some(Outside::Elsewhere("a folder outside the subject".to_owned())),
        // Other tools name a folder by an address of the machine on which they ran.
        Origin::Unknown if qualifier("download_url").is_some_and(|url| url.starts_with("file:")) => {
            Some(Outside::Elsewhere("a folder".to_owned()))
        }
        Origin::Unknown => qualifier("vcs_url").map(|url| Outside::Elsewhere(format!("git {}", shown(&url)))),
    }
}

fn subject(component: &Component) -> String {
    component.purl.as_ref().map_or_else(|| shown(&component.name), ToString::to_string)
}

/// Cuts foreign text to what fits a line.
pub(super) fn shown(text: &str) -> String {
    text.chars().take(300).collect()
}

/// Returns whether a text can be a package's name; it becomes part of a file's name.
fn is_name(text: &str) -> bool {
    let fits = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
    !text.is_empty() && text.len() <= 128 && text.chars().all(fits)
}

fn is_version(text: &str) -> bool {
    text.len() <= 128 && semver::Version::parse(text).is_ok()
}
