//! The objects of a document: entries in document order with a fast lookup by key.

use super::{Node, NodeAt};
use hashbrown::hash_table::{Entry, HashTable};
use std::{
    hash::{BuildHasher as _, RandomState},
    ops::Range,
};

/// The number of entries from which an object has an index; below it, a scan is faster and smaller.
const INDEX_FROM: usize = 16;

/// A key of an [`Object`] with its position.
#[derive(Debug, Clone)]
pub struct Key {
    /// The position of the key.
    pub at: NodeAt,
    /// The key's text. In YAML, the literal text: `200`, `true` and `1.10` are unchanged.
    pub text: Box<str>,
}

/// An object: entries in document order, each key once.
#[derive(Debug, Clone, Default)]
pub struct Object {
    entries: Vec<(Key, Node)>,
    /// Present from [`INDEX_FROM`] entries on.
    index: Option<Box<Index>>,
}

/// The position of each key among the entries, by a hash of the key. A search among sorted keys would read a dozen of them
/// from memory that is in no cache, and more of them the larger the object is.
#[derive(Debug, Clone)]
struct Index {
    positions: HashTable<u32>,
    /// Random, so that no document can choose keys with equal hashes.
    hasher: RandomState,
}

impl Index {
    /// Creates the index of these entries, or returns `None` if a key is repeated.
    fn of(entries: &[(Key, Node)]) -> Option<Self> {
        let hasher = RandomState::new();
        let hash_at = |position: &u32| hasher.hash_one(text_at(entries, *position));
        let mut positions = HashTable::with_capacity(entries.len());
        for (position, (key, _)) in (0..).zip(entries) {
            let hash = hasher.hash_one(&*key.text);
            let is_key = |it: &u32| *text_at(entries, *it) == *key.text;
            match positions.entry(hash, is_key, hash_at) {
                Entry::Occupied(_) => return None,
                Entry::Vacant(free) => free.insert(position),
            };
        }
        Some(Self { positions, hasher })
    }

    /// Returns the position of a key among its entries.
    fn find(&self, entries: &[(Key, Node)], key: &str) -> Option<usize> {
        let hash = self.hasher.hash_one(key);
        let position = self
            .positions
            .find(hash, |it| text_at(entries, *it) == key)?;
        Some(*position as usize)
    }
}

/// A repeated key: its position, and the position of the first occurrence.
pub(crate) struct Duplicate {
    pub(crate) second: NodeAt,
    pub(crate) first: NodeAt,
    pub(crate) text: Box<str>,
}

impl Object {
    /// Creates an object from these entries. Among entries with the same key the last one
    /// wins, at the position of the first.
    pub fn new(entries: Vec<(Key, Node)>) -> Object {
        Object::with_duplicates(entries, &mut Vec::new())
    }

    /// Creates an object like [`Object::new`], and also reports the repeated keys.
    pub(crate) fn with_duplicates(
        mut entries: Vec<(Key, Node)>,
        duplicates: &mut Vec<Duplicate>,
    ) -> Object {
        if entries.len() < INDEX_FROM {
            if has_duplicate_by_scan(&entries) {
                let order = sorted(&entries);
                entries = without_duplicates(entries, &order, duplicates);
            }
            return Object {
                entries,
                index: None,
            };
        }
        let mut index = Index::of(&entries);
        if index.is_none() {
            let order = sorted(&entries);
            entries = without_duplicates(entries, &order, duplicates);
            index = Index::of(&entries);
        }
        Object {
            entries,
            index: index.map(Box::new),
        }
    }

    /// Returns the value at `key`.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.get_entry(key).map(|(_, node)| node)
    }

    /// Returns the entry at `key`, with the key as written and its position.
    pub fn get_entry(&self, key: &str) -> Option<(&Key, &Node)> {
        let found = self.place_of(key)?;
        self.entries.get(found).map(|(key, node)| (key, node))
    }

    /// Returns the value at `key`, for modification in place.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Node> {
        let found = self.place_of(key)?;
        self.entries.get_mut(found).map(|(_, node)| node)
    }

    fn place_of(&self, key: &str) -> Option<usize> {
        match &self.index {
            None => self
                .entries
                .iter()
                .position(|(found, _)| &*found.text == key),
            Some(index) => index.find(&self.entries, key),
        }
    }

    /// Returns whether there is an entry at `key`.
    pub fn contains_key(&self, key: &str) -> bool {
        self.place_of(key).is_some()
    }

    /// Iterates over the entries in document order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&Key, &Node)> + DoubleEndedIterator {
        self.entries.iter().map(|(key, node)| (key, node))
    }

    /// Iterates over the values in document order, for modification in place.
    pub fn values_mut(&mut self) -> impl ExactSizeIterator<Item = &mut Node> {
        self.entries.iter_mut().map(|(_, node)| node)
    }

    /// Iterates over the keys in document order.
    pub fn keys(&self) -> impl ExactSizeIterator<Item = &Key> {
        self.entries.iter().map(|(key, _)| key)
    }

    /// Returns the number of entries.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Returns whether there are no entries.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Returns the entries by value, in document order.
    pub fn into_entries(self) -> Vec<(Key, Node)> {
        self.entries
    }
}

/// Objects are equal when they hold equal values at the same keys, in any order.
impl PartialEq for Object {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len()
            && self
                .iter()
                .all(|(key, node)| other.get(&key.text) == Some(node))
    }
}

fn text_at(entries: &[(Key, Node)], place: u32) -> &str {
    &entries[place as usize].0.text
}

fn has_duplicate_by_scan(entries: &[(Key, Node)]) -> bool {
    entries.iter().enumerate().any(|(place, (key, _))| {
        entries[..place]
            .iter()
            .any(|(before, _)| before.text == key.text)
    })
}

/// Returns the indices sorted by key, equal keys in document order.
fn sorted(entries: &[(Key, Node)]) -> Vec<u32> {
    let places: Range<u32> = 0..u32::try_from(entries.len()).unwrap_or(u32::MAX);
    let mut order: Vec<u32> = places.collect();
    order.sort_by(|&left, &right| text_at(entries, left).cmp(text_at(entries, right)));
    order
}

fn without_duplicates(
    entries: Vec<(Key, Node)>,
    order: &[u32],
    duplicates: &mut Vec<Duplicate>,
) -> Vec<(Key, Node)> {
    let mut replaced_by: Vec<u32> = (0..).take(entries.len()).collect();
    let mut dropped = vec![false; entries.len()];
    for same in order.chunk_by(|&left, &right| text_at(&entries, left) == text_at(&entries, right))
    {
        let (Some((&first, again)), Some(&last)) = (same.split_first(), same.last()) else {
            continue;
        };
        replaced_by[first as usize] = last;
        for &place in again {
            dropped[place as usize] = true;
            let (key, _) = &entries[place as usize];
            let first = entries[first as usize].0.at;
            duplicates.push(Duplicate {
                second: key.at,
                first,
                text: key.text.clone(),
            });
        }
    }
    let mut entries: Vec<Option<(Key, Node)>> = entries.into_iter().map(Some).collect();
    (0..entries.len())
        .filter(|&place| !dropped[place])
        .filter_map(|place| entries[replaced_by[place] as usize].take())
        .collect()
}
