//! The C sources below a folder: where each library's tree begins, and what it states of itself.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::stated::{self, Project, Stated};
use super::tables::{Form, UPSTREAMS, Upstream};
use crate::limits;
use crate::source::read_bounded;

/// Files that describe how a library is built.
const PROJECTS: &[&str] = &["CMakeLists.txt", "configure.ac", "configure.in", "meson.build"];

/// The end of the name of a pkg-config file.
const PACKAGE: &str = ".pc";

/// Ends of names that a C, C++ or assembler source has.
pub(super) const SOURCES: &[&str] = &["c", "cc", "cpp", "cxx", "c++", "s", "S", "asm", "m", "mm"];

/// What lies below a folder.
#[derive(Debug, Default)]
pub(super) struct Survey {
    /// The trees, by root; several where one root holds several libraries.
    pub(super) trees: Vec<Tree>,
    /// Each source: its folder below the surveyed one, its name without ending, and the ending.
    pub(super) sources: Vec<Source>,
    /// What pkg-config files say, by the name of the file without ending.
    pub(super) packages: BTreeMap<String, (String, Project)>,
    /// Whether there was more than [`limits`] let through.
    pub(super) is_cut: bool,
}

/// One source file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Source {
    pub(super) folder: String,
    pub(super) stem: String,
    pub(super) ending: &'static str,
}

/// The sources of one library.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Tree {
    /// The folder, below the surveyed one; empty for that itself.
    pub(super) root: String,
    pub(super) name: String,
    pub(super) version: Option<String>,
    /// The file that states it, below the surveyed folder.
    pub(super) mark: String,
    pub(super) line: Option<u32>,
    pub(super) upstream: Option<&'static Upstream>,
    /// The licence that the file carries as an SPDX tag.
    pub(super) license: Option<String>,
}

/// What a survey looks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    /// Libraries of the table.
    Known,
    /// Also those that only describe their build.
    Any,
}

/// Looks through a folder; `package_version` is that of the package that it belongs to.
pub(super) fn survey(folder: &Path, package_version: &str, wanted: Wanted) -> Survey {
    let mut walk = Walk { folder, found: Survey::default(), marks: Vec::new(), seen: 0 };
    walk.folder("", 0);
    let Walk { mut found, marks, .. } = walk;
    let reader = Reader { folder, package_version };
    let mut trees: BTreeMap<(String, &str), Tree> = BTreeMap::new();
    for mark in &marks {
        for tree in UPSTREAMS.iter().filter_map(|upstream| reader.tree(mark, upstream)) {
            let known = trees.entry((tree.root.clone(), tree.upstream.map_or("", |it| it.name)));
            let known = known.or_insert_with(|| tree.clone());
            if known.version.is_none() {
                *known = tree;
            }
        }
    }
    found.trees = trees.into_values().collect();
    for path in marks.iter().filter(|path| path.ends_with(PACKAGE)) {
        let name = path.rsplit('/').next().unwrap_or(path).trim_end_matches(PACKAGE).to_owned();
        if let Some(project) = reader.text(path).and_then(|text| stated::of_pkg_config(&text)) {
            found.packages.entry(name).or_insert((path.clone(), project));
        }
    }
    if wanted == Wanted::Any {
        let roots: BTreeSet<String> =
            marks.iter().filter(|mark| is_project(mark)).map(|mark| folder_of(mark)).collect();
        for root in roots.iter().filter(|root| !root.is_empty()) {
            let inside = found.trees.iter().any(|tree| is_below(root, &tree.root) || is_below(&tree.root, root));
            if !inside && let Some(tree) = reader.project_tree(root) {
                found.trees.push(tree);
            }
        }
    }
    found.trees.sort_by(|a, b| (&a.root, &a.name).cmp(&(&b.root, &b.name)));
    found.sources.sort();
    found
}

/// Returns whether a folder is another one or lies below it.
pub(super) fn is_below(folder: &str, other: &str) -> bool {
    other.is_empty() || folder == other || folder.strip_prefix(other).is_some_and(|rest| rest.starts_with('/'))
}

fn is_project(mark: &str) -> bool {
    PROJECTS.contains(&mark.rsplit('/').next().unwrap_or(mark))
}

fn folder_of(path: &str) -> String {
    path.rsplit_once('/').map(|(folder, _)| folder.to_owned()).unwrap_or_default()
}

struct Walk<'a> {
    folder: &'a Path,
    found: Survey,
    /// Paths of files that may state something.
    marks: Vec<String>,
    seen: usize,
}

impl Walk<'_> {
    fn folder(&mut self, below: &str, depth: usize) {
        if depth > limits::SOURCE_TREE_DEPTH {
            self.found.is_cut = true;
            return;
        }
        let Ok(entries) = std::fs::read_dir(self.folder.join(below)) else { return };
        let entries: Vec<std::fs::DirEntry> = entries.flatten().take(limits::SOURCE_TREE_ENTRIES).collect();
        // What cargo built is no source of the package.
        if entries.iter().any(|entry| entry.file_name() == "CACHEDIR.TAG") {
            return;
        }
        let mut folders = Vec::new();
        for entry in entries {
            self.seen += 1;
            if self.seen > limits::SOURCE_TREE_ENTRIES {
                self.found.is_cut = true;
                return;
            }
            let (Ok(kind), Ok(name)) = (entry.file_type(), entry.file_name().into_string()) else { continue };
            // Links are not followed: they could lead out of the package.
            if kind.is_dir() && !name.starts_with('.') {
                folders.push(join(below, &name));
            } else if kind.is_file() {
                self.file(below, &name);
            }
        }
        folders.sort();
        for folder in folders {
            self.folder(&folder, depth + 1);
        }
    }

    fn file(&mut self, below: &str, name: &str) {
        if let Some((stem, ending)) = name.rsplit_once('.')
            && let Some(ending) = SOURCES.iter().find(|known| **known == ending)
        {
            self.found.sources.push(Source { folder: below.to_owned(), stem: stem.to_owned(), ending });
        }
        let is_mark = |mark: &str| mark.rsplit('/').next() == Some(name);
        let is_package = name.ends_with(PACKAGE);
        if is_package
            || is_project(name)
            || UPSTREAMS.iter().any(|upstream| upstream.marks.iter().any(|mark| is_mark(mark)))
        {
            self.marks.push(join(below, name));
        }
    }
}

fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}

struct Reader<'a> {
    folder: &'a Path,
    package_version: &'a str,
}

impl Reader<'_> {
    fn text(&self, path: &str) -> Option<String> {
        let bytes = read_bounded(&self.folder.join(path), limits::C_SOURCE_BYTES).ok()?;
        Some(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// Returns the tree of a library that a file shows.
    fn tree(&self, path: &str, upstream: &'static Upstream) -> Option<Tree> {
        let root = upstream.marks.iter().find_map(|mark| {
            let root = path.strip_suffix(mark)?;
            (root.is_empty() || root.ends_with('/')).then(|| root.trim_end_matches('/').to_owned())
        })?;
        let text = self.text(path)?;
        let mut tree = Tree {
            root,
            name: upstream.name.to_owned(),
            version: None,
            mark: path.to_owned(),
            line: None,
            upstream: Some(upstream),
            license: license(&text),
        };
        match &upstream.form {
            Form::Unversioned(name) => tree.line = Some(stated::find_macro(&text, name)?.line),
            Form::Metadata => tree.version = stated::of_metadata(self.package_version),
            Form::Project => {
                if let Some((path, project)) = self.project(&tree.root) {
                    (tree.mark, tree.line, tree.version) = (path, Some(project.line), project.version);
                }
            }
            form => {
                let Stated { value, line } = read(&text, form)?;
                (tree.version, tree.line) = (Some(self.release(value)), Some(line));
            }
        }
        Some(tree)
    }

    /// Drops what a checkout of the repository adds to a release's version, where the package says that it is that release.
    fn release(&self, version: String) -> String {
        let released = stated::of_metadata(self.package_version).filter(|released| {
            version.strip_prefix(released.as_str()).is_some_and(|rest| rest.eq_ignore_ascii_case("-dev"))
        });
        released.unwrap_or(version)
    }

    fn project_tree(&self, root: &str) -> Option<Tree> {
        let (mark, project) = self.project(root)?;
        let Project { name, version, line } = project;
        let license = self.text(&mark).and_then(|text| license(&text));
        Some(Tree { root: root.to_owned(), name, version, mark, line: Some(line), upstream: None, license })
    }

    /// Returns what describes the build in a folder; a file that states a version before one that does not.
    fn project(&self, root: &str) -> Option<(String, Project)> {
        let read = |name: &&str| {
            let path = join(root, name);
            let text = self.text(&path)?;
            let project = match *name {
                "CMakeLists.txt" => stated::of_cmake(&text),
                "meson.build" => stated::of_meson(&text),
                _ => stated::of_autoconf(&text),
            };
            Some((path, project?))
        };
        let mut found: Vec<(String, Project)> = PROJECTS.iter().filter_map(read).collect();
        let best = found.iter().position(|(_, project)| project.version.is_some()).unwrap_or(0);
        if found.is_empty() { None } else { Some(found.swap_remove(best)) }
    }
}

/// Returns the version that a text states in a form, and where.
pub(super) fn read(text: &str, form: &Form) -> Option<Stated> {
    let part = |name: &str| {
        let stated = stated::find_macro(text, name)?;
        stated.value.bytes().all(|byte| byte.is_ascii_digit()).then_some(stated)
    };
    let number = |name: &str| Some((stated::find_macro(text, name)?, part(name)?.value.parse::<u32>().ok()?));
    let stated = match form {
        Form::Text(name) => {
            let stated = stated::find_macro(text, name)?;
            Stated { value: stated.value.split([' ', ',']).next()?.to_owned(), ..stated }
        }
        Form::Behind(name, word) => {
            let stated = stated::find_macro(text, name)?;
            Stated { value: stated.value.strip_prefix(word)?.split_whitespace().next()?.to_owned(), ..stated }
        }
        Form::Parts(names) => joined(names.iter().map(|name| part(name)).collect::<Option<Vec<_>>>()?)?,
        Form::Assignments(names) => {
            joined(names.iter().map(|name| stated::find_assignment(text, name)).collect::<Option<Vec<_>>>()?)?
        }
        Form::Pairs(name) => {
            let (stated, number) = number(name)?;
            let (first, second) = if number < 1000 { (100, 10) } else { (10_000, 100) };
            let value = format!("{}.{}.{}", number / first, number / second % (first / second), number % second);
            Stated { value, ..stated }
        }
        Form::Thousands(name) => {
            let (stated, number) = number(name)?;
            let patch = if number % 10 == 0 { String::new() } else { format!(".{}", number % 10) };
            Stated { value: format!("{}.{}{patch}", number / 1000, number / 10 % 100), ..stated }
        }
        Form::Bytes(name) => {
            let stated = stated::find_macro(text, name)?;
            let number = u32::from_str_radix(stated.value.strip_prefix("0x")?, 16).ok()?;
            let [first, second, third, _] = number.to_be_bytes();
            Stated { value: format!("{first}.{second}.{third}"), ..stated }
        }
        Form::Project | Form::Metadata | Form::Unversioned(_) => return None,
    };
    Some(Stated { value: stated::version(&stated.value)?, line: stated.line })
        .filter(|it| !it.value.contains("zlib-ng"))
}

fn joined(parts: Vec<Stated>) -> Option<Stated> {
    let line = parts.first()?.line;
    Some(Stated { value: parts.into_iter().map(|part| part.value).collect::<Vec<_>>().join("."), line })
}

/// Returns the licence that a file's head names. Spec: SPDX 2.3, annex E "SPDX short identifiers".
fn license(text: &str) -> Option<String> {
    const LINES: usize = 60;
    let line = text.lines().take(LINES).find_map(|line| Some(line.split_once("SPDX-License-Identifier:")?.1))?;
    let named = line.trim().trim_end_matches("*/").trim_end_matches("-->").trim();
    (!named.is_empty() && named.len() <= 128).then(|| named.to_owned())
}
