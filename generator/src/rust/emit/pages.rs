//! The `pages` method of a request: the rule for the runtime, and the path to the list.

use super::{
    context::Context,
    doc,
    type_ref::{Site, Uses, type_ref},
};
use crate::{
    api::{Presence, Shape, TypeId, TypeRef},
    rust::{
        pages::{From, Kind, More, Page, Pointer, Target},
        plan::{Decode, Outcome},
    },
};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

/// Returns the method, if the operation is paginated; `success` and `failure` are the markers of its bodies.
pub(super) fn method(
    cx: Context<'_>,
    number: usize,
    (success, failure): (&TokenStream, &TokenStream),
    uses: &mut Uses,
) -> Option<TokenStream> {
    let page = cx.pages.get(&number)?;
    uses.runtime("pages", quote!(pages));
    let body = body(cx, number);
    let docs = docs(page, matches!(body, Some((_, Form::OneOf(_)))));
    let rule = rule(page);
    let (success, call) = match body {
        Some((ty, Form::OneOf(media))) => {
            uses.runtime("Json", quote!(Json));
            let ty = type_ref(cx, ty, Site::Outside, uses);
            let media = media.iter().map(|it| Literal::string(it));
            let call = quote!(self.0.only::<Json<#ty>>(&[#(#media),*]));
            (quote!(Json<#ty>), call)
        }
        Some((_, Form::Only)) | None => (success.clone(), quote!(self.0)),
    };
    let list = body.and_then(|(ty, _)| listing(cx, ty, page, uses));
    let Some((item, list)) = list else {
        return Some(quote! {
            #docs
            pub fn pages(self) -> pages::Pages<#success, #failure> { #call.pages(#rule) }
        });
    };
    Some(quote! {
        #docs
        pub fn pages(self) -> pages::ListPages<#success, #failure, #item> {
            #call.list_pages(#rule, #list)
        }
    })
}

/// The place of JSON among the forms of a response.
#[derive(Clone, Copy)]
enum Form<'a> {
    /// The response has no other form.
    Only,
    /// The response has other forms, in which its pages could not be counted. These are the media types of JSON.
    OneOf(&'a [String]),
}

/// Returns the type of a page, if it is JSON.
fn body(cx: Context<'_>, number: usize) -> Option<(&TypeRef, Form<'_>)> {
    match &cx.plan.operations[number].success {
        Outcome::One(Decode::Json(ty), _) => Some((ty, Form::Only)),
        Outcome::One(Decode::ByContent(cases), _) => {
            cases.iter().find_map(|(media, it)| match it {
                Decode::Json(ty) => Some((ty, Form::OneOf(media))),
                _ => None,
            })
        }
        Outcome::One(..) | Outcome::Set(_) | Outcome::None => None,
    }
}

fn docs(page: &Page, has_forms: bool) -> TokenStream {
    let json = "The client asks for JSON, the only content type that has pages.".to_owned();
    let mut lines = vec![
        "Asks for one page after the other.".to_owned(),
        String::new(),
        format!("The next page: {} {}", page.sentence(), page.why()),
    ];
    lines.extend(
        has_forms
            .then(|| [String::new(), json])
            .into_iter()
            .flatten(),
    );
    doc::lines(lines)
}

/// Returns the rule, as constructors of the runtime's `PageRule`.
fn rule(page: &Page) -> TokenStream {
    let made = way_of(&page.kind);
    let in_body = matches!(changes(&page.kind), Some(Target::Body(_))).then(|| quote!(.in_body()));
    let items = place("items", page.items.as_ref());
    let more = match &page.more {
        Some(More::True(at)) => place("more", Some(at)),
        Some(More::Done(at)) => place("done", Some(at)),
        Some(More::There(at)) => place("there", Some(at)),
        None => None,
    };
    quote!(pages::PageRule::#made #in_body #items #more)
}

/// Returns the input that changes, if there is one.
fn changes(kind: &Kind) -> Option<&Target> {
    match kind {
        Kind::Cursor { to, .. } | Kind::Page { to, .. } | Kind::Offset { to, .. } => Some(to),
        Kind::Link | Kind::Url(_) => None,
    }
}

fn way_of(kind: &Kind) -> TokenStream {
    let name = changes(kind).map(input);
    match kind {
        Kind::Cursor { from, .. } => {
            let (made, at) = match from {
                From::Body(at) => (quote!(cursor), pointer(at)),
                From::Header(header) => (quote!(cursor_header), Literal::string(header)),
                From::Last(at) => (quote!(last_item), pointer(at)),
            };
            quote!(#made(#name, #at))
        }
        Kind::Page {
            first, echo, pages, ..
        } => {
            let (first_page, total) = (number(*first), place("total", pages.as_ref()));
            let echo = place("number", echo.as_ref().filter(|_| first.is_none()));
            quote!(page(#name) #first_page #echo #total)
        }
        Kind::Offset { first, total, .. } => {
            let first = number(Some(*first).filter(|it| *it > 0));
            let total = place("total", total.as_ref());
            quote!(offset(#name) #first #total)
        }
        Kind::Link => quote!(link()),
        Kind::Url(at) => {
            let at = pointer(at);
            quote!(url(#at))
        }
    }
}

fn input(to: &Target) -> Literal {
    match to {
        Target::Query(name) => Literal::string(name),
        Target::Body(at) => pointer(at),
    }
}

fn pointer(at: &Pointer) -> Literal {
    Literal::string(&at.to_string())
}

fn number(first: Option<u64>) -> Option<TokenStream> {
    let first = Literal::u64_unsuffixed(first?);
    Some(quote!(.first(#first)))
}

fn place(what: &str, at: Option<&Pointer>) -> Option<TokenStream> {
    let (what, at): (TokenStream, _) = (what.parse().unwrap_or_default(), pointer(at?));
    Some(quote!(.#what(#at)))
}

/// Returns the type of an item, and the function that takes the list out of a page. `None` if the list is nested in
/// something without fields: a union or a map.
fn listing(
    cx: Context<'_>,
    ty: &TypeRef,
    page: &Page,
    uses: &mut Uses,
) -> Option<(TokenStream, TokenStream)> {
    let names = &page.items.as_ref()?.0;
    let (item, value) = way(cx, ty, names, &quote!(page))?;
    let item = type_ref(cx, item, Site::Outside, uses);
    if names.is_empty() {
        return Some((item, quote!(pages::list)));
    }
    Some((item, quote!(|page| #value)))
}

/// Returns the item type of the list at `names` below `value`, and the expression for the list.
fn way<'a>(
    cx: Context<'a>,
    ty: &'a TypeRef,
    names: &[String],
    value: &TokenStream,
) -> Option<(&'a TypeRef, TokenStream)> {
    let ty = cx.api.resolved(ty);
    let Some((name, rest)) = names.split_first() else {
        let list = match ty {
            TypeRef::Nullable(inner) => cx.api.resolved(inner),
            ty => ty,
        };
        return match list {
            TypeRef::List(item) => Some((item, quote!(pages::list(#value)))),
            _ => None,
        };
    };
    let (id, field) = member(cx, ty, name)?;
    let Shape::Struct(it) = &cx.api.ty(id).shape else {
        return None;
    };
    let (ident, member) = (
        &cx.names.types[id.index()].members[field],
        &it.fields[field],
    );
    let inner = quote!(#value.#ident);
    if rest.is_empty() {
        return way(cx, &member.ty, rest, &inner);
    }
    let value = match cx.facts.presence(id, member) {
        Presence::Required => return way(cx, &member.ty, rest, &inner),
        Presence::Optional | Presence::RequiredNullable => quote!(#inner),
        Presence::OptionalNullable => quote!(#inner.into_value()),
    };
    let (item, list) = way(cx, &member.ty, rest, &quote!(it))?;
    Some((item, quote!(#value.map(|it| #list).unwrap_or_default())))
}

/// Returns the struct that has a property of this name, and the index of its field.
fn member(cx: Context<'_>, ty: &TypeRef, name: &str) -> Option<(TypeId, usize)> {
    let TypeRef::Named(id) = ty else {
        return None;
    };
    match &cx.api.ty(*id).shape {
        Shape::Struct(it) => {
            let mut fields = it.fields.iter();
            Some((*id, fields.position(|it| it.wire.as_str() == name)?))
        }
        Shape::StringEnum(_)
        | Shape::IntegerEnum(_)
        | Shape::Union(_)
        | Shape::Untagged(_)
        | Shape::Alias(_) => None,
    }
}
