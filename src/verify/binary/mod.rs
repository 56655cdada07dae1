//! The check `binary`: does the document say what the binary itself says, both ways?
//!
//! *Proves*: the packages that the build tool recorded in the file are those of the document, by name, version, source and kind, or by path,
//! version and checksum for Go; and no traces in the code contradict that record. *Does not prove*: that the record is true, for whoever can
//! write the file can write it, nor that nothing was compiled in beside packages. Where there is no record, only what was seen is compared and
//! the rest stays unchecked. The question a newcomer asks: an item that is unchecked decides only where the check was asked for, because
//! most binaries have no record and other checks look at the same file.

mod codes;
mod contents;
mod golang;
mod import;
mod listed;
mod rust;
mod toolchain;

use listed::Listed;

use super::{Check, Input, VerifyError};
use crate::binary::{self, Container, Image};
use crate::collect::binary::contents::{is_layout, read_archive_contents, read_layout_contents, recognizes};
use crate::limits;
use crate::model::{CheckReport, Code, Inventory, Item, Level, Resolution, WhenUnasked};
use crate::source::{SourceError, read_bounded, read_head};

/// Does the document say what the binary itself says, both ways?
pub struct Binary;

impl Check for Binary {
    fn name(&self) -> &'static str {
        "binary"
    }

    fn about(&self) -> &'static str {
        "Does the document say what the binary itself says, both ways?"
    }

    fn codes(&self) -> &'static [&'static Code] {
        codes::ALL
    }

    fn applies(&self, input: &Input<'_>) -> bool {
        /// The header of a PE file lies behind a program for DOS, of which the linker chooses the size.
        const HEAD_BYTES: u64 = 4096;
        let is_known = |head: &[u8]| binary::recognizes(head) || recognizes(head);
        let is_binary = || read_head(input.subject, HEAD_BYTES).is_ok_and(|head| is_known(&head));
        input.document.is_some_and(|document| document.path != input.subject)
            && (is_layout(input.subject) || input.subject.is_file() && is_binary())
    }

    fn run(&self, input: &Input<'_>) -> Result<CheckReport, VerifyError> {
        let mut report = CheckReport::new(self.name());
        report.when_unasked = WhenUnasked::Tells;
        let name = input.subject.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let Some(document) = input.document else {
            report.items.push(Item::new(&codes::NO_DOCUMENT, name));
            return Ok(report);
        };
        let inventory = &document.document.inventory;
        if is_layout(input.subject) {
            contents::compare(read_layout_contents(input.subject), &name, inventory, &mut report);
            report.items.sort();
            report.items.dedup();
            return Ok(report);
        }
        let bytes = match read_bounded(input.subject, limits::BINARY_BYTES) {
            Ok(bytes) => bytes,
            Err(SourceError::Io { path, source }) => return Err(SourceError::Io { path, source }.into()),
            Err(SourceError::NotAFile { .. }) => {
                report.items.push(Item::new(&codes::UNREADABLE, name).found("a folder, device or pipe"));
                return Ok(report);
            }
            Err(SourceError::TooLarge { limit, .. }) => {
                report.items.push(Item::new(&codes::UNREADABLE, name).found(format!("more than {limit} bytes")));
                return Ok(report);
            }
        };
        if recognizes(&bytes) {
            contents::compare(read_archive_contents(&bytes, &name), &name, inventory, &mut report);
        } else {
            compare(&bytes, &name, inventory, &mut report);
        }
        report.items.sort();
        report.items.dedup();
        Ok(report)
    }
}

/// Compares a file with an inventory.
fn compare(bytes: &[u8], name: &str, inventory: &Inventory, report: &mut CheckReport) {
    let found = match binary::read(bytes) {
        Ok(found) => found,
        Err(error) => {
            report.items.push(Item::new(&codes::UNREADABLE, name).found(error.to_string()));
            return;
        }
    };
    let listed = Listed::of(inventory);
    let mut seen = Seen::default();
    for image in &found.images {
        let place = match found.container {
            Container::Single => name.to_owned(),
            Container::Fat => format!("{name} ({})", image.architecture),
        };
        let matter = Matter { image, place: &place, listed: &listed, inventory };
        compare_image(&matter, &mut seen, report);
    }
    // What one image lacks another one may have: excess is judged over all of them.
    if seen.every_image_records_rust(found.images.len()) {
        rust::tell_excess(&listed, &seen, report);
    }
    if seen.every_image_records_go(found.images.len()) {
        golang::tell_excess(&listed, &seen, report);
    }
    import::tell_excess(&listed, &mut seen, report);
    tell_unseen(&listed, &seen, report);
}

/// One image and what the document says.
struct Matter<'a> {
    image: &'a Image,
    /// How findings call the image.
    place: &'a str,
    listed: &'a Listed<'a>,
    inventory: &'a Inventory,
}

impl Matter<'_> {
    /// How much it weighs that a document has more than the binary.
    fn is_superset(&self) -> bool {
        self.inventory.subject.resolution == Resolution::Superset
    }
}

/// What was seen over all images.
#[derive(Debug, Default)]
struct Seen {
    /// Places in [`Listed`] that some image explains.
    explained: std::collections::BTreeSet<usize>,
    rust_records: usize,
    go_records: usize,
    /// Images that record either.
    recorded: usize,
    images: usize,
    superset: bool,
    /// An archive may hold programs of both languages, and the record of one then says that it is none of the other.
    is_archive: bool,
}

impl Seen {
    fn every_image_records_rust(&self, images: usize) -> bool {
        self.every_image_records(self.rust_records, images)
    }

    fn every_image_records_go(&self, images: usize) -> bool {
        self.every_image_records(self.go_records, images)
    }

    fn every_image_records(&self, records: usize, images: usize) -> bool {
        records > 0 && if self.is_archive { self.recorded == images } else { records == images }
    }
}

fn compare_image(matter: &Matter<'_>, seen: &mut Seen, report: &mut CheckReport) {
    seen.images += 1;
    seen.superset |= matter.is_superset();
    let mut has_record = false;
    match &matter.image.audit {
        Some(Ok(audit)) => {
            has_record = true;
            seen.rust_records += 1;
            rust::compare_audit(audit, matter, seen, report);
            rust::tell_contradictions(audit, matter, report);
        }
        Some(Err(error)) => {
            let code = match error {
                binary::AuditError::UnknownFormat(_) => &codes::RECORD_UNKNOWN,
                _ => &codes::RECORD_DAMAGED,
            };
            report.items.push(Item::new(code, matter.place).found(error.to_string()).rests_on("audit data"));
        }
        None => {}
    }
    match &matter.image.go {
        Some(Ok(build)) => {
            has_record = true;
            seen.go_records += 1;
            golang::compare(build, matter, seen, report);
        }
        Some(Err(error)) => {
            let item = Item::new(&codes::RECORD_DAMAGED, matter.place).found(error.to_string());
            report.items.push(item.rests_on("Go build information"));
        }
        None => {}
    }
    if !matches!(matter.image.audit, Some(Ok(_))) {
        rust::compare_traces(matter, seen, report);
    }
    rust::compare_standard(matter, seen, report);
    toolchain::compare(matter, report);
    import::compare(matter, seen, report);
    seen.recorded += usize::from(has_record);
    if !has_record {
        report.items.push(Item::new(&codes::NO_RECORD, matter.place).found(shown(matter.image)));
    }
}

/// Says what there was to look at in an image without a record.
fn shown(image: &Image) -> String {
    let present = |what: binary::Presence| if what == binary::Presence::Present { "there" } else { "stripped" };
    let crates = image.crates.len();
    format!(
        "neither audit data nor Go build information; symbols {}, debug information {}, paths of {crates} crates",
        present(image.symbols.table),
        present(image.symbols.debug)
    )
}

/// Tells of components that no image could show, so that nothing of them was compared.
fn tell_unseen(listed: &Listed<'_>, seen: &Seen, report: &mut CheckReport) {
    let judged = |kind: listed::Kind| match kind {
        listed::Kind::Cargo => seen.every_image_records_rust(seen.images),
        listed::Kind::Golang => seen.every_image_records_go(seen.images),
        listed::Kind::Other => false,
    };
    let rows = listed
        .rows
        .iter()
        .enumerate()
        .filter(|(at, row)| !seen.explained.contains(at) && row.is_claimed() && !judged(row.kind));
    let names: Vec<&str> = rows.map(|(_, row)| row.subject.as_str()).collect();
    if let Some(first) = names.first() {
        let subject = if names.len() == 1 { "1 component".to_owned() } else { format!("{} components", names.len()) };
        report.items.push(Item::new(&codes::UNSEEN, subject).found(format!("no trace of them, such as {first}")));
    }
}

/// Weighs an excess: a document that declares itself a superset of any one build has some. One that says nothing claims what it lists.
///
/// Spec: CycloneDX 1.7, `component.scope`: what has no scope is taken as required.
fn excess_level(superset: bool) -> Level {
    if superset { Level::Warning } else { Level::Error }
}

#[cfg(test)]
mod tests;
