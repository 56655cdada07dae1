//! What an inventory and a finding are: plain data without I/O and without any document format in it.
//!
//! Everything that can reach output is sorted, so that the same input gives the same bytes.

mod component;
mod diff;
mod digest;
mod evidence;
mod inventory;
mod merge;
mod path;
mod problem;
mod purl;
mod time;
mod version;

pub use component::{
    Component, ComponentKind, Evidence, ExternalReference, Identifier, IdentifierKind, License, Origin, Party,
    Properties, Usage, author_from_text,
};
pub use diff::{
    Change, ChangeKind, Changes, Pairs, Side, component_changes, component_name, diff, digests_are_incomparable, pair,
};
pub use digest::{Algorithm, Digest, DigestError, DigestScope, ScopedDigest, Strength};
pub use evidence::{CheckReport, Code, Item, Level, Outcome, Place, Reach, WhenUnasked};
pub use inventory::{
    Completeness, ComponentId, Edge, EdgeKind, FileEntry, FileKind, Inventory, Kept, Lifecycle, Resolution, Subject,
};
pub use merge::{Conflict, Merged, Mode, Whole, merge};
pub use path::{RelativePath, RelativePathError};
pub use problem::{Problem, ProblemKind};
pub use purl::{Purl, PurlBuilder, PurlError};
pub use time::{Date, TimeError, Timestamp};
pub use version::compare_versions;
