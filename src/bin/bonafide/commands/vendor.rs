//! `bonafide vendor`: the register of vetted vendors.

mod approve;
mod check;
mod due;
mod suggest;

use std::path::Path;

use bonafide::format::{self, DocumentFile};
use bonafide::limits;
use bonafide::model::Timestamp;
use bonafide::source::read_bounded;
use bonafide::verify::vendor::{Register, RegisterError};

use crate::exit::{Exit, Failure};
use crate::ui::Ui;

/// Keep the register of vetted vendors: who may deliver what, and until when
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "Examples:
  bonafide vendor suggest bom.cdx.json -o vendors.toml
  bonafide vendor approve tokio-rs serde-rs --until 2027-11-30
  bonafide vendor check --sbom bom.cdx.json
  bonafide vendor due --within 90d";

#[derive(Debug, clap::Subcommand)]
enum Command {
    Suggest(suggest::Args),
    Check(check::Args),
    Due(due::Args),
    Approve(approve::Args),
}

/// The register's file name, where none is given.
const REGISTER: &str = "vendors.toml";

pub(crate) fn run(args: &Args, ui: &Ui) -> Result<Exit, Failure> {
    match &args.command {
        Command::Suggest(args) => suggest::run(args, ui),
        Command::Check(args) => check::run(args, ui),
        Command::Due(args) => due::run(args, ui),
        Command::Approve(args) => approve::run(args, ui),
    }
}

/// Reads a register; one that cannot be used is a wrong configuration.
fn register(path: &Path) -> Result<Register, Failure> {
    Register::read(path).map_err(|error| unusable(&error, error.hints()))
}

fn unusable(error: &dyn std::error::Error, hints: Vec<String>) -> Failure {
    Failure { exit: Exit::Usage, ..Failure::unfinished(error) }.hints(hints)
}

/// Reads the text of a register that is to be edited.
fn register_text(path: &Path) -> Result<String, Failure> {
    let bytes = read_bounded(path, limits::CONFIG_BYTES).map_err(|error| unusable(&error, Vec::new()))?;
    String::from_utf8(bytes).map_err(|_| unusable(&RegisterError::Encoding { path: path.into() }, Vec::new()))
}

fn document(path: &Path) -> Result<DocumentFile, Failure> {
    format::read_file(path).map_err(|error| {
        let failure = Failure::unfinished(&error);
        Failure { message: format!("{}: {}", path.display(), failure.message), ..failure }
    })
}

/// Returns the time as of which is judged.
fn time(at: Option<Timestamp>) -> Timestamp {
    at.unwrap_or_else(crate::environment::now)
}
