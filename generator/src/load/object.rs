//! Objects of a document: entries in document order with a fast lookup by key.

use super::tree::{Node, NodeAt};
use std::ops::Range;

/// From this many entries on an object carries an index; below, a scan is faster and smaller.
const INDEX_FROM: usize = 16;

/// A key of an [`Object`] with the place it is written at.
#[derive(Debug, Clone)]
pub struct Key {
    /// Where the key stands.
    pub at: NodeAt,
    /// The key's text. In YAML the text as written: `200`, `true` and `1.10` stay what they are.
    pub text: Box<str>,
}

/// An object: entries in document order, each key once.
#[derive(Debug, Clone, Default)]
pub struct Object {
    entries: Vec<(Key, Node)>,
    /// Places in `entries` sorted by key; present from [`INDEX_FROM`] entries on.
    index: Option<Box<Index>>,
}

#[derive(Debug, Clone)]
struct Index(Box<[u32]>);

/// A key that was given again: where it stands now, and where it stood first.
pub(crate) struct Duplicate {
    pub(crate) second: NodeAt,
    pub(crate) first: NodeAt,
    pub(crate) text: Box<str>,
}

impl Object {
    /// An object of these entries. Of entries with the same key the last one wins, in the place of the first.
    pub fn new(entries: Vec<(Key, Node)>) -> Object {
        Object::with_duplicates(entries, &mut Vec::new())
    }

    /// [`Object::new`] that also tells which keys were given more than once.
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
        let mut order = sorted(&entries);
        if order
            .windows(2)
            .any(|pair| text_at(&entries, pair[0]) == text_at(&entries, pair[1]))
        {
            entries = without_duplicates(entries, &order, duplicates);
            order = sorted(&entries);
        }
        Object {
            entries,
            index: Some(Box::new(Index(order.into()))),
        }
    }

    /// The value at `key`.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.get_entry(key).map(|(_, node)| node)
    }

    /// The entry at `key`, with the key as the document has it and its place.
    pub fn get_entry(&self, key: &str) -> Option<(&Key, &Node)> {
        let found = self.place_of(key)?;
        self.entries.get(found).map(|(key, node)| (key, node))
    }

    /// The value at `key`, to change in place.
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
            Some(index) => {
                let found = index
                    .0
                    .binary_search_by(|&place| text_at(&self.entries, place).cmp(key));
                found.ok().map(|found| index.0[found] as usize)
            }
        }
    }

    /// Whether there is an entry at `key`.
    pub fn contains_key(&self, key: &str) -> bool {
        self.place_of(key).is_some()
    }

    /// The entries in document order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&Key, &Node)> + DoubleEndedIterator {
        self.entries.iter().map(|(key, node)| (key, node))
    }

    /// The values in document order, to change in place.
    pub fn values_mut(&mut self) -> impl ExactSizeIterator<Item = &mut Node> {
        self.entries.iter_mut().map(|(_, node)| node)
    }

    /// The keys in document order.
    pub fn keys(&self) -> impl ExactSizeIterator<Item = &Key> {
        self.entries.iter().map(|(key, _)| key)
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is no entry.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The entries themselves, in document order.
    pub fn into_entries(self) -> Vec<(Key, Node)> {
        self.entries
    }
}

/// Objects are equal when they hold equal values at the same keys, in whatever order.
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

/// Places sorted by key, equal keys in document order.
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
