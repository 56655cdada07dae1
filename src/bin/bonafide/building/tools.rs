//! What cargo and rustc say of the project and of themselves.

use std::ffi::{OsStr, OsString};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::{Arc, OnceLock};
use std::thread::JoinHandle;

use bonafide::collect::cargo::{BuildPlatform, BuildTools, Settings, Stage, built_triples};
use bonafide::limits;
use bonafide::source::read_bounded;

use super::{Call, Input, Installation};
use crate::environment::variable;
use crate::exit::{Exit, Failure};

/// What was asked of the toolchain.
pub(crate) struct Asked {
    pub(crate) tools: BuildTools,
    pub(crate) host: BuildPlatform,
    rustc: Vec<OsString>,
}

/// Questions that are asked while the build runs.
pub(crate) struct Asking {
    call: Call,
    tools: JoinHandle<Result<Asked, Failure>>,
    /// The targets that cargo is asked about.
    named: Vec<String>,
    /// None for what cannot be asked about before it is built.
    metadata: Option<JoinHandle<Result<Vec<u8>, Failure>>>,
}

impl Asking {
    /// Begins to ask the toolchain what it is, and cargo for the metadata. Cargo must not be resolving at the same time: it would wait for itself, and say so.
    pub(crate) fn begin(call: &Call) -> Self {
        let host = Arc::new(OnceLock::new());
        let (asked, told) = (call.clone(), host.clone());
        let tools = std::thread::spawn(move || {
            let answer = Asked::of(&asked);
            // Whoever waits for the host must not wait in vain: without one, cargo will say what is wrong.
            let triple = answer.as_ref().map_or_else(|_| String::new(), |asked| asked.host.triple.clone());
            told.get_or_init(|| triple);
            answer
        });
        let named: Vec<String> = call.values("--target").iter().map(|text| (*text).to_owned()).collect();
        let named = if named.is_empty() { variable("CARGO_BUILD_TARGET").into_iter().collect() } else { named };
        let (asked, targets) = (call.clone(), named.clone());
        let ask = || std::thread::spawn(move || metadata((&asked, None), &targets, host.wait()));
        let metadata = (!call.installs()).then(ask);
        Self { call: call.clone(), tools, named, metadata }
    }

    /// Returns what the toolchain said of itself, the metadata, and the triples that the build was for.
    pub(crate) fn end(
        self,
        input: &Input,
        installation: Option<&Installation>,
    ) -> Result<(Asked, Vec<u8>, Vec<String>), Failure> {
        let died = |_| Failure::usage("a question to the toolchain died");
        let asked = self.tools.join().map_err(died)??;
        let installed = installation.map(|installation| asked.sysroot().map(|sysroot| (installation, sysroot)));
        let installed = installed.transpose()?;
        let ask = |targets: &[String]| metadata((&self.call, installed.as_ref()), targets, &asked.host.triple);
        let answer = match self.metadata {
            Some(metadata) => metadata.join().map_err(died)??,
            None => ask(&self.named)?,
        };
        let triples = match input.graph.as_ref().filter(|_| input.stage == Stage::Planned) {
            Some(graph) => graph.triples(),
            None => built_triples(&input.messages, &answer, &self.named)?,
        };
        // A configuration may name a platform that the command line does not.
        if triples.iter().all(|triple| self.named.iter().any(|name| is_of(name, triple))) {
            return Ok((asked, answer, triples));
        }
        let answer = ask(&triples)?;
        Ok((asked, answer, triples))
    }
}

/// Returns whether a target that was asked for has this name in paths: a triple, or the file that describes a platform.
fn is_of(asked: &str, triple: &str) -> bool {
    let is_file = Path::new(asked).extension() == Some(OsStr::new("json"));
    asked == triple || is_file && Path::new(asked).file_stem() == Some(OsStr::new(triple))
}

/// Runs `cargo metadata` as the build was run.
fn metadata(
    (call, installed): (&Call, Option<&(&Installation, String)>),
    targets: &[String],
    host: &str,
) -> Result<Vec<u8>, Failure> {
    let mut command = Command::new(call.cargo());
    match installed {
        Some((installation, sysroot)) => {
            command.args(call.metadata_of(&installation.manifest()));
            // An installation is configured from cargo's home upwards; the toolchain is that of the folder in which it was begun.
            command.current_dir(installation.home());
            if call.toolchain().is_none() && variable("RUSTUP_TOOLCHAIN").is_none() {
                command.env("RUSTUP_TOOLCHAIN", sysroot);
            }
        }
        None => {
            command.args(call.metadata());
        }
    }
    if let Some(folder) = call.values("--target-dir").last() {
        command.env("CARGO_TARGET_DIR", folder);
    }
    // Build scripts and proc-macros run on the host.
    for target in targets.iter().map(String::as_str).chain([host]) {
        command.arg("--filter-platform").arg(target);
    }
    let told = answer(command, "cargo metadata")?;
    match installed {
        Some((installation, _)) => installation.translate(&told),
        None => Ok(told),
    }
}

/// Runs a program and returns what it prints.
fn answer(mut command: Command, name: &str) -> Result<Vec<u8>, Failure> {
    let output = command.stdin(Stdio::null()).env("CARGO_TERM_COLOR", "never").output();
    let failed = |text: &str| Failure {
        exit: Exit::Unfinished,
        message: format!("`{name}` failed: {}", text.split_whitespace().collect::<Vec<_>>().join(" ")),
        hints: Vec::new(),
    };
    let output = output.map_err(|error| failed(&error.to_string()))?;
    if !output.status.success() {
        return Err(failed(&String::from_utf8_lossy(&output.stderr)));
    }
    Ok(output.stdout)
}

impl Asked {
    /// Asks the cargo of a build, and the rustc that it uses.
    fn of(call: &Call) -> Result<Self, Failure> {
        let named = variable("RUSTC").or_else(|| variable("CARGO_BUILD_RUSTC"));
        // Rustup hands the toolchain on to the rustc that cargo starts.
        let rustc: Vec<OsString> = match named {
            Some(program) => vec![program.into()],
            None => [OsString::from("rustc")].into_iter().chain(call.toolchain().map(OsStr::to_owned)).collect(),
        };
        let mut command = Command::new(call.cargo());
        command.args(call.toolchain()).arg("-vV");
        let cargo = text(&answer(command, "cargo -vV")?);
        let version = text(&ask(&rustc, &["-vV"])?);
        let triple = version.lines().find_map(|line| line.strip_prefix("host: ")).unwrap_or_default().trim().to_owned();
        let tools = BuildTools { rustc: version, cargo, ..BuildTools::default() };
        Ok(Self { tools, host: BuildPlatform { triple, cfg: String::new() }, rustc })
    }

    fn sysroot(&self) -> Result<String, Failure> {
        Ok(text(&ask(&self.rustc, &["--print", "sysroot"])?).trim().to_owned())
    }

    /// Asks what the platforms are, and what the standard library of each is made of.
    pub(crate) fn complete(
        &mut self,
        call: &Call,
        triples: &[String],
        settings: &Settings,
    ) -> Result<Vec<BuildPlatform>, Failure> {
        // Which flags are for a platform may rest on what it is: as cargo does, the first question goes without those.
        let flags = |triple: &str| settings.configuration.rust_flags(triple, "");
        let mut targets = Vec::new();
        for triple in triples {
            let named = call.values("--target").into_iter().find(|name| is_of(name, triple)).unwrap_or(triple);
            let flags = flags(triple);
            let flags: Vec<&str> = flags.iter().map(String::as_str).collect();
            let cfg = text(&ask(&self.rustc, &[&["--print", "cfg", "--target", named], &flags[..]].concat())?);
            targets.push(BuildPlatform { triple: triple.clone(), cfg });
        }
        // The flags are for what is built; without a target they are for all.
        let flags = if triples.is_empty() { flags(&self.host.triple) } else { Vec::new() };
        let flags: Vec<&str> = flags.iter().map(String::as_str).collect();
        self.host.cfg = text(&ask(&self.rustc, &[&["--print", "cfg"], &flags[..]].concat())?);
        let libraries = Path::new(&self.sysroot()?).join("lib").join("rustlib");
        let lock = libraries.join("src/rust/library/Cargo.lock");
        self.tools.library_lock = read_bounded(&lock, limits::LOCKFILE_BYTES).ok();
        for triple in triples.iter().chain([&self.host.triple]) {
            let crates = crates(&libraries.join(triple).join("lib"));
            self.tools.library_crates.insert(triple.clone(), crates);
        }
        Ok(targets)
    }
}

/// Returns the names of the crates whose libraries lie in a folder of the sysroot: `libstd-0123456789abcdef.rlib`.
fn crates(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    let names = entries.filter_map(|entry| {
        let name = entry.file_name().into_string().ok()?;
        let stem = name.strip_prefix("lib")?.strip_suffix(".rlib")?;
        Some(stem.rsplit_once('-').map_or(stem, |(name, _)| name).to_owned())
    });
    let mut names: Vec<String> = names.collect();
    names.sort();
    names.dedup();
    names
}

fn ask(rustc: &[OsString], arguments: &[&str]) -> Result<Vec<u8>, Failure> {
    let (program, first) = rustc.split_first().ok_or_else(|| Failure::usage("no rustc was named"))?;
    let mut command = Command::new(program);
    command.args(first).args(arguments);
    answer(command, "rustc")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
