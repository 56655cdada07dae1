//! What one artifact is made of: a walk from its package over the requirements that the compiled units' own features leave on.

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::DependencyKind;

use super::feature::Predicted;
use super::layout::Layout;
use super::message::Unit;
use super::package::Packages;
use super::platform::{Platforms, Side};
use crate::model::{EdgeKind, Problem};

/// All units of a build by their packages.
pub(super) struct Units<'a> {
    pub(super) all: &'a [Unit],
    /// Libraries and proc-macros of each package, as places in `all`.
    libraries: BTreeMap<usize, Vec<usize>>,
    /// Packages whose build script was compiled.
    scripted: BTreeSet<usize>,
    /// The triple in the path of each unit's files.
    triples: Vec<Option<&'a str>>,
    /// Whether the build was for platforms that were named, so that the host's files lie apart.
    is_apart: bool,
}

impl<'a> Units<'a> {
    pub(super) fn of(all: &'a [Unit], packages: &Packages<'_>, layout: &Layout<'_>) -> Self {
        let triple = |unit: &'a Unit| unit.filenames.iter().find_map(|file| layout.triple(file));
        let triples: Vec<Option<&str>> = all.iter().map(triple).collect();
        let mut units = Self {
            all,
            libraries: BTreeMap::new(),
            scripted: BTreeSet::new(),
            is_apart: triples.iter().any(Option::is_some),
            triples,
        };
        for (at, unit) in all.iter().enumerate() {
            let Some(package) = packages.find(&unit.package_id) else { continue };
            if unit.is_library() {
                units.libraries.entry(package).or_default().push(at);
            } else if unit.is("custom-build") {
                units.scripted.insert(package);
            }
        }
        units
    }

    /// Returns the triple in the path of a unit's files.
    pub(super) fn triple(&self, unit: usize) -> Option<&'a str> {
        self.triples.get(unit).copied().flatten()
    }

    /// Returns the libraries of a package that can be the one of a side.
    fn candidates(&self, package: usize, side: Side, triple: Option<&str>) -> Vec<usize> {
        let wanted = if side == Side::Host { None } else { triple };
        let fits = |unit: &usize| !self.is_apart || self.triple(*unit) == wanted;
        self.libraries.get(&package).into_iter().flatten().copied().filter(fits).collect()
    }
}

/// What one artifact is made of.
#[derive(Debug, Default)]
pub(super) struct Closure {
    /// Each package with the unit that each side uses.
    pub(super) parts: BTreeMap<usize, Part>,
    /// Who needs whom, and what for.
    pub(super) edges: BTreeSet<(usize, usize, EdgeKind)>,
    /// Packages of which the messages do not tell what side which unit is for.
    pub(super) undecided: BTreeSet<usize>,
    /// Packages that were needed by what the features say, and that no message names.
    pub(super) missing: BTreeSet<(usize, usize)>,
    /// Where the edges and sides come from, unless they were worked out.
    pub(super) source: Option<&'static str>,
    /// What speaks against the plans that there are.
    pub(super) problems: Vec<Problem>,
}

/// The units of one package.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Part {
    pub(super) target: Option<usize>,
    pub(super) host: Option<usize>,
}

/// What a walk goes over.
pub(super) struct Ground<'g, 'a> {
    pub(super) packages: &'g Packages<'a>,
    pub(super) units: &'g Units<'a>,
    pub(super) platforms: &'g Platforms,
    pub(super) predicted: &'g Predicted,
    pub(super) triple: Option<&'g str>,
}

impl Ground<'_, '_> {
    /// Walks from a root unit.
    pub(super) fn closure(&self, root: usize) -> Closure {
        let mut closure = Closure::default();
        let Some(unit) = self.units.all.get(root) else { return closure };
        let Some(package) = self.packages.find(&unit.package_id) else { return closure };
        let side = if unit.is("proc-macro") { Side::Host } else { Side::Target };
        let part = closure.parts.entry(package).or_default();
        *part.on(side) = Some(root);
        let development = unit.is_test() || unit.is("example");
        let mut open = self.next(package, side, (unit, development), &mut closure);
        while let Some((package, side)) = open.pop() {
            if closure.parts.entry(package).or_default().on(side).is_some() {
                continue;
            }
            let Some(at) = self.choose(package, side, &mut closure) else { continue };
            if let Some(part) = closure.parts.get_mut(&package) {
                *part.on(side) = Some(at);
            }
            if let Some(unit) = self.units.all.get(at) {
                open.extend(self.next(package, side, (unit, false), &mut closure));
            }
        }
        closure
    }

    /// Adds the edges of a unit, and returns where they lead.
    fn next(
        &self,
        package: usize,
        side: Side,
        (unit, development): (&Unit, bool),
        closure: &mut Closure,
    ) -> Vec<(usize, Side)> {
        let Some(found) = self.packages.list.get(package) else { return Vec::new() };
        let active = found.activated(&unit.features);
        let scripted = self.units.scripted.contains(&package);
        let mut next = Vec::new();
        for requirement in &found.requirements {
            let declared = requirement.declared;
            let counts = match declared.kind {
                DependencyKind::Normal => true,
                DependencyKind::Build => scripted,
                DependencyKind::Development => development,
                _ => false,
            };
            let is_on = counts && (!declared.optional || active.contains(requirement.alias));
            if !is_on || !self.platforms.follows(declared, side) {
                continue;
            }
            let to = self.packages.side(requirement, side);
            if self.units.candidates(requirement.to, to, self.triple).is_empty() {
                closure.missing.insert((package, requirement.to));
                continue;
            }
            let kind = if to == Side::Target { EdgeKind::Runtime } else { EdgeKind::Build };
            if requirement.to != package {
                closure.edges.insert((package, requirement.to, kind));
            }
            next.push((requirement.to, to));
        }
        next
    }

    /// Returns the unit of a package that a side uses.
    fn choose(&self, package: usize, side: Side, closure: &mut Closure) -> Option<usize> {
        let candidates = self.units.candidates(package, side, self.triple);
        let features =
            |unit: &usize| self.units.all.get(*unit).map(|unit| unit.features.as_slice()).unwrap_or_default();
        let first = candidates.first().copied()?;
        // Units that differ in nothing but their profile are made of the same things.
        if candidates.iter().all(|unit| features(unit) == features(&first)) {
            return Some(first);
        }
        let fitting = candidates.iter().copied().find(|unit| self.predicted.fits(package, side, features(unit)));
        if fitting.is_none() {
            closure.undecided.insert(package);
        }
        // Undecided, the one with the most features: what it brings along was compiled for one of the sides.
        fitting.or_else(|| candidates.iter().copied().max_by_key(|unit| features(unit).len()))
    }
}

impl Part {
    pub(super) fn on(&mut self, side: Side) -> &mut Option<usize> {
        match side {
            Side::Target => &mut self.target,
            Side::Host => &mut self.host,
        }
    }
}
