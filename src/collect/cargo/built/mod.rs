//! What a build compiled: the messages of cargo joined with `cargo metadata`, one inventory for each artifact.
//!
//! The messages name exactly the units that were compiled, each with its own features; the metadata tells who needs whom. What neither of
//! them tells, such as which of two units of one package runs while building, is worked out as cargo's resolver does, and only ever
//! chooses between units that were compiled. What stays undecided is a problem in the inventory. Where cargo's unit graph or the file that it puts
//! beside an artifact is at hand, those tell edges and sides in its place, as long as they do not contradict the messages. Nothing is run here: the caller ran the build and
//! hands over what the programs printed.

mod artifact;
mod assemble;
mod closure;
mod exact;
mod feature;
mod foreign;
mod layout;
mod message;
mod package;
mod plan;
mod platform;
mod precursor;
mod selection;
mod settings;
mod stated;
#[cfg(test)]
mod tests;
mod toolchain;
mod unit_graph;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use cargo_metadata::Metadata;

pub(super) use foreign::joined;

pub use artifact::{Artifact, Bytes, Wanted};
pub use message::{Audience, MessageReader, Messages, ScriptRun, Unit, UnitProfile, UnitTarget, parse_messages};
pub use plan::{PlannedPlatform, PlannedUnit};
pub use platform::BuildPlatform;
pub use precursor::{PRECURSOR_ENDING, Precursor, parse_precursor};
pub use settings::{Configuration, ConfigurationFile, Settings};
pub use toolchain::BuildTools;
pub use unit_graph::{UnitGraph, parse_unit_graph};

use super::feature::Tests;
use super::lockfile::parse_lockfile;
use super::{project, syntax};
use crate::collect::CollectError;
use crate::limits;
use crate::model::{Inventory, RelativePath};
use crate::source::read_bounded;
use crate::system::System;
use closure::{Closure, Ground, Units};
use exact::Exact;
use feature::Predicted;
use layout::Layout;
use package::Packages;
use platform::Platforms;
use stated::Stated;

/// What a build and the programs around it said.
#[derive(Clone, Copy, Debug)]
pub struct Build<'a> {
    /// Whether it was built, or only planned.
    pub stage: Stage,
    /// Cargo's messages; those of a build that was only planned are made from its unit graph.
    pub messages: &'a Messages,
    /// The unit graph, where one was asked for.
    pub graph: Option<&'a UnitGraph>,
    /// What cargo put beside artifacts, as far as it was named; what lies there is found.
    pub precursors: &'a [Precursor],
    /// What `cargo metadata --format-version 1` printed for the same project.
    pub metadata: &'a [u8],
    /// What is known of the package where `cargo install` built it; then the metadata gives it the identifier that the messages give it.
    pub installed: Option<&'a Installed>,
    /// The platform that build scripts and proc-macros run on.
    pub host: &'a BuildPlatform,
    /// The platforms that were built for; empty for the host alone.
    pub targets: &'a [BuildPlatform],
    /// The programs that built.
    pub tools: &'a BuildTools,
    /// How it was set up.
    pub settings: &'a Settings,
    /// Cargo's home folder, whose index tells what is yanked.
    pub cargo_home: Option<&'a Path>,
    /// The system whose packages own the libraries that were linked.
    pub system: &'a System,
    /// Which artifacts are described.
    pub wanted: Wanted,
    /// Whether what runs while building is described too.
    pub scope: Scope,
}

/// A package that `cargo install` took from a registry.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Installed {
    /// The SHA-256 of its archive in hexadecimal.
    pub checksum: Option<String>,
    /// Whether the lock file in the workspace is the one that the package was published with, and not one that was resolved for this.
    pub is_locked: bool,
}

/// How far a build has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Stage {
    /// Its artifacts are there.
    #[default]
    Built,
    /// Only its unit graph is there: nothing was compiled, and there is nothing to take digests of.
    Planned,
}

/// Which components an inventory holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scope {
    /// What is in the artifact, and what ran to build it.
    #[default]
    Whole,
    /// What is in the artifact.
    Runtime,
}

/// What was built.
#[derive(Clone, Debug)]
pub struct Built {
    /// Each artifact with what it is made of, in the order of their paths.
    pub artifacts: Vec<(Artifact, Inventory)>,
    /// Cargo's target folder.
    pub target_directory: PathBuf,
}

/// Returns an inventory of each artifact of a build, normalized.
///
/// # Errors
/// [`CollectError::Program`] when the metadata is none, [`CollectError::Source`] when an artifact cannot be read,
/// [`CollectError::Syntax`] for a lock file that is none, and [`CollectError::Selection`] for a precursor without artifact.
pub fn collect_built(build: &Build<'_>) -> Result<Built, CollectError> {
    let metadata: Metadata = serde_json::from_slice(build.metadata)
        .map_err(|error| CollectError::Program { program: "cargo metadata", message: error.to_string() })?;
    match build.graph.filter(|_| build.stage == Stage::Planned) {
        Some(graph) => {
            let messages = graph.messages(metadata.target_directory.as_std_path(), &build.host.triple);
            collect_of(&Build { messages: &messages, ..*build }, &metadata)
        }
        None => collect_of(build, &metadata),
    }
}

fn collect_of(build: &Build<'_>, metadata: &Metadata) -> Result<Built, CollectError> {
    let packages = Packages::of(metadata);
    let triples: Vec<String> = build.targets.iter().map(|target| target.triple.clone()).collect();
    let bases = [Some(&metadata.target_directory), metadata.build_directory.as_ref()];
    let bases = bases.into_iter().flatten().map(|base| base.as_std_path()).collect();
    let layout = Layout { bases, triples: &triples };
    let units = Units::of(&build.messages.units, &packages, &layout);
    let bytes = lock_bytes(metadata.workspace_root.as_std_path())?;
    let path = lock_path()?;
    let lock = bytes.as_deref().map(parse_lockfile).transpose().map_err(|error| syntax(&path, error))?;
    let locked = lock.as_ref().map(|lock| assemble::Locked::of(&path, lock));
    let marks =
        lock.as_ref().map(|lock| project::marks(&path, lock, metadata.workspace_root.as_std_path(), build.cargo_home));
    let made = artifact::find(&build.messages.units, build.wanted);
    let exact = Exact::of(build, &packages, &units, &made)?;
    let closures = Closures::of(build, &packages, &units, &exact);
    let ground = assemble::Ground {
        build,
        metadata,
        packages: &packages,
        lock: locked.as_ref(),
        lock_path: path.clone(),
        marks: marks.unwrap_or_default(),
        layout: &layout,
        system: build.system,
        left_over: closures.left_over(build, &packages),
        stated: Stated::of(build, metadata),
        selection: selection::properties(build, &packages),
    };
    let mut artifacts = Vec::with_capacity(made.len());
    for made in &made {
        let Some((unit, closure)) = build.messages.units.get(made.unit).zip(closures.by_unit.get(&made.unit)) else {
            return Err(unknown(&build.messages.units, made.unit));
        };
        let triple = units.triple(made.unit).unwrap_or(&build.host.triple);
        let name = packages.find(&unit.package_id).and_then(|at| packages.list.get(at));
        let name = name.map(|package| package.described.name.as_str()).unwrap_or_default();
        let (artifact, told) = match build.stage {
            Stage::Built => Artifact::read(made, unit, (name, triple))?,
            Stage::Planned => (Artifact::planned(made, unit, (name, triple)), foreign::Told::default()),
        };
        let inventory = ground.inventory((&artifact, &told), made.unit, closure)?;
        artifacts.push((artifact, inventory));
    }
    Ok(Built { artifacts, target_directory: metadata.target_directory.clone().into_std_path_buf() })
}

/// Returns the triples that the messages of a build name in their paths, sorted; none where the build was for the host alone.
///
/// # Errors
/// [`CollectError::Program`] when the metadata is none.
pub fn built_triples(messages: &Messages, metadata: &[u8], named: &[String]) -> Result<Vec<String>, CollectError> {
    let folders: Folders = serde_json::from_slice(metadata)
        .map_err(|error| CollectError::Program { program: "cargo metadata", message: error.to_string() })?;
    let bases = [Some(&folders.target_directory), folders.build_directory.as_ref()];
    let layout = Layout { bases: bases.into_iter().flatten().map(PathBuf::as_path).collect(), triples: named };
    let files = messages.units.iter().flat_map(|unit| &unit.filenames);
    let triples: BTreeSet<&str> = files.filter_map(|file| layout.triple(file)).collect();
    Ok(triples.into_iter().map(str::to_owned).collect())
}

/// The part of the metadata that tells where cargo puts what it makes.
#[derive(serde::Deserialize)]
struct Folders {
    target_directory: PathBuf,
    #[serde(default)]
    build_directory: Option<PathBuf>,
}

fn unknown(units: &[Unit], at: usize) -> CollectError {
    let id = units.get(at).map(|unit| unit.target.name.clone()).unwrap_or_default();
    let message = format!("expected the package of `{id}`, which was compiled, found no such package");
    CollectError::Program { program: "cargo metadata", message }
}

fn lock_path() -> Result<RelativePath, CollectError> {
    RelativePath::new("Cargo.lock")
        .map_err(|error| CollectError::Program { program: "cargo metadata", message: error.to_string() })
}

fn lock_bytes(root: &Path) -> Result<Option<Vec<u8>>, CollectError> {
    match read_bounded(&root.join("Cargo.lock"), limits::LOCKFILE_BYTES) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.is_not_found() => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// What each root unit is made of.
struct Closures {
    by_unit: BTreeMap<usize, Closure>,
}

impl Closures {
    fn of(build: &Build<'_>, packages: &Packages<'_>, units: &Units<'_>, exact: &Exact<'_>) -> Self {
        let all = &build.messages.units;
        let roots: Vec<usize> = (0..all.len()).filter(|at| all.get(*at).is_some_and(is_root)).collect();
        let development = all.iter().any(|unit| unit.is_test() || unit.is("example"));
        let tests = if development { Tests::Built } else { Tests::NotBuilt };
        let mut triples: Vec<Option<&str>> = roots.iter().map(|root| units.triple(*root)).collect();
        triples.sort_unstable();
        triples.dedup();
        let mut by_unit = BTreeMap::new();
        for triple in triples {
            let platforms = Platforms::new(target(build, triple), build.host);
            let own: Vec<usize> = roots.iter().copied().filter(|root| units.triple(*root) == triple).collect();
            let starts: Vec<&Unit> = own.iter().filter_map(|root| all.get(*root)).collect();
            let predicted = Predicted::from(packages, &platforms, &starts, tests);
            let ground = Ground { packages, units, platforms: &platforms, predicted: &predicted, triple };
            let known = |root: &usize| all.get(*root).is_some_and(|unit| packages.find(&unit.package_id).is_some());
            by_unit.extend(own.into_iter().filter(known).map(|root| {
                let mut closure = ground.closure(root);
                exact.apply(root, &mut closure);
                (root, closure)
            }));
        }
        Self { by_unit }
    }

    /// Returns the libraries that were compiled and that no root unit uses, by name and version.
    fn left_over(&self, build: &Build<'_>, packages: &Packages<'_>) -> Vec<String> {
        let parts = self.by_unit.values().flat_map(|closure| closure.parts.iter());
        let used: BTreeSet<&str> = parts
            .filter_map(|(package, _)| packages.list.get(*package))
            .map(|package| package.described.id.repr.as_str())
            .collect();
        let libraries = build.messages.units.iter().filter(|unit| unit.is_library());
        let mut names: Vec<String> = libraries
            .filter(|unit| !used.contains(unit.package_id.as_str()))
            .map(|unit| match packages.find(&unit.package_id).and_then(|at| packages.list.get(at)) {
                Some(package) => format!("{} {}", package.described.name, package.described.version),
                None => unit.target.name.clone(),
            })
            .collect();
        names.sort();
        names.dedup();
        names
    }
}

/// Returns whether a unit was built for its own sake.
fn is_root(unit: &Unit) -> bool {
    if unit.is("custom-build") {
        return false;
    }
    unit.executable.is_some() || unit.is_test() || unit.filenames.iter().any(|file| layout::is_put_forward(file))
}

fn target<'a>(build: &Build<'a>, triple: Option<&str>) -> &'a BuildPlatform {
    triple.and_then(|triple| build.targets.iter().find(|target| target.triple == triple)).unwrap_or(build.host)
}
