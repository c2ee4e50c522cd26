//! Types that are used in the same places.

use super::{Pairs, same_param};
use crate::{
    api::{Shape, TypeId, TypeRef, Variant},
    review::diff::similar,
    rust::{
        emit::Context,
        plan::{Body, Decode},
    },
};

/// Pairs the types that corresponding operations and types use in the same places.
pub(super) fn walk(old: Context<'_>, new: Context<'_>, pairs: &mut Pairs) {
    let open = pairs.types.iter().map(|(old, new)| (*old, *new)).collect();
    let mut walk = Walk {
        old,
        new,
        pairs,
        open,
    };
    walk.operations();
    walk.types();
}

struct Walk<'a> {
    old: Context<'a>,
    new: Context<'a>,
    pairs: &'a mut Pairs,
    /// The pairs to visit.
    open: Vec<(TypeId, TypeId)>,
}

impl<'a> Walk<'a> {
    fn operations(&mut self) {
        for (was, is) in self.pairs.operations.clone() {
            let bodies = (
                self.old.plan.bodies(self.old.api, was),
                self.new.plan.bodies(self.new.api, is),
            );
            let (planned, plan) = (
                &self.old.plan.operations[was].responses,
                &self.new.plan.operations[is].responses,
            );
            let (was, is) = (&self.old.api.operations[was], &self.new.api.operations[is]);
            for param in &is.params {
                let same = |it: &&_| same_param(it, param);
                if let Some(before) = was.params.iter().find(same) {
                    self.meet(&before.ty, &param.ty);
                }
            }
            for (before, now) in bodies.0.into_iter().zip(bodies.1) {
                self.bodies(before, now);
            }
            for (response, now) in is.responses.iter().zip(plan) {
                let mut all = was.responses.iter().zip(planned);
                if let Some((_, before)) = all.find(|(it, _)| it.key == response.key) {
                    self.decodes(&before.decode, &now.decode);
                }
            }
        }
    }

    fn bodies(&mut self, before: Body<'a>, now: Body<'a>) {
        let parts = (before.encoding.parts(), now.encoding.parts());
        for part in parts.1 {
            let was = parts.0.iter().find(|it| it.wire == part.wire);
            if let (Some(old), Some(new)) = (was.and_then(|it| it.content.ty()), part.content.ty())
            {
                self.meet(old, new);
            }
        }
        if parts.0.is_empty() && parts.1.is_empty() {
            let types = before.encoding.types().into_iter();
            for (old, new) in types.zip(now.encoding.types()) {
                self.meet(old, new);
            }
        }
    }

    fn decodes(&mut self, before: &Decode, now: &Decode) {
        let (mut old, mut new) = (Vec::new(), Vec::new());
        before.each_type(&mut |ty| old.push(ty));
        now.each_type(&mut |ty| new.push(ty));
        for (old, new) in old.into_iter().zip(new) {
            self.meet(old, new);
        }
    }

    /// Visits all pairs, including those that it finds on the way.
    fn types(&mut self) {
        // Document order; the pairs that a visit finds are next.
        self.open.reverse();
        while let Some((old, new)) = self.open.pop() {
            let (before, now) = (&self.old.api.ty(old).shape, &self.new.api.ty(new).shape);
            match (before, now) {
                (Shape::Struct(before), Shape::Struct(now)) => {
                    for field in &now.fields {
                        let was = before.fields.iter().find(|it| it.wire == field.wire);
                        if let Some(was) = was {
                            self.meet(&was.ty, &field.ty);
                        }
                    }
                    if let (Some(old), Some(new)) =
                        (&before.additional_properties, &now.additional_properties)
                    {
                        self.meet(old, new);
                    }
                }
                (Shape::Union(before), Shape::Union(now)) => {
                    for variant in &now.variants {
                        let same = |it: &&Variant| it.tags == variant.tags;
                        if let Some(was) = before.variants.iter().find(same) {
                            self.meet(&was.ty, &variant.ty);
                        }
                    }
                }
                (Shape::Untagged(before), Shape::Untagged(now)) => {
                    for (old, new) in before.iter().zip(now) {
                        self.meet(&old.ty, &new.ty);
                    }
                }
                (Shape::Alias(old), Shape::Alias(new)) => self.meet(old, new),
                (
                    Shape::Struct(_)
                    | Shape::StringEnum(_)
                    | Shape::IntegerEnum(_)
                    | Shape::Union(_)
                    | Shape::Untagged(_)
                    | Shape::Alias(_),
                    _,
                ) => {}
            }
        }
    }

    /// Pairs two types that are used in one place.
    fn meet(&mut self, old: &TypeRef, new: &TypeRef) {
        match (old, new) {
            (TypeRef::Named(old), TypeRef::Named(new)) => {
                let (before, now) = (self.old.api.ty(*old), self.new.api.ty(*new));
                if similar::types(before, now) && self.pairs.pair(*old, *new) {
                    self.open.push((*old, *new));
                }
            }
            (TypeRef::List(old), TypeRef::List(new)) | (TypeRef::Map(old), TypeRef::Map(new)) => {
                self.meet(old, new);
            }
            (TypeRef::Nullable(old), new) => self.meet(old, new),
            (old, TypeRef::Nullable(new)) => self.meet(old, new),
            (TypeRef::Tuple(old), TypeRef::Tuple(new)) => {
                for (old, new) in old.iter().zip(new) {
                    self.meet(old, new);
                }
            }
            (
                TypeRef::Prim(_)
                | TypeRef::Named(_)
                | TypeRef::List(_)
                | TypeRef::Map(_)
                | TypeRef::Tuple(_)
                | TypeRef::Foreign(_)
                | TypeRef::Json,
                _,
            ) => {}
        }
    }
}
