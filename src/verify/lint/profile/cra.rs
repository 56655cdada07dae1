//! The Cyber Resilience Act, as far as its own text goes: it prescribes no further fields.

use super::Profile;
use super::field::{Field, Leaf};
use crate::format::Family;

/// Spec: Regulation (EU) 2024/2847, annex I, part II, (1): at least the top-level dependencies, in a commonly used, machine-readable format.
pub(super) static PROFILE: Profile = Profile {
    name: "cra",
    source: "Regulation (EU) 2024/2847, annex I, part II, (1)",
    accepts: &[(Family::CycloneDx, "1.0"), (Family::Spdx2, "2.0"), (Family::Spdx3, "3.0")],
    fields: &[Field::Root, Field::Dependencies(Leaf::TopLevel), Field::Name],
};
