//! The parts of a document that show where a request names its event, and how the server signs it.

use super::{Part, Signature};
use crate::api::{Api, IncomingHeader, Payload, Shape, TypeRef};
use std::collections::BTreeSet;

/// The last words of headers that name an event, as in `X-GitHub-Event` and `X-Shopify-Topic`.
const WORDS: &[&str] = &["event", "event-type", "event-name", "topic"];

/// The number of headers and properties that are looked at: documents have the one that names the event near the top.
const CANDIDATES: usize = 32;

/// Returns the places of an event's name; none in doubt.
pub(super) fn name(api: &Api, webhooks: &[usize]) -> Vec<Part> {
    let headers = shared_headers(api, webhooks);
    let properties = properties(api, webhooks);
    let exact = headers.iter().cloned().map(Part::Header);
    let exact = exact.chain(properties.iter().cloned().map(Part::Property));
    let mut exact = exact.filter(|it| all_differ(&constants(api, webhooks, it)));
    if let Some(only) = exact.next() {
        return vec![only];
    }
    let names_event = |it: &&String| {
        let ends = |word: &str| it.as_str() == word || it.ends_with(&format!("-{word}"));
        WORDS.iter().any(|word| ends(word))
    };
    let Some(header) = headers.iter().find(names_event) else {
        return Vec::new();
    };
    let header = Part::Header(header.clone());
    let completes = |it: &&String| completes(api, webhooks, it);
    let property = properties.iter().find(completes).cloned();
    std::iter::once(header)
        .chain(property.map(Part::Property))
        .collect()
}

/// Returns whether each webhook has a constant, and all are different.
fn all_differ(constants: &[Option<String>]) -> bool {
    let known: BTreeSet<&String> = constants.iter().flatten().collect();
    known.len() == constants.len()
}

/// Returns whether the names of webhooks end in the constant of a property, nearly all of those that have one: it is
/// the second part of the name.
fn completes(api: &Api, webhooks: &[usize], property: &str) -> bool {
    let part = Part::Property(property.to_owned());
    let constants = constants(api, webhooks, &part);
    let with = webhooks.iter().zip(&constants);
    let with: Vec<_> = with
        .filter_map(|(it, constant)| Some((it, constant.as_ref()?)))
        .collect();
    let ending = with
        .iter()
        .filter(|(it, constant)| first_part(api, **it, constant).is_some());
    2 * with.len() >= webhooks.len() && 10 * ending.count() >= 9 * with.len()
}

/// Returns the name of a webhook up to a constant that it ends in.
fn first_part(api: &Api, webhook: usize, constant: &str) -> Option<String> {
    let name = plain(api.incoming[webhook].name.as_str());
    let first = name.strip_suffix(&plain(constant))?.strip_suffix('-')?;
    Some(first.to_owned())
}

fn plain(text: &str) -> String {
    text.replace(['_', '.', '/', ' '], "-")
}

/// Returns the names of events in requests that have them in two parts, for webhooks whose own name does not end in the
/// constant of the second part: a webhook `thing-promoted` of the action `promote` is `thing-promote`, beside a
/// `thing-created`.
pub(super) fn in_two_parts(api: &Api, webhooks: &[usize], second: &Part) -> Vec<Option<String>> {
    let constants = constants(api, webhooks, second);
    let each = || webhooks.iter().copied().zip(&constants);
    let first = each().filter_map(|(it, constant)| first_part(api, it, constant.as_ref()?));
    let first: BTreeSet<String> = first.collect();
    let name = |(webhook, constant): (usize, &Option<String>)| {
        let constant = constant.as_ref()?;
        if first_part(api, webhook, constant).is_some() {
            return None;
        }
        let name = plain(api.incoming[webhook].name.as_str());
        let mut ends = name.match_indices('-').map(|(end, _)| &name[..end]).rev();
        let known = ends.find(|it| first.contains(*it))?;
        Some(format!("{known}-{}", plain(constant)))
    };
    each().map(name).collect()
}

/// Returns the names of the headers that all webhooks document, in lower case.
fn shared_headers(api: &Api, webhooks: &[usize]) -> Vec<String> {
    let mut all = webhooks.iter().map(|it| headers(api, *it));
    let first = all.next().unwrap_or_default().iter();
    let first = first.take(CANDIDATES);
    let mut out: Vec<String> = first.map(|it| it.name.to_ascii_lowercase()).collect();
    for headers in all {
        out.retain(|name| headers.iter().any(|it| it.name.eq_ignore_ascii_case(name)));
    }
    out
}

fn headers(api: &Api, webhook: usize) -> &[IncomingHeader] {
    let request = api.incoming[webhook].request();
    request.map_or(&[], |it| &it.headers)
}

/// Returns the pointers of the top-level properties with a constant in the first payload that has any.
fn properties(api: &Api, webhooks: &[usize]) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for webhook in webhooks {
        for name in payload(api, *webhook)
            .map(|it| names(api, it))
            .unwrap_or_default()
        {
            let pointer = format!("/{}", name.replace('~', "~0").replace('/', "~1"));
            if !out.contains(&pointer) {
                out.push(pointer);
            }
        }
        if !out.is_empty() {
            break;
        }
    }
    out
}

fn payload(api: &Api, webhook: usize) -> Option<&TypeRef> {
    match &api.incoming[webhook].request()?.payload {
        Payload::Json(ty) => Some(ty),
        Payload::None | Payload::Bytes => None,
    }
}

fn names(api: &Api, ty: &TypeRef) -> Vec<String> {
    let Some(Shape::Struct(it)) = api.shape(api.resolved(ty)) else {
        return Vec::new();
    };
    let fields = it.fields.iter().filter(|it| only(api, &it.ty).is_some());
    let wires = fields.map(|it| it.wire.as_str().to_owned());
    wires.take(CANDIDATES).collect()
}

/// Returns the value that a part of the name has for each webhook, if the document lists just one.
pub(super) fn constants(api: &Api, webhooks: &[usize], part: &Part) -> Vec<Option<String>> {
    let constant = |webhook: &usize| match part {
        Part::Header(name) => {
            let mut all = headers(api, *webhook).iter();
            all.find(|it| it.name.eq_ignore_ascii_case(name))?
                .constant
                .clone()
        }
        Part::Property(pointer) => {
            let name = pointer
                .strip_prefix('/')?
                .replace("~1", "/")
                .replace("~0", "~");
            property(api, payload(api, *webhook)?, &name, 0)
        }
    };
    webhooks.iter().map(constant).collect()
}

/// The depth of unions in unions that is looked into.
const DEPTH: usize = 4;

/// Returns the constant of a property; for a union, the one that all alternatives share.
fn property(api: &Api, ty: &TypeRef, name: &str, depth: usize) -> Option<String> {
    let of_all = |all: Vec<&TypeRef>| {
        let below = |it: &&TypeRef| property(api, it, name, depth + 1);
        let mut values = all.iter().map(below);
        let first = values.next()??;
        (depth < DEPTH && values.all(|it| it.as_ref() == Some(&first))).then_some(first)
    };
    match api.shape(api.resolved(ty))? {
        Shape::Struct(it) => {
            let field = it.fields.iter().find(|it| it.wire.as_str() == name)?;
            only(api, &field.ty)
        }
        Shape::Union(it) if depth < DEPTH => of_all(it.variants.iter().map(|it| &it.ty).collect()),
        Shape::Untagged(it) if depth < DEPTH => of_all(it.iter().map(|it| &it.ty).collect()),
        Shape::Union(_)
        | Shape::Untagged(_)
        | Shape::StringEnum(_)
        | Shape::IntegerEnum(_)
        | Shape::Alias(_) => None,
    }
}

/// Returns the only value of a type.
fn only(api: &Api, ty: &TypeRef) -> Option<String> {
    match api.shape(api.resolved(ty))? {
        Shape::StringEnum(it) if !it.open => match it.values.as_slice() {
            [value] => Some(value.wire.as_str().to_owned()),
            _ => None,
        },
        Shape::StringEnum(_)
        | Shape::Struct(_)
        | Shape::IntegerEnum(_)
        | Shape::Union(_)
        | Shape::Untagged(_)
        | Shape::Alias(_) => None,
    }
}

/// Returns the signature that the documented headers show: those of Standard Webhooks, or one with the example
/// `sha256=..` in hexadecimal digits.
pub(super) fn signature(api: &Api, webhooks: &[usize]) -> Option<Signature> {
    let shared = shared_headers(api, webhooks);
    for name in &shared {
        let prefix = name.strip_suffix("-signature");
        let others = |it: &&str| {
            let has = |rest: &str| shared.contains(&format!("{it}-{rest}"));
            has("id") && has("timestamp")
        };
        if let Some(prefix) = prefix.filter(others) {
            return Some(Signature::Standard(prefix.to_owned()));
        }
    }
    let first = headers(api, *webhooks.first()?).iter();
    let mut signed = first.filter(|it| {
        let digits = it
            .example
            .as_deref()
            .and_then(|it| it.strip_prefix("sha256="));
        digits.is_some_and(|it| it.len() >= 32 && it.bytes().all(|it| it.is_ascii_hexdigit()))
    });
    let name = signed.next()?.name.to_ascii_lowercase();
    shared.contains(&name).then(|| Signature::Header {
        name,
        prefix: "sha256=".to_owned(),
        base64: false,
        timestamp: None,
        timestamp_header: None,
        content: None,
    })
}
