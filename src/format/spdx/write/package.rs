//! Components become packages. Spec: SPDX 2.3, 7.

use std::borrow::Cow;

use super::super::actor::{actor, parse_actor};
use super::super::types::{Package, VerificationCode};
use super::super::{CODE_PROPERTY, COMMENT_PROPERTY, has_algorithm, is_nothing, license, reference};
use super::{NO_ASSERTION, Writer, checksum, download_location, is_spdx_url};
use crate::format::content;
use crate::format::fact::{self, Facts};
use crate::model::{self, ComponentId, ComponentKind, DigestScope};

impl<'a> Writer<'a> {
    pub(super) fn package(&self, at: usize) -> Package<'_> {
        let component = &self.inventory.components[at];
        let id = ComponentId(u32::try_from(at).unwrap_or(u32::MAX));
        let mut facts = Facts::default();
        let checksums = facts.push_digests(&component.digests, DigestScope::Unstated, has_algorithm);
        facts.push_some(fact::GROUP, component.group.as_deref());
        if component.usage != model::Usage::Unknown {
            facts.push(fact::USAGE, fact::usage_word(component.usage));
        }
        let download_location = download_location(&component.origin);
        let inferred = fact::inferred_origin(component.purl.as_ref(), download_location.as_deref());
        facts.push_origin(&component.origin, &inferred);
        facts.push_some(fact::LINKS, component.links.as_deref());
        let located = distribution(component).filter(|_| download_location.is_none());
        let homepage = component.homepage.as_deref().filter(|url| is_spdx_url(url));
        if homepage.is_none() {
            facts.push_some(fact::HOMEPAGE, component.homepage.as_deref());
        }
        let external_references = reference::all(component, located, &mut facts);
        let license_declared = self.licenses.stated(component.license.as_ref(), license::DECLARED, &mut facts);
        let concluded = component.concluded_license.as_deref();
        let license_concluded = self.licenses.stated(concluded, license::CONCLUDED, &mut facts);
        let copyright = component.copyright.as_deref().filter(|text| !is_nothing(text));
        if copyright.is_none() {
            facts.push_some(fact::COPYRIGHT, component.copyright.as_deref());
        }
        let (supplier, originator) = self.actors(component, id, &mut facts);
        if let Some(completeness) = self.inventory.completeness.get(&id) {
            facts.push(fact::COMPLETENESS, content::completeness_word(*completeness));
        }
        component.evidence.iter().for_each(|evidence| facts.push_evidence(evidence));
        if !component.reference.is_empty() && component.reference != self.ids[at] {
            facts.push(fact::REFERENCE, component.reference.as_str());
        }
        let (verification_code, comment) = self.code_and_comment(component, id, facts);
        Package {
            id: &self.ids[at],
            name: &component.name,
            version: component.version.as_deref(),
            file_name: archive_name(component),
            supplier,
            originator,
            download_location: match (download_location, located) {
                (Some(location), _) => Cow::Owned(location),
                (None, Some(located)) => Cow::Borrowed(&located.url),
                (None, None) => Cow::Borrowed(NO_ASSERTION),
            },
            files_analyzed: verification_code.is_some(),
            verification_code,
            checksums: checksums.into_iter().map(checksum).collect(),
            homepage,
            source_info: fact::source_info(component),
            license_concluded,
            license_declared,
            copyright: copyright.unwrap_or(NO_ASSERTION),
            description: component.description.as_deref(),
            external_references,
            purpose: purpose(component.kind),
            comment,
        }
    }

    /// Returns the verification code and the comment, which holds the facts and the properties that are neither.
    fn code_and_comment(
        &self,
        component: &'a model::Component,
        id: ComponentId,
        mut facts: Facts<'a>,
    ) -> (Option<VerificationCode>, Option<String>) {
        let stated = component.properties.get(CODE_PROPERTY).and_then(|text| code_from_text(text));
        let is_root = self.inventory.subject.root == Some(id);
        let made = || self.verification_code.clone().filter(|_| is_root);
        let has_stated = stated.is_some();
        let code = stated.or_else(|| made().map(|value| VerificationCode { value, excluded: Vec::new() }));
        let told = |name: &str| has_stated && name == CODE_PROPERTY;
        let mut rest = component.properties.iter().filter(|(name, _)| !told(name));
        // The comment of another tool stands as it was where no fact of ours needs its place.
        if facts.is_empty()
            && let (Some((name, text)), None) = (rest.next(), rest.next())
            && name == COMMENT_PROPERTY
            && !text.is_empty()
            && !text.starts_with(fact::PREFIX)
        {
            return (code, Some(text.clone()));
        }
        facts.push_properties(component.properties.iter().filter(|(name, _)| !told(name)));
        (code, Some(facts).filter(|facts| !facts.is_empty()).map(|facts| facts.to_lines()))
    }

    /// Returns supplier and originator. Spec: SPDX 2.3, 7.5 and 7.6.
    fn actors(
        &self,
        component: &'a model::Component,
        id: ComponentId,
        facts: &mut Facts<'a>,
    ) -> (Option<String>, Option<String>) {
        let creator = fact::creator(&component.authors).or_else(|| component.manufacturer.as_deref().cloned());
        let creator_word = if component.authors.len() == 1 { "Person" } else { "Organization" };
        let originator = creator.as_ref().map(|party| actor(creator_word, party));
        let read = originator.as_deref().and_then(parse_actor);
        if !component.authors.is_empty() && read.iter().ne(&component.authors) {
            facts.push_parties(fact::AUTHORS, &component.authors);
        }
        if let Some(manufacturer) = component.manufacturer.as_deref()
            && (!component.authors.is_empty() || read.as_ref() != Some(manufacturer))
        {
            facts.push_parties(fact::MANUFACTURER, [manufacturer]);
        }
        let supplier = match component.supplier.as_deref() {
            Some(stated) => {
                let text = actor("Organization", stated);
                // A supplier that reads like the originator is taken for none stated.
                if parse_actor(&text).as_ref() != Some(stated) || originator.as_ref() == Some(&text) {
                    facts.push_parties(fact::SUPPLIER, [stated]);
                }
                Some(text)
            }
            None if self.inventory.subject.root == Some(id) => {
                let party = self.inventory.subject.supplier.as_ref();
                if party.is_some() {
                    // The document's supplier stands here for want of a field; it is not the component's own.
                    facts.push(fact::SUPPLIER, "[]");
                }
                party.map(|party| actor("Organization", party)).or_else(|| originator.clone())
            }
            None => originator.clone(),
        };
        (supplier, originator)
    }
}

fn purpose(kind: ComponentKind) -> &'static str {
    match kind {
        ComponentKind::Application => "APPLICATION",
        ComponentKind::Library => "LIBRARY",
        ComponentKind::Framework => "FRAMEWORK",
        ComponentKind::Container => "CONTAINER",
        ComponentKind::OperatingSystem => "OPERATING_SYSTEM",
        ComponentKind::Device => "DEVICE",
        ComponentKind::Firmware => "FIRMWARE",
        ComponentKind::File => "FILE",
        ComponentKind::Other => "OTHER",
    }
}

/// Returns the name of the archive that the digests are over, where the registry's naming is known.
fn archive_name(component: &model::Component) -> Option<String> {
    let purl = component.purl.as_ref()?;
    let version = component.version.as_deref()?;
    let is_archive = component.digests.iter().any(|digest| digest.scope == DigestScope::PackageArchive);
    (is_archive && purl.purl_type() == "cargo").then(|| format!("{}-{version}.crate", component.name))
}

/// Returns the reference that can stand as the download location.
fn distribution(component: &model::Component) -> Option<&model::ExternalReference> {
    component.external_references.iter().find(|reference| {
        reference.kind == "distribution"
            && reference.comment.is_none()
            && reference.digests.is_empty()
            && is_spdx_url(&reference.url)
    })
}

/// Returns the code that a property keeps.
fn code_from_text(text: &str) -> Option<VerificationCode> {
    let (value, excluded) = match text.split_once(" (excludes: ") {
        Some((value, names)) => (value, names.strip_suffix(')')?.split(", ").map(ToOwned::to_owned).collect()),
        None => (text, Vec::new()),
    };
    let is_code = value.len() == 40 && value.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_code.then(|| VerificationCode { value: value.to_owned(), excluded })
}
