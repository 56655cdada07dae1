//! `bonafide check`.

use crate::exit::{Exit, Failure};
use crate::ui::Ui;

/// Do the whole job on a project: scan, write the SBOMs, verify, print the verdict
#[derive(Debug, clap::Args)]
pub(crate) struct Args {}

pub(crate) fn run(_args: &Args, _ui: &Ui) -> Result<Exit, Failure> {
    Err(Failure::usage("this command has no work yet"))
}
