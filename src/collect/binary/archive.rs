//! What archives, packages and images hold, as components.

use super::contents::{self, ContainerImage, Contents, Holder, HolderKind, PackageFile, Part};
use super::part::{self, Method, Parts};
use super::{digests, take, whole};
use crate::collect::{CollectError, SourceFile};
use crate::model::{
    Completeness, Component, ComponentId, ComponentKind, EdgeKind, License, Problem, ProblemKind, author_from_text,
};
use crate::source::archive::{ArchiveError, layout};

/// The name of an image that states none: never that of its folder, which is the machine's.
const IMAGE: &str = "image";

/// Returns whether a file of the subject's own folder makes it an image layout.
pub(super) fn is_layout_mark(path: &str) -> bool {
    path == layout::MARK
}

/// Returns the component for an image layout in a folder, which has no bytes of its own to be digested.
pub(super) fn layout_root() -> Component {
    Component { kind: ComponentKind::Container, name: IMAGE.to_owned(), ..Component::default() }
}

/// Adds every compiled file of an archive that says anything of itself, and the packages and images that hold them.
pub(super) fn collect(file: &SourceFile<'_>, parts: &mut Parts) -> Result<(), CollectError> {
    let root = parts.root();
    parts.component_mut(root).digests = digests(file.bytes);
    let contents = contents::read_archive_contents(file.bytes, file.path.as_str());
    add(contents.map_err(|error| fault(file, &error.to_string()))?, file, parts)
}

/// Adds what an image layout in a folder holds.
pub(super) fn collect_layout(
    folder: &std::path::Path,
    file: &SourceFile<'_>,
    parts: &mut Parts,
) -> Result<(), CollectError> {
    let contents =
        contents::read_layout_contents(folder).map_err(|error: ArchiveError| fault(file, &error.to_string()))?;
    add(contents, file, parts)
}

fn fault(file: &SourceFile<'_>, message: &str) -> CollectError {
    CollectError::Syntax { path: file.path.to_string(), line: None, message: message.to_owned(), hints: Vec::new() }
}

fn add(contents: Contents, file: &SourceFile<'_>, parts: &mut Parts) -> Result<(), CollectError> {
    let root = parts.root();
    // Whatever else lies there is not looked at.
    parts.complete(root, Completeness::Incomplete);
    let Contents { package, holders, parts: files, silent, hidden, problems } = contents;
    let says_nothing = package.is_none() && holders.is_empty() && files.is_empty();
    if says_nothing {
        let first = problems.first().map(|problem| format!("; {}: {}", problem.path, problem.message));
        return Err(fault(
            file,
            &format!(
                "expected a compiled file that says what it was made from, found none; {silent} compiled files say nothing{}",
                first.unwrap_or_default()
            ),
        ));
    }
    if let Some(package) = &package {
        describe(parts.component_mut(root), package);
    }
    let ids: Vec<ComponentId> = holders.iter().map(|holder| add_holder(holder, parts)).collect();
    name_after_only_image(&holders, parts);
    for part in &files {
        add_part(part, &ids, parts);
    }
    for problem in problems {
        parts.told(problem);
    }
    let mut told = |count: u64, message: &str| {
        if count > 0 {
            parts.told(Problem::new(ProblemKind::Skipped, file.path.as_str(), format!("{message} ({count})")));
        }
    };
    told(silent, "compiled files that say nothing of what they were made from were passed over");
    told(hidden, "compiled files that an upper layer removes or replaces are in no image and were left out");
    Ok(())
}

fn add_part(part: &Part, holders: &[ComponentId], parts: &mut Parts) {
    let root = parts.root();
    let mut component = whole(part.path.file_name(), part.size);
    component.digests.clone_from(&part.digests);
    component.evidence.push(part::evidence(&part.place, Method::File));
    let around: Vec<ComponentId> = part.holders.iter().filter_map(|at| holders.get(*at).copied()).collect();
    // An assembly has one place; where several images share a file it is none of theirs alone.
    component.parent = match around.as_slice() {
        [holder] => Some(*holder),
        _ => Some(root),
    };
    let id = parts.add(component);
    for holder in if around.is_empty() { vec![root] } else { around } {
        parts.edge(holder, id, EdgeKind::Runtime);
    }
    take(&part.binary, id, &part.place, parts);
}

fn add_holder(holder: &Holder, parts: &mut Parts) -> ComponentId {
    let root = parts.root();
    let mut component = match &holder.kind {
        HolderKind::Package { package, size, digests } => {
            let mut component = whole(&package.package.name, *size);
            component.digests.clone_from(digests);
            describe(&mut component, package);
            component
        }
        HolderKind::Image(image) => image_component(image),
    };
    component.parent = Some(root);
    component.evidence.push(part::evidence(&holder.place, Method::File));
    let id = parts.add(component);
    parts.edge(root, id, EdgeKind::Runtime);
    parts.complete(id, Completeness::Incomplete);
    id
}

/// Writes what a package says of itself into the component that stands for it.
fn describe(component: &mut Component, file: &PackageFile) {
    let package = &file.package;
    component.name.clone_from(&package.name);
    component.version = Some(package.version.clone());
    component.purl = file.purl().ok();
    component.supplier = package.vendor.as_deref().map(|vendor| Box::new(author_from_text(vendor)));
    component.license = package.license.as_deref().map(License::parse);
    component.homepage.clone_from(&file.homepage);
    component.description.clone_from(&file.summary);
    let kind = file.manager.purl_type();
    let stated = [
        ("architecture", package.architecture.clone()),
        ("epoch", package.epoch.map(|epoch| epoch.to_string())),
        ("source", package.source.as_ref().map(|source| source.name.clone())),
        ("source-version", package.source.as_ref().and_then(|source| source.version.clone())),
        ("distribution-by", file.distribution.as_ref().map(|it| it.basis().to_owned())),
        ("compared", Some(file.compared.join(", ")).filter(|text| !text.is_empty())),
    ];
    let stated = stated.into_iter().filter_map(|(key, value)| Some((format!("{kind}:{key}"), value?)));
    component.properties.extend(stated);
}

fn image_component(image: &ContainerImage) -> Component {
    let label = |key| image.label(key).map(ToOwned::to_owned);
    let names: Vec<&str> = image.names.iter().map(String::as_str).collect();
    let mut component = Component {
        kind: ComponentKind::Container,
        name: label("title").or_else(|| image.names.first().cloned()).unwrap_or_else(|| IMAGE.to_owned()),
        version: label("version"),
        description: label("description"),
        repository: label("source"),
        homepage: label("url"),
        supplier: image.label("vendor").map(|vendor| Box::new(author_from_text(vendor))),
        license: image.label("licenses").map(License::parse),
        usage: crate::model::Usage::Runtime,
        ..Component::default()
    };
    let stated = [
        ("oci:digest", image.digest.clone()),
        ("oci:layers", Some(image.layers.to_string())),
        ("oci:names", Some(names.join(", ")).filter(|text| !text.is_empty())),
        ("oci:platform", image.platform.clone()),
        ("oci:revision", label("revision")),
    ];
    component.properties.extend(stated.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?))));
    component
}

/// Gives a folder that holds one image that image's name.
fn name_after_only_image(holders: &[Holder], parts: &mut Parts) {
    let root = parts.root();
    let images: Vec<&ContainerImage> = holders
        .iter()
        .filter_map(|holder| match &holder.kind {
            HolderKind::Image(image) => Some(image),
            HolderKind::Package { .. } => None,
        })
        .collect();
    let component = parts.component_mut(root);
    if !images.is_empty() {
        component.kind = ComponentKind::Container;
    }
    if let ([image], IMAGE) = (images.as_slice(), component.name.as_str()) {
        let Component { name, version, .. } = image_component(image);
        (component.name, component.version) = (name, version);
    }
}
