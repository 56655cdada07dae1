//! `bonafide completions`.

use clap::CommandFactory;

use super::Cli;
use crate::exit::{Exit, Failure};
use crate::ui::Ui;

/// Print shell completions
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  bonafide completions bash > ~/.local/share/bash-completion/completions/bonafide")]
pub(crate) struct Args {
    /// The shell
    shell: clap_complete::Shell,
}

pub(crate) fn run(args: &Args, ui: &Ui) -> Result<Exit, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "bonafide", &mut script);
    ui.data(&script)?;
    Ok(Exit::Passed)
}
