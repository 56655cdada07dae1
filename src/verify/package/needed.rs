//! Which packages a build for some targets needs, and which cargo never downloads for it.

use std::collections::BTreeMap;

use crate::collect::cargo::platform_holds;
use crate::model::{ComponentId, Edge, EdgeKind, Inventory};
use crate::verify::{Targets, is_standard_library};

/// Returns for each component whether its package must be there.
///
/// Followed from the root: every edge but development ones, optional ones, those of other platforms, and those of the standard library, whose
/// packages come with the toolchain. What no edge at all leads to is needed too, for nothing says that it is not; so is everything when the
/// document names no root.
pub(super) fn needed(inventory: &Inventory, targets: &Targets) -> Vec<bool> {
    let triples = match targets {
        Targets::All => return vec![true; inventory.components.len()],
        Targets::These(triples) => triples,
    };
    let Some(root) = inventory.subject.root.filter(|root| root.index() < inventory.components.len()) else {
        return vec![true; inventory.components.len()];
    };
    let mut from: Vec<Vec<&Edge>> = vec![Vec::new(); inventory.components.len()];
    for edge in &inventory.edges {
        if let Some(row) = from.get_mut(edge.from.index()) {
            row.push(edge);
        }
    }
    let mut platforms = Platforms { triples, known: BTreeMap::new() };
    let required = reach(root, &from, |edge| {
        edge.kind != EdgeKind::Development
            && !edge.optional
            && !is_standard_library(inventory.component(edge.from))
            && edge.target.as_deref().is_none_or(|target| platforms.hold(target))
    });
    let connected = reach(root, &from, |_| true);
    required.iter().zip(connected).map(|(required, connected)| *required || !connected).collect()
}

fn reach<'a>(root: ComponentId, from: &[Vec<&'a Edge>], mut follow: impl FnMut(&'a Edge) -> bool) -> Vec<bool> {
    let mut reached = vec![false; from.len()];
    let mut open = vec![root];
    reached[root.index()] = true;
    while let Some(id) = open.pop() {
        for edge in &from[id.index()] {
            let to = edge.to.index();
            if reached.get(to) == Some(&false) && follow(edge) {
                reached[to] = true;
                open.push(edge.to);
            }
        }
    }
    reached
}

struct Platforms<'a> {
    triples: &'a [String],
    known: BTreeMap<&'a str, bool>,
}

impl<'a> Platforms<'a> {
    /// Returns whether any target is one that the text names; so it is also when that cannot be told.
    fn hold(&mut self, text: &'a str) -> bool {
        let triples = self.triples;
        *self.known.entry(text).or_insert_with(|| triples.iter().any(|triple| platform_holds(text, triple)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Component, Purl};

    const LINUX: &str = "x86_64-unknown-linux-gnu";

    fn inventory(edges: &[(u32, u32, EdgeKind, bool, Option<&str>)]) -> Inventory {
        let mut inventory = Inventory::default();
        for name in ["root", "a", "b", "c"] {
            inventory.add(Component { name: name.into(), ..Component::default() });
        }
        inventory.subject.root = Some(ComponentId(0));
        let edge = |&(from, to, kind, optional, target): &(u32, u32, EdgeKind, bool, Option<&str>)| Edge {
            from: ComponentId(from),
            to: ComponentId(to),
            kind,
            optional,
            target: target.map(str::to_owned),
        };
        inventory.edges = edges.iter().map(edge).collect();
        inventory
    }

    fn needed_for(edges: &[(u32, u32, EdgeKind, bool, Option<&str>)]) -> Vec<bool> {
        needed(&inventory(edges), &Targets::These(vec![LINUX.to_owned()]))
    }

    #[test]
    fn only_what_the_target_builds_is_needed() {
        use EdgeKind::{Build, Development, Runtime, Unknown};
        let edges =
            [(0, 1, Runtime, false, None), (1, 2, Build, false, Some("cfg(unix)")), (2, 3, Unknown, false, None)];
        assert_eq!(needed_for(&edges), [true; 4]);
        let edges = [
            (0, 1, Development, false, None),
            (0, 2, Runtime, true, None),
            (0, 3, Runtime, false, Some("cfg(windows)")),
        ];
        assert_eq!(needed_for(&edges), [true, false, false, false]);
        assert_eq!(needed(&inventory(&edges), &Targets::All), [true; 4]);
    }

    #[test]
    fn what_no_edge_leads_to_is_needed() {
        assert_eq!(needed_for(&[(0, 1, EdgeKind::Development, false, None)]), [true, false, true, true]);
        let mut rootless = inventory(&[(0, 1, EdgeKind::Development, false, None)]);
        rootless.subject.root = None;
        assert_eq!(needed(&rootless, &Targets::These(vec![LINUX.to_owned()])), [true; 4]);
    }

    #[test]
    fn what_comes_with_the_toolchain_is_not_needed() {
        let mut inventory = inventory(&[
            (0, 1, EdgeKind::Runtime, false, None),
            (1, 2, EdgeKind::Runtime, false, None),
            (0, 3, EdgeKind::Runtime, false, None),
            (1, 3, EdgeKind::Runtime, false, None),
        ]);
        inventory.components[1].name = "rust-std".into();
        assert_eq!(needed(&inventory, &Targets::These(vec![LINUX.to_owned()])), [true, true, false, true]);
        assert_eq!(needed(&inventory, &Targets::All), [true; 4]);
        // A package may have that name as any other.
        inventory.components[1].purl = Purl::builder("cargo", "rust-std").version("1.0.0").build().ok();
        assert_eq!(needed(&inventory, &Targets::These(vec![LINUX.to_owned()])), [true; 4]);
    }

    #[test]
    fn several_targets_need_what_any_of_them_needs() {
        let inventory = inventory(&[(0, 1, EdgeKind::Runtime, false, Some("cfg(windows)"))]);
        let targets = Targets::These(vec![LINUX.to_owned(), "x86_64-pc-windows-msvc".to_owned()]);
        assert!(needed(&inventory, &targets)[1]);
    }
}
