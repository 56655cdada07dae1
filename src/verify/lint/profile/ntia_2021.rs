//! The minimum elements of the NTIA.

use super::Profile;
use super::field::{Contact, Field, Leaf};
use crate::format::Family;

/// Spec: NTIA, "The Minimum Elements For a Software Bill of Materials", 12 July 2021, data fields.
pub(super) static PROFILE: Profile = Profile {
    name: "ntia-2021",
    source: "NTIA, The Minimum Elements For an SBOM, 2021-07-12",
    accepts: &[(Family::CycloneDx, "1.0"), (Family::Spdx2, "2.0"), (Family::Spdx3, "3.0")],
    fields: &[
        Field::Author(Contact::Name),
        Field::Timestamp,
        Field::Supplier(Contact::Name),
        Field::Name,
        Field::Version,
        Field::Identifier,
        Field::Dependencies(Leaf::InGraph),
    ],
};
