//! SBOM generation and supply-chain verification.
//!
//! The modules are the stages of one data flow, lowest layer first; a module imports only what stands above it in this list.
//!
//! ```text
//! source ─► collect ─► model ─► format ─► store                            scan
//! source ─► format ─► model ─► verify ─► evidence ─► policy ─► report      verify, check
//! ```
//!
//! | module | what it is |
//! |---|---|
//! | [`limits`] | every bound on untrusted input |
//! | [`model`] | what an inventory, a digest and a finding are; plain data without I/O |
//! | [`source`] | where bytes come from: bounded reads, walks, archives, digests of streams |
//! | [`system`] | which distribution package owns which file below a root |
//! | [`binary`] | facts of one compiled file: what compiler, linker and `cargo auditable` left in it |
//! | [`mod@format`] | CycloneDX and SPDX documents, written and read back |
//! | [`signature`] | keys and signature containers |
//! | [`collect`] | collectors, one folder an ecosystem, from files to an inventory |
//! | [`store`] | where documents are put |
//! | [`verify`] | checks: facts with evidence, no decision |
//! | [`policy`] | what must hold; evidence in, verdict out |
//! | [`report`] | a verdict as text or JSON; decides nothing |
//!
//! The library never prints, exits, reads the environment or asks the clock: it takes those as arguments and returns values.

pub mod binary;
pub mod collect;
pub mod format;
pub mod limits;
pub mod model;
pub mod policy;
pub mod report;
pub mod signature;
pub mod source;
pub mod store;
pub mod system;
pub mod verify;
