//! Golden cases: a folder with `input`, perhaps a cache in `home`, and `expected.json`, a dump of the model.
//!
//! `UPDATE_GOLDEN=1 cargo test` writes what is found; every difference is to be read.
#![expect(
    clippy::disallowed_methods,
    reason = "test data is trusted, and the variable is for the person who runs the tests"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::{CollectError, Depth, Options, Projects, Selection, collect};
use crate::model::{Component, Inventory, Problem};

/// Compares every case of a folder with what it expects.
pub(super) fn check_all(folder: &str, purl_type: &'static str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut cases: Vec<PathBuf> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.sort();
    assert!(!cases.is_empty(), "no case in {}", folder.display());
    let mut wrong = Vec::new();
    for case in cases {
        assert!(case.join("case.md").is_file(), "{} must say where it came from", case.display());
        let found = serde_json::to_string_pretty(&outcome(&case, purl_type)).unwrap() + "\n";
        let path = case.join("expected.json");
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            fs::write(&path, &found).unwrap();
        } else if fs::read_to_string(&path).unwrap_or_default() != found {
            wrong.push(case);
        }
    }
    assert!(wrong.is_empty(), "cases differ from their expected.json: {wrong:#?}");
}

fn outcome(case: &Path, purl_type: &'static str) -> Value {
    let mut caches = BTreeMap::new();
    let home = case.join("home");
    if home.is_dir() {
        caches.insert(purl_type, home);
    }
    let run = |depth| {
        let selection = Selection::default();
        let options = Options { depth, projects: Projects::Topmost, caches: &caches, selection: &selection };
        match collect(&case.join("input"), &options) {
            Ok(inventory) => dump(&inventory),
            Err(error) => refusal(&error),
        }
    };
    let (lock, all) = (run(Depth::LockOnly), run(Depth::Manifests));
    if lock == all { all } else { json!({ "lock only": lock, "with manifests": all }) }
}

fn refusal(error: &CollectError) -> Value {
    match error {
        CollectError::NothingReadable { problems } => {
            json!({ "error": "nothing readable", "problems": problems.iter().map(problem).collect::<Vec<_>>() })
        }
        CollectError::NothingApplicable { .. } => json!({ "error": "nothing applicable" }),
        CollectError::NothingFound { .. } => json!({ "error": "nothing found" }),
        other => json!({ "error": other.to_string() }),
    }
}

/// Returns an inventory as JSON, leaving out what is empty.
fn dump(inventory: &Inventory) -> Value {
    let name = |id| {
        let component: &Component = inventory.component(id);
        let identity = component.purl.as_ref().map_or("", |purl| purl.as_str());
        format!("{} {} {identity}", component.name, component.version.as_deref().unwrap_or_default())
            .trim_end()
            .to_owned()
    };
    let edges: Vec<String> = inventory
        .edges
        .iter()
        .map(|edge| {
            let optional = if edge.optional { " optional" } else { "" };
            let target = edge.target.as_ref().map(|target| format!(" on {target}")).unwrap_or_default();
            format!("{} -> {}: {:?}{optional}{target}", name(edge.from), name(edge.to), edge.kind)
        })
        .collect();
    let completeness: BTreeMap<String, String> =
        inventory.completeness.iter().map(|(id, value)| (name(*id), format!("{value:?}"))).collect();
    tidy(json!({
        "root": inventory.subject.root.map(name),
        "subject": inventory.subject.properties.iter().collect::<BTreeMap<_, _>>(),
        "components": inventory.components.iter().map(component).collect::<Vec<_>>(),
        "edges": edges,
        "completeness": completeness,
        "problems": inventory.problems.iter().map(problem).collect::<Vec<_>>(),
    }))
}

fn component(component: &Component) -> Value {
    let text = |value: &dyn std::fmt::Debug| format!("{value:?}");
    let evidence = component.evidence.iter().map(|evidence| {
        let line = evidence.line.map(|line| format!(":{line}")).unwrap_or_default();
        format!("{}{line} by {}", evidence.path, evidence.method)
    });
    let parties =
        |author: &crate::model::Party| format!("{} <{}>", author.name, author.email.as_deref().unwrap_or_default());
    tidy(json!({
        "name": component.name,
        "version": component.version,
        "kind": text(&component.kind),
        "purl": component.purl.as_ref().map(ToString::to_string),
        "origin": text(&component.origin),
        "digests": component.digests.iter().map(|digest| format!("{} {}", digest.scope.name(), digest.digest)).collect::<Vec<_>>(),
        "license": component.license.as_ref().map(|license| text(license)),
        "authors": component.authors.iter().map(parties).collect::<Vec<_>>(),
        "description": component.description,
        "repository": component.repository,
        "homepage": component.homepage,
        "documentation": component.documentation,
        "usage": text(&component.usage),
        "links": component.links,
        "properties": component.properties.iter().collect::<BTreeMap<_, _>>(),
        "evidence": evidence.collect::<Vec<_>>(),
    }))
}

fn problem(problem: &Problem) -> Value {
    tidy(json!({
        "kind": format!("{:?}", problem.kind),
        "path": problem.path,
        "line": problem.line,
        "message": problem.message,
        "hints": problem.hints,
    }))
}

fn tidy(value: Value) -> Value {
    let Value::Object(fields) = value else { return value };
    let is_empty = |value: &Value| match value {
        Value::Null => true,
        Value::Array(list) => list.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        _ => false,
    };
    Value::Object(fields.into_iter().filter(|(_, value)| !is_empty(value)).collect())
}
