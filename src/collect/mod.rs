//! COLLECT: from files to an inventory, one folder an ecosystem, named by its purl type.
//!
//! A collector says which files it wants and turns one of them into components, edges and problems. It never walks, never runs anything
//! and never opens a socket; what else it needs of the subject or of a cache it reads through [`Context`]. To add one: a folder, one
//! `mod` line and one entry in [`ALL`].

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::limits;
use crate::model::{Inventory, Problem, ProblemKind, Properties, RelativePath, Resolution};
use crate::source::{SourceError, read_bounded};

pub mod binary;
pub mod cargo;
pub mod files;
mod find;
#[cfg(test)]
mod golden;
mod join;
mod selection;
#[cfg(test)]
mod tests;

pub use join::PROJECTS;
pub use selection::{Base, BuiltPart, Development, Packages, Selection, Untold};

/// Every collector.
pub static ALL: &[&dyn Collector] = &[&binary::Executable, &cargo::Lockfile];

/// Returns the selection that an inventory or document says it was made by; none where it does not say so, or is not about a selection.
#[must_use]
pub fn stated_selection(inventory: &Inventory) -> Option<Selection> {
    if !matches!(inventory.subject.resolution, Resolution::Selected | Resolution::Exact) {
        return None;
    }
    ALL.iter().find_map(|collector| collector.stated_selection(&inventory.subject.properties))
}

/// Returns what an inventory or document says of packages that its selection leaves out: how many, and why.
#[must_use]
pub fn stated_left_out(inventory: &Inventory) -> Option<&str> {
    ALL.iter().find_map(|collector| collector.stated_left_out(&inventory.subject.properties))
}

/// Turns files of one ecosystem into components, edges and problems.
pub trait Collector: Sync {
    /// Returns the stable name, `<purl type>/<file>`.
    fn name(&self) -> &'static str;

    /// Returns one sentence on what it reads, for listings.
    fn about(&self) -> &'static str;

    /// Returns where the ecosystem keeps what it has downloaded, if the collector can use it.
    fn cache(&self) -> Option<CacheLocation> {
        None
    }

    /// Returns whether a file of this name can be one that the collector [wants](Collector::wants) or that [shows](Collector::expects) a
    /// project: a quick no to most files of a tree, which are then not looked at again.
    fn knows(&self, file_name: &str) -> bool {
        let _ = file_name;
        true
    }

    /// Returns whether the collector can read a file of this path.
    fn wants(&self, path: &RelativePath) -> bool;

    /// Returns whether the collector can read a file that begins so, where its name tells nothing; asked only of a file that the user named.
    fn recognizes(&self, head: &[u8]) -> bool {
        let _ = head;
        false
    }

    /// Returns how many bytes a file may have.
    fn limit(&self) -> u64 {
        limits::LOCKFILE_BYTES
    }

    /// Returns what must lie beside a file of this path, or in a folder above it, so that the project which it shows can be collected.
    fn expects(&self, path: &RelativePath) -> Option<Expected> {
        let _ = path;
        None
    }

    /// Returns whether its files pin every package of a project, so that a document of the project can be held against them.
    fn pins(&self) -> bool {
        false
    }

    /// Returns the selection that an inventory of this collector says it was made by, from the properties of its subject.
    fn stated_selection(&self, properties: &Properties) -> Option<Selection> {
        let _ = properties;
        None
    }

    /// Returns what the root of an inventory of one build has by itself, where the inventory says so.
    fn stated_part(&self, inventory: &Inventory) -> Option<BuiltPart> {
        let _ = inventory;
        None
    }

    /// Returns the features that the properties of a component name.
    fn stated_features<'p>(&self, properties: &'p Properties) -> Option<&'p str> {
        let _ = properties;
        None
    }

    /// Returns what the properties of an inventory's subject say of packages that were left out.
    fn stated_left_out<'p>(&self, properties: &'p Properties) -> Option<&'p str> {
        let _ = properties;
        None
    }

    /// Returns whether an inventory of this collector says that it holds what may not be selected, because nobody could tell.
    fn has_assumed(&self, properties: &Properties) -> bool {
        let _ = properties;
        false
    }

    /// Reads one file and all that belongs to it into an inventory of its own, which is not yet normalized.
    ///
    /// What could not be used, wholly or in part, becomes a problem in the inventory.
    ///
    /// # Errors
    /// [`CollectError`] when nothing of the file could be used.
    fn collect(&self, file: &SourceFile<'_>, context: &Context<'_>) -> Result<Inventory, CollectError>;
}

/// Where an ecosystem keeps what it has downloaded: an environment variable, or else a folder of the home directory.
#[derive(Clone, Copy, Debug)]
pub struct CacheLocation {
    /// The purl type, the key in [`Context::caches`].
    pub purl_type: &'static str,
    /// The environment variable that names the folder.
    pub variable: &'static str,
    /// The folder below the home directory when the variable is unset.
    pub below_home: &'static str,
}

/// A file without which a project cannot be collected.
#[derive(Clone, Copy, Debug)]
pub struct Expected {
    /// The file's name.
    pub file: &'static str,
    /// What the user can do to get it.
    pub hint: &'static str,
}

/// A file that a collector wants, with its bytes.
#[derive(Clone, Copy, Debug)]
pub struct SourceFile<'a> {
    /// The path below the subject's root.
    pub path: &'a RelativePath,
    /// The bytes, bounded.
    pub bytes: &'a [u8],
}

/// How deep a collector looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// The lock file alone.
    LockOnly,
    /// The lock file, the manifests and the ecosystem's caches.
    Manifests,
}

/// What a collector may use beside the file it was given.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The subject's root on disk.
    pub root: &'a Path,
    /// The ecosystems' caches, by purl type.
    pub caches: &'a BTreeMap<&'static str, PathBuf>,
    /// How deep to look.
    pub depth: Depth,
    /// What of the project is asked about.
    pub selection: &'a Selection,
}

/// An input of which nothing could be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CollectError {
    /// The file could not be read.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// The file is not what its name says.
    #[error("{path}{}: {message}", line.map(|line| format!(":{line}")).unwrap_or_default())]
    Syntax {
        /// The file, relative to the subject.
        path: String,
        /// The line, counted from 1.
        line: Option<u32>,
        /// What was expected and what was found.
        message: String,
        /// What the user can do.
        hints: Vec<String>,
    },
    /// The project has nothing of what was asked for.
    #[error("{message}")]
    Selection {
        /// What was asked for and is not there.
        message: String,
        /// What the user can do.
        hints: Vec<String>,
    },
    /// A program that the user asked for could not do its work.
    #[error("`{program}` failed: {message}")]
    Program {
        /// The program.
        program: &'static str,
        /// What it said.
        message: String,
    },
    /// The subject has no file at all.
    #[error("{}: holds no file", path.display())]
    NothingFound {
        /// The subject.
        path: PathBuf,
    },
    /// The subject has files, and no collector reads any of them.
    #[error("{}: none of its files is one that can be collected from ({wanted})", path.display())]
    NothingApplicable {
        /// The subject.
        path: PathBuf,
        /// The collectors that were there to read something.
        wanted: String,
    },
    /// The subject has files to collect from, and none of them could be used.
    #[error("{}", problems.first().map_or_else(String::new, located))]
    NothingReadable {
        /// What is wrong with each; never empty.
        problems: Vec<Problem>,
    },
}

impl CollectError {
    /// Returns whether the same input would fail again.
    #[must_use]
    pub fn is_input_fault(&self) -> bool {
        match self {
            Self::Source(error) => error.is_input_fault(),
            // It may have been the lock of a cache, or a package that is not there yet.
            Self::Program { .. } => false,
            Self::Syntax { .. }
            | Self::Selection { .. }
            | Self::NothingFound { .. }
            | Self::NothingApplicable { .. }
            | Self::NothingReadable { .. } => true,
        }
    }

    /// Returns what the user can do about it.
    #[must_use]
    pub fn hints(&self) -> Vec<String> {
        match self {
            Self::Syntax { hints, .. } | Self::Selection { hints, .. } => hints.clone(),
            Self::NothingReadable { problems } => problems.iter().flat_map(|problem| problem.hints.clone()).collect(),
            Self::Source(_) | Self::Program { .. } | Self::NothingFound { .. } | Self::NothingApplicable { .. } => {
                Vec::new()
            }
        }
    }
}

fn located(problem: &Problem) -> String {
    let line = problem.line.map(|line| format!(":{line}")).unwrap_or_default();
    format!("{}{line}: {}", problem.path, problem.message)
}

/// Which projects of a subject are collected when it holds several.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Projects {
    /// The one that lies in the subject's own folder, or else those that lie below no other.
    #[default]
    Topmost,
    /// Every one, also those inside of others.
    All,
}

/// How a subject is collected.
#[derive(Clone, Copy, Debug)]
pub struct Options<'a> {
    /// How deep to look.
    pub depth: Depth,
    /// Which projects to take.
    pub projects: Projects,
    /// The ecosystems' caches, by purl type; those of [`Collector::cache`] that exist.
    pub caches: &'a BTreeMap<&'static str, PathBuf>,
    /// What of each project is asked about.
    pub selection: &'a Selection,
}

/// Collects a subject: a project's folder, one file that a collector wants, or a folder that holds several projects.
///
/// The inventory is normalized and has a root. Of several projects, that root depends on the root of each. What could not be used is among
/// its problems; [`Problem::is_deciding`] tells which of them decide the exit code.
///
/// # Errors
/// [`CollectError::Source`] when the subject itself cannot be read; [`CollectError::NothingFound`], [`CollectError::NothingApplicable`] and
/// [`CollectError::NothingReadable`] when there is nothing to make an inventory of.
pub fn collect(subject: &Path, options: &Options<'_>) -> Result<Inventory, CollectError> {
    let io = |source| CollectError::Source(SourceError::Io { path: subject.into(), source });
    if !std::fs::metadata(subject).map_err(io)?.is_dir() {
        return collect_file(subject, options);
    }
    let here = find::here(subject)?;
    if here.files.is_empty() || options.projects == Projects::All {
        let mut found = find::below(subject, options.projects)?;
        let files: Vec<find::Wanted> = here.files.into_iter().chain(std::mem::take(&mut found.files)).collect();
        let problems = here.problems.into_iter().chain(std::mem::take(&mut found.problems)).collect();
        let mut inventory = collect_wanted(subject, &files, problems, options)?;
        tell_left_out(&mut inventory, &found);
        return Ok(inventory);
    }
    // The rest of the tree is looked through only to say what else is there, so that nothing is left out silently.
    let (own, others) = rayon::join(
        || collect_wanted(subject, &here.files, here.problems, options),
        || find::below(subject, Projects::Topmost),
    );
    let mut own = own?;
    tell_left_out(&mut own, &others?);
    Ok(own)
}

fn collect_file(subject: &Path, options: &Options<'_>) -> Result<Inventory, CollectError> {
    let root = subject.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let name = subject.file_name().and_then(|name| name.to_str()).and_then(|name| RelativePath::new(name).ok());
    let by_name = |path: RelativePath| match find::wanted_by(&path) {
        Some(collector) => Ok(Some((path, collector))),
        None => Ok(find::recognized_by(subject)?.map(|collector| (path, collector))),
    };
    let found = name.map_or(Ok(None), by_name).map_err(CollectError::Source)?;
    let Some(found) = found else { return Err(not_applicable(subject)) };
    collect_wanted(root, &[found], Vec::new(), options)
}

fn not_applicable(subject: &Path) -> CollectError {
    let wanted = ALL.iter().map(|collector| collector.name()).collect::<Vec<_>>().join(", ");
    CollectError::NothingApplicable { path: subject.into(), wanted }
}

fn collect_wanted(
    root: &Path,
    files: &[find::Wanted],
    mut problems: Vec<Problem>,
    options: &Options<'_>,
) -> Result<Inventory, CollectError> {
    use rayon::prelude::*;

    let context = Context { root, caches: options.caches, depth: options.depth, selection: options.selection };
    let results: Vec<_> = files.par_iter().map(|(path, collector)| collect_one(path, *collector, &context)).collect();
    let mut found = Vec::new();
    for result in results {
        match result {
            Ok(inventory) => found.push(inventory),
            Err(problem) => problems.push(problem),
        }
    }
    if found.is_empty() {
        return Err(match problems.is_empty() {
            true if find::is_empty(root)? => CollectError::NothingFound { path: root.into() },
            true => not_applicable(root),
            false => CollectError::NothingReadable { problems },
        });
    }
    let mut inventory = join::join(found);
    inventory.problems.extend(problems);
    inventory.normalize();
    Ok(inventory)
}

fn collect_one(path: &RelativePath, collector: &dyn Collector, context: &Context<'_>) -> Result<Inventory, Problem> {
    let unusable = |message: String| Problem::new(ProblemKind::Unusable, path.as_str(), message);
    let bytes = read_bounded(&path.under(context.root), collector.limit()).map_err(|error| unusable(reason(&error)))?;
    collector.collect(&SourceFile { path, bytes: &bytes }, context).map_err(|error| match error {
        CollectError::Syntax { line, message, hints, .. } => Problem { line, hints, ..unusable(message) },
        CollectError::Selection { message, hints } => Problem { hints, ..unusable(message) },
        CollectError::Source(error) => unusable(reason(&error)),
        other => unusable(other.to_string()),
    })
}

/// Returns why an input could not be read, without the path, which may be one of this machine.
fn reason(error: &SourceError) -> String {
    match error {
        SourceError::Io { source, .. } => format!("cannot be read: {}", source.kind()),
        SourceError::NotAFile { .. } => "expected a regular file, found a folder, device or pipe".to_owned(),
        SourceError::TooLarge { limit, .. } => format!("expected at most {limit} bytes, found more"),
    }
}

/// The key under which a subject says how many projects inside of it were left out.
const LEFT_OUT: &str = "collect:projects-left-out";

fn tell_left_out(inventory: &mut Inventory, others: &find::Found) {
    /// How many are named; the count tells of the rest.
    const NAMED: usize = 2;
    let count = others.nested.len();
    if count == 0 {
        return;
    }
    inventory.subject.properties.insert(LEFT_OUT.to_owned(), count.to_string());
    let names: Vec<&str> = others.nested.iter().take(NAMED).map(|(path, _)| path.as_str()).collect();
    let more = if count > NAMED { ", …" } else { "" };
    let message = format!("other projects further below ({count}) were not read: {}{more}", names.join(", "));
    let problem = Problem::new(ProblemKind::Skipped, ".", message).hint("`--all-projects` takes them too");
    inventory.problems.push(problem);
    inventory.problems.sort();
}
