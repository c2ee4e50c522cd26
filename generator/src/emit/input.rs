//! Inputs of an operation: how a parameter is taken and handed to the runtime.

use super::{
    Context,
    body::{form_styles, json},
    doc,
    type_ref::{Site, Uses, foreign_type, prim_type, resolved, type_ref},
};
use crate::model::{Param, Place, Prim, Shape, Style, TypeRef};
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
    let (ty, value, structured) = param_value(cx, param, ident, uses);
    let plain = !structured && !param.reserved && param.style == param.place.usual();
    let call = match (param.place, plain) {
        (Place::QueryString, _) => query_string(cx, param, (&name, ident), &value, uses),
        (Place::Path | Place::Query | Place::Header | Place::Cookie, false) => {
            styled(param, &name, &value, uses)
        }
        (Place::Path, true) => quote!(.path(#name, #value)),
        (Place::Query, true) => quote!(.query(#name, #value)),
        (Place::Header, true) => quote!(.header(#name, #value)),
        (Place::Cookie, true) => quote!(.cookie(#name, #value)),
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

/// The call for a parameter in a style that has to be said.
fn styled(param: &Param, name: &Literal, value: &TokenStream, uses: &mut Uses) -> TokenStream {
    uses.runtime("Style", quote!(Style));
    let style = style(param.style);
    match (param.place, param.reserved) {
        (Place::Path, false) => quote!(.path_styled(#name, #style, #value)),
        (Place::Path, true) => quote!(.path_reserved(#name, #style, #value)),
        (Place::Query, false) => quote!(.query_styled(#name, #style, #value)),
        (Place::Query, true) => quote!(.query_reserved(#name, #style, #value)),
        (Place::Header, _) => quote!(.header_styled(#name, #style, #value)),
        (Place::Cookie, false) => quote!(.cookie_styled(#name, #style, #value)),
        (Place::Cookie, true) => quote!(.cookie_reserved(#name, #style, #value)),
        (Place::QueryString, _) => quote!(.query_string(#style, #value)),
    }
}

/// The call for a parameter that is the query.
fn query_string(
    cx: Context<'_>,
    param: &Param,
    (name, ident): (&Literal, &Ident),
    value: &TokenStream,
    uses: &mut Uses,
) -> TokenStream {
    if param.style == Style::FormExplode {
        let (_, value) = json(cx, &param.ty, ident, uses);
        let styles = form_styles(&param.properties, uses);
        return quote!(.query_form(#value, &[#(#styles),*]));
    }
    styled(param, name, value, uses)
}

/// The runtime's style.
pub(super) fn style(style: Style) -> TokenStream {
    match style {
        Style::Simple => quote!(Style::Simple),
        Style::SimpleExplode => quote!(Style::SimpleExplode),
        Style::Label => quote!(Style::Label),
        Style::LabelExplode => quote!(Style::LabelExplode),
        Style::Matrix => quote!(Style::Matrix),
        Style::MatrixExplode => quote!(Style::MatrixExplode),
        Style::Form => quote!(Style::Form),
        Style::FormExplode => quote!(Style::FormExplode),
        Style::Cookie => quote!(Style::Cookie),
        Style::CookieExplode => quote!(Style::CookieExplode),
        Style::Space => quote!(Style::Space),
        Style::Pipe => quote!(Style::Pipe),
        Style::DeepObject => quote!(Style::DeepObject),
        Style::Json => quote!(Style::Json),
    }
}

/// The argument type of a parameter, the argument as the runtime takes it, and whether that is more than
/// a text or a list of texts.
fn param_value(
    cx: Context<'_>,
    param: &Param,
    ident: &Ident,
    uses: &mut Uses,
) -> (TokenStream, TokenStream, bool) {
    let ty = match resolved(cx, &param.ty) {
        TypeRef::Nullable(inner) => inner,
        ty => ty,
    };
    let json = param.style == Style::Json;
    let usual = param.style == param.place.usual();
    let by_value = match resolved(cx, ty) {
        TypeRef::Prim(Prim::String) => None,
        TypeRef::Prim(_) => json.then_some(true),
        TypeRef::Foreign(it) if usual && it.is_single() => None,
        TypeRef::Named(_) if !json && is_enum(cx, ty) => None,
        TypeRef::Named(_) if usual && is_untagged(cx, ty) => None,
        TypeRef::Json if usual => None,
        TypeRef::List(item) => match resolved(cx, item) {
            TypeRef::Prim(Prim::String) => None,
            TypeRef::Prim(_) => json.then_some(false),
            TypeRef::Json if usual => None,
            item if usual && is_untagged(cx, item) => None,
            item => (json || !is_enum(cx, item)).then_some(false),
        },
        TypeRef::Named(_)
        | TypeRef::Foreign(_)
        | TypeRef::Map(_)
        | TypeRef::Tuple(_)
        | TypeRef::Nullable(_)
        | TypeRef::Json => Some(false),
    };
    let (argument, plain) = value(cx, ty, ident, uses);
    let Some(by_value) = by_value else {
        return (argument, plain, false);
    };
    uses.runtime("Structured", quote!(Structured));
    let reference = by_value.then(|| quote!(&));
    (argument, quote!(Structured(#reference #ident)), true)
}

fn is_enum(cx: Context<'_>, ty: &TypeRef) -> bool {
    is(cx, ty, |it| {
        matches!(it, Shape::StringEnum(_) | Shape::IntegerEnum(_))
    })
}

fn is_string_enum(cx: Context<'_>, ty: &TypeRef) -> bool {
    is(cx, ty, |it| matches!(it, Shape::StringEnum(_)))
}

/// Whether values of the type are parameters by themselves, each in its own form.
fn is_untagged(cx: Context<'_>, ty: &TypeRef) -> bool {
    is(cx, ty, |it| match it {
        Shape::Untagged(_) => true,
        Shape::Union(it) => it.is_mixed(),
        _ => false,
    })
}

/// Whether a type has a name, and such a shape.
fn is(cx: Context<'_>, ty: &TypeRef, shape: impl Fn(&Shape) -> bool) -> bool {
    cx.api.shape(resolved(cx, ty)).is_some_and(shape)
}

/// The argument type of a parameter, and the argument as the runtime takes it.
pub(super) fn value(
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
            TypeRef::Foreign(it) => {
                uses.runtime("Structured", quote!(Structured));
                let item = foreign_type(it);
                (quote!(&[#item]), quote!(Structured(#ident)))
            }
            item => {
                let texts = is_string_enum(cx, item);
                let item = type_ref(cx, item, Site::Outside, uses);
                let value = if texts {
                    uses.runtime("Texts", quote!(Texts));
                    quote!(Texts(#ident))
                } else {
                    quote!(#ident)
                };
                (quote!(&[#item]), value)
            }
        },
        // Written as its JSON, so that it is spelled alike in a parameter and in a body.
        TypeRef::Foreign(it) => {
            uses.runtime("Structured", quote!(Structured));
            let ty = foreign_type(it);
            (quote!(&#ty), quote!(Structured(#ident)))
        }
        TypeRef::Nullable(inner) => value(cx, inner, ident, uses),
        other @ (TypeRef::Named(_) | TypeRef::Map(_) | TypeRef::Tuple(_) | TypeRef::Json) => {
            let text = is_string_enum(cx, other).then(|| quote!(.as_str()));
            let ty = type_ref(cx, other, Site::Outside, uses);
            (quote!(&#ty), quote!(#ident #text))
        }
    }
}
