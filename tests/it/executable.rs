//! Runs the real executable in a scrubbed environment.

use std::path::Path;
use std::process::{Command, Output};

/// The executable in a folder, with nothing of the caller's environment but what it needs to start.
pub(crate) fn bonafide(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bonafide"));
    command.current_dir(folder).env_clear().env("HOME", folder).env("SOURCE_DATE_EPOCH", "1700000000");
    if let Some(root) = std::env::var_os("SystemRoot") {
        command.env("SystemRoot", root);
    }
    command
}

/// Runs and returns stdout, stderr and the exit code as one text, with the folder's path replaced.
pub(crate) fn told(folder: &Path, arguments: &[&str]) -> String {
    tell(folder, &bonafide(folder).args(arguments).output().unwrap())
}

/// Says that a test lacks its tool, past the capture of the test harness; where `CI` is `true` that is a failure.
pub(crate) fn skipped(why: &str) {
    use std::io::Write;
    assert!(std::env::var_os("CI").is_none_or(|value| value != "true"), "{why}");
    std::io::stdout().lock().write_all(format!("skipped: {why}\n").as_bytes()).unwrap();
}

/// Sets an output as one text.
pub(crate) fn tell(folder: &Path, output: &Output) -> String {
    let plain = |bytes: &[u8]| String::from_utf8_lossy(bytes).replace(folder.to_str().unwrap(), "[folder]");
    let code = output.status.code().map_or_else(|| "killed".to_owned(), |code| code.to_string());
    format!("{}{}exit {code}\n", plain(&output.stdout), plain(&output.stderr))
}
