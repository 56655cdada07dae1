//! Directory walks: parallel, bounded, complete.
//!
//! Whatever lies below the root is handed to the visitor exactly once: files, links, special files, and what could not be read. Links
//! are never followed. Folders are not handed over; their contents are. Nothing is left out, hidden files included: a pattern only marks
//! an entry as ignored, so that the visitor can count it and can still look at it. Visits overlap with the walk; what they return is sorted.

use std::ffi::OsString;
use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use rayon::Scope;

use super::file::fault_text;
use super::listing::{self, Kind};
use super::{Progress, Silent, SourceError, read_bounded};
use crate::limits;

/// The file at the root of a subject that names what to ignore.
pub const IGNORE_FILE: &str = ".bonafideignore";

/// Entries that one task visits; small enough to share a large folder between threads.
const BATCH: usize = 64;

/// Patterns of entries to leave out, in the language of `.gitignore`. The caller's patterns overrule those of the subject.
#[derive(Debug)]
pub struct Ignore {
    given: Gitignore,
    found: Gitignore,
    /// What could not be used: the source of the pattern and what is wrong with it.
    pub problems: Vec<(String, String)>,
}

/// Whether an entry is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// No pattern leaves it out.
    Wanted,
    /// A pattern, or one on a folder above it, leaves it out.
    Ignored,
}

impl Ignore {
    /// Returns the caller's patterns together with those of the ignore file at the root, if there is one.
    #[must_use]
    pub fn load(root: &Path, patterns: &[String]) -> Self {
        let mut problems = Vec::new();
        let given = compile(patterns.iter().map(String::as_str), "--ignore", &mut problems);
        let path = root.join(IGNORE_FILE);
        let none = || compile(std::iter::empty(), IGNORE_FILE, &mut Vec::new());
        // A link could bring in patterns from outside the subject.
        let found = match fs::symlink_metadata(&path) {
            Err(_) => none(),
            Ok(metadata) if !metadata.is_file() => {
                problems.push((IGNORE_FILE.to_owned(), "not a regular file, its patterns are not used".to_owned()));
                none()
            }
            Ok(_) => match read_bounded(&path, limits::CONFIG_BYTES).map(String::from_utf8) {
                Ok(Ok(text)) => compile(text.lines(), IGNORE_FILE, &mut problems),
                Ok(Err(_)) => {
                    problems.push((IGNORE_FILE.to_owned(), "not UTF-8, its patterns are not used".to_owned()));
                    none()
                }
                Err(_) => {
                    problems.push((IGNORE_FILE.to_owned(), "cannot be read, its patterns are not used".to_owned()));
                    none()
                }
            },
        };
        Self { given, found, problems }
    }

    /// Returns patterns that leave nothing out, whatever the tree says.
    #[must_use]
    pub fn nothing() -> Self {
        Self { given: Gitignore::empty(), found: Gitignore::empty(), problems: Vec::new() }
    }

    /// Returns how an entry stands, apart from patterns on the folders above it.
    ///
    /// The ignore file cannot leave itself out: whoever adds one to a finished tree is seen.
    fn standing(&self, path: &str, kind: Node) -> Standing {
        if self.given.is_empty() && self.found.is_empty() {
            return Standing::Wanted;
        }
        let is_folder = kind == Node::Folder;
        match self.given.matched(path, is_folder) {
            Match::Ignore(_) => Standing::Ignored,
            Match::None if path != IGNORE_FILE && self.found.matched(path, is_folder).is_ignore() => Standing::Ignored,
            Match::Whitelist(_) | Match::None => Standing::Wanted,
        }
    }
}

fn compile<'a>(lines: impl Iterator<Item = &'a str>, from: &str, problems: &mut Vec<(String, String)>) -> Gitignore {
    let mut builder = GitignoreBuilder::new("");
    for (number, line) in (1u32..).zip(lines) {
        if let Err(error) = builder.add_line(None, line) {
            problems.push((from.to_owned(), format!("pattern {number} is not understood: {error}")));
        }
    }
    builder.build().unwrap_or_else(|error| {
        problems.push((from.to_owned(), format!("the patterns are not used: {error}")));
        Gitignore::empty()
    })
}

/// What an entry is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// A regular file, as far as the directory's listing tells.
    File,
    /// A symbolic link with its target as written.
    Symlink(String),
    /// Neither file, link nor folder: what it is, in one word.
    Special(&'static str),
    /// It could not be read, and nothing below it; why.
    Unreadable(String),
    /// Its name is not UTF-8, or too long to be carried by a document; why. The path is then only for showing.
    Unnameable(String),
}

/// One entry of a walk.
#[derive(Debug)]
pub struct Entry<'a> {
    /// The path below the root, `/` between parts.
    pub path: &'a str,
    /// The path on disk.
    pub on_disk: &'a Path,
    /// What it is.
    pub found: Found,
    /// Whether it is wanted.
    pub standing: Standing,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Node {
    Folder,
    Other,
}

struct Folder {
    on_disk: PathBuf,
    /// Below the root, with a `/` at the end; empty for the root.
    prefix: String,
    depth: usize,
    standing: Standing,
}

struct Walk<'a, T, V> {
    ignore: &'a Ignore,
    progress: &'a dyn Progress,
    visit: V,
    found: Mutex<Vec<T>>,
    entries: AtomicU64,
    stop: Option<&'a AtomicBool>,
}

/// A stretch of work: a folder to list, or entries of one to visit.
enum Task {
    Folder(Folder),
    Batch(Arc<Folder>, Vec<(Kind, OsString)>),
}

/// Visits everything below a folder and returns what the visits gave, sorted.
///
/// The visitor is called from several threads, in no order. Beyond [`limits::WALK_DEPTH`] and [`limits::WALK_ENTRIES`] nothing more is
/// read, and the visitor gets an unreadable entry that says so. One unit of progress is one entry.
///
/// # Errors
/// [`SourceError::Io`] when the root itself cannot be listed.
pub fn walk<T, V>(root: &Path, ignore: &Ignore, progress: &dyn Progress, visit: V) -> Result<Vec<T>, SourceError>
where
    T: Ord + Send,
    V: Fn(&Entry<'_>) -> Option<T> + Sync,
{
    let walk = Walk::new(ignore, progress, visit, None);
    let top = Task::Folder(top(root)?);
    rayon::scope(|scope| walk.spread(scope, top));
    Ok(walk.sorted())
}

/// Visits what lies below a folder as [`walk`] does, until someone says stop; not all of it is visited then.
///
/// # Errors
/// As [`walk`].
pub fn walk_until<T, V>(root: &Path, ignore: &Ignore, stop: &AtomicBool, visit: V) -> Result<Vec<T>, SourceError>
where
    T: Ord + Send,
    V: Fn(&Entry<'_>) -> Option<T> + Sync,
{
    let walk = Walk::new(ignore, &Silent, visit, Some(stop));
    let top = Task::Folder(top(root)?);
    rayon::scope(|scope| walk.spread(scope, top));
    Ok(walk.sorted())
}

/// Visits everything below a folder as [`walk`] does, on the calling thread alone: for many small trees, one to a thread.
///
/// # Errors
/// As [`walk`].
pub fn walk_alone<T, V>(root: &Path, ignore: &Ignore, visit: V) -> Result<Vec<T>, SourceError>
where
    T: Ord,
    V: Fn(&Entry<'_>) -> Option<T>,
{
    let walk = Walk::new(ignore, &Silent, visit, None);
    let mut open = vec![Task::Folder(top(root)?)];
    while let Some(task) = open.pop() {
        walk.work(task, &mut |more| open.push(more));
    }
    Ok(walk.sorted())
}

fn top(root: &Path) -> Result<Folder, SourceError> {
    let fault = |source| SourceError::Io { path: root.into(), source };
    // Below the root a folder that cannot be listed is told; without the root there is nothing to tell it of.
    fs::read_dir(root).map_err(fault)?;
    Ok(Folder { on_disk: root.into(), prefix: String::new(), depth: 0, standing: Standing::Wanted })
}

impl<T, V> Walk<'_, T, V>
where
    T: Ord + Send,
    V: Fn(&Entry<'_>) -> Option<T> + Sync,
{
    fn spread<'s>(&'s self, scope: &Scope<'s>, task: Task) {
        self.work(task, &mut |more| scope.spawn(move |scope| self.spread(scope, more)));
    }
}

impl<'a, T, V> Walk<'a, T, V>
where
    T: Ord,
    V: Fn(&Entry<'_>) -> Option<T>,
{
    fn new(ignore: &'a Ignore, progress: &'a dyn Progress, visit: V, stop: Option<&'a AtomicBool>) -> Self {
        Self { ignore, progress, visit, found: Mutex::new(Vec::new()), entries: AtomicU64::new(0), stop }
    }

    fn is_stopped(&self) -> bool {
        self.stop.is_some_and(|stop| stop.load(Ordering::Relaxed))
    }

    fn sorted(self) -> Vec<T> {
        let mut found = self.found.into_inner().unwrap_or_else(PoisonError::into_inner);
        found.sort_unstable();
        found
    }

    fn work(&self, task: Task, later: &mut dyn FnMut(Task)) {
        match task {
            _ if self.is_stopped() => {}
            Task::Folder(folder) => self.folder(folder, later),
            Task::Batch(folder, batch) => self.visit_batch(&folder, &batch),
        }
    }

    fn folder(&self, folder: Folder, later: &mut dyn FnMut(Task)) {
        if folder.depth > limits::WALK_DEPTH {
            let why = format!("more than {} folders deep, nothing below was read", limits::WALK_DEPTH);
            return self.report(&folder, Found::Unreadable(why));
        }
        let folder = Arc::new(folder);
        let mut batch = Vec::new();
        let listed = listing::list(&folder.on_disk, |entry| {
            // An error in the midst of a listing hides entries: it is one.
            let (kind, name) = match entry {
                Ok(read) => read,
                Err(error) => {
                    self.report(&folder, Found::Unreadable(format!("listing broke off: {}", fault_text(&error))));
                    return ControlFlow::Continue(());
                }
            };
            if self.entries.fetch_add(1, Ordering::Relaxed) >= limits::WALK_ENTRIES {
                let why = format!("more than {} entries, the rest was not read", limits::WALK_ENTRIES);
                self.report(&folder, Found::Unreadable(why));
                return ControlFlow::Break(());
            }
            match (kind, name.to_str()) {
                (Kind::Folder, Some(text)) => later(Task::Folder(self.below(&folder, text))),
                _ => batch.push((kind, name.to_owned())),
            }
            if batch.len() == BATCH {
                let full = std::mem::replace(&mut batch, Vec::with_capacity(BATCH));
                later(Task::Batch(folder.clone(), full));
            }
            ControlFlow::Continue(())
        });
        if let Err(error) = listed {
            return self.report(&folder, Found::Unreadable(fault_text(&error)));
        }
        self.visit_batch(&folder, &batch);
    }

    fn below(&self, above: &Folder, name: &str) -> Folder {
        let path = format!("{}{name}", above.prefix);
        let standing = match above.standing {
            Standing::Ignored => Standing::Ignored,
            Standing::Wanted => self.ignore.standing(&path, Node::Folder),
        };
        Folder { on_disk: above.on_disk.join(name), prefix: format!("{path}/"), depth: above.depth + 1, standing }
    }

    /// Hands over a folder that is not read, or not wholly.
    fn report(&self, folder: &Folder, found: Found) {
        let path = if folder.prefix.is_empty() { "." } else { folder.prefix.trim_end_matches('/') };
        let entry = Entry { path, on_disk: &folder.on_disk, found, standing: folder.standing };
        self.keep((self.visit)(&entry));
    }

    fn visit_batch(&self, folder: &Folder, batch: &[(Kind, OsString)]) {
        let mut path = folder.prefix.clone();
        let mut on_disk = folder.on_disk.clone();
        for (kind, name) in batch {
            if self.is_stopped() {
                break;
            }
            on_disk.push(name);
            let found = match name.to_str() {
                None if *kind == Kind::Folder => {
                    Found::Unnameable("a folder whose name is not UTF-8, nothing below was read".to_owned())
                }
                None => Found::Unnameable("its name is not UTF-8".to_owned()),
                Some(text) if folder.prefix.len() + text.len() > limits::PATH_BYTES => {
                    Found::Unnameable(format!("its path is longer than {} bytes", limits::PATH_BYTES))
                }
                Some(_) => classify(*kind, &on_disk),
            };
            path.push_str(&name.to_string_lossy());
            let standing = match folder.standing {
                Standing::Ignored => Standing::Ignored,
                Standing::Wanted => self.ignore.standing(&path, Node::Other),
            };
            self.keep((self.visit)(&Entry { path: &path, on_disk: &on_disk, found, standing }));
            path.truncate(folder.prefix.len());
            on_disk.pop();
        }
        self.progress.advance(batch.len() as u64);
    }

    fn keep(&self, value: Option<T>) {
        if let Some(value) = value {
            self.found.lock().unwrap_or_else(PoisonError::into_inner).push(value);
        }
    }
}

fn classify(kind: Kind, on_disk: &Path) -> Found {
    match kind {
        // A folder is handed over only where its name is none that a path can carry.
        Kind::Folder => Found::Special("folder"),
        Kind::File => Found::File,
        Kind::Symlink => match fs::read_link(on_disk).map(|target| target.into_os_string().into_string()) {
            Ok(Ok(target)) => Found::Symlink(target),
            Ok(Err(_)) => Found::Unreadable("a symbolic link whose target is not UTF-8".to_owned()),
            Err(error) => Found::Unreadable(fault_text(&error)),
        },
        Kind::Special(what) => Found::Special(what),
    }
}

#[cfg(test)]
mod tests;
