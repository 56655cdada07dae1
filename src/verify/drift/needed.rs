//! Which packages of a lock file a document must list, and which it may leave out.

use crate::model::{ComponentId, Edge, EdgeKind, Inventory, Origin};

/// What is known of the packages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Knowledge {
    /// What each needs, with which features.
    Full,
    /// Some features were taken as turned on; what the project's own packages need is known all the same.
    OwnPackages,
}

/// Whether a document of a project must list a package.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Need {
    /// What was selected has it.
    Certain,
    /// What needs it is not known well enough.
    Unknown,
    /// Nothing that was selected has it.
    Elsewhere,
}

/// Returns for each component how a root needs it by the edges that count, in an inventory of what was selected.
pub(super) fn needs(
    inventory: &Inventory,
    root: ComponentId,
    knowledge: Knowledge,
    counts: impl Fn(&Edge) -> bool,
) -> Vec<Need> {
    let mut from: Vec<Vec<&Edge>> = vec![Vec::new(); inventory.components.len()];
    for edge in inventory.edges.iter().filter(|edge| counts(edge)) {
        if let Some(row) = from.get_mut(edge.from.index()) {
            row.push(edge);
        }
    }
    let mut needs = vec![Need::Elsewhere; from.len()];
    reach(&mut needs, Need::Unknown, root, &from, |edge| !edge.optional);
    let is_known = |edge: &Edge| {
        let from = inventory.components.get(edge.from.index());
        let is_own = || from.is_some_and(|from| matches!(from.origin, Origin::Path(_)) || edge.from == root);
        knowledge == Knowledge::Full || is_own()
    };
    reach(&mut needs, Need::Certain, root, &from, |edge| is_certain(edge) && is_known(edge));
    needs
}

/// Returns whether what was selected has an edge, and it is known what for.
pub(super) fn is_certain(edge: &Edge) -> bool {
    !edge.optional && edge.kind != EdgeKind::Unknown
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
    fn what_is_selected_is_certain_where_it_is_known() {
        use EdgeKind::{Build, Development, Runtime, Unknown};
        let mut inventory = Inventory::default();
        for at in 0..6 {
            inventory.add(Component { name: at.to_string(), ..Component::default() });
        }
        let edges = [
            (0, 1, Runtime, false),
            (1, 2, Build, false),
            (0, 3, Development, false),
            (0, 4, Runtime, true),
            (1, 5, Unknown, false),
        ];
        let edge = |(from, to, kind, optional): &(u32, u32, EdgeKind, bool)| Edge {
            from: ComponentId(*from),
            to: ComponentId(*to),
            kind: *kind,
            optional: *optional,
            target: None,
        };
        inventory.edges = edges.iter().map(edge).collect();
        let (certain, unknown, elsewhere) = (Need::Certain, Need::Unknown, Need::Elsewhere);
        let root = ComponentId(0);
        let found = needs(&inventory, root, Knowledge::Full, |_| true);
        assert_eq!(found, [certain, certain, certain, certain, elsewhere, unknown]);
        let found = needs(&inventory, root, Knowledge::OwnPackages, |_| true);
        assert_eq!(found, [certain, certain, unknown, certain, elsewhere, unknown]);
        assert_eq!(
            needs(&inventory, ComponentId(1), Knowledge::Full, |_| true)[0],
            elsewhere,
            "seen from another root"
        );
    }
}
