//! Request bodies: the arguments that functions take for them, and the calls that pass them to the runtime.

use super::{
    context::Context,
    doc,
    input::{Input, form_styles, json, style, value},
    type_ref::{Site, Uses, type_ref},
};
use crate::{
    api::{Encoding, Part, PartContent, TypeRef, essence},
    rust::{names::BodyNames, plan::Body},
};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

/// The media types of a file for which the document declares none.
const ANY_FILE: &str = "*/*";

/// The inputs of a body: one for the whole body, or one per part.
#[derive(Default)]
pub(super) struct Inputs {
    pub(super) required: Vec<Input>,
    pub(super) optional: Vec<Input>,
    /// The calls that do not depend on the inputs: the media type of a body in parts, and the start of one without
    /// required parts.
    pub(super) start: Option<TokenStream>,
}

pub(super) fn inputs(
    cx: Context<'_>,
    body: &Body<'_>,
    names: &BodyNames,
    uses: &mut Uses,
) -> Inputs {
    let mut out = Inputs::default();
    let parts = body.encoding.parts();
    for (part, ident) in parts.iter().zip(&names.parts) {
        let input = self::part(cx, part, ident, uses);
        let required = body.required && part.required;
        if required {
            &mut out.required
        } else {
            &mut out.optional
        }
        .push(input);
    }
    if parts.is_empty() {
        let input = whole(cx, body, &names.ident, uses);
        if body.required {
            &mut out.required
        } else {
            &mut out.optional
        }
        .push(input);
    } else if body.required && out.required.is_empty() {
        out.start = Some(quote!(.multipart()));
    }
    let start = out.start.take();
    let kind = parts_as(body);
    out.start = Some(quote!(#kind #start)).filter(|it| !it.is_empty());
    out
}

/// Emits the call that sets the media type of a body in parts, unless it is the usual one.
fn parts_as(body: &Body<'_>) -> Option<TokenStream> {
    let media = essence(body.media);
    let usual = matches!(media.as_str(), "multipart/form-data" | "multipart/*");
    let parts = matches!(body.encoding, Encoding::Multipart(_)) && !usual;
    let media = Literal::string(&media);
    parts.then(|| quote!(.parts_as(#media)))
}

/// Returns the input for a body that is one value, named `ident`.
fn whole(cx: Context<'_>, body: &Body<'_>, ident: &Ident, uses: &mut Uses) -> Input {
    let (ty, call) = match body.encoding {
        Encoding::Raw { media } => {
            uses.runtime("Body", quote!(Body));
            let media = Literal::string(media);
            (quote!(impl Into<Body>), quote!(.body(#media, #ident)))
        }
        Encoding::Plain { media, ty } => {
            let (ty, value) = value(cx, ty, ident, uses);
            let media = Literal::string(media);
            (ty, quote!(.plain(#media, #value)))
        }
        Encoding::Lines { media, ty } => {
            uses.runtime("LinesBody", quote!(LinesBody));
            let ty = type_ref(cx, ty, Site::Outside, uses);
            let media = Literal::string(media);
            let ty = quote!(impl Into<LinesBody<#ty>>);
            (ty, quote!(.json_lines(#media, #ident)))
        }
        Encoding::Multipart(_) => {
            uses.runtime("Multipart", quote!(Multipart));
            (quote!(Multipart), quote!(.parts(#ident)))
        }
        Encoding::Form { ty, styles } => {
            let (ty, value) = json(cx, ty, ident, uses);
            let styles = form_styles(styles, uses);
            (ty, quote!(.form(#value, &[#(#styles),*])))
        }
        Encoding::Json { media, ty } => {
            let (ty, value) = json(cx, ty, ident, uses);
            if media == "application/json" {
                (ty, quote!(.json(#value)))
            } else {
                let media = Literal::string(media);
                (ty, quote!(.json_as(#media, #value)))
            }
        }
    };
    let fallback = format!("Sets the request body, as {}.", doc::code(body.media));
    Input {
        ident: ident.clone(),
        head: doc::of(body.doc, body.facets, &fallback),
        ty,
        call,
    }
}

/// Returns the input for a part, named `ident`.
fn part(cx: Context<'_>, part: &Part, ident: &Ident, uses: &mut Uses) -> Input {
    let name = Literal::string(part.wire.as_str());
    let (ty, call) = part_call(cx, part, &name, ident, uses);
    let headers = part.headers.iter().map(|(header, value)| {
        let header = Literal::string(header.as_str());
        quote!(.part_header(#name, #header, #value))
    });
    let call = quote!(#(#headers)* #call);
    let fallback = format!("Sets the part {}.", doc::code(part.wire.as_str()));
    let docs = doc::of(&part.doc, part.facets.as_deref(), &fallback);
    let deprecated = doc::deprecated(part.deprecated, &part.doc);
    Input {
        ident: ident.clone(),
        head: quote!(#docs #deprecated),
        ty,
        call,
    }
}

/// Returns the argument type of a part, and the call that sends it.
fn part_call(
    cx: Context<'_>,
    part: &Part,
    name: &Literal,
    ident: &Ident,
    uses: &mut Uses,
) -> (TokenStream, TokenStream) {
    if let (Some(style), Some(ty)) = (part.style, part.content.ty()) {
        let is_text = matches!(part.content, PartContent::Text(_));
        let (ty, value) = styled(cx, (ty, is_text), ident, uses);
        uses.runtime("Style", quote!(Style));
        let style = self::style(style);
        return (ty, quote!(.part_styled(#name, #style, #value)));
    }
    let media = part.media.as_deref().map(Literal::string);
    let file_media = Literal::string(part.media.as_deref().unwrap_or(ANY_FILE));
    match &part.content {
        PartContent::Text(ty) => {
            let (ty, value) = value(cx, ty, ident, uses);
            match media {
                Some(media) => (ty, quote!(.part_as(#name, #media, #value))),
                None => (ty, quote!(.part(#name, #value))),
            }
        }
        PartContent::Json(ty) => {
            let (ty, value) = json(cx, ty, ident, uses);
            match media {
                Some(media) => (ty, quote!(.part_json_as(#name, #media, #value))),
                None => (ty, quote!(.part_json(#name, #value))),
            }
        }
        PartContent::JsonList(ty) => {
            let (ty, value) = json(cx, ty, ident, uses);
            (ty, quote!(.parts_json(#name, #value)))
        }
        PartContent::ByValue(ty) => {
            let (ty, value) = json(cx, ty, ident, uses);
            (ty, quote!(.part_value(#name, #value)))
        }
        PartContent::File => {
            uses.runtime("File", quote!(File));
            (quote!(File), quote!(.file(#name, #file_media, #ident)))
        }
        PartContent::Files => {
            uses.runtime("File", quote!(File));
            let files = quote!(impl IntoIterator<Item = File>);
            (files, quote!(.files(#name, #file_media, #ident)))
        }
        PartContent::FileOr(ty) => {
            uses.runtime("FileOr", quote!(FileOr));
            let ty = type_ref(cx, ty, Site::Outside, uses);
            let ty = quote!(impl Into<FileOr<#ty>>);
            (ty, quote!(.file_or(#name, #file_media, #ident)))
        }
        PartContent::FilesOr(ty) => {
            uses.runtime("FilesOr", quote!(FilesOr));
            let ty = type_ref(cx, ty, Site::Outside, uses);
            let ty = quote!(impl Into<FilesOr<#ty>>);
            (ty, quote!(.files_or(#name, #file_media, #ident)))
        }
    }
}

/// Returns the argument type of a part with a style, and its value as the runtime encodes one by style.
fn styled(
    cx: Context<'_>,
    (ty, is_text): (&TypeRef, bool),
    ident: &Ident,
    uses: &mut Uses,
) -> (TokenStream, TokenStream) {
    if is_text {
        return value(cx, ty, ident, uses);
    }
    uses.runtime("JsonParam", quote!(JsonParam));
    let (ty, value) = json(cx, ty, ident, uses);
    (ty, quote!(JsonParam(#value)))
}
