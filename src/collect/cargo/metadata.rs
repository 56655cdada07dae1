//! The same inventory from what cargo itself says: `cargo metadata`.
//!
//! This is the one collector that runs a program, and only when the user asks for it. The program is the user's own cargo, and nothing of
//! the subject may make it run anything else. Cargo's configuration is looked for from the folder in which it is started, so it is started
//! outside of the subject: then no `[env]`, `build.rustc`, wrapper, credential provider or `[patch]` of the subject's configuration is even read, and no
//! `rust-toolchain.toml` chooses the toolchain. Only vendored trees inside of the subject are handed over, as arguments.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use cargo_metadata::{DependencyKind, Metadata};

use super::declaration::{Declaration, Declared, From, Need};
use super::facts::About;
use super::graph::Graph;
use super::lockfile::{Lock, parse_lockfile};
use super::manifest::Script;
use super::project;
use super::{build, syntax};
use crate::collect::{CollectError, Context, Depth, Selection};
use crate::limits;
use crate::model::{Inventory, License, Problem, ProblemKind, RelativePath, author_from_text};
use crate::source::{SourceError, read_bounded, read_limited};

/// The user's own programs and folders. Nothing of it may come from the subject.
#[derive(Clone, Debug)]
pub struct Toolchain {
    /// The absolute path of cargo itself, better not of a rustup proxy.
    pub cargo: PathBuf,
    /// The absolute path of rustc itself.
    pub rustc: PathBuf,
    /// Cargo's home, with its caches.
    pub cargo_home: Option<PathBuf>,
    /// Rustup's home; needed where `cargo` or `rustc` is a proxy.
    pub rustup_home: Option<PathBuf>,
    /// The toolchain that a proxy is pinned to.
    pub name: Option<String>,
}

/// How much of cargo's complaints is kept.
const STDERR_BYTES: u64 = 64 << 10;

/// Collects a project as `cargo metadata --locked --offline --all-features` describes it, with checksums and lines of its lock file. `folder` is that of
/// the lock file.
///
/// # Errors
/// [`CollectError::Source`] and [`CollectError::Syntax`] for the lock file, [`CollectError::Program`] when cargo refuses or says something else than
/// metadata.
pub fn collect_by_metadata(
    folder: &Path,
    toolchain: &Toolchain,
    selection: &Selection,
) -> Result<Inventory, CollectError> {
    let path = RelativePath::new("Cargo.lock")
        .map_err(|error| CollectError::Program { program: "cargo metadata", message: error.to_string() })?;
    let bytes = read_bounded(&path.under(folder), limits::LOCKFILE_BYTES)?;
    let lock = parse_lockfile(&bytes).map_err(|error| syntax(&path, error))?;
    let graph = Graph::of(&lock);
    let caches: BTreeMap<&'static str, PathBuf> =
        toolchain.cargo_home.iter().map(|home| ("cargo", home.clone())).collect();
    let context = Context { root: folder, caches: &caches, depth: Depth::Manifests, selection };
    let mut around = project::read(&path, &lock, &context);
    let vendored = around.project.vendored.iter().filter(|tree| tree.configured);
    let vendored: Vec<PathBuf> = vendored.map(|tree| tree.folder.under(folder)).collect();
    let output = ask(folder, toolchain, &vendored)?;
    let metadata: Metadata = serde_json::from_slice(&output)
        .map_err(|error| CollectError::Program { program: "cargo metadata", message: error.to_string() })?;
    let known = Known::of(&lock, &metadata);
    around.project.outside.clear();
    for local in &mut around.project.packages {
        let found = lock.packages.iter().zip(&known.packages).find(|(package, _)| {
            package.source.is_none() && package.name == local.name && package.version == local.version
        });
        if let Some((_, Some(found))) = found {
            local.declaration = declaration(found);
        }
    }
    for (cached, found) in around.cached.iter_mut().zip(&known.packages) {
        if let Some(found) = found {
            cached.declaration = Some(declaration(found));
            cached.problem = None;
        }
    }
    let differences = known.differences(&path, &lock, &graph, &metadata);
    let mut inventory = build::inventory(project::parts(&path, &lock, &graph, around, selection)?);
    inventory.problems.extend(differences);
    inventory.normalize();
    Ok(inventory)
}

/// Runs cargo and returns what it prints.
fn ask(folder: &Path, toolchain: &Toolchain, vendored: &[PathBuf]) -> Result<Vec<u8>, CollectError> {
    let program = |message: String| CollectError::Program { program: "cargo metadata", message };
    let io = |path: &Path| {
        let path = path.to_path_buf();
        move |source| CollectError::Source(SourceError::Io { path, source })
    };
    let manifest = folder.join("Cargo.toml").canonicalize().map_err(io(folder))?;
    let mut command = command(&manifest, toolchain, vendored)
        .ok_or_else(|| program("the paths of cargo and rustc must be absolute".to_owned()))?;
    let mut child = command.spawn().map_err(io(&toolchain.cargo))?;
    let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
    // Both pipes are read side by side: a full one would stop cargo.
    let complaints = std::thread::spawn(move || {
        let mut text = Vec::new();
        if let Some(mut stderr) = stderr {
            let kept = Read::take(&mut stderr, STDERR_BYTES).read_to_end(&mut text);
            // The rest is taken in and dropped, so that cargo can end.
            let _ = kept.and_then(|_| std::io::copy(&mut stderr, &mut std::io::sink()).map(|_| 0));
        }
        text
    });
    let mut output = Vec::new();
    let read = stdout.map(|stdout| read_limited(stdout, limits::DOCUMENT_BYTES, &mut output, &toolchain.cargo));
    if let Some(Err(error)) = read {
        // It may still be writing what nobody will read.
        let _ = child.kill();
        let _ = child.wait();
        return Err(error.into());
    }
    let status = child.wait().map_err(io(&toolchain.cargo))?;
    let complaints = complaints.join().unwrap_or_default();
    if !status.success() {
        let text = String::from_utf8_lossy(&complaints);
        return Err(program(text.split_whitespace().collect::<Vec<_>>().join(" ")));
    }
    Ok(output)
}

/// Returns the command with nothing of the subject and nothing of our environment in it.
fn command(manifest: &Path, toolchain: &Toolchain, vendored: &[PathBuf]) -> Option<Command> {
    if !toolchain.cargo.is_absolute() || !toolchain.rustc.is_absolute() {
        return None;
    }
    let mut command = Command::new(&toolchain.cargo);
    command.args(["metadata", "--locked", "--offline", "--all-features", "--format-version", "1", "--manifest-path"]);
    command.arg(manifest);
    for tree in vendored {
        let tree = toml::Value::String(tree.canonicalize().ok()?.to_str()?.to_owned());
        command.arg("--config").arg("source.crates-io.replace-with=\"subject-vendored\"");
        command.arg("--config").arg(format!("source.subject-vendored.directory={tree}"));
    }
    // The root of the file system is above every folder that could hold a configuration of the subject.
    command.current_dir(toolchain.cargo.ancestors().last()?);
    command.env_clear();
    command.env("RUSTC", &toolchain.rustc).env("RUSTC_WRAPPER", "").env("RUSTC_WORKSPACE_WRAPPER", "");
    command.env("CARGO_TERM_COLOR", "never").env("CARGO_NET_OFFLINE", "true").env("RUSTUP_AUTO_INSTALL", "0");
    let mut set = |name: &str, value: Option<OsString>| {
        if let Some(value) = value {
            command.env(name, value);
        }
    };
    set("CARGO_HOME", toolchain.cargo_home.clone().map(PathBuf::into_os_string));
    set("RUSTUP_HOME", toolchain.rustup_home.clone().map(PathBuf::into_os_string));
    set("RUSTUP_TOOLCHAIN", toolchain.name.clone().map(OsString::from));
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    Some(command)
}

/// Cargo's packages in the order of the lock file.
struct Known<'a> {
    packages: Vec<Option<&'a cargo_metadata::Package>>,
    /// The place in the lock file, by cargo's own identifier.
    places: BTreeMap<&'a str, u32>,
}

impl<'a> Known<'a> {
    fn of(lock: &Lock<'_>, metadata: &'a Metadata) -> Self {
        let mut by_key: BTreeMap<(&str, String, Option<&str>), &cargo_metadata::Package> = BTreeMap::new();
        for package in &metadata.packages {
            let source = package.source.as_ref().map(|source| source.repr.as_str());
            by_key.insert((package.name.as_str(), package.version.to_string(), source), package);
        }
        let mut known = Self { packages: Vec::new(), places: BTreeMap::new() };
        for (place, package) in (0u32..).zip(&lock.packages) {
            let key = (package.name.as_ref(), package.version.as_ref().to_owned(), package.source.as_deref());
            let found = by_key.get(&key).copied();
            if let Some(found) = found {
                known.places.insert(found.id.repr.as_str(), place);
            }
            known.packages.push(found);
        }
        known
    }

    /// Returns where cargo and the lock file name different packages or edges.
    fn differences(&self, path: &RelativePath, lock: &Lock<'_>, graph: &Graph, metadata: &Metadata) -> Vec<Problem> {
        let mut theirs: BTreeSet<(u32, u32)> = BTreeSet::new();
        let nodes = metadata.resolve.iter().flat_map(|resolve| &resolve.nodes);
        let mut unknown =
            metadata.packages.iter().filter(|package| !self.places.contains_key(package.id.repr.as_str())).count();
        for node in nodes {
            let Some(from) = self.places.get(node.id.repr.as_str()) else { continue };
            for dependency in &node.deps {
                match self.places.get(dependency.pkg.repr.as_str()) {
                    Some(to) => {
                        theirs.insert((*from, *to));
                    }
                    None => unknown += 1,
                }
            }
        }
        let places = || (0u32..).zip(&lock.packages).map(|(place, _)| place);
        let ours: BTreeSet<(u32, u32)> =
            places().flat_map(|from| graph.dependencies(from).iter().map(move |to| (from, *to))).collect();
        let differing = ours.symmetric_difference(&theirs).count() + unknown;
        if differing == 0 {
            return Vec::new();
        }
        let message = format!("expected the packages and dependencies that cargo names, found {differing} that differ");
        vec![Problem::new(ProblemKind::Contradiction, path.as_str(), message)]
    }
}

/// Returns what a package declares, as `cargo metadata` describes it.
pub(super) fn declaration(package: &cargo_metadata::Package) -> Declaration {
    let license_file = package.license_file.as_ref().map(|path| License::File(path.as_str().to_owned()));
    let text = |text: &Option<String>| {
        text.as_ref().map(|text| text.split_whitespace().collect::<Vec<_>>().join(" ")).filter(|text| !text.is_empty())
    };
    let about = About {
        license: text(&package.license).map(|text| License::parse(&text)).or(license_file),
        authors: package.authors.iter().map(|author| author_from_text(author)).collect(),
        description: text(&package.description),
        repository: text(&package.repository),
        homepage: text(&package.homepage),
        documentation: text(&package.documentation),
        links: package.links.clone(),
        has_binary: package.targets.iter().any(cargo_metadata::Target::is_bin),
    };
    let has_script = package.targets.iter().any(cargo_metadata::Target::is_custom_build);
    Declaration {
        about: Some(about),
        // Cargo has looked for it.
        script: Some(if has_script { Script::Named } else { Script::Off }),
        proc_macro: package.targets.iter().any(cargo_metadata::Target::is_proc_macro),
        requirements: package.dependencies.iter().map(declared).collect(),
        features: package.features.iter().map(|(name, values)| (name.clone(), values.clone())).collect(),
    }
}

fn declared(dependency: &cargo_metadata::Dependency) -> Declared {
    let source = dependency.source.as_ref().map(|source| source.repr.as_str());
    let git =
        source.and_then(|source| source.strip_prefix("git+")).map(|url| url.split(['?', '#']).next().unwrap_or(url));
    let from = match (&dependency.path, git) {
        (Some(path), _) => From::Path(path.as_str().to_owned()),
        (None, Some(url)) => From::Git(url.to_owned()),
        (None, None) => From::Registry,
    };
    Declared {
        alias: dependency.rename.clone().unwrap_or_else(|| dependency.name.clone()),
        package: dependency.name.clone(),
        version: Some(dependency.req.to_string()),
        need: match dependency.kind {
            DependencyKind::Build => Need::Build,
            DependencyKind::Development => Need::Development,
            _ => Need::Normal,
        },
        optional: dependency.optional,
        default_features: dependency.uses_default_features,
        features: dependency.features.clone(),
        target: dependency.target.as_ref().map(ToString::to_string),
        from,
        // Cargo says it only under an unstable feature.
        artifact: None,
    }
}
