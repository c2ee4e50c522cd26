//! `shared/errors.rs` and `shared/responses.rs`: bodies that differ by status.

use super::{
    context::Context,
    doc, features,
    type_ref::{Site, Uses, type_ref},
};
use crate::rust::format::{Item, OutFile};
use crate::{
    api::{StatusKey, TypeRef},
    rust::{
        names::SetNames,
        plan::{Decode, StatusSet},
    },
};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{ToTokens, quote};

pub(super) fn emit(cx: Context<'_>) -> Vec<OutFile> {
    [
        (false, "errors", "Errors whose body differs by status."),
        (true, "responses", "Results whose body differs by status."),
    ]
    .into_iter()
    .filter_map(|(success, module, docs)| file(cx, success, module, docs))
    .collect()
}

fn file(cx: Context<'_>, success: bool, module: &str, docs: &str) -> Option<OutFile> {
    let mut uses = Uses::default();
    let mut items = Vec::new();
    let sets = cx
        .plan
        .sets
        .iter()
        .zip(&cx.names.sets)
        .filter(|(set, _)| set.success == success);
    for (set, names) in sets {
        let set_items = set_items(cx, set, names, &mut uses);
        items.extend(features::items_for(cx, &set.operations, set_items));
    }
    if items.is_empty() {
        return None;
    }
    uses.runtime("by_status", quote!(by_status));
    items.splice(0..0, uses.items(&quote!(super::super)));
    Some(OutFile {
        path: format!("shared/{module}.rs"),
        docs: vec![docs.to_owned()],
        items,
    })
}

fn set_items(cx: Context<'_>, set: &StatusSet, names: &SetNames, uses: &mut Uses) -> Vec<Item> {
    let ident = &names.ident;
    let docs = doc::lines([if set.success {
        "The result of an operation, by status."
    } else {
        "The error of an operation, by status."
    }
    .to_owned()]);
    let mut variants = Vec::new();
    let mut entries = Vec::new();
    for ((key, decode), variant) in set.cases.iter().zip(&names.variants) {
        variants.push(self::variant(cx, *key, decode, variant, uses));
        entries.push(entry(cx, *key, decode, variant, uses));
    }
    let derives = derives(set.cases.iter().map(|(_, decode)| decode));
    one_of(
        &quote!(#docs #derives),
        ident,
        &variants,
        (quote!(by_status), entries),
    )
}

/// Emits the enum of bodies of which a response has one, and the macro that decodes it.
pub(super) fn one_of(
    attributes: &TokenStream,
    ident: &Ident,
    variants: &[TokenStream],
    (name, entries): (TokenStream, Vec<TokenStream>),
) -> Vec<Item> {
    let item = quote! {
        #attributes
        #[non_exhaustive]
        pub enum #ident {
            #(#variants)*
        }
    };
    let head = ident.to_token_stream();
    vec![
        Item::Rust(item),
        Item::Entries {
            name,
            head,
            entries,
        },
    ]
}

fn variant(
    cx: Context<'_>,
    key: StatusKey,
    decode: &Decode,
    variant: &Ident,
    uses: &mut Uses,
) -> TokenStream {
    let docs = doc::lines([format!("Status {}.", doc::code(&key.to_string()))]);
    let payload = held(cx, decode, uses).map(|ty| quote!((#ty)));
    quote!(#docs #variant #payload,)
}

/// Emits the derives of an enum. Streams can be neither cloned nor compared.
pub(super) fn derives<'d>(cases: impl Iterator<Item = &'d Decode>) -> TokenStream {
    fn streams(decode: &Decode) -> bool {
        match decode {
            Decode::Stream | Decode::Events(_) | Decode::Lines(_) => true,
            Decode::ByContent(cases) => cases.iter().any(|(_, case)| streams(case)),
            Decode::Empty | Decode::Json(_) | Decode::Text | Decode::Plain(_) | Decode::Binary => {
                false
            }
        }
    }
    if cases.into_iter().any(streams) {
        quote!(#[derive(Debug)])
    } else {
        quote!(#[derive(Clone, Debug, PartialEq)])
    }
}

/// Returns the type that a variant holds, boxed if it is large; `None` for an empty body.
pub(super) fn held(cx: Context<'_>, decode: &Decode, uses: &mut Uses) -> Option<TokenStream> {
    let ty = payload(cx, decode, uses)?;
    match decode {
        Decode::Json(json) if cx.facts.boxes_body(cx.api, json) => Some(quote!(Box<#ty>)),
        // Enums by content type box their own large variants, and streams are handles.
        _ => Some(ty),
    }
}

/// Returns the type that a variant holds, as the files of `shared/` write it; `None` for an empty body.
pub(super) fn payload(cx: Context<'_>, decode: &Decode, uses: &mut Uses) -> Option<TokenStream> {
    match decode {
        Decode::Empty => None,
        Decode::Json(ty) | Decode::Plain(ty) => Some(type_ref(cx, ty, Site::Outside, uses)),
        Decode::Text => Some(quote!(String)),
        Decode::Binary => Some(quote!(bytes::Bytes)),
        Decode::Stream => {
            uses.runtime("Body", quote!(Body));
            Some(quote!(Body))
        }
        Decode::Events(data) => Some(events(cx, data.as_ref(), uses)),
        Decode::Lines(ty) => Some(lines(cx, ty, uses)),
        Decode::ByContent(cases) => {
            uses.sibling("contents", quote!(contents));
            Some(content_path(cx, cases))
        }
    }
}

/// Emits the type of a stream of server-sent events.
pub(super) fn events(cx: Context<'_>, data: Option<&TypeRef>, uses: &mut Uses) -> TokenStream {
    uses.runtime("EventStream", quote!(EventStream));
    let data = data.map(|ty| type_ref(cx, ty, Site::Outside, uses));
    let data = data.map(|ty| quote!(<#ty>));
    quote!(EventStream #data)
}

/// Emits the type of a stream of JSON values.
pub(super) fn lines(cx: Context<'_>, ty: &TypeRef, uses: &mut Uses) -> TokenStream {
    uses.runtime("JsonLines", quote!(JsonLines));
    let ty = type_ref(cx, ty, Site::Outside, uses);
    quote!(JsonLines<#ty>)
}

/// Emits the marker type by which the runtime reads a body; `None` for an empty one.
pub(crate) fn marker(cx: Context<'_>, decode: &Decode, uses: &mut Uses) -> Option<TokenStream> {
    let (name, marker) = match decode {
        Decode::Empty => return None,
        Decode::Json(_) => ("Json", quote!(Json)),
        Decode::Text => ("Text", quote!(Text)),
        Decode::Plain(_) => ("Plain", quote!(Plain)),
        Decode::Binary => ("Binary", quote!(Binary)),
        Decode::Stream => ("Stream", quote!(Stream)),
        Decode::Events(None) => ("TextEvents", quote!(TextEvents)),
        Decode::Events(Some(_)) => ("EventStream", quote!(EventStream)),
        Decode::Lines(_) => ("JsonLines", quote!(JsonLines)),
        Decode::ByContent(_) => return payload(cx, decode, uses),
    };
    uses.runtime(name, marker.clone());
    Some(marker)
}

fn entry(
    cx: Context<'_>,
    key: StatusKey,
    decode: &Decode,
    variant: &Ident,
    uses: &mut Uses,
) -> TokenStream {
    let key = Literal::string(&key.to_string());
    match marker(cx, decode, uses) {
        Some(marker) => quote!(#key => #variant(#marker)),
        None => quote!(#key => #variant),
    }
}

/// Emits the path of the enum for these cases, from the other files of `shared/`.
fn content_path(cx: Context<'_>, cases: &[(Vec<String>, Decode)]) -> TokenStream {
    let index = cx.plan.content(cases);
    let ident = index
        .and_then(|index| cx.names.contents.get(index))
        .map(|it| &it.ident);
    quote!(contents::#ident)
}
