//! `cargo install` of a package from a registry. Cargo builds it as a project of its own that is gone afterwards; the same project is made again in a
//! scratch folder, so that `cargo metadata` can describe it, and its answer is told in the words of the build.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use bonafide::collect::cargo::{Installed, Messages};
use bonafide::limits;
use bonafide::model::Algorithm;
use bonafide::source::hash::digest_bytes;
use bonafide::source::read_bounded;
use serde_json::Value;
use toml::Table;

use super::configuring::install_root;
use super::{Call, Scratch, nothing};
use crate::environment;
use crate::exit::Failure;

/// How the folders begin in which cargo builds what it installs.
const SCRATCH: &str = "cargo-install";

/// How far apart the clocks of files and of processes may be.
const CLOCKS: Duration = Duration::from_secs(2);

/// A package that was installed, in a project of its own.
pub(crate) struct Installation {
    scratch: Scratch,
    /// Cargo's identifier of the package in the messages.
    id: String,
    /// Where cargo extracted it.
    folder: PathBuf,
    /// The target folder of the build.
    target: PathBuf,
    /// The folder that programs are installed below.
    root: PathBuf,
    home: PathBuf,
    installed: Installed,
}

impl Installation {
    /// Makes the project of the package that the messages tell of anew, and lets them name the programs where they are now.
    pub(crate) fn of(call: &Call, messages: &mut Messages, started: SystemTime) -> Result<Self, Failure> {
        let home = environment::cargo_home().ok_or_else(|| nothing("cargo has no home folder"))?;
        let named = call.values("--root").last().map(PathBuf::from);
        let root = named.or_else(|| environment::variable("CARGO_INSTALL_ROOT").map(PathBuf::from));
        let root = root.or_else(|| install_root(call));
        let root = std::path::absolute(root.as_ref().unwrap_or(&home))?;
        let program = messages.units.iter().find(|unit| unit.executable.is_some());
        let program = program.ok_or_else(|| nothing("the build made no program that could be installed"))?;
        let folder = program.manifest_path.parent().unwrap_or(Path::new("")).to_path_buf();
        let target = program.executable.as_deref().and_then(|file| target(file, call));
        let id = program.package_id.clone();
        let (scratch, is_locked) = project(call, &folder)?;
        let installed = Installed { checksum: checksum(&folder), is_locked };
        let target = target.unwrap_or_default();
        for file in messages.units.iter_mut().filter_map(|unit| unit.executable.as_mut()) {
            *file = program_of(&root, file, started)?;
        }
        Ok(Self { scratch, id, folder, target, root, home, installed })
    }

    pub(crate) fn installed(&self) -> &Installed {
        &self.installed
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    pub(crate) fn home(&self) -> &Path {
        &self.home
    }

    pub(crate) fn manifest(&self) -> PathBuf {
        self.scratch.path().join("Cargo.toml")
    }

    /// Returns what `cargo metadata` said of the project with the identifier and the folders of the build, and puts the published lock file back.
    pub(crate) fn translate(&self, metadata: &[u8]) -> Result<Vec<u8>, Failure> {
        let mut told: Value = serde_json::from_slice(metadata).map_err(|_| unlike("JSON"))?;
        let own = told["workspace_members"][0].as_str().ok_or_else(|| unlike("a package"))?.to_owned();
        let scratch = self.scratch.path().to_str().ok_or_else(|| unlike("a folder whose name is text"))?.to_owned();
        let folder = self.folder.to_str().ok_or_else(|| unlike("a folder whose name is text"))?;
        for package in told["packages"].as_array_mut().into_iter().flatten() {
            if package["id"] == own.as_str() {
                package["source"] = source(&self.id).into();
                replace(package, &|text| text.strip_prefix(&scratch).map(|below| format!("{folder}{below}")));
            }
        }
        replace(&mut told, &|text| (text == own).then(|| self.id.clone()));
        for name in ["target_directory", "build_directory"] {
            told[name] = self.target.to_str().unwrap_or_default().into();
        }
        if self.installed.is_locked {
            std::fs::copy(self.folder.join("Cargo.lock"), self.scratch.path().join("Cargo.lock"))?;
        }
        Ok(told.to_string().into_bytes())
    }
}

/// Copies a package into a scratch folder, as a project that needs nothing but what was built. Returns whether its own lock file counts.
fn project(call: &Call, folder: &Path) -> Result<(Scratch, bool), Failure> {
    let scratch = Scratch::new("bonafide-install-")?;
    copy(folder, scratch.path(), 0)?;
    let bytes = read_bounded(&folder.join("Cargo.toml"), limits::MANIFEST_BYTES)?;
    let text = String::from_utf8(bytes).map_err(|_| nothing("the manifest of the package is no text"))?;
    let mut manifest: Table = text.parse().map_err(|_| nothing("the manifest of the package is no TOML"))?;
    // It is no member of whatever lies above the scratch folder.
    manifest.entry("workspace").or_insert_with(|| Table::new().into());
    // Only examples are built with them, and cargo downloads nothing that it does not build.
    if !call.has("--examples") && call.values("--example").is_empty() {
        let targets = manifest.get_mut("target").and_then(toml::Value::as_table_mut);
        for table in targets.into_iter().flat_map(|table| table.iter_mut()).filter_map(|(_, it)| it.as_table_mut()) {
            table.remove("dev-dependencies");
            table.remove("dev_dependencies");
        }
        manifest.remove("dev-dependencies");
        manifest.remove("dev_dependencies");
    }
    std::fs::write(scratch.path().join("Cargo.toml"), manifest.to_string())?;
    let lock = scratch.path().join("Cargo.lock");
    let is_locked = lock.is_file() && (call.has("--locked") || call.has("--frozen"));
    // Cargo resolves anew unless it is told not to.
    if lock.is_file() && !is_locked {
        std::fs::remove_file(lock)?;
    }
    Ok((scratch, is_locked))
}

/// Copies files and folders, but neither links nor what is hidden.
fn copy(from: &Path, to: &Path, depth: usize) -> Result<(), Failure> {
    if depth > limits::WALK_DEPTH {
        return Err(nothing("the folders of the package go too deep"));
    }
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let (name, kind) = (entry.file_name(), entry.file_type()?);
        if name.to_string_lossy().starts_with('.') {
            continue;
        }
        if kind.is_dir() {
            std::fs::create_dir(to.join(&name))?;
            copy(&entry.path(), &to.join(&name), depth + 1)?;
        } else if kind.is_file() {
            std::fs::copy(entry.path(), to.join(&name))?;
        }
    }
    Ok(())
}

/// Returns the SHA-256 of the archive that cargo keeps beside the extracted package: `registry/src/REGISTRY/PACKAGE`, `registry/cache/REGISTRY/PACKAGE.crate`.
fn checksum(folder: &Path) -> Option<String> {
    let (package, registry) = (folder.file_name()?.to_str()?, folder.parent()?);
    let sources = registry.parent().filter(|sources| sources.file_name() == Some(OsStr::new("src")))?;
    let archive = sources.parent()?.join("cache").join(registry.file_name()?).join(format!("{package}.crate"));
    let bytes = read_bounded(&archive, limits::BINARY_BYTES).ok()?;
    Some(digest_bytes(Algorithm::Sha256, &bytes)?.hex())
}

/// Returns the target folder of a program: `TARGET/[TRIPLE/]PROFILE/[examples/]PROGRAM`.
fn target(program: &Path, call: &Call) -> Option<PathBuf> {
    let above = program.parent()?;
    let profile = if above.file_name() == Some(OsStr::new("examples")) { above.parent()? } else { above };
    let folder = profile.parent()?;
    let name = folder.file_name()?.to_str()?;
    let is_scratch =
        |folder: &Path| folder.file_name().and_then(OsStr::to_str).is_some_and(|name| name.starts_with(SCRATCH));
    let variable = environment::variable("CARGO_BUILD_TARGET");
    let is_asked = call.values("--target").into_iter().chain(variable.as_deref()).any(|triple| triple == name);
    let parent = folder.parent()?;
    let is_triple = !is_scratch(folder) && (is_scratch(parent) || is_asked);
    Some(if is_triple { parent } else { folder }.to_path_buf())
}

/// Returns where a program was installed. A file that was there before is none that this build installed.
fn program_of(root: &Path, made: &Path, started: SystemTime) -> Result<PathBuf, Failure> {
    let name = made.file_name().unwrap_or_default();
    let file = root.join("bin").join(name);
    let modified = std::fs::metadata(&file).and_then(|metadata| metadata.modified());
    if modified.is_ok_and(|modified| modified + CLOCKS >= started) {
        return Ok(file);
    }
    let message =
        format!("expected `{}` to be installed as `{}`, found no new file there", name.display(), file.display());
    Err(nothing(&message).hint("name the folder with `--root DIR`"))
}

/// Returns the source of a package in cargo's identifier of it: `SOURCE#NAME@VERSION`, and before cargo 1.77 `NAME VERSION (SOURCE)`.
fn source(id: &str) -> &str {
    let old = id.split_once(" (").and_then(|(_, rest)| rest.strip_suffix(')'));
    old.unwrap_or_else(|| id.split('#').next().unwrap_or_default())
}

/// Replaces texts, wherever they stand.
fn replace(value: &mut Value, with: &dyn Fn(&str) -> Option<String>) {
    match value {
        Value::String(text) => {
            if let Some(new) = with(text) {
                *text = new;
            }
        }
        Value::Array(list) => list.iter_mut().for_each(|value| replace(value, with)),
        Value::Object(map) => map.values_mut().for_each(|value| replace(value, with)),
        _ => {}
    }
}

fn unlike(expected: &str) -> Failure {
    nothing(&format!("expected {expected} from `cargo metadata` of the installed package, found something else"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_is_read_from_old_and_new_identifiers() {
        let source_of = "registry+https://registry.example/index";
        assert_eq!(source(&format!("{source_of}#just@1.0.0")), source_of);
        assert_eq!(source(&format!("just 1.0.0 ({source_of})")), source_of);
    }

    #[test]
    fn the_target_folder_is_the_one_above_triple_and_profile() {
        let parse = |line: &str| Call::parse(&line.split(' ').map(Into::into).collect::<Vec<_>>()).unwrap();
        let (plain, asked) = (parse("cargo install a"), parse("cargo install a --target x-y-z"));
        for (file, call, wanted) in [
            ("/tmp/cargo-installAb1/release/a", &plain, "/tmp/cargo-installAb1"),
            ("/tmp/cargo-installAb1/x-y-z/release/a", &plain, "/tmp/cargo-installAb1"),
            ("/tmp/cargo-installAb1/x-y-z/release/examples/a", &asked, "/tmp/cargo-installAb1"),
            ("/w/target/x-y-z/release/a", &asked, "/w/target"),
            ("/w/target/release/a", &asked, "/w/target"),
        ] {
            assert_eq!(target(Path::new(file), call), Some(PathBuf::from(wanted)), "{file}");
        }
    }

    #[test]
    fn a_program_that_was_there_before_is_not_the_installed_one() {
        let root = tempfile::tempdir().unwrap();
        std::fs::create_dir(root.path().join("bin")).unwrap();
        let file = root.path().join("bin/a");
        std::fs::write(&file, "").unwrap();
        let time = std::fs::metadata(&file).unwrap().modified().unwrap();
        let find = |name: &str, started| program_of(root.path(), Path::new(name), started).is_ok();
        assert!(find("/t/release/a", time));
        assert!(!find("/t/release/a", time + Duration::from_mins(1)));
        assert!(!find("/t/release/b", time));
    }
}
