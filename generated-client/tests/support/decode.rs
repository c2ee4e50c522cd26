//! The server's side of parameters: the rules of RFC 6570 and the "Style Examples" of `OpenAPI`, applied backwards. The
//! expected value provides only the type, which a server knows.

use std::collections::BTreeMap;

use axum::http::HeaderValue;
use generated_client::runtime::Style;

/// A value that a server has read.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Expected {
    Text(String),
    List(Vec<String>),
    Object(BTreeMap<String, String>),
}

/// Decodes percent-encoding (RFC 3986, section 2.1).
fn unescaped(text: &str) -> String {
    let mut out = Vec::new();
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        if byte == b'%' {
            let digits = [bytes.next().unwrap(), bytes.next().unwrap()];
            let digits = std::str::from_utf8(&digits).unwrap().to_owned();
            out.push(u8::from_str_radix(&digits, 16).unwrap());
        } else {
            out.push(byte);
        }
    }
    String::from_utf8(out).unwrap()
}

/// Decodes form encoding, in which `+` is a space.
fn form_unescaped(text: &str) -> String {
    unescaped(&text.replace('+', "%20"))
}

type Unescape = fn(&str) -> String;

fn split(text: &str, by: &str, unescape: Unescape) -> Vec<String> {
    text.split(by).map(unescape).collect()
}

fn pairs(text: &str, by: &str, unescape: Unescape) -> Vec<(String, String)> {
    text.split(by)
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (unescape(name), unescape(value))
        })
        .collect()
}

/// Reads `text` as the type of `like`: items separated by `by`, or alternating names and values.
fn flat(text: &str, by: &str, unescape: Unescape, like: &Expected) -> Expected {
    match like {
        Expected::Text(_) => Expected::Text(unescape(text)),
        Expected::List(_) => Expected::List(split(text, by, unescape)),
        Expected::Object(_) => {
            let items = split(text, by, unescape);
            let (names, odd) = items.as_chunks::<2>();
            assert!(odd.is_empty(), "{text}");
            Expected::Object(
                names
                    .iter()
                    .cloned()
                    .map(<(String, String)>::from)
                    .collect(),
            )
        }
    }
}

/// Reads pairs as the type of `like`: values under one name, or names and values.
fn exploded(read: Vec<(String, String)>, like: &Expected) -> Expected {
    let named = |(name, value): (String, String)| {
        assert_eq!(name, "x");
        value
    };
    match like {
        Expected::Text(_) => {
            assert_eq!(read.len(), 1, "{read:?}");
            Expected::Text(read.into_iter().map(named).collect())
        }
        Expected::List(_) => Expected::List(read.into_iter().map(named).collect()),
        Expected::Object(_) => Expected::Object(read.into_iter().collect()),
    }
}

fn nothing(like: &Expected) -> Expected {
    match like {
        Expected::Text(_) => panic!("the text is not there"),
        Expected::List(_) => Expected::List(Vec::new()),
        Expected::Object(_) => Expected::Object(BTreeMap::new()),
    }
}

fn json(text: &str, like: &Expected) -> Expected {
    match like {
        Expected::Text(_) => Expected::Text(serde_json::from_str(text).unwrap()),
        Expected::List(_) => Expected::List(serde_json::from_str(text).unwrap()),
        Expected::Object(_) => Expected::Object(serde_json::from_str(text).unwrap()),
    }
}

pub(crate) fn path_value(style: Style, segment: &str, like: &Expected) -> Expected {
    let object = matches!(like, Expected::Object(_));
    match style {
        Style::SimpleExplode if object => exploded(pairs(segment, ",", unescaped), like),
        Style::Simple | Style::SimpleExplode => flat(segment, ",", unescaped, like),
        Style::Label => flat(segment.strip_prefix('.').unwrap(), ",", unescaped, like),
        Style::LabelExplode => {
            let segment = segment.strip_prefix('.').unwrap();
            if object {
                exploded(pairs(segment, ".", unescaped), like)
            } else {
                flat(segment, ".", unescaped, like)
            }
        }
        Style::Matrix => {
            let value = segment.strip_prefix(";x").unwrap();
            flat(
                value.strip_prefix('=').unwrap_or(value),
                ",",
                unescaped,
                like,
            )
        }
        Style::MatrixExplode => {
            let segment = segment.strip_prefix(';').unwrap();
            exploded(pairs(segment, ";", unescaped), like)
        }
        Style::Json => json(&unescaped(segment), like),
        other => panic!("{other:?} is no style of a path"),
    }
}

pub(crate) fn query_value(style: Style, query: &str, like: &Expected) -> Expected {
    if query.is_empty() {
        return nothing(like);
    }
    let one = |query: &str| query.strip_prefix("x=").unwrap().to_owned();
    match style {
        Style::Form => flat(&one(query), ",", form_unescaped, like),
        Style::FormExplode => exploded(pairs(query, "&", form_unescaped), like),
        Style::Space => flat(&one(query), "%20", form_unescaped, like),
        Style::Pipe => flat(&one(query), "%7C", form_unescaped, like),
        Style::DeepObject => {
            let read = pairs(query, "&", form_unescaped).into_iter();
            let strip = |name: String| match like {
                Expected::Text(_) => name,
                Expected::List(_) => name.strip_suffix("[]").unwrap().to_owned(),
                Expected::Object(_) => {
                    let key = name.strip_prefix("x[").unwrap();
                    key.strip_suffix(']').unwrap().to_owned()
                }
            };
            exploded(
                read.map(|(name, value)| (strip(name), value)).collect(),
                like,
            )
        }
        Style::Json => json(&form_unescaped(&one(query)), like),
        other => panic!("{other:?} is no style of a query"),
    }
}

pub(crate) fn header_value(style: Style, value: Option<&HeaderValue>, like: &Expected) -> Expected {
    let Some(value) = value else {
        return nothing(like);
    };
    let text = std::str::from_utf8(value.as_bytes()).unwrap();
    match (style, like) {
        (Style::SimpleExplode, Expected::Object(_)) => {
            exploded(pairs(text, ",", str::to_owned), like)
        }
        _ => flat(text, ",", str::to_owned, like),
    }
}

pub(crate) fn cookies(style: Style, header: &str, like: &Expected) -> Expected {
    if header.is_empty() {
        return nothing(like);
    }
    let plain = matches!(style, Style::Cookie | Style::CookieExplode);
    let unescape: Unescape = if plain { str::to_owned } else { unescaped };
    match style {
        Style::FormExplode | Style::CookieExplode => exploded(pairs(header, "; ", unescape), like),
        _ => flat(header.strip_prefix("x=").unwrap(), ",", unescape, like),
    }
}
