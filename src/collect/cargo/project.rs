//! A lock file seen together with the manifests of its project and with cargo's caches.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rayon::prelude::*;

use super::binding::{Binding, Tests, bind};
use super::build::{self, MANIFEST, Parts, mark};
use super::cache::{Cached, Caches};
use super::declaration::{Declaration, Declared, Platform};
use super::facts::PackageFacts;
use super::folder::Folder;
use super::graph::Graph;
use super::local::{self, Local, Membership, Project};
use super::lockfile::{Lock, Package};
use super::network::Known;
use super::platform;
use super::resolution::{self, Resolution, Subject};
use super::root::{self, Root};
use super::stale;
use crate::collect::{CollectError, Context, Selection};
use crate::model::{self, EdgeKind, Evidence, Origin, Problem, ProblemKind, Properties, RelativePath};

/// What was read around a lock file, before it is brought together.
pub(super) struct Surroundings {
    pub(super) project: Project,
    /// What the caches tell, in the order of the lock file.
    pub(super) cached: Vec<Cached>,
    /// Where each package comes from, in the order of the lock file.
    origins: Vec<Origin>,
}

/// Reads manifests and caches.
pub(super) fn read(path: &RelativePath, lock: &Lock<'_>, context: &Context<'_>) -> Surroundings {
    let project = local::read(context.root, &Folder::of_file(path));
    let origins: Vec<Origin> = lock.packages.iter().map(|package| build::origin(lock.version, package, None)).collect();
    let home = context.caches.get("cargo").map(std::path::PathBuf::as_path);
    let stores = Caches::open(home, context.root, &project.vendored, origins.iter());
    let pairs = lock.packages.par_iter().zip(&origins);
    let cached = pairs.map(|(package, origin)| stores.find(package, origin)).collect();
    Surroundings { project, cached, origins }
}

/// Returns all that can be learnt about a lock file's packages and edges.
///
/// # Errors
/// [`CollectError::Selection`] where a package or feature is named that the project does not have.
pub(super) fn parts<'a>(
    path: &'a RelativePath,
    lock: &'a Lock<'a>,
    graph: &'a Graph,
    around: Surroundings,
    selection: &Selection,
) -> Result<Parts<'a>, CollectError> {
    let Surroundings { project, mut cached, origins } = around;
    let own = Own::of(lock, &project);
    let mut problems = project.problems.clone();
    problems.extend(cached.iter_mut().filter_map(|cached| cached.problem.take()));
    let known = known(lock, graph, &project, &own, &cached);
    let subject = Subject { lock, graph, project: &project, own: &own };
    let resolution = resolution::resolve(subject, &known, selection)?;
    problems.extend(stale::find(path, lock, graph, &project, (&own, &known)));
    problems.extend(absent(path, subject, (&known, &cached, &resolution)));
    problems.extend(left_out(path, lock, &resolution));
    problems.extend(unapplied(path, &project, selection));
    problems.extend(unknown_triples(path, selection));
    problems.extend(artifacts(path, lock, &known));
    let root = root(subject, &known, &resolution);
    drop(known);
    let Resolution { packages, edges, properties, .. } = resolution;
    let mut packages: Vec<PackageFacts> = packages.into_iter().map(facts).collect();
    describe(&mut packages, lock, &project, &own, &mut cached);
    mark_patched(&mut packages, lock, &project, &origins);
    let how = if project.has_manifest { model::Resolution::Selected } else { model::Resolution::Superset };
    // Taking a thousand declarations apart takes a while, and nothing waits for it.
    rayon::spawn(move || drop((project, cached)));
    Ok(Parts { path, lock, graph, packages, edges, root, problems, properties, resolution: how })
}

fn facts(used: resolution::Used) -> PackageFacts {
    let mut facts = PackageFacts {
        usage: Some(used.usage),
        features: used.features,
        host_features: used.host_features,
        is_left_out: used.is_left_out,
        ..PackageFacts::default()
    };
    if used.is_assumed {
        mark(&mut facts.marks, "cargo:features:assumed");
    }
    facts
}

/// Tells that nothing could be chosen from a lock file alone.
fn unapplied(path: &RelativePath, project: &Project, selection: &Selection) -> Option<Problem> {
    if project.has_manifest || *selection == Selection::default() {
        return None;
    }
    let message = "there is no usable manifest beside it, so that no packages, features or targets could be chosen: all are listed";
    Some(Problem::new(ProblemKind::Unusable, path.as_str(), message))
}

/// Tells of triples of which nothing is known.
fn unknown_triples(path: &RelativePath, selection: &Selection) -> Option<Problem> {
    let named = selection.targets.iter().chain(&selection.hosts);
    let unknown: Vec<&str> = named.map(String::as_str).filter(|triple| !platform::is_known(triple)).collect();
    let message = format!("nothing is known of {}: every `cfg(…)` is taken to hold there", unknown.join(", "));
    (!unknown.is_empty()).then(|| Problem::new(ProblemKind::Skipped, path.as_str(), message))
}

/// Tells how many packages were left out, and why.
fn left_out(path: &RelativePath, lock: &Lock<'_>, resolution: &Resolution) -> Option<Problem> {
    let text = Some(resolution.left_out).filter(|counts| counts.all() > 0)?.text(lock.packages.len());
    let message = format!("packages that nothing chosen turns on are left out, {text}");
    Some(Problem::new(ProblemKind::Skipped, path.as_str(), message))
}

/// Tells of dependencies on programs, which are unstable in cargo and not followed as exactly.
fn artifacts(path: &RelativePath, lock: &Lock<'_>, known: &Known<'_>) -> Option<Problem> {
    let is_apart = |declared: &Declared| matches!(declared.artifact, Some(Platform::Triple(_)));
    let has = |declaration: &Declaration| declaration.requirements.iter().any(is_apart);
    let found = lock.packages.iter().zip(known).filter(|(_, known)| known.as_ref().is_some_and(|(it, _)| has(it)));
    let names: Vec<&str> = found.map(|(package, _)| package.name.as_ref()).collect();
    let message = format!(
        "artifact dependencies for a target of their own are listed as for the host and the chosen targets: those of {}",
        names.join(", ")
    );
    (!names.is_empty()).then(|| Problem::new(ProblemKind::Skipped, path.as_str(), message))
}

/// Which packages of the lock file are which of the subject's own.
pub(super) struct Own {
    /// For each package of the lock file, its place in [`Project::packages`].
    pub(super) local: Vec<Option<usize>>,
    pub(super) root: Option<u32>,
    pub(super) members: Vec<u32>,
}

impl Own {
    fn of(lock: &Lock<'_>, project: &Project) -> Self {
        let by_name: BTreeMap<(&str, &str), usize> = project
            .packages
            .iter()
            .enumerate()
            .map(|(at, local)| ((local.name.as_str(), local.version.as_str()), at))
            .collect();
        let mut own = Self { local: Vec::with_capacity(lock.packages.len()), root: None, members: Vec::new() };
        for (place, package) in (0u32..).zip(&lock.packages) {
            let found = match package.source {
                None => by_name.get(&(package.name.as_ref(), package.version.as_ref())).copied(),
                Some(_) => None,
            };
            own.local.push(found);
            match found.map(|at| project.packages[at].membership) {
                Some(Membership::Root) => {
                    own.root = Some(place);
                    own.members.push(place);
                }
                Some(Membership::Member) => own.members.push(place),
                // Without manifests, what has no source is a member.
                None if package.source.is_none() && !project.has_manifest => own.members.push(place),
                Some(Membership::Dependency) | None => {}
            }
        }
        own
    }

    /// Returns all members, the root among them.
    pub(super) fn members(&self) -> &[u32] {
        &self.members
    }
}

/// Returns what stands for the subject.
fn root(subject: Subject<'_>, known: &Known<'_>, resolution: &Resolution) -> Root {
    let Subject { lock, graph, project, .. } = subject;
    if !project.has_manifest {
        return root::of_lock(lock, graph);
    }
    if let Some(root) = resolution.root {
        return Root::Package(root);
    }
    let is_proc_macro = |place: u32| known[place as usize].as_ref().is_some_and(|(found, _)| found.proc_macro);
    let kind = |place: u32| if is_proc_macro(place) { EdgeKind::Build } else { EdgeKind::Runtime };
    let members = resolution.members.iter().map(|place| (*place, kind(*place))).collect();
    Root::Workspace { name: name(project), members }
}

/// Returns the name of a workspace: the last part of the repository that it states, or else that all of its members have in common.
fn name(project: &Project) -> Option<String> {
    if let Some(repository) = &project.repository {
        return root::name_of_repository(repository);
    }
    let members = project.packages.iter().filter(|local| local.membership != Membership::Dependency);
    let stated = members.filter_map(|local| local.declaration.about.as_ref()?.repository.as_deref());
    let names: BTreeSet<Option<String>> = stated.map(root::name_of_repository).collect();
    match names.into_iter().collect::<Vec<_>>().as_slice() {
        [Some(name)] => Some(name.clone()),
        _ => None,
    }
}

fn known<'a>(
    lock: &Lock<'_>,
    graph: &Graph,
    project: &'a Project,
    own: &Own,
    cached: &'a [Cached],
) -> Vec<Option<(&'a Declaration, Binding<'a>)>> {
    let places: Vec<u32> = (0u32..).zip(&lock.packages).map(|(place, _)| place).collect();
    places
        .into_par_iter()
        .map(|place| {
            let at = place as usize;
            let local = own.local[at].map(|local| &project.packages[local]);
            let (declaration, tests) = match local {
                Some(local) if local.membership == Membership::Dependency => (&local.declaration, Tests::LeftOut),
                Some(local) => (&local.declaration, Tests::Counted),
                None => (cached[at].declaration.as_ref()?, Tests::LeftOut),
            };
            Some((declaration, bind(place, declaration, tests, lock, graph)))
        })
        .collect()
}

/// Tells how many packages are known by their lock file alone.
fn absent(
    path: &RelativePath,
    subject: Subject<'_>,
    (known, cached, resolution): (&Known<'_>, &[Cached], &Resolution),
) -> Option<Problem> {
    let Subject { lock, graph, own, .. } = subject;
    let is_listed = |at: usize| resolution.packages.get(at).is_none_or(|package| !package.is_left_out);
    let foreign = lock.packages.iter().enumerate().filter(|(_, package)| package.source.is_some());
    let foreign: Vec<usize> = foreign.map(|(at, _)| at).filter(|at| is_listed(*at)).collect();
    let is_described = |at: usize| cached[at].declaration.as_ref().is_some_and(|found| found.about.is_some());
    let undescribed = foreign.iter().filter(|at| own.local[**at].is_none() && !is_described(**at)).count();
    if undescribed == 0 {
        return None;
    }
    let needs = |at: usize| u32::try_from(at).is_ok_and(|place| !graph.dependencies(place).is_empty());
    let unknown = foreign.iter().filter(|at| known[**at].is_none() && needs(**at)).count();
    let rest = match unknown {
        0 => String::new(),
        unknown => {
            format!(
                ", nor what {unknown} of them need their dependencies for, of which all are listed with all features"
            )
        }
    };
    let message = format!(
        "{undescribed} of {} packages have no manifest in cargo's caches: their licences, authors and proc-macros are not known{rest}",
        lock.packages.len()
    );
    Some(Problem::new(ProblemKind::Absent, path.as_str(), message).hint("run `cargo fetch --locked` in the project"))
}

/// Moves what the declarations say of their packages to the facts.
fn describe(packages: &mut [PackageFacts], lock: &Lock<'_>, project: &Project, own: &Own, cached: &mut [Cached]) {
    for (at, facts) in packages.iter_mut().enumerate() {
        let package = &lock.packages[at];
        let local: Option<&Local> = own.local[at].map(|local| &project.packages[local]);
        facts.folder = local.and_then(|local| local.folder.path());
        let proc_macro = if let Some(local) = local {
            // Two packages of a damaged lock file may be the same one of the project.
            facts.manifest.clone_from(&local.declaration.about);
            local.declaration.proc_macro
        } else {
            let mut declaration = cached[at].declaration.as_mut();
            facts.manifest = declaration.as_mut().and_then(|declaration| declaration.about.take());
            declaration.is_some_and(|declaration| declaration.proc_macro)
        };
        if proc_macro {
            mark(&mut facts.marks, "cargo:proc-macro");
        }
        add_marks(&mut facts.marks, &cached[at]);
        if facts.manifest.is_some() {
            // Of a package from a cache, the path is the one inside of its archive: where a cache lies is no fact about the package.
            let path = match local {
                Some(local) => local.folder.file("Cargo.toml"),
                None => format!("{}-{}/Cargo.toml", package.name, package.version),
            };
            facts.evidence = Some(Evidence { path, line: None, method: MANIFEST.into() });
        }
    }
}

fn mark_patched(packages: &mut [PackageFacts], lock: &Lock<'_>, project: &Project, origins: &[Origin]) {
    if project.patches.is_empty() {
        return;
    }
    for ((facts, package), origin) in packages.iter_mut().zip(&lock.packages).zip(origins) {
        if let Some(replaced) = replaced(project, &package.name, origin) {
            facts.marks.insert("cargo:patched".to_owned(), replaced.to_owned());
        }
    }
}

/// Returns the registry or repository whose package this one takes the place of, if it is a patch.
fn replaced<'p>(project: &'p Project, name: &str, origin: &Origin) -> Option<&'p str> {
    let fits = |patch: &&local::Patch| {
        patch.package == name
            && match (&patch.git, origin) {
                (Some(wanted), Origin::Git { url, .. }) => wanted.trim_end_matches('/') == url.trim_end_matches('/'),
                (None, Origin::Path(_)) => true,
                _ => false,
            }
    };
    project.patches.iter().find(fits).map(|patch| patch.of.as_str())
}

/// Returns what there is to say of each package of a lock file, in its order: whether it is yanked, vendored, or a patch.
pub(super) fn marks(path: &RelativePath, lock: &Lock<'_>, root: &Path, home: Option<&Path>) -> Vec<Properties> {
    let project = local::read(root, &Folder::of_file(path));
    let origins: Vec<Origin> = lock.packages.iter().map(|package| build::origin(lock.version, package, None)).collect();
    // What is in a git checkout does not matter here.
    let stores = Caches::open(home, root, &project.vendored, std::iter::empty());
    let of = |(package, origin): (&Package<'_>, &Origin)| {
        let mut marks = Properties::new();
        add_marks(&mut marks, &stores.find(package, origin));
        if let Some(replaced) = replaced(&project, &package.name, origin) {
            marks.insert("cargo:patched".to_owned(), replaced.to_owned());
        }
        marks
    };
    lock.packages.par_iter().zip(&origins).map(of).collect()
}

fn add_marks(marks: &mut Properties, cached: &Cached) {
    if cached.yanked {
        mark(marks, "cargo:yanked");
    }
    if cached.vendored {
        mark(marks, "cargo:vendored");
    }
}
