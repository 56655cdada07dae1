//! Writes SPDX 2.3 in its JSON form.

use std::borrow::Cow;

use super::actor::{actor, parse_actor};
use super::license::Licenses;
use super::types::{Annotation, Checksum, CreationInfo, File};
use super::{DOCUMENT_ID, FILE, ROOT, has_algorithm, identifier};
use crate::format::fact::{self, Facts};
use crate::format::json::{Each, Members};
use crate::format::{Stamp, address, content};
use crate::model::{Algorithm, Digest, DigestScope, Edge, FileEntry, FileKind, Inventory, Lifecycle, Origin};

mod package;
mod relationship;

use super::types::Relationship;

const NO_ASSERTION: &str = "NOASSERTION";
const NAMESPACE: &str = "https://spdx.org/spdxdocs/bonafide-";

/// Returns a whole document. `before` is one of the same components, files and edges, if one was written.
pub(super) fn write(inventory: &Inventory, stamp: &Stamp, before: Option<&[u8]>) -> Vec<u8> {
    let licenses = Licenses::new(inventory);
    let writer = Writer::new(inventory, &licenses);
    let created = stamp.created.to_string();
    let tool = format!("Tool: {}-{}", content::TOOL_NAME, content::TOOL_VERSION);
    let capacity = 4096 + inventory.components.len() * 2000 + inventory.files.len() * 500;
    let mut members = Members::new(capacity, before);
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
        if let Some(word) = content::resolution_word(subject.resolution) {
            facts.push(fact::RESOLUTION, word);
        }
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
        facts.push_properties(subject.properties.iter().filter(|(name, _)| !self.licenses.tells(name)));
        for problem in &self.inventory.problems {
            facts.push_problem(problem);
        }
        for kept in &self.inventory.kept {
            facts.push_kept(kept);
        }
        for file in self.inventory.files.iter().filter(|file| !is_listed(file)) {
            facts.push(FILE, content::file_text(file));
        }
        facts
    }

    fn listed_files(&self) -> impl Iterator<Item = (&'a FileEntry, &str)> {
        let first = self.inventory.components.len();
        let files = self.inventory.files.iter().zip(&self.ids[first..]);
        files.filter(|(file, _)| is_listed(file)).map(|(file, id)| (file, &**id))
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
pub(super) fn verification_code(files: &[FileEntry]) -> Option<String> {
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

/// Returns where a component can be had, for git. Spec: SPDX 2.3, 7.7.
pub(super) fn download_location(origin: &Origin) -> Option<String> {
    let Origin::Git { url, commit, .. } = origin else { return None };
    let has_path = url.split_once("://").is_some_and(|(_, rest)| rest.contains('/'));
    let commit = commit.as_deref().filter(|commit| commit.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    let at = commit.map(|commit| format!("@{commit}")).unwrap_or_default();
    (has_path && is_spdx_url(url)).then(|| format!("git+{url}{at}"))
}

/// Returns whether a URL is one for validators of this format too: they want a host with a short last label.
pub(super) fn is_spdx_url(url: &str) -> bool {
    let host = url.split_once("://").map(|(_, rest)| rest.split(['/', '?', '#', ':']).next().unwrap_or(rest));
    let last = host.and_then(|host| host.rsplit_once('.')).map(|(_, last)| last);
    address::is_url(url)
        && last.is_some_and(|last| (2..=5).contains(&last.len()) && last.bytes().all(|byte| byte.is_ascii_alphabetic()))
        && ["http://", "https://", "ssh://", "git://"].iter().any(|scheme| url.starts_with(scheme))
}
