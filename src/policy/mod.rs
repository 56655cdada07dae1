//! DECIDE: what must hold; evidence in, verdict out.
//!
//! Checks state facts. Here they are weighed: which checks had to run, which findings decide, and what it all comes to. The one rule that
//! a newcomer would question: a check that was required or asked for and did not answer is never overruled by others that passed.

mod codes;
mod config;
mod exact;
mod selection;
mod verdict;

pub use codes::CODES;
pub use config::{Config, PolicyError};
pub use exact::BinaryRule;
pub use selection::{SelectionRule, SelectionStanding};
pub use verdict::{Judgement, Requirements, Standing, SubjectRule, Verdict, decide, decide_with};
