//! The finding codes of the check `drift`: changes since the last document, and differences from the lock file.

use crate::model::{ChangeKind, Code, Level, Outcome};

/// The codes of changes between two documents, worst first.
pub static CHANGES: &[&Code] = &[
    &DIGEST_CHANGED,
    &SIGNATURE_LOST,
    &ORIGIN_CHANGED,
    &DOWNGRADED,
    &DIGEST_LOST,
    &BECAME_RUNTIME,
    &SUPPLIER_CHANGED,
    &LICENSE_CHANGED,
    &COMPLETENESS_WORSE,
    &ROOT_CHANGED,
    &ROOT_DEPENDENCY,
    &ADDED,
    &REMOVED,
    &UPGRADED,
    &VERSION_CHANGED,
    &EDGES_CHANGED,
    &FILES_CHANGED,
];

/// Every code of the check, worst first.
pub(super) static ALL: &[&Code] = &[
    &LOCK_MISSING,
    &LOCK_SURPLUS,
    &LOCK_VERSION,
    &LOCK_DIGEST,
    &LOCK_ORIGIN,
    &LOCK_EDGE,
    &NOT_SELECTED,
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

/// Returns the code of a kind of change.
#[must_use]
pub fn code(kind: ChangeKind) -> &'static Code {
    match kind {
        ChangeKind::DigestChanged => &DIGEST_CHANGED,
        ChangeKind::SignatureLost => &SIGNATURE_LOST,
        ChangeKind::OriginChanged => &ORIGIN_CHANGED,
        ChangeKind::Downgraded => &DOWNGRADED,
        ChangeKind::DigestLost => &DIGEST_LOST,
        ChangeKind::BecameRuntime => &BECAME_RUNTIME,
        ChangeKind::SupplierChanged => &SUPPLIER_CHANGED,
        ChangeKind::LicenseChanged => &LICENSE_CHANGED,
        ChangeKind::CompletenessWorse => &COMPLETENESS_WORSE,
        ChangeKind::RootChanged => &ROOT_CHANGED,
        ChangeKind::RootDependencyAdded => &ROOT_DEPENDENCY,
        ChangeKind::Added => &ADDED,
        ChangeKind::Removed => &REMOVED,
        ChangeKind::Upgraded => &UPGRADED,
        ChangeKind::VersionChanged => &VERSION_CHANGED,
        ChangeKind::EdgesChanged => &EDGES_CHANGED,
        ChangeKind::FilesChanged => &FILES_CHANGED,
    }
}

static DIGEST_CHANGED: Code = Code {
    code: "drift.digest-changed",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "a component has other bytes under the same version",
    why: "A published version never changes. Other bytes under an old number mean a package that was replaced, a registry that \
          was tampered with, or another source under the same name.",
    example: "`pkg:npm/left-pad@1.3.0` had SHA-256:60303a… and has SHA-256:9f86d0….",
    mend: "Take both archives, compare them, and ask whoever published the version. Until that is cleared up, stay with the old one.",
    wrong_when: "The component is built by the project itself under a number that was not raised, or one document's digest is over \
                 another kind of archive without saying so.",
};

static SIGNATURE_LOST: Code = Code {
    code: "drift.signature-lost",
    outcome: Outcome::Fail,
    level: Level::Warning,
    title: "the old document holds a signature and the new one does not",
    why: "Who vouched for the document can no longer be told from it, and anyone can have changed it.",
    example: "`bom.json` of release 1.2 has a `signature`, that of 1.3 has none.",
    mend: "Sign the new document, or have its maker sign it.",
    wrong_when: "The new document is signed beside it rather than inside: give that signature to `bonafide verify`.",
};

static ORIGIN_CHANGED: Code = Code {
    code: "drift.origin-changed",
    outcome: Outcome::Fail,
    level: Level::Warning,
    title: "a component comes from another registry or repository",
    why: "The same name elsewhere is another package. Replacing a private package by a public one of the same name is a known attack.",
    example: "`pkg:cargo/internal-auth@1.0.0` came from the registry https://crates.example.com and comes from the default registry.",
    mend: "Find out who changed the source, and whether the new place is one that was vetted; see `bonafide vendor check`.",
    wrong_when: "A registry moved, or a mirror is named instead of what it mirrors.",
};

static DOWNGRADED: Code = Code {
    code: "drift.downgraded",
    outcome: Outcome::Fail,
    level: Level::Warning,
    title: "a component is older than it was",
    why: "An older version brings back the faults that the newer one had mended.",
    example: "`pkg:cargo/openssl` went from 0.10.72 to 0.10.60.",
    mend: "Update it again, or say in the change why it had to go back.",
    wrong_when: "A version was withdrawn, or the ecosystem orders versions otherwise than is known here.",
};

static DIGEST_LOST: Code = Code {
    code: "drift.digest-lost",
    outcome: Outcome::Fail,
    level: Level::Warning,
    title: "a component had a digest and has none",
    why: "Without a digest nobody can tell whether the bytes are those that were meant.",
    example: "`pkg:npm/left-pad@1.3.0` had a SHA-512 and has no digest.",
    mend: "Make the document with a tool that writes digests, from a lock file that has them.",
    wrong_when: "The component is now a part of the project itself, which has no archive.",
};

static BECAME_RUNTIME: Code = Code {
    code: "drift.became-runtime",
    outcome: Outcome::Fail,
    level: Level::Warning,
    title: "a component that only built or tested the subject is now part of it",
    why: "It was perhaps vetted for a build machine, and is now shipped to users.",
    example: "`pkg:cargo/cc@1.2.0` was a build dependency and is linked now.",
    mend: "Vet it as a part of the product, or mend the manifest if the dependency stands in the wrong list.",
    wrong_when: "The old document did not tell build and runtime dependencies apart rightly.",
};

static SUPPLIER_CHANGED: Code = Code {
    code: "drift.supplier-changed",
    outcome: Outcome::Fail,
    level: Level::Warning,
    title: "a component has another supplier",
    why: "A package that changes hands is as trustworthy as its new owner.",
    example: "The supplier of `pkg:npm/event-stream` was one person and is another.",
    mend: "Look at who publishes it now, and record the decision in the register of vendors.",
    wrong_when: "The same supplier is written in another way.",
};

static LICENSE_CHANGED: Code = Code {
    code: "drift.license-changed",
    outcome: Outcome::Fail,
    level: Level::Warning,
    title: "a component has another declared licence",
    why: "The terms under which the product may be delivered can be others.",
    example: "`pkg:cargo/x` was MIT and is AGPL-3.0-only.",
    mend: "Have the new licence approved, or stay with the last version under the old one.",
    wrong_when: "The same terms are written in another way, such as `MIT/Apache-2.0` and `MIT OR Apache-2.0`.",
};

static COMPLETENESS_WORSE: Code = Code {
    code: "drift.completeness-worse",
    outcome: Outcome::Fail,
    level: Level::Warning,
    title: "less is known of a component's dependencies than before",
    why: "What is not listed is not checked for vulnerabilities, licences or vendors.",
    example: "The dependencies of `pkg:cargo/app@1.3.0` were complete and are unknown.",
    mend: "Find out what the new document's maker could not read; `bonafide scan` tells it.",
    wrong_when: "The old document claimed more than was so.",
};

static ROOT_CHANGED: Code = Code {
    code: "drift.root-changed",
    outcome: Outcome::Fail,
    level: Level::Warning,
    title: "the document is about another thing",
    why: "Two documents about different products have little to compare, and one may have been taken for the other.",
    example: "The old document is about `shop`, the new one about `shop-api`.",
    mend: "Compare documents of the same product, or say that it was renamed.",
    wrong_when: "The product was renamed, or the two tools name it differently.",
};

static ROOT_DEPENDENCY: Code = Code {
    code: "drift.root-dependency",
    outcome: Outcome::Fail,
    level: Level::Note,
    title: "the subject depends directly on something new",
    why: "A new direct dependency was chosen by someone; it is what a review looks at first.",
    example: "`app` now depends on `pkg:cargo/regex`.",
    mend: "Nothing, if it was meant.",
    wrong_when: "The old document did not list the direct dependencies.",
};

static ADDED: Code = Code {
    code: "drift.added",
    outcome: Outcome::Fail,
    level: Level::Note,
    title: "a component is new",
    why: "Each component is code of somebody else, with faults and a licence of its own.",
    example: "`pkg:cargo/regex@1.11.0` was not there.",
    mend: "Nothing, if it was meant.",
    wrong_when: "It was there before under another name.",
};

static REMOVED: Code = Code {
    code: "drift.removed",
    outcome: Outcome::Fail,
    level: Level::Note,
    title: "a component is gone",
    why: "It is either no longer used or no longer listed.",
    example: "`pkg:cargo/lazy_static@1.5.0` is not there any more.",
    mend: "Nothing, if it was meant.",
    wrong_when: "The new document's maker saw less than the old one's.",
};

static UPGRADED: Code = Code {
    code: "drift.upgraded",
    outcome: Outcome::Fail,
    level: Level::Note,
    title: "a component is newer than it was",
    why: "New versions mend faults and bring new code.",
    example: "`pkg:cargo/serde` went from 1.0.200 to 1.0.219.",
    mend: "Nothing, if it was meant.",
    wrong_when: "The ecosystem orders versions otherwise than is known here.",
};

static VERSION_CHANGED: Code = Code {
    code: "drift.version-changed",
    outcome: Outcome::Fail,
    level: Level::Note,
    title: "a component's version is written otherwise, and neither is newer",
    why: "The two may be the same or not; the texts do not tell.",
    example: "`1.0.0` became `v1.0.0`.",
    mend: "Compare the digests.",
    wrong_when: "Both name the same version.",
};

static EDGES_CHANGED: Code = Code {
    code: "drift.edges-changed",
    outcome: Outcome::Fail,
    level: Level::Note,
    title: "components depend on each other otherwise",
    why: "Through which components something is reached decides how it can be replaced.",
    example: "3 dependencies were added between components that were there before.",
    mend: "Nothing, if it was meant.",
    wrong_when: "One of the two tools lists dependencies that the other does not see.",
};

static FILES_CHANGED: Code = Code {
    code: "drift.files-changed",
    outcome: Outcome::Fail,
    level: Level::Note,
    title: "files of the subject are others",
    why: "What is delivered has changed; a new release is expected to.",
    example: "5 files were added, 2 removed, 12 have other bytes.",
    mend: "Nothing, if it was meant.",
    wrong_when: "The two documents were made from different places of the same tree.",
};

pub(super) static LOCK_MISSING: Code = Code {
    code: "drift.lock-missing",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "a package of the lock file is not in the document",
    why: "What the document leaves out is looked at by nobody: no advisory, no licence and no vendor is found for it.",
    example: "`Cargo.lock` has `pkg:cargo/openssl@0.10.72`, which every build of the root needs, and the document does not.",
    mend: "Make the document anew from this lock file: `bonafide scan`.",
    wrong_when: "The document is about a build without the default features and does not say so.",
};

pub(super) static LOCK_SURPLUS: Code = Code {
    code: "drift.lock-surplus",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "a package of the document is not in the lock file",
    why: "A document that names what is not there is of another state of the project, or was made up; what it says of the rest is as doubtful.",
    example: "The document has `pkg:cargo/left-pad@1.3.0`, and `Cargo.lock` has no package of that name.",
    mend: "Make the document anew from this lock file: `bonafide scan`.",
    wrong_when: "The package does not come by this lock file, such as one that the toolchain brings along.",
};

pub(super) static LOCK_VERSION: Code = Code {
    code: "drift.lock-version",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "a package has another version in the document than in the lock file",
    why: "Advisories are about versions: a document that names another one hides a fault or reports one that is not there.",
    example: "`pkg:cargo/openssl` is 0.10.60 in `Cargo.lock` and 0.10.72 in the document.",
    mend: "Make the document anew from this lock file: `bonafide scan`.",
    wrong_when: "Never, if document and lock file are meant to be of the same state of the project.",
};

pub(super) static LOCK_DIGEST: Code = Code {
    code: "drift.lock-digest",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "a package has another digest in the document than in the lock file",
    why: "One of the two names other bytes than were published under this version. Whoever trusts the wrong one accepts a replaced package.",
    example: "`pkg:cargo/serde@1.0.219` has SHA-256:5f0e2c… in `Cargo.lock` and SHA-256:60303a… in the document.",
    mend: "Compare both with the registry, then make the document anew. Find out who wrote the wrong one.",
    wrong_when: "The document's digest is over another thing than the package archive and does not say so.",
};

pub(super) static LOCK_ORIGIN: Code = Code {
    code: "drift.lock-origin",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "a package comes from elsewhere in the document than in the lock file",
    why: "The same name from another registry or repository is another package; a private one replaced by a public one is a known attack.",
    example: "`pkg:cargo/internal-auth@1.0.0` comes from the registry https://crates.example.com in `Cargo.lock` and from the default one in the document.",
    mend: "Make the document anew from this lock file: `bonafide scan`.",
    wrong_when: "The document names a mirror instead of what it mirrors.",
};

pub(super) static LOCK_EDGE: Code = Code {
    code: "drift.lock-edge",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "a package depends on others in the document than in the lock file",
    why: "By its edges one tells through what a faulty package is reached, and whether it is shipped. Wrong ones lead to the wrong answer.",
    example: "In `Cargo.lock` `pkg:cargo/reqwest@0.12.0` needs `hyper`, in the document it does not.",
    mend: "Make the document anew from this lock file: `bonafide scan`.",
    wrong_when: "The document is about a build without the default features and does not say so.",
};

pub(super) static NOT_SELECTED: Code = Code {
    code: "drift.not-selected",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "a package of the document is not among those that the document says it is about",
    why: "It is in the lock file, but the features and platforms that the document names do not turn it on: what is said of it is said of \
          no build.",
    example: "A document of default features lists `pkg:cargo/openssl@0.10.72`, which only the feature `vendored` has.",
    mend: "Make the document anew from this project: `bonafide scan`.",
    wrong_when: "The document was made by another version of this program, whose resolver knew less.",
};

pub(super) static UNDECIDED: Code = Code {
    code: "drift.undecided",
    outcome: Outcome::Unchecked,
    level: Level::Error,
    title: "packages of the lock file are not in the document, and whether it means to leave them out cannot be told",
    why: "They may be needed by other platforms, features or tests alone, or they may be missing. What is not known is not passed.",
    example: "12 packages, such as `pkg:cargo/winapi@0.3.9`; their dependents' manifests are not in cargo's cache.",
    mend: "`cargo fetch --locked`, so that the manifests of all packages are there; or verify against a document that `bonafide scan` made.",
    wrong_when: "Never; it is told so that it is not forgotten.",
};

pub(super) static LEFT_OUT: Code = Code {
    code: "drift.left-out",
    outcome: Outcome::Unchecked,
    level: Level::Note,
    title: "packages that no selected feature, target or member needs are not in the document",
    why: "Documents may leave out what only other platforms, optional features, tests or other members of a workspace need. They were not compared.",
    example: "24 packages, such as `windows-sys`, in a document of what is built for Linux.",
    mend: "Nothing, if it was meant.",
    wrong_when: "Never; it is told so that it is not forgotten.",
};

pub(super) static NO_DIGEST: Code = Code {
    code: "drift.no-digest",
    outcome: Outcome::Unchecked,
    level: Level::Warning,
    title: "packages have a digest in the lock file and none that could be compared in the document",
    why: "The names are the same; whether the bytes are meant to be was not looked at.",
    example: "311 packages, such as `pkg:cargo/serde@1.0.219`.",
    mend: "Make the document with a tool that writes the digests of the lock file: `bonafide scan`.",
    wrong_when: "Never; it is told so that it is not forgotten.",
};

pub(super) static NO_EDGES: Code = Code {
    code: "drift.no-edges",
    outcome: Outcome::Unchecked,
    level: Level::Warning,
    title: "the document does not state what its packages depend on",
    why: "A list without edges does not tell through what a package is reached; the edges of the lock file were compared with nothing.",
    example: "A document of 311 packages and no `dependencies`.",
    mend: "Make the document with a tool that writes edges: `bonafide scan`.",
    wrong_when: "Never; it is told so that it is not forgotten.",
};

pub(super) static NOT_COMPARED: Code = Code {
    code: "drift.not-compared",
    outcome: Outcome::Unchecked,
    level: Level::Note,
    title: "facts that only one side states were not compared",
    why: "Documents differ in what they say. An absent word is no change, and no proof that nothing changed.",
    example: "Suppliers: the old document states none.",
    mend: "Compare documents of one tool.",
    wrong_when: "Never; it is told so that it is not forgotten.",
};

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
