//! Native code: what a build script linked, where it lies, whose it is, and the C sources that a package brings along.
//!
//! Cargo knows nothing of all this beyond the names that a build script prints. A library found in the folder that the build script writes to was
//! compiled by it; which sources those were is told by the package's own files. One that lies in the system belongs to a package of the
//! distribution. What could not be named is said, never guessed: a wrong component is as bad as a missing one.
//!
//! Spec: The Cargo Book, "Build Scripts", `cargo::rustc-link-lib` and `cargo::rustc-link-search`; The rustc Book, `-l` and `-L`.

mod compiled;
mod library;
mod link;
mod name;
mod stated;
mod survey;
mod tables;

use std::collections::BTreeSet;
use std::path::Path;

use crate::limits;
use crate::model::{Completeness, Component, Problem, Properties};
use crate::system::System;
use library::{Finder, Library, Place};
use link::Link;
use name::Basis;
use survey::{Survey, Tree, Wanted, is_below};
use tables::UPSTREAMS;

/// What cargo tells of one build script that ran, and the package that it belongs to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Script<'a> {
    /// The package's name.
    pub(super) name: &'a str,
    /// The package's version.
    pub(super) version: &'a str,
    /// The folder of its manifest.
    pub(super) folder: &'a Path,
    /// As in cargo's message `build-script-executed`: `static=z`, `dylib=m`, `framework=X`, `z`.
    pub(super) linked_libs: &'a [String],
    /// As in the same message: `native=/…`, or a bare path.
    pub(super) linked_paths: &'a [String],
    /// The folder that the build script wrote to.
    pub(super) out_dir: Option<&'a Path>,
    /// The target triple that the package was built for.
    pub(super) target: &'a str,
}

/// How a library gets into what is built.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Linkage {
    /// Its code becomes part of it.
    Static,
    /// It is loaded when the program starts.
    Dynamic,
    /// It is a framework of Apple's systems.
    Framework,
    /// Neither the build script nor a file says.
    Unknown,
}

impl Linkage {
    /// Returns the word that properties use.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Static => "static",
            Self::Dynamic => "dynamic",
            Self::Framework => "framework",
            Self::Unknown => "unknown",
        }
    }
}

/// How sure the component of a library is; the last one is the surest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Certainty {
    /// Only the name under which it is linked.
    Name,
    /// A version that the package states, without a tie to the library's bytes.
    Stated,
    /// Sources that state the version, whose object files are in the library; or a package database that lists the file.
    Proven,
}

impl Certainty {
    /// Returns the word that properties use.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Stated => "stated",
            Self::Proven => "proven",
        }
    }
}

/// One foreign library: linked by the build script, or compiled by it from sources that the package brings along.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Native {
    /// What it is, ready for an inventory but for its usage, which is that of the package.
    pub(super) component: Component,
    /// How it gets into what is built.
    pub(super) linkage: Linkage,
    /// How sure the component is.
    pub(super) certainty: Certainty,
}

/// All that was learnt of one build script.
#[derive(Clone, Debug)]
pub(super) struct Report {
    /// The foreign libraries, by name.
    pub(super) natives: Vec<Native>,
    /// Properties for the package's own component, such as the libraries that it compiled from code of its own.
    pub(super) marks: Properties,
    /// Whether the package's dependencies are all known, its native ones included.
    pub(super) completeness: Completeness,
    /// What could not be used.
    pub(super) problems: Vec<Problem>,
}

/// Returns all that can be learnt of one build script.
pub(super) fn examine(script: &Script<'_>, system: &System) -> Report {
    let mut examined = Examined::new(script, system);
    let finder = Finder::new(script, system);
    let links: Vec<Link<'_>> = script.linked_libs.iter().filter_map(|text| Link::parse(text)).collect();
    for (place, link) in links.iter().enumerate() {
        if links.iter().take(place).any(|before| before == link) {
            continue;
        }
        let found = if link.linkage == Linkage::Framework { None } else { finder.find(link) };
        match found {
            None => examined.natives.push(name::linked(name::of_name(link, None), link, None)),
            Some(Ok(library)) => examined.library(link, &library),
            Some(Err(problem)) => {
                examined.natives.push(name::linked(name::of_name(link, None), link, None));
                examined.problems.push(problem);
            }
        }
    }
    examined.report()
}

/// The C sources that a package brings along, without a claim that they are compiled.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bundled {
    /// The libraries, ready for an inventory.
    pub components: Vec<Component>,
    /// Whether there was more in the package than limits let through.
    pub is_cut: bool,
}

/// Returns the known C libraries whose sources lie in the folder of a package of this version; `base` stands before paths in evidence.
///
/// Only packages that are named for native code, or link a library, are worth the look.
#[must_use]
pub fn bundled(base: &str, version: &str, folder: &Path) -> Bundled {
    let survey = survey::survey(folder, version, Wanted::Known);
    let is_inner = |tree: &&Tree| !survey.trees.iter().any(|it| it.root != tree.root && is_below(&tree.root, &it.root));
    let has_sources = |tree: &&Tree| survey.sources.iter().any(|source| is_below(&source.folder, &tree.root));
    let trees = survey.trees.iter().filter(is_inner).filter(has_sources);
    let natives = name::merged(trees.map(|tree| name::of_tree(tree, base, Basis::Statement)).collect());
    let components = natives.into_iter().map(|native| name::uncompiled(native.component)).collect();
    Bundled { components, is_cut: survey.is_cut }
}

/// The key under which a package says which C sources it brings along, without a claim that they are compiled.
pub(super) const BUNDLED: &str = "native:bundled-sources";

/// The key under which a package says which libraries were compiled from code of its own.
pub(super) const OWN: &str = "native:own";

/// Whether a package is named as those are that exist to link a foreign library.
pub(super) fn is_native(name: &str) -> bool {
    name.split(['-', '_']).any(|word| word == "sys" || word == "src")
}

/// What lies in a folder, with that folder and what stands before its paths in evidence: of the package, and of its build script's output.
type Surveys<'a> = [(Option<&'a Path>, String, Survey); 2];

/// What is learnt of one build script, link by link.
struct Examined<'a> {
    script: &'a Script<'a>,
    system: &'a System,
    /// Looked through when the first library needs it.
    surveys: Option<Surveys<'a>>,
    natives: Vec<Native>,
    own: BTreeSet<String>,
    problems: Vec<Problem>,
}

impl<'a> Examined<'a> {
    fn new(script: &'a Script<'a>, system: &'a System) -> Self {
        Self { script, system, surveys: None, natives: Vec::new(), own: BTreeSet::new(), problems: Vec::new() }
    }

    fn library(&mut self, link: &Link<'_>, library: &Library) {
        if library.is_empty {
            return;
        }
        let found = match &library.place {
            Place::System(owner) => vec![name::of_owner(owner, library)],
            Place::Elsewhere => installed(link, library, self.system).into_iter().collect(),
            Place::Output | Place::Package => self.compiled(link, library),
        };
        if !found.is_empty() {
            let several = found.len() > 1;
            for native in found {
                let mut native = name::linked(native, link, Some(library));
                if several {
                    // The file is none of them alone.
                    native.component.digests.clear();
                }
                self.natives.push(native);
            }
        } else if matches!(library.place, Place::Elsewhere) || is_native(self.script.name) {
            let version = if library.place == Place::Output { stated::of_metadata(self.script.version) } else { None };
            self.natives.push(name::linked(name::of_name(link, version), link, Some(library)));
        } else {
            self.own.insert(link.name.to_owned());
        }
    }

    /// Returns what a library was compiled from.
    fn compiled(&mut self, link: &Link<'_>, library: &Library) -> Vec<Native> {
        let script = self.script;
        let surveys = self.surveys.get_or_insert_with(|| {
            let base = format!("{}-{}/", script.name, script.version);
            let wanted = if is_native(script.name) { Wanted::Any } else { Wanted::Known };
            let look = |folder: Option<&Path>| {
                folder.map(|folder| survey::survey(folder, script.version, wanted)).unwrap_or_default()
            };
            let out = format!("{base}OUT_DIR/");
            [(Some(script.folder), base, look(Some(script.folder))), (script.out_dir, out, look(script.out_dir))]
        });
        for (folder, base, survey) in surveys.iter() {
            let Some(folder) = folder else { continue };
            let origin = compiled::origin(&library.bytes, folder, survey);
            let tree = |place: &usize| survey.trees.get(*place);
            let trees = origin.trees.iter().filter_map(tree);
            let mut natives: Vec<Native> = trees.map(|tree| name::of_tree(tree, base, Basis::Objects)).collect();
            natives.extend(undecided(&origin.candidates.iter().filter_map(tree).collect::<Vec<_>>(), base));
            if !natives.is_empty() {
                let package = pkg_config(link, library, surveys);
                for native in natives.iter_mut().filter(|native| native.component.version.is_none()) {
                    name::complete(native, package.as_ref());
                }
                return natives;
            }
        }
        let headers = surveys.iter().flat_map(|(_, base, survey)| survey.trees.iter().map(move |tree| (base, tree)));
        stated_by(link, library, headers).or_else(|| pkg_config(link, library, surveys)).into_iter().collect()
    }

    fn report(self) -> Report {
        let natives = name::merged(self.natives);
        let sure = natives.iter().all(|native| native.certainty == Certainty::Proven) && self.problems.is_empty();
        let mut marks = Properties::new();
        if !self.own.is_empty() {
            marks.insert(OWN.to_owned(), self.own.into_iter().collect::<Vec<_>>().join(", "));
        }
        let completeness = if sure { Completeness::Complete } else { Completeness::Unknown };
        Report { natives, marks, completeness, problems: self.problems }
    }
}

/// Returns the component of sources of which one tree was compiled, and which one is not known: the name if they share it, and no version.
fn undecided(trees: &[&Tree], base: &str) -> Option<Native> {
    let (first, rest) = trees.split_first()?;
    let versions: BTreeSet<&str> = trees.iter().filter_map(|tree| tree.version.as_deref()).collect();
    let same = rest.iter().all(|tree| tree.name == first.name);
    let version = first.version.clone().filter(|_| versions.len() == 1 && same);
    same.then(|| {
        let mut native = name::of_tree(&Tree { version, ..(*first).clone() }, base, Basis::Objects);
        let candidates = versions.into_iter().collect::<Vec<_>>().join(", ");
        native.component.properties.insert("native:candidates".to_owned(), candidates);
        native
    })
}

/// Returns what a file says that lies beside a library without sources: a header, or the library itself.
fn stated_by<'t>(
    link: &Link<'_>,
    library: &Library,
    trees: impl Iterator<Item = (&'t String, &'t Tree)>,
) -> Option<Native> {
    let known = |tree: &Tree| tree.upstream.is_some_and(|upstream| upstream.is_linked_as(link.name));
    let trees: Vec<_> = trees.filter(|(_, tree)| known(tree) && tree.version.is_some()).collect();
    let in_bytes = |tree: &Tree| tree.version.as_ref().is_some_and(|it| compiled::holds_version(&library.bytes, it));
    let proven: Vec<_> = trees.iter().filter(|(_, tree)| in_bytes(tree)).collect();
    let versions: BTreeSet<_> = proven.iter().map(|(_, tree)| (&tree.name, &tree.version)).collect();
    if let (1, Some((base, tree))) = (versions.len(), proven.first()) {
        return Some(name::of_tree(tree, base, Basis::Text));
    }
    if let Some(tree) = banner(link, library) {
        return Some(name::of_tree(&tree, "", Basis::Text));
    }
    let versions: BTreeSet<_> = trees.iter().map(|(_, tree)| (&tree.name, &tree.version)).collect();
    match (versions.len(), trees.first()) {
        (1, Some((base, tree))) => Some(name::of_tree(tree, base, Basis::Statement)),
        _ => None,
    }
}

/// Returns what a pkg-config file says that was installed with a library. One that has a version only is no more than a statement.
fn pkg_config(link: &Link<'_>, library: &Library, surveys: &Surveys<'_>) -> Option<Native> {
    let (_, base, survey) = surveys.get(1)?;
    let names = [link.name.to_owned(), format!("lib{}", link.name)];
    let (path, project) = names.iter().find_map(|name| survey.packages.get(name))?;
    // A checkout without tags has `0` here.
    let is_real = |version: &String| version.contains('.') && version.contains(|c| matches!(c, '1'..='9'));
    let version = project.version.clone().filter(is_real)?;
    let basis = if compiled::holds_version(&library.bytes, &version) { Basis::Text } else { Basis::Statement };
    let tree = Tree {
        root: String::new(),
        name: project.name.clone(),
        version: Some(version),
        mark: path.clone(),
        line: Some(project.line),
        upstream: None,
        license: None,
    };
    Some(name::of_tree(&tree, base, basis))
}

/// Returns what a library says of itself.
fn banner(link: &Link<'_>, library: &Library) -> Option<Tree> {
    let fitting = UPSTREAMS.iter().filter(|upstream| upstream.is_linked_as(link.name));
    fitting.into_iter().find_map(|upstream| {
        let version = compiled::behind(&library.bytes, upstream.banner?)?;
        Some(Tree {
            root: String::new(),
            name: upstream.name.to_owned(),
            version: Some(version),
            mark: library.shown.clone(),
            line: None,
            upstream: Some(upstream),
            license: None,
        })
    })
}

/// Returns what is installed beside a library that no package owns.
fn installed(link: &Link<'_>, library: &Library, system: &System) -> Option<Native> {
    let prefix = library.folder.parent()?;
    let mut trees = Vec::new();
    for upstream in UPSTREAMS.iter().filter(|upstream| upstream.is_linked_as(link.name)) {
        let headers = upstream.marks.iter().map(|mark| mark.rsplit_once("include/").map_or(*mark, |(_, rest)| rest));
        for header in headers {
            let path = prefix.join("include").join(header);
            let Ok(bytes) = system.read(&path, limits::C_SOURCE_BYTES) else { continue };
            let Some(stated) = survey::read(&String::from_utf8_lossy(&bytes), &upstream.form) else { continue };
            trees.push(Tree {
                root: String::new(),
                name: upstream.name.to_owned(),
                version: Some(stated.value),
                mark: header.rsplit('/').next().unwrap_or(header).to_owned(),
                line: Some(stated.line),
                upstream: Some(upstream),
                license: None,
            });
        }
    }
    let base = String::new();
    stated_by(link, library, trees.iter().map(|tree| (&base, tree)))
}
#[cfg(test)]
mod tests;
