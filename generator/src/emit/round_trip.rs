//! A program that decodes values into emitted types and encodes them again, with little stack: a test of the
//! types, which no crate of a user has.

use super::{
    Context, Item, OutFile,
    type_ref::{Site, Uses, type_ref},
};
use crate::{format::compact, model::TypeRef};
use proc_macro2::TokenStream;
use quote::quote;

/// The type as it is written outside the API's modules.
pub(crate) fn type_text(cx: Context<'_>, ty: &TypeRef) -> String {
    compact(&type_ref(cx, ty, Site::Outside, &mut Uses::default()))
}

/// The program. It is given a file of lines `index of the type, tab, JSON` and the number of those to pass
/// over, and prints a line for each other: `ok, tab, JSON with marks` or `error, tab, message`.
pub(crate) fn round_trip(cx: Context<'_>, types: &[&TypeRef]) -> OutFile {
    let mut uses = Uses::default();
    let types: Vec<_> = types
        .iter()
        .map(|ty| type_ref(cx, ty, Site::Outside, &mut uses))
        .collect();
    // The crate's name is an identifier.
    let krate: TokenStream = cx.path.parse().unwrap_or_default();
    let mut items = uses.items_from(&krate, &quote!(#krate::runtime));
    items.push(Item::Rust(quote! {
        type RoundTrip = fn(&str) -> Result<String, #krate::runtime::Mismatch>;

        const TYPES: &[RoundTrip] = &[#(#krate::runtime::support::round_trip::<#types>),*];

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
            let done = std::env::args().nth(2).ok_or("no number")?.parse()?;
            for case in cases.lines().skip(done) {
                let (index, json) = case.split_once('\t').ok_or("no tab")?;
                match TYPES[index.parse::<usize>()?](json) {
                    Ok(json) => println!("ok\t{json}"),
                    Err(error) => println!("error\t{}", error.to_string().replace('\n', " ")),
                }
            }
            Ok(())
        }
    }));
    OutFile {
        path: "examples/round_trip.rs".to_owned(),
        docs: vec!["Decodes values into the emitted types and encodes them again.".to_owned()],
        items,
    }
}
