//! Writes CycloneDX JSON, 1.4 to 1.7.
//!
//! A fact that a version has no field for becomes a property, so that every version can be read back without loss.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::types::{
    Annotation, Annotator, Component, Composition, Contact, Dependency, Evidence, ExternalReference, Hash, Identities,
    Identity, LicenseChoice, Metadata, Method, Occurrence, Organization, Phase, Property, Tool, Tools,
};
use super::{Edition, SCOPE_PROPERTY, TYPE_PROPERTY};
use crate::format::fact::{self, Facts};
use crate::format::json::{Each, Members};
use crate::format::{Stamp, address, content};
use crate::model::{
    self, Completeness, ComponentKind, DigestScope, Edge, EdgeKind, FileEntry, FileKind, Inventory, License, Party,
    Usage, author_from_text,
};

/// Returns a whole document.
pub(super) fn write(inventory: &Inventory, edition: Edition, stamp: &Stamp) -> Vec<u8> {
    let writer = Writer::new(inventory, edition);
    let created = stamp.created.to_string();
    let mut members = Members::new(4096 + inventory.components.len() * 1500 + inventory.files.len() * 300);
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
}

impl<'a> Writer<'a> {
    fn new(inventory: &'a Inventory, edition: Edition) -> Self {
        Self { inventory, edition, references: references(inventory), edges: inventory.dependencies() }
    }

    fn metadata(&self, timestamp: &'a str) -> Metadata<'_> {
        let subject = &self.inventory.subject;
        let mut facts = Facts::default();
        facts.push(fact::RESOLUTION, content::resolution_word(subject.resolution));
        facts.push(fact::DEFAULT_DEPENDENCY, "runtime");
        if !self.edition.has_lifecycles() {
            facts.push(fact::LIFECYCLE, content::lifecycle_word(subject.lifecycle));
        }
        if !subject.authors.iter().all(is_contact) {
            facts.push_parties(fact::AUTHORS, &subject.authors);
        }
        if let Some(supplier) = subject.supplier.as_ref().filter(|party| !is_organization(party)) {
            facts.push_parties(fact::SUPPLIER, [supplier]);
        }
        facts.push_properties(&subject.properties);
        for problem in &self.inventory.problems {
            facts.push_problem(problem);
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
            authors: subject.authors.iter().map(contact).collect(),
            component: subject.root.map(|root| self.component(root.index())),
            supplier: subject.supplier.as_ref().map(organization),
            properties: properties(facts),
        }
    }

    /// Returns the places of everything but the root: components, then files.
    fn listed(&self) -> Vec<usize> {
        let root = self.inventory.subject.root.map(model::ComponentId::index);
        (0..self.references.len()).filter(|at| Some(*at) != root).collect()
    }

    fn element(&self, at: usize) -> Component<'_> {
        match at.checked_sub(self.inventory.components.len()) {
            None => self.component(at),
            Some(file) => self.file(&self.inventory.files[file], &self.references[at]),
        }
    }

    fn component(&self, at: usize) -> Component<'_> {
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
        let external_references = external_references(component, &mut facts);
        let licenses = component.license.as_ref().map(|license| [self.license(license, &mut facts)]);
        let (authors, author) = self.authors(&component.authors, &mut facts);
        let supplier = supplier(component, &mut facts);
        let evidence = self.evidence(component, &mut facts);
        self.push_edges(at, &mut facts);
        facts.push_properties(&component.properties);
        let scope = match component.usage {
            Usage::Runtime => Some("required"),
            Usage::Build | Usage::Development => Some("excluded"),
            Usage::Unknown => component.properties.get(SCOPE_PROPERTY).map(String::as_str).filter(|it| is_scope(it)),
        };
        Component {
            kind,
            reference: &self.references[at],
            supplier,
            authors,
            author,
            group: component.group.as_deref(),
            name: &component.name,
            version: component.version.as_deref(),
            description: component.description.as_deref(),
            scope,
            hashes: hashes.iter().map(|digest| hash(digest)).collect(),
            licenses,
            purl: component.purl.as_ref().map(model::Purl::as_str),
            external_references,
            evidence,
            properties: properties(facts),
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

    fn license(&self, license: &'a License, facts: &mut Facts<'a>) -> LicenseChoice<'a> {
        let acknowledgement = self.edition.has_acknowledgement().then_some("declared");
        match license {
            License::Expression(expression) => LicenseChoice::Expression { expression, acknowledgement },
            License::Name(name) => {
                if License::parse(name) != *license {
                    facts.push(fact::LICENSE_NAME, name.as_str());
                }
                LicenseChoice::License { name: Cow::Borrowed(name), acknowledgement }
            }
            License::File(path) => {
                facts.push(fact::LICENSE_FILE, path.as_str());
                LicenseChoice::License { name: Cow::Owned(format!("in the file {path}")), acknowledgement }
            }
        }
    }

    fn authors(&self, authors: &'a [Party], facts: &mut Facts<'a>) -> (Vec<Contact<'a>>, Option<String>) {
        if authors.is_empty() {
            return (Vec::new(), None);
        }
        if self.edition.has_author_list() {
            if !authors.iter().all(is_contact) {
                facts.push_parties(fact::AUTHORS, authors);
            }
            return (authors.iter().map(contact).collect(), None);
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
        let mut methods: Vec<Method<'_>> = Vec::new();
        for evidence in &component.evidence {
            if methods.iter().all(|method| method.value != evidence.method) {
                methods.push(Method { technique: "manifest-analysis", confidence: 1, value: &evidence.method });
            }
        }
        let field = if component.purl.is_some() { "purl" } else { "name" };
        let identity = Identity { field, confidence: 1, methods };
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
            if edge.kind == EdgeKind::Runtime && !edge.optional && edge.target.is_none() {
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

    fn file<'s>(&'s self, file: &'s FileEntry, reference: &'s str) -> Component<'s> {
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
            supplier: None,
            authors: Vec::new(),
            author: None,
            group: None,
            name: file.path.as_str(),
            version: None,
            description: None,
            scope: None,
            hashes: hashes.iter().map(|digest| hash(digest)).collect(),
            licenses: None,
            purl: None,
            external_references: Vec::new(),
            evidence: None,
            properties: properties(facts),
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

fn hash(digest: &model::Digest) -> Hash {
    Hash { alg: digest.algorithm().name(), content: digest.hex() }
}

fn properties(facts: Facts<'_>) -> Vec<Property<'_>> {
    facts.into_list().into_iter().map(|(name, value)| Property { name, value }).collect()
}

fn is_scope(word: &str) -> bool {
    matches!(word, "optional" | "excluded")
}

/// Returns whether a contact of the format holds all that is known of a party.
fn is_contact(party: &Party) -> bool {
    party.url.is_none() && party.email.as_deref().is_none_or(address::is_email)
}

fn contact(party: &Party) -> Contact<'_> {
    Contact { name: Some(&party.name), email: party.email.as_deref().filter(|email| address::is_email(email)) }
}

/// Returns whether an organisation of the format holds all that is known of a party.
fn is_organization(party: &Party) -> bool {
    party.url.as_deref().is_none_or(address::is_url) && party.email.as_deref().is_none_or(address::is_email)
}

fn organization(party: &Party) -> Organization<'_> {
    let email = party.email.as_deref().filter(|email| address::is_email(email));
    Organization {
        name: Cow::Borrowed(&party.name),
        url: party.url.as_deref().filter(|url| address::is_url(url)).map(|url| [url]),
        contact: email.map(|email| Contact { name: None, email: Some(email) }).into_iter().collect(),
    }
}

/// Returns who supplies a component: whom the inventory names, or else its authors, who created it.
fn supplier<'a>(component: &'a model::Component, facts: &mut Facts<'a>) -> Option<Organization<'a>> {
    let creator = fact::creator(&component.authors);
    let Some(stated) = &component.supplier else {
        return creator.map(|party| Organization {
            name: Cow::Owned(party.name),
            url: None,
            contact: component.authors.iter().filter(|author| author.email.is_some()).map(contact).collect(),
        });
    };
    if !is_organization(stated) || creator.is_some_and(|party| party.name == stated.name) {
        facts.push_parties(fact::SUPPLIER, [stated]);
    }
    Some(organization(stated))
}

fn external_references<'a>(component: &'a model::Component, facts: &mut Facts<'a>) -> Vec<ExternalReference<'a>> {
    let mut list = Vec::new();
    for (kind, name, url) in [
        ("vcs", fact::REPOSITORY, &component.repository),
        ("website", fact::HOMEPAGE, &component.homepage),
        ("documentation", fact::DOCUMENTATION, &component.documentation),
    ] {
        match url.as_deref() {
            Some(url) if address::is_url(url) => list.push(ExternalReference { kind, url }),
            other => facts.push_some(name, other),
        }
    }
    list
}
