//! The arguments of calls in tests: literals where Rust has them, and decoded JSON otherwise.

use super::sent_body;
use crate::{
    api::{Encoding, Part, PartContent, Prim, TypeRef},
    conformance::{FILE, Form, PartValue, Sent, Test},
    rust::{
        emit::{Context, type_ref::resolved},
        names::BodyNames,
        plan::Body,
    },
};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;
use serde_json::Value;

/// The call of a test.
pub(super) struct Inputs<'a> {
    pub(super) function: &'a Ident,
    pub(super) arguments: Vec<TokenStream>,
    pub(super) setters: Vec<TokenStream>,
    /// The name that the call's closure gives to the text of the body.
    pub(super) closure: TokenStream,
}

/// Returns the inputs of a test, in the order in which they are written on the wire.
pub(super) fn inputs<'a>(cx: Context<'a>, test: &Test) -> Inputs<'a> {
    let operation = &cx.api.operations[test.operation];
    let names = &cx.names.operations[test.operation];
    let mut out = Inputs {
        function: &names.function,
        arguments: Vec::new(),
        setters: Vec::new(),
        closure: quote!(_),
    };
    for (index, value) in &test.params {
        let (param, ident) = (&operation.params[*index], &names.params[*index]);
        let value = param_value(cx, &param.ty, value);
        out.add(param.required, ident, value);
    }
    let idents = match test.form {
        Form::Full | Form::Required => &names.body,
        Form::Other(index) => {
            let other = &names.others[index];
            if let Some(function) = &other.function {
                out.function = function;
            }
            &other.body
        }
    };
    if let (Some(body), Some(sent)) = (sent_body(cx, test), &test.body) {
        out.add_body(cx, &body, idents, sent);
    }
    out
}

impl Inputs<'_> {
    fn add(&mut self, required: bool, ident: &Ident, value: TokenStream) {
        if required {
            self.arguments.push(value);
        } else {
            self.setters.push(quote!(.#ident(#value)));
        }
    }

    fn add_body(&mut self, cx: Context<'_>, body: &Body<'_>, names: &BodyNames, sent: &Sent) {
        let value = match (sent, body.encoding) {
            (Sent::Json { .. }, Encoding::Json { ty, .. }) => {
                self.closure = quote!(body);
                json_value(cx, ty, &quote!(body))
            }
            (Sent::Form { value, .. }, Encoding::Form { ty, .. }) => {
                json_value(cx, ty, &raw(&value.to_string()))
            }
            (Sent::Lines { value, .. }, _) => {
                let text = raw(&value.to_string());
                quote!(&json::<Vec<_>>(#text))
            }
            (Sent::Plain { value, .. }, Encoding::Plain { ty, .. }) => param_value(cx, ty, value),
            (Sent::Raw { text, media, own }, _) => {
                let text = Literal::string(text);
                if *own {
                    let media = Literal::string(media);
                    quote!(Body::from(#text).content_type(#media))
                } else {
                    quote!(#text)
                }
            }
            (Sent::Parts(values), Encoding::Multipart(parts)) => {
                for (index, value) in values {
                    let (part, ident) = (&parts[*index], &names.parts[*index]);
                    let given = part_value(cx, part, value);
                    self.add(body.required && part.required, ident, given);
                }
                return;
            }
            (
                Sent::AnyParts
                | Sent::Json { .. }
                | Sent::Form { .. }
                | Sent::Plain { .. }
                | Sent::Parts(_),
                _,
            ) => {
                quote!(Multipart::new().text("name", "value"))
            }
        };
        self.add(body.required, &names.ident, value);
    }
}

/// Emits a parameter's value in the form that `emit/input.rs` declares for the argument.
fn param_value(cx: Context<'_>, ty: &TypeRef, value: &Value) -> TokenStream {
    match resolved(cx, ty) {
        TypeRef::Nullable(inner) => param_value(cx, inner, value),
        TypeRef::Prim(it) => prim(*it, value),
        TypeRef::List(item) => match resolved(cx, item) {
            TypeRef::Prim(it) if it.is_text() => {
                let items = value
                    .as_array()
                    .into_iter()
                    .flatten()
                    .map(|value| prim(*it, value));
                quote!(&[#(#items),*])
            }
            TypeRef::Prim(_)
            | TypeRef::Foreign(_)
            | TypeRef::Named(_)
            | TypeRef::List(_)
            | TypeRef::Map(_)
            | TypeRef::Tuple(_)
            | TypeRef::Nullable(_)
            | TypeRef::Json => {
                let text = raw(&value.to_string());
                quote!(&json::<Vec<_>>(#text))
            }
        },
        TypeRef::Named(_)
        | TypeRef::Foreign(_)
        | TypeRef::Map(_)
        | TypeRef::Tuple(_)
        | TypeRef::Json => {
            let text = raw(&value.to_string());
            quote!(&json(#text))
        }
    }
}

/// Emits a value that is sent as JSON, in the form that `emit/body.rs` declares for the argument; `text` is its JSON.
fn json_value(cx: Context<'_>, ty: &TypeRef, text: &TokenStream) -> TokenStream {
    match resolved(cx, ty) {
        TypeRef::Prim(Prim::String) => quote!(&json::<String>(#text)),
        TypeRef::Prim(_) => quote!(json(#text)),
        TypeRef::List(_) => quote!(&json::<Vec<_>>(#text)),
        TypeRef::Named(_)
        | TypeRef::Foreign(_)
        | TypeRef::Map(_)
        | TypeRef::Tuple(_)
        | TypeRef::Json
        | TypeRef::Nullable(_) => {
            quote!(&json(#text))
        }
    }
}

fn part_value(cx: Context<'_>, part: &Part, value: &PartValue) -> TokenStream {
    let own = value.own_media.as_deref().map(|media| {
        let media = Literal::string(media);
        quote!(.content_type(#media))
    });
    let file = quote!(File::new("file.bin", #FILE) #own);
    match &part.content {
        PartContent::Text(ty) => param_value(cx, ty, &value.value),
        PartContent::Json(ty) | PartContent::JsonList(ty) | PartContent::ByValue(ty) => {
            json_value(cx, ty, &raw(&value.value.to_string()))
        }
        PartContent::File | PartContent::FileOr(_) => file,
        PartContent::Files | PartContent::FilesOr(_) => quote!([#file]),
    }
}

fn prim(prim: Prim, value: &Value) -> TokenStream {
    match value {
        Value::String(text) if prim == Prim::String => {
            let text = Literal::string(text);
            quote!(#text)
        }
        Value::String(text) => {
            let text = Literal::string(text);
            quote!(parsed(#text))
        }
        Value::Bool(flag) => quote!(#flag),
        Value::Number(number) => {
            let mut text = number.to_string();
            if prim == Prim::F64 && number.as_i64().is_some() {
                text.push_str(".0");
            }
            // A JSON number is a Rust literal, too.
            text.parse().unwrap_or_default()
        }
        Value::Null | Value::Array(_) | Value::Object(_) => {
            let text = raw(&value.to_string());
            quote!(json(#text))
        }
    }
}

/// Emits a string literal, which is raw if that avoids escapes.
pub(super) fn raw(text: &str) -> TokenStream {
    let plain = !text.contains(['"', '\\']) || text.chars().any(char::is_control);
    if !plain {
        let mut signs = "#".to_owned();
        while text.contains(&format!("\"{signs}")) {
            signs.push('#');
        }
        if let Ok(tokens) = format!("r{signs}\"{text}\"{signs}").parse() {
            return tokens;
        }
    }
    let literal = Literal::string(text);
    quote!(#literal)
}
