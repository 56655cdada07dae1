//! Writes SPDX 3.0.1.

use std::borrow::Cow;

mod agent;
mod element;
mod license;
mod package;
mod relationship;

use super::{COMMENT_PROPERTY, CONTEXT, NAME_PROPERTY, ROOT, SBOM_TYPE_PROPERTY, name, words};
use crate::format::fact::{self, Facts};
use crate::format::{Stamp, content};
use crate::model::{ComponentId, Digest, DigestScope, Edge, FileEntry, FileKind, Inventory, Properties, Subject};
use agent::Agents;
use element::{Elements, Graph, Object};
use license::Licenses;

/// Returns a whole document.
pub(super) fn write(inventory: &Inventory, stamp: &Stamp) -> Vec<u8> {
    let writer = Writer::new(inventory);
    let mut graph = Graph::default();
    graph.add(1, |_, out| writer.document(out));
    graph.add(1, |_, out| writer.agents.write(out));
    graph.add(1, |_, out| writer.licenses.write(out));
    graph.add(1, |_, out| writer.document_annotations(out));
    graph.add(inventory.components.len(), |at, out| writer.package(at, out));
    graph.add(inventory.files.len(), |at, out| writer.file(at, out));
    graph.add(1, |_, out| writer.contains(out));
    graph.add(inventory.components.len(), |at, out| writer.relationships(at, out));
    // The identifier is made from everything but the time.
    let document = format!("{}{}", name::NAMESPACE, content::uuid(graph.digest()));
    let created = stamp.created.to_string();
    graph.add_undigested(|out| {
        out.creation(|object| {
            object.word("specVersion", "3.0.1");
            object.text("created", &created);
            object.iris("createdBy", writer.agents.of_document(&inventory.subject).iter().map(String::as_str));
            object.iris("createdUsing", [name::TOOL]);
        });
    });
    graph.finish(CONTEXT, &document)
}

/// A document in the making.
struct Writer<'a> {
    inventory: &'a Inventory,
    /// The name of every component, then of every file.
    names: Vec<Cow<'a, str>>,
    edges: Vec<&'a [Edge]>,
    licenses: Licenses<'a>,
    agents: Agents<'a>,
}

impl<'a> Writer<'a> {
    fn new(inventory: &'a Inventory) -> Self {
        Self {
            inventory,
            names: name::all(inventory),
            edges: inventory.dependencies(),
            licenses: Licenses::new(inventory),
            agents: Agents::new(inventory),
        }
    }

    fn name(&self, id: ComponentId) -> &str {
        &self.names[id.index()]
    }

    fn file_names(&self) -> &[Cow<'a, str>] {
        &self.names[self.inventory.components.len()..]
    }

    /// Writes the document, its SBOM and the tool.
    fn document(&self, out: &mut Elements) {
        let subject = &self.inventory.subject;
        let property = |key: &str| subject.properties.get(key).filter(|value| is_native(self.inventory, key, value));
        let title = property(NAME_PROPERTY).map_or(document_name(self.inventory), String::as_str);
        out.element("SpdxDocument", "", |object| {
            object.text("name", title);
            object.text_if("comment", property(COMMENT_PROPERTY).map(String::as_str));
            object.iri("dataLicense", &license::name_of(license::DATA_LICENSE));
            object.texts("profileConformance", ["core", "software", "simpleLicensing"]);
            object.iris("rootElement", [name::SBOM]);
        });
        out.element("software_Sbom", name::SBOM, |object| {
            let stated = property(SBOM_TYPE_PROPERTY).map(String::as_str);
            object.texts("software_sbomType", stated.unwrap_or(words::sbom_type(subject.lifecycle)).split('\n'));
            object.iris("rootElement", self.described());
            object.iris("element", self.names.iter().map(|name| &**name));
        });
        out.element("Tool", name::TOOL, |object| {
            object.text("name", &format!("{}-{}", content::TOOL_NAME, content::TOOL_VERSION));
        });
    }

    /// Returns what the document is about: the root, or else every component that none depends on.
    fn described(&self) -> Vec<&str> {
        if let Some(root) = self.inventory.subject.root {
            return vec![self.name(root)];
        }
        let components = &self.inventory.components;
        let mut is_needed: Vec<bool> = components.iter().map(|component| component.parent.is_some()).collect();
        for edge in &self.inventory.edges {
            is_needed[edge.to.index()] = true;
        }
        let all_needed = is_needed.iter().all(|needed| *needed);
        let tops = self.names.iter().zip(&is_needed).filter(|(_, needed)| all_needed || !**needed);
        let tops: Vec<&str> = tops.map(|(name, _)| &**name).collect();
        if tops.is_empty() { self.file_names().iter().map(|name| &**name).collect() } else { tops }
    }

    fn document_annotations(&self, out: &mut Elements) {
        for (at, text) in content::statements(self.inventory).iter().enumerate() {
            annotation(out, &format!("{}{}", name::STATEMENT, at + 1), "", text);
        }
        let rest =
            without_native(&self.inventory.subject.properties, |key, value| is_native(self.inventory, key, value));
        annotation(out, "Annotation-document", "", &self.document_facts(&rest).to_lines());
        if !self.inventory.kept.is_empty() {
            let mut facts = Facts::default();
            self.inventory.kept.iter().for_each(|kept| facts.push_kept(kept));
            annotation(out, "Annotation-kept", "", &facts.to_lines());
        }
    }

    fn document_facts<'f>(&'f self, properties: &'f Properties) -> Facts<'f> {
        let subject = &self.inventory.subject;
        let mut facts = Facts::default();
        if let Some(word) = content::resolution_word(subject.resolution) {
            facts.push(fact::RESOLUTION, word);
        }
        facts.push(fact::LIFECYCLE, content::lifecycle_word(subject.lifecycle));
        if subject.root.is_none() {
            facts.push(ROOT, "none");
        }
        if !agent::are_native(&subject.authors) {
            facts.push_parties(fact::AUTHORS, &subject.authors);
        }
        if let Some(supplier) = &subject.supplier {
            facts.push_parties(fact::SUPPLIER, [supplier]);
        }
        facts.push_properties(properties);
        for problem in &self.inventory.problems {
            facts.push_problem(problem);
        }
        facts
    }

    fn file(&self, at: usize, out: &mut Elements) {
        let file: &FileEntry = &self.inventory.files[at];
        let name = &*self.file_names()[at];
        let mut facts = Facts::default();
        let digests = facts
            .push_digests(&file.digests, DigestScope::File, |algorithm| words::algorithm_word(algorithm).is_some());
        if let FileKind::Symlink(target) = &file.kind {
            facts.push(fact::SYMLINK, target.as_str());
        }
        if let Some(size) = file.size {
            facts.push(fact::SIZE, size.to_string());
        }
        out.element("software_File", name, |object| {
            object.text("name", file.path.as_str());
            hashes(object, digests);
        });
        if !facts.is_empty() {
            annotation(out, &name::derived("Annotation", &[name]), name, &facts.to_lines());
        }
    }
}

/// Writes an annotation. Spec: SPDX 3.0.1, Core, `Annotation`.
fn annotation(out: &mut Elements, id: &str, subject: &str, statement: &str) {
    out.element("Annotation", id, |object| {
        object.word("annotationType", "other");
        object.iri("subject", subject);
        object.text("statement", statement);
    });
}

/// Writes digests. Spec: SPDX 3.0.1, Core, `Hash`.
fn hashes(object: &mut Object<'_>, digests: Vec<&Digest>) {
    object.objects("verifiedUsing", digests, |digest, object| {
        object.word("type", "Hash");
        object.word("algorithm", words::algorithm_word(digest.algorithm()).unwrap_or("other"));
        object.text("hashValue", &digest.hex());
    });
}

/// Returns the name of a document whose inventory does not tell another.
pub(super) fn document_name(inventory: &Inventory) -> &str {
    let root = inventory.subject.root.map(|root| inventory.component(root).name.as_str());
    root.filter(|name| !name.is_empty()).unwrap_or("unnamed")
}

/// Returns whether a field of the document holds a property of the subject.
fn is_native(inventory: &Inventory, key: &str, value: &str) -> bool {
    match key {
        COMMENT_PROPERTY => true,
        NAME_PROPERTY => value != document_name(inventory),
        SBOM_TYPE_PROPERTY => is_native_sbom_type(&inventory.subject, value),
        _ => false,
    }
}

fn is_native_sbom_type(subject: &Subject, value: &str) -> bool {
    value != words::sbom_type(subject.lifecycle) && value.split('\n').all(words::is_sbom_type)
}

/// Returns the properties that no field holds.
fn without_native(properties: &Properties, is_native: impl Fn(&str, &str) -> bool) -> Cow<'_, Properties> {
    if !properties.iter().any(|(key, value)| is_native(key, value)) {
        return Cow::Borrowed(properties);
    }
    let rest = properties.iter().filter(|(key, value)| !is_native(key, value));
    Cow::Owned(rest.map(|(key, value)| (key.clone(), value.clone())).collect())
}
