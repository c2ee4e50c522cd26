//! The members by which a type contains itself in place, and which of them cut each cycle.
//!
//! The order of schemas in the document does not matter, and neither does a schema outside a cycle: the groups of types
//! that contain one another are found first, and each group is walked by itself, from the type whose schema is first by
//! name.

use super::{contained, members};
use crate::api::{Api, Shape, TypeId};
use std::collections::BTreeSet;

/// A member that contains a type in place.
#[derive(Clone, Copy)]
struct Edge {
    member: usize,
    target: TypeId,
}

/// Returns the members to box so that no type contains itself: those at which a walk through a group closes a cycle,
/// and no others.
pub(super) fn cut(api: &Api) -> BTreeSet<(TypeId, usize)> {
    let graph: Vec<Vec<Edge>> = api.types().map(|(id, _)| edges(api, id)).collect();
    let groups = Groups::of(&graph);
    let mut walk = Walk {
        graph: &graph,
        group: &groups.of,
        state: vec![State::New; graph.len()],
        cut: BTreeSet::new(),
    };
    let mut types: Vec<TypeId> = api.types().map(|(id, _)| id).collect();
    types.sort_by(|one, other| key(api, *one).cmp(&key(api, *other)));
    for id in types {
        walk.visit(id);
    }
    walk.cut
}

/// Returns the key by which types are sorted.
fn key(api: &Api, id: TypeId) -> impl Ord + '_ {
    let def = api.ty(id);
    (&def.at, def.name.words.as_str(), id)
}

/// Returns the types that a type contains, sorted by the names of its members.
fn edges(api: &Api, id: TypeId) -> Vec<Edge> {
    let shape = &api.ty(id).shape;
    let mut out = Vec::new();
    for (member, ty) in members(shape).into_iter().enumerate() {
        let targets = contained(api, ty).into_iter();
        out.extend(targets.map(|target| Edge { member, target }));
    }
    out.sort_by(|one, other| name(shape, one.member).cmp(&name(shape, other.member)));
    out
}

/// Returns the name of a member in the document.
fn name(shape: &Shape, member: usize) -> Option<&str> {
    match shape {
        Shape::Struct(it) => it.fields.get(member).map(|it| it.wire.as_str()),
        Shape::Union(it) => it.variants.get(member).map(|it| it.words.as_str()),
        Shape::Untagged(it) => it.get(member).map(|it| it.words.as_str()),
        Shape::StringEnum(_) | Shape::IntegerEnum(_) | Shape::Alias(_) => None,
    }
}

/// The groups of types that contain one another.
struct Groups<'a> {
    graph: &'a [Vec<Edge>],
    /// The position at which each type was first seen, from 1; 0 if it has not been seen.
    seen: Vec<usize>,
    /// The first type seen that is known to be in the same group.
    low: Vec<usize>,
    open: Vec<usize>,
    of: Vec<Option<usize>>,
    count: usize,
}

impl<'a> Groups<'a> {
    /// Finds the groups by Tarjan's algorithm, with an explicit stack, so that long chains of schemas do not overflow.
    fn of(graph: &'a [Vec<Edge>]) -> Self {
        let mut out = Self {
            graph,
            seen: vec![0; graph.len()],
            low: vec![0; graph.len()],
            open: Vec::new(),
            of: vec![None; graph.len()],
            count: 0,
        };
        for start in 0..graph.len() {
            if out.seen[start] == 0 {
                out.visit(start);
            }
        }
        out
    }

    fn visit(&mut self, start: usize) {
        let mut stack = vec![(start, 0)];
        self.enter(start);
        while let Some((from, next)) = stack.pop() {
            let Some(edge) = self.graph[from].get(next) else {
                self.leave(from);
                if let Some((parent, _)) = stack.last() {
                    self.low[*parent] = self.low[*parent].min(self.low[from]);
                }
                continue;
            };
            stack.push((from, next + 1));
            let target = edge.target.index();
            if self.seen[target] == 0 {
                self.enter(target);
                stack.push((target, 0));
            } else if self.of[target].is_none() {
                self.low[from] = self.low[from].min(self.seen[target]);
            }
        }
    }

    fn enter(&mut self, index: usize) {
        self.count += 1;
        (self.seen[index], self.low[index]) = (self.count, self.count);
        self.open.push(index);
    }

    /// Closes the group whose first type this is.
    fn leave(&mut self, index: usize) {
        if self.low[index] != self.seen[index] {
            return;
        }
        while let Some(last) = self.open.pop() {
            self.of[last] = Some(index);
            if last == index {
                break;
            }
        }
    }
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    New,
    Open,
    Done,
}

struct Walk<'a> {
    graph: &'a [Vec<Edge>],
    group: &'a [Option<usize>],
    state: Vec<State>,
    cut: BTreeSet<(TypeId, usize)>,
}

impl Walk<'_> {
    /// Walks through a type's group, depth first.
    fn visit(&mut self, start: TypeId) {
        if self.state[start.index()] != State::New {
            return;
        }
        self.state[start.index()] = State::Open;
        let mut stack = vec![(start, 0)];
        while let Some((from, next)) = stack.pop() {
            let Some(edge) = self.graph[from.index()].get(next) else {
                self.state[from.index()] = State::Done;
                continue;
            };
            stack.push((from, next + 1));
            // A boxed member contains nothing in place.
            if self.leaves(from, edge) || self.cut.contains(&(from, edge.member)) {
                continue;
            }
            match self.state[edge.target.index()] {
                State::Open => {
                    self.cut.insert((from, edge.member));
                }
                State::New => {
                    self.state[edge.target.index()] = State::Open;
                    stack.push((edge.target, 0));
                }
                State::Done => {}
            }
        }
    }

    fn leaves(&self, from: TypeId, edge: &Edge) -> bool {
        self.group[from.index()] != self.group[edge.target.index()]
    }
}
