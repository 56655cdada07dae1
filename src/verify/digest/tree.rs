//! A directory against the files of a document, both ways, in one walk.

use std::collections::BTreeSet;
use std::hash::Hasher;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};

use super::compare::{Answer, Present, compare, names};
use super::pairs::{self, Extra};
use super::{Input, VerifyError, codes};
use crate::model::{CheckReport, FileEntry, Item};
use crate::source::ahead::HashedFile;
use crate::source::walk::{Entry, Found, Ignore, Standing, walk};

/// The files of a document by path; several entries may share one.
struct Listed<'a> {
    files: Vec<&'a FileEntry>,
    /// One a file, set where the walk came by; only the first of several with the same path counts.
    seen: Vec<AtomicBool>,
    /// One a file, where it was hashed before.
    hashed: Vec<Option<&'a HashedFile>>,
    /// The place of the first file of each path, in order of the path's hash.
    places: Vec<(u64, u32)>,
    /// Where in `places` the hashes with each value of their top bits start; one more at the end.
    starts: Vec<u32>,
    shift: u32,
}

fn hash(path: &str) -> u64 {
    let mut hasher = std::hash::DefaultHasher::new();
    hasher.write(path.as_bytes());
    hasher.finish()
}

impl<'a> Listed<'a> {
    fn new(files: &'a [FileEntry], hashed: &'a [HashedFile]) -> Self {
        let mut files: Vec<&FileEntry> = files.iter().collect();
        files.sort_by(|a, b| a.path.cmp(&b.path));
        let seen = files.iter().map(|_| AtomicBool::new(false)).collect();
        let first = |at: usize| at == 0 || files[at - 1].path != files[at].path;
        let mut places: Vec<(u64, u32)> = (0u32..)
            .zip(&files)
            .filter(|(place, _)| first(*place as usize))
            .map(|(place, entry)| (hash(entry.path.as_str()), place))
            .collect();
        places.sort_unstable();
        // About one path to each value of the top bits, so that a search looks at one or two.
        let bits = places.len().max(2).ilog2();
        let shift = u64::BITS - bits;
        let mut starts = Vec::with_capacity((1 << bits) + 1);
        for (at, (hash, _)) in (0u32..).zip(&places) {
            while (starts.len() as u64) <= hash >> shift {
                starts.push(at);
            }
        }
        starts.resize((1 << bits) + 1, u32::try_from(places.len()).unwrap_or(u32::MAX));
        let mut listed = Self { hashed: vec![None; files.len()], files, seen, places, starts, shift };
        for file in hashed {
            if let Some(place) = listed.place(&file.path) {
                listed.hashed[place] = Some(file);
            }
        }
        listed
    }

    /// Returns the place of the first file of a path.
    ///
    /// A tree has as many paths as its document: a binary search over paths would wait for memory at each of its steps.
    fn place(&self, path: &str) -> Option<usize> {
        let wanted = hash(path);
        let bucket = usize::try_from(wanted >> self.shift).ok()?;
        let bucket = self.places.get(*self.starts.get(bucket)? as usize..*self.starts.get(bucket + 1)? as usize)?;
        let mut same = bucket.iter().filter(|(hash, _)| *hash == wanted).map(|(_, place)| *place as usize);
        same.find(|place| self.files[*place].path.as_str() == path)
    }

    /// Returns the entries of a path, with what was hashed there before, and notes that the walk came by.
    fn take(&self, path: &str) -> Option<(&[&'a FileEntry], Option<&'a HashedFile>)> {
        let start = self.place(path)?;
        let rest = &self.files[start..];
        let count = rest.iter().take_while(|entry| entry.path.as_str() == path).count();
        self.seen[start].store(true, Ordering::Relaxed);
        Some((&rest[..count], self.hashed[start]))
    }

    /// Returns, for each path that the walk did not come by, its entries.
    fn unseen(&self) -> Vec<&[&'a FileEntry]> {
        let groups = self.files.chunk_by(|a, b| a.path == b.path);
        let mut start = 0;
        let mut unseen = Vec::new();
        for group in groups {
            if !self.seen[start].load(Ordering::Relaxed) {
                unseen.push(group);
            }
            start += group.len();
        }
        unseen
    }
}

/// Files below the subject that belong to the verification itself.
struct Own<'a>(BTreeSet<&'a str>);

impl<'a> Own<'a> {
    fn new(input: &Input<'a>) -> Self {
        let below = |path: &'a Path| path.strip_prefix(input.subject).ok().and_then(Path::to_str);
        let given = input.own_files.iter().map(crate::model::RelativePath::as_str);
        let documents = input.document.iter().filter_map(|document| below(&document.path));
        let signatures = input.signatures.iter().filter_map(|path| below(path));
        Self(given.chain(documents).chain(signatures).filter(|path| !path.is_empty()).collect())
    }

    fn holds(&self, path: &str) -> bool {
        let folders = path.match_indices('/').map(|(at, _)| &path[..at]);
        folders.chain([path]).any(|part| self.0.contains(part))
    }
}

#[derive(Default)]
struct Counts {
    files: AtomicU64,
    links: AtomicU64,
    ignored: AtomicU64,
    own: AtomicU64,
    algorithms: AtomicU32,
}

/// What a visit found that is no plain pass.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Row {
    Item(Item),
    Extra(Extra),
}

struct Visitor<'a> {
    input: &'a Input<'a>,
    listed: Listed<'a>,
    own: Own<'a>,
    counts: Counts,
}

impl Visitor<'_> {
    fn visit(&self, entry: &Entry<'_>) -> Vec<Row> {
        // A name made readable for showing may look like a listed one.
        let nameable = !matches!(entry.found, Found::Unnameable(_));
        match nameable.then(|| self.listed.take(entry.path)).flatten() {
            Some((listed, hashed)) => self.visit_listed(listed, hashed, entry),
            None => self.visit_unlisted(entry).into_iter().collect(),
        }
    }

    fn visit_listed(&self, listed: &[&FileEntry], hashed: Option<&HashedFile>, entry: &Entry<'_>) -> Vec<Row> {
        let present = Present { on_disk: entry.on_disk, found: &entry.found, hashed };
        let answer = compare(listed, &present, self.input.accepted_algorithms);
        match answer {
            Answer::Pass(algorithms, told) => {
                let count = if entry.found == Found::File { &self.counts.files } else { &self.counts.links };
                count.fetch_add(1, Ordering::Relaxed);
                // Read first: a write that changes nothing would still take the line from the other threads.
                if algorithms & !self.counts.algorithms.load(Ordering::Relaxed) != 0 {
                    self.counts.algorithms.fetch_or(algorithms, Ordering::Relaxed);
                }
                told.into_iter().map(Row::Item).collect()
            }
            Answer::Items(items) => items.into_iter().map(Row::Item).collect(),
        }
    }

    fn visit_unlisted(&self, entry: &Entry<'_>) -> Option<Row> {
        if self.own.holds(entry.path) {
            self.counts.own.fetch_add(1, Ordering::Relaxed);
            return None;
        }
        if entry.standing == Standing::Ignored {
            self.counts.ignored.fetch_add(1, Ordering::Relaxed);
            return None;
        }
        let path = entry.path;
        Some(match &entry.found {
            Found::File => Row::Extra(Extra::new(path, "a file that is not listed")),
            Found::Symlink(target) => {
                Row::Extra(Extra::new(path, format!("a symbolic link to `{target}` that is not listed")).not_hashed())
            }
            Found::Special(what) => Row::Item(Item::new(&codes::SPECIAL, path).found(format!("a {what}, not listed"))),
            Found::Unreadable(why) => Row::Item(Item::new(&codes::UNREADABLE, path).found(why.clone())),
            Found::Unnameable(why) => Row::Item(Item::new(&codes::EXTRA, path).found(why.clone())),
        })
    }
}

/// Compares a directory with the document's files.
pub(super) fn check(input: &Input<'_>, files: &[FileEntry], report: &mut CheckReport) -> Result<(), VerifyError> {
    let ignore = Ignore::load(input.subject, input.ignore);
    for (from, what) in &ignore.problems {
        report.items.push(Item::new(&codes::UNREADABLE, from.clone()).found(what.clone()));
    }
    let visitor =
        Visitor { input, listed: Listed::new(files, input.hashed), own: Own::new(input), counts: Counts::default() };
    input.progress.begin("comparing files", Some(files.len() as u64));
    let rows = walk(input.subject, &ignore, input.progress, |entry| {
        let rows = visitor.visit(entry);
        (!rows.is_empty()).then_some(rows)
    });
    input.progress.end();
    let mut extras = Vec::new();
    for row in rows?.into_iter().flatten() {
        match row {
            Row::Item(item) => report.items.push(item),
            Row::Extra(extra) => extras.push(extra),
        }
    }
    report.items.extend(pairs::resolve(input.subject, &visitor.listed.unseen(), extras));
    tell_coverage(&visitor.counts, report);
    Ok(())
}

fn tell_coverage(counts: &Counts, report: &mut CheckReport) {
    let count = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
    let (files, links) = (count(&counts.files), count(&counts.links));
    report.passed += files + links;
    let noun = |count: u64, one: &str, many: &str| format!("{count} {}", if count == 1 { one } else { many });
    if files > 0 {
        let algorithms = names(counts.algorithms.load(Ordering::Relaxed));
        report.coverage.push(format!("{}, {algorithms} of every byte", noun(files, "file", "files")));
    }
    if links > 0 {
        report.coverage.push(format!("{}, by the target", noun(links, "symbolic link", "symbolic links")));
    }
    let ignored = count(&counts.ignored);
    if ignored > 0 {
        let files = noun(ignored, "unlisted file", "unlisted files");
        report.coverage.push(format!("{files} left out by `--ignore` or `.bonafideignore`"));
    }
    let own = count(&counts.own);
    if own > 0 {
        report.coverage.push(format!("{} of the verification itself left out", noun(own, "file", "files")));
    }
}
