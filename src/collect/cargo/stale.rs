//! Whether the lock file is that of the manifests beside it.

use std::collections::BTreeSet;

use super::declaration::Declared;
use super::graph::Graph;
use super::local::{Membership, Project};
use super::lockfile::Lock;
use super::network::Known;
use super::project::Own;
use crate::model::{Problem, ProblemKind, RelativePath};

/// How many contradictions are told one by one.
const TOLD: usize = 20;

/// Returns what the manifests ask for and the lock file does not hold, and the other way round.
pub(super) fn find(
    path: &RelativePath,
    lock: &Lock<'_>,
    graph: &Graph,
    project: &Project,
    known: (&Own, &Known<'_>),
) -> Vec<Problem> {
    if !project.has_manifest {
        return Vec::new();
    }
    let (own, known) = known;
    let mut found = Found { path, lock, problems: Vec::new() };
    found.packages(project, own, known);
    let damaged: BTreeSet<u32> = graph.faults.iter().filter_map(|fault| fault.incomplete).collect();
    for (place, package) in (0u32..).zip(known) {
        let Some(local) = own.local[place as usize].map(|local| &project.packages[local]) else { continue };
        let Some((_, binding)) = package else { continue };
        // A damaged entry is told as such.
        if damaged.contains(&place) {
            continue;
        }
        let manifest = local.folder.file("Cargo.toml");
        for declared in &binding.unmet {
            // Only members have all of their optional dependencies in a lock file.
            if local.membership != Membership::Dependency || !declared.optional {
                found.unmet(&manifest, &local.name, declared);
            }
        }
        for edge in &binding.unasked {
            found.unasked(&manifest, &local.name, graph.target(*edge));
        }
    }
    found.finish()
}

struct Found<'a> {
    path: &'a RelativePath,
    lock: &'a Lock<'a>,
    problems: Vec<Problem>,
}

impl Found<'_> {
    fn add(&mut self, path: &str, message: String) -> &mut Problem {
        let problem = Problem::new(ProblemKind::Contradiction, path, message);
        self.problems.push(problem.hint("run `cargo update --workspace` to bring the lock file up to date"));
        self.problems.last_mut().expect("one was just added")
    }

    /// Compares the packages of the subject with those that have no source in the lock file.
    fn packages(&mut self, project: &Project, own: &Own, known: &Known<'_>) {
        let locked: BTreeSet<usize> = own.local.iter().copied().flatten().collect();
        for (at, local) in project.packages.iter().enumerate() {
            if local.membership == Membership::Dependency || locked.contains(&at) {
                continue;
            }
            let other =
                self.lock.packages.iter().find(|package| package.source.is_none() && package.name == local.name);
            let manifest = local.folder.file("Cargo.toml");
            let message = match other {
                Some(other) => format!(
                    "expected version {} of `{}` as the lock file has it, found {}",
                    other.version, local.name, local.version
                ),
                None => format!("expected `{} {}` in the lock file, found no such package", local.name, local.version),
            };
            self.add(&manifest, message);
        }
        for ((package, found), known) in self.lock.packages.iter().zip(&own.local).zip(known) {
            let named = project.packages.iter().any(|local| local.name == package.name);
            if package.source.is_some() || found.is_some() || known.is_some() || named {
                continue;
            }
            let path = self.path.as_str().to_owned();
            if project.outside.contains(package.name.as_ref()) {
                let message =
                    format!("`{} {}` lies outside of the subject and was not read", package.name, package.version);
                self.problems.push(Problem::new(ProblemKind::Absent, path, message).line(package.line));
            } else if !project.problems.iter().any(Problem::is_deciding) {
                // A manifest that could not be read may be the very one; that is told already.
                let message = format!(
                    "expected the manifest of `{} {}` among the workspace's, found none",
                    package.name, package.version
                );
                self.add(&path, message).line = Some(package.line);
            }
        }
    }

    fn unmet(&mut self, manifest: &str, name: &str, declared: &Declared) {
        let version = declared.version.as_deref().map(|version| format!(" {version}")).unwrap_or_default();
        let message = format!(
            "expected `{}{version}` among the locked dependencies of `{name}`, found none that fits",
            declared.package
        );
        self.add(manifest, message);
    }

    fn unasked(&mut self, manifest: &str, name: &str, target: Option<u32>) {
        if let Some(package) = target.and_then(|target| self.lock.packages.get(target as usize)) {
            let message = format!(
                "expected a dependency on `{} {}`, which the lock file gives `{name}`, found none",
                package.name, package.version
            );
            self.add(manifest, message);
        }
    }

    fn finish(mut self) -> Vec<Problem> {
        let rest = self.problems.len().saturating_sub(TOLD);
        if rest > 0 {
            self.problems.truncate(TOLD);
            let message = format!("{rest} more differences between manifests and lock file");
            self.add(self.path.as_str(), message);
        }
        self.problems
    }
}
