//! The finding codes of the check `signature`.

use crate::model::{Code, Level, Outcome};

/// Every code, in the order in which they are listed.
pub(super) static ALL: &[&Code] = &[
    &VALID,
    &INVALID,
    &MISSING,
    &NO_KEY,
    &UNKNOWN_KEY,
    &KEY_EXPIRED,
    &KEY_NOT_YET_VALID,
    &MALFORMED,
    &DUPLICATE_JSON_KEY,
    &UNSUPPORTED,
    &NO_SUBJECT,
    &SUBJECT_MISMATCH,
    &DOCUMENT_MISMATCH,
    &NOTHING_COVERED,
    &SUBJECT_UNCOVERED,
    &DOCUMENT_UNCOVERED,
];

pub(super) static VALID: Code = Code {
    code: "signature.valid",
    outcome: Outcome::Pass,
    level: Level::Note,
    title: "a trusted key signed these bytes",
    why: "Only the holder of the private key can have made the signature, so the bytes are those that the holder meant.",
    example: "`app.bin.minisig` is a minisign signature by the key of Example Ltd over every byte of `app.bin`.",
    mend: "Nothing to mend.",
    wrong_when: "The private key was stolen, or the public key was taken from the same place as the file. It says nothing of when the signature was made.",
};

pub(super) static INVALID: Code = Code {
    code: "signature.invalid",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "a signature does not hold for these bytes",
    why: "Either the file or the signature was changed after signing, or the signature belongs to another file or another key.",
    example: "`app.bin.sig` was made for version 1.2.3, and `app.bin` is version 1.2.4.",
    mend: "Fetch file and signature again from the same release, and check that `--key` is the key of whoever signed it.",
    wrong_when: "A raw signature does not name its key, so one by a key that was not given looks the same.",
};

pub(super) static MISSING: Code = Code {
    code: "signature.missing",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "a signature was asked for and there is none",
    why: "Whoever removes a signature must not be better off than whoever breaks it.",
    example: "`bonafide verify app.bin --key vendor.pub` where no signature file lies beside `app.bin`.",
    mend: "Name the signature with `--signature FILE`, or fetch it from the release.",
    wrong_when: "The signature lies elsewhere under a name that is not looked for.",
};

pub(super) static NO_KEY: Code = Code {
    code: "signature.no-key",
    outcome: Outcome::Unchecked,
    level: Level::Error,
    title: "there is a signature but no key to check it with",
    why: "A signature is worth what its key is worth, and a key that comes with the file is worth nothing: the reader must choose it.",
    example: "`app.bin.minisig` lies beside `app.bin`, and neither `--key` nor the register names a minisign key.",
    mend: "Get the public key from its owner and name it with `--key FILE`.",
    wrong_when: "The signature is meant for others. Where trusted signatures cover the same files, the finding is a note.",
};

pub(super) static UNKNOWN_KEY: Code = Code {
    code: "signature.unknown-key",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "a signature names a key that nobody here trusts",
    why: "Anyone can sign anything with a key of their own; only keys that you chose count.",
    example: "`app.bin.minisig` names key 7F0A64C1D2E3B4A5, and the key given is 1122334455667788.",
    mend: "If the owner has a new key, get it from the owner and name it with `--key FILE`.",
    wrong_when: "The owner changed keys. Where another trusted signature covers the same files, the finding is a note.",
};

pub(super) static KEY_EXPIRED: Code = Code {
    code: "signature.key-expired",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "the signature holds, but its key no longer counts",
    why: "A key that was retired may be in other hands, and a signature does not prove when it was made.",
    example: "The register says that the key counts until 2026-06-30, and the judgement is as of 2026-11-23.",
    mend: "Get a release signed with the current key, or judge as of an earlier time with `--at` if you know that you received it then.",
    wrong_when: "The file was received and stored safely while the key still counted.",
};

pub(super) static KEY_NOT_YET_VALID: Code = Code {
    code: "signature.key-not-yet-valid",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "the signature holds, but its key does not count yet",
    why: "A key counts only from the day on which it was vetted.",
    example: "The register says that the key counts from 2027-01-01, and the judgement is as of 2026-11-23.",
    mend: "Check the dates in the register, and the time given with `--at`.",
    wrong_when: "The clock of this machine is wrong.",
};

pub(super) static MALFORMED: Code = Code {
    code: "signature.malformed",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "a signature file is broken",
    why: "A broken signature proves nothing, and another reader might make something of it.",
    example: "A download was cut off, and `app.bin.minisig` has two lines instead of four.",
    mend: "Fetch the signature file again.",
    wrong_when: "The file is not a signature at all; do not name it then.",
};

pub(super) static DUPLICATE_JSON_KEY: Code = Code {
    code: "signature.duplicate-json-key",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "an envelope or statement has a key twice",
    why: "Readers differ on which of the two counts, so one text can say different things to different tools.",
    example: "A statement with two `subject` members: one tool compares the first, another the last.",
    mend: "Ask the signer for an envelope without duplicates; no honest tool writes them.",
    wrong_when: "Never: even where both values are equal, the signer's tool is broken.",
};

pub(super) static UNSUPPORTED: Code = Code {
    code: "signature.unsupported",
    outcome: Outcome::Unchecked,
    level: Level::Error,
    title: "a signature of a kind that cannot be checked here",
    why: "What is not checked is not passed, whatever it is.",
    example: "A keyless Sigstore bundle, or an OpenPGP signature.",
    mend: "Check it with the tool that made it, or ask the signer for an Ed25519, minisign or DSSE signature.",
    wrong_when: "The file is meant for other tools. Where trusted signatures cover the same files, the finding is a note.",
};

pub(super) static NO_SUBJECT: Code = Code {
    code: "signature.no-subject",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "a signed statement is about nothing",
    why: "A statement without subjects fits every file and so proves nothing of any.",
    example: "An in-toto statement whose `subject` is an empty list.",
    mend: "Ask the signer to name the artifact and its digest in the statement.",
    wrong_when: "Never.",
};

pub(super) static SUBJECT_MISMATCH: Code = Code {
    code: "signature.subject-mismatch",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "a signed statement is about another artifact",
    why: "The signature is genuine, but it vouches for other bytes than those that lie here.",
    example: "The statement names `app.bin` with another SHA-256: it belongs to another build.",
    mend: "Fetch artifact and attestation of the same release.",
    wrong_when: "Several attestations lie together and this one is meant for another file: name the right one. In one file of JSON Lines it is a note, where others cover everything.",
};

pub(super) static DOCUMENT_MISMATCH: Code = Code {
    code: "signature.document-mismatch",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "a signed statement carries or names another SBOM",
    why: "The signer vouches for another list of components than the one that lies here.",
    example: "A component was taken out of `app.cdx.json` after it had been attested.",
    mend: "Use the SBOM of the release; an embedded one can be taken out of the attestation itself.",
    wrong_when: "The SBOM was converted to another format after signing: it says the same but is not what was signed.",
};

pub(super) static NOTHING_COVERED: Code = Code {
    code: "signature.nothing-covered",
    outcome: Outcome::Unchecked,
    level: Level::Error,
    title: "a signature holds but covers nothing that is examined here",
    why: "A genuine signature over something else must not lend its weight to this subject.",
    example: "The subject is a directory without an SBOM: no signature can be over a directory.",
    mend: "Give the SBOM with `--sbom FILE`, or the signature that belongs to the subject.",
    wrong_when: "The signature is over a file that is not part of this verification.",
};

pub(super) static SUBJECT_UNCOVERED: Code = Code {
    code: "signature.subject-uncovered",
    outcome: Outcome::Unchecked,
    level: Level::Error,
    title: "the SBOM is signed, but nothing signed names these bytes",
    why: "A signed SBOM says nothing of a file that it does not list by digest.",
    example: "`app.cdx.json.sig` covers the SBOM, which states no digest of `app.bin`.",
    mend: "Sign the artifact, or attest both: `bonafide sign app.bin --type dsse --sbom app.cdx.json --key KEY`.",
    wrong_when: "The artifact's bytes are proven in another way.",
};

pub(super) static DOCUMENT_UNCOVERED: Code = Code {
    code: "signature.document-uncovered",
    outcome: Outcome::Unchecked,
    level: Level::Error,
    title: "the artifact is signed, but the SBOM is not",
    why: "Anyone could have taken a component out of an SBOM that nobody signed.",
    example: "`app.bin.minisig` covers `app.bin`; `app.cdx.json` lies beside it without a signature.",
    mend: "Sign the SBOM too, or attest both: `bonafide sign app.bin --type dsse --sbom app.cdx.json --key KEY`.",
    wrong_when: "You made the SBOM yourself from bytes that you trust.",
};
