//! What cargo would build of a package: its library, its programs, and its tests.

use std::path::Path;

use super::manifest::{Binary, Library, Manifest};

/// What cargo would build of a package.
#[derive(Debug)]
pub(super) struct Targets {
    pub(super) built: Built,
    /// For all that uses what tests alone need (tests, examples, benchmarks, and the tests inside of the rest) the features without which it is not built.
    pub(super) tests: Vec<Vec<String>>,
}

/// What cargo would build of a package without its tests.
#[derive(Debug)]
pub(super) enum Built {
    /// A library, or a program that needs no feature.
    Always,
    /// Programs, each only with all of its features.
    With(Vec<Vec<String>>),
}

/// Returns what cargo would build of a package.
pub(super) fn targets(manifest: &Manifest, folder: &Path) -> Targets {
    Targets { built: built(manifest, folder), tests: tests(manifest, folder) }
}

fn built(manifest: &Manifest, folder: &Path) -> Built {
    let has_library = || manifest.lib.is_some() || folder.join("src/lib.rs").is_file();
    let is_plain = |binary: &Binary| binary.required_features.is_empty();
    if manifest.bin.iter().any(is_plain) || has_library() {
        return Built::Always;
    }
    let Some(package) = &manifest.package else { return Built::Always };
    if package.autobins != Some(false) && has_unlisted(&manifest.bin, &programs(&package.name, folder)) {
        return Built::Always;
    }
    Built::With(manifest.bin.iter().map(|it| it.required_features.clone()).collect())
}

fn tests(manifest: &Manifest, folder: &Path) -> Vec<Vec<String>> {
    let mut needs = Vec::new();
    if manifest.lib.as_ref().map_or_else(|| folder.join("src/lib.rs").is_file(), Library::is_tested) {
        needs.push(Vec::new());
    }
    let programs = match &manifest.package {
        Some(package) if package.autobins != Some(false) => programs(&package.name, folder),
        _ => Vec::new(),
    };
    let kinds = [
        (&manifest.bin, programs),
        (&manifest.test, files(folder, "tests")),
        (&manifest.example, files(folder, "examples")),
        (&manifest.bench, files(folder, "benches")),
    ];
    for (listed, found) in kinds {
        needs.extend(listed.iter().map(|it| it.required_features.clone()));
        if has_unlisted(listed, &found) {
            needs.push(Vec::new());
        }
    }
    needs
}

/// Returns whether any of the files that cargo would find is not in the manifest's list, so that it needs no feature.
fn has_unlisted(listed: &[Binary], found: &[(String, String)]) -> bool {
    let is_listed = |(name, path): &(String, String)| {
        listed.iter().any(|it| it.name.as_ref() == Some(name) || it.path.as_ref() == Some(path))
    };
    !found.iter().all(is_listed)
}

/// Returns the programs that cargo would find in a package, each with its name and file.
fn programs(package: &str, folder: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    if folder.join("src/main.rs").is_file() {
        found.push((package.to_owned(), "src/main.rs".to_owned()));
    }
    found.extend(files(folder, "src/bin"));
    found
}

/// Returns the targets that cargo would find below a folder of a package, each with its name and file.
fn files(folder: &Path, below: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let entries = std::fs::read_dir(folder.join(below)).into_iter().flatten().flatten();
    for file in entries.filter_map(|entry| entry.file_name().into_string().ok()) {
        if let Some(name) = file.strip_suffix(".rs") {
            found.push((name.to_owned(), format!("{below}/{file}")));
        } else if folder.join(below).join(&file).join("main.rs").is_file() {
            found.push((file.clone(), format!("{below}/{file}/main.rs")));
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
