//! The check `digest`.

use super::{Check, Input, VerifyError};
use crate::model::{CheckReport, Code};

/// Are the files on disk those that the document lists, both ways?
pub struct Digest;

impl Check for Digest {
    fn name(&self) -> &'static str {
        "digest"
    }

    fn about(&self) -> &'static str {
        "Are the files on disk those that the document lists, both ways?"
    }

    fn codes(&self) -> &'static [&'static Code] {
        &[]
    }

    fn applies(&self, _input: &Input<'_>) -> bool {
        false
    }

    fn run(&self, _input: &Input<'_>) -> Result<CheckReport, VerifyError> {
        Ok(CheckReport::new(self.name()))
    }
}
