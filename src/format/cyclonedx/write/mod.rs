//! Writes CycloneDX JSON, 1.4 to 1.7.
//!
//! A fact that a version has no field for becomes a property, so that every version can be read back without loss.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::types::{Annotation, Annotator, Component, Composition, Dependency, Metadata, Phase, Tool, Tools};
use super::{Edition, LicenseForm};
use crate::format::fact::{self, Facts};
use crate::format::json::{Each, Members};
use crate::format::{Stamp, content};
use crate::model::{self, Completeness, Edge, EdgeKind, Inventory};
use component::properties;
use nesting::Nesting;

mod component;
mod formulation;
mod identifiers;
mod licenses;
mod nesting;
mod party;
mod references;

/// Returns a whole document. `before` is one of the same components, files and edges, if one was written.
pub(super) fn write(inventory: &Inventory, edition: Edition, stamp: &Stamp, before: Option<&[u8]>) -> Vec<u8> {
    let writer = Writer::new(inventory, edition);
    let created = stamp.created.to_string();
    let capacity = 4096 + inventory.components.len() * 1500 + inventory.files.len() * 300;
    let mut members = Members::new(capacity, before);
    members.put("$schema", &format!("http://cyclonedx.org/schema/bom-{edition}.schema.json"));
    members.put("bomFormat", "CycloneDX");
    members.put("specVersion", &edition.to_string());
    let serial = members.put("serialNumber", &format!("urn:uuid:{}", content::NO_UUID));
    members.put("version", &1);
    let metadata = members.put("metadata", &writer.metadata(&content::NO_TIME.repeat(created.len())));
    let listed = writer.listed();
    members.put_list("components", listed.len(), |at| writer.element(listed[at]));
    members.put_list("dependencies", inventory.components.len(), |at| writer.dependency(at));
    let compositions = writer.compositions();
    if !compositions.is_empty() {
        members.put("compositions", &compositions);
    }
    if let Some(formulation) = writer.formulation().filter(|_| edition.has_formulation()) {
        members.put("formulation", &formulation);
    }
    // The serial number is made from everything but the time; annotations repeat what the properties say, with a time.
    let uuid = content::uuid(members.digest());
    members.replace(serial + "\"urn:uuid:".len(), &uuid);
    members.replace(metadata + "{\n    \"timestamp\": \"".len(), &created);
    let texts = if edition.has_annotations() { content::statements(inventory) } else { Vec::new() };
    if !texts.is_empty() {
        members.put("annotations", &Each(|| writer.annotations(&texts, &created)));
    }
    members.finish()
}

struct Writer<'a> {
    inventory: &'a Inventory,
    edition: Edition,
    /// The `bom-ref` of every component, then of every file.
    references: Vec<Cow<'a, str>>,
    edges: Vec<&'a [Edge]>,
    /// The kind of edges of which nothing else is said.
    plain_edges: EdgeKind,
    nesting: Nesting,
    licenses: licenses::Form,
}

impl<'a> Writer<'a> {
    fn new(inventory: &'a Inventory, edition: Edition) -> Self {
        Self {
            inventory,
            edition,
            references: references(inventory),
            edges: inventory.dependencies(),
            plain_edges: plain_edges(inventory),
            nesting: Nesting::new(inventory),
            licenses: licenses::Form::of(inventory, edition),
        }
    }

    fn metadata(&self, timestamp: &'a str) -> Metadata<'_> {
        let subject = &self.inventory.subject;
        let mut facts = Facts::default();
        if let Some(word) = content::resolution_word(subject.resolution) {
            facts.push(fact::RESOLUTION, word);
        }
        facts.push(fact::DEFAULT_DEPENDENCY, content::edge_word(self.plain_edges));
        if !self.edition.has_lifecycles() {
            facts.push(fact::LIFECYCLE, content::lifecycle_word(subject.lifecycle));
        }
        if !subject.authors.iter().all(party::is_contact) {
            facts.push_parties(fact::AUTHORS, &subject.authors);
        }
        if let Some(supplier) = subject.supplier.as_ref().filter(|party| !party::is_organization(party)) {
            facts.push_parties(fact::SUPPLIER, [supplier]);
        }
        facts.push_property_lines(&subject.properties);
        for problem in &self.inventory.problems {
            facts.push_problem(problem);
        }
        for kept in self.inventory.kept.iter().filter(|kept| kept.path != LicenseForm::PATH) {
            facts.push_kept(kept);
        }
        Metadata {
            timestamp: Cow::Borrowed(timestamp),
            lifecycles: self
                .edition
                .has_lifecycles()
                .then(|| [Phase { phase: content::lifecycle_word(subject.lifecycle) }]),
            tools: if self.edition.has_tool_components() {
                Tools::Object { components: [tool(Some("application"))] }
            } else {
                Tools::List([tool(None)])
            },
            authors: subject.authors.iter().map(party::contact).collect(),
            component: subject.root.map(|root| self.component(root.index())),
            supplier: subject.supplier.as_ref().map(party::organization),
            properties: properties(facts),
        }
    }

    /// Returns the places of what stands in the list: components, then files.
    fn listed(&self) -> Vec<usize> {
        let root = self.inventory.subject.root.map(model::ComponentId::index);
        let is_listed = |at: &usize| {
            let component = self.inventory.components.get(*at);
            Some(*at) != root && component.is_none_or(|component| self.nesting.is_listed(*at, component))
        };
        (0..self.references.len()).filter(is_listed).collect()
    }

    fn element(&self, at: usize) -> Component<'_> {
        match at.checked_sub(self.inventory.components.len()) {
            None => self.component(at),
            Some(file) => self.file(&self.inventory.files[file], &self.references[at]),
        }
    }

    fn dependency(&self, at: usize) -> Dependency<'_> {
        let depends_on = self.edges[at].iter().map(|edge| &*self.references[edge.to.index()]).collect();
        Dependency { reference: &self.references[at], depends_on }
    }

    fn compositions(&self) -> Vec<Composition<'_>> {
        let mut groups: BTreeMap<Completeness, Vec<&str>> = BTreeMap::new();
        for (id, completeness) in &self.inventory.completeness {
            groups.entry(*completeness).or_default().push(&self.references[id.index()]);
        }
        let composition = |(completeness, dependencies)| Composition {
            aggregate: content::completeness_word(completeness),
            dependencies,
        };
        groups.into_iter().map(composition).collect()
    }

    fn annotations<'s>(&'s self, texts: &'s [String], created: &'s str) -> impl Iterator<Item = Annotation<'s>> {
        texts.iter().map(move |text| Annotation {
            subjects: self.inventory.subject.root.iter().map(|root| &*self.references[root.index()]).collect(),
            annotator: Annotator { component: tool(Some("application")) },
            timestamp: created,
            text,
        })
    }
}

/// Returns the kind of edge that needs no fact: a document that was read often says of none what it is for, and a fact for each of them would
/// be most of what is written.
fn plain_edges(inventory: &Inventory) -> EdgeKind {
    let unknown = inventory.edges.iter().filter(|edge| edge.kind == EdgeKind::Unknown).count();
    if unknown > inventory.edges.len() / 2 { EdgeKind::Unknown } else { EdgeKind::Runtime }
}

/// Returns an identifier for every component and every file, each used once.
fn references(inventory: &Inventory) -> Vec<Cow<'_, str>> {
    let files = inventory.files.iter().map(|file| Cow::Owned(format!("file:{}", file.path)));
    content::make_unique(inventory.components.iter().map(reference).chain(files).collect(), "~")
}

fn reference(component: &model::Component) -> Cow<'_, str> {
    if !component.reference.is_empty() {
        return Cow::Borrowed(component.reference.as_str());
    }
    if let Some(purl) = &component.purl {
        return Cow::Borrowed(purl.as_str());
    }
    let group = component.group.as_deref().map(|group| format!("{group}/")).unwrap_or_default();
    let version = component.version.as_deref().map(|version| format!("@{version}")).unwrap_or_default();
    Cow::Owned(format!("component:{group}{}{version}", component.name))
}

fn tool(kind: Option<&'static str>) -> Tool {
    Tool { kind, name: content::TOOL_NAME, version: content::TOOL_VERSION }
}
