//! What a build was asked for, as far as its root units tell: the selection that its documents state, so that they can be held against the lock file.

use std::collections::BTreeSet;

use super::message::Unit;
use super::package::Packages;
use super::{Build, is_root};
use crate::collect::cargo::stated;
use crate::collect::{Base, Development, Packages as Chosen, Selection};
use crate::model::Properties;

/// Returns what says by which packages, features and platforms cargo resolved.
pub(super) fn properties(build: &Build<'_>, packages: &Packages<'_>) -> Properties {
    let roots: Vec<&Unit> = build.messages.units.iter().filter(|unit| is_root(unit)).collect();
    let (mut names, mut features) = (BTreeSet::new(), BTreeSet::new());
    for unit in &roots {
        let found = packages.find(&unit.package_id).and_then(|at| packages.list.get(at));
        let Some(described) = found.map(|package| package.described) else { continue };
        names.insert(format!("{}@{}", described.name, described.version));
        features.extend(unit.features.iter().map(|feature| (described.name.as_str(), feature.as_str())));
    }
    let is_one = names.len() == 1;
    let targets = build.targets.iter().map(|target| target.triple.clone());
    // Development dependencies turn features on as soon as one test, example or benchmark is built.
    let is_tested = build.messages.units.iter().any(|unit| unit.is_test() || unit.is("example"));
    stated::properties(&Selection {
        packages: Chosen::Named(names.into_iter().collect()),
        // Of one package they need no name in front, which resolver 1 has no place for.
        features: features
            .into_iter()
            .map(|(name, feature)| if is_one { feature.to_owned() } else { format!("{name}/{feature}") })
            .collect(),
        base: Base::None,
        targets: if build.targets.is_empty() { vec![build.host.triple.clone()] } else { targets.collect() },
        hosts: vec![build.host.triple.clone()],
        development: if is_tested { Development::Listed } else { Development::LeftOut },
        ..Selection::default()
    })
}
