//! Types: structs, enums, unions and aliases, with the macros that implement their JSON.

mod listed;
mod structs;
mod unions;

pub(super) use structs::derives_default;

use super::{
    context::Context,
    derives, doc, features,
    type_ref::{Site, Uses, type_ref},
};
use crate::rust::format::{Item, OutFile};
use crate::{
    api::{Field, IntegerValue, Owner, Presence, Shape, TypeDef, TypeId, TypeRef},
    tree::SpecName,
};
use listed::listed;
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{ToTokens, quote};
use std::collections::BTreeMap;

/// Emits one file per named schema, with the types nested in it, and `mod.rs`.
pub(super) fn emit(cx: Context<'_>) -> Vec<OutFile> {
    if cx.api.types.is_empty() {
        return Vec::new();
    }
    let mut bodies: Vec<(Uses, Vec<Item>)> = cx
        .names
        .type_files
        .iter()
        .map(|_| Default::default())
        .collect();
    for (id, def) in cx.api.types() {
        let file = cx.names.types[id.index()].file;
        let (uses, items) = &mut bodies[file];
        items.extend(items_of(cx, id, def, Site::TypeFile(file), uses));
    }
    let modules = cx.names.type_files.iter();
    let files = modules.zip(bodies).map(|(module, (uses, mut items))| {
        items.splice(0..0, uses.items(&quote!(super::super)));
        OutFile {
            path: format!("types/{module}.rs"),
            docs: Vec::new(),
            items,
        }
    });
    let mut out: Vec<OutFile> = files.collect();
    out.push(module(cx));
    out
}

fn module(cx: Context<'_>) -> OutFile {
    let files = cx.names.type_files.iter().enumerate();
    let mut always = Vec::new();
    let mut by_features: BTreeMap<String, (TokenStream, Vec<&Ident>)> = BTreeMap::new();
    for (index, module) in files {
        match features::condition(cx.features.map(|it| it.type_file(index))) {
            None => always.push(module),
            Some(condition) => {
                let group = by_features.entry(condition.to_string());
                group
                    .or_insert_with(|| (condition, Vec::new()))
                    .1
                    .push(module);
            }
        }
    }
    always.sort();
    let groups: Vec<Item> = by_features.into_values().map(group).collect();
    let import = (!groups.is_empty()).then(|| {
        [
            Item::Line(quote!(
                use crate::runtime::types_for;
            )),
            Item::Gap,
        ]
    });
    let declared = always.iter().map(|it| Item::Line(quote!(mod #it;)));
    let exported = always
        .iter()
        .map(|it| Item::Line(quote!(pub use self::#it::*;)));
    let mut items: Vec<Item> = import.into_iter().flatten().chain(declared).collect();
    items.extend((!always.is_empty()).then_some(Item::Gap));
    items.extend(exported.chain(groups));
    OutFile {
        path: "types/mod.rs".to_owned(),
        docs: vec![format!("The types of {}.", super::called(cx))],
        items,
    }
}

/// Emits the modules that are compiled for the same features.
fn group((condition, mut modules): (TokenStream, Vec<&Ident>)) -> Item {
    modules.sort();
    Item::Entries {
        name: quote!(types_for),
        head: condition,
        entries: modules.iter().map(ToTokens::to_token_stream).collect(),
    }
}

fn items_of(cx: Context<'_>, id: TypeId, def: &TypeDef, site: Site, uses: &mut Uses) -> Vec<Item> {
    let docs = doc::of(&def.doc, def.facets.as_deref(), &fallback(cx, def));
    let deprecated = doc::deprecated(def.deprecated, &def.doc);
    let head = quote!(#docs #deprecated);
    match &def.shape {
        Shape::Struct(it) => Emitter { cx, id, site, uses }.structure(&head, it),
        Shape::StringEnum(it) => {
            let values = &it.values;
            let wires: Vec<_> = values.iter().map(|value| literal(&value.wire)).collect();
            let docs = values
                .iter()
                .map(|it| (&it.words, it.wire.as_str().to_owned()));
            let docs = docs.collect();
            uses.runtime("string_enum", quote!(string_enum));
            let mut items = listed(
                cx,
                id,
                &head,
                docs,
                &wires,
                &quote!(string_enum),
                (&quote!(String), it.open),
            );
            items.extend(derives::ordered(cx, id, &quote!(as_str), uses));
            items
        }
        Shape::IntegerEnum(values) => {
            let wires: Vec<_> = values
                .iter()
                .map(|value| Literal::i64_unsuffixed(value.value).to_token_stream())
                .collect();
            let wire = |it: &IntegerValue| {
                let named = it.words.name.is_some() || it.words.given.is_some();
                if named {
                    it.value.to_string()
                } else {
                    String::new()
                }
            };
            let docs = values.iter().map(|it| (&it.words, wire(it))).collect();
            uses.runtime("integer_enum", quote!(integer_enum));
            let mut items = listed(
                cx,
                id,
                &head,
                docs,
                &wires,
                &quote!(integer_enum),
                (&quote!(i64), false),
            );
            items.extend(derives::ordered(cx, id, &quote!(value), uses));
            items
        }
        Shape::Union(it) => Emitter { cx, id, site, uses }.union(&head, it),
        Shape::Untagged(it) => Emitter { cx, id, site, uses }.untagged(&head, it),
        Shape::Alias(ty) => {
            let ident = cx.names.ty(id);
            let ty = type_ref(cx, ty, site, uses);
            vec![Item::Rust(quote!(#head pub type #ident = #ty;))]
        }
    }
}

/// Returns the documentation of a type that the document does not describe.
fn fallback(cx: Context<'_>, def: &TypeDef) -> String {
    let words = doc::code(&cx.plan.words(&def.name));
    match def.name.owner {
        Owner::Document => format!("The schema {words}."),
        Owner::Constants => one_value(def),
        Owner::Shared => {
            "One of several types, in a union that the document does not name.".to_owned()
        }
        Owner::Type(id) => format!("{words} of [`{}`].", cx.names.ty(id)),
        Owner::Operation(index) => format!("{words} of `{}`.", cx.names.operations[index].function),
        Owner::Incoming(index) => {
            let name = cx.api.incoming[index].name.as_str();
            format!("{words} of the request {} by the server.", doc::code(name))
        }
    }
}

/// Returns the documentation of a type that all properties with one name and one value share.
fn one_value(def: &TypeDef) -> String {
    let (_, property) = def.name.words.rsplit_once(' ').unwrap_or_default();
    format!(
        "The constant value of the property {}.",
        doc::code(property)
    )
}

/// Emits the type of a struct's field, as it is written at `site`.
pub(super) fn field_type(
    cx: Context<'_>,
    id: TypeId,
    (index, field): (usize, &Field),
    site: Site,
    uses: &mut Uses,
) -> TokenStream {
    Emitter { cx, id, site, uses }.field_type(index, field)
}

/// Emits the type that a union's variant holds, as it is written at `site`.
pub(super) fn variant_type(
    cx: Context<'_>,
    id: TypeId,
    (index, ty): (usize, &TypeRef),
    site: Site,
    uses: &mut Uses,
) -> TokenStream {
    Emitter { cx, id, site, uses }.value(index, ty)
}

struct Emitter<'a, 'u> {
    cx: Context<'a>,
    id: TypeId,
    site: Site,
    uses: &'u mut Uses,
}

impl Emitter<'_, '_> {
    /// Emits the type of a field's value, boxed if the analysis requires it.
    fn value(&mut self, index: usize, ty: &TypeRef) -> TokenStream {
        let ty = type_ref(self.cx, ty, self.site, self.uses);
        if self.cx.facts.boxed.contains(&(self.id, index)) {
            quote!(Box<#ty>)
        } else {
            ty
        }
    }

    fn field_type(&mut self, index: usize, field: &Field) -> TokenStream {
        let value = self.value(index, &field.ty);
        match self.cx.facts.presence(self.id, field) {
            Presence::Required => value,
            Presence::Optional | Presence::RequiredNullable => quote!(Option<#value>),
            Presence::OptionalNullable => {
                self.uses.runtime("Field", quote!(Field));
                quote!(Field<#value>)
            }
        }
    }
}

/// Emits a name on the wire as a string literal, the only form in which such a name enters the output.
fn literal(name: &SpecName) -> TokenStream {
    Literal::string(name.as_str()).to_token_stream()
}
