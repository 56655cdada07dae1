//! `bonafide verify`.

use crate::exit::{Exit, Failure};
use crate::ui::Ui;

/// Verify a subject: bytes, SBOM, signatures, vendors, in one verdict
#[derive(Debug, clap::Args)]
pub(crate) struct Args {}

pub(crate) fn run(_args: &Args, _ui: &Ui) -> Result<Exit, Failure> {
    Err(Failure::usage("this command has no work yet"))
}
