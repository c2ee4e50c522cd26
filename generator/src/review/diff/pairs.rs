//! Corresponding parts of two versions of an API.
//!
//! Operations correspond by method and path; else by function name, if they moved; else by method and inputs, if they
//! moved to a similar path and were renamed. Types correspond by name, by which callers know them; else by location
//! in the document; else if they are used in the same places and share half of their members; else if they are the
//! only ones with the same members.

mod walk;

use super::similar;
use crate::{
    api::{Operation, Param, Shape, TypeId},
    rust::emit::{Context, words},
};
use std::collections::BTreeMap;

/// The least similarity of paths, in percent, for an operation that was moved and renamed.
const ALIKE: usize = 70;

/// The most pairs of operations with the same method and inputs that are compared. If there are more, the API was
/// replaced rather than moved.
const MANY: usize = 1_000_000;

/// The corresponding parts.
#[derive(Default)]
pub(super) struct Pairs {
    types: BTreeMap<TypeId, TypeId>,
    types_back: BTreeMap<TypeId, TypeId>,
    operations: BTreeMap<usize, usize>,
    operations_back: BTreeMap<usize, usize>,
}

impl Pairs {
    pub(super) fn new(old: Context<'_>, new: Context<'_>) -> Self {
        let mut pairs = Self::default();
        pairs.operations(old, new);
        pairs.types(old, new);
        walk::walk(old, new, &mut pairs);
        pairs.left(old, new);
        pairs
    }

    /// Returns whether two types correspond.
    pub(super) fn is_pair(&self, old: TypeId, new: TypeId) -> bool {
        self.types.get(&old) == Some(&new)
    }

    /// Returns the old type that corresponds to a new one.
    pub(super) fn old_type(&self, new: TypeId) -> Option<TypeId> {
        self.types_back.get(&new).copied()
    }

    /// Returns the new type that corresponds to an old one.
    pub(super) fn new_type(&self, old: TypeId) -> Option<TypeId> {
        self.types.get(&old).copied()
    }

    /// Returns the old operation that corresponds to a new one.
    pub(super) fn old_operation(&self, new: usize) -> Option<usize> {
        self.operations_back.get(&new).copied()
    }

    /// Returns the new operation that corresponds to an old one.
    pub(super) fn new_operation(&self, old: usize) -> Option<usize> {
        self.operations.get(&old).copied()
    }

    fn pair(&mut self, old: TypeId, new: TypeId) -> bool {
        let free = !self.types.contains_key(&old) && !self.types_back.contains_key(&new);
        if free {
            self.types.insert(old, new);
            self.types_back.insert(new, old);
        }
        free
    }

    fn pair_operations(&mut self, old: usize, new: usize) {
        if !self.operations.contains_key(&old) && !self.operations_back.contains_key(&new) {
            self.operations.insert(old, new);
            self.operations_back.insert(new, old);
        }
    }

    fn operations(&mut self, old: Context<'_>, new: Context<'_>) {
        let place = |_: Context<'_>, _: usize, it: &Operation| {
            format!("{} {}", it.method.wire(), similar::template(&it.path))
        };
        self.operations_by(old, new, place);
        self.operations_by(old, new, |cx, index, _| {
            cx.names.operations[index].function.to_string()
        });
        self.moved(old, new);
    }

    /// Pairs operations with the same key.
    fn operations_by(
        &mut self,
        old: Context<'_>,
        new: Context<'_>,
        key: impl Fn(Context<'_>, usize, &Operation) -> String,
    ) {
        let mut places = BTreeMap::new();
        for (index, it) in old.api.operations.iter().enumerate() {
            if !self.operations.contains_key(&index) {
                places.entry(key(old, index, it)).or_insert(index);
            }
        }
        for (index, it) in new.api.operations.iter().enumerate() {
            if let Some(place) = places.get(&key(new, index, it)) {
                self.pair_operations(*place, index);
            }
        }
    }

    /// Pairs operations with the same method and inputs at similar paths, if each is the only match of the other.
    fn moved(&mut self, old: Context<'_>, new: Context<'_>) {
        let before = left(old, &self.operations);
        for (deed, now) in left(new, &self.operations_back) {
            let before = before.get(&deed).map_or(&[][..], Vec::as_slice);
            if before.len() * now.len() > MANY {
                continue;
            }
            for is in &now {
                let mut found = before.iter().filter(|was| was.is_alike(is));
                if let (Some(was), None) = (found.next(), found.next())
                    && now.iter().filter(|it| was.is_alike(it)).count() == 1
                {
                    self.pair_operations(was.index, is.index);
                }
            }
        }
    }

    fn types(&mut self, old: Context<'_>, new: Context<'_>) {
        let names: BTreeMap<String, TypeId> = old
            .api
            .types()
            .map(|(id, _)| (old.names.ty(id).to_string(), id))
            .collect();
        for (id, _) in new.api.types() {
            if let Some(old) = names.get(&new.names.ty(id).to_string()) {
                self.pair(*old, id);
            }
        }
        let places: BTreeMap<&str, (TypeId, _)> = old
            .api
            .types()
            .map(|(id, def)| (def.at.as_str(), (id, def)))
            .collect();
        for (id, def) in new.api.types() {
            if let Some((old, before)) = places.get(def.at.as_str())
                && similar::types(before, def)
            {
                self.pair(*old, id);
            }
        }
    }

    /// Pairs remaining types with the same members, if each is the only match of the other.
    fn left(&mut self, old: Context<'_>, new: Context<'_>) {
        let only = |cx: Context<'_>, known: &BTreeMap<TypeId, TypeId>| {
            let mut out: BTreeMap<_, Vec<TypeId>> = BTreeMap::new();
            for (id, def) in cx.api.types().filter(|(id, _)| !known.contains_key(id)) {
                let members = similar::members(&def.shape);
                if members.len() > 1 {
                    let key = (kind(&def.shape), members);
                    out.entry(key).or_default().push(id);
                }
            }
            out
        };
        let before = only(old, &self.types);
        for (key, now) in only(new, &self.types_back) {
            if let (Some([was]), [is]) = (before.get(&key).map(Vec::as_slice), now.as_slice()) {
                self.pair(*was, *is);
            }
        }
    }
}

/// Returns the kind of a type in words.
pub(super) fn kind(shape: &Shape) -> &'static str {
    match shape {
        Shape::Struct(_) => "a struct",
        Shape::StringEnum(_) => "an enum of strings",
        Shape::IntegerEnum(_) => "an enum of integers",
        Shape::Union(_) => "a tagged union",
        Shape::Untagged(_) => "an untagged union",
        Shape::Alias(_) => "an alias",
    }
}

/// An operation without a counterpart so far.
struct Left {
    index: usize,
    path: String,
    success: String,
}

impl Left {
    /// Returns whether it may be the same operation at another path: the last segment or the result is the same.
    fn is_alike(&self, other: &Self) -> bool {
        let last = |it: &Self| similar::last(&it.path).map(str::to_owned);
        let gives = self.success == other.success && self.success != "()";
        (gives || last(self) == last(other)) && similar::paths(&self.path, &other.path) >= ALIKE
    }
}

/// Returns the operations without a counterpart so far, by method and inputs.
fn left(cx: Context<'_>, known: &BTreeMap<usize, usize>) -> BTreeMap<String, Vec<Left>> {
    let mut out: BTreeMap<String, Vec<Left>> = BTreeMap::new();
    for (index, it) in cx.api.operations.iter().enumerate() {
        if !known.contains_key(&index) {
            out.entry(deed(cx, index)).or_default().push(Left {
                index,
                path: similar::template(&it.path),
                success: words::outcome(cx, index, true),
            });
        }
    }
    out
}

/// Returns the method and inputs of an operation as a key.
fn deed(cx: Context<'_>, index: usize) -> String {
    let (it, names) = (&cx.api.operations[index], &cx.names.operations[index]);
    let params = it.params.iter();
    let params = params.map(|it| format!("{:?} {}", it.place, it.wire.as_str()));
    let bodies = cx.body(index).into_iter();
    let bodies = bodies.flat_map(|body| words::body(cx, &body, &names.body));
    let mut inputs: Vec<String> = params
        .chain(bodies.map(|it| format!("{} {}", it.ident, it.ty)))
        .collect();
    inputs.sort();
    format!("{} {inputs:?}", it.method.wire())
}

/// Returns whether two parameters have the same name and place.
pub(super) fn same_param(old: &Param, new: &Param) -> bool {
    old.place == new.place && old.wire == new.wire
}
