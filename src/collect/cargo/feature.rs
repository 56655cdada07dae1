//! Which features and optional dependencies are on, when every member is taken with its default features.
//!
//! Unified over the whole graph, for hosts and targets alike: that is what decides which packages cargo downloads, and a superset of what any
//! one build turns on.
//!
//! Spec: The Cargo Book, "Features": implicit features, `dep:`, `name/feature`, `name?/feature`.

use std::collections::{BTreeMap, BTreeSet};

use super::binding::Binding;
use super::declaration::{Declaration, Need};

/// What is on in one package.
#[derive(Debug, Default)]
pub(super) struct State<'a> {
    /// Whether anything uses the package at all.
    active: bool,
    pub(super) features: BTreeSet<&'a str>,
    /// Optional dependencies that are on, by alias.
    enabled: BTreeSet<&'a str>,
    /// Features to turn on in a dependency as soon as that is on, by alias: `name?/feature`.
    waiting: BTreeMap<&'a str, Vec<&'a str>>,
}

/// Something to be turned on.
#[derive(Clone, Copy)]
enum Step<'a> {
    Package(u32),
    Feature(u32, &'a str),
    Dependency(u32, &'a str),
    /// The feature of whatever the alias means.
    FeatureOf(u32, &'a str, &'a str),
}

/// The packages, by place in the lock file.
pub(super) struct Resolver<'a> {
    packages: &'a [Option<(&'a Declaration, Binding<'a>)>],
    /// For each package, the places of its bound requirements by alias.
    by_alias: Vec<BTreeMap<&'a str, Vec<usize>>>,
    /// For each package, the aliases that some feature names as `dep:alias`, which have no feature of their name.
    explicit: Vec<BTreeSet<&'a str>>,
    states: Vec<State<'a>>,
    open: Vec<Step<'a>>,
}

/// Resolves features from these members on.
pub(super) fn resolve<'a>(packages: &'a [Option<(&'a Declaration, Binding<'a>)>], members: &[u32]) -> Vec<State<'a>> {
    let mut resolver = Resolver {
        packages,
        by_alias: packages
            .iter()
            .map(|package| package.as_ref().map(|(_, binding)| by_alias(binding)).unwrap_or_default())
            .collect(),
        explicit: packages
            .iter()
            .map(|package| package.as_ref().map(|(declaration, _)| explicit(declaration)).unwrap_or_default())
            .collect(),
        states: packages.iter().map(|_| State::default()).collect(),
        open: Vec::new(),
    };
    for member in members {
        resolver.open.push(Step::Package(*member));
        resolver.open.push(Step::Feature(*member, "default"));
    }
    while let Some(step) = resolver.open.pop() {
        resolver.take(step);
    }
    resolver.states
}

impl State<'_> {
    /// Returns whether a requirement of the package is on.
    pub(super) fn has(&self, alias: &str, optional: bool) -> bool {
        self.active && (!optional || self.enabled.contains(alias))
    }
}

fn by_alias<'a>(binding: &Binding<'a>) -> BTreeMap<&'a str, Vec<usize>> {
    let mut found: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (place, bound) in binding.bound.iter().enumerate() {
        found.entry(bound.declared.alias.as_str()).or_default().push(place);
    }
    found
}

fn explicit(declaration: &Declaration) -> BTreeSet<&str> {
    declaration.features.values().flatten().filter_map(|value| value.strip_prefix("dep:")).collect()
}

impl<'a> Resolver<'a> {
    fn take(&mut self, step: Step<'a>) {
        match step {
            Step::Package(package) => self.package(package),
            Step::Feature(package, name) => self.feature(package, name),
            Step::Dependency(package, alias) => self.dependency(package, alias),
            Step::FeatureOf(package, alias, feature) => self.feature_of(package, alias, feature),
        }
    }

    fn state(&mut self, package: u32) -> Option<&mut State<'a>> {
        self.states.get_mut(package as usize)
    }

    fn known(&self, package: u32) -> Option<&'a (&'a Declaration, Binding<'a>)> {
        self.packages.get(package as usize)?.as_ref()
    }

    fn package(&mut self, package: u32) {
        let Some(state) = self.state(package) else { return };
        if std::mem::replace(&mut state.active, true) {
            return;
        }
        let Some((_, binding)) = self.known(package) else { return };
        for (place, bound) in binding.bound.iter().enumerate() {
            if !bound.declared.optional {
                self.requirement(package, place);
            }
        }
    }

    /// Turns on the target of one requirement, with the features that it asks for.
    fn requirement(&mut self, package: u32, place: usize) {
        let Some((_, binding)) = self.known(package) else { return };
        let Some(bound) = binding.bound.get(place) else { return };
        self.open.push(Step::Package(bound.target));
        if bound.declared.default_features {
            self.open.push(Step::Feature(bound.target, "default"));
        }
        self.open.extend(bound.declared.features.iter().map(|feature| Step::Feature(bound.target, feature)));
    }

    fn feature(&mut self, package: u32, name: &'a str) {
        // Requirements may ask for a feature of a dependency of the dependency.
        if name.contains('/') || name.starts_with("dep:") {
            self.value(package, name);
            return;
        }
        let Some((declaration, _)) = self.known(package) else { return };
        let values = declaration.features.get(name);
        let implicit = self.is_implicit(package, name);
        if values.is_none() && !implicit {
            return;
        }
        if !self.state(package).is_some_and(|state| state.features.insert(name)) {
            return;
        }
        if implicit {
            self.open.push(Step::Dependency(package, name));
        }
        for value in values.into_iter().flatten() {
            self.value(package, value);
        }
    }

    fn is_implicit(&self, package: u32, name: &str) -> bool {
        let place = package as usize;
        let Some((declaration, binding)) = self.known(package) else { return false };
        if declaration.features.contains_key(name) || self.explicit[place].contains(name) {
            return false;
        }
        let places = self.by_alias[place].get(name);
        places.into_iter().flatten().any(|at| binding.bound.get(*at).is_some_and(|bound| bound.declared.optional))
    }

    /// Takes one value of a feature's list.
    fn value(&mut self, package: u32, value: &'a str) {
        if let Some(alias) = value.strip_prefix("dep:") {
            self.open.push(Step::Dependency(package, alias));
            return;
        }
        let Some((alias, feature)) = value.split_once('/') else {
            self.open.push(Step::Feature(package, value));
            return;
        };
        if let Some(alias) = alias.strip_suffix('?') {
            let place = package as usize;
            let waits = self.is_off(package, alias);
            match self.states.get_mut(place) {
                Some(state) if waits => state.waiting.entry(alias).or_default().push(feature),
                _ => self.open.push(Step::FeatureOf(package, alias, feature)),
            }
            return;
        }
        self.open.push(Step::FeatureOf(package, alias, feature));
        if self.is_optional(package, alias) {
            self.open.push(Step::Dependency(package, alias));
            // The older syntax turns on the feature of the dependency's name as well.
            self.open.push(Step::Feature(package, alias));
        }
    }

    fn is_optional(&self, package: u32, alias: &str) -> bool {
        let Some((_, binding)) = self.known(package) else { return false };
        let places = self.by_alias[package as usize].get(alias).into_iter().flatten();
        places.filter_map(|at| binding.bound.get(*at)).any(|bound| bound.declared.optional)
    }

    fn is_off(&self, package: u32, alias: &str) -> bool {
        let Some((_, binding)) = self.known(package) else { return true };
        let places = self.by_alias[package as usize].get(alias).into_iter().flatten();
        let always = |at: &usize| {
            binding
                .bound
                .get(*at)
                .is_some_and(|bound| !bound.declared.optional && bound.declared.need != Need::Development)
        };
        let enabled = self.states.get(package as usize).is_some_and(|state| state.enabled.contains(alias));
        !enabled && !places.clone().any(always)
    }

    fn dependency(&mut self, package: u32, alias: &'a str) {
        let Some(state) = self.state(package) else { return };
        if !state.enabled.insert(alias) {
            return;
        }
        let waiting = state.waiting.remove(alias).unwrap_or_default();
        self.open.extend(waiting.into_iter().map(|feature| Step::FeatureOf(package, alias, feature)));
        let places = self.by_alias[package as usize].get(alias).cloned().unwrap_or_default();
        for place in places {
            self.requirement(package, place);
        }
    }

    fn feature_of(&mut self, package: u32, alias: &str, feature: &'a str) {
        let Some((_, binding)) = self.known(package) else { return };
        let places = self.by_alias[package as usize].get(alias).into_iter().flatten();
        let targets: Vec<u32> = places.filter_map(|at| Some(binding.bound.get(*at)?.target)).collect();
        self.open.extend(targets.into_iter().map(|target| Step::Feature(target, feature)));
    }
}

#[cfg(test)]
mod tests {
    use super::super::binding::{Tests, bind};
    use super::super::graph::Graph;
    use super::super::lockfile::parse_lockfile;
    use super::super::manifest::parse_manifest;
    use super::*;

    /// Resolves a member `m` that may need `a` and `b`, both with a feature `f` and a default of `d`; returns what is on, as `package/feature`, and
    /// which optional dependencies of the member are.
    fn on(member: &str) -> (Vec<String>, Vec<String>) {
        let lock = "version = 4\n\n[[package]]\nname = \"a\"\nversion = \"1.0.0\"\n\n[[package]]\nname = \"b\"\nversion = \"1.0.0\"\n\n\
                    [[package]]\nname = \"m\"\nversion = \"1.0.0\"\ndependencies = [\n \"a\",\n \"b\",\n]\n";
        let lock = parse_lockfile(lock.as_bytes()).unwrap();
        let graph = Graph::of(&lock);
        let declaration = |text: &str| Declaration::of_manifest(parse_manifest(text.as_bytes()).unwrap(), None);
        let library = declaration("[features]\ndefault = [\"d\"]\nd = []\nf = []\n");
        let declarations = [library.clone(), library, declaration(member)];
        let known: Vec<_> = (0u32..)
            .zip(&declarations)
            .map(|(place, declaration)| Some((declaration, bind(place, declaration, Tests::Counted, &lock, &graph))))
            .collect();
        let states = resolve(&known, &[2]);
        let features = |name: &str, state: &State<'_>| {
            state.features.iter().map(|feature| format!("{name}/{feature}")).collect::<Vec<_>>()
        };
        let all = ["a", "b", "m"].into_iter().zip(&states).flat_map(|(name, state)| features(name, state)).collect();
        let enabled =
            ["a", "b"].into_iter().filter(|alias| states[2].has(alias, true)).map(ToOwned::to_owned).collect();
        (all, enabled)
    }

    fn check(member: &str, features: &[&str], enabled: &[&str]) {
        let (found, on) = on(member);
        assert_eq!(found, features, "{member}");
        assert_eq!(on, enabled, "{member}");
    }

    #[test]
    fn an_optional_dependency_is_a_feature_unless_some_feature_names_it_otherwise() {
        let optional = "[dependencies]\na = { version = \"1\", optional = true }\n";
        check(optional, &[], &[]);
        check(&format!("{optional}[features]\ndefault = [\"a\"]\n"), &["a/d", "a/default", "m/a", "m/default"], &["a"]);
        check(
            &format!("{optional}[features]\ndefault = [\"x\"]\nx = [\"dep:a\"]\n"),
            &["a/d", "a/default", "m/default", "m/x"],
            &["a"],
        );
        // With `dep:a` anywhere, there is no feature `a` to be asked for.
        check(&format!("{optional}[features]\ndefault = [\"a\"]\nx = [\"dep:a\"]\n"), &["m/default"], &[]);
    }

    #[test]
    fn default_features_can_be_left_out_and_others_asked_for() {
        check("[dependencies]\na = { version = \"1\", default-features = false, features = [\"f\"] }\n", &["a/f"], &[]);
        check(
            "[dependencies]\na = \"1\"\n[dev-dependencies]\nb = { version = \"1\", features = [\"f\"] }\n",
            &["a/d", "a/default", "b/d", "b/default", "b/f"],
            &[],
        );
    }

    #[test]
    fn a_weak_feature_waits_for_its_dependency() {
        let optional =
            "[dependencies]\na = { version = \"1\", optional = true, default-features = false }\n[features]\n";
        check(&format!("{optional}default = [\"a?/f\"]\n"), &["m/default"], &[]);
        check(
            &format!("{optional}default = [\"a?/f\", \"x\"]\nx = [\"dep:a\"]\n"),
            &["a/f", "m/default", "m/x"],
            &["a"],
        );
        check(
            &format!("{optional}default = [\"x\", \"a?/f\"]\nx = [\"dep:a\"]\n"),
            &["a/f", "m/default", "m/x"],
            &["a"],
        );
        check(&format!("{optional}default = [\"a/f\"]\n"), &["a/f", "m/a", "m/default"], &["a"]);
    }

    #[test]
    fn features_in_a_circle_come_to_an_end() {
        check(
            "[features]\ndefault = [\"x\"]\nx = [\"y\"]\ny = [\"x\", \"nowhere\", \"nowhere/z\", \"dep:nowhere\"]\n",
            &["m/default", "m/x", "m/y"],
            &[],
        );
    }
}
