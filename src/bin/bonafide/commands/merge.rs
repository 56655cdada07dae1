//! `bonafide merge`.

use std::path::{Path, PathBuf};

use bonafide::format::{self, Stamp};
use bonafide::model::{self, Conflict, Mode, Timestamp, Whole};

use crate::confine::{Needs, confine};
use crate::documents;
use crate::environment;
use crate::exit::{Exit, Failure};
use crate::outputs::{self, Output};
use crate::ui::{Ui, Volume};

/// Join several SBOMs into one, whatever their formats and order
///
/// The same component is there once, by package URL and digests. Components whose digests contradict each other stay apart. Where inputs
/// say different things of one component, one is kept and all are told. What the model has no words for, such as vulnerabilities, is not
/// carried over, and is told.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// The SBOMs, of any formats that are read; `-` is stdin
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// What to write, as FORMAT[@VERSION][=FILE]; repeatable
    #[arg(short, long, value_name = "OUTPUT", required = true)]
    output: Vec<Output>,
    /// Make each input's components parts of its root, instead of putting all side by side
    #[arg(long)]
    assembly: bool,
    /// What the whole is called [default: `merged`]
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// The version of the whole
    #[arg(long, value_name = "VERSION")]
    version: Option<String>,
    /// Fail if the inputs contradict each other
    #[arg(long)]
    strict: bool,
    /// The time that documents state [default: `SOURCE_DATE_EPOCH`, else now]
    #[arg(long, value_name = "TIME")]
    timestamp: Option<Timestamp>,
}

const EXAMPLES: &str = "Examples:
  bonafide merge api.cdx.json web.cdx.json --name shop --version 2.0 -o cyclonedx-json=shop.cdx.json
  bonafide merge firmware.spdx.json app.cdx.json --assembly --name device -o spdx-json=device.spdx.json
  bonafide merge a.json b.json --strict -o purls";

/// Contradictions that are told one by one, unless all are asked for.
const TOLD: usize = 10;

pub(crate) fn run(args: &Args, ui: &Ui) -> Result<Exit, Failure> {
    outputs::check(&args.output)?;
    let stdin = args.files.iter().filter(|file| file.as_path() == Path::new("-")).count();
    if stdin > 1 {
        return Err(Failure::usage("stdin can be read once only"));
    }
    let stamp = Stamp { created: args.timestamp.map_or_else(environment::document_time, Ok)? };
    let folders = outputs::folders(args.output.iter().filter_map(Output::file))?;
    confine(&Needs { writable: &folders }, ui);
    let mut broken = false;
    let mut inventories = Vec::with_capacity(args.files.len());
    for file in &args.files {
        let document = format::read(&documents::bytes(file)?).map_err(|error| documents::fault(file, &error))?;
        broken |= documents::tell_problems(file, &document.inventory.problems, ui);
        documents::tell_skipped(file, &document.inventory.problems, ui);
        inventories.push(document.inventory);
    }
    let inputs = inventories.len();
    let mode = if args.assembly { Mode::Assembly } else { Mode::Flat };
    let whole = Whole { name: args.name.clone(), version: args.version.clone() };
    let merged = model::merge(inventories, mode, &whole);
    outputs::write(&args.output, &merged.inventory, &stamp, ui)?;
    tell(&merged.conflicts, ui);
    if merged.dropped > 0 {
        ui.warning(&format!(
            "{} parts of other formats that the inputs carry along are not in the result",
            merged.dropped
        ));
    }
    let count = merged.inventory.components.len();
    ui.note(&format!("{inputs} documents, {count} components, {} of them in more than one document", merged.shared));
    Ok(match (args.strict && !merged.conflicts.is_empty(), broken) {
        (true, _) => Exit::Failed,
        (false, true) => Exit::Unfinished,
        (false, false) => Exit::Passed,
    })
}

fn tell(conflicts: &[Conflict], ui: &Ui) {
    let shown = if ui.volume() == Volume::Verbose { conflicts.len() } else { TOLD };
    for conflict in conflicts.iter().take(shown) {
        let subject = if conflict.subject.is_empty() { "the whole" } else { &conflict.subject };
        let outcome = match conflict.what {
            "digests" => "the components stay apart",
            "file" => "all are listed",
            _ => "the first is kept",
        };
        let said: Vec<&str> = std::iter::once(&conflict.kept).chain(&conflict.others).map(String::as_str).collect();
        ui.warning(&format!("{subject}: the inputs differ in {}, {outcome}: {}", conflict.what, said.join(" / ")));
    }
    if conflicts.len() > shown {
        ui.warning(&format!("{} more contradictions (--verbose)", conflicts.len() - shown));
    }
}
