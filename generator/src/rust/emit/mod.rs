//! From the model to tokens: pure functions, which look names up and never create one.
//!
//! Each emitter first collects what its template needs, and ends with one `quote!` template.

mod accept;
mod body;
mod client;
mod constructor;
mod contents;
mod context;
mod conversions;
mod crate_docs;
mod derives;
mod doc;
mod env;
pub(crate) mod errors;
mod example;
pub(crate) mod facets;
mod features;
mod gives;
mod headers;
mod incoming;
mod input;
mod login;
mod operation_doc;
mod operations;
mod outside;
pub(crate) mod own;
mod pages;
mod polls;
pub(crate) mod type_ref;
mod types;
pub(crate) mod words;

pub use outside::{Declared, Outside};

pub(crate) use crate::rust::markdown::code;
pub(crate) use client::{sent_as, set_by};
pub use context::Context;
pub use crate_docs::Section;
pub(crate) use crate_docs::{END, EXAMPLE, FIRST_CALL, START, sections};
pub(crate) use incoming::payload;
pub(crate) use type_ref::resolved;

use crate::rust::{
    features::Features,
    format::{Item, OutFile},
};
use proc_macro2::TokenStream;
use quote::quote;

/// Emits the files of one API.
pub fn emit(cx: Context<'_>) -> Vec<OutFile> {
    let mut files = vec![root(cx)];
    if !cx.api.operations.is_empty() {
        files.push(client::emit(cx));
    }
    files.extend(types::emit(cx));
    files.extend(operations::emit(cx));
    files.extend(own::emit(cx));
    files.extend(incoming::emit(cx));
    files.extend(shared(cx));
    files
}

/// Returns the API's name for use in a sentence: `the Apify API`.
pub(crate) fn called(cx: Context<'_>) -> String {
    let title = doc::inline(&cx.api.title);
    if title.is_empty() {
        "the API".to_owned()
    } else if title.ends_with("API") && !title.starts_with("The ") {
        format!("the {title}")
    } else {
        title
    }
}

fn root(cx: Context<'_>) -> OutFile {
    let (title, version) = (doc::inline(&cx.api.title), doc::inline(&cx.api.version));
    let named = format!("{title} {version}").trim().to_owned();
    let mut docs = vec![if named.is_empty() {
        "The API.".to_owned()
    } else {
        named
    }];
    if let Some(description) = &cx.api.description {
        docs.push(String::new());
        docs.extend(doc::markdown(description));
    }
    let mut items = vec![Item::Rust(quote! {
        #![allow(missing_docs, reason = "items that the document does not describe have only a name")]
        #![allow(deprecated, reason = "deprecated items are generated as well")]
        #![allow(clippy::doc_lazy_continuation, reason = "descriptions are the document's own text")]
        #![allow(clippy::large_enum_variant, reason = "values are decoded and read, rarely moved")]
    })];
    if cx.features.is_some() {
        items.push(Item::Rust(quote! {
            #![allow(unused_imports, reason = "disabled features leave some imports unused")]
        }));
    }
    let operations = !cx.api.operations.is_empty();
    if operations {
        items.push(Item::Line(quote!(
            mod client;
        )));
    }
    let mut modules: Vec<(&str, bool)> = own::modules(cx).map(|it| (it, true)).collect();
    modules.extend((!modules.is_empty()).then_some(("shared", false)));
    modules.extend(operations.then_some(("operations", true)));
    modules.extend((!cx.api.types.is_empty()).then_some(("types", true)));
    modules.extend(incoming::modules(cx).map(|it| (it, true)));
    modules.sort_unstable();
    for (name, public) in modules {
        let events = cx.features.filter(|_| name == incoming::WEBHOOKS);
        let cfg = features::cfg(events.map(Features::events));
        items.push(module(name, public, cfg.as_ref()));
    }
    if operations {
        items.extend([
            Item::Gap,
            Item::Line(quote!(
                pub use self::client::Client;
            )),
        ]);
    }
    OutFile {
        path: "mod.rs".to_owned(),
        docs,
        items,
    }
}

fn module(name: &str, public: bool, cfg: Option<&TokenStream>) -> Item {
    let name: TokenStream = name.parse().unwrap_or_default();
    let public = public.then(|| quote!(pub));
    Item::Line(quote!(#cfg #public mod #name;))
}

/// Emits the types of results and errors, each once. The module is private, since each operation has a public name
/// for them.
fn shared(cx: Context<'_>) -> Vec<OutFile> {
    let mut files = errors::emit(cx);
    files.extend(contents::emit(cx));
    files.extend(headers::emit(cx));
    if files.is_empty() {
        return files;
    }
    let modules = own::modules(cx).map(|it| module(it, true, None));
    files.push(OutFile {
        path: "shared/mod.rs".to_owned(),
        docs: vec!["The results and errors that operations share.".to_owned()],
        items: modules.collect(),
    });
    files
}
