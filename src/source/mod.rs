//! Where bytes come from. Everything that is read from a subject passes through here, bounded by [`limits`](crate::limits).

pub mod ahead;
pub mod ar;
pub mod archive;
pub(crate) mod chunk;
pub mod file;
pub mod hash;
pub(crate) mod listing;
mod progress;
mod read;
pub mod walk;

pub use progress::{Progress, Silent};
pub use read::{SourceError, read_bounded, read_head, read_limited};
pub(crate) use read::{find_near_end, open_regular, with_bounded};
