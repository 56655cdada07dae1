//! Facts of the model that a document format has no field for, as named texts: properties in CycloneDX, lines of a comment in SPDX.
//!
//! Names begin with `bonafide:`. One table serves all formats, so that what one of them has a field for and the other has not is
//! still read back by the same code. A malformed fact is a problem, never silence.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::model::{ComponentKind, DigestScope, IdentifierKind, ProblemKind, Usage};

mod lines;
mod origin;
mod read;
mod write;

pub(super) use lines::from_lines;
pub(super) use origin::{creator, git_origin, inferred_origin, origin_of, source_info};
pub(super) use read::{
    Given, add_lines, digest_from_fact, kept_from_fact, parties_from_fact, problem_from_fact, restore, restore_digests,
};
pub(super) use write::Facts;

/// The namespace of our names.
pub(super) const PREFIX: &str = "bonafide:";
/// How a component is used, where its scope does not tell.
pub(super) const USAGE: &str = "bonafide:usage";
/// What bytes the component's digests are over.
pub(super) const DIGEST_SCOPE: &str = "bonafide:digest:scope";
/// A digest that the format has no name for, or that is over other bytes than the others.
pub(super) const DIGEST: &str = "bonafide:digest";
/// The namespace of a component, where the format has no field for it.
pub(super) const GROUP: &str = "bonafide:group";
/// The kind of a component that the format has no word for.
pub(super) const KIND: &str = "bonafide:kind";
/// Where something was read: method, line, path.
pub(super) const EVIDENCE: &str = "bonafide:evidence";
/// How much of a component's direct dependencies is there.
pub(super) const COMPLETENESS: &str = "bonafide:completeness";
/// An edge that is more than a plain dependency; kind and `optional` follow in the name.
pub(super) const DEPENDENCY: &str = "bonafide:dependency:";
/// The kind of the edges that no fact describes.
pub(super) const DEFAULT_DEPENDENCY: &str = "bonafide:dependency-default";
/// The target of a symbolic link.
pub(super) const SYMLINK: &str = "bonafide:symlink";
/// The size of a file in bytes.
pub(super) const SIZE: &str = "bonafide:size";
/// The file that a component's licence is in.
pub(super) const LICENSE_FILE: &str = "bonafide:license:file";
/// A licence that is a name although it reads as an expression.
pub(super) const LICENSE_NAME: &str = "bonafide:license:name";
/// Authors, where the format cannot hold them all.
pub(super) const AUTHORS: &str = "bonafide:authors";
/// The supplier, where the format cannot hold all of it.
pub(super) const SUPPLIER: &str = "bonafide:supplier";
/// The description, where the format cannot hold it.
pub(super) const REPOSITORY: &str = "bonafide:repository";
/// The home page, where the format cannot hold it.
pub(super) const HOMEPAGE: &str = "bonafide:homepage";
/// The documentation, where the format cannot hold it.
pub(super) const DOCUMENTATION: &str = "bonafide:documentation";
/// The native library that a component links.
pub(super) const LINKS: &str = "bonafide:links";
/// Where a component's bytes come from.
pub(super) const ORIGIN: &str = "bonafide:origin";
const ORIGIN_URL: &str = "bonafide:origin:url";
const ORIGIN_COMMIT: &str = "bonafide:origin:commit";
const ORIGIN_REFERENCE: &str = "bonafide:origin:reference";
const ORIGIN_PATH: &str = "bonafide:origin:path";
/// A property whose own name would be taken for one of ours.
pub(super) const PROPERTY: &str = "bonafide:property:";
/// An input that could not be used.
pub(super) const PROBLEM: &str = "bonafide:problem";
/// When in the life of the software the facts were gathered.
pub(super) const LIFECYCLE: &str = "bonafide:lifecycle";
/// How the components relate to any one build.
pub(super) const RESOLUTION: &str = "bonafide:resolution";

/// The licence that somebody has come to see as the one that holds, where the format cannot hold it.
pub(super) const CONCLUDED_LICENSE: &str = "bonafide:license:concluded";
/// A concluded licence that is a name although it reads as an expression.
pub(super) const CONCLUDED_NAME: &str = "bonafide:license:concluded:name";
/// The file that a component's concluded licence is in.
pub(super) const CONCLUDED_FILE: &str = "bonafide:license:concluded:file";
/// The copyright notice, where the format cannot hold it.
pub(super) const COPYRIGHT: &str = "bonafide:copyright";
/// The manufacturer, where the format cannot hold all of it.
pub(super) const MANUFACTURER: &str = "bonafide:manufacturer";
/// An identifier that the format has no field for; its scheme follows in the name.
pub(super) const IDENTIFIER: &str = "bonafide:identifier:";
/// A thing elsewhere that the format's own list cannot hold wholly.
pub(super) const EXTERNAL_REFERENCE: &str = "bonafide:external-reference";
/// The reference of the component that this one is a part of, where the format has no nesting.
pub(super) const PARENT: &str = "bonafide:parent";
/// The identifier that a component had in the document that it was read from, where the format's own cannot be the same.
pub(super) const REFERENCE: &str = "bonafide:reference";
/// A part of another kind of document that is carried along.
pub(super) const KEPT: &str = "bonafide:kept";

/// The types of the package URL specification: properties named by one are facts of ours about that ecosystem.
const PURL_TYPES: &[&str] = &[
    "alpm",
    "apk",
    "bitbucket",
    "bitnami",
    "cargo",
    "cocoapods",
    "composer",
    "conan",
    "conda",
    "cpan",
    "cran",
    "deb",
    "docker",
    "gem",
    "generic",
    "github",
    "golang",
    "hackage",
    "hex",
    "huggingface",
    "luarocks",
    "maven",
    "mlflow",
    "npm",
    "nuget",
    "oci",
    "opam",
    "otp",
    "pub",
    "pypi",
    "qpkg",
    "rpm",
    "swid",
    "swift",
];

/// Name, e-mail address and web address of a party.
type PartyRow<'a> = (Cow<'a, str>, Option<Cow<'a, str>>, Option<Cow<'a, str>>);

#[derive(Serialize, Deserialize)]
struct ProblemRow<'a> {
    kind: Cow<'a, str>,
    #[serde(default, skip_serializing_if = "str::is_empty")]
    path: Cow<'a, str>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    line: Option<u32>,
    message: Cow<'a, str>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    hints: Vec<Cow<'a, str>>,
}

/// Kind, address, comment and digests of a thing elsewhere.
type ReferenceRow<'a> = (Cow<'a, str>, Cow<'a, str>, Option<Cow<'a, str>>, Vec<String>);

/// Family, place and JSON of a part that is carried along.
type KeptRow<'a> = (Cow<'a, str>, Cow<'a, str>, Cow<'a, str>);

/// Returns the word that documents use for how a component is used.
pub(super) fn usage_word(usage: Usage) -> &'static str {
    match usage {
        Usage::Runtime => "runtime",
        Usage::Build => "build",
        Usage::Development => "development",
        Usage::Unknown => "unknown",
    }
}

fn problem_word(kind: ProblemKind) -> &'static str {
    match kind {
        ProblemKind::Unusable => "unusable",
        ProblemKind::Contradiction => "contradiction",
        ProblemKind::Absent => "absent",
        ProblemKind::Skipped => "skipped",
    }
}

/// Returns a text short enough for a message.
pub(super) fn shown(text: &str) -> String {
    text.chars().take(100).collect()
}

fn scope_from_word(word: &str) -> Option<DigestScope> {
    [DigestScope::File, DigestScope::PackageArchive, DigestScope::Unstated].into_iter().find(|it| it.name() == word)
}

fn usage_from_word(word: &str) -> Option<Usage> {
    [Usage::Runtime, Usage::Build, Usage::Development, Usage::Unknown].into_iter().find(|it| usage_word(*it) == word)
}

const KINDS: &[(ComponentKind, &str)] = &[
    (ComponentKind::Application, "application"),
    (ComponentKind::Library, "library"),
    (ComponentKind::Framework, "framework"),
    (ComponentKind::Container, "container"),
    (ComponentKind::OperatingSystem, "operating-system"),
    (ComponentKind::Device, "device"),
    (ComponentKind::Firmware, "firmware"),
    (ComponentKind::File, "file"),
    (ComponentKind::Other, "other"),
];

/// Returns the word for a kind, which is CycloneDX's where that has one.
pub(super) fn kind_word(kind: ComponentKind) -> &'static str {
    KINDS.iter().find(|row| row.0 == kind).map_or("library", |row| row.1)
}

/// Returns the kind of a word.
pub(super) fn kind_from_word(word: &str) -> Option<ComponentKind> {
    KINDS.iter().find(|row| row.1 == word).map(|row| row.0)
}

const IDENTIFIER_KINDS: &[(IdentifierKind, &str)] = &[
    (IdentifierKind::Cpe, "cpe"),
    (IdentifierKind::Swhid, "swhid"),
    (IdentifierKind::Gitoid, "gitoid"),
    (IdentifierKind::Swid, "swid"),
];

/// Returns the word for a scheme of identifiers.
fn identifier_word(kind: &IdentifierKind) -> &'static str {
    IDENTIFIER_KINDS.iter().find(|row| row.0 == *kind).map_or("cpe", |row| row.1)
}

/// Returns the scheme of identifiers of a word.
fn identifier_from_word(word: &str) -> Option<IdentifierKind> {
    IDENTIFIER_KINDS.iter().find(|row| row.1 == word).map(|row| row.0.clone())
}
