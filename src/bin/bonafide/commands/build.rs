//! `bonafide build`.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use bonafide::collect::cargo::{Build, BuildPlatform, Built, Messages, Scope, Wanted, collect_built, parse_messages};
use bonafide::format::Stamp;
use bonafide::model::{Problem, Properties, Timestamp, Usage};
use bonafide::system::System;

use crate::building::{Asked, Asking, Call, State, run_build, settings};
use crate::collecting::{self, Identity};
use crate::confine::{Needs, confine};
use crate::documents;
use crate::environment;
use crate::exit::{Exit, Failure};
use crate::outputs::Output;
use crate::placing;
use crate::ui::Ui;

/// Run a build and write the exact SBOM of each artifact that it made
///
/// The build runs as it would without this: same output, same exit status. Cargo's own messages tell which packages were compiled, with which features, for the
/// artifact or to run while building; nothing else is listed. Each SBOM goes beside its artifact and below `target/bonafide/`, there with an
/// in-toto statement that binds it to the artifact's digests. A build that fails ends with its own status, and nothing is written.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// What to write, as FORMAT[@VERSION][=PATH]; PATH is a folder where there are several artifacts; repeatable [default: CycloneDX and SPDX as JSON beside the artifact]
    #[arg(short, long, value_name = "OUTPUT")]
    output: Vec<Output>,
    /// Describe tests and benchmarks too
    #[arg(long)]
    tests: bool,
    /// Leave out what only ran while building: build scripts, proc-macros, the compiler
    #[arg(long)]
    runtime_only: bool,
    /// Make the documents anew even where cargo found everything as it was
    #[arg(long)]
    anew: bool,
    /// Read the messages of a build that was done with `--message-format=json` instead of running one; `-` is stdin
    #[arg(long, value_name = "FILE")]
    messages: Option<PathBuf>,
    /// The time that documents state [default: `SOURCE_DATE_EPOCH`, else now]
    #[arg(long, value_name = "TIME")]
    timestamp: Option<Timestamp>,
    #[command(flatten)]
    identity: Identity,
    /// The build command; with `--messages`, the one that was run
    #[arg(last = true, value_name = "COMMAND")]
    command: Vec<OsString>,
}

const EXAMPLES: &str = "Examples:
  bonafide build -- cargo build --release
  bonafide build -o cyclonedx-json@1.6=sboms/ -- cargo build --workspace --target x86_64-unknown-linux-musl
  cargo build --release --message-format=json > messages.json
  bonafide build --messages messages.json -- cargo build --release";

pub(crate) fn run(args: &Args, ui: &Ui) -> Result<Exit, Failure> {
    let stamp = Stamp { created: args.timestamp.map_or_else(environment::document_time, Ok)? };
    let default = ["cargo", "build"].map(OsString::from);
    let words = if args.command.is_empty() && args.messages.is_some() { &default[..] } else { &args.command };
    let call = Call::parse(words)?;
    let mut asking = None;
    let messages = if let Some(file) = &args.messages {
        read_messages(file)?
    } else {
        let ended = run_build(&call, || asking = Some(Asking::begin(&call)))?;
        if !ended.status.success() {
            return Ok(ended.exit());
        }
        ended.messages
    };
    if messages.units.is_empty() {
        return Err(nothing("the build compiled nothing"));
    }
    let settings = settings(&call);
    let state = if args.anew { None } else { State::of(&messages, &how(args, &settings)) };
    if let Some(documents) = state.as_ref().and_then(State::documents) {
        ui.note(&format!(
            "nothing was built anew: {} documents are as they were (`--anew` makes them again)",
            documents.len()
        ));
        return Ok(Exit::Passed);
    }
    let asking = asking.unwrap_or_else(|| Asking::begin(&call));
    let (mut asked, metadata, triples) = asking.end(&messages)?;
    let targets = asked.complete(&call, &triples)?;
    let built = collect(args, (&messages, &metadata), (&asked, &targets), &settings)?;
    if built.artifacts.is_empty() {
        return Err(nothing("the build made no artifact, only libraries and tests")
            .hint("`--tests` describes tests and benchmarks"));
    }
    let (exit, documents) = write(args, built, &stamp, state.as_ref(), ui)?;
    if let Some(state) = state.filter(|_| exit == Exit::Passed) {
        state.remember(&documents);
    }
    Ok(exit)
}

/// Returns all of the command line and the environment that reaches a document beside what cargo compares itself.
fn how(args: &Args, settings: &Properties) -> String {
    format!("{args:?} {settings:?} {:?}", environment::variable("SOURCE_DATE_EPOCH"))
}

fn nothing(message: &str) -> Failure {
    Failure { exit: Exit::Unfinished, message: message.to_owned(), hints: Vec::new() }
}

fn read_messages(file: &Path) -> Result<Messages, Failure> {
    let messages = parse_messages(&documents::bytes(file)?);
    match messages.success {
        Some(true) => Ok(messages),
        Some(false) => Err(nothing("the messages are those of a build that failed")),
        None => Err(nothing("the messages do not say that the build came to its end")
            .hint("cargo build --message-format=json > messages.json")),
    }
}

fn collect(
    args: &Args,
    (messages, metadata): (&Messages, &[u8]),
    (asked, targets): (&Asked, &[BuildPlatform]),
    settings: &Properties,
) -> Result<Built, Failure> {
    let build = Build {
        messages,
        metadata,
        host: &asked.host,
        targets,
        tools: &asked.tools,
        settings,
        system: &System::open(Path::new("/")),
        wanted: if args.tests { Wanted::Tests } else { Wanted::Used },
        scope: if args.runtime_only { Scope::Runtime } else { Scope::Whole },
    };
    Ok(collect_built(&build)?)
}

fn write(
    args: &Args,
    built: Built,
    stamp: &Stamp,
    state: Option<&State>,
    ui: &Ui,
) -> Result<(Exit, Vec<PathBuf>), Failure> {
    let plan = placing::plan(&args.output, &built)?;
    let mut folders = plan.folders()?;
    folders.extend(state.and_then(State::folder));
    confine(&Needs { writable: &folders }, ui);
    let mut unusable = false;
    let mut documents = Vec::new();
    for (at, (artifact, mut inventory)) in built.artifacts.into_iter().enumerate() {
        args.identity.apply(&mut inventory);
        let (written, all) = plan.write(at, (&artifact, &inventory), stamp)?;
        let count = |usage| inventory.components.iter().filter(|component| component.usage == usage).count();
        let runtime = count(Usage::Runtime) - usize::from(inventory.subject.root.is_some());
        for file in &written {
            ui.note(&format!("wrote `{}`: {runtime} components, {} to build it", file.display(), count(Usage::Build)));
        }
        documents.extend(all);
        collecting::tell(&inventory.problems, ui);
        unusable |= inventory.problems.iter().any(Problem::is_deciding);
    }
    Ok((if unusable { Exit::Unfinished } else { Exit::Passed }, documents))
}
