//! The minimum elements of CISA, which take the place of those of the NTIA.

use super::Profile;
use super::field::{Contact, Field, Leaf, Strong};
use crate::format::Family;

/// Spec: CISA, "Minimum Elements for a Software Bill of Materials", 29 July 2026.
pub(super) static PROFILE: Profile = Profile {
    name: "cisa-2026",
    source: "CISA, Minimum Elements for an SBOM, 2026-07-29",
    accepts: &[(Family::CycloneDx, "1.0"), (Family::Spdx2, "2.0"), (Family::Spdx3, "3.0")],
    fields: &[
        Field::Author(Contact::Name),
        Field::Signature,
        Field::Timestamp,
        Field::Tool,
        Field::Context,
        Field::Supplier(Contact::Name),
        Field::Name,
        Field::Version,
        Field::Identifier,
        Field::Dependencies(Leaf::InGraph),
        Field::Hash(Strong::Any),
        Field::License,
    ],
};
