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

/// No check has looked at the subject itself.
pub(super) static UNCOVERED: Code = Code {
    code: "policy.subject-not-covered",
    outcome: Outcome::Unchecked,
    level: Level::Error,
    title: "no check that passed has looked at the subject's own bytes",
    why: "A document that leaves the subject's files out, or a signature over the document alone, says nothing of the bytes that are about to be used.",
    example: "`bonafide verify dist/ --sbom bom.json` with a document that lists packages but no files.",
    mend: "Verify with a document that lists the files (`bonafide scan --files-only`) or with a signature over the subject.",
    wrong_when: "Only the packages or the vendors are of interest: say so with `--check package` or `--check vendor`.",
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

/// The document is not about what the policy is about.
pub(super) static OTHER_SELECTION: Code = Code {
    code: "policy.other-selection",
    outcome: Outcome::Unchecked,
    level: Level::Warning,
    title: "the document is about another selection than the policy",
    why: "Fewer packages, features or targets are easier to pass: what the policy asks about and the document leaves out was not checked. An error, if the \
          policy says that no other selection counts (`fixed = true`).",
    example: "`bonafide.toml` is about the workspace for all targets, and `bonafide check -p tool --target …` was run.",
    mend: "Leave those flags out, make the document anew, or say in `[selection]` of `bonafide.toml` what is to be asked about.",
    wrong_when: "Part of the project is what was meant to be looked at.",
};

/// The policy wants an exact document, and this one declares that it is none.
pub(super) static NOT_EXACT: Code = Code {
    code: "policy.not-exact",
    outcome: Outcome::Unchecked,
    level: Level::Error,
    title: "the document declares itself a superset, and the policy wants an exact one",
    why: "Packages that only a superset lists weigh as a warning. Whoever may declare a document one can name versions that are not in the binary, such as a mended \
          one beside the faulty one.",
    example: "`[binary] require = \"exact\"`, and a document that was made from a lock file alone.",
    mend: "Make the document from the build or from the binary: `bonafide build`, `bonafide scan BINARY`.",
    wrong_when: "Never: the document says so itself.",
};

/// Every finding code of this stage.
pub static CODES: &[&Code] = &[&NOT_RUN, &NOTHING, &UNCOVERED, &INPUT, &OTHER_SELECTION, &NOT_EXACT];
