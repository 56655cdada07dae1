//! Writes SPDX 2.3 JSON.

use std::borrow::Cow;

use super::license::Licenses;
use super::types::{
    Annotation, Checksum, CreationInfo, ExternalReference, File, Package, Relationship, VerificationCode,
};
use super::{CONCLUDED_PROPERTY, DOCUMENT_ID, FILE, ROOT, has_algorithm, identifier};
use crate::format::fact::{self, Facts};
use crate::format::json::{Each, Members};
use crate::format::{Stamp, address, content};
use crate::model::{
    self, Algorithm, Completeness, ComponentId, ComponentKind, Digest, DigestScope, Edge, EdgeKind, FileEntry,
    FileKind, Inventory, Lifecycle, Origin, Party, Purl,
};

const NO_ASSERTION: &str = "NOASSERTION";
const NAMESPACE: &str = "https://spdx.org/spdxdocs/bonafide-";

/// Returns a whole document.
pub(super) fn write(inventory: &Inventory, stamp: &Stamp) -> Vec<u8> {
    let licenses = Licenses::new(inventory);
    let writer = Writer::new(inventory, &licenses);
    let created = stamp.created.to_string();
    let tool = format!("Tool: {}-{}", content::TOOL_NAME, content::TOOL_VERSION);
    let mut members = Members::new(4096 + inventory.components.len() * 2000 + inventory.files.len() * 500);
    members.put("spdxVersion", "SPDX-2.3");
    members.put("dataLicense", "CC0-1.0");
    members.put("SPDXID", DOCUMENT_ID);
    members.put("name", writer.document_name());
    let namespace = members.put("documentNamespace", &format!("{NAMESPACE}{}", content::NO_UUID));
    let creation = members.put("creationInfo", &writer.creation(content::NO_TIME.repeat(created.len()), &tool));
    members.put("comment", &writer.document_facts().to_lines());
    if !licenses.is_empty() {
        members.put("hasExtractedLicensingInfos", &Each(|| licenses.extracted()));
    }
    members.put_list("packages", inventory.components.len(), |at| writer.package(at));
    let files: Vec<(&FileEntry, &str)> = writer.listed_files().collect();
    if !files.is_empty() {
        members.put_list("files", files.len(), |at| file(files[at].0, files[at].1));
    }
    let relationships: Vec<Relationship<'_>> = writer.relationships().collect();
    members.put_list("relationships", relationships.len(), |at| &relationships[at]);
    // The namespace is made from everything but the time; annotations repeat what the comment says, with a time.
    let uuid = content::uuid(members.digest());
    members.replace(namespace + 1 + NAMESPACE.len(), &uuid);
    members.replace(creation + "{\n    \"created\": \"".len(), &created);
    let texts = content::statements(inventory);
    if !texts.is_empty() {
        members.put(
            "annotations",
            &Each(|| {
                texts.iter().map(|text| Annotation {
                    annotation_date: &created,
                    annotation_type: "OTHER",
                    annotator: &tool,
                    comment: text,
                })
            }),
        );
    }
    members.finish()
}

struct Writer<'a> {
    inventory: &'a Inventory,
    licenses: &'a Licenses<'a>,
    /// The identifier of every component, then of every file.
    ids: Vec<Cow<'a, str>>,
    edges: Vec<&'a [Edge]>,
    /// The verification code over all files, when it can be made.
    verification_code: Option<String>,
}

impl<'a> Writer<'a> {
    fn new(inventory: &'a Inventory, licenses: &'a Licenses<'a>) -> Self {
        Self {
            inventory,
            licenses,
            ids: identifier::all(inventory),
            edges: inventory.dependencies(),
            verification_code: verification_code(&inventory.files),
        }
    }

    fn document_name(&self) -> &str {
        let root = self.inventory.subject.root.map(|root| self.inventory.component(root).name.as_str());
        root.filter(|name| !name.is_empty()).unwrap_or("unnamed")
    }

    fn creation(&self, created: String, tool: &str) -> CreationInfo<'a> {
        let subject = &self.inventory.subject;
        let mut creators = vec![tool.to_owned()];
        creators.extend(subject.authors.iter().map(|party| actor("Person", party)));
        let context = match subject.lifecycle {
            Lifecycle::PreBuild => "before the build, from sources and lock files",
            Lifecycle::Build => "from the build itself",
            Lifecycle::PostBuild => "after the build, from finished artifacts",
        };
        CreationInfo {
            created: Cow::Owned(created),
            creators,
            comment: format!("Generation context: {} ({context}).", content::lifecycle_word(subject.lifecycle)),
        }
    }

    fn document_facts(&self) -> Facts<'_> {
        let subject = &self.inventory.subject;
        let mut facts = Facts::default();
        facts.push(fact::RESOLUTION, content::resolution_word(subject.resolution));
        facts.push(fact::DEFAULT_DEPENDENCY, "runtime");
        facts.push(fact::LIFECYCLE, content::lifecycle_word(subject.lifecycle));
        if subject.root.is_none() {
            facts.push(ROOT, "none");
        }
        if subject.authors.iter().any(|party| parse_actor(&actor("Person", party)).as_ref() != Some(party)) {
            facts.push_parties(fact::AUTHORS, &subject.authors);
        }
        if let Some(supplier) = &subject.supplier {
            facts.push_parties(fact::SUPPLIER, [supplier]);
        }
        facts.push_properties(&subject.properties);
        for problem in &self.inventory.problems {
            facts.push_problem(problem);
        }
        for file in self.inventory.files.iter().filter(|file| !is_listed(file)) {
            facts.push(FILE, content::file_text(file));
        }
        facts
    }

    fn package(&self, at: usize) -> Package<'_> {
        let component = &self.inventory.components[at];
        let id = ComponentId(u32::try_from(at).unwrap_or(u32::MAX));
        let mut facts = Facts::default();
        let checksums = facts.push_digests(&component.digests, DigestScope::Unstated, has_algorithm);
        facts.push_some(fact::GROUP, component.group.as_deref());
        if component.usage != model::Usage::Unknown {
            facts.push(fact::USAGE, fact::usage_word(component.usage));
        }
        let download_location = download_location(&component.origin);
        let inferred = inferred_origin(component.purl.as_ref(), download_location.as_deref());
        facts.push_origin(&component.origin, &inferred);
        facts.push_some(fact::LINKS, component.links.as_deref());
        let homepage = component.homepage.as_deref().filter(|url| is_spdx_url(url));
        if homepage.is_none() {
            facts.push_some(fact::HOMEPAGE, component.homepage.as_deref());
        }
        let external_references = external_references(component, &mut facts);
        let license_declared = self.licenses.declared(component.license.as_ref(), &mut facts);
        let (supplier, originator) = self.actors(component, id, &mut facts);
        if let Some(completeness) = self.inventory.completeness.get(&id) {
            facts.push(fact::COMPLETENESS, content::completeness_word(*completeness));
        }
        component.evidence.iter().for_each(|evidence| facts.push_evidence(evidence));
        facts.push_properties(&component.properties);
        let concluded = component.properties.get(CONCLUDED_PROPERTY).map(String::as_str);
        let is_root = self.inventory.subject.root == Some(id);
        let verification_code = self.verification_code.clone().filter(|_| is_root);
        Package {
            id: &self.ids[at],
            name: &component.name,
            version: component.version.as_deref(),
            file_name: archive_name(component),
            supplier,
            originator,
            download_location: download_location.map_or(Cow::Borrowed(NO_ASSERTION), Cow::Owned),
            files_analyzed: verification_code.is_some(),
            verification_code: verification_code.map(|value| VerificationCode { value }),
            checksums: checksums.into_iter().map(checksum).collect(),
            homepage,
            source_info: source_info(component),
            license_concluded: concluded.filter(|text| is_plain_license(text)).unwrap_or(NO_ASSERTION),
            license_declared,
            copyright: NO_ASSERTION,
            description: component.description.as_deref(),
            external_references,
            purpose: purpose(component.kind),
            comment: Some(facts).filter(|facts| !facts.is_empty()).map(|facts| facts.to_lines()),
        }
    }

    /// Returns supplier and originator. Spec: SPDX 2.3, 7.5 and 7.6.
    fn actors(
        &self,
        component: &'a model::Component,
        id: ComponentId,
        facts: &mut Facts<'a>,
    ) -> (Option<String>, Option<String>) {
        let creator = fact::creator(&component.authors);
        let creator_word = if component.authors.len() > 1 { "Organization" } else { "Person" };
        let originator = creator.as_ref().map(|party| actor(creator_word, party));
        if originator.as_deref().and_then(parse_actor).into_iter().collect::<Vec<_>>() != component.authors {
            facts.push_parties(fact::AUTHORS, &component.authors);
        }
        let supplier = match &component.supplier {
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

    fn listed_files(&self) -> impl Iterator<Item = (&'a FileEntry, &str)> {
        let first = self.inventory.components.len();
        let files = self.inventory.files.iter().zip(&self.ids[first..]);
        files.filter(|(file, _)| is_listed(file)).map(|(file, id)| (file, &**id))
    }

    fn relationships(&self) -> impl Iterator<Item = Relationship<'_>> {
        let plain = |from, kind, to| Relationship {
            spdx_element_id: from,
            relationship_type: kind,
            related_spdx_element: to,
            comment: None,
        };
        let described = self.described().into_iter().map(move |id| plain(DOCUMENT_ID, "DESCRIBES", id));
        let edges = self.edges.iter().enumerate().flat_map(move |(at, row)| {
            let id = ComponentId(u32::try_from(at).unwrap_or(u32::MAX));
            let end = match self.inventory.completeness.get(&id) {
                Some(Completeness::Complete) if row.is_empty() => Some("NONE"),
                Some(Completeness::Incomplete | Completeness::Unknown) => Some(NO_ASSERTION),
                _ => None,
            };
            let end = end.map(|end| plain(&*self.ids[at], "DEPENDS_ON", end));
            row.iter().map(|edge| self.relationship(edge)).chain(end)
        });
        // Only a package whose files were all analysed may contain them; otherwise the document describes them itself.
        let holder = match self.inventory.subject.root.filter(|_| self.verification_code.is_some()) {
            Some(root) => (&*self.ids[root.index()], "CONTAINS"),
            None => (DOCUMENT_ID, "DESCRIBES"),
        };
        let files = self.listed_files().map(move |(_, id)| plain(holder.0, holder.1, id));
        described.chain(edges).chain(files)
    }

    /// Returns what the document is about: the root, or else every component that none depends on.
    fn described(&self) -> Vec<&str> {
        if let Some(root) = self.inventory.subject.root {
            return vec![&self.ids[root.index()]];
        }
        let mut is_needed = vec![false; self.inventory.components.len()];
        for edge in &self.inventory.edges {
            is_needed[edge.to.index()] = true;
        }
        let all_needed = is_needed.iter().all(|needed| *needed);
        let tops = self.ids.iter().zip(&is_needed).filter(|(_, needed)| all_needed || !**needed);
        tops.map(|(id, _)| &**id).collect()
    }

    fn relationship(&self, edge: &Edge) -> Relationship<'_> {
        let (from, to) = (&*self.ids[edge.from.index()], &*self.ids[edge.to.index()]);
        let (spdx_element_id, relationship_type, related_spdx_element) = match (edge.kind, edge.optional) {
            (EdgeKind::Runtime, false) => (from, "DEPENDS_ON", to),
            (EdgeKind::Runtime, true) => (to, "OPTIONAL_DEPENDENCY_OF", from),
            (EdgeKind::Build, _) => (to, "BUILD_DEPENDENCY_OF", from),
            (EdgeKind::Development, _) => (to, "DEV_DEPENDENCY_OF", from),
            (EdgeKind::Unknown, _) => (to, "DEPENDENCY_OF", from),
        };
        let mut facts = Facts::default();
        if edge.optional && edge.kind != EdgeKind::Runtime {
            facts.push(super::OPTIONAL, "true");
        }
        facts.push_some(super::TARGET, edge.target.as_deref());
        let comment = Some(facts).filter(|facts| !facts.is_empty()).map(|facts| facts.to_lines());
        Relationship { spdx_element_id, relationship_type, related_spdx_element, comment }
    }
}

fn file<'a>(file: &'a FileEntry, id: &'a str) -> File<'a> {
    let mut facts = Facts::default();
    let checksums = facts.push_digests(&file.digests, DigestScope::File, has_algorithm);
    if let FileKind::Symlink(target) = &file.kind {
        facts.push(fact::SYMLINK, target.as_str());
    }
    if let Some(size) = file.size {
        facts.push(fact::SIZE, size.to_string());
    }
    File {
        id,
        name: format!("./{}", file.path),
        checksums: checksums.into_iter().map(checksum).collect(),
        license_concluded: NO_ASSERTION,
        copyright: NO_ASSERTION,
        comment: Some(facts).filter(|facts| !facts.is_empty()).map(|facts| facts.to_lines()),
    }
}

/// Returns whether the format can list a file: every file has a checksum there. Spec: SPDX 2.3, 8.4.
fn is_listed(file: &FileEntry) -> bool {
    file.digests.iter().any(|digest| has_algorithm(digest.digest.algorithm()))
}

/// Returns the code over the SHA-1 of every file, or `None` when a file has none. Spec: SPDX 2.3, 7.9.
fn verification_code(files: &[FileEntry]) -> Option<String> {
    use sha1::Digest as _;
    let sha1 = |file: &FileEntry| {
        let digest = file
            .digests
            .iter()
            .find(|digest| digest.digest.algorithm() == Algorithm::Sha1 && digest.scope == DigestScope::File)?;
        Some(digest.digest.hex())
    };
    let mut digests = files.iter().map(sha1).collect::<Option<Vec<_>>>().filter(|digests| !digests.is_empty())?;
    digests.sort_unstable();
    let mut hasher = sha1::Sha1::new();
    for digest in digests {
        hasher.update(digest.as_bytes());
    }
    Digest::new(Algorithm::Sha1, &hasher.finalize()).ok().map(|digest| digest.hex())
}

fn checksum(digest: &Digest) -> Checksum {
    Checksum { algorithm: digest.algorithm().spdx_name(), checksum_value: digest.hex() }
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

/// Returns a creator as the format writes one. Spec: SPDX 2.3, 6.8.
pub(super) fn actor(kind: &str, party: &Party) -> String {
    // Parentheses and line breaks in a name would be read as what comes after it.
    let clean = |text: &str| text.replace('(', "[").replace(')', "]").replace(['\n', '\r'], " ");
    let name = match party.name.trim() {
        "" => party.email.as_deref().unwrap_or("unnamed"),
        name => name,
    };
    match party.email.as_deref().filter(|email| address::is_email(email)) {
        Some(email) => format!("{kind}: {} ({email})", clean(name)),
        None => format!("{kind}: {}", clean(name)),
    }
}

/// Returns the party that a text such as `Person: Name (mail)` names; tools are none.
pub(super) fn parse_actor(text: &str) -> Option<Party> {
    let (kind, rest) = text.split_once(':')?;
    if !matches!(kind.trim(), "Person" | "Organization") {
        return None;
    }
    let rest = rest.trim();
    let (name, email) = match rest.strip_suffix(')').and_then(|rest| rest.rsplit_once('(')) {
        Some((name, email)) => (name.trim(), Some(email.trim())),
        None => (rest, None),
    };
    let email = email.filter(|email| !email.is_empty());
    let name = if name.is_empty() { email? } else { name };
    Some(Party { name: name.to_owned(), email: email.map(str::to_owned), url: None })
}

/// Returns where a component can be had, for git. Spec: SPDX 2.3, 7.7.
fn download_location(origin: &Origin) -> Option<String> {
    let Origin::Git { url, commit, .. } = origin else { return None };
    let has_path = url.split_once("://").is_some_and(|(_, rest)| rest.contains('/'));
    let commit = commit.as_deref().filter(|commit| commit.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    let at = commit.map(|commit| format!("@{commit}")).unwrap_or_default();
    (has_path && is_spdx_url(url)).then(|| format!("git+{url}{at}"))
}

/// Returns the origin that a package states by its own fields.
pub(super) fn inferred_origin(purl: Option<&Purl>, download_location: Option<&str>) -> Origin {
    match fact::origin_of(purl) {
        Origin::Unknown => download_location.and_then(fact::git_origin).unwrap_or_default(),
        stated => stated,
    }
}

/// Returns whether a URL is one for validators of this format too: they want a host with a short last label.
fn is_spdx_url(url: &str) -> bool {
    let host = url.split_once("://").map(|(_, rest)| rest.split(['/', '?', '#', ':']).next().unwrap_or(rest));
    let last = host.and_then(|host| host.rsplit_once('.')).map(|(_, last)| last);
    address::is_url(url)
        && last.is_some_and(|last| (2..=5).contains(&last.len()) && last.bytes().all(|byte| byte.is_ascii_alphabetic()))
        && ["http://", "https://", "ssh://", "git://"].iter().any(|scheme| url.starts_with(scheme))
}

/// Returns whether a concluded licence of another document can stand as it is.
fn is_plain_license(text: &str) -> bool {
    spdx::Expression::parse(text).is_ok() && !text.contains("Ref-")
}

fn external_references<'a>(component: &'a model::Component, facts: &mut Facts<'a>) -> Vec<ExternalReference<'a>> {
    let mut list = Vec::new();
    if let Some(purl) = &component.purl {
        list.push(ExternalReference {
            reference_category: "PACKAGE-MANAGER",
            reference_type: "purl",
            reference_locator: purl.as_str(),
        });
    }
    for (reference_type, name, url) in [
        ("vcs", fact::REPOSITORY, &component.repository),
        ("documentation", fact::DOCUMENTATION, &component.documentation),
    ] {
        match url.as_deref() {
            Some(url) if address::is_url(url) => {
                list.push(ExternalReference { reference_category: "OTHER", reference_type, reference_locator: url });
            }
            other => facts.push_some(name, other),
        }
    }
    list
}

/// Returns the name of the archive that the digests are over, where the registry's naming is known.
fn archive_name(component: &model::Component) -> Option<String> {
    let purl = component.purl.as_ref()?;
    let version = component.version.as_deref()?;
    let is_archive = component.digests.iter().any(|digest| digest.scope == DigestScope::PackageArchive);
    (is_archive && purl.purl_type() == "cargo").then(|| format!("{}-{version}.crate", component.name))
}

fn source_info(component: &model::Component) -> Option<String> {
    let evidence = component.evidence.first()?;
    let line = evidence.line.map(|line| format!(", line {line}")).unwrap_or_default();
    Some(format!("read from {}{line} by {}", evidence.path, evidence.method))
}
