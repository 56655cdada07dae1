use super::*;
use crate::source::hash::digest_bytes;

fn file(name: &str, bytes: &[u8]) -> NamedFile {
    let digest = |algorithm| digest_bytes(algorithm, bytes).unwrap();
    NamedFile { name: name.into(), sha256: digest(Algorithm::Sha256), sha512: digest(Algorithm::Sha512) }
}

fn digests(bytes: &[u8], algorithms: &[Algorithm]) -> BTreeMap<Algorithm, Digest> {
    algorithms.iter().map(|algorithm| (*algorithm, digest_bytes(*algorithm, bytes).unwrap())).collect()
}

const BOTH: [Algorithm; 2] = [Algorithm::Sha256, Algorithm::Sha512];

#[test]
fn a_statement_is_written_as_the_specification_says() {
    let sbom = NewSbom::Embedded { predicate_type: CYCLONEDX, document: b" {\"version\": 1.50}\n" };
    let text = String::from_utf8(write(&[file("a", b"a")], &file("s", b"s"), sbom).unwrap()).unwrap();
    assert!(
        text.starts_with(
            r#"{"_type":"https://in-toto.io/Statement/v1","subject":[{"name":"a","digest":{"sha256":"ca97"#
        ),
        "{text}"
    );
    // The document's own spelling is kept.
    assert!(text.ends_with(r#""predicateType":"https://cyclonedx.org/bom","predicate":{"version": 1.50}}"#), "{text}");
    let read = Statement::parse(text.as_bytes()).unwrap();
    assert_eq!(read.subjects().len(), 2);
    assert_eq!(read.algorithms(), BOTH);
    assert!(matches!(read.sbom(), SbomClaim::Embedded(_)));
}

#[test]
fn a_reference_names_the_document_with_all_that_the_specification_demands() {
    let sbom = NewSbom::Referenced { media_type: "text/spdx" };
    let bytes = write(&[file("a", b"a")], &file("s \"x\"", b"s"), sbom).unwrap();
    let value: Value = serde_json::from_slice(&bytes).unwrap();
    assert_eq!(value["predicateType"], REFERENCE);
    assert!(value["predicate"]["attester"]["id"].as_str().unwrap().starts_with("pkg:cargo/bonafide@"));
    let reference = &value["predicate"]["references"][0];
    assert_eq!(
        (reference["mediaType"].as_str(), reference["downloadLocation"].as_str()),
        (Some("text/spdx"), Some("s \"x\""))
    );
    let read = Statement::parse(&bytes).unwrap();
    let SbomClaim::Referenced(files) = read.sbom() else { panic!("no reference") };
    assert!(files[0].names(&digests(b"s", &BOTH)));
    assert!(!files[0].names(&digests(b"a", &BOTH)));
}

#[test]
fn every_shared_digest_must_agree() {
    let statement = |set: &str| {
        let text = format!(r#"{{"_type":"{STATEMENT_V1}","subject":[{{"digest":{{{set}}}}}],"predicateType":"x"}}"#);
        Statement::parse(text.as_bytes()).map(|statement| statement.subjects()[0].names(&digests(b"a", &BOTH)))
    };
    let good = file("a", b"a");
    let (sha256, sha512) = (good.sha256.hex(), good.sha512.hex());
    assert_eq!(statement(&format!(r#""sha256":"{sha256}""#)), Ok(true));
    assert_eq!(statement(&format!(r#""sha256":"{sha256}","sha512":"{sha512}","md5":"?""#)), Ok(true));
    assert_eq!(statement(&format!(r#""sha256":"{}","sha512":"{sha512}""#, "0".repeat(64))), Ok(false));
    assert_eq!(statement(&format!(r#""sha3_256":"{sha256}""#)), Ok(false));
    for set in [
        r#""sha1":"00""#.into(),
        String::new(),
        r#""sha256":"00""#.into(),
        r#""sha256":1"#.into(),
        format!(r#""SHA256":"{sha256}""#),
    ] {
        assert!(matches!(statement(&set), Err(StatementError::Malformed(_))), "{set}");
    }
}

#[test]
fn statements_that_break_the_specification_are_refused() {
    let digest = format!(r#"[{{"digest":{{"sha256":"{}"}}}}]"#, "0".repeat(64));
    let statement = |kind: &str, rest: &str| Statement::parse(format!(r#"{{"_type":{kind},{rest}}}"#).as_bytes());
    let v1 = format!("\"{STATEMENT_V1}\"");
    assert!(statement(&v1, &format!(r#""subject":{digest},"predicateType":"x""#)).is_ok());
    assert_eq!(statement(&v1, r#""subject":[],"predicateType":"x""#), Err(StatementError::NoSubject));
    assert_eq!(statement(&v1, r#""predicateType":"x""#), Err(StatementError::NoSubject));
    assert!(matches!(
        statement("\"x\"", &format!(r#""subject":{digest},"predicateType":"x""#)),
        Err(StatementError::Type(_))
    ));
    let malformed = [
        ("1", format!(r#""subject":{digest},"predicateType":"x""#)),
        (&v1, format!(r#""subject":{digest}"#)),
        (&v1, format!(r#""subject":{digest},"predicateType":1"#)),
        (&v1, r#""subject":{},"predicateType":"x""#.into()),
        (&v1, r#""subject":[1],"predicateType":"x""#.into()),
        (&v1, r#""subject":[{"digest":[]}],"predicateType":"x""#.into()),
        (&v1, format!(r#""subject":{digest},"predicateType":"{REFERENCE}""#)),
        (&v1, format!(r#""subject":{digest},"predicateType":"{REFERENCE}","predicate":{{"references":1}}"#)),
    ];
    for (kind, rest) in malformed {
        assert!(matches!(statement(kind, &rest), Err(StatementError::Malformed(_))), "{rest}");
    }
    for twice in [r#"{"_type":1,"_type":2}"#, r#"{"_Type":1}"#] {
        assert!(matches!(Statement::parse(twice.as_bytes()), Err(StatementError::Json(_))), "{twice}");
    }
}

#[test]
fn predicate_types_are_compared_whole() {
    let claim = |kind: &str| {
        let digest = "0".repeat(64);
        let text = format!(
            r#"{{"_type":"{STATEMENT_V1}","subject":[{{"digest":{{"sha256":"{digest}"}}}}],"predicateType":"{kind}"}}"#
        );
        matches!(Statement::parse(text.as_bytes()).unwrap().sbom(), SbomClaim::Embedded(_))
    };
    for kind in [CYCLONEDX, SPDX, "https://cyclonedx.org/bom/v1.6", "https://spdx.dev/Document/v2.3"] {
        assert!(claim(kind), "{kind}");
    }
    for kind in ["https://cyclonedx.org/bomb", "https://slsa.dev/provenance/v1", "", "http://cyclonedx.org/bom"] {
        assert!(!claim(kind), "{kind}");
    }
}

#[test]
fn documents_are_compared_by_value() {
    let predicate = json::parse(br#"{"a":[1,2.5,"x"],"b":{"c":null}}"#).unwrap();
    assert_eq!(equals_document(&predicate, br#" { "b": {"c": null}, "a": [1, 2.50, "\u0078"] } "#), Ok(true));
    for other in [
        r#"{"a":[1,2.5,"x"]}"#,
        r#"{"a":[2.5,1,"x"],"b":{"c":null}}"#,
        r#"{"a":[1,2.5,"x"],"b":{"c":null},"d":1}"#,
        "null",
        r#"{"a":["1",2.5,"x"],"b":{"c":null}}"#,
    ] {
        assert_eq!(equals_document(&predicate, other.as_bytes()), Ok(false), "{other}");
    }
    assert!(equals_document(&predicate, br#"{"a":1,"a":[1,2.5,"x"],"b":{"c":null}}"#).is_err());
    let text = Value::String("SPDXVersion: SPDX-2.3\n".into());
    assert_eq!(equals_document(&text, b"SPDXVersion: SPDX-2.3\n"), Ok(true));
    assert_eq!(equals_document(&text, b"SPDXVersion: SPDX-2.3"), Ok(false));
}

#[test]
fn only_an_object_with_one_meaning_is_embedded() {
    for document in [&b"[]"[..], b"{", b"{\"a\":1,\"a\":2}", b"\xff", b"{} {}"] {
        let sbom = NewSbom::Embedded { predicate_type: SPDX, document };
        assert!(write(&[file("a", b"a")], &file("s", b"s"), sbom).is_err(), "{document:?}");
    }
}
