//! How long work tells how far it is, without knowing who listens.

/// Listens to the progress of long work; called from several threads.
pub trait Progress: Sync {
    /// A stretch of work starts: what it is, as "hashing files", and how many units it has, if known.
    fn begin(&self, what: &str, total: Option<u64>);

    /// This many more units are done.
    fn advance(&self, units: u64);

    /// The stretch is over.
    fn end(&self);
}

/// Listens to nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Progress for Silent {
    fn begin(&self, _what: &str, _total: Option<u64>) {}
    fn advance(&self, _units: u64) {}
    fn end(&self) {}
}
