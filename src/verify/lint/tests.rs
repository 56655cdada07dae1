#![expect(
    clippy::disallowed_methods,
    reason = "test data is trusted, and the variable is for the person who runs the tests"
)]

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use super::*;
use crate::model::Outcome;

pub(super) fn now() -> Timestamp {
    "2026-11-23T12:00:00Z".parse().unwrap()
}

pub(super) fn lint(text: &str) -> Vec<Item> {
    Linter::default().lint("bom.json", text.as_bytes(), &Options::new(now())).report.items
}

fn cases() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/verify/lint");
    let mut cases: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.sort();
    cases
}

fn outcome(case: &Path) -> CheckReport {
    let document = fs::read_dir(case).unwrap().map(|entry| entry.unwrap().path());
    let document =
        document.into_iter().find(|path| path.file_stem().is_some_and(|stem| stem == "document")).expect("a document");
    let names = fs::read_to_string(case.join("profiles.txt")).unwrap_or_default();
    let profiles = names.lines().map(|name| find_profile(name).expect("a profile")).collect();
    let name = document.file_name().unwrap().to_str().unwrap().to_owned();
    let options = Options { profiles, ..Options::new(now()) };
    Linter::default().lint(&name, &fs::read(&document).unwrap(), &options).report
}

fn told(report: &CheckReport) -> String {
    let mut text = format!("outcome {}, passed {}\n", report.outcome(Level::Error), report.passed);
    for line in &report.coverage {
        writeln!(text, "  {line}").unwrap();
    }
    for item in &report.items {
        let place = item.place.as_ref().unwrap();
        write!(text, "{} {} {}:{} {}", item.level, item.code, place.line, place.column, place.pointer).unwrap();
        writeln!(text, " | {}", item.subject).unwrap();
        for (name, value) in [("expected", &item.expected), ("found", &item.found)] {
            if let Some(value) = value {
                writeln!(text, "    {name} {value}").unwrap();
            }
        }
        for (name, values) in [("rests on", &item.rests_on), ("hint", &item.hints)] {
            for value in values {
                writeln!(text, "    {name} {value}").unwrap();
            }
        }
    }
    text
}

#[test]
fn golden_cases_hold() {
    let mut wrong = Vec::new();
    for case in cases() {
        assert!(case.join("case.md").is_file(), "{} must say where it came from", case.display());
        let found = told(&outcome(&case));
        let path = case.join("expected.txt");
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            fs::write(&path, &found).unwrap();
        } else if fs::read_to_string(&path).unwrap_or_default() != found {
            wrong.push((case, found));
        }
    }
    assert!(wrong.is_empty(), "cases differ from their expected.txt: {wrong:#?}");
}

#[test]
fn every_code_is_found_in_some_case() {
    let found: BTreeSet<&str> = cases().iter().flat_map(|case| outcome(case).items).map(|item| item.code).collect();
    // No case of ours is that large.
    let elsewhere = ["lint.too-large"];
    let missing: Vec<&str> = Lint
        .codes()
        .iter()
        .map(|code| code.code)
        .filter(|code| !found.contains(code) && !elsewhere.contains(code))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn sound_documents_give_nothing_and_pass() {
    for case in cases().iter().filter(|case| case.to_str().unwrap().contains("sound")) {
        let report = outcome(case);
        assert_eq!(report.items, [], "{}", case.display());
        assert_eq!(report.outcome(Level::Note), Outcome::Pass);
    }
}

#[test]
fn a_document_that_is_too_large_is_no_pass() {
    let report = too_large("bom.json", 10);
    assert_eq!((report.outcome(Level::Error), report.items[0].code), (Outcome::Unchecked, "lint.too-large"));
}

#[test]
fn a_document_without_a_schema_does_not_pass() {
    let report = outcome(&cases().into_iter().find(|case| case.ends_with("old-version")).unwrap());
    assert_eq!(report.outcome(Level::Error), Outcome::Unchecked);
}

#[test]
fn a_document_without_components_meets_no_profile() {
    for profile in PROFILES {
        let text = r#"{"bomFormat":"CycloneDX","specVersion":"1.6","version":1,"components":[]}"#;
        let options = Options { profiles: vec![profile], ..Options::new(now()) };
        let report = Linter::default().lint("bom.json", text.as_bytes(), &options).report;
        assert_eq!(report.outcome(Level::Error), Outcome::Fail, "{}", profile.name);
        assert!(report.coverage.iter().any(|line| line.contains("FAIL")), "{:?}", report.coverage);
    }
}

#[test]
fn findings_of_one_code_are_counted_past_a_bound() {
    let components: Vec<String> =
        (0..3000).map(|at| format!(r#"{{"type":"library","bom-ref":"c{at}","name":"c{at}","version":""}}"#)).collect();
    let text = format!(
        r#"{{"bomFormat":"CycloneDX","specVersion":"1.6","version":1,"components":[{}]}}"#,
        components.join(",")
    );
    let items = lint(&text);
    let empty: Vec<&Item> = items.iter().filter(|item| item.code == "lint.empty-value").collect();
    assert_eq!(empty.len(), finding::LISTED + 1);
    assert_eq!(empty.last().unwrap().subject, "2000 more places in bom.json");
    assert_eq!(empty[999].place.as_ref().unwrap().pointer, "/components/999/version");
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let texts: Vec<Vec<u8>> =
        cases().iter().map(|case| fs::read(case.join("document.json")).unwrap_or_default()).collect();
    let run = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| {
            let linter = Linter::default();
            texts.iter().map(|text| linter.lint("x", text, &Options::new(now())).report).collect::<Vec<_>>()
        })
    };
    assert_eq!(run(1), run(4));
}
