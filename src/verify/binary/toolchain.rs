//! The compiler that the document names against the one that the binary names.

use super::{Matter, codes};
use crate::model::{CheckReport, Item};

/// Names under which documents list the compiler or its library.
const NAMES: &[&str] = &["rustc", "rust-std"];

pub(super) fn compare(matter: &Matter<'_>, report: &mut CheckReport) {
    let found = &matter.image.rustc;
    let rows = matter.listed.rows.iter().filter(|row| NAMES.contains(&row.component.name.as_str()));
    for row in rows {
        let Some(stated) = row.component.version.as_deref() else { continue };
        let commit = row.component.properties.get("cargo:toolchain:commit-hash");
        let place = matter.place;
        if found.is_empty() {
            if matter.image.is_rust() {
                let item = Item::new(&codes::NOT_COMPARED, row.subject.clone());
                report.items.push(item.found("the binary does not name its compiler").rests_on(place));
            }
            continue;
        }
        // `1.95.0 (59807616e 2026-04-14)`: the number up to the space.
        let fits = found.iter().any(|version| version.split(' ').next() == Some(stated));
        let commits = &matter.image.rustc_commits;
        let is_other_commit = commit.is_some_and(|commit| !commits.is_empty() && !commits.contains(commit));
        if fits && !is_other_commit {
            report.passed += 1;
            report.coverage.push(format!("the version of {}", row.component.name));
        } else {
            let named: Vec<&str> = found.iter().chain(commits).map(String::as_str).collect();
            let expected = commit.map_or_else(|| stated.to_owned(), |commit| format!("{stated} ({commit})"));
            let item = Item::new(&codes::TOOLCHAIN, row.subject.clone()).expected(expected);
            report.items.push(item.found(named.join(", ")).rests_on(place));
        }
    }
}
