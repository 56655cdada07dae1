//! The process confines itself before it parses anything: it may read, write only where it was told to, run nothing and open no socket.

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
    match restrict(needs) {
        Ok(landlock::RulesetStatus::FullyEnforced) => ui.detail("confined by Landlock: read only, no network"),
        Ok(landlock::RulesetStatus::PartiallyEnforced) => ui.detail("confined by Landlock as far as this kernel can"),
        Ok(landlock::RulesetStatus::NotEnforced) => ui.detail("not confined: this kernel has no Landlock"),
        Err(error) => ui.detail(&format!("not confined: {error}")),
    }
    #[cfg(not(target_os = "linux"))]
    {
        let _ = needs;
        ui.detail("not confined: only Linux has Landlock");
    }
}

#[cfg(target_os = "linux")]
fn restrict(needs: &Needs<'_>) -> Result<landlock::RulesetStatus, landlock::RulesetError> {
    use landlock::{ABI, Access, AccessFs, AccessNet, PathBeneath, PathFd, Ruleset, RulesetAttr, RulesetCreatedAttr};
    // The newest rules that are known here; older kernels enforce what they know of them.
    let abi = ABI::V5;
    let reading = AccessFs::ReadFile | AccessFs::ReadDir;
    let mut ruleset =
        Ruleset::default().handle_access(AccessFs::from_all(abi))?.handle_access(AccessNet::from_all(abi))?.create()?;
    if let Ok(root) = PathFd::new("/") {
        ruleset = ruleset.add_rule(PathBeneath::new(root, reading))?;
    }
    let writing = reading
        | AccessFs::WriteFile
        | AccessFs::Truncate
        | AccessFs::MakeReg
        | AccessFs::MakeDir
        | AccessFs::RemoveFile
        | AccessFs::Refer;
    for folder in needs.writable {
        if let Ok(folder) = PathFd::new(folder) {
            ruleset = ruleset.add_rule(PathBeneath::new(folder, writing))?;
        }
    }
    // The controlling terminal, for progress and passphrases.
    for device in ["/dev/tty", "/dev/null"] {
        if let Ok(device) = PathFd::new(device) {
            ruleset = ruleset.add_rule(PathBeneath::new(device, AccessFs::ReadFile | AccessFs::WriteFile))?;
        }
    }
    Ok(ruleset.restrict_self()?.ruleset)
}
