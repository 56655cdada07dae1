//! The files, variables and arguments that configure cargo.

use std::path::{Path, PathBuf};

use bonafide::collect::cargo::{Configuration, ConfigurationFile, Settings};
use bonafide::limits;
use bonafide::source::read_bounded;

use super::Call;
use crate::environment;

/// The names of a configuration file; the first one counts where both are there.
const NAMES: [&str; 2] = ["config", "config.toml"];

/// Returns how a build is set up, as cargo itself finds it: from the folder that it runs in upwards, then its home.
pub(crate) fn settings(call: &Call) -> Settings {
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
    let configuration = Configuration::of(&files, environment::cargo_variables(), &call.values("--config"));
    Settings { profile: call.profile().to_owned(), configuration }
}

fn read(file: &Path, name: &str) -> Option<ConfigurationFile> {
    let bytes = read_bounded(file, limits::CONFIG_BYTES).ok()?;
    Some(ConfigurationFile { name: name.to_owned(), bytes })
}
