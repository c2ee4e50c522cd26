//! Compatibility of the values of two types, in both directions.

use super::Both;
use crate::{
    api::{Alternative, Prim, Shape, StringValue, TypeRef},
    rust::{emit::resolved, plan::Decode},
};
use std::cell::Cell;

/// The compatibility of values whose type changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fit {
    /// Whether all values that were valid to send before still are.
    pub(super) sent: bool,
    /// Whether a client of the old document reads all values that the server may send now. It reads texts of any
    /// format, and its enums keep unlisted values.
    pub(super) read: bool,
}

impl Fit {
    const ALL: Self = Self::new(true, true);
    const NONE: Self = Self::new(false, false);

    const fn new(sent: bool, read: bool) -> Self {
        Self { sent, read }
    }

    fn and(self, other: Self) -> Self {
        Self::new(self.sent && other.sent, self.read && other.read)
    }
}

/// The most types that one comparison visits. Inline types are small. A type that refers to itself again and again,
/// through names that do not correspond, counts as a different one.
const STEPS: usize = 10_000;

impl Both<'_> {
    /// Returns whether two types are the same to rustc, except for new names.
    pub(super) fn is_same(self, old: &TypeRef, new: &TypeRef) -> bool {
        JsonShape::new(self).is_same(old, new)
    }

    /// Returns whether two bodies are read as the same type.
    pub(super) fn reads_same(self, old: &Decode, new: &Decode) -> bool {
        match (old, new) {
            (Decode::Json(left), Decode::Json(right))
            | (Decode::Plain(left), Decode::Plain(right)) => self.is_same(left, right),
            (Decode::ByContent(left), Decode::ByContent(right)) => {
                let mut pairs = left.iter().zip(right);
                left.len() == right.len()
                    && pairs.all(|(left, right)| {
                        left.0 == right.0 && self.reads_same(&left.1, &right.1)
                    })
            }
            (left, right) => left == right,
        }
    }

    /// Returns the compatibility of values where a type is used. Changes inside a named type are reported at that
    /// type, not at each use.
    pub(super) fn fit(self, old: &TypeRef, new: &TypeRef) -> Fit {
        JsonShape::new(self).fit(old, new, false)
    }

    /// Returns the compatibility of values of corresponding types of different kinds.
    pub(super) fn fit_kinds(self, old: &TypeRef, new: &TypeRef) -> Fit {
        let (old, new) = (resolved(self.old, old), resolved(self.new, new));
        let look = JsonShape::new(self);
        match (self.old.api.shape(old), self.new.api.shape(new)) {
            (Some(left), Some(right)) => look.shapes((old, Some(left)), (new, Some(right)), false),
            (Some(_) | None, _) => look.fit(old, new, false),
        }
    }

    /// Returns whether a client of the old document reads the new bodies.
    pub(super) fn fit_bodies(self, old: &Decode, new: &Decode) -> bool {
        match (old, new) {
            (Decode::Json(left) | Decode::Plain(left), Decode::Json(right))
            | (Decode::Plain(left), Decode::Plain(right))
            | (Decode::Lines(left), Decode::Lines(right))
            | (Decode::Events(Some(left)), Decode::Events(Some(right))) => {
                self.fit(left, right).read
            }
            // Bytes can be anything, and a client ignores a body that it does not expect.
            (
                Decode::Binary | Decode::Stream,
                Decode::Text
                | Decode::Plain(_)
                | Decode::Json(_)
                | Decode::Binary
                | Decode::Stream
                | Decode::Events(_)
                | Decode::Lines(_),
            )
            | (Decode::Text, Decode::Json(_) | Decode::Text | Decode::Plain(_))
            | (Decode::Events(None), Decode::Events(_))
            | (Decode::Empty, _) => true,
            (Decode::ByContent(cases), new) => {
                cases.iter().any(|(_, case)| self.fit_bodies(case, new))
            }
            (old, Decode::ByContent(cases)) => {
                cases.iter().all(|(_, case)| self.fit_bodies(old, case))
            }
            (
                Decode::Json(_)
                | Decode::Text
                | Decode::Plain(_)
                | Decode::Binary
                | Decode::Stream
                | Decode::Events(_)
                | Decode::Lines(_),
                _,
            ) => false,
        }
    }
}

/// A comparison in progress.
struct JsonShape<'a> {
    both: Both<'a>,
    left: Cell<usize>,
}

impl<'a> JsonShape<'a> {
    fn new(both: Both<'a>) -> Self {
        Self {
            both,
            left: Cell::new(STEPS),
        }
    }

    /// Takes a step, and returns whether there was one left.
    fn goes_on(&self) -> bool {
        let left = self.left.get();
        self.left.set(left.saturating_sub(1));
        left > 0
    }

    fn is_pair(&self, old: &TypeRef, new: &TypeRef) -> bool {
        match (old, new) {
            (TypeRef::Named(left), TypeRef::Named(right)) => self.both.pairs.is_pair(*left, *right),
            (
                TypeRef::Prim(_)
                | TypeRef::Named(_)
                | TypeRef::List(_)
                | TypeRef::Map(_)
                | TypeRef::Nullable(_)
                | TypeRef::Tuple(_)
                | TypeRef::Foreign(_)
                | TypeRef::Json,
                _,
            ) => false,
        }
    }

    fn is_same(&self, old: &TypeRef, new: &TypeRef) -> bool {
        if self.is_pair(old, new) || !self.goes_on() {
            return self.is_pair(old, new);
        }
        let (old, new) = (resolved(self.both.old, old), resolved(self.both.new, new));
        match (old, new) {
            (TypeRef::Prim(left), TypeRef::Prim(right)) => left == right,
            (TypeRef::List(left), TypeRef::List(right))
            | (TypeRef::Map(left), TypeRef::Map(right))
            | (TypeRef::Nullable(left), TypeRef::Nullable(right)) => self.is_same(left, right),
            (TypeRef::Tuple(left), TypeRef::Tuple(right)) => {
                let mut pairs = left.iter().zip(right);
                left.len() == right.len() && pairs.all(|(left, right)| self.is_same(left, right))
            }
            (TypeRef::Foreign(left), TypeRef::Foreign(right)) => left.path == right.path,
            (TypeRef::Json, TypeRef::Json) => true,
            (
                TypeRef::Prim(_)
                | TypeRef::Named(_)
                | TypeRef::List(_)
                | TypeRef::Map(_)
                | TypeRef::Nullable(_)
                | TypeRef::Tuple(_)
                | TypeRef::Foreign(_)
                | TypeRef::Json,
                _,
            ) => self.is_pair(old, new),
        }
    }

    /// Returns the compatibility of two types; `within` an alternative, no further alternatives are tried.
    fn fit(&self, old: &TypeRef, new: &TypeRef, within: bool) -> Fit {
        if self.is_pair(old, new) {
            return Fit::ALL;
        }
        if !self.goes_on() {
            return Fit::NONE;
        }
        let (old, new) = (resolved(self.both.old, old), resolved(self.both.new, new));
        match (old, new) {
            // The generator does not know the JSON form of a custom type.
            (TypeRef::Foreign(_), _)
            | (_, TypeRef::Foreign(_))
            | (TypeRef::Json, TypeRef::Json) => Fit::ALL,
            (_, TypeRef::Json) => Fit::new(true, false),
            (TypeRef::Json, _) => Fit::new(false, true),
            (TypeRef::Nullable(left), TypeRef::Nullable(right))
            | (TypeRef::List(left), TypeRef::List(right))
            | (TypeRef::Map(left), TypeRef::Map(right)) => self.fit(left, right, within),
            (TypeRef::Nullable(left), _) => self.fit(left, new, within).and(Fit::new(false, true)),
            (_, TypeRef::Nullable(right)) => {
                self.fit(old, right, within).and(Fit::new(true, false))
            }
            (TypeRef::Prim(left), TypeRef::Prim(right)) => prims(*left, *right),
            (TypeRef::Tuple(left), TypeRef::Tuple(right)) if left.len() == right.len() => {
                let each = left.iter().zip(right);
                each.fold(Fit::ALL, |fit, (left, right)| {
                    fit.and(self.fit(left, right, within))
                })
            }
            (
                TypeRef::Prim(_)
                | TypeRef::Named(_)
                | TypeRef::List(_)
                | TypeRef::Map(_)
                | TypeRef::Tuple(_),
                _,
            ) => {
                if self.is_pair(old, new) {
                    return Fit::ALL;
                }
                let (left, right) = (self.both.old.api.shape(old), self.both.new.api.shape(new));
                self.shapes((old, left), (new, right), within)
            }
        }
    }

    /// Returns the compatibility of two types, at least one of which has a name.
    fn shapes(
        &self,
        (old, left): (&TypeRef, Option<&Shape>),
        (new, right): (&TypeRef, Option<&Shape>),
        within: bool,
    ) -> Fit {
        match (left, right) {
            (Some(Shape::StringEnum(left)), Some(Shape::StringEnum(right))) => Fit::new(
                right.open || (lists(&right.values, &left.values) && !left.open),
                true,
            ),
            (Some(Shape::StringEnum(_)), None) if is_text(new) => {
                Fit::new(*new == TypeRef::Prim(Prim::String), true)
            }
            (None, Some(Shape::StringEnum(_))) if is_text(old) => Fit::new(false, true),
            (Some(Shape::IntegerEnum(_)), None) if is_integer(new) => Fit::ALL,
            (None, Some(Shape::IntegerEnum(_))) if is_integer(old) => Fit::new(false, true),
            (_, Some(Shape::Untagged(all))) if !within => {
                Fit::new(self.is_among(old, all, true), false)
            }
            (Some(Shape::Untagged(all)), _) if !within => {
                Fit::new(false, self.is_among(new, all, false))
            }
            (
                Some(
                    Shape::Struct(_)
                    | Shape::StringEnum(_)
                    | Shape::IntegerEnum(_)
                    | Shape::Union(_)
                    | Shape::Untagged(_)
                    | Shape::Alias(_),
                )
                | None,
                _,
            ) => Fit::NONE,
        }
    }

    /// Returns whether one of the alternatives accepts the values of a type.
    fn is_among(&self, ty: &TypeRef, alternatives: &[Alternative], sent: bool) -> bool {
        alternatives.iter().any(|it| {
            if sent {
                self.fit(ty, &it.ty, true).sent
            } else {
                self.fit(&it.ty, ty, true).read
            }
        })
    }
}

/// Returns whether the first list contains all values of the second.
fn lists(all: &[StringValue], some: &[StringValue]) -> bool {
    some.iter()
        .all(|it| all.iter().any(|other| other.wire == it.wire))
}

fn is_text(ty: &TypeRef) -> bool {
    matches!(ty, TypeRef::Prim(prim) if prim.is_text())
}

fn is_integer(ty: &TypeRef) -> bool {
    matches!(ty, TypeRef::Prim(prim) if prim.is_integer())
}

fn prims(old: Prim, new: Prim) -> Fit {
    match (range(old), range(new)) {
        _ if old == new => Fit::ALL,
        (Some(old), Some(new)) => {
            let holds =
                |outer: (i128, i128), inner: (i128, i128)| outer.0 <= inner.0 && inner.1 <= outer.1;
            Fit::new(holds(new, old), holds(old, new))
        }
        (Some(_), None) if new == Prim::F64 => Fit::new(true, false),
        (None, Some(_)) if old == Prim::F64 => Fit::new(false, true),
        (None, None) if old.is_text() && new.is_text() => Fit::new(new == Prim::String, true),
        (Some(_) | None, _) => Fit::NONE,
    }
}

/// Returns the range of integers that a type holds.
fn range(prim: Prim) -> Option<(i128, i128)> {
    let signed = |bits: u32| Some((-(1 << (bits - 1)), (1 << (bits - 1)) - 1));
    let unsigned = |bits: u32| Some((0, (1 << bits) - 1));
    match prim {
        Prim::I8 => signed(8),
        Prim::I16 => signed(16),
        Prim::I32 => signed(32),
        Prim::I64 => signed(64),
        Prim::U8 => unsigned(8),
        Prim::U16 => unsigned(16),
        Prim::U32 => unsigned(32),
        Prim::U64 => unsigned(64),
        Prim::I128 => Some((i128::MIN, i128::MAX)),
        Prim::String
        | Prim::Bool
        | Prim::Null
        | Prim::F64
        | Prim::DateTime
        | Prim::Date
        | Prim::Uuid
        | Prim::Ipv4
        | Prim::Ipv6 => None,
    }
}
