//! System calls that a confined process is refused: those that Landlock does not judge, or judges only at a cost to every file opened.

use std::collections::BTreeMap;

use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter, SeccompRule, TargetArch,
};

/// Newer calls, which have the same number on every processor here. Spec: Linux, `scripts/syscall.tbl`.
const FCHMODAT2: libc::c_long = 452;
const SETXATTRAT: libc::c_long = 463;
const REMOVEXATTRAT: libc::c_long = 466;
const FILE_SETATTR: libc::c_long = 469;

/// Calls that are refused whatever they are given.
const REFUSED: &[libc::c_long] = &[
    // Changing files that are not opened to be written: their sizes, and what is known of them.
    libc::SYS_truncate,
    libc::SYS_fchmod,
    libc::SYS_fchmodat,
    FCHMODAT2,
    libc::SYS_fchown,
    libc::SYS_fchownat,
    libc::SYS_utimensat,
    libc::SYS_setxattr,
    libc::SYS_lsetxattr,
    libc::SYS_fsetxattr,
    SETXATTRAT,
    libc::SYS_removexattr,
    libc::SYS_lremovexattr,
    libc::SYS_fremovexattr,
    REMOVEXATTRAT,
    FILE_SETATTR,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_chmod,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_chown,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_lchown,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_utime,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_utimes,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_futimesat,
    // Opening files past the rules here.
    libc::SYS_openat2,
    libc::SYS_open_by_handle_at,
    libc::SYS_io_uring_setup,
    // Running programs, and getting at those that run.
    libc::SYS_execve,
    libc::SYS_execveat,
    libc::SYS_ptrace,
    libc::SYS_process_vm_readv,
    libc::SYS_process_vm_writev,
    libc::SYS_pidfd_getfd,
    // The network, of whatever kind.
    libc::SYS_socket,
];

/// Calls that open a file, with the number of the argument that holds the flags.
const OPENING: &[(libc::c_long, u8)] = &[
    (libc::SYS_openat, 2),
    #[cfg(target_arch = "x86_64")]
    (libc::SYS_open, 1),
];

/// On this processor there is a second set of numbers for the same calls, told by this bit. Spec: x86-64 psABI, x32.
#[cfg(target_arch = "x86_64")]
const ALSO: &[libc::c_long] = &[0, 0x4000_0000];
#[cfg(not(target_arch = "x86_64"))]
const ALSO: &[libc::c_long] = &[0];

/// Refuses those calls to this process from now on; threads that it starts inherit this.
///
/// # Errors
/// When the kernel has no such filters, or the processor is not one that they can be made for here.
pub(super) fn refuse() -> Result<(), seccompiler::Error> {
    seccompiler::apply_filter(&program()?)
}

fn program() -> Result<BpfProgram, seccompiler::BackendError> {
    // A file that is opened only to be read is emptied all the same if so asked. Spec: Linux, open(2), `O_TRUNC`.
    let mask = (libc::O_TRUNC | libc::O_ACCMODE).unsigned_abs().into();
    let emptied = SeccompCmpOp::MaskedEq(mask);
    let wanted = (libc::O_TRUNC | libc::O_RDONLY).unsigned_abs().into();
    let mut rules = BTreeMap::new();
    for bit in ALSO {
        rules.extend(REFUSED.iter().map(|call| (call | bit, Vec::new())));
        for (call, flags) in OPENING {
            let condition = SeccompCondition::new(*flags, SeccompCmpArgLen::Dword, emptied.clone(), wanted)?;
            rules.insert(call | bit, vec![SeccompRule::new(vec![condition])?]);
        }
    }
    let refused = SeccompAction::Errno(libc::EPERM.unsigned_abs());
    SeccompFilter::new(rules, SeccompAction::Allow, refused, TargetArch::try_from(std::env::consts::ARCH)?)?.try_into()
}

#[cfg(test)]
mod tests {
    use std::fs::{self, OpenOptions, Permissions};
    use std::io::ErrorKind;
    use std::net::UdpSocket;
    use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
    use std::os::unix::net::UnixDatagram;
    use std::process::Command;
    use std::time::SystemTime;

    use super::*;

    /// A filter holds for the thread that sets it, so that the other tests keep their rights.
    #[test]
    fn what_is_refused_fails_and_changes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("kept");
        fs::write(&path, "kept").unwrap();
        let before = fs::metadata(&path).unwrap();
        let place = path.clone();
        let tried = std::thread::spawn(move || {
            refuse().unwrap();
            let emptied = OpenOptions::new().read(true).custom_flags(libc::O_TRUNC).open(&place);
            let file = OpenOptions::new().read(true).open(&place).unwrap();
            let open = file.set_permissions(Permissions::from_mode(0o777));
            [
                ("changing who may read what is open", open),
                ("emptying a file opened to be read", emptied.map(drop)),
                ("changing who may read it", fs::set_permissions(&place, Permissions::from_mode(0o777))),
                ("changing its owner", std::os::unix::fs::chown(&place, Some(1), None)),
                ("changing its date", file.set_modified(SystemTime::UNIX_EPOCH)),
                ("running a program", Command::new("/bin/true").status().map(drop)),
                ("a socket of the internet", UdpSocket::bind("127.0.0.1:0").map(drop)),
                ("a socket of this machine", UnixDatagram::unbound().map(drop)),
            ]
        });
        for (what, result) in tried.join().unwrap() {
            assert_eq!(result.map_err(|error| error.kind()), Err(ErrorKind::PermissionDenied), "{what}");
        }
        let after = fs::metadata(&path).unwrap();
        assert_eq!(after.permissions(), before.permissions());
        assert_eq!(after.modified().unwrap(), before.modified().unwrap());
        assert_eq!(after.len(), before.len());
    }

    #[test]
    fn files_are_still_read_and_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        let read = std::thread::spawn(move || {
            refuse().unwrap();
            fs::write(&path, "longer than what comes after").unwrap();
            fs::write(&path, "short").unwrap();
            fs::metadata(&path).unwrap().len()
        });
        assert_eq!(read.join().unwrap(), 5);
    }
}
