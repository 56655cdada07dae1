//! Archives, packages and images: every compiled file in them against the document, and what the document says of files against them.

use std::collections::BTreeSet;

use super::listed::{Kind, Listed};
use super::{Matter, Seen, codes, compare_image, golang, import, rust, tell_unseen};
use crate::binary::Container;
use crate::collect::binary::contents::{Contents, HolderKind, PackageFile, Part};
use crate::model::{CheckReport, Component, Digest, Inventory, Item, Level, Purl};
use crate::source::archive::ArchiveError;

/// The property that a component has which is a compiled file of an archive.
const FORMAT: &str = "binary:format";
/// The property that a component has which is an image.
const IMAGE: &str = "oci:digest";

/// Compares what an archive holds with an inventory.
pub(super) fn compare(
    contents: Result<Contents, ArchiveError>,
    name: &str,
    inventory: &Inventory,
    report: &mut CheckReport,
) {
    let contents = match contents {
        Ok(contents) => contents,
        Err(error) => {
            report.items.push(Item::new(&codes::UNREADABLE, name).found(error.to_string()));
            return;
        }
    };
    for problem in contents.problems.iter().filter(|problem| problem.is_deciding()) {
        report.items.push(Item::new(&codes::UNREADABLE, problem.path.clone()).found(problem.message.clone()));
    }
    compare_packages(&contents, name, inventory, report);
    compare_images(&contents, inventory, report);
    compare_files(&contents.parts, name, inventory, report);
    compare_records(&contents, inventory, report);
    // One file that says nothing may hold what the document hides, however much the others say.
    if contents.parts.is_empty() || contents.silent > 0 {
        let found = format!("{} compiled files that say nothing of what they were made from", contents.silent);
        report.items.push(Item::new(&codes::NO_RECORD, name).found(found));
    }
}

/// Compares the packages that the files record.
fn compare_records(contents: &Contents, inventory: &Inventory, report: &mut CheckReport) {
    let listed = Listed::of(inventory);
    let files: BTreeSet<&Digest> =
        contents.parts.iter().flat_map(|part| &part.digests).map(|scoped| &scoped.digest).collect();
    // What stands for a file, a package or an image was compared as that; a package of cargo or Go is told by records alone.
    let is_compared = |component: &Component| {
        let is_found = |purl: &Purl| packages(contents, "").any(|(package, _)| stands_for(package, purl));
        component.purl.as_ref().is_some_and(is_found)
            || component.properties.contains_key(IMAGE)
            || digests(component).any(|digest| files.contains(digest))
    };
    let rows = listed.rows.iter().enumerate().filter(|(_, row)| row.kind == Kind::Other && is_compared(row.component));
    let explained = rows.map(|(at, _)| at).collect();
    let mut seen = Seen { is_archive: true, explained, ..Seen::default() };
    for part in &contents.parts {
        for image in &part.binary.images {
            let place = match part.binary.container {
                Container::Single => part.place.clone(),
                Container::Fat => format!("{} ({})", part.place, image.architecture),
            };
            compare_image(&Matter { image, place: &place, listed: &listed, inventory }, &mut seen, report);
        }
    }
    // A file that could not be read, or says nothing, may hold what the document has and the others do not.
    seen.superset |= contents.silent > 0 || contents.problems.iter().any(crate::model::Problem::is_deciding);
    if seen.every_image_records_rust(seen.images) {
        rust::tell_excess(&listed, &seen, report);
    }
    if seen.every_image_records_go(seen.images) {
        golang::tell_excess(&listed, &seen, report);
    }
    import::tell_excess(&listed, &mut seen, report);
    tell_unseen(&listed, &seen, report);
}

fn digests(component: &Component) -> impl Iterator<Item = &Digest> {
    component.digests.iter().map(|scoped| &scoped.digest)
}

/// Compares the files themselves by digest, both ways, where the document has any.
fn compare_files(parts: &[Part], name: &str, inventory: &Inventory, report: &mut CheckReport) {
    let root = inventory.subject.root;
    let claimed = || {
        let ids = inventory.ids().filter(|id| Some(*id) != root);
        ids.map(|id| inventory.component(id)).filter(|component| component.properties.contains_key(FORMAT))
    };
    if claimed().next().is_none() {
        let own: BTreeSet<&Digest> = root.into_iter().flat_map(|id| digests(inventory.component(id))).collect();
        let is_own = |part: &&Part| part.digests.iter().any(|scoped| own.contains(&scoped.digest));
        let count = parts.iter().filter(is_own).count();
        if count > 0 {
            report.passed += 1;
            report.coverage.push("the file that the document is about, by digest".to_owned());
        }
        if count < parts.len() {
            let more = if count > 0 { " beside the one that it is about" } else { "" };
            let found = format!("the document lists no compiled file{more}");
            report.items.push(Item::new(&codes::NOT_COMPARED, name).found(found));
        }
        return;
    }
    let stated: BTreeSet<&Digest> = inventory.ids().flat_map(|id| digests(inventory.component(id))).collect();
    let found: BTreeSet<&Digest> = parts.iter().flat_map(|part| &part.digests).map(|scoped| &scoped.digest).collect();
    let mut compared = 0u64;
    for part in parts {
        if part.digests.iter().any(|scoped| stated.contains(&scoped.digest)) {
            compared += 1;
        } else {
            report.items.push(
                Item::new(&codes::NOT_LISTED, part.place.clone()).found("a file of a digest that no component has"),
            );
        }
    }
    for component in claimed() {
        if !digests(component).any(|digest| found.contains(digest)) {
            let shown = super::listed::shown(&component.name);
            report.items.push(Item::new(&codes::NOT_IN_BINARY, shown).found("no file of that digest"));
        }
    }
    report.passed += compared;
    if compared > 0 {
        report.coverage.push(format!("{compared} compiled files, by digest"));
    }
}

/// Compares name, version, architecture and epoch of packages with those components that are such packages.
fn compare_packages(contents: &Contents, name: &str, inventory: &Inventory, report: &mut CheckReport) {
    for (package, place) in packages(contents, name) {
        compare_package(package, place, inventory, report);
    }
}

/// Returns the package that the subject is, and those in it, with their places.
fn packages<'c>(contents: &'c Contents, name: &'c str) -> impl Iterator<Item = (&'c PackageFile, &'c str)> {
    let inner = contents.holders.iter().filter_map(|holder| match &holder.kind {
        HolderKind::Package { package, .. } => Some((package.as_ref(), holder.place.as_str())),
        HolderKind::Image(_) => None,
    });
    contents.package.iter().map(move |package| (package, name)).chain(inner)
}

/// Returns whether a package URL is of a package of this name, whatever its version.
fn stands_for(file: &PackageFile, purl: &Purl) -> bool {
    let named = || purl.full_name().is_some_and(|full| full.rsplit('/').next() == Some(file.package.name.as_str()));
    purl.purl_type() == file.manager.purl_type() && named()
}

fn compare_package(file: &PackageFile, place: &str, inventory: &Inventory, report: &mut CheckReport) {
    let package = &file.package;
    let subject = format!("{} {}", package.name, package.version);
    let purls = inventory.ids().filter_map(|id| inventory.component(id).purl.as_ref());
    let purls: Vec<&Purl> = purls.filter(|purl| stands_for(file, purl)).collect();
    if purls.is_empty() {
        let item = Item::new(&codes::ROOT, subject).level(Level::Warning).rests_on(place);
        report.items.push(item.found("the package that the archive is; no component has its package URL"));
        return;
    }
    let epoch = package.epoch.filter(|epoch| *epoch > 0).map(|epoch| epoch.to_string());
    let fits = |purl: &&&Purl| {
        let arch = purl.qualifier("arch");
        purl.version().as_deref() == Some(&package.version)
            && (arch.is_none() || arch == package.architecture)
            && purl.qualifier("epoch").filter(|epoch| epoch != "0") == epoch
    };
    if purls.iter().any(|purl| fits(&purl)) {
        report.passed += 1;
        report.coverage.push("the package itself, name and version".to_owned());
    } else {
        let expected: Vec<&str> = purls.iter().map(|purl| purl.as_str()).collect();
        let item = Item::new(&codes::VERSION, subject.clone()).expected(expected.join(", "));
        report.items.push(item.found(file.purl().map_or(subject, |purl| purl.to_string())).rests_on(place));
    }
}

/// Compares the digests of images, both ways, where the document has any.
fn compare_images(contents: &Contents, inventory: &Inventory, report: &mut CheckReport) {
    let found: BTreeSet<&str> = contents
        .holders
        .iter()
        .filter_map(|holder| match &holder.kind {
            HolderKind::Image(image) => image.digest.as_deref(),
            HolderKind::Package { .. } => None,
        })
        .collect();
    let stated: BTreeSet<&str> =
        inventory.ids().filter_map(|id| inventory.component(id).properties.get(IMAGE)).map(String::as_str).collect();
    if stated.is_empty() {
        return;
    }
    for digest in found.difference(&stated) {
        report.items.push(Item::new(&codes::NOT_LISTED, *digest).found("an image that no component is"));
    }
    for digest in stated.difference(&found) {
        let shown = super::listed::shown(digest);
        report.items.push(Item::new(&codes::NOT_IN_BINARY, shown).found("no image of that digest"));
    }
    let compared = found.intersection(&stated).count();
    report.passed += compared as u64;
    if compared > 0 {
        report.coverage.push(format!("{compared} images, by digest"));
    }
}
