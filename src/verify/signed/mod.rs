//! The check `signature`.

use super::{Check, Input, VerifyError};
use crate::model::{CheckReport, Code};

/// Who signed the subject and its document?
pub struct Signature;

impl Check for Signature {
    fn name(&self) -> &'static str {
        "signature"
    }

    fn about(&self) -> &'static str {
        "Who signed the subject and its document?"
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
