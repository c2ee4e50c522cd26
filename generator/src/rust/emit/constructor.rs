//! The constructor `new`, which makes a struct from its required fields.

use super::{
    context::Context,
    conversions::converts,
    type_ref::{Site, Uses, resolved, type_ref},
};
use crate::api::{Field, Presence, Prim, Struct, TypeId, TypeRef};
use proc_macro2::{Ident, TokenStream};
use quote::quote;

/// The most arguments that clippy accepts.
const MAX_ARGUMENTS: usize = 7;

/// Emits `impl X { pub fn new(..) }`, or `impl Default for X` if there are no arguments.
pub(super) fn emit(
    cx: Context<'_>,
    id: TypeId,
    it: &Struct,
    site: Site,
    uses: &mut Uses,
) -> TokenStream {
    let names = &cx.names.types[id.index()];
    let (ident, rest) = (&names.ident, &names.other);
    let mut arguments = Vec::new();
    let mut values = Vec::new();
    for (index, (field, member)) in it.fields.iter().zip(&names.members).enumerate() {
        let (argument, value) = part(cx, (id, index), field, member, site, uses);
        arguments.extend(argument.map(|ty| quote!(#member: #ty)));
        values.push(value);
    }
    values.extend(it.rest().map(|_| quote!(#rest: BTreeMap::new())));
    if arguments.is_empty() {
        return quote! {
            impl Default for #ident {
                fn default() -> Self {
                    Self { #(#values),* }
                }
            }
        };
    }
    let allow =
        (arguments.len() > MAX_ARGUMENTS).then(|| quote!(#[allow(clippy::too_many_arguments)]));
    quote! {
        impl #ident {
            /// Creates a value from its required fields; the others are absent.
            #allow
            pub fn new(#(#arguments),*) -> Self {
                Self { #(#values),* }
            }
        }
    }
}

/// Returns the arguments of `new`, in order; empty if a value needs none.
pub(super) fn arguments(
    cx: Context<'_>,
    id: TypeId,
    it: &Struct,
    site: Site,
    uses: &mut Uses,
) -> Vec<(Ident, TokenStream)> {
    let members = &cx.names.types[id.index()].members;
    let fields = it.fields.iter().zip(members).enumerate();
    let asked = fields.filter_map(|(index, (field, member))| {
        let (argument, _) = part(cx, (id, index), field, member, site, uses);
        argument.map(|ty| (member.clone(), ty))
    });
    asked.collect()
}

/// Returns the argument for a field, if `new` takes it, and the field's initializer.
fn part(
    cx: Context<'_>,
    (id, index): (TypeId, usize),
    field: &Field,
    member: &Ident,
    site: Site,
    uses: &mut Uses,
) -> (Option<TokenStream>, TokenStream) {
    let presence = cx.facts.presence(id, field);
    let boxed = cx.facts.boxed.contains(&(id, index));
    let constant = cx.facts.constants.get(&(id, field.wire.clone()));
    if let (Some(listed), Presence::Required) = (constant, presence) {
        let ty = type_ref(cx, &TypeRef::Named(*listed), site, uses);
        let only = cx.names.types[listed.index()].members.first();
        let only = placed(quote!(#ty::#only), boxed);
        return (None, quote!(#member: #only));
    }
    let ty = type_ref(cx, &field.ty, site, uses);
    let (argument, given) = match taken(cx, &field.ty, &ty) {
        Some(taken) => (
            quote!(impl Into<#taken>),
            placed(quote!(#member.into()), boxed),
        ),
        None => (ty.clone(), placed(quote!(#member), boxed)),
    };
    let same = *member == given.to_string();
    match presence {
        Presence::Required if same => (Some(argument), quote!(#member)),
        Presence::Required => (Some(argument), quote!(#member: #given)),
        // Required properties that only requests have are arguments, but optional in the struct.
        Presence::Optional if cx.facts.asked(id, field) => {
            (Some(argument), quote!(#member: Some(#given)))
        }
        Presence::Optional => (None, quote!(#member: None)),
        Presence::RequiredNullable if boxed => (
            Some(quote!(Option<#ty>)),
            quote!(#member: #member.map(Box::new)),
        ),
        Presence::RequiredNullable => (Some(quote!(Option<#ty>)), quote!(#member)),
        Presence::OptionalNullable => (None, quote!(#member: Field::Absent)),
    }
}

/// Emits a value as the field holds it.
fn placed(value: TokenStream, boxed: bool) -> TokenStream {
    if boxed {
        quote!(Box::new(#value))
    } else {
        value
    }
}

/// Returns the type that `new` takes as `impl Into`, if other types convert into that of the field.
fn taken(cx: Context<'_>, ty: &TypeRef, written: &TokenStream) -> Option<TokenStream> {
    match resolved(cx, ty) {
        TypeRef::Prim(Prim::String) => Some(quote!(String)),
        _ => converts(cx, ty).then(|| written.clone()),
    }
}
