//! The inventory of one artifact.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;

use cargo_metadata::Metadata;

use super::artifact::Artifact;
use super::closure::{Closure, Part};
use super::foreign::{self, Told};
use super::layout::Layout;
use super::message::{ScriptRun, Unit};
use super::package::{Package, Packages};
use super::settings::Profile;
use super::stated::{self, Stated};
use super::toolchain::{self, Library};
use super::{Build, Scope, Stage};
use crate::collect::CollectError;
use crate::collect::cargo::build::{self, mark};
use crate::collect::cargo::facts::PackageFacts;
use crate::collect::cargo::lockfile::{self, Lock};
use crate::collect::cargo::metadata::declaration;
use crate::collect::cargo::stated::{RUNTIME_ONLY, SCOPE, TARGET_TRIPLE};
use crate::model::{
    Completeness, Component, ComponentId, ComponentKind, DigestScope, Edge, EdgeKind, Evidence, Inventory, Lifecycle,
    Problem, ProblemKind, Properties, RelativePath, Resolution, ScopedDigest, Usage,
};
use crate::system::System;

/// The method that evidence from a build names.
const METHOD: &str = "cargo/build";

/// The key under which a package that is used on both sides tells the features of what ran while building.
const BUILD_FEATURES: &str = "cargo:build-features";

/// The key under which a package tells the name of its library, where that is another than its own.
const LIBRARY: &str = "cargo:library";

/// The key under which a package tells in what its profile differs from that of the artifact.
const PROFILE: &str = "cargo:profile";

/// What all artifacts of a build share.
pub(super) struct Ground<'g, 'a> {
    pub(super) build: &'g Build<'a>,
    pub(super) metadata: &'a Metadata,
    pub(super) packages: &'g Packages<'a>,
    pub(super) lock: Option<&'g Locked<'g>>,
    pub(super) lock_path: RelativePath,
    /// What there is to say of each package of the lock file, in its order.
    pub(super) marks: Vec<Properties>,
    pub(super) layout: &'g Layout<'g>,
    pub(super) system: &'g System,
    /// What was compiled and is used by none of them.
    pub(super) left_over: Vec<String>,
    pub(super) stated: Stated<'g>,
    /// What says by what cargo resolved.
    pub(super) selection: Properties,
}

impl Ground<'_, '_> {
    /// Returns the inventory of an artifact, normalized.
    pub(super) fn inventory(
        &self,
        (artifact, told): (&Artifact, &Told),
        unit: usize,
        closure: &Closure,
    ) -> Result<Inventory, CollectError> {
        let mut found = Inventory::default();
        let own = self.unit(unit).and_then(|unit| self.packages.find(&unit.package_id));
        let profile = self.profile(Some(unit));
        let mut places: BTreeMap<usize, ComponentId> = BTreeMap::new();
        for (at, part) in &closure.parts {
            let is_wanted = self.build.scope == Scope::Whole || part.target.is_some() || own == Some(*at);
            let Some(package) = self.packages.list.get(*at).filter(|_| is_wanted) else { continue };
            if part.target.is_none() && part.host.is_none() {
                continue;
            }
            let mut component = self.component(package, part, own == Some(*at));
            if own == Some(*at) {
                Self::bind(&mut component, artifact);
            } else if let Some((own, other)) = self.profile(part.target).zip(profile.as_ref())
                && let Some(different) = own.different(other)
            {
                component.properties.insert(PROFILE.to_owned(), different);
            }
            let id = found.add(component);
            // A library that is linked by name, and of which no script told, comes from outside of what cargo knows.
            let is_open = package.described.links.is_some() || self.is_planned() && package.has_script();
            found.completeness.insert(id, if is_open { Completeness::Unknown } else { Completeness::Complete });
            let runs = self.runs(package, part, artifact);
            if let Some(report) = foreign::examine(package, &runs, self.triple(part, artifact), self.system) {
                foreign::add(&mut found, id, report, part);
            }
            places.insert(*at, id);
        }
        for (from, to, kind) in &closure.edges {
            if let (Some(from), Some(to)) = (places.get(from), places.get(to))
                && (self.build.scope == Scope::Whole || *kind == EdgeKind::Runtime)
            {
                found.edges.push(Edge { from: *from, to: *to, kind: *kind, optional: false, target: None });
            }
        }
        let root = own
            .and_then(|own| places.get(&own).copied())
            .ok_or_else(|| super::unknown(&self.build.messages.units, unit))?;
        found.subject.root = Some(root);
        self.tell(&mut found, closure, &places);
        if let Some(unit) = self.unit(unit) {
            let units = stated::units(closure, &self.build.messages.units);
            let about = (unit, profile.as_ref());
            let (properties, problems) = self.stated.of_artifact(self.build, artifact, about, units);
            found.subject.properties.extend(properties);
            found.problems.extend(problems);
        }
        found.subject.properties.insert(TARGET_TRIPLE.to_owned(), artifact.triple.clone());
        told.add_imports(&mut found, artifact, self.system);
        told.compare(&mut found, artifact, &self.build.tools.rustc);
        let library = Library { triple: &artifact.triple, seen: &told.std_crates };
        toolchain::add_library(&mut found, root, self.build.tools, &library);
        if self.build.scope == Scope::Whole {
            let linker = found.subject.properties.get("cargo:linker").cloned();
            toolchain::add_programs(&mut found, root, self.build.tools, linker);
        }
        found.normalize();
        Ok(found)
    }

    fn unit(&self, at: usize) -> Option<&Unit> {
        self.build.messages.units.get(at)
    }

    /// Returns the profile of a unit, where it is known.
    fn profile(&self, unit: Option<usize>) -> Option<Profile> {
        let unit = self.unit(unit?)?;
        let package = self.packages.list.get(self.packages.find(&unit.package_id)?)?;
        self.stated.of_unit(unit, package.described)
    }

    fn triple<'t>(&'t self, part: &Part, artifact: &'t Artifact) -> &'t str {
        if part.target.is_some() { &artifact.triple } else { &self.build.host.triple }
    }

    /// Returns the runs of a package's build script that are for the side that the artifact uses.
    fn runs(&self, package: &Package<'_>, part: &Part, artifact: &Artifact) -> Vec<&ScriptRun> {
        let id = package.described.id.repr.as_str();
        let own = self.build.messages.scripts.iter().filter(|run| run.package_id == id);
        let is_apart = !self.build.targets.is_empty();
        let wanted = part.target.is_some().then_some(artifact.triple.as_str());
        let triple =
            |run: &ScriptRun| run.out_dir.as_deref().and_then(|folder| self.layout.triple(folder)).map(str::to_owned);
        own.filter(|run| !is_apart || triple(run).as_deref() == wanted).collect()
    }

    fn component(&self, package: &Package<'_>, part: &Part, is_root: bool) -> Component {
        let features = |unit: Option<usize>| unit.and_then(|at| self.unit(at)).map(|unit| unit.features.clone());
        let (target, host) = (features(part.target), features(part.host));
        let described = package.described;
        let folder = described.manifest_path.as_std_path().parent().unwrap_or(Path::new(""));
        let below = folder.strip_prefix(self.metadata.workspace_root.as_std_path()).ok();
        let below = below.filter(|_| described.source.is_none());
        let mut facts = PackageFacts {
            manifest: declaration(described).about,
            folder: below.and_then(|below| RelativePath::new(below.to_str()?).ok()),
            usage: Some(if part.target.is_some() || is_root { Usage::Runtime } else { Usage::Build }),
            features: target.clone().or_else(|| host.clone()).unwrap_or_default(),
            ..PackageFacts::default()
        };
        if package.is_proc_macro {
            mark(&mut facts.marks, "cargo:proc-macro");
        }
        // Symbols carry the name of the library, which need not be that of the package.
        let library = described.targets.iter().find(|target| target.is_lib() || target.is_proc_macro());
        if let Some(library) = library.filter(|it| it.name.replace('-', "_") != described.name.replace('-', "_")) {
            facts.marks.insert(LIBRARY.to_owned(), library.name.clone());
        }
        if let (Some(_), Some(host)) = (&target, &host) {
            facts.marks.insert(BUILD_FEATURES.to_owned(), host.join(","));
        }
        let shown = match below.and_then(Path::to_str) {
            Some("") => "Cargo.toml".to_owned(),
            Some(below) => format!("{}/Cargo.toml", below.replace('\\', "/")),
            None => format!("{}-{}/Cargo.toml", described.name, described.version),
        };
        facts.evidence = Some(Evidence { path: shown, line: None, method: METHOD.into() });
        self.make(package, facts)
    }

    /// Makes the component with what the lock file says of it.
    fn make(&self, package: &Package<'_>, mut facts: PackageFacts) -> Component {
        let described = package.described;
        let version = described.version.to_string();
        let source = described.source.as_ref().map(|source| source.repr.as_str());
        let locked = self.lock.and_then(|lock| lock.find(described.name.as_str(), &version, source));
        if let Some((at, path, number, locked)) = locked {
            facts.marks.extend(self.marks.get(at).cloned().unwrap_or_default());
            let mut component = build::component(path, number, locked, facts);
            // A lock file that nobody published has no lines that others could look up.
            if self.build.installed.is_some_and(|installed| !installed.is_locked) {
                component.evidence.retain(|evidence| evidence.method == METHOD);
            }
            return component;
        }
        // Cargo made do without a lock file, or with another one than lies there.
        let mut unlocked = lockfile::Package::unlocked(described.name.as_str(), &version, source);
        // A published lock file cannot know the archive that it is in.
        let is_installed = self.metadata.workspace_members.contains(&described.id);
        unlocked.checksum = self
            .build
            .installed
            .filter(|_| is_installed)
            .and_then(|installed| installed.checksum.as_deref())
            .map(Cow::Borrowed);
        let mut component = build::component(&self.lock_path, UNLOCKED, &unlocked, facts);
        component.evidence.retain(|evidence| evidence.method == METHOD);
        component
    }

    /// Ties the root to the artifact's bytes.
    fn bind(component: &mut Component, artifact: &Artifact) {
        component.kind = artifact.component_kind();
        for digest in artifact.bytes.iter().flat_map(|bytes| [&bytes.sha256, &bytes.sha512]) {
            component.digests.push(ScopedDigest { scope: DigestScope::File, digest: digest.clone() });
        }
        let is_program = component.kind == ComponentKind::Application || artifact.kind.ends_with("dylib");
        let is_archive = matches!(artifact.kind.as_str(), "staticlib" | "rlib");
        let rows = [
            ("bsi:component:filename", artifact.file_name()),
            ("bsi:component:executable", if is_program { "executable" } else { "non-executable" }.to_owned()),
            ("bsi:component:archive", if is_archive { "archive" } else { "no archive" }.to_owned()),
            ("bsi:component:structured", "structured".to_owned()),
            ("cargo:target", format!("{} {}", artifact.kind, artifact.target)),
        ];
        let size = artifact.bytes.as_ref().map(|bytes| ("cargo:artifact:size", bytes.size.to_string()));
        let rows = rows.into_iter().chain(size);
        component.properties.extend(rows.map(|(key, value)| (key.to_owned(), value)));
    }

    /// Says how all this came about, and what stayed open.
    fn tell(&self, found: &mut Inventory, closure: &Closure, places: &BTreeMap<usize, ComponentId>) {
        let subject = &mut found.subject;
        subject.lifecycle = if self.is_planned() { Lifecycle::PreBuild } else { Lifecycle::Build };
        subject.resolution = Resolution::Exact;
        subject.properties.extend(self.selection.clone());
        subject.properties.insert("cargo:host-triple".to_owned(), self.build.host.triple.clone());
        if self.build.scope == Scope::Runtime {
            subject.properties.insert(SCOPE.to_owned(), RUNTIME_ONLY.to_owned());
        }
        if let Some(source) = closure.source {
            subject.properties.insert("cargo:edges".to_owned(), source.to_owned());
        }
        self.tell_of_plans(found, closure);
        for package in &closure.undecided {
            let message = "its units differ in features, and the messages do not tell which one runs while building";
            let problem = Problem::new(ProblemKind::Absent, self.name(*package), message);
            found.problems.push(problem.hint("build with `--target TRIPLE`: cargo then keeps them apart"));
        }
        for (from, to) in &closure.missing {
            let message = format!("expected its dependency {} to be compiled, found no message of it", self.name(*to));
            found.problems.push(Problem::new(ProblemKind::Contradiction, self.name(*from), message));
            if let Some(from) = places.get(from) {
                found.completeness.insert(*from, Completeness::Incomplete);
            }
        }
        if !self.left_over.is_empty() {
            let names = self.left_over.join(", ");
            let message = format!("expected everything that was compiled to be used, found no use of {names}");
            found.problems.push(Problem::new(ProblemKind::Contradiction, "cargo metadata", message));
            if let Some(root) = found.subject.root {
                found.completeness.insert(root, Completeness::Incomplete);
            }
        }
        if self.build.messages.unreadable > 0 {
            let message = format!("{} messages of cargo could not be understood", self.build.messages.unreadable);
            found.problems.push(Problem::new(ProblemKind::Unusable, "cargo messages", message));
        }
    }

    fn is_planned(&self) -> bool {
        self.build.stage == Stage::Planned
    }

    /// Says what a plan cannot tell, and what contradicts it.
    fn tell_of_plans(&self, found: &mut Inventory, closure: &Closure) {
        let contradicted = closure.problems.iter().any(Problem::is_deciding);
        found.problems.extend(closure.problems.iter().cloned());
        if let Some(graph) = self.build.graph.filter(|_| self.is_planned()) {
            let message = "nothing was compiled: digests, native libraries and imports of the artifact are not known";
            let problem = Problem::new(ProblemKind::Absent, graph.name.as_str(), message);
            found.problems.push(problem.hint("bonafide build -- cargo build"));
        }
        if let Some(root) = found.subject.root.filter(|_| contradicted || self.is_planned()) {
            let completeness = if contradicted { Completeness::Incomplete } else { Completeness::Unknown };
            found.completeness.insert(root, completeness);
        }
    }

    fn name(&self, package: usize) -> String {
        let found = self.packages.list.get(package).map(|package| package.described);
        found.map(|found| format!("{} {}", found.name, found.version)).unwrap_or_default()
    }
}

/// The version of lock files whose sources are written as `cargo metadata` writes them.
const UNLOCKED: u32 = 3;

/// A lock file whose packages are found by what tells them apart.
pub(super) struct Locked<'l> {
    path: &'l RelativePath,
    lock: &'l Lock<'l>,
    places: BTreeMap<(&'l str, &'l str, Option<&'l str>), usize>,
}

impl<'l> Locked<'l> {
    pub(super) fn of(path: &'l RelativePath, lock: &'l Lock<'l>) -> Self {
        let key = |package: &'l lockfile::Package<'l>| {
            (package.name.as_ref(), package.version.as_ref(), package.source.as_deref())
        };
        let places = lock.packages.iter().enumerate().map(|(at, package)| (key(package), at)).collect();
        Self { path, lock, places }
    }

    fn find(
        &self,
        name: &str,
        version: &str,
        source: Option<&str>,
    ) -> Option<(usize, &RelativePath, u32, &lockfile::Package<'_>)> {
        let at = *self.places.get(&(name, version, source))?;
        Some((at, self.path, self.lock.version, self.lock.packages.get(at)?))
    }
}
