//! `bonafide`, the command line.

mod commands;
mod confine;
mod exit;
mod ui;

use std::process::ExitCode;

fn main() -> ExitCode {
    commands::main().into()
}
