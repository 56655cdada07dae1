#![expect(
    clippy::disallowed_methods,
    reason = "test data is trusted, and the variable is for the person who runs the tests"
)]

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use super::*;

/// Writes an archive with members of these names; the first one holds the text.
fn archive(members: &Value, text: &str) -> Vec<u8> {
    let mut bytes = b"!<arch>\n".to_vec();
    for (place, name) in members.as_array().unwrap().iter().enumerate() {
        let name = name.as_str().unwrap();
        let mut data = name.as_bytes().to_vec();
        if place == 0 {
            data.extend_from_slice(format!("\0{text}\0").as_bytes());
        }
        bytes.extend(format!("#1/{:<13}{:<12}{:<6}{:<6}{:<8}{:<10}`\n", name.len(), 0, 0, 0, 644, data.len()).bytes());
        bytes.extend_from_slice(&data);
        if data.len() % 2 == 1 {
            bytes.push(b'\n');
        }
    }
    bytes
}

/// Writes a file, or, where its text begins with an arrow, a link.
fn put(root: &Path, path: &str, content: &Value) -> bool {
    let path = root.join(path.trim_start_matches('/'));
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    match content.as_str() {
        #[cfg(unix)]
        Some(text) if text.starts_with("-> ") => std::os::unix::fs::symlink(&text[3..], path).unwrap(),
        #[cfg(not(unix))]
        Some(text) if text.starts_with("-> ") => return false,
        Some(text) => fs::write(path, text).unwrap(),
        None => fs::write(path, archive(&content["members"], content["text"].as_str().unwrap_or_default())).unwrap(),
    }
    true
}

/// What a case gives, as text; none where this machine cannot hold its files.
fn outcome(case: &Value) -> Option<String> {
    let folder = tempfile::tempdir().unwrap();
    let (package, out, root) = (folder.path().join("package"), folder.path().join("out"), folder.path().join("root"));
    for each in [&package, &out, &root] {
        fs::create_dir(each).unwrap();
    }
    for (files, below) in [("package", &package), ("system", &root), ("archives", &out)] {
        let mut files: Vec<_> = case[files].as_object().unwrap().iter().collect();
        // A link may take the place of a folder.
        files.sort_by_key(|(_, content)| !content.as_str().is_some_and(|text| text.starts_with("-> ")));
        for (path, content) in files {
            let below = if path.starts_with('/') { &root } else { below };
            if !put(below, path, content) {
                return None;
            }
        }
    }
    let texts = |key: &str| -> Vec<String> {
        let texts = case[key].as_array().unwrap().iter().map(|text| text.as_str().unwrap());
        texts.map(|text| text.replace("$OUT_DIR", out.to_str().unwrap())).collect()
    };
    let (linked_libs, linked_paths) = (texts("linked_libs"), texts("linked_paths"));
    let script = Script {
        name: case["name"].as_str().unwrap(),
        version: case["version"].as_str().unwrap(),
        folder: &package,
        linked_libs: &linked_libs,
        linked_paths: &linked_paths,
        out_dir: Some(&out),
        target: case["target"].as_str().unwrap(),
    };
    let system = System::open(&root);
    let report = examine(&script, &system);
    let mut text = format!("completeness {:?}\n", report.completeness);
    for (key, value) in &report.marks {
        writeln!(text, "mark {key} = {value}").unwrap();
    }
    for problem in &report.problems {
        writeln!(text, "problem {}: {}", problem.path, problem.message).unwrap();
    }
    for native in &report.natives {
        write(&mut text, native);
    }
    assert!(!text.contains(folder.path().to_str().unwrap()), "a path of this machine: {text}");
    Some(text)
}

fn write(text: &mut String, native: &Native) {
    let component = &native.component;
    let version = component.version.as_deref().unwrap_or("-");
    writeln!(text, "\n{:?} {} {version}: {:?}, {:?}", component.kind, component.name, native.linkage, native.certainty)
        .unwrap();
    if let Some(purl) = &component.purl {
        writeln!(text, "  purl {purl}").unwrap();
    }
    for identifier in &component.identifiers {
        writeln!(text, "  {}", identifier.value).unwrap();
    }
    for digest in &component.digests {
        writeln!(text, "  {} {}", digest.scope.name(), digest.digest).unwrap();
    }
    for (key, value) in &component.properties {
        writeln!(text, "  {key} = {value}").unwrap();
    }
    for evidence in &component.evidence {
        writeln!(text, "  from {}{}", evidence.path, evidence.line.map(|line| format!(":{line}")).unwrap_or_default())
            .unwrap();
    }
}

#[test]
fn golden_cases_hold() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/native");
    let mut cases: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.sort();
    let mut wrong = Vec::new();
    for case in &cases {
        assert!(case.join("case.md").is_file(), "{} must say where it came from", case.display());
        let input = serde_json::from_slice(&fs::read(case.join("case.json")).unwrap()).unwrap();
        let Some(found) = outcome(&input) else {
            println!("skipped: {} needs symbolic links", case.display());
            continue;
        };
        let path = case.join("expected.txt");
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            fs::write(&path, &found).unwrap();
        } else if fs::read_to_string(&path).unwrap_or_default() != found {
            wrong.push(case);
        }
    }
    assert!(wrong.is_empty() && !cases.is_empty(), "cases differ from their expected.txt: {wrong:#?}");
}

#[test]
fn sources_without_a_build_are_only_said_to_be_there() {
    let folder = tempfile::tempdir().unwrap();
    let file = |path: &str, text: &str| {
        put(folder.path(), path, &Value::String(text.to_owned()));
    };
    file("src/zlib/zlib.h", "#define ZLIB_VERSION \"1.3.2\"\n");
    file("src/zlib/inflate.c", "");
    file("headers/sqlite3.h", "#define SQLITE_VERSION \"3.46.0\"\n");
    let found = bundled("libz-sys-1.1.31/", "1.1.31", folder.path()).components;
    let purls: Vec<String> = found.iter().map(|it| it.purl.as_ref().unwrap().to_string()).collect();
    assert_eq!(purls, ["pkg:generic/zlib@1.3.2"], "headers alone are no sources");
    let evidence = &found[0].evidence[0];
    assert_eq!((evidence.path.as_str(), evidence.line), ("libz-sys-1.1.31/src/zlib/zlib.h", Some(1)));
    assert_eq!(found[0].properties.get("native:compiled").map(String::as_str), Some("unknown"));
    assert_eq!(bundled("", "1.1.31", &folder.path().join("nowhere")), Bundled::default());
}
