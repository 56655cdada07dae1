//! Features of each package, for what is built and for what runs while building, as cargo's resolver finds them.
//!
//! Cargo's messages name every unit's features, but not which of two units of a package runs on the host. This walk predicts both sets from the
//! root units; the prediction only ever chooses between units that were compiled.
//! Spec: The Cargo Book, "Features", feature resolver version 2.

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::DependencyKind;

use super::package::{Packages, Value};
use super::platform::{Platforms, Side};

/// Whether development dependencies take part: they do as soon as one test, example or benchmark is built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Development {
    Counted,
    LeftOut,
}

/// What one side of a package is predicted to have.
#[derive(Debug, Default)]
struct State<'a> {
    features: BTreeSet<&'a str>,
    /// Optional dependencies that are on.
    active: BTreeSet<&'a str>,
    /// What weak values ask of dependencies that are not on yet.
    pending: BTreeMap<&'a str, BTreeSet<&'a str>>,
    is_followed: bool,
}

/// The predicted features of every package on each side.
pub(super) struct Predicted<'a> {
    states: BTreeMap<(usize, Side), State<'a>>,
}

impl<'a> Predicted<'a> {
    /// Predicts from the root units: package, side and features of each.
    pub(super) fn from(
        packages: &Packages<'a>,
        platforms: &Platforms,
        roots: &[(usize, Side, &'a [String])],
        development: Development,
    ) -> Self {
        let mut walk = Walk { packages, platforms, development, states: BTreeMap::new(), open: Vec::new() };
        for (package, side, features) in roots {
            walk.open.push(Task::Reach(*package, *side));
            walk.open.extend(features.iter().map(|feature| Task::Feature(*package, *side, feature)));
        }
        walk.run();
        Self { states: walk.states }
    }

    /// Returns whether the package has these features on this side.
    pub(super) fn fits(&self, package: usize, side: Side, features: &[String]) -> bool {
        self.states
            .get(&(package, side))
            .is_some_and(|state| state.features.iter().copied().eq(features.iter().map(String::as_str)))
    }
}

/// One step that is still to be taken. A list instead of recursion: chains of features have no bound.
#[derive(Clone, Copy)]
enum Task<'a> {
    Reach(usize, Side),
    Feature(usize, Side, &'a str),
    Activate(usize, Side, &'a str),
}

struct Walk<'w, 'a> {
    packages: &'w Packages<'a>,
    platforms: &'w Platforms,
    development: Development,
    states: BTreeMap<(usize, Side), State<'a>>,
    open: Vec<Task<'a>>,
}

impl<'a> Walk<'_, 'a> {
    fn run(&mut self) {
        while let Some(task) = self.open.pop() {
            match task {
                Task::Reach(package, side) => self.reach(package, side),
                Task::Feature(package, side, feature) => self.feature(package, side, feature),
                Task::Activate(package, side, name) => self.activate(package, side, name),
            }
        }
    }

    fn reach(&mut self, package: usize, side: Side) {
        let state = self.states.entry((package, side)).or_default();
        if std::mem::replace(&mut state.is_followed, true) {
            return;
        }
        self.follow(package, side, |declared, _| !declared.optional);
    }

    /// Takes the requirements of a package that satisfy a condition further.
    fn follow(&mut self, package: usize, side: Side, wanted: impl Fn(&cargo_metadata::Dependency, &str) -> bool) {
        let packages = self.packages;
        let Some(found) = packages.list.get(package) else { return };
        for requirement in &found.requirements {
            let declared = requirement.declared;
            let is_on = match declared.kind {
                DependencyKind::Development => self.development == Development::Counted,
                _ => true,
            };
            if !is_on || !wanted(declared, requirement.alias) || !self.platforms.follows(declared, side) {
                continue;
            }
            let side = packages.side(requirement, side);
            self.open.push(Task::Reach(requirement.to, side));
            if declared.uses_default_features {
                self.open.push(Task::Feature(requirement.to, side, "default"));
            }
            self.open.extend(declared.features.iter().map(|feature| Task::Feature(requirement.to, side, feature)));
        }
    }

    fn feature(&mut self, package: usize, side: Side, feature: &'a str) {
        let Some(found) = self.packages.list.get(package) else { return };
        let Some(values) = found.described.features.get(feature) else { return };
        if !self.states.entry((package, side)).or_default().features.insert(feature) {
            return;
        }
        for value in values {
            match Value::parse(value) {
                Value::Feature(name) => self.open.push(Task::Feature(package, side, name)),
                Value::Dependency(name) => self.open.push(Task::Activate(package, side, name)),
                Value::Of { dependency, feature, is_weak } => {
                    self.feature_of(package, side, (dependency, feature, is_weak));
                }
            }
        }
    }

    fn feature_of(&mut self, package: usize, side: Side, (name, feature, is_weak): (&'a str, &'a str, bool)) {
        let packages = self.packages;
        let Some(found) = packages.list.get(package) else { return };
        let state = self.states.entry((package, side)).or_default();
        let is_active = state.active.contains(name);
        // Both what is on already and what another value turns on later hears of it.
        state.pending.entry(name).or_default().insert(feature);
        let mut optional = false;
        for requirement in found.requirements.iter().filter(|requirement| requirement.alias == name) {
            optional |= requirement.declared.optional;
            if (!requirement.declared.optional || is_active) && self.platforms.follows(requirement.declared, side) {
                let to = packages.side(requirement, side);
                self.open.push(Task::Feature(requirement.to, to, feature));
            }
        }
        if optional && !is_weak {
            self.open.push(Task::Activate(package, side, name));
            // The feature of the same name, if there is one, goes on with it.
            self.open.push(Task::Feature(package, side, name));
        }
    }

    fn activate(&mut self, package: usize, side: Side, name: &'a str) {
        let state = self.states.entry((package, side)).or_default();
        if !state.active.insert(name) {
            return;
        }
        let asked: Vec<&'a str> = state.pending.get(name).into_iter().flatten().copied().collect();
        self.follow(package, side, |declared, alias| declared.optional && alias == name);
        let packages = self.packages;
        let Some(found) = packages.list.get(package) else { return };
        for requirement in found.requirements.iter().filter(|it| it.alias == name && it.declared.optional) {
            if self.platforms.follows(requirement.declared, side) {
                let to = packages.side(requirement, side);
                self.open.extend(asked.iter().map(|feature| Task::Feature(requirement.to, to, feature)));
            }
        }
    }
}
