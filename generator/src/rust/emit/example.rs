//! Calls of operations as examples, with the document's own values. They are compiled as doctests.

mod body;
mod scalar;

use super::{context::Context, type_ref::resolved};
use crate::{
    api::{Field, Presence, Prim, Shape, Struct, TypeId, TypeRef, Union},
    rust::{
        format::statement,
        plan::{Decode, Outcome},
    },
    schema::Constant,
};
use proc_macro2::{Ident, TokenStream};
use quote::quote;
use scalar::{prim_value, text};
use serde_json::Value;
use std::collections::BTreeSet;

/// The deepest nesting of an example value; an operation that needs more has no example.
const MAX_DEPTH: usize = 6;

/// A call of an operation.
pub(super) struct Call {
    /// The `use` items, one per line.
    pub(super) uses: Vec<String>,
    /// The lines of the call on a variable `client`.
    pub(super) code: Vec<String>,
}

/// Returns the lines of the example; empty if no value can be made for a required input.
pub(super) fn operation(cx: Context<'_>, index: usize) -> Vec<String> {
    let Some(Call { uses, code }) = call(cx, index) else {
        return Vec::new();
    };
    let mut out = vec!["```no_run".to_owned()];
    let has_uses = !uses.is_empty();
    out.extend(uses);
    out.extend(has_uses.then(String::new));
    out.push(format!(
        "# async fn example(client: {}::Client) -> Result<(), Box<dyn std::error::Error>> {{",
        cx.path
    ));
    out.extend(code);
    out.extend(["# Ok(()) }".to_owned(), "```".to_owned()]);
    out
}

/// Returns a call with the document's examples; `None` if no value can be made for a required input.
pub(super) fn call(cx: Context<'_>, index: usize) -> Option<Call> {
    let mut maker = Maker {
        cx,
        types: BTreeSet::new(),
        runtime: BTreeSet::new(),
    };
    let statements = maker.statements(index)?;
    let code: Vec<String> = statements.iter().flat_map(statement).collect();
    // A fence would end the example early, and a type can hide the runtime's type of the same name.
    let hides = |name: &Ident| maker.runtime.iter().any(|it| name == it);
    if code.iter().any(|line| line.contains("```")) || maker.types.iter().any(hides) {
        return None;
    }
    let types: Vec<_> = maker.types.iter().map(Ident::to_string).collect();
    let runtime: Vec<_> = maker.runtime.iter().map(|it| (*it).to_owned()).collect();
    let krate = cx.path.split("::").next().unwrap_or_default();
    let uses = [
        import(&format!("{}::types", cx.path), &types),
        import(&format!("{krate}::runtime"), &runtime),
    ];
    Some(Call {
        uses: uses.into_iter().flatten().collect(),
        code,
    })
}

fn import(from: &str, names: &[String]) -> Option<String> {
    match names {
        [] => None,
        [one] => Some(format!("use {from}::{one};")),
        many => Some(format!("use {from}::{{{}}};", many.join(", "))),
    }
}

struct Maker<'a> {
    cx: Context<'a>,
    types: BTreeSet<Ident>,
    /// The names imported from the runtime.
    runtime: BTreeSet<&'static str>,
}

impl Maker<'_> {
    fn statements(&mut self, index: usize) -> Option<Vec<TokenStream>> {
        let operation = &self.cx.api.operations[index];
        let names = &self.cx.names.operations[index];
        let mut out = Vec::new();
        let mut arguments = Vec::new();
        for param in operation.params.iter().filter(|param| param.required) {
            arguments.push(self.argument(&param.ty, param.example.as_ref())?);
        }
        if let Some(body) = self.cx.body(index).filter(|body| body.required) {
            self.body(&body, &mut out, &mut arguments)?;
        }
        let function = &names.function;
        let call = quote!(client.#function(#(#arguments),*).await?);
        match &self.cx.plan.operations[index].success {
            Outcome::One(Decode::Events(_), _) => {
                out.push(quote!(let mut events = #call;));
                out.push(quote!(while let Some(event) = events.next().await {
                    let event = event?;
                    println!("{:?}", event.data);
                }));
            }
            Outcome::One(Decode::Lines(_), _) => {
                out.push(quote!(let mut lines = #call;));
                out.push(quote!(while let Some(line) = lines.next().await {
                    let line = line?;
                    println!("{:?}", line);
                }));
            }
            Outcome::None | Outcome::One(..) | Outcome::Set(_) => {
                out.push(quote!(let response = #call;));
            }
        }
        Some(out)
    }

    fn is_list(&self, ty: &TypeRef) -> bool {
        matches!(resolved(self.cx, ty), TypeRef::List(_))
    }

    fn is_struct(&self, ty: &TypeRef) -> bool {
        matches!(resolved(self.cx, ty), TypeRef::Named(_))
    }

    /// Emits a value in the form that an argument takes.
    fn argument(&mut self, ty: &TypeRef, example: Option<&Value>) -> Option<TokenStream> {
        match resolved(self.cx, ty) {
            TypeRef::Prim(Prim::String) => Some(text(example)),
            TypeRef::Prim(prim) => Some(prim_value(*prim, example)),
            TypeRef::List(item) => {
                let first = example.and_then(Value::as_array).and_then(|it| it.first());
                let item = match resolved(self.cx, item) {
                    TypeRef::Prim(Prim::String) => text(first),
                    TypeRef::Prim(prim) => prim_value(*prim, first),
                    _ => self.value(item, first, 0)?,
                };
                Some(quote!(&[#item]))
            }
            TypeRef::Named(_)
            | TypeRef::Foreign(_)
            | TypeRef::Map(_)
            | TypeRef::Nullable(_)
            | TypeRef::Tuple(_)
            | TypeRef::Json => {
                let value = self.value(ty, example, 0)?;
                Some(quote!(&#value))
            }
        }
    }

    /// Emits an owned value.
    fn value(
        &mut self,
        ty: &TypeRef,
        example: Option<&Value>,
        depth: usize,
    ) -> Option<TokenStream> {
        if depth > MAX_DEPTH {
            return None;
        }
        Some(match resolved(self.cx, ty) {
            TypeRef::Prim(prim) if prim.is_text() && *prim != Prim::String => {
                let value = prim_value(*prim, example);
                quote!(#value.into())
            }
            TypeRef::Prim(prim) => prim_value(*prim, example),
            // The generator does not know how to construct a custom type.
            TypeRef::Foreign(_) => return None,
            TypeRef::Json => quote!(serde_json::Value::Null),
            TypeRef::List(item) => {
                match example.and_then(Value::as_array).and_then(|it| it.first()) {
                    Some(first) => {
                        let first = self.value(item, Some(first), depth + 1)?;
                        quote!(vec![#first])
                    }
                    None => quote!(Vec::new()),
                }
            }
            TypeRef::Map(_) => quote!(std::collections::BTreeMap::new()),
            TypeRef::Tuple(items) => {
                let given = |index| example.and_then(|it| it.get(index));
                let values: Option<Vec<_>> = items
                    .iter()
                    .enumerate()
                    .map(|(index, item)| self.value(item, given(index), depth + 1))
                    .collect();
                let values = values?;
                quote!((#(#values,)*))
            }
            TypeRef::Nullable(inner) => match example.filter(|it| !it.is_null()) {
                Some(example) => {
                    let inner = self.value(inner, Some(example), depth + 1)?;
                    quote!(Some(#inner))
                }
                None => quote!(None),
            },
            TypeRef::Named(id) => self.named(*id, example, depth)?,
        })
    }

    fn named(&mut self, id: TypeId, example: Option<&Value>, depth: usize) -> Option<TokenStream> {
        let names = &self.cx.names.types[id.index()];
        let ident = &names.ident;
        let value = match &self.cx.api.ty(id).shape {
            Shape::Struct(it) => self.structure(id, it, example, depth)?,
            Shape::StringEnum(it) => {
                let wanted = example.and_then(Value::as_str);
                let index = it
                    .values
                    .iter()
                    .position(|value| Some(value.wire.as_str()) == wanted)
                    .unwrap_or(0);
                let variant = names.members.get(index)?;
                quote!(#ident::#variant)
            }
            Shape::IntegerEnum(_) => {
                let variant = names.members.first()?;
                quote!(#ident::#variant)
            }
            Shape::Union(it) => {
                let (variant, first) = (names.members.first()?, it.variants.first()?);
                let boxed = self.cx.facts.boxed.contains(&(id, 0));
                let tagged = Self::tagged(it, example);
                let value = self.value(&first.ty, Some(&tagged), depth + 1)?;

                if boxed {
                    quote!(#ident::#variant(Box::new(#value)))
                } else {
                    quote!(#ident::#variant(#value))
                }
            }
            Shape::Untagged(it) => {
                let (variant, first) = (names.members.first()?, it.first()?);
                let boxed = self.cx.facts.boxed.contains(&(id, 0));
                let value = self.value(&first.ty, None, depth + 1)?;
                if boxed {
                    quote!(#ident::#variant(Box::new(#value)))
                } else {
                    quote!(#ident::#variant(#value))
                }
            }
            Shape::Alias(ty) => return self.value(ty, example, depth + 1),
        };
        self.types.insert(ident.clone());
        Some(value)
    }

    /// Returns an example of the first alternative, which has at least the tag.
    fn tagged(union: &Union, example: Option<&Value>) -> Value {
        let tag = union
            .variants
            .first()
            .and_then(|it| it.tags.first())
            .map_or(Value::Null, Constant::to_json);
        let wire = union.tag.as_str();
        match example.filter(|it| it.get(wire) == Some(&tag)) {
            Some(example) => example.clone(),
            None => serde_json::json!({ wire: tag }),
        }
    }

    /// Emits a struct with its required fields, and with those optional ones that the example has.
    fn structure(
        &mut self,
        id: TypeId,
        it: &Struct,
        example: Option<&Value>,
        depth: usize,
    ) -> Option<TokenStream> {
        let names = &self.cx.names.types[id.index()];
        let ident = &names.ident;
        let default = self.cx.facts.defaultable.contains(&id);
        let (mut arguments, mut settings) = (Vec::new(), Vec::new());
        let mut left_out = it.rest().is_some();
        for (index, (field, member)) in it.fields.iter().zip(&names.members).enumerate() {
            // `new` sets the fields that can have only one value.
            let key = (id, field.wire.clone());
            if self.cx.facts.constants.contains_key(&key) {
                left_out = true;
                continue;
            }
            let presence = self.cx.facts.presence(id, field);
            // A field's own example serves only a required field; optional ones come from the struct's example.
            let own = field.example.as_ref().filter(|_| presence.is_required());
            let given = example
                .and_then(|example| example.get(field.wire.as_str()))
                .or(own);
            let boxed = self.cx.facts.boxed.contains(&(id, index));
            if self.cx.facts.asked(id, field) {
                arguments.push(self.required((field, presence), given, depth)?);
            } else if let Some(value) = self.optional((field, presence), given, boxed, depth) {
                settings.push(quote!(#member: #value));
            } else {
                left_out = true;
            }
        }
        let base = if default {
            quote!(#ident::default())
        } else {
            quote!(#ident::new(#(#arguments),*))
        };
        Some(match (settings.is_empty(), left_out || !default) {
            (true, _) => base,
            (false, true) => quote!(#ident { #(#settings,)* ..#base }),
            (false, false) => quote!(#ident { #(#settings),* }),
        })
    }

    /// Emits an argument of `new`.
    fn required(
        &mut self,
        (field, presence): (&Field, Presence),
        given: Option<&Value>,
        depth: usize,
    ) -> Option<TokenStream> {
        let presence = if presence == Presence::Optional {
            Presence::Required
        } else {
            presence
        };
        let prim = match resolved(self.cx, &field.ty) {
            TypeRef::Prim(prim) => Some(*prim),
            _ => None,
        };
        match presence {
            Presence::RequiredNullable if given.is_none_or(Value::is_null) => Some(quote!(None)),
            Presence::RequiredNullable => {
                let value = self.value(&field.ty, given, depth + 1)?;
                Some(quote!(Some(#value)))
            }
            _ => match prim {
                Some(Prim::String) => Some(text(given)),
                Some(prim) => Some(prim_value(prim, given)),
                None => self.value(&field.ty, given, depth + 1),
            },
        }
    }

    fn use_field(&mut self, used: bool) {
        if used {
            self.runtime.insert("Field");
        }
    }

    /// Emits the value of an optional field; `None` omits it.
    fn optional(
        &mut self,
        (field, presence): (&Field, Presence),
        given: Option<&Value>,
        boxed: bool,
        depth: usize,
    ) -> Option<TokenStream> {
        let given = given?;
        let tri = presence == Presence::OptionalNullable;
        if given.is_null() {
            self.use_field(tri);
            return tri.then(|| quote!(Field::Null));
        }
        let value = self.value(&field.ty, Some(given), depth + 1)?;
        let value = if boxed {
            quote!(Box::new(#value))
        } else {
            value
        };
        self.use_field(tri);
        Some(if tri {
            quote!(Field::Value(#value))
        } else {
            quote!(Some(#value))
        })
    }
}
