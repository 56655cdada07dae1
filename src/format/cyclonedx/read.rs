//! Reads CycloneDX JSON, 1.2 to 1.7, of any tool.
//!
//! What is malformed becomes a problem with its place, and the rest of the document is still read: one odd digest must not hide the
//! other components, and must not vanish either.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::raw::{self, Bom};
use super::{Edition, NAME, READ, SCOPE_PROPERTY, TYPE_PROPERTY};
use crate::format::fact::{self, Given};
use crate::format::index::Index;
use crate::format::raw::{Problems, Text};
use crate::format::{Document, FormatError, content, json};
use crate::model::{
    Component, ComponentId, ComponentKind, Digest, DigestScope, Edge, EdgeKind, Evidence, FileEntry, FileKind,
    Inventory, License, Party, Purl, RelativePath, ScopedDigest, Usage, author_from_text,
};

/// Reads a document.
pub(super) fn read(bytes: &[u8]) -> Result<Document, FormatError> {
    from_bom(json::parse(bytes)?, NAME)
}

/// Reads a document that some syntax has been parsed into the types of the JSON form.
pub(super) fn from_bom(bom: Bom<'_>, format: &'static str) -> Result<Document, FormatError> {
    if bom.stated_format.as_ref().map(Text::as_str) != Some("CycloneDX") {
        return Err(FormatError::Meaning("`bomFormat` is not `CycloneDX`".to_owned()));
    }
    let Some(version) = bom.spec_version.as_ref() else {
        return Err(FormatError::Meaning("`specVersion` is missing".to_owned()));
    };
    Edition::find(version.as_str(), format, READ)?;
    let version = version.as_str().to_owned();
    let serial = bom.serial_number.as_ref().map(|serial| serial.as_str().to_owned());
    let created = bom.metadata.as_ref().and_then(|metadata| metadata.timestamp.as_ref());
    let created = created.map(|created| created.as_str().to_owned());
    let inventory = Reader::default().read(bom);
    Ok(Document { format, version, serial, created, inventory })
}

/// What a reference of the document stands for.
#[derive(Clone, Copy)]
enum Thing {
    Component(ComponentId),
    File,
}

/// What a fact tells about an edge: the dependency's reference is the first part of `value`.
struct EdgeFact {
    from: ComponentId,
    kind: EdgeKind,
    optional: bool,
    value: String,
}

#[derive(Default)]
struct Reader<'a> {
    inventory: Inventory,
    problems: Problems,
    /// References with what they stand for and where they were, in document order.
    things: Vec<(Cow<'a, str>, Thing, String)>,
    edge_facts: Vec<EdgeFact>,
    /// Licence texts that have been understood: a document has few different ones.
    licenses: BTreeMap<String, License>,
    nested: usize,
    foreign_references: usize,
}

impl<'a> Reader<'a> {
    fn read(mut self, bom: Bom<'a>) -> Inventory {
        self.tell_of_what_is_not_kept(&bom);
        let mut kind = EdgeKind::Unknown;
        if let Some(metadata) = bom.metadata {
            kind = self.metadata(metadata);
        }
        let components = bom.components.unwrap_or_default();
        self.inventory.components.reserve(components.len());
        self.things.reserve(components.len());
        for (at, component) in components.into_iter().enumerate() {
            self.tree(component, &format!("/components/{at}"));
        }
        self.problems.skipped("/components", self.nested, "nestings of a component in another");
        self.problems.skipped("/components", self.foreign_references, "external references of other types");
        let things = std::mem::take(&mut self.things);
        let mut index: Index<'_, Thing> = Index::with_capacity(things.len());
        for (reference, thing, place) in &things {
            if !index.insert(reference, *thing) {
                let shown = fact::shown(reference);
                self.problems.unusable(place, format!("the bom-ref `{shown}` is used a second time"));
            }
        }
        self.dependencies(bom.dependencies.unwrap_or_default(), &index, kind);
        self.apply_edge_facts(&index);
        self.compositions(&bom.compositions.unwrap_or_default(), &index);
        self.inventory.problems.extend(self.problems.into_list());
        self.inventory.normalize();
        self.inventory
    }

    fn tell_of_what_is_not_kept(&mut self, bom: &Bom<'_>) {
        for (place, count, what) in [
            ("/services", bom.services, "services"),
            ("/externalReferences", bom.external_references, "external references of the document"),
            ("/vulnerabilities", bom.vulnerabilities, "vulnerabilities"),
            ("/formulation", bom.formulation, "formulations"),
            ("/declarations", bom.declarations, "declarations"),
            ("/definitions", bom.definitions, "definitions"),
            ("/citations", bom.citations, "citations"),
            ("/properties", bom.properties, "properties of the document"),
        ] {
            self.problems.skipped(place, count.unwrap_or_default().0, what);
        }
        let ours = |annotation: &raw::Annotation<'_>| {
            let tool = annotation.annotator.as_ref().and_then(|annotator| annotator.component.as_ref());
            tool.and_then(|tool| tool.name.as_ref()).is_some_and(|name| name.as_str() == content::TOOL_NAME)
        };
        let foreign = bom.annotations.iter().flatten().filter(|annotation| !ours(annotation)).count();
        self.problems.skipped("/annotations", foreign, "annotations");
        let provides = bom.dependencies.iter().flatten().filter_map(|it| it.provides).filter(|it| it.0 > 0).count();
        self.problems.skipped("/dependencies", provides, "lists of what a component provides");
    }

    /// Reads what is said of the document; returns the kind of its plain edges.
    fn metadata(&mut self, metadata: raw::Metadata<'a>) -> EdgeKind {
        if let Some(component) = metadata.component {
            let before = self.inventory.components.len();
            self.component_and_nested(component, "/metadata/component", Place::Root);
            if self.inventory.components.len() > before {
                self.inventory.subject.root = u32::try_from(before).ok().map(ComponentId);
            }
        }
        let mut given = Given::default();
        let subject = &mut self.inventory.subject;
        for property in metadata.properties.into_iter().flatten() {
            if let (Some(name), value) = (property.name, property.value) {
                given.take(name.0, value.map(|value| value.0).unwrap_or_default(), &mut subject.properties);
            }
        }
        subject.authors = metadata.authors.into_iter().flatten().filter_map(contact).collect();
        subject.supplier = metadata.supplier.and_then(organization);
        let phases = metadata.lifecycles.iter().flatten().filter_map(|phase| phase.phase.as_ref());
        if let Some(lifecycle) = phases.into_iter().find_map(|phase| content::lifecycle_from_word(phase.as_str())) {
            subject.lifecycle = lifecycle;
        }
        let mut kind = EdgeKind::Unknown;
        for (name, value) in given.iter() {
            let understood = match name {
                fact::RESOLUTION => content::resolution_from_word(value).map(|it| subject.resolution = it),
                fact::LIFECYCLE => content::lifecycle_from_word(value).map(|it| subject.lifecycle = it),
                fact::DEFAULT_DEPENDENCY => content::edge_from_word(value).map(|it| kind = it),
                fact::AUTHORS => fact::parties_from_fact(value).map(|parties| subject.authors = parties),
                fact::SUPPLIER => {
                    fact::parties_from_fact(value).map(|parties| subject.supplier = parties.into_iter().next())
                }
                fact::PROBLEM => fact::problem_from_fact(value).map(|it| self.inventory.problems.push(it)),
                _ => {
                    subject.properties.insert(name.to_owned(), value.to_owned());
                    Some(())
                }
            };
            if understood.is_none() {
                let shown = fact::shown(value);
                self.problems
                    .unusable("/metadata/properties", format!("`{name}` is `{shown}`, which is not understood"));
            }
        }
        kind
    }

    fn tree(&mut self, component: raw::Component<'a>, place: &str) {
        self.component_and_nested(component, place, Place::List);
    }

    /// Reads a component and those nested in it. The depth is bounded by that of the JSON text.
    fn component_and_nested(&mut self, mut component: raw::Component<'a>, place: &str, which: Place) {
        let nested = component.components.take().unwrap_or_default();
        self.component(component, place, which);
        self.nested += nested.len();
        for (at, component) in nested.into_iter().enumerate() {
            self.component_and_nested(component, &format!("{place}/components/{at}"), Place::List);
        }
    }

    fn component(&mut self, mut raw: raw::Component<'a>, place: &str, which: Place) {
        let mut component = Component::default();
        let mut given = Given::default();
        for property in raw.properties.take().into_iter().flatten() {
            if let (Some(name), value) = (property.name, property.value) {
                given.take(name.0, value.map(|value| value.0).unwrap_or_default(), &mut component.properties);
            }
        }
        let is_file = raw.kind.as_ref().is_some_and(|kind| kind.as_str() == "file");
        let digests =
            self.digests(raw.hashes.take(), place, if is_file { DigestScope::File } else { DigestScope::Unstated });
        if is_file && which == Place::List && raw.purl.is_none() && given.get(fact::KIND).is_none() {
            return self.file(&raw, (&given, &component.properties), digests, place);
        }
        component.digests = digests;
        self.identity(&mut component, &mut raw, place);
        parties(&mut component, &mut raw);
        component.license = self.license(raw.licenses.take().unwrap_or_default());
        self.external_references(&mut component, raw.external_references.take().unwrap_or_default());
        if given.get(fact::EVIDENCE).is_none() {
            component.evidence = evidence(raw.evidence.take());
        }
        if given.get(fact::USAGE).is_none() {
            usage(&mut component, raw.scope.as_ref());
        }
        component.origin = fact::origin_of(component.purl.as_ref());
        let problems = &mut self.problems;
        fact::restore(&given, &mut component, &mut |message| {
            problems.unusable(format_args!("{place}/properties"), message);
        });
        if given.get(fact::SUPPLIER).is_none()
            && let Some(supplier) = &component.supplier
            && fact::creator(&component.authors).is_some_and(|creator| creator.name == supplier.name)
        {
            component.supplier = None;
        }
        let reference = raw.reference.take().map(|reference| reference.0).unwrap_or_default();
        component.reference = reference.clone().into_owned();
        let id = self.inventory.add(component);
        if !reference.is_empty() {
            self.things.push((reference, Thing::Component(id), place.to_owned()));
        }
        self.collect_edge_facts(id, &given, place);
    }

    fn identity(&mut self, component: &mut Component, raw: &mut raw::Component<'a>, place: &str) {
        let word = raw.kind.as_ref().map_or("library", Text::as_str);
        component.kind = fact::kind_from_word(word).unwrap_or(ComponentKind::Other);
        if component.kind == ComponentKind::Other {
            component.properties.insert(TYPE_PROPERTY.to_owned(), word.to_owned());
        }
        component.group = text(raw.group.take());
        component.version = text(raw.version.take());
        component.description = text(raw.description.take());
        match raw.name.take() {
            Some(name) if !name.0.is_empty() => component.name = name.0.into_owned(),
            _ => self.problems.unusable(place, "the component has no name"),
        }
        if let Some(purl) = raw.purl.take() {
            component.purl = Purl::parse(purl.as_str()).ok();
            if component.purl.is_none() {
                let shown = fact::shown(purl.as_str());
                self.problems.unusable(format_args!("{place}/purl"), format!("`{shown}` is not a package URL"));
            }
        }
    }

    fn digests(&mut self, hashes: Option<Vec<raw::Hash<'_>>>, place: &str, scope: DigestScope) -> Vec<ScopedDigest> {
        let mut digests = Vec::new();
        for (at, hash) in hashes.into_iter().flatten().enumerate() {
            let (algorithm, content) = (hash.alg.as_ref(), hash.content.as_ref());
            let (Some(algorithm), Some(content)) = (algorithm, content) else {
                self.problems.unusable(format_args!("{place}/hashes/{at}"), "a digest needs `alg` and `content`");
                continue;
            };
            match algorithm.as_str().parse().and_then(|algorithm| Digest::from_hex(algorithm, content.as_str())) {
                Ok(digest) => digests.push(ScopedDigest { scope, digest }),
                Err(error) => self.problems.unusable(format_args!("{place}/hashes/{at}"), error.to_string()),
            }
        }
        digests
    }

    fn license(&mut self, choices: Vec<raw::LicenseChoice<'_>>) -> Option<License> {
        let mut licenses: Vec<License> = Vec::new();
        for choice in choices {
            let named = choice.license.and_then(|license| license.id.or(license.name));
            let Some(text) = choice.expression.or(named).filter(|text| !text.as_str().trim().is_empty()) else {
                continue;
            };
            let license = self.licenses.entry(text.0.into_owned());
            let license = license.or_insert_with_key(|text| License::parse(text)).clone();
            if !licenses.contains(&license) {
                licenses.push(license);
            }
        }
        content::join_licenses(licenses)
    }

    fn external_references(&mut self, component: &mut Component, references: Vec<raw::ExternalReference<'_>>) {
        for reference in references {
            let Some(url) = reference.url else { continue };
            let field = match reference.kind.as_ref().map(Text::as_str) {
                Some("vcs") => &mut component.repository,
                Some("website") => &mut component.homepage,
                Some("documentation") => &mut component.documentation,
                _ => {
                    self.foreign_references += 1;
                    continue;
                }
            };
            if field.is_none() {
                *field = Some(url.0.into_owned());
            } else {
                self.foreign_references += 1;
            }
        }
    }

    fn file(
        &mut self,
        raw: &raw::Component<'a>,
        (given, properties): (&Given<'_>, &BTreeMap<String, String>),
        mut digests: Vec<ScopedDigest>,
        place: &str,
    ) {
        let problems = &mut self.problems;
        fact::restore_digests(given, &mut digests, &mut |message| {
            problems.unusable(format_args!("{place}/properties"), message);
        });
        // This tool's paths begin at the root of what it scanned.
        let location = properties.get("syft:location:0:path").map(|path| path.trim_start_matches('/'));
        let name = raw.name.as_ref().map(Text::as_str).filter(|name| !name.is_empty());
        let path = match location.or(name).map(RelativePath::new) {
            Some(Ok(path)) => path,
            Some(Err(error)) => {
                let shown = fact::shown(location.or(name).unwrap_or_default());
                return self.problems.unusable(place, format!("`{shown}` is not the path of a file here: {error}"));
            }
            None => return self.problems.unusable(place, "the file has no name"),
        };
        let size = given.get(fact::SIZE).map(str::parse::<u64>);
        if size.as_ref().is_some_and(Result::is_err) {
            self.problems.unusable(place, format!("`{}` is not a number", fact::SIZE));
        }
        let kind = given.get(fact::SYMLINK).map_or(FileKind::Regular, |target| FileKind::Symlink(target.to_owned()));
        self.inventory.files.push(FileEntry { path, kind, size: size.and_then(Result::ok), digests });
        if let Some(reference) = raw.reference.as_ref().filter(|reference| !reference.0.is_empty()) {
            self.things.push((reference.0.clone(), Thing::File, place.to_owned()));
        }
    }

    fn collect_edge_facts(&mut self, from: ComponentId, given: &Given<'_>, place: &str) {
        for (name, value) in given.iter() {
            let Some(words) = name.strip_prefix(fact::DEPENDENCY) else { continue };
            let (word, optional) = words.strip_suffix(":optional").map_or((words, false), |word| (word, true));
            let Some(kind) = content::edge_from_word(word) else {
                let message = format!("`{}` names no kind of dependency", fact::shown(name));
                self.problems.unusable(format_args!("{place}/properties"), message);
                continue;
            };
            self.edge_facts.push(EdgeFact { from, kind, optional, value: value.to_owned() });
        }
    }

    fn dependencies(&mut self, dependencies: Vec<raw::Dependency<'a>>, index: &Index<'_, Thing>, kind: EdgeKind) {
        let mut with_files = 0;
        self.inventory.edges.reserve(dependencies.iter().map(|it| it.depends_on.as_ref().map_or(0, Vec::len)).sum());
        for (at, dependency) in dependencies.into_iter().enumerate() {
            let targets = dependency.depends_on.unwrap_or_default();
            let Some(reference) = dependency.reference else {
                self.problems.unusable(format_args!("/dependencies/{at}"), "the entry has no `ref`");
                continue;
            };
            let from = match index.get(reference.as_str()) {
                Some(Thing::Component(id)) => id,
                Some(Thing::File) => {
                    with_files += targets.len();
                    continue;
                }
                None => {
                    let shown = fact::shown(reference.as_str());
                    self.problems.unusable(
                        format_args!("/dependencies/{at}/ref"),
                        format!("no component has the bom-ref `{shown}`"),
                    );
                    continue;
                }
            };
            for (nth, target) in targets.iter().enumerate() {
                match index.get(target.as_str()) {
                    Some(Thing::Component(to)) => {
                        self.inventory.edges.push(Edge { from, to, kind, optional: false, target: None });
                    }
                    Some(Thing::File) => with_files += 1,
                    None => {
                        let shown = fact::shown(target.as_str());
                        let place = format_args!("/dependencies/{at}/dependsOn/{nth}");
                        self.problems.unusable(place, format!("no component has the bom-ref `{shown}`"));
                    }
                }
            }
        }
        self.problems.skipped("/dependencies", with_files, "dependencies of or on files");
    }

    fn apply_edge_facts(&mut self, index: &Index<'_, Thing>) {
        if self.edge_facts.is_empty() {
            return;
        }
        self.inventory.edges.sort();
        self.inventory.edges.dedup();
        for fact in std::mem::take(&mut self.edge_facts) {
            let (reference, target) = content::split_reference(&fact.value);
            let to = match index.get(&reference) {
                Some(Thing::Component(to)) => Some(to),
                _ => None,
            };
            let place = to.and_then(|to| {
                self.inventory.edges.binary_search_by_key(&(fact.from, to), |edge| (edge.from, edge.to)).ok()
            });
            let Some(edge) = place.and_then(|place| self.inventory.edges.get_mut(place)) else {
                let shown = fact::shown(&fact.value);
                let message = format!("a property tells of a dependency `{shown}` that the component has not");
                self.problems.unusable("/dependencies", message);
                continue;
            };
            edge.kind = fact.kind;
            edge.optional = fact.optional;
            edge.target = target.map(str::to_owned);
        }
    }

    fn compositions(&mut self, compositions: &[raw::Composition<'_>], index: &Index<'_, Thing>) {
        for (at, composition) in compositions.iter().enumerate() {
            let word = composition.aggregate.as_ref().map_or("", Text::as_str);
            // Others, such as `incomplete_first_party_only`, are kinds of incompleteness.
            let completeness = content::completeness_from_word(word)
                .or_else(|| word.starts_with("incomplete").then_some(crate::model::Completeness::Incomplete))
                .unwrap_or(crate::model::Completeness::Unknown);
            for (nth, reference) in composition.dependencies.iter().flatten().enumerate() {
                match index.get(reference.as_str()) {
                    Some(Thing::Component(id)) => {
                        self.inventory.completeness.insert(id, completeness);
                    }
                    Some(Thing::File) => {}
                    None => {
                        let shown = fact::shown(reference.as_str());
                        let place = format_args!("/compositions/{at}/dependencies/{nth}");
                        self.problems.unusable(place, format!("no component has the bom-ref `{shown}`"));
                    }
                }
            }
        }
    }
}

/// Where in a document a component stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Root,
    List,
}

fn text(text: Option<Text<'_>>) -> Option<String> {
    text.map(|text| text.0.into_owned())
}

fn parties(component: &mut Component, raw: &mut raw::Component<'_>) {
    component.authors = raw.authors.take().into_iter().flatten().filter_map(contact).collect();
    if component.authors.is_empty()
        && let Some(author) = raw.author.take().filter(|author| !author.as_str().trim().is_empty())
    {
        component.authors.push(author_from_text(author.as_str()));
    }
    let supplier = raw.supplier.take().and_then(organization);
    component.supplier = supplier.or_else(|| raw.manufacturer.take().and_then(organization));
}

fn contact(contact: raw::Contact<'_>) -> Option<Party> {
    let (name, email) = (text(contact.name), text(contact.email));
    let shown = name.filter(|name| !name.is_empty()).or_else(|| email.clone())?;
    Some(Party { name: shown, email, url: None })
}

fn organization(organization: raw::Organization<'_>) -> Option<Party> {
    let email = organization.contact.into_iter().flatten().find_map(|contact| text(contact.email));
    let url = organization.url.into_iter().flatten().next().map(|url| url.0.into_owned());
    let name = text(organization.name).filter(|name| !name.is_empty());
    let name = name.or_else(|| email.clone()).or_else(|| url.clone())?;
    Some(Party { name, email, url })
}

fn evidence(evidence: Option<raw::Evidence<'_>>) -> Vec<Evidence> {
    let occurrences = evidence.and_then(|evidence| evidence.occurrences).unwrap_or_default();
    let one = |occurrence: raw::Occurrence<'_>| {
        let context = occurrence.additional_context.map(|context| context.0.into_owned());
        let method = context.filter(|context| !context.contains(char::is_whitespace));
        Some(Evidence {
            path: occurrence.location?.0.into_owned(),
            line: occurrence.line,
            method: method.map_or(Cow::Borrowed("document"), Cow::Owned),
        })
    };
    occurrences.into_iter().filter_map(one).collect()
}

fn usage(component: &mut Component, scope: Option<&Text<'_>>) {
    match scope.map(Text::as_str) {
        Some("required") => component.usage = Usage::Runtime,
        // It is not said what the component is for instead.
        Some(other) => {
            component.properties.insert(SCOPE_PROPERTY.to_owned(), other.to_owned());
        }
        None => {}
    }
}
