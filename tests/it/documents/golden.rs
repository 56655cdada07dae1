//! What users get, byte by byte, and what we understand of other tools' documents.

use bonafide::format::{find, read_file};
use bonafide::model::{EdgeKind, License, Party, ProblemKind, Usage};

use super::generate::typical;
use super::{VERSIONS, stamp, write};
use crate::sources;

#[test]
fn what_is_written_stays_as_it_is() {
    let folder = sources::root().join("testdata/format/written");
    let mut written: Vec<(String, Vec<u8>)> = VERSIONS
        .iter()
        .map(|version| (format!("{}.{}", version.1, find(version.0).unwrap().suffix()), write(&typical(), *version)))
        .collect();
    for name in ["table", "purls"] {
        let format = find(name).unwrap();
        written.push((format!("{name}.txt"), format.write(&typical(), None, &stamp()).unwrap()));
    }
    for (name, bytes) in written {
        // The version of this tool is part of every document and changes with each release, and so does what is made from the content.
        let text = String::from_utf8(bytes).unwrap();
        let text = match find("spdx3-json").unwrap().read(text.as_bytes()) {
            Ok(document) => text.replace(&document.serial.unwrap(), "DOCUMENT"),
            Err(_) => text,
        };
        let text = text.replace(env!("CARGO_PKG_VERSION"), "VERSION");
        let is_new = |line: &str| line.contains("urn:uuid:") || line.to_lowercase().contains("documentnamespace");
        let text = text.lines().filter(|line| !is_new(line));
        let text = text.collect::<Vec<_>>().join("\n") + "\n";
        let path = folder.join(format!("{name}.golden"));
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            std::fs::write(path, text).unwrap();
        } else {
            let expected = std::fs::read_to_string(&path).unwrap_or_default();
            assert_eq!(text, expected, "{name}: run `UPDATE_GOLDEN=1 cargo test` and read the difference");
        }
    }
}

#[test]
fn the_serial_number_is_made_from_the_content_and_not_from_the_time() {
    let later = bonafide::format::Stamp { created: "2030-01-01T00:00:00Z".parse().unwrap() };
    for (format, version) in VERSIONS {
        let format = find(format).unwrap();
        let serial = |bytes: &[u8]| format.read(bytes).unwrap().serial.unwrap();
        let first = write(&typical(), (format.name(), version));
        let second = format.write(&typical(), Some(version), &later).unwrap();
        assert_ne!(first, second);
        assert_eq!(serial(&first), serial(&second));
        let mut other = typical();
        other.components[1].description = Some("another".to_owned());
        assert_ne!(serial(&first), serial(&write(&other, (format.name(), version))));
        assert_eq!(first, write(&typical(), (format.name(), version)));
    }
}

fn foreign(name: &str) -> bonafide::format::Document {
    read_file(&sources::root().join("testdata/format/foreign").join(name)).unwrap().document
}

#[test]
fn file_components_become_files_of_the_subject() {
    let inventory = foreign("directory.syft.cdx.json").inventory;
    assert_eq!(inventory.components.len(), 3);
    assert_eq!(inventory.component(inventory.subject.root.unwrap()).name, ".");
    assert_eq!(inventory.files.len(), 1);
    assert_eq!((inventory.files[0].path.as_str(), inventory.files[0].digests.len()), ("Cargo.lock", 2));
    assert_eq!(inventory.edges.len(), 1);
    assert_eq!(inventory.edges[0].kind, EdgeKind::Unknown);
    assert!(inventory.problems.is_empty(), "{:?}", inventory.problems);
}

#[test]
fn licences_scopes_and_doubled_properties_are_understood() {
    let inventory = foreign("project.cdxgen.cdx.json").inventory;
    let find = |name: &str| inventory.components.iter().find(|component| component.name == name).unwrap();
    let node = find("node");
    assert_eq!((node.group.as_deref(), node.usage), (Some("@types"), Usage::Unknown));
    assert_eq!(node.license, Some(License::Expression("MIT".to_owned())));
    assert_eq!(node.properties.get("SrcFile").unwrap(), "package-lock.json\nui/package-lock.json");
    let leftpad = find("leftpad");
    assert_eq!(
        (leftpad.usage, leftpad.license.clone()),
        (Usage::Runtime, Some(License::Name("Do what you like".to_owned())))
    );
    let ada = Party { name: "Ada L.".to_owned(), email: Some("ada@example.com".to_owned()), url: None };
    assert_eq!((leftpad.authors.clone(), leftpad.supplier.clone()), (vec![ada], None));
    assert_eq!((inventory.components.len(), inventory.edges.len(), inventory.files.len()), (4, 2, 1));
    assert!(inventory.problems.iter().all(|problem| problem.kind == ProblemKind::Skipped), "{:?}", inventory.problems);
}

#[test]
fn a_manifest_of_a_build_drop_is_understood() {
    let document = foreign("manifest.spdx.json");
    assert_eq!((document.version.as_str(), document.format), ("SPDX-2.2", "spdx-json"));
    let inventory = document.inventory;
    let root = inventory.subject.root.unwrap();
    assert_eq!(inventory.component(root).name, "drop");
    assert_eq!((inventory.components.len(), inventory.edges.len(), inventory.files.len()), (2, 1, 1));
    assert_eq!(inventory.files[0].path.as_str(), "bin/app.exe");
    assert_eq!(inventory.subject.authors[0].name, "Example Ltd");
    let json = &inventory.components.iter().find(|component| component.name == "Newtonsoft.Json").unwrap();
    assert_eq!(json.supplier.as_ref().unwrap().name, "Newtonsoft");
    assert_eq!((json.license.as_ref(), json.concluded_license.as_deref()), (None, Some(&License::parse("MIT"))));
    assert!(inventory.problems.is_empty(), "{:?}", inventory.problems);
}
