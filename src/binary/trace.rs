//! Paths of source files that rustc leaves in a file: in the messages of panics and in debug information.
//!
//! A path shows that some code of a crate was compiled into the file. That there is none shows nothing: what cannot panic, or was optimised
//! away, leaves none, and paths can be remapped.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use memchr::memmem::Finder;

use super::insert;
use crate::limits;

/// A crate whose sources' path stands in a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Traced {
    /// The package's name.
    pub name: String,
    /// The version.
    pub version: String,
    /// The folder of the registry in cargo's cache, such as `index.crates.io-1949cf8c6b5b557f`; `None` where the path was remapped or lies
    /// in a vendored tree.
    pub registry: Option<String>,
}

impl Traced {
    /// Returns whether the path is one of the registry of the Rust project.
    #[must_use]
    pub fn is_crates_io(&self) -> bool {
        let host = self.registry.as_deref().and_then(|folder| folder.rsplit_once('-')).map(|(host, _)| host);
        matches!(host, Some("index.crates.io" | "github.com"))
    }
}

/// A git checkout of cargo's whose path stands in a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Checkout {
    /// The repository's last part, as cargo names the folder.
    pub repository: String,
    /// The commit, abbreviated.
    pub commit: String,
}

/// All that paths show.
#[derive(Debug, Default)]
pub(super) struct Traces {
    pub(super) crates: BTreeSet<Traced>,
    pub(super) std_crates: BTreeSet<(String, String)>,
    pub(super) checkouts: BTreeSet<Checkout>,
    pub(super) rustc_commits: BTreeSet<String>,
}

type Take = fn(&[u8], usize, usize, &mut Traces);

/// What is looked for, and what is made of it: the file, where the text starts and where it ends.
static NEEDLES: LazyLock<Vec<(Finder<'static>, Take)>> = LazyLock::new(|| {
    let needles: [(&str, Take); 9] = [
        ("/registry/src/", registry),
        ("\\registry\\src\\", registry),
        ("/git/checkouts/", checkout),
        ("\\git\\checkouts\\", checkout),
        ("/rust/deps/", standard),
        ("\\rust\\deps\\", standard),
        ("/rustc/", rustc),
        ("/src/", remapped),
        ("\\src\\", remapped),
    ];
    needles.into_iter().map(|(text, take)| (Finder::new(text), take)).collect()
});

/// Looks through a whole file.
pub(super) fn find(bytes: &[u8]) -> Traces {
    let mut traces = Traces::default();
    for (finder, take) in &*NEEDLES {
        for at in finder.find_iter(bytes) {
            take(bytes, at, at + finder.needle().len(), &mut traces);
        }
    }
    // A crate of the registry needs no second, weaker trace.
    let known: BTreeSet<(String, String)> = traces
        .crates
        .iter()
        .filter(|traced| traced.registry.is_some())
        .map(|traced| (traced.name.clone(), traced.version.clone()))
        .chain(traces.std_crates.iter().cloned())
        .collect();
    let is_new =
        |traced: &Traced| traced.registry.is_some() || !known.contains(&(traced.name.clone(), traced.version.clone()));
    traces.crates.retain(is_new);
    traces
}

fn registry(bytes: &[u8], _: usize, end: usize, traces: &mut Traces) {
    let Some((folder, after)) = part(bytes, end) else { return };
    let is_folder = folder.rsplit_once('-').is_some_and(|(host, hash)| !host.is_empty() && is_hash(hash, 16));
    if let Some((name, version)) = part(bytes, after).and_then(|(part, _)| split(part)).filter(|_| is_folder) {
        let (name, version) = (name.to_owned(), version.to_owned());
        insert(&mut traces.crates, Traced { name, version, registry: Some(folder.to_owned()) });
    }
}

fn checkout(bytes: &[u8], _: usize, end: usize, traces: &mut Traces) {
    let Some((folder, after)) = part(bytes, end) else { return };
    let repository = folder.rsplit_once('-').filter(|(_, hash)| is_hash(hash, 16)).map(|(name, _)| name);
    let commit = part(bytes, after).map(|(part, _)| part).filter(|part| part.len() >= 7 && is_hash(part, part.len()));
    if let (Some(repository), Some(commit)) = (repository, commit) {
        insert(&mut traces.checkouts, Checkout { repository: repository.to_owned(), commit: commit.to_owned() });
    }
}

fn standard(bytes: &[u8], _: usize, end: usize, traces: &mut Traces) {
    if let Some((name, version)) = part(bytes, end).and_then(|(part, _)| split(part)) {
        insert(&mut traces.std_crates, (name.to_owned(), version.to_owned()));
    }
}

fn rustc(bytes: &[u8], _: usize, end: usize, traces: &mut Traces) {
    if let Some((commit, _)) = part(bytes, end).filter(|(part, _)| is_hash(part, 40)) {
        insert(&mut traces.rustc_commits, commit.to_owned());
    }
}

/// Takes `…/NAME-VERSION/src/….rs`, which is how sources lie in vendored and remapped trees of every kind.
fn remapped(bytes: &[u8], start: usize, end: usize, traces: &mut Traces) {
    let from = start.saturating_sub(PART_BYTES);
    let before = bytes.get(from..start).unwrap_or_default();
    let length = before.iter().rev().take_while(|byte| is_part(**byte)).count();
    let first = before.len() - length;
    // Without a mark before it, what stands in front may be the end of another text.
    let is_marked = first > 0 && before.get(first - 1).is_some_and(|byte| matches!(byte, b'/' | b'\\' | 0));
    let text = before.get(first..).and_then(|part| std::str::from_utf8(part).ok());
    let Some((name, version)) = text.filter(|_| is_marked).and_then(split) else { return };
    let after = bytes.get(end..bytes.len().min(end + PART_BYTES)).unwrap_or_default();
    let path = after.iter().take_while(|byte| is_part(**byte) || matches!(**byte, b'/' | b'\\')).count();
    if memchr::memmem::find(after.get(..path).unwrap_or_default(), b".rs").is_some() {
        insert(&mut traces.crates, Traced { name: name.to_owned(), version: version.to_owned(), registry: None });
    }
}

/// Bytes of one part of a path; names and versions of packages have fewer.
const PART_BYTES: usize = 160;

fn is_part(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-' | b'+')
}

fn is_hash(text: &str, length: usize) -> bool {
    text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

/// Returns the part of a path that starts at a place, and where the next one starts; it must be ended by a mark or a zero byte.
fn part(bytes: &[u8], at: usize) -> Option<(&str, usize)> {
    let rest = bytes.get(at..bytes.len().min(at.checked_add(PART_BYTES)?))?;
    let length = rest.iter().take_while(|byte| is_part(**byte)).count();
    let is_ended = rest.get(length).is_some_and(|byte| matches!(byte, b'/' | b'\\' | 0));
    let text = rest.get(..length).filter(|part| is_ended && !part.is_empty())?;
    Some((std::str::from_utf8(text).ok()?, at + length + 1))
}

/// Splits `NAME-VERSION`. A name has no full stop, so that the first place where a version can start is the right one.
fn split(text: &str) -> Option<(&str, &str)> {
    let is_name =
        |name: &str| !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    text.match_indices('-').find_map(|(at, _)| {
        let (name, version) = (text.get(..at)?, text.get(at + 1..)?);
        let fits = version.starts_with(|c: char| c.is_ascii_digit()) && is_name(name);
        (fits && name.len() <= limits::BINARY_NAME_BYTES && semver::Version::parse(version).is_ok())
            .then_some((name, version))
    })
}
