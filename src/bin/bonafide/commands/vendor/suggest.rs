//! `bonafide vendor suggest`.

use std::path::{Path, PathBuf};

use bonafide::model::Timestamp;
use bonafide::store::{self, Access};
use bonafide::verify::vendor::{self, Register, Suggestion};

use super::{document, register_text, time, unusable};
use crate::beside;
use crate::confine::{Needs, confine};
use crate::exit::{Exit, Failure};
use crate::outputs;
use crate::ui::Ui;

/// Propose a register from an SBOM, grouped by who makes the packages
///
/// Grouped by the owner of the source repository, then by a common author, else one by one, with the versions compatible with those in
/// use. That is what packages say of themselves: nothing passes before a person has approved it.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// The SBOM, or a directory that holds one
    sbom: PathBuf,
    /// Write the register here [default: stdout]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Keep this register as it is and add after it what it has no entry for
    #[arg(long, value_name = "FILE")]
    merge: Option<PathBuf>,
    /// Judge as of this time: 2026-01-31 or 2026-01-31T12:00:00Z [default: now]
    #[arg(long, value_name = "TIME")]
    at: Option<Timestamp>,
}

const EXAMPLES: &str = "Examples:
  bonafide vendor suggest bom.cdx.json -o vendors.toml
  bonafide vendor suggest bom.cdx.json --merge vendors.toml -o vendors.toml";

pub(crate) fn run(args: &Args, ui: &Ui) -> Result<Exit, Failure> {
    refuse_overwriting(args)?;
    confine(&Needs { writable: &outputs::folders(args.output.iter().map(PathBuf::as_path))? }, ui);
    let today = time(args.at).date();
    let inventory = document(&sbom(&args.sbom, ui)?)?.document.inventory;
    let (suggestion, text) = if let Some(path) = &args.merge {
        let text = register_text(path)?;
        let register = Register::parse(&text, path).map_err(|error| unusable(&error, error.hints()))?;
        let suggestion = vendor::suggest(&inventory, Some(&register), today);
        let text = suggestion.append_to(&text, &register);
        (suggestion, text)
    } else {
        let suggestion = vendor::suggest(&inventory, None, today);
        let text = suggestion.to_register();
        (suggestion, text)
    };
    match &args.output {
        Some(path) => store::write_whole(path, text.as_bytes(), Access::Public)?,
        None => ui.data(text.as_bytes())?,
    }
    tell(&suggestion, ui);
    Ok(Exit::Passed)
}

fn sbom(path: &Path, ui: &Ui) -> Result<PathBuf, Failure> {
    if !path.is_dir() {
        return Ok(path.to_path_buf());
    }
    let missing = || {
        Failure::usage(format!("`{}` holds no SBOM", path.display()))
            .hint("bonafide scan -o cyclonedx-json=bom.cdx.json")
    };
    let found = beside::documents(path).into_iter().next().ok_or_else(missing)?;
    ui.note(&format!("taken from `{}`", found.display()));
    Ok(found)
}

/// A register is people's work and is never replaced by a proposal.
fn refuse_overwriting(args: &Args) -> Result<(), Failure> {
    let Some(path) = args.output.as_ref().filter(|path| path.exists()) else { return Ok(()) };
    let same = args.merge.as_ref().is_some_and(|merge| {
        merge == path || merge.canonicalize().is_ok_and(|merge| path.canonicalize().is_ok_and(|path| path == merge))
    });
    if same {
        return Ok(());
    }
    let (sbom, path) = (args.sbom.display(), path.display());
    let hint = format!("bonafide vendor suggest {sbom} --merge {path} -o {path}");
    Err(Failure::usage(format!("`{path}` is there already")).hint(hint))
}

fn tell(suggestion: &Suggestion, ui: &Ui) {
    if !suggestion.unplaced.is_empty() {
        let names: Vec<&str> = suggestion.unplaced.iter().take(10).map(String::as_str).collect();
        let more = suggestion.unplaced.len() - names.len();
        let more = if more == 0 { String::new() } else { format!(" and {more} more") };
        ui.warning(&format!("nothing was proposed for what has no usable identity: {}{more}", names.join(", ")));
    }
    if suggestion.out_of_scope > 0 {
        let count = suggestion.out_of_scope;
        ui.note(&format!(
            "{count} components have an entry that does not cover them; `bonafide vendor check` tells which"
        ));
    }
    if suggestion.is_empty() {
        ui.note("the register has an entry for every component");
        return;
    }
    let (vendors, patterns) = (suggestion.vendors.len(), suggestion.pattern_count());
    ui.note(&format!("proposed {vendors} vendors for {patterns} packages; nothing passes until it is approved"));
    ui.hint("review each, then `bonafide vendor approve ID --until DATE`");
}
