#![expect(clippy::disallowed_methods, reason = "test data is trusted, and the variable names the official documents")]

use std::fs;
use std::path::{Path, PathBuf};

use super::*;
use crate::format::tree::parse_json;
use crate::verify::lint::{Linter, Options, Rules, tests::now};

/// Documents of this project, and the official ones where `BONAFIDE_DOCUMENTS` names a folder made by `tests/oracle/standards.sh`.
fn documents() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders = vec![root.join("testdata/format")];
    folders.extend(fs::read_dir(root.join("testdata/verify/lint")).unwrap().map(|entry| entry.unwrap().path()));
    folders.extend(official());
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "json") {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

fn official() -> Vec<PathBuf> {
    let Some(root) = std::env::var_os("BONAFIDE_DOCUMENTS") else { return Vec::new() };
    let root = PathBuf::from(root).join("cyclonedx");
    ["1.2", "1.3", "1.4", "1.5", "1.6", "1.7"].iter().map(|version| root.join(version)).collect()
}

fn stated(tree: &Node<'_>) -> Option<(Family, String)> {
    let version = |key: &str| tree.get(key).and_then(Node::text).map(str::to_owned);
    let cyclonedx = version("specVersion").map(|version| (Family::CycloneDx, version));
    let found = cyclonedx.or_else(|| version("spdxVersion").map(|version| (Family::Spdx2, version)));
    found.filter(|(family, version)| crate::format::schema::find(*family, version).is_some())
}

/// Holds validation part by part against validation of the whole.
fn agree(schemas: &Schemas, tree: &Node<'_>, family: Family, version: &str, what: &str) -> bool {
    let mut findings = Findings::default();
    schemas.find(family, version).unwrap().validate(tree, &mut findings).unwrap();
    let whole = is_valid_whole(family, version, tree);
    assert_eq!(findings.count() == 0, whole, "{what}");
    whole
}

#[test]
fn part_by_part_and_whole_agree_on_every_document() {
    let schemas = Schemas::default();
    let (mut valid, mut invalid) = (0, 0);
    for path in documents() {
        let Ok(text) = fs::read_to_string(&path) else { continue };
        let Ok(tree) = parse_json(&text) else { continue };
        let Some((family, version)) = stated(&tree) else { continue };
        if agree(&schemas, &tree, family, &version, &path.display().to_string()) {
            valid += 1;
        } else {
            invalid += 1;
        }
    }
    assert!(valid > 5 && invalid > 2, "{valid} valid, {invalid} invalid");
}

/// Changes one value after the other, in as many ways as there are, and calls `check` for each.
fn mutate(tree: &Node<'_>, path: &mut Vec<usize>, check: &mut impl FnMut(&[usize], usize)) {
    for way in 0..WAYS {
        check(path, way);
    }
    let children = match &tree.value {
        Value::Array(elements) => elements.iter().collect::<Vec<_>>(),
        Value::Object(members) => members.iter().map(|member| &member.node).collect(),
        _ => return,
    };
    for (index, child) in children.into_iter().enumerate() {
        path.push(index);
        mutate(child, path, check);
        path.pop();
    }
}

const WAYS: usize = 6;

fn change(node: &mut Node<'_>, path: &[usize], way: usize) {
    if let [first, rest @ ..] = path {
        match &mut node.value {
            Value::Array(elements) => change(&mut elements[*first], rest, way),
            Value::Object(members) => change(&mut members[*first].node, rest, way),
            _ => {}
        }
        return;
    }
    match (way, &mut node.value) {
        (0, value) => *value = Value::Null,
        (1, value) => *value = Value::Number("-1.5".into()),
        (2, Value::Text(text)) => *text = "not so".into(),
        (3, Value::Array(elements)) => elements.extend(elements.first().cloned()),
        (4, Value::Object(members)) => members.truncate(members.len() / 2),
        (5, Value::Object(_)) => node.set("unheard-of", Node::text_of("x")),
        _ => {}
    }
}

#[test]
fn part_by_part_and_whole_agree_on_what_was_changed() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/verify/lint");
    let schemas = Schemas::default();
    let mut refused = 0;
    for case in ["sound-cyclonedx", "sound-spdx", "schema-rule", "profiles-met"] {
        let text = fs::read_to_string(root.join(case).join("document.json")).unwrap();
        let tree = parse_json(&text).unwrap();
        let (family, version) = stated(&tree).unwrap();
        let schema: Json = serde_json::from_str(schema::find(family, &version).unwrap()).unwrap();
        let options = jsonschema::options().should_validate_formats(true).with_retriever(Shipped);
        let whole = options.build(&schema).unwrap();
        mutate(&tree, &mut Vec::new(), &mut |path, way| {
            let mut changed = tree.clone();
            change(&mut changed, path, way);
            let mut findings = Findings::default();
            schemas.find(family, &version).unwrap().validate(&changed, &mut findings).unwrap();
            let valid = whole.is_valid(&changed.to_value());
            assert_eq!(findings.count() == 0, valid, "{case} {path:?} {way}");
            refused += usize::from(!valid);
        });
    }
    assert!(refused > 300, "{refused}");
}

/// The faults that the names of official documents state, and the codes by which they are refused.
const NAMED: &[(&str, &[&str])] = &[
    ("invalid-bomformat", &["lint.schema-enum"]),
    ("invalid-citations", &["lint.schema-required", "lint.schema-one-of", "lint.schema-rule"]),
    ("invalid-component-external-version-and-range", &["lint.schema-rule"]),
    ("invalid-component-ref", &["lint.schema-range", "lint.schema-not-unique"]),
    ("invalid-component-swid", &["lint.schema-required"]),
    ("invalid-component-type", &["lint.schema-enum"]),
    ("invalid-component-versionRange", &["lint.schema-rule", "lint.schema-required", "lint.schema-enum"]),
    ("invalid-dependency", &["lint.schema-required"]),
    ("invalid-empty-component", &["lint.schema-required"]),
    ("invalid-hash-alg", &["lint.schema-enum"]),
    ("invalid-hash-", &["lint.schema-pattern"]),
    ("invalid-issue-type", &["lint.schema-enum"]),
    ("invalid-license-declared-concluded-mix", &["lint.schema-required", "lint.schema-unknown-property"]),
    ("invalid-license-choice", &["lint.schema-one-of", "lint.schema-unknown-property"]),
    ("invalid-license-encoding", &["lint.schema-enum"]),
    ("invalid-license-id", &["lint.schema-enum"]),
    ("invalid-license-missing-id-and-name", &["lint.schema-required"]),
    ("invalid-metadata-distribution", &["lint.schema-unknown-property"]),
    ("invalid-metadata-license", &["lint.schema-enum"]),
    ("invalid-metadata-timestamp", &["lint.schema-format"]),
    ("invalid-missing-component-type", &["lint.schema-required"]),
    ("invalid-patch-type", &["lint.schema-enum"]),
    ("invalid-properties", &["lint.schema-required", "lint.schema-unknown-property", "lint.schema-type"]),
    ("invalid-scope", &["lint.schema-enum"]),
    ("invalid-serialnumber", &["lint.schema-pattern"]),
    ("invalid-service-data", &["lint.schema-enum"]),
];

#[test]
fn official_documents_are_accepted_and_refused_as_their_names_say() {
    let folders = official();
    let linter = Linter::default();
    let options = Options { rules: Rules::Schema, ..Options::new(now()) };
    let (mut valid, mut invalid) = (0, 0);
    for folder in &folders {
        for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            if path.extension().is_none_or(|extension| extension != "json") {
                continue;
            }
            let items = linter.lint(&name, &fs::read(&path).unwrap(), &options).report.items;
            if name.starts_with("valid-") {
                valid += 1;
                assert_eq!(items, [], "{}", path.display());
            } else if name.starts_with("invalid-") {
                invalid += 1;
                let (_, codes) = NAMED.iter().find(|(start, _)| name.starts_with(start)).expect("a name in the table");
                let fits = items.iter().any(|item| codes.contains(&item.code));
                assert!(fits, "{}: {items:#?}", path.display());
            }
        }
    }
    assert!(folders.is_empty() || (valid > 200 && invalid > 120), "{valid} valid, {invalid} invalid");
}
