//! `bonafide man`.

use clap::CommandFactory;

use super::Cli;
use crate::exit::{Exit, Failure};
use crate::ui::Ui;

/// Print the manual page, of the whole or of one command
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  bonafide man | man -l -")]
pub(crate) struct Args {
    /// The command
    command: Option<String>,
}

pub(crate) fn run(args: &Args, ui: &Ui) -> Result<Exit, Failure> {
    let mut whole = Cli::command();
    whole.build();
    let page = match &args.command {
        None => clap_mangen::Man::new(whole),
        Some(name) => {
            let found = whole.find_subcommand(name).cloned();
            let command =
                found.ok_or_else(|| Failure::usage(format!("there is no command `{name}`")).hint("bonafide help"))?;
            clap_mangen::Man::new(command).title(format!("bonafide-{name}"))
        }
    };
    let mut text = Vec::new();
    page.render(&mut text)?;
    ui.data(&text)?;
    Ok(Exit::Passed)
}
