//! Signatures that other tools made, and what is left of them after each kind of damage.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use bonafide::format::{Document, DocumentFile};
use bonafide::model::{Algorithm, CheckReport, Inventory, Level, Outcome};
use bonafide::signature::{SecretKey, TrustedKey};
use bonafide::source::hash::digest_bytes;
use bonafide::source::{Silent, read_bounded};
use bonafide::verify::{self, Input, Targets};

use crate::sources;

/// One folder: an artifact or none, an SBOM or none, public keys, signatures.
struct Case {
    folder: PathBuf,
    keys: Vec<TrustedKey>,
    signatures: Vec<PathBuf>,
}

const ENDINGS: [&str; 4] = [".sig", ".minisig", ".intoto.json", ".sigstore.json"];

impl Case {
    fn read(folder: &Path) -> Self {
        let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.is_file())
            .collect();
        files.sort();
        let ends = |path: &Path, ending: &str| path.to_str().unwrap().ends_with(ending);
        let keys = files.iter().filter(|path| ends(path, ".pub")).map(|path| TrustedKey::read(path, None).unwrap());
        let keys = keys.collect();
        files.retain(|path| ENDINGS.iter().any(|ending| ends(path, ending)));
        Self { folder: folder.into(), keys, signatures: files }
    }

    /// Copies a case, so that a test can damage it.
    fn copy(&self) -> (tempfile::TempDir, Self) {
        let folder = tempfile::tempdir().unwrap();
        for entry in std::fs::read_dir(&self.folder).unwrap() {
            let path = entry.unwrap().path();
            std::fs::copy(&path, folder.path().join(path.file_name().unwrap())).unwrap();
        }
        let copy = Self::read(folder.path());
        (folder, copy)
    }

    fn file(&self, name: &str) -> Option<PathBuf> {
        Some(self.folder.join(name)).filter(|path| path.is_file())
    }

    fn document(&self) -> Option<DocumentFile> {
        let path = self.file("app.cdx.json")?;
        let bytes = read_bounded(&path, 1 << 20).unwrap();
        let document = Document {
            format: "cyclonedx-json",
            version: "1.6".into(),
            serial: None,
            created: None,
            inventory: Inventory::default(),
        };
        let sha256 = digest_bytes(Algorithm::Sha256, &bytes).unwrap();
        Some(DocumentFile { path, sha256, size: bytes.len() as u64, document })
    }

    fn run(&self) -> CheckReport {
        let document = self.document();
        let input = Input {
            subject: &self.file("app.bin").unwrap_or_else(|| self.folder.clone()),
            document: document.as_ref(),
            signatures: &self.signatures,
            keys: &self.keys,
            register: None,
            caches: &BTreeMap::new(),
            targets: &Targets::All,
            at: "2026-11-23".parse().unwrap(),
            ignore: &[],
            own_files: &[],
            drift: bonafide::verify::Against::default(),
            accepted_algorithms: &[],
            hashed: &[],
            progress: &Silent,
        };
        verify::find("signature").unwrap().run(&input).unwrap()
    }
}

fn all() -> Vec<(String, Case)> {
    let root = sources::root().join("testdata/verify/signature");
    let folders = std::fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir());
    let mut cases: Vec<(String, Case)> =
        folders.map(|folder| (folder.file_name().unwrap().to_str().unwrap().to_owned(), Case::read(&folder))).collect();
    cases.sort_by(|a, b| a.0.cmp(&b.0));
    cases
}

fn shown(case: &Case) -> String {
    let report = case.run();
    let mut text = format!("{}, {} covered\n", report.outcome(Level::Error), report.passed);
    for item in &report.items {
        writeln!(text, "{} {}", item.outcome, item.code).unwrap();
        let lines = [("expected", &item.expected), ("found", &item.found)];
        for (what, said) in lines {
            if let Some(said) = said {
                writeln!(text, "  {what}: {said}").unwrap();
            }
        }
    }
    for line in &report.coverage {
        writeln!(text, "coverage: {line}").unwrap();
    }
    text.replace(&format!("{}/", case.folder.display()), "")
}

#[test]
fn signatures_of_other_tools_come_to_what_they_should() {
    for (name, case) in all() {
        let path = case.folder.join("expected.txt");
        let made = shown(&case);
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            std::fs::write(&path, &made).unwrap();
        } else {
            let expected = std::fs::read_to_string(&path).unwrap();
            assert_eq!(made, expected, "{name}");
        }
    }
}

fn passing() -> Vec<(String, Case)> {
    let cases: Vec<(String, Case)> =
        all().into_iter().filter(|(_, case)| case.run().outcome(Level::Error) == Outcome::Pass).collect();
    assert!(cases.len() >= 8, "too few cases to prove anything");
    cases
}

/// Checks that a case no longer passes, and that nothing of it counts.
#[track_caller]
fn refused(what: &str, case: &Case) {
    let report = case.run();
    assert_ne!(report.outcome(Level::Error), Outcome::Pass, "{what}: {report:?}");
    assert!(report.items.iter().any(|item| item.outcome != Outcome::Pass && item.level == Level::Error), "{what}");
}

fn change(path: &Path, with: impl Fn(&mut Vec<u8>)) {
    let mut bytes = read_bounded(path, 1 << 20).unwrap();
    with(&mut bytes);
    std::fs::write(path, bytes).unwrap();
}

#[test]
fn a_changed_or_missing_file_is_refused() {
    for (name, case) in passing() {
        for file in ["app.bin", "app.cdx.json"].iter().filter_map(|file| case.file(file)) {
            let file = file.file_name().unwrap().to_str().unwrap().to_owned();
            // One more component is a change of value as well as of bytes.
            let more = |bytes: &mut Vec<u8>| {
                let text = String::from_utf8_lossy(bytes).replace("1.0.0", "1.0.1");
                if text.as_bytes() == bytes.as_slice() { bytes.push(b' ') } else { *bytes = text.into_bytes() }
            };
            let (_folder, copy) = case.copy();
            change(&copy.folder.join(&file), more);
            refused(&format!("{name}: {file} changed"), &copy);
            let (_folder, copy) = case.copy();
            change(&copy.folder.join(&file), |bytes| bytes.truncate(bytes.len() / 2));
            refused(&format!("{name}: {file} cut"), &copy);
            let (_folder, copy) = case.copy();
            change(&copy.folder.join(&file), Vec::clear);
            refused(&format!("{name}: {file} emptied"), &copy);
        }
    }
}

#[test]
fn a_damaged_signature_is_refused() {
    for (name, case) in passing() {
        let (_folder, copy) = case.copy();
        change(&copy.signatures[0], |bytes| bytes.truncate(bytes.len() / 2));
        refused(&format!("{name}: cut"), &copy);
        change(&copy.signatures[0], Vec::clear);
        refused(&format!("{name}: emptied"), &copy);
        let (_folder, mut copy) = case.copy();
        copy.signatures.clear();
        refused(&format!("{name}: taken away"), &copy);
        let text = String::from_utf8(read_bounded(&case.signatures[0], 1 << 20).unwrap());
        let changes = [
            ("in-toto+json", "in-toto+jsom"),
            ("\"payload\":\"e", "\"payload\":\"f"),
            ("\"sig\":\"", "\"sig\":\"AAAA"),
            ("\"signature\":\"", "\"signature\":\"AAAA"),
            ("trusted comment: release", "trusted comment: Release"),
            ("trusted comment: sbom", "trusted comment: sbon"),
            ("\nRU", "\nRW"),
        ];
        for (from, to) in changes {
            let Some(text) = text.as_ref().ok().filter(|text| text.contains(from)) else { continue };
            let (_folder, copy) = case.copy();
            std::fs::write(&copy.signatures[0], text.replacen(from, to, 1)).unwrap();
            // `untrusted comment` holds `trusted comment`, and is not covered by design.
            if !to.starts_with("trusted") || text.contains(&format!("\n{from}")) {
                refused(&format!("{name}: {to:?}"), &copy);
            }
        }
    }
}

#[test]
fn a_signature_of_another_case_or_by_another_key_is_refused() {
    let cases = passing();
    for (name, case) in &cases {
        for (other, from) in cases.iter().filter(|(other, _)| other != name) {
            let (_folder, mut copy) = case.copy();
            change(
                &copy.folder.join(if copy.file("app.bin").is_some() { "app.bin" } else { "app.cdx.json" }),
                |bytes| {
                    bytes.push(b'x');
                },
            );
            copy.signatures.clone_from(&from.signatures);
            refused(&format!("{name} with the signature of {other}"), &copy);
        }
        let (_folder, mut copy) = case.copy();
        for key in &mut copy.keys {
            let stranger = SecretKey::generate(key.key.form()).unwrap();
            key.key = stranger.public().clone();
        }
        refused(&format!("{name} with another key"), &copy);
        copy.keys.clear();
        refused(&format!("{name} without a key"), &copy);
    }
}
