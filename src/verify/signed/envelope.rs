//! Envelopes: who signed the statement, and whether it is about the files that lie here.

use std::collections::{BTreeMap, BTreeSet};

use super::codes;
use super::judge::{Case, Verdict, nothing_covered, statement_item, valid};
use super::target::{Answers, Role, Target};
use crate::limits;
use crate::model::{Algorithm, Item};
use crate::signature::dsse::{IN_TOTO, Variant};
use crate::signature::statement::{Descriptor, SbomClaim, Statement, StatementError, equals_document};
use crate::signature::{ContainerKind, Envelope, KeyForm, TrustedKey, printable};
use crate::source::hash::digest_bytes;
use crate::source::read_bounded;

/// An envelope after its signatures were tried with the trusted keys.
pub(super) struct Attested {
    /// The places of the keys that signed, each once.
    signers: BTreeMap<usize, Variant>,
    /// How many of the envelope's signatures are by no trusted key.
    strangers: usize,
    /// The statement; read only when a trusted key vouches for it.
    statement: Option<Result<Statement, StatementError>>,
}

impl Attested {
    /// Tries every key in PEM form on every signature.
    pub(super) fn new(envelope: &Envelope, keys: &[TrustedKey]) -> Self {
        let (places, keys): (Vec<usize>, Vec<_>) = keys
            .iter()
            .enumerate()
            .filter(|(_, trusted)| trusted.key.form() == KeyForm::Pem)
            .map(|(place, trusted)| (place, &trusted.key))
            .unzip();
        let made = envelope.verify(&keys);
        let known: BTreeSet<usize> = made.iter().map(|(_, which, _)| *which).collect();
        let signers: BTreeMap<usize, Variant> = made.iter().map(|(key, _, variant)| (places[*key], *variant)).collect();
        let readable = !signers.is_empty() && envelope.payload_type() == IN_TOTO;
        let statement = readable.then(|| Statement::parse(envelope.payload_unverified()));
        Self { signers, strangers: envelope.signatures().len() - known.len(), statement }
    }

    /// Returns the digest algorithms that are needed to compare files with the statement.
    pub(super) fn algorithms(&self) -> Vec<Algorithm> {
        self.statement.iter().flatten().flat_map(Statement::algorithms).collect()
    }

    /// Judges the envelope.
    pub(super) fn judge(
        &self,
        case: &Case<'_>,
        (envelope, kind): (&Envelope, ContainerKind),
        subject: &str,
    ) -> Verdict {
        if self.signers.is_empty() {
            return unsigned(case, envelope, kind, subject);
        }
        let makers: Vec<&TrustedKey> = self.signers.keys().filter_map(|place| case.input.keys.get(*place)).collect();
        let (makers, items) = case.in_date(&makers, subject);
        if makers.is_empty() {
            return Verdict { items, ..Verdict::default() };
        }
        match &self.statement {
            None => {
                let item = Item::new(&codes::UNSUPPORTED, subject).expected(format!("a payload of type `{IN_TOTO}`"));
                item.found(format!("`{}`", printable(envelope.payload_type(), 100))).into()
            }
            Some(Err(error)) => statement_item(error, subject).into(),
            Some(Ok(statement)) => self.bind(case, statement, kind, (subject, &makers)),
        }
    }

    fn bind(
        &self,
        case: &Case<'_>,
        statement: &Statement,
        kind: ContainerKind,
        (subject, makers): (&str, &[&TrustedKey]),
    ) -> Verdict {
        let mut covers = BTreeSet::new();
        let mut bound = Vec::new();
        for (target, answers) in case.files() {
            let outcome = match target.role {
                Role::Subject => bind_subject(statement, target, answers, subject),
                Role::Document => bind_document(statement, target, answers, subject),
            };
            match outcome {
                Ok(Some(how)) => {
                    covers.insert(target.role);
                    bound.push(how);
                }
                Ok(None) => {}
                Err(item) => return (*item).into(),
            }
        }
        if covers.is_empty() {
            return nothing_covered(subject, kind);
        }
        let labels: Vec<String> = makers.iter().map(|trusted| trusted.label()).collect();
        let principals: BTreeSet<String> = makers.iter().map(|trusted| trusted.principal()).collect();
        let mut parts = vec![format!("{kind} signed by {} binds {}", labels.join(" and "), bound.join(" and "))];
        if principals.len() > 1 {
            parts.push(format!("{} principals", principals.len()));
        }
        if self.strangers > 0 {
            parts.push(format!("{} further signatures by keys that nobody here trusts", self.strangers));
        }
        if self.signers.values().any(|variant| *variant == Variant::Prehashed) {
            parts.push("Ed25519ph".into());
        }
        let sentence = parts.join("; ");
        let item = valid(subject, makers).found(sentence.clone());
        Verdict { items: vec![item], covers, coverage: vec![sentence] }
    }
}

/// Returns the verdict on an envelope that no trusted key signed.
fn unsigned(case: &Case<'_>, envelope: &Envelope, kind: ContainerKind, subject: &str) -> Verdict {
    if case.keys(KeyForm::Pem).next().is_none() {
        return case.no_key(kind, KeyForm::Pem, subject);
    }
    if envelope.signatures().iter().all(|signature| signature.bytes.len() != 64) {
        let item = Item::new(&codes::UNSUPPORTED, subject);
        return item.found("signatures of another length than Ed25519 has").into();
    }
    let named: Vec<&str> = envelope.signatures().iter().filter_map(|signature| signature.key_id.as_deref()).collect();
    let ours = |name: &str| {
        case.keys(KeyForm::Pem).any(|(_, trusted)| {
            let fingerprint = trusted.key.fingerprint();
            fingerprint.to_string() == name || fingerprint.base64() == name
        })
    };
    let labels: Vec<String> = case.keys(KeyForm::Pem).map(|(_, trusted)| trusted.label()).collect();
    let expected = format!("a signature by {}", labels.join(" or "));
    if named.len() == envelope.signatures().len() && !named.iter().any(|name| ours(name)) {
        return Item::new(&codes::UNKNOWN_KEY, subject)
            .expected(expected)
            .found(format!("key {}", named.join(", ")))
            .hint("if the owner uses this key, get it from the owner and name it with `--key FILE`")
            .into();
    }
    Item::new(&codes::INVALID, subject)
        .expected(expected)
        .found("an envelope that was changed, or was signed by other keys")
        .into()
}

/// Returns how the statement binds the artifact.
fn bind_subject(
    statement: &Statement,
    target: &Target,
    answers: &Answers,
    subject: &str,
) -> Result<Option<String>, Box<Item>> {
    let Some(named) = statement.subjects().iter().find(|file| file.names(&answers.digests)) else {
        let others: Vec<String> = statement.subjects().iter().take(3).map(Descriptor::label).collect();
        let item = Item::new(&codes::SUBJECT_MISMATCH, subject).expected(shown_digest(target, answers));
        return Err(Box::new(item.found(format!("a statement about {}", others.join(", ")))));
    };
    Ok(Some(format!("every byte of {} by {}", target.name(), algorithm_names(named, answers))))
}

/// Returns how the statement binds the SBOM, or nothing where it makes no claim about one.
fn bind_document(
    statement: &Statement,
    target: &Target,
    answers: &Answers,
    subject: &str,
) -> Result<Option<String>, Box<Item>> {
    let exact = |files: &[Descriptor]| {
        let named = files.iter().find(|file| file.names(&answers.digests))?;
        Some(format!("every byte of {} by {}", target.name(), algorithm_names(named, answers)))
    };
    let mismatch = |found: &str| {
        let item = Item::new(&codes::DOCUMENT_MISMATCH, subject).expected(shown_digest(target, answers));
        Box::new(item.found(found))
    };
    match statement.sbom() {
        SbomClaim::None => Ok(exact(statement.subjects())),
        SbomClaim::Referenced(files) => {
            exact(files).map(Some).ok_or_else(|| mismatch("a statement that refers to another document"))
        }
        SbomClaim::Embedded(predicate) => {
            let bytes = read_bounded(&target.path, limits::SIGNATURE_BYTES)
                .map_err(|_| mismatch("an embedded SBOM, and a file larger than any envelope"))?;
            let read_before = answers.digests.get(&Algorithm::Sha256);
            if digest_bytes(Algorithm::Sha256, &bytes).as_ref() != read_before {
                return Err(mismatch("a file that changes while it is being verified"));
            }
            match equals_document(predicate, &bytes) {
                Ok(true) => {
                    let value = || format!("{} by the value of its JSON", target.name());
                    Ok(Some(exact(statement.subjects()).unwrap_or_else(value)))
                }
                Ok(false) => Err(mismatch("a statement that embeds another document")),
                Err(error) => Err(mismatch(&format!("an embedded SBOM, and a file that is {error}"))),
            }
        }
    }
}

fn shown_digest(target: &Target, answers: &Answers) -> String {
    let digest = answers.digests.values().next().map_or_else(String::new, |digest| format!(" with {digest}"));
    format!("{}{digest}", target.name())
}

fn algorithm_names(named: &Descriptor, answers: &Answers) -> String {
    let shared = named.digests.keys().filter(|algorithm| answers.digests.contains_key(algorithm));
    shared.map(|algorithm| algorithm.name()).collect::<Vec<_>>().join(" and ")
}
