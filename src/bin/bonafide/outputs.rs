//! `-o FORMAT[@VERSION][=FILE]`: which documents are written, and where to.

use std::path::{Path, PathBuf};
use std::str::FromStr;

use bonafide::format::{self, Stamp};
use bonafide::model::Inventory;
use bonafide::store;

use crate::exit::Failure;
use crate::ui::Ui;

/// One document to be written.
#[derive(Clone, Debug)]
pub(crate) struct Output {
    format: String,
    version: Option<String>,
    file: Option<PathBuf>,
}

impl FromStr for Output {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (head, file) = match text.split_once('=') {
            Some((_, "")) => return Err(format!("`{text}` names no file after `=`")),
            Some((head, file)) => (head, Some(PathBuf::from(file))),
            None => (text, None),
        };
        let (name, version) = match head.split_once('@') {
            Some((name, version)) => (name, Some(version)),
            None => (head, None),
        };
        let known = format::find(name).ok_or_else(|| {
            let names: Vec<&str> = format::ALL.iter().map(|format| format.name()).collect();
            format!("there is no format `{name}`, expected one of {}", names.join(", "))
        })?;
        if let Some(version) = version
            && !known.versions().contains(&version)
        {
            return Err(format!(
                "{name} has no version `{version}` here, expected one of {}",
                known.versions().join(", ")
            ));
        }
        Ok(Self {
            format: name.to_owned(),
            version: version.map(str::to_owned),
            file: file.filter(|file| file != Path::new("-")),
        })
    }
}

impl Output {
    /// Returns the output of this format to a file, or to stdout.
    pub(crate) fn of(format: &str, file: Option<PathBuf>) -> Self {
        Self { format: format.to_owned(), version: None, file }
    }

    /// Returns the same output, whose file is named from this folder.
    pub(crate) fn below(&self, folder: &Path) -> Self {
        let file =
            self.file.as_ref().map(|file| if is_folder(file) { folder.join(file).join("") } else { folder.join(file) });
        Self { file, ..self.clone() }
    }

    /// Whether the document is one of SPDX.
    pub(crate) fn is_spdx(&self) -> bool {
        self.format.starts_with("spdx-")
    }

    /// Returns the format's name.
    pub(crate) fn format(&self) -> &str {
        &self.format
    }

    /// Returns the version, if one was named.
    pub(crate) fn version(&self) -> Option<&str> {
        self.version.as_deref()
    }

    /// Returns the file, or `None` for stdout.
    pub(crate) fn file(&self) -> Option<&Path> {
        self.file.as_deref()
    }
}

/// Returns whether documents go into this, and not to a file of this name.
pub(crate) fn is_folder(path: &Path) -> bool {
    path.is_dir() || path.to_string_lossy().ends_with(['/', std::path::MAIN_SEPARATOR])
}

/// Refuses two documents on stdout and two in one file.
pub(crate) fn check(outputs: &[Output]) -> Result<(), Failure> {
    let mut places: Vec<Option<&Path>> = outputs.iter().map(Output::file).collect();
    places.sort();
    match places.windows(2).find(|pair| pair[0] == pair[1]) {
        Some([None, _]) => {
            Err(Failure::usage("two documents cannot both go to stdout").hint("-o cyclonedx-json=bom.cdx.json"))
        }
        Some([Some(file), _]) => Err(Failure::usage(format!("two documents cannot both go to `{}`", file.display()))),
        _ => Ok(()),
    }
}

/// Returns the folders in which these files are written, made if they were not there.
pub(crate) fn folders<'a>(files: impl Iterator<Item = &'a Path>) -> Result<Vec<PathBuf>, Failure> {
    let mut folders = Vec::new();
    for file in files {
        let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        std::fs::create_dir_all(folder).map_err(|error| Failure {
            exit: crate::exit::Exit::Unfinished,
            message: format!("{}: cannot be made: {error}", folder.display()),
            hints: Vec::new(),
        })?;
        folders.push(folder.to_path_buf());
    }
    Ok(folders)
}

/// Writes the documents: all are made before the first is put anywhere.
pub(crate) fn write(outputs: &[Output], inventory: &Inventory, stamp: &Stamp, ui: &Ui) -> Result<(), Failure> {
    let mut made = Vec::with_capacity(outputs.len());
    for output in outputs {
        let format = format::find(&output.format)
            .ok_or_else(|| Failure::usage(format!("there is no format `{}`", output.format)))?;
        made.push((output, format.write(inventory, output.version.as_deref(), stamp)?));
    }
    put(&made, ui)
}

/// Puts documents that were made where they belong.
pub(crate) fn put(made: &[(&Output, Vec<u8>)], ui: &Ui) -> Result<(), Failure> {
    for (output, bytes) in made {
        match &output.file {
            Some(file) => store::write_whole(file, bytes, store::Access::Public)?,
            None => ui.data(bytes)?,
        }
    }
    Ok(())
}
