//! A program that prints the sizes of the emitted types. It tests the types and is not part of the crates of users.

use generator::rust::{
    emit::{Context, Outside},
    format::compact,
    format::{Item, OutFile},
};
use proc_macro2::TokenStream;
use quote::quote;
use std::collections::BTreeMap;

/// A type or member with a size.
#[derive(Debug)]
pub(super) struct Place {
    /// The name of the type, or of the member after its type: `Pet.owner`, `Pet::Cat`.
    pub(super) name: String,
    /// Whether this is a member, which holds a value in place.
    pub(super) member: bool,
    /// The index of its size in the program's output.
    pub(super) size: usize,
}

/// Returns the program, and the types and members whose sizes it prints. It prints one line with a number per distinct
/// type.
pub(super) fn sizes(cx: Context<'_>) -> (OutFile, Vec<Place>) {
    let mut outside = Outside::new(cx);
    // The line of each type, which many members can share.
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    let mut types: Vec<TokenStream> = Vec::new();
    let mut places = Vec::new();
    for declared in outside.declared() {
        let next = types.len();
        let size = *known.entry(compact(&declared.ty)).or_insert(next);
        if size == next {
            types.push(declared.ty);
        }
        places.push(Place {
            name: declared.name,
            member: declared.member,
            size,
        });
    }
    // A crate's name is a valid identifier.
    let krate: TokenStream = cx.path.parse().unwrap_or_default();
    let imports = outside.imports(&quote!(#krate::runtime));
    let mut items: Vec<Item> = imports.into_iter().map(Item::Line).collect();
    items.push(Item::Rust(quote! {
        const SIZES: &[usize] = &[#(size_of::<#types>()),*];

        fn main() {
            for size in SIZES {
                println!("{size}");
            }
        }
    }));
    let file = OutFile {
        path: "examples/sizes.rs".to_owned(),
        docs: vec!["Tells how large the emitted types are.".to_owned()],
        items,
    };
    (file, places)
}
