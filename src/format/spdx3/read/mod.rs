//! Reads SPDX 3 as JSON-LD, of any tool.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

mod agent;
mod graph;
mod license;
mod package;
mod relationship;

use super::write::document_name;
use super::{
    COMMENT_PROPERTY, CONTEXT_END, CONTEXT_START, NAME, NAME_PROPERTY, READ, ROOT, SBOM_TYPE_PROPERTY, name, words,
};
use crate::format::fact::{self, Given};
use crate::format::raw::Problems;
use crate::format::text::decode;
use crate::format::tree::{Node, parse_json};
use crate::format::{Document, FormatError, content};
use crate::model::{ComponentId, Inventory, License, Problem, ProblemKind, Properties, Subject};
use agent::Role;
use graph::{Graph, Target, text, values, word_of};
use license::Found;

/// Reads a document.
pub(super) fn read(bytes: &[u8]) -> Result<Document, FormatError> {
    let text = decode(bytes)?;
    let tree = parse_json(&text)?;
    let version = version_of(&tree)?;
    super::check_version(&version, READ)?;
    let reader = Reader::new(&tree);
    let document = reader.graph.of_kind("SpdxDocument").next();
    let serial = document.and_then(|at| reader.graph.entities[at].id).map(str::to_owned);
    let created = reader.creation(document).and_then(|node| graph::text(node, "created")).map(str::to_owned);
    let inventory = reader.read(document);
    Ok(Document { format: NAME, version, serial, created, inventory })
}

/// Returns the version that a document's context states, or else its creation information.
pub(super) fn version_of(tree: &Node<'_>) -> Result<String, FormatError> {
    let mut contexts = values(tree, "@context").iter().filter_map(Node::text);
    let stated = contexts.find_map(|text| text.strip_prefix(CONTEXT_START)?.strip_suffix(CONTEXT_END));
    if let Some(version) = stated {
        return Ok(version.to_owned());
    }
    let mut objects = values(tree, "@graph").iter().chain([tree]);
    let stated = objects.find_map(|node| text(node, "specVersion"));
    stated.map(str::to_owned).ok_or_else(|| {
        FormatError::Meaning("neither `@context` nor a `specVersion` states a version of SPDX".to_owned())
    })
}

/// What an object of the document was made into.
#[derive(Clone, Copy)]
enum Thing {
    Component(ComponentId),
    File,
    Other,
}

struct Reader<'n, 'a> {
    graph: Graph<'n, 'a>,
    inventory: Inventory,
    problems: Problems,
    /// What each object was made into.
    things: Vec<Thing>,
    /// Statements of facts by what they are about.
    facts: BTreeMap<usize, Vec<&'n str>>,
    /// Declared and concluded licences by the object that they are of.
    stated_licenses: BTreeMap<usize, (Vec<License>, Vec<License>)>,
    expressions: BTreeMap<usize, Found>,
    /// Members that the model has no place for, by class and name.
    passed_over: BTreeMap<(Cow<'n, str>, Cow<'n, str>), usize>,
    /// References to elements that are said to be elsewhere.
    elsewhere: usize,
    imports: BTreeSet<&'n str>,
}

/// Classes and members that are told of one by one.
const TOLD: usize = 200;

impl<'n, 'a> Reader<'n, 'a> {
    fn new(tree: &'n Node<'a>) -> Self {
        let graph = Graph::new(tree);
        let things = vec![Thing::Other; graph.entities.len()];
        Self {
            graph,
            inventory: Inventory { subject: Subject::unstated(), ..Inventory::default() },
            problems: Problems::default(),
            things,
            facts: BTreeMap::new(),
            stated_licenses: BTreeMap::new(),
            expressions: BTreeMap::new(),
            passed_over: BTreeMap::new(),
            elsewhere: 0,
            imports: BTreeSet::new(),
        }
    }

    /// Returns the creation information of the document, or of anything where there is none.
    fn creation(&self, document: Option<usize>) -> Option<&'n Node<'a>> {
        let stated = document.and_then(|at| values(self.graph.entities[at].node, "creationInfo").first());
        let stated = stated.and_then(|node| self.graph.object(node));
        stated.or_else(|| self.graph.of_kind("CreationInfo").next().map(|at| self.graph.entities[at].node))
    }

    fn read(mut self, document: Option<usize>) -> Inventory {
        self.tell_of_doubles();
        self.annotations();
        self.imports();
        self.licenses();
        let has_no_root = self.document(document);
        for at in 0..self.graph.entities.len() {
            let is_package = matches!(
                &*self.graph.entities[at].kind,
                "software_Package" | "ai_AIPackage" | "dataset_DatasetPackage"
            );
            if is_package {
                self.package(at);
            } else if self.graph.entities[at].kind == "software_File" {
                self.file(at);
            }
        }
        let mut described = self.roots(document);
        self.relationships(&mut described);
        self.root(described, has_no_root);
        self.mend_parents();
        self.tell_of_the_rest();
        self.inventory.problems.extend(self.problems.into_list());
        self.inventory.normalize();
        self.inventory
    }

    fn tell_of_doubles(&mut self) {
        for (at, entity) in self.graph.entities.iter().enumerate() {
            if let Some(id) = entity.id.filter(|_| entity.is_top() && !self.graph.is_first(at)) {
                let message = format!("the spdxId `{}` is used a second time", fact::shown(id));
                self.problems.unusable(entity.place(), message);
            }
        }
    }

    /// Returns whether an object is one that documents of ours give this name.
    fn is_ours(&self, at: usize, start: &str) -> bool {
        self.graph.entities[at].id.and_then(name::local).is_some_and(|local| local.starts_with(start))
    }

    fn annotations(&mut self) {
        const KNOWN: &[&str] = &["annotationType", "subject", "statement"];
        let mut foreign = 0;
        for at in self.graph.of_kind("Annotation").collect::<Vec<_>>() {
            let node = self.graph.entities[at].node;
            self.unknown_members(node, "Annotation", KNOWN);
            let subject = values(node, "subject").first().map_or(Target::Malformed, |it| self.graph.resolve(it));
            let Target::Entity(subject) = subject else {
                self.tell_of_missing(subject, at, "subject");
                continue;
            };
            match text(node, "statement") {
                Some(statement) if statement.starts_with(fact::PREFIX) => {
                    self.facts.entry(subject).or_default().push(statement);
                }
                _ if self.is_ours(at, name::STATEMENT) => {}
                _ => foreign += 1,
            }
        }
        self.problems.skipped("/@graph", foreign, "annotations");
    }

    fn imports(&mut self) {
        for at in self.graph.of_kind("SpdxDocument").collect::<Vec<_>>() {
            let node = self.graph.entities[at].node;
            // 3.0.0 has the member under the other name.
            let maps = values(node, "import").iter().chain(values(node, "imports"));
            let maps = maps.filter_map(|map| self.graph.object(map));
            self.imports.extend(maps.filter_map(|map| text(map, "externalSpdxId")));
        }
    }

    /// Returns facts about an object.
    fn given(&mut self, at: usize) -> Given<'n> {
        let mut given = Given::default();
        for statement in self.facts.remove(&at).unwrap_or_default() {
            match fact::from_lines(statement) {
                Some(facts) => facts.into_iter().for_each(|(name, value)| given.take(name, value)),
                None => self.problems.unusable(
                    self.graph.entities[at].place(),
                    format!("the statement `{}` is no list of facts", fact::shown(statement)),
                ),
            }
        }
        given
    }

    /// Takes in what the document says of itself; returns whether it says that it has no root.
    fn document(&mut self, document: Option<usize>) -> bool {
        if let Some(creation) = self.creation(document) {
            self.authors(creation);
        }
        let Some(at) = document else { return false };
        let node = self.graph.entities[at].node;
        let mut given = self.given(at);
        let mut properties = given.take_properties();
        for (key, property) in [("comment", COMMENT_PROPERTY), ("name", NAME_PROPERTY)] {
            if let Some(stated) = text(node, key) {
                properties.insert(property.to_owned(), stated.to_owned());
            }
        }
        self.sbom_type(&mut properties);
        self.inventory.subject.properties = properties;
        let mut has_no_root = false;
        for (name, value) in given.iter() {
            if name == ROOT {
                has_no_root = true;
            } else if self.document_fact(name, value).is_none() {
                let shown = fact::shown(value);
                let place = self.graph.entities[at].place();
                self.problems.unusable(place, format!("`{name}` is `{shown}`, which is not understood"));
            }
        }
        has_no_root
    }

    fn document_fact(&mut self, name: &str, value: &str) -> Option<()> {
        let subject = &mut self.inventory.subject;
        match name {
            fact::RESOLUTION => subject.resolution = content::resolution_from_word(value)?,
            fact::LIFECYCLE => subject.lifecycle = content::lifecycle_from_word(value)?,
            fact::AUTHORS => subject.authors = fact::parties_from_fact(value)?,
            fact::SUPPLIER => subject.supplier = fact::parties_from_fact(value)?.into_iter().next(),
            fact::PROBLEM => self.inventory.problems.push(fact::problem_from_fact(value)?),
            fact::KEPT => self.inventory.kept.push(fact::kept_from_fact(value)?),
            _ => {
                subject.properties.insert(name.to_owned(), value.to_owned());
            }
        }
        Some(())
    }

    /// Takes in who vouches for the document; a tool never does.
    fn authors(&mut self, creation: &'n Node<'a>) {
        let Some(at) = self.graph.entities.iter().position(|entity| std::ptr::eq(entity.node, creation)) else {
            return;
        };
        let mut software = 0;
        for agent in self.agents(at, "createdBy") {
            match agent.role {
                Role::Software => software += 1,
                Role::Any if self.is_ours(agent.entity, name::NO_AUTHOR) => {}
                Role::Person | Role::Organization | Role::Any => self.inventory.subject.authors.push(agent.party),
            }
        }
        self.passed_over("CreationInfo", "createdBy", software);
    }

    fn sbom_type(&mut self, properties: &mut Properties) {
        let sboms = self.graph.of_kind("software_Sbom");
        let types = sboms.flat_map(|at| values(self.graph.entities[at].node, "software_sbomType"));
        let types: Vec<&str> = types.filter_map(word_of).collect();
        let Some(lifecycle) = types.iter().find_map(|word| words::lifecycle_of(word)) else { return };
        self.inventory.subject.lifecycle = lifecycle;
        if types != [words::sbom_type(lifecycle)] {
            properties.insert(SBOM_TYPE_PROPERTY.to_owned(), types.join("\n"));
        }
    }

    fn root(&mut self, mut described: Vec<ComponentId>, has_no_root: bool) {
        described.sort_unstable();
        described.dedup();
        match described.as_slice() {
            [root] if !has_no_root => self.inventory.subject.root = Some(*root),
            [] | [_] => {}
            several if !has_no_root => {
                let what = "described packages, of which none stands for the whole";
                self.problems.skipped("/@graph", several.len(), what);
            }
            _ => {}
        }
        // Most documents are named for what they are about.
        let title = self.inventory.subject.properties.get(NAME_PROPERTY);
        if title.is_some_and(|title| title == document_name(&self.inventory)) {
            self.inventory.subject.properties.remove(NAME_PROPERTY);
        }
    }

    /// Tells of a reference that leads nowhere.
    fn tell_of_missing(&mut self, target: Target<'n>, at: usize, key: &str) {
        let message = match target {
            Target::Missing(id) if self.imports.contains(id) => {
                self.elsewhere += 1;
                return;
            }
            Target::Missing(id) => format!("`{key}`: nothing has the spdxId `{}`", fact::shown(id)),
            Target::Malformed => format!("`{key}` refers to nothing"),
            Target::Entity(_) | Target::None | Target::NoAssertion => return,
        };
        self.problems.unusable(self.graph.entities[at].place(), message);
    }

    /// Counts values of a member that the model has no place for.
    fn passed_over(&mut self, kind: impl Into<Cow<'n, str>>, key: impl Into<Cow<'n, str>>, count: usize) {
        if count == 0 {
            return;
        }
        let row = (kind.into(), key.into());
        if self.passed_over.len() >= TOLD && !self.passed_over.contains_key(&row) {
            *self.passed_over.entry((Cow::Borrowed(""), Cow::Borrowed(""))).or_default() += count;
        } else {
            *self.passed_over.entry(row).or_default() += count;
        }
    }

    /// Counts members of an object that are not known.
    fn unknown_members(&mut self, node: &'n Node<'a>, kind: &'static str, known: &[&str]) {
        self.unknown_members_but(node, kind, known, |_| false);
    }

    fn unknown_members_but(
        &mut self,
        node: &'n Node<'a>,
        kind: &'static str,
        known: &[&str],
        is_told_otherwise: impl Fn(&str) -> bool,
    ) {
        const COMMON: &[&str] = &["type", "@type", "spdxId", "@id", "creationInfo", "@context"];
        for member in node.members() {
            let key = &*member.key;
            if !COMMON.contains(&key) && !known.contains(&key) && !is_told_otherwise(key) {
                self.passed_over(kind, key, 1);
            }
        }
    }

    fn tell_of_the_rest(&mut self) {
        self.tell_of_agents();
        self.tell_of_licenses();
        self.tell_of_collections();
        for at in 0..self.graph.entities.len() {
            let kind = self.graph.entities[at].kind.clone();
            if !is_understood(&kind) && !graph::is_part(&kind) {
                self.passed_over(kind, "", 1);
            }
        }
        let creations = self.graph.of_kind("CreationInfo").count().saturating_sub(1);
        self.problems.skipped("/@graph", creations, "further creation informations");
        self.problems.skipped("/@graph", self.elsewhere, "references to elements of other documents");
        // Facts about what can hold none.
        let lost = self.facts.values().map(Vec::len).sum();
        self.problems.skipped("/@graph", lost, "statements about what is no package, file or document");
        for ((kind, key), count) in std::mem::take(&mut self.passed_over) {
            let what = match (&*kind, &*key) {
                ("", "") => "other members and elements".to_owned(),
                (kind, "") => format!("elements `{}`", fact::shown(kind)),
                (kind, key) => format!("values of `{}` of `{}`", fact::shown(key), fact::shown(kind)),
            };
            self.problems.skipped("/@graph", count, &what);
        }
    }

    fn tell_of_collections(&mut self) {
        const DOCUMENT: &[&str] = &[
            "name",
            "comment",
            "dataLicense",
            "profileConformance",
            "rootElement",
            "element",
            "import",
            "imports",
            "namespaceMap",
        ];
        const SBOM: &[&str] = &["software_sbomType", "profileConformance", "rootElement", "element"];
        const CREATION: &[&str] = &["specVersion", "created", "createdBy", "createdUsing"];
        let kinds = [
            ("SpdxDocument", DOCUMENT),
            ("software_Sbom", SBOM),
            ("Bom", SBOM),
            ("Bundle", SBOM),
            ("CreationInfo", CREATION),
            ("Tool", &["name"]),
        ];
        for (kind, known) in kinds {
            for at in self.graph.of_kind(kind).collect::<Vec<_>>() {
                self.unknown_members(self.graph.entities[at].node, kind, known);
            }
        }
        let documents = self.graph.of_kind("SpdxDocument").count().saturating_sub(1);
        if documents > 0 {
            let message = format!("{documents} more documents in one; the first one's own facts are kept");
            self.inventory.problems.push(Problem::new(ProblemKind::Skipped, "#/@graph", message));
        }
        let imports = self.imports.len();
        self.problems.skipped("/@graph", imports, "maps of elements of other documents");
    }
}

/// Returns whether elements of a class are taken in, or told of where they are referred to.
fn is_understood(kind: &str) -> bool {
    license::KINDS.contains(&kind)
        || matches!(
            kind,
            "Agent"
                | "Annotation"
                | "Bom"
                | "Bundle"
                | "CreationInfo"
                | "IndividualElement"
                | "LifecycleScopedRelationship"
                | "Organization"
                | "Person"
                | "Relationship"
                | "SoftwareAgent"
                | "SpdxDocument"
                | "Tool"
                | "ai_AIPackage"
                | "dataset_DatasetPackage"
                | "software_File"
                | "software_Package"
                | "software_Sbom"
        )
}
