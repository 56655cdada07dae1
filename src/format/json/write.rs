//! Writing documents: one component, edge or file a line.
//!
//! In 50,000 components indentation would double the bytes, and a line a component is what a person compares.

use std::io;

use memchr::memmem;
use rayon::iter::{IndexedParallelIterator, IntoParallelRefIterator, IntoParallelRefMutIterator, ParallelIterator};
use serde::{Serialize, Serializer};
use serde_json::ser::Formatter;

/// Writes one JSON object, member by member, so that the caller knows where each value begins; and makes a digest of it on the way.
pub(in crate::format) struct Members<'b> {
    out: Vec<u8>,
    empty: bool,
    hasher: blake3::Hasher,
    /// A document with the same lists.
    before: Option<&'b [u8]>,
}

/// Elements of a list that one thread writes at a time.
///
/// The digest is made of the digests of such stretches, so the number is part of what makes a document's serial number.
const STRETCH: usize = 1024;

impl<'b> Members<'b> {
    /// Starts an object; `capacity` is an estimate in bytes. Lists are taken from a document that was written before, if one is given: it
    /// must have been written in this way, of the same elements.
    pub(in crate::format) fn new(capacity: usize, before: Option<&'b [u8]>) -> Self {
        let mut out = Vec::with_capacity(before.map_or(capacity, <[u8]>::len));
        out.push(b'{');
        Self { out, empty: true, hasher: blake3::Hasher::new(), before }
    }

    fn key(&mut self, key: &'static str) {
        if !self.empty {
            self.out.push(b',');
        }
        self.empty = false;
        self.out.extend_from_slice(b"\n  \"");
        self.out.extend_from_slice(key.as_bytes());
        self.out.extend_from_slice(b"\": ");
        self.hasher.update(key.as_bytes());
    }

    /// Writes a member and returns the place of its value's first byte.
    ///
    /// # Panics
    /// Never: writing to memory does not fail and no value of ours has keys that are not text.
    pub(in crate::format) fn put(&mut self, key: &'static str, value: &(impl Serialize + ?Sized)) -> usize {
        self.key(key);
        let start = self.out.len();
        let mut serializer = serde_json::Serializer::with_formatter(&mut self.out, Lines { depth: 1, empty: true });
        value.serialize(&mut serializer).expect("values of ours have text for keys, and memory takes every byte");
        self.hasher.update(&self.out[start..]);
        start
    }

    /// Writes a list of `count` elements, one a line, with all cores.
    ///
    /// # Panics
    /// Never, as [`Self::put`].
    pub(in crate::format) fn put_list<T: Serialize>(
        &mut self,
        key: &'static str,
        count: usize,
        element: impl Fn(usize) -> T + Sync,
    ) {
        self.key(key);
        if let Some(stretches) = self.before.and_then(|before| stretches_of(before, key, count)) {
            return self.put_stretches(&stretches, count);
        }
        let write = |(buffer, start): (&mut Vec<u8>, usize)| {
            buffer.clear();
            for at in start..count.min(start + STRETCH) {
                buffer.extend_from_slice(if at == 0 { b"\n    " } else { b",\n    " });
                serde_json::to_writer(&mut *buffer, &element(at)).expect("values of ours have text for keys");
            }
            blake3::hash(buffer)
        };
        self.out.push(b'[');
        // Buffers are used again and again: fresh memory for all of the list would cost as much as writing it.
        let mut buffers = vec![Vec::new(); 4 * rayon::current_num_threads().min(count.div_ceil(STRETCH))];
        let starts: Vec<usize> = (0..count).step_by(STRETCH).collect();
        for starts in starts.chunks(buffers.len().max(1)) {
            let buffers = &mut buffers[..starts.len()];
            let digests: Vec<blake3::Hash> = if count <= STRETCH {
                buffers.iter_mut().zip(starts.iter().copied()).map(write).collect()
            } else {
                buffers.par_iter_mut().zip(starts.par_iter().copied()).map(write).collect()
            };
            for (bytes, digest) in buffers.iter().zip(&digests) {
                self.out.extend_from_slice(bytes);
                self.hasher.update(digest.as_bytes());
            }
        }
        self.out.extend_from_slice(if count == 0 { b"]" } else { b"\n  ]" });
    }

    fn put_stretches(&mut self, stretches: &[&[u8]], count: usize) {
        self.out.push(b'[');
        let digests: Vec<blake3::Hash> = stretches.par_iter().map(|bytes| blake3::hash(bytes)).collect();
        for (bytes, digest) in stretches.iter().zip(&digests) {
            self.out.extend_from_slice(bytes);
            self.hasher.update(digest.as_bytes());
        }
        self.out.extend_from_slice(if count == 0 { b"]" } else { b"\n  ]" });
    }

    /// Returns the digest of all that has been written so far.
    pub(in crate::format) fn digest(&self) -> blake3::Hash {
        self.hasher.finalize()
    }

    /// Writes over bytes at a place that [`Self::put`] gave.
    pub(in crate::format) fn replace(&mut self, at: usize, text: &str) {
        self.out[at..at + text.len()].copy_from_slice(text.as_bytes());
    }

    /// Ends the object and returns the bytes, with a newline at the end.
    pub(in crate::format) fn finish(mut self) -> Vec<u8> {
        self.out.extend_from_slice(b"\n}\n");
        self.out
    }
}

/// Returns the stretches of a list of so many elements as a document of ours has them; `None` where it has no such list.
fn stretches_of<'b>(document: &'b [u8], key: &str, count: usize) -> Option<Vec<&'b [u8]>> {
    let opening = format!("\n  \"{key}\": [");
    let start = memmem::find(document, opening.as_bytes())? + opening.len();
    let inside = &document[start..];
    let inside = if inside.starts_with(b"]") { &[] } else { &inside[..memmem::find(inside, b"\n  ]")?] };
    // Each element begins with the one line break that it has, the comma of the one before it stands before that.
    let mut cuts = vec![0];
    let mut found = 0;
    for at in memchr::memchr_iter(b'\n', inside) {
        if found > 0 && found % STRETCH == 0 {
            cuts.push(at - 1);
        }
        found += 1;
    }
    if found != count {
        return None;
    }
    cuts.push(inside.len());
    Some(cuts.windows(2).filter(|pair| pair[0] < pair[1]).map(|pair| &inside[pair[0]..pair[1]]).collect())
}

/// Serialises what a function iterates over, so that 50,000 components need not stand in memory twice.
pub(in crate::format) struct Each<F>(pub(in crate::format) F);

impl<F, I> Serialize for Each<F>
where
    F: Fn() -> I,
    I: Iterator<Item: Serialize>,
{
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq((self.0)())
    }
}

/// Breaks lines in the two outer levels and nowhere below.
struct Lines {
    depth: usize,
    empty: bool,
}

/// The deepest level that has its elements on lines of their own.
const BROKEN_LEVELS: usize = 2;

impl Lines {
    fn open(&mut self) {
        self.depth += 1;
        self.empty = true;
    }

    fn element(&self, first: bool) -> &'static [u8] {
        match (self.depth <= BROKEN_LEVELS, first) {
            (true, true) => b"\n    ",
            (true, false) => b",\n    ",
            (false, true) => b"",
            (false, false) => b",",
        }
    }

    fn close(&mut self) -> &'static [u8] {
        let broken = self.depth <= BROKEN_LEVELS && !self.empty;
        self.depth -= 1;
        self.empty = false;
        if broken { b"\n  " } else { b"" }
    }
}

impl Formatter for Lines {
    fn begin_array<W: ?Sized + io::Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.open();
        out.write_all(b"[")
    }

    fn end_array<W: ?Sized + io::Write>(&mut self, out: &mut W) -> io::Result<()> {
        let line = self.close();
        out.write_all(line)?;
        out.write_all(b"]")
    }

    fn begin_array_value<W: ?Sized + io::Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.empty = false;
        out.write_all(self.element(first))
    }

    fn begin_object<W: ?Sized + io::Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.open();
        out.write_all(b"{")
    }

    fn end_object<W: ?Sized + io::Write>(&mut self, out: &mut W) -> io::Result<()> {
        let line = self.close();
        out.write_all(line)?;
        out.write_all(b"}")
    }

    fn begin_object_key<W: ?Sized + io::Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.empty = false;
        out.write_all(self.element(first))
    }

    fn begin_object_value<W: ?Sized + io::Write>(&mut self, out: &mut W) -> io::Result<()> {
        out.write_all(if self.depth <= BROKEN_LEVELS { b": " } else { b":" })
    }
}
