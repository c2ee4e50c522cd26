//! Types as they are written, and the imports that they need.

use super::context::Context;
use crate::api::{Foreign, Prim, TypeRef};
use crate::rust::format::Item;
use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use std::collections::{BTreeMap, BTreeSet};

/// The imports of a file.
#[derive(Default)]
pub(crate) struct Uses {
    root: BTreeMap<&'static str, TokenStream>,
    types: BTreeSet<Ident>,
    siblings: BTreeMap<&'static str, TokenStream>,
    runtime: BTreeMap<&'static str, TokenStream>,
    map: bool,
}

impl Uses {
    /// Imports from the runtime; the name determines the order.
    pub(super) fn runtime(&mut self, name: &'static str, tokens: TokenStream) {
        self.runtime.insert(name, tokens);
    }

    /// Imports from the API's root; the name determines the order.
    pub(super) fn root(&mut self, name: &'static str, tokens: TokenStream) {
        self.root.insert(name, tokens);
    }

    /// Imports from the folder of the file; the name determines the order.
    pub(super) fn sibling(&mut self, name: &'static str, tokens: TokenStream) {
        self.siblings.insert(name, tokens);
    }

    /// Imports `BTreeMap`.
    pub(super) fn map(&mut self) {
        self.map = true;
    }

    /// Returns the `use` items; `root` is the path of the API's root from the file.
    pub(super) fn items(self, root: &TokenStream) -> Vec<Item> {
        self.items_from(root, &quote!(crate::runtime))
    }

    /// Returns the `use` items for a file outside the crate; `runtime_path` is the path of the runtime from there.
    pub(super) fn items_from(self, root: &TokenStream, runtime_path: &TokenStream) -> Vec<Item> {
        let root_names: Vec<_> = self.root.into_values().collect();
        let types: Vec<_> = self
            .types
            .into_iter()
            .map(Ident::into_token_stream)
            .chain(self.siblings.into_values())
            .collect();
        let runtime: Vec<_> = self.runtime.into_values().collect();
        let mut out = Vec::new();
        out.extend(import(root, &root_names));
        out.extend(import(&quote!(super), &types));
        out.extend(import(runtime_path, &runtime));
        out.extend(self.map.then(|| {
            quote!(
                use std::collections::BTreeMap;
            )
        }));
        out.into_iter().map(Item::Line).collect()
    }
}

fn import(from: &TokenStream, names: &[TokenStream]) -> Option<TokenStream> {
    match names {
        [] => None,
        [one] => Some(quote!(use #from::#one;)),
        many => Some(quote!(use #from::{#(#many),*};)),
    }
}

/// The place where a type is written, which determines how other types are named.
#[derive(Clone, Copy)]
pub(super) enum Site {
    /// The file of a type, by its index: types of the same file need no import.
    TypeFile(usize),
    /// Elsewhere, through `types::`.
    Outside,
}

/// Emits a type as it is written at `site`.
pub(super) fn type_ref(cx: Context<'_>, ty: &TypeRef, site: Site, uses: &mut Uses) -> TokenStream {
    match ty {
        TypeRef::Prim(Prim::String) => prim_type(Prim::String),
        TypeRef::Prim(prim) if prim.is_text() => {
            uses.runtime("Formatted", quote!(Formatted));
            let ty = prim_type(*prim);
            quote!(Formatted<#ty>)
        }
        TypeRef::Prim(prim) => prim_type(*prim),
        TypeRef::Foreign(it) => foreign_type(it),
        TypeRef::Json => quote!(serde_json::Value),
        TypeRef::List(item) => {
            let item = type_ref(cx, item, site, uses);
            quote!(Vec<#item>)
        }
        TypeRef::Map(value) => {
            uses.map();
            let value = type_ref(cx, value, site, uses);
            quote!(BTreeMap<String, #value>)
        }
        TypeRef::Tuple(items) => {
            let items = items.iter().map(|item| type_ref(cx, item, site, uses));
            let items: Vec<_> = items.collect();
            quote!((#(#items,)*))
        }
        TypeRef::Nullable(value) => {
            let value = type_ref(cx, value, site, uses);
            quote!(Option<#value>)
        }
        TypeRef::Named(id) => {
            let names = &cx.names.types[id.index()];
            let ident = &names.ident;
            match site {
                Site::Outside => {
                    uses.root("types", quote!(types));
                    return quote!(types::#ident);
                }
                Site::TypeFile(file) if file != names.file => {
                    uses.types.insert(ident.clone());
                }
                Site::TypeFile(_) => {}
            }
            quote!(#ident)
        }
    }
}

/// Emits a custom type by its path. An import could collide with another type in the file.
pub(super) fn foreign_type(it: &Foreign) -> TokenStream {
    // The configuration admits only paths.
    it.path.parse().unwrap_or_default()
}

/// Emits the type of a value for which Rust or a library has a type.
pub(super) fn prim_type(prim: Prim) -> TokenStream {
    match prim {
        Prim::String => quote!(String),
        Prim::Bool => quote!(bool),
        Prim::I8 => quote!(i8),
        Prim::I16 => quote!(i16),
        Prim::I32 => quote!(i32),
        Prim::I64 => quote!(i64),
        Prim::U8 => quote!(u8),
        Prim::U16 => quote!(u16),
        Prim::U32 => quote!(u32),
        Prim::U64 => quote!(u64),
        Prim::I128 => quote!(i128),
        Prim::Null => quote!(()),
        Prim::F64 => quote!(f64),
        Prim::DateTime => quote!(jiff::Timestamp),
        Prim::Date => quote!(jiff::civil::Date),
        Prim::Uuid => quote!(uuid::Uuid),
        Prim::Ipv4 => quote!(std::net::Ipv4Addr),
        Prim::Ipv6 => quote!(std::net::Ipv6Addr),
    }
}

/// Returns the type that an alias finally stands for; other types stand for themselves.
pub(crate) fn resolved<'a>(cx: Context<'a>, ty: &'a TypeRef) -> &'a TypeRef {
    cx.api.resolved(ty)
}
