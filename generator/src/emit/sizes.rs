//! A program that tells how large the emitted types are: a test of the types, which no crate of a user has.

use super::{
    Context, Item, OutFile, errors,
    type_ref::{Site, Uses, type_ref},
    types,
};
use crate::{
    format::compact,
    model::{Decode, Shape, TypeId, TypeRef},
    name::SetNames,
};
use proc_macro2::TokenStream;
use quote::quote;
use std::collections::BTreeMap;

/// Something that has a size.
#[derive(Debug)]
pub(crate) struct Place {
    /// A type's name, or a member's after that of its type: `Pet.owner`, `Pet::Cat`.
    pub(crate) name: String,
    /// Whether it is a member, which holds a value in place.
    pub(crate) member: bool,
    /// Which of the sizes that the program prints is its own.
    pub(crate) size: usize,
}

/// The program, and what it tells the size of. It prints a line with a number for each type.
pub(crate) fn sizes(cx: Context<'_>) -> (OutFile, Vec<Place>) {
    let mut collector = Collector {
        cx,
        uses: Uses::default(),
        known: BTreeMap::new(),
        types: Vec::new(),
        places: Vec::new(),
    };
    for (id, def) in cx.api.types() {
        collector.ty(id, &def.shape);
    }
    collector.sets();
    let Collector {
        uses,
        types,
        places,
        ..
    } = collector;
    // The crate's name is an identifier.
    let krate: TokenStream = cx.path.parse().unwrap_or_default();
    let mut items = uses.items_from(&krate, &quote!(#krate::runtime));
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

struct Collector<'a> {
    cx: Context<'a>,
    uses: Uses,
    /// The types that have a line already.
    known: BTreeMap<String, usize>,
    types: Vec<TokenStream>,
    places: Vec<Place>,
}

impl Collector<'_> {
    fn add(&mut self, name: String, member: bool, ty: TokenStream) {
        let next = self.types.len();
        let size = *self.known.entry(compact(&ty)).or_insert(next);
        if size == next {
            self.types.push(ty);
        }
        self.places.push(Place { name, member, size });
    }

    fn ty(&mut self, id: TypeId, shape: &Shape) {
        let (cx, site) = (self.cx, Site::Outside);
        let names = &cx.names.types[id.index()];
        let ty = type_ref(cx, &TypeRef::Named(id), site, &mut self.uses);
        self.add(names.ident.to_string(), false, ty);
        let member = |index: usize| names.members.get(index).map(ToString::to_string);
        let called =
            |mark, index| format!("{}{mark}{}", names.ident, member(index).unwrap_or_default());
        let variants: Vec<&TypeRef> = match shape {
            Shape::Struct(it) => {
                for (index, field) in it.fields.iter().enumerate() {
                    let ty = types::field_type(cx, id, (index, field), site, &mut self.uses);
                    self.add(called(".", index), true, ty);
                }
                return;
            }
            Shape::Union(it) => it.variants.iter().map(|it| &it.ty).collect(),
            Shape::Untagged(it) => it.iter().map(|it| &it.ty).collect(),
            Shape::StringEnum(_) | Shape::IntegerEnum(_) | Shape::Alias(_) => return,
        };
        for (index, ty) in variants.into_iter().enumerate() {
            let ty = types::variant_type(cx, id, (index, ty), site, &mut self.uses);
            self.add(called("::", index), true, ty);
        }
    }

    /// The enums by status and by content type.
    fn sets(&mut self) {
        let cx = self.cx;
        for (set, names) in cx.facts.sets.iter().zip(&cx.names.sets) {
            let module = if set.success { "responses" } else { "errors" };
            self.set(module, names, set.cases.iter().map(|(_, decode)| decode));
        }
        for (set, names) in cx.facts.contents.iter().zip(&cx.names.contents) {
            self.set(
                "contents",
                names,
                set.cases.iter().map(|(_, decode)| decode),
            );
        }
    }

    fn set<'d>(
        &mut self,
        module: &'static str,
        names: &SetNames,
        cases: impl Iterator<Item = &'d Decode>,
    ) {
        let ident = &names.ident;
        let path: TokenStream = module.parse().unwrap_or_default();
        self.uses.root(module, path.clone());
        self.add(format!("{module}::{ident}"), false, quote!(#path::#ident));
        for (decode, variant) in cases.zip(&names.variants) {
            if let Some(ty) = errors::held(self.cx, decode, &mut self.uses) {
                self.add(format!("{module}::{ident}::{variant}"), true, ty);
            }
        }
    }
}
