use super::*;
use crate::model::{Algorithm, Completeness, Digest, DigestScope, EdgeKind, License, Purl, ScopedDigest};

fn package(name: &str, version: &str) -> Component {
    Component {
        name: name.into(),
        version: Some(version.into()),
        purl: Some(Purl::parse(&format!("pkg:cargo/{name}@{version}")).unwrap()),
        ..Component::default()
    }
}

fn digest(byte: u8, scope: DigestScope) -> ScopedDigest {
    ScopedDigest { scope, digest: Digest::new(Algorithm::Sha256, &[byte; 32]).unwrap() }
}

fn inventory(components: Vec<Component>) -> Inventory {
    let mut inventory = Inventory::default();
    let root = inventory.add(package("app", "1.0.0"));
    inventory.subject.root = Some(root);
    for component in components {
        let to = inventory.add(component);
        inventory.edges.push(Edge { from: root, to, kind: EdgeKind::Runtime, optional: false, target: None });
    }
    inventory.normalize();
    inventory
}

fn told(old: &Inventory, new: &Inventory) -> Vec<String> {
    let side = |inventory| Side { inventory, is_signed: None };
    let changes = diff(side(old), side(new));
    changes
        .list
        .iter()
        .map(|it| {
            let (old, new) = (it.old.as_deref().unwrap_or("-"), it.new.as_deref().unwrap_or("-"));
            format!("{:?} {} {old} {new}", it.kind, it.subject)
        })
        .collect()
}

#[test]
fn the_same_has_no_changes() {
    let one = inventory(vec![package("a", "1.0.0"), package("a", "2.0.0")]);
    assert_eq!(told(&one, &one), Vec::<String>::new());
}

#[test]
fn versions_of_one_package_are_paired_with_the_nearest() {
    let old = inventory(vec![package("a", "1.2.3"), package("a", "2.0.0"), package("a", "0.9.0")]);
    let new = inventory(vec![package("a", "1.2.3"), package("a", "2.1.0"), package("b", "1.0.0")]);
    assert_eq!(
        told(&old, &new),
        [
            "RootDependencyAdded pkg:cargo/b - -",
            "Added pkg:cargo/b@1.0.0 - -",
            "Removed pkg:cargo/a@0.9.0 - -",
            "Upgraded pkg:cargo/a@2.1.0 2.0.0 2.1.0",
        ]
    );
    assert!(told(&new, &old).contains(&"Downgraded pkg:cargo/a@2.0.0 2.1.0 2.0.0".to_owned()));
}

#[test]
fn other_bytes_under_the_same_version_are_told() {
    let with = |digests| inventory(vec![Component { digests, ..package("a", "1.0.0") }]);
    let old = with(vec![digest(1, DigestScope::PackageArchive)]);
    assert_eq!(told(&old, &with(vec![digest(2, DigestScope::PackageArchive)])).len(), 1);
    assert!(told(&old, &with(vec![digest(2, DigestScope::PackageArchive)]))[0].starts_with("DigestChanged"));
    assert_eq!(told(&old, &with(vec![digest(2, DigestScope::File)])), Vec::<String>::new(), "of another scope");
    assert!(told(&old, &with(Vec::new()))[0].starts_with("DigestLost"));
    let both = vec![digest(2, DigestScope::PackageArchive), digest(1, DigestScope::PackageArchive)];
    assert_eq!(told(&old, &with(both)), Vec::<String>::new(), "one of several archives is the same");
}

#[test]
fn facts_that_one_side_does_not_state_are_no_change() {
    let with = |usage, license: Option<&str>, origin| {
        let license = license.map(License::parse);
        inventory(vec![Component { usage, license, origin, ..package("a", "1.0.0") }])
    };
    let old = with(Usage::Build, Some("MIT"), Origin::DefaultRegistry);
    let silent = with(Usage::Unknown, None, Origin::Unknown);
    assert_eq!(told(&old, &silent), Vec::<String>::new());
    let side = |inventory| Side { inventory, is_signed: None };
    assert_eq!(diff(side(&old), side(&silent)).not_compared.len(), 3);
    let new = with(Usage::Runtime, Some("Apache-2.0"), Origin::Registry("https://evil.example".into()));
    let kinds: Vec<String> = told(&old, &new).iter().map(|it| it.split(' ').next().unwrap().to_owned()).collect();
    assert_eq!(kinds, ["OriginChanged", "BecameRuntime", "LicenseChanged"]);
}

#[test]
fn the_document_itself_is_compared() {
    let old = inventory(vec![package("a", "1.0.0")]);
    let mut new = old.clone();
    new.components[0].name = "other".into();
    new.components[0].purl = None;
    let mut worse = (old.clone(), new);
    worse.0.completeness.insert(ComponentId(1), Completeness::Complete);
    worse.1.completeness.insert(ComponentId(1), Completeness::Unknown);
    assert_eq!(
        told(&worse.0, &worse.1),
        ["CompletenessWorse pkg:cargo/a@1.0.0 complete unknown", "RootChanged  pkg:cargo/app@1.0.0 other@1.0.0"]
    );
    let signed = Side { inventory: &old, is_signed: Some(true) };
    let kind = |is_signed| diff(signed, Side { inventory: &old, is_signed }).list.first().map(|it| it.kind);
    assert_eq!(kind(Some(false)), Some(ChangeKind::SignatureLost));
    assert_eq!((kind(Some(true)), kind(None)), (None, None));
}

#[test]
fn edges_between_known_components_are_counted() {
    let old = inventory(vec![package("a", "1.0.0"), package("b", "1.0.0")]);
    let mut new = old.clone();
    let edge = |from, to| Edge {
        from: ComponentId(from),
        to: ComponentId(to),
        kind: EdgeKind::Runtime,
        optional: false,
        target: None,
    };
    new.edges = vec![edge(0, 1), edge(1, 2)];
    assert_eq!(
        told(&old, &new),
        ["EdgesChanged 1 added, 1 removed between components of both 2 dependencies 2 dependencies"]
    );
}
