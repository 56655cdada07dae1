//! Writes decisions into the text of a register and leaves everything else in it as it is, comments included.
//!
//! The places of the values are those that the parser saw. The result is read again before it is handed out.

use std::ops::Range;
use std::path::Path;

use toml::{Spanned, Value};

use super::raw::RawRegister;
use super::{FIRST_PARTY, Lines, Register, RegisterError, Status};
use crate::model::Date;

/// What an approval writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Approval {
    /// The day of the review.
    pub reviewed: Date,
    /// The last day on which the approval holds.
    pub until: Date,
    /// The day by which the vendor must be reviewed again; where there is none, what the file says stays.
    pub review_by: Option<Date>,
}

/// An approval that was not written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EditError {
    /// The register cannot be used, before the edit or after it.
    #[error(transparent)]
    Register(#[from] RegisterError),
    /// No vendor has this id.
    #[error("no vendor `{0}` is in the register")]
    Unknown(String),
    /// The vendor was refused; that is not undone in passing.
    #[error("vendor `{id}` is {}", status.word())]
    Refused {
        /// The vendor's id.
        id: String,
        /// Its status.
        status: Status,
    },
}

impl EditError {
    /// Returns whether the same input would fail again.
    #[must_use]
    pub fn is_input_fault(&self) -> bool {
        match self {
            Self::Register(error) => error.is_input_fault(),
            Self::Unknown(_) | Self::Refused { .. } => true,
        }
    }

    /// Returns what the user can do about it.
    #[must_use]
    pub fn hints(&self) -> Vec<String> {
        match self {
            Self::Register(error) => error.hints(),
            Self::Unknown(_) => vec!["bonafide vendor check".into()],
            Self::Refused { .. } => {
                vec!["a refusal is lifted by hand: edit `status` and `reason` in the register".into()]
            }
        }
    }
}

/// Returns the text of a register with these vendors approved. One that was approved under conditions stays so.
///
/// # Errors
/// Every variant of [`EditError`]; nothing is written in part.
pub fn approve(text: &str, path: &Path, ids: &[String], approval: &Approval) -> Result<String, EditError> {
    let before = Register::parse(text, path)?;
    let raw: RawRegister = toml::from_str(text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        RegisterError::Syntax { path: path.into(), fault: Lines::new(text).fault(at, error.message()) }
    })?;
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    for id in ids {
        let record = before.find(id).ok_or_else(|| EditError::Unknown(id.clone()))?;
        if record.status.is_refusal() {
            return Err(EditError::Refused { id: id.clone(), status: record.status });
        }
        let slots = slots(&raw, id).ok_or_else(|| EditError::Unknown(id.clone()))?;
        slots.approve(text, record.status, approval, &mut edits);
    }
    edits.sort_by_key(|(range, _)| range.start);
    edits.dedup();
    let mut edited = text.to_owned();
    for (range, new) in edits.into_iter().rev() {
        edited.replace_range(range, &new);
    }
    let after = Register::parse(&edited, path)?;
    debug_assert!(ids.iter().all(|id| after.find(id).is_some_and(|vendor| vendor.status.is_approval())));
    Ok(edited)
}

/// Where the values of one record stand.
struct Slots<'a> {
    status: &'a Spanned<String>,
    reviewed: Option<&'a Spanned<Value>>,
    review_by: Option<&'a Spanned<Value>>,
    approved_until: Option<&'a Spanned<Value>>,
}

fn slots<'a>(raw: &'a RawRegister, id: &str) -> Option<Slots<'a>> {
    if id == FIRST_PARTY {
        let own = raw.first_party.as_ref()?;
        return Some(Slots {
            status: &own.status,
            reviewed: own.reviewed.as_ref(),
            review_by: own.review_by.as_ref(),
            approved_until: own.approved_until.as_ref(),
        });
    }
    let vendor = raw.vendor.iter().find(|vendor| vendor.id.get_ref() == id)?;
    Some(Slots {
        status: &vendor.status,
        reviewed: vendor.reviewed.as_ref(),
        review_by: vendor.review_by.as_ref(),
        approved_until: vendor.approved_until.as_ref(),
    })
}

impl Slots<'_> {
    fn approve(&self, text: &str, status: Status, approval: &Approval, edits: &mut Vec<(Range<usize>, String)>) {
        if status == Status::Proposed {
            edits.push((self.status.span(), "\"approved\"".into()));
        }
        let mut added = Vec::new();
        for (key, slot, day) in [
            ("reviewed", self.reviewed, Some(approval.reviewed)),
            ("review-by", self.review_by, approval.review_by),
            ("approved-until", self.approved_until, Some(approval.until)),
        ] {
            match (slot, day) {
                (_, None) => {}
                (Some(slot), Some(day)) => edits.push((slot.span(), day.to_string())),
                (None, Some(day)) => added.push(format!("{key} = {day}")),
            }
        }
        if !added.is_empty() {
            edits.push(insertion(text, self.status.span(), &added));
        }
    }
}

/// Returns the edit that adds keys after a value: on lines of their own, or within an inline table.
fn insertion(text: &str, value: Range<usize>, added: &[String]) -> (Range<usize>, String) {
    let start = text[..value.start].rfind('\n').map_or(0, |at| at + 1);
    let before = &text[start..value.start];
    let own_line = before.trim_start().trim_end_matches(['=', ' ', '\t']) == "status";
    if !own_line {
        return (value.end..value.end, format!(", {}", added.join(", ")));
    }
    let indent = &before[..before.len() - before.trim_start().len()];
    let end = text[value.end..].find('\n').map_or(text.len(), |at| value.end + at);
    let carriage = text[..end].ends_with('\r');
    let (at, newline) = if carriage { (end - 1, "\r\n") } else { (end, "\n") };
    let lines: Vec<String> = added.iter().map(|line| format!("{newline}{indent}{line}")).collect();
    (at..at, lines.concat())
}
