//! The component that stands for the whole subject.

use super::graph::Graph;
use super::lockfile::Lock;
use crate::model::{Component, ComponentId, ComponentKind, Edge, EdgeKind, Inventory, Usage};

/// The name of a root that nothing names. The host's directory would not do: the same input elsewhere must give the same bytes.
const UNNAMED: &str = "workspace";

/// What stands for the subject.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Root {
    /// One of the packages.
    Package(u32),
    /// None of them: a workspace that depends on all of its members, each by the kind given.
    Workspace { name: Option<String>, members: Vec<(u32, EdgeKind)> },
}

/// Returns the root that a lock file alone shows: the package without source from which all others without source are reached, or else
/// a workspace of them all.
pub(super) fn of_lock(lock: &Lock<'_>, graph: &Graph) -> Root {
    let is_member =
        |place: u32| lock.packages[place as usize].source.is_none() && graph.left_out.binary_search(&place).is_err();
    let members: Vec<u32> = (0u32..).zip(&lock.packages).map(|(place, _)| place).filter(|p| is_member(*p)).collect();
    let mut needed = vec![false; lock.packages.len()];
    for member in &members {
        for target in graph.dependencies(*member).iter().filter(|target| *target != member) {
            needed[*target as usize] = true;
        }
    }
    let tops: Vec<u32> = members.iter().copied().filter(|member| !needed[*member as usize]).collect();
    if let [top] = tops.as_slice() {
        let reached = reached_from(*top, lock.packages.len(), graph);
        if members.iter().all(|member| reached[*member as usize]) {
            return Root::Package(*top);
        }
    }
    Root::Workspace { name: None, members: members.into_iter().map(|member| (member, EdgeKind::Unknown)).collect() }
}

fn reached_from(start: u32, packages: usize, graph: &Graph) -> Vec<bool> {
    let mut reached = vec![false; packages];
    let mut open = vec![start];
    while let Some(package) = open.pop() {
        if !std::mem::replace(&mut reached[package as usize], true) {
            open.extend(graph.dependencies(package));
        }
    }
    reached
}

/// Puts the root into an inventory.
pub(super) fn add(found: &mut Inventory, root: Root, places: &[Option<ComponentId>]) {
    let place = |package: u32| places.get(package as usize).copied().flatten();
    match root {
        Root::Package(package) => found.subject.root = place(package),
        Root::Workspace { name, members } => {
            let usage = if members.iter().any(|(_, kind)| *kind == EdgeKind::Unknown) {
                Usage::Unknown
            } else {
                Usage::Runtime
            };
            let id = found.add(Component {
                kind: ComponentKind::Application,
                name: name.unwrap_or_else(|| UNNAMED.to_owned()),
                usage,
                ..Component::default()
            });
            found.subject.root = Some(id);
            for (member, kind) in members {
                if let Some(to) = place(member) {
                    found.edges.push(Edge { from: id, to, kind, optional: false, target: None });
                }
            }
        }
    }
}

/// Returns the name that a repository's address ends with, if it can be one.
pub(super) fn name_of_repository(address: &str) -> Option<String> {
    let (_, path) = address.trim().split_once("://")?;
    let end = ["/-/tree/", "/tree/", "/blob/", "#", "?"].iter().filter_map(|mark| path.find(mark)).min();
    let path = path[..end.unwrap_or(path.len())].trim_end_matches('/');
    let (_, name) = path.rsplit_once('/')?;
    let name = name.strip_suffix(".git").unwrap_or(name);
    Some(name.to_owned()).filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::super::lockfile::parse_lockfile;
    use super::*;

    fn root(text: &str) -> Root {
        let lock = parse_lockfile(text.as_bytes()).unwrap();
        of_lock(&lock, &Graph::of(&lock))
    }

    fn package(name: &str, dependency: &str) -> String {
        let list =
            if dependency.is_empty() { String::new() } else { format!("dependencies = [\n \"{dependency}\",\n]\n") };
        format!("[[package]]\nname = \"{name}\"\nversion = \"1.0.0\"\n{list}\n")
    }

    #[test]
    fn the_one_package_that_needs_all_others_is_the_root() {
        assert_eq!(root(&package("a", "")), Root::Package(0));
        assert_eq!(root(&[package("a", ""), package("b", "a")].concat()), Root::Package(1));
    }

    #[test]
    fn packages_side_by_side_or_in_a_circle_get_a_root_of_their_own() {
        let both = vec![(0, EdgeKind::Unknown), (1, EdgeKind::Unknown)];
        let expected = Root::Workspace { name: None, members: both };
        assert_eq!(root(&[package("a", ""), package("b", "")].concat()), expected);
        assert_eq!(root(&[package("a", "b"), package("b", "a")].concat()), expected);
    }

    #[test]
    fn a_repository_gives_its_last_part() {
        assert_eq!(name_of_repository("https://example.org/people/tool.git").as_deref(), Some("tool"));
        assert_eq!(name_of_repository("https://example.org/people/tool/tree/main/a").as_deref(), Some("tool"));
        assert_eq!(name_of_repository("https://example.org"), None);
        assert_eq!(name_of_repository("see README"), None);
    }
}
