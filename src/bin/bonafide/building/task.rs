//! What is to be run: a command of cargo's, or a tool that calls cargo by itself.

use std::ffi::{OsStr, OsString};
use std::path::Path;

use super::call::{GLOBAL_VALUES, VERBS};
use super::{Call, Tool};
use crate::exit::Failure;

/// Commands of cargo's own that make nothing that could be described.
pub(super) const IDLE: &[&str] = &[
    "add",
    "clean",
    "config",
    "fetch",
    "fix",
    "generate-lockfile",
    "help",
    "info",
    "init",
    "install",
    "locate-project",
    "login",
    "logout",
    "metadata",
    "new",
    "owner",
    "package",
    "pkgid",
    "publish",
    "read-manifest",
    "remove",
    "report",
    "rm",
    "rustdoc",
    "search",
    "tree",
    "uninstall",
    "update",
    "vendor",
    "verify-project",
    "version",
    "yank",
    "check",
    "doc",
];

/// Short names that cargo has for commands of its own that make nothing.
pub(super) const ALIASED: &[(&str, &str)] = &[("c", "check"), ("d", "doc")];

/// Programs that cargo finds, and that hand all of their arguments and cargo's messages on.
const PASSERS: &[&str] = &["auditable", "ndk", "xwin"];

/// A command that builds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Task {
    /// It is cargo's, and can be asked for its messages.
    Cargo(Call),
    /// It calls cargo by itself.
    Tool(Tool),
}

impl Task {
    /// Reads a command line.
    pub(crate) fn parse(words: &[OsString]) -> Result<Self, Failure> {
        let Some((program, arguments)) = words.split_first() else { return Call::parse(words).map(Self::Cargo) };
        let stem = Path::new(program).file_stem().and_then(OsStr::to_str).unwrap_or_default();
        let tool = Self::Tool(Tool { program: program.clone(), arguments: arguments.to_vec() });
        match stem {
            "cargo" => {}
            "cross" | "cargo-auditable" | "cargo-ndk" | "cargo-xwin" | "cargo-zigbuild" => {
                return Call::parse(words).map(Self::Cargo);
            }
            _ => return Ok(tool),
        }
        let command = command_at(arguments).and_then(|at| arguments.get(at)?.to_str()).unwrap_or_default();
        let is_own = [VERBS, PASSERS, IDLE, &[""]].iter().any(|list| list.contains(&command));
        if is_own { Call::parse(words).map(Self::Cargo) } else { Ok(tool) }
    }
}

/// Returns where cargo's command stands among its arguments: the first word that is no option.
pub(super) fn command_at(arguments: &[OsString]) -> Option<usize> {
    let mut is_value = false;
    for (at, word) in arguments.iter().enumerate() {
        let text = word.to_str().unwrap_or_default();
        if std::mem::take(&mut is_value) {
            continue;
        }
        if text == "--" {
            return None;
        }
        is_value = GLOBAL_VALUES.contains(&text);
        if !text.starts_with('-') && (at > 0 || !text.starts_with('+')) {
            return Some(at);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_of_cargos_is_told_from_a_tool_that_calls_it() {
        for (line, wanted) in [
            ("cargo build --release", Some(true)),
            ("/opt/bin/cargo +nightly -Zx --config build.jobs=1 rustc", Some(true)),
            ("cargo auditable build", Some(true)),
            ("cross build", Some(true)),
            ("cargo tree", None),
            ("cargo -- build", None),
            ("cargo --version", None),
            ("cross tree", None),
            ("cargo tauri build", Some(false)),
            ("cargo --config b xtask build", Some(false)),
            ("/opt/bin/maturin build", Some(false)),
            ("make", Some(false)),
        ] {
            let words: Vec<OsString> = line.split(' ').map(OsString::from).collect();
            let task = Task::parse(&words);
            assert_eq!(task.ok().map(|task| matches!(task, Task::Cargo(_))), wanted, "{line}");
        }
        assert!(Task::parse(&[]).is_err());
    }
}
