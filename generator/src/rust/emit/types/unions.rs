//! Unions.

use super::{Emitter, literal};
use crate::{
    api::{Alternative, TypeRef, Union},
    rust::{
        emit::{conversions, derives},
        format::Item,
    },
    schema::{Constant, JsonKind, JsonShape},
};
use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, quote};

impl Emitter<'_, '_> {
    pub(super) fn union(mut self, head: &TokenStream, it: &Union) -> Vec<Item> {
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
        let once = self
            .cx
            .facts
            .tag_kept
            .contains(&self.id)
            .then(|| quote!(but once));
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

    pub(super) fn untagged(mut self, head: &TokenStream, it: &[Alternative]) -> Vec<Item> {
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
