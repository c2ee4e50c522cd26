//! `errors.rs`, `responses.rs`, `contents.rs` and `headers.rs`: the names that callers use for the results of
//! operations.
//!
//! Each operation has names of its own for the types in `shared/`, although operations may share those. So no other
//! operation can change the names that callers write.

use super::{context::Context, doc, features};
use crate::rust::format::{Item, OutFile};
use crate::rust::plan::{Decode, Outcome};
use proc_macro2::{Ident, TokenStream};
use quote::quote;

/// A file of names.
struct Kind {
    module: &'static str,
    docs: &'static [&'static str],
    /// The texts before and after the operation in the documentation of a name.
    told: [&'static str; 2],
    /// The names of an operation, each with the shared type that it stands for.
    names: fn(Context<'_>, usize) -> Vec<(&Ident, &Ident)>,
}

const KINDS: [Kind; 4] = [
    Kind {
        module: "contents",
        docs: &["Response bodies that differ by content type."],
        told: ["A response body of ", ", by content type."],
        names: contents,
    },
    Kind {
        module: "errors",
        docs: &["Errors whose body differs by status."],
        told: ["The error of ", ", by status."],
        names: failure,
    },
    Kind {
        module: "headers",
        docs: &[
            "The documented response headers, with their types.",
            "",
            "[`Response::typed_headers`](crate::runtime::Response::typed_headers) returns them. A header that is missing or does not parse as its type is `None`.",
        ],
        told: ["Response headers of ", "."],
        names: headers,
    },
    Kind {
        module: "responses",
        docs: &["Results whose body differs by status."],
        told: ["The result of ", ", by status."],
        names: success,
    },
];

pub(super) fn emit(cx: Context<'_>) -> Vec<OutFile> {
    KINDS.iter().filter_map(|kind| kind.file(cx)).collect()
}

/// Returns the modules in use. The names, and the shared types that they stand for, are in modules of the same name.
pub(super) fn modules(cx: Context<'_>) -> impl Iterator<Item = &'static str> {
    let there =
        move |kind: &&Kind| (0..cx.api.operations.len()).any(|it| !(kind.names)(cx, it).is_empty());
    KINDS.iter().filter(there).map(|kind| kind.module)
}

impl Kind {
    fn file(&self, cx: Context<'_>) -> Option<OutFile> {
        let operations = 0..cx.api.operations.len();
        let items: Vec<Item> = operations.flat_map(|it| self.items(cx, it)).collect();
        (!items.is_empty()).then(|| OutFile {
            path: format!("{}.rs", self.module),
            docs: self.docs.iter().map(|&line| line.to_owned()).collect(),
            items,
        })
    }

    fn items(&self, cx: Context<'_>, operation: usize) -> Vec<Item> {
        let [before, behind] = self.told;
        let link = doc::functions(cx, &[operation], "super");
        let docs = doc::lines([format!("{before}{link}{behind}")]);
        let module: TokenStream = self.module.parse().unwrap_or_default();
        let names = (self.names)(cx, operation).into_iter();
        let items = names.map(|(own, shared)| {
            Item::Rust(quote! {
                #docs
                pub type #own = super::shared::#module::#shared;
            })
        });
        features::items_for(cx, &[operation], items.collect())
    }
}

fn success(cx: Context<'_>, operation: usize) -> Vec<(&Ident, &Ident)> {
    by_status(
        cx,
        &cx.plan.operations[operation].success,
        cx.names.own[operation].success.as_ref(),
    )
}

fn failure(cx: Context<'_>, operation: usize) -> Vec<(&Ident, &Ident)> {
    by_status(
        cx,
        &cx.plan.operations[operation].failure,
        cx.names.own[operation].failure.as_ref(),
    )
}

fn by_status<'a>(
    cx: Context<'a>,
    outcome: &Outcome,
    own: Option<&'a Ident>,
) -> Vec<(&'a Ident, &'a Ident)> {
    match (outcome, own) {
        (Outcome::Set(index), Some(own)) => vec![(own, &cx.names.sets[*index].ident)],
        _ => Vec::new(),
    }
}

pub(crate) fn contents(cx: Context<'_>, operation: usize) -> Vec<(&Ident, &Ident)> {
    let own = cx.names.own[operation].contents.iter();
    own.map(|(index, own)| (own, &cx.names.contents[*index].ident))
        .collect()
}

fn headers(cx: Context<'_>, operation: usize) -> Vec<(&Ident, &Ident)> {
    let set = cx.plan.operations[operation].header_set;
    let shared = set.map(|index| &cx.names.headers[index].ident);
    cx.names.own[operation]
        .headers
        .as_ref()
        .zip(shared)
        .into_iter()
        .collect()
}

/// Emits an operation's name for bodies that differ by content type.
pub(crate) fn content(
    cx: Context<'_>,
    operation: usize,
    cases: &[(Vec<String>, Decode)],
) -> TokenStream {
    let index = cx.plan.content(cases);
    let ident = index.and_then(|index| cx.names.own[operation].contents.get(&index));
    quote!(contents::#ident)
}
