//! The rules of the tree that a machine can check.

use std::collections::BTreeSet;
use std::path::Path;

use bonafide::{collect, format, report, verify};

use crate::sources;

const CEILING: usize = 600;

#[test]
fn no_file_is_over_the_ceiling() {
    let table = |path: &str| path.ends_with("tables.rs");
    let over: Vec<String> = sources::all()
        .iter()
        .map(|source| (source.path.clone(), source.code.lines().count()))
        .filter(|(path, lines)| *lines > CEILING && !table(path))
        .map(|(path, lines)| format!("{path}: {lines} lines"))
        .collect();
    assert!(over.is_empty(), "{over:?}");
}

#[test]
fn the_entry_point_is_short() {
    let main = sources::all().into_iter().find(|source| source.path == "bin/bonafide/main.rs").unwrap();
    assert!(main.code.lines().count() < 40);
}

fn folders(below: &str) -> BTreeSet<String> {
    let entries = std::fs::read_dir(sources::root().join(below)).unwrap().map(|entry| entry.unwrap());
    entries.filter(|entry| entry.path().is_dir()).map(|entry| entry.file_name().into_string().unwrap()).collect()
}

fn unique<'a>(names: impl Iterator<Item = &'a str>) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    for name in names {
        assert!(seen.insert(name.to_owned()), "`{name}` stands twice");
    }
    seen
}

#[test]
fn every_ecosystem_folder_has_its_collectors_and_test_data() {
    let names = unique(collect::ALL.iter().map(|collector| collector.name()));
    let types: BTreeSet<String> = names.iter().map(|name| name.split('/').next().unwrap().to_owned()).collect();
    assert_eq!(types, folders("src/collect"));
    for purl_type in types {
        assert!(folders("testdata").contains(&purl_type), "testdata/{purl_type} is missing");
    }
}

#[test]
fn every_check_folder_has_its_check_and_test_data() {
    let names = unique(verify::ALL.iter().map(|check| check.name()));
    assert_eq!(names.len(), folders("src/verify").len());
    for name in names {
        assert!(folders("testdata/verify").contains(&name), "testdata/verify/{name} is missing");
    }
}

#[test]
fn every_parser_has_a_fuzz_target_with_a_corpus() {
    let files = std::fs::read_dir(sources::root().join("tests/fuzz/fuzz_targets")).unwrap();
    let name = |path: std::path::PathBuf| path.file_stem().unwrap().to_str().unwrap().to_owned();
    let targets: BTreeSet<String> = files.map(|entry| name(entry.unwrap().path())).collect();
    assert_eq!(targets, folders("tests/fuzz/corpus"));
    let collectors = collect::ALL.iter().map(|collector| collector.name().rsplit('/').next().unwrap().to_owned());
    // What several formats share has no syntax of its own.
    let shared = |folder: &String| ["convert", "fact", "json", "tree"].contains(&folder.as_str());
    for parser in collectors.chain(folders("src/format").into_iter().filter(|folder| !shared(folder))) {
        assert!(targets.contains(&parser), "`{parser}` has no fuzz target");
    }
}

#[test]
fn format_and_rendering_names_are_unique() {
    unique(format::ALL.iter().map(|format| format.name()));
    unique(report::ALL.iter().map(|rendering| rendering.name()));
}

#[test]
fn finding_codes_are_unique_and_fully_explained() {
    unique(report::codes().iter().map(|code| code.code));
    for check in verify::ALL {
        for code in check.codes() {
            assert!(code.code.starts_with(&format!("{}.", check.name())), "{} belongs to another check", code.code);
        }
    }
    for code in report::codes() {
        for (what, text) in [
            ("title", code.title),
            ("why", code.why),
            ("example", code.example),
            ("mend", code.mend),
            ("wrong_when", code.wrong_when),
        ] {
            assert!(text.len() > 4, "{}: {what} is missing", code.code);
        }
        assert!(
            !code.title.ends_with('.') && !code.title.starts_with(char::is_uppercase),
            "{}: {}",
            code.code,
            code.title
        );
    }
}

#[test]
fn every_finding_code_is_given_somewhere() {
    // A code that no line of the library uses would be a promise without a check behind it.
    let code: String = sources::all().iter().map(|source| source.code.as_str()).collect();
    for known in report::codes() {
        let quoted = format!("\"{}\"", known.code);
        let at = code.find(&quoted).unwrap_or_else(|| panic!("{} is defined in no source file", known.code));
        let name =
            code[..at].rfind("static ").map(|start| code[start + 7..at].split(':').next().unwrap_or_default().trim());
        let name = name.unwrap_or_else(|| panic!("{} is not a static", known.code));
        let uses = code.match_indices(name).count();
        assert!(uses >= 3, "{} ({name}) is defined and listed, but never given", known.code);
    }
}

/// Returns the README with its generated tables made anew.
fn readme(text: &str) -> String {
    let mut text = text.to_owned();
    let row = |name: &str, about: &str| format!("| `{name}` | {about} |\n");
    let collectors: Vec<String> = collect::ALL.iter().map(|one| row(one.name(), one.about())).collect();
    let formats = format::ALL.iter().map(|format| {
        let versions = if format.versions().is_empty() { "-".to_owned() } else { format.versions().join(", ") };
        format!("| `{}` | {versions} | {} |\n", format.name(), format.about())
    });
    let checks: Vec<String> = verify::ALL.iter().map(|one| row(one.name(), one.about())).collect();
    for (name, head, rows) in [
        ("collectors", "| collector | reads |\n|---|---|\n", collectors.concat()),
        ("formats", "| format | versions | what |\n|---|---|---|\n", formats.collect::<Vec<String>>().concat()),
        ("checks", "| check | asks |\n|---|---|\n", checks.concat()),
    ] {
        let (start, end) = (format!("<!-- {name} -->\n"), format!("<!-- /{name} -->"));
        let from = text.find(&start).unwrap_or_else(|| panic!("README.md has no {start}")) + start.len();
        let to = text.find(&end).unwrap_or_else(|| panic!("README.md has no {end}"));
        text.replace_range(from..to, &format!("{head}{rows}"));
    }
    text
}

#[test]
fn the_readme_tables_are_current() {
    let path = sources::root().join("README.md");
    let text = std::fs::read_to_string(&path).unwrap();
    let made = readme(&text);
    if std::env::var_os("UPDATE_GOLDEN").is_some() && made != text {
        std::fs::write(&path, &made).unwrap();
    } else {
        assert!(made == text, "README.md: a generated table is old; run `UPDATE_GOLDEN=1 cargo test`");
    }
}

#[test]
fn the_policy_schema_names_every_check() {
    let text = std::fs::read_to_string(sources::root().join("schemas/bonafide.schema.json")).unwrap();
    let schema: serde_json::Value = serde_json::from_str(&text).unwrap();
    let listed = &schema["properties"]["policy"]["properties"]["require"]["items"]["enum"];
    let names: Vec<&str> = verify::ALL.iter().map(|check| check.name()).collect();
    assert_eq!(*listed, serde_json::json!(names));
}

#[test]
fn the_project_names_no_machine_of_its_makers() {
    for source in sources::all() {
        for word in ["/root/", "/home/", "/Users/"] {
            assert!(!source.code.contains(word), "{} names {word}", source.path);
        }
    }
    assert!(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.lock").is_file());
}
