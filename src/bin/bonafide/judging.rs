//! What `verify` and `check` share: the flags that say what must hold, the run of the checks, and the report.

use std::path::{Path, PathBuf};

use bonafide::collect;
use bonafide::format::DocumentFile;
use bonafide::model::{Algorithm, Item, Level, Outcome, Problem, RelativePath, Timestamp};
use bonafide::policy::{self, Verdict};
use bonafide::report::{self, Detail, DocumentLine, Palette, Report, Style};
use bonafide::source::ahead::HashedFile;
use bonafide::store;
use bonafide::verify::drift::{self, Against};
use bonafide::verify::{self, Check, Input};

use crate::environment;
use crate::exit::{Exit, Failure};
use crate::rules::Rules;
use crate::ui::{Ui, Volume};

/// Flags that say what must hold.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "What must hold")]
pub(crate) struct PolicyFlags {
    /// The policy [default: `bonafide.toml` here or in a folder above]
    #[arg(long, value_name = "FILE")]
    pub(crate) policy: Option<PathBuf>,
    /// The register of vetted vendors [default: what the policy names]
    #[arg(long, value_name = "FILE")]
    pub(crate) vendors: Option<PathBuf>,
    /// The SBOM that was shipped last: what changed since is told [default: what the policy names]
    #[arg(long, value_name = "FILE")]
    pub(crate) baseline: Option<PathBuf>,
    /// A public key to trust; repeatable
    #[arg(long, value_name = "FILE")]
    pub(crate) key: Vec<PathBuf>,
    /// Require this check to run and pass; repeatable
    #[arg(long = "check", value_name = "NAME", value_parser = check_name)]
    pub(crate) require: Vec<String>,
    /// Leave this check out, even if there is something for it to look at; repeatable
    #[arg(long, value_name = "NAME", value_parser = check_name)]
    pub(crate) skip: Vec<String>,
    /// Judge as of this time: 2026-01-31 or 2026-01-31T12:00:00Z [default: now]
    #[arg(long, value_name = "TIME")]
    pub(crate) at: Option<Timestamp>,
    /// Findings of this level and above decide [default: error]
    #[arg(long, value_name = "LEVEL", value_parser = level)]
    pub(crate) fail_on: Option<Level>,
    /// Leave files of this pattern out, as in a `.gitignore`; repeatable
    #[arg(long, value_name = "PATTERN")]
    pub(crate) ignore: Vec<String>,
    /// Let a match by this broken algorithm count all the same; repeatable
    #[arg(long, value_name = "ALG")]
    pub(crate) insecure_accept: Vec<Algorithm>,
}

/// Flags that say whose packages are required, for commands that select nothing themselves.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "What must hold")]
pub(crate) struct TargetFlags {
    /// Require the packages that this target needs; repeatable [default: the machine's own]
    #[arg(long, value_name = "TRIPLE")]
    pub(crate) target: Vec<String>,
    /// Require the packages of all targets
    #[arg(long, conflicts_with = "target")]
    pub(crate) all_targets: bool,
}

/// Flags that say how the report is given.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Report")]
pub(crate) struct ReportFlags {
    /// The report's form on stdout: text or json
    #[arg(long, value_name = "FORM", default_value = "text", value_parser = rendering)]
    format: String,
    /// Write the report to a file too, `.json` as JSON and others as text; repeatable
    #[arg(long, value_name = "FILE")]
    pub(crate) report: Vec<PathBuf>,
}

fn check_name(text: &str) -> Result<String, String> {
    let names: Vec<&str> = verify::ALL.iter().map(|check| check.name()).collect();
    if names.contains(&text) {
        Ok(text.to_owned())
    } else {
        Err(format!("there is no check `{text}`, expected one of {}", names.join(", ")))
    }
}

/// Reads a level, for flags.
pub(crate) fn level(text: &str) -> Result<Level, String> {
    [Level::Note, Level::Warning, Level::Error]
        .into_iter()
        .find(|level| level.to_string() == text)
        .ok_or_else(|| "expected note, warning or error".to_owned())
}

fn rendering(text: &str) -> Result<String, String> {
    report::find(text).map(|rendering| rendering.name().to_owned()).ok_or_else(|| {
        let names: Vec<&str> = report::ALL.iter().map(|rendering| rendering.name()).collect();
        format!("there is no form `{text}`, expected one of {}", names.join(", "))
    })
}

/// What is verified, beside the rules.
pub(crate) struct Matter<'a> {
    pub(crate) subject: &'a Path,
    pub(crate) document: Option<&'a DocumentFile>,
    pub(crate) drift: Against<'a>,
    pub(crate) signatures: &'a [PathBuf],
    pub(crate) own_files: &'a [RelativePath],
    pub(crate) hashed: &'a [HashedFile],
    pub(crate) problems: Vec<Problem>,
}

/// Runs every check that is required, or that has something to look at, and joins what they found.
pub(crate) fn judge(matter: Matter<'_>, rules: &Rules, ui: &Ui) -> Result<Verdict, Failure> {
    let caches = environment::caches();
    let input = Input {
        subject: matter.subject,
        document: matter.document,
        signatures: matter.signatures,
        keys: &rules.keys,
        register: rules.register.as_ref(),
        caches: &caches,
        targets: &rules.targets,
        at: rules.at,
        ignore: &rules.ignore,
        own_files: matter.own_files,
        accepted_algorithms: &rules.accepted,
        drift: matter.drift,
        hashed: matter.hashed,
        progress: ui,
    };
    let mut reports = Vec::new();
    for check in verify::ALL {
        if wanted(*check, &input, rules) {
            reports.push(check.run(&input)?);
        }
    }
    let names: Vec<&'static str> = verify::ALL.iter().map(|check| check.name()).collect();
    let mut departures = departures(&matter, rules);
    if let Some(document) = matter.document.filter(|_| reports.iter().any(|report| report.check == "binary")) {
        departures.extend(rules.config.binary.departure(&shown(&document.path), &document.document.inventory));
    }
    Ok(policy::decide_with(&rules.requirements, &names, reports, matter.problems, departures))
}

/// Returns what is to be told of a project's documents that are not about what the policy is about.
fn departures(matter: &Matter<'_>, rules: &Rules) -> Vec<Item> {
    let Some(rule) = &rules.config.selection else { return Vec::new() };
    let mut documents: Vec<&DocumentFile> = matter.document.into_iter().chain(matter.drift.with_lock).collect();
    documents.dedup_by_key(|document| &document.path);
    let of_project = |document: &&&DocumentFile| drift::is_of_project(matter.subject, &document.document.inventory);
    let departure = |document: &&DocumentFile| rule.departure(&shown(&document.path), &document.document.inventory);
    documents.iter().filter(of_project).filter_map(departure).collect()
}

fn wanted(check: &dyn Check, input: &Input<'_>, rules: &Rules) -> bool {
    let named = |list: &[String]| list.iter().any(|name| name == check.name());
    named(&rules.requirements.required) || (!named(&rules.skip) && check.applies(input))
}

/// Gives the report on stdout and in files, and returns what the process ends with.
pub(crate) fn give(report: &Report<'_>, flags: &ReportFlags, ui: &Ui) -> Result<Exit, Failure> {
    let detail = if ui.volume() == Volume::Verbose { Detail::Full } else { Detail::Brief };
    for file in &flags.report {
        let form = if file.extension().is_some_and(|extension| extension == "json") { "json" } else { "text" };
        let bytes = render(form, report, Style { detail: Detail::Full, palette: Palette::Plain })?;
        store::write_whole(file, &bytes, store::Access::Public)?;
    }
    ui.data(&render(&flags.format, report, Style { detail, palette: Palette::Color })?)?;
    Ok(match report.verdict.outcome {
        Outcome::Pass => Exit::Passed,
        Outcome::Fail => Exit::Failed,
        Outcome::Unchecked => Exit::Unfinished,
    })
}

fn render(form: &str, report: &Report<'_>, style: Style) -> Result<Vec<u8>, Failure> {
    let rendering = report::find(form).ok_or_else(|| Failure::usage(format!("there is no form `{form}`")))?;
    Ok(rendering.render(report, style))
}

/// Returns a path as a report shows it.
fn shown(path: &Path) -> String {
    path.strip_prefix(".").unwrap_or(path).display().to_string()
}

/// Returns the line of a report that stands for a document.
pub(crate) fn document_line(file: &DocumentFile) -> DocumentLine {
    let inventory = &file.document.inventory;
    DocumentLine {
        path: shown(&file.path),
        format: file.document.format.to_owned(),
        version: file.document.version.clone(),
        sha256: file.sha256.hex(),
        components: inventory.components.len() - usize::from(inventory.subject.root.is_some()),
        files: inventory.files.len(),
        selection: collect::stated_selection(inventory)
            .map(|selection| (selection.to_string(), collect::stated_left_out(inventory).map(str::to_owned))),
    }
}
