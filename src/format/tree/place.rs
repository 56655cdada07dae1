//! Lines and columns of bytes.

/// Where the lines of a text begin.
#[derive(Clone, Debug)]
pub struct Places {
    starts: Vec<u32>,
}

impl Places {
    /// Finds the lines of a text.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let after = |at: usize| u32::try_from(at + 1).ok();
        let breaks = memchr::memchr_iter(b'\n', text.as_bytes()).filter_map(after);
        Self { starts: std::iter::once(0).chain(breaks).collect() }
    }

    /// Returns line and column of a byte, both counted from 1, the column in bytes.
    #[must_use]
    pub fn of(&self, at: u32) -> (u32, u32) {
        let line = self.starts.partition_point(|start| *start <= at);
        let start = self.starts.get(line.saturating_sub(1)).copied().unwrap_or(0);
        (u32::try_from(line).unwrap_or(u32::MAX), at - start + 1)
    }
}
