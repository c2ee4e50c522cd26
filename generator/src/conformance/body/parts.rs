//! The parts of a body, after OpenAPI 3.1.1, section 4.8.15, "Encoding Object", and RFC 7578.

use super::{FILE, PartValue, Piece};
use crate::{
    api::{Part, PartContent, Style},
    conformance::{
        sample::{Maker, Wanted, flat},
        text::scalar,
    },
};
use serde_json::{Map, Value};

/// The media type of a file if nothing is known of it, not even by its name's extension.
const ANY_FILE: &str = "application/octet-stream";
const JSON: &str = "application/json";

/// Returns the value that is given for a part, and the parts that are expected on the wire.
pub(super) fn part(maker: Maker<'_>, part: &Part) -> Option<PartValue> {
    let wanted = Wanted {
        example: part.example.as_ref(),
        schema: None,
        facets: part.facets.as_deref(),
    };
    let Some(ty) = part.content.ty().filter(|_| !part.content.takes_file()) else {
        return Some(file(part));
    };
    let value = maker.value(ty, wanted)?;
    let name = part.wire.as_str();
    if let Some(style) = part.style {
        return styled(style, name, &value);
    }
    let json = part.media.as_deref().unwrap_or(JSON);
    let pieces = match &part.content {
        PartContent::Text(_) => {
            let items = match &value {
                Value::Array(items) => items.as_slice(),
                single => std::slice::from_ref(single),
            };
            let media = part.media.as_deref();
            let piece = |it: &Value| Some(piece(name, media, scalar(it)?));
            items.iter().map(piece).collect::<Option<_>>()?
        }
        PartContent::JsonList(_) => {
            let items = value.as_array()?;
            let piece = |it: &Value| piece(name, Some(JSON), it.to_string());
            items.iter().map(piece).collect()
        }
        PartContent::ByValue(_) => by_value(name, &value),
        PartContent::Json(_)
        | PartContent::File
        | PartContent::Files
        | PartContent::FileOr(_)
        | PartContent::FilesOr(_) => vec![piece(name, Some(json), value.to_string())],
    };
    Some(given(value, pieces))
}

fn piece(name: &str, media: Option<&str>, text: String) -> Piece {
    Piece {
        name: name.to_owned(),
        media: media.map(str::to_owned),
        text,
    }
}

fn given(value: Value, pieces: Vec<Piece>) -> PartValue {
    PartValue {
        value,
        pieces,
        own_media: None,
        file: false,
    }
}

/// Returns text for a single value, JSON for an object, and one part per item for a list.
fn by_value(name: &str, value: &Value) -> Vec<Piece> {
    let one = |value: &Value| match scalar(value) {
        Some(text) => piece(name, None, text),
        None => piece(name, Some(JSON), value.to_string()),
    };
    match value {
        Value::Null => Vec::new(),
        Value::Array(items) => items.iter().filter(|it| !it.is_null()).map(one).collect(),
        value => vec![one(value)],
    }
}

/// Returns a file whose name does not reveal its media type.
fn file(part: &Part) -> PartValue {
    let listed = part.media.as_deref().unwrap_or("*/*");
    let own = !listed.split(',').any(|it| !is_range(it) || is_any(it));
    let media = concrete(listed);
    PartValue {
        value: FILE.into(),
        pieces: vec![piece(part.wire.as_str(), Some(&media), FILE.to_owned())],
        own_media: own.then_some(media),
        file: true,
    }
}

fn is_range(media: &str) -> bool {
    media.trim().ends_with("/*")
}

/// Returns whether a range includes the media type of an unknown file.
fn is_any(media: &str) -> bool {
    matches!(media.trim(), "*/*" | "application/*")
}

/// Returns one of the listed media types: the first that is not a range, or else one within a range.
pub(super) fn concrete(listed: &str) -> String {
    let mut all = listed.split(',').map(str::trim);
    if let Some(first) = all.clone().find(|it| !is_range(it)) {
        return first.to_owned();
    }
    if all.clone().any(is_any) {
        return ANY_FILE.to_owned();
    }
    all.next().unwrap_or(ANY_FILE).replace('*', "x-sample")
}

/// Returns a value in a style (OpenAPI 3.1.1, section 4.8.15.1.2): as in a query, but without percent-encoding.
fn styled(style: Style, name: &str, value: &Value) -> Option<PartValue> {
    let single = |value: Value, delimiter: char| {
        let value = without(flat(value), delimiter);
        let text = joined(&value, delimiter)?;
        Some(given(value, vec![piece(name, None, text)]))
    };
    match style {
        Style::Form => single(value.clone(), ','),
        Style::Space => single(value.clone(), ' '),
        Style::Pipe => single(value.clone(), '|'),
        Style::DeepObject => {
            let mut out = Vec::new();
            deep(name, value, &mut out)?;
            Some(given(value.clone(), out))
        }
        _ => exploded(name, flat(value.clone())),
    }
}

/// Removes the delimiter from values, since a value that contains it cannot be sent.
fn without(value: Value, delimiter: char) -> Value {
    let text = |it: Value| match it {
        Value::String(text) => Value::String(text.replace(delimiter, "")),
        other => other,
    };
    match value {
        Value::Array(items) => items.into_iter().map(text).collect(),
        Value::Object(entries) => {
            let entries = entries.into_iter().map(|(key, value)| (key, text(value)));
            Value::Object(entries.collect::<Map<_, _>>())
        }
        single => single,
    }
}

fn joined(value: &Value, delimiter: char) -> Option<String> {
    let mut out = Vec::new();
    match value {
        Value::Array(items) => {
            for item in items {
                out.push(scalar(item)?);
            }
        }
        Value::Object(entries) => {
            for (key, value) in entries.iter().filter(|(_, it)| !it.is_null()) {
                out.extend([key.clone(), scalar(value)?]);
            }
        }
        single => out.push(scalar(single)?),
    }
    Some(out.join(&delimiter.to_string()))
}

fn exploded(name: &str, value: Value) -> Option<PartValue> {
    let mut out = Vec::new();
    match &value {
        Value::Array(items) => {
            for item in items {
                out.push(piece(name, None, scalar(item)?));
            }
        }
        Value::Object(entries) => {
            for (key, value) in entries.iter().filter(|(_, it)| !it.is_null()) {
                out.push(piece(key, None, scalar(value)?));
            }
        }
        single => out.push(piece(name, None, scalar(single)?)),
    }
    Some(given(value, out))
}

/// Writes a value as `name[key]`, as this project does in a query as well.
fn deep(name: &str, value: &Value, out: &mut Vec<Piece>) -> Option<()> {
    match value {
        Value::Null => {}
        Value::Object(entries) => {
            for (key, value) in entries {
                deep(&format!("{name}[{key}]"), value, out)?;
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                let nested = item.is_array() || item.is_object();
                let name = if nested {
                    format!("{name}[{index}]")
                } else {
                    format!("{name}[]")
                };
                deep(&name, item, out)?;
            }
        }
        single => out.push(piece(name, None, scalar(single)?)),
    }
    Some(())
}
