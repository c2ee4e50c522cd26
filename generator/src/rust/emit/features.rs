//! `#[cfg(feature = ..)]` attributes, for code that only some tags need.

use super::context::Context;
use crate::rust::features::Wanted;
use crate::rust::format::Item;
use proc_macro2::{Literal, TokenStream};
use quote::quote;

/// Emits the attribute, unless the code is always compiled.
pub(super) fn cfg(wanted: Option<Wanted<'_>>) -> Option<TokenStream> {
    let condition = condition(wanted)?;
    Some(quote!(#[cfg(#condition)]))
}

/// Emits the condition, unless the code is always compiled.
pub(super) fn condition(wanted: Option<Wanted<'_>>) -> Option<TokenStream> {
    let features = match wanted? {
        Wanted::Always => return None,
        Wanted::Any(features) => features,
    };
    let names: Vec<_> = features.iter().map(|it| Literal::string(it)).collect();
    Some(match names.as_slice() {
        [only] => quote!(feature = #only),
        _ => quote!(any(#(feature = #names),*)),
    })
}

/// Adds the attribute for these operations to items.
pub(super) fn items_for(cx: Context<'_>, operations: &[usize], items: Vec<Item>) -> Vec<Item> {
    let wanted = cx.features.map(|it| it.operations(operations));
    let Some(cfg) = cfg(wanted) else {
        return items;
    };
    let marked = items.into_iter().map(|item| match item {
        Item::Rust(tokens) => Item::Rust(quote!(#cfg #tokens)),
        Item::Line(tokens) => Item::Line(quote!(#cfg #tokens)),
        Item::Entries {
            name,
            head,
            entries,
        } => Item::Entries {
            name: quote!(#cfg #name),
            head,
            entries,
        },
        Item::Macro { name, tokens } => Item::Macro {
            name: quote!(#cfg #name),
            tokens,
        },
        Item::Gap => Item::Gap,
    });
    marked.collect()
}
