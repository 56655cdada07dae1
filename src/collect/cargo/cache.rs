//! What cargo keeps of packages that are not the subject's own: extracted sources, archives, git checkouts, the registry index, and trees
//! vendored into the subject.
//!
//! Every registry folder is tried for every package: a mirror has a folder of its own, and its name is a hash that only cargo can compute.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::archive;
use super::declaration::Declaration;
use super::index;
use super::local::Vendored;
use super::lockfile::Package;
use super::manifest::{Manifest, parse_manifest, parse_published_manifest};
use crate::limits;
use crate::model::{Origin, Problem, ProblemKind, RelativePath};
use crate::source::{SourceError, read_bounded, with_bounded};

/// Where packages may be found, in the order in which they are looked for.
#[derive(Debug, Default)]
pub(super) struct Caches {
    vendored: Vec<(PathBuf, bool)>,
    sources: Vec<PathBuf>,
    archives: Vec<PathBuf>,
    indexes: Vec<PathBuf>,
    /// Git checkouts by commit, with the packages in them by name.
    checkouts: BTreeMap<String, Vec<Checkout>>,
}

/// The name and version of a package.
type Named<'a> = (&'a str, &'a str);

fn named<'a>(package: &'a Package<'_>) -> Named<'a> {
    (&package.name, &package.version)
}

/// A package found in a git checkout.
#[derive(Debug)]
struct Checkout {
    folder: PathBuf,
    name: String,
    version: Option<String>,
    depth: usize,
    declaration: Declaration,
}

/// What the caches tell of one package.
#[derive(Debug, Default)]
pub(super) struct Cached {
    pub(super) declaration: Option<Declaration>,
    pub(super) yanked: bool,
    /// Whether a vendored tree that cargo is configured to use holds it.
    pub(super) vendored: bool,
    /// What is there and cannot be used, where nothing else could be.
    pub(super) problem: Option<Problem>,
}

/// The manifest in a place: not there, or there and unusable.
enum Miss {
    Absent,
    Broken(Problem),
}

impl Caches {
    /// Looks at which caches there are. `packages` with their origins tell which git checkouts matter.
    pub(super) fn open<'a>(
        home: Option<&Path>,
        root: &Path,
        vendored: &[Vendored],
        origins: impl Iterator<Item = &'a Origin>,
    ) -> Self {
        let mut caches = Self::default();
        caches.vendored.extend(vendored.iter().map(|tree| (tree.folder.under(root), tree.configured)));
        let Some(home) = home else { return caches };
        caches.sources = folders(&home.join("registry/src"));
        caches.archives = folders(&home.join("registry/cache"));
        caches.indexes = folders(&home.join("registry/index"));
        let mut commits: Vec<&String> = origins
            .filter_map(|origin| match origin {
                Origin::Git { commit: Some(commit), .. } => Some(commit),
                _ => None,
            })
            .collect();
        commits.sort_unstable();
        commits.dedup();
        if !commits.is_empty() {
            let trees: Vec<PathBuf> =
                folders(&home.join("git/checkouts")).iter().flat_map(|folder| folders(folder)).collect();
            let found = commits.into_par_iter().filter_map(|commit| {
                let tree = trees.iter().find(|tree| is_checkout_of(tree, commit))?;
                Some((commit.clone(), checkout(tree)))
            });
            caches.checkouts = found.collect();
        }
        caches
    }

    /// Returns what the caches tell of a package.
    pub(super) fn find(&self, package: &Package<'_>, origin: &Origin) -> Cached {
        let mut cached = Cached::default();
        // A name or version that is no file name can only lead out of the caches.
        let folder = format!("{}-{}", package.name, package.version);
        if !is_file_name(&folder) || !is_file_name(&package.name) {
            return cached;
        }
        if self.vendored(package, &folder, &mut cached) {
            return cached;
        }
        match origin {
            Origin::DefaultRegistry | Origin::Registry(_) => self.registry(package, &folder, &mut cached),
            Origin::Git { commit: Some(commit), .. } => {
                cached.declaration = self.checked_out(commit, named(package)).map(|found| found.declaration.clone());
            }
            Origin::Git { commit: None, .. } | Origin::Path(_) | Origin::Unknown => {}
        }
        cached
    }

    /// Returns the folder with the extracted sources of a package, in the order in which [`Caches::find`] looks.
    pub(super) fn folder(&self, name: &str, version: &str, origin: &Origin) -> Option<PathBuf> {
        let folder = format!("{name}-{version}");
        if !is_file_name(&folder) || !is_file_name(name) {
            return None;
        }
        let vendored = self.vendored.iter().flat_map(|(tree, _)| [tree.join(&folder), tree.join(name)]);
        let vendored = vendored.filter(|path| path.join(".cargo-checksum.json").is_file());
        let registry = matches!(origin, Origin::DefaultRegistry | Origin::Registry(_));
        let sources = self.sources.iter().filter(|_| registry).map(|registry| registry.join(&folder));
        let is_it = |path: &PathBuf| usable_file((name, version), &folder, &path.join("Cargo.toml")).is_ok();
        vendored.chain(sources).find(is_it).or_else(|| {
            let Origin::Git { commit: Some(commit), .. } = origin else { return None };
            Some(self.checked_out(commit, (name, version))?.folder.clone())
        })
    }

    /// Returns a package in a git checkout: of several the one least deep.
    fn checked_out(&self, commit: &str, (name, version): Named<'_>) -> Option<&Checkout> {
        let fits =
            |found: &&Checkout| found.name == name && found.version.as_deref().is_none_or(|stated| stated == version);
        self.checkouts.get(commit)?.iter().filter(fits).min_by_key(|found| found.depth)
    }

    fn vendored(&self, package: &Package<'_>, folder: &str, cached: &mut Cached) -> bool {
        for (tree, configured) in &self.vendored {
            for name in [folder, package.name.as_ref()] {
                let path = tree.join(name);
                if !path.join(".cargo-checksum.json").is_file() {
                    continue;
                }
                match usable_file(named(package), folder, &path.join("Cargo.toml")) {
                    Ok(declaration) => {
                        cached.declaration = Some(declaration);
                        cached.vendored = *configured;
                        return true;
                    }
                    Err(Miss::Broken(problem)) => cached.problem = Some(problem),
                    Err(Miss::Absent) => {}
                }
            }
        }
        false
    }

    fn registry(&self, package: &Package<'_>, folder: &str, cached: &mut Cached) {
        let sources = self
            .sources
            .iter()
            .map(|registry| usable_file(named(package), folder, &registry.join(folder).join("Cargo.toml")));
        let archives = self.archives.iter().map(|registry| {
            let read = archive::read_manifest(&registry.join(format!("{folder}.crate")), folder);
            match read.map_err(|error| unread(folder, &error))? {
                Some(bytes) => usable(named(package), folder, &bytes),
                None => Err(Miss::Absent),
            }
        });
        for found in sources.chain(archives) {
            match found {
                Ok(declaration) => {
                    cached.declaration = Some(declaration);
                    cached.problem = None;
                    break;
                }
                Err(Miss::Broken(problem)) => cached.problem = Some(problem),
                Err(Miss::Absent) => {}
            }
        }
        let Some(entry) = index::find(&self.indexes, &package.name, &package.version) else { return };
        cached.yanked = entry.yanked().unwrap_or(false);
        if cached.declaration.is_none() {
            cached.declaration = entry.declaration();
        }
    }
}

/// Returns the declaration of a manifest file, if it is that of the package.
fn usable_file(package: Named<'_>, folder: &str, path: &Path) -> Result<Declaration, Miss> {
    let read = with_bounded(path, limits::MANIFEST_BYTES, |bytes| usable(package, folder, bytes));
    let mut found = read.unwrap_or_else(|error| Err(unread(folder, &error)))?;
    if let Some(folder) = path.parent() {
        found.find_script(folder);
    }
    Ok(found)
}

fn unread(folder: &str, error: &SourceError) -> Miss {
    if error.is_not_found() { Miss::Absent } else { Miss::broken(folder, super::reason(error)) }
}

impl Miss {
    fn broken(folder: &str, message: String) -> Self {
        Self::Broken(Problem::new(ProblemKind::Unusable, format!("{folder}/Cargo.toml"), message))
    }
}

/// Returns the declaration of a manifest that was read, if it is that of the package.
fn usable(package: Named<'_>, folder: &str, bytes: &[u8]) -> Result<Declaration, Miss> {
    match parse_published_manifest(bytes) {
        Ok(manifest) if is_of(&manifest, package) => Ok(Declaration::of_manifest(manifest, None)),
        // A vendored folder without version in its name holds some other version.
        Ok(_) => Err(Miss::Absent),
        Err(error) => Err(Miss::Broken(Problem {
            line: error.line,
            ..Problem::new(ProblemKind::Unusable, format!("{folder}/Cargo.toml"), error.message)
        })),
    }
}

fn is_of(manifest: &Manifest, (name, wanted): Named<'_>) -> bool {
    let Some(found) = &manifest.package else { return false };
    let version = super::manifest::Inherited::resolve(found.version.as_ref(), None);
    // The registry's own copy of a version may leave out what follows the plus sign.
    let plain = |version: &str| version.split('+').next().unwrap_or_default().to_owned();
    found.name == name && version.is_none_or(|version| plain(&version) == plain(wanted))
}

fn is_file_name(text: &str) -> bool {
    RelativePath::new(text).is_ok_and(|path| path.as_str() == text && !text.contains(['/', '\\', ':']))
}

/// Returns the folders in a folder, in order of name.
fn folders(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut found: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).filter(|path| path.is_dir()).collect();
    found.sort_unstable();
    found
}

/// Returns whether a checkout is that of a commit; cargo names it by the commit's first digits.
fn is_checkout_of(tree: &Path, commit: &str) -> bool {
    let name = tree.file_name().and_then(|name| name.to_str());
    name.is_some_and(|name| name.len() >= 7 && commit.starts_with(name))
}

/// Returns the packages of a git checkout. Cargo looks for them in all of its folders too.
fn checkout(tree: &Path) -> Vec<Checkout> {
    let walk = ignore::WalkBuilder::new(tree)
        .standard_filters(false)
        .hidden(true)
        .max_depth(Some(limits::WALK_DEPTH))
        .filter_entry(|entry| entry.file_name() != "target")
        .build();
    let mut manifests: BTreeMap<PathBuf, Manifest> = BTreeMap::new();
    for entry in walk.flatten().filter(|entry| entry.file_name() == "Cargo.toml") {
        let bytes = read_bounded(entry.path(), limits::MANIFEST_BYTES).ok();
        // A repository may hold broken manifests as test data; a package that is looked for and not found is told as such.
        let manifest = bytes.and_then(|bytes| parse_manifest(&bytes).ok());
        if let (Some(manifest), Some(folder)) = (manifest, entry.path().parent()) {
            manifests.insert(folder.to_path_buf(), manifest);
        }
    }
    let mut found = Vec::new();
    for (folder, manifest) in &manifests {
        let Some(package) = &manifest.package else { continue };
        let mut above = folder.ancestors().take_while(|above| above.starts_with(tree));
        let workspace = above.find_map(|above| manifests.get(above)?.workspace.as_ref());
        let shared = workspace.and_then(|workspace| workspace.package.version.as_ref());
        let mut declaration = Declaration::of_manifest(manifest.clone(), workspace);
        declaration.find_script(folder);
        found.push(Checkout {
            folder: folder.clone(),
            name: package.name.clone(),
            version: super::manifest::Inherited::resolve(package.version.as_ref(), shared),
            depth: folder.components().count(),
            declaration,
        });
    }
    found
}
