//! The finding codes of the check `digest`.

use crate::model::{Code, Level, Outcome};

/// Every code, worst first.
pub(super) static ALL: &[&Code] = &[
    &MISMATCH,
    &SIZE,
    &EXTRA,
    &MISSING,
    &SYMLINK,
    &ESCAPES,
    &MOVED,
    &CASE,
    &SPECIAL,
    &UNREADABLE,
    &DOCUMENT,
    &NO_DIGEST,
    &WEAK,
    &UNSUPPORTED,
    &NO_FILES,
    &INSIDE,
    &MATCH,
];

pub(super) static MISMATCH: Code = Code {
    code: "digest.mismatch",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "a file's bytes are not those that the document lists",
    why: "The document vouches for other bytes under this name. The file was changed after the document was made, by a tool, by accident \
          or by someone who wanted it so.",
    example: "`bin/server` is listed with SHA-256:9f86d0… and has SHA-256:60303a… on disk.",
    mend: "Take the file again from where the release came from. If the change is yours, make the document anew from the finished tree.",
    wrong_when: "The document was made from a tree that a later step changes on purpose, such as stripping or signing.",
};

pub(super) static SIZE: Code = Code {
    code: "digest.size",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "a file is longer or shorter than the document lists",
    why: "A file of another size cannot have the listed bytes: it was cut off, added to or replaced. It is not read to the end.",
    example: "`data.bin` is listed with 1048576 bytes and has 4096.",
    mend: "Copy or download the file again; a cut-off transfer is the usual cause.",
    wrong_when: "As for digest.mismatch.",
};

pub(super) static MISSING: Code = Code {
    code: "digest.missing",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "a file that the document lists is not there",
    why: "What was delivered is not whole. A missing licence, configuration or signature can matter as much as a missing program.",
    example: "`LICENSE` is listed and is not in the tree.",
    mend: "Deliver the file, or make the document anew from what is delivered.",
    wrong_when: "The document describes a larger tree, of which this is one part: verify the whole, or take the part's own document.",
};

pub(super) static EXTRA: Code = Code {
    code: "digest.extra",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "a file is there that the document does not list",
    why: "A file that nobody vouched for can be loaded, run or included all the same. Planting one is the usual way to change a release \
          without touching any listed file.",
    example: "`lib/plugin.so` is in the tree and not in the document.",
    mend: "Remove it, or list it. What legitimately appears after the release can be named in `.bonafideignore` or with `--ignore`.",
    wrong_when: "The file is made by running the release, such as a log or a cache: ignore it by a pattern.",
};

pub(super) static MOVED: Code = Code {
    code: "digest.moved",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "a listed file lies under another path, with the same bytes",
    why: "The bytes are known but their place decides what they do: a file moved into a search path is run, one moved away is not found.",
    example: "`doc/tool.conf` is listed; the same bytes are at `etc/tool.conf`.",
    mend: "Put the file back, or make the document anew after the move.",
    wrong_when: "A copy of a listed file stands elsewhere and the original was removed for another reason.",
};

pub(super) static CASE: Code = Code {
    code: "digest.case",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "a path differs from the listed one in upper and lower case only",
    why: "On one system both names mean the same file, on another they do not: what is loaded depends on where it runs.",
    example: "`README.md` is listed, `Readme.md` is on disk.",
    mend: "Rename the file to the listed name. Pack and unpack on a file system that keeps case.",
    wrong_when: "Never; where the difference is harmless it still makes the document wrong.",
};

pub(super) static SYMLINK: Code = Code {
    code: "digest.symlink",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "a symbolic link is not what the document lists, or leaves the tree",
    why: "A link instead of a file, or to another target, lets bytes from elsewhere be used under a vetted name. A target outside the tree \
          is covered by no digest.",
    example: "`bin/tool` is listed as a file and is a link to `/tmp/tool`.",
    mend: "Replace the link by the listed file or target. Links are never followed here.",
    wrong_when: "A root file system lists absolute links on purpose; listed as they are, they are only a warning.",
};

pub(super) static SPECIAL: Code = Code {
    code: "digest.special-file",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "there is a pipe, socket, device or folder where only a file can be verified",
    why: "Such an entry has no bytes that a digest could cover, and reading it can have effects.",
    example: "`run/control` is a pipe.",
    mend: "Remove it from the release, or name it in `.bonafideignore`.",
    wrong_when: "The tree is a running system rather than a release.",
};

pub(super) static ESCAPES: Code = Code {
    code: "digest.path-escapes",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "the document lists a path that leads out of the subject",
    why: "A path with `..` or a root lets a document have a file outside vouched for, or pass off one that is not delivered. \
          No honest writer makes one.",
    example: "The document lists `../../etc/passwd`.",
    mend: "Ask whoever made the document for one with paths below the subject's root.",
    wrong_when: "A writer listed absolute paths of its build machine: then the document cannot be compared with any other tree either.",
};

pub(super) static DOCUMENT: Code = Code {
    code: "digest.document-problem",
    outcome: Outcome::Unchecked,
    level: Level::Error,
    title: "a part of the document could not be used",
    why: "What the document says there may be a file or a digest that was then not checked.",
    example: "A digest labelled SHA-384 has 64 hexadecimal digits.",
    mend: "Have the document made anew, or mended by whoever made it.",
    wrong_when: "The part has nothing to do with files; it is still something that the document says and nobody could read.",
};

pub(super) static UNREADABLE: Code = Code {
    code: "digest.unreadable",
    outcome: Outcome::Unchecked,
    level: Level::Error,
    title: "a file, folder or pattern could not be read",
    why: "What is not read is not checked, and what is not checked is not passed.",
    example: "`secret/key` gives `permission denied`.",
    mend: "Run with rights to read the whole tree, or mend the pattern that is named.",
    wrong_when: "Never: the answer is unknown.",
};

pub(super) static NO_DIGEST: Code = Code {
    code: "digest.unlisted-digest",
    outcome: Outcome::Unchecked,
    level: Level::Error,
    title: "the document lists a file without any digest",
    why: "The name is there and the bytes are anyone's.",
    example: "`bin/server` is listed with a name and a type and no `hashes`.",
    mend: "Make the document with a tool that writes digests of files, such as `bonafide scan --files`.",
    wrong_when: "Never: the bytes were not compared with anything.",
};

pub(super) static WEAK: Code = Code {
    code: "digest.weak-algorithm",
    outcome: Outcome::Unchecked,
    level: Level::Error,
    title: "only a broken digest algorithm vouches for a file",
    why: "For MD5 and SHA-1 two files with the same digest can be made on purpose, so that a match proves nothing against whoever made the \
          file. A mismatch still proves that it was changed.",
    example: "`setup.exe` is listed with MD5 alone, and it matches.",
    mend: "Have the document list SHA-256 or better, or accept the algorithm by name in full knowledge.",
    wrong_when: "Only accidents have to be ruled out, not attackers.",
};

pub(super) static UNSUPPORTED: Code = Code {
    code: "digest.unsupported-algorithm",
    outcome: Outcome::Unchecked,
    level: Level::Error,
    title: "a file is listed only with an algorithm that is not computed here",
    why: "MD6 was withdrawn by its authors and has no maintained implementation. The bytes were not compared.",
    example: "`setup.exe` is listed with MD6 alone.",
    mend: "Have the document list SHA-256 or better.",
    wrong_when: "Never: the answer is unknown.",
};

pub(super) static NO_FILES: Code = Code {
    code: "digest.no-files",
    outcome: Outcome::Unchecked,
    level: Level::Error,
    title: "the document lists no file that could be compared with the subject",
    why: "With nothing to compare there is nothing that could fail; calling that a pass would be empty.",
    example: "An SBOM of packages is given for a directory, or a document without components.",
    mend: "Make a document of the files, `bonafide scan --files -o cyclonedx-json=tree.cdx.json DIR`, or give the one that belongs to the subject.",
    wrong_when: "Never: no file was looked at.",
};

pub(super) static INSIDE: Code = Code {
    code: "digest.inside",
    outcome: Outcome::Unchecked,
    level: Level::Error,
    title: "the document is about a file inside of the subject, and not about all of it",
    why: "One file in the archive has the listed bytes. Of whatever else is in there the document says nothing, so it was not compared.",
    example: "The SBOM of `libadder.so` is given for the wheel that holds it as `adder/adder.cpython-311-x86_64-linux-gnu.so`.",
    mend: "Verify the file itself, taken out of the archive; for the archive, make a document of its own with `bonafide scan ARCHIVE`.",
    wrong_when: "Never: other files are in there, or the archive itself is not what the document is about.",
};

pub(super) static MATCH: Code = Code {
    code: "digest.match",
    outcome: Outcome::Pass,
    level: Level::Note,
    title: "the bytes are those that the document lists",
    why: "Every strong digest that the document gives for the file was computed over all of its bytes and is equal. Who made the document \
          is another question: see the check `signature`.",
    example: "`server` has the SHA-256 that its document states.",
    mend: "Nothing to do.",
    wrong_when: "The document itself was replaced together with the file: only a signature shows that.",
};
