//! Packages. Spec: SPDX 3.0.1, Software, `Package`.

use std::borrow::Cow;

use super::agent::{self, Roles};
use super::element::{Elements, Object};
use super::{Writer, annotation, hashes, license, without_native};
use crate::format::address;
use crate::format::fact::{self, Facts};
use crate::format::spdx3::{
    COMMENT_PROPERTY, PURPOSE_PROPERTY, REFERENCE_FIELD, SOURCE_INFO_PROPERTY, SUMMARY_PROPERTY, name, words,
};
use crate::model::{Component, ComponentId, Digest, DigestScope, ExternalReference, Identifier, Origin, Purl, Usage};

/// What is made of a component before it is written.
struct Made<'a> {
    name: &'a str,
    component: &'a Component,
    roles: Roles<'a>,
    digests: Vec<&'a Digest>,
    download_location: Option<Cow<'a, str>>,
    references: &'a [ExternalReference],
}

impl Writer<'_> {
    /// Writes a package and the annotation with what it has no field for.
    pub(super) fn package(&self, at: usize, out: &mut Elements) {
        let component = &self.inventory.components[at];
        let id = ComponentId(u32::try_from(at).unwrap_or(u32::MAX));
        let rest = without_native(&component.properties, |key, value| is_native(component, key, value));
        let mut facts = Facts::default();
        let digests = facts.push_digests(&component.digests, DigestScope::Unstated, |algorithm| {
            words::algorithm_word(algorithm).is_some()
        });
        let (download_location, references) = download_location(component);
        let roles = agent::roles(self.inventory, id);
        let made = Made { name: &self.names[at], component, roles, digests, download_location, references };
        push_facts(&made, &mut facts);
        facts.push_properties(rest.iter());
        out.element("software_Package", made.name, |object| package(&made, object));
        if !facts.is_empty() {
            annotation(out, &name::derived("Annotation", &[made.name]), made.name, &facts.to_lines());
        }
    }
}

fn push_facts<'a>(made: &Made<'a>, facts: &mut Facts<'a>) {
    let component = made.component;
    facts.push_some(fact::GROUP, component.group.as_deref());
    if component.usage != Usage::Unknown {
        facts.push(fact::USAGE, fact::usage_word(component.usage));
    }
    if !component.reference.is_empty() && !name::is_kept(&component.reference) {
        facts.push(fact::REFERENCE, component.reference.as_str());
    }
    facts.push_origin(
        &component.origin,
        &fact::inferred_origin(component.purl.as_ref(), made.download_location.as_deref()),
    );
    facts.push_some(fact::LINKS, component.links.as_deref());
    facts.push_some(fact::HOMEPAGE, component.homepage.as_deref().filter(|url| !address::is_url(url)));
    license::push_facts(component.license.as_ref(), component.concluded_license.as_deref(), facts);
    if !agent::are_native(&component.authors) {
        facts.push_parties(fact::AUTHORS, &component.authors);
    }
    if let Some(manufacturer) = component.manufacturer.as_deref().filter(|party| !agent::is_native(party)) {
        facts.push_parties(fact::MANUFACTURER, [manufacturer]);
    }
    if made.roles.is_supplier_implied {
        facts.push(fact::SUPPLIER, "[]");
    }
    if let Some(supplier) = component.supplier.as_deref().filter(|party| !agent::is_native(party)) {
        facts.push_parties(fact::SUPPLIER, [supplier]);
    }
    component.evidence.iter().for_each(|evidence| facts.push_evidence(evidence));
}

fn package(made: &Made<'_>, object: &mut Object<'_>) {
    let component = made.component;
    let property = |key: &str| {
        let value = component.properties.get(key).map(String::as_str);
        value.filter(|value| is_native(component, key, value))
    };
    object.text("name", &component.name);
    let summary = property(SUMMARY_PROPERTY);
    object.text_if("summary", summary);
    object.text_if("description", component.description.as_deref().filter(|text| summary != Some(text)));
    object.text_if("comment", property(COMMENT_PROPERTY));
    object.text_if("software_packageVersion", component.version.as_deref());
    object.text_if("software_packageUrl", component.purl.as_ref().map(Purl::as_str));
    let purpose = property(PURPOSE_PROPERTY).unwrap_or(words::purpose_word(component.kind));
    object.text("software_primaryPurpose", purpose);
    object.text_if("software_downloadLocation", made.download_location.as_deref());
    object.text_if("software_homePage", component.homepage.as_deref().filter(|url| address::is_url(url)));
    object.text_if("software_copyrightText", component.copyright.as_deref());
    let source = property(SOURCE_INFO_PROPERTY).map(Cow::Borrowed).or(fact::source_info(component).map(Cow::Owned));
    object.text_if("software_sourceInfo", source.as_deref());
    for (field, key, shape) in words::FIELDS {
        match (property(key), shape) {
            (Some(value), words::Shape::Time) => object.text(field, value),
            (Some(value), _) => object.texts(field, value.split('\n')),
            (None, _) => {}
        }
    }
    if let Some((kind, party)) = &made.roles.supplier {
        object.iri("suppliedBy", &name::of_party(kind, party));
    }
    object.iris("originatedBy", agent::names(&made.roles.originators).iter().map(String::as_str));
    hashes(object, made.digests.clone());
    identifiers(component, object);
    references(made, object);
}

fn identifiers(component: &Component, object: &mut Object<'_>) {
    let purl = component.purl.iter().map(|purl| ("packageUrl", purl.as_str()));
    let others = component
        .identifiers
        .iter()
        .map(|Identifier { kind, value }| (words::identifier_word(kind, value), value.as_str()));
    object.objects("externalIdentifier", purl.chain(others), |(kind, value), object| {
        object.word("type", "ExternalIdentifier");
        object.word("externalIdentifierType", kind);
        object.text("identifier", value);
    });
}

/// A type of external reference, its addresses and what is said of it.
type Reference<'a> = (&'static str, Vec<&'a str>, Option<Cow<'a, str>>);

/// Spec: SPDX 3.0.1, Core, `ExternalRef`.
fn references(made: &Made<'_>, object: &mut Object<'_>) {
    let component = made.component;
    let fields = [("vcs", &component.repository), ("documentation", &component.documentation)];
    let fields = fields.into_iter().filter_map(|(kind, url)| Some((kind, vec![url.as_deref()?], None)));
    let listed = made.references.iter().map(|reference| listed(component, reference));
    let others = component.properties.iter().filter_map(|(key, value)| {
        let word = words::other_reference(key.strip_prefix(REFERENCE_FIELD)?)?;
        Some((word, value.split('\n').collect(), None))
    });
    let all: Vec<Reference<'_>> = fields.chain(listed).chain(others).collect();
    object.objects("externalRef", all, |(kind, locators, comment), object| {
        object.word("type", "ExternalRef");
        object.word("externalRefType", kind);
        object.texts("locator", locators);
        object.text_if("comment", comment.as_deref());
    });
}

/// Returns a reference as it is written; where that does not tell all of it, the comment does.
fn listed<'a>(component: &Component, reference: &'a ExternalReference) -> Reference<'a> {
    let word = words::reference_word(&reference.kind);
    let is_taken_for_a_field = match word {
        Some("vcs") => component.repository.is_none(),
        Some("documentation") => component.documentation.is_none(),
        _ => false,
    };
    let reads_as_fact = reference.comment.as_deref().is_some_and(|comment| comment.starts_with(fact::PREFIX));
    let is_whole = word.is_some() && !is_taken_for_a_field && !reads_as_fact && reference.digests.is_empty();
    let comment = if is_whole {
        reference.comment.as_deref().map(Cow::Borrowed)
    } else {
        let mut facts = Facts::default();
        facts.push_external_reference(reference);
        Some(Cow::Owned(facts.to_lines()))
    };
    (word.unwrap_or("other"), vec![&reference.url], comment)
}

/// Returns where a package can be had, and the references that are left to be listed.
fn download_location(component: &Component) -> (Option<Cow<'_, str>>, &[ExternalReference]) {
    let references = component.external_references.as_slice();
    if let Origin::Git { url, commit, .. } = &component.origin {
        let has_path = url.split_once("://").is_some_and(|(_, rest)| rest.contains('/'));
        let commit = commit.as_deref().filter(|commit| commit.bytes().all(|byte| byte.is_ascii_alphanumeric()));
        let at = commit.map(|commit| format!("@{commit}")).unwrap_or_default();
        if has_path && address::is_url(url) {
            return (Some(Cow::Owned(format!("git+{url}{at}"))), references);
        }
    }
    match references {
        [first, rest @ ..] if is_plain_download(first) => (Some(Cow::Borrowed(&first.url)), rest),
        _ => (None, references),
    }
}

fn is_plain_download(reference: &ExternalReference) -> bool {
    reference.kind == "distribution"
        && reference.comment.is_none()
        && reference.digests.is_empty()
        && address::is_url(&reference.url)
        && fact::git_origin(&reference.url).is_none()
}

/// Returns whether a field of the package holds a property.
fn is_native(component: &Component, key: &str, value: &str) -> bool {
    match key {
        COMMENT_PROPERTY => true,
        SUMMARY_PROPERTY => component.description.is_some(),
        SOURCE_INFO_PROPERTY => fact::source_info(component).as_deref() != Some(value),
        PURPOSE_PROPERTY => words::nearest_kind(value) == Some(component.kind),
        _ => match key.strip_prefix(REFERENCE_FIELD) {
            Some(word) => words::other_reference(word).is_some(),
            None => words::FIELDS.iter().any(|row| row.1 == key && row.2.holds(value)),
        },
    }
}
