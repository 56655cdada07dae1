//! Native code: what a build script linked, where it lies, whose it is, and the C sources that a package brings along.
//!
//! Cargo knows nothing of all this beyond the names that a build script prints. A library found in the folder that the build script writes to was
//! compiled by it; which sources those were is told by the package's own files. One that lies in the system belongs to a package of the
//! distribution. What could not be named is said, never guessed: a wrong component is as bad as a missing one.
//!
//! Spec: The Cargo Book, "Build Scripts", `cargo::rustc-link-lib` and `cargo::rustc-link-search`; The rustc Book, `-l` and `-L`.

mod library;
mod link;

use std::collections::BTreeMap;
use std::path::Path;

use crate::model::{Completeness, Component, Problem};
use crate::system::System;
use link::Link;

/// What cargo tells of one build script that ran, and the package that it belongs to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Script<'a> {
    /// The package's name.
    pub(super) name: &'a str,
    /// The package's version.
    pub(super) version: &'a str,
    /// The folder of its manifest.
    pub(super) folder: &'a Path,
    /// Its `links` key.
    pub(super) links: Option<&'a str>,
    /// As in cargo's message `build-script-executed`: `static=z`, `dylib=m`, `framework=X`, `z`.
    pub(super) linked_libs: &'a [String],
    /// As in the same message: `native=/…`, or a bare path.
    pub(super) linked_paths: &'a [String],
    /// The folder that the build script wrote to.
    pub(super) out_dir: Option<&'a Path>,
    /// The target triple that the package was built for.
    pub(super) target: &'a str,
}

/// How a library gets into what is built.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Linkage {
    /// Its code becomes part of it.
    Static,
    /// It is loaded when the program starts.
    Dynamic,
    /// It is a framework of Apple's systems.
    Framework,
    /// Neither the build script nor a file says.
    Unknown,
}

impl Linkage {
    /// Returns the word that properties use.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Static => "static",
            Self::Dynamic => "dynamic",
            Self::Framework => "framework",
            Self::Unknown => "unknown",
        }
    }
}

/// How sure the component of a library is; the last one is the surest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Certainty {
    /// Only the name under which it is linked.
    Name,
    /// A version that the package states, without a tie to the library's bytes.
    Stated,
    /// Sources that state the version, whose object files are in the library; or a package database that lists the file.
    Proven,
}

impl Certainty {
    /// Returns the word that properties use.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Stated => "stated",
            Self::Proven => "proven",
        }
    }
}

/// One foreign library: linked by the build script, or compiled by it from sources that the package brings along.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Native {
    /// What it is, ready for an inventory but for its usage, which is that of the package.
    pub(super) component: Component,
    /// How it gets into what is built.
    pub(super) linkage: Linkage,
    /// How sure the component is.
    pub(super) certainty: Certainty,
}

/// All that was learnt of one build script.
#[derive(Clone, Debug)]
pub(super) struct Report {
    /// The foreign libraries, by name.
    pub(super) natives: Vec<Native>,
    /// Properties for the package's own component, such as the libraries that it compiled from code of its own.
    pub(super) marks: BTreeMap<String, String>,
    /// Whether the package's dependencies are all known, its native ones included.
    pub(super) completeness: Completeness,
    /// What could not be used.
    pub(super) problems: Vec<Problem>,
}

/// Returns the foreign libraries of one build script.
pub(super) fn find(script: &Script<'_>, system: &System) -> Vec<Native> {
    examine(script, system).natives
}

/// Returns all that can be learnt of one build script.
pub(super) fn examine(script: &Script<'_>, system: &System) -> Report {
    let links: Vec<Link<'_>> = script.linked_libs.iter().filter_map(|text| Link::parse(text)).collect();
    let mut natives: Vec<Native> = links.iter().map(|link| library::native(link, script, system)).collect();
    natives.sort_by(|a, b| (&a.component.name, &a.component.purl).cmp(&(&b.component.name, &b.component.purl)));
    let unnamed = natives.iter().any(|native| native.certainty == Certainty::Name);
    Report {
        natives,
        marks: BTreeMap::new(),
        completeness: if unnamed { Completeness::Unknown } else { Completeness::Complete },
        problems: Vec::new(),
    }
}
