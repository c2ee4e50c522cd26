//! The types of the values that matter for pages.

use crate::{
    api::{Api, Field, Prim, Shape, TypeRef},
    tree::SpecName,
};
use std::collections::BTreeMap;

/// The kinds of values that matter for pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scalar {
    Text,
    Number,
    Boolean,
    /// A union of texts and numbers.
    Mixed,
}

/// Returns the kind of a type, if its values are single ones.
pub(super) fn scalar(api: &Api, ty: &TypeRef) -> Option<Scalar> {
    let single = |it: &TypeRef| matches!(plain(it), Some(Scalar::Text | Scalar::Number));
    plain(ty).or_else(|| {
        let mut types = alternatives(api, ty)?;
        types.all(single).then_some(Scalar::Mixed)
    })
}

/// Returns the kind of a type that is not a union.
fn plain(ty: &TypeRef) -> Option<Scalar> {
    match ty {
        TypeRef::Prim(Prim::String | Prim::Uuid) => Some(Scalar::Text),
        TypeRef::Prim(Prim::Bool) => Some(Scalar::Boolean),
        TypeRef::Prim(prim) if prim.is_number() => Some(Scalar::Number),
        TypeRef::Prim(_)
        | TypeRef::Named(_)
        | TypeRef::Foreign(_)
        | TypeRef::List(_)
        | TypeRef::Map(_)
        | TypeRef::Tuple(_)
        | TypeRef::Nullable(_)
        | TypeRef::Json => None,
    }
}

/// Returns the types of a union without a tag.
fn alternatives<'a>(api: &'a Api, ty: &'a TypeRef) -> Option<impl Iterator<Item = &'a TypeRef>> {
    match api.shape(ty) {
        Some(Shape::Untagged(all)) => Some(all.iter().map(|it| bare(api, &it.ty))),
        _ => None,
    }
}

/// Returns whether an input of this type takes each value of an output unchanged.
pub(super) fn takes(api: &Api, input: &TypeRef, output: &TypeRef) -> bool {
    let of_input = |it: &TypeRef| {
        it == input || alternatives(api, input).is_some_and(|mut all| all.any(|own| own == it))
    };
    of_input(output) || alternatives(api, output).is_some_and(|mut all| all.all(of_input))
}

/// Returns whether all values of a type are lists; a union may consist of them.
pub(super) fn is_list(api: &Api, ty: &TypeRef) -> bool {
    let list = |it: &TypeRef| matches!(it, TypeRef::List(_));
    list(ty) || alternatives(api, ty).is_some_and(|mut all| all.all(list))
}

/// Returns the type behind aliases, without `null`.
pub(super) fn bare<'a>(api: &'a Api, ty: &'a TypeRef) -> &'a TypeRef {
    match api.resolved(ty) {
        TypeRef::Nullable(inner) => bare(api, inner),
        ty => ty,
    }
}

/// Returns the properties of an object; for a union of objects, those that all of them have.
pub(super) fn fields<'a>(api: &'a Api, ty: &'a TypeRef) -> Vec<&'a Field> {
    match api.shape(ty) {
        Some(Shape::Struct(it)) => it.fields.iter().collect(),
        Some(Shape::Union(it)) => common(api, it.variants.iter().map(|it| &it.ty)),
        Some(Shape::Untagged(it)) => common(api, it.iter().map(|it| &it.ty)),
        Some(Shape::StringEnum(_) | Shape::IntegerEnum(_) | Shape::Alias(_)) | None => Vec::new(),
    }
}

/// Returns the properties of the first type that all others have too, of the same kind. A nested union has none.
fn common<'a>(api: &'a Api, mut types: impl Iterator<Item = &'a TypeRef>) -> Vec<&'a Field> {
    let own = |ty: &'a TypeRef| match api.shape(bare(api, ty)) {
        Some(Shape::Struct(it)) => it.fields.as_slice(),
        _ => &[],
    };
    let kind = |it: &Field| {
        let ty = bare(api, &it.ty);
        (scalar(api, ty), is_list(api, ty))
    };
    let mut out: Vec<&Field> = types.next().map(own).into_iter().flatten().collect();
    for others in types.map(own) {
        let others: BTreeMap<&SpecName, _> = others.iter().map(|it| (&it.wire, kind(it))).collect();
        out.retain(|it| others.get(&it.wire) == Some(&kind(it)));
    }
    out
}
