//! The finding codes of the check `drift`: changes since the last document, and differences from the lock file.

mod change;
mod lock;

use change::{
    ADDED, BECAME_RUNTIME, COMPLETENESS_WORSE, DIGEST_CHANGED, DIGEST_LOST, DOWNGRADED, EDGES_CHANGED, FILES_CHANGED,
    LICENSE_CHANGED, ORIGIN_CHANGED, REMOVED, ROOT_CHANGED, ROOT_DEPENDENCY, SIGNATURE_LOST, SUPPLIER_CHANGED,
    UPGRADED, VERSION_CHANGED,
};

pub use change::{CHANGES, code};
pub(super) use lock::{
    LEFT_OUT, LOCK_DIGEST, LOCK_EDGE, LOCK_FEATURES, LOCK_MISSING, LOCK_ORIGIN, LOCK_SURPLUS, LOCK_USE, LOCK_VERSION,
    NO_DIGEST, NO_EDGES, NOT_COMPARED, NOT_SELECTED, UNDECIDED,
};

use crate::model::{Code, Level, Outcome};

/// Every code of the check, worst first.
pub(super) static ALL: &[&Code] = &[
    &LOCK_MISSING,
    &LOCK_SURPLUS,
    &LOCK_VERSION,
    &LOCK_DIGEST,
    &LOCK_ORIGIN,
    &LOCK_EDGE,
    &NOT_SELECTED,
    &LOCK_USE,
    &LOCK_FEATURES,
    &DIGEST_CHANGED,
    &NOTHING,
    &NO_BASELINE,
    &NO_LOCK,
    &UNDECIDED,
    &SIGNATURE_LOST,
    &ORIGIN_CHANGED,
    &DOWNGRADED,
    &DIGEST_LOST,
    &BECAME_RUNTIME,
    &SUPPLIER_CHANGED,
    &LICENSE_CHANGED,
    &COMPLETENESS_WORSE,
    &ROOT_CHANGED,
    &NO_DIGEST,
    &NO_EDGES,
    &ROOT_DEPENDENCY,
    &ADDED,
    &REMOVED,
    &UPGRADED,
    &VERSION_CHANGED,
    &EDGES_CHANGED,
    &FILES_CHANGED,
    &LEFT_OUT,
    &NOT_COMPARED,
];

pub(super) static NO_BASELINE: Code = Code {
    code: "drift.no-baseline",
    outcome: Outcome::Unchecked,
    level: Level::Error,
    title: "the document that was shipped last could not be read",
    why: "Without it nobody can tell what changed since; a comparison that was asked for and did not happen is no pass.",
    example: "`bonafide.toml` names `release/bom.cdx.json`, which is not there.",
    mend: "Put the document of the last release where `[drift] baseline` or `--baseline` names it.",
    wrong_when: "The project has not been released yet: leave the baseline out until it has.",
};

pub(super) static NO_LOCK: Code = Code {
    code: "drift.no-lock",
    outcome: Outcome::Unchecked,
    level: Level::Error,
    title: "the lock file that the document is to be compared with could not be used",
    why: "What was not read was not compared.",
    example: "`Cargo.lock:12`: merge conflict markers.",
    mend: "Restore it from version control, or name the folder of the project that it belongs to.",
    wrong_when: "Never: nothing was compared.",
};

pub(super) static NOTHING: Code = Code {
    code: "drift.nothing-to-compare",
    outcome: Outcome::Unchecked,
    level: Level::Error,
    title: "there is nothing to compare the document with",
    why: "With nothing to compare there is nothing that could fail; calling that a pass would be empty.",
    example: "`bonafide check --check drift` without a baseline.",
    mend: "`--baseline FILE` names the document that was shipped last, `--sbom FILE` one that is to fit the lock file.",
    wrong_when: "Never: nothing was compared.",
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_other_bytes_under_the_same_version_fail_by_themselves() {
        let errors: Vec<&str> =
            CHANGES.iter().filter(|code| code.level == Level::Error).map(|code| code.code).collect();
        assert_eq!(errors, ["drift.digest-changed"]);
        assert!(CHANGES.is_sorted_by_key(|code| std::cmp::Reverse(code.level)));
    }

    #[test]
    fn every_change_is_a_code_of_the_check() {
        let is_listed = |code: &&Code| ALL.iter().any(|listed| listed.code == code.code);
        assert!(CHANGES.iter().all(is_listed));
        assert!(ALL.is_sorted_by_key(|code| std::cmp::Reverse((code.level, code.outcome))));
    }
}
