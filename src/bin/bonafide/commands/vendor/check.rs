//! `bonafide vendor check`.

use std::path::PathBuf;

use bonafide::model::{CheckReport, Level, Timestamp};
use bonafide::policy::{self, Requirements, SubjectRule};
use bonafide::report::Report;
use bonafide::verify::vendor;

use super::{REGISTER, document, register, time};
use crate::confine::{Needs, confine};
use crate::exit::{Exit, Failure};
use crate::judging::{self, ReportFlags, document_line};
use crate::outputs;
use crate::ui::Ui;

/// Check the register by itself, or an SBOM against it
///
/// By itself: is it well-formed, are its approvals in date, and are the files they rest on the ones reviewed. With `--sbom`: does every
/// component come from a vetted vendor, in scope and in date.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  bonafide vendor check\n  bonafide vendor check --sbom bom.cdx.json --at 2027-01-31"
)]
pub(crate) struct Args {
    /// The register
    #[arg(long, value_name = "FILE", default_value = REGISTER)]
    vendors: PathBuf,
    /// The SBOM whose components are judged
    #[arg(long, value_name = "FILE")]
    sbom: Option<PathBuf>,
    /// Judge as of this time: 2026-01-31 or 2026-01-31T12:00:00Z [default: now]
    #[arg(long, value_name = "TIME")]
    at: Option<Timestamp>,
    /// Findings of this level and above decide: note, warning or error
    #[arg(long, value_name = "LEVEL", default_value = "error", value_parser = level)]
    fail_on: Level,
    #[command(flatten)]
    report: ReportFlags,
}

fn level(text: &str) -> Result<Level, String> {
    let levels = [Level::Note, Level::Warning, Level::Error];
    levels
        .into_iter()
        .find(|level| level.to_string() == text)
        .ok_or_else(|| "expected note, warning or error".to_owned())
}

pub(crate) fn run(args: &Args, ui: &Ui) -> Result<Exit, Failure> {
    confine(&Needs { writable: &outputs::folders(args.report.report.iter().map(PathBuf::as_path))? }, ui);
    let register = register(&args.vendors)?;
    let at = time(args.at);
    let mut documents = Vec::new();
    let mut problems = Vec::new();
    let found: CheckReport = match &args.sbom {
        None => vendor::check_register(&register, at.date()),
        Some(path) => {
            let file = document(path)?;
            let inventory = &file.document.inventory;
            problems.clone_from(&inventory.problems);
            documents.push(document_line(&file));
            vendor::check_inventory(inventory, &register, at.date())
        }
    };
    let requirements =
        Requirements { required: vec!["vendor".into()], fail_on: args.fail_on, subject: SubjectRule::NotClaimed };
    let verdict = policy::decide(&requirements, &["vendor"], vec![found], problems);
    let subject = args.sbom.as_ref().unwrap_or(&args.vendors).display().to_string();
    let rests_on = vec![format!("register of vendors: {}", args.vendors.display())];
    let report = Report { subject, at, documents, rests_on, verdict: &verdict };
    judging::give(&report, &args.report, ui)
}
