//! Libraries that the loader brings in, and native libraries that are compiled in, against the document's components.

use std::collections::BTreeSet;

use super::listed::Listed;
use super::{Matter, Seen, codes};
use crate::model::{CheckReport, Item, Level};

/// Libraries that every program of a platform loads, in lower case, by how their file names begin.
const PLATFORM: &[&str] = &[
    "advapi32.dll",
    "api-ms-win-",
    "bcrypt.dll",
    "bcryptprimitives.dll",
    "kernel32.dll",
    "kernelbase.dll",
    "ld-linux",
    "ld-musl",
    "libc.musl",
    "libc.so",
    "libdl.so",
    "libgcc_s.",
    "libm.so",
    "libobjc.",
    "libpthread.so",
    "libresolv.",
    "librt.so",
    "libsystem.",
    "linux-vdso",
    "msvcrt.dll",
    "ntdll.dll",
    "shell32.dll",
    "ucrtbase.dll",
    "user32.dll",
    "userenv.dll",
    "vcruntime",
    "wasi_snapshot_preview1",
    "ws2_32.dll",
];

pub(super) fn compare(matter: &Matter<'_>, seen: &mut Seen, report: &mut CheckReport) {
    let mut platform = Vec::new();
    let mut compared = 0u64;
    for library in &matter.image.needed {
        let explaining = explaining(library, matter);
        seen.explained.extend(&explaining);
        let file = library.rsplit(['/', '\\']).next().unwrap_or(library);
        let lower = file.to_lowercase();
        if !explaining.is_empty() {
            compared += 1;
        } else if PLATFORM.iter().any(|start| lower.starts_with(start)) {
            platform.push(library.as_str());
        } else {
            report.items.push(Item::new(&codes::IMPORT, library.clone()).rests_on(matter.place));
        }
    }
    report.passed += compared;
    if compared > 0 {
        report.coverage.push(format!("{compared} libraries that are loaded, by name"));
    }
    if !platform.is_empty() {
        report.items.push(Item::new(&codes::PLATFORM, matter.place).found(platform.join(", ")));
    }
    let with_code = (&matter.image.bundled, &codes::BUNDLED, "its version text, and others of its code");
    let text_alone = (&matter.image.quoted, &codes::QUOTED, "its version text alone");
    for (libraries, code, found) in [with_code, text_alone] {
        for library in libraries {
            if !matter.listed.rows.iter().any(|row| names(&row.component.name, library.name)) {
                let item = Item::new(code, format!("{} {}", library.name, library.version));
                report.items.push(item.found(found).rests_on(matter.place));
            }
        }
    }
}

/// Tells of libraries that the document has as loaded when the program starts, and that no image loads.
pub(super) fn tell_excess(listed: &Listed<'_>, seen: &mut Seen, report: &mut CheckReport) {
    for (at, row) in listed.rows.iter().enumerate() {
        let is_loaded =
            row.component.properties.iter().any(|(key, value)| key.ends_with(":linkage") && value == "dynamic");
        if is_loaded && row.is_claimed() && seen.explained.insert(at) {
            let item = Item::new(&codes::NOT_IN_BINARY, row.subject.clone()).level(Level::Warning);
            report.items.push(item.found("no such library is loaded").rests_on("imports"));
        }
    }
}

/// Returns the components that name a library: as their name, in a property, or as the file that they were found as, such as the library of a
/// distribution's package.
fn explaining(library: &str, matter: &Matter<'_>) -> BTreeSet<usize> {
    let file = library.rsplit(['/', '\\']).next().unwrap_or(library);
    let stem = stem(file);
    let rows = matter.listed.rows.iter().enumerate().filter(|(_, row)| {
        let component = row.component;
        let is_file = |text: &str| text.rsplit(['/', '\\']).next() == Some(file);
        let named = is_file(&component.name) || (component.purl.is_none() && component.name == library);
        // A crate binds to a library, and is not the library.
        let by_stem = row.kind == super::listed::Kind::Other && names(&component.name, stem);
        let found_as = component.evidence.iter().any(|evidence| is_file(&evidence.path));
        let keyed = |key: &String| key.rsplit_once(":file:").is_some_and(|(_, name)| name == file);
        named || by_stem || found_as || component.properties.iter().any(|(key, value)| is_file(value) || keyed(key))
    });
    rows.map(|(at, _)| at).collect()
}

/// Returns the part of a file name that a library is known by: `ssl` of `libssl.so.3`.
fn stem(file: &str) -> &str {
    let name = file.strip_prefix("lib").unwrap_or(file);
    name.split('.').next().unwrap_or(name)
}

/// Returns whether a component's name is that of a library, with or without `lib` before it.
fn names(component: &str, library: &str) -> bool {
    let bare = |text: &str| text.strip_prefix("lib").unwrap_or(text).to_lowercase();
    !library.is_empty() && bare(component) == bare(library)
}
