//! What lies beside a subject under the names that tools use: SBOMs and signatures.

use std::path::{Path, PathBuf};

/// Names of SBOMs in a folder, in the order in which they are preferred.
const DOCUMENTS: &[&str] = &[
    "bom.cdx.json",
    "bom.json",
    "sbom.cdx.json",
    "sbom.json",
    "bom.spdx.json",
    "sbom.spdx.json",
    "_manifest/spdx_2.2/manifest.spdx.json",
    "target/bonafide/bom.cdx.json",
];

/// Endings that a document beside a file has.
const DOCUMENT_ENDINGS: &[&str] = &[".cdx.json", ".bom.json", ".spdx.json", ".sbom.json"];

/// Endings that a signature beside a file has.
const SIGNATURE_ENDINGS: &[&str] =
    &[".minisig", ".sig", ".intoto.json", ".intoto.jsonl", ".dsse.json", ".sigstore.json", ".sigstore"];

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// Returns the SBOMs of a subject, the preferred one first.
pub(crate) fn documents(subject: &Path) -> Vec<PathBuf> {
    if !subject.is_dir() {
        return DOCUMENT_ENDINGS
            .iter()
            .map(|ending| with_ending(subject, ending))
            .filter(|path| path.is_file())
            .collect();
    }
    let mut found: Vec<PathBuf> =
        DOCUMENTS.iter().map(|name| subject.join(name)).filter(|path| path.is_file()).collect();
    let entries = std::fs::read_dir(subject).into_iter().flatten().filter_map(Result::ok).map(|entry| entry.path());
    let ended = |path: &PathBuf| DOCUMENT_ENDINGS.iter().any(|ending| path.to_string_lossy().ends_with(ending));
    let mut others: Vec<PathBuf> =
        entries.filter(|path| path.is_file() && ended(path) && !found.contains(path)).collect();
    others.sort();
    found.append(&mut others);
    found
}

/// Returns the signatures of a file.
pub(crate) fn signatures(file: &Path) -> Vec<PathBuf> {
    SIGNATURE_ENDINGS.iter().map(|ending| with_ending(file, ending)).filter(|path| path.is_file()).collect()
}
