//! CycloneDX as protocol buffers, against documents that protoc made.

use std::path::Path;

use bonafide::format::tree::{Layout, parse_json, write_json};
use bonafide::format::{Format, find};

use super::generate::typical;
use super::{read, write};
use crate::executable::skipped;

fn protobuf() -> &'static dyn Format {
    find("cyclonedx-protobuf").unwrap()
}

/// Documents in which every field and word of the schemas stands; see `tests/oracle/protobuf.py`.
#[test]
fn every_field_of_the_schemas_is_read_and_written_as_protoc_writes_it() {
    let Some(folder) =
        std::env::var_os("BONAFIDE_DOCUMENTS").map(|it| Path::new(&it).join("protobuf")).filter(|it| it.is_dir())
    else {
        return skipped("`BONAFIDE_DOCUMENTS` names no folder made by tests/oracle/standards.sh");
    };
    let mut count = 0;
    for version in std::fs::read_dir(folder).unwrap() {
        let version = version.unwrap();
        let name = version.file_name().into_string().unwrap();
        for file in std::fs::read_dir(version.path()).unwrap() {
            let path = file.unwrap().path();
            let bytes = std::fs::read(&path).unwrap();
            assert!(protobuf().recognizes(&bytes), "{}", path.display());
            let (tree, losses) = protobuf().binary_tree(&bytes).unwrap();
            assert_eq!(losses, [], "{}", path.display());
            // By way of the text of the JSON form, so that nothing is in the tree which that could not hold.
            let json = String::from_utf8(write_json(&tree, Layout::Lines)).unwrap();
            let tree = parse_json(&json).unwrap();
            if !protobuf().versions().contains(&name.as_str()) {
                continue;
            }
            let written = protobuf().write_tree(tree, Some(&name)).unwrap();
            assert_eq!(written.losses, [], "{}", path.display());
            assert!(written.bytes == bytes, "{}: written otherwise than protoc does", path.display());
            count += 1;
        }
    }
    println!("{count} documents of protoc are written byte for byte");
    assert!(count >= 150, "{count}");
}

#[test]
fn a_document_says_the_same_as_its_json_form() {
    for version in ["1.4", "1.5", "1.6", "1.7"] {
        let inventory = typical();
        let ours = read(&write(&inventory, ("cyclonedx-protobuf", version))).inventory;
        let json = read(&write(&inventory, ("cyclonedx-json", version))).inventory;
        assert_eq!(ours, json, "{version}");
    }
}
