//! One call of cargo that a tool makes: it is run and described as a build of the user's would be, but nothing is said, and the documents are put down
//! for whoever started the tool.

use std::path::Path;

use bonafide::collect::cargo::{Messages, Stage};
use bonafide::format::Stamp;
use bonafide::store::{Access, write_whole};

use super::{Args, collect, counts};
use crate::building::{Asking, Call, Document, Ended, Input, Recorded, end, run_build, settings, started_in};
use crate::confine::{Needs, confine};
use crate::exit::{Exit, Failure};
use crate::placing;
use crate::ui::{Color, Ui, Volume};

/// Runs the call, and ends as it did.
pub(super) fn run(args: &Args, (call, folder): (&Call, &Path), stamp: &Stamp, ui: &Ui) -> Result<Exit, Failure> {
    let mut asking = None;
    let built = run_build(call, || asking = Some(Asking::begin(call)))?;
    let exit = built.exit();
    let mut ended = Ended { succeeded: built.status.success(), ..Ended::default() };
    if !ended.succeeded {
        ended.left_artifacts = makes_artifacts(&built.messages);
    } else if !built.messages.units.is_empty() {
        let quiet = Ui::new(Volume::Quiet, Color::Never, ui.jobs());
        match describe(args, (call, folder), (built.messages, asking), (stamp, &quiet)) {
            Ok(artifacts) => ended.artifacts = artifacts,
            // What the tool is told is how cargo ended; this is told afterwards.
            Err(failure) => ended.failure = Some((failure.message, failure.hints)),
        }
    }
    end(folder, &ended)?;
    Ok(exit)
}

/// Returns whether a call that failed may have made a file that somebody uses.
fn makes_artifacts(messages: &Messages) -> bool {
    let is_used = |kind: &String| ["cdylib", "staticlib", "dylib"].contains(&kind.as_str());
    messages
        .units
        .iter()
        .any(|unit| !unit.is_test() && (unit.executable.is_some() || unit.target.kind.iter().any(is_used)))
}

fn describe(
    args: &Args,
    (call, folder): (&Call, &Path),
    (messages, asking): (Messages, Option<Asking>),
    (stamp, ui): (&Stamp, &Ui),
) -> Result<Vec<Recorded>, Failure> {
    let settings = settings(call);
    let input = Input { stage: Stage::Built, messages, graph: None, precursors: Vec::new() };
    let (mut asked, metadata, triples) = asking.unwrap_or_else(|| Asking::begin(call)).end(&input, None)?;
    let targets = asked.complete(call, &triples, &settings)?;
    // Nothing is run from here on, and nothing written but here.
    confine(&Needs { writable: &[folder.to_path_buf()] }, ui);
    let built = collect(args, (&input, &metadata, None), (&asked, &targets), &settings)?;
    let base = started_in(folder)?;
    let outputs: Vec<_> = args.output.iter().map(|output| output.below(&base)).collect();
    let plan = placing::plan(&outputs, &built)?;
    let mut artifacts = Vec::new();
    let mut number = 0;
    for (at, (artifact, mut inventory)) in built.artifacts.into_iter().enumerate() {
        args.identity.apply(&mut inventory);
        let sha256 = artifact.bytes.as_ref().map(|bytes| bytes.sha256.hex()).unwrap_or_default();
        let mut recorded = Recorded::new(&artifact.path, sha256, &inventory.problems);
        (recorded.runtime, recorded.build) = counts(&inventory);
        for made in plan.make(at, (&artifact, &inventory), stamp)? {
            let name = number.to_string();
            number += 1;
            write_whole(&folder.join(&name), &made.bytes, Access::Private)?;
            let places = made.files.into_iter().map(Into::into).collect();
            recorded.documents.push(Document { name, places, is_told: made.is_document });
        }
        artifacts.push(recorded);
    }
    Ok(artifacts)
}
