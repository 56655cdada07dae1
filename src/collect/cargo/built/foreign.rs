//! What is in an artifact, or loaded by it, that is no package of cargo's: libraries that build scripts linked, and what the file itself imports.

use std::path::Path;

use super::artifact::Artifact;
use super::closure::Part;
use super::message::ScriptRun;
use super::package::Package;
use crate::binary::{self, Binary};
use crate::collect::cargo::native::{self, Report, Script};
use crate::model::{
    Completeness, Component, ComponentId, Edge, EdgeKind, Evidence, Inventory, License, Problem, ProblemKind,
    Properties, Usage,
};
use crate::system::System;

/// The method of facts that the artifact itself tells.
const METHOD: &str = "cargo/binary";

/// Returns what the build script of a package linked, for the side that the artifact uses it on. None where no script ran.
pub(super) fn examine(package: &Package<'_>, runs: &[&ScriptRun], triple: &str, system: &System) -> Option<Report> {
    let described = package.described;
    let folder = described.manifest_path.as_std_path().parent().unwrap_or(Path::new(""));
    let version = described.version.to_string();
    let mut joined: Option<Report> = None;
    for run in runs {
        let script = Script {
            name: described.name.as_str(),
            version: &version,
            folder,
            linked_libs: &run.linked_libs,
            linked_paths: &run.linked_paths,
            out_dir: run.out_dir.as_deref(),
            target: triple,
        };
        let report = native::examine(&script, system);
        match &mut joined {
            None => joined = Some(report),
            Some(whole) => {
                whole.natives.extend(report.natives);
                whole.marks.extend(report.marks);
                whole.problems.extend(report.problems);
                if report.completeness != Completeness::Complete {
                    whole.completeness = report.completeness;
                }
            }
        }
    }
    joined
}

/// Adds the foreign libraries of a package below it.
pub(super) fn add(found: &mut Inventory, from: ComponentId, report: Report, part: &Part) {
    let (usage, kind) = match part.target {
        Some(_) => (Usage::Runtime, EdgeKind::Runtime),
        None => (Usage::Build, EdgeKind::Build),
    };
    for native in report.natives {
        let to = joined(found, Component { usage, ..native.component });
        found.completeness.entry(to).or_insert(Completeness::Unknown);
        found.edges.push(Edge { from, to, kind, optional: false, target: None });
    }
    if let Some(component) = found.components.get_mut(from.index()) {
        component.properties.extend(report.marks);
    }
    found.problems.extend(report.problems);
    found.completeness.insert(from, report.completeness);
}

/// Adds a component, or joins it with one of the same identity: two packages may link one library.
pub(in super::super) fn joined(found: &mut Inventory, component: Component) -> ComponentId {
    let is_same = |one: &Component| {
        one.name == component.name
            && one.version == component.version
            && one.purl == component.purl
            && one.origin == component.origin
    };
    let Some(at) = found.components.iter().position(is_same) else { return found.add(component) };
    if let Some(known) = found.components.get_mut(at) {
        known.usage = known.usage.min(component.usage);
        for evidence in component.evidence {
            if !known.evidence.contains(&evidence) {
                known.evidence.push(evidence);
            }
        }
        for (key, value) in component.properties {
            known.properties.entry(key).or_insert(value);
        }
    }
    found.ids().nth(at).unwrap_or(ComponentId(0))
}

/// What the file itself tells.
#[derive(Debug, Default)]
pub(super) struct Told {
    /// Crates that the standard library was built with.
    pub(super) std_crates: Vec<(String, String)>,
    /// Libraries that the loader brings in.
    needed: Vec<String>,
    /// Versions of the compilers that made it.
    compilers: Vec<String>,
    problem: Option<String>,
}

impl Told {
    /// Reads the bytes of an artifact.
    pub(super) fn by(bytes: &[u8]) -> Self {
        match binary::read(bytes) {
            Ok(binary) => Self::of(&binary),
            Err(error) => Self::unread(error.to_string()),
        }
    }

    /// Returns what a file tells that could not be read.
    pub(super) fn unread(message: String) -> Self {
        Self { problem: Some(message), ..Self::default() }
    }

    fn of(binary: &Binary) -> Self {
        let mut told = Self::default();
        for image in &binary.images {
            told.std_crates.extend(image.std_crates.iter().cloned());
            told.needed.extend(image.needed.iter().cloned());
            told.compilers.extend(image.rustc.iter().cloned());
        }
        for list in [&mut told.needed, &mut told.compilers] {
            list.sort();
            list.dedup();
        }
        told.std_crates.sort();
        told.std_crates.dedup();
        told
    }

    /// Adds the packages of the system that what the file imports belongs to, and tells what nothing explains.
    pub(super) fn add_imports(&self, found: &mut Inventory, artifact: &Artifact, system: &System) {
        let Some(root) = found.subject.root else { return };
        let mut unexplained = Vec::new();
        for name in &self.needed {
            let owner = system.library(name, &artifact.triple).and_then(|path| system.owner(&path));
            let Some(owner) = owner else {
                unexplained.push(name.as_str());
                continue;
            };
            let component = Component {
                name: owner.name,
                version: Some(owner.version),
                purl: Some(owner.purl),
                license: owner.package.license.as_deref().map(License::parse),
                usage: Usage::Runtime,
                properties: Properties::from_iter([("native:linkage".to_owned(), "dynamic".to_owned())]),
                evidence: vec![Evidence { path: name.clone(), line: None, method: METHOD.into() }],
                ..Component::default()
            };
            let to = joined(found, component);
            found.completeness.entry(to).or_insert(Completeness::Unknown);
            found.edges.push(Edge { from: root, to, kind: EdgeKind::Runtime, optional: false, target: None });
        }
        if let Some(component) = found.components.get_mut(root.index()).filter(|_| !self.needed.is_empty()) {
            component.properties.insert("native:imports".to_owned(), self.needed.join(","));
        }
        if let Some(message) = &self.problem {
            let message = format!("its imports are not known: {message}");
            found.problems.push(Problem::new(ProblemKind::Absent, artifact.file_name(), message));
            found.completeness.insert(root, Completeness::Unknown);
        }
        if !unexplained.is_empty() {
            let message = format!("it imports what no package of this system explains: {}", unexplained.join(", "));
            found.problems.push(Problem::new(ProblemKind::Absent, artifact.file_name(), message));
            found.completeness.insert(root, Completeness::Incomplete);
        }
    }

    /// Tells when the file names another compiler than the one that was asked.
    pub(super) fn compare(&self, found: &mut Inventory, artifact: &Artifact, rustc: &str) {
        let asked = rustc.lines().next().and_then(|line| line.strip_prefix("rustc ")).unwrap_or_default().trim();
        if !asked.is_empty() && !self.compilers.is_empty() && !self.compilers.iter().any(|one| one == asked) {
            let found_text = self.compilers.join(", ");
            let message = format!("expected rustc {asked}, as it says of itself, found {found_text} in the file");
            found.problems.push(Problem::new(ProblemKind::Contradiction, artifact.file_name(), message));
        }
    }
}
