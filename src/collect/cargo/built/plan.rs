//! What cargo itself says of who needs whom: units with their needs, from the unit graph of a build or from the file beside an artifact.
//!
//! Both tell edges exactly, and neither is stable in cargo; so they are held against the messages of the build, which are. Where they name a unit
//! that was not compiled, or leave one out that was, they are those of another build: that is told, and what was compiled counts.

use std::collections::{BTreeMap, BTreeSet};

use super::closure::{Closure, Units};
use super::message::Unit;
use super::package::Packages;
use super::platform::Side;
use crate::model::{EdgeKind, Problem, ProblemKind};

/// Contradictions that are told one by one.
const TOLD: usize = 20;

/// A unit that cargo planned.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlannedUnit {
    /// Package, target, profile and features, as far as they are told.
    pub unit: Unit,
    /// Places of the units that it needs, its own build script among them.
    pub needs: Vec<usize>,
    /// The platform that it is for, where that is told.
    pub platform: PlannedPlatform,
}

/// The platform of a planned unit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum PlannedPlatform {
    /// Nothing is said: it follows from who needs the unit.
    #[default]
    Unstated,
    /// Whatever cargo runs on; without `--target` that is what is built for, too.
    Host,
    /// A platform that was named.
    Target(String),
}

/// Which of cargo's two forms a plan has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// All units of a build.
    UnitGraph,
    /// What one artifact is made of.
    Precursor,
}

/// A plan that is held against a build.
pub(super) struct Plan<'p> {
    pub(super) form: Form,
    /// What it is called in problems: the name of its file.
    pub(super) name: &'p str,
    pub(super) units: &'p [PlannedUnit],
    /// The units to begin at.
    pub(super) roots: &'p [usize],
}

/// Units that can be the same, whatever their platform is.
type Key<'k> = (&'k str, &'k [String], &'k [String]);

fn key(unit: &Unit) -> Key<'_> {
    (unit.package_id.as_str(), unit.target.kind.as_slice(), unit.features.as_slice())
}

/// The compiled units, by what tells them apart.
pub(super) struct Compiled<'c> {
    units: &'c Units<'c>,
    by_key: BTreeMap<Key<'c>, Vec<usize>>,
}

impl<'c> Compiled<'c> {
    pub(super) fn of(units: &'c Units<'c>) -> Self {
        let mut by_key: BTreeMap<Key<'c>, Vec<usize>> = BTreeMap::new();
        for (at, unit) in units.all.iter().enumerate() {
            by_key.entry(key(unit)).or_default().push(at);
        }
        Self { units, by_key }
    }

    /// Returns the compiled units that a planned one can be; `triple` is that of what is built.
    fn find(&self, planned: &PlannedUnit, side: Side, triple: Option<&str>, form: Form) -> Vec<usize> {
        let wanted = match &planned.platform {
            PlannedPlatform::Target(platform) => Some(stem(platform)),
            PlannedPlatform::Host => None,
            PlannedPlatform::Unstated if side == Side::Host => None,
            PlannedPlatform::Unstated => triple,
        };
        let fits = |at: &usize| {
            let unit = self.units.all.get(*at);
            self.units.triple(*at) == wanted
                && unit.is_some_and(|unit| form == Form::Precursor || is_same(unit, &planned.unit))
        };
        self.by_key.get(&key(&planned.unit)).into_iter().flatten().copied().filter(fits).collect()
    }
}

/// Returns the name of a platform in paths: a triple, or that of the file which describes it.
pub(super) fn stem(platform: &str) -> &str {
    let file = platform.rsplit(['/', '\\']).next().unwrap_or(platform);
    file.strip_suffix(".json").unwrap_or(file)
}

/// Returns whether two units of the same package, kind and features are one, as far as the messages tell.
fn is_same(compiled: &Unit, planned: &Unit) -> bool {
    let (one, other) = (&compiled.profile, &planned.profile);
    compiled.target.name == planned.target.name
        && one.test == other.test
        && one.opt_level == other.opt_level
        && one.debug_assertions == other.debug_assertions
        && one.overflow_checks == other.overflow_checks
}

impl Plan<'_> {
    /// Returns what a root unit is made of, or what speaks against it. `root` is the place of the compiled unit.
    pub(super) fn closure(
        &self,
        root: usize,
        packages: &Packages<'_>,
        compiled: &Compiled<'_>,
    ) -> Result<Closure, Vec<Problem>> {
        let Some(unit) = compiled.units.all.get(root) else { return Err(Vec::new()) };
        let triple = compiled.units.triple(root);
        let side = if unit.is("proc-macro") { Side::Host } else { Side::Target };
        let is_root = |at: &usize| {
            self.units.get(*at).is_some_and(|planned| compiled.find(planned, side, triple, self.form).contains(&root))
        };
        let Some(start) = self.roots.iter().copied().find(is_root) else {
            let message = format!("expected `{}` with its features among the roots, found none", unit.target.name);
            return Err(vec![self.problem(None, message)]);
        };
        let mut walk =
            Walk { plan: self, packages, compiled, triple, closure: Closure::default(), problems: Vec::new() };
        walk.run(start, side, root);
        if walk.problems.is_empty() { Ok(walk.closure) } else { Err(few(walk.problems, self)) }
    }

    /// Returns what was compiled for a build and is not in its plan.
    pub(super) fn unplanned(&self, compiled: &Compiled<'_>) -> Vec<Problem> {
        let mut planned = BTreeSet::new();
        for unit in self.units {
            planned.extend(compiled.find(unit, Side::Target, None, self.form));
        }
        let others = compiled.units.all.iter().enumerate().filter(|(at, _)| !planned.contains(at));
        let problem = |(_, unit): (usize, &Unit)| {
            self.problem(None, format!("expected {} to be planned, which was compiled, found it nowhere", shown(unit)))
        };
        few(others.map(problem).collect(), self)
    }

    fn problem(&self, at: Option<usize>, message: String) -> Problem {
        let list = if self.form == Form::UnitGraph { "units" } else { "crates" };
        let place = at.map(|at| format!("#/{list}/{at}")).unwrap_or_default();
        Problem::new(ProblemKind::Contradiction, format!("{}{place}", self.name), message)
    }
}

/// Leaves of many problems only the first, and says how many there are.
fn few(mut problems: Vec<Problem>, plan: &Plan<'_>) -> Vec<Problem> {
    let more = problems.len().saturating_sub(TOLD);
    if more > 0 {
        problems.truncate(TOLD);
        problems.push(plan.problem(None, format!("{more} more contradictions like these")));
    }
    problems
}

/// Returns how a unit is called in messages.
fn shown(unit: &Unit) -> String {
    // What stands before the name is a registry or a folder of this machine.
    let package = unit.package_id.rsplit(['/', '#']).next().unwrap_or_default();
    let name = if package.contains('@') || unit.target.name.is_empty() { package } else { &unit.target.name };
    let features = if unit.features.is_empty() { String::new() } else { format!(" with {}", unit.features.join(",")) };
    format!("`{name}` ({}){features}", unit.target.kind.join(","))
}

struct Walk<'w> {
    plan: &'w Plan<'w>,
    packages: &'w Packages<'w>,
    compiled: &'w Compiled<'w>,
    triple: Option<&'w str>,
    closure: Closure,
    problems: Vec<Problem>,
}

impl Walk<'_> {
    fn run(&mut self, start: usize, side: Side, root: usize) {
        let mut seen = BTreeSet::new();
        let mut open = vec![(start, side)];
        while let Some((at, side)) = open.pop() {
            if !seen.insert((at, side)) {
                continue;
            }
            let Some(planned) = self.plan.units.get(at) else { continue };
            let Some(package) = self.packages.find(&planned.unit.package_id) else {
                let message = format!("expected {} in `cargo metadata`, found no such package", shown(&planned.unit));
                self.problems.push(self.plan.problem(Some(at), message));
                continue;
            };
            if !planned.unit.is("custom-build") {
                self.add(at, (package, side), (at == start).then_some(root));
            }
            open.extend(planned.needs.iter().filter_map(|to| self.follow(planned, (package, side), *to)));
        }
    }

    /// Adds a unit with the compiled one that it is.
    fn add(&mut self, at: usize, (package, side): (usize, Side), known: Option<usize>) {
        let Some(planned) = self.plan.units.get(at) else { return };
        let found = || self.compiled.find(planned, side, self.triple, self.plan.form).first().copied();
        let Some(unit) = known.or_else(found) else {
            let message = format!("expected {} to be compiled, found no message of it", shown(&planned.unit));
            self.problems.push(self.plan.problem(Some(at), message));
            return;
        };
        // A program comes before the library of its own package.
        let part = self.closure.parts.entry(package).or_default();
        if part.on(side).is_none() {
            *part.on(side) = Some(unit);
        }
    }

    /// Adds the edge to a unit, and returns it with its side.
    fn follow(&mut self, from: &PlannedUnit, (package, side): (usize, Side), to: usize) -> Option<(usize, Side)> {
        let needed = self.plan.units.get(to)?;
        let is_own = needed.unit.package_id == from.unit.package_id;
        // A test waits for the programs of its package, and does not hold them.
        if is_own && needed.unit.is("bin") {
            return None;
        }
        let is_script = needed.unit.is("custom-build");
        let is_host = side == Side::Host || is_script || needed.unit.is("proc-macro");
        let side = if is_host { Side::Host } else { Side::Target };
        // The script of another package hands on variables; it is no part of this one.
        if let Some(other) = self.packages.find(&needed.unit.package_id).filter(|_| !is_own && !is_script) {
            let kind = if is_host { EdgeKind::Build } else { EdgeKind::Runtime };
            self.closure.edges.insert((package, other, kind));
        }
        Some((to, side))
    }
}
