//! What `scan` and `check` share: the run of the collectors, who vouches for the document, and what is told of problems.

use std::path::Path;

use bonafide::collect::files::{FilesRequest, collect_files};
use bonafide::collect::{self, CollectError, Options, Selection};
use bonafide::model::{
    Algorithm, Component, ComponentKind, Inventory, Lifecycle, Problem, ProblemKind, RelativePath, Resolution,
    author_from_text,
};

use crate::environment;
use crate::exit::Failure;
use crate::ui::Ui;

/// Problems of one kind that are told one by one on stderr; the documents hold all.
const TOLD: usize = 8;

/// Who vouches for the document, and what the subject is called.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(next_help_heading = "What the document says of itself")]
pub(crate) struct Identity {
    /// Who vouches for the document, as `Name <mail>`; repeatable
    #[arg(long, value_name = "NAME")]
    pub(crate) author: Vec<String>,
    /// Who delivers the subject, as `Name <mail>`
    #[arg(long, value_name = "NAME")]
    pub(crate) supplier: Option<String>,
    /// The subject's name, where the project's own is not the right one
    #[arg(long, value_name = "NAME")]
    pub(crate) subject_name: Option<String>,
    /// The subject's version, where the project's own is not the right one
    #[arg(long, value_name = "VERSION")]
    pub(crate) subject_version: Option<String>,
}

impl Identity {
    /// Writes itself into an inventory that is normalized, and keeps it so.
    pub(crate) fn apply(&self, inventory: &mut Inventory) {
        inventory.subject.authors.extend(self.author.iter().map(|text| author_from_text(text)));
        if let Some(supplier) = &self.supplier {
            inventory.subject.supplier = Some(author_from_text(supplier));
        }
        if let Some(root) = inventory.subject.root {
            let root = &mut inventory.components[root.index()];
            if let Some(name) = &self.subject_name {
                root.name.clone_from(name);
                root.purl = None;
            }
            if let Some(version) = &self.subject_version {
                root.version = Some(version.clone());
                root.purl = None;
            }
        }
    }
}

/// Collects a subject.
pub(crate) fn collect(subject: &Path, options: &Options<'_>) -> Result<Inventory, Failure> {
    collect::collect(subject, options).map_err(|error| failed(&error))
}

/// Collects a Cargo project by asking the user's own cargo.
pub(crate) fn from_cargo(subject: &Path, selection: &Selection) -> Result<Inventory, Failure> {
    let folder = if subject.is_dir() { subject } else { subject.parent().unwrap_or(Path::new("")) };
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let toolchain = environment::toolchain(folder)?;
    collect::cargo::collect_by_metadata(folder, &toolchain, selection).map_err(|error| failed(&error))
}

/// Collects a subject; a directory in which no ecosystem is found is an inventory of nothing but its root.
pub(crate) fn collect_or_bare(subject: &Path, options: &Options<'_>) -> Result<Inventory, Failure> {
    match collect::collect(subject, options) {
        Err(CollectError::NothingApplicable { .. } | CollectError::NothingFound { .. }) if subject.is_dir() => {
            Ok(bare())
        }
        other => other.map_err(|error| failed(&error)),
    }
}

/// Returns an inventory of nothing but the root of a directory.
pub(crate) fn bare() -> Inventory {
    let mut inventory = Inventory::default();
    let root = Component { kind: ComponentKind::Other, name: BARE_ROOT.to_owned(), ..Component::default() };
    inventory.subject.root = Some(inventory.add(root));
    inventory.subject.lifecycle = Lifecycle::PostBuild;
    inventory.subject.resolution = Resolution::Exact;
    inventory
}

/// The name of a directory's root: never the folder's own name, which is the machine's and not the release's.
const BARE_ROOT: &str = "subject";

fn failed(error: &CollectError) -> Failure {
    Failure::unfinished(error).hints(error.hints())
}

/// Adds the C libraries whose sources lie in packages of Cargo projects.
pub(crate) fn add_native(inventory: &mut Inventory, subject: &Path, ui: &Ui) -> Result<(), Failure> {
    let is_of_cargo = |component: &Component| component.evidence.iter().any(|it| it.method == "cargo/lockfile");
    if !inventory.components.iter().any(is_of_cargo) {
        return Err(Failure::usage("`--native` is about Cargo projects, and this is none"));
    }
    let root = if subject.is_dir() { subject } else { subject.parent().unwrap_or(Path::new("")) };
    let caches = environment::caches();
    let home = caches.get("cargo").map(std::path::PathBuf::as_path);
    let packages = collect::cargo::add_bundled_sources(inventory, root, home);
    ui.note(&format!("{packages} packages were looked through for C sources that they bring along"));
    Ok(())
}

/// Which files are added, with which digests.
pub(crate) struct FilesPlan<'a> {
    pub(crate) algorithms: Vec<Algorithm>,
    pub(crate) ignore: &'a [String],
    pub(crate) outputs: Vec<&'a Path>,
}

/// Adds every file of a directory to its inventory.
pub(crate) fn add_files(
    inventory: &mut Inventory,
    subject: &Path,
    plan: &FilesPlan<'_>,
    ui: &Ui,
) -> Result<(), Failure> {
    if !subject.is_dir() {
        return Err(Failure::usage(format!("`{}` is not a directory, and `--files` wants one", subject.display())));
    }
    let outputs = below(subject, &plan.outputs);
    let request =
        FilesRequest { root: subject, algorithms: &plan.algorithms, ignore: plan.ignore, own_files: &outputs };
    let found = collect_files(&request, ui)?;
    inventory.files = found.entries;
    inventory.problems.extend(found.problems);
    if inventory.files.is_empty() {
        inventory.problems.push(Problem::new(ProblemKind::Unusable, ".", "expected at least one file, found none"));
    }
    inventory.problems.sort();
    Ok(())
}

/// Returns those of some files, there or not, that lie below a folder.
pub(crate) fn below(folder: &Path, files: &[&Path]) -> Vec<RelativePath> {
    let Ok(root) = folder.canonicalize() else { return Vec::new() };
    // A file that is not there yet is found through its folder.
    let whole = |file: &&Path| {
        let above = file.parent().filter(|above| !above.as_os_str().is_empty()).unwrap_or(Path::new("."));
        Some(above.canonicalize().ok()?.join(file.file_name()?))
    };
    files.iter().filter_map(whole).filter_map(|file| RelativePath::below(&root, &file).ok()).collect()
}

/// Tells on stderr what could not be used.
pub(crate) fn tell(problems: &[Problem], ui: &Ui) {
    for problem in problems.iter().filter(|problem| problem.is_deciding()) {
        let place = problem.line.map_or_else(|| problem.path.clone(), |line| format!("{}:{line}", problem.path));
        ui.failure(&Failure {
            exit: crate::exit::Exit::Unfinished,
            message: format!("{place}: {}", problem.message),
            hints: problem.hints.clone(),
        });
    }
    for kind in [ProblemKind::Absent, ProblemKind::Skipped] {
        let told: Vec<&Problem> = problems.iter().filter(|problem| problem.kind == kind).collect();
        for problem in told.iter().take(TOLD) {
            ui.note(&format!("{}: {}", problem.path, problem.message));
            for hint in &problem.hints {
                ui.hint(hint);
            }
        }
        if told.len() > TOLD {
            ui.note(&format!("and {} more like these; the documents hold all", told.len() - TOLD));
        }
    }
}
