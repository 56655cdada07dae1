//! Features of each package, for what is built and for what runs while building, as cargo's resolver finds them.
//!
//! Cargo's messages name every unit's features, but not which of two units of a package runs on the host. The resolver that reads projects
//! predicts both sets from the root units; the prediction only ever chooses between units that were compiled.

use std::collections::BTreeMap;

use super::super::binding::{Binding, Bound};
use super::super::declaration::Declaration;
use super::super::feature::{self, Behavior, Request, Start, Tests};
use super::super::graph::Graph;
use super::super::metadata::declaration;
use super::super::network::{Network, Side};
use super::message::Unit;
use super::package::{Package, Packages};
use super::platform::Platforms;
use crate::collect::Base;

/// The predicted features of every package on each side.
pub(super) struct Predicted(BTreeMap<(usize, Side), Vec<String>>);

impl Predicted {
    /// Predicts from the root units.
    pub(super) fn from(packages: &Packages<'_>, platforms: &Platforms, roots: &[&Unit], tests: Tests) -> Self {
        let declarations: Vec<Declaration> =
            packages.list.iter().map(|package| declaration(package.described)).collect();
        let bound = packages.list.iter().zip(&declarations);
        let known: Vec<_> =
            bound.map(|(package, declaration)| Some((declaration, bind(package, declaration)))).collect();
        let graph = Graph::default();
        let holds = |side| move |text: &str| platforms.hold(text, side);
        let network = Network::of(&known, &graph, (&mut holds(Side::Target), &mut holds(Side::Host)));
        let starts = roots.iter().filter_map(|unit| {
            let place = place(packages.find(&unit.package_id)?)?;
            // A unit names all of its features, the default ones among them.
            let features = unit.features.iter().map(String::as_str).collect();
            Some(Start { place, base: Base::None, features })
        });
        let starts: Vec<Start<'_>> = starts.collect();
        // What the first version does not keep apart was not compiled twice, so that nothing is asked about it.
        let resolved = feature::resolve(&network, &Request { behavior: Behavior::Two, starts: &starts, tests });
        let units = (0..packages.list.len()).flat_map(|at| [(at, Side::Target), (at, Side::Host)]);
        let features = |(at, side)| Some(resolved.features((place(at)?, side)).map(ToOwned::to_owned).collect());
        Self(units.filter_map(|unit| Some((unit, features(unit)?))).collect())
    }

    /// Returns whether the package has these features on this side.
    pub(super) fn fits(&self, package: usize, side: Side, features: &[String]) -> bool {
        self.0.get(&(package, side)).is_some_and(|found| found == features)
    }
}

fn place(package: usize) -> Option<u32> {
    u32::try_from(package).ok()
}

/// Brings what a package declares together with the packages that cargo resolved it to.
fn bind<'d>(package: &Package<'_>, declaration: &'d Declaration) -> Binding<'d> {
    // Both are in the order of the manifest, and one of them holds only what cargo resolved.
    let mut resolved = package.requirements.iter().peekable();
    let declared = package.described.dependencies.iter().zip(&declaration.requirements);
    let bound = declared.filter_map(|(described, declared)| {
        let target = resolved.next_if(|requirement| std::ptr::eq(requirement.declared, described))?.to;
        Some(Bound { declared, target: place(target)?, edge: 0 })
    });
    Binding { bound: bound.collect(), ..Binding::default() }
}
