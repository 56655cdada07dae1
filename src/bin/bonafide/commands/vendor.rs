//! `bonafide vendor`: the register of vetted vendors.

mod approve;
mod check;
mod due;
mod suggest;

use std::path::Path;

use bonafide::format::{self, DocumentFile};
use bonafide::limits;
use bonafide::model::{Algorithm, Timestamp};
use bonafide::source::{hash, read_bounded};
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
    let failure = Failure { exit: Exit::Usage, ..Failure::unfinished(error) };
    hints.into_iter().fold(failure, Failure::hint)
}

/// Reads the text of a register that is to be edited.
fn register_text(path: &Path) -> Result<String, Failure> {
    let bytes = read_bounded(path, limits::CONFIG_BYTES).map_err(|error| unusable(&error, Vec::new()))?;
    String::from_utf8(bytes).map_err(|_| unusable(&RegisterError::Encoding { path: path.into() }, Vec::new()))
}

fn document(path: &Path) -> Result<DocumentFile, Failure> {
    let named = |error: &dyn std::error::Error| {
        let failure = Failure::unfinished(error);
        Failure { message: format!("{}: {}", path.display(), failure.message), ..failure }
    };
    let bytes = read_bounded(path, limits::DOCUMENT_BYTES)?;
    let sha256 = hash::digest_bytes(Algorithm::Sha256, &bytes).expect("SHA-256 is implemented");
    let document = format::read(&bytes).map_err(|error| named(&error))?;
    Ok(DocumentFile { path: path.into(), sha256, size: bytes.len() as u64, document })
}

/// Returns the time as of which is judged.
fn time(at: Option<Timestamp>) -> Timestamp {
    at.unwrap_or_else(crate::environment::now)
}
