//! The conversions between unions and their variants, and the setters of structs that requests contain.

use super::{
    context::Context,
    type_ref::{Site, Uses, resolved, type_ref},
};
use crate::rust::format::Item;
use crate::{
    api::{Field, Presence, Prim, Shape, StringEnum, Struct, TypeId, TypeRef, Variant},
    rust::names::is_struct_method,
};
use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};

/// Emits the conversions between a union and the values of its variants.
pub(super) fn accessors(
    cx: Context<'_>,
    id: TypeId,
    variants: &[&TypeRef],
    site: Site,
    uses: &mut Uses,
) -> Item {
    let names = &cx.names.types[id.index()];
    uses.runtime("accessors", quote!(accessors));
    let members = names.members.iter().zip(&names.accessors).enumerate();
    let entries = members
        .zip(variants)
        .map(|((index, (member, (borrow, convert))), ty)| {
            let boxed = cx.facts.boxed.contains(&(id, index)).then(|| quote!(boxed));
            let from = cx.facts.converted.contains(&(id, index));
            let text = *resolved(cx, ty) == TypeRef::Prim(Prim::String);
            let text = (from && text).then(|| quote!(text));
            let from = from.then(|| quote!(from));
            let ty = type_ref(cx, ty, site, uses);
            quote!(#member(#ty): #borrow #convert #boxed #from #text)
        });
    let entries = entries.collect();
    Item::Entries {
        name: quote!(accessors),
        head: names.ident.to_token_stream(),
        entries,
    }
}

/// Emits the field of a variant's struct that holds the tag, if callers could set it to the tag of another variant. A
/// variant that takes unlisted tags writes them as they are.
pub(super) fn tag_field(cx: Context<'_>, tag: &str, variant: &Variant) -> Option<TokenStream> {
    let only_tags = !variant.tags.is_empty() && variant.kinds.is_empty();
    let TypeRef::Named(id) = resolved(cx, &variant.ty) else {
        return None;
    };
    let Shape::Struct(it) = &cx.api.ty(*id).shape else {
        return None;
    };
    let index = it
        .fields
        .iter()
        .position(|field| field.wire.as_str() == tag)?;
    let field = it.fields.get(index)?;
    let optional = match cx.facts.presence(*id, field) {
        Presence::Required => None,
        Presence::Optional | Presence::RequiredNullable => Some(quote!(optional)),
        Presence::OptionalNullable => return None,
    };
    let boxed = cx.facts.boxed.contains(&(*id, index));
    let open = only_tags && variant.declares_tag && !boxed;
    let member = &cx.names.types[id.index()].members[index];
    (open && can_differ(cx, &field.ty, variant)).then(|| quote!(.#member #optional))
}

/// Returns whether a field of this type holds a text that can be none of the variant's tags.
fn can_differ(cx: Context<'_>, ty: &TypeRef, variant: &Variant) -> bool {
    match resolved(cx, ty) {
        TypeRef::Prim(prim) => *prim == Prim::String,
        ty => match cx.api.shape(ty) {
            Some(Shape::StringEnum(it)) => !is_constant(it, variant),
            _ => false,
        },
    }
}

/// Returns whether an enum has one value, which is a tag of the variant.
fn is_constant(it: &StringEnum, variant: &Variant) -> bool {
    let tag = |wire: &str| variant.tags.iter().any(|tag| tag.to_string() == wire);
    matches!(it.values.as_slice(), [only] if !it.open && tag(only.wire.as_str()))
}

/// Emits a setter for each field that `new` does not take, in types that requests contain.
pub(super) fn setters(
    cx: Context<'_>,
    id: TypeId,
    it: &Struct,
    site: Site,
    uses: &mut Uses,
) -> Option<Item> {
    let names = &cx.names.types[id.index()];
    let fields = it.fields.iter().zip(&names.members).enumerate();
    let entries: Vec<TokenStream> = fields
        .filter(|(_, (field, member))| has_setter(cx, id, field, member))
        .filter_map(|(index, (field, member))| setter(cx, (id, index), field, member, site, uses))
        .collect();
    if entries.is_empty() {
        return None;
    }
    uses.runtime("setters", quote!(setters));
    Some(Item::Entries {
        name: quote!(setters),
        head: names.ident.to_token_stream(),
        entries,
    })
}

/// Returns whether a field has a setter: the caller may leave it out of a request.
pub(super) fn has_setter(cx: Context<'_>, id: TypeId, field: &Field, member: &Ident) -> bool {
    let optional = !cx.facts.presence(id, field).is_required() && !cx.facts.asked(id, field);
    let sent = cx.facts.sent.contains(&id) && !field.read_only;
    optional && sent && !is_struct_method(member)
}

/// Emits the argument of a setter and the value that it gives the field.
fn setter(
    cx: Context<'_>,
    (id, index): (TypeId, usize),
    field: &Field,
    member: &Ident,
    site: Site,
    uses: &mut Uses,
) -> Option<TokenStream> {
    let boxed = cx.facts.boxed.contains(&(id, index));
    let ty = type_ref(cx, &field.ty, site, uses);
    let into = converts(cx, &field.ty);
    let nullable = cx.facts.presence(id, field) == Presence::OptionalNullable;
    if nullable && is_converted_union(cx, &field.ty) {
        uses.runtime("IntoField", quote!(IntoField));
        let boxed = boxed.then(|| quote!(.map(Box::new)));
        return Some(quote! {
            #member<_Via>: impl IntoField<#ty, _Via> = #member.into_field() #boxed
        });
    }
    match (cx.facts.presence(id, field), boxed) {
        (Presence::Required | Presence::RequiredNullable, _) => None,
        (Presence::Optional, true) if into => {
            Some(quote!(#member: impl Into<#ty> = Some(Box::new(#member.into()))))
        }
        (Presence::Optional, true) => Some(quote!(#member: #ty = Some(Box::new(#member)))),
        (Presence::Optional, false) if into => {
            Some(quote!(#member: impl Into<#ty> = Some(#member.into())))
        }
        (Presence::Optional, false) => Some(quote!(#member: #ty = Some(#member))),
        (Presence::OptionalNullable, true) => {
            Some(quote!(#member: impl Into<Field<#ty>> = #member.into().map(Box::new)))
        }
        (Presence::OptionalNullable, false) => {
            Some(quote!(#member: impl Into<Field<#ty>> = #member.into()))
        }
    }
}

/// Returns whether other types convert into this one, so that `new` and setters take `impl Into`.
pub(super) fn converts(cx: Context<'_>, ty: &TypeRef) -> bool {
    match resolved(cx, ty) {
        TypeRef::Prim(prim) => prim.is_text(),
        _ => is_converted_union(cx, ty),
    }
}

/// Returns whether the type is a union that values of other types convert into. They do not convert into an `Option` or
/// a `Field` of the union: only the crate of these types could implement that.
pub(super) fn is_converted_union(cx: Context<'_>, ty: &TypeRef) -> bool {
    let TypeRef::Named(id) = resolved(cx, ty) else {
        return false;
    };
    let all = cx.facts.converted.range((*id, 0)..);
    all.take(1).any(|(union, _)| union == id)
}
