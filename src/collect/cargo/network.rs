//! The requirements of all packages, bound to the packages that the lock file chose, ready to be followed many times.

use super::binding::Binding;
use super::declaration::{Declaration, Declared, Need};
use super::graph::Graph;
use super::manifest::Script;
use super::platform::Platforms;
use crate::collect::Untold;

/// The packages by place in the lock file: what they declare, bound to their edges.
pub(super) type Known<'a> = [Option<(&'a Declaration, Binding<'a>)>];

/// What a package is built for. Host are build scripts, proc-macros and all that is linked into them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Target,
    Host,
}

/// A package, by its place in the lock file, as it is built for one side.
pub(super) type Unit = (u32, Side);

/// A requirement and the package that the lock file chose for it.
#[derive(Debug)]
pub(super) struct Link<'a> {
    pub(super) declared: &'a Declared,
    pub(super) target: u32,
    /// The place of the edge among all of the graph.
    pub(super) edge: usize,
    on_target: bool,
    on_host: bool,
    /// What the dependency of a package for the target is built for.
    below: &'static [Side],
    /// Whether it is a build dependency of a package without build script: it turns features on, and is never built.
    pub(super) is_idle: bool,
}

/// All links, and what lies outside of them.
#[derive(Debug)]
pub(super) struct Network<'a> {
    pub(super) known: &'a Known<'a>,
    pub(super) graph: &'a Graph,
    starts: Vec<usize>,
    /// By package, and within one by alias.
    links: Vec<Link<'a>>,
}

const TARGET: &[Side] = &[Side::Target];
const HOST: &[Side] = &[Side::Host];
const BOTH: &[Side] = &[Side::Target, Side::Host];

impl Link<'_> {
    /// Returns what the dependency is built for when the dependent is built for a side.
    pub(super) fn sides(&self, side: Side) -> &'static [Side] {
        match side {
            Side::Target => self.below,
            Side::Host => HOST,
        }
    }

    /// Returns whether the platform is one that the requirement is for.
    pub(super) fn holds(&self, side: Side) -> bool {
        match (self.declared.need, side) {
            (Need::Build, _) | (_, Side::Host) => self.on_host,
            (Need::Normal | Need::Development, Side::Target) => self.on_target,
        }
    }
}

impl<'a> Network<'a> {
    /// Prepares what is known; no triples stand for all platforms.
    pub(super) fn of(
        known: &'a Known<'a>,
        graph: &'a Graph,
        (targets, hosts): (&[String], &[String]),
        untold: Untold,
    ) -> Self {
        let (mut targets, mut hosts) = (Platforms::new(targets, untold), Platforms::new(hosts, untold));
        let mut network = Self { known, graph, starts: Vec::with_capacity(known.len() + 1), links: Vec::new() };
        network.links.reserve(graph.edge_count());
        for package in known {
            let start = network.links.len();
            network.starts.push(start);
            let Some((declaration, binding)) = package else { continue };
            for bound in &binding.bound {
                let platform = bound.declared.target.as_deref();
                network.links.push(Link {
                    declared: bound.declared,
                    target: bound.target,
                    edge: bound.edge,
                    on_target: platform.is_none_or(|platform| targets.hold(platform)),
                    on_host: platform.is_none_or(|platform| hosts.hold(platform)),
                    is_idle: bound.declared.need == Need::Build && declaration.script == Some(Script::Off),
                    below: below(bound.declared, known.get(bound.target as usize).and_then(Option::as_ref)),
                });
            }
            network.links[start..].sort_by(|a, b| a.declared.alias.cmp(&b.declared.alias));
        }
        network.starts.push(network.links.len());
        network
    }

    pub(super) fn declaration(&self, place: u32) -> Option<&'a Declaration> {
        self.known.get(place as usize)?.as_ref().map(|(declaration, _)| *declaration)
    }

    pub(super) fn is_proc_macro(&self, place: u32) -> bool {
        self.declaration(place).is_some_and(|declaration| declaration.proc_macro)
    }

    /// Returns the links of a package in order of alias.
    pub(super) fn links(&self, place: u32) -> &[Link<'a>] {
        let place = place as usize;
        match (self.starts.get(place), self.starts.get(place + 1)) {
            (Some(start), Some(end)) => self.links.get(*start..*end).unwrap_or(&[]),
            _ => &[],
        }
    }

    /// Returns the links of a package under one name.
    pub(super) fn links_as(&self, place: u32, alias: &str) -> &[Link<'a>] {
        let links = self.links(place);
        let start = links.partition_point(|link| link.declared.alias.as_str() < alias);
        let length = links[start..].iter().take_while(|link| link.declared.alias == alias).count();
        &links[start..start + length]
    }

    /// Returns the packages that one depends on for reasons that nothing tells: its manifest is not known, or does not ask for them.
    pub(super) fn unasked(&self, place: u32) -> Vec<(usize, u32)> {
        match self.known.get(place as usize).and_then(Option::as_ref) {
            Some((_, binding)) => {
                let targets = binding.unasked.iter().map(|edge| Some((*edge, self.graph.target(*edge)?)));
                targets.flatten().collect()
            }
            None => (self.graph.first_edge(place)..).zip(self.graph.dependencies(place).iter().copied()).collect(),
        }
    }

    /// Returns whether a package has a feature of that name, of its own or by an optional dependency.
    pub(super) fn has_feature(&self, place: u32, name: &str) -> bool {
        self.declaration(place)
            .is_some_and(|declaration| declaration.features.contains_key(name) || declaration.is_implicit(name))
    }
}

fn below(declared: &Declared, target: Option<&(&Declaration, Binding<'_>)>) -> &'static [Side] {
    if declared.need == Need::Build {
        return HOST;
    }
    match target {
        // A program that is wanted may be built for either.
        _ if declared.artifact => BOTH,
        Some((found, _)) if found.proc_macro => HOST,
        // Only a manifest tells of a proc-macro.
        Some((found, _)) if found.about.is_none() => BOTH,
        Some(_) => TARGET,
        None => BOTH,
    }
}
