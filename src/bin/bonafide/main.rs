//! `bonafide`, the command line.

mod commands;
mod confine;
mod environment;
mod exit;
mod outputs;
mod ui;

use std::process::ExitCode;

fn main() -> ExitCode {
    commands::main().into()
}
