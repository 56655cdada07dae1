//! Rules on what a document means, which no schema can hold: written once, against the view that all families share.

use super::finding::Findings;
use super::view::View;
use crate::format::Family;
use crate::model::Timestamp;

mod graph;
mod identity;
pub(super) mod license;
mod scan;
mod spdx2;
mod statement;
mod text;

/// Applies every rule to a document as of a time.
pub(super) fn check<'t>(view: &View<'t>, at: Timestamp, findings: &mut Findings<'t>) {
    graph::check(view, findings);
    identity::check(view, findings);
    statement::check(view, at, findings);
    scan::check(view, at, findings);
    if view.family == Family::Spdx2 {
        spdx2::check(view, findings);
    }
}
