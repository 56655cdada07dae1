//! Documents that are named on the command line.

use std::io::Read;
use std::path::Path;

use bonafide::format::FormatError;
use bonafide::limits;
use bonafide::model::Problem;
use bonafide::source;

use crate::exit::{Exit, Failure};
use crate::ui::Ui;

/// Problems of one document that are told one by one, unless all are asked for.
const TOLD: usize = 5;

/// Returns the bytes of a document; `-` is stdin.
pub(crate) fn bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    if path != Path::new("-") {
        return Ok(source::read_bounded(path, limits::DOCUMENT_BYTES)?);
    }
    let mut bytes = Vec::new();
    // One byte past the limit tells a full input from a cut one.
    std::io::stdin().lock().take(limits::DOCUMENT_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limits::DOCUMENT_BYTES {
        return Err(Failure {
            exit: Exit::Unfinished,
            message: format!("stdin: more than {} bytes", limits::DOCUMENT_BYTES),
            hints: Vec::new(),
        });
    }
    Ok(bytes)
}

/// Returns what a document is called in messages.
pub(crate) fn name(path: &Path) -> String {
    if path == Path::new("-") { "stdin".to_owned() } else { path.display().to_string() }
}

/// Returns the failure of a document that cannot be read.
pub(crate) fn fault(path: &Path, error: &FormatError) -> Failure {
    Failure::unfinished(error).about(Path::new(&name(path)))
}

/// Tells what of a document could not be understood; returns whether that decides the exit code.
pub(crate) fn tell_problems(path: &Path, problems: &[Problem], ui: &Ui) -> bool {
    let deciding: Vec<&Problem> = problems.iter().filter(|it| it.is_deciding() && it.path.starts_with('#')).collect();
    let shown = if ui.volume() == crate::ui::Volume::Verbose { deciding.len() } else { TOLD };
    for problem in deciding.iter().take(shown) {
        ui.warning(&format!("{}{}: {}", name(path), problem.path, problem.message));
    }
    if deciding.len() > shown {
        ui.warning(&format!("{}: {} more parts could not be used (--verbose)", name(path), deciding.len() - shown));
    }
    !deciding.is_empty()
}

/// Tells what of a document the model has no words for.
pub(crate) fn tell_skipped(path: &Path, problems: &[Problem], ui: &Ui) {
    for problem in problems.iter().filter(|it| !it.is_deciding() && it.path.starts_with('#')) {
        ui.warning(&format!("{}{}: {}", name(path), problem.path, problem.message));
    }
}
