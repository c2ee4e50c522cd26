//! The derives of types: those that each type has, and those that the configuration asks for.

use super::{context::Context, type_ref::Uses};
use crate::rust::format::Item;
use crate::{
    api::{Trait, TypeId},
    rust::names::TypeNames,
};
use proc_macro2::TokenStream;
use quote::quote;

/// The paths of the derive that `Ord` includes.
const PARTIAL_ORD: [&str; 2] = ["std::cmp::PartialOrd", "core::cmp::PartialOrd"];

/// Emits the derives of a struct. `default` is whether the document admits one with nothing set, and `made` whether it
/// has a constructor, which is an implementation of `Default` if it takes no arguments.
pub(super) fn structure(cx: Context<'_>, id: TypeId, (default, made): (bool, bool)) -> TokenStream {
    let has = |it| cx.facts.derives.has(id, it);
    let implemented = made && cx.facts.defaultable.contains(&id);
    let default = default || has(Trait::Default) && !implemented;
    let default = default.then(|| quote!(Default,));
    let eq = has(Trait::Eq).then(|| quote!(Eq,));
    let hash = has(Trait::Hash).then(|| quote!(Hash,));
    let ord = has(Trait::Ord).then(|| quote!(Ord,));
    let partial_ord = ord.as_ref().map(|_| quote!(PartialOrd));
    let others = others(cx, id);
    quote! {
        #[derive(Clone, #default #eq #hash #ord PartialEq, #partial_ord)]
        #others
    }
}

/// Emits the derives of an enum of listed values, whose comparisons are in its macro.
pub(super) fn listed(cx: Context<'_>, id: TypeId) -> TokenStream {
    let default = cx.facts.derives.has(id, Trait::Default);
    let default = default.then(|| quote!(Default));
    let others = others(cx, id);
    quote! {
        #[derive(Clone, Debug, #default)]
        #others
    }
}

/// Emits `Ord` of an enum of listed values, if the configuration asks for it. `value` is the method that returns the
/// value on the wire.
pub(super) fn ordered(
    cx: Context<'_>,
    id: TypeId,
    value: &TokenStream,
    uses: &mut Uses,
) -> Option<Item> {
    if !cx.facts.derives.has(id, Trait::Ord) {
        return None;
    }
    uses.runtime("comparable", quote!(comparable));
    let ident = cx.names.ty(id);
    Some(Item::Macro {
        name: quote!(comparable),
        tokens: quote!(#ident [Ord] #value),
    })
}

/// Emits the derives of a union, whose other traits are in macros.
pub(super) fn union(cx: Context<'_>, id: TypeId) -> TokenStream {
    let eq = cx.facts.derives.has(id, Trait::Eq);
    let eq = eq.then(|| quote!(#[derive(Eq)]));
    let others = others(cx, id);
    quote!(#eq #others)
}

/// Emits `Hash` and `Ord` of a union, if the configuration asks for them.
pub(super) fn comparable(
    cx: Context<'_>,
    id: TypeId,
    names: &TypeNames,
    uses: &mut Uses,
) -> Option<Item> {
    let has = |it| cx.facts.derives.has(id, it);
    let hash = has(Trait::Hash).then(|| quote!(Hash));
    let ord = has(Trait::Ord).then(|| quote!(Ord));
    if hash.is_none() && ord.is_none() {
        return None;
    }
    uses.runtime("comparable", quote!(comparable));
    let (ident, unknown) = (&names.ident, &names.other);
    let listed = names.members.iter().map(|it| quote!(#it));
    Some(Item::Entries {
        name: quote!(comparable),
        head: quote!(#ident [#hash #ord]),
        entries: listed.chain([quote!(..#unknown)]).collect(),
    })
}

/// Emits the derives that the generator does not know.
fn others(cx: Context<'_>, id: TypeId) -> Option<TokenStream> {
    let ordered = cx.facts.derives.has(id, Trait::Ord);
    let included = |it: &str| ordered && PARTIAL_ORD.contains(&it.trim_start_matches("::"));
    let paths = cx.api.derives.others(id).into_iter();
    let paths = paths.filter(|it| !included(it));
    // The configuration admits only paths.
    let paths = paths.map(|it| it.parse().unwrap_or_default());
    let paths: Vec<TokenStream> = paths.collect();
    (!paths.is_empty()).then(|| quote!(#[derive(#(#paths),*)]))
}
