//! Decides which members are boxed: those by which a type would contain itself, and large ones.
//!
//! The layout of a type requires those of the types that it contains, so types are visited from the innermost to the
//! outermost. A member that would hold more than [`LARGEST_MEMBER`] bytes in place is boxed. In a struct that is still
//! larger than [`LARGEST_TYPE`], all fields get a lower limit, the highest that suffices: the choice then depends on
//! the sizes of the fields alone, and not on their order.

use super::{
    Facts, contained, cycles,
    layout::{self, Layout},
    members,
};
use crate::api::{Api, Prim, Shape, Struct, TypeId, TypeRef};

/// The maximum number of bytes that a field or a variant holds in place.
pub const LARGEST_MEMBER: usize = 256;

/// The maximum size of a type in bytes: that of a struct of up to five hundred fields, if all of them are boxed.
pub const LARGEST_TYPE: usize = 4096;

/// The maximum number of bytes that a variant by status or content type holds in place. It leaves room for the tag when
/// one is nested in the other.
const LARGEST_BODY: usize = LARGEST_MEMBER - 8;

/// The lowest limit for fields: only structs with more than a hundred and seventy fields need to box strings and lists.
const LOWEST: usize = 16;

impl Facts {
    /// Finds the members to box, and the layouts of all types.
    pub(super) fn box_members(&mut self, api: &Api) {
        self.boxed = cycles::cut(api);
        let mut sizes = Sizes {
            api,
            facts: self,
            done: vec![false; api.types.len()],
            known: vec![Layout::POINTER; api.types.len()],
        };
        for (id, _) in api.types() {
            sizes.visit(id);
        }
        let known = sizes.known;
        let named = api.types().map(|(id, _)| TypeRef::Named(id));
        self.layouts = named.map(|ty| layout::of(api, &known, &ty)).collect();
    }

    /// Returns whether a variant by status or content type boxes a JSON body of this type.
    pub fn boxes_body(&self, api: &Api, ty: &TypeRef) -> bool {
        layout::of(api, &self.layouts, ty).size > LARGEST_BODY
    }
}

struct Sizes<'a> {
    api: &'a Api,
    facts: &'a mut Facts,
    done: Vec<bool>,
    /// The layouts of the finished types, by index.
    known: Vec<Layout>,
}

impl Sizes<'_> {
    /// Computes the layout of a type after those of the types that it contains, with an explicit stack, so that long
    /// chains of schemas do not overflow.
    fn visit(&mut self, start: TypeId) {
        let mut stack = vec![(start, false)];
        while let Some((id, ready)) = stack.pop() {
            if self.done[id.index()] {
                continue;
            }
            if ready {
                self.done[id.index()] = true;
                self.known[id.index()] = self.layout(id);
                continue;
            }
            stack.push((id, true));
            let shape = &self.api.ty(id).shape;
            for (member, ty) in members(shape).into_iter().enumerate() {
                if !self.facts.boxed.contains(&(id, member)) {
                    let inner = contained(self.api, ty).into_iter();
                    stack.extend(inner.map(|id| (id, false)));
                }
            }
        }
    }

    /// Returns the layout of a type whose parts are known.
    fn layout(&mut self, id: TypeId) -> Layout {
        let api = self.api;
        match &api.ty(id).shape {
            Shape::Struct(it) => self.structure(id, it),
            Shape::StringEnum(it) => Layout::one_of(&[Layout::GROWING], it.values.len()),
            Shape::IntegerEnum(values) => Layout::one_of(&[Layout::prim(Prim::I64)], values.len()),
            Shape::Union(it) => self.variants(id, it.variants.iter().map(|it| &it.ty)),
            Shape::Untagged(it) => self.variants(id, it.iter().map(|it| &it.ty)),
            Shape::Alias(ty) => layout::of(api, &self.known, ty),
        }
    }

    fn variants<'t>(&mut self, id: TypeId, types: impl Iterator<Item = &'t TypeRef>) -> Layout {
        let mut parts = vec![Layout::JSON];
        for (index, ty) in types.enumerate() {
            let value = self.value(id, index, ty);
            if value.size > LARGEST_MEMBER {
                self.facts.boxed.insert((id, index));
            }
            parts.push(self.value(id, index, ty));
        }
        Layout::one_of(&parts, 0)
    }

    fn structure(&mut self, id: TypeId, it: &Struct) -> Layout {
        let mut limit = LARGEST_MEMBER;
        loop {
            self.box_fields(id, it, limit);
            let layout = self.fields(id, it);
            if layout.size <= LARGEST_TYPE || limit <= LOWEST {
                return layout;
            }
            limit /= 2;
        }
    }

    fn box_fields(&mut self, id: TypeId, it: &Struct, limit: usize) {
        for index in 0..it.fields.len() {
            if self.field(id, it, index).size > limit {
                self.facts.boxed.insert((id, index));
            }
        }
    }

    fn fields(&self, id: TypeId, it: &Struct) -> Layout {
        let fields = (0..it.fields.len()).map(|index| self.field(id, it, index));
        Layout::together(fields.chain(it.rest().map(|_| Layout::MAP)))
    }

    fn field(&self, id: TypeId, it: &Struct, index: usize) -> Layout {
        let field = &it.fields[index];
        let value = self.value(id, index, &field.ty);
        value.field(self.facts.presence(id, field))
    }

    /// Returns the layout of a member's value in place.
    fn value(&self, id: TypeId, index: usize, ty: &TypeRef) -> Layout {
        if self.facts.boxed.contains(&(id, index)) {
            Layout::POINTER
        } else {
            layout::of(self.api, &self.known, ty)
        }
    }
}
