//! Packages become components. Spec: SPDX 2.3, 7.

use std::borrow::Cow;

use super::super::actor::parse_actor;
use super::super::reference::{Meaning, kind_of, meaning};
use super::super::write::download_location;
use super::super::{CODE_PROPERTY, COMMENT_PROPERTY, is_nothing, raw};
use super::{Reader, Thing};
use crate::format::content;
use crate::format::fact::{self, Given};
use crate::format::raw::Text;
use crate::model::{Component, ComponentKind, Digest, DigestScope, ExternalReference, License, Purl, ScopedDigest};

impl<'a> Reader<'a> {
    pub(super) fn package(&mut self, mut raw: raw::Package<'a>, place: &str) {
        let mut component = Component::default();
        let mut given = Given::default();
        take_comment(raw.comment.take(), &mut given, &mut component);
        let reference = raw.id.take().map(|id| id.0).unwrap_or_default();
        component.reference = reference.clone().into_owned();
        self.identity(&mut component, &mut raw, place);
        component.digests = self.digests(raw.checksums.take(), place, DigestScope::Unstated);
        self.external_references(&mut component, raw.external_refs.take().unwrap_or_default(), place);
        component.license = self.license(raw.license_declared.as_ref());
        component.concluded_license = self.license(raw.license_concluded.as_ref()).map(Box::new);
        component.copyright =
            raw.copyright_text.take().filter(|text| !is_nothing(text.as_str())).map(|text| text.0.into_owned());
        let originator = raw.originator.as_ref().map(Text::as_str).unwrap_or_default();
        match parse_actor(originator) {
            // A person is an author; an organization made it, unless it stands for several authors that a fact names.
            Some(party) if originator.starts_with("Person") => component.authors.push(party),
            Some(party) if given.get(fact::AUTHORS).is_none() => component.manufacturer = Some(Box::new(party)),
            _ => {}
        }
        component.supplier = raw.supplier.as_ref().and_then(|text| parse_actor(text.as_str())).map(Box::new);
        let location = raw.download_location.as_ref().map(Text::as_str);
        component.origin = fact::inferred_origin(component.purl.as_ref(), location);
        let listed = component.external_references.len();
        let problems = &mut self.problems;
        fact::restore(&given, &mut component, &mut |message| {
            problems.unusable(format_args!("{place}/comment"), message);
        });
        mend_references(&mut component, listed, location);
        for id in raw.has_files.take().into_iter().flatten() {
            self.contained.push((id.0, place.to_owned()));
        }
        if given.get(fact::SUPPLIER).is_none() && raw.supplier == raw.originator {
            component.supplier = None;
        }
        take_verification_code(raw.package_verification_code.take(), &mut component);
        self.add(component, given.get(fact::COMPLETENESS), reference, place);
    }

    fn add(&mut self, component: Component, completeness: Option<&str>, reference: Cow<'a, str>, place: &str) {
        let completeness = completeness.map(content::completeness_from_word);
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
    }

    fn external_references(
        &mut self,
        component: &mut Component,
        references: Vec<raw::ExternalReference<'a>>,
        place: &str,
    ) {
        for (at, reference) in references.into_iter().enumerate() {
            let place = format_args!("{place}/externalRefs/{at}");
            let category = reference.reference_category.as_ref().map(Text::as_str).unwrap_or_default();
            let (Some(kind), Some(locator)) = (&reference.reference_type, &reference.reference_locator) else {
                self.problems.unusable(place, "an external reference needs `referenceType` and `referenceLocator`");
                continue;
            };
            let (kind, locator, comment) = (kind.as_str(), locator.as_str(), reference.comment.as_ref());
            match meaning(category, kind, locator) {
                Meaning::Identifier(identifier) => component.identifiers.push(identifier),
                Meaning::Purl if component.purl.is_none() => {
                    component.purl = Purl::parse(locator).ok();
                    if component.purl.is_none() {
                        let message = format!("`{}` is not a package URL", fact::shown(locator));
                        self.problems.unusable(place, message);
                    }
                }
                Meaning::Elsewhere(kind) if kind == "vcs" && component.repository.is_none() && comment.is_none() => {
                    component.repository = Some(locator.to_owned());
                }
                Meaning::Elsewhere(kind)
                    if kind == "documentation" && component.documentation.is_none() && comment.is_none() =>
                {
                    component.documentation = Some(locator.to_owned());
                }
                Meaning::Purl | Meaning::Elsewhere(_) => component.external_references.push(ExternalReference {
                    kind: kind_of(category, kind),
                    url: locator.to_owned(),
                    comment: comment.map(|comment| comment.as_str().to_owned()),
                    digests: Vec::new(),
                }),
            }
        }
    }

    pub(super) fn digests(
        &mut self,
        checksums: Option<Vec<raw::Checksum<'_>>>,
        place: &str,
        scope: DigestScope,
    ) -> Vec<ScopedDigest> {
        let mut digests = Vec::new();
        for (at, checksum) in checksums.into_iter().flatten().enumerate() {
            let (algorithm, value) = (checksum.algorithm.as_ref(), checksum.checksum_value.as_ref());
            let place = format_args!("{place}/checksums/{at}");
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
}

fn take_comment<'a>(comment: Option<Text<'a>>, given: &mut Given<'a>, component: &mut Component) {
    let Some(comment) = comment else { return };
    match fact::from_lines(comment.as_str()) {
        Some(facts) => {
            for (name, value) in facts {
                let (name, value) = (Cow::Owned(name.into_owned()), Cow::Owned(value.into_owned()));
                given.take(name, value);
            }
            fact::add_lines(&mut component.properties, given.take_properties());
        }
        None => {
            component.properties.insert(COMMENT_PROPERTY.to_owned(), comment.0.into_owned());
        }
    }
}

/// Keeps a code that may be over other files than those that the document lists.
fn take_verification_code(code: Option<raw::VerificationCode<'_>>, component: &mut Component) {
    let Some(code) = code else { return };
    let Some(value) = code.value else { return };
    let excluded: Vec<&str> = code.excluded.iter().flatten().map(Text::as_str).collect();
    let text = match excluded.as_slice() {
        [] => value.0.into_owned(),
        names => format!("{} (excludes: {})", value.as_str(), names.join(", ")),
    };
    component.properties.insert(CODE_PROPERTY.to_owned(), text);
}

/// Adds a download location that tells of no origin, and drops those of the listed references that a fact tells with more.
fn mend_references(component: &mut Component, mut listed: usize, location: Option<&str>) {
    let whole: Vec<ExternalReference> =
        component.external_references.iter().filter(|reference| !reference.digests.is_empty()).cloned().collect();
    for reference in whole {
        let bare = ExternalReference { digests: Vec::new(), ..reference };
        // The writer puts them after all others, so of equal ones it is the last.
        if let Some(at) = component.external_references.iter().take(listed).rposition(|known| *known == bare) {
            component.external_references.remove(at);
            listed -= 1;
        }
    }
    let Some(location) = location.filter(|location| !is_nothing(location)) else { return };
    if download_location(&component.origin).as_deref() != Some(location) {
        let kind = "distribution".to_owned();
        let reference = ExternalReference { kind, url: location.to_owned(), comment: None, digests: Vec::new() };
        component.external_references.insert(0, reference);
    }
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
