//! Audit data of `cargo auditable`, and what the compiler left in the code.

use std::collections::BTreeSet;

use super::listed::{Kind, Listed, Row};
use super::{Matter, Seen, codes, excess_level};
use crate::binary::{Audit, AuditKind, AuditPackage, AuditSource, is_standard_crate};
use crate::model::{CheckReport, Code, Item, Level, Origin, Usage};

/// Compares every package of audit data with the document.
pub(super) fn compare_audit(audit: &Audit, matter: &Matter<'_>, seen: &mut Seen, report: &mut CheckReport) {
    if !matter.listed.has(Kind::Cargo) {
        report.items.push(Item::new(&codes::NO_COMPONENTS, matter.place).found("no Cargo package"));
    }
    let before = report.passed;
    let mut unstated = 0u64;
    for (at, package) in audit.packages().iter().enumerate() {
        let rows = matter.listed.named(Kind::Cargo, &package.name);
        let version = package.version.to_string();
        let same: Vec<_> = rows.iter().filter(|(_, row)| row.version.as_deref() == Some(&version)).collect();
        // Of two components of one name and version, as from two registries, the one that fits best speaks.
        let judged = same.iter().map(|(_, row)| (judge(package, row, audit, matter.place), row));
        let Some((best, row)) = judged.min_by_key(|(judged, _)| judged.items.len()) else {
            report.items.push(missing(package, &rows, at == audit.root(), matter));
            continue;
        };
        let alike = same.iter().filter(|(_, other)| other.subject == row.subject);
        seen.explained.extend(alike.map(|(at, _)| *at));
        unstated += u64::from(!best.is_source_stated);
        report.passed += u64::from(best.passes);
        report.items.extend(best.items);
    }
    let compared = report.passed - before;
    if compared > 0 {
        let kind =
            if audit.tells_proc_macros() { "name, version, source and kind" } else { "name, version and source" };
        report.coverage.push(format!("{compared} packages of the audit data, {kind}"));
    }
    if unstated > 0 {
        report.coverage.push(format!("of {unstated} of them the document does not state the source"));
    }
    if !audit.tells_proc_macros() {
        let found = "audit data of format 0, which counts proc-macros as running";
        report.items.push(Item::new(&codes::NOT_COMPARED, matter.place).found(found));
    }
}

/// Returns what a package comes to that the document does not list in this version.
fn missing(package: &AuditPackage, rows: &[(usize, &Row<'_>)], is_root: bool, matter: &Matter<'_>) -> Item {
    let others: Vec<&str> = rows.iter().filter_map(|(_, row)| row.version.as_deref()).collect();
    let newest = others.iter().filter_map(|version| semver::Version::parse(version).ok()).max();
    let code: &'static Code = match (&newest, is_root) {
        (Some(listed), _) if package.version < *listed => &codes::DOWNGRADED,
        _ if !others.is_empty() => &codes::VERSION,
        (_, true) => &codes::ROOT,
        _ => &codes::NOT_LISTED,
    };
    let kind = if package.kind == AuditKind::Build { "build" } else { "runtime" };
    let found = format!("{}, of the kind {kind}", package.version);
    let item = Item::new(code, format!("{} {}", package.name, package.version)).found(found).rests_on("audit data");
    let item = if others.is_empty() { item } else { item.expected(others.join(", ")) };
    // What only built it is no part of it.
    let item = if package.kind == AuditKind::Build { item.level(Level::Warning) } else { item };
    item.rests_on(matter.place)
}

struct Judged {
    items: Vec<Item>,
    is_source_stated: bool,
    passes: bool,
}

fn judge(package: &AuditPackage, row: &Row<'_>, audit: &Audit, place: &str) -> Judged {
    let mut items = Vec::new();
    let item = |code| Item::new(code, row.subject.clone()).rests_on("audit data").rests_on(place);
    let source = match package.source {
        AuditSource::CratesIo => "crates.io",
        AuditSource::Git => "git",
        AuditSource::Local => "local",
        AuditSource::Registry => "registry",
        AuditSource::Other(_) => "another source",
    };
    let is_source_stated = row.origin != Origin::Unknown && !matches!(package.source, AuditSource::Other(_));
    if is_source_stated && !fits(&package.source, &row.origin) {
        let differs = item(&codes::SOURCE).expected(origin_word(&row.origin)).found(source);
        // A plain package URL for a package of the project itself is what most tools write.
        let is_own = package.source == AuditSource::Local && row.origin == Origin::DefaultRegistry;
        items.push(if is_own { differs.level(Level::Note) } else { differs });
    }
    match (package.kind, row.usage) {
        (AuditKind::Runtime, Usage::Build | Usage::Development) if audit.tells_proc_macros() => {
            items.push(item(&codes::KIND).expected("needed for building only").found("runtime"));
        }
        (AuditKind::Build, Usage::Runtime) => {
            items.push(item(&codes::KIND).expected("runtime").found("build").level(Level::Warning));
        }
        _ => {}
    }
    let mut passes = items.iter().all(|item| item.level < Level::Error);
    // Whoever looks a published package up does so by its package URL; a bare name may be anything's.
    if row.kind != Kind::Cargo && matches!(package.source, AuditSource::CratesIo | AuditSource::Registry) {
        let bare = item(&codes::NOT_LISTED).level(Level::Warning);
        items.push(bare.found("a component of that name and version without a package URL of Cargo's"));
        passes = false;
    }
    Judged { items, is_source_stated, passes }
}

fn fits(source: &AuditSource, origin: &Origin) -> bool {
    match (source, origin) {
        (AuditSource::Other(_), _) | (_, Origin::Unknown) => true,
        (AuditSource::CratesIo, Origin::DefaultRegistry)
        | (AuditSource::Git, Origin::Git { .. })
        | (AuditSource::Local, Origin::Path(_))
        | (AuditSource::Registry, Origin::Registry(_)) => true,
        (AuditSource::CratesIo | AuditSource::Git | AuditSource::Local | AuditSource::Registry, _) => false,
    }
}

fn origin_word(origin: &Origin) -> &'static str {
    match origin {
        Origin::Unknown => "not stated",
        Origin::DefaultRegistry => "crates.io",
        Origin::Registry(_) => "another registry",
        Origin::Git { .. } => "git",
        Origin::Path(_) => "a folder",
    }
}

/// Tells of code whose package is not in the binary's own list.
pub(super) fn tell_contradictions(audit: &Audit, matter: &Matter<'_>, report: &mut CheckReport) {
    let listed: BTreeSet<(&str, String)> =
        audit.packages().iter().map(|package| (package.name.as_str(), package.version.to_string())).collect();
    for traced in &matter.image.crates {
        if listed.contains(&(traced.name.as_str(), traced.version.clone())) {
            continue;
        }
        let level = if traced.registry.is_some() { Level::Error } else { Level::Warning };
        let item = Item::new(&codes::CONTRADICTION, format!("{} {}", traced.name, traced.version)).level(level);
        report.items.push(item.found("the path of its sources").expected("in the audit data").rests_on(matter.place));
    }
}

/// Compares traces with the document, where there is no list of packages.
pub(super) fn compare_traces(matter: &Matter<'_>, seen: &mut Seen, report: &mut CheckReport) {
    let mut compared = 0u64;
    for traced in &matter.image.crates {
        let rows = matter.listed.named(Kind::Cargo, &traced.name);
        let same: Vec<_> = rows.iter().filter(|(_, row)| row.version.as_deref() == Some(&traced.version)).collect();
        seen.explained.extend(same.iter().map(|(at, _)| *at));
        let subject = format!("{} {}", traced.name, traced.version);
        let excluded = same.iter().all(|(_, row)| matches!(row.usage, Usage::Build | Usage::Development));
        if same.is_empty() {
            let level = if traced.registry.is_some() { Level::Error } else { Level::Warning };
            let item = Item::new(&codes::TRACE, subject).level(level).found("the path of its sources");
            let others: Vec<&str> = rows.iter().filter_map(|(_, row)| row.version.as_deref()).collect();
            let item = if others.is_empty() { item } else { item.expected(others.join(", ")) };
            report.items.push(item.rests_on(matter.place));
        } else if excluded {
            let item = Item::new(&codes::KIND, subject).expected("needed for building only");
            report.items.push(item.found("the path of its sources").rests_on(matter.place));
        } else {
            compared += 1;
        }
    }
    report.passed += compared;
    if compared > 0 {
        report.coverage.push(format!("{compared} packages by the paths of their sources, name and version"));
    }
    compare_symbols(matter, report);
}

/// A symbol knows no version: it explains nothing, and is only told where no component has the name.
fn compare_symbols(matter: &Matter<'_>, report: &mut CheckReport) {
    let name = |text: &str| text.replace('-', "_");
    // A package's library may have another name than the package.
    let libraries = matter.listed.rows.iter().filter_map(|row| row.component.properties.get("cargo:library"));
    let listed: BTreeSet<String> =
        matter.listed.rows.iter().map(|row| &row.name).chain(libraries).map(|text| name(text)).collect();
    let standard: BTreeSet<String> = matter.image.std_crates.iter().map(|(krate, _)| name(krate)).collect();
    for krate in &matter.image.symbols.crates {
        if !listed.contains(krate) && !standard.contains(krate) && !is_standard_crate(krate) {
            report.items.push(Item::new(&codes::SYMBOL, krate.clone()).found("symbols").rests_on(matter.place));
        }
    }
}

/// Compares what the standard library was built with.
pub(super) fn compare_standard(matter: &Matter<'_>, seen: &mut Seen, report: &mut CheckReport) {
    let mut absent = Vec::new();
    let mut compared = 0u64;
    for (name, version) in &matter.image.std_crates {
        let rows = matter.listed.named(Kind::Cargo, name);
        let same: Vec<_> = rows.iter().filter(|(_, row)| row.version.as_deref() == Some(version)).collect();
        seen.explained.extend(same.iter().map(|(at, _)| *at));
        if !same.is_empty() {
            compared += 1;
        } else if let Some((_, other)) = rows.iter().find(|(_, row)| row.is_standard) {
            let item = Item::new(&codes::VERSION, format!("{name} {version}")).found("in the standard library");
            report.items.push(item.expected(other.version.clone().unwrap_or_default()).rests_on(matter.place));
        } else {
            absent.push(format!("{name} {version}"));
        }
    }
    report.passed += compared;
    if compared > 0 {
        report.coverage.push(format!("{compared} packages of the standard library, by paths"));
    }
    if !absent.is_empty() {
        report.items.push(Item::new(&codes::STANDARD, matter.place).found(absent.join(", ")));
    }
}

/// Tells of packages that the document has and the lists of all images do not.
pub(super) fn tell_excess(listed: &Listed<'_>, seen: &Seen, report: &mut CheckReport) {
    for (at, row) in listed.rows.iter().enumerate() {
        let judged = row.kind == Kind::Cargo && row.is_claimed() && !seen.explained.contains(&at);
        if !judged {
            continue;
        }
        let item = Item::new(&codes::NOT_IN_BINARY, row.subject.clone()).rests_on("audit data");
        report.items.push(if row.is_standard {
            Item::new(&codes::UNSEEN, row.subject.clone()).found("a part of the standard library without a trace")
        } else {
            item.level(excess_level(seen.superset))
        });
    }
}
