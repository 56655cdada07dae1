//! What a build is told by: a run of it, its messages, or its plan; and what cargo said of its edges.

use std::path::Path;

use bonafide::collect::cargo::{
    Messages, Precursor, Stage, UnitGraph, parse_messages, parse_precursor, parse_unit_graph,
};
use bonafide::limits;
use bonafide::source::read_bounded;

use crate::documents;
use crate::exit::{Exit, Failure};

/// What is known of a build beside what its programs say when they are asked.
pub(crate) struct Input {
    pub(crate) stage: Stage,
    pub(crate) messages: Messages,
    pub(crate) graph: Option<UnitGraph>,
    pub(crate) precursors: Vec<Precursor>,
}

impl Input {
    /// Returns whether there is nothing to be described.
    pub(crate) fn is_empty(&self) -> bool {
        match self.stage {
            Stage::Built => self.messages.units.is_empty(),
            Stage::Planned => self.graph.as_ref().is_none_or(|graph| graph.units.is_empty()),
        }
    }
}

/// Reads the messages of a build that was done elsewhere.
pub(crate) fn read_messages(file: &Path) -> Result<Messages, Failure> {
    let messages = parse_messages(&documents::bytes(file)?);
    match messages.success {
        Some(true) => Ok(messages),
        Some(false) => Err(nothing("the messages are those of a build that failed")),
        None => Err(nothing("the messages do not say that the build came to its end")
            .hint("cargo build --message-format=json > messages.json")),
    }
}

/// Reads the unit graph of a build.
pub(crate) fn read_graph(file: &Path) -> Result<UnitGraph, Failure> {
    let bytes = if file == Path::new("-") { documents::bytes(file)? } else { bytes(file)? };
    Ok(parse_unit_graph(&name(file), &bytes)?)
}

/// Reads what cargo put beside an artifact.
pub(crate) fn read_precursor(file: &Path) -> Result<Precursor, Failure> {
    Ok(parse_precursor(&name(file), &bytes(file)?)?)
}

/// Returns the failure of a build of which there is nothing to tell.
pub(crate) fn nothing(message: &str) -> Failure {
    Failure { exit: Exit::Unfinished, message: message.to_owned(), hints: Vec::new() }
}

fn bytes(file: &Path) -> Result<Vec<u8>, Failure> {
    Ok(read_bounded(file, limits::UNIT_GRAPH_BYTES)?)
}

/// Returns what a file is called in a document: where it lies is no fact about the build.
fn name(file: &Path) -> String {
    match file.file_name().and_then(|name| name.to_str()) {
        Some(name) if name != "-" => name.to_owned(),
        _ => "stdin".to_owned(),
    }
}
