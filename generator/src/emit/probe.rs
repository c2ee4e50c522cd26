//! A program that decodes values into the emitted types of one or several APIs, encodes them again, and shows
//! what they were decoded as: a test of the types, which no crate of a user has.

use super::{
    Context, Item, OutFile,
    type_ref::{Site, Uses, type_ref},
};
use crate::model::TypeRef;
use proc_macro2::TokenStream;
use quote::quote;

/// The name of the program among the crate's examples.
pub(crate) const NAME: &str = "probe";

/// The program for the crate `krate`, with the types of each API. It is given a file of lines `index of the API,
/// tab, index of the type, tab, JSON`, and prints a line for each: `ok, tab, JSON, tab, the value as Debug prints
/// it` or `error, tab, message`.
pub(crate) fn probe(krate: &str, apis: &[(Context<'_>, Vec<&TypeRef>)]) -> OutFile {
    // The crate's name is an identifier.
    let krate: TokenStream = krate.parse().unwrap_or_default();
    let indexed = apis.iter().enumerate();
    let modules: Vec<_> = indexed
        .map(|(index, (cx, types))| module(index, &krate, *cx, types))
        .collect();
    let names: Vec<_> = (0..apis.len()).map(module_name).collect();
    let program = quote! {
        type Read = Result<(String, String), serde_json::Error>;

        const APIS: &[&[fn(&str) -> Read]] = &[#(#names::TYPES),*];

        fn probe<T: serde::de::DeserializeOwned + serde::Serialize + std::fmt::Debug>(json: &str) -> Read {
            let value = serde_json::from_str::<T>(json)?;
            Ok((serde_json::to_string(&value)?, format!("{value:?}")))
        }

        fn line(text: &str) -> String {
            text.replace(['\n', '\t'], " ")
        }

        fn main() -> Result<(), Box<dyn std::error::Error>> {
            let cases = std::fs::read_to_string(std::env::args().nth(1).ok_or("no file")?)?;
            for case in cases.lines() {
                let (api, case) = case.split_once('\t').ok_or("no tab")?;
                let (ty, json) = case.split_once('\t').ok_or("no second tab")?;
                match APIS[api.parse::<usize>()?][ty.parse::<usize>()?](json) {
                    Ok((json, shown)) => println!("ok\t{json}\t{}", line(&shown)),
                    Err(error) => println!("error\t{}", line(&error.to_string())),
                }
            }
            Ok(())
        }
    };
    let mut items: Vec<Item> = modules.into_iter().map(Item::Rust).collect();
    items.push(Item::Rust(program));
    OutFile {
        path: format!("examples/{NAME}.rs"),
        docs: vec![
            "Decodes values into the emitted types, encodes them again, and shows them.".to_owned(),
        ],
        items,
    }
}

/// The module of an API, which is an identifier.
fn module_name(index: usize) -> TokenStream {
    format!("api_{index}").parse().unwrap_or_default()
}

/// The types of one API, imported as its own modules would.
fn module(index: usize, krate: &TokenStream, cx: Context<'_>, types: &[&TypeRef]) -> TokenStream {
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

            pub(super) const TYPES: &[fn(&str) -> super::Read] = &[#(super::probe::<#types>),*];
        }
    }
}
