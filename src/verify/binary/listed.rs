//! The components of a document, by what a binary can say of them.

use std::collections::{BTreeMap, BTreeSet};

use crate::format::cyclonedx::SCOPE_PROPERTY;
use crate::model::{Component, ComponentId, Edge, Inventory, Origin, Usage};
use crate::verify::is_standard_library;

/// Which record of a binary can speak of a component.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// Audit data, paths and symbols.
    Cargo,
    /// Go build information.
    Golang,
    /// None.
    Other,
}

/// One component.
#[derive(Debug)]
pub(super) struct Row<'a> {
    pub(super) component: &'a Component,
    pub(super) kind: Kind,
    /// The name by its package URL, which is what others look it up by.
    pub(super) name: String,
    pub(super) version: Option<String>,
    pub(super) usage: Usage,
    /// Where it comes from, by its package URL first.
    pub(super) origin: Origin,
    /// How findings call it.
    pub(super) subject: String,
    /// Whether the document has it as one of those that the standard library was built with.
    pub(super) is_standard: bool,
    pub(super) is_root: bool,
}

impl Row<'_> {
    /// Returns whether the document says that it is in the binary, or does not say otherwise.
    ///
    /// Spec: CycloneDX 1.7, `component.scope`: what has no scope is taken as required.
    pub(super) fn is_claimed(&self) -> bool {
        matches!(self.usage, Usage::Runtime | Usage::Unknown) && !self.is_root
    }
}

/// The components of a document.
#[derive(Debug, Default)]
pub(super) struct Listed<'a> {
    pub(super) rows: Vec<Row<'a>>,
    by_name: BTreeMap<(Kind, String), Vec<usize>>,
}

impl<'a> Listed<'a> {
    pub(super) fn of(inventory: &'a Inventory) -> Self {
        let standard = standard(inventory);
        let mut listed = Self::default();
        for id in inventory.ids() {
            let component = inventory.component(id);
            let is_root = inventory.subject.root == Some(id);
            let row = row(component, is_root, standard.contains(&id));
            listed.by_name.entry((row.kind, key(row.kind, &row.name))).or_default().push(listed.rows.len());
            listed.rows.push(row);
        }
        listed
    }

    /// Returns the components of a name; one whose package URL names no ecosystem, or that has none, counts where nothing better is there.
    pub(super) fn named(&self, kind: Kind, name: &str) -> Vec<(usize, &Row<'a>)> {
        let of = |kind| self.by_name.get(&(kind, key(kind, name))).map_or(&[][..], Vec::as_slice);
        let list = |places: &[usize]| places.iter().filter_map(|at| self.rows.get(*at).map(|row| (*at, row))).collect();
        let found: Vec<_> = list(of(kind));
        if !found.is_empty() {
            return found;
        }
        let plain: Vec<_> = list(of(Kind::Other));
        let is_bare = |row: &Row<'_>| row.component.purl.as_ref().is_none_or(|purl| purl.purl_type() == "generic");
        plain.into_iter().filter(|(_, row)| is_bare(row)).collect()
    }

    /// Returns whether any component could be compared with a record of this kind.
    pub(super) fn has(&self, kind: Kind) -> bool {
        self.rows.iter().any(|row| row.kind == kind)
    }
}

/// Package URLs of Go are in lower case, its paths need not be.
fn key(kind: Kind, name: &str) -> String {
    if kind == Kind::Golang { name.to_lowercase() } else { name.to_owned() }
}

fn row(component: &Component, is_root: bool, is_standard: bool) -> Row<'_> {
    let purl = component.purl.as_ref();
    let kind = match purl.map(crate::model::Purl::purl_type) {
        Some("cargo") => Kind::Cargo,
        Some("golang") => Kind::Golang,
        _ => Kind::Other,
    };
    let known = purl.filter(|_| kind != Kind::Other);
    Row {
        component,
        kind,
        name: known.and_then(crate::model::Purl::full_name).unwrap_or_else(|| component.name.clone()),
        version: known.and_then(crate::model::Purl::version).or_else(|| component.version.clone()),
        usage: usage(component),
        origin: origin(component, kind),
        subject: purl.map_or_else(|| shown(&component.name), ToString::to_string),
        is_standard,
        is_root,
    }
}

/// The word of CycloneDX for what is no part of the product, where the reader could make no usage of it.
const EXCLUDED: &str = "excluded";

/// Returns the usage; what a document excludes without saying what it is for instead is taken as needed for building.
fn usage(component: &Component) -> Usage {
    let is_excluded = component.properties.get(SCOPE_PROPERTY).is_some_and(|scope| scope == EXCLUDED);
    if component.usage == Usage::Unknown && is_excluded { Usage::Build } else { component.usage }
}

/// Returns the origin that the package URL states, whatever stands beside it: that is what others look the package up by.
///
/// Spec: Package-URL types, `cargo`: without a `repository_url` it is the registry of the Rust project.
fn origin(component: &Component, kind: Kind) -> Origin {
    let stated = component.origin.clone();
    let Some(purl) = component.purl.as_ref().filter(|_| kind == Kind::Cargo) else { return stated };
    let repository = purl.qualifier("repository_url");
    match (purl.qualifier("vcs_url"), repository, &stated) {
        (Some(_), _, Origin::Git { .. }) | (None, Some(_), Origin::Registry(_)) => stated,
        (Some(url), ..) => Origin::Git { url, commit: None, reference: None },
        (None, Some(url), _) => Origin::Registry(url),
        (None, None, Origin::Unknown) if purl.qualifier("download_url").is_none() => Origin::DefaultRegistry,
        (None, None, _) => stated,
    }
}

/// Cuts foreign text to what fits a line.
pub(super) fn shown(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(200).collect()
}

/// Returns the components that a document has as part of Rust's standard library.
fn standard(inventory: &Inventory) -> BTreeSet<ComponentId> {
    let is_below = |edge: &&Edge| is_standard_library(inventory.component(edge.from));
    let below = inventory.edges.iter().filter(is_below).map(|edge| edge.to);
    let marked = inventory
        .ids()
        .filter(|id| inventory.component(*id).properties.get("cargo:part-of").is_some_and(|whole| whole == "std"));
    below.chain(marked).collect()
}
