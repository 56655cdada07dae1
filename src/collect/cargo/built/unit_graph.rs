//! The unit graph of a build, as `cargo build --unit-graph` prints it.
//!
//! Spec: The Cargo Book, "Unstable Features", `unit-graph`, version 1.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::message::{Messages, Unit, UnitProfile, UnitTarget};
use super::plan::{PlannedPlatform, PlannedUnit};
use crate::collect::CollectError;

/// All units of a build, as cargo planned it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UnitGraph {
    /// The name of the file that it was read from.
    pub name: String,
    /// The units, without runs of build scripts.
    pub units: Vec<PlannedUnit>,
    /// Places of those that were asked for, in the order of the file.
    pub roots: Vec<usize>,
}

#[derive(Deserialize)]
struct Raw {
    version: u32,
    units: Vec<RawUnit>,
    roots: Vec<usize>,
}

#[derive(Deserialize)]
struct RawUnit {
    pkg_id: String,
    target: UnitTarget,
    profile: UnitProfile,
    platform: Option<String>,
    mode: String,
    #[serde(default)]
    features: Vec<String>,
    #[serde(default)]
    dependencies: Vec<RawNeed>,
}

#[derive(Deserialize)]
struct RawNeed {
    index: usize,
}

/// The mode of a run of a build script.
const RUN: &str = "run-custom-build";

/// Reads a unit graph. `name` is what it is called in messages.
///
/// # Errors
/// [`CollectError::Syntax`] when it is none, has another version than 1, or names a unit that is not there.
pub fn parse_unit_graph(name: &str, bytes: &[u8]) -> Result<UnitGraph, CollectError> {
    let hint = "cargo +nightly build --unit-graph -Zunstable-options > graph.json";
    let raw: Raw = serde_json::from_slice(bytes).map_err(|error| fault(name, Some(&error), error.to_string(), hint))?;
    if raw.version != 1 {
        return Err(fault(name, None, format!("expected a unit graph of version 1, found {}", raw.version), hint));
    }
    let count = raw.units.len();
    let needs = raw.units.iter().flat_map(|unit| unit.dependencies.iter().map(|need| need.index));
    if let Some(index) = needs.chain(raw.roots.iter().copied()).find(|index| *index >= count) {
        return Err(fault(name, None, format!("expected a unit below {count}, found {index}"), hint));
    }
    // Runs of scripts are taken out: who needs a run needs the script, and what a script hands on to another package is no part of that.
    let mut places = Vec::with_capacity(count);
    let mut next = 0;
    for unit in &raw.units {
        let is_kept = is_compiled(unit);
        places.push(is_kept.then_some(next));
        next += usize::from(is_kept);
    }
    let place = |at: usize| places.get(at).copied().flatten();
    let needs = |unit: &RawUnit| {
        let mut needs: Vec<usize> = Vec::with_capacity(unit.dependencies.len());
        for to in unit.dependencies.iter().map(|need| need.index) {
            match raw.units.get(to) {
                Some(run) if run.mode == RUN && run.pkg_id == unit.pkg_id => {
                    needs.extend(run.dependencies.iter().filter_map(|need| place(need.index)));
                }
                _ => needs.extend(place(to)),
            }
        }
        needs.sort_unstable();
        needs.dedup();
        needs
    };
    let planned = |unit: &RawUnit| PlannedUnit {
        unit: Unit {
            package_id: unit.pkg_id.clone(),
            target: unit.target.clone(),
            profile: UnitProfile { test: matches!(unit.mode.as_str(), "test" | "bench"), ..unit.profile.clone() },
            features: unit.features.clone(),
            ..Unit::default()
        },
        needs: needs(unit),
        platform: unit.platform.clone().map_or(PlannedPlatform::Host, PlannedPlatform::Target),
    };
    let units = raw.units.iter().filter(|unit| is_compiled(unit)).map(planned).collect();
    Ok(UnitGraph { name: name.to_owned(), units, roots: raw.roots.iter().filter_map(|root| place(*root)).collect() })
}

fn is_compiled(unit: &RawUnit) -> bool {
    matches!(unit.mode.as_str(), "build" | "test" | "bench" | "check")
}

/// Returns the error of a file of cargo's that is none.
pub(super) fn fault(name: &str, error: Option<&serde_json::Error>, message: String, hint: &str) -> CollectError {
    let line = error.and_then(|error| u32::try_from(error.line()).ok()).filter(|line| *line > 0);
    CollectError::Syntax { path: name.to_owned(), line, message, hints: vec![hint.to_owned()] }
}

impl UnitGraph {
    /// Returns the platforms that were named, sorted, as they are called in paths.
    #[must_use]
    pub fn triples(&self) -> Vec<String> {
        let platform = |unit: &PlannedUnit| match &unit.platform {
            PlannedPlatform::Target(platform) => Some(super::plan::stem(platform).to_owned()),
            PlannedPlatform::Host | PlannedPlatform::Unstated => None,
        };
        let mut triples: Vec<String> = self.units.iter().filter_map(platform).collect();
        triples.sort();
        triples.dedup();
        triples
    }

    /// Returns the messages that a build by this plan would give, below a target folder; `host` is the triple of the machine that builds.
    pub(super) fn messages(&self, target: &Path, host: &str) -> Messages {
        let roots: BTreeSet<usize> = self.roots.iter().copied().collect();
        let mut units = Vec::with_capacity(self.units.len());
        for (at, planned) in self.units.iter().enumerate() {
            let is_root = roots.contains(&at);
            let filenames = files(planned, at, (target, host), is_root);
            let is_program = planned.unit.is("bin") || planned.unit.is("example") || planned.unit.is_test();
            let executable = filenames.first().filter(|_| is_program && !planned.unit.is("custom-build")).cloned();
            units.push(Unit { filenames, executable, ..planned.unit.clone() });
        }
        Messages { units, success: Some(true), ..Messages::default() }
    }
}

/// Returns where cargo would put what a unit makes.
///
/// Spec: The Cargo Book, "Build cache".
fn files(planned: &PlannedUnit, at: usize, (target, host): (&Path, &str), is_root: bool) -> Vec<PathBuf> {
    let unit = &planned.unit;
    let (folder, triple) = match &planned.platform {
        PlannedPlatform::Target(platform) => (target.join(super::plan::stem(platform)), super::plan::stem(platform)),
        PlannedPlatform::Host | PlannedPlatform::Unstated => (target.to_path_buf(), host),
    };
    let profile = match unit.profile.name.as_deref() {
        None | Some("dev" | "test") => "debug",
        Some("bench") => "release",
        Some(name) => name,
    };
    let folder = folder.join(profile);
    if unit.is("custom-build") {
        return vec![folder.join("build").join(format!("{at}/build-script-build"))];
    }
    let folder = match () {
        () if unit.is("example") => folder.join("examples"),
        () if unit.is_test() || !is_root && !unit.is("bin") => folder.join("deps"),
        () => folder,
    };
    let base = unit.target.name.replace('-', "_");
    let name = |kind: &String| file_name(kind, (&unit.target.name, &base), triple);
    unit.target.crate_types.iter().map(|kind| folder.join(name(kind))).collect()
}

/// Returns the name that rustc gives a file on a platform.
fn file_name(kind: &str, (program, base): (&str, &str), triple: &str) -> String {
    let (is_windows, is_wasm) = (triple.contains("windows"), triple.starts_with("wasm"));
    match kind {
        "bin" if is_windows => format!("{program}.exe"),
        "bin" if is_wasm => format!("{program}.wasm"),
        "bin" => program.to_owned(),
        "cdylib" if is_wasm => format!("{base}.wasm"),
        "cdylib" | "dylib" | "proc-macro" if is_windows => format!("{base}.dll"),
        "cdylib" | "dylib" | "proc-macro" if triple.contains("-apple-") => format!("lib{base}.dylib"),
        "cdylib" | "dylib" | "proc-macro" => format!("lib{base}.so"),
        "staticlib" if triple.contains("-msvc") => format!("{base}.lib"),
        "staticlib" => format!("lib{base}.a"),
        _ => format!("lib{base}.rlib"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn graph(units: &[(&str, &str, &str, &[usize])], roots: &[usize]) -> Result<UnitGraph, CollectError> {
        let unit = |(package, kind, mode, needs): &(&str, &str, &str, &[usize])| {
            let needs: Vec<_> = needs.iter().map(|index| serde_json::json!({ "index": index })).collect();
            serde_json::json!({
                "pkg_id": package, "target": { "kind": [kind], "crate_types": [kind], "name": package },
                "profile": { "name": "dev", "opt_level": "0" }, "platform": null, "mode": mode, "dependencies": needs,
            })
        };
        let units: Vec<_> = units.iter().map(unit).collect();
        let text = serde_json::json!({ "version": 1, "units": units, "roots": roots }).to_string();
        parse_unit_graph("graph.json", text.as_bytes())
    }

    #[test]
    fn a_run_of_a_script_stands_for_the_script_of_the_same_package_only() {
        let found = graph(
            &[
                ("a", "bin", "build", &[1, 3]),
                ("a", "custom-build", RUN, &[2, 4]),
                ("a", "custom-build", "build", &[]),
                ("b-sys", "lib", "build", &[4]),
                ("b-sys", "custom-build", RUN, &[5]),
                ("b-sys", "custom-build", "build", &[]),
            ],
            &[0],
        )
        .unwrap();
        let needs: Vec<&[usize]> = found.units.iter().map(|unit| unit.needs.as_slice()).collect();
        assert_eq!(needs, [&[1, 2][..], &[], &[3], &[]]);
        let files: Vec<_> = found.messages(Path::new("/t"), "x86_64-pc-windows-msvc").units;
        assert_eq!(files[0].executable.as_deref(), Some(Path::new("/t/debug/a.exe")));
        assert_eq!(files[2].filenames, [Path::new("/t/debug/deps/libb_sys.rlib")]);
    }

    #[test]
    fn a_unit_that_is_not_there_and_another_version_are_refused() {
        assert!(graph(&[("a", "bin", "build", &[7])], &[0]).is_err());
        assert!(graph(&[("a", "bin", "build", &[])], &[1]).is_err());
        let error = parse_unit_graph("g", br#"{"version":2,"units":[],"roots":[]}"#).unwrap_err();
        assert!(error.to_string().contains("version 1"), "{error}");
        assert!(parse_unit_graph("g", b"{").is_err());
    }
}
