//! The finding codes of this stage.

use crate::model::{Code, Level, Outcome};

/// A check that had to run did not.
pub(super) static NOT_RUN: Code = Code {
    code: "policy.check-not-run",
    outcome: Outcome::Unchecked,
    level: Level::Error,
    title: "a required check did not run",
    why: "A policy that names a check wants its answer; a release must not pass because the input for that check was left out.",
    example: "`bonafide.toml` requires `vendor`, and no `vendors.toml` was found.",
    mend: "Give the check what it needs, or take it off the list in `bonafide.toml`.",
    wrong_when: "Never: the check was required and has not answered.",
};

/// Nothing at all was checked.
pub(super) static NOTHING: Code = Code {
    code: "policy.nothing-checked",
    outcome: Outcome::Unchecked,
    level: Level::Error,
    title: "no check had anything to look at",
    why: "An empty set of checks would otherwise pass vacuously.",
    example: "`bonafide verify app.tar` with no SBOM, signature or key beside it.",
    mend: "Name the SBOM with `--sbom`, or a signature and a key with `--signature` and `--key`.",
    wrong_when: "Never: nothing was looked at.",
};

/// An input could not be used.
pub(super) static INPUT: Code = Code {
    code: "policy.input-unusable",
    outcome: Outcome::Unchecked,
    level: Level::Error,
    title: "an input is there but could not be read or understood",
    why: "What it holds is missing from the inventory, so that no check has seen it.",
    example: "A `Cargo.lock` with merge conflict markers in it.",
    mend: "Mend the file at the line that the finding names.",
    wrong_when: "Never: the input was not used.",
};

/// Every finding code of this stage.
pub static CODES: &[&Code] = &[&NOT_RUN, &NOTHING, &INPUT];
