//! The commands, one file each: `Args` and `run`.

mod build;
mod check;
mod completions;
mod convert;
mod diff;
mod explain;
mod key;
mod lint;
mod man;
mod merge;
mod scan;
mod sign;
mod vendor;
mod verify;

use clap::{Parser, Subcommand};

use crate::building;
use crate::exit::{Exit, Failure};
use crate::ui::{Color, Ui, Volume};

/// What is in this release, are these the bytes, who signed them, and did every part come from someone we vetted.
#[derive(Debug, Parser)]
#[command(name = "bonafide", version, max_term_width = 100, after_help = EXIT_CODES)]
pub(crate) struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

const EXIT_CODES: &str = "Exit codes: 0 passed; 1 failed; 2 wrong usage or configuration; 3 could not finish, or something required is unchecked.";

/// Flags that every command has.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Global {
    /// Say only errors and warnings
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    quiet: bool,
    /// Say more of what is done and why
    #[arg(short, long, global = true)]
    verbose: bool,
    /// When to use colour
    #[arg(long, global = true, value_enum, default_value_t, value_name = "WHEN")]
    color: Color,
    /// Threads to use [default: one a core]
    #[arg(short, long, global = true, value_name = "N")]
    jobs: Option<std::num::NonZeroUsize>,
    /// Refuse anything that would need the network; no command needs it unless a flag asks for it
    #[arg(long, global = true)]
    offline: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    Scan(scan::Args),
    Build(build::Args),
    Verify(verify::Args),
    Check(check::Args),
    Lint(lint::Args),
    Vendor(vendor::Args),
    Key(key::Args),
    Sign(sign::Args),
    Convert(convert::Args),
    Merge(merge::Args),
    Diff(diff::Args),
    Explain(explain::Args),
    Completions(completions::Args),
    Man(man::Args),
}

impl Command {
    fn run(&self, ui: &Ui) -> Result<Exit, Failure> {
        match self {
            Self::Scan(args) => scan::run(args, ui),
            Self::Build(args) => build::run(args, ui),
            Self::Verify(args) => verify::run(args, ui),
            Self::Check(args) => check::run(args, ui),
            Self::Lint(args) => lint::run(args, ui),
            Self::Vendor(args) => vendor::run(args, ui),
            Self::Key(args) => key::run(args, ui),
            Self::Sign(args) => sign::run(args, ui),
            Self::Convert(args) => convert::run(args, ui),
            Self::Merge(args) => merge::run(args, ui),
            Self::Diff(args) => diff::run(args, ui),
            Self::Explain(args) => explain::run(args, ui),
            Self::Completions(args) => completions::run(args, ui),
            Self::Man(args) => man::run(args, ui),
        }
    }
}

/// Reads the command line and runs the command.
pub(crate) fn main() -> Exit {
    if let Some(ended) = building::stand_in() {
        let ui = Ui::new(Volume::Normal, Color::Auto, None);
        return ended.unwrap_or_else(|failure| fail(&failure, &ui));
    }
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let exit = if error.use_stderr() { Exit::Usage } else { Exit::Passed };
            // Without a place to print there is nobody to tell.
            let _ = error.print();
            return exit;
        }
    };
    let volume = match (cli.global.quiet, cli.global.verbose) {
        (true, _) => Volume::Quiet,
        (_, true) => Volume::Verbose,
        _ => Volume::Normal,
    };
    let ui = Ui::new(volume, cli.global.color, cli.global.jobs);
    cli.command.run(&ui).unwrap_or_else(|failure| fail(&failure, &ui))
}

fn fail(failure: &Failure, ui: &Ui) -> Exit {
    ui.failure(failure);
    failure.exit
}
