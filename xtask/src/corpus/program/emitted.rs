//! A program that decodes values into the emitted types of one or several APIs and encodes them again, on a small
//! stack. It tests the types and is not part of the crates of users.

use super::Ask;
use generator::{
    api::TypeRef,
    rust::{
        emit::{Context, Outside},
        format::compact,
        format::{Item, OutFile},
    },
};
use proc_macro2::TokenStream;
use quote::quote;

/// The name of the program among the crate's examples.
pub(super) const NAME: &str = "round_trip";

/// Returns a type as it is written outside the API's modules.
pub(super) fn type_text(cx: Context<'_>, ty: &TypeRef) -> String {
    compact(&Outside::new(cx).ty(ty))
}

/// Returns the program for the crate `krate`, with the types of each API. Its input is a file with lines of the form
/// `index of the API, tab, index of the type, tab, JSON`. It prints one line for each: `ok, tab, JSON with marks` or
/// `error, tab, message`. Further output that `ask` requests follows the JSON after a tab.
pub(super) fn round_trip(krate: &str, apis: &[(Context<'_>, Vec<&TypeRef>)], ask: Ask) -> OutFile {
    // A crate's name is a valid identifier.
    let krate: TokenStream = krate.parse().unwrap_or_default();
    let try_it = match ask {
        Ask::Json => quote!(#krate::runtime::support::round_trip),
        Ask::Shown => quote!(super::shown),
        Ask::Filled => quote!(super::filled),
    };
    let indexed = apis.iter().enumerate();
    let modules = indexed.map(|(index, (cx, types))| module(index, &krate, *cx, types, &try_it));
    let mut items: Vec<Item> = modules.map(Item::Rust).collect();
    let names: Vec<_> = (0..apis.len()).map(module_name).collect();
    items.push(Item::Rust(quote! {
        type RoundTrip = fn(&str) -> Result<String, #krate::runtime::BodyMismatch>;

        const APIS: &[&[RoundTrip]] = &[#(#names::TYPES),*];
    }));
    items.push(Item::Rust(main_of()));
    match ask {
        Ask::Json => {}
        Ask::Shown => items.push(Item::Rust(showing(&krate))),
        Ask::Filled => items.push(Item::Rust(filling(&krate))),
    }
    OutFile {
        path: format!("examples/{NAME}.rs"),
        docs: vec!["Decodes values into the emitted types and encodes them again.".to_owned()],
        items,
    }
}

fn main_of() -> TokenStream {
    quote! {
        /// The stack for decoding. A debug build needs more, since it does not share stack slots between values.
        const STACK: usize = if cfg!(debug_assertions) { 1 << 20 } else { 256 << 10 };

        fn main() -> Result<(), Box<dyn std::error::Error>> {
            let thread = std::thread::Builder::new().stack_size(STACK);
            let ran = thread.spawn(|| run().map_err(|error| error.to_string()))?.join();
            Ok(ran.map_err(|_| "panicked")??)
        }

        fn run() -> Result<(), Box<dyn std::error::Error>> {
            let cases = std::fs::read_to_string(std::env::args().nth(1).ok_or("no file")?)?;
            for case in cases.lines() {
                let (api, case) = case.split_once('\t').ok_or("no tab")?;
                let (ty, json) = case.split_once('\t').ok_or("no second tab")?;
                match APIS[api.parse::<usize>()?][ty.parse::<usize>()?](json) {
                    Ok(text) => println!("ok\t{text}"),
                    Err(error) => println!("error\t{}", error.to_string().replace('\n', " ")),
                }
            }
            Ok(())
        }
    }
}

/// Returns a function that appends the `Debug` form of the decoded value to the JSON.
fn showing(krate: &TokenStream) -> TokenStream {
    quote! {
        fn shown<T: serde::de::DeserializeOwned + serde::Serialize + std::fmt::Debug>(
            json: &str,
        ) -> Result<String, #krate::runtime::BodyMismatch> {
            let back = #krate::runtime::support::round_trip::<T>(json)?;
            let value = serde_json::from_str::<T>(json);
            let shown = value.map(|it| format!("{it:?}")).unwrap_or_default();
            Ok(format!("{back}\t{}", shown.replace(['\n', '\t'], " ")))
        }
    }
}

/// Returns a function that appends the filled locations, and the text with the values that they were filled with, to
/// the JSON.
fn filling(krate: &TokenStream) -> TokenStream {
    quote! {
        fn filled<T: serde::de::DeserializeOwned + serde::Serialize>(
            json: &str,
        ) -> Result<String, #krate::runtime::BodyMismatch> {
            let (back, places, text) = #krate::runtime::support::tolerant_round_trip::<T>(json)?;
            let places = serde_json::to_string(&places).unwrap_or_default();
            Ok(format!("{back}\t[{places},{text}]"))
        }
    }
}

/// Returns the name of an API's module.
fn module_name(index: usize) -> TokenStream {
    format!("api_{index}").parse().unwrap_or_default()
}

/// Returns the module for the types of one API, imported as the API's own modules import them.
fn module(
    index: usize,
    krate: &TokenStream,
    cx: Context<'_>,
    types: &[&TypeRef],
    try_it: &TokenStream,
) -> TokenStream {
    let mut outside = Outside::new(cx);
    let types: Vec<_> = types.iter().map(|ty| outside.ty(ty)).collect();
    let imports = outside.imports(&quote!(#krate::runtime));
    let name = module_name(index);
    quote! {
        mod #name {
            #(#imports)*

            pub(super) const TYPES: &[super::RoundTrip] = &[#(#try_it::<#types>),*];
        }
    }
}
