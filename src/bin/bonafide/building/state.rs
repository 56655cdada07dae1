//! What was written for a build that is built again and again: where cargo finds everything as it was, so are the documents.

use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use bonafide::collect::cargo::{Messages, PRECURSOR_ENDING, Unit};
use bonafide::limits;
use bonafide::model::Algorithm;
use bonafide::source::hash::digest_bytes;
use bonafide::source::read_bounded;
use bonafide::store::{Access, write_whole};

/// What the documents of a build rest on, and where that is remembered.
pub(crate) struct State {
    file: PathBuf,
    /// The digest of everything that the documents rest on.
    key: String,
    /// Whether cargo found everything as it was.
    is_fresh: bool,
}

impl State {
    /// Returns what a build rests on; none when the target folder is not known.
    ///
    /// `how` is all of the command line and environment that reaches a document. Cargo has compared sources, flags and toolchain; files are told
    /// apart as cargo itself does it, by size and time.
    pub(crate) fn of(messages: &Messages, how: &str) -> Option<Self> {
        // Cargo tells of units in the order in which they happen to be done.
        let mut lines = Vec::new();
        let mut target = None;
        let mut lock = None;
        for unit in &messages.units {
            lines.push(format!("{} {:?} {:?} {:?}", unit.package_id, unit.target, unit.features, unit.filenames));
            for file in own_files(unit) {
                lines.push(stamp(file)?);
                // What cargo put beside it tells its edges.
                lines.extend(stamp(&with_ending(file, PRECURSOR_ENDING)));
                target = target.or_else(|| above(file, "CACHEDIR.TAG"));
                lock = lock.or_else(|| above(&unit.manifest_path, "Cargo.lock"));
            }
        }
        lines.extend(messages.scripts.iter().map(|run| format!("{run:?}")));
        lines.sort_unstable();
        let mut text = format!("{}\n{how}\n{}\n", env!("CARGO_PKG_VERSION"), lines.join("\n"));
        if let Some(folder) = lock {
            let bytes = read_bounded(&folder.join("Cargo.lock"), limits::LOCKFILE_BYTES).ok()?;
            text.push_str(&digest_bytes(Algorithm::Sha256, &bytes)?.hex());
        }
        let key = digest_bytes(Algorithm::Sha256, text.as_bytes())?.hex();
        let name = digest_bytes(Algorithm::Sha256, how.as_bytes())?.hex();
        let file = target?.join("bonafide").join(format!(".{}.state", name.get(..16)?));
        Some(Self { file, key, is_fresh: messages.units.iter().all(|unit| unit.fresh) })
    }

    /// Returns the folder that it is remembered in, made if it was not there.
    pub(crate) fn folder(&self) -> Option<PathBuf> {
        let folder = self.file.parent()?;
        std::fs::create_dir_all(folder).ok()?;
        Some(folder.to_path_buf())
    }

    /// Returns the documents that were written for the same build, if cargo compiled nothing and each is still there as it was written.
    pub(crate) fn documents(&self) -> Option<Vec<PathBuf>> {
        if !self.is_fresh {
            return None;
        }
        let bytes = read_bounded(&self.file, limits::CONFIG_BYTES).ok()?;
        let text = String::from_utf8(bytes).ok()?;
        let mut lines = text.lines();
        if lines.next() != Some(self.key.as_str()) {
            return None;
        }
        let document = |line: &str| {
            let (digest, path) = line.split_once(' ')?;
            (self::digest(Path::new(path))? == digest).then(|| PathBuf::from(path))
        };
        let documents: Vec<PathBuf> = lines.map(document).collect::<Option<_>>()?;
        (!documents.is_empty()).then_some(documents)
    }

    /// Remembers the documents. What cannot be remembered is made anew next time.
    pub(crate) fn remember(&self, documents: &[PathBuf]) {
        let mut text = format!("{}\n", self.key);
        for document in documents {
            let path = std::path::absolute(document).ok();
            let line = path.as_ref().and_then(|path| Some(format!("{} {}\n", digest(path)?, path.to_str()?)));
            let Some(line) = line.filter(|line| line.lines().count() == 1) else { return };
            text.push_str(&line);
        }
        let _ = write_whole(&self.file, text.as_bytes(), Access::Public);
    }
}

/// Returns the files of a unit that documents may be about.
fn own_files(unit: &Unit) -> impl Iterator<Item = &PathBuf> {
    let is_inner = |file: &Path| file.parent().and_then(Path::file_name).is_some_and(|name| name == "deps");
    let is_test = unit.is_test();
    let forward = unit.filenames.iter().filter(move |file| !is_inner(file) || is_test);
    forward.filter(|_| !unit.is("custom-build")).chain(&unit.executable)
}

/// Returns what tells a file from another one of the same name: size, time and, where there is one, the number.
fn stamp(file: &Path) -> Option<String> {
    let metadata = std::fs::metadata(file).ok()?;
    let time = metadata.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    #[cfg(unix)]
    let number = std::os::unix::fs::MetadataExt::ino(&metadata);
    #[cfg(not(unix))]
    let number = 0;
    Some(format!("{} {} {} {number}", file.display(), metadata.len(), time.as_nanos()))
}

fn with_ending(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

fn above(file: &Path, name: &str) -> Option<PathBuf> {
    file.ancestors().skip(1).find(|folder| folder.join(name).is_file()).map(Path::to_path_buf)
}

fn digest(file: &Path) -> Option<String> {
    let bytes = read_bounded(file, limits::DOCUMENT_BYTES).ok()?;
    Some(digest_bytes(Algorithm::Sha256, &bytes)?.hex())
}
