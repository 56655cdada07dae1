//! A module imports only what stands below it, and siblings of one stage do not import each other.

use crate::sources::{self, Source};

const LAYERS: &[&str] = &[
    "limits",
    "model",
    "source",
    "system",
    "binary",
    "net",
    "format",
    "signature",
    "collect",
    "store",
    "verify",
    "policy",
    "report",
];

/// Stages whose plugins must not know each other.
const STAGES: &[&str] = &["collect", "verify"];

/// Every path that the code names from the crate's root, braces opened; `super` is followed upwards.
fn named_paths(source: &Source) -> Vec<(usize, String)> {
    let mut folder: Vec<&str> = source.path.trim_end_matches(".rs").trim_end_matches("/mod").split('/').collect();
    let mut named = Vec::new();
    for (index, line) in source.code.lines().enumerate() {
        let line = line.split("//").next().unwrap_or_default();
        let absolute = line.match_indices("crate::").map(|(at, _)| &line[at + "crate::".len()..]);
        named.extend(absolute.flat_map(opened).map(|path| (index + 1, path)));
    }
    // `super::` in a module of `a/b` names things of `a`.
    let mut marker = String::from("super::");
    while folder.pop().is_some() && !folder.is_empty() {
        for (index, line) in source.code.lines().enumerate() {
            let starts = line.match_indices(&marker).filter(|(at, _)| !line[..*at].ends_with("super::"));
            let below = starts.map(|(at, _)| &line[at + marker.len()..]).filter(|rest| !rest.starts_with("super::"));
            let paths = below.flat_map(opened).map(|path| (index + 1, format!("{}::{path}", folder.join("::"))));
            named.extend(paths);
        }
        marker.push_str("super::");
    }
    named
}

/// The paths that a text begins with: one, or those in braces behind it.
fn opened(text: &str) -> Vec<String> {
    let is_part = |c: &char| c.is_alphanumeric() || matches!(c, '_' | ':');
    let head: String = text.chars().take_while(is_part).collect();
    match text[head.len()..].strip_prefix('{') {
        None => vec![head],
        Some(list) => {
            let parts = list.split(['{', '}', ',', ';']).map(|part| part.trim().chars().take_while(is_part));
            parts.map(|part| format!("{head}{}", part.collect::<String>())).collect()
        }
    }
}

fn faults(source: &Source) -> Vec<String> {
    let own = source.path.trim_end_matches(".rs").split('/').collect::<Vec<_>>();
    let Some(level) = LAYERS.iter().position(|layer| *layer == own[0]) else { return Vec::new() };
    let mut faults = Vec::new();
    for (line, path) in named_paths(source) {
        let parts: Vec<&str> = path.split("::").collect();
        if let Some(used) = LAYERS.iter().position(|layer| *layer == parts[0])
            && used > level
        {
            faults.push(format!("src/{}:{line}: `{}` must not import `{}`", source.path, own[0], parts[0]));
        }
        let crossing = STAGES.contains(&own[0]) && own.len() > 2 && parts[0] == own[0];
        let sibling = parts.get(1).filter(|name| !name.is_empty() && **name != own[1]);
        if let Some(sibling) = sibling.filter(|name| crossing && is_folder(own[0], name)) {
            faults.push(format!("src/{}:{line}: `{}` must not import its sibling `{sibling}`", source.path, own[1]));
        }
    }
    faults
}

fn is_folder(stage: &str, name: &str) -> bool {
    sources::root().join("src").join(stage).join(name).is_dir()
}

#[test]
fn modules_import_only_what_stands_below_them() {
    let faults: Vec<String> = sources::all().iter().flat_map(faults).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_module_of_the_library_has_its_layer() {
    for source in sources::all() {
        let first = source.path.trim_end_matches(".rs").split('/').next().unwrap().to_owned();
        assert!(
            ["lib", "bin"].contains(&first.as_str()) || LAYERS.contains(&first.as_str()),
            "{}: in no layer",
            source.path
        );
    }
}

#[test]
fn an_upward_import_is_found() {
    let planted = |path: &str, code: &str| Source { path: path.to_owned(), code: code.to_owned() };
    assert_eq!(faults(&planted("model/digest.rs", "use crate::verify::Check;")).len(), 1);
    assert_eq!(faults(&planted("format/mod.rs", "use crate::{limits, net};")).len(), 0);
    assert_eq!(faults(&planted("collect/cargo/mod.rs", "fn f() { crate::report::find(\"x\"); }")).len(), 1);
    assert_eq!(faults(&planted("verify/digest/mod.rs", "use crate::verify::vendor::Register;")).len(), 1);
    assert_eq!(faults(&planted("verify/digest/mod.rs", "use crate::verify::{Input, vendor::Register};")).len(), 1);
    assert_eq!(faults(&planted("verify/digest/mod.rs", "use crate::verify::{Input, VerifyError};")).len(), 0);
    assert_eq!(faults(&planted("verify/digest/mod.rs", "use super::vendor::Register;")).len(), 1);
    assert_eq!(faults(&planted("verify/digest/tree.rs", "use super::super::vendor::Register;")).len(), 1);
    assert_eq!(faults(&planted("verify/digest/tree.rs", "use super::codes;")).len(), 0);
    assert_eq!(faults(&planted("policy/mod.rs", "use crate::verify::vendor::Register;")).len(), 0);
}
