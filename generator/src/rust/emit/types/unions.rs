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

/// The input of the macro that implements the JSON of a union.
struct MacroInput {
    /// The name of the macro.
    name: TokenStream,
    /// The tokens before the entries.
    head: TokenStream,
    /// The entries of the variants.
    entries: Vec<TokenStream>,
    /// The documentation of the variant for unknown values.
    unknown: TokenStream,
}

impl Emitter<'_, '_> {
    pub(super) fn union(self, head: &TokenStream, it: &Union) -> Vec<Item> {
        let names = &self.cx.names.types[self.id.index()];
        let (ident, tag) = (&names.ident, literal(&it.tag));
        let variants = it.variants.iter().zip(&names.members).enumerate();
        let entries = variants.map(|(index, (variant, member))| {
            let tagged = variant.is_tagged().then(|| quote!(tagged));
            let tags = variant.tags.iter().map(constant);
            let kinds = variant.kinds.iter().map(|it| kind(*it));
            let fallback = (it.fallback == Some(index)).then(|| quote!(fallback));
            let signs = tags.chain(kinds).chain(fallback);
            let field = conversions::tag_field(self.cx, it.tag.as_str(), variant);
            let field = field.filter(|_| it.fallback != Some(index));
            quote!(#(#signs)|* => #member #field #tagged)
        });
        let entries = entries.collect();
        let mixed = it.is_mixed().then(|| quote!(or value));
        let kept = self.cx.facts.tag_kept.contains(&self.id);
        let once = kept.then(|| quote!(but once));
        self.uses.runtime("json_union", quote!(json_union));
        let json = MacroInput {
            name: quote!(json_union),
            head: quote!(#ident by #tag #mixed #once),
            entries,
            unknown: quote! {
                /// A value with a tag that the document does not list, kept unchanged.
            },
        };
        let types: Vec<_> = it.variants.iter().map(|it| &it.ty).collect();
        self.variants(head, &types, json)
    }

    pub(super) fn untagged(self, head: &TokenStream, it: &[Alternative]) -> Vec<Item> {
        let names = &self.cx.names.types[self.id.index()];
        let mut entries = Vec::new();
        for (alternative, member) in it.iter().zip(&names.members) {
            let mut looks = alternative.looks.iter().map(look_entry);
            entries.extend(looks.next().map(|look| quote!(#member: #look)));
            entries.extend(looks.map(|look| quote!(| #look)));
        }
        self.uses.runtime("json_untagged", quote!(json_untagged));
        let json = MacroInput {
            name: quote!(json_untagged),
            head: names.ident.to_token_stream(),
            entries,
            unknown: quote! {
                /// A value that matches no other variant, kept unchanged.
            },
        };
        let types: Vec<_> = it.iter().map(|it| &it.ty).collect();
        self.variants(head, &types, json)
    }

    /// Emits an enum with these variants and one for unknown values, the macro that implements its JSON, and its
    /// accessors.
    fn variants(mut self, head: &TokenStream, types: &[&TypeRef], json: MacroInput) -> Vec<Item> {
        let names = &self.cx.names.types[self.id.index()];
        let (ident, members, other) = (&names.ident, &names.members, &names.other);
        let values = types.iter().enumerate();
        let values: Vec<_> = values.map(|(index, ty)| self.value(index, ty)).collect();
        let derives = derives::union(self.cx, self.id);
        let unknown = json.unknown;
        let item = quote! {
            #head
            #derives
            #[non_exhaustive]
            pub enum #ident {
                #(#members(#values),)*
                #unknown
                #other(serde_json::Value),
            }
        };
        let entries = Item::Entries {
            name: json.name,
            head: json.head,
            entries: json.entries,
        };
        let accessors = conversions::accessors(self.cx, self.id, types, self.site, self.uses);
        let mut items = vec![Item::Rust(item), entries, accessors];
        items.extend(derives::comparable(self.cx, self.id, names, self.uses));
        items
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
