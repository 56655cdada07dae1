//! Integration tests: one module a command, running the real executable, and the rules of the tree.

mod conventions;
mod corpus;
mod documents;
mod executable;
mod layers;
mod sources;
mod vendor;
