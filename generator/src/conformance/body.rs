//! The body of a request: what the call is given, and what is on the wire.

use super::{
    encode::{FORM, written},
    request::without,
    sample::{Maker, flat},
    text::{json, scalar},
};
use crate::model::{Body, Encoding, Part, PartContent, SpecName, Style, TypeRef};
use serde_json::{Map, Value};

/// The bytes of every file, which are text so that they can be read here.
pub(crate) const FILE: &str = "bytes of a file";

/// The type of a file of which the document says none.
const ANY_FILE: &str = "application/octet-stream";

/// A body.
#[derive(Clone, Debug)]
pub enum Sent {
    /// JSON.
    Json {
        /// The media type.
        media: String,
        /// The value, given and expected.
        value: Value,
    },
    /// A form.
    Form {
        /// The value that is given.
        value: Value,
        /// The text that is expected.
        text: String,
    },
    /// JSON values one after the other.
    Lines {
        /// The media type.
        media: String,
        /// The list of the values, given and expected.
        value: Value,
    },
    /// As it is.
    Raw {
        /// The media type.
        media: String,
        /// The text, given and expected.
        text: String,
    },
    /// Parts, by their index.
    Parts(Vec<(usize, PartValue)>),
    /// A part `name` of text, for a body whose parts the document does not name.
    AnyParts,
}

/// A part of a body.
#[derive(Clone, Debug)]
pub struct PartValue {
    /// The value that is given; a text for a file's content.
    pub value: Value,
    /// What is expected: a part each.
    pub texts: Vec<String>,
    /// The part's media type.
    pub media: Option<String>,
    /// Whether it is a file.
    pub file: bool,
}

/// Whether there is anything in it that may be left out.
pub(super) fn has_optional(body: &Body) -> bool {
    let parts: &[Part] = match &body.encoding {
        Encoding::Multipart(parts) => parts,
        Encoding::Json { .. }
        | Encoding::Form { .. }
        | Encoding::Lines { .. }
        | Encoding::Raw { .. } => &[],
    };
    !body.required || parts.iter().any(|part| !part.required)
}

/// What is sent, with or without what may be left out.
pub(super) fn sent(maker: Maker<'_>, body: &Body, full: bool) -> Option<Sent> {
    let schema = body.at.child("schema");
    let value = |ty: &TypeRef| maker.value(ty, body.example.as_ref(), Some(&schema));
    Some(match &body.encoding {
        Encoding::Json { media, ty } => Sent::Json {
            media: media.clone(),
            value: value(ty)?,
        },
        Encoding::Lines { media, ty } => {
            let item = maker.value(ty, None, None)?;
            Sent::Lines {
                media: media.clone(),
                value: Value::Array(vec![item.clone(), item]),
            }
        }
        Encoding::Form { ty, styles } => {
            let value = value(ty)?;
            let (value, text) = form(value, styles)?;
            Sent::Form { value, text }
        }
        Encoding::Raw { media } => Sent::Raw {
            media: media.clone(),
            text: FILE.to_owned(),
        },
        Encoding::Multipart(parts) if parts.is_empty() => Sent::AnyParts,
        Encoding::Multipart(parts) => {
            let wanted = parts.iter().enumerate();
            let wanted = wanted.filter(|(_, it)| full || (it.required && body.required));
            let (needed, others): (Vec<_>, Vec<_>) =
                wanted.partition(|(_, it)| it.required && body.required);
            let mut out = Vec::new();
            for (index, part) in needed.into_iter().chain(others) {
                match self::part(maker, part) {
                    Some(value) => out.push((index, value)),
                    None if part.required => return None,
                    None => {}
                }
            }
            Sent::Parts(out)
        }
    })
}

/// The pairs of a form. Properties that have no form are left out.
pub(super) fn form(value: Value, styles: &[(SpecName, Style)]) -> Option<(Value, String)> {
    let style = |name: &str| {
        let found = styles.iter().find(|(known, _)| known.as_str() == name);
        found.map(|(_, style)| *style)
    };
    let Value::Object(properties) = value else {
        return None;
    };
    let mut given = Map::new();
    let mut pairs = Vec::new();
    for (name, value) in properties {
        let style = style(&name).unwrap_or(match value {
            Value::Object(_) => Style::Json,
            Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::String(_)
            | Value::Array(_) => Style::FormExplode,
        });
        let value = match style {
            Style::Space => without(&flat(value), ' '),
            Style::Pipe => without(&flat(value), '|'),
            Style::Form => flat(value),
            Style::Json
            | Style::DeepObject
            | Style::FormExplode
            | Style::Simple
            | Style::SimpleExplode
            | Style::Label
            | Style::LabelExplode
            | Style::Matrix
            | Style::MatrixExplode
            | Style::Cookie
            | Style::CookieExplode => value,
        };
        let shown = match &value {
            Value::Array(items) if style == Style::FormExplode => items.iter().map(each).collect(),
            value => value.clone(),
        };
        let Some(written) = written(style, &name, &shown, FORM) else {
            continue;
        };
        if !value.is_null() {
            pairs.extend(written);
        }
        given.insert(name, value);
    }
    Some((Value::Object(given), pairs.join("&")))
}

/// An item of a list in a form: JSON where it is no single value.
fn each(item: &Value) -> Value {
    match scalar(item) {
        Some(_) => item.clone(),
        None => json(item).into(),
    }
}

fn part(maker: Maker<'_>, part: &Part) -> Option<PartValue> {
    let value = |ty: &TypeRef| maker.value(ty, part.example.as_ref(), None);
    let made = |value: Value, texts: Vec<String>, media: Option<&str>| PartValue {
        value,
        texts,
        media: media.map(str::to_owned),
        file: false,
    };
    Some(match &part.content {
        PartContent::Text(ty) => {
            let value = value(ty)?;
            let texts = match &value {
                Value::Array(items) => items.iter().map(scalar).collect::<Option<_>>()?,
                single => vec![scalar(single)?],
            };
            made(value, texts, part.media.as_deref())
        }
        PartContent::Json(ty) => {
            let value = value(ty)?;
            let texts = vec![value.to_string()];
            made(value, texts, Some("application/json"))
        }
        PartContent::JsonList(ty) => {
            let value = value(ty)?;
            let texts = value.as_array()?.iter().map(Value::to_string).collect();
            made(value, texts, Some("application/json"))
        }
        PartContent::File | PartContent::Files => PartValue {
            value: FILE.into(),
            texts: vec![FILE.to_owned()],
            media: Some(part.media.clone().unwrap_or_else(|| ANY_FILE.to_owned())),
            file: true,
        },
    })
}
