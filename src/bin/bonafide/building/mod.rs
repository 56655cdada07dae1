//! The run of a build: the user's command, and what the programs around it say.

mod call;
mod configuring;
mod input;
mod installing;
mod run;
mod scratch;
mod state;
mod task;
mod tools;
mod wrapped;

pub(crate) use call::Call;
pub(crate) use configuring::settings;
pub(crate) use input::{Input, nothing, read_graph, read_messages, read_precursor};
pub(crate) use installing::Installation;
pub(crate) use run::run_build;
pub(crate) use scratch::Scratch;
pub(crate) use state::State;
pub(crate) use task::Task;
pub(crate) use tools::{Asked, Asking};
pub(crate) use wrapped::{Document, Ended, Purpose, Ran, Recorded, Recording, Tool, end, stand_in, started_in, sweep};
