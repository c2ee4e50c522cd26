//! Inputs of an operation: how a parameter or a body is taken and handed to the runtime.

use super::{
    Context, doc,
    type_ref::{Site, Uses, prim_type, resolved, type_ref},
};
use crate::model::{Body, Encoding, Param, Place, Prim, TypeRef};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

/// An input: an argument or a setter.
pub(super) struct Input {
    pub(super) ident: Ident,
    /// The documentation and attributes of the setter.
    pub(super) head: TokenStream,
    /// The type of the argument.
    pub(super) ty: TokenStream,
    /// The call that hands it to the runtime.
    pub(super) call: TokenStream,
}

/// A parameter called `ident`.
pub(super) fn param(cx: Context<'_>, param: &Param, ident: &Ident, uses: &mut Uses) -> Input {
    let name = Literal::string(param.wire.as_str());
    let (ty, value) = value(cx, &param.ty, ident, uses);
    let call = match param.place {
        Place::Path => quote!(.path(#name, #value)),
        Place::Query => quote!(.query(#name, #value)),
        Place::Header => quote!(.header(#name, #value)),
        Place::Cookie => quote!(.cookie(#name, #value)),
    };
    let docs = doc::of(
        &param.doc,
        &format!("Sets {}.", doc::code(param.wire.as_str())),
    );
    let deprecated = param.deprecated.then(|| quote!(#[deprecated]));
    Input {
        ident: ident.clone(),
        head: quote!(#docs #deprecated),
        ty,
        call,
    }
}

/// The argument type of a parameter, and the argument as the runtime takes it.
fn value(
    cx: Context<'_>,
    ty: &TypeRef,
    ident: &Ident,
    uses: &mut Uses,
) -> (TokenStream, TokenStream) {
    match resolved(cx, ty) {
        TypeRef::Prim(Prim::String) => (quote!(&str), quote!(#ident)),
        // What the runtime knows nothing of is written as it shows itself.
        TypeRef::Prim(prim) if prim.is_text() => (prim_type(*prim), quote!(#ident.to_string())),
        TypeRef::Prim(prim) => (prim_type(*prim), quote!(#ident)),
        TypeRef::List(item) => match resolved(cx, item) {
            TypeRef::Prim(Prim::String) => {
                uses.runtime("Texts", quote!(Texts));
                (quote!(&[impl AsRef<str>]), quote!(Texts(#ident)))
            }
            TypeRef::Prim(prim) if prim.is_text() => {
                uses.runtime("Shown", quote!(Shown));
                let item = prim_type(*prim);
                (quote!(&[#item]), quote!(Shown(#ident)))
            }
            item => {
                let item = type_ref(cx, item, Site::Outside, uses);
                (quote!(&[#item]), quote!(#ident))
            }
        },
        TypeRef::Nullable(inner) => value(cx, inner, ident, uses),
        other @ (TypeRef::Named(_) | TypeRef::Map(_) | TypeRef::Tuple(_) | TypeRef::Json) => {
            let ty = type_ref(cx, other, Site::Outside, uses);
            (quote!(&#ty), quote!(#ident))
        }
    }
}

/// A body called `ident`.
pub(super) fn body(cx: Context<'_>, body: &Body, ident: &Ident, uses: &mut Uses) -> Input {
    let (ty, call) = match &body.encoding {
        Encoding::Raw { media } => {
            uses.runtime("Body", quote!(Body));
            let media = Literal::string(media);
            (quote!(impl Into<Body>), quote!(.body(#media, #ident)))
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
    let head = doc::of(&body.doc, "Sets the request body.");
    Input {
        ident: ident.clone(),
        head,
        ty,
        call,
    }
}

/// The argument type of a JSON body, and the argument as the runtime takes it.
fn json(
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
        | TypeRef::Map(_)
        | TypeRef::Tuple(_)
        | TypeRef::Json
        | TypeRef::Nullable(_) => {
            let ty = type_ref(cx, ty, Site::Outside, uses);
            (quote!(&#ty), quote!(#ident))
        }
    }
}
