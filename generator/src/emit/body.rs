//! Request bodies: how one is taken and handed to the runtime.

use super::{
    Context, doc,
    input::{Input, style, value},
    type_ref::{Site, Uses, prim_type, resolved, type_ref},
};
use crate::{
    model::{Body, Encoding, Part, PartContent, Prim, SpecName, Style, TypeRef},
    name::BodyNames,
};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

/// The type of a file of which the document says none.
const ANY_FILE: &str = "application/octet-stream";

/// What a body takes: one input, or one for each part.
#[derive(Default)]
pub(super) struct Inputs {
    pub(super) required: Vec<Input>,
    pub(super) optional: Vec<Input>,
    /// The call that makes it a body even if no input is given.
    pub(super) start: Option<TokenStream>,
}

pub(super) fn inputs(cx: Context<'_>, body: &Body, names: &BodyNames, uses: &mut Uses) -> Inputs {
    let mut out = Inputs::default();
    let parts: &[Part] = match &body.encoding {
        Encoding::Multipart(parts) => parts,
        Encoding::Json { .. }
        | Encoding::Form { .. }
        | Encoding::Lines { .. }
        | Encoding::Raw { .. } => &[],
    };
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
    out
}

/// A body that is one value called `ident`.
fn whole(cx: Context<'_>, body: &Body, ident: &Ident, uses: &mut Uses) -> Input {
    let (ty, call) = match &body.encoding {
        Encoding::Raw { media } => {
            uses.runtime("Body", quote!(Body));
            let media = Literal::string(media);
            (quote!(impl Into<Body>), quote!(.body(#media, #ident)))
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
    let fallback = format!("Sets the request body, as {}.", doc::code(&body.media));
    Input {
        ident: ident.clone(),
        head: doc::of(&body.doc, &fallback),
        ty,
        call,
    }
}

pub(super) fn form_styles(styles: &[(SpecName, Style)], uses: &mut Uses) -> Vec<TokenStream> {
    if !styles.is_empty() {
        uses.runtime("Style", quote!(Style));
    }
    let each = |(name, it): &(SpecName, Style)| {
        let (name, style) = (Literal::string(name.as_str()), style(*it));
        quote!((#name, #style))
    };
    styles.iter().map(each).collect()
}

/// A part called `ident`.
fn part(cx: Context<'_>, part: &Part, ident: &Ident, uses: &mut Uses) -> Input {
    let name = Literal::string(part.wire.as_str());
    let (ty, call) = match &part.content {
        PartContent::Text(ty) => {
            let (ty, value) = value(cx, ty, ident, uses);
            match part.media.as_deref().map(Literal::string) {
                Some(media) => (ty, quote!(.part_as(#name, #media, #value))),
                None => (ty, quote!(.part(#name, #value))),
            }
        }
        PartContent::Json(ty) => {
            let (ty, value) = json(cx, ty, ident, uses);
            (ty, quote!(.part_json(#name, #value)))
        }
        PartContent::JsonList(ty) => {
            let (ty, value) = json(cx, ty, ident, uses);
            (ty, quote!(.parts_json(#name, #value)))
        }
        PartContent::File | PartContent::Files => {
            uses.runtime("File", quote!(File));
            let media = Literal::string(part.media.as_deref().unwrap_or(ANY_FILE));
            if matches!(part.content, PartContent::File) {
                (quote!(File), quote!(.file(#name, #media, #ident)))
            } else {
                let files = quote!(impl IntoIterator<Item = File>);
                (files, quote!(.files(#name, #media, #ident)))
            }
        }
    };
    let headers = part.headers.iter().map(|(header, value)| {
        let header = Literal::string(header.as_str());
        quote!(.part_header(#name, #header, #value))
    });
    let call = quote!(#(#headers)* #call);
    let fallback = format!("Sets the part {}.", doc::code(part.wire.as_str()));
    let docs = doc::of(&part.doc, &fallback);
    let deprecated = part.deprecated.then(|| quote!(#[deprecated]));
    Input {
        ident: ident.clone(),
        head: quote!(#docs #deprecated),
        ty,
        call,
    }
}

/// The argument type of a JSON body, and the argument as the runtime takes it.
pub(super) fn json(
    cx: Context<'_>,
    ty: &TypeRef,
    ident: &Ident,
    uses: &mut Uses,
) -> (TokenStream, TokenStream) {
    match resolved(cx, ty) {
        TypeRef::Prim(Prim::String) => (quote!(&str), quote!(#ident)),
        TypeRef::Prim(prim) => (prim_type(*prim), quote!(&#ident)),
        TypeRef::List(item) => {
            let item = type_ref(cx, item, Site::Outside, uses);
            (quote!(&[#item]), quote!(#ident))
        }
        TypeRef::Named(_)
        | TypeRef::Foreign(_)
        | TypeRef::Map(_)
        | TypeRef::Tuple(_)
        | TypeRef::Json
        | TypeRef::Nullable(_) => {
            let ty = type_ref(cx, ty, Site::Outside, uses);
            (quote!(&#ty), quote!(#ident))
        }
    }
}
