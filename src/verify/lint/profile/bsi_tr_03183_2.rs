//! The technical guideline of the German federal office for information security.

use super::Profile;
use super::field::{Contact, Field, Leaf, Strong};
use crate::format::Family;

/// Spec: BSI TR-03183-2, "Software Bill of Materials (SBOM)", version 2.1.0, 20 August 2025, required fields.
pub(super) static PROFILE: Profile = Profile {
    name: "bsi-tr-03183-2",
    source: "BSI TR-03183-2, version 2.1.0, 2025-08-20",
    accepts: &[(Family::CycloneDx, "1.6"), (Family::Spdx3, "3.0.1")],
    fields: &[
        Field::Author(Contact::Address),
        Field::Timestamp,
        Field::Root,
        Field::Supplier(Contact::Address),
        Field::Name,
        Field::Version,
        Field::Filename,
        Field::Dependencies(Leaf::OwnEntry),
        Field::Completeness,
        Field::DistributionLicense,
        Field::Hash(Strong::Sha512),
        Field::Executable,
        Field::Archive,
        Field::Structured,
    ],
};
