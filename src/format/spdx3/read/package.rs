//! Packages and files.

use super::agent::Role;
use super::graph::{reference, text, text_of, values, word, word_of};
use super::{Reader, Thing};
use crate::format::fact;
use crate::format::spdx3::{
    COMMENT_PROPERTY, PURPOSE_PROPERTY, REFERENCE_FIELD, SOURCE_INFO_PROPERTY, SUMMARY_PROPERTY, words,
};
use crate::format::tree::Node;
use crate::model::{
    Component, ComponentKind, Digest, DigestScope, ExternalReference, FileEntry, FileKind, Identifier, Purl,
    RelativePath, ScopedDigest,
};

const PACKAGE: &[&str] = &[
    "name",
    "summary",
    "description",
    "comment",
    "builtTime",
    "releaseTime",
    "validUntilTime",
    "standardName",
    "supportLevel",
    "suppliedBy",
    "originatedBy",
    "verifiedUsing",
    "externalIdentifier",
    "externalRef",
    "extension",
    "software_additionalPurpose",
    "software_attributionText",
    "software_contentIdentifier",
    "software_copyrightText",
    "software_downloadLocation",
    "software_homePage",
    "software_packageUrl",
    "software_packageVersion",
    "software_primaryPurpose",
    "software_sourceInfo",
];

impl<'n, 'a> Reader<'n, 'a> {
    /// Returns the text of a member, and tells where it is anything else.
    fn text(&mut self, at: usize, key: &str) -> Option<&'n str> {
        let node = self.graph.entities[at].node;
        let value = values(node, key).first()?;
        let found = text_of(value);
        if found.is_none() {
            let place = format!("{}/{key}", self.graph.entities[at].place());
            self.problems.unusable(place, "expected a text");
        }
        found
    }

    /// Takes in a package.
    pub(super) fn package(&mut self, at: usize) {
        let node = self.graph.entities[at].node;
        let kind = match &*self.graph.entities[at].kind {
            "ai_AIPackage" => "ai_AIPackage",
            "dataset_DatasetPackage" => "dataset_DatasetPackage",
            _ => "software_Package",
        };
        self.unknown_members(node, kind, PACKAGE);
        let mut component = Component::default();
        let mut given = self.given(at);
        for (name, value) in self.extension_properties(node, kind) {
            given.take(name.into(), value.into());
        }
        component.properties = given.take_properties();
        self.identity(at, &mut component);
        self.identifiers(at, &mut component);
        self.references(at, &mut component);
        let implied_supplier = self.people(at, &mut component);
        component.digests = self.digests(at, kind, DigestScope::Unstated);
        let (declared, concluded) = self.licenses_of(at);
        (component.license, component.concluded_license) = (declared, concluded.map(Box::new));
        self.graph.entities[at].id.unwrap_or_default().clone_into(&mut component.reference);
        if component.reference.is_empty() {
            self.problems.unusable(self.graph.entities[at].place(), "the package has no spdxId");
        }
        let (problems, graph) = (&mut self.problems, &self.graph);
        fact::restore(&given, &mut component, &mut |message| {
            problems.unusable(graph.entities[at].place(), message);
        });
        if implied_supplier && given.get(fact::SUPPLIER).is_none() {
            component.supplier = None;
        }
        if let Some(stated) = text(node, "software_sourceInfo")
            && fact::source_info(&component).as_deref() != Some(stated)
        {
            component.properties.insert(SOURCE_INFO_PROPERTY.to_owned(), stated.to_owned());
        }
        self.things[at] = Thing::Component(self.inventory.add(component));
    }

    fn identity(&mut self, at: usize, component: &mut Component) {
        match self.text(at, "name").filter(|name| !name.is_empty()) {
            Some(name) => name.clone_into(&mut component.name),
            None => self.problems.unusable(self.graph.entities[at].place(), "the package has no name"),
        }
        let owned = |text: Option<&str>| text.map(str::to_owned);
        component.version = owned(self.text(at, "software_packageVersion"));
        component.copyright = owned(self.text(at, "software_copyrightText").filter(|text| !is_nothing(text)));
        component.homepage = owned(self.text(at, "software_homePage").filter(|text| !is_nothing(text)));
        let summary = self.text(at, "summary");
        component.description = owned(self.text(at, "description").or(summary));
        for (property, value) in [(SUMMARY_PROPERTY, summary), (COMMENT_PROPERTY, self.text(at, "comment"))] {
            if let Some(value) = value {
                component.properties.insert(property.to_owned(), value.to_owned());
            }
        }
        let node = self.graph.entities[at].node;
        for (field, property, _) in words::FIELDS {
            let lines: Vec<&str> = values(node, field).iter().filter_map(word_of).collect();
            if !lines.is_empty() {
                component.properties.insert((*property).to_owned(), lines.join("\n"));
            }
        }
        self.purpose(at, component);
    }

    fn purpose(&mut self, at: usize, component: &mut Component) {
        let entity = &self.graph.entities[at];
        let Some(stated) = word(entity.node, "software_primaryPurpose") else {
            if entity.kind != "software_Package" {
                component.kind = ComponentKind::Other;
            }
            return;
        };
        component.kind = words::kind_of_purpose(stated).unwrap_or_else(|| {
            component.properties.insert(PURPOSE_PROPERTY.to_owned(), stated.to_owned());
            words::nearest_kind(stated).unwrap_or(ComponentKind::Other)
        });
    }

    fn identifiers(&mut self, at: usize, component: &mut Component) {
        let node = self.graph.entities[at].node;
        let mut purls: Vec<&str> = self.text(at, "software_packageUrl").into_iter().collect();
        for value in values(node, "externalIdentifier") {
            let Some(value) = self.graph.object(value) else { continue };
            let (kind, Some(identifier)) = (word(value, "externalIdentifierType"), text(value, "identifier")) else {
                self.passed_over("software_Package", "externalIdentifier", 1);
                continue;
            };
            self.unknown_members(value, "ExternalIdentifier", &["externalIdentifierType", "identifier"]);
            match (kind, kind.and_then(words::identifier_kind)) {
                (Some("packageUrl"), _) => purls.push(identifier),
                (_, Some(kind)) => component.identifiers.push(Identifier { kind, value: identifier.to_owned() }),
                (other, None) => {
                    self.passed_over(format!("ExternalIdentifier {}", other.unwrap_or_default()), "identifier", 1);
                }
            }
        }
        for value in values(node, "software_contentIdentifier") {
            let Some(value) = self.graph.object(value) else { continue };
            let kind = word(value, "software_contentIdentifierType").and_then(words::identifier_kind);
            let (Some(kind), Some(text)) = (kind, text(value, "software_contentIdentifierValue")) else {
                self.passed_over("software_Package", "software_contentIdentifier", 1);
                continue;
            };
            let identifier = Identifier { kind, value: text.to_owned() };
            if !component.identifiers.contains(&identifier) {
                component.identifiers.push(identifier);
            }
        }
        self.purl(at, &purls, component);
    }

    fn purl(&mut self, at: usize, stated: &[&str], component: &mut Component) {
        for text in stated {
            match (Purl::parse(text), &component.purl) {
                (Ok(purl), None) => component.purl = Some(purl),
                (Ok(purl), Some(known)) if purl == *known => {}
                (Ok(_), Some(_)) => self.passed_over("software_Package", "packageUrl beside another", 1),
                (Err(_), _) => {
                    let message = format!("`{}` is not a package URL", fact::shown(text));
                    self.problems.unusable(self.graph.entities[at].place(), message);
                }
            }
        }
    }

    fn references(&mut self, at: usize, component: &mut Component) {
        let node = self.graph.entities[at].node;
        let location = self.text(at, "software_downloadLocation").filter(|text| !is_nothing(text));
        component.origin = fact::inferred_origin(component.purl.as_ref(), location);
        if let Some(location) = location.filter(|location| fact::git_origin(location).is_none()) {
            component.external_references.push(plain_reference("distribution", location, None));
        }
        let mut lines = Vec::new();
        for value in values(node, "externalRef") {
            let Some(value) = self.graph.object(value) else { continue };
            self.unknown_members(value, "ExternalRef", &["externalRefType", "locator", "comment"]);
            let kind = word(value, "externalRefType").unwrap_or("other");
            let comment = text(value, "comment");
            if let Some(comment) = comment.filter(|comment| comment.starts_with(fact::PREFIX)) {
                self.reference_fact(at, comment, component);
                continue;
            }
            for locator in values(value, "locator").iter().filter_map(text_of) {
                match (words::reference_kind(kind), comment) {
                    (Some("vcs"), None) if component.repository.is_none() => {
                        component.repository = Some(locator.to_owned());
                    }
                    (Some("documentation"), None) if component.documentation.is_none() => {
                        component.documentation = Some(locator.to_owned());
                    }
                    (Some(kind), comment) => {
                        component.external_references.push(plain_reference(kind, locator, comment));
                    }
                    (None, _) => lines.push((format!("{REFERENCE_FIELD}{kind}"), locator.to_owned())),
                }
            }
            if words::reference_kind(kind).is_none() && comment.is_some() {
                self.passed_over("ExternalRef", "comment", 1);
            }
        }
        fact::add_lines(&mut component.properties, lines);
    }

    fn reference_fact(&mut self, at: usize, comment: &str, component: &mut Component) {
        let mut given = fact::Given::default();
        for (name, value) in fact::from_lines(comment).unwrap_or_default() {
            given.take(name, value);
        }
        let mut made = Component::default();
        let mut faults = Vec::new();
        fact::restore(&given, &mut made, &mut |message| faults.push(message));
        let place = self.graph.entities[at].place();
        if faults.is_empty() && made.external_references.is_empty() {
            faults.push(format!("`{}` tells of no external reference", fact::shown(comment)));
        }
        for fault in faults {
            self.problems.unusable(format_args!("{place}/externalRef"), fault);
        }
        component.external_references.append(&mut made.external_references);
    }

    /// Takes in who made a package and who delivers it; returns whether the supplier is only one of those who made it.
    fn people(&mut self, at: usize, component: &mut Component) -> bool {
        let node = self.graph.entities[at].node;
        for agent in self.agents(at, "originatedBy") {
            match agent.role {
                Role::Organization if component.manufacturer.is_none() => {
                    component.manufacturer = Some(Box::new(agent.party));
                }
                _ => component.authors.push(agent.party),
            }
        }
        let mut suppliers = self.agents(at, "suppliedBy").into_iter();
        let Some(supplier) = suppliers.next() else { return false };
        self.passed_over("software_Package", "suppliedBy", suppliers.count());
        let id = self.graph.entities[supplier.entity].id;
        let is_author =
            supplier.role == Role::Person && values(node, "originatedBy").iter().any(|it| reference(it) == id);
        component.supplier = Some(Box::new(supplier.party));
        is_author
    }

    fn digests(&mut self, at: usize, kind: &'static str, scope: DigestScope) -> Vec<ScopedDigest> {
        let node = self.graph.entities[at].node;
        let mut digests = Vec::new();
        for (index, value) in values(node, "verifiedUsing").iter().enumerate() {
            let value = self.graph.object(value).unwrap_or(value);
            let algorithm = word(value, "algorithm");
            if super::graph::kind_of(value).is_some_and(|kind| kind != "Hash") {
                self.passed_over(kind, "verifiedUsing of another kind than `Hash`", 1);
                continue;
            }
            self.unknown_members(value, "Hash", &["algorithm", "hashValue"]);
            let place = format!("{}/verifiedUsing/{index}", self.graph.entities[at].place());
            let (Some(algorithm), Some(hex)) = (algorithm, text(value, "hashValue")) else {
                self.problems.unusable(place, "a hash needs `algorithm` and `hashValue`");
                continue;
            };
            match algorithm.parse().and_then(|algorithm| Digest::from_hex(algorithm, hex)) {
                Ok(digest) => digests.push(ScopedDigest { scope, digest }),
                Err(error) => self.problems.unusable(place, error.to_string()),
            }
        }
        digests
    }

    /// Returns names and values of properties of CycloneDX. Spec: SPDX 3.0.1, Extension, `CdxPropertiesExtension`.
    fn extension_properties(&mut self, node: &'n Node<'a>, kind: &'static str) -> Vec<(&'n str, &'n str)> {
        let mut properties = Vec::new();
        for extension in values(node, "extension") {
            let entries = self.graph.object(extension).map_or(&[][..], |node| values(node, "extension_cdxProperty"));
            if entries.is_empty() {
                self.passed_over(kind, "extension", 1);
            }
            for entry in entries {
                let Some(name) = text(entry, "extension_cdxPropName") else { continue };
                properties.push((name, text(entry, "extension_cdxPropValue").unwrap_or_default()));
            }
        }
        properties
    }

    /// Takes in a file.
    pub(super) fn file(&mut self, at: usize) {
        let node = self.graph.entities[at].node;
        self.things[at] = Thing::File;
        self.unknown_members_but(node, "software_File", &["name", "verifiedUsing"], |key| {
            key == "software_fileKind" && word(node, key) == Some("file")
        });
        let mut given = self.given(at);
        self.passed_over("software_File", "properties", given.take_properties().len());
        let mut digests = self.digests(at, "software_File", DigestScope::File);
        let (problems, graph) = (&mut self.problems, &self.graph);
        fact::restore_digests(&given, &mut digests, &mut |message| {
            problems.unusable(graph.entities[at].place(), message);
        });
        if word(node, "software_fileKind") == Some("directory") {
            return;
        }
        let name = self.text(at, "name").unwrap_or_default();
        let path = match RelativePath::new(name) {
            Ok(path) => path,
            Err(error) => {
                let message = format!("`{}` is not the path of a file here: {error}", fact::shown(name));
                return self.problems.unusable(self.graph.entities[at].place(), message);
            }
        };
        let size = given.get(fact::SIZE).map(str::parse::<u64>);
        if size.as_ref().is_some_and(Result::is_err) {
            let message = format!("`{}` is not a number", fact::SIZE);
            self.problems.unusable(self.graph.entities[at].place(), message);
        }
        let kind = given.get(fact::SYMLINK).map_or(FileKind::Regular, |target| FileKind::Symlink(target.to_owned()));
        self.inventory.files.push(FileEntry { path, kind, size: size.and_then(Result::ok), digests });
    }
}

fn plain_reference(kind: &str, url: &str, comment: Option<&str>) -> ExternalReference {
    ExternalReference {
        kind: kind.to_owned(),
        url: url.to_owned(),
        comment: comment.map(str::to_owned),
        digests: Vec::new(),
    }
}

fn is_nothing(text: &str) -> bool {
    matches!(text.trim(), "" | "NOASSERTION" | "NONE")
}
