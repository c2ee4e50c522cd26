//! Schemas that consist of one another. A single walk (Tarjan's algorithm) finds the cycles of all schemas that can
//! be reached from one, and the result is cached.

use super::{SchemaId, Schemas, values::Form};
use std::collections::BTreeMap;

/// The state of an unfinished walk.
#[derive(Default)]
struct Walk {
    /// The index of each visited schema, and the lowest index that it leads back to.
    met: BTreeMap<SchemaId, (usize, usize)>,
    /// The visited schemas whose cycle is not known yet.
    stack: Vec<SchemaId>,
    /// The current path, each schema with its targets that have not been visited yet.
    way: Vec<(SchemaId, Vec<SchemaId>)>,
}

impl Walk {
    fn lower(&mut self, id: SchemaId, to: usize) {
        if let Some((_, low)) = self.met.get_mut(&id) {
            *low = (*low).min(to);
        }
    }
}

impl Schemas<'_> {
    /// Returns whether a schema and one of its alternatives consist of one another.
    pub(crate) fn are_circle(&mut self, id: SchemaId, alternative: SchemaId) -> bool {
        self.circle_of(id) == self.circle_of(alternative)
    }

    /// Returns the representative of a schema's cycle.
    fn circle_of(&mut self, id: SchemaId) -> SchemaId {
        if !self.circles.contains_key(&id) {
            self.find_circles(id);
        }
        self.circles.get(&id).copied().unwrap_or(id)
    }

    fn find_circles(&mut self, id: SchemaId) {
        let mut walk = Walk::default();
        self.enter(id, &mut walk);
        while let Some((id, next)) = walk.way.last_mut() {
            let id = *id;
            match next.pop() {
                Some(target) if self.circles.contains_key(&target) => {}
                Some(target) => match walk.met.get(&target) {
                    Some((index, _)) => walk.lower(id, *index),
                    None => self.enter(target, &mut walk),
                },
                None => self.leave(id, &mut walk),
            }
        }
    }

    fn enter(&mut self, id: SchemaId, walk: &mut Walk) {
        let index = walk.met.len();
        walk.met.insert(id, (index, index));
        walk.stack.push(id);
        let values = self.values(id);
        let named = values.alternatives.iter().filter_map(|it| match it.form {
            Form::Named(target) => Some(target),
            _ => None,
        });
        walk.way.push((id, named.collect()));
    }

    fn leave(&mut self, id: SchemaId, walk: &mut Walk) {
        walk.way.pop();
        let Some((index, low)) = walk.met.get(&id).copied() else {
            return;
        };
        if index == low {
            while let Some(same) = walk.stack.pop() {
                self.circles.insert(same, id);
                if same == id {
                    break;
                }
            }
        }
        if let Some((above, _)) = walk.way.last() {
            walk.lower(*above, low);
        }
    }
}
