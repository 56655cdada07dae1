//! Finding things of a document by their identifiers, in constant time whatever the identifiers are.

use std::hash::{BuildHasher, RandomState};

use hashbrown::HashTable;
use hashbrown::hash_table::Entry;

/// Things by identifier. Identifiers are hashed with a random seed: a document cannot choose some that collide.
///
/// The table holds numbers only, so that looking up many identifiers in any order touches little memory.
pub(super) struct Index<'a, T> {
    table: HashTable<u32>,
    entries: Vec<(&'a str, T)>,
    seed: RandomState,
}

impl<'a, T: Copy> Index<'a, T> {
    /// Returns an empty index with room for some identifiers.
    pub(super) fn with_capacity(capacity: usize) -> Self {
        let (table, entries) = (HashTable::with_capacity(capacity), Vec::with_capacity(capacity));
        Self { table, entries, seed: RandomState::new() }
    }

    /// Adds an identifier; returns whether it is new. A known one keeps what it had.
    pub(super) fn insert(&mut self, key: &'a str, value: T) -> bool {
        let Self { table, entries, seed } = self;
        let key_at = |at: &u32| entries.get(*at as usize).map_or("", |entry| entry.0);
        match table.entry(seed.hash_one(key), |at| key_at(at) == key, |at| seed.hash_one(key_at(at))) {
            Entry::Occupied(_) => false,
            Entry::Vacant(slot) => {
                // Documents are bounded far below 2^32 identifiers.
                slot.insert(u32::try_from(entries.len()).unwrap_or(u32::MAX));
                entries.push((key, value));
                true
            }
        }
    }

    /// Returns what an identifier stands for.
    pub(super) fn get(&self, key: &str) -> Option<T> {
        let entry = |at: &u32| self.entries.get(*at as usize).filter(|entry| entry.0 == key);
        self.table.find(self.seed.hash_one(key), |at| entry(at).is_some()).and_then(entry).map(|entry| entry.1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identifier_keeps_its_first_meaning_in_a_table_that_grows() {
        let names: Vec<String> = (0..1000).map(|at| format!("name-{at}")).collect();
        let mut index = Index::with_capacity(0);
        for (at, name) in names.iter().enumerate() {
            assert!(index.insert(name, at));
        }
        for (at, name) in names.iter().enumerate() {
            assert!(!index.insert(name, at + 1));
            assert_eq!(index.get(name), Some(at));
        }
        assert_eq!(index.get("name-1000"), None);
        assert_eq!(index.get(""), None);
    }
}
