//! Structs.

use super::{Emitter, literal};
use crate::{
    api::{Field, Presence, Struct, TypeId, TypeRef},
    rust::{
        emit::{
            constructor, context::Context, conversions, derives, doc, facets, type_ref::type_ref,
        },
        format::Item,
    },
};
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

/// Returns whether the document admits a struct with nothing set.
pub(in crate::rust::emit) fn derives_default(cx: Context<'_>, id: TypeId, it: &Struct) -> bool {
    let mut presences = it.fields.iter().map(|field| cx.facts.presence(id, field));
    presences.all(|it| !it.is_required()) && cx.facts.defaultable.contains(&id)
}

impl Emitter<'_, '_> {
    pub(super) fn structure(mut self, head: &TokenStream, it: &Struct) -> Vec<Item> {
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
        let made = !default && self.cx.facts.sent.contains(&self.id);
        let derives = derives::structure(self.cx, self.id, (default, made));
        let item = quote! {
            #head
            #derives
            pub struct #ident {
                #(#fields)*
                #rest
            }
        };
        let mut items = vec![Item::Rust(item), self.entries(it)];
        if made {
            items.push(Item::Rust(constructor::emit(
                self.cx, self.id, it, self.site, self.uses,
            )));
        }
        let (cx, id, site) = (self.cx, self.id, self.site);
        items.extend(conversions::setters(cx, id, it, site, self.uses));
        items
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
}
