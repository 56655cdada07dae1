//! Independent readers and validators agree with us on what our documents hold.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use bonafide::model::{Inventory, License, Problem, Purl};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use super::generate::{inventory, plain, typical};
use super::{VERSIONS, read, write};
use crate::executable::skipped;
use crate::sources;

/// What every reader must find: names with versions and purls, digests, edges by the names of their ends.
#[derive(Debug, Default, PartialEq, Eq)]
struct Found {
    components: BTreeSet<(String, Option<String>, Option<String>)>,
    digests: BTreeSet<(String, String, String)>,
    edges: BTreeSet<(String, String)>,
}

fn of_model(inventory: &Inventory) -> Found {
    let mut found = Found::default();
    for component in &inventory.components {
        let purl = component.purl.as_ref().map(|purl| Purl::as_str(purl).to_owned());
        found.components.insert((component.name.clone(), component.version.clone(), purl));
        for digest in &component.digests {
            found.digests.insert((
                component.name.clone(),
                digest.digest.algorithm().name().to_owned(),
                digest.digest.hex(),
            ));
        }
    }
    for edge in &inventory.edges {
        let name = |id| inventory.component(id).reference.clone();
        found.edges.insert((name(edge.from), name(edge.to)));
    }
    for file in &inventory.files {
        for digest in &file.digests {
            let path = file.path.as_str().to_owned();
            found.digests.insert((path, digest.digest.algorithm().name().to_owned(), digest.digest.hex()));
        }
    }
    found
}

fn of_cyclonedx_bom(bytes: &[u8]) -> Found {
    use cyclonedx_bom::models::component::Classification;
    use cyclonedx_bom::validation::Validate;
    let bom = cyclonedx_bom::models::bom::Bom::parse_from_json(bytes).unwrap();
    let result = bom.validate();
    assert!(result.passed(), "{result:#?}");
    let mut found = Found::default();
    let root = bom.metadata.and_then(|metadata| metadata.component);
    let mut components: Vec<_> = root.into_iter().chain(bom.components.unwrap().0).collect();
    while let Some(mut component) = components.pop() {
        components.extend(component.components.take().into_iter().flat_map(|nested| nested.0));
        let name = component.name.to_string();
        for hash in component.hashes.into_iter().flat_map(|hashes| hashes.0) {
            found.digests.insert((name.clone(), hash.alg.to_string(), hash.content.0));
        }
        if component.component_type != Classification::File {
            let version = component.version.map(|version| version.to_string());
            found.components.insert((name, version, component.purl.map(|purl| purl.to_string())));
        }
    }
    for dependency in bom.dependencies.unwrap().0 {
        for target in dependency.dependencies {
            found.edges.insert((dependency.dependency_ref.clone(), target));
        }
    }
    found
}

fn of_spdx_rs(spdx: spdx_rs::models::SPDX) -> Found {
    use spdx_rs::models::RelationshipType;
    let mut found = Found::default();
    let name = |algorithm: &dyn std::fmt::Debug| {
        let algorithm: bonafide::model::Algorithm = format!("{algorithm:?}").parse().unwrap();
        algorithm.name().to_owned()
    };
    for package in spdx.package_information {
        for checksum in package.package_checksum {
            found.digests.insert((package.package_name.clone(), name(&checksum.algorithm), checksum.value));
        }
        let purl = package.external_reference.into_iter().find(|reference| reference.reference_type == "purl");
        let purl = purl.map(|reference| reference.reference_locator);
        found.components.insert((package.package_name, package.package_version, purl));
    }
    for file in spdx.file_information {
        for checksum in file.file_checksum {
            let path = file.file_name.strip_prefix("./").unwrap().to_owned();
            found.digests.insert((path, name(&checksum.algorithm), checksum.value));
        }
    }
    for relationship in spdx.relationships {
        let (from, to) = (relationship.spdx_element_id, relationship.related_spdx_element);
        if matches!(to.as_str(), "NONE" | "NOASSERTION") {
            continue;
        }
        match relationship.relationship_type {
            RelationshipType::DependsOn => found.edges.insert((from, to)),
            RelationshipType::BuildDependencyOf
            | RelationshipType::DevDependencyOf
            | RelationshipType::OptionalDependencyOf
            | RelationshipType::DependencyOf => found.edges.insert((to, from)),
            _ => false,
        };
    }
    found
}

#[test]
fn independent_readers_find_what_the_model_holds() {
    let mut runner = TestRunner::deterministic();
    let mut inventories = vec![typical()];
    inventories.extend((0..40).map(|_| plain().new_tree(&mut runner).unwrap().current()));
    for inventory in inventories {
        for version in [("cyclonedx-json", "1.4"), ("cyclonedx-json", "1.5")] {
            let bytes = write(&inventory, version);
            assert_eq!(of_cyclonedx_bom(&bytes), of_model(&read(&bytes).inventory), "{version:?}");
        }
        let bytes = write(&inventory, ("spdx-json", "2.3"));
        let spdx = serde_json::from_slice(&bytes).unwrap();
        assert_eq!(of_spdx_rs(spdx), of_model(&read(&bytes).inventory));
        let bytes = write(&inventory, ("spdx-tag-value", "2.3"));
        let spdx = spdx_rs::parsers::spdx_from_tag_value(std::str::from_utf8(&bytes).unwrap()).unwrap();
        assert_eq!(of_spdx_rs(spdx), of_model(&read(&bytes).inventory));
    }
}

/// Returns an inventory whose names are of one line: spdx-tools takes a marked text only where the specification asks for one.
fn of_lines(mut inventory: Inventory) -> Inventory {
    let line = |text: &mut String| *text = text.replace(|c: char| !c.is_ascii_alphanumeric() && c != '.', "-");
    for component in &mut inventory.components {
        line(&mut component.name);
        component.version.iter_mut().for_each(line);
        component.version = component.version.take().filter(|version| !version.is_empty());
        for license in component.license.iter_mut().chain(component.concluded_license.as_deref_mut()) {
            if let License::Name(text) | License::File(text) = license {
                line(text);
            }
        }
    }
    inventory.normalize();
    inventory
}

/// Runs Python validators over a folder of documents.
pub(super) fn run_python(script: &str, folder: &Path) {
    let Some(python) = std::env::var_os("BONAFIDE_ORACLES") else {
        return skipped("`BONAFIDE_ORACLES` names no python with what tests/oracle/requirements.txt lists");
    };
    let script = sources::root().join("tests/oracle").join(script);
    let output = Command::new(python).arg(script).arg(folder).output().unwrap();
    let text = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{text}");
    if text.contains("skipped: ") {
        skipped(text.lines().find(|line| line.starts_with("skipped: ")).unwrap());
    }
}

#[test]
fn the_reference_implementations_accept_every_document() {
    let folder = tempfile::tempdir().unwrap();
    let mut runner = TestRunner::deterministic();
    let mut inventories = vec![typical()];
    inventories.extend((0..6).map(|_| inventory().new_tree(&mut runner).unwrap().current()));
    inventories.extend((0..4).map(|_| plain().new_tree(&mut runner).unwrap().current()));
    for (at, inventory) in inventories.iter().enumerate() {
        for version in VERSIONS {
            let suffix = bonafide::format::find(version.0).unwrap().suffix();
            let path = folder.path().join(format!("{at:02}-{}.{suffix}", version.1));
            let expected = folder.path().join(format!("{at:02}-{}.expected", version.1));
            let inventory = if version.0 == "spdx-tag-value" { &of_lines(inventory.clone()) } else { inventory };
            std::fs::write(path, write(inventory, *version)).unwrap();
            let root = usize::from(inventory.subject.root.is_some());
            std::fs::write(expected, format!("{} {}", inventory.components.len() - root, inventory.edges.len()))
                .unwrap();
        }
    }
    run_python("documents.py", folder.path());
}

/// Writes what our reader finds beside a document: packages, files, digests and dependencies.
fn expect(folder: &Path, name: &str, bytes: &[u8]) {
    let document =
        bonafide::format::find("spdx3-json").unwrap().read(bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
    let inventory = document.inventory;
    let digests: usize = inventory.components.iter().map(|component| component.digests.len()).sum();
    let of_files: usize = inventory.files.iter().map(|file| file.digests.len()).sum();
    // What only facts hold is no digest for others.
    let text = std::str::from_utf8(bytes).unwrap();
    let in_facts = text.matches("bonafide:digest=").count();
    // What our reader tells of and cannot use is there for a reader that asks for less.
    let told = |of: fn(&Problem) -> bool| inventory.problems.iter().filter(|problem| of(problem)).count();
    let digests = digests + of_files - in_facts + told(|problem| problem.path.contains("/verifiedUsing/"));
    let files = inventory.files.len() + told(|problem| problem.message.contains("is not the path of a file here"));
    let counts = [inventory.components.len(), files, digests, inventory.edges.len()];
    std::fs::write(folder.join(format!("{name}.spdx3.json")), bytes).unwrap();
    std::fs::write(folder.join(format!("{name}.expected")), counts.map(|count| count.to_string()).join(" ")).unwrap();
}

#[test]
fn the_reference_implementation_finds_in_spdx_3_what_we_find() {
    let folder = tempfile::tempdir().unwrap();
    let mut runner = TestRunner::deterministic();
    let mut inventories = vec![typical(), Inventory::default()];
    inventories.extend((0..12).map(|_| inventory().new_tree(&mut runner).unwrap().current()));
    inventories.extend((0..4).map(|_| plain().new_tree(&mut runner).unwrap().current()));
    for (at, inventory) in inventories.iter().enumerate() {
        expect(folder.path(), &format!("ours-{at:02}"), &write(inventory, ("spdx3-json", "3.0.1")));
    }
    // The other one has lists of classes, which JSON-LD allows and that library does not know.
    let path = sources::root().join("testdata/format/foreign/build.spdx3.json");
    expect(folder.path(), "build", &std::fs::read(path).unwrap());
    // Documents that others publish are not ours to carry along: a folder of them may be named.
    match std::env::var_os("BONAFIDE_DOCUMENTS") {
        Some(documents) => {
            let paths = std::fs::read_dir(Path::new(&documents).join("spdx3/valid"))
                .unwrap()
                .map(|entry| entry.unwrap().path());
            for (at, path) in paths.enumerate() {
                expect(folder.path(), &format!("theirs-{at:02}"), &std::fs::read(path).unwrap());
            }
        }
        None => skipped("`BONAFIDE_DOCUMENTS` names no folder made by tests/oracle/standards.sh"),
    }
    run_python("spdx3.py", folder.path());
}
