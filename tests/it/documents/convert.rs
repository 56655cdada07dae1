//! Conversion between all formats: what is lost is told, and the way back gives the first document again.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use bonafide::format::{Conversion, Format, Original, Target, find, tree};
use bonafide::model::{Inventory, License};
use proptest::prelude::*;

use super::generate::{inventory, typical};
use super::{BINARY, VERSIONS, stamp, write};
use crate::sources;

/// One format of each family, through which documents go and come back.
const THROUGH: &[&str] = &["cyclonedx-json", "cyclonedx-xml", "spdx-json", "spdx-tag-value", "spdx3-json"];

fn to(bytes: &[u8], format: &str, version: Option<&str>) -> Conversion {
    let format = find(format).unwrap();
    let original = Original::read(bytes).unwrap();
    original.convert(Target { format, version }, &stamp()).unwrap_or_else(|error| {
        panic!("{error}: {} to {}", original.document().format, format.name());
    })
}

fn paths(format: &dyn Format, a: &[u8], b: &[u8]) -> Vec<String> {
    let (a, b) = (format.body(a).unwrap(), format.body(b).unwrap());
    let (a, b) = (a.tree(format).unwrap().0, b.tree(format).unwrap().0);
    let shown = |node: Option<&tree::Node<'_>>| {
        node.map_or("nothing".to_owned(), |it| it.to_value().to_string().chars().take(2000).collect())
    };
    tree::compare(&a, &b)
        .iter()
        .map(|it| format!("{}: {} became {}", it.path, shown(it.expected), shown(it.found)))
        .collect()
}

/// What every component is, in words that no format changes, and what it depends on.
fn facts(inventory: &Inventory) -> BTreeMap<&'static str, BTreeSet<String>> {
    let mut facts: BTreeMap<&'static str, BTreeSet<String>> = BTreeMap::new();
    let mut add = |what, text: String| {
        facts.entry(what).or_default().insert(text);
    };
    let name = |component: &bonafide::model::Component| {
        format!("{}@{}", component.name, component.version.as_deref().unwrap_or_default())
    };
    for component in &inventory.components {
        let subject = name(component);
        add("component", subject.clone());
        if let Some(purl) = &component.purl {
            add("purl", format!("{subject} {purl}"));
        }
        for digest in &component.digests {
            add("digest", format!("{subject} {}", digest.digest));
        }
        if let Some(supplier) = &component.supplier {
            add("supplier", format!("{subject} {}", supplier.name));
        }
        for reference in &component.external_references {
            add("reference", format!("{subject} {} {}", reference.kind, reference.url));
        }
        if let Some(License::Expression(text) | License::Name(text) | License::File(text)) = &component.license {
            add("licence", format!("{subject} {text}"));
        }
    }
    for edge in &inventory.edges {
        add("edge", format!("{} -> {}", name(inventory.component(edge.from)), name(inventory.component(edge.to))));
    }
    facts
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10, ..ProptestConfig::default() })]

    #[test]
    fn documents_of_ours_come_back_as_they_were(inventory in inventory()) {
        for (from, version) in VERSIONS.iter().chain(BINARY) {
            for through in THROUGH.iter().filter(|it| find(it).unwrap().family() != find(from).unwrap().family()) {
                // Parts of the kinds of documents at hand stand in none that was written in earnest; those of others go along.
                let families = [*from, *through].map(|format| find(format).unwrap().family().unwrap().name());
                let mut inventory = inventory.clone();
                inventory.kept.retain(|kept| !families.contains(&&*kept.family));
                let first = write(&inventory, (*from, *version));
                let before = facts(&bonafide::format::read(&first).unwrap().inventory);
                let there = to(&first, through, None);
                prop_assert_eq!(&there.lost, &[], "{} {} to {}", from, version, through);
                let after = facts(&bonafide::format::read(&there.bytes).unwrap().inventory);
                // XML has no control characters: texts with them are carried along, and only the way back gives them again.
                if *through == "cyclonedx-xml" && String::from_utf8_lossy(&first).chars().any(|it| it < ' ' && it != '\n')
                    || String::from_utf8_lossy(&first).contains("\\u00")
                {
                    prop_assert!(!there.carried.is_empty() || after == before);
                } else {
                    prop_assert_eq!(&after, &before, "{} {} to {}", from, version, through);
                }
                let back = to(&there.bytes, from, Some(version));
                let differences = paths(find(from).unwrap(), &first, &back.bytes);
                prop_assert_eq!(differences, Vec::<String>::new(), "{} {} by {}", from, version, through);
            }
        }
    }
}

/// A JSON signature covers the canonical form, in which members are sorted and elements are not. Spec: RFC 8785, section 3.2.3.
#[test]
fn a_signature_comes_back_only_with_what_it_covers() {
    let signature = serde_json::json!({ "algorithm": "Ed25519", "value": "AAAA" });
    let component =
        |name: &str| serde_json::json!({ "type": "library", "bom-ref": name, "name": name, "signature": signature });
    let mut back = Vec::new();
    for names in [["a", "b"], ["b", "a"]] {
        let document = serde_json::json!({
            "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json", "bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
            "serialNumber": "urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79",
            "metadata": { "timestamp": "2026-11-23T12:00:00Z" },
            "components": names.map(component), "signature": signature,
        });
        // The map of this library is sorted, so that equal values are equal canonical forms.
        let first = document.to_string();
        for through in ["spdx-json", "spdx3-json"] {
            let there = to(first.as_bytes(), through, None);
            let again = to(&there.bytes, "cyclonedx-json", Some("1.6"));
            let again: serde_json::Value = serde_json::from_slice(&again.bytes).unwrap();
            let holds = again["signature"].is_object();
            assert_eq!(holds, again == document, "{names:?} {through}");
            assert_eq!(holds, !there.lost.iter().any(|loss| loss.path == "/signature"), "{names:?} {through}");
            // Each component is as it was, wherever it stands.
            assert!(again["components"].as_array().unwrap().iter().all(|it| it["signature"].is_object()));
            back.push(holds);
        }
    }
    assert_eq!(back, [true, true, false, false]);
}

#[test]
fn a_second_journey_gives_the_same_bytes_as_the_first() {
    let first = write(&typical(), ("cyclonedx-json", "1.6"));
    let there = to(&first, "spdx-json", None);
    let back = to(&there.bytes, "cyclonedx-json", Some("1.6"));
    assert_eq!(back.lost, []);
    assert_eq!(to(&back.bytes, "spdx-json", None).bytes, there.bytes);
}

/// Which of a component's identifiers stand in fields and which in properties differs from format to format, and with it the order in
/// which they are read.
#[test]
fn identifiers_come_back_whichever_of_them_stand_in_fields() {
    let property =
        |name: &str, value: &str| format!("{{\"name\":\"bonafide:identifier:{name}\",\"value\":\"{value}\"}}");
    for properties in
        [[("swid", "\u{fffd}"), ("swhid", "no such form")], [("swhid", "no such form"), ("swid", "\u{fffd}")]]
    {
        let properties = properties.map(|(name, value)| property(name, value)).join(",");
        let document = format!(
            "{{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\"version\":1,\"components\":[\
             {{\"type\":\"library\",\"bom-ref\":\"a\",\"name\":\"a\",\"properties\":[{properties}]}}]}}"
        );
        for through in THROUGH.iter().filter(|name| !name.starts_with("cyclonedx")) {
            let there = to(document.as_bytes(), through, None);
            let back = to(&there.bytes, "cyclonedx-json", Some("1.6"));
            let differences = paths(find("cyclonedx-json").unwrap(), document.as_bytes(), &back.bytes);
            assert_eq!(differences, Vec::<String>::new(), "{through}");
        }
    }
}

/// A document whose every licence is written in one form, and with a property that comes twice.
fn in_form(choice: impl Fn(&str) -> String) -> String {
    let component = |name: &str, license: &str| {
        format!(
            "{{\"type\":\"library\",\"bom-ref\":\"{name}\",\"name\":\"{name}\",\"licenses\":[{}],\"properties\":[\
             {{\"name\":\"x:cpe\",\"value\":\"one\"}},{{\"name\":\"x:cpe\",\"value\":\"two\"}}]}}",
            choice(license)
        )
    };
    format!(
        "{{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\"version\":1,\"components\":[{},{}]}}",
        component("a", "MIT"),
        component("b", "Apache-2.0")
    )
}

#[test]
fn the_form_of_licences_is_carried_along_once_and_not_as_differences() {
    let id = |id: &str| format!("{{\"license\":{{\"id\":\"{id}\"}}}}");
    let stated = |id: &str| format!("{{\"license\":{{\"id\":\"{id}\",\"acknowledgement\":\"declared\"}}}}");
    let expression = |text: &str| format!("{{\"expression\":\"{text}\"}}");
    for document in [in_form(id), in_form(stated), in_form(expression)] {
        for through in THROUGH.iter().filter(|name| !name.starts_with("cyclonedx")) {
            let there = to(document.as_bytes(), through, None);
            assert_eq!((there.lost, there.carried), (Vec::new(), Vec::new()), "{through}: {document}");
            let back = to(&there.bytes, "cyclonedx-json", Some("1.6")).bytes;
            let node = tree::parse_json(std::str::from_utf8(&back).unwrap()).unwrap();
            let first = tree::parse_json(&document).unwrap();
            let components = |node: &tree::Node<'_>| node.get("components").map(tree::Node::to_value);
            assert_eq!(components(&node), components(&first), "{through}");
        }
    }
}

#[test]
fn edges_of_no_stated_kind_go_across_and_come_back_without_a_word_on_each() {
    let rows = r#"{"ref":"a","dependsOn":["b","c"]},{"ref":"b","dependsOn":["c"]},{"ref":"c","dependsOn":[]}"#;
    let components = ["a", "b", "c"].map(|name| format!(r#"{{"type":"library","bom-ref":"{name}","name":"{name}"}}"#));
    let first = format!(
        r#"{{"bomFormat":"CycloneDX","specVersion":"1.6","version":1,"components":[{}],"dependencies":[{rows}]}}"#,
        components.join(",")
    );
    for through in THROUGH.iter().filter(|name| name.starts_with("spdx")) {
        let there = to(first.as_bytes(), through, None);
        let text = String::from_utf8_lossy(&there.bytes);
        assert!(there.lost.is_empty() && !text.contains("bonafide:dependency:"), "{through}: {text}");
        let back = to(&there.bytes, "cyclonedx-json", Some("1.6"));
        let json = find("cyclonedx-json").unwrap();
        assert_eq!(paths(json, first.as_bytes(), &back.bytes), Vec::<String>::new(), "{through}");
        // Without what was carried along there is a document of ours, and it says the same of the edges.
        let plain = bonafide::format::read(&there.bytes).unwrap().inventory;
        let plain = Inventory { kept: Vec::new(), ..plain };
        let written = json.write(&plain, None, &stamp()).unwrap();
        assert!(!String::from_utf8_lossy(&written).contains("bonafide:dependency:"), "{through}");
        assert_eq!(bonafide::format::read(&written).unwrap().inventory.edges, plain.edges);
    }
}

#[test]
fn a_licence_in_another_form_than_most_comes_back_in_its_own() {
    let choice = |id: &str| match id {
        "MIT" => "{\"expression\":\"MIT\"},{\"license\":{\"id\":\"ISC\",\"acknowledgement\":\"concluded\"}}".to_owned(),
        id => format!("{{\"license\":{{\"id\":\"{id}\"}}}}"),
    };
    let document = in_form(choice);
    let there = to(document.as_bytes(), "spdx-json", None);
    let back = to(&there.bytes, "cyclonedx-json", Some("1.6")).bytes;
    assert_eq!(paths(find("cyclonedx-json").unwrap(), document.as_bytes(), &back), Vec::<String>::new());
}

/// Documents below a folder, in order.
fn documents(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> =
        std::fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            documents(&path, found);
        } else if path.metadata().is_ok_and(|it| it.len() < 20 << 20) {
            found.push(path);
        }
    }
}

/// Every document under testdata/format, and under the folders that `BONAFIDE_DOCUMENTS` names, separated as in `PATH`.
fn real_documents() -> Vec<PathBuf> {
    let mut found = Vec::new();
    documents(&sources::root().join("testdata/format"), &mut found);
    let named = std::env::var_os("BONAFIDE_DOCUMENTS").unwrap_or_default();
    std::env::split_paths(&named).filter(|it| !it.as_os_str().is_empty()).for_each(|it| documents(&it, &mut found));
    found
}

/// Versions that are read and no longer written come back in the oldest that is.
fn version_of(format: &dyn Format, stated: &str) -> &'static str {
    let stated = stated.trim_start_matches("SPDX-");
    let known = format.versions();
    known.iter().find(|it| **it == stated).or(known.first()).unwrap()
}

#[test]
fn real_documents_come_back_as_they_were_or_the_report_says_what_not() {
    let mut silent = Vec::new();
    let mut journeys = 0;
    for path in real_documents() {
        let bytes = std::fs::read(&path).unwrap();
        let Ok(original) = Original::read(&bytes) else { continue };
        let document = original.document();
        let format = find(document.format).unwrap();
        if std::str::from_utf8(&bytes).is_err() {
            continue;
        }
        let version = version_of(format, &document.version);
        // What the old version alone can say is a matter of versions; here it is brought to one that is written first.
        let Ok(first) = original.convert(Target { format, version: Some(version) }, &stamp()) else { continue };
        for through in THROUGH.iter().filter(|it| find(it).unwrap().family() != format.family()) {
            let there = to(&first.bytes, through, None);
            let back = to(&there.bytes, format.name(), Some(version));
            journeys += 1;
            // Of properties that come several times the order is lost on the way, and what the document between made of the order is carried on: told, and
            // nothing of the first document.
            let carries_on = |difference: &str| {
                difference.starts_with("/metadata/properties: nothing became [{\"name\":\"bonafide:kept\"")
                    && !back.carried.is_empty()
            };
            let told: BTreeSet<&str> = there.lost.iter().chain(&back.lost).map(|loss| loss.path.as_str()).collect();
            let differences: Vec<String> = paths(format, &first.bytes, &back.bytes)
                .into_iter()
                .filter(|it| !told.contains(it.split(": ").next().unwrap()) && !carries_on(it))
                .collect();
            if !differences.is_empty() {
                silent.push(format!(
                    "{} by {through}: {} differences: {:#?}",
                    path.display(),
                    differences.len(),
                    &differences[..differences.len().min(3)]
                ));
            }
        }
    }
    assert!(journeys > 0);
    assert!(silent.is_empty(), "{} of {journeys} journeys lose silently:\n{}", silent.len(), silent.join("\n"));
}

#[test]
fn what_only_xml_can_say_is_told_as_lost() {
    let bytes = write(&typical(), ("cyclonedx-xml", "1.6"));
    let text = String::from_utf8(bytes).unwrap();
    let end = text.rfind("</bom>").unwrap();
    let foreign = "<x:note xmlns:x=\"https://example.org/x\">kept by hand</x:note>";
    let text = format!("{}{foreign}{}", &text[..end], &text[end..]);
    for through in ["cyclonedx-json", "spdx-json", "spdx3-json"] {
        let lost = to(text.as_bytes(), through, None).lost;
        assert!(lost.iter().any(|loss| loss.reason.contains("namespace")), "{through}: {lost:?}");
    }
}
