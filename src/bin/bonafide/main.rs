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

/// One thread lets go of what another one made, all the time; the C library's allocator makes them wait for each other.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    commands::main().into()
}
