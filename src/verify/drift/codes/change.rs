//! Changes since the document that was shipped last.

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

pub(super) static DIGEST_CHANGED: Code = Code {
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

pub(super) static SIGNATURE_LOST: Code = Code {
    code: "drift.signature-lost",
    outcome: Outcome::Fail,
    level: Level::Warning,
    title: "the old document holds a signature and the new one does not",
    why: "Who vouched for the document can no longer be told from it, and anyone can have changed it.",
    example: "`bom.json` of release 1.2 has a `signature`, that of 1.3 has none.",
    mend: "Sign the new document, or have its maker sign it.",
    wrong_when: "The new document is signed beside it rather than inside: give that signature to `bonafide verify`.",
};

pub(super) static ORIGIN_CHANGED: Code = Code {
    code: "drift.origin-changed",
    outcome: Outcome::Fail,
    level: Level::Warning,
    title: "a component comes from another registry or repository",
    why: "The same name elsewhere is another package. Replacing a private package by a public one of the same name is a known attack.",
    example: "`pkg:cargo/internal-auth@1.0.0` came from the registry https://crates.example.com and comes from the default registry.",
    mend: "Find out who changed the source, and whether the new place is one that was vetted; see `bonafide vendor check`.",
    wrong_when: "A registry moved, or a mirror is named instead of what it mirrors.",
};

pub(super) static DOWNGRADED: Code = Code {
    code: "drift.downgraded",
    outcome: Outcome::Fail,
    level: Level::Warning,
    title: "a component is older than it was",
    why: "An older version brings back the faults that the newer one had mended.",
    example: "`pkg:cargo/openssl` went from 0.10.72 to 0.10.60.",
    mend: "Update it again, or say in the change why it had to go back.",
    wrong_when: "A version was withdrawn, or the ecosystem orders versions otherwise than is known here.",
};

pub(super) static DIGEST_LOST: Code = Code {
    code: "drift.digest-lost",
    outcome: Outcome::Fail,
    level: Level::Warning,
    title: "a component had a digest and has none",
    why: "Without a digest nobody can tell whether the bytes are those that were meant.",
    example: "`pkg:npm/left-pad@1.3.0` had a SHA-512 and has no digest.",
    mend: "Make the document with a tool that writes digests, from a lock file that has them.",
    wrong_when: "The component is now a part of the project itself, which has no archive.",
};

pub(super) static BECAME_RUNTIME: Code = Code {
    code: "drift.became-runtime",
    outcome: Outcome::Fail,
    level: Level::Warning,
    title: "a component that only built or tested the subject is now part of it",
    why: "It was perhaps vetted for a build machine, and is now shipped to users.",
    example: "`pkg:cargo/cc@1.2.0` was a build dependency and is linked now.",
    mend: "Vet it as a part of the product, or mend the manifest if the dependency stands in the wrong list.",
    wrong_when: "The old document did not tell build and runtime dependencies apart rightly.",
};

pub(super) static SUPPLIER_CHANGED: Code = Code {
    code: "drift.supplier-changed",
    outcome: Outcome::Fail,
    level: Level::Warning,
    title: "a component has another supplier",
    why: "A package that changes hands is as trustworthy as its new owner.",
    example: "The supplier of `pkg:npm/event-stream` was one person and is another.",
    mend: "Look at who publishes it now, and record the decision in the register of vendors.",
    wrong_when: "The same supplier is written in another way.",
};

pub(super) static LICENSE_CHANGED: Code = Code {
    code: "drift.license-changed",
    outcome: Outcome::Fail,
    level: Level::Warning,
    title: "a component has another declared licence",
    why: "The terms under which the product may be delivered can be others.",
    example: "`pkg:cargo/x` was MIT and is AGPL-3.0-only.",
    mend: "Have the new licence approved, or stay with the last version under the old one.",
    wrong_when: "The same terms are written in another way, such as `MIT/Apache-2.0` and `MIT OR Apache-2.0`.",
};

pub(super) static COMPLETENESS_WORSE: Code = Code {
    code: "drift.completeness-worse",
    outcome: Outcome::Fail,
    level: Level::Warning,
    title: "less is known of a component's dependencies than before",
    why: "What is not listed is not checked for vulnerabilities, licences or vendors.",
    example: "The dependencies of `pkg:cargo/app@1.3.0` were complete and are unknown.",
    mend: "Find out what the new document's maker could not read; `bonafide scan` tells it.",
    wrong_when: "The old document claimed more than was so.",
};

pub(super) static ROOT_CHANGED: Code = Code {
    code: "drift.root-changed",
    outcome: Outcome::Fail,
    level: Level::Warning,
    title: "the document is about another thing",
    why: "Two documents about different products have little to compare, and one may have been taken for the other.",
    example: "The old document is about `shop`, the new one about `shop-api`.",
    mend: "Compare documents of the same product, or say that it was renamed.",
    wrong_when: "The product was renamed, or the two tools name it differently.",
};

pub(super) static ROOT_DEPENDENCY: Code = Code {
    code: "drift.root-dependency",
    outcome: Outcome::Fail,
    level: Level::Note,
    title: "the subject depends directly on something new",
    why: "A new direct dependency was chosen by someone; it is what a review looks at first.",
    example: "`app` now depends on `pkg:cargo/regex`.",
    mend: "Nothing, if it was meant.",
    wrong_when: "The old document did not list the direct dependencies.",
};

pub(super) static ADDED: Code = Code {
    code: "drift.added",
    outcome: Outcome::Fail,
    level: Level::Note,
    title: "a component is new",
    why: "Each component is code of somebody else, with faults and a licence of its own.",
    example: "`pkg:cargo/regex@1.11.0` was not there.",
    mend: "Nothing, if it was meant.",
    wrong_when: "It was there before under another name.",
};

pub(super) static REMOVED: Code = Code {
    code: "drift.removed",
    outcome: Outcome::Fail,
    level: Level::Note,
    title: "a component is gone",
    why: "It is either no longer used or no longer listed.",
    example: "`pkg:cargo/lazy_static@1.5.0` is not there any more.",
    mend: "Nothing, if it was meant.",
    wrong_when: "The new document's maker saw less than the old one's.",
};

pub(super) static UPGRADED: Code = Code {
    code: "drift.upgraded",
    outcome: Outcome::Fail,
    level: Level::Note,
    title: "a component is newer than it was",
    why: "New versions mend faults and bring new code.",
    example: "`pkg:cargo/serde` went from 1.0.200 to 1.0.219.",
    mend: "Nothing, if it was meant.",
    wrong_when: "The ecosystem orders versions otherwise than is known here.",
};

pub(super) static VERSION_CHANGED: Code = Code {
    code: "drift.version-changed",
    outcome: Outcome::Fail,
    level: Level::Note,
    title: "a component's version is written otherwise, and neither is newer",
    why: "The two may be the same or not; the texts do not tell.",
    example: "`1.0.0` became `v1.0.0`.",
    mend: "Compare the digests.",
    wrong_when: "Both name the same version.",
};

pub(super) static EDGES_CHANGED: Code = Code {
    code: "drift.edges-changed",
    outcome: Outcome::Fail,
    level: Level::Note,
    title: "components depend on each other otherwise",
    why: "Through which components something is reached decides how it can be replaced.",
    example: "3 dependencies were added between components that were there before.",
    mend: "Nothing, if it was meant.",
    wrong_when: "One of the two tools lists dependencies that the other does not see.",
};

pub(super) static FILES_CHANGED: Code = Code {
    code: "drift.files-changed",
    outcome: Outcome::Fail,
    level: Level::Note,
    title: "files of the subject are others",
    why: "What is delivered has changed; a new release is expected to.",
    example: "5 files were added, 2 removed, 12 have other bytes.",
    mend: "Nothing, if it was meant.",
    wrong_when: "The two documents were made from different places of the same tree.",
};
