//! The official JSON Schemas, reduced to their structure; where each comes from stands beside them in `schemas/`.

use super::Family;

/// One schema: family, version as documents state it, text.
type Row = (Family, &'static str, &'static str);

const TABLE: &[Row] = &[
    (Family::CycloneDx, "1.2", include_str!("../../schemas/cyclonedx-1.2.json")),
    (Family::CycloneDx, "1.3", include_str!("../../schemas/cyclonedx-1.3.json")),
    (Family::CycloneDx, "1.4", include_str!("../../schemas/cyclonedx-1.4.json")),
    (Family::CycloneDx, "1.5", include_str!("../../schemas/cyclonedx-1.5.json")),
    (Family::CycloneDx, "1.6", include_str!("../../schemas/cyclonedx-1.6.json")),
    (Family::CycloneDx, "1.7", include_str!("../../schemas/cyclonedx-1.7.json")),
    (Family::Spdx2, "SPDX-2.2", include_str!("../../schemas/spdx-2.3.json")),
    (Family::Spdx2, "SPDX-2.3", include_str!("../../schemas/spdx-2.3.json")),
    (Family::Spdx3, "3.0.1", include_str!("../../schemas/spdx-3.0.1.json")),
];

/// Schemas that others refer to: the end of the address by which they do, and the text.
const REFERRED: &[(&str, &str)] = &[
    ("spdx.SNAPSHOT.schema.json", include_str!("../../schemas/cyclonedx-spdx-licenses.json")),
    ("jsf-0.82.SNAPSHOT.schema.json", include_str!("../../schemas/cyclonedx-jsf-0.82.json")),
    ("cryptography-defs.SNAPSHOT.schema.json", include_str!("../../schemas/cyclonedx-cryptography-defs.json")),
];

/// Returns the schema of a family's JSON form in a version as documents state it, such as `1.6` or `SPDX-2.3`.
#[must_use]
pub fn find(family: Family, version: &str) -> Option<&'static str> {
    TABLE.iter().find(|row| row.0 == family && row.1 == version).map(|row| row.2)
}

/// Returns the schema that an address refers to.
#[must_use]
pub fn referred(address: &str) -> Option<&'static str> {
    REFERRED.iter().find(|row| address.ends_with(row.0)).map(|row| row.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_schema_is_json_and_every_file_it_refers_to_is_there() {
        for (_, version, text) in TABLE {
            let schema: serde_json::Value = serde_json::from_str(text).unwrap();
            assert!(schema.is_object());
            for part in text.split("\"$ref\":\"").skip(1) {
                let address = part.split(['"', '#']).next().unwrap();
                assert!(address.is_empty() || referred(address).is_some(), "{version}: {address}");
            }
        }
    }
}
