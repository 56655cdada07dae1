//! `bonafide vendor approve`.

use std::path::PathBuf;

use bonafide::model::Date;
use bonafide::store::{self, Access};
use bonafide::verify::vendor::{self, Approval};

use super::{REGISTER, register_text, time, unusable};
use crate::confine::{Needs, confine};
use crate::exit::{Exit, Failure};
use crate::outputs;
use crate::ui::Ui;

/// Write into the register that you have reviewed vendors and approve them until a day
///
/// Everything else in the file stays as it is, comments included. A vendor approved under conditions stays so; one that is suspended or
/// denied is not approved this way. Scopes with an `approved-until` of their own keep it.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  bonafide vendor approve tokio-rs serde-rs --until 2027-11-30 --reviewed 2026-11-20"
)]
pub(crate) struct Args {
    /// Ids of vendors; `first-party` for the own packages
    #[arg(required = true, value_name = "ID")]
    ids: Vec<String>,
    /// The last day on which the approval holds
    #[arg(long, value_name = "DATE")]
    until: Date,
    /// The day of the review [default: today]
    #[arg(long, value_name = "DATE")]
    reviewed: Option<Date>,
    /// The day by which they must be reviewed again [default: a year after the review]
    #[arg(long, value_name = "DATE")]
    review_by: Option<Date>,
    /// The register
    #[arg(long, value_name = "FILE", default_value = REGISTER)]
    vendors: PathBuf,
}

pub(crate) fn run(args: &Args, ui: &Ui) -> Result<Exit, Failure> {
    let today = time(None).date();
    let reviewed = args.reviewed.unwrap_or(today);
    if reviewed > today {
        return Err(Failure::usage(format!("a review on {reviewed} lies in the future")));
    }
    confine(&Needs { writable: &outputs::folders(std::iter::once(args.vendors.as_path()))? }, ui);
    let text = register_text(&args.vendors)?;
    let approval = Approval { reviewed, until: args.until, review_by: args.review_by };
    let edited =
        vendor::approve(&text, &args.vendors, &args.ids, &approval).map_err(|error| unusable(&error, error.hints()))?;
    store::write_whole(&args.vendors, edited.as_bytes(), Access::Public)?;
    let file = args.vendors.display();
    ui.note(&format!("approved until {}, reviewed {reviewed}, in `{file}`: {}", args.until, args.ids.join(", ")));
    Ok(Exit::Passed)
}
