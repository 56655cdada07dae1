//! A tool that calls cargo by itself. It runs as it would without this, but the `cargo` that it finds first is this program, which runs the real one
//! and describes what that makes before the tool goes on: afterwards the file may have been moved, rewritten or built over.

mod front;
mod record;
mod stand_in;

use std::ffi::{OsStr, OsString};
use std::path::Path;
use std::process::Command;

pub(crate) use front::{started_in, sweep};
pub(crate) use record::{Document, Ended, Purpose, Recorded, Recording, end};
pub(crate) use stand_in::stand_in;

use super::run::exit_of;
use crate::exit::{Exit, Failure};
use front::Front;

/// A command that is none of cargo's, and calls it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Tool {
    pub(super) program: OsString,
    pub(super) arguments: Vec<OsString>,
}

/// A tool that ended well, and the calls of cargo that it made.
pub(crate) struct Calls {
    front: Front,
    pub(crate) list: Vec<Recording>,
}

/// How a tool ended.
pub(crate) enum Ran {
    Well(Calls),
    /// It failed: this is what the process ends with.
    Failed(Exit),
}

impl Tool {
    /// Returns the tool's name as the user gave it.
    pub(crate) fn name(&self) -> String {
        self.program.to_string_lossy().into_owned()
    }

    /// Runs the tool. `own` are this program's own arguments up to the command, which each call of cargo is described by.
    pub(crate) fn run(&self, own: Vec<OsString>) -> Result<Ran, Failure> {
        let is_cargo = Path::new(&self.program).file_stem() == Some(OsStr::new("cargo"));
        let front = Front::new(is_cargo.then_some(self.program.as_os_str()), own)?;
        // An alias, or a program that cargo finds.
        let program = if is_cargo { front.found().into_os_string() } else { self.program.clone() };
        let mut command = Command::new(program);
        command.args(&self.arguments);
        front.lead(&mut command)?;
        let status = command.status().map_err(|error| {
            Failure::usage(format!("`{}` cannot be started: {error}", self.name()))
                .hint("bonafide build -- cargo build")
        })?;
        if !status.success() {
            // A signal that ended the tool ends this process too, which removes nothing then.
            drop(front);
            return Ok(Ran::Failed(exit_of(status)));
        }
        let list = record::read(&front.calls())?;
        Ok(Ran::Well(Calls { front, list }))
    }
}

impl Calls {
    /// Ends: the folder in front is removed, and what the calls had put down with it.
    pub(crate) fn close(self) {
        drop(self.front);
    }
}
