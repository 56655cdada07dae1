//! The check `signature`: who signed the subject and its document?
//!
//! Every signature file is tried with the keys that the reader trusts, over the files that lie here: the artifact and its SBOM. A signature
//! counts only when a trusted key made it, that key counts as of the time of judgement, and it covers one of those files, whole. What is
//! covered by whom is always said. Each file is read once, in constant memory, for all signatures together.

mod codes;
mod envelope;
mod judge;
mod target;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::{Check, Input, VerifyError};
use crate::format::DocumentFile;
use crate::limits;
use crate::model::{Algorithm, CheckReport, Code, Item, Level, Outcome, Reach, ScopedDigest, Strength};
use crate::signature::minisign::Mode;
use crate::signature::{Container, ContainerError, KeyForm, KeyOrigin};
use crate::source::{SourceError, read_bounded};
use envelope::Attested;
use judge::{Case, Verdict};
use target::{Answers, Prehash, Questions, Role, Target};

/// Who signed the subject and its document?
pub struct Signature;

impl Check for Signature {
    fn name(&self) -> &'static str {
        "signature"
    }

    fn about(&self) -> &'static str {
        "Who signed the subject and its document?"
    }

    fn codes(&self) -> &'static [&'static Code] {
        codes::ALL
    }

    /// Keys from a vendor's record alone ask for nothing; a key that the user named does.
    fn reach(&self) -> Reach {
        Reach::Subject
    }

    fn applies(&self, input: &Input<'_>) -> bool {
        let named = input.keys.iter().any(|key| matches!(key.origin, KeyOrigin::Given(_)));
        named || !input.signatures.is_empty()
    }

    fn run(&self, input: &Input<'_>) -> Result<CheckReport, VerifyError> {
        let mut report = CheckReport::new(self.name());
        let files = read_files(input)?;
        if files.is_empty() {
            let item = Item::new(&codes::MISSING, input.subject.display().to_string());
            report.items.push(item.hint("name the signature with `--signature FILE`"));
            return Ok(report);
        }
        let targets = target::targets(input)?;
        let answers = examine(input, &files, &targets)?;
        if let Some(item) = changed(input, &targets, &answers) {
            report.items.push(item);
            return Ok(report);
        }
        let case = Case { input, targets: &targets, answers: &answers };
        let verdicts: Vec<Verdict> = files.iter().enumerate().map(|(place, file)| case.judge(place, file)).collect();
        let covered: BTreeSet<Role> = verdicts.iter().flat_map(|verdict| verdict.covers.iter().copied()).collect();
        for (file, mut verdict) in files.iter().zip(verdicts) {
            lower_strangers(&mut verdict, file, (&targets, &covered));
            report.items.extend(verdict.items);
            report.coverage.extend(verdict.coverage);
        }
        report.passed = covered.len() as u64;
        if covered.contains(&Role::Subject) {
            report.reach = Reach::Subject;
        }
        uncovered(&mut report, &case, &covered)?;
        Ok(report)
    }
}

/// One signature file.
struct SignatureFile<'a> {
    path: &'a Path,
    /// The line, in a file that holds several.
    line: Option<usize>,
    content: Result<Container, ContainerError>,
    /// What an envelope says, once a trusted key has vouched for it.
    attested: Option<Attested>,
}

fn read_files<'a>(input: &Input<'a>) -> Result<Vec<SignatureFile<'a>>, VerifyError> {
    let mut seen = BTreeSet::new();
    let mut files = Vec::new();
    for path in input.signatures.iter().filter(|path| seen.insert(path.as_path())) {
        let contents = match read_bounded(path, limits::SIGNATURE_BYTES) {
            Ok(bytes) => Container::parse_all(&bytes),
            Err(SourceError::TooLarge { .. } | SourceError::NotAFile { .. }) => {
                vec![(None, Err(ContainerError::Unknown))]
            }
            Err(error) => return Err(error.into()),
        };
        files.extend(contents.into_iter().map(|(line, content)| {
            let attested = match &content {
                Ok(Container::Envelope { envelope, .. }) => Some(Attested::new(envelope, input.keys)),
                _ => None,
            };
            SignatureFile { path, line, content, attested }
        }));
    }
    Ok(files)
}

/// Reads every target once.
fn examine(input: &Input<'_>, files: &[SignatureFile<'_>], targets: &[Target]) -> Result<Vec<Answers>, VerifyError> {
    let size = |target: &Target| std::fs::metadata(&target.path).map_or(0, |metadata| metadata.len());
    input.progress.begin("checking signatures", Some(targets.iter().map(size).sum()));
    let read = targets.iter().map(|target| {
        let mut questions = questions(files, input);
        if target.role == Role::Document {
            questions.algorithms.insert(Algorithm::Sha256);
        }
        target::examine(&target.path, questions, input.progress)
    });
    let answers: Result<Vec<Answers>, SourceError> = read.collect();
    input.progress.end();
    Ok(answers?)
}

/// Returns all that the signatures ask of a file.
fn questions(files: &[SignatureFile<'_>], input: &Input<'_>) -> Questions {
    let mut questions = Questions::default();
    let keys = |form| input.keys.iter().enumerate().filter(move |(_, trusted)| trusted.key.form() == form);
    for (place, file) in files.iter().enumerate() {
        match &file.content {
            Ok(Container::Raw { signature, .. }) => {
                let verifiers = keys(KeyForm::Pem)
                    .filter_map(|(key, trusted)| Some(((place, key), trusted.key.verifier(signature).ok()?)));
                questions.verifiers.extend(verifiers);
            }
            Ok(Container::Minisign(signature)) => {
                let named =
                    keys(KeyForm::Minisign).filter(|(_, trusted)| trusted.key.minisign_id() == signature.key_id);
                match signature.mode {
                    Mode::Prehashed if named.clone().next().is_some() => questions.prehash = Prehash::Needed,
                    Mode::Prehashed => {}
                    Mode::Legacy => questions.verifiers.extend(named.filter_map(|(key, trusted)| {
                        Some(((place, key), trusted.key.verifier(&signature.signature).ok()?))
                    })),
                }
            }
            Ok(Container::Envelope { .. }) => {
                questions.algorithms.extend(file.attested.iter().flat_map(Attested::algorithms));
            }
            Err(_) => {}
        }
    }
    questions
}

/// The document that other checks read must be the one whose bytes are looked at here.
fn changed(input: &Input<'_>, targets: &[Target], answers: &[Answers]) -> Option<Item> {
    let document = input.document?;
    let (target, answers) = targets.iter().zip(answers).find(|(target, _)| target.role == Role::Document)?;
    let found = answers.digests.get(&Algorithm::Sha256)?;
    (*found != document.sha256).then(|| {
        Item::new(&codes::DOCUMENT_MISMATCH, target.path.display().to_string())
            .expected(document.sha256.to_string())
            .found(format!("{found}: the file changes while it is being verified"))
    })
}

/// A further signature that cannot be judged takes nothing from files that trusted ones cover; nor does, in a file that gathers the
/// attestations of a whole release, one that is about another artifact.
fn lower_strangers(verdict: &mut Verdict, file: &SignatureFile<'_>, (targets, covered): (&[Target], &BTreeSet<Role>)) {
    let strangers = [codes::UNKNOWN_KEY.code, codes::NO_KEY.code, codes::UNSUPPORTED.code];
    let lowered =
        |code: &str| strangers.contains(&code) || (file.line.is_some() && code == codes::SUBJECT_MISMATCH.code);
    if !targets.is_empty() && targets.iter().all(|target| covered.contains(&target.role)) {
        for item in verdict.items.iter_mut().filter(|item| lowered(item.code)) {
            item.outcome = Outcome::Unchecked;
            item.level = Level::Note;
        }
    }
}

/// Tells what no signature covers, once there is one that covers something.
fn uncovered(report: &mut CheckReport, case: &Case<'_>, covered: &BTreeSet<Role>) -> Result<(), VerifyError> {
    if covered.is_empty() {
        return Ok(());
    }
    for target in case.targets.iter().filter(|target| !covered.contains(&target.role)) {
        let shown = target.path.display().to_string();
        match (target.role, case.input.document) {
            (Role::Subject, Some(document)) if states(document, target)? => {
                let document = Target { role: Role::Document, path: document.path.clone() };
                report.coverage.push(format!(
                    "{} itself is not signed; the signed {} states its digest, which fits",
                    target.name(),
                    document.name()
                ));
            }
            (Role::Subject, _) => report.items.push(Item::new(&codes::SUBJECT_UNCOVERED, shown)),
            (Role::Document, _) => report.items.push(Item::new(&codes::DOCUMENT_UNCOVERED, shown)),
        }
    }
    if case.targets.iter().all(|target| target.role == Role::Document) && case.input.subject.is_dir() {
        report
            .coverage
            .push("a directory cannot be signed itself; its files are proven by the digests in the signed SBOM".into());
    }
    Ok(())
}

/// Returns whether a document states a digest of exactly this file, of its root component or of a file in it.
fn states(document: &DocumentFile, target: &Target) -> Result<bool, SourceError> {
    let inventory = &document.document.inventory;
    let root = inventory.subject.root.and_then(|id| inventory.components.get(id.index()));
    let lists = root.map(|root| &root.digests).into_iter().chain(inventory.files.iter().map(|file| &file.digests));
    let strong = |list: &'_ [ScopedDigest]| -> BTreeMap<Algorithm, _> {
        let strong = list.iter().filter(|stated| stated.digest.algorithm().strength() == Strength::Strong);
        strong.map(|stated| (stated.digest.algorithm(), stated.digest.clone())).collect()
    };
    let stated: Vec<BTreeMap<Algorithm, _>> = lists.map(|list| strong(list)).filter(|set| !set.is_empty()).collect();
    if stated.is_empty() {
        return Ok(false);
    }
    let algorithms = stated.iter().flat_map(BTreeMap::keys).copied().collect();
    let questions = Questions { algorithms, ..Questions::default() };
    let found = target::examine(&target.path, questions, &crate::source::Silent)?.digests;
    Ok(stated.iter().any(|set| set.iter().all(|(algorithm, digest)| found.get(algorithm) == Some(digest))))
}

#[cfg(test)]
mod tests;
