//! Documents: what is written is valid by the official schemas, satisfies independent readers, and is read back without loss.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::too_many_lines,
    reason = "a test fails by a panic, tells what it skips, reads what the tree holds, and lists cases"
)]

mod convert;
mod generate;
mod golden;
mod hostile;
mod lenient;
mod oracle;
mod protobuf;
mod round_trip;
mod schema;
mod spdx;
mod spdx3;
mod xml;

use bonafide::format::{Document, Stamp, find};
use bonafide::model::Inventory;

/// Every format and version that can be read back.
const VERSIONS: &[(&str, &str)] = &[
    ("cyclonedx-json", "1.4"),
    ("cyclonedx-json", "1.5"),
    ("cyclonedx-json", "1.6"),
    ("cyclonedx-json", "1.7"),
    ("cyclonedx-xml", "1.4"),
    ("cyclonedx-xml", "1.5"),
    ("cyclonedx-xml", "1.6"),
    ("cyclonedx-xml", "1.7"),
    ("spdx-json", "2.3"),
    ("spdx-tag-value", "2.3"),
    ("spdx-yaml", "2.3"),
    ("spdx3-json", "3.0.1"),
];

/// The same for formats that are no text.
const BINARY: &[(&str, &str)] = &[
    ("cyclonedx-protobuf", "1.4"),
    ("cyclonedx-protobuf", "1.5"),
    ("cyclonedx-protobuf", "1.6"),
    ("cyclonedx-protobuf", "1.7"),
];

fn stamp() -> Stamp {
    Stamp { created: "2026-11-23T12:00:00Z".parse().unwrap() }
}

fn write(inventory: &Inventory, (format, version): (&str, &str)) -> Vec<u8> {
    find(format).unwrap().write(inventory, Some(version), &stamp()).unwrap()
}

fn read(bytes: &[u8]) -> Document {
    bonafide::format::read(bytes).unwrap_or_else(|error| panic!("{error}\n{}", String::from_utf8_lossy(bytes)))
}
