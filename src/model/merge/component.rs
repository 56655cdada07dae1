//! Joins what several inputs say of one component.

use std::collections::{BTreeMap, BTreeSet};

use super::Conflict;
use crate::model::{Component, License, Party, Usage};

/// Returns what a component is called in messages.
pub(super) fn subject(component: &Component) -> String {
    match (&component.purl, &component.version) {
        (Some(purl), _) => purl.to_string(),
        (None, Some(version)) => format!("{}@{version}", component.name),
        (None, None) => component.name.clone(),
    }
}

/// Returns the first of several values, and tells of the others.
pub(super) fn first<T: Ord>(
    subject: &str,
    what: &'static str,
    values: BTreeSet<T>,
    text: impl Fn(&T) -> String,
    conflicts: &mut Vec<Conflict>,
) -> Option<T> {
    let mut values = values.into_iter();
    let first = values.next()?;
    let others: Vec<String> = values.map(|value| text(&value)).collect();
    if !others.is_empty() {
        conflicts.push(Conflict { subject: subject.to_owned(), what, kept: text(&first), others });
    }
    Some(first)
}

/// Joins several findings of one component; the order of them does not count.
pub(super) fn join(mut class: Vec<Component>, conflicts: &mut Vec<Conflict>) -> Component {
    if class.len() < 2 {
        return class.pop().unwrap_or_default();
    }
    let name = class.iter().map(subject).min().unwrap_or_default();
    let mut join = Join { name, class, conflicts };
    join.all()
}

struct Join<'c> {
    name: String,
    class: Vec<Component>,
    conflicts: &'c mut Vec<Conflict>,
}

impl Join<'_> {
    fn all(&mut self) -> Component {
        let text = |text: &String| text.clone();
        let party = |party: &Party| party.name.clone();
        let mut joined = Component {
            kind: self.one("kind", |it| Some(it.kind), |kind| format!("{kind:?}")).unwrap_or_default(),
            group: self.one("group", |it| it.group.take(), text),
            name: self.one("name", |it| Some(std::mem::take(&mut it.name)), text).unwrap_or_default(),
            version: self.one("version", |it| it.version.take(), text),
            purl: self.one("purl", |it| it.purl.take(), ToString::to_string),
            digests: self.list(|it| std::mem::take(&mut it.digests)),
            identifiers: self.list(|it| std::mem::take(&mut it.identifiers)),
            license: self.one("licence", |it| it.license.take(), license),
            concluded_license: self.one("concluded licence", |it| it.concluded_license.take(), |it| license(it)),
            copyright: self.one("copyright", |it| it.copyright.take(), text),
            authors: self.list(|it| std::mem::take(&mut it.authors)),
            supplier: self.one("supplier", |it| it.supplier.take(), |it| party(it)),
            manufacturer: self.one("manufacturer", |it| it.manufacturer.take(), |it| party(it)),
            description: self.one("description", |it| it.description.take(), text),
            repository: self.one("repository", |it| it.repository.take(), text),
            homepage: self.one("home page", |it| it.homepage.take(), text),
            documentation: self.one("documentation", |it| it.documentation.take(), text),
            external_references: self.list(|it| std::mem::take(&mut it.external_references)),
            links: self.one("links", |it| it.links.take(), text),
            usage: self.class.iter().map(|it| it.usage).min().unwrap_or(Usage::Unknown),
            evidence: self.list(|it| std::mem::take(&mut it.evidence)),
            ..Component::default()
        };
        let is_stated = |it: &crate::model::Origin| *it != crate::model::Origin::Unknown;
        let origin =
            self.one("origin", |it| Some(std::mem::take(&mut it.origin)).filter(is_stated), |it| format!("{it:?}"));
        joined.origin = origin.unwrap_or_default();
        // Identifiers of documents are names without a meaning; any will do, as long as it is the same one every time.
        let references = self.class.iter().map(|it| &it.reference).filter(|it| !it.is_empty());
        joined.reference = references.min().cloned().unwrap_or_default();
        self.properties(&mut joined);
        joined
    }

    fn one<T: Ord>(
        &mut self,
        what: &'static str,
        take: impl Fn(&mut Component) -> Option<T>,
        text: impl Fn(&T) -> String,
    ) -> Option<T> {
        let values: BTreeSet<T> = self.class.iter_mut().filter_map(take).collect();
        first(&self.name, what, values, text, self.conflicts)
    }

    /// Returns a list that all agree on as it is, otherwise all elements of all, sorted.
    fn list<T: Ord>(&mut self, take: impl Fn(&mut Component) -> Vec<T>) -> Vec<T> {
        let mut lists: Vec<Vec<T>> = self.class.iter_mut().map(take).collect();
        if lists.iter().all(|list| Some(list) == lists.first()) {
            return lists.pop().unwrap_or_default();
        }
        lists.into_iter().flatten().collect::<BTreeSet<T>>().into_iter().collect()
    }

    fn properties(&mut self, joined: &mut Component) {
        let mut values: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (key, value) in self.class.iter_mut().flat_map(|it| std::mem::take(&mut it.properties)) {
            values.entry(key).or_default().insert(value);
        }
        let kept = values.into_iter().filter_map(|(key, values)| {
            let value = first(&self.name, "property", values, |value| format!("{key}: {value}"), self.conflicts)?;
            Some((key, value))
        });
        joined.properties = kept.collect();
    }
}

fn license(license: &License) -> String {
    match license {
        License::Expression(text) | License::Name(text) => text.clone(),
        License::File(path) => format!("in the file {path}"),
    }
}
