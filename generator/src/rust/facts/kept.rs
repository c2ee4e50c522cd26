//! The unions whose tag a variant keeps among its undeclared properties.

use crate::api::{Api, Shape, TypeId, TypeRef, Union};
use std::collections::{BTreeMap, BTreeSet};

/// Returns the unions of which a variant, or a variant of a union in it, keeps undeclared properties.
pub(super) fn tags(api: &Api) -> BTreeSet<TypeId> {
    let mut out = BTreeSet::new();
    let keeps = |it: &Shape| matches!(it, Shape::Struct(it) if it.keeps_undeclared());
    let keepers = api.types().filter(|(_, def)| keeps(&def.shape));
    let mut open: Vec<TypeId> = keepers.map(|(id, _)| id).collect();
    if open.is_empty() {
        return out;
    }
    let around = unions(api);
    while let Some(id) = open.pop() {
        let unions = around.get(&id).into_iter().flatten();
        open.extend(unions.filter(|it| out.insert(**it)));
    }
    out
}

/// Returns the unions that write the tag of each type.
fn unions(api: &Api) -> BTreeMap<TypeId, Vec<TypeId>> {
    let mut out: BTreeMap<TypeId, Vec<TypeId>> = BTreeMap::new();
    for (id, def) in api.types() {
        if let Shape::Union(it) = &def.shape {
            for inner in tagged(api, it) {
                out.entry(inner).or_default().push(id);
            }
        }
    }
    out
}

/// Returns the types of the variants whose tag the union writes.
fn tagged(api: &Api, it: &Union) -> impl Iterator<Item = TypeId> {
    let variants = it.variants.iter().filter(|it| it.is_tagged());
    variants.filter_map(|it| match api.resolved(&it.ty) {
        TypeRef::Named(id) => Some(*id),
        _ => None,
    })
}
