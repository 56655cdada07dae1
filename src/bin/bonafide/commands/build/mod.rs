//! `bonafide build`.

mod recorded;
mod tool;

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use bonafide::collect::cargo::{
    Build, BuildPlatform, Built, Installed, Messages, Scope, Settings, Stage, Wanted, collect_built,
};
use bonafide::format::Stamp;
use bonafide::model::{Inventory, Problem, Timestamp, Usage};
use bonafide::system::System;

use crate::building::{
    Asked, Asking, Call, Input, Installation, State, Task, nothing, read_graph, read_messages, read_precursor,
    run_build, settings, sweep,
};
use crate::collecting::{self, Identity};
use crate::confine::{Needs, confine};
use crate::environment;
use crate::exit::{Exit, Failure};
use crate::outputs::Output;
use crate::placing::{self, Made};
use crate::ui::Ui;

/// Run a build and write the exact SBOM of each artifact that it made
///
/// The build runs as it would without this: same output, same exit status. Cargo's own messages tell which packages were compiled, with which features, for the
/// artifact or to run while building; nothing else is listed. Each SBOM goes beside its artifact and below `target/bonafide/`, there with an
/// in-toto statement that binds it to the artifact's digests. A build that fails ends with its own status, and nothing is written.
///
/// A command that is none of cargo's, such as `maturin build`, `wasm-pack build`, `cargo tauri build` or `make`, runs unchanged too. The `cargo` that it finds by `PATH` or `CARGO` is then
/// this program, which runs the real one and describes what that makes; a tool that calls cargo by another path is told (exit code 3).
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
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
    /// Take edges and sides from the unit graph that `cargo build --unit-graph -Zunstable-options` prints; without `--messages` the build is only planned, and nothing is run; `-` is stdin
    #[arg(long, value_name = "FILE")]
    unit_graph: Option<PathBuf>,
    /// Take edges and sides from what cargo put beside an artifact with `-Zsbom`; what lies there is found without this; repeatable
    #[arg(long, value_name = "FILE")]
    precursor: Vec<PathBuf>,
    /// The time that documents state [default: `SOURCE_DATE_EPOCH`, else now]
    #[arg(long, value_name = "TIME")]
    timestamp: Option<Timestamp>,
    #[command(flatten)]
    identity: Identity,
    /// Put the documents down in this folder: this process stands in for the cargo that a tool calls
    #[arg(long, hide = true, value_name = "DIR")]
    record: Option<PathBuf>,
    /// Remove the folder that stdin names once that is closed
    #[arg(long, hide = true)]
    sweep: bool,
    /// The build command; with `--messages` or `--unit-graph`, the one that was run or planned
    #[arg(last = true, value_name = "COMMAND")]
    command: Vec<OsString>,
}

const EXAMPLES: &str = "Examples:
  bonafide build -- cargo build --release
  bonafide build -o cyclonedx-json@1.6=sboms/ -- cargo build --workspace --target x86_64-unknown-linux-musl
  bonafide build -- cargo install --locked just
  bonafide build -- maturin build --release
  cargo build --release --message-format=json > messages.json
  bonafide build --messages messages.json -- cargo build --release
  cargo +nightly build --release --unit-graph -Zunstable-options > graph.json
  bonafide build --unit-graph graph.json --messages messages.json -- cargo build --release
  bonafide build --unit-graph graph.json -o cyclonedx-json=planned/ -- cargo build --release";

pub(crate) fn run(args: &Args, ui: &Ui) -> Result<Exit, Failure> {
    if args.sweep {
        return sweep().map(|()| Exit::Passed);
    }
    let stamp = Stamp { created: args.timestamp.map_or_else(environment::document_time, Ok)? };
    let default = ["cargo", "build"].map(OsString::from);
    let is_told = args.messages.is_some() || args.unit_graph.is_some();
    let words = if args.command.is_empty() && is_told { &default[..] } else { &args.command };
    if let Some(folder) = &args.record {
        return recorded::run(args, (&Call::parse(words)?, folder), &stamp, ui);
    }
    let call = match Task::parse(words)? {
        Task::Cargo(call) => call,
        Task::Tool(tool) if is_told || !args.precursor.is_empty() => {
            let message = format!("`{}` is no command of cargo's, whose messages or edges could be given", tool.name());
            return Err(Failure::usage(message).hint("bonafide build --messages FILE -- cargo build"));
        }
        Task::Tool(tool) => return tool::run(args, &tool, &stamp, ui),
    };
    if call.installs() && is_told {
        return Err(Failure::usage("what `cargo install` made is no longer there when its messages are read")
            .hint("bonafide build -- cargo install --locked NAME"));
    }
    let started = environment::clock();
    let mut asking = None;
    let mut input = match input(args, &call, || asking = Some(Asking::begin(&call)))? {
        Told::Input(input) => input,
        Told::Failed(exit) => return Ok(exit),
    };
    let settings = settings(&call);
    let installation = call.installs().then(|| Installation::of(&call, &mut input.messages, started)).transpose()?;
    let state = state(args, &input, &settings).filter(|_| installation.is_none());
    if let Some(documents) = state.as_ref().and_then(State::documents) {
        ui.note(&format!(
            "nothing was built anew: {} documents are as they were (`--anew` makes them again)",
            documents.len()
        ));
        return Ok(Exit::Passed);
    }
    let asking = asking.unwrap_or_else(|| Asking::begin(&call));
    let (mut asked, metadata, triples) = asking.end(&input, installation.as_ref())?;
    let targets = asked.complete(&call, &triples, &settings)?;
    let installed = installation.as_ref().map(Installation::installed);
    let mut built = collect(args, (&input, &metadata, installed), (&asked, &targets), &settings)?;
    if let Some(installation) = installation {
        // Its scratch folder goes here: a confined process can remove nothing.
        built.target_directory = installation.root().to_path_buf();
    }
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

/// What a build is told by, or how it ended where it failed.
enum Told {
    Input(Input),
    Failed(Exit),
}

/// Reads what is there of the build, or runs it; `first` is called once it has resolved everything.
fn input(args: &Args, call: &Call, first: impl FnOnce()) -> Result<Told, Failure> {
    let graph = args.unit_graph.as_deref().map(read_graph).transpose()?;
    let precursors = args.precursor.iter().map(|file| read_precursor(file)).collect::<Result<_, _>>()?;
    let (stage, messages) = match (&args.messages, &graph) {
        (Some(file), _) => (Stage::Built, read_messages(file)?),
        (None, Some(_)) => (Stage::Planned, Messages::default()),
        (None, None) => {
            let ended = run_build(call, first)?;
            if !ended.status.success() {
                return Ok(Told::Failed(ended.exit()));
            }
            (Stage::Built, ended.messages)
        }
    };
    let input = Input { stage, messages, graph, precursors };
    match input.is_empty() {
        true if call.installs() => Err(nothing("nothing was compiled: what is installed already is left alone")
            .hint("`cargo install --force` installs it anew")),
        true => Err(nothing("the build compiled nothing")),
        false => Ok(Told::Input(input)),
    }
}

/// Returns what the documents of this build rest on, unless they rest on files that cargo does not compare.
fn state(args: &Args, input: &Input, settings: &Settings) -> Option<State> {
    let is_comparable = !args.anew && input.graph.is_none() && input.precursors.is_empty();
    if is_comparable { State::of(&input.messages, &how(args, settings)) } else { None }
}

/// Returns all of the command line and the environment that reaches a document beside what cargo compares itself.
fn how(args: &Args, settings: &Settings) -> String {
    format!("{args:?} {settings:?} {:?}", environment::variable("SOURCE_DATE_EPOCH"))
}

fn collect(
    args: &Args,
    (input, metadata, installed): (&Input, &[u8], Option<&Installed>),
    (asked, targets): (&Asked, &[BuildPlatform]),
    settings: &Settings,
) -> Result<Built, Failure> {
    let home = environment::cargo_home();
    let build = Build {
        stage: input.stage,
        messages: &input.messages,
        graph: input.graph.as_ref(),
        precursors: &input.precursors,
        metadata,
        installed,
        host: &asked.host,
        targets,
        tools: &asked.tools,
        settings,
        cargo_home: home.as_deref(),
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
        let made = plan.make(at, (&artifact, &inventory), stamp)?;
        made.iter().try_for_each(Made::write)?;
        let counts = counts(&inventory);
        for file in made.iter().filter(|made| made.is_document).filter_map(|made| made.files.first()) {
            tell_written(file, counts, ui);
        }
        documents.extend(made.into_iter().flat_map(|made| made.files));
        collecting::tell(&inventory.problems, ui);
        unusable |= inventory.problems.iter().any(Problem::is_deciding);
    }
    Ok((if unusable { Exit::Unfinished } else { Exit::Passed }, documents))
}

/// Returns how many components are in an artifact, and how many only ran to build it.
fn counts(inventory: &Inventory) -> (usize, usize) {
    let count = |usage| inventory.components.iter().filter(|component| component.usage == usage).count();
    (count(Usage::Runtime) - usize::from(inventory.subject.root.is_some()), count(Usage::Build))
}

fn tell_written(file: &Path, (runtime, build): (usize, usize), ui: &Ui) {
    ui.note(&format!("wrote `{}`: {runtime} components, {build} to build it", file.display()));
}
