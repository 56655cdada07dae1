//! What Go's linker recorded.

use super::part::{self, Method, Parts};
use crate::binary::{GoBuild, GoModule};
use crate::model::{Completeness, Component, ComponentId, EdgeKind, Origin, Purl};

/// Settings that tell how the program was built and name no place of the machine that built it.
const SETTINGS: &[&str] = &[
    "-buildmode",
    "-compiler",
    "-race",
    "-tags",
    "-trimpath",
    "CGO_ENABLED",
    "GOARCH",
    "GOFIPS140",
    "GOOS",
    "vcs",
    "vcs.modified",
    "vcs.revision",
    "vcs.time",
];

/// Adds the modules. The record has them all, and says nothing of which needs which: every one hangs on the main module.
pub(super) fn take(build: &GoBuild, whole: ComponentId, place: &str, parts: &mut Parts) {
    let main = main(build, place, parts);
    parts.edge(whole, main, EdgeKind::Runtime);
    parts.complete(main, Completeness::Incomplete);
    if let Some(version) = released(&build.version) {
        let mut component = part::library("stdlib", Some(version));
        component.purl = part::purl("golang", "stdlib", Some(version));
        let id = parts.found(component, place, Method::GoBuild);
        parts.edge(whole, id, EdgeKind::Runtime);
    }
    for module in &build.dependencies {
        let id = parts.found(component(module), place, Method::GoBuild);
        parts.edge(main, id, EdgeKind::Runtime);
        parts.complete(id, Completeness::Incomplete);
    }
    let version =
        build.main.as_ref().map(|main| main.effective().version.clone()).filter(|version| is_version(version));
    let component = parts.component_mut(whole);
    component.version = component.version.take().or(version);
    if !build.version.is_empty() {
        component.properties.insert("golang:version".to_owned(), build.version.clone());
    }
    for (key, value) in build.settings.iter().filter(|(key, _)| SETTINGS.contains(&key.as_str())) {
        component.properties.insert(format!("golang:{}", key.trim_start_matches('-')), value.clone());
    }
}

fn main(build: &GoBuild, place: &str, parts: &mut Parts) -> ComponentId {
    let component = match &build.main {
        Some(module) => component(module),
        // Without modules there is still the path of the main package.
        None => part::library(if build.path.is_empty() { "command-line-arguments" } else { &build.path }, None),
    };
    parts.found(component, place, Method::GoBuild)
}

/// Returns the component of the module whose code is in the program.
fn component(module: &GoModule) -> Component {
    let used = module.effective();
    let version = Some(used.version.as_str()).filter(|version| is_version(version));
    // A folder stands in without a version; whose code lies in it, only the replaced module's name tells.
    let is_folder = module.replacement.is_some() && version.is_none();
    let named = if is_folder { module } else { used };
    let mut component = part::library(&named.path, version);
    if is_folder {
        component.origin = Origin::Path(None);
        component.properties.insert("golang:replaced-by".to_owned(), "a folder".to_owned());
    } else {
        component.purl = purl(&named.path, version);
    }
    if module.replacement.is_some() {
        component.properties.insert("golang:replaces".to_owned(), format!("{}@{}", module.path, module.version));
    }
    if let Some(sum) = &used.sum {
        // A digest of a list of digests: as a SHA-256 of the component it would be false.
        component.properties.insert("golang:h1".to_owned(), sum.clone());
    }
    component
}

/// Whether a version is one, and not the word for a tree without.
fn is_version(version: &str) -> bool {
    version.starts_with('v')
}

/// Returns the number of a released version of Go.
fn released(version: &str) -> Option<&str> {
    let number = version.strip_prefix("go")?.split(' ').next()?;
    number.starts_with(|c: char| c.is_ascii_digit()).then_some(number)
}

/// Returns the package URL of a module. Spec: Package-URL types, `golang`: namespace and name in lower case.
fn purl(path: &str, version: Option<&str>) -> Option<Purl> {
    let path = path.to_lowercase();
    let (namespace, name) =
        path.rsplit_once('/').map_or((None, path.as_str()), |(namespace, name)| (Some(namespace), name));
    let mut builder = Purl::builder("golang", name);
    if let Some(namespace) = namespace {
        builder = builder.namespace(namespace);
    }
    if let Some(version) = version {
        builder = builder.version(version);
    }
    builder.build().ok()
}
