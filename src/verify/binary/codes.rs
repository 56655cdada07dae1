//! The finding codes of the check `binary`.

use crate::model::{Code, Level, Outcome};

/// Every code, worst first.
pub(super) static ALL: &[&Code] = &[
    &NOT_LISTED,
    &NOT_IN_BINARY,
    &VERSION,
    &DOWNGRADED,
    &SOURCE,
    &KIND,
    &SUM,
    &ROOT,
    &CONTRADICTION,
    &TRACE,
    &TOOLCHAIN,
    &RECORD_DAMAGED,
    &IMPORT,
    &BUNDLED,
    &SYMBOL,
    &RECORD_UNKNOWN,
    &NO_RECORD,
    &UNREADABLE,
    &NO_DOCUMENT,
    &NO_COMPONENTS,
    &UNSEEN,
    &STANDARD,
    &PLATFORM,
    &QUOTED,
    &NOT_COMPARED,
    &MATCH,
];

pub(super) static NOT_LISTED: Code = Code {
    code: "binary.not-listed",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "the binary records a package that the document does not list",
    why: "Whoever looks for a vulnerable package in the document will not find it, and it is in what is shipped.",
    example: "The audit data has `time 0.3.36`, the document no component of that name.",
    mend: "Make the document from the build itself, or from the binary: `bonafide scan BINARY`.",
    wrong_when: "The document leaves out build dependencies on purpose; those weigh as a warning only.",
};

pub(super) static NOT_IN_BINARY: Code = Code {
    code: "binary.not-in-binary",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "the document lists a package as part of the binary, and the binary's own record does not have it",
    why: "The document describes another build: other features, another target or another version. What it says of the rest is in doubt too.",
    example: "`pkg:cargo/openssl@0.10.64` is listed, and the audit data has no such package.",
    mend: "Make the document from the build that made this binary, not from the lock file of all features.",
    wrong_when: "The document declares itself a superset of any one build; it then weighs as a warning.",
};

pub(super) static VERSION: Code = Code {
    code: "binary.version",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "the binary has another version of a package than the document says",
    why: "Advisories are about versions. The document speaks of a version that is not the one shipped.",
    example: "The document lists `tokio 1.38.0`, the audit data has `tokio 1.38.1`.",
    mend: "Make the document anew from the build that made the binary.",
    wrong_when: "Never, where the document is meant for this binary.",
};

pub(super) static DOWNGRADED: Code = Code {
    code: "binary.downgraded",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "the binary has an older version of a package than the document says",
    why: "The document claims a version that may have a vulnerability mended which is still in the binary.",
    example: "The document lists `h2 0.4.5`, the audit data has `h2 0.4.3`.",
    mend: "Find out why an older version was built, and make document and binary from one build.",
    wrong_when: "Never, where the document is meant for this binary.",
};

pub(super) static SOURCE: Code = Code {
    code: "binary.source",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "a package came from elsewhere than the document says",
    why: "A fork from a git repository or a private registry under the name of a published package is not that package.",
    example: "The document lists `pkg:cargo/ring@0.17.8`, the audit data says `git`.",
    mend: "State the origin in the package URL, as with `vcs_url` or `repository_url`.",
    wrong_when: "The document's tool cannot write origins.",
};

pub(super) static KIND: Code = Code {
    code: "binary.kind",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "a package runs in the binary, and the document lists it as needed for building only",
    why: "Scanners pass over what is excluded from the product, and this is not.",
    example: "`pkg:cargo/memchr@2.7.4` has the scope `excluded`, and the audit data the kind `runtime`.",
    mend: "Make the document from the build that made the binary.",
    wrong_when: "The other way round, a document that counts a build dependency as running, is a warning.",
};

pub(super) static SUM: Code = Code {
    code: "binary.sum",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "the checksum of a Go module differs from the one in the document",
    why: "The same path and version with another checksum are other sources.",
    example: "The document has `h1:ScX5w1…`, the binary `h1:9z3Kq7…` for `golang.org/x/text v0.14.0`.",
    mend: "Find out which module proxy or folder the build took the module from.",
    wrong_when: "Never, where the document is meant for this binary.",
};

pub(super) static ROOT: Code = Code {
    code: "binary.root",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "the binary was built from another package than those that the document lists",
    why: "The document may be right, but it is about another program.",
    example: "The audit data names `ripgrep 15.2.0` as what was built, and the document lists no such component.",
    mend: "Give the document of this program.",
    wrong_when: "The document describes the program under a name of its own and leaves the package out.",
};

pub(super) static CONTRADICTION: Code = Code {
    code: "binary.contradiction",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "the binary holds code of a package that its own audit data does not have",
    why: "Audit data can be replaced after the build. Paths that the compiler left in the code speak of another list.",
    example: "A panic names `…/time-0.3.36/src/lib.rs`, and the audit data has no `time`.",
    mend: "Build again, and compare; find out who changed the binary after the build.",
    wrong_when: "The program carries such a path as data, as a test of a build tool does; or the standard library was built along.",
};

pub(super) static TRACE: Code = Code {
    code: "binary.trace",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "the path of a package's sources stands in the binary, and the document does not list the package",
    why: "The compiler writes the path of a source file beside code that can panic. Code of the package is in the binary.",
    example: "`…/registry/src/index.crates.io-…/time-0.3.36/src/lib.rs` is in the binary, and no `time 0.3.36` in the document.",
    mend: "Make the document from the build that made the binary.",
    wrong_when: "The program carries such a path as data. A path that was remapped weighs as a warning.",
};

pub(super) static TOOLCHAIN: Code = Code {
    code: "binary.toolchain",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "the binary was built with another compiler than the document says",
    why: "The compiler brings the standard library along. Another compiler is another build.",
    example: "The document names rustc 1.95.0, the binary `1.94.0 (4a4ef493e 2026-03-02)`.",
    mend: "Make document and binary from one build.",
    wrong_when: "A library in the binary was compiled beforehand with a compiler of its own.",
};

pub(super) static RECORD_DAMAGED: Code = Code {
    code: "binary.record-damaged",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "the list of packages in the binary is damaged or contradicts itself",
    why: "No build tool writes such a list: somebody changed it, or the file is damaged. Other tools then see no packages at all.",
    example: "The section `.dep-v0` unpacks to 40 GB, or its packages depend on each other in a circle.",
    mend: "Build again, and compare; find out who changed the binary after the build.",
    wrong_when: "A build tool has an error.",
};

pub(super) static IMPORT: Code = Code {
    code: "binary.import",
    outcome: Outcome::Fail,
    level: Level::Warning,
    title: "the binary loads a library that no component of the document explains",
    why: "The library's code runs in the program. Which one it is, is decided on the machine that runs it.",
    example: "`libssl.so.3` is loaded, and the document has no component of that name, nor `openssl`.",
    mend: "List the library, with the package that delivers it.",
    wrong_when: "The library is part of the system that the document is not about.",
};

pub(super) static BUNDLED: Code = Code {
    code: "binary.bundled",
    outcome: Outcome::Fail,
    level: Level::Warning,
    title: "version text and code of a native library stand in the binary, and no component of the document explains it",
    why: "Crates often compile C sources that they bring along. No lock file names them, and their vulnerabilities are those of the library.",
    example: "`OpenSSL 3.0.13 30 Jan 2024` stands in the binary, and the document lists no `openssl`.",
    mend: "List the library as a component with its version.",
    wrong_when: "The texts are data, such as those of a program that looks for libraries.",
};

pub(super) static SYMBOL: Code = Code {
    code: "binary.symbol",
    outcome: Outcome::Fail,
    level: Level::Warning,
    title: "symbols of a crate are in the binary, and no component of the document has its name",
    why: "Code of the crate is in the binary.",
    example: "`_RNvCs…_5chrono3now` is defined, and the document lists no `chrono`.",
    mend: "Make the document from the build that made the binary.",
    wrong_when: "A package's library has another name than the package, such as `md5` of `md-5`.",
};

pub(super) static RECORD_UNKNOWN: Code = Code {
    code: "binary.record-unknown",
    outcome: Outcome::Unchecked,
    level: Level::Error,
    title: "the list of packages in the binary has a format that is not known",
    why: "A newer build tool may mean something else by the same words; taking them for the old ones would be guessing.",
    example: "The audit data says format 9.",
    mend: "Use a newer version of this tool.",
    wrong_when: "Never.",
};

pub(super) static NO_RECORD: Code = Code {
    code: "binary.no-record",
    outcome: Outcome::Unchecked,
    level: Level::Error,
    title: "the binary has no list of what it was made from",
    why: "Paths and symbols show some of the packages. What was inlined, cannot panic or was stripped leaves no trace, so that neither \
          completeness nor excess of the document can be checked.",
    example: "A program built with plain `cargo build --release` and stripped.",
    mend: "Build with `cargo auditable build`, which adds the list; Go's linker always does.",
    wrong_when: "Never; it is told so that silence is not taken for a pass.",
};

pub(super) static UNREADABLE: Code = Code {
    code: "binary.unreadable",
    outcome: Outcome::Unchecked,
    level: Level::Error,
    title: "the subject, or a file in it, is no compiled file or archive that can be read",
    why: "Nothing of it was compared. A file can be made so that the system still runs it and tools give up on it.",
    example: "The table of sections points outside of the file.",
    mend: "Give an ELF, PE, Mach-O or WebAssembly file, or an archive, package or image of some. For another directory or a document leave the check out.",
    wrong_when: "The file is of a kind that this tool does not know.",
};

pub(super) static NO_DOCUMENT: Code = Code {
    code: "binary.no-document",
    outcome: Outcome::Unchecked,
    level: Level::Error,
    title: "there is no document to compare the binary with",
    why: "With nothing to compare there is nothing that could fail.",
    example: "`bonafide verify app --check binary` without an SBOM beside `app`.",
    mend: "Name the document with `--sbom`.",
    wrong_when: "Never.",
};

pub(super) static NO_COMPONENTS: Code = Code {
    code: "binary.no-components",
    outcome: Outcome::Unchecked,
    level: Level::Error,
    title: "the document lists no component that the binary's own list could be compared with",
    why: "An empty document is no description of a program.",
    example: "The document lists files alone.",
    mend: "Make a document of the build: `bonafide scan BINARY` shows what the binary itself says.",
    wrong_when: "The program has no dependencies at all.",
};

pub(super) static UNSEEN: Code = Code {
    code: "binary.unseen",
    outcome: Outcome::Unchecked,
    level: Level::Note,
    title: "components of the document leave no trace in the binary, which says nothing of whether they are in it",
    why: "Whether they belong to the binary was not checked.",
    example: "31 components, such as `pkg:cargo/cfg-if@1.0.0`: code that is inlined wholly leaves no path.",
    mend: "Build with `cargo auditable build`.",
    wrong_when: "Never; it is told so that it is not forgotten.",
};

pub(super) static STANDARD: Code = Code {
    code: "binary.standard-library",
    outcome: Outcome::Unchecked,
    level: Level::Note,
    title: "the standard library and the crates that it was built with are in the binary and not in the document",
    why: "No lock file names them. Their vulnerabilities are in the binary all the same.",
    example: "`hashbrown 0.16.1`, by paths below `/rust/deps`.",
    mend: "Make the document with `bonafide build` or `bonafide scan BINARY`.",
    wrong_when: "The document is meant to list dependencies of the project alone.",
};

pub(super) static PLATFORM: Code = Code {
    code: "binary.platform",
    outcome: Outcome::Unchecked,
    level: Level::Note,
    title: "the binary loads libraries of the platform, which the document does not list",
    why: "They are the machine's that runs the program, and were not checked.",
    example: "`libc.so.6`, `KERNEL32.dll`, `/usr/lib/libSystem.B.dylib`.",
    mend: "Nothing to do, unless the document is meant to describe the platform too.",
    wrong_when: "Never; it is told so that it is not forgotten.",
};

pub(super) static QUOTED: Code = Code {
    code: "binary.quoted",
    outcome: Outcome::Unchecked,
    level: Level::Note,
    title: "the version text of a native library stands in the binary without any other text of the library's code",
    why: "Programs have the text of the headers that they were made with, and load the library. Whether its code is in the binary was not shown.",
    example: "`OpenSSL 3.0.13 30 Jan 2024` stands in `osslsigncode`, which loads `libcrypto.so.3`.",
    mend: "Nothing to do, unless the library is linked statically; then list it as a component with its version.",
    wrong_when: "Never; it is told so that it is not forgotten.",
};

pub(super) static NOT_COMPARED: Code = Code {
    code: "binary.not-compared",
    outcome: Outcome::Unchecked,
    level: Level::Note,
    title: "something that the document says of the binary could not be compared",
    why: "The binary or the document does not say it, or says it in a way that cannot be compared.",
    example: "The audit data has format 0, which does not tell proc-macros from what runs.",
    mend: "Build with a current `cargo auditable`.",
    wrong_when: "Never; it is told so that it is not forgotten.",
};

pub(super) static MATCH: Code = Code {
    code: "binary.match",
    outcome: Outcome::Pass,
    level: Level::Note,
    title: "the document lists what the binary's own list has, and nothing beyond it",
    why: "Document and binary come from one build, as far as the binary's list can be trusted: whoever can write the binary can write it. \
          Whether the binary is the one that was released is a matter of digests and signatures.",
    example: "34 packages of the audit data, by name, version, source and kind.",
    mend: "Nothing to do.",
    wrong_when: "The list was replaced after the build, and the document made to fit it.",
};
