//! Reads SPDX JSON, 2.2 and 2.3, of any tool.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::raw::{self, Spdx};
use super::write::{inferred_origin, parse_actor};
use super::{COMMENT_PROPERTY, CONCLUDED_PROPERTY, DOCUMENT_ID, FILE, NAME, OPTIONAL, READ, ROOT, TARGET};
use crate::format::fact::{self, Given};
use crate::format::index::Index;
use crate::format::raw::{Problems, Text};
use crate::format::{Document, FormatError, content, json};
use crate::model::{
    Completeness, Component, ComponentId, ComponentKind, Digest, DigestScope, Edge, EdgeKind, FileEntry, FileKind,
    Inventory, License, Purl, RelativePath, ScopedDigest,
};

/// Reads a document.
pub(super) fn read(bytes: &[u8]) -> Result<Document, FormatError> {
    let spdx: Spdx<'_> = json::parse(bytes)?;
    let Some(version) = spdx.spdx_version.as_ref().map(|version| version.as_str().to_owned()) else {
        return Err(FormatError::Meaning("`spdxVersion` is missing".to_owned()));
    };
    super::check_version(version.strip_prefix("SPDX-").unwrap_or(&version), READ)?;
    let serial = spdx.document_namespace.as_ref().map(|namespace| namespace.as_str().to_owned());
    let created = spdx.creation_info.as_ref().and_then(|creation| creation.created.as_ref());
    let created = created.map(|created| created.as_str().to_owned());
    let inventory = Reader::default().read(spdx);
    Ok(Document { format: NAME, version, serial, created, inventory })
}

/// What an identifier of the document stands for.
#[derive(Clone, Copy)]
enum Thing {
    Component(ComponentId),
    File,
}

/// What the document's comment tells about all of it.
#[derive(Default)]
struct About {
    plain_edges: Option<EdgeKind>,
    has_no_root: bool,
}

#[derive(Default)]
struct Reader<'a> {
    inventory: Inventory,
    problems: Problems,
    /// Identifiers with what they stand for and where they were, in document order.
    things: Vec<(Cow<'a, str>, Thing, String)>,
    /// Text by licence reference.
    texts: BTreeMap<Cow<'a, str>, Cow<'a, str>>,
    licenses: BTreeMap<String, License>,
}

impl<'a> Reader<'a> {
    fn read(mut self, spdx: Spdx<'a>) -> Inventory {
        self.tell_of_what_is_not_kept(&spdx);
        for license in spdx.has_extracted_licensing_infos.into_iter().flatten() {
            self.extracted(license);
        }
        let creators = spdx.creation_info.and_then(|creation| creation.creators).unwrap_or_default();
        self.inventory.subject.authors = creators.iter().filter_map(|text| parse_actor(text.as_str())).collect();
        let about = self.document_comment(spdx.comment);
        for (at, package) in spdx.packages.into_iter().flatten().enumerate() {
            self.package(package, &format!("/packages/{at}"));
        }
        for (at, file) in spdx.files.into_iter().flatten().enumerate() {
            self.file(file, &format!("/files/{at}"));
        }
        let things = std::mem::take(&mut self.things);
        let mut index: Index<'_, Thing> = Index::with_capacity(things.len());
        for (id, thing, place) in &things {
            if !index.insert(id, *thing) {
                self.problems.unusable(place, format!("the SPDXID `{}` is used a second time", fact::shown(id)));
            }
        }
        let mut described = self.described(&spdx.document_describes.unwrap_or_default(), &index);
        self.relationships(spdx.relationships.unwrap_or_default(), &index, &about, &mut described);
        self.root(described, &about);
        self.inventory.problems.extend(self.problems.into_list());
        self.inventory.normalize();
        self.inventory
    }

    fn tell_of_what_is_not_kept(&mut self, spdx: &Spdx<'_>) {
        self.problems.skipped("/snippets", spdx.snippets.unwrap_or_default().0, "snippets");
        let references = spdx.external_document_refs.unwrap_or_default().0;
        self.problems.skipped("/externalDocumentRefs", references, "references to other documents");
        let prefix = format!("Tool: {}-", content::TOOL_NAME);
        let is_ours = |annotation: &raw::Annotation<'_>| {
            annotation.annotator.as_ref().is_some_and(|annotator| annotator.as_str().starts_with(&prefix))
        };
        let foreign = spdx.annotations.iter().flatten().filter(|annotation| !is_ours(annotation)).count();
        let inside =
            spdx.packages.iter().flatten().filter_map(|package| package.annotations).map(|it| it.0).sum::<usize>();
        self.problems.skipped("/annotations", foreign + inside, "annotations");
    }

    fn extracted(&mut self, license: raw::ExtractedLicense<'a>) {
        let Some(id) = license.license_id else { return };
        let name = license.name.filter(|name| !is_nothing(name.as_str()));
        // A whole licence text is no name for a licence; its reference is.
        let text = license.extracted_text.filter(|text| text.as_str().len() <= 200);
        if let Some(text) = name.or(text) {
            self.texts.insert(id.0, text.0);
        }
    }

    fn document_comment(&mut self, comment: Option<Text<'a>>) -> About {
        let mut about = About::default();
        let Some(comment) = comment else { return about };
        let Some(facts) = fact::from_lines(comment.as_str()) else {
            self.inventory.subject.properties.insert(COMMENT_PROPERTY.to_owned(), comment.0.into_owned());
            return about;
        };
        let mut given = Given::default();
        for (name, value) in facts {
            given.take(name, value, &mut self.inventory.subject.properties);
        }
        let subject = &mut self.inventory.subject;
        for (name, value) in given.iter() {
            let understood = match name {
                fact::RESOLUTION => content::resolution_from_word(value).map(|it| subject.resolution = it),
                fact::LIFECYCLE => content::lifecycle_from_word(value).map(|it| subject.lifecycle = it),
                fact::DEFAULT_DEPENDENCY => content::edge_from_word(value).map(|it| about.plain_edges = Some(it)),
                fact::AUTHORS => fact::parties_from_fact(value).map(|parties| subject.authors = parties),
                fact::SUPPLIER => {
                    fact::parties_from_fact(value).map(|parties| subject.supplier = parties.into_iter().next())
                }
                fact::PROBLEM => fact::problem_from_fact(value).map(|it| self.inventory.problems.push(it)),
                FILE => content::file_from_text(value).map(|it| self.inventory.files.push(it)),
                ROOT => {
                    about.has_no_root = true;
                    Some(())
                }
                _ => {
                    subject.properties.insert(name.to_owned(), value.to_owned());
                    Some(())
                }
            };
            if understood.is_none() {
                let shown = fact::shown(value);
                self.problems.unusable("/comment", format!("`{name}` is `{shown}`, which is not understood"));
            }
        }
        about
    }

    fn package(&mut self, mut raw: raw::Package<'a>, place: &str) {
        let mut component = Component::default();
        let mut given = Given::default();
        if let Some(comment) = raw.comment.take() {
            match fact::from_lines(comment.as_str()) {
                Some(facts) => {
                    for (name, value) in facts {
                        let fact = (Cow::Owned(name.into_owned()), Cow::Owned(value.into_owned()));
                        given.take(fact.0, fact.1, &mut component.properties);
                    }
                }
                None => {
                    component.properties.insert(COMMENT_PROPERTY.to_owned(), comment.0.into_owned());
                }
            }
        }
        self.identity(&mut component, &mut raw, place);
        component.digests = self.digests(raw.checksums.take(), place, DigestScope::Unstated);
        component.license = self.license(raw.license_declared.as_ref());
        if let Some(concluded) = raw.license_concluded.take().filter(|text| !is_nothing(text.as_str())) {
            component.properties.insert(CONCLUDED_PROPERTY.to_owned(), concluded.0.into_owned());
        }
        component.authors = raw.originator.as_ref().and_then(|text| parse_actor(text.as_str())).into_iter().collect();
        component.supplier = raw.supplier.as_ref().and_then(|text| parse_actor(text.as_str()));
        let location = raw.download_location.as_ref().map(Text::as_str);
        component.origin = inferred_origin(component.purl.as_ref(), location);
        let problems = &mut self.problems;
        fact::restore(&given, &mut component, &mut |message| {
            problems.unusable(format_args!("{place}/comment"), message);
        });
        if given.get(fact::SUPPLIER).is_none() && raw.supplier == raw.originator {
            component.supplier = None;
        }
        let reference = raw.id.take().map(|id| id.0).unwrap_or_default();
        component.reference = reference.clone().into_owned();
        let completeness = given.get(fact::COMPLETENESS).map(content::completeness_from_word);
        let id = self.inventory.add(component);
        match completeness {
            Some(Some(completeness)) => {
                self.inventory.completeness.insert(id, completeness);
            }
            Some(None) => self.problems.unusable(place, format!("`{}` is not understood", fact::COMPLETENESS)),
            None => {}
        }
        if reference.is_empty() {
            self.problems.unusable(place, "the package has no SPDXID");
        } else {
            self.things.push((reference, Thing::Component(id), place.to_owned()));
        }
    }

    fn identity(&mut self, component: &mut Component, raw: &mut raw::Package<'a>, place: &str) {
        match raw.name.take().filter(|name| !name.0.is_empty()) {
            Some(name) => component.name = name.0.into_owned(),
            None => self.problems.unusable(place, "the package has no name"),
        }
        let stated = |text: Option<Text<'a>>| text.filter(|it| !is_nothing(it.as_str())).map(|it| it.0.into_owned());
        component.version = raw.version_info.take().map(|it| it.0.into_owned());
        component.description = raw.description.take().or(raw.summary.take()).map(|it| it.0.into_owned());
        component.homepage = stated(raw.homepage.take());
        component.kind = purpose(raw.primary_package_purpose.as_ref().map(Text::as_str));
        for reference in raw.external_refs.take().into_iter().flatten() {
            let (Some(kind), Some(locator)) = (reference.reference_type, reference.reference_locator) else { continue };
            match kind.as_str() {
                "purl" if component.purl.is_none() => {
                    component.purl = Purl::parse(locator.as_str()).ok();
                    if component.purl.is_none() {
                        let message = format!("`{}` is not a package URL", fact::shown(locator.as_str()));
                        self.problems.unusable(format_args!("{place}/externalRefs"), message);
                    }
                }
                "vcs" if component.repository.is_none() => component.repository = Some(locator.0.into_owned()),
                "documentation" if component.documentation.is_none() => {
                    component.documentation = Some(locator.0.into_owned());
                }
                other => {
                    let name = format!("spdx:externalRef:{other}");
                    let known = component.properties.entry(name).or_default();
                    if !known.is_empty() {
                        known.push('\n');
                    }
                    known.push_str(locator.as_str());
                }
            }
        }
    }

    fn digests(
        &mut self,
        checksums: Option<Vec<raw::Checksum<'_>>>,
        place: &str,
        scope: DigestScope,
    ) -> Vec<ScopedDigest> {
        let mut digests = Vec::new();
        for (at, checksum) in checksums.into_iter().flatten().enumerate() {
            let (algorithm, value) = (checksum.algorithm.as_ref(), checksum.checksum_value.as_ref());
            let place = format_args!("{place}/checksums/{at}").to_string();
            let (Some(algorithm), Some(value)) = (algorithm, value) else {
                self.problems.unusable(place, "a checksum needs `algorithm` and `checksumValue`");
                continue;
            };
            match algorithm.as_str().parse().and_then(|algorithm| Digest::from_hex(algorithm, value.as_str())) {
                Ok(digest) => digests.push(ScopedDigest { scope, digest }),
                Err(error) => self.problems.unusable(place, error.to_string()),
            }
        }
        digests
    }

    fn license(&mut self, declared: Option<&Text<'a>>) -> Option<License> {
        let declared = declared.map(Text::as_str).filter(|text| !is_nothing(text))?;
        if let Some(known) = self.licenses.get(declared) {
            return Some(known.clone());
        }
        let text = self.texts.get(declared).map_or(declared, |text| text.as_ref());
        let license = License::parse(text);
        self.licenses.insert(declared.to_owned(), license.clone());
        Some(license)
    }

    fn file(&mut self, mut raw: raw::File<'a>, place: &str) {
        let mut given = Given::default();
        let comment = raw.comment.take();
        for (name, value) in comment.as_ref().and_then(|comment| fact::from_lines(comment.as_str())).unwrap_or_default()
        {
            given.take(name, value, &mut BTreeMap::new());
        }
        let mut digests = self.digests(raw.checksums.take(), place, DigestScope::File);
        let problems = &mut self.problems;
        fact::restore_digests(&given, &mut digests, &mut |message| {
            problems.unusable(format_args!("{place}/comment"), message);
        });
        let name = raw.file_name.as_ref().map(Text::as_str).unwrap_or_default();
        let path = match RelativePath::new(name) {
            Ok(path) => path,
            Err(error) => {
                let shown = fact::shown(name);
                return self.problems.unusable(place, format!("`{shown}` is not the path of a file here: {error}"));
            }
        };
        let size = given.get(fact::SIZE).map(str::parse::<u64>);
        if size.as_ref().is_some_and(Result::is_err) {
            self.problems.unusable(place, format!("`{}` is not a number", fact::SIZE));
        }
        let kind = given.get(fact::SYMLINK).map_or(FileKind::Regular, |target| FileKind::Symlink(target.to_owned()));
        self.inventory.files.push(FileEntry { path, kind, size: size.and_then(Result::ok), digests });
        if let Some(id) = raw.id.take() {
            self.things.push((id.0, Thing::File, place.to_owned()));
        }
    }

    fn described(&mut self, list: &[Text<'a>], index: &Index<'_, Thing>) -> Vec<ComponentId> {
        let mut described = Vec::new();
        for (at, id) in list.iter().enumerate() {
            match index.get(id.as_str()) {
                Some(Thing::Component(id)) => described.push(id),
                Some(Thing::File) => {}
                None => {
                    let message = format!("nothing has the SPDXID `{}`", fact::shown(id.as_str()));
                    self.problems.unusable(format_args!("/documentDescribes/{at}"), message);
                }
            }
        }
        described
    }

    fn relationships(
        &mut self,
        relationships: Vec<raw::Relationship<'a>>,
        index: &Index<'_, Thing>,
        about: &About,
        described: &mut Vec<ComponentId>,
    ) {
        let mut others: BTreeMap<String, usize> = BTreeMap::new();
        for (at, relationship) in relationships.into_iter().enumerate() {
            let kind = relationship.relationship_type.as_ref().map(Text::as_str).unwrap_or_default();
            let from = relationship.spdx_element_id.as_ref().map(Text::as_str).unwrap_or_default();
            let to = relationship.related_spdx_element.as_ref().map(Text::as_str).unwrap_or_default();
            let (Some(from), Some(to)) = (self.end(from, at, index), self.end(to, at, index)) else { continue };
            match (kind, from, to) {
                ("DESCRIBES", End::Document, End::Component(id))
                | ("DESCRIBED_BY", End::Component(id), End::Document) => {
                    described.push(id);
                }
                ("DEPENDS_ON", End::Component(id), End::None) => {
                    self.inventory.completeness.entry(id).or_insert(Completeness::Complete);
                }
                ("DEPENDS_ON", End::Component(id), End::NoAssertion) => {
                    self.inventory.completeness.entry(id).or_insert(Completeness::Unknown);
                }
                ("DESCRIBES" | "DESCRIBED_BY" | "CONTAINS" | "CONTAINED_BY", _, End::File)
                | ("DESCRIBED_BY" | "CONTAINED_BY", End::File, _) => {}
                (kind, End::Component(from), End::Component(to)) => match edge(kind, from, to, about) {
                    Some(edge) => self.edge(edge, relationship.comment.as_ref(), at),
                    None => *others.entry(fact::shown(kind)).or_default() += 1,
                },
                (kind, _, _) => *others.entry(fact::shown(kind)).or_default() += 1,
            }
        }
        for (kind, count) in others.into_iter().take(50) {
            self.problems.skipped("/relationships", count, &format!("relationships `{kind}` that are no dependencies"));
        }
    }

    fn end(&mut self, id: &str, at: usize, index: &Index<'_, Thing>) -> Option<End> {
        match (id, index.get(id)) {
            (_, Some(Thing::Component(id))) => Some(End::Component(id)),
            (_, Some(Thing::File)) => Some(End::File),
            (DOCUMENT_ID, None) => Some(End::Document),
            ("NONE", None) => Some(End::None),
            ("NOASSERTION", None) => Some(End::NoAssertion),
            (other, None) if other.starts_with("DocumentRef-") => Some(End::Elsewhere),
            (other, None) => {
                let message = format!("nothing has the SPDXID `{}`", fact::shown(other));
                self.problems.unusable(format_args!("/relationships/{at}"), message);
                None
            }
        }
    }

    fn edge(&mut self, mut edge: Edge, comment: Option<&Text<'_>>, at: usize) {
        for (name, value) in comment.and_then(|comment| fact::from_lines(comment.as_str())).unwrap_or_default() {
            match (&*name, &*value) {
                (OPTIONAL, "true") => edge.optional = true,
                (TARGET, target) => edge.target = Some(target.to_owned()),
                (name, _) => {
                    let message = format!("`{}` is not understood", fact::shown(name));
                    self.problems.unusable(format_args!("/relationships/{at}/comment"), message);
                }
            }
        }
        self.inventory.edges.push(edge);
    }

    fn root(&mut self, mut described: Vec<ComponentId>, about: &About) {
        described.sort_unstable();
        described.dedup();
        match described.as_slice() {
            [root] if !about.has_no_root => self.inventory.subject.root = Some(*root),
            [] | [_] => {}
            several if !about.has_no_root => {
                let what = "described packages, of which none stands for the whole";
                self.problems.skipped("/relationships", several.len(), what);
            }
            _ => {}
        }
    }
}

/// What an end of a relationship is.
#[derive(Clone, Copy)]
enum End {
    Document,
    Component(ComponentId),
    File,
    None,
    NoAssertion,
    Elsewhere,
}

/// Returns the edge that a relationship of this type is. Spec: SPDX 2.3, 11.1.
fn edge(kind: &str, from: ComponentId, to: ComponentId, about: &About) -> Option<Edge> {
    let (from, to, kind, optional) = match kind {
        "DEPENDS_ON" => (from, to, about.plain_edges.unwrap_or(EdgeKind::Unknown), false),
        "DEPENDENCY_OF" | "PROVIDED_DEPENDENCY_OF" => (to, from, EdgeKind::Unknown, false),
        "RUNTIME_DEPENDENCY_OF" => (to, from, EdgeKind::Runtime, false),
        "BUILD_DEPENDENCY_OF" | "BUILD_TOOL_OF" => (to, from, EdgeKind::Build, false),
        "DEV_DEPENDENCY_OF" | "DEV_TOOL_OF" | "TEST_DEPENDENCY_OF" | "TEST_TOOL_OF" => {
            (to, from, EdgeKind::Development, false)
        }
        "OPTIONAL_DEPENDENCY_OF" => (to, from, about.plain_edges.unwrap_or(EdgeKind::Unknown), true),
        "DYNAMIC_LINK" | "STATIC_LINK" => (from, to, EdgeKind::Runtime, false),
        _ => return None,
    };
    Some(Edge { from, to, kind, optional, target: None })
}

fn is_nothing(text: &str) -> bool {
    matches!(text.trim(), "" | "NOASSERTION" | "NONE")
}

fn purpose(word: Option<&str>) -> ComponentKind {
    match word {
        None | Some("LIBRARY") => ComponentKind::Library,
        Some("APPLICATION") => ComponentKind::Application,
        Some("FRAMEWORK") => ComponentKind::Framework,
        Some("CONTAINER") => ComponentKind::Container,
        Some("OPERATING_SYSTEM" | "OPERATING-SYSTEM") => ComponentKind::OperatingSystem,
        Some("DEVICE") => ComponentKind::Device,
        Some("FIRMWARE") => ComponentKind::Firmware,
        Some("FILE") => ComponentKind::File,
        Some(_) => ComponentKind::Other,
    }
}
