//! `errors.rs` and `responses.rs`: bodies that differ by status.

use super::{
    Context, Item, OutFile, doc,
    type_ref::{Site, Uses, type_ref},
};
use crate::{
    analyze::StatusSet,
    model::{Decode, StatusKey},
    name::SetNames,
};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{ToTokens, quote};

pub(super) fn emit(cx: Context<'_>) -> Vec<OutFile> {
    [
        (false, "errors.rs", "Failures whose body differs by status."),
        (
            true,
            "responses.rs",
            "Successes whose body differs by status.",
        ),
    ]
    .into_iter()
    .filter_map(|(success, path, docs)| file(cx, success, path, docs))
    .collect()
}

fn file(cx: Context<'_>, success: bool, path: &str, docs: &str) -> Option<OutFile> {
    let mut uses = Uses::default();
    let mut items = Vec::new();
    let sets = cx
        .facts
        .sets
        .iter()
        .zip(&cx.names.sets)
        .filter(|(set, _)| set.success == success);
    for (set, names) in sets {
        items.extend(set_items(cx, set, names, &mut uses));
    }
    if items.is_empty() {
        return None;
    }
    uses.runtime("by_status", quote!(by_status));
    items.splice(0..0, uses.items(&quote!(super)));
    Some(OutFile {
        path: path.to_owned(),
        docs: vec![docs.to_owned()],
        items,
    })
}

fn set_items(cx: Context<'_>, set: &StatusSet, names: &SetNames, uses: &mut Uses) -> Vec<Item> {
    let ident = &names.ident;
    let docs = doc::lines([set_docs(cx, set)]);
    let mut variants = Vec::new();
    let mut entries = Vec::new();
    for ((key, decode), variant) in set.cases.iter().zip(&names.variants) {
        variants.push(self::variant(cx, *key, decode, variant, uses));
        entries.push(entry(*key, decode, variant, uses));
    }
    let item = quote! {
        #docs
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum #ident {
            #(#variants)*
        }
    };
    vec![
        Item::Rust(item),
        Item::Entries {
            name: quote!(by_status),
            head: ident.to_token_stream(),
            entries,
        },
    ]
}

/// Which operations end with the set.
fn set_docs(cx: Context<'_>, set: &StatusSet) -> String {
    const NAMED: usize = 3;
    let functions = set
        .operations
        .iter()
        .map(|index| &cx.names.operations[*index].function);
    let mut links: Vec<String> = functions
        .take(NAMED)
        .map(|it| doc::client_link(it, "super"))
        .collect();
    let more = set.operations.len().saturating_sub(NAMED);
    if more > 0 {
        links.push(format!("{more} more"));
    }
    let kind = if set.success { "What" } else { "How" };
    let verb = match (set.success, set.operations.len()) {
        (true, 1) => "gives",
        (true, _) => "give",
        (false, 1) => "fails",
        (false, _) => "fail",
    };
    format!("{kind} {} {verb}, by status.", doc::and(&links))
}

fn variant(
    cx: Context<'_>,
    key: StatusKey,
    decode: &Decode,
    variant: &Ident,
    uses: &mut Uses,
) -> TokenStream {
    let docs = doc::lines([format!("Status {}.", doc::code(&key.to_string()))]);
    let payload = match decode {
        Decode::Empty => None,
        Decode::Json(ty) => {
            let ty = type_ref(cx, ty, Site::Outside, uses);
            Some(quote!((#ty)))
        }
        Decode::Text => Some(quote!((String))),
        Decode::Binary => Some(quote!((bytes::Bytes))),
    };
    quote!(#docs #variant #payload,)
}

fn entry(key: StatusKey, decode: &Decode, variant: &Ident, uses: &mut Uses) -> TokenStream {
    let key = Literal::string(&key.to_string());
    let (name, marker) = match decode {
        Decode::Empty => return quote!(#key => #variant),
        Decode::Json(_) => ("Json", quote!(Json)),
        Decode::Text => ("Text", quote!(Text)),
        Decode::Binary => ("Binary", quote!(Binary)),
    };
    uses.runtime(name, marker.clone());
    quote!(#key => #variant(#marker))
}
