//! The finding codes of this check, with what `bonafide explain` prints.

use crate::model::{Code, Level, Outcome};

/// Every code, in the order of the alphabet.
pub(super) static ALL: &[&Code] = &[
    &AMBIGUOUS,
    &APPROVED,
    &CONDITIONAL,
    &DENIED,
    &EVIDENCE_CHANGED,
    &EVIDENCE_EXPIRED,
    &EVIDENCE_UNREAD,
    &EXPIRED,
    &EXPIRING_SOON,
    &NO_COMPONENTS,
    &NO_DOCUMENT,
    &NO_PURL,
    &NO_REGISTER,
    &NONE,
    &NOT_YET_REVIEWED,
    &OUT_OF_SCOPE_REGISTRY,
    &OUT_OF_SCOPE_USAGE,
    &OUT_OF_SCOPE_VERSION,
    &OVERLAP,
    &PROPOSED,
    &REVIEW_OVERDUE,
    &SUSPENDED,
    &UNUSED,
];

pub(super) static APPROVED: Code = Code {
    code: "vendor.approved",
    outcome: Outcome::Pass,
    level: Level::Note,
    title: "a vetted vendor delivers these components, in scope and in date",
    why: "each component has exactly one entry of the register that decides on it, and that entry covers its origin, version and use",
    example: "`tokio-rs` delivers tokio 1.47.0 by `pkg:cargo/tokio@^1.47`",
    mend: "nothing to do",
    wrong_when: "the register approves more than was vetted, or the document names a package that is not the one in use: the checks \
                 `package` and `digest` compare it with the bytes",
};

pub(super) static CONDITIONAL: Code = Code {
    code: "vendor.conditional",
    outcome: Outcome::Pass,
    level: Level::Note,
    title: "a vendor is approved under conditions that no tool can judge",
    why: "the approval counts, but only a person knows whether its conditions hold for this subject",
    example: "conditions = \"only where the input is trusted\"",
    mend: "read the conditions; where they do not hold, replace the component",
    wrong_when: "the conditions hold here",
};

pub(super) static NONE: Code = Code {
    code: "vendor.none",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "no vendor of the register delivers this component",
    why: "nobody has vetted whoever publishes it, so that anyone who takes over its name or account ships with you",
    example: "pkg:cargo/left-pad@1.0.0 matches no entry",
    mend: "vet its publisher, add the package to a vendor and approve it; or remove the dependency",
    wrong_when: "the register is that of another product, or the package is written otherwise than in its purl",
};

pub(super) static PROPOSED: Code = Code {
    code: "vendor.proposed",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "the vendor is in the register, but nobody has approved it yet",
    why: "a proposal is made by a tool or by whoever wants the package; a decision is made by those who answer for it",
    example: "status = \"proposed\"",
    mend: "review the vendor, then `bonafide vendor approve ID --until DATE`",
    wrong_when: "never: a proposal is not a decision",
};

pub(super) static DENIED: Code = Code {
    code: "vendor.denied",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "a vendor that was refused delivers this component",
    why: "people have decided against it; a refusal wins over every approval, and without `registries` it holds for every origin",
    example: "status = \"denied\", reason = \"account was taken over\"",
    mend: "replace the component, or lift the refusal in the register with a reason",
    wrong_when: "the refusing pattern is broader than was meant",
};

pub(super) static SUSPENDED: Code = Code {
    code: "vendor.suspended",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "the vendor of this component is suspended",
    why: "something about the vendor is being looked into; until that is done nothing it delivers passes",
    example: "status = \"suspended\", reason = \"release key was lost\"",
    mend: "wait for the outcome, or pin a release from before and approve that version alone under another vendor entry",
    wrong_when: "the matter is settled and the register was not updated",
};

pub(super) static EXPIRED: Code = Code {
    code: "vendor.expired",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "the approval of the vendor, or of this scope, has ended",
    why: "an approval rests on facts that age: maintainers change, accounts change hands, projects are abandoned",
    example: "approved-until = 2026-06-30, judged as of 2026-11-23",
    mend: "review the vendor again, then `bonafide vendor approve ID --until DATE`",
    wrong_when: "the verdict is meant for an earlier day: give it with `--at`",
};

pub(super) static NOT_YET_REVIEWED: Code = Code {
    code: "vendor.not-yet-reviewed",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "the approval rests on a review that lies in the future",
    why: "a review that has not happened cannot have found anything",
    example: "reviewed = 2027-01-01, judged as of 2026-11-23",
    mend: "correct the date, or use the register as it was on the day that is judged",
    wrong_when: "`--at` names a day before the review: then the vendor was not approved on that day by this register",
};

pub(super) static REVIEW_OVERDUE: Code = Code {
    code: "vendor.review-overdue",
    outcome: Outcome::Fail,
    level: Level::Warning,
    title: "the next review of a vendor is overdue",
    why: "the approval still holds, but the facts it rests on were to be looked at again by now",
    example: "review-by = 2026-09-01, judged as of 2026-11-23",
    mend: "review the vendor and set `reviewed`; see `bonafide vendor due`",
    wrong_when: "the review has taken place and the register was not updated",
};

pub(super) static EXPIRING_SOON: Code = Code {
    code: "vendor.expiring-soon",
    outcome: Outcome::Fail,
    level: Level::Note,
    title: "the approval of a vendor ends within 30 days",
    why: "when it ends, every build that uses the vendor's packages fails",
    example: "approved-until = 2026-12-01, judged as of 2026-11-23",
    mend: "review the vendor now, then `bonafide vendor approve ID --until DATE`",
    wrong_when: "the vendor is to be dropped",
};

pub(super) static EVIDENCE_EXPIRED: Code = Code {
    code: "vendor.evidence-expired",
    outcome: Outcome::Fail,
    level: Level::Warning,
    title: "what a vendor's approval rests on has expired",
    why: "a certificate or report that no longer counts is no ground for an approval",
    example: "title = \"ISO 27001 certificate\", expires = 2026-10-01",
    mend: "ask the vendor for the current one and update the record",
    wrong_when: "the approval does not need this piece; then remove it",
};

pub(super) static EVIDENCE_CHANGED: Code = Code {
    code: "vendor.evidence-changed",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "a file that a vendor's approval rests on is not the one that was reviewed",
    why: "whoever approved the vendor saw other bytes",
    example: "vetting/acme.pdf has another SHA-256 than the register states",
    mend: "bring the reviewed file back, or review the new one and update `sha256`",
    wrong_when: "never: the bytes differ",
};

pub(super) static EVIDENCE_UNREAD: Code = Code {
    code: "vendor.evidence-unread",
    outcome: Outcome::Unchecked,
    level: Level::Error,
    title: "a file that a vendor's approval rests on could not be read",
    why: "an approval that rests on a file nobody can find cannot be defended",
    example: "vetting/acme.pdf is not there",
    mend: "put the file back beside the register",
    wrong_when: "the evidence is kept elsewhere on purpose; then name it by `url`",
};

pub(super) static OUT_OF_SCOPE_VERSION: Code = Code {
    code: "vendor.out-of-scope-version",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "the vendor is vetted for other versions of this component",
    why: "what was vetted was a range of versions; a new major version, or a very old one, is other code",
    example: "pkg:cargo/tokio@2.0.0 with the entry `pkg:cargo/tokio@^1.47`",
    mend: "vet the new version and widen the range, or go back to a version in it",
    wrong_when: "the vendor was meant to be trusted for every version: leave the range out",
};

pub(super) static OUT_OF_SCOPE_REGISTRY: Code = Code {
    code: "vendor.out-of-scope-registry",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "a component has the name of a vetted one but comes from elsewhere",
    why: "a name belongs to a vendor only within one registry: a fork, a folder or a second registry can carry any name. \
          Confusing the two is how dependency confusion works",
    example: "tokio from git https://host.example/someone/tokio, where the register names the default registry",
    mend: "take it from the origin that was vetted; or vet this origin and add it as a `[[vendor.scope]]` with `registries`",
    wrong_when: "the document writes a default registry's address as an address of its own",
};

pub(super) static OUT_OF_SCOPE_USAGE: Code = Code {
    code: "vendor.out-of-scope-usage",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "a component is used otherwise than its vendor was vetted for",
    why: "what is good enough for tests or builds was not judged as a part of what is shipped, and the other way round",
    example: "usage = [\"development\"], but the component is linked into the program",
    mend: "vet the vendor for this use and add it to `usage`, or change how it is used",
    wrong_when: "the document does not tell how a component is used; then nothing shows that it is in scope",
};

pub(super) static AMBIGUOUS: Code = Code {
    code: "vendor.ambiguous",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "two vendors claim this component with equally specific entries",
    why: "nobody can say whose approval counts, nor whose expiry",
    example: "`pkg:cargo/bytes` stands under two vendors",
    mend: "name the package under one vendor only, or give the entries different `registries` or versions",
    wrong_when: "never: exactly one entry must decide",
};

pub(super) static OVERLAP: Code = Code {
    code: "vendor.overlap",
    outcome: Outcome::Fail,
    level: Level::Note,
    title: "a second entry covers components on which a more specific one decides",
    why: "if the deciding entry is removed, the other one takes over without anybody having decided that",
    example: "`pkg:cargo/tokio-util` under one vendor and `pkg:cargo/tokio-*` under another",
    mend: "narrow the broader entry, or keep it where that is meant",
    wrong_when: "the broader entry is meant as the fallback",
};

pub(super) static UNUSED: Code = Code {
    code: "vendor.unused",
    outcome: Outcome::Fail,
    level: Level::Note,
    title: "entries of the register match no component of this document",
    why: "an approval that nothing needs is an opening that nobody watches",
    example: "`pkg:cargo/mio` is approved, and the document has no mio",
    mend: "remove the entries",
    wrong_when: "the register serves several products",
};

pub(super) static NO_PURL: Code = Code {
    code: "vendor.no-purl",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "a component cannot be told apart from others: it has no package URL",
    why: "a bare name belongs to nobody, and the supplier that a document states is only a claim",
    example: "a component `zlib` with neither purl nor folder",
    mend: "have the document's maker state its purl; list folders of your own under `paths` in `[first-party]`",
    wrong_when: "it is a part of a component that has one",
};

pub(super) static NO_COMPONENTS: Code = Code {
    code: "vendor.no-components",
    outcome: Outcome::Unchecked,
    level: Level::Error,
    title: "the document has no component to judge",
    why: "an empty list would pass any register; it usually means that the collector found nothing",
    example: "a document with a root component alone",
    mend: "make the document again from the right subject",
    wrong_when: "the subject truly has no dependency; then name it in `[first-party]` and state its dependencies as complete",
};

pub(super) static NO_DOCUMENT: Code = Code {
    code: "vendor.no-document",
    outcome: Outcome::Unchecked,
    level: Level::Error,
    title: "there is no document whose components could be judged",
    why: "vendors are judged by the components that a document lists",
    example: "`vendors.toml` was found, an SBOM was not",
    mend: "name the document with `--sbom FILE`, or make one with `bonafide scan`",
    wrong_when: "never: nothing was looked at",
};

pub(super) static NO_REGISTER: Code = Code {
    code: "vendor.no-register",
    outcome: Outcome::Unchecked,
    level: Level::Error,
    title: "there is no register of vetted vendors",
    why: "without one nobody has said whom they trust",
    example: "neither `--vendors` nor `vendors.toml` is there",
    mend: "start one with `bonafide vendor suggest SBOM -o vendors.toml`",
    wrong_when: "vendors are not judged here; then leave `vendor` out of `require`",
};
