//! What is put down of each call of cargo that a tool makes, in files of one folder a call.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use bonafide::limits;
use bonafide::model::{Problem, ProblemKind};
use bonafide::source::read_bounded;
use bonafide::store::{Access, write_whole};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::exit::{Exit, Failure};

/// Put down when a call begins.
const BEGUN: &str = "begun.json";

/// Put down when a call that compiles has ended.
const ENDED: &str = "ended.json";

/// What a call of cargo is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Purpose {
    /// It compiles, and what it makes is described.
    Build,
    /// It installs a program, which is a tool of the build and no artifact of it.
    Installation,
    /// It makes nothing.
    Other,
}

/// A call that began.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Begun {
    pub(crate) purpose: Purpose,
    /// The command line, as a person reads it.
    pub(crate) shown: String,
}

/// A call that compiled, or tried to.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Ended {
    /// Whether cargo did what it was to do.
    pub(crate) succeeded: bool,
    /// Whether a call that failed made an artifact before it did.
    pub(crate) left_artifacts: bool,
    /// Why its artifacts could not be described: the message, and what can be typed.
    pub(crate) failure: Option<(String, Vec<String>)>,
    pub(crate) artifacts: Vec<Recorded>,
}

/// An artifact with its documents.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Recorded {
    pub(crate) path: OsString,
    pub(crate) sha256: String,
    pub(crate) runtime: usize,
    pub(crate) build: usize,
    problems: Vec<Told>,
    pub(crate) documents: Vec<Document>,
}

/// A document, or the statement that binds one.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Document {
    /// The name of the file in the call's folder.
    pub(crate) name: String,
    /// Where it goes, the foremost first.
    pub(crate) places: Vec<OsString>,
    /// Whether it is told where it goes.
    pub(crate) is_told: bool,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Told {
    kind: u8,
    path: String,
    line: Option<u32>,
    message: String,
    hints: Vec<String>,
}

const KINDS: [ProblemKind; 4] =
    [ProblemKind::Unusable, ProblemKind::Contradiction, ProblemKind::Absent, ProblemKind::Skipped];

impl Recorded {
    /// Returns an artifact without documents.
    pub(crate) fn new(path: &Path, sha256: String, problems: &[Problem]) -> Self {
        let told = |problem: &Problem| Told {
            kind: KINDS.iter().position(|kind| *kind == problem.kind).and_then(|at| u8::try_from(at).ok()).unwrap_or(0),
            path: problem.path.clone(),
            line: problem.line,
            message: problem.message.clone(),
            hints: problem.hints.clone(),
        };
        let problems = problems.iter().map(told).collect();
        Self { path: path.into(), sha256, runtime: 0, build: 0, problems, documents: Vec::new() }
    }

    /// Returns what could not be used.
    pub(crate) fn problems(&self) -> Vec<Problem> {
        let problem = |told: &Told| Problem {
            // A number that is none of ours decides.
            kind: KINDS.get(usize::from(told.kind)).copied().unwrap_or(ProblemKind::Unusable),
            path: told.path.clone(),
            line: told.line,
            message: told.message.clone(),
            hints: told.hints.clone(),
        };
        self.problems.iter().map(problem).collect()
    }
}

/// One call of cargo, as it was put down.
pub(crate) struct Recording {
    folder: PathBuf,
    pub(crate) begun: Begun,
    /// None of a call that makes nothing, and of one whose end was never put down.
    pub(crate) ended: Option<Ended>,
}

impl Recording {
    /// Returns a document of this call.
    pub(crate) fn document(&self, document: &Document) -> Result<Vec<u8>, Failure> {
        Ok(read_bounded(&self.folder.join(&document.name), limits::DOCUMENT_BYTES)?)
    }
}

/// Puts down that a call begins; returns its folder.
pub(crate) fn begin(calls: &Path, begun: &Begun) -> Result<PathBuf, Failure> {
    // Calls may begin at the same time: whoever makes the folder has the number.
    let mut number = std::fs::read_dir(calls)?.count();
    let folder = loop {
        let folder = calls.join(format!("{number:06}"));
        match std::fs::create_dir(&folder) {
            Ok(()) => break folder,
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => number += 1,
            Err(error) => return Err(error.into()),
        }
    };
    put(&folder.join(BEGUN), begun)?;
    Ok(folder)
}

/// Puts down how a call ended.
pub(crate) fn end(folder: &Path, ended: &Ended) -> Result<(), Failure> {
    put(&folder.join(ENDED), ended)
}

/// Reads all calls, in the order in which they began.
pub(crate) fn read(calls: &Path) -> Result<Vec<Recording>, Failure> {
    let folders = std::fs::read_dir(calls)?.map(|entry| entry.map(|entry| entry.path()));
    let mut folders = folders.collect::<Result<Vec<PathBuf>, _>>()?;
    folders.sort();
    let read = |folder: PathBuf| {
        let ended = folder.join(ENDED);
        let begun = get(&folder.join(BEGUN))?;
        let ended = if ended.is_file() { Some(get(&ended)?) } else { None };
        Ok(Recording { folder, begun, ended })
    };
    folders.into_iter().map(read).collect()
}

/// Writes one of these files, whole.
pub(crate) fn put(file: &Path, value: &impl Serialize) -> Result<(), Failure> {
    Ok(write_whole(file, &serde_json::to_vec(value)?, Access::Private)?)
}

/// Reads one of these files.
pub(crate) fn get<T: DeserializeOwned>(file: &Path) -> Result<T, Failure> {
    let bytes = read_bounded(file, limits::DOCUMENT_BYTES)?;
    serde_json::from_slice(&bytes).map_err(|error| Failure {
        exit: Exit::Unfinished,
        message: format!("what was put down of a call of cargo cannot be read: {error}"),
        hints: Vec::new(),
    })
}
