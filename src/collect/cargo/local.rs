//! The packages of the subject itself: the workspace, its members, and the packages that they reach by path.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use serde::Deserialize;

use super::declaration::{Declaration, Declared, From};
use super::feature::Behavior;
use super::folder::{Folder, expand, is_pattern};
use super::manifest::{Inherited, Manifest, Table, Workspace, parse_manifest};
use super::target::{Targets, has_binary, targets};
use crate::limits;
use crate::model::{Problem, ProblemKind};
use crate::source::read_bounded;

/// What the manifests and configuration of a project say.
#[derive(Debug, Default)]
pub(super) struct Project {
    /// Every package that was found, in order of folder.
    pub(super) packages: Vec<Local>,
    /// Whether there is a manifest beside the lock file.
    pub(super) has_manifest: bool,
    /// By which rules cargo resolves features here.
    pub(super) behavior: Behavior,
    /// The repository that the workspace states for all of its packages.
    pub(super) repository: Option<String>,
    pub(super) patches: Vec<Patch>,
    /// Folders of vendored packages.
    pub(super) vendored: Vec<Vendored>,
    /// Names of path dependencies that lie outside of the subject and were not read.
    pub(super) outside: BTreeSet<String>,
    pub(super) problems: Vec<Problem>,
}

/// A package in a folder of the subject.
#[derive(Debug)]
pub(super) struct Local {
    pub(super) folder: Folder,
    pub(super) name: String,
    pub(super) version: String,
    pub(super) declaration: Declaration,
    pub(super) membership: Membership,
    /// Whether cargo takes it in the workspace's own folder when no package is named.
    pub(super) by_default: bool,
    pub(super) targets: Targets,
}

/// How a package of the subject belongs to the workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Membership {
    /// It is the package of the manifest beside the lock file.
    Root,
    /// It is a member: the lock file holds what its tests need.
    Member,
    /// It is only depended upon.
    Dependency,
}

/// A package that takes the place of another.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Patch {
    /// The registry or repository whose package is replaced.
    pub(super) of: String,
    /// The package's name.
    pub(super) package: String,
    pub(super) git: Option<String>,
}

/// A folder of vendored packages.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Vendored {
    pub(super) folder: Folder,
    /// Whether the project's configuration puts it in place of a registry.
    pub(super) configured: bool,
}

/// Reads the project whose lock file lies in a folder.
pub(super) fn read(root: &Path, folder: &Folder) -> Project {
    let mut reader = Reader {
        root,
        canonical: root.canonicalize().ok(),
        base: folder,
        manifests: BTreeMap::new(),
        project: Project::default(),
    };
    reader.load(&BTreeSet::from([folder.clone()]));
    if let Some(Some(_)) = reader.manifests.get(folder) {
        reader.project.has_manifest = true;
        reader.packages();
    }
    reader.configuration();
    reader.project
}

struct Reader<'a> {
    root: &'a Path,
    canonical: Option<PathBuf>,
    /// The folder of the lock file.
    base: &'a Folder,
    /// What was read; none where there is no usable manifest.
    manifests: BTreeMap<Folder, Option<Manifest>>,
    project: Project,
}

impl Reader<'_> {
    /// Reads manifests that were not read yet, side by side.
    fn load(&mut self, folders: &BTreeSet<Folder>) {
        let missing: Vec<&Folder> = folders.iter().filter(|folder| !self.manifests.contains_key(*folder)).collect();
        let loaded: Vec<_> = missing.into_par_iter().map(|folder| (folder.clone(), self.manifest(folder))).collect();
        for (folder, result) in loaded {
            let manifest = result.unwrap_or_else(|problem| {
                self.project.problems.push(problem);
                None
            });
            self.manifests.insert(folder, manifest);
        }
    }

    fn manifest(&self, folder: &Folder) -> Result<Option<Manifest>, Problem> {
        let shown = folder.file("Cargo.toml");
        let unusable = |message: String| Problem::new(ProblemKind::Unusable, shown.as_str(), message);
        let path = folder.under(self.root).join("Cargo.toml");
        let Ok(real) = path.canonicalize() else { return Ok(None) };
        if self.canonical.as_ref().is_some_and(|root| !real.starts_with(root)) {
            return Err(unusable("expected a file of the subject, found a link that leads out of it".to_owned()));
        }
        let bytes = match read_bounded(&path, limits::MANIFEST_BYTES) {
            Ok(bytes) => bytes,
            Err(error) if error.is_not_found() => return Ok(None),
            Err(error) => return Err(unusable(super::reason(&error))),
        };
        match parse_manifest(&bytes) {
            Ok(manifest) => Ok(Some(manifest)),
            Err(error) => Err(Problem { line: error.line, ..unusable(error.message) }),
        }
    }

    fn packages(&mut self) {
        let Some(Some(top)) = self.manifests.get(self.base) else { return };
        let workspace = top.workspace.as_ref();
        self.project.repository = workspace.and_then(|workspace| workspace.package.repository.clone());
        let is_workspace = workspace.is_some();
        self.project.behavior = behavior(top);
        let default = self.default_members(top);
        let (members, excluded, patched) = self.listed(top);
        let mut members: BTreeSet<Folder> = members.into_iter().chain([self.base.clone()]).collect();
        let explicit = members.clone();
        self.load(&members);
        self.tell_missing(&explicit);
        let mut done: BTreeSet<Folder> = BTreeSet::new();
        let mut open: BTreeSet<Folder> = members.iter().cloned().chain(patched).collect();
        while !open.is_empty() {
            self.load(&open);
            let mut next = BTreeSet::new();
            for folder in std::mem::take(&mut open) {
                let is_member = members.contains(&folder);
                let Some(paths) = self.package(&folder, is_member) else { continue };
                for path in paths {
                    // Path dependencies inside of a workspace are members of it without being listed.
                    let adopted = is_workspace
                        && is_member
                        && path.is_within(self.base)
                        && !excluded.iter().any(|excluded| path.is_within(excluded));
                    // A package read as a mere dependency before is looked at again once it turns out to be a member.
                    let fresh = (adopted && members.insert(path.clone())) || !done.contains(&path);
                    if fresh {
                        next.insert(path);
                    }
                }
                done.insert(folder);
            }
            open = next;
        }
        let packages = &mut self.project.packages;
        packages.sort_by(|a, b| a.folder.cmp(&b.folder));
        let has_root = packages.iter().any(|local| local.membership == Membership::Root);
        for local in packages {
            local.by_default = match (&default, local.membership) {
                (_, Membership::Dependency) => false,
                (Some(listed), _) => listed.contains(&local.folder),
                (None, Membership::Root) => true,
                (None, Membership::Member) => !has_root,
            };
        }
    }

    /// Returns the folders of the members that the workspace names as its default.
    fn default_members(&self, top: &Manifest) -> Option<BTreeSet<Folder>> {
        let listed = top.workspace.as_ref()?.default_members.as_ref()?;
        Some(listed.iter().flat_map(|pattern| expand(self.root, self.base, pattern)).collect())
    }

    /// Returns the folders of listed members, of those excluded, and of patches by path.
    fn listed(&self, top: &Manifest) -> (BTreeSet<Folder>, Vec<Folder>, Vec<Folder>) {
        let listed = top.workspace.iter().flat_map(|workspace| &workspace.members);
        let mut members: BTreeSet<Folder> = BTreeSet::new();
        for pattern in listed {
            let found = expand(self.root, self.base, pattern);
            let is_package = |folder: &Folder| folder.under(self.root).join("Cargo.toml").is_file();
            members.extend(found.into_iter().filter(|folder| !is_pattern(pattern) || is_package(folder)));
        }
        let excluded: Vec<Folder> = top
            .workspace
            .iter()
            .flat_map(|workspace| &workspace.exclude)
            .filter_map(|path| self.base.join(path))
            .collect();
        let explicit =
            top.workspace.iter().flat_map(|workspace| &workspace.members).filter_map(|path| self.base.join(path));
        let explicit: BTreeSet<Folder> = explicit.collect();
        members
            .retain(|member| explicit.contains(member) || !excluded.iter().any(|excluded| member.is_within(excluded)));
        let replacing = top.patch.values().flat_map(BTreeMap::values);
        let patched = replacing.filter_map(|patch| self.base.join(patch.0.path.as_deref()?)).collect();
        (members, excluded, patched)
    }

    fn tell_missing(&mut self, explicit: &BTreeSet<Folder>) {
        for folder in explicit {
            let told = self.project.problems.iter().any(|problem| problem.path == folder.file("Cargo.toml"));
            if !told && matches!(self.manifests.get(folder), Some(None)) {
                let message = "expected the manifest of a member of the workspace, found none";
                self.project.problems.push(Problem::new(ProblemKind::Unusable, folder.file("Cargo.toml"), message));
            }
        }
    }

    /// Adds the package of a folder, and returns the folders that its path dependencies lead to.
    fn package(&mut self, folder: &Folder, is_member: bool) -> Option<Vec<Folder>> {
        let home = self.workspace_of(folder, is_member);
        let manifest = self.manifests.get(folder)?.as_ref()?;
        let package = manifest.package.as_ref()?;
        let workspace = home.as_ref().and_then(|home| self.workspace_in(home));
        let shared = workspace.and_then(|workspace| workspace.package.version.as_ref());
        let version = Inherited::resolve(package.version.as_ref(), shared).unwrap_or_else(|| "0.0.0".to_owned());
        let name = package.name.clone();
        let mut declaration = Declaration::of_manifest(manifest.clone(), workspace);
        declaration.find_script(&folder.under(self.root));
        let targets = targets(manifest, &folder.under(self.root));
        if let Some(about) = &mut declaration.about {
            about.has_binary |= package.autobins != Some(false) && has_binary(&folder.under(self.root));
        }
        let membership = match is_member {
            true if folder == self.base => Membership::Root,
            true => Membership::Member,
            false => Membership::Dependency,
        };
        let mut paths = Vec::new();
        for declared in &declaration.requirements {
            match path_of(declared, folder, home.as_ref().unwrap_or(folder)) {
                Some(Some(path)) => paths.push(path),
                Some(None) => {
                    self.project.outside.insert(declared.package.clone());
                }
                None => {}
            }
        }
        self.project.packages.retain(|local| local.folder != *folder);
        let folder = folder.clone();
        self.project.packages.push(Local {
            folder,
            name,
            version,
            declaration,
            membership,
            by_default: false,
            targets,
        });
        Some(paths)
    }

    /// Returns the folder of the workspace that a package inherits from.
    fn workspace_of(&mut self, folder: &Folder, is_member: bool) -> Option<Folder> {
        if is_member {
            return Some(self.base.clone());
        }
        let pointed = self.manifests.get(folder)?.as_ref()?.package.as_ref()?.workspace.clone();
        let mut at = Some(match pointed {
            Some(path) => folder.join(&path)?,
            None => folder.clone(),
        });
        while let Some(candidate) = at {
            self.load(&BTreeSet::from([candidate.clone()]));
            if self.workspace_in(&candidate).is_some() {
                return Some(candidate);
            }
            at = candidate.parent();
        }
        None
    }

    fn workspace_in(&self, folder: &Folder) -> Option<&Workspace> {
        self.manifests.get(folder)?.as_ref()?.workspace.as_ref()
    }

    /// Reads patches, and the source replacements of cargo's configuration beside the lock file and above it.
    fn configuration(&mut self) {
        if let Some(Some(top)) = self.manifests.get(self.base) {
            add_patches(&mut self.project.patches, &top.patch);
        }
        let mut at = Some(self.base.clone());
        while let Some(folder) = at {
            for name in [".cargo/config.toml", ".cargo/config"] {
                self.configuration_file(&folder, name);
            }
            at = folder.parent();
        }
        if let Some(folder) = self.base.join("vendor")
            && !self.project.vendored.iter().any(|vendored| vendored.folder == folder)
            && folder.under(self.root).is_dir()
        {
            self.project.vendored.push(Vendored { folder, configured: false });
        }
    }

    fn configuration_file(&mut self, folder: &Folder, name: &str) {
        let bytes = match read_bounded(&folder.under(self.root).join(name), limits::CONFIG_BYTES) {
            Ok(bytes) => bytes,
            Err(error) if error.is_not_found() => return,
            Err(error) => {
                self.project.problems.push(Problem::new(
                    ProblemKind::Unusable,
                    folder.file(name),
                    super::reason(&error),
                ));
                return;
            }
        };
        let text = String::from_utf8_lossy(&bytes);
        let configuration: Configuration = match toml::from_str(&text) {
            Ok(configuration) => configuration,
            Err(error) => {
                let message = format!("expected cargo's configuration: {}", error.message().replace('\n', " "));
                self.project.problems.push(Problem::new(ProblemKind::Unusable, folder.file(name), message));
                return;
            }
        };
        add_patches(&mut self.project.patches, &configuration.patch);
        let replacing: BTreeSet<&String> =
            configuration.source.values().filter_map(|source| source.replace_with.as_ref()).collect();
        for (source, found) in &configuration.source {
            if let Some(folder) = found.directory.as_deref().and_then(|directory| folder.join(directory)) {
                self.project.vendored.push(Vendored { folder, configured: replacing.contains(source) });
            }
        }
    }
}

/// Returns where a path dependency leads: `Some(None)` when that is outside of the subject.
#[expect(clippy::option_option, reason = "no path and a path that leads out are different answers")]
fn path_of(declared: &Declared, folder: &Folder, home: &Folder) -> Option<Option<Folder>> {
    match &declared.from {
        From::Path(path) => Some(folder.join(path)),
        From::WorkspacePath(path) => Some(home.join(path)),
        From::Registry | From::Git(_) => None,
    }
}

/// Returns by which rules cargo resolves the features of a workspace.
///
/// Spec: The Cargo Book, "Dependency Resolution", "Resolver versions".
fn behavior(top: &Manifest) -> Behavior {
    let workspace = top.workspace.as_ref();
    let named = workspace.and_then(|workspace| workspace.resolver.as_deref());
    let named = named.or_else(|| top.package.as_ref()?.resolver.as_deref());
    let shared = workspace.and_then(|workspace| workspace.package.edition.as_ref());
    let edition = top.package.as_ref().and_then(|package| Inherited::resolve(package.edition.as_ref(), shared));
    match (named, edition.as_deref()) {
        (Some("1"), _) | (None, None | Some("2015" | "2018")) => Behavior::One,
        (Some("2"), _) | (None, Some("2021")) => Behavior::Two,
        (Some(_), _) | (None, Some(_)) => Behavior::Three,
    }
}

fn add_patches(patches: &mut Vec<Patch>, tables: &BTreeMap<String, Table>) {
    for (of, table) in tables {
        for (alias, requirement) in table {
            let package = requirement.0.package.clone().unwrap_or_else(|| alias.clone());
            patches.push(Patch { of: of.clone(), package, git: requirement.0.git.clone() });
        }
    }
}

/// Cargo's configuration, as far as it says where packages come from.
#[derive(Deserialize)]
struct Configuration {
    #[serde(default)]
    source: BTreeMap<String, SourceTable>,
    #[serde(default)]
    patch: BTreeMap<String, Table>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct SourceTable {
    directory: Option<String>,
    replace_with: Option<String>,
}
