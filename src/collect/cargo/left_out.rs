//! Which packages of a lock file are left out, and why.

use super::declaration::Need;
use super::feature::Resolved;
use super::kind::{Builds, walk};
use super::network::{Link, Network, Side};
use super::project::Own;
use super::resolution::Used;
use super::select::Chosen;

/// How many packages were left out for which reason: the first of these that holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    features: usize,
    platforms: usize,
    tests: usize,
    packages: usize,
}

impl Counts {
    pub(super) fn all(self) -> usize {
        self.features + self.platforms + self.tests + self.packages
    }

    /// Returns the counts as half a sentence.
    pub(super) fn text(self, packages: usize) -> String {
        let reasons = [
            (self.features, "by features"),
            (self.platforms, "by target platforms"),
            (self.tests, "by tests"),
            (self.packages, "by packages"),
        ];
        let reasons = reasons.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}"));
        format!("{} of {packages}: {}", self.all(), reasons.collect::<Vec<_>>().join(", "))
    }
}

/// Marks the packages that nothing turns on. What no member leads to in the lock file stays: nothing says that it is off.
pub(super) fn mark(
    network: &Network<'_>,
    (own, chosen): (&Own, &Chosen<'_>),
    (builds, resolved): (&Builds<'_>, &Resolved<'_>),
    packages: &mut [Used],
) -> Counts {
    let mut connected = vec![false; packages.len()];
    walk(own.members(), &mut connected, |place| network.graph.dependencies(place).to_vec());
    let is_kept = |place: u32| chosen.root == Some(place) || builds.has(place);
    for ((place, package), connected) in (0u32..).zip(packages.iter_mut()).zip(connected) {
        package.is_left_out = connected && !is_kept(place);
    }
    if !packages.iter().any(|package| package.is_left_out) {
        return Counts::default();
    }
    let mut counted: Vec<bool> = packages.iter().map(|package| !package.is_left_out).collect();
    let mut count = |seeds: Vec<u32>| {
        let before = counted.iter().filter(|it| **it).count();
        let seeds: Vec<u32> = seeds.into_iter().filter(|it| !counted.get(*it as usize).is_none_or(|it| *it)).collect();
        walk(&seeds, &mut counted, |place| network.graph.dependencies(place).to_vec());
        counted.iter().filter(|it| **it).count() - before
    };
    let off = |is_reason: &dyn Fn(u32, &Link<'_>) -> bool| {
        let kept = (0u32..).zip(network.known).map(|(place, _)| place).filter(|place| builds.has(*place));
        let links = kept.flat_map(|place| network.links(place).iter().map(move |link| (place, link)));
        links.filter(|(place, link)| is_reason(*place, link)).map(|(_, link)| link.target).collect::<Vec<u32>>()
    };
    let is_on =
        |place, link: &Link<'_>| [Side::Target, Side::Host].iter().any(|it| resolved.turns_on((place, *it), link));
    let is_test = |link: &Link<'_>| link.declared.need == Need::Development;
    Counts {
        features: count(off(&|place, link| !is_test(link) && !is_on(place, link))),
        platforms: count(off(&|place, link| {
            !is_test(link) && is_on(place, link) || builds.tests.is_some() && is_test(link)
        })),
        tests: count(off(&|_, link| is_test(link))),
        packages: count(own.members().to_vec()) + counted_rest(&counted),
    }
}

fn counted_rest(counted: &[bool]) -> usize {
    counted.iter().filter(|it| !**it).count()
}
