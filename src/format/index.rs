//! Finding things of a document by their identifiers, in constant time whatever the identifiers are.

use std::hash::{BuildHasher, RandomState};

use hashbrown::{HashTable, hash_table};

/// Things by identifier. Identifiers are hashed with a random seed: a document cannot choose some that collide.
///
/// The table holds numbers only, and the identifiers stand one behind the other: looking up many in any order touches little memory.
pub(super) struct Index<T> {
    table: HashTable<Slot>,
    text: String,
    entries: Vec<Entry<T>>,
    seed: RandomState,
}

/// A place in the table: two identifiers of different prints are different.
struct Slot {
    print: u32,
    entry: u32,
}

struct Entry<T> {
    /// Where the identifier ends in the text; it begins where the one before ends.
    end: usize,
    value: T,
}

impl<T> Default for Index<T> {
    fn default() -> Self {
        Self { table: HashTable::new(), text: String::new(), entries: Vec::new(), seed: RandomState::new() }
    }
}

impl<T: Copy> Index<T> {
    /// Returns an empty index with room for some identifiers.
    pub(super) fn with_capacity(capacity: usize) -> Self {
        let (table, entries) = (HashTable::with_capacity(capacity), Vec::with_capacity(capacity));
        Self { table, entries, ..Self::default() }
    }

    /// Adds an identifier; returns whether it is new. A known one keeps what it had.
    pub(super) fn insert(&mut self, key: &str, value: T) -> bool {
        let Self { table, text, entries, seed } = self;
        let key_at = |slot: &Slot| self::key(text, entries, slot.entry as usize).unwrap_or_default();
        let hash = seed.hash_one(key);
        let is_known = |slot: &Slot| slot.print == print(hash) && key_at(slot) == key;
        match table.entry(hash, is_known, |slot| seed.hash_one(key_at(slot))) {
            hash_table::Entry::Occupied(_) => false,
            hash_table::Entry::Vacant(vacant) => {
                // Documents are bounded far below 2^32 identifiers.
                let entry = u32::try_from(entries.len()).unwrap_or(u32::MAX);
                vacant.insert(Slot { print: print(hash), entry });
                text.push_str(key);
                entries.push(Entry { end: text.len(), value });
                true
            }
        }
    }

    /// Returns what an identifier stands for.
    pub(super) fn get(&self, key: &str) -> Option<T> {
        let hash = self.seed.hash_one(key);
        let is_it = |slot: &Slot| slot.print == print(hash) && self.key(slot.entry as usize) == Some(key);
        self.value(self.table.find(hash, is_it)?.entry as usize)
    }

    /// Returns what each of some identifiers stands for, as [`Index::get`] does.
    ///
    /// Step by step for all of them: then the processor waits for the memory of many at a time, and not of one after the other.
    pub(super) fn get_all<'k>(&self, keys: impl Iterator<Item = &'k str> + Clone) -> Vec<Option<T>> {
        let hashes: Vec<u64> = keys.clone().map(|key| self.seed.hash_one(key)).collect();
        let of_print = |hash: &u64| self.table.find(*hash, |slot| slot.print == print(*hash)).map(|slot| slot.entry);
        let likely: Vec<Option<u32>> = hashes.iter().map(of_print).collect();
        let found = |likely: Option<u32>| Some((self.key(likely? as usize)?, self.value(likely? as usize)?));
        let likely: Vec<Option<(&str, T)>> = likely.into_iter().map(found).collect();
        let certain = |(key, likely): (&str, Option<(&str, T)>)| match likely {
            Some((known, value)) if known == key => Some(value),
            // Another identifier of this print: rare enough to begin anew.
            Some(_) => self.get(key),
            None => None,
        };
        keys.zip(likely).map(certain).collect()
    }

    fn key(&self, entry: usize) -> Option<&str> {
        key(&self.text, &self.entries, entry)
    }

    fn value(&self, entry: usize) -> Option<T> {
        self.entries.get(entry).map(|entry| entry.value)
    }
}

fn key<'t, T>(text: &'t str, entries: &[Entry<T>], entry: usize) -> Option<&'t str> {
    let start = entry.checked_sub(1).map_or(Some(0), |before| entries.get(before).map(|before| before.end))?;
    text.get(start..entries.get(entry)?.end)
}

/// Returns those bits of a hash that a slot holds; the table itself looks at the highest seven and at the lower ones.
fn print(hash: u64) -> u32 {
    u32::try_from(hash >> 25 & 0xffff_ffff).unwrap_or_default()
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
        let asked = ["name-1000", "name-7", "", "name-999", "name-7"];
        assert_eq!(index.get_all(asked.into_iter()), [None, Some(7), None, Some(999), Some(7)]);
        assert_eq!(index.get("name-1000"), None);
        assert_eq!(index.get(""), None);
    }
}
// x
