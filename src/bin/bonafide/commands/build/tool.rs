//! A tool that calls cargo by itself: it is run, and what its calls put down is brought together.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use bonafide::format::Stamp;
use bonafide::model::Problem;

use super::{Args, tell_written};
use crate::building::{Purpose, Ran, Recorded, Recording, Tool, nothing};
use crate::collecting;
use crate::confine::{Needs, confine};
use crate::exit::{Exit, Failure};
use crate::outputs;
use crate::placing::{self, Made};
use crate::ui::Ui;

/// What the calls of a tool made.
#[derive(Default)]
struct Found {
    /// By the artifacts' paths: what lies there is what was made last.
    artifacts: BTreeMap<OsString, (Recorded, Vec<Made>)>,
    /// Whether something was built that is not described.
    is_lacking: bool,
}

/// Runs a tool, and writes the documents of all that was made by the calls of cargo that it made.
pub(super) fn run(args: &Args, tool: &Tool, stamp: &Stamp, ui: &Ui) -> Result<Exit, Failure> {
    let calls = match tool.run(own_arguments(args, stamp))? {
        Ran::Well(calls) => calls,
        Ran::Failed(exit) => return Ok(exit),
    };
    let mut found = Found::default();
    for call in &calls.list {
        found.take(call, ui)?;
    }
    if found.artifacts.is_empty() && !found.is_lacking {
        return Err(none(tool, &calls.list));
    }
    calls.close();
    found.write(ui)
}

/// Returns the arguments of this process up to the command, with the one time that all documents state.
fn own_arguments(args: &Args, stamp: &Stamp) -> Vec<OsString> {
    let words = std::env::args_os().skip(1).take_while(|word| word != "--");
    let time = args.timestamp.is_none().then(|| format!("--timestamp={}", stamp.created).into());
    words.chain(time).collect()
}

impl Found {
    fn take(&mut self, call: &Recording, ui: &Ui) -> Result<(), Failure> {
        let shown = &call.begun.shown;
        let unfinished = |message: String, hints: Vec<String>| Failure { exit: Exit::Unfinished, message, hints };
        let Some(ended) = &call.ended else {
            match call.begun.purpose {
                Purpose::Build => {
                    self.is_lacking = true;
                    ui.failure(&nothing(&format!("`{shown}`: it was cut short, and what it made is not described")));
                }
                Purpose::Installation => ui.note(&format!("`{shown}`: a tool of the build, and not described")),
                Purpose::Other => ui.detail(&format!("`{shown}`: makes nothing")),
            }
            return Ok(());
        };
        if let Some((message, hints)) = &ended.failure {
            self.is_lacking = true;
            ui.failure(&unfinished(format!("`{shown}`: {message}"), hints.clone()));
        } else if ended.left_artifacts {
            self.is_lacking = true;
            ui.failure(&nothing(&format!("`{shown}`: it failed, and what it had made until then is not described")));
        } else if !ended.succeeded {
            ui.note(&format!("`{shown}`: it failed, and had made no artifact"));
        } else if ended.artifacts.is_empty() {
            ui.note(&format!("`{shown}`: it made no artifact"));
        }
        for artifact in &ended.artifacts {
            let made = artifact.documents.iter().map(|document| {
                let files = document.places.iter().map(PathBuf::from).collect();
                Ok::<_, Failure>(Made { files, bytes: call.document(document)?, is_document: document.is_told })
            });
            let made = made.collect::<Result<_, _>>()?;
            let before = self.artifacts.insert(artifact.path.clone(), (artifact.clone(), made));
            if before.is_some_and(|(before, _)| before.sha256 != artifact.sha256) {
                self.is_lacking = true;
                let path = Path::new(&artifact.path).display();
                let message =
                    format!("`{path}` was built over by `{shown}`, and only what lies there now is described");
                let hint = "run `bonafide build` once for each, with `-o` into a folder of its own".to_owned();
                ui.failure(&unfinished(message, vec![hint]));
            }
        }
        Ok(())
    }

    fn write(self, ui: &Ui) -> Result<Exit, Failure> {
        let made = || self.artifacts.values().flat_map(|(_, made)| made);
        placing::refuse_doubles(made().flat_map(|made| &made.files))?;
        let folders = outputs::folders(made().flat_map(|made| &made.files).map(PathBuf::as_path))?;
        confine(&Needs { writable: &folders }, ui);
        let mut unusable = self.is_lacking;
        for (artifact, made) in self.artifacts.values() {
            made.iter().try_for_each(Made::write)?;
            for file in made.iter().filter(|made| made.is_document).filter_map(|made| made.files.first()) {
                tell_written(file, (artifact.runtime, artifact.build), ui);
            }
            let problems = artifact.problems();
            collecting::tell(&problems, ui);
            unusable |= problems.iter().any(Problem::is_deciding);
        }
        Ok(if unusable { Exit::Unfinished } else { Exit::Passed })
    }
}

/// Returns the failure of a tool of which there is nothing to tell, with what is known of why.
fn none(tool: &Tool, calls: &[Recording]) -> Failure {
    let name = tool.name();
    if calls.iter().any(|call| call.begun.purpose == Purpose::Build) {
        return nothing(&format!("the calls of cargo that `{name}` made gave no artifact, only libraries and tests"))
            .hint("`--tests` describes tests and benchmarks");
    }
    let seen = match calls.first() {
        Some(call) => format!("only others, such as `{}`", call.begun.shown),
        None => "and no other".to_owned(),
    };
    nothing(&format!("`{name}` made no call of cargo that builds and could be seen, {seen}: nothing is described"))
        .hint("let it find cargo by `PATH` or by the variable `CARGO`, and not by a path of its own")
        .hint("or describe the build that it makes: bonafide build -- cargo build --release")
}
