//! A program that decodes values into the emitted types of one or several APIs and encodes them again, with little
//! stack: a test of the types, which no crate of a user has.

use super::{
    Context, Item, OutFile,
    type_ref::{Site, Uses, type_ref},
};
use crate::{format::compact, model::TypeRef};
use proc_macro2::TokenStream;
use quote::quote;

/// The name of the program among the crate's examples.
pub(crate) const NAME: &str = "round_trip";

/// The type as it is written outside the API's modules.
pub(crate) fn type_text(cx: Context<'_>, ty: &TypeRef) -> String {
    compact(&type_ref(cx, ty, Site::Outside, &mut Uses::default()))
}

/// The program for the crate `krate`, with the types of each API. It is given a file of lines `index of the API,
/// tab, index of the type, tab, JSON`, and prints a line for each: `ok, tab, JSON with marks` or `error, tab,
/// message`. If `shown` says so, a tab and the value as `Debug` prints it follow the JSON.
pub(crate) fn round_trip(
    krate: &str,
    apis: &[(Context<'_>, Vec<&TypeRef>)],
    shown: bool,
) -> OutFile {
    // The crate's name is an identifier.
    let krate: TokenStream = krate.parse().unwrap_or_default();
    let try_it = if shown {
        quote!(super::shown)
    } else {
        quote!(#krate::runtime::support::round_trip)
    };
    let indexed = apis.iter().enumerate();
    let modules = indexed.map(|(index, (cx, types))| module(index, &krate, *cx, types, &try_it));
    let mut items: Vec<Item> = modules.map(Item::Rust).collect();
    let names: Vec<_> = (0..apis.len()).map(module_name).collect();
    items.push(Item::Rust(quote! {
        type RoundTrip = fn(&str) -> Result<String, #krate::runtime::Mismatch>;

        const APIS: &[&[RoundTrip]] = &[#(#names::TYPES),*];
    }));
    items.push(Item::Rust(main_of()));
    if shown {
        items.push(Item::Rust(showing(&krate)));
    }
    OutFile {
        path: format!("examples/{NAME}.rs"),
        docs: vec!["Decodes values into the emitted types and encodes them again.".to_owned()],
        items,
    }
}

fn main_of() -> TokenStream {
    quote! {
        /// What decoding may take of the stack: a debug build has not put together what is not needed at the
        /// same time.
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

/// What adds to the JSON what it was decoded as.
fn showing(krate: &TokenStream) -> TokenStream {
    quote! {
        fn shown<T: serde::de::DeserializeOwned + serde::Serialize + std::fmt::Debug>(
            json: &str,
        ) -> Result<String, #krate::runtime::Mismatch> {
            let back = #krate::runtime::support::round_trip::<T>(json)?;
            let value = serde_json::from_str::<T>(json);
            let shown = value.map(|it| format!("{it:?}")).unwrap_or_default();
            Ok(format!("{back}\t{}", shown.replace(['\n', '\t'], " ")))
        }
    }
}

/// The module of an API, which is an identifier.
fn module_name(index: usize) -> TokenStream {
    format!("api_{index}").parse().unwrap_or_default()
}

/// The types of one API, imported as its own modules would.
fn module(
    index: usize,
    krate: &TokenStream,
    cx: Context<'_>,
    types: &[&TypeRef],
    try_it: &TokenStream,
) -> TokenStream {
    let mut uses = Uses::default();
    let types: Vec<_> = types
        .iter()
        .map(|ty| type_ref(cx, ty, Site::Outside, &mut uses))
        .collect();
    let root: TokenStream = cx.path.parse().unwrap_or_default();
    let imports = uses.items_from(&root, &quote!(#krate::runtime)).into_iter();
    let imports = imports.filter_map(|it| match it {
        Item::Rust(tokens) | Item::Line(tokens) => Some(tokens),
        Item::Gap | Item::Entries { .. } | Item::Macro { .. } => None,
    });
    let name = module_name(index);
    quote! {
        mod #name {
            #(#imports)*

            pub(super) const TYPES: &[super::RoundTrip] = &[#(#try_it::<#types>),*];
        }
    }
}
