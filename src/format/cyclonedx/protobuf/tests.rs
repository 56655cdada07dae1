use std::collections::BTreeSet;

use super::shape::{Kind, Message};
use super::tables::BOM;
use super::*;
use crate::format::SyntaxKind;
use crate::limits;

/// A field that holds bytes.
fn field(number: u32, inside: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    wire::put_bytes(&mut bytes, number, inside);
    bytes
}

fn number(number: u32, value: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    wire::put_number(&mut bytes, number, value);
    bytes
}

fn bom(version: &str, inside: &[&[u8]]) -> Vec<u8> {
    [field(1, version.as_bytes()), inside.concat()].concat()
}

fn json(bytes: &[u8]) -> (serde_json::Value, Vec<String>) {
    let (tree, losses) = parse::parse(bytes).unwrap();
    (tree.to_value(), losses.into_iter().map(|loss| format!("{} {}", loss.path, loss.reason)).collect())
}

fn fault(bytes: &[u8]) -> (usize, SyntaxKind, String) {
    match CycloneDxProtobuf.read(bytes) {
        Err(FormatError::Binary { offset, kind, message }) => (offset, kind, message),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_component_is_read_with_words_texts_and_zeros() {
    let component =
        [number(1, 3), field(3, b"a"), field(8, b"name"), field(12, &[number(1, 3), field(2, b"00")].concat())];
    let bytes = bom("1.6", &[&number(2, 7), &field(5, &component.concat()), &field(5, &number(11, 1))]);
    let expected = serde_json::json!({
        "bomFormat": "CycloneDX", "specVersion": "1.6", "version": 7,
        "components": [
            { "type": "library", "bom-ref": "a", "name": "name", "hashes": [{ "alg": "SHA-256", "content": "00" }] },
            { "scope": "required", "name": "" },
        ],
    });
    assert_eq!(json(&bytes), (expected, Vec::new()));
}

#[test]
fn what_is_not_of_the_version_is_told_with_its_place() {
    let component = [field(8, b"a"), number(1, 99), number(2, 1), field(77, b"x"), field(8, b"b")].concat();
    let (document, losses) = json(&bom("1.6", &[&field(5, &component)]));
    assert_eq!(document["components"][0], serde_json::json!({ "name": "b" }));
    assert_eq!(
        losses,
        [
            "/components/0/type 99 is no value of the enumeration",
            "/components/0/mime-type field 2 is not of the type that CycloneDX has for it",
            "/components/0 field 77 is none of CycloneDX 1.6",
            "/components/0/name another value of the field stood before it",
        ]
    );
    let document = CycloneDxProtobuf.read(&bom("1.6", &[&field(5, &component)])).unwrap();
    let problems: Vec<&str> = document.inventory.problems.iter().map(|problem| problem.path.as_str()).collect();
    assert!(problems.contains(&"#/components/0") && problems.contains(&"#/components/0/mime-type"), "{problems:?}");
}

#[test]
fn of_fields_that_exclude_each_other_the_last_one_counts() {
    let license = field(1, &[field(1, b"MIT"), field(2, b"Mine")].concat());
    let licenses =
        [field(13, &[license.clone(), field(2, b"MIT")].concat()), field(13, &[license, number(3, 1)].concat())];
    let (document, losses) = json(&bom("1.6", &[&field(5, &licenses.concat())]));
    let expected = serde_json::json!([
        { "expression": "MIT" },
        { "license": { "name": "Mine", "acknowledgement": "declared" } },
    ]);
    assert_eq!(document["components"][0]["licenses"], expected);
    assert_eq!(losses.len(), 3, "{losses:?}");
}

#[test]
fn rows_inside_of_rows_are_rows() {
    let leaf = field(2, &field(1, b"c"));
    let row = [field(1, b"a"), field(2, &[field(1, b"b"), leaf].concat()), field(2, &field(1, b"d"))].concat();
    let (document, losses) = json(&bom("1.4", &[&field(8, &row)]));
    let expected = serde_json::json!([{ "ref": "a", "dependsOn": ["b", "d"] }, { "ref": "b", "dependsOn": ["c"] }]);
    assert_eq!((&document["dependencies"], losses), (&expected, Vec::new()));
}

#[test]
fn what_changed_between_the_versions_is_as_the_json_form_of_each_has_it() {
    let old = field(2, &field(2, b"tool"));
    let new = field(2, &field(6, &field(8, b"tool")));
    let identity = field(5, &field(23, &field(3, &number(1, 4))));
    let of = |version: &str, part: &[u8], pointer: &str| json(&bom(version, &[part])).0.pointer(pointer).cloned();
    assert_eq!(
        of("1.4", &field(4, &[old.clone(), old.clone()].concat()), "/metadata/tools/1/name"),
        Some("tool".into())
    );
    assert_eq!(of("1.5", &field(4, &old), "/metadata/tools/0/name"), Some("tool".into()));
    assert_eq!(of("1.5", &field(4, &new), "/metadata/tools/components/0/name"), Some("tool".into()));
    assert_eq!(of("1.5", &identity, "/components/0/evidence/identity/field"), Some("purl".into()));
    assert_eq!(of("1.6", &identity, "/components/0/evidence/identity/0/field"), Some("purl".into()));
    let (_, losses) = json(&bom("1.6", &[&field(4, &[old, new].concat())]));
    assert_eq!(losses, ["/metadata/tools components and services beside tools of the old form"]);
}

#[test]
fn times_are_read_to_the_nanosecond_and_days_as_days() {
    let of = |seconds: i64, nanos: u64| {
        let time = [number(1, seconds.cast_unsigned()), number(2, nanos)].concat();
        json(&bom("1.6", &[&field(4, &field(1, &time))])).0.pointer("/metadata/timestamp").cloned()
    };
    assert_eq!(of(1_764_547_200, 0), Some("2025-12-01T00:00:00Z".into()));
    assert_eq!(of(-1, 500_000_000), Some("1969-12-31T23:59:59.5Z".into()));
    for (seconds, nanos) in [(i64::MAX, 0), (i64::MIN, 0), (0, 1_000_000_000), (0, u64::MAX), (253_402_300_800, 0)] {
        assert_eq!(of(seconds, nanos), None, "{seconds} {nanos}");
    }
    for text in ["0001-01-01T00:00:00Z", "1969-12-31T23:59:59.5Z", "9999-12-30T21:59:59.999999999Z"] {
        let (seconds, nanos) = time::parse(text).unwrap();
        assert_eq!(time::text(seconds, nanos.unsigned_abs(), false).as_deref(), Some(text));
    }
    assert_eq!(time::parse("2025-12-01T02:00:00+02:00"), time::parse("2025-12-01"));
}

#[test]
fn numbers_may_be_packed_or_not() {
    let packed = field(10, &field(6, &[0x4f, 0xbb, 0x01]));
    let apart = field(10, &[number(6, 79), number(6, 187)].concat());
    let cwes = |bytes: &[u8]| json(&bom("1.4", &[bytes])).0.pointer("/vulnerabilities/0/cwes").cloned();
    assert_eq!(cwes(&packed), Some(serde_json::json!([79, 187])));
    assert_eq!(cwes(&packed), cwes(&apart));
}

#[test]
fn broken_bytes_are_refused_with_their_place() {
    let start = bom("1.6", &[]).len();
    let cases: [(&[u8], usize, &str); 9] = [
        (b"\x2a\x05abc", start + 1, "5 bytes, and 3 are left"),
        (b"\x2a", start + 1, "end inside of a field"),
        (b"\x10\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02", start + 1, "more than 64 bits"),
        (b"\x10\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01", start + 1, "more than 64 bits"),
        (b"\x02\x00", start, "cannot have the number 0"),
        (b"\x80\x80\x80\x80\x10\x00", start, "cannot have the number"),
        (b"\x2b\x2c", start, "is a group"),
        (b"\x2f", start, "wire type 7"),
        (b"\x99\x06\x00\x00", start + 2, "end inside of a field"),
    ];
    for (bytes, offset, message) in cases {
        let found = fault(&bom("1.6", &[bytes]));
        assert_eq!((found.0, found.1), (offset, SyntaxKind::Malformed), "{bytes:x?} {}", found.2);
        assert!(found.2.contains(message), "{bytes:x?} {}", found.2);
    }
    let text = fault(&bom("1.6", &[&field(5, &field(8, b"ab\xffc"))]));
    assert_eq!((text.0, text.1), (start + 2 + 2 + 2, SyntaxKind::NotText));
}

#[test]
fn nesting_without_end_is_refused() {
    let nested = |levels: usize| (0..levels).fold(Vec::new(), |inside, _| field(21, &inside));
    let fits = bom("1.6", &[&field(5, &nested(limits::DOCUMENT_DEPTH - 2))]);
    assert!(CycloneDxProtobuf.read(&fits).is_ok());
    let found = fault(&bom("1.6", &[&field(5, &nested(limits::DOCUMENT_DEPTH - 1))]));
    assert_eq!(found.1, SyntaxKind::TooDeep);
    assert_eq!(fault(&bom("1.6", &[&field(5, &nested(5000))])).1, SyntaxKind::TooDeep);
}

#[test]
fn a_document_is_known_by_its_first_field_alone() {
    let known = |bytes: &[u8]| CycloneDxProtobuf.recognizes(bytes);
    assert!(known(&bom("1.6", &[])) && known(&bom("1.3", &[&number(2, 1)])) && known(&bom("1.9", &[&field(16, b"")])));
    let long = bom("1.6", &[&field(5, &vec![0; 300])]);
    assert!(known(&long) && known(&long[..100]));
    for bytes in [
        &b""[..],
        b"\n",
        b"\n\x031.",
        b"\n\x031.6 text follows",
        b"\n\x031.6\x0d",
        b"{\n\x031.6}",
        b"\n\x02ab",
        b"\n 1.6\n",
        b"\n\x032.6\x10\x01",
        b"\n\x031.6\x10",
    ] {
        assert!(!known(bytes), "{bytes:x?}");
    }
    // A text inside that is a document of another format makes none of it.
    let holder = bom("1.6", &[&field(5, &field(10, b"{\"bomFormat\": \"CycloneDX\", \"spdxVersion\": \"SPDX-2.3\"}"))]);
    assert_eq!(crate::format::read(&holder).unwrap().format, NAME);
    let version = CycloneDxProtobuf.read(&bom("1.8", &[])).unwrap_err();
    assert!(version.to_string().contains("no version `1.8` here"), "{version}");
}

#[test]
fn what_protocol_buffers_have_no_place_for_is_told() {
    let written = |json: &str, version: &str| {
        let written = CycloneDxProtobuf.write_tree(parse_json(json).unwrap(), Some(version)).unwrap();
        written.losses.into_iter().map(|loss| loss.path).collect::<Vec<_>>()
    };
    let document = r#"{"bomFormat":"CycloneDX","specVersion":"1.5","signature":{},"metadata":{"tools":[{"name":"a"},{"name":"b"}]},
        "components":[{"type":"library","name":"a","externalReferences":[{"type":"release-notes","url":"https://example.org"}],
        "evidence":{"identity":{"field":"purl","confidence":0.1234567890123}},"licenses":[{"expression":"MIT","bom-ref":"x"}]}]}"#;
    let mut lost = written(document, "1.5");
    lost.sort();
    let expected = [
        "/components/0/evidence/identity/confidence",
        "/components/0/externalReferences/0/type",
        "/components/0/licenses/0/bom-ref",
        "/metadata/tools/1",
        "/signature",
    ];
    assert_eq!(lost, expected);
}

#[test]
fn changed_bytes_are_read_or_refused_and_what_is_read_can_be_written() {
    let component =
        [number(1, 3), field(8, b"name"), field(13, &field(1, &field(1, b"MIT"))), field(21, &field(8, b"in"))];
    let component = [component.concat(), field(23, &field(3, &number(1, 4))), field(27, &number(1, 1))].concat();
    let row = [field(1, b"a"), field(2, &[field(1, b"b"), field(2, &field(1, b"c"))].concat())].concat();
    let metadata =
        [field(1, &number(1, 1_700_000_000)), field(2, &field(2, b"tool")), field(9, &number(1, 2))].concat();
    let first = bom(
        "1.7",
        &[&number(2, 1), &field(4, &metadata), &field(5, &component), &field(8, &row), &field(14, &field(1, b""))],
    );
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut draw = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % below as u64).unwrap()
    };
    let mut read = 0;
    for _ in 0..ROUNDS {
        let mut bytes = first.clone();
        for _ in 0..=draw(4) {
            let at = draw(bytes.len());
            match draw(4) {
                0 => bytes[at] = u8::try_from(draw(256)).unwrap(),
                1 => bytes[at] ^= 1 << draw(8),
                2 => drop(bytes.remove(at)),
                _ => bytes.insert(at, u8::try_from(draw(256)).unwrap()),
            }
        }
        let _ = CycloneDxProtobuf.recognizes(&bytes);
        let _ = CycloneDxProtobuf.read(&bytes);
        let Ok((tree, _)) = CycloneDxProtobuf.binary_tree(&bytes) else { continue };
        read += 1;
        let (written, _) = print::print(&tree, 7);
        let (again, losses) = CycloneDxProtobuf.binary_tree(&written).unwrap();
        assert_eq!(losses, [], "{bytes:x?}");
        assert_eq!(print::print(&again, 7).0, written, "{bytes:x?}");
    }
    assert!(read > ROUNDS / 20, "{read}");
}

/// Changed documents that are tried.
const ROUNDS: usize = 5000;

#[test]
fn the_table_is_in_order() {
    fn look(message: &'static Message, seen: &mut BTreeSet<usize>) {
        if !seen.insert(std::ptr::from_ref(message).addr()) {
            return;
        }
        assert!(message.fields.is_sorted_by_key(|field| field.number), "{message:?}");
        let inlines = message.fields.iter().filter(|field| matches!(field.kind, Kind::Inline(_)));
        assert!(inlines.count() == 0 || message.fields.iter().any(|field| field.one));
        for field in message.fields {
            if let Kind::Object(of) | Kind::Inline(of) = field.kind {
                look(of, seen);
            }
        }
    }
    let mut seen = BTreeSet::new();
    look(&BOM, &mut seen);
    assert!(seen.len() > 120, "{}", seen.len());
}
