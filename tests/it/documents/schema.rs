//! Every document is valid by the official schemas, format checks included.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::Value;

use super::generate::{inventory, typical};
use super::{VERSIONS, write};
use crate::sources;

/// Validators by format and version.
pub(super) struct Schemas(BTreeMap<(&'static str, &'static str), jsonschema::Validator>);

fn schema(name: &str) -> Value {
    let bytes = std::fs::read(sources::root().join("schemas").join(name)).unwrap();
    serde_json::from_slice(&bytes).unwrap()
}

impl Schemas {
    pub(super) fn new() -> Self {
        let mut registry = jsonschema::Registry::new();
        for (name, file) in [
            ("spdx", "cyclonedx-spdx-licenses.json"),
            ("jsf-0.82", "cyclonedx-jsf-0.82.json"),
            ("cryptography-defs", "cyclonedx-cryptography-defs.json"),
        ] {
            let uri = format!("http://cyclonedx.org/schema/{name}.SNAPSHOT.schema.json");
            registry = registry.add(uri, schema(file)).unwrap();
        }
        let registry = registry.prepare().unwrap();
        let build = |file: &str| {
            let options = jsonschema::options().should_validate_formats(true).with_registry(&registry);
            options.build(&schema(file)).unwrap()
        };
        let older = [("cyclonedx-json", "1.2"), ("cyclonedx-json", "1.3")];
        let all = VERSIONS.iter().chain(&older).map(|(format, version)| {
            let family = match format.split('-').next() {
                Some("cyclonedx") => "cyclonedx",
                _ => "spdx",
            };
            ((*format, *version), build(&format!("{family}-{version}.json")))
        });
        Self(all.collect())
    }

    /// Returns everything that is wrong with a document.
    pub(super) fn faults(&self, version: (&'static str, &'static str), bytes: &[u8]) -> Vec<String> {
        let format = bonafide::format::find(version.0).unwrap();
        let tree = format.tree(std::str::from_utf8(bytes).unwrap()).unwrap();
        self.faults_of(version, &tree.to_value())
    }

    /// Returns everything that is wrong with the JSON form of a document.
    pub(super) fn faults_of(&self, version: (&'static str, &'static str), document: &Value) -> Vec<String> {
        let errors = self.0[&version].iter_errors(document);
        errors.map(|error| format!("{}: {error}", error.instance_path())).collect()
    }
}

#[test]
fn the_schemas_refuse_what_is_wrong() {
    let schemas = Schemas::new();
    for version in VERSIONS.iter().filter(|version| version.0.ends_with("-json")) {
        let good = String::from_utf8(write(&typical(), *version)).unwrap();
        assert_eq!(schemas.faults(*version, good.as_bytes()), Vec::<String>::new(), "{version:?}");
        let changes: &[(&str, &str)] = if version.0 == "spdx3-json" {
            &[
                ("\"sha256\"", "\"SHA256\""),
                ("\"hashValue\"", "\"value\""),
                ("T12:00:00Z", " noon"),
                ("\"software_Package\"", "\"Package\""),
                ("\"application\"", "\"program\""),
                ("\"scope\":\"build\"", "\"scope\":\"builds\""),
                ("\"relationshipType\":\"contains\",\"to\":[", "\"relationshipType\":\"contains\",\"at\":["),
                ("\"completeness\":\"complete\"", "\"completeness\":\"all\""),
                ("\"createdBy\"", "\"creators\""),
                ("\"spdxId\":\"https:", "\"spdxId\":\"_:"),
            ]
        } else if version.0 == "spdx-json" {
            &[
                ("\"SHA256\"", "\"SHA-256\""),
                ("\"DESCRIBES\"", "\"DESCRIBE\""),
                ("\"creators\"", "\"creator\""),
                ("\"downloadLocation\"", "\"download\""),
                ("\"APPLICATION\"", "\"PROGRAM\""),
            ]
        } else {
            &[
                ("\"SHA-256\"", "\"SHA256\""),
                ("urn:uuid:", "urn:"),
                ("T12:00:00Z", " noon"),
                ("https://example.com/ada", "https://exa mple.com/ada"),
                ("\"type\":\"library\"", "\"type\":\"crate\""),
                ("\"aggregate\":\"complete\"", "\"aggregate\":\"all\""),
            ]
        };
        for (from, to) in changes {
            assert!(good.contains(from), "{version:?}: {from}");
            let bad = good.replacen(from, to, 1);
            assert!(!schemas.faults(*version, bad.as_bytes()).is_empty(), "{version:?}: {to} was accepted");
        }
    }
}

#[test]
fn every_document_is_valid() {
    let schemas = Schemas::new();
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig { cases: 150, ..ProptestConfig::default() });
    let outcome = runner.run(&inventory(), |inventory| {
        for version in VERSIONS {
            let bytes = write(&inventory, *version);
            let faults = schemas.faults(*version, &bytes);
            prop_assert!(faults.is_empty(), "{:?} {:#?}\n{}", version, faults, String::from_utf8_lossy(&bytes));
        }
        Ok(())
    });
    outcome.unwrap();
}
