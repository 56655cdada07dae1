//! Differences between a document and the lock file that it is about.

use crate::model::{Code, Level, Outcome};

pub(in crate::verify::drift) static LOCK_MISSING: Code = Code {
    code: "drift.lock-missing",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "a package of the lock file is not in the document",
    why: "What the document leaves out is looked at by nobody: no advisory, no licence and no vendor is found for it.",
    example: "`Cargo.lock` has `pkg:cargo/openssl@0.10.72`, which every build of the root needs, and the document does not.",
    mend: "Make the document anew from this lock file: `bonafide scan`.",
    wrong_when: "The document is about a build without the default features and does not say so.",
};

pub(in crate::verify::drift) static LOCK_SURPLUS: Code = Code {
    code: "drift.lock-surplus",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "a package of the document is not in the lock file",
    why: "A document that names what is not there is of another state of the project, or was made up; what it says of the rest is as doubtful.",
    example: "The document has `pkg:cargo/left-pad@1.3.0`, and `Cargo.lock` has no package of that name.",
    mend: "Make the document anew from this lock file: `bonafide scan`.",
    wrong_when: "The package does not come by this lock file, such as one that the toolchain brings along.",
};

pub(in crate::verify::drift) static LOCK_VERSION: Code = Code {
    code: "drift.lock-version",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "a package has another version in the document than in the lock file",
    why: "Advisories are about versions: a document that names another one hides a fault or reports one that is not there.",
    example: "`pkg:cargo/openssl` is 0.10.60 in `Cargo.lock` and 0.10.72 in the document.",
    mend: "Make the document anew from this lock file: `bonafide scan`.",
    wrong_when: "Never, if document and lock file are meant to be of the same state of the project.",
};

pub(in crate::verify::drift) static LOCK_DIGEST: Code = Code {
    code: "drift.lock-digest",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "a package has another digest in the document than in the lock file",
    why: "One of the two names other bytes than were published under this version. Whoever trusts the wrong one accepts a replaced package.",
    example: "`pkg:cargo/serde@1.0.219` has SHA-256:5f0e2c… in `Cargo.lock` and SHA-256:60303a… in the document.",
    mend: "Compare both with the registry, then make the document anew. Find out who wrote the wrong one.",
    wrong_when: "The document's digest is over another thing than the package archive and does not say so.",
};

pub(in crate::verify::drift) static LOCK_ORIGIN: Code = Code {
    code: "drift.lock-origin",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "a package comes from elsewhere in the document than in the lock file",
    why: "The same name from another registry or repository is another package; a private one replaced by a public one is a known attack.",
    example: "`pkg:cargo/internal-auth@1.0.0` comes from the registry https://crates.example.com in `Cargo.lock` and from the default one in the document.",
    mend: "Make the document anew from this lock file: `bonafide scan`.",
    wrong_when: "The document names a mirror instead of what it mirrors.",
};

pub(in crate::verify::drift) static LOCK_EDGE: Code = Code {
    code: "drift.lock-edge",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "a package depends on others in the document than in the lock file",
    why: "By its edges one tells through what a faulty package is reached, and whether it is shipped. Wrong ones lead to the wrong answer.",
    example: "In `Cargo.lock` `pkg:cargo/reqwest@0.12.0` needs `hyper`, in the document it does not.",
    mend: "Make the document anew from this lock file: `bonafide scan`.",
    wrong_when: "The document is about a build without the default features and does not say so.",
};

pub(in crate::verify::drift) static NOT_SELECTED: Code = Code {
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

pub(in crate::verify::drift) static LOCK_USE: Code = Code {
    code: "drift.lock-use",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "a package is needed for something else than the document says",
    why: "What is said to run only while building, or only in tests, is looked at less: its advisories and licences are taken for no concern of what is \
          shipped.",
    example: "The document says that `pkg:cargo/openssl@0.10.72` is needed for building only, and the project needs it when it runs.",
    mend: "Make the document anew from this project: `bonafide scan` or `bonafide build`.",
    wrong_when: "The document was made by another version of this program, whose resolver knew less.",
};

pub(in crate::verify::drift) static LOCK_FEATURES: Code = Code {
    code: "drift.lock-features",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "a package has other features in the document than its selection turns on",
    why: "Features are code: a fault that is in one of them is there or not, and a feature that is left out hides what it brings along.",
    example: "`pkg:cargo/serde@1.0.219` has `default,derive,std` in what was selected, and `default,std` in the document.",
    mend: "Make the document anew from this project: `bonafide scan` or `bonafide build`.",
    wrong_when: "The document was made by another version of this program, whose resolver knew less.",
};

pub(in crate::verify::drift) static UNDECIDED: Code = Code {
    code: "drift.undecided",
    outcome: Outcome::Unchecked,
    level: Level::Error,
    title: "packages of the lock file are not in the document, and whether it means to leave them out cannot be told",
    why: "They may be needed by other platforms, features or tests alone, or they may be missing. What is not known is not passed.",
    example: "12 packages, such as `pkg:cargo/winapi@0.3.9`; their dependents' manifests are not in cargo's cache.",
    mend: "`cargo fetch --locked`, so that the manifests of all packages are there; or verify against a document that `bonafide scan` made.",
    wrong_when: "Never; it is told so that it is not forgotten.",
};

pub(in crate::verify::drift) static LEFT_OUT: Code = Code {
    code: "drift.left-out",
    outcome: Outcome::Unchecked,
    level: Level::Note,
    title: "packages that no selected feature, target or member needs are not in the document",
    why: "Documents may leave out what only other platforms, optional features, tests or other members of a workspace need. They were not compared.",
    example: "24 packages, such as `windows-sys`, in a document of what is built for Linux.",
    mend: "Nothing, if it was meant.",
    wrong_when: "Never; it is told so that it is not forgotten.",
};

pub(in crate::verify::drift) static NO_DIGEST: Code = Code {
    code: "drift.no-digest",
    outcome: Outcome::Unchecked,
    level: Level::Warning,
    title: "packages have a digest in the lock file and none that could be compared in the document",
    why: "The names are the same; whether the bytes are meant to be was not looked at.",
    example: "311 packages, such as `pkg:cargo/serde@1.0.219`.",
    mend: "Make the document with a tool that writes the digests of the lock file: `bonafide scan`.",
    wrong_when: "Never; it is told so that it is not forgotten.",
};

pub(in crate::verify::drift) static NO_EDGES: Code = Code {
    code: "drift.no-edges",
    outcome: Outcome::Unchecked,
    level: Level::Warning,
    title: "the document does not state what its packages depend on",
    why: "A list without edges does not tell through what a package is reached; the edges of the lock file were compared with nothing.",
    example: "A document of 311 packages and no `dependencies`.",
    mend: "Make the document with a tool that writes edges: `bonafide scan`.",
    wrong_when: "Never; it is told so that it is not forgotten.",
};

pub(in crate::verify::drift) static NOT_COMPARED: Code = Code {
    code: "drift.not-compared",
    outcome: Outcome::Unchecked,
    level: Level::Note,
    title: "facts that only one side states were not compared",
    why: "Documents differ in what they say. An absent word is no change, and no proof that nothing changed.",
    example: "Suppliers: the old document states none.",
    mend: "Compare documents of one tool.",
    wrong_when: "Never; it is told so that it is not forgotten.",
};
