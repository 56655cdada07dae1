//! The files, variables and arguments that configure cargo.

use std::path::{Path, PathBuf};

use bonafide::collect::cargo::{Configuration, ConfigurationFile, Settings};
use bonafide::limits;
use bonafide::source::read_bounded;
use toml::Table;

use super::Call;
use crate::environment;

/// The names of a configuration file; the first one counts where both are there.
const NAMES: [&str; 2] = ["config", "config.toml"];

/// Returns how a build is set up, as cargo itself finds it: from the folder that it runs in upwards, then its home.
pub(crate) fn settings(call: &Call) -> Settings {
    let files: Vec<ConfigurationFile> = files(call).into_iter().map(|(_, file)| file).collect();
    let configuration = Configuration::of(&files, environment::cargo_variables(), &call.values("--config"));
    Settings { profile: call.profile().to_owned(), configuration }
}

/// Returns the folder that the configuration installs programs below, as far as it names one.
///
/// Spec: The Cargo Book, "Configuration", `install.root` and "Config-relative paths".
pub(crate) fn install_root(call: &Call) -> Option<PathBuf> {
    let root = |text: &str| Some(text.parse::<Table>().ok()?.get("install")?.get("root")?.as_str()?.to_owned());
    if let Some(root) = call.values("--config").into_iter().rev().find_map(root) {
        return Some(PathBuf::from(root));
    }
    let (path, root) = files(call).into_iter().find_map(|(path, file)| {
        let text = String::from_utf8(file.bytes).ok()?;
        Some((path, root(&text)?))
    })?;
    // A bare name is one in the folder that cargo was started in; any other is seen from the folder above the one that holds the file.
    let is_bare = !root.contains(std::path::is_separator);
    let base = std::path::absolute(path).ok()?.ancestors().nth(2)?.to_path_buf();
    Some(if is_bare { PathBuf::from(root) } else { base.join(root) })
}

/// Returns the configuration files with their paths, the one that counts most first.
fn files(call: &Call) -> Vec<(PathBuf, ConfigurationFile)> {
    let mut files = Vec::new();
    for argument in call.values("--config").iter().filter(|argument| !argument.contains('=')) {
        files.extend(read(Path::new(argument), "--config"));
    }
    let home = environment::cargo_home();
    let start = call.values("-C").last().map_or_else(PathBuf::new, PathBuf::from);
    // What is installed for the user does not hear what is configured where that happens to be begun.
    let start = home.clone().filter(|_| call.installs()).unwrap_or(start);
    let start = std::path::absolute(Path::new(".").join(start)).unwrap_or_default();
    let folders = start.ancestors().map(|folder| (folder.join(".cargo"), ".cargo"));
    let is_home = |folder: &Path| home.as_deref() == Some(folder);
    let folders = folders.filter(|(folder, _)| !is_home(folder)).chain(home.clone().map(|home| (home, "$CARGO_HOME")));
    for (folder, shown) in folders {
        let found = NAMES.iter().find_map(|name| read(&folder.join(name), &format!("{shown}/{name}")));
        files.extend(found);
    }
    files
}

fn read(file: &Path, name: &str) -> Option<(PathBuf, ConfigurationFile)> {
    let bytes = read_bounded(file, limits::CONFIG_BYTES).ok()?;
    Some((file.to_path_buf(), ConfigurationFile { name: name.to_owned(), bytes }))
}
