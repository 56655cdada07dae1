use super::*;
use crate::model::{Algorithm, Digest, DigestScope, License, Purl, ScopedDigest};

fn component(name: &str, byte: Option<u8>) -> Component {
    let digest = |byte| ScopedDigest {
        scope: DigestScope::PackageArchive,
        digest: Digest::new(Algorithm::Sha256, &[byte; 32]).unwrap(),
    };
    Component {
        name: name.into(),
        version: Some("1".into()),
        purl: Some(Purl::parse(&format!("pkg:cargo/{name}@1")).unwrap()),
        digests: byte.map(digest).into_iter().collect(),
        reference: format!("ref-{name}"),
        ..Component::default()
    }
}

/// A root with components, on each of which the one before depends.
fn chain(root: &str, components: Vec<Component>) -> Inventory {
    let mut inventory = Inventory::default();
    let mut from =
        inventory.add(Component { name: root.into(), kind: ComponentKind::Application, ..Component::default() });
    inventory.subject.root = Some(from);
    for component in components {
        let to = inventory.add(component);
        inventory.edges.push(Edge { from, to, kind: EdgeKind::Runtime, optional: false, target: None });
        from = to;
    }
    inventory.normalize();
    inventory
}

fn edges(inventory: &Inventory) -> Vec<String> {
    let name = |id| inventory.component(id).name.as_str();
    inventory.edges.iter().map(|edge| format!("{}->{}", name(edge.from), name(edge.to))).collect()
}

fn flat(inventories: &[Inventory]) -> Merged {
    merge(inventories.to_vec(), Mode::Flat, &Whole::default())
}

#[test]
fn one_alone_or_the_same_twice_stays_as_it_is() {
    let one = chain("p", vec![component("a", Some(1)), component("b", None)]);
    assert_eq!(flat(std::slice::from_ref(&one)).inventory, one);
    assert_eq!(flat(&[one.clone(), one.clone()]), flat(std::slice::from_ref(&one)));
    assert_eq!(flat(&[]), Merged::default());
}

#[test]
fn what_several_have_is_there_once_with_the_edges_of_all() {
    let p = chain("p", vec![component("a", Some(1)), component("b", None)]);
    let q = chain("q", vec![component("a", None), component("c", Some(3))]);
    let merged = flat(&[p.clone(), q.clone()]);
    let names: Vec<&str> = merged.inventory.components.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names, ["merged", "a", "b", "c", "p", "q"]);
    assert_eq!(edges(&merged.inventory), ["merged->p", "merged->q", "a->b", "a->c", "p->a", "q->a"]);
    assert_eq!((merged.shared, merged.conflicts.len()), (1, 0));
    assert_eq!(merged.inventory.components[1].digests.len(), 1);
    assert_eq!(flat(&[q.clone(), p.clone()]), merged, "the order of the inputs counts");
    assert_eq!(flat(&[p.clone(), q.clone(), p, q]), merged, "merging twice changes something");
}

#[test]
fn contradicting_digests_keep_components_apart_and_are_told() {
    let inputs: Vec<Inventory> =
        [Some(1), Some(2), None].into_iter().map(|byte| chain("p", vec![component("a", byte)])).collect();
    let merged = flat(&inputs);
    assert_eq!(merged.inventory.components.iter().filter(|it| it.name == "a").count(), 3);
    assert_eq!(merged.conflicts.len(), 1);
    assert_eq!((&*merged.conflicts[0].subject, merged.conflicts[0].what), ("pkg:cargo/a@1", "digests"));
    let reversed: Vec<Inventory> = inputs.into_iter().rev().collect();
    assert_eq!(flat(&reversed), merged);
}

#[test]
fn other_contradictions_are_told_and_one_is_kept() {
    let with = |license: &str| Component { license: Some(License::parse(license)), ..component("a", None) };
    let merged = flat(&[chain("p", vec![with("MIT")]), chain("q", vec![with("Apache-2.0")])]);
    let conflict = &merged.conflicts[0];
    assert_eq!((conflict.what, &*conflict.kept, &*conflict.others[0]), ("licence", "Apache-2.0", "MIT"));
}

#[test]
fn an_assembly_puts_parts_below_their_roots() {
    let p = chain("p", vec![component("a", None), component("b", None)]);
    let q = chain("q", vec![component("a", None)]);
    let merged = merge(vec![p, q], Mode::Assembly, &Whole { name: Some("all".into()), version: Some("2".into()) });
    let inventory = &merged.inventory;
    let parent = |name: &str| {
        let component = inventory.components.iter().find(|it| it.name == name).unwrap();
        component.parent.map(|id| inventory.component(id).name.clone())
    };
    assert_eq!(parent("b").as_deref(), Some("p"));
    assert_eq!(parent("a").as_deref(), Some("all"), "what both have is a part of the whole");
    assert_eq!(parent("q").as_deref(), Some("all"));
    assert_eq!(parent("all"), None);
}

#[test]
fn a_part_is_never_a_part_of_itself() {
    let nested = |outer: usize| {
        let mut inventory = chain("p", vec![component("a", None), component("b", None)]);
        let id = |at: usize| ComponentId(u32::try_from(at).unwrap());
        inventory.components[outer].parent = Some(id(3 - outer));
        inventory
    };
    let merged = flat(&[nested(1), nested(2)]);
    let parents = merged.inventory.components.iter().filter(|it| it.parent.is_some()).count();
    assert_eq!((parents, merged.conflicts.iter().filter(|it| it.what == "parent").count()), (1, 1));
}

#[test]
fn completeness_is_that_of_the_worst() {
    let with = |root: &str, value| {
        let mut inventory = chain(root, vec![component("a", None)]);
        inventory.completeness.insert(ComponentId(1), value);
        inventory
    };
    let merged = flat(&[with("p", Completeness::Incomplete), with("q", Completeness::Unknown)]);
    assert_eq!(merged.inventory.completeness.values().collect::<Vec<_>>(), [&Completeness::Incomplete]);
}
