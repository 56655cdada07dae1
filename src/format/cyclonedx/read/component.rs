//! Components and files of a stretch of a document.

use std::borrow::Cow;

use super::part::{EdgeFact, Part, Place};
use super::{licenses, references};
use crate::format::content;
use crate::format::cyclonedx::raw;
use crate::format::cyclonedx::{SCOPE_PROPERTY, TYPE_PROPERTY};
use crate::format::fact::{self, Given};
use crate::format::raw::Text;
use crate::model::{
    Component, ComponentId, ComponentKind, Digest, DigestScope, Evidence, FileEntry, FileKind, Identifier,
    IdentifierKind, Party, Properties, Purl, RelativePath, ScopedDigest, Usage, author_from_text,
};

/// What a component that is nested in another one is part of.
#[derive(Clone, Copy)]
pub(super) enum Whole {
    /// It stands in the document's list, or is what the document describes.
    None,
    Component(ComponentId),
    /// A file, which has no parts in the model.
    File,
}

impl Part {
    /// Reads a component and those nested in it. The depth is bounded by that of the JSON text.
    pub(super) fn tree(&mut self, raw: &mut raw::Component<'_>, place: &Place<'_>, whole: Whole) {
        let nested = raw.components.take().unwrap_or_default();
        self.count(raw);
        let this = self.component(raw, place, whole);
        if matches!(this, Whole::File) || (matches!(whole, Whole::File)) {
            self.nested_in_files += nested.len();
        }
        for (at, mut raw) in nested.into_iter().enumerate() {
            self.tree(&mut raw, &place.component(at), this);
        }
    }

    /// Counts what is not kept.
    fn count(&mut self, raw: &raw::Component<'_>) {
        let counted = [
            raw.pedigree,
            raw.release_notes,
            raw.model_card,
            raw.data,
            raw.crypto_properties,
            raw.patent_assertions,
            raw.signature,
        ];
        for (total, count) in self.passed_over.iter_mut().zip(counted) {
            *total += usize::from(count.is_some_and(|count| count.0 > 0));
        }
    }

    fn component(&mut self, raw: &mut raw::Component<'_>, place: &Place<'_>, whole: Whole) -> Whole {
        let mut component = Component::default();
        let mut given = Given::default();
        let properties = raw.properties.take().unwrap_or_default();
        given.leave_room(properties.len());
        for property in properties {
            if let (Some(name), value) = (property.name, property.value) {
                given.take(name.0, value.map(|value| value.0).unwrap_or_default());
            }
        }
        component.properties = given.take_properties();
        let is_file = raw.kind.as_ref().is_some_and(|kind| kind.as_str() == "file");
        let digests =
            self.digests(raw.hashes.take(), place, if is_file { DigestScope::File } else { DigestScope::Unstated });
        if is_file && !place.is_root() && raw.purl.is_none() && given.get(fact::KIND).is_none() {
            self.nested_in_files += usize::from(!matches!(whole, Whole::None));
            self.file(raw, (&given, &component.properties), digests, place);
            return Whole::File;
        }
        component.digests = digests;
        self.identity(&mut component, raw, place);
        parties(&mut component, raw);
        let choices = raw.licenses.take().unwrap_or_default();
        let (declared, concluded) = licenses::read(&mut self.licenses, choices);
        (component.license, component.concluded_license) = (declared, concluded.map(Box::new));
        component.copyright = text(raw.copyright.take());
        references::read(self, &mut component, raw.external_references.take().unwrap_or_default(), place);
        if given.get(fact::EVIDENCE).is_none() {
            component.evidence = evidence(raw.evidence.take());
        }
        if given.get(fact::USAGE).is_none() {
            usage(&mut component, raw.scope.as_ref());
        }
        component.origin = fact::origin_of(component.purl.as_ref());
        if let Whole::Component(whole) = whole {
            component.parent = Some(whole);
        }
        component.reference = raw.reference.take().map(|reference| reference.0.into_owned()).unwrap_or_default();
        self.apply(&given, &mut component, place);
        let id = self.add(component, place);
        self.collect_facts(id, &given, place);
        Whole::Component(id)
    }

    fn apply(&mut self, given: &Given<'_>, component: &mut Component, place: &Place<'_>) {
        let problems = &mut self.problems;
        fact::restore(given, component, &mut |message| {
            problems.unusable(format_args!("{place}/properties"), message);
        });
        if given.get(fact::SUPPLIER).is_none()
            && let Some(supplier) = &component.supplier
            && fact::creator(&component.authors).is_some_and(|creator| creator.name == supplier.name)
        {
            component.supplier = None;
        }
    }

    fn identity(&mut self, component: &mut Component, raw: &mut raw::Component<'_>, place: &Place<'_>) {
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
        let tag = raw.swid.take().and_then(|swid| swid.tag_id);
        for (kind, values) in [
            (IdentifierKind::Cpe, raw.cpe.take().into_iter().collect()),
            (IdentifierKind::Swhid, raw.swhid.take().unwrap_or_default()),
            (IdentifierKind::Gitoid, raw.omnibor_id.take().unwrap_or_default()),
            (IdentifierKind::Swid, tag.into_iter().collect::<Vec<_>>()),
        ] {
            let one = |value: Text<'_>| Identifier { kind: kind.clone(), value: value.0.into_owned() };
            component.identifiers.extend(values.into_iter().filter(|value| !value.0.is_empty()).map(one));
        }
    }

    fn digests(
        &mut self,
        hashes: Option<Vec<raw::Hash<'_>>>,
        place: &Place<'_>,
        scope: DigestScope,
    ) -> Vec<ScopedDigest> {
        let hashes = hashes.unwrap_or_default();
        let mut digests = Vec::with_capacity(hashes.len());
        for (at, hash) in hashes.into_iter().enumerate() {
            digests.extend(self.digest(&hash, place, at).map(|digest| ScopedDigest { scope, digest }));
        }
        digests
    }

    /// Reads a digest, or tells why it cannot be used.
    pub(super) fn digest(&mut self, hash: &raw::Hash<'_>, place: &dyn std::fmt::Display, at: usize) -> Option<Digest> {
        let (Some(algorithm), Some(content)) = (&hash.alg, &hash.content) else {
            self.problems.unusable(format_args!("{place}/hashes/{at}"), "a digest needs `alg` and `content`");
            return None;
        };
        match algorithm.as_str().parse().and_then(|algorithm| Digest::from_hex(algorithm, content.as_str())) {
            Ok(digest) => Some(digest),
            Err(error) => {
                self.problems.unusable(format_args!("{place}/hashes/{at}"), error.to_string());
                None
            }
        }
    }

    fn file(
        &mut self,
        raw: &raw::Component<'_>,
        (given, properties): (&Given<'_>, &Properties),
        mut digests: Vec<ScopedDigest>,
        place: &Place<'_>,
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
        self.files.push(FileEntry { path, kind, size: size.and_then(Result::ok), digests });
        if let Some(reference) = raw.reference.as_ref().filter(|reference| !reference.0.is_empty()) {
            self.file_references.push((reference.as_str().to_owned(), place.spot()));
        }
    }

    /// Takes in what facts tell that needs the whole document.
    fn collect_facts(&mut self, from: ComponentId, given: &Given<'_>, place: &Place<'_>) {
        for (name, value) in given.iter() {
            if name == fact::PARENT {
                self.parent_facts.push((from, value.to_owned()));
            }
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
}

pub(super) fn text(text: Option<Text<'_>>) -> Option<String> {
    text.map(|text| text.0.into_owned())
}

fn parties(component: &mut Component, raw: &mut raw::Component<'_>) {
    component.authors = raw.authors.take().into_iter().flatten().filter_map(contact).collect();
    if component.authors.is_empty()
        && let Some(author) = raw.author.take().filter(|author| !author.as_str().trim().is_empty())
    {
        component.authors.push(author_from_text(author.as_str()));
    }
    component.supplier = raw.supplier.take().and_then(|it| organization(*it)).map(Box::new);
    component.manufacturer = raw.manufacturer.take().and_then(|it| organization(*it)).map(Box::new);
}

pub(super) fn contact(contact: raw::Contact<'_>) -> Option<Party> {
    let (name, email) = (text(contact.name), text(contact.email));
    let shown = name.filter(|name| !name.is_empty()).or_else(|| email.clone())?;
    Some(Party { name: shown, email, url: None })
}

pub(super) fn organization(organization: raw::Organization<'_>) -> Option<Party> {
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
            line: occurrence.line.and_then(|line| u32::try_from(line).ok()),
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
