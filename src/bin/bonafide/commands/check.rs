//! `bonafide check`.

use std::path::{Path, PathBuf};

use bonafide::collect::{Depth, Options, Projects, Selection};
use bonafide::format::{self, DocumentFile, FormatError, Stamp};
use bonafide::model::Inventory;
use bonafide::report::Report;

use crate::collecting::{self, Identity};
use crate::confine::{Needs, confine};
use crate::environment;
use crate::exit::{Exit, Failure};
use crate::judging::{self, Matter, PolicyFlags, ReportFlags, document_line};
use crate::outputs::{self, Output};
use crate::rules::{self, Rules};
use crate::selecting::SelectionFlags;
use crate::ui::Ui;

/// Do the whole job on a project: scan, write the SBOMs, verify, print the verdict
///
/// The documents go to `target/bonafide/` in the project. What must hold is said by `bonafide.toml`; without one the packages that a build on this
/// machine uses must be the ones in the lock file. What of the project is asked about is said as for `scan`, by flags or by `[selection]` in that file: what is
/// left out is neither required nor passed, and the verdict says so.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// The project
    #[arg(default_value = ".")]
    path: PathBuf,
    /// An SBOM of the project that is kept elsewhere, such as in version control, and must fit the lock file
    #[arg(long, value_name = "FILE")]
    sbom: Option<PathBuf>,
    #[command(flatten)]
    selection: SelectionFlags,
    #[command(flatten)]
    policy: PolicyFlags,
    #[command(flatten)]
    identity: Identity,
    #[command(flatten)]
    report: ReportFlags,
}

const EXAMPLES: &str = "Examples:
  bonafide check
  bonafide check -p app --target x86_64-unknown-linux-musl --no-dev
  bonafide check --sbom bom.cdx.json --baseline release/bom.cdx.json --check drift
  bonafide check path/to/project --vendors vendors.toml --fail-on warning --report target/verdict.json";

/// What must hold when nobody says.
const DEFAULT_CHECKS: &[&str] = &["package"];

pub(crate) fn run(args: &Args, ui: &Ui) -> Result<Exit, Failure> {
    if !args.path.is_dir() {
        return Err(Failure::usage(format!("`{}` is not a directory", args.path.display()))
            .hint("bonafide check path/to/project"));
    }
    let stamp = Stamp { created: environment::document_time()? };
    let (mut rules, selection) = rules::for_project(&args.policy, &args.selection, &args.path)?;
    if rules.config.require.is_none() && args.policy.require.is_empty() {
        rules.requirements.required = DEFAULT_CHECKS.iter().map(|name| (*name).to_owned()).collect();
    }
    let below = args.path.join("target").join("bonafide");
    let outputs = [
        Output::of("cyclonedx-json", Some(below.join("bom.cdx.json"))),
        Output::of("spdx-json", Some(below.join("bom.spdx.json"))),
    ];
    let files = outputs.iter().filter_map(Output::file).chain(args.report.report.iter().map(PathBuf::as_path));
    let folders = outputs::folders(files)?;
    confine(&Needs { writable: &folders }, ui);
    // Read before anything is written: it may be one of the files that are made anew.
    let committed = args.sbom.as_deref().map(read_committed).transpose()?;
    let inventory = collect(args, &rules, &selection)?;
    outputs::write(&outputs, &inventory, &stamp, ui)?;
    verdict(args, &rules, (&outputs, committed), ui)
}

fn read_committed(file: &Path) -> Result<DocumentFile, Failure> {
    format::read_file(file).map_err(|error| match error {
        FormatError::Source(_) => Failure::unfinished(&error),
        _ => Failure::unfinished(&error).about(file),
    })
}

fn collect(args: &Args, rules: &Rules, selection: &Selection) -> Result<Inventory, Failure> {
    let caches = environment::caches();
    let projects = Projects::Topmost;
    let options = Options { depth: Depth::Manifests, projects, caches: &caches, selection };
    let mut inventory = collecting::collect(&args.path, &options)?;
    let config = &rules.config;
    let mut identity = args.identity.clone();
    if identity.author.is_empty() {
        identity.author.clone_from(&config.authors);
    }
    identity.supplier = identity.supplier.or_else(|| config.supplier.clone());
    identity.subject_name = identity.subject_name.or_else(|| config.name.clone());
    identity.subject_version = identity.subject_version.or_else(|| config.version.clone());
    identity.apply(&mut inventory);
    Ok(inventory)
}

/// Judges the documents as they were written, not the inventory they were made from.
fn verdict(
    args: &Args,
    rules: &Rules,
    (outputs, committed): (&[Output], Option<DocumentFile>),
    ui: &Ui,
) -> Result<Exit, Failure> {
    let written: Vec<_> = outputs.iter().filter_map(Output::file).map(format::read_file).collect::<Result<_, _>>()?;
    let Some(document) = written.first() else { return Err(Failure::usage("no document was written")) };
    let problems = document.document.inventory.problems.clone();
    let matter = Matter {
        subject: &args.path,
        document: Some(document),
        drift: rules.against(committed.as_ref()),
        signatures: &[],
        own_files: &[],
        hashed: &[],
        problems,
    };
    let verdict = judging::judge(matter, rules, ui)?;
    let root = document.document.inventory.subject.root.map(|root| document.document.inventory.component(root));
    let named =
        |name: &str, version: Option<&str>| format!("{name} {}", version.unwrap_or_default()).trim_end().to_owned();
    let subject =
        root.map_or_else(|| args.path.display().to_string(), |root| named(&root.name, root.version.as_deref()));
    let documents = written.iter().chain(&committed).map(document_line).collect();
    let report = Report { subject, at: rules.at, documents, rests_on: rules.rests_on.clone(), verdict: &verdict };
    judging::give(&report, &args.report, ui)
}
