//! One pass over a JSON text: no key twice, nesting bounded, and where the elements of long lists stand.

use std::borrow::Cow;
use std::ops::Range;

use super::place;
use crate::format::FormatError;
use crate::limits;

/// Bytes of the elements that one thread parses at a time.
const STRETCH_BYTES: usize = 128 << 10;
/// Objects of up to this many keys are compared key by key, larger ones are sorted.
const FEW_KEYS: usize = 16;

/// Elements of a list that follow one another.
pub(in crate::format) struct Stretch {
    /// Which of the wanted lists they are of.
    pub(in crate::format) list: usize,
    /// The number of stretches of that list before this one.
    pub(in crate::format) number: usize,
    /// The number of elements before the first one.
    pub(in crate::format) first: usize,
    /// Where each stands in the text.
    pub(in crate::format) elements: Vec<Range<usize>>,
}

impl Stretch {
    /// Returns the bytes from the first element to the end of the last one.
    pub(in crate::format) fn bytes(&self) -> usize {
        match self.elements.as_slice() {
            [first, .., last] => last.end - first.start,
            [only] => only.len(),
            [] => 0,
        }
    }
}

/// A list that is a member of the outermost object.
pub(in crate::format) struct List {
    /// Where it stands, brackets included.
    pub(in crate::format) range: Range<usize>,
    /// Whether it holds objects and nothing else, as the grammar has it. If not, its stretches mean nothing.
    pub(in crate::format) is_regular: bool,
}

/// Checks that no object has a key twice, however it is escaped, and that nesting is bounded; and hands out stretches of the elements of
/// the outermost object's lists of these names.
///
/// All other grammar is left to the typed parse, which refuses what this one passes over.
///
/// # Errors
/// [`FormatError::DuplicateKey`], [`FormatError::Syntax`] for nesting.
pub(in crate::format) fn outline(
    text: &str,
    wanted: &[&str],
    stretch: &mut dyn FnMut(Stretch),
) -> Result<Vec<Option<List>>, FormatError> {
    let mut lists = Vec::new();
    lists.resize_with(wanted.len(), || None);
    let (frames, keys, prints) = (Vec::new(), Vec::new(), Vec::new());
    let scanner = Scanner { bytes: text.as_bytes(), frames, keys, prints, wanted, lists, open: None };
    scanner.run(stretch)
}

/// An open array or object.
enum Frame {
    Array,
    /// With the place of its first key among all open keys.
    Object(usize),
}

struct Key {
    /// Inside of the quotes.
    range: Range<usize>,
    is_escaped: bool,
}

/// A wanted list that is being gone through.
struct Open {
    which: usize,
    start: usize,
    commas: usize,
    count: usize,
    is_regular: bool,
    element: usize,
    number: usize,
    elements: Vec<Range<usize>>,
}

struct Scanner<'a> {
    bytes: &'a [u8],
    frames: Vec<Frame>,
    keys: Vec<Key>,
    /// The length and the first bytes of each key: two of different prints are different.
    prints: Vec<u64>,
    wanted: &'a [&'a str],
    lists: Vec<Option<List>>,
    open: Option<Open>,
}

/// The level inside of a list that is a member of the outermost object.
const LIST_LEVEL: usize = 2;

impl<'a> Scanner<'a> {
    fn run(mut self, stretch: &mut dyn FnMut(Stretch)) -> Result<Vec<Option<List>>, FormatError> {
        let bytes = self.bytes;
        let mut at = 0;
        while let Some(byte) = bytes.get(at) {
            match byte {
                b'"' => {
                    at = self.string(at)?;
                    continue;
                }
                b'{' | b'[' => self.begin(at, *byte)?,
                b'}' | b']' => self.end(at, *byte, stretch)?,
                b',' => {
                    if self.frames.len() == LIST_LEVEL
                        && let Some(open) = &mut self.open
                    {
                        open.commas += 1;
                        open.is_regular &= open.commas == open.count;
                    }
                }
                b' ' | b'\n' | b'\r' | b'\t' => {}
                _ => self.note_other(),
            }
            at += 1;
        }
        Ok(self.lists)
    }

    /// A value that is no object stands directly in a wanted list.
    fn note_other(&mut self) {
        if self.frames.len() == LIST_LEVEL
            && let Some(open) = &mut self.open
        {
            open.is_regular = false;
        }
    }

    /// Goes over a string, and over the members of its object that follow it and are strings as well; returns the place after them.
    fn string(&mut self, mut at: usize) -> Result<usize, FormatError> {
        let Some(Frame::Object(first)) = self.frames.last() else {
            self.note_other();
            return Ok(string_end(self.bytes, at + 1).0);
        };
        let first = *first;
        loop {
            let (end, is_escaped) = string_end(self.bytes, at + 1);
            let Some(colon) = colon_after(self.bytes, end) else { return Ok(end) };
            self.key(first, at + 1..(end - 1).max(at + 1), is_escaped, colon)?;
            // What stands directly in a list is counted by the caller.
            let value = after_white_space(self.bytes, colon + 1);
            if self.frames.len() <= LIST_LEVEL || self.bytes.get(value) != Some(&b'"') {
                return Ok(value);
            }
            let end = string_end(self.bytes, value + 1).0;
            if self.bytes.get(end) != Some(&b',') {
                return Ok(end);
            }
            at = after_white_space(self.bytes, end + 1);
            if self.bytes.get(at) != Some(&b'"') {
                return Ok(at);
            }
        }
    }

    /// Takes in a key of the innermost object.
    fn key(&mut self, first: usize, range: Range<usize>, is_escaped: bool, colon: usize) -> Result<(), FormatError> {
        let print = self.print(&range, is_escaped);
        let key = Key { range, is_escaped };
        let known = &self.prints[first..];
        if known.len() <= FEW_KEYS && known.contains(&print) {
            let mut known = known.iter().zip(&self.keys[first..]);
            if known.any(|(other, known)| *other == print && self.text(known) == self.text(&key)) {
                return Err(self.duplicate(&key));
            }
        }
        if self.frames.len() == 1 {
            self.list_after(&key, colon);
        }
        self.prints.push(print);
        self.keys.push(key);
        Ok(())
    }

    /// Begins a wanted list if that is what follows a key.
    fn list_after(&mut self, key: &Key, colon: usize) {
        let text = self.text(key);
        let Some(which) = self.wanted.iter().position(|name| name.as_bytes() == &*text) else { return };
        let start = after_white_space(self.bytes, colon + 1);
        if self.bytes.get(start) == Some(&b'[') {
            let (commas, count, element, number) = (0, 0, start, 0);
            let elements = Vec::new();
            self.open = Some(Open { which, start, commas, count, is_regular: true, element, number, elements });
        }
    }

    fn begin(&mut self, at: usize, byte: u8) -> Result<(), FormatError> {
        if self.frames.len() == LIST_LEVEL
            && let Some(open) = &mut self.open
        {
            open.is_regular &= byte == b'{' && open.commas == open.count;
            open.element = at;
        }
        self.frames.push(if byte == b'{' { Frame::Object(self.keys.len()) } else { Frame::Array });
        if self.frames.len() > limits::DOCUMENT_DEPTH {
            let (line, column) = place(self.bytes, at);
            return Err(FormatError::too_deep(line, column));
        }
        Ok(())
    }

    fn end(&mut self, at: usize, byte: u8, stretch: &mut dyn FnMut(Stretch)) -> Result<(), FormatError> {
        match self.frames.pop() {
            Some(Frame::Object(first)) => {
                self.check_many(first)?;
                self.keys.truncate(first);
                self.prints.truncate(first);
                self.note_crossed(byte == b'}');
            }
            Some(Frame::Array) => self.note_crossed(byte == b']'),
            None => {}
        }
        if self.frames.len() == LIST_LEVEL
            && let Some(open) = &mut self.open
        {
            open.count += 1;
            open.elements.push(open.element..at + 1);
            let bytes = open.elements.first().map_or(0, |first| at - first.start);
            if bytes >= STRETCH_BYTES {
                stretch(open.take());
            }
        } else if self.frames.len() < LIST_LEVEL
            && let Some(mut open) = self.open.take()
        {
            if !open.elements.is_empty() {
                stretch(open.take());
            }
            let is_regular = open.is_regular && open.commas == open.count.saturating_sub(1) && byte == b']';
            if let Some(list) = self.lists.get_mut(open.which) {
                *list = Some(List { range: open.start..at + 1, is_regular });
            }
        }
        Ok(())
    }

    /// A bracket that closes one of the other kind: no JSON, which the typed parse is to say.
    fn note_crossed(&mut self, fits: bool) {
        if !fits && let Some(open) = &mut self.open {
            open.is_regular = false;
        }
    }

    fn print(&self, range: &Range<usize>, is_escaped: bool) -> u64 {
        if is_escaped {
            let text = self.text(&Key { range: range.clone(), is_escaped });
            return print(&text, text.len());
        }
        print(&self.bytes[range.start..], range.len())
    }

    /// Returns a key's text; one that is no valid JSON string is compared as written, and refused by the typed parse or nobody.
    fn text(&self, key: &Key) -> Cow<'a, [u8]> {
        let inside = &self.bytes[key.range.clone()];
        if key.is_escaped
            && let Ok(text) = serde_json::from_slice::<String>(&[b"\"", inside, b"\""].concat())
        {
            return Cow::Owned(text.into_bytes());
        }
        Cow::Borrowed(inside)
    }

    fn check_many(&self, first: usize) -> Result<(), FormatError> {
        let keys = &self.keys[first..];
        if keys.len() <= FEW_KEYS {
            return Ok(());
        }
        let mut texts: Vec<(Cow<'_, [u8]>, &Key)> = keys.iter().map(|key| (self.text(key), key)).collect();
        texts.sort_unstable_by(|a, b| (&a.0, a.1.range.start).cmp(&(&b.0, b.1.range.start)));
        let doubles = texts.windows(2).filter(|pair| pair[0].0 == pair[1].0);
        match doubles.map(|pair| pair[1].1).min_by_key(|key| key.range.start) {
            Some(key) => Err(self.duplicate(key)),
            None => Ok(()),
        }
    }

    fn duplicate(&self, key: &Key) -> FormatError {
        let (line, column) = place(self.bytes, key.range.start - 1);
        let key = String::from_utf8_lossy(&self.text(key)).chars().take(200).collect();
        FormatError::DuplicateKey { key, line, column }
    }
}

impl Open {
    fn take(&mut self) -> Stretch {
        let elements = std::mem::take(&mut self.elements);
        self.number += 1;
        Stretch { list: self.which, number: self.number - 1, first: self.count - elements.len(), elements }
    }
}

/// Bytes of a key that its print holds beside the length.
const PRINTED: usize = 7;

fn print(bytes: &[u8], length: usize) -> u64 {
    let mask = (1u64 << (8 * length.min(PRINTED))) - 1;
    let first = match bytes.first_chunk::<8>() {
        Some(chunk) => u64::from_le_bytes(*chunk),
        None => bytes.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte)),
    };
    (first & mask) | (length as u64) << 56
}

/// Returns the place after the closing quote, and whether anything in the string is escaped.
fn string_end(bytes: &[u8], start: usize) -> (usize, bool) {
    let mut is_escaped = false;
    let mut at = start;
    loop {
        at += bytes.get(at..).map_or(0, inside);
        match bytes.get(at) {
            Some(b'"') => return (at + 1, is_escaped),
            Some(_) => {
                is_escaped = true;
                at += 2;
            }
            None => return (bytes.len(), is_escaped),
        }
    }
}

/// Bytes that are looked at eight at a time before a wider search pays; most strings are shorter.
const SHORT_BYTES: usize = 24;

/// Returns how many bytes there are before the first quote or backslash.
fn inside(bytes: &[u8]) -> usize {
    let mut at = 0;
    while at < SHORT_BYTES
        && let Some(chunk) = bytes.get(at..).and_then(<[u8]>::first_chunk::<8>)
    {
        let word = u64::from_le_bytes(*chunk);
        let found = zeros(word ^ (LOW * u64::from(b'"'))) | zeros(word ^ (LOW * u64::from(b'\\')));
        if found != 0 {
            return at + found.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    let rest = &bytes[at..];
    at + memchr::memchr2(b'"', b'\\', rest).unwrap_or(rest.len())
}

/// Returns how many bytes there are before the first that is a quote, a backslash or a control character, or is among the last seven.
pub(in crate::format) fn plain(bytes: &[u8]) -> usize {
    let mut at = 0;
    // Eight bytes at a time: most strings are too short for a wider search to pay.
    while let Some(chunk) = bytes.get(at..).and_then(<[u8]>::first_chunk::<8>) {
        let word = u64::from_le_bytes(*chunk);
        let control = word.wrapping_sub(LOW * 0x20) & !word & (LOW << 7);
        let found = zeros(word ^ (LOW * u64::from(b'"'))) | zeros(word ^ (LOW * u64::from(b'\\'))) | control;
        if found != 0 {
            return at + found.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    at
}

const LOW: u64 = 0x0101_0101_0101_0101;

/// Returns a word whose lowest bit that is set belongs to the lowest byte that is zero.
fn zeros(word: u64) -> u64 {
    word.wrapping_sub(LOW) & !word & (LOW << 7)
}

fn after_white_space(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    at + rest.iter().take_while(|byte| matches!(byte, b' ' | b'\n' | b'\r' | b'\t')).count()
}

fn colon_after(bytes: &[u8], end: usize) -> Option<usize> {
    let at = after_white_space(bytes, end);
    (bytes.get(at) == Some(&b':')).then_some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn elements(text: &str) -> (Vec<&str>, bool) {
        let mut found = Vec::new();
        let lists = outline(text, &["a"], &mut |stretch| found.extend(stretch.elements)).unwrap();
        let is_regular = lists[0].as_ref().is_some_and(|list| list.is_regular);
        (found.into_iter().map(|range| &text[range]).collect(), is_regular)
    }

    #[test]
    fn elements_of_a_wanted_list_are_found() {
        let text = "{\"b\":[{\"x\":1}],\"a\": [ {\"c\":[{}]} ,\n{\"d\":\"]}\\\"\"}],\"e\":{\"a\":[{}]}}";
        assert_eq!(elements(text), (vec!["{\"c\":[{}]}", "{\"d\":\"]}\\\"\"}"], true));
        assert_eq!(elements("{\"\\u0061\":[{}]}"), (vec!["{}"], true));
        assert_eq!(elements("{\"a\":[]}"), (vec![], true));
        assert_eq!(elements("{\"a\":{}}"), (vec![], false));
    }

    #[test]
    fn a_list_of_anything_else_than_objects_is_left_to_the_whole_parse() {
        for list in [
            "[{},]", "[,{}]", "[{} {}]", "[{},,{}]", "[{},1]", "[null]", "[\"x\"]", "[[]]", "[{}}", "[{]]", "[{}x]",
            "[{}:]", "[:{}]", "[{}:,{}]",
        ] {
            assert!(!elements(&format!("{{\"a\":{list}}}")).1, "{list}");
        }
    }

    #[test]
    fn a_key_that_comes_twice_is_found_among_strings_and_other_values() {
        for object in [
            r#"{"a":"1","b":"2","a":"3"}"#,
            "{ \"a\" : \"1\" ,\n \"b\" : 2 , \"\\u0061\" : \"3\" }",
            r#"{"a":{"a":"x","b":"x"},"b":"a","c":["a","a"],"a":"3"}"#,
            r#"{"b":"\"a\":","a":"1","a":null}"#,
        ] {
            let text = format!("{{\"list\":[{{\"x\":{object}}}]}}");
            let found = outline(&text, &["list"], &mut |_| {});
            assert!(matches!(found, Err(FormatError::DuplicateKey { key, .. }) if key == "a"), "{text}");
        }
        let fine = r#"{"a":[{"a":"b","b":"a","c":{"a":"c","b":"c"},"d":"\"a\":\"a\""},{"a":"b" , "b":"a"}]}"#;
        assert_eq!(elements(fine).0.len(), 2);
    }

    #[test]
    fn the_end_of_a_string_is_found_wherever_it_is() {
        for length in 0..40 {
            let plain = format!("{}\",\"\\\"", "é".repeat(length));
            assert_eq!(string_end(plain.as_bytes(), 0), (2 * length + 1, false));
            let escaped = format!("{}\\\"{}\" \"", "x".repeat(length), "y".repeat(length));
            assert_eq!(string_end(escaped.as_bytes(), 0), (2 * length + 3, true));
            assert_eq!(string_end(&plain.as_bytes()[..2 * length], 0), (2 * length, false));
        }
    }

    #[test]
    fn prints_of_equal_keys_are_equal_wherever_they_stand() {
        for key in ["", "a", "abcdefg", "abcdefgh", "a longer key than that"] {
            let inside = format!("{key}\":\"xyzxyz");
            assert_eq!(print(key.as_bytes(), key.len()), print(inside.as_bytes(), key.len()));
        }
        assert_ne!(print(b"ab", 2), print(b"ac", 2));
    }
}
