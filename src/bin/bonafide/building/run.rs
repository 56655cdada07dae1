//! Runs the user's build, whose output stays the user's.

use std::io::{Read, Write};
use std::process::{Command, ExitStatus, Stdio};

use bonafide::collect::cargo::{Audience, MessageReader, Messages};

use super::Call;
use crate::exit::{Exit, Failure};

/// A build that ended.
pub(crate) struct Ended {
    pub(crate) status: ExitStatus,
    pub(crate) messages: Messages,
}

/// Runs the build. Its standard error, where cargo tells people what it does, is our own; of its standard output only cargo's messages are
/// taken out. `first` is called once cargo tells of something that it compiled: it has then resolved everything.
pub(crate) fn run_build(call: &Call, first: impl FnOnce()) -> Result<Ended, Failure> {
    let (arguments, asked) = call.with_messages();
    let mut command = Command::new(call.program());
    command.args(arguments).stdout(Stdio::piped());
    let mut child = command.spawn().map_err(|error| {
        Failure::usage(format!("`{}` cannot be started: {error}", call.program().to_string_lossy()))
            .hint("bonafide build -- cargo build")
    })?;
    let mut reader = MessageReader::new(if asked { Audience::Program } else { Audience::Person });
    let mut out = Output { is_open: true };
    let mut first = Some(first);
    let mut passed = Vec::new();
    if let Some(mut stdout) = child.stdout.take() {
        let mut piece = vec![0u8; 64 << 10];
        loop {
            let length = match stdout.read(&mut piece) {
                Ok(0) => break,
                Ok(length) => length,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
                // Nothing more will come; how the build ended is told by its status.
                Err(_) => break,
            };
            reader.feed(piece.get(..length).unwrap_or_default(), &mut passed);
            out.pass(&mut passed);
            if first.is_some()
                && reader.messages().units.iter().any(|unit| !unit.fresh)
                && let Some(first) = first.take()
            {
                first();
            }
        }
    }
    let messages = reader.finish(&mut passed);
    out.pass(&mut passed);
    Ok(Ended { status: child.wait()?, messages })
}

/// Our standard output, which may be closed while the build goes on.
struct Output {
    is_open: bool,
}

impl Output {
    fn pass(&mut self, bytes: &mut Vec<u8>) {
        if self.is_open && !bytes.is_empty() {
            let mut out = std::io::stdout().lock();
            self.is_open = out.write_all(bytes).and_then(|()| out.flush()).is_ok();
        }
        bytes.clear();
    }
}

impl Ended {
    /// Returns what the process ends with when the build failed: the build's own status.
    pub(crate) fn exit(&self) -> Exit {
        exit_of(self.status)
    }
}

/// Returns what this process ends with where another one decides that. A signal that ended it ends us too.
pub(super) fn exit_of(status: ExitStatus) -> Exit {
    #[cfg(unix)]
    {
        use std::os::unix::process::ExitStatusExt;
        if let Some(signal) = status.signal() {
            die_by(signal);
            return Exit::Of(u8::try_from(128 + signal).unwrap_or(u8::MAX));
        }
    }
    Exit::Of(status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(u8::MAX))
}

/// Ends this process as the build's was ended, so that whoever started us sees the same.
#[cfg(target_os = "linux")]
fn die_by(signal: i32) {
    if let Some(signal) = rustix::process::Signal::from_named_raw(signal) {
        // Where it does not end us, the status that a shell would give does.
        let _ = rustix::process::kill_process(rustix::process::getpid(), signal);
    }
}

#[cfg(all(unix, not(target_os = "linux")))]
fn die_by(_signal: i32) {}
