//! Inputs of an operation: the arguments for its parameters, and the calls that pass them to the runtime.

use super::{
    context::Context,
    doc,
    type_ref::{Site, Uses, foreign_type, prim_type, resolved, type_ref},
};
use crate::api::{Param, Place, Prim, Shape, Style, TypeRef};
use crate::tree::SpecName;
use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

/// An input: an argument or a setter.
pub(super) struct Input {
    pub(super) ident: Ident,
    /// The documentation and attributes of the setter.
    pub(super) head: TokenStream,
    /// The type of the argument.
    pub(super) ty: TokenStream,
    /// The call that passes the argument to the runtime.
    pub(super) call: TokenStream,
}

/// Returns the input for a parameter, named `ident`.
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
        param.facets.as_deref(),
        &format!("Sets {}.", doc::code(param.wire.as_str())),
    );
    let deprecated = doc::deprecated(param.deprecated, &param.doc);
    Input {
        ident: ident.clone(),
        head: quote!(#docs #deprecated),
        ty,
        call,
    }
}

/// Emits the call for a parameter that needs an explicit style.
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

/// Emits the call for a parameter that is the whole query.
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

/// Emits the runtime's `Style`.
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

/// Returns the argument type of a parameter, the argument as it is passed to the runtime, and whether the argument is
/// more than a string or a list of strings.
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
    uses.runtime("JsonParam", quote!(JsonParam));
    let reference = by_value.then(|| quote!(&));
    (argument, quote!(JsonParam(#reference #ident)), true)
}

fn is_enum(cx: Context<'_>, ty: &TypeRef) -> bool {
    is(cx, ty, |it| {
        matches!(it, Shape::StringEnum(_) | Shape::IntegerEnum(_))
    })
}

fn is_string_enum(cx: Context<'_>, ty: &TypeRef) -> bool {
    is(cx, ty, |it| matches!(it, Shape::StringEnum(_)))
}

/// Returns whether the type is a union whose values are parameters as they are, each in the form of its variant.
fn is_untagged(cx: Context<'_>, ty: &TypeRef) -> bool {
    is(cx, ty, |it| match it {
        Shape::Untagged(_) => true,
        Shape::Union(it) => it.is_mixed(),
        _ => false,
    })
}

/// Returns whether a type is a named type of such a shape.
fn is(cx: Context<'_>, ty: &TypeRef, shape: impl Fn(&Shape) -> bool) -> bool {
    cx.api.shape(resolved(cx, ty)).is_some_and(shape)
}

/// Returns the argument type of a parameter, and the argument as it is passed to the runtime.
pub(super) fn value(
    cx: Context<'_>,
    ty: &TypeRef,
    ident: &Ident,
    uses: &mut Uses,
) -> (TokenStream, TokenStream) {
    match resolved(cx, ty) {
        TypeRef::Prim(Prim::String) => (quote!(&str), quote!(#ident)),
        // The runtime does not know these types, so they are sent as they display themselves.
        TypeRef::Prim(prim) if prim.is_text() => (prim_type(*prim), quote!(#ident.to_string())),
        TypeRef::Prim(prim) => (prim_type(*prim), quote!(#ident)),
        TypeRef::List(item) => match resolved(cx, item) {
            TypeRef::Prim(Prim::String) => {
                uses.runtime("TextList", quote!(TextList));
                (quote!(&[impl AsRef<str>]), quote!(TextList(#ident)))
            }
            TypeRef::Prim(prim) if prim.is_text() => {
                uses.runtime("Shown", quote!(Shown));
                let item = prim_type(*prim);
                (quote!(&[#item]), quote!(Shown(#ident)))
            }
            TypeRef::Foreign(it) => {
                uses.runtime("JsonParam", quote!(JsonParam));
                let item = foreign_type(it);
                (quote!(&[#item]), quote!(JsonParam(#ident)))
            }
            item => {
                let texts = is_string_enum(cx, item);
                let item = type_ref(cx, item, Site::Outside, uses);
                let value = if texts {
                    uses.runtime("TextList", quote!(TextList));
                    quote!(TextList(#ident))
                } else {
                    quote!(#ident)
                };
                (quote!(&[#item]), value)
            }
        },
        // Custom types are sent in their JSON form, so that parameters and bodies agree.
        TypeRef::Foreign(it) => {
            uses.runtime("JsonParam", quote!(JsonParam));
            let ty = foreign_type(it);
            (quote!(&#ty), quote!(JsonParam(#ident)))
        }
        TypeRef::Nullable(inner) => value(cx, inner, ident, uses),
        other @ (TypeRef::Named(_) | TypeRef::Map(_) | TypeRef::Tuple(_) | TypeRef::Json) => {
            let text = is_string_enum(cx, other).then(|| quote!(.as_str()));
            let ty = type_ref(cx, other, Site::Outside, uses);
            (quote!(&#ty), quote!(#ident #text))
        }
    }
}

/// Returns the styles of the properties of a form, for the runtime.
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

/// Returns the argument type of a JSON body, and the argument as it is passed to the runtime.
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
