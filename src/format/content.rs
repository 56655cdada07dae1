//! What documents of both formats say alike: who made them, what they are called, words for the model's choices, and statements.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use super::fact;
use super::index::Index;
use crate::model::{
    Completeness, EdgeKind, FileEntry, FileKind, Inventory, License, Lifecycle, Party, Problem, ProblemKind,
    RelativePath, Resolution,
};

/// The tool's name in documents.
pub(super) const TOOL_NAME: &str = "bonafide";
/// The tool's version in documents.
pub(super) const TOOL_VERSION: &str = env!("CARGO_PKG_VERSION");

/// Stands where the UUID goes until the content is known.
pub(super) const NO_UUID: &str = "00000000-0000-0000-0000-000000000000";
/// Stands where each character of the time goes until the content is known.
pub(super) const NO_TIME: &str = "0";

/// The identifier of the workflow that made the subject of a document.
pub(super) const WORKFLOW: &str = "bonafide:build";

/// The namespace of our documents' UUIDs: itself a version 5 UUID of the name `bonafide` in the namespace of object identifiers.
fn namespace() -> Uuid {
    Uuid::new_v5(&Uuid::NAMESPACE_OID, TOOL_NAME.as_bytes())
}

/// Returns the UUID of the content with this digest. Spec: RFC 9562, section 5.5 (version 5).
pub(super) fn uuid(content: blake3::Hash) -> String {
    // SHA-1 of the whole, as version 5 alone would have it, takes longer than writing it, and collides.
    Uuid::new_v5(&namespace(), content.as_bytes()).to_string()
}

/// Returns the texts with a number after `mark` where one comes a second time; the first keeps its text.
pub(super) fn make_unique<'a>(wanted: Vec<Cow<'a, str>>, mark: &str) -> Vec<Cow<'a, str>> {
    let mut taken: Index<usize> = Index::with_capacity(wanted.len());
    let mut doubles: Vec<(usize, usize)> = Vec::new();
    for (at, text) in wanted.iter().enumerate() {
        if !taken.insert(text, at) {
            doubles.push((at, taken.get(text).unwrap_or(at)));
        }
    }
    if doubles.is_empty() {
        return wanted;
    }
    let mut used: BTreeSet<String> = wanted.iter().map(|text| text.clone().into_owned()).collect();
    // The number to try next, kept by the first of its kind, so that a million equal ones stay linear.
    let mut next: BTreeMap<usize, u32> = BTreeMap::new();
    let mut unique = wanted;
    for (at, first) in doubles {
        let number = next.entry(first).or_insert(1);
        let text = loop {
            *number = number.saturating_add(1);
            let text = format!("{}{mark}{number}", unique[at]);
            if used.insert(text.clone()) {
                break text;
            }
        };
        unique[at] = Cow::Owned(text);
    }
    unique
}

/// Returns the word for a lifecycle phase, as CycloneDX has it.
pub(super) fn lifecycle_word(lifecycle: Lifecycle) -> &'static str {
    match lifecycle {
        Lifecycle::PreBuild => "pre-build",
        Lifecycle::Build => "build",
        Lifecycle::PostBuild => "post-build",
    }
}

/// Returns the lifecycle phase of a word.
pub(super) fn lifecycle_from_word(word: &str) -> Option<Lifecycle> {
    [Lifecycle::PreBuild, Lifecycle::Build, Lifecycle::PostBuild].into_iter().find(|it| lifecycle_word(*it) == word)
}

/// Returns the word for how components relate to any one build.
pub(super) fn resolution_word(resolution: Resolution) -> Option<&'static str> {
    match resolution {
        Resolution::Superset => Some("superset"),
        Resolution::Selected => Some("selected"),
        Resolution::Exact => Some("exact"),
        Resolution::Unknown => None,
    }
}

/// Returns the resolution of a word.
pub(super) fn resolution_from_word(word: &str) -> Option<Resolution> {
    [Resolution::Superset, Resolution::Selected, Resolution::Exact]
        .into_iter()
        .find(|it| resolution_word(*it) == Some(word))
}

/// Returns the word for completeness, as CycloneDX has it.
pub(super) fn completeness_word(completeness: Completeness) -> &'static str {
    match completeness {
        Completeness::Complete => "complete",
        Completeness::Incomplete => "incomplete",
        Completeness::Unknown => "unknown",
    }
}

/// Returns the completeness of a word.
pub(super) fn completeness_from_word(word: &str) -> Option<Completeness> {
    let all = [Completeness::Complete, Completeness::Incomplete, Completeness::Unknown];
    all.into_iter().find(|it| completeness_word(*it) == word)
}

/// Returns the word for what a dependency is needed for.
pub(super) fn edge_word(kind: EdgeKind) -> &'static str {
    match kind {
        EdgeKind::Runtime => "runtime",
        EdgeKind::Build => "build",
        EdgeKind::Development => "development",
        EdgeKind::Unknown => "unknown",
    }
}

/// Returns the kind of edge of a word.
pub(super) fn edge_from_word(word: &str) -> Option<EdgeKind> {
    let all = [EdgeKind::Runtime, EdgeKind::Build, EdgeKind::Development, EdgeKind::Unknown];
    all.into_iter().find(|it| edge_word(*it) == word)
}

/// Returns `Name <mail>` for a party.
pub(super) fn party_text(party: &Party) -> String {
    match &party.email {
        Some(email) if *email != party.name => format!("{} <{email}>", party.name),
        Some(email) => format!("<{email}>"),
        None => party.name.clone(),
    }
}

/// Returns a text as a JSON string, quotes included.
pub(super) fn quoted(text: &str) -> String {
    serde_json::to_string(text).expect("text is JSON")
}

/// Returns what a reader of the document must know before trusting its list of components, as sentences.
pub(super) fn statements(inventory: &Inventory) -> Vec<String> {
    let mut list = Vec::new();
    let resolution = match inventory.subject.resolution {
        Resolution::Superset => Some(
            "This document is a superset of any one build: it holds every component that some feature or some target \
             platform can bring in.",
        ),
        Resolution::Selected => Some(
            "This document holds what the chosen packages, features and target platforms turn on; its properties name \
             them. Another choice may bring in other components.",
        ),
        Resolution::Exact | Resolution::Unknown => None,
    };
    if !inventory.components.is_empty() {
        list.extend(resolution.map(ToOwned::to_owned));
    }
    if !inventory.problems.is_empty() {
        let lines: Vec<String> = inventory.problems.iter().map(problem_line).collect();
        list.push(format!("Not everything could be used:\n{}", lines.join("\n")));
    }
    list
}

fn problem_line(problem: &Problem) -> String {
    let kind = match problem.kind {
        ProblemKind::Unusable => "could not be used",
        ProblemKind::Contradiction => "contradicts another input",
        ProblemKind::Absent => "is absent",
        ProblemKind::Skipped => "was left out",
    };
    let line = problem.line.map(|line| format!(":{line}")).unwrap_or_default();
    format!("{}{line} {kind}: {}", problem.path, problem.message)
}

/// Returns the one licence that several stand for: a component under several is under all of them.
pub(super) fn join_licenses(mut licenses: Vec<License>) -> Option<License> {
    if licenses.len() < 2 {
        return licenses.pop();
    }
    let expression = |license: &License| match license {
        License::Expression(text) if text.contains(" OR ") => Some(format!("({text})")),
        License::Expression(text) => Some(text.clone()),
        License::Name(_) | License::File(_) => None,
    };
    if let Some(parts) = licenses.iter().map(expression).collect::<Option<Vec<_>>>() {
        return Some(License::parse(&parts.join(" AND ")));
    }
    let text = |license: License| match license {
        License::Expression(text) | License::Name(text) | License::File(text) => text,
    };
    Some(License::Name(licenses.into_iter().map(text).collect::<Vec<_>>().join("; ")))
}

/// Splits what a fact says of an edge into the dependency's reference and the target.
pub(super) fn split_reference(value: &str) -> (Cow<'_, str>, Option<&str>) {
    if value.starts_with('"') {
        let mut texts = serde_json::Deserializer::from_str(value).into_iter::<String>();
        if let Some(Ok(reference)) = texts.next() {
            let rest = value.get(texts.byte_offset()..).unwrap_or_default();
            return (Cow::Owned(reference), rest.strip_prefix(' '));
        }
    }
    match value.split_once(' ') {
        Some((reference, target)) => (Cow::Borrowed(reference), Some(target)),
        None => (Cow::Borrowed(value), None),
    }
}

/// Path, link target, size and digests of a file.
type FileRow = (String, Option<String>, Option<u64>, Vec<String>);

/// Returns all that is known of a file as a text.
pub(super) fn file_text(file: &FileEntry) -> String {
    let target = match &file.kind {
        FileKind::Regular => None,
        FileKind::Symlink(target) => Some(target.clone()),
    };
    let digests = file.digests.iter().map(|digest| format!("{} {}", digest.scope.name(), digest.digest)).collect();
    let row: FileRow = (file.path.as_str().to_owned(), target, file.size, digests);
    serde_json::to_string(&row).expect("rows of text and numbers are JSON")
}

/// Returns the file that a text of [`file_text`] tells of.
pub(super) fn file_from_text(text: &str) -> Option<FileEntry> {
    let (path, target, size, digests): FileRow = serde_json::from_str(text).ok()?;
    Some(FileEntry {
        path: RelativePath::new(&path).ok()?,
        kind: target.map_or(FileKind::Regular, FileKind::Symlink),
        size,
        digests: digests.iter().map(|digest| fact::digest_from_fact(digest)).collect::<Option<_>>()?,
    })
}
