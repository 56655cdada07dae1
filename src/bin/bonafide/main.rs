//! `bonafide`, the command line.

mod beside;
mod building;
mod collecting;
mod commands;
mod confine;
mod documents;
mod environment;
mod exit;
mod judging;
mod outputs;
mod passphrase;
mod placing;
mod rules;
mod selecting;
mod ui;

use std::process::ExitCode;

fn main() -> ExitCode {
    commands::main().into()
}
