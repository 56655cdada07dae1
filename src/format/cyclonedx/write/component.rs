//! Components, with what is nested in them, and files.

use serde_json::Number;

use super::{Writer, identifiers, licenses, party, references};
use crate::format::content;
use crate::format::cyclonedx::types::{
    Component, Contact, Evidence, Hash, Identities, Identity, Method, Occurrence, Property, Swid,
};
use crate::format::cyclonedx::{SCOPE_PROPERTY, TYPE_PROPERTY};
use crate::format::fact::{self, Facts};
use crate::model::{self, ComponentKind, DigestScope, FileEntry, FileKind, Party, Usage, author_from_text};

impl<'a> Writer<'a> {
    /// Lays out a component. The depth is bounded by the nesting.
    pub(super) fn component(&self, at: usize) -> Component<'_> {
        let component = &self.inventory.components[at];
        let edition = self.edition;
        let mut facts = Facts::default();
        let assumed = if component.kind == ComponentKind::File { DigestScope::File } else { DigestScope::Unstated };
        let hashes = facts.push_digests(&component.digests, assumed, |it| edition.has_algorithm(it));
        if matches!(component.usage, Usage::Build | Usage::Development) {
            facts.push(fact::USAGE, fact::usage_word(component.usage));
        }
        let kind = self.kind(component, &mut facts);
        facts.push_origin(&component.origin, &fact::origin_of(component.purl.as_ref()));
        facts.push_some(fact::LINKS, component.links.as_deref());
        let external_references = references::write(component, edition, &mut facts);
        let licenses = licenses::write(component, self.licenses, &mut facts);
        let (authors, author) = self.authors(&component.authors, &mut facts);
        let supplier = party::supplier(component, &mut facts);
        let manufacturer = party::manufacturer(component, edition.has_manufacturer(), &mut facts);
        let identifiers = identifiers::write(component, edition, &mut facts);
        let evidence = self.evidence(component, &mut facts);
        self.push_parent(at, &mut facts);
        self.push_edges(at, &mut facts);
        facts.push_property_lines(&component.properties);
        let scope = match component.usage {
            Usage::Runtime => Some("required"),
            Usage::Build | Usage::Development => Some("excluded"),
            Usage::Unknown => component.properties.get(SCOPE_PROPERTY).map(String::as_str).filter(|it| is_scope(it)),
        };
        Component {
            kind,
            reference: &self.references[at],
            supplier,
            manufacturer,
            authors,
            author,
            group: component.group.as_deref(),
            name: &component.name,
            version: component.version.as_deref(),
            description: component.description.as_deref(),
            scope,
            hashes: hashes.iter().map(|digest| hash(digest)).collect(),
            licenses,
            copyright: component.copyright.as_deref(),
            cpe: identifiers.cpe,
            purl: component.purl.as_ref().map(model::Purl::as_str),
            omnibor_id: identifiers.gitoids,
            swhid: identifiers.swhids,
            swid: identifiers.swid.map(|tag_id| Swid { tag_id, name: &component.name }),
            external_references,
            evidence,
            properties: properties(facts),
            components: self.nesting.parts(at).iter().map(|part| self.component(*part)).collect(),
        }
    }

    /// Adds what a component is part of that is not written inside of that.
    fn push_parent(&self, at: usize, facts: &mut Facts<'a>) {
        let component = &self.inventory.components[at];
        if let Some(whole) = component.parent.and_then(|whole| self.references.get(whole.index()))
            && self.nesting.is_listed(at, component)
        {
            facts.push(fact::PARENT, whole.as_ref().to_owned());
        }
    }

    fn kind(&self, component: &'a model::Component, facts: &mut Facts<'a>) -> &'a str {
        match component.kind {
            ComponentKind::Other => {
                facts.push(fact::KIND, "other");
                let stated = component.properties.get(TYPE_PROPERTY).map(String::as_str);
                stated.filter(|word| self.edition.has_type(word)).unwrap_or("library")
            }
            ComponentKind::File => {
                // Without this a file that is a component would be read as a file of the subject.
                facts.push(fact::KIND, "file");
                "file"
            }
            other => fact::kind_word(other),
        }
    }

    fn authors(&self, authors: &'a [Party], facts: &mut Facts<'a>) -> (Vec<Contact<'a>>, Option<String>) {
        if authors.is_empty() {
            return (Vec::new(), None);
        }
        if self.edition.has_author_list() {
            if !authors.iter().all(party::is_contact) {
                facts.push_parties(fact::AUTHORS, authors);
            }
            return (authors.iter().map(party::contact).collect(), None);
        }
        let texts: Vec<String> = authors.iter().map(content::party_text).collect();
        let text = texts.join(", ");
        if authors.len() > 1 || author_from_text(&text) != authors[0] {
            facts.push_parties(fact::AUTHORS, authors);
        }
        (Vec::new(), Some(text))
    }

    fn evidence(&self, component: &'a model::Component, facts: &mut Facts<'a>) -> Option<Evidence<'a>> {
        let edition = self.edition;
        if !edition.has_occurrence_lines() {
            component.evidence.iter().for_each(|evidence| facts.push_evidence(evidence));
        }
        if component.evidence.is_empty() || !edition.has_occurrences() {
            return None;
        }
        let confidence = confidence(component);
        let mut methods: Vec<Method<'_>> = Vec::new();
        for evidence in &component.evidence {
            if methods.iter().all(|method| method.value != evidence.method) {
                let is_binary = evidence.method.starts_with("binary/");
                let technique = if is_binary { "binary-analysis" } else { "manifest-analysis" };
                methods.push(Method { technique, confidence: confidence.clone(), value: &evidence.method });
            }
        }
        let field = if component.purl.is_some() { "purl" } else { "name" };
        let identity = Identity { field, confidence, methods };
        let occurrence = |evidence: &'a model::Evidence| Occurrence {
            location: &evidence.path,
            line: evidence.line.filter(|_| edition.has_occurrence_lines()),
            additional_context: edition.has_occurrence_lines().then_some(&*evidence.method),
        };
        Some(Evidence {
            identity: if edition.has_identity_list() {
                Identities::List([identity])
            } else {
                Identities::One(identity)
            },
            occurrences: component.evidence.iter().map(occurrence).collect(),
        })
    }

    /// Adds what `dependsOn` cannot say of the component's edges.
    fn push_edges(&self, at: usize, facts: &mut Facts<'_>) {
        for edge in self.edges[at] {
            if edge.kind == self.plain_edges && !edge.optional && edge.target.is_none() {
                continue;
            }
            let optional = if edge.optional { ":optional" } else { "" };
            let name = format!("{}{}{optional}", fact::DEPENDENCY, content::edge_word(edge.kind));
            let reference = &*self.references[edge.to.index()];
            let mut value = if reference.contains(' ') || reference.starts_with('"') {
                content::quoted(reference)
            } else {
                reference.to_owned()
            };
            if let Some(target) = &edge.target {
                value.push(' ');
                value.push_str(target);
            }
            facts.push(name, value);
        }
    }

    pub(super) fn file<'s>(&'s self, file: &'s FileEntry, reference: &'s str) -> Component<'s> {
        let mut facts = Facts::default();
        let hashes = facts.push_digests(&file.digests, DigestScope::File, |it| self.edition.has_algorithm(it));
        if let FileKind::Symlink(target) = &file.kind {
            facts.push(fact::SYMLINK, target.as_str());
        }
        if let Some(size) = file.size {
            facts.push(fact::SIZE, size.to_string());
        }
        Component {
            kind: "file",
            reference,
            name: file.path.as_str(),
            hashes: hashes.iter().map(|digest| hash(digest)).collect(),
            properties: properties(facts),
            ..Component::default()
        }
    }
}

/// Returns how sure the identity is, from 0 to 1: wholly, unless a property of the collector's says otherwise.
fn confidence(component: &model::Component) -> Number {
    let keys = ["binary:confidence", "native:confidence"];
    let stated = keys.iter().find_map(|key| component.properties.get(*key)?.parse::<f64>().ok());
    stated.filter(|value| (0.0..1.0).contains(value)).and_then(Number::from_f64).unwrap_or_else(|| Number::from(1u8))
}

pub(super) fn hash(digest: &model::Digest) -> Hash {
    Hash { alg: digest.algorithm().name(), content: digest.hex() }
}

pub(super) fn properties(facts: Facts<'_>) -> Vec<Property<'_>> {
    facts.into_list().into_iter().map(|(name, value)| Property { name, value }).collect()
}

fn is_scope(word: &str) -> bool {
    matches!(word, "optional" | "excluded")
}
