//! What one signature file comes to: by whom, over what, or why it does not count.

use std::collections::{BTreeMap, BTreeSet};

use super::target::{Answers, Role, Target};
use super::{SignatureFile, codes};
use crate::model::{Code, Item};
use crate::signature::minisign::Mode;
use crate::signature::statement::StatementError;
use crate::signature::{
    Container, ContainerError, ContainerKind, Fingerprint, JsonError, KeyForm, MinisignSignature, TrustedKey, printable,
};
use crate::verify::Input;

/// What one signature file comes to.
#[derive(Debug, Default)]
pub(super) struct Verdict {
    pub(super) items: Vec<Item>,
    pub(super) covers: BTreeSet<Role>,
    pub(super) coverage: Vec<String>,
}

impl From<Item> for Verdict {
    fn from(item: Item) -> Self {
        Self { items: vec![item], ..Self::default() }
    }
}

/// All that signatures are judged on.
pub(super) struct Case<'a> {
    pub(super) input: &'a Input<'a>,
    pub(super) targets: &'a [Target],
    pub(super) answers: &'a [Answers],
}

impl<'a> Case<'a> {
    /// Judges one signature file.
    pub(super) fn judge(&self, place: usize, file: &SignatureFile<'_>) -> Verdict {
        let path = file.path.display();
        let subject = file.line.map_or_else(|| path.to_string(), |line| format!("{path}:{line}"));
        match (&file.content, &file.attested) {
            (Err(error), _) => container_item(error, subject).into(),
            (Ok(Container::Raw { wrapper, .. }), _) => self.judge_raw(place, *wrapper, &subject),
            (Ok(Container::Minisign(signature)), _) => self.judge_minisign(place, signature, &subject),
            (Ok(Container::Envelope { envelope, wrapper }), Some(attested)) => {
                attested.judge(self, (envelope, *wrapper), &subject)
            }
            (Ok(Container::Envelope { .. }), None) => Item::new(&codes::UNKNOWN_KEY, subject).into(),
        }
    }

    /// Returns the keys of a form, with their places.
    pub(super) fn keys(&self, form: KeyForm) -> impl Iterator<Item = (usize, &'a TrustedKey)> + use<'a> {
        self.input.keys.iter().enumerate().filter(move |(_, trusted)| trusted.key.form() == form)
    }

    /// Returns the targets with what was learnt of them.
    pub(super) fn files(&self) -> impl Iterator<Item = (&'a Target, &'a Answers)> + use<'a> {
        self.targets.iter().zip(self.answers)
    }

    /// Returns the names of all targets, for messages.
    pub(super) fn target_names(&self) -> String {
        let names: Vec<String> = self.targets.iter().map(Target::name).collect();
        if names.is_empty() { "a directory without an SBOM".into() } else { names.join(" or ") }
    }

    fn judge_raw(&self, place: usize, kind: ContainerKind, subject: &str) -> Verdict {
        if self.keys(KeyForm::Pem).next().is_none() {
            return self.no_key(kind, KeyForm::Pem, subject);
        }
        if self.targets.is_empty() {
            return nothing_covered(subject, kind);
        }
        for (target, answers) in self.files() {
            let makers = self.keys(KeyForm::Pem).filter(|(key, _)| answers.verified.contains(&(place, *key)));
            let makers: Vec<&TrustedKey> = makers.map(|(_, trusted)| trusted).collect();
            if makers.is_empty() {
                continue;
            }
            if answers.like_envelope {
                let item = Item::new(&codes::UNSUPPORTED, subject);
                return item.found("a raw signature over a file that is itself what an attestation signs").into();
            }
            return self.counted(&makers, subject, target, |label| {
                format!("{kind} by {label} covers every byte of {}", target.name())
            });
        }
        let tried: Vec<String> = self.keys(KeyForm::Pem).map(|(_, trusted)| trusted.label()).collect();
        Item::new(&codes::INVALID, subject)
            .expected(format!("a signature over {} by {}", self.target_names(), tried.join(" or ")))
            .found("a signature by none of these keys over none of these bytes")
            .into()
    }

    fn judge_minisign(&self, place: usize, signature: &MinisignSignature, subject: &str) -> Verdict {
        let kind = ContainerKind::Minisign;
        if self.input.keys.is_empty() {
            return self.no_key(kind, KeyForm::Minisign, subject);
        }
        let named = self.keys(KeyForm::Minisign).filter(|(_, trusted)| trusted.key.minisign_id() == signature.key_id);
        let named: Vec<(usize, &TrustedKey)> = named.collect();
        if named.is_empty() {
            return self.unknown_minisign_key(signature, subject).into();
        }
        if self.targets.is_empty() {
            return nothing_covered(subject, kind);
        }
        for (target, answers) in self.files() {
            let holds = |key: usize, trusted: &TrustedKey| match (signature.mode, &answers.prehash) {
                (Mode::Prehashed, Some(prehash)) => signature.verify_prehash(&trusted.key, prehash).is_ok(),
                (Mode::Prehashed, None) => false,
                // A file of 64 bytes could be the prehash of another: see the module on minisign.
                (Mode::Legacy, _) => answers.size != 64 && answers.verified.contains(&(place, key)),
            };
            let makers: Vec<&TrustedKey> =
                named.iter().filter(|(key, trusted)| holds(*key, trusted)).map(|(_, trusted)| *trusted).collect();
            if makers.is_empty() {
                continue;
            }
            let makers: Vec<&TrustedKey> =
                makers.into_iter().filter(|trusted| signature.verify_comment(&trusted.key).is_ok()).collect();
            if makers.is_empty() {
                let found = format!("`{}`, which was not signed", printable(&signature.trusted_comment, 200));
                return Item::new(&codes::INVALID, subject)
                    .expected("the trusted comment as it was signed")
                    .found(found)
                    .into();
            }
            return self.counted(&makers, subject, target, |label| {
                let comment = printable(&signature.trusted_comment, 200);
                format!("{kind} by {label} covers every byte of {}, and the comment `{comment}`", target.name())
            });
        }
        let genuine = named.iter().any(|(_, trusted)| signature.verify_comment(&trusted.key).is_ok());
        let found = if genuine {
            let comment = printable(&signature.trusted_comment, 200);
            format!("a genuine signature over other bytes, with the comment `{comment}`")
        } else {
            "a signature that was changed, or is by another key under this name".into()
        };
        let labels: Vec<String> = named.iter().map(|(_, trusted)| trusted.label()).collect();
        Item::new(&codes::INVALID, subject)
            .expected(format!("a signature over {} by {}", self.target_names(), labels.join(" or ")))
            .found(found)
            .into()
    }

    fn unknown_minisign_key(&self, signature: &MinisignSignature, subject: &str) -> Item {
        let item = Item::new(&codes::UNKNOWN_KEY, subject).found(format!("key {}", signature.key_id));
        let trusted: Vec<String> = self.keys(KeyForm::Minisign).map(|(_, trusted)| trusted.label()).collect();
        let item = if trusted.is_empty() { item } else { item.expected(format!("key {}", trusted.join(" or "))) };
        if self.keys(KeyForm::Pem).any(|(_, trusted)| trusted.key.minisign_id() == signature.key_id) {
            return item.hint("give the key in minisign form: `bonafide key show KEY --public --form minisign`");
        }
        item.hint("if the owner uses this key, get it from the owner and name it with `--key FILE`")
    }

    /// Returns the verdict on a signature that keys of the right form made over a target.
    pub(super) fn counted(
        &self,
        makers: &[&TrustedKey],
        subject: &str,
        target: &Target,
        sentence: impl Fn(&str) -> String,
    ) -> Verdict {
        let (counting, mut items) = self.in_date(makers, subject);
        let Some(first) = counting.first() else { return Verdict { items, ..Verdict::default() } };
        items.push(valid(subject, &[first]).found(sentence(&first.label())));
        Verdict { items, covers: [target.role].into(), coverage: vec![sentence(&first.label())] }
    }

    /// Returns the keys that count as of the time of judgement, each once; where none does, items that say why.
    ///
    /// One key can be trusted by several records, on the command line and in the register. A bound in time that any of them sets
    /// holds for the key, and a record that says whose key it is speaks for those that do not.
    pub(super) fn in_date<'k>(&self, makers: &[&'k TrustedKey], subject: &str) -> (Vec<&'k TrustedKey>, Vec<Item>) {
        let at = self.input.at;
        let early = |trusted: &TrustedKey| trusted.not_before.filter(|bound| at < *bound);
        let late = |trusted: &TrustedKey| trusted.not_after.filter(|bound| at > *bound);
        let bounded = |trusted: &TrustedKey| trusted.not_before.is_some() || trusted.not_after.is_some();
        let mut records: BTreeMap<Fingerprint, Vec<&'k TrustedKey>> = BTreeMap::new();
        for trusted in makers {
            records.entry(trusted.key.fingerprint()).or_default().push(trusted);
        }
        let (mut counting, mut items) = (Vec::new(), Vec::new());
        for of_one_key in records.into_values() {
            let any_bounded = of_one_key.iter().any(|trusted| bounded(trusted));
            let deciding: Vec<&TrustedKey> =
                of_one_key.into_iter().filter(|trusted| bounded(trusted) || !any_bounded).collect();
            let in_time = deciding.iter().filter(|trusted| early(trusted).is_none() && late(trusted).is_none());
            // `false` sorts first: a record with a name.
            match in_time.min_by_key(|trusted| trusted.principal.is_none()) {
                Some(trusted) => counting.push(*trusted),
                None => items.extend(deciding.iter().map(|trusted| self.out_of_date(trusted, subject))),
            }
        }
        if counting.is_empty() { (counting, items) } else { (counting, Vec::new()) }
    }

    fn out_of_date(&self, trusted: &TrustedKey, subject: &str) -> Item {
        let at = self.input.at;
        let (code, bound): (&'static Code, String) = match (trusted.not_before, trusted.not_after) {
            (Some(bound), _) if at < bound => (&codes::KEY_NOT_YET_VALID, format!(" from {bound}")),
            (_, Some(bound)) => (&codes::KEY_EXPIRED, format!(" until {bound}")),
            _ => (&codes::KEY_EXPIRED, String::new()),
        };
        Item::new(code, subject)
            .expected(format!("key {} counts{bound}", trusted.label()))
            .found(format!("a judgement as of {at}"))
            .rests_on(trusted.origin.to_string())
    }

    pub(super) fn no_key(&self, kind: ContainerKind, form: KeyForm, subject: &str) -> Verdict {
        let item = Item::new(&codes::NO_KEY, subject).expected(format!("a public key in {form} form, for a {kind}"));
        let item = if self.input.keys.is_empty() { item } else { item.found("only keys of another form") };
        item.hint("name the signer's public key with `--key FILE`").into()
    }
}

/// Returns the item that says who vouches.
pub(super) fn valid(subject: &str, makers: &[&TrustedKey]) -> Item {
    makers.iter().fold(Item::new(&codes::VALID, subject), |item, trusted| {
        item.rests_on(format!("key {} of {} from {}", trusted.key.fingerprint(), trusted.principal(), trusted.origin))
    })
}

pub(super) fn nothing_covered(subject: &str, kind: ContainerKind) -> Verdict {
    let found = format!("a {kind} and a directory, which no signature can be over");
    Item::new(&codes::NOTHING_COVERED, subject)
        .found(found)
        .hint("give the SBOM that was signed with `--sbom FILE`")
        .into()
}

/// Returns the item for a file that holds no usable signature.
fn container_item(error: &ContainerError, subject: String) -> Item {
    let code = match error {
        ContainerError::Unsupported(_) => &codes::UNSUPPORTED,
        ContainerError::Json(json) => json_code(json),
        _ => &codes::MALFORMED,
    };
    Item::new(code, subject).found(error.to_string())
}

fn json_code(error: &JsonError) -> &'static Code {
    match error {
        JsonError::DuplicateKey(_) | JsonError::Case { .. } => &codes::DUPLICATE_JSON_KEY,
        JsonError::Syntax(_) => &codes::MALFORMED,
    }
}

/// Returns the item for an envelope whose signed statement cannot be used.
pub(super) fn statement_item(error: &StatementError, subject: &str) -> Item {
    let code = match error {
        StatementError::Json(json) => json_code(json),
        StatementError::Malformed(_) => &codes::MALFORMED,
        StatementError::Type(_) => &codes::UNSUPPORTED,
        StatementError::NoSubject => &codes::NO_SUBJECT,
    };
    Item::new(code, subject).found(error.to_string())
}
