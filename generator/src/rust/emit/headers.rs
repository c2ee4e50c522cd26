//! `shared/headers.rs`: the documented headers of responses.

use super::{
    context::Context,
    doc, features,
    type_ref::{Site, Uses, resolved, type_ref},
};
use crate::rust::format::{Item, OutFile};
use crate::{
    api::TypeRef,
    rust::{names::SetNames, plan::HeaderSet},
};
use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, quote};

pub(super) fn emit(cx: Context<'_>) -> Option<OutFile> {
    let mut uses = Uses::default();
    let mut items = Vec::new();
    for (set, names) in cx.plan.headers.iter().zip(&cx.names.headers) {
        let set_items = set_items(cx, set, names, &mut uses);
        items.extend(features::items_for(cx, &set.operations, set_items));
    }
    if items.is_empty() {
        return None;
    }
    uses.runtime("response_headers", quote!(response_headers));
    items.splice(0..0, uses.items(&quote!(super::super)));
    Some(OutFile {
        path: "shared/headers.rs".to_owned(),
        docs: vec!["The documented response headers, with their types.".to_owned()],
        items,
    })
}

fn set_items(cx: Context<'_>, set: &HeaderSet, names: &SetNames, uses: &mut Uses) -> Vec<Item> {
    let ident = &names.ident;
    let docs = doc::lines(["Response headers.".to_owned()]);
    let mut fields = Vec::new();
    let mut entries = Vec::new();
    for (header, field) in set.headers.iter().zip(&names.variants) {
        let wire = header.wire.as_str();
        let field_docs = doc::of(
            &header.doc,
            header.facets.as_deref(),
            &format!("{}.", doc::code(wire)),
        );
        let deprecated = doc::deprecated(header.deprecated, &header.doc);
        let ty = type_ref(cx, &header.ty, Site::Outside, uses);
        fields.push(quote!(#field_docs #deprecated pub #field: Option<#ty>,));
        let (wire, word) = (Literal::string(wire), word(cx, &header.ty));
        let sensitive = header.sensitive.then(|| quote!(sensitive));
        entries.push(quote!(#field: #wire #word #sensitive));
    }
    let item = quote! {
        #docs
        #[derive(Clone, Default, PartialEq)]
        pub struct #ident {
            #(#fields)*
        }
    };
    vec![
        Item::Rust(item),
        Item::Entries {
            name: quote!(response_headers),
            head: ident.to_token_stream(),
            entries,
        },
    ]
}

/// Returns the word that tells the macro how to read a header of this type.
fn word(cx: Context<'_>, ty: &TypeRef) -> Option<TokenStream> {
    match resolved(cx, ty) {
        TypeRef::List(_) => Some(quote!(list)),
        TypeRef::Named(_) => Some(quote!(text)),
        TypeRef::Prim(_)
        | TypeRef::Foreign(_)
        | TypeRef::Map(_)
        | TypeRef::Tuple(_)
        | TypeRef::Nullable(_)
        | TypeRef::Json => None,
    }
}
