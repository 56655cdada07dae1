//! The finding codes of the check `lint`, by what they are about.

use std::sync::LazyLock;

use crate::model::Code;

pub(super) mod meaning;
pub(super) mod profile;
pub(super) mod reading;
pub(super) mod schema;

/// Every code, in the order in which they are listed.
pub(super) static ALL: LazyLock<Vec<&'static Code>> =
    LazyLock::new(|| [reading::ALL, schema::ALL, meaning::ALL, profile::ALL].concat());
