//! `bonafide convert`.

use std::path::PathBuf;

use bonafide::format::{self, Conversion, Original, Stamp, Target};
use bonafide::model::Timestamp;
use bonafide::report::{self, Converted, Detail, Palette, Style};
use bonafide::store;

use crate::confine::{Needs, confine};
use crate::documents;
use crate::environment;
use crate::exit::{Exit, Failure};
use crate::outputs::{self, Output};
use crate::ui::{Ui, Volume};

/// Turn an SBOM into another format or version, and report every loss
///
/// What the new format has no field for is carried along as facts of ours where that is possible, so that converting back gives the first
/// document again. What cannot be carried is lost, and told. Between syntaxes and versions of one family everything is kept that the
/// version can hold.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// The SBOM, of any format that is read; `-` is stdin
    file: PathBuf,
    /// What to write, as FORMAT[@VERSION][=FILE]; repeatable
    #[arg(short, long, value_name = "OUTPUT", required = true)]
    output: Vec<Output>,
    /// Fail if anything is lost
    #[arg(long)]
    strict: bool,
    /// The form of the report on losses: text or json
    #[arg(long, value_name = "FORM", default_value = "text", value_parser = ["text", "json"])]
    format: String,
    /// Write the report on losses to a file too, `.json` as JSON and others as text; repeatable
    #[arg(long, value_name = "FILE")]
    report: Vec<PathBuf>,
    /// The time that documents state [default: `SOURCE_DATE_EPOCH`, else now]
    #[arg(long, value_name = "TIME")]
    timestamp: Option<Timestamp>,
}

const EXAMPLES: &str = "Examples:
  bonafide convert bom.cdx.json -o spdx-json=bom.spdx.json
  bonafide convert bom.spdx.json -o cyclonedx-json@1.6 --strict > bom.cdx.json
  bonafide convert bom.cdx.json -o spdx-json=bom.spdx.json -o purls=purls.txt --report losses.json
  curl -s https://example.org/bom.json | bonafide convert - -o table";

pub(crate) fn run(args: &Args, ui: &Ui) -> Result<Exit, Failure> {
    outputs::check(&args.output)?;
    let stamp = Stamp { created: args.timestamp.map_or_else(environment::document_time, Ok)? };
    let files = args.output.iter().filter_map(Output::file).chain(args.report.iter().map(PathBuf::as_path));
    let folders = outputs::folders(files)?;
    confine(&Needs { writable: &folders }, ui);
    let bytes = documents::bytes(&args.file)?;
    let original = Original::read(&bytes).map_err(|error| documents::fault(&args.file, &error))?;
    let mut conversions = Vec::with_capacity(args.output.len());
    for output in &args.output {
        let format = format::find(output.format())
            .ok_or_else(|| Failure::usage(format!("there is no format `{}`", output.format())))?;
        let mut conversion = original.convert(Target { format, version: output.version() }, &stamp)?;
        let bytes = std::mem::take(&mut conversion.bytes);
        conversions.push((output, bytes, conversion));
    }
    let failed = args.strict && conversions.iter().any(|(.., conversion)| !conversion.lost.is_empty());
    let made: Vec<(&Output, Vec<u8>)> =
        conversions.iter_mut().map(|(output, bytes, _)| (*output, std::mem::take(bytes))).collect();
    outputs::put(&made, ui)?;
    let broken = documents::tell_problems(&args.file, &original.document().inventory.problems, ui);
    let told: Vec<(&Output, &Conversion)> =
        conversions.iter().map(|(output, _, conversion)| (*output, conversion)).collect();
    tell(args, &original, &told, ui)?;
    // The process ends here: taking large documents apart piece by piece would only cost time.
    std::mem::forget(original);
    Ok(match (failed, broken) {
        (true, _) => Exit::Failed,
        (false, true) => Exit::Unfinished,
        (false, false) => Exit::Passed,
    })
}

/// Tells what was lost: on stderr, for stdout may hold a document, and in files.
fn tell(args: &Args, original: &Original<'_>, told: &[(&Output, &Conversion)], ui: &Ui) -> Result<(), Failure> {
    let document = original.document();
    let from = format!("{} ({} {})", documents::name(&args.file), document.format, document.version);
    let files: Vec<Option<String>> = told.iter().map(|it| it.0.file().map(|file| file.display().to_string())).collect();
    let converted: Vec<Converted<'_>> = told
        .iter()
        .zip(&files)
        .map(|((output, conversion), file)| Converted {
            format: output.format(),
            version: output.version().or_else(|| format::find(output.format())?.versions().last().copied()),
            file: file.as_deref(),
            conversion,
        })
        .collect();
    let full = Style { detail: Detail::Full, palette: Palette::Plain };
    for file in &args.report {
        let is_json = file.extension().is_some_and(|extension| extension == "json");
        let text = if is_json {
            report::losses_as_json(&from, &converted)
        } else {
            report::losses_as_text(&from, &converted, full)
        };
        store::write_whole(file, text.as_bytes(), store::Access::Public)?;
    }
    let detail = if ui.volume() == Volume::Verbose { Detail::Full } else { Detail::Brief };
    let text = if args.format == "json" {
        report::losses_as_json(&from, &converted)
    } else {
        report::losses_as_text(&from, &converted, Style { detail, ..full })
    };
    let is_clean = converted.iter().all(|it| it.conversion.lost.is_empty());
    if is_clean && args.format == "text" {
        ui.report(&text);
    } else {
        Ui::report_always(&text);
    }
    Ok(())
}
