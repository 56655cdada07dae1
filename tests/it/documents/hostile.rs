//! Documents that nobody honest writes: refused or told of, in bounded time, without a panic.

use std::fmt::Write;
use std::time::{Duration, Instant};

use bonafide::format::{self, FormatError, find};
use bonafide::model::{EdgeKind, Inventory, ProblemKind, Usage};
use proptest::prelude::*;

use super::generate::typical;
use super::{VERSIONS, read, write};

fn cyclonedx(members: &str) -> String {
    format!("{{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\"{members}}}")
}

fn spdx(members: &str) -> String {
    format!("{{\"spdxVersion\":\"SPDX-2.3\",\"SPDXID\":\"SPDXRef-DOCUMENT\"{members}}}")
}

/// Returns the places and messages of what a document tells could not be used.
fn unusable(text: &str) -> Vec<String> {
    let inventory = read(text.as_bytes()).inventory;
    let unusable = inventory.problems.into_iter().filter(|problem| problem.kind == ProblemKind::Unusable);
    unusable.map(|problem| format!("{}: {}", problem.path, problem.message)).collect()
}

#[test]
fn a_duplicate_key_is_refused_wherever_it_is() {
    let many: String = (0..40).fold(String::new(), |mut text, at| {
        let _ = write!(text, "\"k{at}\":{at},");
        text
    });
    for (members, line, column) in [
        (",\n\"version\":1,\n  \"version\":2".to_owned(), 3, 3),
        (",\"components\":[{\"name\":\"a\",\n\"name\":\"b\"}]".to_owned(), 2, 1),
        (",\"nobody\":{\"knows\":{\"x\":[{\"a\":1,\n \"a\":1}]}}".to_owned(), 2, 2),
        (",\n\"a\":1,\n\"\\u0061\":2".to_owned(), 3, 1),
        (",\"x\":{\"\\u00e9\":1,\n\"é\":2}".to_owned(), 2, 1),
        (format!(",\"x\":{{{many}\n\"k7\":0}}"), 2, 1),
        (",\"x\":{\"\":1 , \n\"\" : 2}".to_owned(), 2, 1),
    ] {
        for text in [cyclonedx(&members), spdx(&members)] {
            match format::read(text.as_bytes()) {
                Err(FormatError::DuplicateKey { line: found_line, column: found_column, .. }) => {
                    assert_eq!((found_line, found_column), (line, column), "{text}");
                }
                other => panic!("{text}: {other:?}"),
            }
        }
    }
}

#[test]
fn equal_keys_of_different_objects_and_equal_values_are_no_duplicates() {
    let text = cyclonedx(",\"x\":{\"a\":{\"a\":\"a\"},\"b\":[\"a\",\"a\",{\"a\":\"b\"}],\"c\":\"x\\\":\"}");
    format::read(text.as_bytes()).unwrap();
}

#[test]
fn what_is_not_one_json_text_is_refused_with_its_place() {
    let cases: Vec<(Vec<u8>, &str)> = vec![
        (b"{\"bomFormat\":\"CycloneDX\"".to_vec(), "EOF"),
        (cyclonedx("").into_bytes().into_iter().chain(*b" x").collect(), "trailing"),
        (cyclonedx(",\"a\":\"\u{1}\"").into_bytes(), "control character"),
        ([cyclonedx("").as_bytes(), b"{}"].concat(), "trailing"),
        (cyclonedx(",\"a\":01").into_bytes(), "number"),
        (cyclonedx(",\"a\":nul").into_bytes(), "expected"),
        (cyclonedx(",\"components\":[{\"name\":\"a\"},]").into_bytes(), "trailing comma"),
        (cyclonedx(",\"components\":[{\"name\":\"a\"} {\"name\":\"b\"}]").into_bytes(), "expected `,`"),
        (cyclonedx(",\"components\":[{\"name\":\"a\"},{\"name\":07}]").into_bytes(), "number"),
        (cyclonedx(",\"components\":[{\"name\":7,\"x\":tru}]").into_bytes(), "expected a value"),
        (cyclonedx(",\"components\":[{\"name\":\"a\"}}").into_bytes(), "expected `,` or `]`"),
        (cyclonedx(",\"dependencies\":[{\"ref\":\"a\",}]").into_bytes(), "trailing comma"),
        (cyclonedx(&format!(",\"a\":{}{}", "[".repeat(200), "]".repeat(200))).into_bytes(), "nested deeper than 128"),
        (cyclonedx(&format!(",\"a\":{}", "[".repeat(1_000_000))).into_bytes(), "nested deeper than 128"),
        ([b"{\"bomFormat\":\"CycloneDX\",\"a\":\"".as_slice(), b"\xff\"}"].concat(), "not valid UTF-8"),
    ];
    for (bytes, expected) in cases {
        let error = find("cyclonedx-json").unwrap().read(&bytes).unwrap_err();
        let FormatError::Syntax { line, column, message, .. } = &error else { panic!("{error:?}") };
        assert!(message.contains(expected) && *line > 0 && *column > 0, "{error}, expected {expected}");
        assert!(error.is_input_fault());
    }
}

#[test]
fn text_without_a_byte_order_mark_is_utf_8() {
    let wide: Vec<u8> = cyclonedx("").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let error = find("cyclonedx-json").unwrap().read(&wide).unwrap_err();
    assert!(error.to_string().contains("UTF-16"), "{error}");
}

#[test]
fn an_unknown_format_or_version_is_refused() {
    for text in ["", "{}", "[]", "null", "\"bomFormat\"", "not json"] {
        assert!(
            matches!(format::read(text.as_bytes()), Err(FormatError::UnknownFormat | FormatError::Syntax { .. })),
            "{text}"
        );
    }
    for (from, to) in [("1.6", "1.8"), ("1.6", "1.1"), ("1.6", "2.0"), ("1.6", "1.06"), ("CycloneDX", "Other")] {
        assert!(format::read(cyclonedx("").replace(from, to).as_bytes()).is_err(), "{to}");
    }
    for to in ["SPDX-3.0", "SPDX-2.1", "2.3.1", "SPDX-9.9"] {
        let error = format::read(spdx("").replace("SPDX-2.3", to).as_bytes()).unwrap_err();
        assert!(matches!(error, FormatError::UnknownVersion { .. }), "{to}");
    }
    let stamp = super::stamp();
    for (format, version) in
        [("cyclonedx-json", "1.3"), ("cyclonedx-json", "1.8"), ("spdx-json", "2.2"), ("table", "1"), ("purls", "x")]
    {
        assert!(
            find(format).unwrap().write(&Inventory::default(), Some(version), &stamp).is_err(),
            "{format} {version}"
        );
    }
}

#[test]
fn what_cannot_be_used_in_cyclonedx_is_told_with_its_place() {
    let sha256 = "00".repeat(32);
    for (members, expected) in [
        (
            format!("{{\"name\":\"a\",\"hashes\":[{{\"alg\":\"SHA-512\",\"content\":\"{sha256}\"}}]}}"),
            "#/components/0/hashes/0: a SHA-512 digest has 128",
        ),
        (
            format!("{{\"name\":\"a\",\"hashes\":[{{\"alg\":\"SHA-999\",\"content\":\"{sha256}\"}}]}}"),
            "unknown digest algorithm `SHA-999`",
        ),
        ("{\"name\":\"a\",\"hashes\":[{\"alg\":\"SHA-256\"}]}".to_owned(), "needs `alg` and `content`"),
        (
            "{\"name\":\"a\",\"hashes\":[{\"alg\":\"MD5\",\"content\":\"zz000000000000000000000000000000\"}]}"
                .to_owned(),
            "hexadecimal",
        ),
        ("{\"name\":\"a\",\"purl\":\"cargo/a\"}".to_owned(), "#/components/0/purl: `cargo/a` is not a package URL"),
        ("{\"type\":\"library\"}".to_owned(), "#/components/0: the component has no name"),
        (
            "{\"type\":\"file\",\"name\":\"../up\"}".to_owned(),
            "`../up` is not the path of a file here: the path has a `..` part",
        ),
        ("{\"type\":\"file\",\"name\":\"/etc/passwd\"}".to_owned(), "the path is absolute"),
        ("{\"type\":\"file\",\"name\":\"\"}".to_owned(), "the file has no name"),
        (
            "{\"name\":\"a\",\"bom-ref\":\"x\"},{\"name\":\"b\",\"bom-ref\":\"x\"}".to_owned(),
            "#/components/1: the bom-ref `x` is used a second time",
        ),
        (
            "{\"name\":\"a\",\"components\":[{\"name\":\"b\",\"purl\":\"?\"}]}".to_owned(),
            "#/components/0/components/0/purl",
        ),
        (
            "{\"name\":\"a\",\"properties\":[{\"name\":\"bonafide:usage\",\"value\":\"sometimes\"}]}".to_owned(),
            "`bonafide:usage` has the value `sometimes`",
        ),
        (
            "{\"name\":\"a\",\"properties\":[{\"name\":\"bonafide:digest\",\"value\":\"file SHA-256:00\"}]}".to_owned(),
            "`bonafide:digest`",
        ),
        (
            "{\"name\":\"a\",\"properties\":[{\"name\":\"bonafide:digest:scope\",\"value\":\"all\"}]}".to_owned(),
            "`bonafide:digest:scope` is `all`",
        ),
        (
            "{\"name\":\"a\",\"properties\":[{\"name\":\"bonafide:origin\",\"value\":\"git\"}]}".to_owned(),
            "`bonafide:origin` is `git`",
        ),
        (
            "{\"name\":\"a\",\"properties\":[{\"name\":\"bonafide:dependency:maybe\",\"value\":\"x\"}]}".to_owned(),
            "names no kind of dependency",
        ),
        (
            "{\"name\":\"a\",\"properties\":[{\"name\":\"bonafide:dependency:build\",\"value\":\"x\"}]}".to_owned(),
            "tells of a dependency `x` that the component has not",
        ),
        (
            "{\"type\":\"file\",\"name\":\"a\",\"properties\":[{\"name\":\"bonafide:size\",\"value\":\"-1\"}]}"
                .to_owned(),
            "`bonafide:size` is not a number",
        ),
    ] {
        let text = cyclonedx(&format!(",\"components\":[{members}]"));
        let found = unusable(&text);
        assert!(found.len() == 1 && found[0].contains(expected), "{found:?}, expected {expected}");
    }
    for (members, expected) in [
        (
            ",\"dependencies\":[{\"ref\":\"x\",\"dependsOn\":[\"a\"]}]",
            "#/dependencies/0/ref: no component has the bom-ref `x`",
        ),
        (
            ",\"dependencies\":[{\"ref\":\"a\",\"dependsOn\":[\"a\",\"y\"]}]",
            "#/dependencies/0/dependsOn/1: no component has the bom-ref `y`",
        ),
        (",\"dependencies\":[{\"dependsOn\":[]}]", "the entry has no `ref`"),
        (
            ",\"compositions\":[{\"aggregate\":\"complete\",\"dependencies\":[\"z\"]}]",
            "#/compositions/0/dependencies/0",
        ),
        (
            ",\"metadata\":{\"properties\":[{\"name\":\"bonafide:problem\",\"value\":\"?\"}]}",
            "`bonafide:problem` is `?`",
        ),
    ] {
        let text = cyclonedx(&format!(",\"components\":[{{\"name\":\"a\",\"bom-ref\":\"a\"}}]{members}"));
        let found = unusable(&text);
        assert!(found.len() == 1 && found[0].contains(expected), "{found:?}, expected {expected}");
    }
}

#[test]
fn what_cannot_be_used_in_spdx_is_told_with_its_place() {
    for (members, expected) in [
        (
            "\"packages\":[{\"name\":\"a\",\"SPDXID\":\"SPDXRef-a\",\"checksums\":[{\"algorithm\":\"SHA1\",\"checksumValue\":\"00\"}]}]",
            "#/packages/0/checksums/0: a SHA-1 digest has 40",
        ),
        (
            "\"packages\":[{\"name\":\"a\",\"SPDXID\":\"SPDXRef-a\",\"checksums\":[{\"algorithm\":\"CRC\",\"checksumValue\":\"00\"}]}]",
            "unknown digest algorithm",
        ),
        (
            "\"packages\":[{\"name\":\"a\",\"SPDXID\":\"SPDXRef-a\",\"checksums\":[{\"algorithm\":\"SHA1\"}]}]",
            "needs `algorithm` and `checksumValue`",
        ),
        (
            "\"packages\":[{\"name\":\"a\",\"SPDXID\":\"SPDXRef-a\",\"externalRefs\":[{\"referenceType\":\"purl\",\"referenceLocator\":\"x\"}]}]",
            "`x` is not a package URL",
        ),
        ("\"packages\":[{\"name\":\"a\"}]", "#/packages/0: the package has no SPDXID"),
        ("\"packages\":[{\"SPDXID\":\"SPDXRef-a\"}]", "the package has no name"),
        (
            "\"packages\":[{\"name\":\"a\",\"SPDXID\":\"SPDXRef-a\"},{\"name\":\"b\",\"SPDXID\":\"SPDXRef-a\"}]",
            "#/packages/1: the SPDXID `SPDXRef-a` is used a second time",
        ),
        (
            "\"files\":[{\"fileName\":\"./../x\",\"SPDXID\":\"SPDXRef-f\"}]",
            "#/files/0: `./../x` is not the path of a file here",
        ),
        ("\"files\":[{\"fileName\":\"/x\",\"SPDXID\":\"SPDXRef-f\"}]", "the path is absolute"),
        ("\"files\":[{\"SPDXID\":\"SPDXRef-f\"}]", "the path is empty"),
        ("\"documentDescribes\":[\"SPDXRef-no\"]", "#/documentDescribes/0: nothing has the SPDXID `SPDXRef-no`"),
        (
            "\"relationships\":[{\"spdxElementId\":\"SPDXRef-DOCUMENT\",\"relationshipType\":\"DESCRIBES\",\"relatedSpdxElement\":\"SPDXRef-no\"}]",
            "#/relationships/0: nothing has the SPDXID",
        ),
        ("\"comment\":\"bonafide:lifecycle=never\"", "`bonafide:lifecycle` is `never`"),
    ] {
        let found = unusable(&spdx(&format!(",{members}")));
        assert!(found.len() == 1 && found[0].contains(expected), "{found:?}, expected {expected}");
    }
}

#[test]
fn hostile_sizes_take_bounded_time() {
    let mut duplicates = String::new();
    let mut dangling = String::new();
    for _ in 0..200_000 {
        duplicates.push_str(",{\"name\":\"a\",\"bom-ref\":\"x\"}");
        dangling.push_str(",\"nowhere\"");
    }
    let keys = (0..200_000).fold(String::new(), |mut text, at| {
        let _ = write!(text, ",\"\\u0061{at}\":0");
        text
    });
    let started = Instant::now();
    let text = cyclonedx(&format!(
        ",\"components\":[{}],\"dependencies\":[{{\"ref\":\"x\",\"dependsOn\":[{}]}}]",
        &duplicates[1..],
        &dangling[1..]
    ));
    let inventory = read(text.as_bytes()).inventory;
    assert_eq!(inventory.components.len(), 200_000);
    assert!(inventory.problems.len() < 2000);
    assert!(inventory.problems.iter().any(|problem| problem.message.contains("more parts could not be used")));
    // Written again, every one of them gets a reference of its own.
    let mut same = inventory;
    same.problems.clear();
    read(&write(&same, ("cyclonedx-json", "1.7")));
    read(cyclonedx(&format!(",\"x\":{{{}}}", &keys[1..])).as_bytes());
    // In the order that is worst for a sorted list.
    let names = (0..100_000).rev().map(|at| format!("x:{at:06}"));
    let properties: Vec<String> = names.clone().map(|it| format!("{{\"name\":\"{it}\",\"value\":\"\"}}")).collect();
    let text = format!(",\"components\":[{{\"name\":\"n\",\"properties\":[{}]}}]", properties.join(","));
    let mut many = read(cyclonedx(&text).as_bytes()).inventory;
    assert_eq!(many.components[0].properties.len(), 100_000);
    many.components[0].reference.clear();
    for (format, version) in [("spdx-json", "2.3"), ("spdx3-json", "3.0.1")] {
        assert_eq!(read(&write(&many, (format, version))).inventory.components[0].properties.len(), 100_000);
    }
    let references =
        names.map(|it| format!("{{\"type\":\"ExternalRef\",\"externalRefType\":\"{it}\",\"locator\":[\"y\"]}}"));
    let text = format!(
        "{{\"@context\":\"https://spdx.org/rdf/3.0.1/spdx-context.jsonld\",\"@graph\":[{{\"type\":\"software_Package\",\
         \"spdxId\":\"urn:x\",\"name\":\"n\",\"externalRef\":[{}]}}]}}",
        references.collect::<Vec<_>>().join(",")
    );
    assert_eq!(read(text.as_bytes()).inventory.components[0].properties.len(), 100_000);
    let nested = format!("{}{}", "{\"name\":\"n\",\"components\":[".repeat(60), "]}".repeat(60));
    assert_eq!(read(cyclonedx(&format!(",\"components\":[{nested}]")).as_bytes()).inventory.components.len(), 60);
    assert!(started.elapsed() < Duration::from_mins(1), "{:?}", started.elapsed());
}

#[test]
fn what_other_tools_say_is_not_read_as_more_than_it_says() {
    let text = cyclonedx(
        ",\"components\":[{\"type\":\"library\",\"name\":\"a\",\"bom-ref\":\"a\",\"scope\":\"excluded\",\"purl\":\"pkg:cargo/a@1\",\"licenses\":[{\"license\":{\"id\":\"MIT\"}},{\"license\":{\"name\":\"Apache-2.0\"}}]},{\"type\":\"platform\",\"name\":\"b\",\"bom-ref\":\"b\"}],\"dependencies\":[{\"ref\":\"a\",\"dependsOn\":[\"b\"]}],\"services\":[{},{}]",
    );
    let inventory = read(text.as_bytes()).inventory;
    let component = &inventory.components[0];
    assert_eq!(component.usage, Usage::Unknown);
    assert_eq!(component.properties.get("cyclonedx:scope").unwrap(), "excluded");
    assert_eq!(inventory.edges[0].kind, EdgeKind::Unknown);
    assert_eq!(component.license, Some(bonafide::model::License::parse("MIT AND Apache-2.0")));
    assert_eq!(inventory.problems.len(), 1, "{:?}", inventory.problems);
    assert!(inventory.problems[0].message.starts_with("2 services"));
    let again = String::from_utf8(write(&inventory, ("cyclonedx-json", "1.6"))).unwrap();
    assert!(again.contains("\"scope\":\"excluded\"") && again.contains("\"type\":\"platform\""), "{again}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_bytes_do_not_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        for format in format::ALL {
            let _ = (format.recognizes(&bytes), format.read(&bytes).is_ok());
        }
    }

    #[test]
    fn changed_documents_do_not_panic(
        which in 0..VERSIONS.len(),
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
        cut in proptest::option::weighted(0.2, any::<prop::sample::Index>()),
    ) {
        let mut bytes = write(&typical(), VERSIONS[which]);
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        let _ = format::read(&bytes);
    }
}
