//! Integration tests: one module a command, running the real executable, and the rules of the tree.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test that cannot go on has failed; it reads only what it made"
)]

mod archive;
mod binary;
mod build;
mod check;
mod conventions;
mod convert;
mod corpus;
mod diff;
mod documents;
mod drift;
mod executable;
mod key;
mod layers;
mod lint;
mod merge;
mod project;
mod resolve;
mod scan;
mod sign;
mod signature;
mod sources;
mod vendor;
mod verify;
