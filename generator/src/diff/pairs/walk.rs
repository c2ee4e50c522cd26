//! Finds types that stand in each other's place.

use super::{Pairs, same_param};
use crate::{
    diff::similar,
    emit::Context,
    model::{Body, Decode, Encoding, Part, Shape, TypeId, TypeRef, Variant},
};

/// Pairs types that operations and types that belong together have in the same places.
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
    /// Pairs that have to be looked into.
    open: Vec<(TypeId, TypeId)>,
}

impl<'a> Walk<'a> {
    fn operations(&mut self) {
        for (was, is) in self.pairs.operations.clone() {
            let (was, is) = (&self.old.api.operations[was], &self.new.api.operations[is]);
            for param in &is.params {
                let same = |it: &&_| same_param(it, param);
                if let Some(before) = was.params.iter().find(same) {
                    self.meet(&before.ty, &param.ty);
                }
            }
            for (before, now) in was.bodies().zip(is.bodies()) {
                self.bodies(before, now);
            }
            for response in &is.responses {
                let before = was.responses.iter().find(|it| it.key == response.key);
                if let Some(before) = before {
                    self.decodes(&before.decode, &response.decode);
                }
            }
        }
    }

    fn bodies(&mut self, before: &'a Body, now: &'a Body) {
        let parts = |body: &'a Body| -> &'a [Part] {
            match &body.encoding {
                Encoding::Multipart(parts) => parts,
                Encoding::Json { .. }
                | Encoding::Form { .. }
                | Encoding::Lines { .. }
                | Encoding::Raw { .. } => &[],
            }
        };
        for part in parts(now) {
            let was = parts(before).iter().find(|it| it.wire == part.wire);
            if let (Some(old), Some(new)) = (was.and_then(|it| it.content.ty()), part.content.ty())
            {
                self.meet(old, new);
            }
        }
        if parts(before).is_empty() && parts(now).is_empty() {
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

    /// Looks into all pairs, and into those that this finds.
    fn types(&mut self) {
        // In document order, and what is found after that.
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
                    if let (Some(old), Some(new)) = (&before.rest, &now.rest) {
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

    /// Two types stand in one place.
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
