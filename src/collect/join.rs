//! Joins the inventories of several projects into one.
//!
//! A package that two projects use becomes one component only where everything below it is the same too. Otherwise it would get the
//! dependencies of both, and the document would name edges that no build has.

use std::collections::BTreeMap;

use crate::model::{Component, ComponentId, ComponentKind, Digest, Edge, EdgeKind, Inventory, Origin, Purl, Usage};

/// The name of a root that joins projects without a name in common.
const UNNAMED: &str = "workspace";

/// The key under which the subject says how many projects were joined.
pub const PROJECTS: &str = "collect:projects";

/// Joins inventories, which need not be normalized; the result is not either. One alone stays as it is.
pub(super) fn join(mut inventories: Vec<Inventory>) -> Inventory {
    if inventories.len() == 1 {
        return inventories.pop().unwrap_or_default();
    }
    let mut joined = Inventory::default();
    let mut classes = Classes::default();
    let mut places: BTreeMap<u32, ComponentId> = BTreeMap::new();
    let mut roots = Vec::new();
    joined.subject.properties.insert(PROJECTS.to_owned(), inventories.len().to_string());
    for inventory in inventories {
        let classes = classes.of(&inventory);
        let mut moved = Vec::with_capacity(inventory.components.len());
        let mut parents = Vec::new();
        for (component, class) in inventory.components.into_iter().zip(&classes) {
            let id = if let Some(id) = places.get(class) {
                merge(&mut joined.components[id.index()], component);
                *id
            } else {
                let parent = component.parent;
                let id = joined.add(component);
                parents.extend(parent.map(|parent| (id, parent)));
                id
            };
            places.insert(*class, id);
            moved.push(id);
        }
        let place = |id: ComponentId| moved[id.index()];
        for (id, parent) in parents {
            joined.components[id.index()].parent = Some(place(parent));
        }
        joined.edges.extend(inventory.edges.into_iter().map(|edge| Edge {
            from: place(edge.from),
            to: place(edge.to),
            ..edge
        }));
        for (id, value) in inventory.completeness {
            let kept = joined.completeness.entry(place(id)).or_insert(value);
            *kept = kept.worse(value);
        }
        roots.extend(inventory.subject.root.map(place));
        joined.files.extend(inventory.files);
        joined.problems.extend(inventory.problems);
        joined.kept.extend(inventory.kept);
        joined.subject.properties.extend(inventory.subject.properties);
    }
    add_root(&mut joined, roots);
    joined
}

fn add_root(joined: &mut Inventory, roots: Vec<ComponentId>) {
    let known = roots.iter().all(|root| joined.component(*root).usage != Usage::Unknown);
    let id = joined.add(Component {
        kind: ComponentKind::Application,
        name: UNNAMED.to_owned(),
        usage: if known { Usage::Runtime } else { Usage::Unknown },
        ..Component::default()
    });
    let kind = if known { EdgeKind::Runtime } else { EdgeKind::Unknown };
    joined.edges.extend(roots.into_iter().map(|to| Edge { from: id, to, kind, optional: false, target: None }));
    joined.subject.root = Some(id);
}

/// Adds what a second finding of the same package tells.
fn merge(kept: &mut Component, other: Component) {
    kept.usage = kept.usage.min(other.usage);
    kept.evidence.extend(other.evidence);
    kept.license = kept.license.take().or(other.license);
    for (key, value) in other.properties {
        match kept.properties.get_mut(&key) {
            // Lists of features: the package as a whole is used with those of both.
            Some(text) if *text != value => {
                let mut words: Vec<&str> = text.split(',').chain(value.split(',')).collect();
                words.sort_unstable();
                words.dedup();
                *text = words.join(",");
            }
            Some(_) => {}
            None => {
                kept.properties.insert(key, value);
            }
        }
    }
}

/// What makes two components the same: identity, bytes and the classes of all dependencies.
type Likeness = (Purl, Origin, Vec<Digest>, Vec<u32>);

/// Numbers for classes of components that are alike with all below them.
#[derive(Default)]
struct Classes {
    known: BTreeMap<Likeness, u32>,
    next: u32,
}

impl Classes {
    fn fresh(&mut self) -> u32 {
        self.next += 1;
        self.next
    }

    /// Returns the class of each component of an inventory.
    fn of(&mut self, inventory: &Inventory) -> Vec<u32> {
        let mut dependencies: Vec<Vec<u32>> = vec![Vec::new(); inventory.components.len()];
        for edge in &inventory.edges {
            dependencies[edge.from.index()].push(edge.to.0);
        }
        let mut classes: Vec<Option<u32>> = vec![None; inventory.components.len()];
        for place in bottom_up(&dependencies) {
            let below: Option<Vec<u32>> = dependencies[place].iter().map(|to| classes[*to as usize]).collect();
            let likeness = below.and_then(|below| likeness(&inventory.components[place], below));
            let class = match likeness {
                Some(likeness) => {
                    let fresh = self.fresh();
                    *self.known.entry(likeness).or_insert(fresh)
                }
                // Packages of a project, and what is in a circle, are their own.
                None => self.fresh(),
            };
            classes[place] = Some(class);
        }
        classes.into_iter().map(|class| class.unwrap_or_else(|| self.fresh())).collect()
    }
}

fn likeness(component: &Component, mut below: Vec<u32>) -> Option<Likeness> {
    let purl = component.purl.clone()?;
    if matches!(component.origin, Origin::Path(_) | Origin::Unknown) {
        return None;
    }
    below.sort_unstable();
    below.dedup();
    let digests = component.digests.iter().map(|scoped| scoped.digest.clone()).collect();
    Some((purl, component.origin.clone(), digests, below))
}

/// Returns places so that each comes after all that it depends on, as far as there is no circle.
fn bottom_up(dependencies: &[Vec<u32>]) -> Vec<usize> {
    let mut order = Vec::with_capacity(dependencies.len());
    let mut entered = vec![false; dependencies.len()];
    for start in 0..dependencies.len() {
        if entered[start] {
            continue;
        }
        entered[start] = true;
        let mut open = vec![(start, 0usize)];
        while let Some((place, next)) = open.last_mut() {
            let Some(target) = dependencies[*place].get(*next) else {
                order.push(*place);
                open.pop();
                continue;
            };
            *next += 1;
            let target = *target as usize;
            if !std::mem::replace(&mut entered[target], true) {
                open.push((target, 0));
            }
        }
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    fn component(name: &str, origin: Origin) -> Component {
        let purl = Purl::builder(if matches!(origin, Origin::Path(_)) { "generic" } else { "cargo" }, name)
            .version("1")
            .build()
            .unwrap();
        Component { name: name.into(), purl: Some(purl), origin, usage: Usage::Runtime, ..Component::default() }
    }

    /// A project `name` that depends on registry packages, each of which depends on the next.
    fn project(name: &str, chain: &[&str]) -> Inventory {
        let mut inventory = Inventory::default();
        let mut from = inventory.add(component(name, Origin::Path(None)));
        inventory.subject.root = Some(from);
        for name in chain {
            let to = inventory.add(component(name, Origin::DefaultRegistry));
            inventory.edges.push(Edge { from, to, kind: EdgeKind::Runtime, optional: false, target: None });
            from = to;
        }
        inventory
    }

    fn joined(projects: Vec<Inventory>) -> (Vec<String>, Vec<String>) {
        let mut inventory = join(projects);
        inventory.normalize();
        let name = |id| inventory.component(id).name.clone();
        let edges = inventory.edges.iter().map(|edge| format!("{}->{}", name(edge.from), name(edge.to))).collect();
        (inventory.ids().map(name).collect(), edges)
    }

    #[test]
    fn what_is_the_same_down_to_the_leaves_is_one_component() {
        let (names, edges) = joined(vec![project("p", &["a", "b"]), project("q", &["a", "b"])]);
        assert_eq!(names, ["workspace", "a", "b", "p", "q"]);
        assert_eq!(edges, ["workspace->p", "workspace->q", "a->b", "p->a", "q->a"]);
    }

    #[test]
    fn a_package_with_other_dependencies_stays_apart() {
        let (names, edges) = joined(vec![project("p", &["a", "b", "c"]), project("q", &["a", "b"])]);
        assert_eq!(names, ["workspace", "a", "a", "b", "b", "c", "p", "q"]);
        assert_eq!(edges.iter().filter(|edge| *edge == "b->c").count(), 1);
    }

    #[test]
    fn packages_of_a_project_are_never_joined() {
        let (names, _) = joined(vec![project("p", &["a"]), project("p", &["a"])]);
        assert_eq!(names, ["workspace", "a", "p", "p"]);
    }

    #[test]
    fn a_package_of_other_bytes_or_in_a_circle_stays_apart() {
        let mut other = project("q", &["a"]);
        let digest = Digest::new(crate::model::Algorithm::Sha256, &[1; 32]).unwrap();
        let scope = crate::model::DigestScope::PackageArchive;
        other.components[1].digests.push(crate::model::ScopedDigest { scope, digest });
        assert_eq!(joined(vec![project("p", &["a"]), other]).0, ["workspace", "a", "a", "p", "q"]);
        let mut circle = project("p", &["a", "b"]);
        circle.edges.push(Edge {
            from: ComponentId(2),
            to: ComponentId(1),
            kind: EdgeKind::Runtime,
            optional: false,
            target: None,
        });
        let names = joined(vec![circle.clone(), circle]).0;
        assert_eq!(names, ["workspace", "a", "a", "b", "b", "p", "p"]);
    }
}
