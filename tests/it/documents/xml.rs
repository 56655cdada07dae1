//! CycloneDX XML and the conversion between versions: nothing is lost in silence, everything is valid.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use bonafide::format::tree::{Node, parse_json};
use bonafide::format::{ALL, Format, Loss, WrittenTree, find};
use serde_json::Value;

use super::oracle::run_python;
use super::schema::Schemas;
use crate::executable::skipped;
use crate::sources;

const READ: &[&str] = &["1.2", "1.3", "1.4", "1.5", "1.6", "1.7"];
const WRITTEN: &[&str] = &["1.4", "1.5", "1.6", "1.7"];

fn json() -> &'static dyn Format {
    find("cyclonedx-json").unwrap()
}

fn xml() -> &'static dyn Format {
    find("cyclonedx-xml").unwrap()
}

/// Documents that have every member of their schema.
fn full() -> Vec<(&'static str, String)> {
    let folder = sources::root().join("testdata/format/cyclonedx-xml");
    let text = |version: &str| std::fs::read_to_string(folder.join(format!("full-{version}.json"))).unwrap();
    READ.iter().map(|version| (*version, text(version))).collect()
}

fn write(format: &dyn Format, tree: &Node<'_>, version: &str) -> (String, Vec<Loss>) {
    let WrittenTree { bytes, losses } = format.write_tree(tree.clone(), Some(version)).unwrap();
    (String::from_utf8(bytes).unwrap(), losses)
}

/// Returns where two values differ, as pointers into the first.
fn differences(first: &Value, second: &Value) -> Vec<String> {
    fn walk(first: &Value, second: &Value, path: &str, found: &mut Vec<String>) {
        match (first, second) {
            (Value::Object(first), Value::Object(second)) => {
                let keys: BTreeSet<&String> = first.keys().chain(second.keys()).collect();
                for key in keys {
                    let path = format!("{path}/{}", key.replace('~', "~0").replace('/', "~1"));
                    match (first.get(key), second.get(key)) {
                        (Some(first), Some(second)) => walk(first, second, &path, found),
                        _ => found.push(path),
                    }
                }
            }
            (Value::Array(first), Value::Array(second)) if first.len() == second.len() => {
                for (at, (first, second)) in first.iter().zip(second).enumerate() {
                    walk(first, second, &format!("{path}/{at}"), found);
                }
            }
            (first, second) if first == second => {}
            _ => found.push(path.to_owned()),
        }
    }
    let mut found = Vec::new();
    walk(first, second, "", &mut found);
    found
}

/// Says the same in another way: the address of the schema, a component that is listed without dependencies, a single identity.
fn says_the_same(path: &str, first: &Value) -> bool {
    path == "/$schema"
        || path.ends_with("/dependsOn") && first.pointer(path) == Some(&Value::Array(Vec::new()))
        || path.ends_with("/evidence/identity")
        // The older names of members that are told to have been renamed.
        || ["/metadata/manufacture", "/certificateExtension", "/curve"].iter().any(|end| path.ends_with(end))
            && first.pointer(path).is_none()
}

/// Returns the differences that no loss tells of.
fn untold(first: &Value, second: &Value, losses: &[Loss]) -> Vec<String> {
    let told = |path: &String| losses.iter().any(|loss| path.starts_with(&loss.path) || loss.path.starts_with(path));
    differences(first, second).into_iter().filter(|path| !says_the_same(path, first) && !told(path)).collect()
}

/// Through XML of the same version and back: only what was told is missing.
fn through_xml(name: &str, tree: &Node<'_>, version: &str) -> Vec<Loss> {
    let (text, losses) = write(xml(), tree, version);
    let (again, lost) = xml().tree_and_losses(&text).unwrap_or_else(|error| panic!("{name}: {error}\n{text}"));
    assert_eq!(lost, Vec::new(), "{name}");
    assert_eq!(untold(&tree.to_value(), &again.to_value(), &losses), Vec::<String>::new(), "{name}\n{text}");
    losses
}

/// Every conversion is valid, and one back loses nothing more.
fn through_versions(name: &str, tree: &Node<'_>, from: &str, schemas: &Schemas) -> usize {
    for to in WRITTEN {
        let (text, losses) = write(json(), tree, to);
        let converted = parse_json(&text).unwrap();
        let version = READ.iter().find(|version| *version == to).unwrap();
        let faults = schemas.faults_of(("cyclonedx-json", version), &converted.to_value());
        assert_eq!(faults, Vec::<String>::new(), "{name} to {to}");
        let (through, _) = write(xml(), tree, to);
        let through = xml().tree(&through).unwrap_or_else(|error| panic!("{name} to {to}: {error}"));
        let faults = schemas.faults_of(("cyclonedx-json", version), &through.to_value());
        assert!(faults.is_empty() || has_signatory(tree), "{name} to {to} as XML: {faults:?}");
        if *to == from {
            assert_eq!(losses, Vec::new(), "{name}");
            assert_eq!(converted.to_value(), tree.to_value(), "{name}");
        } else if WRITTEN.contains(&from) {
            let (back, more) = write(json(), &converted, from);
            assert_eq!(more, Vec::new(), "{name} to {to} and back");
            let back = parse_json(&back).unwrap().to_value();
            assert_eq!(untold(&tree.to_value(), &back, &losses), Vec::<String>::new(), "{name} to {to} and back");
        }
    }
    WRITTEN.len()
}

/// A signatory is nobody without a signature, and the signatures of one form are not those of the other.
fn has_signatory(tree: &Node<'_>) -> bool {
    tree.pointer("/declarations/affirmation/signatories").is_some()
}

#[test]
fn every_member_of_the_schemas_goes_through_xml_and_comes_back() {
    for (version, text) in full() {
        let tree = parse_json(&text).unwrap();
        if !WRITTEN.contains(&version) {
            continue;
        }
        let losses = through_xml(version, &tree, version);
        // Only the JSON Schema of 1.7 has these; only the JSON Schemas before 1.5 let an expression stand beside licences.
        let known = |loss: &Loss| {
            loss.path.ends_with("/protocolProperties/relatedCryptographicAssets")
                || version == "1.4" && loss.reason.starts_with("an expression beside other licences")
        };
        assert_eq!(losses.iter().find(|loss| !known(loss)), None, "{version}");
    }
}

#[test]
fn the_oldest_versions_are_read_as_well() {
    for (version, text) in full() {
        if WRITTEN.contains(&version) {
            continue;
        }
        let tree = parse_json(&text).unwrap();
        let newer = text.replace(&format!("\"{version}\""), "\"1.4\"");
        let (written, losses) = write(xml(), &parse_json(&newer).unwrap(), "1.4");
        let older = written.replace("schema/bom/1.4", &format!("schema/bom/{version}"));
        let again = xml().tree(&older).unwrap();
        assert_eq!(untold(&tree.to_value(), &again.to_value(), &losses), Vec::<String>::new(), "{version}");
    }
}

#[test]
fn every_version_becomes_every_other_and_only_what_was_told_is_lost() {
    let schemas = Schemas::new();
    for (version, text) in full() {
        let tree = parse_json(&text).unwrap();
        let known = READ.iter().find(|known| **known == version).unwrap();
        assert_eq!(schemas.faults_of(("cyclonedx-json", known), &tree.to_value()), Vec::<String>::new(), "{version}");
        through_versions(version, &tree, version, &schemas);
    }
}

#[test]
fn the_reference_implementation_accepts_every_conversion() {
    let folder = tempfile::tempdir().unwrap();
    for (from, text) in full() {
        let tree = parse_json(&text).unwrap();
        for to in WRITTEN {
            for format in [json(), xml()] {
                let path = folder.path().join(format!("{from}-to-{to}.{}", format.suffix()));
                std::fs::write(path, write(format, &tree, to).0).unwrap();
            }
        }
    }
    run_python("documents.py", folder.path());
}

/// An element as an infoset: white space around texts and between elements set aside, attributes in order.
#[derive(Debug, Default, PartialEq, Eq)]
struct Element {
    name: String,
    attributes: BTreeMap<String, String>,
    text: String,
    inside: Vec<Element>,
}

fn infoset(text: &str) -> Element {
    use quick_xml::events::Event;
    let mut reader = quick_xml::reader::Reader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    let mut open = vec![Element::default()];
    loop {
        match reader.read_event().unwrap() {
            Event::Start(start) => {
                let mut element = Element { name: start.local_name().as_ref().to_owned(), ..Element::default() };
                for attribute in start.attributes() {
                    let attribute = attribute.unwrap();
                    let value = attribute.normalized_value(quick_xml::XmlVersion::Explicit1_0).unwrap().into_owned();
                    if !attribute.key.0.starts_with("xmlns:") && !attribute.key.0.starts_with("xsi:") {
                        element.attributes.insert(attribute.key.0.to_owned(), value);
                    }
                }
                open.push(element);
            }
            Event::End(_) => {
                let mut element = open.pop().unwrap();
                element.text = String::from(element.text.trim());
                // What a component depends on and what it provides may stand in any order.
                if element.name == "dependency" {
                    element.inside.sort_by(|first, second| first.name.cmp(&second.name));
                }
                open.last_mut().unwrap().inside.push(element);
            }
            Event::Text(text) => open.last_mut().unwrap().text.push_str(&text.xml10_content()),
            Event::CData(text) => open.last_mut().unwrap().text.push_str(&text.xml10_content()),
            Event::GeneralRef(reference) => {
                let text = quick_xml::escape::unescape(&format!("&{};", &*reference)).unwrap().into_owned();
                open.last_mut().unwrap().text.push_str(&text);
            }
            Event::Eof => break,
            _ => {}
        }
    }
    open.pop().unwrap().inside.pop().unwrap()
}

#[test]
fn the_infoset_of_a_document_tells_changes() {
    let text = "<bom xmlns=\"a\"><x b=\"1\" a=\"2\">t &amp; u</x>\n <y/></bom>";
    assert_eq!(infoset(text), infoset("<bom xmlns='a'>\n<x a='2' b='1'> t &#38; u</x><y></y></bom>"));
    for other in ["t &lt; u", "t &amp; v"] {
        assert_ne!(infoset(text), infoset(&text.replace("t &amp; u", other)));
    }
    assert_ne!(infoset(text), infoset(&text.replace("<y/>", "")));
}

/// Official documents, valid and invalid.
fn official() -> Option<Vec<PathBuf>> {
    let Some(folder) = std::env::var_os("BONAFIDE_DOCUMENTS") else {
        skipped("`BONAFIDE_DOCUMENTS` names no folder made by tests/oracle/standards.sh");
        return None;
    };
    let folder = Path::new(&folder).join("cyclonedx");
    let files = READ.iter().flat_map(|version| std::fs::read_dir(folder.join(version)).unwrap());
    let mut files: Vec<PathBuf> = files.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    Some(files)
}

fn name(path: &Path) -> &str {
    path.file_name().unwrap().to_str().unwrap()
}

fn version_of(path: &Path) -> &'static str {
    let folder = path.parent().unwrap().file_name().unwrap().to_str().unwrap();
    READ.iter().find(|version| **version == folder).unwrap()
}

fn ends(path: &Path, end: &str) -> bool {
    path.extension().is_some_and(|extension| extension == end)
}

/// Identifiers that name several things in a tree.
fn duplicates(tree: &Node<'_>) -> BTreeSet<String> {
    fn collect<'t>(node: &'t Node<'_>, found: &mut BTreeMap<&'t str, usize>) {
        node.members().iter().for_each(|member| match (&*member.key, member.node.text()) {
            ("bom-ref", Some(name)) => *found.entry(name).or_default() += 1,
            _ => collect(&member.node, found),
        });
        node.elements().iter().for_each(|element| collect(element, found));
    }
    let mut found = BTreeMap::new();
    collect(tree, &mut found);
    found.into_iter().filter(|(_, count)| *count > 1).map(|(name, _)| name.to_owned()).collect()
}

/// Two official examples have one twice themselves, which only the XML Schema forbids: `valid-formulation-1.5` and `valid-citations-1.7`.
#[test]
fn no_identifier_comes_twice_that_did_not_before() {
    let Some(files) = official() else { return };
    let mut sources_with = BTreeSet::new();
    for path in files.iter().filter(|path| name(path).starts_with("valid-") && !name(path).contains("signature")) {
        let bytes = std::fs::read(path).unwrap();
        let Some(format) = ALL.iter().find(|format| format.recognizes(&bytes)) else { continue };
        let body = format.body(&bytes).unwrap();
        let before = duplicates(&body.tree(*format).unwrap().0);
        if !before.is_empty() {
            sources_with.insert(name(path).to_owned());
        }
        for target in ["cyclonedx-json", "cyclonedx-xml", "cyclonedx-protobuf"] {
            let target = find(target).unwrap();
            for version in target.versions() {
                let tree = body.tree(*format).unwrap().0;
                let written = target.write_tree(tree, Some(version)).unwrap().bytes;
                let again = target.body(&written).unwrap();
                let after = duplicates(&again.tree(target).unwrap().0);
                assert!(after.is_subset(&before), "{} to {} {version}: {after:?}", name(path), target.name());
            }
        }
    }
    assert_eq!(Vec::from_iter(sources_with), ["valid-citations-1.7.json", "valid-formulation-1.5.json"]);
}

#[test]
fn official_documents_go_through_xml_json_and_every_version() {
    let Some(files) = official() else { return };
    let schemas = Schemas::new();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for path in files.iter().filter(|path| name(path).starts_with("valid-")) {
        let version = version_of(path);
        let text = std::fs::read_to_string(path).unwrap();
        let text = text.trim_start_matches('\u{feff}');
        let (tree, lost) = if ends(path, "xml") {
            xml().tree_and_losses(text).unwrap_or_else(|error| panic!("{}: {error}", name(path)))
        } else if ends(path, "json") {
            (parse_json(text).unwrap(), Vec::new())
        } else {
            continue;
        };
        let faults = schemas.faults_of(("cyclonedx-json", version), &tree.to_value());
        let signed = has_signatory(&tree) && ends(path, "xml");
        assert!(faults.is_empty() || signed, "{}: {faults:?}", name(path));
        *counts.entry(if ends(path, "xml") { "XML documents" } else { "JSON documents" }).or_default() += 1;
        if WRITTEN.contains(&version) {
            through_xml(name(path), &tree, version);
            if ends(path, "xml") && lost.is_empty() {
                assert_eq!(infoset(&write(xml(), &tree, version).0), infoset(text), "{}", name(path));
                *counts.entry("equal infosets").or_default() += 1;
            }
        }
        if !signed {
            *counts.entry("conversions").or_default() += through_versions(name(path), &tree, version, &schemas);
        }
        let twin = path.with_extension("json");
        if ends(path, "xml") && twin.is_file() {
            let twin = std::fs::read_to_string(twin).unwrap();
            let twin = parse_json(&twin).unwrap().to_value();
            let equal = untold(&twin, &tree.to_value(), &[]).is_empty();
            *counts.entry(if equal { "equal twins" } else { "twins that say different things" }).or_default() += 1;
        }
    }
    // Shown where the output of tests is.
    println!("{counts:?}");
    assert!(counts["equal twins"] >= 139, "{counts:?}");
    assert!(counts["equal infosets"] >= 163, "{counts:?}");
}

#[test]
fn official_invalid_documents_are_refused_by_the_reader_or_the_schema() {
    let Some(files) = official() else { return };
    let schemas = Schemas::new();
    let mut accepted = Vec::new();
    for path in files.iter().filter(|path| name(path).starts_with("invalid-") && ends(path, "xml")) {
        let text = std::fs::read_to_string(path).unwrap();
        let Ok((tree, _)) = xml().tree_and_losses(&text) else { continue };
        if schemas.faults_of(("cyclonedx-json", version_of(path)), &tree.to_value()).is_empty() {
            accepted.push(name(path).to_owned());
        }
    }
    // A reference that is used twice, and, before 1.5, an expression beside licences: the JSON Schemas allow both.
    accepted
        .retain(|name| !name.starts_with("invalid-component-ref-") && !name.starts_with("invalid-license-choice-1."));
    assert_eq!(accepted, Vec::<String>::new());
}
