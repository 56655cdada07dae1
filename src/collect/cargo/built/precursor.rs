//! The file that cargo puts beside an artifact with what that is made of: `<artifact>.cargo-sbom.json`.
//!
//! Spec: The Cargo Book, "Unstable Features", `sbom`, version 1. Cargo 1.86 tells no target yet.

use serde::Deserialize;
use serde::de::{self, Deserializer, SeqAccess, Visitor};

use super::message::{Unit, UnitTarget};
use super::plan::PlannedUnit;
use super::unit_graph::fault;
use crate::collect::CollectError;

/// The ending of such a file, behind the artifact's own name.
pub const PRECURSOR_ENDING: &str = ".cargo-sbom.json";

/// What one artifact is made of, as cargo says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Precursor {
    /// The name of the file that it was read from.
    pub name: String,
    /// The units.
    pub units: Vec<PlannedUnit>,
    /// The place of the artifact's own unit.
    pub root: usize,
    /// What `rustc -vV` printed then.
    pub rustc: Option<String>,
}

#[derive(Deserialize)]
struct Raw {
    version: u32,
    root: usize,
    crates: Vec<RawCrate>,
    #[serde(default)]
    rustc: Option<RawRustc>,
}

#[derive(Deserialize)]
struct RawRustc {
    #[serde(default)]
    verbose_version: Option<String>,
}

#[derive(Deserialize)]
struct RawCrate {
    id: String,
    #[serde(default)]
    features: Vec<String>,
    #[serde(default)]
    dependencies: Vec<RawNeed>,
    kind: Kinds,
}

#[derive(Deserialize)]
struct RawNeed {
    index: usize,
}

/// Kinds of a target: a list, or one word.
struct Kinds(Vec<String>);

impl<'de> Deserialize<'de> for Kinds {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;
        impl<'de> Visitor<'de> for Either {
            type Value = Kinds;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("kinds of a target")
            }

            fn visit_str<E: de::Error>(self, word: &str) -> Result<Kinds, E> {
                Ok(Kinds(vec![word.to_owned()]))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Kinds, A::Error> {
                let mut kinds = Vec::new();
                while let Some(kind) = list.next_element()? {
                    kinds.push(kind);
                }
                Ok(Kinds(kinds))
            }
        }
        deserializer.deserialize_any(Either)
    }
}

/// Reads such a file. `name` is what it is called in messages.
///
/// # Errors
/// [`CollectError::Syntax`] when it is none, has another version than 1, or names a crate that is not there.
pub fn parse_precursor(name: &str, bytes: &[u8]) -> Result<Precursor, CollectError> {
    let hint = "CARGO_BUILD_SBOM=true cargo +nightly build -Zsbom";
    let raw: Raw = serde_json::from_slice(bytes).map_err(|error| fault(name, Some(&error), error.to_string(), hint))?;
    if raw.version != 1 {
        return Err(fault(name, None, format!("expected a precursor of version 1, found {}", raw.version), hint));
    }
    let count = raw.crates.len();
    let needs = raw.crates.iter().flat_map(|one| one.dependencies.iter().map(|need| need.index));
    if let Some(index) = needs.chain([raw.root]).find(|index| *index >= count) {
        return Err(fault(name, None, format!("expected a crate below {count}, found {index}"), hint));
    }
    let planned = |one: RawCrate| {
        let mut needs: Vec<usize> = one.dependencies.iter().map(|need| need.index).collect();
        needs.sort_unstable();
        needs.dedup();
        let target = UnitTarget { kind: one.kind.0, ..UnitTarget::default() };
        let unit = Unit { package_id: one.id, target, features: one.features, ..Unit::default() };
        PlannedUnit { unit, needs, ..PlannedUnit::default() }
    };
    Ok(Precursor {
        name: name.to_owned(),
        units: raw.crates.into_iter().map(planned).collect(),
        root: raw.root,
        rustc: raw.rustc.and_then(|rustc| rustc.verbose_version),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_a_list_or_a_word() {
        let text = r#"{"version":1,"root":1,"crates":[{"id":"path+file:///w/a#1.0.0","features":[],"dependencies":[],"kind":["lib"]},
            {"id":"path+file:///w/b#1.0.0","features":["x"],"dependencies":[{"index":0,"kind":"normal"},{"index":0,"kind":"build"}],"kind":"bin"}]}"#;
        let found = parse_precursor("b.cargo-sbom.json", text.as_bytes()).unwrap();
        assert_eq!(
            (found.units[1].needs.as_slice(), found.units[1].unit.target.kind.as_slice()),
            (&[0][..], &["bin".to_owned()][..])
        );
        for (from, to) in
            [("\"version\":1", "\"version\":2"), ("\"root\":1", "\"root\":2"), ("\"index\":0", "\"index\":9")]
        {
            assert!(parse_precursor("b", text.replace(from, to).as_bytes()).is_err(), "{to}");
        }
    }
}
