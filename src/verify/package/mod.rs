//! The check `package`.

use super::{Check, Input, VerifyError};
use crate::model::{CheckReport, Code};

/// Are the packages that a build uses the ones that the document names?
pub struct Package;

impl Check for Package {
    fn name(&self) -> &'static str {
        "package"
    }

    fn about(&self) -> &'static str {
        "Are the packages that a build uses the ones that the document names?"
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
