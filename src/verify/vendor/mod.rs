//! The check `vendor`: did every component come from a vetted vendor, in scope and in date?
//!
//! Vendors are judged by the package URLs that a document states, with their qualifiers: the same name from another registry, a git
//! repository or a folder is another package. Names of suppliers and authors in the document count for nothing. Whether the bytes in use
//! are those of the packages named is for the checks `package` and `digest`.
//!
//! A newcomer may ask why the most specific entry decides even where a broader one would let the component pass: an exact entry with a
//! version range is somebody's decision on that package, and a broad one next to it must not undo it.

mod ageing;
mod assess;
mod codes;
mod decide;
mod due;
mod evidence;
mod glob;
mod index;
mod origin;
mod pattern;
mod register;
mod suggest;
mod version;

pub use ageing::check_register;
pub use due::{Due, DueKind, due};
pub use glob::Glob;
pub use origin::{Registry, RegistryError};
pub use pattern::{PackagePattern, PatternError, Specificity};
pub use register::{
    Approval, EditError, EvidencePlace, FIRST_PARTY, FORMAT_VERSION, Fault, KeySource, Register, RegisterError, Status,
    VendorKey, VendorKind, VendorRecord, VettingEvidence, approve,
};
pub use suggest::{ProposedVendor, Suggestion, suggest};
pub use version::{VersionScope, VersionScopeError};

use super::{Check, Input, VerifyError};
use crate::model::{CheckReport, Code, Date, Inventory, Item};

/// Did every component come from a vetted vendor, in scope and in date?
pub struct Vendor;

impl Check for Vendor {
    fn name(&self) -> &'static str {
        "vendor"
    }

    fn about(&self) -> &'static str {
        "Did every component come from a vetted vendor, in scope and in date?"
    }

    fn codes(&self) -> &'static [&'static Code] {
        codes::ALL
    }

    fn applies(&self, input: &Input<'_>) -> bool {
        input.register.is_some()
    }

    /// Judges every component of the document but its root and its files.
    ///
    /// Proves: each component that passes is covered, in origin, version and use, by an approval that people wrote into the register and
    /// that is in force at the time judged. Does not prove: that the document is true, nor that the vendor deserved the approval.
    fn run(&self, input: &Input<'_>) -> Result<CheckReport, VerifyError> {
        let Some(register) = input.register else {
            let mut report = CheckReport::new(self.name());
            report
                .items
                .push(Item::new(&codes::NO_REGISTER, "register").hint("bonafide vendor suggest SBOM -o vendors.toml"));
            return Ok(report);
        };
        let Some(document) = input.document else {
            let mut report = CheckReport::new(self.name());
            let subject = register.path().display().to_string();
            report.items.push(Item::new(&codes::NO_DOCUMENT, subject).hint("name the document with `--sbom FILE`"));
            return Ok(report);
        };
        Ok(check_inventory(&document.document.inventory, register, input.at.date()))
    }
}

/// Judges every component of an inventory but its root and its files, as of a day.
///
/// Proves and does not prove: as [`Vendor`].
#[must_use]
pub fn check_inventory(inventory: &Inventory, register: &Register, today: Date) -> CheckReport {
    let mut report = assess::assess(inventory, register, today);
    report.items.extend(evidence::check_files(register));
    report
}

#[cfg(test)]
mod tests;
