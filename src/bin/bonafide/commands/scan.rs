//! `bonafide scan`.

use crate::exit::{Exit, Failure};
use crate::ui::Ui;

/// Collect what a subject holds and write SBOMs; runs nothing of the subject
#[derive(Debug, clap::Args)]
pub(crate) struct Args {}

pub(crate) fn run(_args: &Args, _ui: &Ui) -> Result<Exit, Failure> {
    Err(Failure::usage("this command has no work yet"))
}
