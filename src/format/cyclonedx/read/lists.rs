//! The two long lists of a JSON document, read stretch by stretch with all cores.
//!
//! A stretch is parsed into parts of the model and its raw form dropped before the next: the raw form of a whole document would take
//! more memory than its text and its inventory together.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use rayon::iter::{IndexedParallelIterator, IntoParallelRefIterator, ParallelIterator};
use serde::Deserialize;

use super::component::Whole;
use super::graph::{References, Rows, Thing};
use super::mend::{self, mend};
use super::part::{Part, Place};
use crate::format::FormatError;
use crate::format::cyclonedx::raw;
use crate::format::index::Index;
use crate::format::json::{self, List, Piece, Skeleton, Stretch};
use crate::model::EdgeKind;

/// A JSON document of which the long lists have been cut out.
pub(super) struct Lists<'t> {
    /// The document with those lists empty.
    pub(super) skeleton: Skeleton,
    /// What the list of components holds.
    pub(super) components: (Part, References),
    pub(super) rows: ListedRows<'t>,
}

/// The list of dependencies, which can be read when all components are known.
pub(super) struct ListedRows<'t> {
    pieces: Vec<Piece<'t>>,
    /// With the number of the piece that each stands in.
    stretches: Vec<(usize, Stretch)>,
}

const COMPONENTS: usize = 0;
const WANTED: [&str; 2] = ["components", "dependencies"];

/// Checks the keys of a document, reads its components, and finds its dependencies.
///
/// # Errors
/// [`FormatError::DuplicateKey`], [`FormatError::Syntax`].
pub(super) fn cut(text: &str) -> Result<Lists<'_>, FormatError> {
    let piece = Piece { text: text.into(), start: 0, line: 1, column: 1 };
    let assembly = Mutex::new(Assembly::new(text.len(), begins_with_root(text)));
    let mut rows = Vec::new();
    let read = |stretch: &Stretch| {
        let part = components(&piece, stretch);
        if let Ok(mut assembly) = assembly.lock() {
            assembly.add(stretch, part);
        }
    };
    let lists = if text.len() < json::PARALLEL_BYTES {
        json::outline(text, &WANTED, &mut |stretch| match stretch.list {
            COMPONENTS => read(&stretch),
            _ => rows.push((0, stretch)),
        })?
    } else {
        let (read, rows) = (&read, &mut rows);
        // First in, first out: so parts come nearly in order, and few have to wait for one before them.
        rayon::scope_fifo(|scope| {
            json::outline(text, &WANTED, &mut |stretch| match stretch.list {
                COMPONENTS => scope.spawn_fifo(move |_| read(&stretch)),
                _ => rows.push((0, stretch)),
            })
        })?
    };
    let assembly = assembly.into_inner().unwrap_or_else(PoisonError::into_inner);
    let is_regular = regular(&lists);
    let components = if is_regular[COMPONENTS] { assembly.finish()? } else { Assembly::new(0, false).finish()? };
    rows.retain(|(_, stretch)| is_regular[stretch.list]);
    let rows = ListedRows { pieces: vec![piece], stretches: rows };
    Ok(Lists { skeleton: skeleton(text, lists), components, rows })
}

/// Checks the keys of a document, and finds the elements of its long lists.
///
/// # Errors
/// As [`cut`].
pub(super) fn find(text: &str) -> Result<(Vec<Stretch>, Skeleton), FormatError> {
    let mut stretches = Vec::new();
    let lists = json::outline(text, &WANTED, &mut |stretch| stretches.push(stretch))?;
    let is_regular = regular(&lists);
    stretches.retain(|stretch| is_regular[stretch.list]);
    Ok((stretches, skeleton(text, lists)))
}

fn regular(lists: &[Option<List>]) -> [bool; WANTED.len()] {
    let mut is_regular = [false; WANTED.len()];
    for (is_regular, list) in is_regular.iter_mut().zip(lists) {
        *is_regular = list.as_ref().is_some_and(|list| list.is_regular);
    }
    is_regular
}

fn skeleton(text: &str, lists: Vec<Option<List>>) -> Skeleton {
    let regular = lists.into_iter().flatten().filter(|list| list.is_regular);
    let mut cut: Vec<Range<usize>> = regular.map(|list| list.range).collect();
    cut.sort_by_key(|range| range.start);
    Skeleton::new(text, &cut)
}

/// Bytes of text that are let go of at a time.
const PIECE_BYTES: usize = 2 << 20;

/// Reads the components of a text and lets go of each piece of it that has been read; keeps what the dependencies stand in.
///
/// # Errors
/// [`FormatError::Syntax`].
pub(super) fn consume(
    text: String,
    stretches: Vec<Stretch>,
) -> Result<((Part, References), ListedRows<'static>), FormatError> {
    let mut assembly = Assembly::new(text.len(), begins_with_root(&text));
    let mut rows = ListedRows { pieces: Vec::new(), stretches: Vec::new() };
    for (piece, stretches) in split(text, stretches) {
        if stretches.first().is_some_and(|stretch| stretch.list != COMPONENTS) {
            rows.stretches.extend(stretches.into_iter().map(|stretch| (rows.pieces.len(), stretch)));
            rows.pieces.push(piece);
            continue;
        }
        let parts: Vec<Result<Part, FormatError>> =
            stretches.par_iter().with_max_len(1).map(|stretch| components(&piece, stretch)).collect();
        drop(piece);
        for (stretch, part) in stretches.iter().zip(parts) {
            assembly.add(stretch, part);
        }
    }
    Ok((assembly.finish()?, rows))
}

/// Splits a text into pieces with memory of their own, none of which holds stretches of two lists.
fn split(mut text: String, stretches: Vec<Stretch>) -> Vec<(Piece<'static>, Vec<Stretch>)> {
    let mut groups: Vec<Vec<Stretch>> = Vec::new();
    let start_of = |group: &[Stretch]| group.first().and_then(|it| it.elements.first()).map_or(0, |it| it.start);
    for stretch in stretches {
        let end = stretch.elements.last().map_or(0, |element| element.end);
        match groups.last_mut() {
            Some(group)
                if group.first().is_some_and(|first| first.list == stretch.list)
                    && end - start_of(group) <= PIECE_BYTES =>
            {
                group.push(stretch);
            }
            _ => groups.push(vec![stretch]),
        }
    }
    let (mut at, mut lines, mut line_start) = (0, 1, 0);
    let mut places = Vec::with_capacity(groups.len());
    for group in &groups {
        let start = start_of(group);
        let between = &text.as_bytes()[at..start];
        lines += memchr::memchr_iter(b'\n', between).count();
        line_start = memchr::memrchr(b'\n', between).map_or(line_start, |newline| at + newline + 1);
        places.push((start, lines, start - line_start + 1));
        at = start;
    }
    let mut pieces = Vec::with_capacity(groups.len());
    // From the end, so that what is left can shrink where it stands.
    for (stretches, (start, line, column)) in groups.into_iter().zip(places).rev() {
        let piece = text.split_off(start);
        text.shrink_to_fit();
        pieces.push((Piece { text: piece.into(), start, line, column }, stretches));
    }
    pieces.reverse();
    pieces
}

/// Stretches of dependencies whose edges wait to be put together.
const BATCH: usize = 16;

impl ListedRows<'_> {
    /// Reads the dependencies.
    ///
    /// # Errors
    /// [`FormatError::Syntax`].
    pub(super) fn read(&self, index: &Index<Thing>, kind: EdgeKind) -> Result<Rows, FormatError> {
        let read = |(piece, stretch): &(usize, Stretch)| match self.pieces.get(*piece) {
            Some(piece) => dependencies(piece, stretch, index, kind),
            None => Ok(Rows::default()),
        };
        let mut whole = Rows::default();
        for batch in self.stretches.chunks(BATCH) {
            let parts: Vec<Result<Rows, FormatError>> = if batch.len() == 1 {
                batch.iter().map(read).collect()
            } else {
                batch.par_iter().with_max_len(1).map(read).collect()
            };
            for part in parts {
                whole.append(part?);
            }
        }
        Ok(whole)
    }
}

/// Parts put together in their order, as they come.
struct Assembly {
    whole: Part,
    references: References,
    /// Bytes of the whole text.
    bytes: usize,
    next: usize,
    waiting: BTreeMap<usize, Result<Part, FormatError>>,
    error: Option<FormatError>,
}

impl Assembly {
    fn new(bytes: usize, has_root: bool) -> Self {
        let mut whole = Part::default();
        if has_root {
            whole.leave_room_for_root();
        }
        let (references, waiting) = (References::default(), BTreeMap::new());
        Self { whole, references, bytes, next: 0, waiting, error: None }
    }

    fn add(&mut self, stretch: &Stretch, part: Result<Part, FormatError>) {
        if let (0, Ok(part)) = (stretch.number, &part) {
            self.whole.leave_room(part.components.len() * (self.bytes / stretch.bytes().max(1)), self.bytes);
        }
        self.waiting.insert(stretch.number, part);
        while let Some(part) = self.waiting.remove(&self.next) {
            self.next += 1;
            match part {
                Ok(part) => {
                    let before = self.whole.components.len();
                    self.whole.append(part);
                    self.references.take_in(&self.whole.components, before);
                }
                Err(error) => {
                    self.error.get_or_insert(error);
                }
            }
        }
    }

    fn finish(self) -> Result<(Part, References), FormatError> {
        match self.error {
            Some(error) => Err(error),
            None => Ok((self.whole, self.references)),
        }
    }
}

/// Bytes at the beginning of a document in which what it describes is looked for.
const HEAD_BYTES: usize = 64 << 10;

/// Returns whether a document seems to tell what it describes before it lists components, as most do. A wrong answer costs time only.
fn begins_with_root(text: &str) -> bool {
    let head = &text.as_bytes()[..text.len().min(HEAD_BYTES)];
    let list = memchr::memmem::find(head, b"\"components\"").unwrap_or(head.len());
    memchr::memmem::find(&head[..list], b"\"component\"").is_some()
}

fn components(piece: &Piece<'_>, stretch: &Stretch) -> Result<Part, FormatError> {
    let mut part = Part::default();
    part.components.reserve(stretch.elements.len());
    for (at, range) in (stretch.first..).zip(&stretch.elements) {
        let place = Place::Listed(at);
        match serde_json::from_str::<raw::Component<'_>>(piece.part(range)) {
            Ok(mut raw) => part.tree(&mut raw, &place, Whole::None),
            Err(error) if error.is_data() => {
                let mut node = piece.tree(range)?;
                mend(&mut node, &mend::COMPONENT, &place.to_string(), &mut part.problems);
                let mut raw = raw::Component::deserialize(&node).map_err(|error| json::data(&error))?;
                part.tree(&mut raw, &place, Whole::None);
            }
            Err(error) => return Err(piece.syntax(&error, range)),
        }
    }
    Ok(part)
}

fn dependencies(
    piece: &Piece<'_>,
    stretch: &Stretch,
    index: &Index<Thing>,
    kind: EdgeKind,
) -> Result<Rows, FormatError> {
    let mut rows = Rows::default();
    let mut parsed = Vec::with_capacity(stretch.elements.len());
    for (at, range) in (stretch.first..).zip(&stretch.elements) {
        match serde_json::from_str::<raw::Dependency<'_>>(piece.part(range)) {
            Ok(raw) => parsed.push((at, raw)),
            Err(error) if error.is_data() => {
                rows.read(&std::mem::take(&mut parsed), index, kind);
                let mut node = piece.tree(range)?;
                mend(&mut node, &mend::DEPENDENCY, &format!("/dependencies/{at}"), &mut rows.problems);
                let raw = raw::Dependency::deserialize(&node).map_err(|error| json::data(&error))?;
                rows.read(&[(at, raw)], index, kind);
            }
            Err(error) => return Err(piece.syntax(&error, range)),
        }
    }
    rows.read(&parsed, index, kind);
    Ok(rows)
}
