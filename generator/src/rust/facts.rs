//! Facts about the model that need the whole type graph: the members to box, and the types that are sent and received.
//!
//! The facts are a side table: the model does not change, and no names are involved.

mod conversions;
mod cycles;
mod derives;
mod kept;
mod layout;
mod sizes;

pub use derives::{Implemented, Lack, Refused};
pub use layout::Layout;
pub use sizes::{LARGEST_MEMBER, LARGEST_TYPE};

use crate::{
    api::{
        Api, Field, Presence, Shape, TypeId, TypeRef,
        reach::{members, received, sent},
    },
    tree::SpecName,
};
use std::collections::{BTreeMap, BTreeSet};

/// The result of [`analyze`].
#[derive(Debug, Default)]
pub struct Facts {
    /// The members (a type, and the index of a field or variant) whose value is boxed: otherwise the type would contain
    /// itself in place, or be too large.
    pub boxed: BTreeSet<(TypeId, usize)>,
    /// The layout of each type, by its index. An alias has the layout of its target.
    pub layouts: Vec<Layout>,
    /// The types that a request can contain.
    pub sent: BTreeSet<TypeId>,
    /// The types that a response, or a request by the server, can contain.
    pub received: BTreeSet<TypeId>,
    /// The required properties with a single value, and the type of that value: `new` fills them in.
    pub constants: BTreeMap<(TypeId, SpecName), TypeId>,
    /// The structs without fields that `new` requires: they have a default.
    pub defaultable: BTreeSet<TypeId>,
    /// The variants (a union, and the index of the variant) into which a value of the variant's type converts: no other
    /// variant has that type.
    pub converted: BTreeSet<(TypeId, usize)>,
    /// The unions whose tag a variant would keep among its undeclared properties, although the union writes it.
    pub tag_kept: BTreeSet<TypeId>,
    /// The traits that types implement because the configuration asks for them.
    pub derives: Implemented,
}

impl Facts {
    /// Returns whether `new` takes an argument for a field: it is required and has no constant value, and is not
    /// read-only in a type that is sent.
    pub fn asked(&self, id: TypeId, field: &Field) -> bool {
        let constant = self.constants.contains_key(&(id, field.wire.clone()));
        field.presence.is_required() && !constant && !(field.read_only && self.sent.contains(&id))
    }

    /// Returns the presence of a field. A required property that occurs in one direction only is optional in a type
    /// that is used in the other (OpenAPI 3.0.4, section 4.7.24.1, `readOnly`).
    pub fn presence(&self, id: TypeId, field: &Field) -> Presence {
        let foreign = (field.read_only && self.sent.contains(&id))
            || (field.write_only && self.received.contains(&id));
        match field.presence {
            Presence::Required if foreign => Presence::Optional,
            Presence::RequiredNullable if foreign => Presence::OptionalNullable,
            presence => presence,
        }
    }
}

/// Computes the facts.
pub fn analyze(api: &Api) -> Facts {
    let mut facts = Facts {
        sent: sent(api),
        received: received(api),
        constants: constants(api),
        ..Facts::default()
    };
    facts.box_members(api);
    facts.defaultable = defaultable(api, &facts);
    facts.find_conversions(api);
    facts.find_derives(api);
    facts.tag_kept = kept::tags(api);
    facts
}

/// Returns the named types that a value of type `ty` contains in place; aliases are resolved.
fn contained(api: &Api, ty: &TypeRef) -> Vec<TypeId> {
    let mut out = Vec::new();
    let mut open = vec![ty];
    while let Some(ty) = open.pop() {
        match api.resolved(ty) {
            TypeRef::Named(id) => out.push(*id),
            TypeRef::Tuple(items) => open.extend(items.iter().rev()),
            TypeRef::Nullable(inner) => open.push(inner),
            TypeRef::Prim(_)
            | TypeRef::Foreign(_)
            | TypeRef::List(_)
            | TypeRef::Map(_)
            | TypeRef::Json => {}
        }
    }
    out
}

fn constants(api: &Api) -> BTreeMap<(TypeId, SpecName), TypeId> {
    let mut out = BTreeMap::new();
    for (id, def) in api.types() {
        let Shape::Struct(it) = &def.shape else {
            continue;
        };
        for field in it
            .fields
            .iter()
            .filter(|it| it.presence == Presence::Required)
        {
            if let Some(listed) = one_value(api, &field.ty) {
                out.insert((id, field.wire.clone()), listed);
            }
        }
    }
    out
}

/// Returns the single-value enum that a type is, directly or through aliases.
fn one_value(api: &Api, ty: &TypeRef) -> Option<TypeId> {
    let TypeRef::Named(id) = ty else {
        return None;
    };
    match &api.ty(*id).shape {
        Shape::StringEnum(it) => (it.values.len() == 1 && !it.open).then_some(*id),
        Shape::Alias(ty) => one_value(api, ty),
        Shape::Struct(_) | Shape::IntegerEnum(_) | Shape::Union(_) | Shape::Untagged(_) => None,
    }
}

fn defaultable(api: &Api, facts: &Facts) -> BTreeSet<TypeId> {
    let structs = api.types().filter_map(|(id, def)| match &def.shape {
        Shape::Struct(it) => Some((id, it)),
        Shape::StringEnum(_)
        | Shape::IntegerEnum(_)
        | Shape::Union(_)
        | Shape::Untagged(_)
        | Shape::Alias(_) => None,
    });
    let nothing_required =
        structs.filter(|(id, it)| it.fields.iter().all(|field| !facts.asked(*id, field)));
    nothing_required.map(|(id, _)| id).collect()
}
