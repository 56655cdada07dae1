//! Which packages a build comes to, for which side, and by which edges.
//!
//! This is cargo's graph of units, with the units of one package on one side taken as one. It is apart from the resolving of features, since with
//! resolver 1 the requirements of other platforms turn features on and yet build nothing.

use super::declaration::Need;
use super::feature::{Resolved, Tests};
use super::network::{Network, Side, Unit};
use crate::model::EdgeKind;

/// What a build comes to.
#[derive(Debug)]
pub(super) struct Reach<'a> {
    /// For each package, whether it is built for the target and for the host.
    packages: Vec<[bool; 2]>,
    /// For each edge of the graph, what it is used for.
    edges: Vec<Use<'a>>,
}

/// What an edge is used for.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Use<'a> {
    /// The first in order of all that it is used for; none where it is not followed.
    pub(super) kind: Option<EdgeKind>,
    platform: Platform<'a>,
}

/// The platforms of the requirements behind an edge.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Platform<'a> {
    #[default]
    Untold,
    /// All name the same, or none.
    One(Option<&'a str>),
    Several,
}

impl<'a> Use<'a> {
    /// Returns the platforms that the edge is for, as a manifest writes them; none for all.
    pub(super) fn platform(&self) -> Option<&'a str> {
        match self.platform {
            Platform::One(platform) => platform,
            Platform::Untold | Platform::Several => None,
        }
    }

    fn add(&mut self, kind: EdgeKind) {
        self.kind = Some(self.kind.map_or(kind, |before| before.min(kind)));
    }
}

/// What a walk starts from.
#[derive(Clone, Copy, Debug)]
pub(super) struct From<'s> {
    /// Libraries and programs.
    pub(super) units: &'s [Unit],
    /// Packages with their tests; none unless tests are built.
    pub(super) tested: &'s [u32],
}

impl<'a> Reach<'a> {
    pub(super) fn has(&self, (package, side): Unit) -> bool {
        self.packages.get(package as usize).is_some_and(|sides| sides[side as usize])
    }

    pub(super) fn has_any(&self, package: u32) -> bool {
        self.has((package, Side::Target)) || self.has((package, Side::Host))
    }

    /// Returns what an edge is used for, if it is followed.
    pub(super) fn used(&self, edge: usize) -> Option<&Use<'a>> {
        self.edges.get(edge).filter(|edge| edge.kind.is_some())
    }

    /// Follows all that is on.
    pub(super) fn walk(network: &Network<'a>, resolved: &Resolved<'a>, from: From<'_>) -> Self {
        let edges = vec![Use::default(); network.graph.edge_count()];
        let mut reach = Self { packages: vec![[false; 2]; network.known.len()], edges };
        let mut open: Vec<Unit> = from.units.to_vec();
        for package in from.tested {
            // Tests beside a proc-macro use it as any other program does; those inside of it run where it does.
            let sides = if network.is_proc_macro(*package) { &[Side::Target, Side::Host][..] } else { &[Side::Target] };
            for unit in sides.iter().map(|side| (*package, *side)) {
                open.push(unit);
                reach.follow(network, resolved, (unit, Tests::Built), &mut open);
            }
        }
        while let Some(unit) = open.pop() {
            let Some(sides) = reach.packages.get_mut(unit.0 as usize) else { continue };
            if std::mem::replace(&mut sides[unit.1 as usize], true) {
                continue;
            }
            reach.follow(network, resolved, (unit, Tests::NotBuilt), &mut open);
            for (edge, target) in network.unasked(unit.0) {
                if let Some(edge) = reach.edges.get_mut(edge) {
                    edge.add(EdgeKind::Unknown);
                }
                open.push((target, Side::Host));
                if unit.1 == Side::Target {
                    open.push((target, Side::Target));
                }
            }
        }
        reach
    }

    /// Follows the requirements of a package: those of its tests alone, or all others.
    fn follow(&mut self, network: &Network<'a>, resolved: &Resolved<'a>, what: (Unit, Tests), open: &mut Vec<Unit>) {
        let (unit, tests) = what;
        for link in network.links(unit.0) {
            let is_for_tests = link.declared.need == Need::Development;
            if is_for_tests != (tests == Tests::Built) || !link.holds(unit.1) || !resolved.turns_on(unit, link) {
                continue;
            }
            if link.is_idle {
                continue;
            }
            let Some(edge) = self.edges.get_mut(link.edge) else { continue };
            for side in link.sides(unit.1) {
                open.push((link.target, *side));
                edge.add(match side {
                    _ if is_for_tests => EdgeKind::Development,
                    // An artifact for the target may be for a build script.
                    Side::Target if link.declared.need != Need::Build => EdgeKind::Runtime,
                    // What runs while building, with all that it links, is no part of what is built.
                    Side::Host | Side::Target => EdgeKind::Build,
                });
            }
            let platform = Platform::One(link.declared.target.as_deref());
            edge.platform = match edge.platform {
                Platform::Untold => platform,
                before if before == platform => platform,
                Platform::One(_) | Platform::Several => Platform::Several,
            };
        }
    }
}
