//! Which features and optional dependencies are on, by the rules of cargo's own feature resolver.
//!
//! With resolver 2 and later a package has two sets of features, one as it is built for the target and one as it is built for the host; the
//! requirements of other platforms, and those of tests unless tests are built, turn nothing on. With resolver 1 all of that is one. What
//! a newcomer would question: below a package whose manifest is not known everything is on, for nothing says that it is off.
//!
//! Spec: The Cargo Book, "Features": implicit features, `dep:`, `name/feature`, `name?/feature`; "Feature resolver version 2".

use std::collections::BTreeSet;

use super::declaration::Need;
use super::network::{Link, Network, Side, Unit};
use crate::collect::Base;

/// The version of cargo's resolver. Two and three differ only in which versions they lock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Behavior {
    #[default]
    One,
    Two,
    Three,
}

impl Behavior {
    /// Returns the number by which manifests name it.
    pub(super) fn number(self) -> &'static str {
        match self {
            Self::One => "1",
            Self::Two => "2",
            Self::Three => "3",
        }
    }
}

/// Whether what only tests, examples and benchmarks need is built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tests {
    Built,
    NotBuilt,
}

/// A package to start from, and what is asked of it.
#[derive(Clone, Debug)]
pub(super) struct Start<'a> {
    pub(super) place: u32,
    pub(super) base: Base,
    pub(super) features: Vec<&'a str>,
}

/// What is to be resolved.
#[derive(Clone, Copy, Debug)]
pub(super) struct Request<'a> {
    pub(super) behavior: Behavior,
    pub(super) starts: &'a [Start<'a>],
    pub(super) tests: Tests,
}

/// What is on in one package on one side.
#[derive(Debug, Default)]
struct State<'a> {
    /// Whether anything uses the package at all.
    active: bool,
    /// Whether everything is taken as on, since what asks for it is not known.
    assumed: bool,
    features: BTreeSet<&'a str>,
    /// Optional dependencies that are on, by alias.
    enabled: BTreeSet<&'a str>,
    /// Features to turn on in a dependency as soon as that is on: `name?/feature`.
    waiting: Vec<(&'a str, &'a str)>,
}

/// What is on in all packages.
#[derive(Debug)]
pub(super) struct Resolved<'a> {
    behavior: Behavior,
    /// Two for each package, the target's and the host's.
    states: Vec<State<'a>>,
}

impl<'a> Resolved<'a> {
    fn place(&self, (package, side): Unit) -> usize {
        let is_apart = side == Side::Host && self.behavior != Behavior::One;
        package as usize * 2 + usize::from(is_apart)
    }

    fn state(&self, unit: Unit) -> Option<&State<'a>> {
        self.states.get(self.place(unit))
    }

    fn state_mut(&mut self, unit: Unit) -> Option<&mut State<'a>> {
        let place = self.place(unit);
        self.states.get_mut(place)
    }

    /// Returns the features of a package, in order.
    pub(super) fn features(&self, unit: Unit) -> impl Iterator<Item = &'a str> {
        self.state(unit).into_iter().flat_map(|state| state.features.iter().copied())
    }

    pub(super) fn has_feature(&self, unit: Unit, name: &str) -> bool {
        self.state(unit).is_some_and(|state| state.features.contains(name))
    }

    /// Returns whether everything is taken as on in a package, since what asks for it is not known.
    pub(super) fn is_assumed(&self, unit: Unit) -> bool {
        self.state(unit).is_some_and(|state| state.assumed)
    }

    /// Returns whether the features of a package turn a requirement of it on, wherever the platform may be one for it.
    pub(super) fn turns_on(&self, unit: Unit, link: &Link<'_>) -> bool {
        !link.declared.optional
            || self
                .state(unit)
                .is_some_and(|state| state.assumed || state.enabled.contains(link.declared.alias.as_str()))
    }
}

/// Something to be turned on.
#[derive(Clone, Copy)]
enum Step<'a> {
    Package(Unit),
    Feature(Unit, &'a str),
    Dependency(Unit, &'a str),
    /// The package with all that it has.
    Everything(Unit),
}

/// A value of a feature. Spec: The Cargo Book, "Features".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Value<'a> {
    Feature(&'a str),
    /// `dep:name`.
    Dependency(&'a str),
    /// `name/feature`, or `name?/feature`, which turns nothing on by itself.
    Of {
        dependency: &'a str,
        feature: &'a str,
        is_weak: bool,
    },
}

impl<'a> Value<'a> {
    pub(super) fn parse(text: &'a str) -> Self {
        if let Some(name) = text.strip_prefix("dep:") {
            return Self::Dependency(name);
        }
        match text.split_once('/') {
            None => Self::Feature(text),
            Some((name, feature)) => match name.strip_suffix('?') {
                Some(dependency) => Self::Of { dependency, feature, is_weak: true },
                None => Self::Of { dependency: name, feature, is_weak: false },
            },
        }
    }
}

struct Resolver<'n, 'a> {
    network: &'n Network<'a>,
    request: &'n Request<'a>,
    resolved: Resolved<'a>,
    open: Vec<Step<'a>>,
}

/// Resolves features.
pub(super) fn resolve<'a>(network: &Network<'a>, request: &Request<'a>) -> Resolved<'a> {
    let states = network.known.iter().flat_map(|_| [State::default(), State::default()]).collect();
    let resolved = Resolved { behavior: request.behavior, states };
    let mut run = Resolver { network, request, resolved, open: Vec::new() };
    for start in request.starts {
        run.start(start, Side::Target);
        if network.is_proc_macro(start.place) {
            run.start(start, Side::Host);
        }
    }
    while let Some(step) = run.open.pop() {
        match step {
            Step::Package(unit) => run.package(unit),
            Step::Feature(unit, name) => run.feature(unit, name),
            Step::Dependency(unit, alias) => run.dependency(unit, alias),
            Step::Everything(unit) => run.everything(unit),
        }
    }
    run.resolved
}

impl<'a> Resolver<'_, 'a> {
    fn start(&mut self, start: &Start<'a>, side: Side) {
        let unit = (start.place, side);
        self.open.push(Step::Package(unit));
        self.open.extend(start.features.iter().map(|feature| Step::Feature(unit, feature)));
        match start.base {
            Base::Default => self.open.push(Step::Feature(unit, "default")),
            Base::All => self.all_features(unit),
            Base::None => {}
        }
    }

    fn all_features(&mut self, unit: Unit) {
        let Some(declaration) = self.network.declaration(unit.0) else { return };
        let implicit = declaration.requirements.iter().filter(|it| it.optional).map(|it| it.alias.as_str());
        let names = declaration.features.keys().map(String::as_str).chain(implicit);
        self.open.extend(names.map(|name| Step::Feature(unit, name)));
    }

    /// Returns whether a requirement counts on a side; whether a feature turns it on is another question.
    fn counts(&self, (package, side): Unit, link: &Link<'_>) -> bool {
        let is_one = self.request.behavior == Behavior::One;
        if link.declared.need == Need::Development {
            // Only the packages that a build starts from have tests.
            let is_start = self.request.starts.iter().any(|start| start.place == package);
            if !is_start || !(is_one || self.request.tests == Tests::Built) {
                return false;
            }
        }
        is_one || link.holds(side)
    }

    fn package(&mut self, unit: Unit) {
        let Some(state) = self.resolved.state_mut(unit) else { return };
        if std::mem::replace(&mut state.active, true) {
            return;
        }
        let network = self.network;
        for link in network.links(unit.0) {
            if !link.declared.optional && self.counts(unit, link) {
                self.requirement(unit.1, link);
            }
        }
        for (_, target) in network.unasked(unit.0) {
            self.open.push(Step::Everything((target, Side::Host)));
            if unit.1 == Side::Target {
                self.open.push(Step::Everything((target, Side::Target)));
            }
        }
    }

    /// Turns on the target of one requirement, with the features that it asks for.
    fn requirement(&mut self, side: Side, link: &Link<'a>) {
        let declared = link.declared;
        for side in link.sides(side) {
            let unit = (link.target, *side);
            self.open.push(Step::Package(unit));
            if declared.default_features {
                self.open.push(Step::Feature(unit, "default"));
            }
            self.open.extend(declared.features.iter().map(|feature| Step::Feature(unit, feature)));
        }
    }

    fn everything(&mut self, unit: Unit) {
        let Some(state) = self.resolved.state_mut(unit) else { return };
        if std::mem::replace(&mut state.assumed, true) {
            return;
        }
        self.open.push(Step::Package(unit));
        self.all_features(unit);
        let optional = self.network.links(unit.0).iter().filter(|link| link.declared.optional);
        self.open.extend(optional.map(|link| Step::Dependency(unit, &link.declared.alias)));
    }

    fn feature(&mut self, unit: Unit, name: &'a str) {
        // Requirements may ask for a feature of a dependency of the dependency.
        if name.contains('/') || name.starts_with("dep:") {
            self.value(unit, name);
            return;
        }
        let Some(declaration) = self.network.declaration(unit.0) else { return };
        let values = declaration.features.get(name);
        if values.is_none() && !declaration.is_implicit(name) {
            return;
        }
        if !self.resolved.state_mut(unit).is_some_and(|state| state.features.insert(name)) {
            return;
        }
        match values {
            Some(values) => values.iter().for_each(|value| self.value(unit, value)),
            None => self.open.push(Step::Dependency(unit, name)),
        }
    }

    /// Takes one value of a feature's list.
    fn value(&mut self, unit: Unit, value: &'a str) {
        match Value::parse(value) {
            Value::Feature(name) => self.open.push(Step::Feature(unit, name)),
            Value::Dependency(alias) => self.open.push(Step::Dependency(unit, alias)),
            Value::Of { dependency, feature, is_weak } => self.feature_of(unit, dependency, (feature, is_weak)),
        }
    }

    /// Takes `name/feature` or `name?/feature`.
    fn feature_of(&mut self, unit: Unit, alias: &'a str, (feature, is_weak): (&'a str, bool)) {
        let network = self.network;
        for link in network.links_as(unit.0, alias) {
            if !self.counts(unit, link) {
                continue;
            }
            if link.declared.optional {
                let Some(state) = self.resolved.state_mut(unit) else { return };
                if is_weak && !state.enabled.contains(alias) {
                    state.waiting.push((alias, feature));
                    continue;
                }
                self.open.push(Step::Dependency(unit, alias));
                // The older syntax turns on the feature of the dependency's name as well, if there is one.
                if !is_weak && network.has_feature(unit.0, alias) {
                    self.open.push(Step::Feature(unit, alias));
                }
            }
            let sides = link.sides(unit.1).iter();
            self.open.extend(sides.map(|side| Step::Feature((link.target, *side), feature)));
        }
    }

    fn dependency(&mut self, unit: Unit, alias: &'a str) {
        let Some(state) = self.resolved.state_mut(unit) else { return };
        if !state.enabled.insert(alias) {
            return;
        }
        let (woken, waiting) = std::mem::take(&mut state.waiting).into_iter().partition(|(name, _)| *name == alias);
        state.waiting = waiting;
        let woken: Vec<(&str, &str)> = woken;
        let network = self.network;
        for link in network.links_as(unit.0, alias) {
            if !self.counts(unit, link) {
                continue;
            }
            self.requirement(unit.1, link);
            for (_, feature) in &woken {
                let sides = link.sides(unit.1).iter();
                self.open.extend(sides.map(|side| Step::Feature((link.target, *side), feature)));
            }
        }
    }
}

#[cfg(test)]
mod tests;
