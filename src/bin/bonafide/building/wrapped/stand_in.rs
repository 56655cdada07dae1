//! This program in the place of cargo. What compiles is run and described by `bonafide build`, in the environment that cargo would have had;
//! everything else is cargo's own.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::Command;

use super::front::{Plan, VARIABLE, calls};
use super::record::{self, Begun, Purpose};
use crate::building::task::{ALIASED, IDLE, command_at};
use crate::building::{Call, settings};
use crate::environment;
use crate::exit::{Exit, Failure};

/// Commands of cargo's own that may make an artifact.
const BUILDS: &[&str] = &["build", "b", "rustc", "run", "r", "test", "t", "bench"];

/// How often an alias may name an alias.
const ALIASES: usize = 16;

/// Runs in cargo's place, if that is how this process was started. Where programs can be replaced, this returns only what failed.
pub(crate) fn stand_in() -> Option<Result<Exit, Failure>> {
    let words: Vec<OsString> = std::env::args_os().collect();
    let (name, arguments) = words.split_first()?;
    let is_cargo = Path::new(name).file_stem() == Some(OsStr::new("cargo"));
    is_cargo.then(|| run(Path::new(name), arguments.to_vec()))
}

fn run(name: &Path, mut arguments: Vec<OsString>) -> Result<Exit, Failure> {
    let Some(front) = environment::raw_variable(VARIABLE).map(PathBuf::from) else {
        let message = format!("this is not cargo, and `{VARIABLE}` does not say for whom it stands in");
        return Err(Failure::usage(message).hint("hand the environment on to the programs that you start"));
    };
    let plan = Plan::read(&front)?;
    let cargo = plan.cargo(&front, name);
    let mut known = None;
    for _ in 0..ALIASES {
        known = command_at(&arguments).and_then(|at| Some((at, arguments.get(at)?.to_str()?.to_owned())));
        let Some((at, command)) = &known else { break };
        let Some(meant) = alias(command, cargo, &arguments) else { break };
        arguments.splice(at..=at, meant);
    }
    let command = known.as_ref().map_or("", |(_, command)| command.as_str());
    let purpose = match command {
        "install" => Purpose::Installation,
        _ if BUILDS.contains(&command) && !asks(&arguments) => Purpose::Build,
        _ => Purpose::Other,
    };
    let shown = arguments.iter().map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ");
    let put_down = record::begin(&calls(&front), &Begun { purpose, shown: format!("cargo {shown}") });
    if purpose == Purpose::Build {
        let mut command = Command::new(&plan.program);
        command.args(&plan.own).arg("--record").arg(put_down?).arg("--").arg(cargo).args(&arguments);
        plan.restore(&front, &mut command);
        return become_of(command);
    }
    let mut process = Command::new(cargo);
    process.args(&arguments);
    // A program of another's may call cargo, and is to find this one.
    if known.is_none() || IDLE.contains(&command) || ALIASED.iter().any(|(short, _)| *short == command) {
        plan.restore(&front, &mut process);
    }
    become_of(process)
}

/// Returns the words that an alias stands for. Cargo's own commands cannot be one.
fn alias(command: &str, cargo: &OsStr, arguments: &[OsString]) -> Option<Vec<OsString>> {
    if IDLE.contains(&command) || BUILDS.contains(&command) && command.len() > 1 {
        return None;
    }
    let words = [&[cargo.to_owned()], arguments].concat();
    let configured = settings(&Call::unread(&words)?).configuration.alias(command)?;
    Some(configured.into_iter().map(OsString::from).collect())
}

/// Returns whether only a question is asked: nothing is built then.
fn asks(arguments: &[OsString]) -> bool {
    let own = arguments.iter().take_while(|word| *word != "--");
    own.into_iter()
        .any(|word| ["-h", "--help", "-V", "--version", "--unit-graph", "--build-plan"].iter().any(|it| word == it))
}

/// Goes on as another program.
#[cfg(unix)]
fn become_of(mut command: Command) -> Result<Exit, Failure> {
    let error = std::os::unix::process::CommandExt::exec(&mut command);
    Err(not_started(&command, &error))
}

/// Runs another program to its end, where a process cannot become it.
#[cfg(not(unix))]
fn become_of(mut command: Command) -> Result<Exit, Failure> {
    let status = command.status().map_err(|error| not_started(&command, &error))?;
    Ok(crate::building::run::exit_of(status))
}

fn not_started(command: &Command, error: &std::io::Error) -> Failure {
    Failure::usage(format!("`{}` cannot be started: {error}", command.get_program().to_string_lossy()))
}
