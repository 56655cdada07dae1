//! Cargo: lock files, manifests and caches, read directly.

mod address;
mod archive;
mod binding;
mod build;
mod built;
mod bundled;
mod cache;
mod declaration;
mod facts;
mod feature;
mod folder;
mod graph;
mod index;
mod kind;
mod left_out;
mod local;
mod lockfile;
mod manifest;
mod metadata;
mod native;
mod network;
mod platform;
mod project;
mod reach;
mod resolution;
mod root;
mod select;
mod stale;
mod stated;
mod target;
#[cfg(test)]
mod tests;

pub use built::{
    Artifact, Audience, Build, BuildPlatform, BuildTools, Built, Bytes, Configuration, ConfigurationFile, Installed,
    MessageReader, Messages, PRECURSOR_ENDING, PlannedPlatform, PlannedUnit, Precursor, Scope, ScriptRun, Settings,
    Stage, Unit, UnitGraph, UnitProfile, UnitTarget, Wanted, built_triples, collect_built, parse_messages,
    parse_precursor, parse_unit_graph,
};
pub use bundled::add_bundled_sources;
pub use lockfile::{Dependency, Lock, LockfileError, Package, parse_lockfile};
pub use metadata::{Toolchain, collect_by_metadata};
pub use native::{Bundled as BundledSources, bundled as bundled_sources};
pub use platform::platform_holds;

use super::{
    BuiltPart, CacheLocation, CollectError, Collector, Context, Depth, Expected, Selection, SourceFile, reason,
};
use crate::model::{Inventory, Properties, RelativePath};
use graph::Graph;

/// Reads `Cargo.lock`, with the manifests and caches around it.
pub struct Lockfile;

impl Collector for Lockfile {
    fn name(&self) -> &'static str {
        "cargo/lockfile"
    }

    fn about(&self) -> &'static str {
        "`Cargo.lock` with workspace manifests and cargo's caches"
    }

    fn cache(&self) -> Option<CacheLocation> {
        Some(CacheLocation { purl_type: "cargo", variable: "CARGO_HOME", below_home: ".cargo" })
    }

    fn knows(&self, file_name: &str) -> bool {
        matches!(file_name, "Cargo.lock" | "Cargo.toml")
    }

    fn expects(&self, path: &RelativePath) -> Option<Expected> {
        let hint = "run `cargo generate-lockfile`, or scan the folder of the workspace that it belongs to";
        (path.file_name() == "Cargo.toml").then_some(Expected { file: "Cargo.lock", hint })
    }

    fn wants(&self, path: &RelativePath) -> bool {
        path.file_name() == "Cargo.lock"
    }

    fn pins(&self) -> bool {
        true
    }

    fn stated_selection(&self, properties: &Properties) -> Option<Selection> {
        stated::selection(properties)
    }

    fn stated_part(&self, inventory: &Inventory) -> Option<BuiltPart> {
        stated::part(inventory)
    }

    fn stated_features<'p>(&self, properties: &'p Properties) -> Option<&'p str> {
        properties.get(build::FEATURES).map(String::as_str)
    }

    fn stated_left_out<'p>(&self, properties: &'p Properties) -> Option<&'p str> {
        stated::left_out(properties)
    }

    fn has_assumed(&self, properties: &Properties) -> bool {
        stated::is_assumed(properties)
    }

    fn collect(&self, file: &SourceFile<'_>, context: &Context<'_>) -> Result<Inventory, CollectError> {
        let lock = parse_lockfile(file.bytes).map_err(|error| syntax(file.path, error))?;
        let graph = Graph::of(&lock);
        let parts = match context.depth {
            Depth::LockOnly => build::Parts::of_lock(file.path, &lock, &graph),
            Depth::Manifests => {
                let around = project::read(file.path, &lock, context);
                project::parts(file.path, &lock, &graph, around, context.selection)?
            }
        };
        Ok(build::inventory(parts))
    }
}

fn syntax(path: &RelativePath, error: LockfileError) -> CollectError {
    let hint = error.hint.unwrap_or("restore `Cargo.lock` from version control or run `cargo generate-lockfile`");
    CollectError::Syntax {
        path: path.as_str().to_owned(),
        line: error.line,
        message: error.message,
        hints: vec![hint.to_owned()],
    }
}
