//! What cargo would build of a package: its library, its programs, and whether it has tests.

use std::path::Path;

use super::manifest::{Binary, Manifest};

/// What cargo would build of a package.
#[derive(Debug)]
pub(super) enum Targets {
    /// A library, or a program that needs no feature.
    Always,
    /// Programs, each only with all of its features, and perhaps tests, examples or benchmarks.
    With { programs: Vec<Vec<String>>, has_tests: bool },
}

/// Returns what cargo would build of a package.
pub(super) fn targets(manifest: &Manifest, folder: &Path) -> Targets {
    let has_library = || manifest.lib.is_some() || folder.join("src/lib.rs").is_file();
    let is_plain = |binary: &Binary| binary.required_features.is_empty();
    if manifest.bin.iter().any(is_plain) || has_library() {
        return Targets::Always;
    }
    let Some(package) = &manifest.package else { return Targets::Always };
    let is_listed = |(name, path): &(String, String)| {
        manifest.bin.iter().any(|it| it.name.as_ref() == Some(name) || it.path.as_ref() == Some(path))
    };
    if package.autobins != Some(false) && programs(&package.name, folder).iter().any(|found| !is_listed(found)) {
        return Targets::Always;
    }
    let is_listed = !manifest.test.is_empty() || !manifest.example.is_empty() || !manifest.bench.is_empty();
    let has_tests = is_listed || ["tests", "examples", "benches"].iter().any(|name| folder.join(name).is_dir());
    Targets::With { programs: manifest.bin.iter().map(|it| it.required_features.clone()).collect(), has_tests }
}

/// Returns the programs that cargo would find in a package, each with its name and file.
fn programs(package: &str, folder: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    if folder.join("src/main.rs").is_file() {
        found.push((package.to_owned(), "src/main.rs".to_owned()));
    }
    let entries = std::fs::read_dir(folder.join("src/bin")).into_iter().flatten().flatten();
    for file in entries.filter_map(|entry| entry.file_name().into_string().ok()) {
        if let Some(name) = file.strip_suffix(".rs") {
            found.push((name.to_owned(), format!("src/bin/{file}")));
        } else if folder.join("src/bin").join(&file).join("main.rs").is_file() {
            found.push((file.clone(), format!("src/bin/{file}/main.rs")));
        }
    }
    found
}

/// Returns whether cargo would find a program in a package that lists none.
pub(super) fn has_binary(folder: &Path) -> bool {
    if folder.join("src/main.rs").is_file() {
        return true;
    }
    let Ok(entries) = std::fs::read_dir(folder.join("src/bin")) else { return false };
    entries.flatten().any(|entry| {
        let path = entry.path();
        path.extension().is_some_and(|extension| extension == "rs") || path.join("main.rs").is_file()
    })
}
