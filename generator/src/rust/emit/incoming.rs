//! `webhooks.rs` and `callbacks.rs`: the requests that the server makes.

use super::{
    context::Context,
    doc, features,
    type_ref::{Site, Uses, type_ref},
};
use crate::rust::format::{Item, OutFile};
use crate::{
    api::{Incoming, IncomingKind, Payload, Shape, TypeRef},
    rust::events::{Event, Part, Signature},
};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

pub(super) const WEBHOOKS: &str = "webhooks";
pub(super) const CALLBACKS: &str = "callbacks";

/// Returns the modules that the API has.
pub(super) fn modules(cx: Context<'_>) -> impl Iterator<Item = &'static str> {
    let webhooks = (!cx.events.list.is_empty()).then_some(WEBHOOKS);
    let callbacks = callbacks(cx).next().map(|_| CALLBACKS);
    callbacks.into_iter().chain(webhooks)
}

pub(super) fn emit(cx: Context<'_>) -> Vec<OutFile> {
    let webhooks = (!cx.events.list.is_empty()).then(|| webhooks_file(cx));
    let callbacks = callbacks(cx).next().map(|_| callbacks_file(cx));
    callbacks.into_iter().chain(webhooks).collect()
}

fn webhooks_file(cx: Context<'_>) -> OutFile {
    let mut uses = Uses::default();
    uses.runtime("webhooks", quote!(webhooks));
    let all: Vec<Variant> = cx
        .events
        .list
        .iter()
        .map(|it| variant(cx, it, &mut uses))
        .collect();
    let mut items = uses.items(&quote!(super));
    items.extend(name(cx));
    items.extend(cx.events.signature.as_ref().map(signature));
    items.push(event_enum(&all));
    items.push(functions(cx, &all));
    OutFile {
        path: format!("{WEBHOOKS}.rs"),
        docs: vec![
            "The events that the server sends to webhooks.".to_owned(),
            String::new(),
            "[`crate::runtime::webhooks`] has the types that they share, and the check of signatures.".to_owned(),
        ],
        items,
    }
}

/// An event as the variant of the enum.
struct Variant<'a> {
    ident: &'a Ident,
    docs: TokenStream,
    wire: Literal,
    /// The type of the payload, and the expression that reads it; none for an event without a body.
    payload: Option<(TokenStream, TokenStream)>,
}

fn variant<'a>(cx: Context<'a>, event: &'a Event, uses: &mut Uses) -> Variant<'a> {
    let incoming = &cx.api.incoming[event.incoming];
    let request = incoming.request();
    let payload = match request.map(|it| &it.payload) {
        None | Some(Payload::None) => None,
        Some(Payload::Bytes) => Some((quote!(Vec<u8>), quote!(body.to_vec()))),
        Some(Payload::Json(ty)) => {
            let name = type_ref(cx, ty, Site::Outside, uses);
            let boxed = if is_large(cx, ty) {
                quote!(Box<#name>)
            } else {
                name
            };
            Some((boxed, quote!(webhooks::json(name, body)?)))
        }
    };
    let told = format!("The event {}.", doc::code(&event.wire));
    let docs = match request {
        Some(it) => doc::with_facts(&it.doc, &[told], ""),
        None => doc::lines([told]),
    };
    Variant {
        ident: &cx.names.incoming[event.incoming],
        docs,
        wire: Literal::string(&event.wire),
        payload,
    }
}

/// Returns the type of a request by the server as the emitted code writes it; `None` if there is none.
pub(crate) fn payload(cx: Context<'_>, index: usize) -> Option<String> {
    let incoming = &cx.api.incoming[index];
    match (&incoming.request()?.payload, incoming.kind) {
        (Payload::None, _) | (Payload::Bytes, IncomingKind::Callback(_)) => None,
        (Payload::Bytes, IncomingKind::Webhook) => Some("Vec<u8>".to_owned()),
        (Payload::Json(ty), _) => {
            let ty = type_ref(cx, ty, Site::Outside, &mut Uses::default());
            Some(ty.to_string().replace(' ', ""))
        }
    }
}

/// Returns whether a value of the type is boxed in an event: it has members.
fn is_large(cx: Context<'_>, ty: &TypeRef) -> bool {
    match cx.api.shape(cx.api.resolved(ty)) {
        Some(Shape::Struct(_) | Shape::Union(_) | Shape::Untagged(_)) => true,
        Some(Shape::StringEnum(_) | Shape::IntegerEnum(_) | Shape::Alias(_)) | None => false,
    }
}

fn event_enum(all: &[Variant<'_>]) -> Item {
    let variants = all.iter().map(|it| {
        let (docs, ident) = (&it.docs, it.ident);
        let payload = it.payload.as_ref().map(|(ty, _)| quote!((#ty)));
        quote!(#docs #ident #payload)
    });
    Item::Rust(quote! {
        /// An event that the server sends.
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum Event {
            #(#variants,)*
            /// An event that the document does not list, kept unchanged.
            Unknown(webhooks::Unlisted),
        }
    })
}

fn functions(cx: Context<'_>, all: &[Variant<'_>]) -> Item {
    let arms = all.iter().map(|it| {
        let (wire, ident) = (&it.wire, it.ident);
        let read = it.payload.as_ref().map(|(_, read)| quote!((#read)));
        quote!(#wire => Self::#ident #read)
    });
    let body = if all.iter().any(|it| it.payload.is_some()) {
        quote!(body)
    } else {
        quote!(_body)
    };
    let parse = parse(cx, all);
    Item::Rust(quote! {
        impl Event {
            #parse
            /// Reads the event of this name.
            ///
            /// # Errors
            ///
            /// The body does not match the document. The error has the place.
            #[inline]
            pub fn named<'b>(
                name: &str,
                body: impl Into<webhooks::Payload<'b>>,
            ) -> Result<Self, webhooks::EventError> {
                let body = body.into();
                let listed = Self::listed(name, body)?;
                Ok(listed.unwrap_or_else(|| Self::Unknown(webhooks::Unlisted::new(name, &body))))
            }
            #[inline]
            fn listed(name: &str, #body: webhooks::Payload<'_>) -> Result<Option<Self>, webhooks::EventError> {
                let event = match name {
                    #(#arms,)*
                    _ => return Ok(None),
                };
                Ok(Some(event))
            }
        }
    })
}

/// Returns the function that reads an event from a request, if the request tells which one it is.
fn parse(cx: Context<'_>, all: &[Variant<'_>]) -> Option<TokenStream> {
    let (told, headers, read) = match (cx.events.name.as_slice(), all) {
        ([], [only]) => {
            let wire = &only.wire;
            let told = "Reads the event of a request: the document has only this one.".to_owned();
            (told, quote!(_headers), quote!(Self::named(#wire, body)))
        }
        ([], _) => return None,
        (parts, _) => {
            let places: Vec<String> = parts.iter().map(place).collect();
            let told = format!(
                "Reads the event of a request: {} names it.",
                doc::and(&places)
            );
            let read = quote!(webhooks::parse(
                NAME,
                (headers, body.into()),
                Self::listed,
                Self::Unknown
            ));
            (told, quote!(headers), read)
        }
    };
    let docs = doc::lines([
        told,
        String::new(),
        "# Errors".to_owned(),
        String::new(),
        "The request does not name its event, or the body does not match the document. The error has the place."
            .to_owned(),
    ]);
    Some(quote! {
        #docs
        #[inline]
        pub fn parse<'b>(
            #headers: &dyn webhooks::Headers,
            body: impl Into<webhooks::Payload<'b>>,
        ) -> Result<Self, webhooks::EventError> {
            #read
        }
    })
}

fn place(part: &Part) -> String {
    match part {
        Part::Header(name) => format!("the header {}", doc::code(name)),
        Part::Property(pointer) => format!("the property {}", doc::code(pointer)),
    }
}

/// Returns the places of an event's name, as a constant.
fn name(cx: Context<'_>) -> Option<Item> {
    let parts = cx.events.name.iter().map(|it| match it {
        Part::Header(name) => quote!(webhooks::Part::Header(#name)),
        Part::Property(pointer) => quote!(webhooks::Part::Property(#pointer)),
    });
    let parts: Vec<_> = parts.collect();
    (!parts.is_empty()).then(|| {
        Item::Rust(quote! {
            /// The places of an event's name.
            const NAME: &[webhooks::Part] = &[#(#parts),*];
        })
    })
}

/// Returns the signature, as a constant.
fn signature(signature: &Signature) -> Item {
    let made = match signature {
        Signature::Standard(prefix) if prefix == "webhook" => quote!(standard()),
        Signature::Standard(prefix) => quote!(standard_in(#prefix)),
        Signature::Header {
            name,
            prefix,
            base64,
            timestamp,
            timestamp_header,
            content,
        } => {
            let prefix = (!prefix.is_empty()).then(|| quote!(.prefix(#prefix)));
            let base64 = base64.then(|| quote!(.base64()));
            let timestamp = timestamp.as_ref().map(|it| quote!(.timestamp(#it)));
            let other = timestamp_header.as_ref();
            let other = other.map(|it| quote!(.timestamp_header(#it)));
            let content = content.as_ref().map(|it| quote!(.content(#it)));
            quote!(header(#name) #prefix #base64 #timestamp #other #content)
        }
    };
    Item::Rust(quote! {
        /// The way in which the server signs requests. With the feature `webhook-signatures`, `Verifier::new(SIGNATURE,
        /// secret)` of the runtime makes the check.
        pub const SIGNATURE: webhooks::Signature = webhooks::Signature::#made;
    })
}

/// Returns the callbacks with a payload that has a type: the index, the operation and the type.
fn callbacks(cx: Context<'_>) -> impl Iterator<Item = (usize, usize, &TypeRef)> {
    let all = cx.api.incoming.iter().enumerate();
    all.filter_map(|(index, it)| match (it.kind, &it.request()?.payload) {
        (IncomingKind::Callback(operation), Payload::Json(ty)) => Some((index, operation, ty)),
        _ => None,
    })
}

fn callbacks_file(cx: Context<'_>) -> OutFile {
    let mut uses = Uses::default();
    let mut aliases = Vec::new();
    for (index, operation, ty) in callbacks(cx) {
        let (incoming, ident) = (&cx.api.incoming[index], &cx.names.incoming[index]);
        let docs = callback_docs(cx, incoming, operation);
        let ty = type_ref(cx, ty, Site::Outside, &mut uses);
        let item = Item::Rust(quote!(#docs pub type #ident = #ty;));
        aliases.extend(features::items_for(cx, &[operation], vec![item]));
    }
    let mut items = uses.items(&quote!(super));
    items.extend(aliases);
    OutFile {
        path: format!("{CALLBACKS}.rs"),
        docs: vec![
            "The payloads of callbacks: requests that the server makes to a URL that the caller gave it.".to_owned(),
            String::new(),
            "[`json`](crate::runtime::webhooks::json) decodes a body as one of them.".to_owned(),
        ],
        items,
    }
}

fn callback_docs(cx: Context<'_>, incoming: &Incoming, operation: usize) -> TokenStream {
    let function = doc::functions(cx, &[operation], "super");
    let name = doc::code(incoming.name.as_str());
    let told = format!("The payload of the callback {name} of {function}.");
    match incoming.request() {
        Some(it) => doc::with_facts(&it.doc, &[told], ""),
        None => doc::lines([told]),
    }
}
