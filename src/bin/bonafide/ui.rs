//! What is printed, and where: stdout holds the document or report asked for and nothing else, stderr all the rest.

use std::io::{self, IsTerminal, Write};
use std::num::NonZeroUsize;
use std::sync::Mutex;
use std::time::Duration;

use bonafide::source::Progress;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::exit::Failure;

/// When colour is used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Color {
    /// When the stream is a terminal and the environment does not refuse it.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// How much is said on stderr.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Volume {
    Quiet,
    Normal,
    Verbose,
}

/// The terminal, or whatever stands for it.
pub(crate) struct Ui {
    volume: Volume,
    color: Color,
    jobs: Option<NonZeroUsize>,
    bar: Mutex<Option<ProgressBar>>,
}

impl Ui {
    pub(crate) fn new(volume: Volume, color: Color, jobs: Option<NonZeroUsize>) -> Self {
        Self { volume, color, jobs, bar: Mutex::new(None) }
    }

    /// How many threads the user allows, if said.
    pub(crate) fn jobs(&self) -> Option<NonZeroUsize> {
        self.jobs
    }

    /// How much is said.
    pub(crate) fn volume(&self) -> Volume {
        self.volume
    }

    /// Whether a report on stdout is for a person at a terminal.
    pub(crate) fn stdout_is_terminal() -> bool {
        io::stdout().is_terminal()
    }

    /// Writes a document or report to stdout, whole. A closed pipe is no error: the reader has seen enough.
    pub(crate) fn data(&self, bytes: &[u8]) -> Result<(), Failure> {
        let choice = match self.color {
            Color::Auto => anstream::AutoStream::choice(&io::stdout()),
            Color::Always => anstream::ColorChoice::Always,
            Color::Never => anstream::ColorChoice::Never,
        };
        let mut out = anstream::AutoStream::new(io::stdout().lock(), choice);
        match out.write_all(bytes).and_then(|()| out.flush()) {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.into()),
            _ => Ok(()),
        }
    }

    fn line(&self, label: &str, text: &str) {
        let say = || {
            // A closed stderr leaves nobody to tell.
            let _ = writeln!(io::stderr().lock(), "{label}: {text}");
        };
        match self.bar.lock().ok().as_deref() {
            Some(Some(bar)) => bar.suspend(say),
            _ => say(),
        }
    }

    /// Says a report of several lines on stderr, for commands whose stdout holds a document.
    pub(crate) fn report(&self, text: &str) {
        if self.volume >= Volume::Normal {
            Self::report_always(text);
        }
    }

    /// As [`Self::report`], for what must not go unheard.
    pub(crate) fn report_always(text: &str) {
        // A closed stderr leaves nobody to tell.
        let _ = io::stderr().lock().write_all(text.as_bytes());
    }

    pub(crate) fn failure(&self, failure: &Failure) {
        self.line("error", &failure.message);
        for hint in &failure.hints {
            self.line("hint", hint);
        }
    }

    pub(crate) fn warning(&self, text: &str) {
        self.line("warning", text);
    }

    pub(crate) fn hint(&self, text: &str) {
        if self.volume >= Volume::Normal {
            self.line("hint", text);
        }
    }

    pub(crate) fn note(&self, text: &str) {
        if self.volume >= Volume::Normal {
            self.line("note", text);
        }
    }

    pub(crate) fn detail(&self, text: &str) {
        if self.volume >= Volume::Verbose {
            self.line("note", text);
        }
    }
}

impl Progress for Ui {
    fn begin(&self, what: &str, total: Option<u64>) {
        if self.volume < Volume::Normal || !io::stderr().is_terminal() {
            return;
        }
        let bar = ProgressBar::with_draw_target(total, ProgressDrawTarget::stderr());
        let template = if total.is_some() {
            "{msg} {wide_bar} {human_pos}/{human_len} {eta}"
        } else {
            "{spinner} {msg} {human_pos}"
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar.set_message(what.to_owned());
        // Short work shows nothing: the first tick draws only after half a second.
        bar.enable_steady_tick(Duration::from_millis(500));
        if let Ok(mut slot) = self.bar.lock() {
            *slot = Some(bar);
        }
    }

    fn advance(&self, units: u64) {
        if let Ok(slot) = self.bar.lock()
            && let Some(bar) = slot.as_ref()
        {
            bar.inc(units);
        }
    }

    fn end(&self) {
        if let Ok(mut slot) = self.bar.lock()
            && let Some(bar) = slot.take()
        {
            bar.finish_and_clear();
        }
    }
}
