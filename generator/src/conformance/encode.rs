//! Parameter styles, after OpenAPI 3.0.4, section 4.7.12.3, "Style Values".

use super::text::{encoded, json, keeping, scalar};
use crate::api::{Param, Place, Style};
use serde_json::{Map, Value};

/// The characters that `allowReserved` keeps in each place: `reserved` (RFC 3986, section 2.2) except those that end
/// a value there, and in a query `+`, which is read as a space.
const IN_QUERY: &str = ":/?@!$'()*,;=";
const IN_PATH: &str = ":@!$'()*,;=&+";
const IN_COOKIE: &str = ":/?@!$'()*=&#";

/// The place where a value is written.
#[derive(Clone, Copy)]
pub(super) struct Spot {
    pub(super) place: Place,
    pub(super) reserved: bool,
    /// Whether it is a cookie that is written without encoding.
    pub(super) raw: bool,
    /// The reserved characters that are escaped all the same, since they would end the value.
    ends: &'static str,
}

impl Spot {
    /// Returns the place of a parameter.
    pub(super) fn of(param: &Param) -> Self {
        Self {
            place: param.place,
            reserved: param.reserved,
            raw: matches!(param.style, Style::Cookie | Style::CookieExplode),
            ends: "",
        }
    }

    fn ending(self, ends: &'static str) -> Self {
        Self { ends, ..self }
    }

    /// Encodes a value, or a part of one.
    fn part(self, text: &str) -> String {
        let keeping =
            |text: &str, kept: &str| keeping(text, &kept.replace(|it| self.ends.contains(it), ""));
        match (self.place, self.reserved) {
            (Place::Header, _) => text.to_owned(),
            (Place::Cookie, _) if self.raw => text.to_owned(),
            (Place::Query, true) => keeping(text, IN_QUERY),
            (Place::Path, true) => keeping(text, IN_PATH),
            (Place::Cookie, true) => keeping(text, IN_COOKIE),
            (Place::Path | Place::Query | Place::Cookie, false) | (Place::QueryString, _) => {
                encoded(text)
            }
        }
    }

    /// Encodes a name.
    fn name(self, name: &str) -> String {
        if self.raw || self.place == Place::Header {
            name.to_owned()
        } else {
            encoded(name)
        }
    }
}

/// The place of values in a form body, which are written as in a query.
pub(super) const FORM: Spot = Spot {
    place: Place::Query,
    reserved: false,
    raw: false,
    ends: "",
};

/// Writes a value: as pairs in a query, a cookie or a form, otherwise as a single text. `None` if the style has no
/// form for the value.
pub(super) fn written(style: Style, name: &str, value: &Value, spot: Spot) -> Option<Vec<String>> {
    let named = matches!(spot.place, Place::Query | Place::Cookie);
    let single = !value.is_array() && !value.is_object();
    let listed = if single { spot } else { spot.ending(",") };
    match style {
        Style::Json => Some(vec![behind(name, &spot.part(&json(value)), named, spot)]),
        Style::DeepObject => {
            let mut out = Vec::new();
            deep(name, value, spot, &mut out);
            Some(out)
        }
        Style::Form | Style::Cookie => joined(name, value, ",", listed),
        Style::Space => joined(name, value, "%20", listed),
        Style::Pipe => joined(name, value, "%7C", listed),
        Style::FormExplode | Style::CookieExplode => exploded(name, value, spot),
        Style::Simple if named => exploded(name, value, spot),
        Style::Simple => Some(vec![items(value, listed)?.join(",")]),
        Style::SimpleExplode => Some(vec![pairs(value, listed)?.join(",")]),
        Style::Label => Some(vec![format!(".{}", items(value, listed)?.join(","))]),
        Style::LabelExplode => {
            // A dot would end the value.
            let parts: Vec<String> = pairs(value, spot)?;
            let parts = parts.iter().map(|part| part.replace('.', "%2E"));
            Some(vec![format!(".{}", parts.collect::<Vec<_>>().join("."))])
        }
        Style::Matrix => {
            let items = items(value, spot.ending(",;"))?.join(",");
            Some(vec![semicolon(name, &items, single, spot)])
        }
        Style::MatrixExplode => {
            let each = |part: String| {
                if value.is_object() {
                    format!(";{part}")
                } else {
                    semicolon(name, &part, true, spot)
                }
            };
            let pairs = pairs(value, spot.ending(";"))?;
            Some(vec![pairs.into_iter().map(each).collect()])
        }
    }
}

/// Writes a pair. An empty value has no `=` (RFC 6570, section 3.2.7).
fn semicolon(name: &str, value: &str, single: bool, spot: Spot) -> String {
    let equals = if single && value.is_empty() { "" } else { "=" };
    format!(";{}{equals}{value}", spot.name(name))
}

fn behind(name: &str, value: &str, named: bool, spot: Spot) -> String {
    if named {
        format!("{}={value}", spot.name(name))
    } else {
        value.to_owned()
    }
}

/// Writes one pair with all items: `name=a,b`.
fn joined(name: &str, value: &Value, comma: &str, spot: Spot) -> Option<Vec<String>> {
    let value = items(value, spot)?.join(comma);
    Some(vec![format!("{}={value}", spot.name(name))])
}

/// Writes one pair per item, `name=a&name=b`, or one per property of an object.
fn exploded(name: &str, value: &Value, spot: Spot) -> Option<Vec<String>> {
    let pair = |name: &str, value: &Value| -> Option<String> {
        Some(format!(
            "{}={}",
            spot.name(name),
            spot.part(&scalar(value)?)
        ))
    };
    match value {
        Value::Object(entries) => {
            let mut out = Vec::new();
            for (key, value) in present(entries) {
                match value {
                    Value::Array(items) => {
                        for item in items {
                            out.push(pair(key, item)?);
                        }
                    }
                    value => out.push(pair(key, value)?),
                }
            }
            Some(out)
        }
        Value::Array(items) => items.iter().map(|item| pair(name, item)).collect(),
        Value::Null => Some(Vec::new()),
        Value::Bool(_) | Value::Number(_) | Value::String(_) => Some(vec![pair(name, value)?]),
    }
}

/// Returns the items of a list, or the names and values of an object in turn.
fn items(value: &Value, spot: Spot) -> Option<Vec<String>> {
    let part = |value: &Value| scalar(value).map(|text| spot.part(&text));
    match value {
        Value::Array(items) => items.iter().map(part).collect(),
        Value::Object(entries) => {
            let mut out = Vec::new();
            for (key, value) in present(entries) {
                out.extend([spot.name(key), part(value)?]);
            }
            Some(out)
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            Some(vec![part(value)?])
        }
    }
}

/// Returns the items of a list, or `name=value` for each property of an object.
fn pairs(value: &Value, spot: Spot) -> Option<Vec<String>> {
    let Value::Object(entries) = value else {
        return items(value, spot);
    };
    let pair = |(key, value): (&String, &Value)| {
        let value = spot.part(&scalar(value)?);
        Some(format!("{}={value}", spot.name(key)))
    };
    present(entries).map(pair).collect()
}

/// Returns the entries that are not null: null means absent.
fn present(entries: &Map<String, Value>) -> impl Iterator<Item = (&String, &Value)> {
    entries.iter().filter(|(_, value)| !value.is_null())
}

/// Writes `name[key]=value`. The forms of lists and deeper objects are this project's choice: `name[key][]=value` and
/// `name[key][0][inner]=value`.
fn deep(name: &str, value: &Value, spot: Spot, out: &mut Vec<String>) {
    match value {
        Value::Object(entries) => {
            for (key, value) in present(entries) {
                deep(&format!("{name}[{key}]"), value, spot, out);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                let inner = if item.is_array() || item.is_object() {
                    format!("{name}[{index}]")
                } else {
                    format!("{name}[]")
                };
                deep(&inner, item, spot, out);
            }
        }
        Value::Null => {}
        Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            let value = spot.part(&scalar(value).unwrap_or_default());
            out.push(format!("{}={value}", spot.name(name)));
        }
    }
}
