//! Integration tests: one module a command, running the real executable, and the rules of the tree.

mod conventions;
mod documents;
mod executable;
mod key;
mod layers;
mod sign;
mod signature;
mod sources;
mod vendor;
