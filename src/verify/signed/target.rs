//! The files that a signature can cover, each read once for everything that is asked of it.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::super::{Input, VerifyError};
use crate::model::{Algorithm, Digest};
use crate::signature::{Verifier, minisign, raw};
use crate::source::chunk::Chunk;
use crate::source::hash::Hasher;
use crate::source::{Progress, SourceError, open_regular};

/// What a file is to the verification.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Role {
    /// The artifact.
    Subject,
    /// The SBOM.
    Document,
}

/// A file that a signature can cover.
#[derive(Debug)]
pub(super) struct Target {
    pub(super) role: Role,
    pub(super) path: PathBuf,
}

impl Target {
    /// Returns the file for a sentence.
    pub(super) fn name(&self) -> String {
        self.path
            .file_name()
            .map_or_else(|| self.path.display().to_string(), |name| name.to_string_lossy().into_owned())
    }
}

/// Returns the files that a signature can cover: the subject unless it is a directory, and the SBOM.
pub(super) fn targets(input: &Input<'_>) -> Result<Vec<Target>, VerifyError> {
    let io = |source| SourceError::Io { path: input.subject.into(), source };
    let mut targets = Vec::new();
    if !std::fs::metadata(input.subject).map_err(io)?.is_dir() {
        targets.push(Target { role: Role::Subject, path: input.subject.into() });
    }
    if let Some(document) = input.document {
        // The SBOM itself may be the subject; it is then one file with one role.
        if same_file(input.subject, &document.path) {
            targets.clear();
        }
        targets.push(Target { role: Role::Document, path: document.path.clone() });
    }
    Ok(targets)
}

fn same_file(a: &Path, b: &Path) -> bool {
    a == b || matches!((a.canonicalize(), b.canonicalize()), (Ok(a), Ok(b)) if a == b)
}

/// One signature over a whole file that is to be tried with one key: their places in the lists of signatures and keys.
pub(super) type Attempt = (usize, usize);

/// What is asked of a file.
#[derive(Default)]
pub(super) struct Questions {
    pub(super) algorithms: BTreeSet<Algorithm>,
    pub(super) prehash: Prehash,
    pub(super) verifiers: Vec<(Attempt, Verifier)>,
}

/// Whether minisign's prehash is needed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Prehash {
    /// It is.
    Needed,
    /// It is not.
    #[default]
    Spared,
}

/// What was learnt of a file.
#[derive(Debug)]
pub(super) struct Answers {
    pub(super) digests: BTreeMap<Algorithm, Digest>,
    pub(super) prehash: Option<[u8; minisign::PREHASH_LENGTH]>,
    /// Signatures that hold for every byte.
    pub(super) verified: BTreeSet<Attempt>,
    pub(super) size: u64,
    /// Whether a raw signature over the file could be taken for an attestation.
    pub(super) like_envelope: bool,
}

/// Reads a file once and answers all that is asked of it, in constant memory.
pub(super) fn examine(path: &Path, mut questions: Questions, progress: &dyn Progress) -> Result<Answers, SourceError> {
    let io = |source| SourceError::Io { path: path.into(), source };
    let mut file = open_regular(path)?;
    let mut hashers: Vec<Hasher> =
        questions.algorithms.iter().filter_map(|algorithm| Hasher::new(*algorithm)).collect();
    let mut prehash = (questions.prehash == Prehash::Needed).then(|| Hasher::new(Algorithm::Blake2b512)).flatten();
    let mut chunk = Chunk::new();
    let (mut size, mut head) = (0u64, Vec::new());
    loop {
        let read = match file.read(&mut chunk) {
            Ok(0) => break,
            Ok(read) => &chunk[..read],
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(io(error)),
        };
        size += read.len() as u64;
        let missing = raw::ENVELOPE_PREFIX.len().saturating_sub(head.len()).min(read.len());
        head.extend_from_slice(&read[..missing]);
        hashers.iter_mut().chain(&mut prehash).for_each(|hasher| hasher.update(read));
        questions.verifiers.iter_mut().for_each(|(_, verifier)| verifier.update(read));
        progress.advance(read.len() as u64);
    }
    let digests = hashers.into_iter().map(Hasher::finish).map(|digest| (digest.algorithm(), digest)).collect();
    let prehash = prehash.and_then(|hasher| hasher.finish().bytes().try_into().ok());
    let holds = |(attempt, verifier): (Attempt, Verifier)| verifier.finish().is_ok().then_some(attempt);
    let verified = questions.verifiers.into_iter().filter_map(holds).collect();
    Ok(Answers { digests, prehash, verified, size, like_envelope: head == raw::ENVELOPE_PREFIX })
}
