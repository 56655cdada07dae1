//! Which packages a build for some targets needs, and which cargo never downloads for it.

use std::collections::BTreeMap;

use cfg_expr::targets::get_builtin_target_by_triple;
use cfg_expr::{Expression, Predicate};

use crate::model::{ComponentId, Edge, EdgeKind, Inventory};
use crate::verify::Targets;

/// Longest platform text that is evaluated; the longest in a large lock file has 300 bytes.
const PLATFORM_BYTES: usize = 8192;

/// Returns for each component whether its package must be there.
///
/// Followed from the root: every edge but development ones, optional ones and those of other platforms. What no edge at all leads to
/// is needed too, for nothing says that it is not; so is everything when the document names no root.
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
        *self.known.entry(text).or_insert_with(|| triples.iter().any(|triple| holds(text, triple)))
    }
}

/// Returns whether a target triple is one that a manifest's platform text names.
pub(super) fn holds(text: &str, triple: &str) -> bool {
    let text = text.trim();
    if !text.starts_with("cfg(") && !text.starts_with("cfg (") {
        return text == triple;
    }
    if text.len() > PLATFORM_BYTES {
        return true;
    }
    let (Ok(expression), Some(target)) = (Expression::parse(text), get_builtin_target_by_triple(triple)) else {
        return true;
    };
    // What depends on the processor's features or on the profile is asked both ways: needed if either way it could be.
    [false, true].into_iter().any(|open| {
        expression.eval(|predicate| match predicate {
            Predicate::Target(cfg_expr::TargetPredicate::Panic(_))
            | Predicate::TargetFeature(_)
            | Predicate::DebugAssertions => open,
            Predicate::Target(target_predicate) => target_predicate.matches(target),
            // Cargo sets none of these when it resolves, whatever the flags of the build are.
            Predicate::Test | Predicate::ProcMacro | Predicate::Feature(_) | Predicate::KeyValue { .. } => false,
            Predicate::Flag(flag) => *flag == "true",
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Component;

    const LINUX: &str = "x86_64-unknown-linux-gnu";

    #[test]
    fn platforms_hold_as_cargo_has_them() {
        for (text, expected) in [
            ("cfg(unix)", true),
            ("cfg(windows)", false),
            ("cfg(not(windows))", true),
            ("cfg(any(windows, target_os = \"linux\"))", true),
            ("cfg(all(unix, target_arch = \"aarch64\"))", false),
            ("cfg(target_pointer_width = \"64\")", true),
            ("cfg(target_env = \"musl\")", false),
            ("x86_64-unknown-linux-gnu", true),
            ("aarch64-apple-darwin", false),
            ("cfg(tokio_unstable)", false),
            ("cfg(not(tokio_unstable))", true),
            ("cfg(fuzzing = \"yes\")", false),
            ("cfg(target_feature = \"sse2\")", true),
            ("cfg(not(target_feature = \"sse2\"))", true),
            ("cfg(any())", false),
            ("cfg(all())", true),
            ("cfg(true)", true),
            ("cfg(false)", false),
            ("cfg(not(", true),
        ] {
            assert_eq!(holds(text, LINUX), expected, "{text}");
        }
        assert!(holds("cfg(windows)", "my-own-target"), "an unknown target leaves nothing out");
        assert!(holds(&format!("cfg({}windows{})", "not(".repeat(5000), ")".repeat(5000)), LINUX));
    }

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
    fn several_targets_need_what_any_of_them_needs() {
        let inventory = inventory(&[(0, 1, EdgeKind::Runtime, false, Some("cfg(windows)"))]);
        let targets = Targets::These(vec![LINUX.to_owned(), "x86_64-pc-windows-msvc".to_owned()]);
        assert!(needed(&inventory, &targets)[1]);
    }
}
