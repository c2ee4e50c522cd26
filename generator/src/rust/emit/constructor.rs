//! The constructor `new`, which makes a struct from its required fields.

use super::{
    context::Context,
    conversions::{converts, is_converted_union},
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
    let (mut arguments, mut vias) = (Vec::new(), Vec::new());
    let mut values = Vec::new();
    for (index, (field, member)) in it.fields.iter().zip(&names.members).enumerate() {
        let (argument, value) = part(cx, (id, index), field, member, site, uses);
        let argument = argument.map(|it| it.written(&mut vias));
        arguments.extend(argument.map(|ty| quote!(#member: #ty)));
        values.push(value);
    }
    let vias = (!vias.is_empty()).then(|| quote!(<#(#vias),*>));
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
            pub fn new #vias (#(#arguments),*) -> Self {
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
    let mut vias = Vec::new();
    let asked = fields.filter_map(|(index, (field, member))| {
        let (argument, _) = part(cx, (id, index), field, member, site, uses);
        argument.map(|it| (member.clone(), it.written(&mut vias)))
    });
    asked.collect()
}

/// An argument of `new`.
enum Argument {
    /// A value of this type.
    Of(TokenStream),
    /// A value of this type, or anything that converts into it.
    Into(TokenStream),
    /// The same or `None`.
    IntoField(TokenStream),
}

impl Argument {
    /// Returns the type of the argument, and adds the type parameter that it needs to `vias`.
    fn written(self, vias: &mut Vec<TokenStream>) -> TokenStream {
        match self {
            Self::Of(ty) => ty,
            Self::Into(ty) => quote!(impl Into<#ty>),
            Self::IntoField(ty) => {
                let via = format!("_Via{}", vias.len() + 1);
                let via: TokenStream = via.parse().unwrap_or_default();
                let argument = quote!(impl IntoField<#ty, #via>);
                vias.push(via);
                argument
            }
        }
    }
}

/// Returns the argument for a field, if `new` takes it, and the field's initializer.
fn part(
    cx: Context<'_>,
    (id, index): (TypeId, usize),
    field: &Field,
    member: &Ident,
    site: Site,
    uses: &mut Uses,
) -> (Option<Argument>, TokenStream) {
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
    let taken = taken(cx, &field.ty, &ty);
    let given = match &taken {
        Some(_) => placed(quote!(#member.into()), boxed),
        None => placed(quote!(#member), boxed),
    };
    let argument = || match taken.clone() {
        Some(taken) => Argument::Into(taken),
        None => Argument::Of(ty.clone()),
    };
    let same = *member == given.to_string();
    match presence {
        Presence::Required if same => (Some(argument()), quote!(#member)),
        Presence::Required => (Some(argument()), quote!(#member: #given)),
        // Required properties that only requests have are arguments, but optional in the struct.
        Presence::Optional if cx.facts.asked(id, field) => {
            (Some(argument()), quote!(#member: Some(#given)))
        }
        Presence::Optional => (None, quote!(#member: None)),
        Presence::RequiredNullable => nullable(cx, field, member, (ty, boxed), uses),
        Presence::OptionalNullable => (None, quote!(#member: Field::Absent)),
    }
}

/// Returns the argument for a required field that may be `null`, and its initializer.
fn nullable(
    cx: Context<'_>,
    field: &Field,
    member: &Ident,
    (ty, boxed): (TokenStream, bool),
    uses: &mut Uses,
) -> (Option<Argument>, TokenStream) {
    let text = *resolved(cx, &field.ty) == TypeRef::Prim(Prim::String);
    let converted = text || is_converted_union(cx, &field.ty);
    let to_box = boxed.then(|| quote!(.map(Box::new)));
    if converted {
        uses.runtime("IntoField", quote!(IntoField));
        let value = quote!(#member: #member.into_field().into_value()#to_box);
        return (Some(Argument::IntoField(ty)), value);
    }
    let value = match to_box {
        Some(to_box) => quote!(#member: #member #to_box),
        None => quote!(#member),
    };
    (Some(Argument::Of(quote!(Option<#ty>))), value)
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
