//! The folder in front: a `cargo` that is this program, found first by the tool, and a place where it puts down what it was called for.

use std::ffi::{OsStr, OsString};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::record;
use crate::building::Scratch;
use crate::environment;
use crate::exit::Failure;

/// Names the folder to whoever stands in for cargo.
pub(super) const VARIABLE: &str = "BONAFIDE_BUILD_FOLDER";

/// How the folder's name begins.
const NAME: &str = "bonafide-build-";

/// Where the calls are put down.
const CALLS: &str = "calls";

/// What whoever stands in for cargo has to know.
const PLAN: &str = "plan.json";

/// What the tool finds on its `PATH`, and by `CARGO` where that was set already.
const FOUND: &str = "found";
const NAMED: &str = "named";

/// How long, and how often, a folder is tried to be removed in which a process may still write.
const PAUSE: Duration = Duration::from_millis(100);
const TRIES: usize = 50;

/// What whoever stands in for cargo has to know.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Plan {
    /// This program.
    pub(super) program: OsString,
    /// Its own arguments, up to the command.
    pub(super) own: Vec<OsString>,
    /// The folder that it was started in.
    pub(super) folder: OsString,
    /// The cargo that is found on `PATH`.
    pub(super) found: OsString,
    /// What `CARGO` was before, and the program that it named.
    pub(super) named: Option<(OsString, OsString)>,
}

/// The folder in front of cargo.
pub(super) struct Front {
    scratch: Scratch,
    has_named: bool,
    sweeper: Option<Child>,
}

impl Front {
    /// Makes the folder. `cargo` is the one that the tool itself is, where it is one; `own` are this program's own arguments.
    pub(super) fn new(cargo: Option<&OsStr>, own: Vec<OsString>) -> Result<Self, Failure> {
        let program = std::env::current_exe()?;
        let named = environment::raw_variable("CARGO").filter(|name| !name.is_empty());
        // What is not there fails whoever calls it, as it would without this.
        let named = named.map(|name| (name.clone(), find(&name, &program).map_or(name, PathBuf::into_os_string)));
        let plan = Plan {
            found: find(cargo.unwrap_or(OsStr::new("cargo")), &program)?.into(),
            folder: std::env::current_dir()?.into(),
            named,
            own,
            program: program.clone().into(),
        };
        let scratch = Scratch::new(NAME)?;
        let sweeper = sweeper(&program, scratch.path());
        let front = Self { scratch, has_named: plan.named.is_some(), sweeper };
        std::fs::create_dir(front.calls())?;
        for folder in [FOUND, NAMED] {
            std::fs::create_dir(front.scratch.path().join(folder))?;
            link(&program, &front.cargo(folder))?;
        }
        record::put(&front.scratch.path().join(PLAN), &plan)?;
        Ok(front)
    }

    fn cargo(&self, folder: &str) -> PathBuf {
        self.scratch.path().join(folder).join(format!("cargo{}", std::env::consts::EXE_SUFFIX))
    }

    /// Returns the program that stands in for the cargo on `PATH`.
    pub(super) fn found(&self) -> PathBuf {
        self.cargo(FOUND)
    }

    /// Returns where the calls are put down.
    pub(super) fn calls(&self) -> PathBuf {
        self.scratch.path().join(CALLS)
    }

    /// Puts the folder in front of whatever a command would find.
    pub(super) fn lead(&self, command: &mut Command) -> Result<(), Failure> {
        let paths = environment::raw_variable("PATH").unwrap_or_default();
        let folder = self.scratch.path().join(FOUND);
        let paths = std::env::join_paths([folder].into_iter().chain(std::env::split_paths(&paths)))?;
        command.env("PATH", paths).env("CARGO", self.cargo(if self.has_named { NAMED } else { FOUND }));
        command.env(VARIABLE, self.scratch.path());
        Ok(())
    }
}

impl Drop for Front {
    fn drop(&mut self) {
        if let Some(mut sweeper) = self.sweeper.take() {
            drop(sweeper.stdin.take());
            let _ = sweeper.wait();
        }
    }
}

impl Plan {
    pub(super) fn read(front: &Path) -> Result<Self, Failure> {
        record::get(&front.join(PLAN))
    }

    /// Returns the cargo that would have run, had this program of the folder not been in front of it.
    pub(super) fn cargo(&self, front: &Path, started_as: &Path) -> &OsStr {
        match &self.named {
            Some((_, program)) if started_as.starts_with(front.join(NAMED)) => program,
            _ => &self.found,
        }
    }

    /// Takes the folder away again: a command gets the environment that it would have had.
    pub(super) fn restore(&self, front: &Path, command: &mut Command) {
        command.env_remove(VARIABLE);
        let paths = environment::raw_variable("PATH").unwrap_or_default();
        let folder = front.join(FOUND);
        let kept = std::env::split_paths(&paths).filter(|path| *path != folder);
        if let Ok(paths) = std::env::join_paths(kept) {
            command.env("PATH", paths);
        }
        if environment::raw_variable("CARGO").is_some_and(|name| Path::new(&name).starts_with(front)) {
            match &self.named {
                Some((name, _)) => command.env("CARGO", name),
                None => command.env_remove("CARGO"),
            };
        }
    }
}

/// Returns the folder that `bonafide build` itself was started in, by the folder of one of the calls.
pub(crate) fn started_in(call: &Path) -> Result<PathBuf, Failure> {
    let front = call.ancestors().nth(2).unwrap_or(Path::new(""));
    Plan::read(front).map(|plan| plan.folder.into())
}

/// Returns where calls are put down in a folder.
pub(super) fn calls(front: &Path) -> PathBuf {
    front.join(CALLS)
}

/// Returns a program as a shell would find it, absolute, and none that is this program itself.
fn find(name: &OsStr, own: &Path) -> Result<PathBuf, Failure> {
    let file = Path::new(name);
    let own = own.canonicalize()?;
    let is_other = |file: &PathBuf| file.is_file() && file.canonicalize().is_ok_and(|file| file != own);
    let found = if file.components().count() > 1 {
        Some(std::path::absolute(file)?).filter(is_other)
    } else {
        let paths = environment::raw_variable("PATH").unwrap_or_default();
        let suffix = if file.extension().is_none() { std::env::consts::EXE_SUFFIX } else { "" };
        let name = format!("{}{suffix}", file.display());
        let files = std::env::split_paths(&paths).filter_map(|folder| std::path::absolute(folder.join(&name)).ok());
        files.filter(is_runnable).find(is_other)
    };
    found.ok_or_else(|| Failure::usage(format!("`{}` is not on `PATH`", file.display())).hint("cargo --version"))
}

#[cfg(unix)]
fn is_runnable(file: &PathBuf) -> bool {
    use std::os::unix::fs::PermissionsExt;
    std::fs::metadata(file).is_ok_and(|metadata| metadata.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_runnable(_: &PathBuf) -> bool {
    true
}

#[cfg(unix)]
fn link(program: &Path, link: &Path) -> std::io::Result<()> {
    std::os::unix::fs::symlink(program, link)
}

/// Where links need a right of their own, there is a second name, or a copy.
#[cfg(not(unix))]
fn link(program: &Path, link: &Path) -> std::io::Result<()> {
    std::fs::hard_link(program, link).or_else(|_| std::fs::copy(program, link).map(|_| ()))
}

/// Starts a process that removes the folder once this one has ended in whatever way: one that a signal ends removes nothing itself.
fn sweeper(program: &Path, folder: &Path) -> Option<Child> {
    let mut command = Command::new(program);
    command.args(["build", "--sweep"]).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    // What a terminal sends to all that the user started is not for it.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let mut child = command.spawn().ok()?;
    let told = child.stdin.as_mut()?.write_all(folder.as_os_str().as_encoded_bytes());
    told.is_ok().then_some(child)
}

/// Removes the folder that standard input names, once nobody holds that open any more.
pub(crate) fn sweep() -> Result<(), Failure> {
    let mut name = String::new();
    std::io::stdin().lock().take(64 << 10).read_to_string(&mut name)?;
    let folder = PathBuf::from(name);
    let is_ours = folder.file_name().and_then(OsStr::to_str).is_some_and(|name| name.starts_with(NAME));
    if !is_ours || !folder.join(CALLS).is_dir() {
        return Ok(());
    }
    for _ in 0..TRIES {
        if std::fs::remove_dir_all(&folder).is_ok() || !folder.exists() {
            break;
        }
        std::thread::sleep(PAUSE);
    }
    Ok(())
}
