//! Nothing of the model is lost, in any version.

use bonafide::format::find;
use bonafide::model::{
    Algorithm, Completeness, Component, ComponentId, Digest, Edge, EdgeKind, ExternalReference, Inventory, Kept,
};
use proptest::prelude::*;

use super::generate::inventory;
use super::{BINARY, VERSIONS, read, stamp, write};

/// Formats that carry every field of the model. Any other is asked only for those that all formats have had from the beginning.
const WHOLE: &[&str] = &[
    "cyclonedx-json",
    "cyclonedx-xml",
    "cyclonedx-protobuf",
    "spdx-json",
    "spdx-tag-value",
    "spdx-yaml",
    "spdx3-json",
];

/// Returns what a format is asked to carry.
fn asked_of((format, version): (&str, &str), mut inventory: Inventory) -> Inventory {
    if format == "cyclonedx-protobuf" && version < "1.6" {
        // The JSON forms of these versions have this word, and their messages have no number for it.
        inventory.components.iter_mut().for_each(|it| it.external_references.retain(|it| it.kind != "release-notes"));
    }
    if WHOLE.contains(&format) {
        return inventory;
    }
    inventory.kept.clear();
    for component in &mut inventory.components {
        component.identifiers.clear();
        component.external_references.clear();
        component.concluded_license = None;
        (component.copyright, component.manufacturer, component.parent) = (None, None, None);
    }
    inventory.normalize();
    inventory
}

/// Returns the inventory in the form in which it can be compared: what reading adds and what has no order set aside.
fn comparable(mut inventory: Inventory) -> Inventory {
    for component in &mut inventory.components {
        component.reference.clear();
        component.digests.sort();
        component.digests.dedup();
        component.identifiers.sort();
        component.identifiers.dedup();
        component.external_references.sort();
        component.external_references.dedup();
    }
    for file in &mut inventory.files {
        file.digests.sort();
        file.digests.dedup();
    }
    inventory.normalize();
    inventory
}

/// Returns the versions that can hold every text of an inventory: XML has no place for some characters. Spec: XML 1.0, section 2.2.
fn able(inventory: &Inventory) -> impl Iterator<Item = &'static (&'static str, &'static str)> {
    let json = String::from_utf8(write(inventory, ("cyclonedx-json", "1.7"))).unwrap();
    let odd = ["\\u00", "\\b", "\\f", "\u{fffe}", "\u{ffff}"].iter().any(|part| json.contains(part));
    VERSIONS.iter().chain(BINARY).filter(move |version| !odd || version.0 != "cyclonedx-xml")
}

/// Long lists are shared among cores; every component keeps its place, edges and completeness.
#[test]
fn long_lists_come_back_in_order() {
    let inventory = chain(5000);
    for version in VERSIONS.iter().filter(|version| WHOLE.contains(&version.0)) {
        let back = comparable(read(&write(&inventory, *version)).inventory);
        assert_eq!(back.components.len(), 5000, "{version:?}");
        assert!(back.components.iter().map(|it| &it.name).eq(inventory.components.iter().map(|it| &it.name)));
        assert!(back.edges == inventory.edges && back.completeness == inventory.completeness, "{version:?}");
    }
}

/// Returns as many components, most of which need one that comes before.
fn chain(count: u32) -> Inventory {
    let mut inventory = Inventory::default();
    for at in 0..count {
        let id = inventory.add(Component { name: format!("c{at:05}"), ..Component::default() });
        if let Some(to) = at.checked_sub(1 + at % 7) {
            let (from, to, kind) = (id, ComponentId(to), EdgeKind::Runtime);
            inventory.edges.push(Edge { from, to, kind, optional: false, target: None });
        }
        if at % 3 == 1 {
            inventory.completeness.insert(id, Completeness::Incomplete);
        }
    }
    inventory.normalize();
    inventory
}

/// Two references of one address, one of which has a digest, with another between them.
#[test]
fn references_of_one_address_keep_their_order() {
    let reference = |kind: &str, url: &str, comment: Option<&str>, digests: &[&str]| ExternalReference {
        kind: kind.to_owned(),
        url: url.to_owned(),
        comment: comment.map(str::to_owned),
        digests: digests.iter().map(|hex| Digest::from_hex(Algorithm::Adler32, hex).unwrap()).collect(),
    };
    let mut inventory = Inventory::default();
    let external_references = vec![
        reference("license", "git@example.com:a/b.git", None, &["00000000"]),
        reference("license", "git@example.com:a/b.git", None, &[]),
        reference("vcs", "https://a.com", Some("a"), &[]),
    ];
    inventory.add(Component { name: "a".to_owned(), external_references, ..Component::default() });
    for version in VERSIONS {
        let first = write(&inventory, *version);
        let second = write(&read(&first).inventory, *version);
        assert_eq!(String::from_utf8(first).unwrap(), String::from_utf8(second).unwrap(), "{version:?}");
    }
}

/// Lists of more than one stretch, of whole ones, and empty ones; for the others each element is what it was.
#[test]
fn what_is_written_again_is_what_is_written() {
    for count in [0, 1, 1024, 1025, 3000] {
        again(&chain(count));
    }
}

/// Holds writing again against writing, after parts of other formats have been added that are carried along.
fn again(inventory: &Inventory) {
    for (format, version) in VERSIONS.iter().filter(|version| version.0.ends_with("-json")) {
        let before = write(inventory, (*format, *version));
        let mut inventory = inventory.clone();
        let kept =
            |path: &str| Kept { family: "made".into(), path: path.into(), json: "\"\\n  \\\"packages\\\": [\"".into() };
        inventory.kept.extend(["/a", "/b"].map(kept));
        inventory.normalize();
        let format = find(format).unwrap();
        let written = format.write_again(&inventory, Some(version), &stamp(), &before).unwrap();
        assert_eq!(written, format.write(&inventory, Some(version), &stamp()).unwrap(), "{} {version}", format.name());
        assert_ne!(written, before);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_is_read_back(inventory in inventory()) {
        again(&inventory);
        for version in able(&inventory) {
            let inventory = asked_of(*version, inventory.clone());
            let bytes = write(&inventory, *version);
            let again = read(&bytes).inventory;
            prop_assert_eq!(
                comparable(again), comparable(inventory),
                "{:?}\n{}", version, String::from_utf8_lossy(&bytes)
            );
        }
    }

    #[test]
    fn writing_what_was_read_gives_the_same_bytes(inventory in inventory()) {
        for version in able(&inventory) {
            let first = write(&asked_of(*version, inventory.clone()), *version);
            let second = write(&read(&first).inventory, *version);
            prop_assert_eq!(String::from_utf8_lossy(&first), String::from_utf8_lossy(&second), "{:?}", version);
        }
    }
}
