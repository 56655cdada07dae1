//! JSON as the document formats need it: read strictly, written one element a line.
//!
//! `serde_json` alone would take the last of two equal keys in parts of a document that nobody models, so every object is looked at by
//! a small scanner of our own. The same scanner finds the elements of long lists, so that they can be parsed with all cores.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use serde::Deserialize;

use super::FormatError;
use super::tree::{Node, parse_json};

mod scan;
mod write;

pub(super) use scan::{List, Stretch, outline, plain};
pub(super) use write::{Each, Members};

/// Below this many bytes a second thread costs more than it saves.
pub(super) const PARALLEL_BYTES: usize = 256 << 10;

/// Parses a whole JSON text. Spec: RFC 8259; section 4 (names).
///
/// # Errors
/// [`FormatError::DuplicateKey`] for a key that any object has twice, otherwise [`FormatError::Syntax`].
pub(super) fn parse<'a, T: Deserialize<'a> + Send>(text: &'a str) -> Result<T, FormatError> {
    let typed = || serde_json::from_str::<T>(text);
    let strict = || outline(text, &[], &mut |_| {});
    let (strict, typed) = if text.len() < PARALLEL_BYTES { (strict(), typed()) } else { rayon::join(strict, typed) };
    strict?;
    typed.map_err(|error| syntax(&error, text, &|at| at, text))
}

/// A long list that was read stretch by stretch.
pub(super) struct ReadList<T> {
    pub(super) list: List,
    /// What was read of each stretch, in order; nothing when one of them could not be read, or the list means nothing.
    pub(super) stretches: Option<Vec<T>>,
}

/// Goes over a text as [`outline`] does, while all cores read the stretches of the lists of these names; returns those lists by name.
///
/// # Errors
/// As [`outline`].
pub(super) fn read_lists<T: Send>(
    text: &str,
    wanted: &[&str],
    read: impl Fn(&Stretch) -> Option<T> + Sync,
) -> Result<Vec<Option<ReadList<T>>>, FormatError> {
    let parts = Mutex::new(Vec::new());
    let (all, read) = (&parts, &read);
    let lists = rayon::scope_fifo(|scope| {
        outline(text, wanted, &mut |stretch| {
            scope.spawn_fifo(move |_| {
                let part = read(&stretch);
                all.lock().unwrap_or_else(PoisonError::into_inner).push((stretch.list, stretch.number, part));
            });
        })
    })?;
    let mut parts = parts.into_inner().unwrap_or_else(PoisonError::into_inner);
    parts.sort_by_key(|part| (part.0, part.1));
    let mut parts = parts.into_iter().peekable();
    let mut found = Vec::with_capacity(lists.len());
    for (at, list) in lists.into_iter().enumerate() {
        let of_list = std::iter::from_fn(|| parts.next_if(|part| part.0 == at)).map(|part| part.2);
        // All of them are taken, also behind one that could not be read.
        let of_list: Vec<Option<T>> = of_list.collect();
        let stretches = of_list.into_iter().collect::<Option<Vec<T>>>();
        found.push(list.map(|list| ReadList { stretches: stretches.filter(|_| list.is_regular), list }));
    }
    Ok(found)
}

/// Returns what a parser of a part of a text found, with its place in the whole.
pub(super) fn syntax(
    error: &serde_json::Error,
    part: &str,
    in_whole: &dyn Fn(usize) -> usize,
    whole: &str,
) -> FormatError {
    let (line, column) = place(whole.as_bytes(), in_whole(offset(part, error.line(), error.column())));
    let shown = error.to_string();
    let message = shown.rsplit_once(" at line ").map_or(shown.as_str(), |(message, _)| message);
    FormatError::malformed(line, column, message)
}

/// Returns what a parser of a part of a text found, with its place in the whole.
pub(super) fn moved(error: FormatError, part: &str, in_whole: &dyn Fn(usize) -> usize, whole: &str) -> FormatError {
    let FormatError::Syntax { line, column, kind, message } = error else { return error };
    let (line, column) = place(whole.as_bytes(), in_whole(offset(part, line, column)));
    FormatError::Syntax { line, column, kind, message }
}

/// A stretch of a text, with where it begins in the whole.
pub(super) struct Piece<'t> {
    /// The text of the stretch.
    pub(super) text: Cow<'t, str>,
    /// The bytes before it.
    pub(super) start: usize,
    /// The line in which it begins, and the column, both counted from 1.
    pub(super) line: usize,
    pub(super) column: usize,
}

impl Piece<'_> {
    /// Returns a part, by its place in the whole text.
    pub(super) fn part(&self, range: &Range<usize>) -> &str {
        self.text.get(range.start - self.start..range.end - self.start).unwrap_or_default()
    }

    /// Parses a part into a tree.
    ///
    /// # Errors
    /// As [`parse_json`], with the place in the whole.
    pub(super) fn tree(&self, range: &Range<usize>) -> Result<Node<'_>, FormatError> {
        let part = self.part(range);
        let at = range.start - self.start;
        parse_json(part).map_err(|error| self.placed(moved(error, part, &|within| at + within, &self.text)))
    }

    /// Returns what a parser of a part found, with its place in the whole.
    pub(super) fn syntax(&self, error: &serde_json::Error, range: &Range<usize>) -> FormatError {
        let at = range.start - self.start;
        self.placed(syntax(error, self.part(range), &|within| at + within, &self.text))
    }

    fn placed(&self, error: FormatError) -> FormatError {
        let FormatError::Syntax { line, column, kind, message } = error else { return error };
        let column = if line == 1 { column + self.column - 1 } else { column };
        FormatError::Syntax { line: line + self.line - 1, column, kind, message }
    }
}

/// Returns what is left to say of a tree that has been mended and is still of no use.
pub(super) fn data(error: &serde::de::value::Error) -> FormatError {
    FormatError::Meaning(format!("not understood: {error}"))
}

/// Returns the place of a line and column, as the parser counts them: the column is that of the last byte that was read.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let mut newlines = memchr::memchr_iter(b'\n', text.as_bytes());
    let start = line.checked_sub(2).map_or(0, |skipped| newlines.nth(skipped).map_or(text.len(), |at| at + 1));
    (start + column.saturating_sub(1)).min(text.len())
}

/// Returns line and column of a byte, both counted from 1, the column in bytes.
pub(super) fn place(bytes: &[u8], at: usize) -> (usize, usize) {
    let before = &bytes[..at.min(bytes.len())];
    let start = memchr::memrchr(b'\n', before).map_or(0, |newline| newline + 1);
    (memchr::memchr_iter(b'\n', before).count() + 1, before.len() - start + 1)
}

/// A text with the insides of some arrays left out.
pub(super) struct Skeleton {
    /// The text.
    pub(super) text: String,
    /// Where each piece begins, here and in the whole.
    pieces: Vec<(usize, usize)>,
}

impl Skeleton {
    /// Leaves out what is inside of arrays; the ranges include the brackets and are in order.
    pub(super) fn new(whole: &str, arrays: &[Range<usize>]) -> Self {
        let mut skeleton = Self { text: String::new(), pieces: Vec::with_capacity(arrays.len() + 1) };
        let mut from = 0;
        for array in arrays {
            skeleton.push(whole, from..array.start + 1);
            from = array.end - 1;
        }
        skeleton.push(whole, from..whole.len());
        skeleton
    }

    fn push(&mut self, whole: &str, range: Range<usize>) {
        self.pieces.push((self.text.len(), range.start));
        self.text.push_str(&whole[range]);
    }

    /// Returns the place in the whole of a place in the skeleton.
    pub(super) fn in_whole(&self, at: usize) -> usize {
        let piece = self.pieces.iter().rev().find(|piece| piece.0 <= at);
        piece.map_or(at, |(here, there)| at - here + there)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_in_a_skeleton_is_one_in_the_whole() {
        let whole = "{\"a\":[1,2,3],\"b\":[4],\"c\":5}";
        let skeleton = Skeleton::new(whole, &[5..12, 17..20]);
        assert_eq!(skeleton.text, "{\"a\":[],\"b\":[],\"c\":5}");
        for (at, character) in skeleton.text.char_indices() {
            assert!(whole[skeleton.in_whole(at)..].starts_with(character), "{at}");
        }
    }

    #[test]
    fn the_place_of_an_error_is_that_in_the_whole_text() {
        let whole = "{\n \"a\": [\n  {\"x\": 1},\n  {\"x\": tru}\n ]}";
        let start = whole.rfind('{').unwrap();
        let part = &whole[start..start + 10];
        let error = serde_json::from_str::<serde_json::Value>(part).unwrap_err();
        let found = syntax(&error, part, &|at| start + at, whole);
        assert!(matches!(found, FormatError::Syntax { line: 4, .. }), "{found:?}");
    }
}
