//! What Go's linker recorded.

use super::listed::{Kind, Listed, Row};
use super::{Matter, Seen, codes, excess_level};
use crate::binary::{GoBuild, GoModule};
use crate::model::{CheckReport, Item, Level};

/// The name of the component that stands for Go's own packages.
const STANDARD: &str = "stdlib";

/// Compares every module with the document.
pub(super) fn compare(build: &GoBuild, matter: &Matter<'_>, seen: &mut Seen, report: &mut CheckReport) {
    if !matter.listed.has(Kind::Golang) {
        report.items.push(Item::new(&codes::NO_COMPONENTS, matter.place).found("no Go module"));
    }
    let mut tally = Tally::default();
    for module in &build.dependencies {
        compare_module(module, matter, seen, &mut tally, report);
    }
    if let Some(main) = &build.main {
        let rows = matter.listed.named(Kind::Golang, &main.path);
        seen.explained.extend(rows.iter().map(|(at, _)| *at));
        if rows.is_empty() && !matter.inventory.components.is_empty() {
            // Many documents name the program otherwise than by its module.
            report.items.push(Item::new(&codes::ROOT, main.path.clone()).level(Level::Warning).rests_on(matter.place));
        }
    }
    compare_version(build, matter, seen, report);
    report.passed += tally.compared;
    if tally.compared > 0 {
        let sums = tally.sums;
        report.coverage.push(format!("{} Go modules, path and version, {sums} by checksum", tally.compared));
    }
}

#[derive(Default)]
struct Tally {
    compared: u64,
    sums: u64,
}

fn compare_module(
    module: &GoModule,
    matter: &Matter<'_>,
    seen: &mut Seen,
    tally: &mut Tally,
    report: &mut CheckReport,
) {
    let used = module.effective();
    // A folder that stands in has no name of its own: the document can only know it by the replaced one.
    let is_folder = module.replacement.is_some() && !used.version.starts_with('v');
    let (path, version) = if is_folder { (&module.path, None) } else { (&used.path, Some(used.version.as_str())) };
    let rows = matter.listed.named(Kind::Golang, path);
    let subject = format!("{path} {}", version.unwrap_or("(a folder)"));
    let item = |code| Item::new(code, subject.clone()).rests_on("Go build information").rests_on(matter.place);
    let fits = |row: &Row<'_>| row.version.as_deref() == version || (is_folder && row.component.purl.is_none());
    let same: Vec<&(usize, &Row<'_>)> = rows.iter().filter(|(_, row)| fits(row)).collect();
    seen.explained.extend(same.iter().map(|(at, _)| *at));
    let Some((_, row)) = same.first() else {
        let others: Vec<&str> = rows.iter().filter_map(|(_, row)| row.version.as_deref()).collect();
        report.items.push(if is_folder && !others.is_empty() {
            item(&codes::SOURCE).expected(others.join(", ")).found("a folder stands in for it")
        } else if others.is_empty() {
            item(&codes::NOT_LISTED).found(subject.clone())
        } else if is_older(version.unwrap_or_default(), &others) {
            item(&codes::DOWNGRADED).expected(others.join(", ")).found(subject.clone())
        } else {
            item(&codes::VERSION).expected(others.join(", ")).found(subject.clone())
        });
        return;
    };
    match (&used.sum, stated_sum(row)) {
        (Some(sum), Some(stated)) if stated != sum => {
            report.items.push(item(&codes::SUM).expected(stated).found(sum.clone()));
            return;
        }
        (Some(_), Some(_)) => tally.sums += 1,
        _ => {}
    }
    tally.compared += 1;
}

/// Returns the `h1:` sum that the document states, under whatever name its tool gives it.
fn stated_sum<'a>(row: &Row<'a>) -> Option<&'a String> {
    row.component.properties.values().find(|value| value.starts_with("h1:"))
}

fn is_older(found: &str, listed: &[&str]) -> bool {
    let parse = |version: &str| semver::Version::parse(version.strip_prefix('v')?).ok();
    parse(found)
        .zip(listed.iter().filter_map(|version| parse(version)).max())
        .is_some_and(|(found, listed)| found < listed)
}

fn compare_version(build: &GoBuild, matter: &Matter<'_>, seen: &mut Seen, report: &mut CheckReport) {
    let number = build.version.strip_prefix("go").and_then(|rest| rest.split(' ').next()).filter(|it| !it.is_empty());
    let rows = matter.listed.named(Kind::Golang, STANDARD);
    seen.explained.extend(rows.iter().map(|(at, _)| *at));
    let Some(number) = number else { return };
    let stated: Vec<&str> = rows.iter().filter_map(|(_, row)| row.version.as_deref()).collect();
    let plain = |version: &str| version.trim_start_matches("go").trim_start_matches('v').to_owned();
    if stated.is_empty() {
        report.items.push(Item::new(&codes::STANDARD, matter.place).found(build.version.clone()));
    } else if stated.iter().any(|version| plain(version) == number) {
        report.passed += 1;
        report.coverage.push("the version of Go".to_owned());
    } else {
        let item = Item::new(&codes::TOOLCHAIN, matter.place).expected(stated.join(", ")).found(build.version.clone());
        report.items.push(item.rests_on("Go build information"));
    }
}

/// Tells of modules that the document has and the records of all images do not.
pub(super) fn tell_excess(listed: &Listed<'_>, seen: &Seen, report: &mut CheckReport) {
    for (at, row) in listed.rows.iter().enumerate() {
        if row.kind == Kind::Golang && row.is_claimed() && !seen.explained.contains(&at) {
            let item = Item::new(&codes::NOT_IN_BINARY, row.subject.clone()).rests_on("Go build information");
            report.items.push(item.level(excess_level(seen.superset)));
        }
    }
}
