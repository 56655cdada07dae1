//! JSON as both document formats need it: read strictly, written one element a line.
//!
//! `serde_json` alone would take the last of two equal keys in parts of a document that nobody models, so every object is looked at by
//! a small scanner of our own, at the same time as the typed parse. It is written one component, edge or file a line: in 50,000
//! components indentation would double the bytes, and a line a component is what a person compares.

use std::borrow::Cow;
use std::io;

use rayon::iter::{IndexedParallelIterator, IntoParallelRefIterator, IntoParallelRefMutIterator, ParallelIterator};
use serde::{Deserialize, Serialize, Serializer};
use serde_json::ser::Formatter;

use super::FormatError;
use crate::limits;

/// Below this many bytes a second thread costs more than it saves.
const PARALLEL_BYTES: usize = 256 << 10;

/// Parses a whole JSON text. Spec: RFC 8259; sections 4 (names), 8.1 (encoding).
///
/// # Errors
/// [`FormatError::DuplicateKey`] for a key that any object has twice, otherwise [`FormatError::Syntax`].
pub(super) fn parse<'a, T: Deserialize<'a> + Send>(bytes: &'a [u8]) -> Result<T, FormatError> {
    let text = decode(bytes)?;
    let typed = || serde_json::from_str::<T>(text);
    let (strict, typed) =
        if text.len() < PARALLEL_BYTES { (check_keys(text), typed()) } else { rayon::join(|| check_keys(text), typed) };
    strict?;
    typed.map_err(|error| {
        let shown = error.to_string();
        let message = shown.rsplit_once(" at line ").map_or(shown.as_str(), |(message, _)| message);
        FormatError::Syntax { line: error.line(), column: error.column(), message: message.to_owned() }
    })
}

fn decode(bytes: &[u8]) -> Result<&str, FormatError> {
    let fault = |message: &str| FormatError::Syntax { line: 1, column: 1, message: message.to_owned() };
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") || bytes.iter().take(4).any(|byte| *byte == 0) {
        return Err(fault("the text is UTF-16 or UTF-32; JSON is UTF-8"));
    }
    // Some tools on Windows begin a file with the mark; it has no other meaning in UTF-8.
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    std::str::from_utf8(bytes).map_err(|error| {
        let (line, column) = place(bytes, error.valid_up_to());
        FormatError::Syntax { line, column, message: "not valid UTF-8".to_owned() }
    })
}

/// Returns line and column of a byte, both counted from 1, the column in bytes.
fn place(bytes: &[u8], at: usize) -> (usize, usize) {
    let before = &bytes[..at.min(bytes.len())];
    let line = before.split(|byte| *byte == b'\n').count();
    let start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |newline| newline + 1);
    (line, before.len() - start + 1)
}

/// An open array or object.
enum Frame {
    Array,
    /// With the place of its first key among all open keys.
    Object(usize),
}

struct Key<'a> {
    text: Cow<'a, [u8]>,
    at: usize,
}

/// Objects of up to this many keys are compared key by key, larger ones are sorted.
const FEW_KEYS: usize = 16;

/// Checks that no object has a key twice, however it is escaped, and that nesting is bounded.
///
/// All other grammar is left to the typed parse, which refuses what this one passes over.
pub(super) fn check_keys(text: &str) -> Result<(), FormatError> {
    let bytes = text.as_bytes();
    let mut frames: Vec<Frame> = Vec::new();
    let mut keys: Vec<Key<'_>> = Vec::new();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => {
                let (end, escaped) = string_end(bytes, at + 1);
                if let Some(Frame::Object(first)) = frames.last()
                    && next_is_colon(bytes, end)
                {
                    let inside = &bytes[at + 1..(end - 1).max(at + 1)];
                    let text = if escaped { unescape(&bytes[at..end], inside) } else { Cow::Borrowed(inside) };
                    let known = &keys[*first..];
                    if known.len() <= FEW_KEYS && known.iter().any(|key| key.text == text) {
                        return Err(duplicate(bytes, &Key { text, at }));
                    }
                    keys.push(Key { text, at });
                }
                at = end;
                continue;
            }
            b'{' => frames.push(Frame::Object(keys.len())),
            b'[' => frames.push(Frame::Array),
            b'}' | b']' => {
                if let Some(Frame::Object(first)) = frames.pop() {
                    check_many(bytes, &mut keys[first..])?;
                    keys.truncate(first);
                }
            }
            _ => {}
        }
        if frames.len() > limits::DOCUMENT_DEPTH {
            let (line, column) = place(bytes, at);
            let message = format!("nested deeper than {} levels", limits::DOCUMENT_DEPTH);
            return Err(FormatError::Syntax { line, column, message });
        }
        at += 1;
    }
    Ok(())
}

/// Returns the place after the closing quote, and whether anything in the string is escaped.
fn string_end(bytes: &[u8], start: usize) -> (usize, bool) {
    let mut escaped = false;
    let mut at = start;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => return (at + 1, escaped),
            b'\\' => {
                escaped = true;
                at += 2;
            }
            _ => at += 1,
        }
    }
    (bytes.len(), escaped)
}

fn next_is_colon(bytes: &[u8], mut at: usize) -> bool {
    while matches!(bytes.get(at), Some(b' ' | b'\n' | b'\r' | b'\t')) {
        at += 1;
    }
    bytes.get(at) == Some(&b':')
}

/// Decodes an escaped key; one that is no valid JSON string is compared as written, and refused by the typed parse or nobody.
fn unescape<'a>(quoted: &[u8], inside: &'a [u8]) -> Cow<'a, [u8]> {
    match serde_json::from_slice::<String>(quoted) {
        Ok(text) => Cow::Owned(text.into_bytes()),
        Err(_) => Cow::Borrowed(inside),
    }
}

fn check_many(bytes: &[u8], keys: &mut [Key<'_>]) -> Result<(), FormatError> {
    if keys.len() <= FEW_KEYS {
        return Ok(());
    }
    keys.sort_unstable_by(|a, b| (&a.text, a.at).cmp(&(&b.text, b.at)));
    let doubles = keys.windows(2).filter(|pair| pair[0].text == pair[1].text);
    match doubles.map(|pair| &pair[1]).min_by_key(|key| key.at) {
        Some(key) => Err(duplicate(bytes, key)),
        None => Ok(()),
    }
}

fn duplicate(bytes: &[u8], key: &Key<'_>) -> FormatError {
    let (line, column) = place(bytes, key.at);
    let key = String::from_utf8_lossy(&key.text).chars().take(200).collect();
    FormatError::DuplicateKey { key, line, column }
}

/// Writes one JSON object, member by member, so that the caller knows where each value begins; and makes a digest of it on the way.
pub(super) struct Members {
    out: Vec<u8>,
    empty: bool,
    hasher: blake3::Hasher,
}

/// Elements of a list that one thread writes at a time.
///
/// The digest is made of the digests of such stretches, so the number is part of what makes a document's serial number.
const STRETCH: usize = 1024;

impl Members {
    /// Starts an object; `capacity` is an estimate in bytes.
    pub(super) fn new(capacity: usize) -> Self {
        let mut out = Vec::with_capacity(capacity);
        out.push(b'{');
        Self { out, empty: true, hasher: blake3::Hasher::new() }
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
    pub(super) fn put(&mut self, key: &'static str, value: &(impl Serialize + ?Sized)) -> usize {
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
    pub(super) fn put_list<T: Serialize>(
        &mut self,
        key: &'static str,
        count: usize,
        element: impl Fn(usize) -> T + Sync,
    ) {
        self.key(key);
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

    /// Returns the digest of all that has been written so far.
    pub(super) fn digest(&self) -> blake3::Hash {
        self.hasher.finalize()
    }

    /// Writes over bytes at a place that [`Self::put`] gave.
    pub(super) fn replace(&mut self, at: usize, text: &str) {
        self.out[at..at + text.len()].copy_from_slice(text.as_bytes());
    }

    /// Ends the object and returns the bytes, with a newline at the end.
    pub(super) fn finish(mut self) -> Vec<u8> {
        self.out.extend_from_slice(b"\n}\n");
        self.out
    }
}

/// Serialises what a function iterates over, so that 50,000 components need not stand in memory twice.
pub(super) struct Each<F>(pub(super) F);

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
