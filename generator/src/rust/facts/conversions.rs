//! The variants of unions that the type of their value identifies: such a value converts into the union.

use super::Facts;
use crate::api::{Api, Shape, TypeId, TypeRef};
use std::collections::{BTreeMap, BTreeSet};

impl Facts {
    /// Finds the variants into which the value of a union converts.
    pub(super) fn find_conversions(&mut self, api: &Api) {
        for (id, def) in api.types() {
            let types: Vec<&TypeRef> = match &def.shape {
                Shape::Union(it) => it.variants.iter().map(|it| &it.ty).collect(),
                Shape::Untagged(it) => it.iter().map(|it| &it.ty).collect(),
                Shape::Struct(_)
                | Shape::StringEnum(_)
                | Shape::IntegerEnum(_)
                | Shape::Alias(_) => continue,
            };
            let found = distinct(api, id, &types).into_iter();
            self.converted.extend(found.map(|index| (id, index)));
        }
    }
}

/// Returns the variants whose type no other variant has, and for which a conversion can exist.
fn distinct(api: &Api, union: TypeId, types: &[&TypeRef]) -> BTreeSet<usize> {
    let mut by_type: BTreeMap<TypeRef, Vec<usize>> = BTreeMap::new();
    for (index, ty) in types.iter().enumerate() {
        // A custom type can be another name for any type, and the variant for unlisted values holds JSON.
        if let Some(plain) = plain(api, ty).filter(|it| *it != TypeRef::Json) {
            by_type.entry(plain).or_default().push(index);
        }
    }
    // `From<T> for T` exists already.
    by_type.remove(&TypeRef::Named(union));
    let alone = by_type.into_values().filter(|it| it.len() == 1);
    alone.flatten().collect()
}

/// Returns a type without aliases, or `None` if a custom type is part of it.
fn plain(api: &Api, ty: &TypeRef) -> Option<TypeRef> {
    Some(match api.resolved(ty) {
        TypeRef::List(item) => TypeRef::List(Box::new(plain(api, item)?)),
        TypeRef::Map(value) => TypeRef::Map(Box::new(plain(api, value)?)),
        TypeRef::Nullable(value) => TypeRef::Nullable(Box::new(plain(api, value)?)),
        TypeRef::Tuple(items) => {
            let items = items.iter().map(|item| plain(api, item));
            TypeRef::Tuple(items.collect::<Option<_>>()?)
        }
        TypeRef::Foreign(_) => return None,
        plain @ (TypeRef::Prim(_) | TypeRef::Named(_) | TypeRef::Json) => plain.clone(),
    })
}
