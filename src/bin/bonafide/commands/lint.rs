//! `bonafide lint`.

use std::path::{Path, PathBuf};

use bonafide::limits;
use bonafide::model::{Algorithm, CheckReport, Level, Timestamp};
use bonafide::policy::{self, Requirements, SubjectRule};
use bonafide::report::{DocumentLine, Report};
use bonafide::source::{SourceError, hash, read_bounded};
use bonafide::store;
use bonafide::verify::lint::{self, Linter, Options, Profile, Rules};

use crate::confine::{Needs, confine};
use crate::environment;
use crate::exit::{Exit, Failure};
use crate::judging::{self, ReportFlags, level};
use crate::outputs;
use crate::ui::{Ui, Volume};

/// Lint SBOMs: are they valid, coherent, and complete enough for a regulator
///
/// Each document is held against the official schema of its own version, against rules that no schema can hold (references, digests, package
/// URLs, licences, times), and against the profiles that are asked for.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// CycloneDX and SPDX documents
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Require the fields of this profile: ntia-2021, cisa-2026, bsi-tr-03183-2 or cra; repeatable
    #[arg(long, value_name = "NAME", value_parser = profile)]
    profile: Vec<&'static Profile>,
    /// Hold the documents against the official schema alone
    #[arg(long, conflicts_with_all = ["profile", "fix"])]
    schema_only: bool,
    /// Mend what follows from the document itself, tell each change, and judge the mended document
    #[arg(long)]
    fix: bool,
    /// Where the mended document goes
    #[arg(short, long, value_name = "FILE", requires = "fix", conflicts_with = "in_place")]
    output: Option<PathBuf>,
    /// Put each mended document where the one before was
    #[arg(long, requires = "fix")]
    in_place: bool,
    /// Judge as of this time: 2026-01-31 or 2026-01-31T12:00:00Z [default: now]
    #[arg(long, value_name = "TIME")]
    at: Option<Timestamp>,
    /// Findings of this level and above decide: note, warning or error
    #[arg(long, value_name = "LEVEL", default_value = "error", value_parser = level)]
    fail_on: Level,
    #[command(flatten)]
    report: ReportFlags,
}

const EXAMPLES: &str = "Examples:
  bonafide lint bom.cdx.json
  bonafide lint bom.cdx.json bom.spdx.json --fail-on warning
  bonafide lint bom.cdx.json --profile bsi-tr-03183-2 --report lint.json
  bonafide lint bom.cdx.json --fix -o mended.cdx.json";

/// Changes that are told without `--verbose`.
const TOLD: usize = 20;

fn profile(text: &str) -> Result<&'static Profile, String> {
    lint::find_profile(text).ok_or_else(|| {
        let names: Vec<&str> = lint::PROFILES.iter().map(|profile| profile.name).collect();
        format!("there is no profile `{text}`, expected one of {}", names.join(", "))
    })
}

pub(crate) fn run(args: &Args, ui: &Ui) -> Result<Exit, Failure> {
    let at = args.at.unwrap_or_else(environment::now);
    check_outputs(args)?;
    let mended = args.output.iter().chain(args.files.iter().filter(|_| args.in_place));
    let written = args.report.report.iter().chain(mended).map(PathBuf::as_path);
    confine(&Needs { writable: &outputs::folders(written)? }, ui);
    let rules = if args.schema_only { Rules::Schema } else { Rules::All };
    let options = Options { at, profiles: args.profile.clone(), rules };
    let linter = Linter::default();
    let mut all = CheckReport::new("lint");
    let mut documents = Vec::new();
    for path in &args.files {
        let mut bytes = match read_bounded(path, limits::DOCUMENT_BYTES) {
            Err(SourceError::TooLarge { limit, .. }) => {
                all.items.extend(lint::too_large(&path.display().to_string(), limit).items);
                continue;
            }
            read => read?,
        };
        let mut shown = path;
        if args.fix
            && let Some(fixed) = fix(&linter, path, &bytes, &options, ui)?
        {
            shown = args.output.as_ref().unwrap_or(path);
            store::write_whole(shown, &fixed, store::Access::Public)?;
            bytes = fixed;
        }
        let linted = linter.lint(&shown.display().to_string(), &bytes, &options);
        documents.extend(linted.document.map(|kind| line(shown, &bytes, kind)));
        all.passed += linted.report.passed;
        all.coverage.extend(linted.report.coverage);
        all.items.extend(linted.report.items);
    }
    let requirements =
        Requirements { required: vec!["lint".into()], fail_on: args.fail_on, subject: SubjectRule::NotClaimed };
    let verdict = policy::decide(&requirements, &["lint"], vec![all], Vec::new());
    let rests_on = args.profile.iter().map(|profile| format!("profile: {}", profile.name)).collect();
    let report = Report { subject: subject(args), at, documents, rests_on, verdict: &verdict };
    judging::give(&report, &args.report, ui)
}

/// Mending writes only where the user says.
fn check_outputs(args: &Args) -> Result<(), Failure> {
    match (args.fix, &args.output, args.files.len()) {
        (true, None, _) if !args.in_place => {
            Err(Failure::usage("`--fix` needs to know where the mended document goes")
                .hint("bonafide lint bom.cdx.json --fix -o mended.cdx.json")
                .hint("bonafide lint bom.cdx.json --fix --in-place"))
        }
        (true, Some(_), files) if files > 1 => Err(Failure::usage("several documents cannot go to one file")
            .hint("bonafide lint a.json b.json --fix --in-place")),
        _ => Ok(()),
    }
}

/// Returns the mended document and tells what was changed; `None` where it cannot be read, which the report says.
fn fix(linter: &Linter, path: &Path, bytes: &[u8], options: &Options, ui: &Ui) -> Result<Option<Vec<u8>>, Failure> {
    let fixed = match linter.fix(&path.display().to_string(), bytes, options) {
        Ok(fixed) => fixed,
        Err(lint::FixError::Format(error)) => {
            ui.warning(&format!("{}: not mended: {error}", path.display()));
            return Ok(None);
        }
        Err(error) => return Err(Failure::unfinished(&error).about(path)),
    };
    let shown = if ui.volume() == Volume::Verbose { fixed.changes.len() } else { TOLD };
    for change in fixed.changes.iter().take(shown) {
        ui.note(&format!("{} ({}): {}", change.place, change.place.pointer, change.what));
    }
    if fixed.changes.len() > shown {
        ui.note(&format!("and {} more changes (`--verbose` shows all)", fixed.changes.len() - shown));
    }
    if fixed.changes.is_empty() {
        ui.note(&format!("{}: nothing to mend", path.display()));
    }
    for loss in &fixed.losses {
        ui.warning(&format!("{}: {} is left out: {}", path.display(), loss.path, loss.reason));
    }
    Ok(Some(fixed.bytes))
}

fn subject(args: &Args) -> String {
    match args.files.as_slice() {
        // A mended document is the one that was judged.
        [one] => args.output.as_ref().unwrap_or(one).display().to_string(),
        several => format!("{} documents", several.len()),
    }
}

fn line(path: &Path, bytes: &[u8], kind: lint::Kind) -> DocumentLine {
    let sha256 = hash::digest_bytes(Algorithm::Sha256, bytes).map(|digest| digest.hex()).unwrap_or_default();
    DocumentLine {
        path: path.display().to_string(),
        format: kind.format.to_owned(),
        version: kind.version,
        sha256,
        components: kind.components,
        files: kind.files,
        selection: None,
    }
}
