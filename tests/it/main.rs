//! Integration tests: one module a command, running the real executable.

mod documents;
