//! Losses of one conversion, with the place of each.

use std::borrow::Cow;
use std::fmt::Write;

use crate::format::Loss;

/// Losses that are told one by one; the others are counted. A hostile document must not choose how much memory its losses take.
const TOLD: usize = 100_000;

/// One step from a value to one inside of it.
#[derive(Clone, Debug)]
pub(super) enum Step<'a> {
    /// A member of an object.
    Key(Cow<'a, str>),
    /// An element of an array.
    Index(usize),
}

impl<'a> From<&'a str> for Step<'a> {
    fn from(key: &'a str) -> Self {
        Self::Key(Cow::Borrowed(key))
    }
}

impl From<usize> for Step<'_> {
    fn from(index: usize) -> Self {
        Self::Index(index)
    }
}

/// What was lost, and where the conversion is at.
#[derive(Debug, Default)]
pub(super) struct Losses<'a> {
    path: Vec<Step<'a>>,
    list: Vec<Loss>,
    more: usize,
}

impl<'a> Losses<'a> {
    pub(super) fn enter(&mut self, step: impl Into<Step<'a>>) {
        self.path.push(step.into());
    }

    pub(super) fn leave(&mut self) {
        self.path.pop();
    }

    /// Tells that the value which the conversion is at was lost.
    pub(super) fn tell(&mut self, reason: &str) {
        self.add(None, reason);
    }

    /// Tells that a value inside of the one which the conversion is at was lost.
    pub(super) fn tell_of<'s>(&mut self, step: impl Into<Step<'s>>, reason: &str) {
        self.add(Some(step.into()), reason);
    }

    fn add(&mut self, last: Option<Step<'_>>, reason: &str) {
        if self.list.len() >= TOLD {
            self.more += 1;
            return;
        }
        let mut path = String::new();
        self.path.iter().for_each(|step| push(&mut path, step));
        if let Some(last) = last {
            push(&mut path, &last);
        }
        self.list.push(Loss { path, reason: reason.to_owned() });
    }

    /// How many have been told so far.
    pub(super) fn count(&self) -> usize {
        self.list.len() + self.more
    }

    /// Returns losses of a trial at the same place, none of which has been told.
    pub(super) fn trial(&mut self) -> Self {
        Self { path: std::mem::take(&mut self.path), list: Vec::new(), more: 0 }
    }

    /// Ends a trial, and takes over what it told where it counts.
    pub(super) fn end(&mut self, trial: Self, counts: bool) {
        self.path = trial.path;
        if counts {
            self.more += trial.more;
            self.list.extend(trial.list);
        }
    }

    /// Returns the losses, and how many more there were as the last one.
    pub(super) fn into_list(mut self) -> Vec<Loss> {
        if self.more > 0 {
            self.list.push(Loss { path: String::new(), reason: format!("{} more losses are not listed", self.more) });
        }
        self.list
    }
}

/// Spec: RFC 6901, section 3.
fn push(path: &mut String, step: &Step<'_>) {
    match step {
        Step::Key(key) => {
            path.push('/');
            for char in key.chars().take(200) {
                match char {
                    '~' => path.push_str("~0"),
                    '/' => path.push_str("~1"),
                    other => path.push(other),
                }
            }
        }
        Step::Index(index) => {
            let _ = write!(path, "/{index}");
        }
    }
}
