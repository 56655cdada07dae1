//! Documents that are not written as the format has them: nothing is lost that can be understood, and everything odd is told.

use bonafide::format::{Document, find, read_file, recognizes_file};
use bonafide::model::{Component, IdentifierKind, License, Problem, ProblemKind};

use super::generate::typical;
use super::{VERSIONS, read, write};

fn cyclonedx(members: &str) -> Document {
    read(format!("{{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\"{members}}}").as_bytes())
}

fn one(component: &str) -> (Component, Vec<Problem>) {
    let mut inventory = cyclonedx(&format!(",\"components\":[{component}]")).inventory;
    assert_eq!(inventory.components.len(), 1, "{component}");
    (inventory.components.remove(0), inventory.problems)
}

#[test]
fn a_text_of_sixteen_bits_is_the_same_document() {
    let folder = tempfile::tempdir().unwrap();
    for version in VERSIONS.iter().filter(|version| version.0 == "cyclonedx-json") {
        let bytes = write(&typical(), *version);
        let text = String::from_utf8(bytes.clone()).unwrap();
        let little = [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        let big = [0xfe, 0xff].into_iter().chain(text.encode_utf16().flat_map(u16::to_be_bytes)).collect();
        let marked = [b"\xef\xbb\xbf", text.as_bytes()].concat();
        for wide in [little, big, marked] {
            let path = folder.path().join("document");
            std::fs::write(&path, &wide).unwrap();
            assert!(recognizes_file(&path));
            let found = read_file(&path).unwrap();
            assert_eq!(found.document.inventory, read(&bytes).inventory);
            assert_eq!(found.size, wide.len() as u64);
        }
    }
}

#[test]
fn values_of_another_kind_are_understood_where_they_are_clear() {
    for (component, place, said) in [
        ("{\"name\":\"a\",\"version\":1.10}", "#/components/0/version", "read as `1.10`"),
        ("{\"name\":\"a\",\"version\":1.10,\"licenses\":null,\"hashes\":null}", "#/components/0/version", "a number"),
        ("{\"name\":\"a\",\"version\":\"1.10\",\"hashes\":[null]}", "#/components/0/hashes/0", "`null`"),
        (
            "{\"name\":\"a\",\"version\":\"1.10\",\"hashes\":{\"alg\":\"MD5\",\"content\":\"d41d8cd98f00b204e9800998ecf8427e\"}}",
            "#/components/0/hashes",
            "only element",
        ),
        ("{\"name\":\"a\",\"version\":\"1.10\",\"licenses\":\"MIT\"}", "#/components/0/licenses", "only element"),
        (
            "{\"name\":\"a\",\"version\":\"1.10\",\"licenses\":[\"MIT\"]}",
            "#/components/0/licenses/0",
            "its `expression`",
        ),
        ("{\"name\":\"a\",\"version\":\"1.10\",\"supplier\":\"Ada\"}", "#/components/0/supplier", "its `name`"),
        (
            "{\"name\":\"a\",\"version\":\"1.10\",\"evidence\":{\"occurrences\":[{\"location\":\"x\",\"line\":\"7\"}]}}",
            "#/components/0/evidence/occurrences/0/line",
            "read as `7`",
        ),
        ("{\"name\":\"a\",\"version\":\"1.10\",\"properties\":[{\"name\":\"x\",\"value\":true}]}", "/value", "`true`"),
    ] {
        let (found, problems) = one(component);
        assert_eq!((found.name.as_str(), found.version.as_deref()), ("a", Some("1.10")), "{component}");
        let [problem, ..] = &problems[..] else { panic!("{component}: no problem") };
        assert!(
            problem.path.ends_with(place) && problem.message.contains(said),
            "{problem:?}, expected {place}: {said}"
        );
        assert_eq!(problem.kind, ProblemKind::Skipped, "{problem:?}");
    }
    let (found, _) = one("{\"name\":\"a\",\"licenses\":[\"MIT\"],\"supplier\":\"Ada\"}");
    assert_eq!(found.license, Some(License::parse("MIT")));
    assert_eq!(found.supplier.unwrap().name, "Ada");
}

#[test]
fn what_cannot_be_understood_costs_nothing_else() {
    for (members, place, components) in [
        (",\"components\":{}", "#/components", 0),
        (",\"components\":7", "#/components", 0),
        (",\"components\":[{\"name\":\"a\"},7,{\"name\":\"b\"}]", "#/components/1", 2),
        (",\"components\":[{\"name\":\"a\"},{\"name\":[]},{\"name\":\"c\"}]", "#/components/1/name", 3),
        (",\"components\":[{\"name\":\"a\",\"purl\":{}}]", "#/components/0/purl", 1),
        (
            ",\"components\":[{\"name\":\"a\",\"components\":[{\"name\":\"b\",\"hashes\":3}]}]",
            "#/components/0/components/0/hashes",
            2,
        ),
        (",\"metadata\":{\"component\":\"app\"},\"components\":[{\"name\":\"a\"}]", "#/metadata/component", 1),
        (",\"metadata\":[],\"components\":[{\"name\":\"a\"}]", "#/metadata", 1),
        (",\"components\":[{\"name\":\"a\"}],\"dependencies\":[\"a\"]", "#/dependencies/0", 1),
        (",\"components\":[{\"name\":\"a\"}],\"services\":7", "#/services", 1),
    ] {
        let inventory = cyclonedx(members).inventory;
        assert_eq!(inventory.components.len(), components, "{members}");
        let unusable: Vec<&Problem> =
            inventory.problems.iter().filter(|problem| problem.kind == ProblemKind::Unusable).collect();
        assert!(unusable.iter().any(|problem| problem.path == place), "{unusable:?}, expected {place}");
    }
}

#[test]
fn null_lists_are_empty_and_lists_of_null_are_told() {
    let inventory =
        cyclonedx(",\"components\":null,\"dependencies\":null,\"metadata\":null,\"services\":null").inventory;
    assert!(inventory.components.is_empty() && inventory.problems.is_empty(), "{:?}", inventory.problems);
    let text = ",\"components\":[{\"name\":\"a\",\"bom-ref\":\"a\"},null],\"dependencies\":[{\"ref\":\"a\",\"dependsOn\":null},null]";
    let inventory = cyclonedx(text).inventory;
    let places: Vec<&str> = inventory.problems.iter().map(|problem| problem.path.as_str()).collect();
    assert_eq!(places, ["#/components/1", "#/dependencies/1"]);
}

#[test]
fn tools_of_both_shapes_are_passed_over() {
    for tools in
        ["[{\"vendor\":\"x\",\"name\":\"y\"}]", "{\"components\":[{\"type\":\"application\",\"name\":\"y\"}]}", "null"]
    {
        let inventory = cyclonedx(&format!(",\"metadata\":{{\"tools\":{tools}}}")).inventory;
        assert!(inventory.problems.is_empty(), "{:?}", inventory.problems);
    }
}

#[test]
fn parts_stand_in_their_whole() {
    let text = ",\"metadata\":{\"component\":{\"name\":\"app\",\"bom-ref\":\"app\",\"components\":[{\"name\":\"inner\"}]}},\
        \"components\":[{\"name\":\"jar\",\"components\":[{\"name\":\"lib\",\"components\":[{\"name\":\"class\"}]}]}]";
    let inventory = cyclonedx(text).inventory;
    let wholes: Vec<(&str, Option<&str>)> = inventory
        .components
        .iter()
        .map(|it| (it.name.as_str(), it.parent.map(|whole| inventory.component(whole).name.as_str())))
        .collect();
    assert_eq!(
        wholes,
        [("app", None), ("class", Some("lib")), ("inner", Some("app")), ("jar", None), ("lib", Some("jar"))]
    );
    let again = String::from_utf8(write(&inventory, ("cyclonedx-json", "1.6"))).unwrap();
    let value: serde_json::Value = serde_json::from_str(&again).unwrap();
    assert_eq!(value["components"][0]["components"][0]["components"][0]["name"], "class");
    assert_eq!(value["metadata"]["component"]["components"][0]["name"], "inner");
    assert_eq!(value["components"].as_array().unwrap().len(), 1);
}

#[test]
fn wholes_that_are_deeper_than_readers_go_are_listed_and_found_again() {
    let mut inventory = bonafide::model::Inventory::default();
    for at in 0..200u32 {
        let parent = (at > 0).then(|| bonafide::model::ComponentId(at - 1));
        inventory.add(Component { name: format!("{at:03}"), parent, ..Component::default() });
    }
    inventory.normalize();
    let mut again = read(&write(&inventory, ("cyclonedx-json", "1.7"))).inventory;
    again.components.iter_mut().for_each(|component| component.reference.clear());
    assert_eq!(again.components, inventory.components);
}

#[test]
fn facts_that_make_a_component_part_of_itself_are_broken() {
    let fact = |whole: &str| format!("\"properties\":[{{\"name\":\"bonafide:parent\",\"value\":\"{whole}\"}}]");
    let text = format!(
        ",\"components\":[{{\"name\":\"a\",\"bom-ref\":\"a\",{}}},{{\"name\":\"b\",\"bom-ref\":\"b\",{}}},{{\"name\":\"c\",\"bom-ref\":\"c\",{}}}]",
        fact("b"),
        fact("a"),
        fact("nowhere")
    );
    let inventory = cyclonedx(&text).inventory;
    assert_eq!(inventory.components.iter().filter(|component| component.parent.is_none()).count(), 2);
    let told: Vec<&str> = inventory.problems.iter().map(|problem| problem.message.as_str()).collect();
    assert!(told.iter().any(|message| message.contains("part of itself")), "{told:?}");
    assert!(told.iter().any(|message| message.contains("no component has the bom-ref `nowhere`")), "{told:?}");
}

#[test]
fn claims_go_into_their_fields() {
    let (found, problems) = one(
        "{\"name\":\"a\",\"cpe\":\"cpe:/a:x:a:1\",\"swhid\":[\"swh:1:cnt:94a9ed024d3859793618152ea559a168bbcbb5e2\"],\
         \"omniborId\":[\"gitoid:blob:sha1:94a9ed024d3859793618152ea559a168bbcbb5e2\"],\"swid\":{\"tagId\":\"t\",\"name\":\"a\"},\
         \"copyright\":\"(c) Ada\",\"manufacturer\":{\"name\":\"Works\"},\"supplier\":{\"name\":\"Shop\"},\
         \"licenses\":[{\"license\":{\"id\":\"MIT\",\"acknowledgement\":\"declared\"}},\
         {\"license\":{\"id\":\"ISC\",\"acknowledgement\":\"concluded\"}}],\
         \"externalReferences\":[{\"type\":\"vcs\",\"url\":\"https://x.example/a\",\"comment\":\"why\"},\
         {\"type\":\"vcs\",\"url\":\"https://x.example/b\"},{\"type\":\"support\",\"url\":\"mailto:a@example.org\"}]}",
    );
    assert!(problems.is_empty(), "{problems:?}");
    let kinds: Vec<&IdentifierKind> = found.identifiers.iter().map(|identifier| &identifier.kind).collect();
    assert_eq!(kinds, [&IdentifierKind::Cpe, &IdentifierKind::Swhid, &IdentifierKind::Gitoid, &IdentifierKind::Swid]);
    assert_eq!(found.copyright.as_deref(), Some("(c) Ada"));
    assert_eq!((found.manufacturer.unwrap().name, found.supplier.unwrap().name), ("Works".into(), "Shop".into()));
    assert_eq!(
        (found.license, found.concluded_license.as_deref()),
        (Some(License::parse("MIT")), Some(&License::parse("ISC")))
    );
    assert_eq!(found.repository.as_deref(), Some("https://x.example/a"));
    assert_eq!(found.external_references.len(), 3);
    assert_eq!(find("cyclonedx-json").unwrap().name(), "cyclonedx-json");
}
