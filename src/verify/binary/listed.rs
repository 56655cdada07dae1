//! The components of a document, by what a binary can say of them.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Component, ComponentId, Inventory, Usage};

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

    /// Returns the components of a name; one without a package URL may be any kind of thing, and counts where nothing better is there.
    pub(super) fn named(&self, kind: Kind, name: &str) -> Vec<(usize, &Row<'a>)> {
        let of = |kind| self.by_name.get(&(kind, key(kind, name))).map_or(&[][..], Vec::as_slice);
        let list = |places: &[usize]| places.iter().filter_map(|at| self.rows.get(*at).map(|row| (*at, row))).collect();
        let found: Vec<_> = list(of(kind));
        if !found.is_empty() {
            return found;
        }
        let plain: Vec<_> = list(of(Kind::Other));
        plain.into_iter().filter(|(_, row)| row.component.purl.is_none()).collect()
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
        usage: component.usage,
        subject: purl.map_or_else(|| shown(&component.name), ToString::to_string),
        is_standard,
        is_root,
    }
}

/// Cuts foreign text to what fits a line.
pub(super) fn shown(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(200).collect()
}

/// Returns the components that a document has as part of Rust's standard library.
fn standard(inventory: &Inventory) -> BTreeSet<ComponentId> {
    let is_std = |component: &Component| component.name == "rust-std";
    let below = inventory.edges.iter().filter(|edge| is_std(inventory.component(edge.from))).map(|edge| edge.to);
    let marked = inventory
        .ids()
        .filter(|id| inventory.component(*id).properties.get("cargo:part-of").is_some_and(|whole| whole == "std"));
    below.chain(marked).collect()
}
