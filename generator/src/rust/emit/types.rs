//! Types: structs, enums, unions and aliases, with the macros that implement their JSON.

use super::{
    constructor,
    context::Context,
    conversions, derives, doc, facets, features,
    type_ref::{Site, Uses, resolved, type_ref},
};
use crate::rust::format::{Item, OutFile};
use crate::{
    api::{
        Alternative, Field, IntegerValue, Owner, Presence, Shape, Struct, Trait, TypeDef, TypeId,
        TypeRef, Union, ValueWords,
    },
    schema::{Constant, JsonKind, JsonShape},
    tree::SpecName,
};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{ToTokens, quote};
use std::collections::{BTreeMap, BTreeSet};

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
                let named = it.words.name.as_ref();
                named.map(|_| it.value.to_string()).unwrap_or_default()
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

/// Emits an enum of listed values, with a variant for other ones.
fn listed(
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

/// Returns whether the document admits a struct with nothing set.
pub(super) fn derives_default(cx: Context<'_>, id: TypeId, it: &Struct) -> bool {
    let mut presences = it.fields.iter().map(|field| cx.facts.presence(id, field));
    presences.all(|it| !it.is_required()) && cx.facts.defaultable.contains(&id)
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
    fn structure(mut self, head: &TokenStream, it: &Struct) -> Vec<Item> {
        let names = &self.cx.names.types[self.id.index()];
        let ident = &names.ident;
        let fields: Vec<_> = it
            .fields
            .iter()
            .enumerate()
            .map(|(index, field)| self.field(index, field))
            .collect();
        let rest = it.rest().map(|ty| self.rest(it, ty));
        let default = derives_default(self.cx, self.id, it);
        let derives = derives::structure(self.cx, self.id, default);
        let item = quote! {
            #head
            #derives
            pub struct #ident {
                #(#fields)*
                #rest
            }
        };
        let mut items = vec![Item::Rust(item), self.entries(it)];
        if !default && self.cx.facts.sent.contains(&self.id) {
            items.push(Item::Rust(constructor::emit(
                self.cx, self.id, it, self.site, self.uses,
            )));
        }
        let (cx, id, site) = (self.cx, self.id, self.site);
        items.extend(conversions::setters(cx, id, it, site, self.uses));
        items
    }

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

    fn field(&mut self, index: usize, field: &Field) -> TokenStream {
        let ident = &self.cx.names.types[self.id.index()].members[index];
        let ty = self.field_type(index, field);
        let mut facts = facets::sentences(field.facets.as_deref());
        facts.extend(field.read_only.then(|| "Only in responses.".to_owned()));
        facts.extend(field.write_only.then(|| "Only in requests.".to_owned()));
        let docs = doc::with_facts(&field.doc, &facts, "");
        let deprecated = doc::deprecated(field.deprecated, &field.doc);
        quote!(#docs #deprecated pub #ident: #ty,)
    }

    fn rest(&mut self, it: &Struct, ty: &TypeRef) -> TokenStream {
        let ident = &self.cx.names.types[self.id.index()].other;
        let ty = type_ref(self.cx, ty, self.site, self.uses);
        self.uses.map();
        let docs = if it.keeps_undeclared() {
            "The properties that the document does not declare, kept unchanged."
        } else {
            "The properties that the document does not list."
        };
        let docs = doc::lines([docs.to_owned()]);
        quote! {
            #docs
            pub #ident: BTreeMap<String, #ty>,
        }
    }

    /// Emits `json_object!`, with one entry per property.
    fn entries(&mut self, it: &Struct) -> Item {
        let names = &self.cx.names.types[self.id.index()];
        self.uses.runtime("json_object", quote!(json_object));
        let fields = it.fields.iter().zip(&names.members);
        let mut entries: Vec<_> = fields
            .map(|(field, member)| {
                let wire = literal(&field.wire);
                let presence = match self.cx.facts.presence(self.id, field) {
                    Presence::Required | Presence::RequiredNullable => None,
                    Presence::Optional => Some(quote!(optional)),
                    Presence::OptionalNullable => Some(quote!(tri)),
                };
                let sensitive = field.sensitive.then(|| quote!(sensitive));
                quote!(#member: #wire #presence #sensitive)
            })
            .collect();
        let rest = &names.other;
        let kept = it.keeps_undeclared().then(|| quote!(kept));
        entries.extend(it.rest().map(|_| quote!(..#rest #kept)));
        Item::Entries {
            name: quote!(json_object),
            head: names.ident.to_token_stream(),
            entries,
        }
    }

    fn union(mut self, head: &TokenStream, it: &Union) -> Vec<Item> {
        let names = &self.cx.names.types[self.id.index()];
        let (ident, unknown, members) = (&names.ident, &names.other, &names.members);
        self.uses.runtime("json_union", quote!(json_union));
        let variants: Vec<_> = it
            .variants
            .iter()
            .enumerate()
            .map(|(index, variant)| {
                let (member, ty) = (&members[index], self.value(index, &variant.ty));
                quote!(#member(#ty),)
            })
            .collect();
        let derives = derives::union(self.cx, self.id);
        let item = quote! {
            #head
            #derives
            #[non_exhaustive]
            pub enum #ident {
                #(#variants)*
                /// A value with a tag that the document does not list, kept unchanged.
                #unknown(serde_json::Value),
            }
        };
        let tag = literal(&it.tag);
        let entries =
            it.variants
                .iter()
                .zip(members)
                .enumerate()
                .map(|(index, (variant, member))| {
                    let tagged = variant.is_tagged().then(|| quote!(tagged));
                    let tags = variant.tags.iter().map(constant);
                    let kinds = variant.kinds.iter().map(|it| kind(*it));
                    let fallback = (it.fallback == Some(index)).then(|| quote!(fallback));
                    let signs = tags.chain(kinds).chain(fallback);
                    let field = conversions::tag_field(self.cx, it.tag.as_str(), variant);
                    let field = field.filter(|_| it.fallback != Some(index));
                    quote!(#(#signs)|* => #member #field #tagged)
                });
        let mixed = it.is_mixed().then(|| quote!(or value));
        let once = keeps_tag(self.cx, it).then(|| quote!(but once));
        let mut items = vec![
            Item::Rust(item),
            Item::Entries {
                name: quote!(json_union),
                head: quote!(#ident by #tag #mixed #once),
                entries: entries.collect(),
            },
            self.accessors(it.variants.iter().map(|it| &it.ty)),
        ];
        items.extend(derives::comparable(self.cx, self.id, names, self.uses));
        items
    }

    fn untagged(mut self, head: &TokenStream, it: &[Alternative]) -> Vec<Item> {
        let names = &self.cx.names.types[self.id.index()];
        let (ident, unknown, members) = (&names.ident, &names.other, &names.members);
        self.uses.runtime("json_untagged", quote!(json_untagged));
        let mut variants = Vec::new();
        let mut entries = Vec::new();
        for (index, (alternative, member)) in it.iter().zip(members).enumerate() {
            let ty = self.value(index, &alternative.ty);
            variants.push(quote!(#member(#ty),));
            let mut looks = alternative.looks.iter().map(look_entry);
            entries.extend(looks.next().map(|look| quote!(#member: #look)));
            entries.extend(looks.map(|look| quote!(| #look)));
        }
        let derives = derives::union(self.cx, self.id);
        let item = quote! {
            #head
            #derives
            #[non_exhaustive]
            pub enum #ident {
                #(#variants)*
                /// A value that matches no other variant, kept unchanged.
                #unknown(serde_json::Value),
            }
        };
        let mut items = vec![
            Item::Rust(item),
            Item::Entries {
                name: quote!(json_untagged),
                head: ident.to_token_stream(),
                entries,
            },
            self.accessors(it.iter().map(|it| &it.ty)),
        ];
        items.extend(derives::comparable(self.cx, self.id, names, self.uses));
        items
    }

    fn accessors<'t>(&mut self, variants: impl Iterator<Item = &'t TypeRef>) -> Item {
        let variants: Vec<&TypeRef> = variants.collect();
        conversions::accessors(self.cx, self.id, &variants, self.site, self.uses)
    }
}

/// Returns whether a variant would keep the tag among its undeclared properties, although the union writes it.
fn keeps_tag(cx: Context<'_>, it: &Union) -> bool {
    let mut open: Vec<&TypeRef> = tagged(it).collect();
    let mut seen = BTreeSet::new();
    while let Some(ty) = open.pop() {
        let TypeRef::Named(id) = resolved(cx, ty) else {
            continue;
        };
        match &cx.api.ty(*id).shape {
            Shape::Struct(it) if it.keeps_undeclared() => return true,
            Shape::Union(it) if seen.insert(*id) => open.extend(tagged(it)),
            _ => {}
        }
    }
    false
}

/// Returns the types of the variants whose tag the union writes.
fn tagged(it: &Union) -> impl Iterator<Item = &TypeRef> {
    it.variants
        .iter()
        .filter(|it| it.is_tagged())
        .map(|it| &it.ty)
}

/// Emits the shape of a variant's values: `object ["name"] ["age"]`.
fn look_entry(look: &JsonShape) -> TokenStream {
    let kind = kind(look.kind);
    let plain = look.required.is_empty() && look.optional.is_empty();
    if plain && look.kind != JsonKind::Object {
        return kind;
    }
    let required = look.required.iter().map(literal);
    let optional = look.optional.iter().map(literal);
    let constants = look.constants.iter().filter_map(|(name, values)| {
        let (name, value) = (literal(name), constant(values.first()?));
        Some(quote!(#name = #value))
    });
    let constants: Vec<_> = constants.collect();
    let constants = (!constants.is_empty()).then(|| quote!({#(#constants),*}));
    quote!(#kind [#(#required),*] [#(#optional),*] #constants)
}

/// Emits a JSON type in the macros' syntax.
fn kind(kind: JsonKind) -> TokenStream {
    match kind {
        JsonKind::Boolean => quote!(boolean),
        JsonKind::Integer => quote!(integer),
        JsonKind::Number => quote!(number),
        JsonKind::String => quote!(string),
        JsonKind::Array => quote!(array),
        JsonKind::Object => quote!(object),
        JsonKind::Any => quote!(any),
    }
}

/// Emits a constant in the macros' syntax.
fn constant(constant: &Constant) -> TokenStream {
    match constant {
        Constant::Text(text) => Literal::string(text).to_token_stream(),
        Constant::Integer(value) => {
            let value = Literal::i64_unsuffixed(*value);
            quote!(integer #value)
        }
        Constant::Boolean(value) => quote!(boolean #value),
    }
}

/// Emits a name on the wire as a string literal, the only form in which such a name enters the output.
fn literal(name: &SpecName) -> TokenStream {
    Literal::string(name.as_str()).to_token_stream()
}
