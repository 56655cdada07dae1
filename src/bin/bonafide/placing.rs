//! Where the documents of a build go: beside each artifact and below the target folder, or where the user wants them.

use std::path::{Path, PathBuf};

use bonafide::collect::cargo::{Artifact, Built};
use bonafide::format::{self, Stamp};
use bonafide::model::Inventory;
use bonafide::signature::statement::{self, CYCLONEDX, NamedFile, NewSbom};
use bonafide::source::hash::digest_bytes;
use bonafide::store::{Access, write_whole};

use crate::exit::Failure;
use crate::outputs::{self, Output};

/// The formats that are written when none is named.
const DEFAULT: &[&str] = &["cyclonedx-json", "spdx-json"];

/// The ending of each format's files beside an artifact.
const ENDINGS: &[(&str, &str)] = &[
    ("cyclonedx-json", ".cdx.json"),
    ("cyclonedx-xml", ".cdx.xml"),
    ("cyclonedx-protobuf", ".cdx"),
    ("spdx-json", ".spdx.json"),
    ("spdx-tag-value", ".spdx"),
    ("spdx-yaml", ".spdx.yaml"),
    ("spdx3-json", ".spdx3.json"),
    ("table", ".txt"),
    ("purls", ".purls"),
];

/// The format that a statement can hold.
const ATTESTED: &str = "cyclonedx-json";

/// Where each document of each artifact goes.
pub(crate) struct Plan {
    outputs: Vec<Output>,
    /// For each artifact, and in it for each output, the files that the document is written to, the foremost first.
    files: Vec<Vec<Vec<PathBuf>>>,
    /// For each artifact, where its statement goes.
    statements: Vec<PathBuf>,
}

/// Decides where everything goes, and refuses two documents in one file.
pub(crate) fn plan(asked: &[Output], built: &Built) -> Result<Plan, Failure> {
    let outputs: Vec<Output> = match asked {
        [] => DEFAULT.iter().map(|format| Output::of(format, None)).collect(),
        asked => asked.to_vec(),
    };
    let is_beside = outputs.iter().any(|output| output.file().is_none());
    if is_beside && built.artifacts.iter().any(|(artifact, _)| artifact.bytes.is_none()) {
        return Err(Failure::usage("what is only planned has no artifact that a document could lie beside")
            .hint("-o cyclonedx-json=sboms/"));
    }
    let is_one = built.artifacts.len() == 1;
    let mut plan = Plan { outputs, files: Vec::new(), statements: Vec::new() };
    for (artifact, _) in &built.artifacts {
        let below = below(&built.target_directory, artifact);
        let files = plan.outputs.iter().map(|output| {
            let ending = ending(output.format());
            let name = || format!("{}{ending}", artifact.file_name());
            match output.file() {
                Some(file) if is_one && !outputs::is_folder(file) => vec![file.to_path_buf()],
                Some(folder) => vec![folder.join(name())],
                None => vec![with_ending(&artifact.path, ending), with_ending(&below, ending)],
            }
        });
        let files = files.collect();
        plan.files.push(files);
        plan.statements.push(with_ending(&below, ".intoto.json"));
    }
    refuse_doubles(plan.files.iter().flatten().flatten())?;
    Ok(plan)
}

/// Refuses two documents in one file.
pub(crate) fn refuse_doubles<'a>(files: impl Iterator<Item = &'a PathBuf>) -> Result<(), Failure> {
    let mut all: Vec<&PathBuf> = files.collect();
    all.sort();
    match all.windows(2).find(|pair| pair[0] == pair[1]) {
        Some([file, _]) => Err(Failure::usage(format!("two documents cannot both go to `{}`", file.display()))
            .hint("give each format a folder of its own, and build for one platform at a time")),
        _ => Ok(()),
    }
}

/// Returns the artifact's own place below `target/bonafide/`.
fn below(target: &Path, artifact: &Artifact) -> PathBuf {
    let own = artifact.path.strip_prefix(target).ok();
    let own = own.map_or_else(|| PathBuf::from(artifact.file_name()), Path::to_path_buf);
    target.join("bonafide").join(own)
}

fn ending(format: &str) -> &'static str {
    ENDINGS.iter().find(|row| row.0 == format).map_or(".sbom", |row| row.1)
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

impl Plan {
    /// Returns the folders in which files are written, made if they were not there.
    pub(crate) fn folders(&self) -> Result<Vec<PathBuf>, Failure> {
        let files = self.files.iter().flatten().flatten().chain(&self.statements);
        let mut folders = outputs::folders(files.map(PathBuf::as_path))?;
        folders.sort();
        folders.dedup();
        Ok(folders)
    }

    /// Makes the documents of one artifact, in the order of the outputs, and at the end the statement that binds one of them.
    pub(crate) fn make(
        &self,
        at: usize,
        (artifact, inventory): (&Artifact, &Inventory),
        stamp: &Stamp,
    ) -> Result<Vec<Made>, Failure> {
        let files = self.files.get(at).map(Vec::as_slice).unwrap_or_default();
        let mut made = Vec::new();
        let mut attested = None;
        for (output, files) in self.outputs.iter().zip(files) {
            let format = format::find(output.format())
                .ok_or_else(|| Failure::usage(format!("there is no format `{}`", output.format())))?;
            attested = attested.or((output.format() == ATTESTED).then_some(made.len()));
            let bytes = format.write(inventory, output.version(), stamp)?;
            made.push(Made { files: files.clone(), bytes, is_document: true });
        }
        let attested = attested.and_then(|at| made.get(at));
        let statement = attested.map(|made| statement(artifact, &made.files, &made.bytes)).transpose()?.flatten();
        if let Some((bytes, file)) = statement.zip(self.statements.get(at)) {
            made.push(Made { files: vec![file.clone()], bytes, is_document: false });
        }
        Ok(made)
    }
}

/// Something to be written about an artifact.
pub(crate) struct Made {
    /// The files that it is written to, the foremost first.
    pub(crate) files: Vec<PathBuf>,
    pub(crate) bytes: Vec<u8>,
    /// Whether it is a document, and not a statement about one.
    pub(crate) is_document: bool,
}

impl Made {
    /// Writes it wherever it goes.
    pub(crate) fn write(&self) -> Result<(), Failure> {
        for file in &self.files {
            write_whole(file, &self.bytes, Access::Public)?;
        }
        Ok(())
    }
}

/// Returns the statement that binds an artifact to its SBOM.
fn statement(artifact: &Artifact, files: &[PathBuf], document: &[u8]) -> Result<Option<Vec<u8>>, Failure> {
    let Some(name) = files.first().and_then(|file| file.file_name()).and_then(|name| name.to_str()) else {
        return Ok(None);
    };
    // What was not built has nothing to be bound by.
    let Some(bytes) = &artifact.bytes else { return Ok(None) };
    let digest = |algorithm| digest_bytes(algorithm, document);
    let (sha256, sha512) = (digest(bytes.sha256.algorithm()), digest(bytes.sha512.algorithm()));
    let Some((sha256, sha512)) = sha256.zip(sha512) else { return Ok(None) };
    let sbom = NamedFile { name: name.to_owned(), sha256, sha512 };
    let own = NamedFile { name: artifact.file_name(), sha256: bytes.sha256.clone(), sha512: bytes.sha512.clone() };
    let embedded = NewSbom::Embedded { predicate_type: CYCLONEDX, document };
    Ok(Some(statement::write(&[own], &sbom, embedded)?))
}
