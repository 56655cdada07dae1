//! What each edge is for, and what the subject uses each package for.

use super::binding::Binding;
use super::declaration::{Declaration, Need};
use super::facts::EdgeFacts;
use super::feature::State;
use super::graph::Graph;
use crate::model::{EdgeKind, Usage};

/// The packages by place in the lock file: what they declare, bound to their edges.
pub(super) type Known<'a> = [Option<(&'a Declaration, Binding<'a>)>];

/// Where a walk over the graph starts.
pub(super) struct Starts {
    /// The package that is the root; none for a workspace of several.
    pub(super) root: Option<u32>,
    /// All members, the root among them.
    pub(super) members: Vec<u32>,
}

fn is_proc_macro(known: &Known<'_>, place: u32) -> bool {
    known.get(place as usize).and_then(Option::as_ref).is_some_and(|(declaration, _)| declaration.proc_macro)
}

impl Starts {
    /// Returns the packages that are built for their own sake: the root, or all members, and with a root the members that it does not
    /// reach.
    fn shipped(&self, known: &Known<'_>, graph: &Graph) -> Vec<u32> {
        let Some(root) = self.root else {
            return self.members.iter().copied().filter(|member| !is_proc_macro(known, *member)).collect();
        };
        let mut reached = vec![false; known.len()];
        let mut starts = vec![root];
        walk(&[root], &mut reached, |place| graph.dependencies(place).to_vec());
        for member in &self.members {
            if !reached.get(*member as usize).copied().unwrap_or(true) {
                starts.push(*member);
                walk(&[*member], &mut reached, |place| graph.dependencies(place).to_vec());
            }
        }
        starts
    }
}

/// Returns what is known about each edge, in the order of the graph.
pub(super) fn edges(known: &Known<'_>, graph: &Graph, starts: &Starts, features: &[State<'_>]) -> Vec<EdgeFacts> {
    let linked = linked(known, graph, starts);
    let mut facts = vec![EdgeFacts::default(); graph.edge_count()];
    let mut seen: Vec<bool> = vec![false; facts.len()];
    for (place, package) in known.iter().enumerate() {
        let Some((_, binding)) = package else { continue };
        let is_linked = linked.get(place).copied().unwrap_or(false);
        for bound in &binding.bound {
            let Some(edge) = facts.get_mut(bound.edge) else { continue };
            let declared = bound.declared;
            let kind = match declared.need {
                Need::Development => EdgeKind::Development,
                Need::Build => EdgeKind::Build,
                // What runs while building, with all that it links, is no part of what is built.
                Need::Normal if !is_linked || is_proc_macro(known, bound.target) => EdgeKind::Build,
                Need::Normal => EdgeKind::Runtime,
            };
            let is_off = declared.optional && features.get(place).is_none_or(|state| !state.has(&declared.alias, true));
            if !std::mem::replace(&mut seen[bound.edge], true) {
                *edge = EdgeFacts { kind: Some(kind), optional: is_off, target: declared.target.clone() };
                continue;
            }
            edge.kind = edge.kind.min(Some(kind));
            // The platforms are those of the requirements that are on, where any is: a manifest may name a dependency once as optional and once
            // more for a single platform.
            match (edge.optional, is_off) {
                (true, false) => edge.target.clone_from(&declared.target),
                (false, true) => {}
                _ if edge.target != declared.target => edge.target = None,
                _ => {}
            }
            edge.optional &= is_off;
        }
    }
    facts
}

/// Returns which packages are linked into something that is built or tested, rather than run while building it.
fn linked(known: &Known<'_>, graph: &Graph, starts: &Starts) -> Vec<bool> {
    let mut from = starts.shipped(known, graph);
    for member in &starts.members {
        let Some((_, binding)) = known.get(*member as usize).and_then(Option::as_ref) else { continue };
        let tests = binding.bound.iter().filter(|bound| bound.declared.need == Need::Development);
        from.extend(tests.map(|bound| bound.target).filter(|target| !is_proc_macro(known, *target)));
    }
    let mut linked = vec![false; known.len()];
    walk(&from, &mut linked, |place| match known.get(place as usize).and_then(Option::as_ref) {
        Some((_, binding)) => {
            let normal = binding.bound.iter().filter(|bound| bound.declared.need == Need::Normal);
            normal.map(|bound| bound.target).filter(|target| !is_proc_macro(known, *target)).collect()
        }
        None => Vec::new(),
    });
    linked
}

/// Returns what each package is used for, from the kinds of all edges.
pub(super) fn usage(known: &Known<'_>, graph: &Graph, starts: &Starts, facts: &[EdgeFacts]) -> Vec<Usage> {
    let mut usage = vec![Usage::Unknown; known.len()];
    let shipped = starts.shipped(known, graph);
    let rounds = [
        (Usage::Runtime, &[EdgeKind::Runtime][..]),
        (Usage::Build, &[EdgeKind::Runtime, EdgeKind::Build]),
        (Usage::Development, &[EdgeKind::Runtime, EdgeKind::Build, EdgeKind::Development]),
    ];
    for (name, kinds) in rounds {
        // A workspace needs its proc-macros for building the other members.
        let from = if name == Usage::Runtime { &shipped } else { &starts.members };
        let from: Vec<u32> = if starts.root.is_some() { shipped.clone() } else { from.clone() };
        let mut reached = vec![false; known.len()];
        walk(&from, &mut reached, |place| {
            let first = graph.first_edge(place);
            let targets = graph.dependencies(place).iter().zip(first..);
            let wanted =
                |edge: usize| facts.get(edge).and_then(|facts| facts.kind).is_some_and(|kind| kinds.contains(&kind));
            targets.filter(|(_, edge)| wanted(*edge)).map(|(target, _)| *target).collect()
        });
        for (usage, _) in
            usage.iter_mut().zip(&reached).filter(|(usage, reached)| **usage == Usage::Unknown && **reached)
        {
            *usage = name;
        }
    }
    usage
}

/// Marks all that is reached.
fn walk(from: &[u32], reached: &mut [bool], next: impl Fn(u32) -> Vec<u32>) {
    let mut open = from.to_vec();
    while let Some(place) = open.pop() {
        match reached.get_mut(place as usize) {
            Some(reached) if !*reached => *reached = true,
            _ => continue,
        }
        open.extend(next(place));
    }
}
