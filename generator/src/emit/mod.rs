//! From the model to tokens: pure functions that look names up and never make one.
//!
//! Each emitter collects what its template needs first and has one `quote!` template last.

mod body;
mod client;
mod conformance;
mod constructor;
mod contents;
mod doc;
mod errors;
mod example;
mod features;
mod headers;
mod input;
mod markdown;
mod operations;
mod own;
#[cfg(feature = "examples")]
mod round_trip;
mod sizes;
mod type_ref;
mod types;
pub(crate) mod words;

#[cfg(feature = "examples")]
pub(crate) use round_trip::{NAME as ROUND_TRIP, round_trip, type_text};

pub(crate) use conformance::emit as emit_conformance;
pub(crate) use doc::{LINE, code};
pub(crate) use sizes::{Place, sizes};
pub(crate) use type_ref::resolved;

use crate::{analyze::Facts, features::Features, model::Api, name::Names};
use proc_macro2::TokenStream;
use quote::quote;

/// A file to be: its place in the API's folder, and what is in it.
#[derive(Debug)]
pub struct OutFile {
    /// The path below the API's folder, with `/`.
    pub path: String,
    /// The module's documentation, a line each.
    pub docs: Vec<String>,
    /// What is in it.
    pub items: Vec<Item>,
}

/// Something at the top level of a file.
#[derive(Debug)]
pub enum Item {
    /// Rust, laid out by prettyplease, with a blank line before it.
    Rust(TokenStream),
    /// The same without a blank line after one of its kind: `mod` and `use`.
    Line(TokenStream),
    /// A blank line between two blocks of lines.
    Gap,
    /// A macro whose entries stand one a line.
    Entries {
        /// The macro's name.
        name: TokenStream,
        /// What stands before the entries.
        head: TokenStream,
        /// The entries.
        entries: Vec<TokenStream>,
    },
    /// A macro on one line.
    Macro {
        /// The macro's name.
        name: TokenStream,
        /// What stands between its parentheses.
        tokens: TokenStream,
    },
}

/// All that an emitter looks at.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The model.
    pub api: &'a Api,
    /// What was found out about it.
    pub facts: &'a Facts,
    /// All identifiers.
    pub names: &'a Names,
    /// The module that the API becomes.
    pub module: &'a str,
    /// Where the module is for a user: `generated_client::apify`.
    pub path: &'a str,
    /// The cargo features that parts of it are compiled for, if it has any.
    pub features: Option<&'a Features>,
}

/// Emits the files of one API.
pub fn emit(cx: Context<'_>) -> Vec<OutFile> {
    let mut files = vec![root(cx)];
    if !cx.api.operations.is_empty() {
        files.push(client::emit(cx));
    }
    files.extend(types::emit(cx));
    files.extend(operations::emit(cx));
    files.extend(own::emit(cx));
    files.extend(shared(cx));
    files
}

/// The API in a sentence: `the Apify API`.
fn called(cx: Context<'_>) -> String {
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
        #![allow(missing_docs, reason = "what the document does not describe has its name only")]
        #![allow(deprecated, reason = "what the document deprecates is still emitted")]
        #![allow(clippy::doc_lazy_continuation, reason = "the descriptions are the document's")]
        #![allow(clippy::large_enum_variant, reason = "values are decoded and read, rarely moved")]
    })];
    if cx.features.is_some() {
        items.push(Item::Rust(quote! {
            #![allow(unused_imports, reason = "of what no enabled feature needs")]
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
    modules.sort_unstable();
    items.extend(
        modules
            .into_iter()
            .map(|(name, public)| module(name, public)),
    );
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

fn module(name: &str, public: bool) -> Item {
    let name: TokenStream = name.parse().unwrap_or_default();
    Item::Line(if public {
        quote!(
            pub mod #name;
        )
    } else {
        quote!(
            mod #name;
        )
    })
}

/// What operations end with, each once: private, since callers have a name for it from each operation.
fn shared(cx: Context<'_>) -> Vec<OutFile> {
    let mut files = errors::emit(cx);
    files.extend(contents::emit(cx));
    files.extend(headers::emit(cx));
    if files.is_empty() {
        return files;
    }
    let modules = own::modules(cx).map(|it| module(it, true));
    files.push(OutFile {
        path: "shared/mod.rs".to_owned(),
        docs: vec!["What operations end with, which several may share.".to_owned()],
        items: modules.collect(),
    });
    files
}
