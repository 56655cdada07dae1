//! Finding things of a document by their identifiers, in constant time whatever the identifiers are.

#[expect(clippy::disallowed_types, reason = "looked up, never iterated, so its order cannot reach the output")]
use std::collections::HashMap;

/// Numbers by identifier, the first that came counts. The keys are hashed with a random seed: a document cannot choose identifiers that collide.
#[derive(Default)]
#[expect(clippy::disallowed_types, reason = "looked up, never iterated, so its order cannot reach the output")]
pub(super) struct Index<'t>(HashMap<&'t str, u32>);

impl<'t> Index<'t> {
    /// Adds an identifier and returns the number it stands for, with whether it is new.
    pub(super) fn insert(&mut self, key: &'t str, number: u32) -> (u32, bool) {
        match self.0.entry(key) {
            std::collections::hash_map::Entry::Occupied(known) => (*known.get(), false),
            std::collections::hash_map::Entry::Vacant(slot) => {
                slot.insert(number);
                (number, true)
            }
        }
    }

    /// Returns what an identifier stands for.
    pub(super) fn get(&self, key: &str) -> Option<u32> {
        self.0.get(key).copied()
    }
}
