//! `bonafide scan`.

use std::path::{Path, PathBuf};

use bonafide::collect::{Depth, Options, Projects};
use bonafide::format::Stamp;
use bonafide::model::{Algorithm, Inventory, Timestamp};

use crate::collecting::{self, FilesPlan, Identity};
use crate::confine::{Needs, confine};
use crate::environment;
use crate::exit::{Exit, Failure};
use crate::outputs::{self, Output};
use crate::selecting::SelectionFlags;
use crate::ui::Ui;

/// Collect what a subject holds and write SBOMs; runs nothing of the subject
///
/// Of a project reads the lock file, the manifests and the caches directly, and resolves features and targets by the rules of cargo's own resolver: what no
/// chosen package, feature or target turns on is left out, and how much that was is said. Without a word on that, a workspace is taken with
/// every member, as `cargo metadata` and `cargo build --workspace` take it, with their default features, for all targets, and with what their
/// tests need. Of a lock file alone everything is listed. Of a binary reads what the build tools left in it. What could not be found is said in the document; a lock file or manifest that cannot
/// be read makes the exit code 3, with everything else still written.
#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// A Cargo project, a lock file, a directory that holds several, a binary, or an archive, package or container image; `dir:` and `file:` force the kind
    #[arg(default_value = ".")]
    subject: String,
    /// What to write, as FORMAT[@VERSION][=FILE]; repeatable [default: `table` on a terminal, else `cyclonedx-json`]
    #[arg(short, long, value_name = "OUTPUT")]
    output: Vec<Output>,
    /// Read the lock file alone, without manifests and caches
    #[arg(long, conflicts_with_all = ["cargo_metadata", "SelectionFlags"])]
    lock_only: bool,
    /// Ask cargo itself, hardened against the subject's configuration, instead of reading its files
    #[arg(long)]
    cargo_metadata: bool,
    /// Look through the sources of packages that link a library, or are named for one, for well-known C libraries that they bring along.
    ///
    /// A build script chooses between them and what is installed, which no file tells: each library is listed as one that may be there, with the file and
    /// line that state its version and `native:compiled` as unknown. `bonafide build` lists those that were compiled.
    #[arg(long, conflicts_with_all = ["lock_only", "files_only"])]
    native: bool,
    /// Take the projects inside of other projects too
    #[arg(long)]
    all_projects: bool,
    /// Add every file with its digests, for any directory
    #[arg(long)]
    files: bool,
    /// Take the files alone and no packages, as for a directory that is about to be released
    #[arg(long, conflicts_with_all = ["files", "lock_only", "cargo_metadata", "all_projects", "SelectionFlags"])]
    files_only: bool,
    /// The digest of files; repeatable [default: SHA-256]
    #[arg(long, value_name = "ALG")]
    digest: Vec<Algorithm>,
    /// Leave files of this pattern out, as in a `.gitignore`; repeatable
    #[arg(long, value_name = "PATTERN")]
    ignore: Vec<String>,
    /// The time that documents state [default: `SOURCE_DATE_EPOCH`, else now]
    #[arg(long, value_name = "TIME")]
    timestamp: Option<Timestamp>,
    #[command(flatten)]
    selection: SelectionFlags,
    #[command(flatten)]
    identity: Identity,
}

const EXAMPLES: &str = "Examples:
  bonafide scan
  bonafide scan -o cyclonedx-json=bom.cdx.json -o spdx-json=bom.spdx.json
  bonafide scan -p app --features tls,fast --target x86_64-unknown-linux-musl --no-dev -o cyclonedx-json=app.cdx.json
  bonafide scan --native -o cyclonedx-json=bom.cdx.json
  bonafide scan path/to/Cargo.lock --lock-only -o purls
  bonafide scan target/release/app -o cyclonedx-json=app.cdx.json
  bonafide scan app_1.0_amd64.deb -o cyclonedx-json=app.cdx.json
  bonafide scan dist/ --files-only --digest SHA-512 -o cyclonedx-json@1.6=dist.cdx.json";

pub(crate) fn run(args: &Args, ui: &Ui) -> Result<Exit, Failure> {
    let about_files = !args.digest.is_empty() || !args.ignore.is_empty();
    if about_files && !args.files && !args.files_only {
        return Err(Failure::usage("`--digest` and `--ignore` are about files").hint("add `--files` or `--files-only`"));
    }
    let outputs = outputs(args);
    outputs::check(&outputs)?;
    let subject = subject(&args.subject)?;
    let stamp = Stamp { created: args.timestamp.map_or_else(environment::document_time, Ok)? };
    let folders = outputs::folders(outputs.iter().filter_map(Output::file))?;
    let mut inventory = if args.cargo_metadata {
        // Cargo has to be run first: a confined process cannot start another.
        let inventory = collecting::from_cargo(&subject, &args.selection.selection())?;
        confine(&Needs { writable: &folders }, ui);
        inventory
    } else {
        confine(&Needs { writable: &folders }, ui);
        collect(args, &subject)?
    };
    if args.native {
        collecting::add_native(&mut inventory, &subject, ui)?;
    }
    if args.files || args.files_only {
        collecting::add_files(&mut inventory, &subject, &files_plan(args, &outputs), ui)?;
    }
    args.identity.apply(&mut inventory);
    outputs::write(&outputs, &inventory, &stamp, ui)?;
    collecting::tell(&inventory.problems, ui);
    let unusable = inventory.problems.iter().any(bonafide::model::Problem::is_deciding);
    // The process ends here: taking a large inventory apart piece by piece would only cost time.
    std::mem::forget(inventory);
    Ok(if unusable { Exit::Unfinished } else { Exit::Passed })
}

fn outputs(args: &Args) -> Vec<Output> {
    if !args.output.is_empty() {
        return args.output.clone();
    }
    let format = if Ui::stdout_is_terminal() { "table" } else { "cyclonedx-json" };
    vec![Output::of(format, None)]
}

fn subject(text: &str) -> Result<PathBuf, Failure> {
    let (path, fits): (&str, fn(&Path) -> bool) = match (text.strip_prefix("dir:"), text.strip_prefix("file:")) {
        (Some(rest), _) => (rest, Path::is_dir),
        (_, Some(rest)) => (rest, Path::is_file),
        _ => (text, Path::exists),
    };
    let path = PathBuf::from(path);
    if fits(&path) { Ok(path) } else { Err(Failure::usage(format!("`{text}` is not there, or not of that kind"))) }
}

fn collect(args: &Args, subject: &Path) -> Result<Inventory, Failure> {
    if args.files_only {
        return Ok(collecting::bare());
    }
    let caches = environment::caches();
    let selection = args.selection.selection();
    let options = Options {
        depth: if args.lock_only { Depth::LockOnly } else { Depth::Manifests },
        projects: if args.all_projects { Projects::All } else { Projects::Topmost },
        caches: &caches,
        selection: &selection,
    };
    if args.files { collecting::collect_or_bare(subject, &options) } else { collecting::collect(subject, &options) }
}

fn files_plan<'a>(args: &'a Args, outputs: &'a [Output]) -> FilesPlan<'a> {
    let mut algorithms = if args.digest.is_empty() { vec![Algorithm::Sha256] } else { args.digest.clone() };
    // SPDX 2.3, 8.4: a file must have a SHA-1, whatever else it has.
    if outputs.iter().any(Output::is_spdx) && !algorithms.contains(&Algorithm::Sha1) {
        algorithms.push(Algorithm::Sha1);
    }
    FilesPlan { algorithms, ignore: &args.ignore, outputs: outputs.iter().filter_map(Output::file).collect() }
}
