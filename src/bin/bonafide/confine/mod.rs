//! The process confines itself before it parses anything: it may read, write only where it was told to, run nothing and open no socket.

#[cfg(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64", target_arch = "riscv64")))]
mod calls;
/// Stands in where no filter of system calls can be made.
#[cfg(not(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64", target_arch = "riscv64"))))]
mod calls {
    pub(super) fn refuse() -> Result<(), &'static str> {
        Err("not made for this processor")
    }
}

use std::path::PathBuf;

use crate::ui::Ui;

/// What the process may still do once it is confined.
pub(crate) struct Needs<'a> {
    /// Folders in which files are written; those that do not exist are made first.
    pub(crate) writable: &'a [PathBuf],
}

/// Confines the process for the rest of its life, on kernels that can; elsewhere says so when asked to be verbose.
///
/// Must be called before the first thread is started, for threads inherit what their maker may do; it starts them itself.
pub(crate) fn confine(needs: &Needs<'_>, ui: &Ui) {
    enforce(needs, ui);
    if let Some(jobs) = ui.jobs() {
        // Fails only when the pool is there already, and then it has the size that was asked for first.
        let _ = rayon::ThreadPoolBuilder::new().num_threads(jobs.get()).build_global();
    }
}

fn enforce(needs: &Needs<'_>, ui: &Ui) {
    #[cfg(target_os = "linux")]
    {
        let calls = calls::refuse();
        match (restrict(needs, calls.is_ok()), calls) {
            (Ok(landlock::RulesetStatus::FullyEnforced), Ok(())) => {
                ui.detail("confined by Landlock and seccomp: read only, no network");
            }
            (Ok(landlock::RulesetStatus::FullyEnforced), Err(error)) => {
                ui.detail(&format!("confined by Landlock, read only, no network; not by seccomp: {error}"));
            }
            (Ok(landlock::RulesetStatus::PartiallyEnforced), calls) => {
                let filter = if calls.is_ok() { ", and by seccomp" } else { "" };
                ui.detail(&format!("confined by Landlock as far as this kernel can{filter}"));
            }
            (Ok(landlock::RulesetStatus::NotEnforced), Ok(())) => {
                ui.detail("confined by seccomp alone, no programs and no network: without Landlock nothing limits where files are written");
            }
            (Ok(landlock::RulesetStatus::NotEnforced), Err(_)) => {
                ui.detail("not confined: this kernel has no Landlock");
            }
            (Err(error), _) => ui.detail(&format!("not confined by Landlock: {error}")),
        }
    }
    #[cfg(not(target_os = "linux"))]
    {
        let _ = needs;
        ui.detail("not confined: only Linux has Landlock");
    }
}

/// Lets the process write only where it was told to, and reach no network.
///
/// What it may read is not restricted, so reading is not judged: Landlock would look at every folder above each file that is opened. The
/// same goes for the right to shorten files where a filter of system calls sees to that.
#[cfg(target_os = "linux")]
fn restrict(needs: &Needs<'_>, has_filter: bool) -> Result<landlock::RulesetStatus, landlock::RulesetError> {
    use landlock::{ABI, Access, AccessFs, AccessNet, PathBeneath, PathFd, Ruleset, RulesetAttr, RulesetCreatedAttr};
    // The newest rules that are known here; older kernels enforce what they know of them.
    let abi = ABI::V5;
    let unjudged = AccessFs::ReadFile | AccessFs::ReadDir;
    let unjudged = if has_filter { unjudged | AccessFs::Truncate } else { unjudged };
    let judged = AccessFs::from_all(abi) & !unjudged;
    let mut ruleset = Ruleset::default().handle_access(judged)?.handle_access(AccessNet::from_all(abi))?.create()?;
    let writing = AccessFs::WriteFile
        | AccessFs::Truncate
        | AccessFs::MakeReg
        | AccessFs::MakeDir
        | AccessFs::RemoveFile
        | AccessFs::Refer;
    for folder in needs.writable {
        if let Ok(folder) = PathFd::new(folder) {
            ruleset = ruleset.add_rule(PathBeneath::new(folder, writing & judged))?;
        }
    }
    // The controlling terminal, for progress and passphrases.
    for device in ["/dev/tty", "/dev/null"] {
        if let Ok(device) = PathFd::new(device) {
            ruleset = ruleset.add_rule(PathBeneath::new(device, AccessFs::WriteFile))?;
        }
    }
    Ok(ruleset.restrict_self()?.ruleset)
}
