//! A single file against the component that the document is about, or against the document's entry of the same name.

use super::compare::{Answer, compare_digests, compare_file, names, unreadable};
use super::{Input, codes};
use crate::collect::binary::contents::{Part, read_archive_contents, recognizes};
use crate::format::DocumentFile;
use crate::limits;
use crate::model::{CheckReport, Digest, DigestScope, FileEntry, Item};
use crate::source::file::OpenFile;
use crate::source::read_bounded;

/// Returns whether the document states a digest that the file could be compared with.
pub(super) fn is_listed(input: &Input<'_>, document: &DocumentFile) -> bool {
    let name = input.subject.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    !own_digests(document).is_empty() || !entries(document, &name).is_empty()
}

fn own_digests(document: &DocumentFile) -> Vec<&Digest> {
    let inventory = &document.document.inventory;
    let root = inventory.subject.root.and_then(|id| inventory.components.get(id.index()));
    let digests = root.into_iter().flat_map(|root| &root.digests);
    digests.filter(|digest| digest.scope != DigestScope::PackageArchive).map(|digest| &digest.digest).collect()
}

fn entries<'a>(document: &'a DocumentFile, name: &str) -> Vec<&'a FileEntry> {
    document.document.inventory.files.iter().filter(|entry| entry.path.file_name() == name).collect()
}

/// Compares a file with what the document says of it.
///
/// The digests of the root component decide. Without any, the file must be one that the document lists under the same name.
pub(super) fn check(input: &Input<'_>, document: &DocumentFile, report: &mut CheckReport) {
    let name = input.subject.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let own = own_digests(document);
    let listed = entries(document, &name);
    let answer = if !own.is_empty() {
        against_root(input, &name, &own)
    } else if !listed.is_empty() {
        against_entries(input, &name, &listed)
    } else {
        let found = format!("no digest of the document's own component and no file named `{name}`");
        Answer::Items(vec![Item::new(&codes::NO_FILES, &*name).found(found)])
    };
    let basis = if own.is_empty() { "the document's entry of that name" } else { "the document's own component" };
    match answer {
        Answer::Pass(algorithms, _) => {
            report.passed += 1;
            report.coverage.push(format!("1 file, {} of every byte, against {basis}", names(algorithms)));
            report.items.push(Item::new(&codes::MATCH, name).rests_on(basis));
        }
        Answer::Items(items) => match inside(input, &own) {
            Some(place) => report.items.push(Item::new(&codes::INSIDE, name).found(place).rests_on(basis)),
            None => report.items.extend(items.into_iter().map(|item| item.rests_on(basis))),
        },
    }
}

/// Returns where in an archive the one compiled file lies that the document is about: every digest that can be compared with must be its own.
fn inside(input: &Input<'_>, own: &[&Digest]) -> Option<String> {
    let bytes = read_bounded(input.subject, limits::BINARY_BYTES).ok()?;
    let contents = recognizes(&bytes).then(|| read_archive_contents(&bytes, "").ok())??;
    let is_own = |part: &Part| {
        let of = |algorithm| part.digests.iter().map(|scoped| &scoped.digest).find(|it| it.algorithm() == algorithm);
        let mut compared = own.iter().filter_map(|digest| Some((digest, of(digest.algorithm())?))).peekable();
        compared.peek().is_some() && compared.all(|(digest, found)| *digest == found)
    };
    contents.parts.iter().find(|part| is_own(part)).map(|part| part.place.trim_start_matches("!/").to_owned())
}

fn against_root(input: &Input<'_>, name: &str, digests: &[&Digest]) -> Answer {
    let open = match OpenFile::open_named(input.subject) {
        Ok(open) => open,
        Err(error) => return Answer::Items(vec![unreadable(name, &error)]),
    };
    compare_digests(name, digests.iter().copied(), input.accepted_algorithms, |hashers| {
        open.for_each_piece(|piece| hashers.iter_mut().for_each(|(_, hasher)| hasher.update(piece))).map(|_| ())
    })
}

/// Passes when the file is one of those that the document lists under that name in any folder; entries of one path count together.
fn against_entries(input: &Input<'_>, name: &str, listed: &[&FileEntry]) -> Answer {
    let mut sorted = listed.to_vec();
    // An entry at the root of the document is the nearest; then in order of path.
    sorted.sort_by_key(|entry| (entry.path.as_str() != name, &entry.path));
    let mut refused = Vec::new();
    for group in sorted.chunk_by(|a, b| a.path == b.path) {
        let open = match OpenFile::open_named(input.subject) {
            Ok(open) => open,
            Err(error) => return Answer::Items(vec![unreadable(name, &error)]),
        };
        match compare_file(name, group, open, input.accepted_algorithms) {
            Answer::Pass(algorithms, told) => return Answer::Pass(algorithms, told),
            Answer::Items(items) if refused.is_empty() => refused = items,
            Answer::Items(_) => {}
        }
        // With an entry for exactly this path, others of the same name speak of other files.
        if group.first().is_some_and(|entry| entry.path.as_str() == name) {
            break;
        }
    }
    Answer::Items(refused)
}
