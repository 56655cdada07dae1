//! What pieces of files are read into.

use std::ops::{Deref, DerefMut};

use crate::limits;

/// A buffer that begins where a page of memory does.
///
/// A large one from the allocator begins 16 bytes after: copying pages of files to there, as the kernel does, takes nearly twice as long
/// on processors that mistake what is written for what is to be read next.
pub(crate) struct Chunk {
    bytes: Box<[u8]>,
    /// Where the page begins.
    start: usize,
}

/// Bytes of a page of memory, or a multiple or a part of it: what counts are the lowest bits of addresses.
const PAGE_BYTES: usize = 4096;

impl Chunk {
    /// Returns a buffer of zeros.
    pub(crate) fn new() -> Self {
        let bytes = vec![0; limits::STREAM_CHUNK_BYTES + PAGE_BYTES].into_boxed_slice();
        let start = bytes.as_ptr().align_offset(PAGE_BYTES).min(PAGE_BYTES);
        Self { bytes, start }
    }
}

impl Deref for Chunk {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.bytes[self.start..self.start + limits::STREAM_CHUNK_BYTES]
    }
}

impl DerefMut for Chunk {
    fn deref_mut(&mut self) -> &mut [u8] {
        &mut self.bytes[self.start..self.start + limits::STREAM_CHUNK_BYTES]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_begins_at_a_page_and_is_empty() {
        let chunk = Chunk::new();
        assert_eq!(chunk.as_ptr().align_offset(4096), 0);
        assert_eq!(chunk.len(), limits::STREAM_CHUNK_BYTES);
        assert!(chunk.iter().all(|byte| *byte == 0));
    }
}
