//! `shared/contents.rs`: bodies that differ by content type.

use super::{
    context::Context,
    doc,
    errors::{derives, held, marker, one_of},
    features,
    type_ref::Uses,
};
use crate::rust::format::{Item, OutFile};
use crate::rust::{names::SetNames, plan::ContentSet};
use proc_macro2::Literal;
use quote::quote;

pub(super) fn emit(cx: Context<'_>) -> Option<OutFile> {
    let mut uses = Uses::default();
    let mut items = Vec::new();
    for (set, names) in cx.plan.contents.iter().zip(&cx.names.contents) {
        let set_items = set_items(cx, set, names, &mut uses);
        items.extend(features::items_for(cx, &set.operations, set_items));
    }
    if items.is_empty() {
        return None;
    }
    uses.runtime("by_content_type", quote!(by_content_type));
    items.splice(0..0, uses.items(&quote!(super::super)));
    Some(OutFile {
        path: "shared/contents.rs".to_owned(),
        docs: vec!["Response bodies that differ by content type.".to_owned()],
        items,
    })
}

fn set_items(cx: Context<'_>, set: &ContentSet, names: &SetNames, uses: &mut Uses) -> Vec<Item> {
    let ident = &names.ident;
    let docs = doc::lines(["A response body, by content type.".to_owned()]);
    let mut variants = Vec::new();
    let mut entries = Vec::new();
    for ((medias, decode), variant) in set.cases.iter().zip(&names.variants) {
        let types: Vec<String> = medias.iter().map(|it| doc::code(it)).collect();
        let variant_docs = doc::lines([format!("Content type {}.", types.join(" or "))]);
        let held = held(cx, decode, uses);
        variants.push(quote!(#variant_docs #variant(#held),));
        let medias = medias.iter().map(|it| Literal::string(it));
        let marker = marker(cx, decode, uses);
        entries.push(quote!(#(#medias)|* => #variant(#marker)));
    }
    let derives = derives(set.cases.iter().map(|(_, decode)| decode));
    one_of(
        &quote!(#docs #derives),
        ident,
        &variants,
        (quote!(by_content_type), entries),
    )
}
