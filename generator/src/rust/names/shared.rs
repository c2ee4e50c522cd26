//! The names of outcomes that several operations may share. They are made from the content alone, so that no
//! operation renames the outcome of another.
//!
//! They cannot be used outside of the emitted module: callers have the names in `own.rs`.

use super::{
    Names, PRELUDE, SetNames, case,
    distinct::{Style, Wanted, distinct},
    scope::Scope,
};
use crate::{
    api::{StatusKey, TypeRef, media_words},
    rust::plan::{Decode, HeaderSet, Plan, StatusSet},
};
use proc_macro2::Ident;
use std::collections::BTreeMap;

/// The maximum number of headers in a name.
const NAMED: usize = 3;

/// The content that a set is named after.
struct Content {
    /// The content in words.
    words: String,
    /// Further details, which tell the content apart from other content with the same words.
    detail: String,
}

/// Names all sets with their variants and fields.
pub(super) fn name(plan: &Plan, names: &mut Names) {
    let (mut contents, mut cases) = (Vec::new(), Vec::new());
    for set in &plan.contents {
        contents.push(by_content(&set.cases, names).into());
        let words = set
            .cases
            .iter()
            .map(|(medias, it)| content_words(medias, it));
        cases.push(variants(words));
    }
    names.contents = named(&contents, cases);

    let (mut contents, mut cases) = (Vec::new(), Vec::new());
    for set in &plan.sets {
        contents.push(by_status(set, names).into());
        cases.push(variants(
            set.cases.iter().map(|(key, _)| status_words(*key)),
        ));
    }
    names.sets = named(&contents, cases);

    let (mut contents, mut fields) = (Vec::new(), Vec::new());
    for set in &plan.headers {
        contents.push(header_content(set, names));
        let wanted: Vec<Wanted> = set
            .headers
            .iter()
            .map(|it| it.wire.as_str().into())
            .collect();
        fields.push(distinct(&mut Scope::default(), Style::Snake, &wanted));
    }
    names.headers = named(&contents, fields);
}

impl From<String> for Content {
    fn from(words: String) -> Self {
        let detail = words.clone();
        Self { words, detail }
    }
}

fn variants(words: impl Iterator<Item = String>) -> Vec<Ident> {
    let mut scope = Scope::default();
    words.map(|it| scope.camel(&it)).collect()
}

/// Names each set. A checksum of the content is appended to names that would be equal or truncated.
fn named(contents: &[Content], members: Vec<Vec<Ident>>) -> Vec<SetNames> {
    let mut wanted: BTreeMap<String, usize> = BTreeMap::new();
    for it in contents {
        *wanted.entry(case::camel(&it.words)).or_default() += 1;
    }
    let mut scope = Scope::reserving(PRELUDE);
    let ident = |it: &Content| {
        let name = case::camel(&it.words);
        let alone = wanted.get(&name) == Some(&1) && case::is_whole(&it.words);
        if alone {
            scope.camel(&it.words)
        } else {
            scope.exact(&format!("{name}H{:08x}", sum(&it.detail)))
        }
    };
    let idents: Vec<Ident> = contents.iter().map(ident).collect();
    let both = idents.into_iter().zip(members);
    both.map(|(ident, variants)| SetNames { ident, variants })
        .collect()
}

/// Returns a checksum that is the same on every system and in every version (the 32-bit FNV-1a hash of Fowler, Noll
/// and Vo).
fn sum(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |sum, byte| {
        (sum ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    })
}

/// Returns the bodies of a set, each with its statuses: `BasicError 401 403 or ValidationError 422`.
fn by_status(set: &StatusSet, names: &Names) -> String {
    let mut bodies: Vec<(String, String)> = Vec::new();
    for (key, decode) in &set.cases {
        let code = match key {
            StatusKey::Code(code) => format!(" {code}"),
            StatusKey::Range(range) => format!(" {range}xx"),
            StatusKey::Default => String::new(),
        };
        let body = body(decode, names);
        match bodies.iter_mut().find(|(other, _)| *other == body) {
            Some((_, codes)) => codes.push_str(&code),
            None => bodies.push((body, code)),
        }
    }
    or(bodies.into_iter().map(|(body, codes)| body + &codes))
}

/// Returns the bodies of a set, each with its media type: `BasicError json or ScimError scim`. Their order does not
/// matter.
fn by_content(cases: &[(Vec<String>, Decode)], names: &Names) -> String {
    let cases = cases.iter();
    let mut words: Vec<String> = cases
        .map(|(medias, decode)| {
            let (body, content) = (body(decode, names), content_words(medias, decode));
            if body.eq_ignore_ascii_case(&content) {
                body
            } else {
                format!("{body} {content}")
            }
        })
        .collect();
    words.sort();
    or(words.into_iter())
}

/// Returns the headers of a set by their names, with the known facts about each.
fn header_content(set: &HeaderSet, names: &Names) -> Content {
    let headers = set.headers.iter();
    let mut headers: Vec<(&str, String)> = headers
        .map(|it| {
            let facts = (it.deprecated, it.sensitive, &it.doc);
            (it.wire.as_str(), format!("{} {facts:?}", ty(&it.ty, names)))
        })
        .collect();
    headers.sort();
    let mut words: Vec<&str> = headers.iter().map(|(wire, _)| *wire).collect();
    let more = words.len().saturating_sub(NAMED);
    let more_words = format!("{more} more");
    if more > 0 {
        words.truncate(NAMED);
        words.push(&more_words);
    }
    Content {
        words: format!("{} headers", words.join(" and ")),
        detail: format!("{headers:?}"),
    }
}

fn or(words: impl Iterator<Item = String>) -> String {
    words.collect::<Vec<_>>().join(" or ")
}

fn body(decode: &Decode, names: &Names) -> String {
    match decode {
        Decode::Empty => "Empty".to_owned(),
        Decode::Json(it) => ty(it, names),
        Decode::Text => "Text".to_owned(),
        Decode::Plain(it) => format!("plain {}", ty(it, names)),
        Decode::Binary => "Bytes".to_owned(),
        Decode::Stream => "Stream".to_owned(),
        Decode::Events(None) => "Text events".to_owned(),
        Decode::Events(Some(it)) => format!("{} events", ty(it, names)),
        Decode::Lines(it) => format!("{} lines", ty(it, names)),
        Decode::ByContent(cases) => by_content(cases, names),
    }
}

fn ty(it: &TypeRef, names: &Names) -> String {
    match it {
        TypeRef::Prim(prim) => format!("{prim:?}"),
        TypeRef::Named(id) => names.ty(*id).to_string(),
        TypeRef::Foreign(it) => it.path.clone(),
        TypeRef::List(item) => format!("{} list", ty(item, names)),
        TypeRef::Map(value) => format!("{} map", ty(value, names)),
        TypeRef::Tuple(items) => {
            let items: Vec<String> = items.iter().map(|it| ty(it, names)).collect();
            format!("{} tuple", items.join(" "))
        }
        TypeRef::Nullable(it) => format!("nullable {}", ty(it, names)),
        TypeRef::Json => "Value".to_owned(),
    }
}

/// Returns the name of a case: its media type, or the common trait of several.
fn content_words(medias: &[String], decode: &Decode) -> String {
    match (medias, decode) {
        ([media], _) => media_words(media),
        (_, Decode::Text | Decode::Plain(_)) => "text".to_owned(),
        (_, Decode::Binary) => "binary".to_owned(),
        (_, Decode::Stream) => "stream".to_owned(),
        (_, Decode::Events(_)) => "events".to_owned(),
        (_, Decode::Lines(_)) => "lines".to_owned(),
        (_, Decode::Json(_) | Decode::Empty | Decode::ByContent(_)) => "json".to_owned(),
    }
}

/// Returns the name of a status in the registry of HTTP status codes (RFC 9110, section 16.2.1).
pub(super) fn status_words(key: StatusKey) -> String {
    match key {
        StatusKey::Code(code) => key
            .reason()
            .map_or_else(|| format!("status {code}"), str::to_owned),
        StatusKey::Range(range) => match range {
            2 => "success".to_owned(),
            3 => "redirection".to_owned(),
            4 => "client error".to_owned(),
            5 => "server error".to_owned(),
            _ => format!("status {range}xx"),
        },
        StatusKey::Default => "default".to_owned(),
    }
}
