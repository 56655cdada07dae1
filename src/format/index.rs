//! Finding things of a document by their identifiers, in constant time whatever the identifiers are.

#[expect(clippy::disallowed_types, reason = "looked up, never iterated, so its order cannot reach the output")]
use std::collections::HashMap;

/// Places by identifier. The map's keys are hashed with a random seed: a document cannot choose identifiers that collide.
#[expect(clippy::disallowed_types, reason = "looked up, never iterated, so its order cannot reach the output")]
pub(super) struct Index<'a, T>(HashMap<&'a str, T>);

impl<'a, T: Copy> Index<'a, T> {
    /// Returns an empty index with room for some identifiers.
    #[expect(clippy::disallowed_types, reason = "looked up, never iterated, so its order cannot reach the output")]
    pub(super) fn with_capacity(capacity: usize) -> Self {
        Self(HashMap::with_capacity(capacity))
    }

    /// Adds an identifier; returns whether it is new. A known one keeps what it had.
    pub(super) fn insert(&mut self, key: &'a str, value: T) -> bool {
        match self.0.entry(key) {
            std::collections::hash_map::Entry::Occupied(_) => false,
            std::collections::hash_map::Entry::Vacant(slot) => {
                slot.insert(value);
                true
            }
        }
    }

    /// Returns what an identifier stands for.
    pub(super) fn get(&self, key: &str) -> Option<T> {
        self.0.get(key).copied()
    }
}
