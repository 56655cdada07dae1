//! What each edge is for, and what the subject uses each package for.

use super::facts::EdgeFacts;
use super::graph::Graph;
use super::network::{Network, Side};
use super::reach::{Reach, Use};
use super::select::Chosen;
use crate::model::{EdgeKind, Usage};

/// What is built, and what is built to test it.
pub(super) struct Builds<'a> {
    pub(super) plain: Reach<'a>,
    /// None where tests are left out or there are none.
    pub(super) tests: Option<Reach<'a>>,
}

impl Builds<'_> {
    pub(super) fn has(&self, package: u32) -> bool {
        self.plain.has_any(package) || self.tests.as_ref().is_some_and(|tests| tests.has_any(package))
    }
}

/// Returns what is known about each edge, in the order of the graph.
pub(super) fn edges(network: &Network<'_>, chosen: &Chosen<'_>, builds: &Builds<'_>) -> Vec<EdgeFacts> {
    let mut facts = vec![EdgeFacts::default(); network.graph.edge_count()];
    for place in (0u32..).zip(network.known).map(|(place, _)| place) {
        let first = network.graph.first_edge(place);
        let is_own = builds.plain.has_any(place) || chosen.members.contains(&place);
        // Of what no build comes to and stays listed, nothing is known to be off.
        let is_followed = builds.has(place);
        for edge in first..first + network.graph.dependencies(place).len() {
            if let Some(facts) = facts.get_mut(edge).filter(|_| is_followed) {
                *facts = fact(edge, is_own, builds);
            }
        }
    }
    facts
}

fn fact(edge: usize, is_own: bool, builds: &Builds<'_>) -> EdgeFacts {
    let found = |kind: Option<EdgeKind>, edge: &Use<'_>| EdgeFacts {
        kind,
        is_off: false,
        target: edge.platform().map(ToOwned::to_owned),
    };
    if let Some(edge) = builds.plain.used(edge) {
        return found(edge.kind, edge);
    }
    match builds.tests.as_ref().and_then(|tests| tests.used(edge)) {
        // A member, or what is built anyway, needs it only as soon as tests are built or turn a feature on.
        Some(edge) if is_own => found(Some(EdgeKind::Development), edge),
        Some(edge) => found(edge.kind, edge),
        None => EdgeFacts { is_off: true, ..EdgeFacts::default() },
    }
}

/// Returns the packages that are built for their own sake: the root, or all members, and with a root the members that it does not reach.
fn shipped(network: &Network<'_>, chosen: &Chosen<'_>) -> Vec<u32> {
    let Some(root) = chosen.root else {
        return chosen.members.iter().copied().filter(|member| !network.is_proc_macro(*member)).collect();
    };
    let mut reached = vec![false; network.known.len()];
    let mut starts = vec![root];
    walk(&[root], &mut reached, |place| network.graph.dependencies(place).to_vec());
    for member in &chosen.members {
        if !reached.get(*member as usize).copied().unwrap_or(true) {
            starts.push(*member);
            walk(&[*member], &mut reached, |place| network.graph.dependencies(place).to_vec());
        }
    }
    starts
}

/// Returns what each package is used for, from the kinds of all edges.
pub(super) fn usage(network: &Network<'_>, chosen: &Chosen<'_>, facts: &[EdgeFacts]) -> Vec<Usage> {
    let mut usage = vec![Usage::Unknown; network.known.len()];
    let shipped = shipped(network, chosen);
    let rounds = [
        (Usage::Runtime, &[EdgeKind::Runtime][..]),
        (Usage::Build, &[EdgeKind::Runtime, EdgeKind::Build]),
        (Usage::Development, &[EdgeKind::Runtime, EdgeKind::Build, EdgeKind::Development]),
    ];
    for (name, kinds) in rounds {
        // A workspace needs its proc-macros for building the other members.
        let is_shipped = name == Usage::Runtime || chosen.root.is_some();
        let from = if is_shipped { &shipped } else { &chosen.members };
        let mut reached = vec![false; network.known.len()];
        walk(from, &mut reached, |place| used(network.graph, place, facts, kinds));
        for (usage, _) in
            usage.iter_mut().zip(&reached).filter(|(usage, reached)| **usage == Usage::Unknown && **reached)
        {
            *usage = name;
        }
    }
    usage
}

/// Returns the packages that one uses for certain things.
fn used(graph: &Graph, place: u32, facts: &[EdgeFacts], kinds: &[EdgeKind]) -> Vec<u32> {
    let first = graph.first_edge(place);
    let wanted = |edge: usize| facts.get(edge).and_then(|facts| facts.kind).is_some_and(|kind| kinds.contains(&kind));
    let targets = graph.dependencies(place).iter().zip(first..);
    targets.filter(|(_, edge)| wanted(*edge)).map(|(target, _)| *target).collect()
}

/// Returns the side whose features are those of a package, and the other where it is built for both.
pub(super) fn sides(reach: &Reach<'_>, package: u32) -> Option<(Side, Option<Side>)> {
    match (reach.has((package, Side::Target)), reach.has((package, Side::Host))) {
        (true, true) => Some((Side::Target, Some(Side::Host))),
        (true, false) => Some((Side::Target, None)),
        (false, true) => Some((Side::Host, None)),
        (false, false) => None,
    }
}

/// Marks all that is reached.
pub(super) fn walk(from: &[u32], reached: &mut [bool], next: impl Fn(u32) -> Vec<u32>) {
    let mut open = from.to_vec();
    while let Some(place) = open.pop() {
        match reached.get_mut(place as usize) {
            Some(reached) if !*reached => *reached = true,
            _ => continue,
        }
        open.extend(next(place));
    }
}
