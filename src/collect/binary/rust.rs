//! What `cargo auditable` recorded, and what paths and symbols show.

use std::collections::BTreeSet;

use super::part::{self, Method, Parts};
use crate::binary::{Audit, AuditKind, AuditPackage, AuditSource, Image, is_standard_crate};
use crate::model::{Completeness, Component, ComponentId, EdgeKind, Origin, ProblemKind, Usage};

/// The key of where audit data says that a package came from, where that is no registry that it names.
const SOURCE: &str = "cargo:source";

/// Adds the packages of audit data with their edges.
pub(super) fn take_audit(audit: &Audit, whole: ComponentId, place: &str, parts: &mut Parts) {
    let packages = audit.packages();
    let ids: Vec<ComponentId> =
        packages.iter().map(|package| parts.found(component(package), place, Method::Audit)).collect();
    for (package, id) in packages.iter().zip(&ids) {
        for dependency in &package.dependencies {
            let (Some(to), Some(of)) = (ids.get(*dependency), packages.get(*dependency)) else { continue };
            parts.edge(*id, *to, edge_kind(of.kind));
        }
        parts.complete(*id, Completeness::Complete);
    }
    let root = audit.root();
    if let (Some(id), Some(package)) = (ids.get(root), packages.get(root)) {
        parts.edge(whole, *id, EdgeKind::Runtime);
        parts.component_mut(*id).usage = Usage::Runtime;
        let component = parts.component_mut(whole);
        component.version.get_or_insert_with(|| package.version.to_string());
        component.properties.insert("binary:audit-format".to_owned(), audit.format().to_string());
    }
    if !audit.tells_proc_macros() {
        let message = "its audit data has format 0, which counts proc-macros as running in the program";
        parts.problem(ProblemKind::Absent, place, message);
    }
}

fn component(package: &AuditPackage) -> Component {
    let version = package.version.to_string();
    let mut component = part::library(&package.name, Some(&version));
    component.usage = match package.kind {
        AuditKind::Runtime => Usage::Runtime,
        AuditKind::Build => Usage::Build,
    };
    // A package URL of the type `cargo` names a registry's package: for one from elsewhere it would name another one.
    match &package.source {
        AuditSource::CratesIo => {
            component.origin = Origin::DefaultRegistry;
            component.purl = part::purl("cargo", &package.name, Some(&version));
        }
        AuditSource::Local => {
            component.origin = Origin::Path(None);
            component.purl = part::purl("generic", &package.name, Some(&version));
        }
        AuditSource::Git => drop(component.properties.insert(SOURCE.to_owned(), "git".to_owned())),
        AuditSource::Registry => drop(component.properties.insert(SOURCE.to_owned(), "registry".to_owned())),
        AuditSource::Other(word) => drop(component.properties.insert(SOURCE.to_owned(), word.clone())),
    }
    component
}

fn edge_kind(kind: AuditKind) -> EdgeKind {
    match kind {
        AuditKind::Runtime => EdgeKind::Runtime,
        AuditKind::Build => EdgeKind::Build,
    }
}

/// Adds what paths and symbols show beyond what is there already.
pub(super) fn take_traces(image: &Image, whole: ComponentId, place: &str, parts: &mut Parts) {
    for traced in &image.crates {
        let method = if traced.registry.is_some() { Method::Path } else { Method::RemappedPath };
        // What other files of an archive show is no reason to leave it out here.
        if is_recorded(image, &traced.name, &traced.version) {
            continue;
        }
        if traced.registry.is_some() && matches!(image.audit, Some(Ok(_))) {
            let message = format!(
                "holds the path of the sources of {} {}, which its audit data does not have",
                traced.name, traced.version
            );
            parts.problem(ProblemKind::Contradiction, place, message);
        }
        let mut component = part::library(&traced.name, Some(&traced.version));
        if traced.is_crates_io() || traced.registry.is_none() {
            component.purl = part::purl("cargo", &traced.name, Some(&traced.version));
        }
        if traced.is_crates_io() {
            component.origin = Origin::DefaultRegistry;
        } else if let Some(registry) = &traced.registry {
            component.properties.insert(SOURCE.to_owned(), registry.clone());
        }
        add(component, method, (whole, place), parts);
    }
    for checkout in &image.checkouts {
        let mut component = part::library(&checkout.repository, None);
        component.properties.insert(SOURCE.to_owned(), "git".to_owned());
        component.properties.insert("cargo:commit".to_owned(), checkout.commit.clone());
        add(component, Method::Path, (whole, place), parts);
    }
    take_standard(image, whole, place, parts);
    take_symbols(image, whole, place, parts);
}

fn take_standard(image: &Image, whole: ComponentId, place: &str, parts: &mut Parts) {
    for (name, version) in &image.std_crates {
        let mut component = part::library(name, Some(version));
        component.purl = part::purl("cargo", name, Some(version));
        component.origin = Origin::DefaultRegistry;
        component.properties.insert("cargo:part-of".to_owned(), "std".to_owned());
        add(component, Method::Path, (whole, place), parts);
    }
    let toolchains: Vec<&str> = image.rustc.iter().map(String::as_str).collect();
    let commits: Vec<&str> = image.rustc_commits.iter().map(String::as_str).collect();
    let properties = &mut parts.component_mut(whole).properties;
    for (key, values) in [("cargo:rustc", toolchains), ("cargo:rustc-commit", commits)] {
        if !values.is_empty() {
            properties.insert(key.to_owned(), values.join(", "));
        }
    }
}

/// Adds crates of which only the compiler's name is known: neither the package's name nor its version.
fn take_symbols(image: &Image, whole: ComponentId, place: &str, parts: &mut Parts) {
    let traced = image.crates.iter().map(|traced| traced.name.as_str());
    let known: BTreeSet<String> =
        traced.chain(recorded(image).map(|(name, _)| name)).map(|it| it.replace('-', "_")).collect();
    let audited = matches!(&image.audit, Some(Ok(_)));
    for name in image.symbols.crates.iter().filter(|name| !is_standard_crate(name) && !known.contains(*name)) {
        // A library may have another name than its package. With the list of all packages at hand it is one of them.
        if !audited {
            let mut component = part::library(name, None);
            component.properties.insert("cargo:crate".to_owned(), name.clone());
            add(component, Method::Symbol, (whole, place), parts);
        }
    }
}

/// Returns name and version of each package of an image's record.
fn recorded(image: &Image) -> impl Iterator<Item = (&str, String)> {
    let packages = image.audit.iter().flatten().flat_map(Audit::packages);
    packages.map(|package| (package.name.as_str(), package.version.to_string()))
}

fn is_recorded(image: &Image, name: &str, version: &str) -> bool {
    recorded(image).any(|(known, stated)| known == name && stated == version)
}

fn add(component: Component, method: Method, (whole, place): (ComponentId, &str), parts: &mut Parts) {
    let id = parts.found(component, place, method);
    parts.edge(whole, id, EdgeKind::Runtime);
    parts.complete(id, Completeness::Incomplete);
}
