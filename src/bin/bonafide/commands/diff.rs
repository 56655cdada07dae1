//! `bonafide diff`.

use std::path::{Path, PathBuf};

use bonafide::format::{self, Document};
use bonafide::model::{self, Side};
use bonafide::report::{self, Comparison, Detail, Palette, Style};
use bonafide::store;
use bonafide::verify::drift;

use crate::confine::{Needs, confine};
use crate::documents;
use crate::exit::{Exit, Failure};
use crate::outputs;
use crate::ui::{Ui, Volume};

/// Tell what changed from one SBOM to another, whatever their formats
///
/// Components are paired by package URL without version. A fact that one of the documents does not state at all is not compared, and is
/// told. By default only other bytes under the same version fail.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// The old SBOM; `-` is stdin
    old: PathBuf,
    /// The new SBOM; `-` is stdin
    new: PathBuf,
    /// The report's form on stdout: text, markdown or json
    #[arg(long, value_name = "FORM", default_value = "text", value_parser = ["text", "markdown", "json"])]
    format: String,
    /// Write the report to a file too, `.json` as JSON, `.md` as Markdown and others as text; repeatable
    #[arg(long, value_name = "FILE")]
    report: Vec<PathBuf>,
    /// Changes that fail: kinds such as `downgraded` and `digest-changed`, levels (`note`, `warning`, `error`) with all above them, or `any`
    #[arg(long, value_name = "KIND", value_delimiter = ',', default_value = "error", value_parser = failing)]
    fail_on: Vec<String>,
}

const EXAMPLES: &str = "Examples:
  bonafide diff old.cdx.json new.cdx.json
  bonafide diff old.spdx.json new.cdx.json --fail-on downgraded,digest-changed,origin-changed
  git show main:bom.cdx.json | bonafide diff - bom.cdx.json --format markdown";

fn failing(text: &str) -> Result<String, String> {
    if drift::failing(text).is_empty() {
        return Err(format!("expected any, note, warning, error or one of {}", drift::kinds().join(", ")));
    }
    Ok(text.to_owned())
}

/// A document with what its bytes alone tell.
struct Read {
    document: Document,
    is_signed: Option<bool>,
    name: String,
}

pub(crate) fn run(args: &Args, ui: &Ui) -> Result<Exit, Failure> {
    if args.old == Path::new("-") && args.new == Path::new("-") {
        return Err(Failure::usage("stdin can be read once only"));
    }
    let folders = outputs::folders(args.report.iter().map(PathBuf::as_path))?;
    confine(&Needs { writable: &folders }, ui);
    let (old, new) = (read(&args.old)?, read(&args.new)?);
    let mut broken = documents::tell_problems(&args.old, &old.document.inventory.problems, ui);
    broken |= documents::tell_problems(&args.new, &new.document.inventory.problems, ui);
    let lists_nothing =
        |read: &Read| read.document.inventory.components.is_empty() && read.document.inventory.files.is_empty();
    if lists_nothing(&old) && lists_nothing(&new) {
        // Two documents of tools that found nothing are alike, and say nothing of what they are about.
        ui.warning("neither document lists a component or a file, so nothing was compared");
        ui.hint("`bonafide lint` tells what a document holds");
        return Ok(Exit::Unfinished);
    }
    let changes = model::diff(side(&old), side(&new));
    let failing: Vec<&'static str> = args.fail_on.iter().flat_map(|word| drift::failing(word)).collect();
    let comparison = Comparison { old: &old.name, new: &new.name, changes: &changes, failing: &failing };
    for file in &args.report {
        let form = match file.extension().and_then(|extension| extension.to_str()) {
            Some("json") => "json",
            Some("md") => "markdown",
            _ => "text",
        };
        let style = Style { detail: Detail::Full, palette: Palette::Plain };
        store::write_whole(file, render(form, &comparison, style).as_bytes(), store::Access::Public)?;
    }
    let detail = if ui.volume() == Volume::Verbose { Detail::Full } else { Detail::Brief };
    let style = Style { detail, palette: Palette::Color };
    ui.data(render(&args.format, &comparison, style).as_bytes())?;
    let failed = comparison.has_failed();
    // The process ends here: taking large documents apart piece by piece would only cost time.
    std::mem::forget((old, new));
    Ok(match (failed, broken) {
        (true, _) => Exit::Failed,
        (false, true) => Exit::Unfinished,
        (false, false) => Exit::Passed,
    })
}

fn read(file: &Path) -> Result<Read, Failure> {
    let bytes = documents::bytes(file)?;
    let document = format::read(&bytes).map_err(|error| documents::fault(file, &error))?;
    let version = document.version.strip_prefix("SPDX-").unwrap_or(&document.version);
    let name = format!("{} ({} {version})", documents::name(file), document.format);
    Ok(Read { is_signed: format::is_signed(&bytes), document, name })
}

fn side(read: &Read) -> Side<'_> {
    Side { inventory: &read.document.inventory, is_signed: read.is_signed }
}

fn render(form: &str, comparison: &Comparison<'_>, style: Style) -> String {
    match form {
        "json" => report::changes_as_json(comparison),
        "markdown" => report::changes_as_markdown(comparison),
        _ => report::changes_as_text(comparison, style),
    }
}
