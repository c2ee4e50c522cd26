//! Enums of listed values.

use crate::{
    api::{Trait, TypeId, ValueWords},
    rust::{
        emit::{context::Context, derives, doc},
        format::Item,
    },
};
use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};

/// Emits an enum of listed values, with a variant for other ones.
pub(super) fn listed(
    cx: Context<'_>,
    id: TypeId,
    head: &TokenStream,
    docs: Vec<(&ValueWords, String)>,
    wires: &[TokenStream],
    name: &TokenStream,
    (raw, open): (&TokenStream, bool),
) -> Vec<Item> {
    let names = &cx.names.types[id.index()];
    let (ident, unknown, variants) = (&names.ident, &names.other, &names.members);
    let docs = docs
        .into_iter()
        .zip(variants)
        .map(|((words, wire), variant)| value_doc(words, &wire, variant));
    let other = if open {
        doc::lines(["Any other value, which the document allows.".to_owned()])
    } else {
        doc::lines(["A value that the document does not list, kept unchanged.".to_owned()])
    };
    let derives = derives::listed(cx, id);
    // Such an enum has a single value.
    let default = cx.facts.derives.has(id, Trait::Default);
    let default = default.then(|| quote!(#[default]));
    let item = quote! {
        #head
        #derives
        #[non_exhaustive]
        pub enum #ident {
            #(#docs #default #variants,)*
            #other
            #unknown(#raw),
        }
    };
    let entries = variants.iter().zip(wires);
    let entries = entries.map(|(variant, wire)| quote!(#variant: #wire));
    let any = open.then(|| quote!(..#unknown any));
    let entries = entries.chain(any).collect();
    vec![
        Item::Rust(item),
        Item::Entries {
            name: name.clone(),
            head: ident.to_token_stream(),
            entries,
        },
    ]
}

/// Emits the description of a listed value, and the value on the wire unless the variant's name implies it.
fn value_doc(words: &ValueWords, wire: &str, variant: &Ident) -> Option<TokenStream> {
    let wire = wire_code(wire, variant);
    if words.doc.is_empty() {
        return wire.map(|code| doc::lines([code]));
    }
    let facts: Vec<String> = wire
        .map(|code| format!("On the wire: {code}."))
        .into_iter()
        .collect();
    Some(doc::with_facts(&words.doc, &facts, ""))
}

/// Returns the value on the wire, unless the variant's name implies it.
fn wire_code(wire: &str, variant: &Ident) -> Option<String> {
    let bare = |text: &str| -> String {
        text.chars()
            .filter(char::is_ascii_alphanumeric)
            .map(|it| it.to_ascii_lowercase())
            .collect()
    };
    let plain = wire
        .chars()
        .all(|it| it.is_ascii_alphanumeric() || matches!(it, '_' | '-' | '.' | ' '));
    let told = wire.is_empty() || (plain && bare(wire) == bare(&variant.to_string()));
    (!told).then(|| doc::code(wire))
}
