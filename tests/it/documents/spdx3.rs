//! SPDX 3 of other tools, and such as nobody honest writes.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use bonafide::format::tree::parse_json;
use bonafide::format::{Document, find, read_file};
use bonafide::model::{
    Algorithm, Completeness, Component, ComponentKind, EdgeKind, IdentifierKind, Inventory, License, Lifecycle, Party,
    ProblemKind,
};

use super::generate::typical;
use super::{read, write};
use crate::sources;

const VERSION: (&str, &str) = ("spdx3-json", "3.0.1");

fn foreign(name: &str) -> Document {
    read_file(&sources::root().join("testdata/format/foreign").join(name)).unwrap().document
}

fn named<'i>(inventory: &'i Inventory, name: &str) -> &'i Component {
    inventory.components.iter().find(|component| component.name == name).unwrap()
}

fn party(name: &str, email: Option<&str>) -> Party {
    Party { name: name.to_owned(), email: email.map(str::to_owned), url: None }
}

#[test]
fn a_document_of_another_tool_is_understood() {
    let document = foreign("build.spdx3.json");
    assert_eq!(document.version, "3.0.1");
    assert_eq!(document.serial.as_deref(), Some("https://build.example/documents/7#document"));
    assert_eq!(document.created.as_deref(), Some("2026-10-01T00:00:00Z"));
    let inventory = document.inventory;
    assert_eq!((inventory.components.len(), inventory.edges.len(), inventory.files.len()), (3, 2, 1));
    let house = party("The House", Some("house@build.example"));
    assert_eq!(inventory.subject.authors, std::slice::from_ref(&house));
    assert_eq!(inventory.subject.lifecycle, Lifecycle::Build);
    assert_eq!(inventory.subject.properties.get("spdx:name").unwrap(), "release 7");
    assert_eq!(inventory.subject.properties.get("spdx:sbomType").unwrap(), "build\ndeployed");
    let app = named(&inventory, "app");
    assert_eq!(inventory.component(inventory.subject.root.unwrap()).name, "app");
    assert_eq!((app.manufacturer.as_deref(), app.supplier.as_deref()), (Some(&house), Some(&house)));
    assert_eq!(app.authors, [party("Ada L.", None)]);
    assert_eq!(app.license, Some(License::Expression("MIT OR GPL-2.0-or-later".to_owned())));
    assert_eq!(app.concluded_license.as_deref(), Some(&License::Expression("MIT".to_owned())));
    assert_eq!(
        (app.kind, app.properties.get("spdx:primaryPurpose").unwrap().as_str()),
        (ComponentKind::Application, "executable")
    );
    assert_eq!(app.digests.len(), 1);
    assert_eq!(app.digests[0].digest.algorithm(), Algorithm::Sha256);
    let kinds: Vec<&IdentifierKind> = app.identifiers.iter().map(|identifier| &identifier.kind).collect();
    assert_eq!(kinds, [&IdentifierKind::Cpe, &IdentifierKind::Gitoid]);
    assert_eq!(app.purl.as_ref().unwrap().as_str(), "pkg:generic/app@2.1");
    assert_eq!(app.repository.as_deref(), Some("https://build.example/app.git"));
    let references: Vec<(&str, &str)> =
        app.external_references.iter().map(|it| (it.kind.as_str(), it.url.as_str())).collect();
    assert_eq!(
        references,
        [
            ("distribution", "https://build.example/app-2.1.tar.gz"),
            ("issue-tracker", "https://build.example/app/issues")
        ]
    );
    assert_eq!(
        app.properties.get("spdx:externalRef:purchaseOrder").unwrap(),
        "https://build.example/orders/1\nhttps://build.example/orders/2"
    );
    assert_eq!(
        (app.properties.get("house:team").unwrap().as_str(), app.description.as_deref()),
        ("tools", Some("What it is"))
    );
    let zlib = named(&inventory, "zlib");
    assert_eq!(zlib.license, Some(License::Expression("Apache-2.0 WITH LLVM-exception".to_owned())));
    assert_eq!(inventory.component(zlib.parent.unwrap()).name, "app");
    let gcc = named(&inventory, "gcc");
    assert_eq!(
        (gcc.license.clone(), gcc.concluded_license.clone()),
        (Some(License::Name("House licence".to_owned())), None)
    );
    let edges: Vec<(&str, EdgeKind)> =
        inventory.edges.iter().map(|edge| (inventory.component(edge.to).name.as_str(), edge.kind)).collect();
    assert_eq!(edges, [("gcc", EdgeKind::Build), ("zlib", EdgeKind::Runtime)]);
    let said: Vec<(&str, Completeness)> =
        inventory.completeness.iter().map(|(id, it)| (inventory.component(*id).name.as_str(), *it)).collect();
    assert_eq!(said, [("app", Completeness::Incomplete), ("zlib", Completeness::Complete)]);
}

#[test]
fn what_an_inventory_has_no_place_for_is_told() {
    let problems = foreign("build.spdx3.json").inventory.problems;
    let unusable: Vec<&str> = problems
        .iter()
        .filter(|problem| problem.kind == ProblemKind::Unusable)
        .map(|problem| problem.message.as_str())
        .collect();
    assert_eq!(unusable, ["unknown digest algorithm `sha3_224`"]);
    let told: Vec<&str> = problems
        .iter()
        .filter(|problem| problem.kind == ProblemKind::Skipped)
        .map(|problem| problem.message.split(": not kept").next().unwrap())
        .collect();
    for expected in [
        "1 annotations",
        "1 elements `security_Vulnerability`",
        "1 elements `software_Snippet`",
        "1 further creation informations",
        "1 maps of elements of other documents",
        "1 references to elements of other documents",
        "1 relationships `generates` that are no dependencies, parts or licences of packages",
        "1 values of `createdBy` of `CreationInfo`",
        "1 values of `identifier` of `ExternalIdentifier cve`",
        "1 values of `simplelicensing_licenseText` of `expandedlicensing_CustomLicense`",
        "1 values of `simplelicensing_licenseText` of `expandedlicensing_ListedLicense`",
        "1 values of `software_fileKind` of `software_File`",
    ] {
        assert!(told.contains(&expected), "{expected}: {told:#?}");
    }
    assert_eq!(told.len(), 12, "{told:#?}");
}

#[test]
fn elements_inside_of_others_and_single_values_are_understood() {
    let document = foreign("inline.spdx3.json");
    assert_eq!((document.version.as_str(), document.serial.as_deref()), ("3.0.0", Some("urn:example:document")));
    let inventory = document.inventory;
    assert!(inventory.problems.is_empty(), "{:#?}", inventory.problems);
    assert_eq!((inventory.components.len(), inventory.edges.len()), (2, 1));
    assert_eq!(inventory.subject.authors, [party("Ada L.", None)]);
    let (lib, dep) = (named(&inventory, "lib"), named(&inventory, "dep"));
    assert_eq!((lib.authors.clone(), lib.supplier.clone()), (vec![party("Ada L.", None)], None));
    assert_eq!(lib.digests[0].digest.algorithm(), Algorithm::Sha512);
    assert_eq!(dep.license, Some(License::parse("MIT OR Apache-2.0")));
    assert_eq!(inventory.completeness.values().collect::<Vec<_>>(), [&Completeness::Unknown]);
}

#[test]
fn what_was_read_of_another_tool_is_the_same_when_it_is_written_and_read_again() {
    for name in ["build.spdx3.json", "inline.spdx3.json"] {
        let first = foreign(name).inventory;
        let second = read(&write(&first, VERSION)).inventory;
        assert_eq!(first, second, "{name}");
    }
}

#[test]
fn a_tree_of_an_earlier_version_is_written_as_one_of_this() {
    let format = find("spdx3-json").unwrap();
    let path = sources::root().join("testdata/format/foreign/inline.spdx3.json");
    let text = std::fs::read_to_string(path).unwrap();
    let written = format.write_tree(format.tree(&text).unwrap(), Some("3.0.1")).unwrap();
    let expected = text.replace("rdf/3.0.0/spdx-context", "rdf/3.0.1/spdx-context");
    let expected = expected.replace("\"specVersion\": \"3.0.0\"", "\"specVersion\": \"3.0.1\"");
    assert_eq!(
        serde_json::from_slice::<serde_json::Value>(&written.bytes).unwrap(),
        serde_json::from_str::<serde_json::Value>(&expected).unwrap()
    );
    assert!(format.write_tree(format.tree(&text).unwrap(), Some("3.0.0")).is_err());
    // What is of this version already stays byte for byte the same tree.
    let ours = String::from_utf8(write(&typical(), VERSION)).unwrap();
    let again = format.write_tree(format.tree(&ours).unwrap(), None).unwrap();
    assert_eq!(
        parse_json(std::str::from_utf8(&again.bytes).unwrap()).unwrap().to_value(),
        parse_json(&ours).unwrap().to_value()
    );
}

fn graph(elements: &str) -> String {
    format!("{{\"@context\":\"https://spdx.org/rdf/3.0.1/spdx-context.jsonld\",\"@graph\":[{elements}]}}")
}

fn unusable(elements: &str) -> Vec<String> {
    let inventory = read(graph(elements).as_bytes()).inventory;
    let unusable = inventory.problems.into_iter().filter(|problem| problem.kind == ProblemKind::Unusable);
    unusable.map(|problem| format!("{}: {}", problem.path, problem.message)).collect()
}

#[test]
fn what_cannot_be_used_is_told_with_its_place() {
    for (elements, expected) in [
        (r#"{"type":"software_Package","spdxId":"urn:a"}"#, "#/@graph/0: the package has no name"),
        (r#"{"type":"software_Package","name":"a"}"#, "#/@graph/0: the package has no spdxId"),
        (
            r#"{"type":"software_Package","spdxId":"urn:a","name":"a","software_packageVersion":7}"#,
            "#/@graph/0/software_packageVersion: expected a text",
        ),
        (
            r#"{"type":"software_Package","spdxId":"urn:a","name":"a","software_packageUrl":"x"}"#,
            "`x` is not a package URL",
        ),
        (
            r#"{"type":"software_Package","spdxId":"urn:a","name":"a","verifiedUsing":[{"type":"Hash","algorithm":"sha1","hashValue":"00"}]}"#,
            "#/@graph/0/verifiedUsing/0: a SHA-1 digest has 40",
        ),
        (
            r#"{"type":"software_Package","spdxId":"urn:a","name":"a","verifiedUsing":[{"type":"Hash","algorithm":"sha1"}]}"#,
            "needs `algorithm` and `hashValue`",
        ),
        (
            r#"{"type":"software_Package","spdxId":"urn:a","name":"a","suppliedBy":"urn:b"}"#,
            "`suppliedBy`: nothing has the spdxId `urn:b`",
        ),
        (
            r#"{"type":"software_Package","spdxId":"urn:a","name":"a","suppliedBy":"urn:a"}"#,
            "`suppliedBy` names a `software_Package`, expected an agent",
        ),
        (
            r#"{"type":"software_Package","spdxId":"urn:a","name":"a"},{"type":"software_Package","spdxId":"urn:a","name":"b"}"#,
            "#/@graph/1: the spdxId `urn:a` is used a second time",
        ),
        (r#"{"type":"software_File","spdxId":"urn:f","name":"../x"}"#, "`../x` is not the path of a file here"),
        (
            r#"{"type":"Relationship","spdxId":"urn:r","from":"urn:a","relationshipType":"dependsOn","to":["urn:b"]}"#,
            "#/@graph/0: `from`: nothing has the spdxId `urn:a`",
        ),
        (r#"{"type":"Relationship","spdxId":"urn:r"}"#, "`from` refers to nothing"),
        (
            r#"{"type":"Annotation","spdxId":"urn:n","subject":"urn:a","statement":"x"}"#,
            "`subject`: nothing has the spdxId",
        ),
        (
            r#"{"type":"software_Package","spdxId":"urn:a","name":"a"},{"type":"Annotation","spdxId":"urn:n","subject":"urn:a","statement":"bonafide:usage=sometimes"}"#,
            "`bonafide:usage` has the value `sometimes`",
        ),
        (
            r#"{"type":"SpdxDocument","spdxId":"urn:d"},{"type":"Annotation","spdxId":"urn:n","subject":"urn:d","statement":"bonafide:lifecycle=never"}"#,
            "`bonafide:lifecycle` is `never`",
        ),
        (
            r#"{"type":"software_Package","spdxId":"urn:a","name":"a"},{"type":"software_Package","spdxId":"urn:b","name":"b"},{"type":"Relationship","spdxId":"urn:r","from":"urn:a","relationshipType":"contains","to":["urn:b"]},{"type":"Relationship","spdxId":"urn:s","from":"urn:b","relationshipType":"contains","to":["urn:a"]}"#,
            "1 packages contain themselves",
        ),
        (
            r#"{"type":"software_Package","spdxId":"urn:a","name":"a"},{"type":"expandedlicensing_ConjunctiveLicenseSet","spdxId":"urn:l","expandedlicensing_member":["urn:l","urn:l"]},{"type":"Relationship","spdxId":"urn:r","from":"urn:a","relationshipType":"hasDeclaredLicense","to":["urn:l"]}"#,
            "#/@graph/2: `to` names no licence that can be told",
        ),
    ] {
        let found = unusable(elements);
        assert!(found.len() == 1 && found[0].contains(expected), "{found:?}, expected {expected}");
    }
}

#[test]
fn values_of_any_type_anywhere_do_not_stop_the_reader() {
    let text = String::from_utf8(write(&typical(), VERSION)).unwrap();
    let tree: serde_json::Value = serde_json::from_str(&text).unwrap();
    let elements = tree["@graph"].as_array().unwrap();
    let mut seen = std::collections::BTreeSet::new();
    for (at, element) in elements.iter().enumerate() {
        if !seen.insert(element["type"].as_str()) {
            continue;
        }
        for key in element.as_object().unwrap().keys() {
            for value in [
                serde_json::json!(null),
                serde_json::json!(true),
                serde_json::json!(-1.5e3),
                serde_json::json!([]),
                serde_json::json!({}),
                serde_json::json!([[[{"type": "software_Package"}]]]),
                serde_json::json!({"type": 7, "@id": []}),
            ] {
                let mut changed = tree.clone();
                changed["@graph"][at][key] = value;
                read(changed.to_string().as_bytes());
            }
        }
    }
}

#[test]
fn hostile_sizes_take_bounded_time() {
    let started = Instant::now();
    let count = 50_000;
    let mut same = String::new();
    let mut dangling = String::new();
    let mut chain = String::new();
    for at in 0..count {
        same.push_str(",{\"type\":\"software_Package\",\"spdxId\":\"urn:a\",\"name\":\"a\"}");
        dangling.push_str(",\"urn:nowhere\"");
        let _ = write!(
            chain,
            ",{{\"type\":\"software_Package\",\"spdxId\":\"urn:{at}\",\"name\":\"p\"}},{{\"type\":\"Relationship\",\"spdxId\":\"urn:r{at}\",\"from\":\"urn:{at}\",\"relationshipType\":\"contains\",\"to\":[\"urn:{}\"]}}",
            (at + 1) % count
        );
    }
    let inventory = read(graph(&same[1..]).as_bytes()).inventory;
    assert_eq!(inventory.components.len(), count);
    assert!(inventory.problems.len() < 2000);
    // Written again, every one of them gets a name of its own.
    let mut again = inventory;
    again.problems.clear();
    assert_eq!(read(&write(&again, VERSION)).inventory.components.len(), count);
    let relationship = format!(
        "{{\"type\":\"software_Package\",\"spdxId\":\"urn:a\",\"name\":\"a\"}},{{\"type\":\"Relationship\",\"spdxId\":\"urn:r\",\"from\":\"urn:a\",\"relationshipType\":\"dependsOn\",\"to\":[{}]}}",
        &dangling[1..]
    );
    assert!(read(graph(&relationship).as_bytes()).inventory.problems.len() < 2000);
    let circle = read(graph(&chain[1..]).as_bytes()).inventory;
    assert_eq!(circle.components.iter().filter(|component| component.parent.is_none()).count(), 1);
    // Each set holds the one before it twice: told whole, the last would have 2^200 members.
    let sets = (1..200).fold(String::from("{\"type\":\"software_Package\",\"spdxId\":\"urn:a\",\"name\":\"a\"},{\"type\":\"simplelicensing_LicenseExpression\",\"spdxId\":\"urn:l0\",\"simplelicensing_licenseExpression\":\"MIT\"},{\"type\":\"Relationship\",\"spdxId\":\"urn:r\",\"from\":\"urn:a\",\"relationshipType\":\"hasDeclaredLicense\",\"to\":[\"urn:l199\"]}"), |mut text, at| {
        let _ = write!(text, ",{{\"type\":\"expandedlicensing_ConjunctiveLicenseSet\",\"spdxId\":\"urn:l{at}\",\"expandedlicensing_member\":[\"urn:l{0}\",\"urn:l{0}\"]}}", at - 1);
        text
    });
    assert_eq!(unusable(&sets).len(), 1);
    let deep =
        format!("{}{}", "{\"type\":\"software_Package\",\"suppliedBy\":".repeat(60), "{}".to_owned() + &"}".repeat(60));
    assert_eq!(read(graph(&deep).as_bytes()).inventory.components.len(), 60);
    assert!(started.elapsed() < Duration::from_mins(1), "{:?}", started.elapsed());
}

#[test]
fn an_element_is_judged_by_the_definition_of_its_class() {
    let schemas = bonafide::format::spdx3::ElementSchemas::new();
    let options = || jsonschema::options().should_validate_formats(true);
    let tree: serde_json::Value = serde_json::from_slice(&write(&typical(), VERSION)).unwrap();
    assert!(options().build(&schemas.of_frame()).unwrap().is_valid(&tree));
    let mut validators = std::collections::BTreeMap::new();
    for element in tree["@graph"].as_array().unwrap() {
        let class = element["type"].as_str().unwrap().to_owned();
        let validator = validators
            .entry(class.clone())
            .or_insert_with(|| options().build(&schemas.of_class(&class).unwrap()).unwrap());
        assert!(validator.is_valid(element), "{element}");
        for (key, value) in [("name", serde_json::json!(7)), ("nobodyKnows", serde_json::json!("x"))] {
            let mut changed = element.clone();
            changed[key] = value;
            assert!(!validator.is_valid(&changed), "{changed}");
        }
        for (id, is_iri) in [("a:b", true), ("_:b", false), ("a", false), ("a:", false), (":b", false)] {
            let mut changed = element.clone();
            changed["spdxId"] = serde_json::json!(id);
            assert_eq!(validator.is_valid(&changed), is_iri && class != "CreationInfo", "{changed}");
        }
        let mut changed = element.clone();
        changed.as_object_mut().unwrap().remove("creationInfo");
        assert_eq!(validator.is_valid(&changed), class == "CreationInfo", "{changed}");
    }
    assert!(schemas.of_class("software_Packet").is_none());
    assert!(!options().build(&schemas.of_frame()).unwrap().is_valid(&serde_json::json!({"@graph": []})));
}
