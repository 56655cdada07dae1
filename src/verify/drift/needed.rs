//! Which packages of a lock file a document must list, and which it may leave out.

use crate::model::{ComponentId, Edge, EdgeKind, Inventory};

/// Whether a document of a project must list a package.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Need {
    /// Every build of the root with its default features has it, on every platform.
    Certain,
    /// What needs it is not known well enough.
    Unknown,
    /// Only other platforms, optional features, tests or examples have it.
    Elsewhere,
}

/// Returns for each component how a root needs it.
pub(super) fn needs(inventory: &Inventory, root: ComponentId) -> Vec<Need> {
    let mut from: Vec<Vec<&Edge>> = vec![Vec::new(); inventory.components.len()];
    for edge in &inventory.edges {
        if let Some(row) = from.get_mut(edge.from.index()) {
            row.push(edge);
        }
    }
    let mut needs = vec![Need::Elsewhere; from.len()];
    let is_plain = |edge: &Edge| !edge.optional && edge.target.is_none();
    // Of an edge of which nobody knows what it is for, the package may need the other end always, or only in its tests.
    reach(&mut needs, Need::Unknown, root, &from, |edge| is_plain(edge) && edge.kind != EdgeKind::Development);
    reach(&mut needs, Need::Certain, root, &from, is_certain);
    needs
}

/// Returns whether a build of the dependent always has the dependency.
pub(super) fn is_certain(edge: &Edge) -> bool {
    !edge.optional && edge.target.is_none() && matches!(edge.kind, EdgeKind::Runtime | EdgeKind::Build)
}

fn reach(needs: &mut [Need], need: Need, root: ComponentId, from: &[Vec<&Edge>], follow: impl Fn(&Edge) -> bool) {
    let mut open = vec![root];
    if let Some(first) = needs.get_mut(root.index()) {
        *first = need;
    }
    while let Some(id) = open.pop() {
        for edge in from.get(id.index()).into_iter().flatten().filter(|edge| follow(edge)) {
            if let Some(known) = needs.get_mut(edge.to.index()).filter(|known| **known != need) {
                *known = need;
                open.push(edge.to);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Component;

    #[test]
    fn only_what_every_build_has_is_certain() {
        use EdgeKind::{Build, Development, Runtime, Unknown};
        let mut inventory = Inventory::default();
        for at in 0..8 {
            inventory.add(Component { name: at.to_string(), ..Component::default() });
        }
        let edges = [
            (0, 1, Runtime, false, None),
            (1, 2, Build, false, None),
            (0, 3, Development, false, None),
            (0, 4, Runtime, true, None),
            (0, 5, Runtime, false, Some("cfg(windows)")),
            (1, 6, Unknown, false, None),
            (3, 7, Runtime, false, None),
            (5, 1, Runtime, false, None),
        ];
        inventory.edges = edges
            .iter()
            .map(|(from, to, kind, optional, target)| Edge {
                from: ComponentId(*from),
                to: ComponentId(*to),
                kind: *kind,
                optional: *optional,
                target: target.map(str::to_owned),
            })
            .collect();
        let certain = Need::Certain;
        let elsewhere = Need::Elsewhere;
        let expected = [certain, certain, certain, elsewhere, elsewhere, elsewhere, Need::Unknown, elsewhere];
        assert_eq!(needs(&inventory, ComponentId(0)), expected);
        assert_eq!(needs(&inventory, ComponentId(3))[7], certain, "seen from another root");
    }
}
