//! SPDX 2 in its three syntaxes: the same facts whichever way, and nothing lost without a word.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use bonafide::format::tree::{Node, parse_json};
use bonafide::format::{Family, Format, FormatError, Loss, WrittenTree, find};
use bonafide::model::{ComponentId, Inventory, ProblemKind};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::generate::{inventory, typical};
use super::{read, stamp, write};
use crate::executable::skipped;
use crate::sources;

const SYNTAXES: &[&str] = &["spdx-json", "spdx-tag-value", "spdx-yaml"];

fn format(name: &str) -> &'static dyn Format {
    find(name).unwrap()
}

/// Returns a tree in the form in which those of different syntaxes can be compared.
///
/// Order has no meaning. What a package lists as its files and a document as what it describes is a relationship in other syntaxes, and
/// the categories of external references are spelled with hyphens or underscores.
fn comparable(tree: &Node<'_>) -> Value {
    let mut value = tree.to_value();
    let mut relationships: BTreeSet<String> = BTreeSet::new();
    let mut relate = |from: &Value, kind: &str, list: Option<Value>| {
        for to in list.as_ref().and_then(Value::as_array).into_iter().flatten() {
            let relationship = json!({"spdxElementId": from, "relationshipType": kind, "relatedSpdxElement": to});
            relationships.insert(relationship.to_string());
        }
    };
    let document = value["SPDXID"].clone();
    relate(&document, "DESCRIBES", value.as_object_mut().unwrap().remove("documentDescribes"));
    for package in value.get_mut("packages").and_then(Value::as_array_mut).into_iter().flatten() {
        let id = package["SPDXID"].clone();
        relate(&id, "CONTAINS", package.as_object_mut().unwrap().remove("hasFiles"));
        for reference in package.get_mut("externalRefs").and_then(Value::as_array_mut).into_iter().flatten() {
            let category = reference["referenceCategory"].as_str().unwrap_or_default().replace('_', "-");
            reference["referenceCategory"] = category.into();
        }
    }
    if let Some(Value::Array(list)) = value.get("relationships") {
        relationships.extend(list.iter().map(Value::to_string));
    }
    if !relationships.is_empty() {
        value["relationships"] =
            relationships.iter().map(|text| serde_json::from_str::<Value>(text).unwrap()).collect();
    }
    sort(&mut value);
    value
}

fn sort(value: &mut Value) {
    match value {
        Value::Array(list) => {
            list.iter_mut().for_each(sort);
            list.sort_by_cached_key(Value::to_string);
        }
        Value::Object(members) => {
            members.retain(|_, value| !value.is_null() && value.as_array().is_none_or(|list| !list.is_empty()));
            members.values_mut().for_each(sort);
        }
        _ => {}
    }
}

fn converted(tree: &Node<'_>, syntax: &str, version: &str) -> (String, Vec<Loss>) {
    let WrittenTree { bytes, losses } = format(syntax).write_tree(tree.clone(), Some(version)).unwrap();
    (String::from_utf8(bytes).unwrap(), losses)
}

/// Writes a tree in each syntax, reads that again, and compares.
fn check_all_ways(tree: &Node<'_>, version: &str) {
    for syntax in SYNTAXES {
        let (text, losses) = converted(tree, syntax, version);
        assert_eq!(losses, [], "{syntax}\n{text}");
        let again = format(syntax).tree(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
        assert_eq!(comparable(&again), comparable(tree), "{syntax}\n{text}");
        let (twice, _) = converted(&again, syntax, version);
        assert_eq!(twice, text, "{syntax}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn trees_of_ours_are_the_same_in_every_syntax(inventory in inventory()) {
        let bytes = write(&inventory, ("spdx-json", "2.3"));
        check_all_ways(&parse_json(std::str::from_utf8(&bytes).unwrap()).unwrap(), "2.3");
    }

    #[test]
    fn any_text_is_read_or_refused(text in "(SPDXVersion|PackageName|SPDXID|FileName|<text>|</text>|[: \n#\\-a\"'\\[\\]{}&*!|>]|ExternalRefComment|Annotator){0,40}") {
        for syntax in SYNTAXES {
            if let Ok(tree) = format(syntax).tree(&text) {
                let (text, losses) = converted(&tree, "spdx-yaml", "2.3");
                prop_assert!(losses.is_empty());
                prop_assert!(format("spdx-yaml").tree(&text).is_ok(), "{}", text);
            }
            let _ = format(syntax).read(text.as_bytes());
        }
    }
}

/// A document with one of everything that the format has, in each syntax.
fn whole(name: &str) -> String {
    let path = sources::root().join("testdata/format/spdx").join(name);
    std::fs::read_to_string(path).unwrap()
}

#[test]
fn one_document_is_the_same_tree_in_every_syntax() {
    let (json, tags, yaml) = (whole("whole.spdx.json"), whole("whole.spdx"), whole("whole.spdx.yaml"));
    let tree = format("spdx-json").tree(&json).unwrap();
    assert_eq!(comparable(&format("spdx-tag-value").tree(&tags).unwrap()), comparable(&tree));
    assert_eq!(comparable(&format("spdx-yaml").tree(&yaml).unwrap()), comparable(&tree));
    check_all_ways(&tree, "2.3");
    let inventory = |text: &str| {
        let mut inventory = read(text.as_bytes()).inventory;
        // Where the problems of a document stand is told by the order of its lists.
        inventory.problems.clear();
        inventory
    };
    assert_eq!(inventory(&json), inventory(&tags));
    assert_eq!(inventory(&json), inventory(&yaml));
}

#[test]
fn a_tag_knows_its_line() {
    let text = whole("whole.spdx");
    let tree = format("spdx-tag-value").tree(&text).unwrap();
    let places = bonafide::format::tree::Places::new(&text);
    for (pointer, line) in [
        ("/spdxVersion", "SPDXVersion:"),
        ("/packages/0/versionInfo", "PackageVersion:"),
        ("/snippets/0/ranges/1", "SnippetLineRange:"),
        ("/hasExtractedLicensingInfos/0/extractedText", "ExtractedText:"),
    ] {
        let at = usize::try_from(places.of(tree.pointer(pointer).unwrap().at).0).unwrap();
        assert!(text.lines().nth(at - 1).unwrap().starts_with(line), "{pointer}");
    }
}

#[test]
fn version_2_2_is_told_what_it_has_no_place_for() {
    let json = whole("whole.spdx.json");
    let tree = format("spdx-json").tree(&json).unwrap();
    let (text, losses) = converted(&tree, "spdx-json", "2.2");
    let paths: BTreeSet<&str> = losses.iter().map(|loss| loss.path.as_str()).collect();
    let expected = [
        "/files/0/checksums/1",
        "/packages/0/builtDate",
        "/packages/0/externalRefs/3/referenceCategory",
        "/packages/0/primaryPackagePurpose",
        "/packages/0/releaseDate",
        "/packages/0/validUntilDate",
        "/packages/1/primaryPackagePurpose",
        "/relationships/3/relationshipType",
    ];
    assert_eq!(paths, BTreeSet::from(expected));
    let lower = parse_json(&text).unwrap();
    assert_eq!(lower.pointer("/packages/0/externalRefs/0/referenceCategory").unwrap().text(), Some("PACKAGE_MANAGER"));
    assert_eq!(lower.pointer("/packages/1/copyrightText").unwrap().text(), Some("NOASSERTION"));
    read(text.as_bytes());
    let (again, losses) = converted(&lower, "spdx-json", "2.3");
    assert_eq!(losses, []);
    let again = parse_json(&again).unwrap();
    assert_eq!(again.pointer("/packages/0/externalRefs/0/referenceCategory").unwrap().text(), Some("PACKAGE-MANAGER"));
    check_all_ways(&again, "2.3");
}

#[test]
fn what_tag_value_cannot_hold_is_told() {
    let document = json!({
        "spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT", "comment": "a\n</text>", "unknown/member": 1,
        "packages": [{
            "SPDXID": "SPDXRef-a", "name": "a", "supplier": "b </text> c",
            "checksums": [{"algorithm": "SHA1"}, {"algorithm": "MD5", "checksumValue": "00"}],
            "packageVerificationCode": {"packageVerificationCodeValue": "00", "packageVerificationCodeExcludedFiles": ["a,b"]},
            "externalRefs": [{"referenceCategory": "OTHER", "referenceType": "a b", "referenceLocator": "c"}]
        }, {"SPDXID": "SPDXRef-b"}],
        "files": [{"fileName": "f", "annotations": [{"comment": "x"}]}],
        "snippets": [{"SPDXID": "SPDXRef-s", "snippetFromFile": "SPDXRef-f", "ranges": [{"startPointer": {"offset": 1}}]}],
        "relationships": [{"spdxElementId": "SPDXRef-a", "relationshipType": "OTHER"}],
        "hasExtractedLicensingInfos": [{"licenseId": "LicenseRef-a", "extractedText": "t", "crossRefs": []}],
        "creationInfo": {"creators": "Tool: a"}
    });
    let text = document.to_string();
    let (text, losses) = converted(&parse_json(&text).unwrap(), "spdx-tag-value", "2.3");
    let paths: BTreeSet<&str> = losses.iter().map(|loss| loss.path.as_str()).collect();
    let expected = [
        "/comment",
        "/unknown~1member",
        "/packages/0/checksums/0",
        "/packages/0/packageVerificationCode",
        "/packages/0/externalRefs/0",
        "/packages/1/name",
        "/files/0/annotations",
        "/snippets/0/ranges/0",
        "/relationships/0",
        "/hasExtractedLicensingInfos/0/crossRefs",
        "/creationInfo/creators",
    ];
    assert_eq!(paths, BTreeSet::from(expected));
    let again = format("spdx-tag-value").tree(&text).unwrap();
    assert_eq!(again.pointer("/packages/0/supplier").unwrap().text(), Some("b </text> c"));
    assert_eq!(again.pointer("/comment").unwrap().text(), Some("a\n< /text>"));
}

#[test]
fn an_inventory_whose_text_ends_a_text_says_so() {
    let mut inventory = typical();
    inventory.components[0].description = Some("one\n</text> two".to_owned());
    inventory.components[1].properties.insert("x".to_owned(), "one\n</text> two".to_owned());
    let again = read(&write(&inventory, ("spdx-tag-value", "2.3"))).inventory;
    assert_eq!(again.components[0].description.as_deref(), Some("one\n< /text> two"));
    assert_eq!(again.components[1].properties.get("x").unwrap(), "one\n</text> two");
    assert!(
        again
            .problems
            .iter()
            .any(|problem| { problem.kind == ProblemKind::Skipped && problem.path == "#/packages/0/description" })
    );
}

fn faults(text: &str, syntax: &str) -> FormatError {
    match format(syntax).read(text.as_bytes()) {
        Err(error) => error,
        Ok(_) => panic!("{syntax} read {text}"),
    }
}

#[test]
fn what_is_no_tag_value_is_refused_with_its_place() {
    for (text, line, expected) in [
        ("SPDXVersion: SPDX-2.3\nnothing", 2, "expected a tag"),
        ("SPDXVersion: SPDX-2.3\n: x", 2, "expected a tag"),
        ("SPDXVersion: SPDX-2.3\n# c\nDocumentComment: <text>a\nb", 3, "has no end"),
        ("SPDXVersion: SPDX-2.3\nDocumentComment: <text>a\n</text> b", 3, "expected the end of the line"),
        ("SPDXVersion: SPDX-2.3\nPackageVersion: 1", 2, "belongs to an element"),
        ("SPDXVersion: SPDX-2.3\nPackageName: a\nExternalRefComment: 1", 3, "follows no external reference"),
        ("SPDXVersion: SPDX-2.3\nSPDXVersion: SPDX-2.3", 2, "duplicate key"),
        ("SPDXVersion: SPDX-2.3\nPackageName: a\nPackageVersion: 1\nPackageVersion: 1", 4, "duplicate key"),
    ] {
        let error = faults(text, "spdx-tag-value");
        let (FormatError::Syntax { line: found, .. } | FormatError::DuplicateKey { line: found, .. }) = error else {
            panic!("{error:?}")
        };
        assert!(found == line && error.to_string().contains(expected), "{text}: {error}");
    }
}

#[test]
fn what_is_no_plain_yaml_is_refused_with_its_place() {
    let mut bomb = String::from("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
    for at in 1..30 {
        let list = vec![format!("*a{}", at - 1); 10].join(",");
        let _ = writeln!(bomb, "a{at}: &a{at} [{list}]");
    }
    let deep = format!("a: {}", "[".repeat(100_000));
    let deep_blocks = (0..1000).map(|at| " ".repeat(at) + "a:").collect::<Vec<_>>().join("\n");
    let deep_dashes = format!("a:\n{}", "- ".repeat(100_000));
    for (text, expected) in [
        (&*bomb, "anchors are not read"),
        ("a: *b", ""),
        ("a: !!binary aGk=", "tags are not read"),
        ("a: !x {}", "tags are not read"),
        ("a: 1\nb: 2\na: 3", "duplicate key"),
        ("a: 1\n'a': 3", "duplicate key"),
        (&*deep, ""),
        (&*deep_blocks, "nested deeper"),
        (&*deep_dashes, ""),
        ("a: 1\n---\nb: 2", "second document"),
        ("? [a]\n: 1", "a key is a text"),
        ("", "no value"),
        ("a: \"x", ""),
        ("a: [1", ""),
    ] {
        let error = faults(text, "spdx-yaml");
        assert!(
            matches!(error, FormatError::Syntax { .. } | FormatError::DuplicateKey { .. }),
            "{error:?} {}",
            &text[..text.len().min(100)]
        );
        assert!(error.to_string().contains(expected), "{error}");
    }
}

#[test]
fn scalars_of_yaml_are_those_of_the_core_schema() {
    let text = "a: [null, ~, True, false, yes, 1, -1.50, 1e3, 007, 0x1f, +1, .5, 2026-01-01, '1', \"true\"]";
    let tree = format("spdx-yaml").tree(text).unwrap();
    let expected =
        json!([null, null, true, false, "yes", 1, -1.5, 1000.0, "007", "0x1f", "+1", ".5", "2026-01-01", "1", "true"]);
    assert_eq!(tree.get("a").unwrap().to_value(), expected);
    let text = "spdxVersion: SPDX-2.3\npackages:\n- SPDXID: SPDXRef-a\n  name: 7\n  versionInfo: 1.10\n  filesAnalyzed: false\n";
    let component = &read(text.as_bytes()).inventory.components[0];
    assert_eq!((component.name.as_str(), component.version.as_deref()), ("7", Some("1.10")));
}

#[test]
fn one_bad_part_never_costs_the_document() {
    let json = whole("whole.spdx.json");
    let good = read(json.as_bytes()).inventory;
    for (from, to) in [
        ("\"MIT OR Apache-2.0\"", "\"Apache License, Version 2.0 AND (\""),
        ("\"SHA256\"", "\"SHA-257\""),
        ("\"pkg:cargo/app@1.0.0\"", "\"app 1.0.0\""),
        ("\"referenceLocator\": \"cpe", "\"locator\": \"cpe"),
        ("\"relatedSpdxElement\": \"SPDXRef-lib\"", "\"relatedSpdxElement\": \"SPDXRef-nobody\""),
        ("\"relationshipType\": \"DEPENDS_ON\"", "\"relationshipType\": \"LIKES\""),
        ("\"SPDXRef-File\"", "\"\""),
    ] {
        assert!(json.contains(from), "{from}");
        let inventory = read(json.replace(from, to).as_bytes()).inventory;
        assert_eq!(inventory.components.len(), good.components.len(), "{to}");
    }
}

#[test]
fn a_part_of_itself_is_told_of() {
    let mut text = String::from("SPDXVersion: SPDX-2.3\nSPDXID: SPDXRef-DOCUMENT\n");
    for at in 0..2000 {
        let _ = writeln!(text, "PackageName: p{at:04}\nSPDXID: SPDXRef-{at}");
    }
    for at in 0..2000 {
        let _ = writeln!(text, "Relationship: SPDXRef-{} CONTAINS SPDXRef-{at}", (at + 1) % 2000);
    }
    text.push_str("Relationship: SPDXRef-5 CONTAINED_BY SPDXRef-5\n");
    let inventory = read(text.as_bytes()).inventory;
    assert_eq!(inventory.components.iter().filter(|component| component.parent.is_none()).count(), 1);
    assert!(inventory.problems.iter().any(|problem| problem.message.contains("a part of itself")));
}

#[test]
fn a_text_cut_anywhere_is_read_or_refused() {
    for syntax in SYNTAXES {
        let name = format!("whole.{}", format(syntax).suffix());
        let text = whole(&name);
        for end in (0..text.len()).step_by(50).filter(|end| text.is_char_boundary(*end)) {
            if let Ok(tree) = format(syntax).tree(&text[..end]) {
                converted(&tree, "spdx-tag-value", "2.3");
                converted(&tree, "spdx-yaml", "2.2");
            }
            let _ = format(syntax).read(&text.as_bytes()[..end]);
        }
    }
}

#[test]
fn many_equal_identifiers_and_one_long_line_take_linear_time() {
    use std::time::{Duration, Instant};
    let head = "SPDXVersion: SPDX-2.3\nSPDXID: SPDXRef-DOCUMENT\n";
    let doubles = format!("{head}{}", "PackageName: a\nSPDXID: SPDXRef-a\n".repeat(100_000));
    let long = format!("{head}DocumentComment: {}", "x ".repeat(2_000_000));
    let files =
        format!("{head}PackageName: a\nSPDXID: SPDXRef-a\n{}", "FileName: ./a\nSPDXID: SPDXRef-f\n".repeat(50_000));
    let notes = "Annotator: Tool: a\nSPDXREF: SPDXRef-a\n".repeat(50_000);
    let notes = format!("{head}PackageName: a\nSPDXID: SPDXRef-a\n{notes}");
    for text in [doubles, long, files, notes] {
        let start = Instant::now();
        let tree = format("spdx-tag-value").tree(&text).unwrap();
        converted(&tree, "spdx-tag-value", "2.3");
        read(text.as_bytes());
        assert!(start.elapsed() < Duration::from_secs(30), "{:?}", start.elapsed());
    }
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.is_symlink() {
            walk(&path, found);
        } else if path.is_file() {
            found.push(path);
        }
    }
}

/// Reads every SPDX 2 document of a folder and holds what each says in one syntax against the others.
#[test]
fn documents_of_other_tools_are_the_same_in_every_syntax() {
    let Some(folder) = std::env::var_os("BONAFIDE_DOCUMENTS") else {
        return skipped("`BONAFIDE_DOCUMENTS` names no folder made by tests/oracle/standards.sh");
    };
    let mut paths = Vec::new();
    walk(Path::new(&folder), &mut paths);
    paths.sort();
    let mut count = 0;
    for path in paths {
        let bytes = std::fs::read(&path).unwrap();
        let Some(format) = bonafide::format::ALL.iter().find(|format| format.recognizes(&bytes)) else { continue };
        if format.family() != Some(Family::Spdx2) {
            continue;
        }
        let text = text_of(&bytes);
        let tree = match (format.read(&bytes), format.tree(&text)) {
            (Ok(_), Ok(tree)) => tree,
            (read, tree) => {
                println!("{}: {:?} {:?}", path.display(), read.err().map(|it| it.to_string()), tree.err());
                continue;
            }
        };
        count += 1;
        let version = tree.get("spdxVersion").and_then(Node::text).unwrap().trim_start_matches("SPDX-").to_owned();
        let mut differences: Vec<String> = Vec::new();
        for syntax in SYNTAXES {
            let (text, losses) = converted(&tree, syntax, &version);
            differences.extend(losses.iter().map(|loss| format!("{syntax} {}: {}", loss.path, loss.reason)));
            let again = find(syntax).unwrap().tree(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
            if comparable(&again) != comparable(&tree) && losses.is_empty() {
                differences.push(format!("{syntax} differs without a word"));
            }
        }
        println!("{} {} {version} {differences:?}", format.name(), path.display());
        assert!(!differences.iter().any(|text| text.contains("without a word")), "{}", path.display());
    }
    assert!(count > 0);
}

/// Returns the text of a document in UTF-8 or UTF-16.
fn text_of(bytes: &[u8]) -> String {
    let wide = |unit: fn([u8; 2]) -> u16| {
        let units = bytes[2..].chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
        char::decode_utf16(units).collect::<Result<String, _>>().unwrap()
    };
    match bytes {
        [0xff, 0xfe, ..] => wide(u16::from_le_bytes),
        [0xfe, 0xff, ..] => wide(u16::from_be_bytes),
        _ => String::from_utf8(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).to_vec()).unwrap(),
    }
}

#[test]
fn parts_of_a_whole_and_identifiers_stand_in_fields_of_their_own() {
    let mut inventory = typical();
    inventory.components[2].parent = Some(ComponentId(1));
    inventory.components[2].reference = "pkg:cargo/x#1".to_owned();
    let bytes = write(&inventory, ("spdx-json", "2.3"));
    let text = String::from_utf8(bytes.clone()).unwrap();
    for expected in [
        "\"CONTAINS\"",
        "cpe23Type",
        "PERSISTENT_ID",
        "\"licenseConcluded\":\"MIT\"",
        "Copyright 2026",
        "bonafide:reference=",
    ] {
        assert!(text.contains(expected), "{expected}");
    }
    let again: Inventory = read(&bytes).inventory;
    assert!(again.components.iter().any(|component| component.reference == "pkg:cargo/x#1"));
    assert_eq!(format("spdx-json").write(&again, None, &stamp()).unwrap(), bytes);
}
