//! The finding codes of the check `package`.

use crate::model::{Code, Level, Outcome};

/// Every code, worst first.
pub(super) static ALL: &[&Code] = &[
    &ARCHIVE_MISMATCH,
    &SOURCE_CHANGED,
    &SOURCE_EXTRA,
    &SOURCE_MISSING,
    &VENDOR_MISMATCH,
    &ARCHIVE_CORRUPT,
    &VENDOR_UNLISTED,
    &INVALID_NAME,
    &UNREADABLE,
    &ABSENT,
    &NO_DIGEST,
    &WEAK,
    &NO_PACKAGES,
    &NOT_REGISTRY,
    &NOT_NEEDED,
    &MATCH,
];

pub(super) static ARCHIVE_MISMATCH: Code = Code {
    code: "package.archive-mismatch",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "a package archive in the cache is not the one that the document names",
    why: "The build would use, or has used, other bytes than the registry delivered when the lock file was written.",
    example: "`serde-1.0.0.crate` has SHA-256:60303a…, the document says SHA-256:9f86d0….",
    mend: "Delete the archive and its extracted sources from the cache, run `cargo fetch --locked`, and find out who wrote there.",
    wrong_when: "Another registry has a package of the same name and version in this cache, and the document does not name it.",
};

pub(super) static ARCHIVE_CORRUPT: Code = Code {
    code: "package.archive-corrupt",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "a package archive is damaged or holds what no package may hold",
    why: "A link, a path with `..`, or the same file twice means different things to different tools: what is compiled then depends on \
          who unpacks.",
    example: "`evil-1.0.0.crate` has the entry `evil-1.0.0/../../.cargo/config.toml`.",
    mend: "Delete it from the cache and fetch it again. If the registry delivers it so, do not use the package.",
    wrong_when: "A very old archive holds a symbolic link that its author meant.",
};

pub(super) static SOURCE_CHANGED: Code = Code {
    code: "package.source-changed",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "an extracted source file differs from the package archive",
    why: "Cargo compiles the extracted sources and never compares them with the archive again. A change there is in every later build, \
          and no lock file or digest shows it.",
    example: "`serde-1.0.0/src/lib.rs` has one line more than in the archive.",
    mend: "Delete the extracted folder; cargo unpacks it again from the archive. Find out who wrote there.",
    wrong_when: "Somebody edited the file to debug a dependency: what is built then still is not what was published.",
};

pub(super) static SOURCE_MISSING: Code = Code {
    code: "package.source-missing",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "a file of the package archive is not among the extracted sources",
    why: "What is compiled is not what was published; a build script may look for the file and do something else without it.",
    example: "`ring-0.17.0/src/check.rs` is in the archive only.",
    mend: "Delete the extracted folder; cargo unpacks it again.",
    wrong_when: "A program that thins out caches removed tests or documents.",
};

pub(super) static SOURCE_EXTRA: Code = Code {
    code: "package.source-extra",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "a file lies among the extracted sources that the package archive does not have",
    why: "A planted `build.rs` is found and run by cargo without being named anywhere.",
    example: "`libc-0.2.0/build.rs` is not in the archive.",
    mend: "Delete the extracted folder; cargo unpacks it again. Find out who wrote there.",
    wrong_when: "A build script writes into its own source folder, which it should not; an editor left a file.",
};

pub(super) static VENDOR_MISMATCH: Code = Code {
    code: "package.vendor-mismatch",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "a vendored package is not what its checksum file or the document says",
    why: "Vendored sources are compiled as they lie there. An edit, or another package under the same name, must not pass unseen.",
    example: "`vendor/serde/src/lib.rs` differs from the digest in `.cargo-checksum.json`.",
    mend: "Vendor again with `cargo vendor --locked`, and look at what differs before throwing it away.",
    wrong_when: "A patch is kept in the vendored tree on purpose: then it is a path package and should be listed as one.",
};

pub(super) static VENDOR_UNLISTED: Code = Code {
    code: "package.vendor-unlisted",
    outcome: Outcome::Fail,
    level: Level::Warning,
    title: "a vendored package is not in the document",
    why: "It is delivered with the subject and nobody accounts for it.",
    example: "`vendor/left-over` has no component.",
    mend: "Vendor again with `cargo vendor --locked`, or make the document anew.",
    wrong_when: "The tree serves several lock files and the document describes one of them.",
};

pub(super) static INVALID_NAME: Code = Code {
    code: "package.invalid-name",
    outcome: Outcome::Unchecked,
    level: Level::Error,
    title: "a component's name or version cannot be a package's",
    why: "Names become file names in the cache; one with `/` or `..` would lead out of it, so it is not looked up.",
    example: "A component is named `../../etc/passwd`.",
    mend: "Ask whoever made the document.",
    wrong_when: "The component is not a Cargo package and its purl says so by mistake.",
};

pub(super) static UNREADABLE: Code = Code {
    code: "package.unreadable",
    outcome: Outcome::Unchecked,
    level: Level::Error,
    title: "a package archive, its sources or a vendored package could not be read",
    why: "What is not read is not checked.",
    example: "`serde-1.0.0.crate` gives `permission denied`.",
    mend: "Run with rights to read the cache.",
    wrong_when: "Never: the answer is unknown.",
};

pub(super) static ABSENT: Code = Code {
    code: "package.absent",
    outcome: Outcome::Unchecked,
    level: Level::Error,
    title: "the archive of a required package is neither in the cache nor vendored",
    why: "There are no bytes to compare with the document's digest. A build on this machine would still have to download it.",
    example: "`serde-1.0.0.crate` is in no folder of `registry/cache`.",
    mend: "Run `cargo fetch --locked`, or name the targets that matter with `--target`.",
    wrong_when: "The package is needed only with features or flags that are not used here.",
};

pub(super) static NO_DIGEST: Code = Code {
    code: "package.no-digest",
    outcome: Outcome::Unchecked,
    level: Level::Error,
    title: "the document gives no digest for a package from a registry",
    why: "Whatever lies in the cache under that name would do.",
    example: "`pkg:cargo/serde@1.0.0` has no `hashes`.",
    mend: "Make the document from the lock file, which has a SHA-256 for each: `bonafide scan`.",
    wrong_when: "The component is a package of the subject itself, and the document does not tell.",
};

pub(super) static WEAK: Code = Code {
    code: "package.weak-algorithm",
    outcome: Outcome::Unchecked,
    level: Level::Error,
    title: "only a broken digest algorithm vouches for a package",
    why: "For MD5 and SHA-1 two archives with the same digest can be made on purpose.",
    example: "`pkg:cargo/serde@1.0.0` has SHA-1 alone.",
    mend: "Make the document from the lock file, or accept the algorithm by name in full knowledge.",
    wrong_when: "Only accidents have to be ruled out, not attackers.",
};

pub(super) static NO_PACKAGES: Code = Code {
    code: "package.no-packages",
    outcome: Outcome::Unchecked,
    level: Level::Error,
    title: "the document names no Cargo package from a registry",
    why: "With nothing to compare there is nothing that could fail; calling that a pass would be empty.",
    example: "A document of files alone, or without components.",
    mend: "Make a document from the lock file: `bonafide scan`.",
    wrong_when: "The subject has no dependencies at all.",
};

pub(super) static NOT_REGISTRY: Code = Code {
    code: "package.not-registry",
    outcome: Outcome::Unchecked,
    level: Level::Note,
    title: "a package comes from a git repository or a folder, for which no archive digest exists",
    why: "Cargo identifies a git package by its commit and a path package not at all; there is no archive to compare.",
    example: "`pkg:cargo/tool@0.1.0` from git, commit 1a2b3c.",
    mend: "Prefer a published version, or vendor the package and list its files.",
    wrong_when: "Never; it is told so that it is not forgotten.",
};

pub(super) static NOT_NEEDED: Code = Code {
    code: "package.not-needed",
    outcome: Outcome::Unchecked,
    level: Level::Note,
    title: "packages that the target does not need are not in the cache",
    why: "Cargo does not download what only other platforms, optional features or tests need. Such packages were not compared.",
    example: "24 packages, such as `windows-sys`, on Linux.",
    mend: "`cargo fetch --locked` and `--all-targets`, to compare them too.",
    wrong_when: "Never; it is told so that it is not forgotten.",
};

pub(super) static MATCH: Code = Code {
    code: "package.match",
    outcome: Outcome::Pass,
    level: Level::Note,
    title: "a package archive, and the sources that cargo extracted, are those that the document names",
    why: "The bytes that a build uses are the ones that the registry delivered when the lock file was written. Whether their author can be \
          trusted is another question: see the check `vendor`.",
    example: "`serde-1.0.0.crate` has the listed SHA-256, and its 30 extracted files are equal.",
    mend: "Nothing to do.",
    wrong_when: "The document was made from a cache or lock file that had already been changed.",
};
