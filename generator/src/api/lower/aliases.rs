//! Shortens chains of aliases, so that resolving an alias takes a few steps even if the document has many.

use super::Lower;
use crate::api::{Shape, TypeId, TypeRef};
use std::collections::BTreeMap;

/// The maximum number of steps to the end of a chain of aliases. An alias that is farther away names the type there.
const LONGEST: usize = 16;

impl Lower<'_> {
    /// Makes aliases that are far from their type name it directly. No alias is part of a cycle at this point.
    pub(super) fn shorten_aliases(&mut self) {
        // The number of steps from each type to the end of its chain, and the named type there.
        let mut ends: BTreeMap<TypeId, (usize, TypeId)> = BTreeMap::new();
        for index in 0..self.types.len() {
            let mut way = Vec::new();
            let mut next = Some(TypeId::new(index));
            while let Some(id) = next.filter(|it| !ends.contains_key(it)) {
                way.push(id);
                next = self.alias_to(id);
            }
            let mut end = next.and_then(|it| ends.get(&it).copied());
            while let Some(id) = way.pop() {
                let (hops, last) = end.map_or((0, id), |(hops, last)| (hops + 1, last));
                ends.insert(id, (hops, last));
                end = Some((hops, last));
            }
        }
        for (id, (hops, last)) in ends {
            if hops > LONGEST {
                self.types[id.index()].shape = Shape::Alias(TypeRef::Named(last));
            }
        }
    }

    /// Returns the type that an alias names directly.
    fn alias_to(&self, id: TypeId) -> Option<TypeId> {
        match &self.types[id.index()].shape {
            Shape::Alias(TypeRef::Named(target)) => Some(*target),
            _ => None,
        }
    }
}
