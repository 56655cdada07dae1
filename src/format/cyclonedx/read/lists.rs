//! The two long lists of a JSON document, read stretch by stretch with all cores.
//!
//! A stretch is parsed into parts of the model and its raw form dropped before the next: the raw form of a whole document would take
//! more memory than its text and its inventory together.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Mutex;

use rayon::iter::{IndexedParallelIterator, IntoParallelRefIterator, ParallelIterator};
use serde::Deserialize;

use super::component::Whole;
use super::graph::{Rows, Thing};
use super::mend::{self, mend};
use super::part::{Part, Place};
use crate::format::FormatError;
use crate::format::cyclonedx::raw;
use crate::format::index::Index;
use crate::format::json::{self, Skeleton, Stretch};
use crate::model::EdgeKind;

/// A JSON document of which the long lists have been cut out.
pub(super) struct Lists<'t> {
    text: &'t str,
    /// The document with those lists empty.
    pub(super) skeleton: Skeleton,
    /// What the list of components holds.
    pub(super) components: Part,
    rows: Vec<Stretch>,
}

const COMPONENTS: usize = 0;
const DEPENDENCIES: usize = 1;

/// Checks the keys of a document, reads its components, and finds its dependencies.
///
/// # Errors
/// [`FormatError::DuplicateKey`], [`FormatError::Syntax`].
pub(super) fn cut(text: &str) -> Result<Lists<'_>, FormatError> {
    let assembly = Mutex::new(Assembly::new());
    let mut rows = Vec::new();
    let wanted = ["components", "dependencies"];
    let read = |stretch: &Stretch| {
        let part = components(text, stretch);
        if let Ok(mut assembly) = assembly.lock() {
            assembly.add(stretch.number, part);
        }
    };
    let lists = if text.len() < json::PARALLEL_BYTES {
        json::outline(text, &wanted, &mut |stretch| match stretch.list {
            COMPONENTS => read(&stretch),
            _ => rows.push(stretch),
        })?
    } else {
        let (read, rows) = (&read, &mut rows);
        // First in, first out: so parts come nearly in order, and few have to wait for one before them.
        rayon::scope_fifo(|scope| {
            json::outline(text, &wanted, &mut |stretch| match stretch.list {
                COMPONENTS => scope.spawn_fifo(move |_| read(&stretch)),
                _ => rows.push(stretch),
            })
        })?
    };
    let is_regular = |which: usize| lists.get(which).and_then(Option::as_ref).is_some_and(|list| list.is_regular);
    let assembly = assembly.into_inner().unwrap_or_else(|poisoned| poisoned.into_inner());
    let components = if is_regular(COMPONENTS) { assembly.finish()? } else { Assembly::new().whole };
    if !is_regular(DEPENDENCIES) {
        rows.clear();
    }
    let mut cut: Vec<Range<usize>> =
        lists.into_iter().flatten().filter(|list| list.is_regular).map(|list| list.range).collect();
    cut.sort_by_key(|range| range.start);
    Ok(Lists { text, skeleton: Skeleton::new(text, &cut), components, rows })
}

impl Lists<'_> {
    /// Reads the dependencies.
    ///
    /// # Errors
    /// [`FormatError::Syntax`].
    pub(super) fn rows(&self, index: &Index<'_, Thing>, kind: EdgeKind) -> Result<Rows, FormatError> {
        let read = |stretch: &Stretch| dependencies(self.text, stretch, index, kind);
        let parts: Vec<Result<Rows, FormatError>> = if self.text.len() < json::PARALLEL_BYTES {
            self.rows.iter().map(read).collect()
        } else {
            self.rows.par_iter().with_max_len(1).map(read).collect()
        };
        let mut whole = Rows::default();
        for part in parts {
            whole.append(part?);
        }
        Ok(whole)
    }
}

/// Parts put together in their order, as they come.
struct Assembly {
    whole: Part,
    next: usize,
    waiting: BTreeMap<usize, Result<Part, FormatError>>,
    error: Option<FormatError>,
}

impl Assembly {
    fn new() -> Self {
        let mut whole = Part::default();
        // The first place is that of the component that the document describes, which may come after the list.
        whole.leave_room_for_root();
        Self { whole, next: 0, waiting: BTreeMap::new(), error: None }
    }

    fn add(&mut self, number: usize, part: Result<Part, FormatError>) {
        self.waiting.insert(number, part);
        while let Some(part) = self.waiting.remove(&self.next) {
            self.next += 1;
            match part {
                Ok(part) => self.whole.append(part),
                Err(error) => {
                    self.error.get_or_insert(error);
                }
            }
        }
    }

    fn finish(self) -> Result<Part, FormatError> {
        match self.error {
            Some(error) => Err(error),
            None => Ok(self.whole),
        }
    }
}

fn components(text: &str, stretch: &Stretch) -> Result<Part, FormatError> {
    let mut part = Part::default();
    part.components.reserve(stretch.elements.len());
    for (at, range) in (stretch.first..).zip(&stretch.elements) {
        let element = &text[range.clone()];
        let place = Place::Listed(at);
        match serde_json::from_str::<raw::Component<'_>>(element) {
            Ok(raw) => part.tree(raw, &place, Whole::None),
            Err(error) if error.is_data() => {
                let mut node = json::parse_element(text, range)?;
                mend(&mut node, &mend::COMPONENT, &place.to_string(), &mut part.problems);
                let raw = raw::Component::deserialize(&node).map_err(|error| json::data(&error))?;
                part.tree(raw, &place, Whole::None);
            }
            Err(error) => return Err(json::syntax(&error, element, &|at| range.start + at, text)),
        }
    }
    Ok(part)
}

fn dependencies(text: &str, stretch: &Stretch, index: &Index<'_, Thing>, kind: EdgeKind) -> Result<Rows, FormatError> {
    let mut rows = Rows::default();
    for (at, range) in (stretch.first..).zip(&stretch.elements) {
        let element = &text[range.clone()];
        match serde_json::from_str::<raw::Dependency<'_>>(element) {
            Ok(raw) => rows.read(at, &raw, index, kind),
            Err(error) if error.is_data() => {
                let mut node = json::parse_element(text, range)?;
                mend(&mut node, &mend::DEPENDENCY, &format!("/dependencies/{at}"), &mut rows.problems);
                let raw = raw::Dependency::deserialize(&node).map_err(|error| json::data(&error))?;
                rows.read(at, &raw, index, kind);
            }
            Err(error) => return Err(json::syntax(&error, element, &|at| range.start + at, text)),
        }
    }
    Ok(rows)
}
