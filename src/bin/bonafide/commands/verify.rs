//! `bonafide verify`.

use std::path::{Path, PathBuf};

use bonafide::format::{self, DocumentFile, FormatError};
use bonafide::model::{Reach, RelativePath};
use bonafide::policy::SubjectRule;
use bonafide::report::Report;
use bonafide::source::ahead::{HashedFile, hash_beside};
use bonafide::source::walk::Ignore;
use bonafide::verify::{self, Check};

use crate::beside;
use crate::collecting;
use crate::confine::{Needs, confine};
use crate::exit::{Exit, Failure};
use crate::judging::{self, Matter, PolicyFlags, ReportFlags, TargetFlags, document_line};
use crate::outputs;
use crate::rules::{self, Rules};
use crate::ui::Ui;

/// Verify a subject: bytes, SBOM, signatures, vendors and policy, in one verdict
///
/// What is not named is looked for beside the subject under the names that tools use, and the report says what was found. Keys, the policy
/// and the register of vendors are never taken from inside the subject.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// A file, a directory or an SBOM; `dir:`, `file:` and `sbom:` force the kind
    subject: String,
    /// The SBOM [default: found beside the subject]
    #[arg(long, value_name = "FILE")]
    sbom: Option<PathBuf>,
    /// A signature over the subject or the SBOM; repeatable [default: found beside them]
    #[arg(long, value_name = "FILE")]
    signature: Vec<PathBuf>,
    #[command(flatten)]
    policy: PolicyFlags,
    #[command(flatten)]
    targets: TargetFlags,
    #[command(flatten)]
    report: ReportFlags,
}

const EXAMPLES: &str = "Examples:
  bonafide verify dist/ --sbom bom.cdx.json
  bonafide verify app.tar.gz --key release.pub
  bonafide verify sbom:bom.cdx.json --vendors vendors.toml";

/// What kind of thing the subject is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Directory,
    File,
    Document,
}

pub(crate) fn run(args: &Args, ui: &Ui) -> Result<Exit, Failure> {
    let (forced, path) = subject(&args.subject)?;
    let folders = outputs::folders(args.report.report.iter().map(PathBuf::as_path))?;
    let mut rules = rules::for_subject(&args.policy, &args.targets, &path, ui)?;
    confine(&Needs { writable: &folders }, ui);
    let kind = forced.unwrap_or_else(|| recognize(&path));
    if kind != Kind::Document && !asks_for_other_things(&rules.requirements.required) {
        rules.requirements.subject = SubjectRule::MustBeCovered;
    }
    let (document, hashed) = document_and_hashed(args, &path, kind, &rules, ui);
    let document = document?;
    let signatures = signatures(args, &path, document.as_ref());
    let own_files = own_files(&path, document.as_ref(), &signatures, &args.report.report);
    let problems = document.as_ref().map_or_else(Vec::new, |file| file.document.inventory.problems.clone());
    let matter = Matter {
        subject: &path,
        document: document.as_ref(),
        drift: rules.against(document.as_ref().filter(|_| kind == Kind::Directory)),
        signatures: &signatures,
        own_files: &own_files,
        hashed: &hashed,
        problems,
    };
    let verdict = judging::judge(matter, &rules, ui)?;
    let documents = document.iter().map(document_line).collect();
    let report =
        Report { subject: args.subject.clone(), at: rules.at, documents, rests_on: rules.rests_on, verdict: &verdict };
    let exit = judging::give(&report, &args.report, ui);
    // The process ends here: taking a large document apart piece by piece would only cost time.
    std::mem::forget(document);
    exit
}

/// Whether checks were named, and none of them is about the subject's own bytes.
fn asks_for_other_things(required: &[String]) -> bool {
    let elsewhere = |name: &String| verify::find(name).is_some_and(|check| check.reach() == Reach::Elsewhere);
    !required.is_empty() && required.iter().all(elsewhere)
}

fn subject(text: &str) -> Result<(Option<Kind>, PathBuf), Failure> {
    let schemes = [("dir:", Kind::Directory), ("file:", Kind::File), ("sbom:", Kind::Document)];
    let found = schemes
        .into_iter()
        .find_map(|(scheme, kind)| text.strip_prefix(scheme).map(|rest| (Some(kind), PathBuf::from(rest))));
    let (kind, path) = found.unwrap_or_else(|| (None, PathBuf::from(text)));
    let fits = match kind {
        Some(Kind::Directory) => path.is_dir(),
        Some(Kind::File | Kind::Document) => path.is_file(),
        None => path.is_dir() || path.is_file(),
    };
    if fits { Ok((kind, path)) } else { Err(Failure::usage(format!("`{text}` is not there, or not of that kind"))) }
}

fn recognize(path: &Path) -> Kind {
    if path.is_dir() {
        Kind::Directory
    } else if format::recognizes_file(path) {
        Kind::Document
    } else {
        Kind::File
    }
}

/// Reads the document; of a directory, files are hashed meanwhile.
fn document_and_hashed(
    args: &Args,
    path: &Path,
    kind: Kind,
    rules: &Rules,
    ui: &Ui,
) -> (Result<Option<DocumentFile>, Failure>, Vec<HashedFile>) {
    let skipped = rules.skip.iter().any(|name| name == verify::digest::Digest.name());
    if kind != Kind::Directory || skipped {
        return (document(args, path, kind, ui), Vec::new());
    }
    hash_beside(path, &Ignore::load(path, &rules.ignore), || document(args, path, kind, ui))
}

fn document(args: &Args, path: &Path, kind: Kind, ui: &Ui) -> Result<Option<DocumentFile>, Failure> {
    let file = match (&args.sbom, kind) {
        (Some(file), _) => Some(file.clone()),
        (None, Kind::Document) => Some(path.to_path_buf()),
        (None, _) => {
            let found = beside::documents(path);
            for other in found.iter().skip(1) {
                ui.note(&format!("`{}` was found too and not used; name it with `--sbom`", other.display()));
            }
            found.into_iter().next()
        }
    };
    let Some(file) = file else { return Ok(None) };
    let read = format::read_file(&file);
    read.map(Some).map_err(|error| match error {
        FormatError::Source(_) => Failure::unfinished(&error),
        _ => Failure::unfinished(&error).about(&file),
    })
}

fn signatures(args: &Args, path: &Path, document: Option<&DocumentFile>) -> Vec<PathBuf> {
    if !args.signature.is_empty() {
        return args.signature.clone();
    }
    let mut found = if path.is_file() { beside::signatures(path) } else { Vec::new() };
    if let Some(document) = document
        && document.path != path
    {
        found.extend(beside::signatures(&document.path));
    }
    found
}

/// Files below the subject that belong to the verification and are no part of the release.
fn own_files(
    path: &Path,
    document: Option<&DocumentFile>,
    signatures: &[PathBuf],
    reports: &[PathBuf],
) -> Vec<RelativePath> {
    let named = document.iter().map(|file| &file.path).chain(signatures).chain(reports);
    let named: Vec<&Path> = named.map(PathBuf::as_path).collect();
    collecting::below(path, &named)
}
