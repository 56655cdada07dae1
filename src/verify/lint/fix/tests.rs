#![expect(clippy::disallowed_methods, reason = "test data is trusted")]

use std::path::Path;

use super::*;
use crate::verify::lint::tests::now;

fn fix(text: &str) -> Result<Fixed, FixError> {
    Linter::default().fix("bom.json", text.as_bytes(), &Options::new(now()))
}

fn mended(text: &str) -> (serde_json::Value, Vec<String>) {
    let fixed = fix(text).unwrap();
    let changes = fixed.changes.iter().map(|change| format!("{} {}", change.place.pointer, change.what)).collect();
    (serde_json::from_slice(&fixed.bytes).unwrap(), changes)
}

fn cyclonedx(rest: &str) -> String {
    format!(r#"{{"bomFormat":"CycloneDX","specVersion":"1.6","version":1,{rest}}}"#)
}

#[test]
fn values_are_brought_to_the_form_that_they_have() {
    let digest = "9F86D081884C7D659A2FEAA0C55AD015A3BF4F1B2B0B822CD15D6C15B0F00A08";
    let text = cyclonedx(&format!(
        r#""components":[{{"type":"library","name":"b","purl":"pkg:pypi/B_b@1","hashes":[{{"alg":"SHA-256","content":"{digest}"}}],
        "licenses":[{{"license":{{"name":"MIT"}}}}]}},{{"type":"library","name":"c","licenses":[{{"expression":"MIT/Apache-2.0"}}]}}]"#
    ));
    let (document, changes) = mended(&text);
    let component = &document["components"][0];
    assert_eq!(component["purl"], "pkg:pypi/b-b@1");
    assert_eq!(component["hashes"][0]["content"], digest.to_lowercase());
    assert_eq!(component["licenses"], serde_json::json!([{"license": {"id": "MIT"}}]));
    assert_eq!(document["components"][1]["licenses"][0]["expression"], "MIT OR Apache-2.0");
    assert_eq!(changes.len(), 4, "{changes:#?}");
    assert_eq!(changes[0], "/components/0/purl `pkg:pypi/B_b@1` becomes `pkg:pypi/b-b@1`");
}

#[test]
fn a_leaf_is_told_only_where_the_document_calls_it_complete() {
    let components = r#""components":[{"type":"library","name":"a","bom-ref":"a"},{"type":"library","name":"b","bom-ref":"b"}],
        "dependencies":[{"ref":"a","dependsOn":["b"]}]"#;
    assert!(fix(&cyclonedx(components)).unwrap().changes.is_empty());
    let complete = format!(r#"{components},"compositions":[{{"aggregate":"complete","dependencies":["b","ghost"]}}]"#);
    let (document, _) = mended(&cyclonedx(&complete));
    assert_eq!(document["dependencies"], serde_json::json!([{"ref": "a", "dependsOn": ["b"]}, {"ref": "b"}]));
}

#[test]
fn references_are_sorted_and_stand_once() {
    let text = cyclonedx(
        r#""components":[{"type":"library","name":"a","bom-ref":"a"},{"type":"library","name":"b","bom-ref":"b"}],
        "dependencies":[{"ref":"b","dependsOn":["b","a","b"]},{"ref":"a"}]"#,
    );
    let (document, _) = mended(&text);
    assert_eq!(document["dependencies"], serde_json::json!([{"ref": "a"}, {"ref": "b", "dependsOn": ["a", "b"]}]));
}

#[test]
fn a_signed_document_is_left_alone() {
    let text = cyclonedx(r#""signature":{"algorithm":"Ed25519","value":"eA=="}"#);
    assert!(matches!(fix(&text), Err(FixError::Signed)));
}

#[test]
fn every_case_is_mended_once_and_is_no_worse() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/verify/lint");
    let mut mended = 0;
    for case in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        let Ok(text) = std::fs::read_to_string(case.join("document.json")) else { continue };
        match fix(&text) {
            Ok(fixed) => {
                mended += usize::from(!fixed.changes.is_empty());
                let again = Linter::default().fix("x", &fixed.bytes, &Options::new(now())).unwrap();
                assert_eq!(again.changes, [], "{}", case.display());
                assert_eq!(again.bytes, fixed.bytes);
            }
            Err(FixError::Format(_) | FixError::Signed) => {}
            Err(error) => panic!("{}: {error}", case.display()),
        }
    }
    assert!(mended >= 4, "{mended}");
}
