//! The body of a request: the value that is given to the call, and the body on the wire.

mod parts;

use super::{
    encode::{FORM, written},
    sample::{Maker, Wanted, flat},
    text::{json, scalar, without},
};
use crate::{
    api::{Encoding, Style, TypeRef},
    rust::plan::Body,
    tree::SpecName,
};
use serde_json::{Map, Value};

/// The bytes of every file; they are text so that this module can read them.
pub(crate) const FILE: &str = "bytes of a file";

/// The body of a sample request.
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
    /// A sequence of JSON values.
    Lines {
        /// The media type.
        media: String,
        /// The list of the values, given and expected.
        value: Value,
    },
    /// Text that is one value.
    Plain {
        /// The media type.
        media: String,
        /// The value that is given.
        value: Value,
        /// The text that is expected.
        text: String,
    },
    /// A body that is sent as it is.
    Raw {
        /// The media type.
        media: String,
        /// Whether the caller gives the media type.
        own: bool,
        /// The text, given and expected.
        text: String,
    },
    /// Parts, by their index.
    Parts(Vec<(usize, PartValue)>),
    /// One text part `name`, for a body whose parts the document does not name.
    AnyParts,
}

/// A part as it is on the wire.
#[derive(Clone, Debug)]
pub struct Piece {
    /// Its name.
    pub name: String,
    /// Its media type.
    pub media: Option<String>,
    /// Its content.
    pub text: String,
}

/// A part of a body.
#[derive(Clone, Debug)]
pub struct PartValue {
    /// The value that is given; for a file, its content as text.
    pub value: Value,
    /// The parts that are expected on the wire.
    pub pieces: Vec<Piece>,
    /// The media type that the caller gives with the file.
    pub own_media: Option<String>,
    /// Whether it is a file.
    pub file: bool,
}

/// Returns whether the body or one of its parts is optional.
pub(super) fn has_optional(body: &Body<'_>) -> bool {
    !body.required || body.encoding.parts().iter().any(|part| !part.required)
}

/// Returns the body that is sent, with or without its optional parts.
pub(super) fn sent(maker: Maker<'_>, body: &Body<'_>, full: bool) -> Option<Sent> {
    let schema = body.at.child("schema");
    let wanted = Wanted {
        example: body.example,
        schema: Some(&schema),
        facets: body.facets,
    };
    let value = |ty: &TypeRef| maker.value(ty, wanted);
    Some(match body.encoding {
        Encoding::Json { media, ty } => Sent::Json {
            media: media.clone(),
            value: value(ty)?,
        },
        Encoding::Lines { media, ty } => {
            let item = maker.value(ty, Wanted::default())?;
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
        Encoding::Plain { media, ty } => {
            let value = value(ty)?;
            Sent::Plain {
                media: media.clone(),
                text: scalar(&value)?,
                value,
            }
        }
        Encoding::Raw { media } => Sent::Raw {
            own: media.ends_with("/*"),
            media: parts::concrete(media),
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
                match parts::part(maker, part) {
                    Some(value) => out.push((index, value)),
                    None if part.required => return None,
                    None => {}
                }
            }
            Sent::Parts(out)
        }
    })
}

/// Returns the value and the text of a form. Omits properties that cannot be written.
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

/// Returns an item of a list in a form: JSON unless it is a single value.
fn each(item: &Value) -> Value {
    match scalar(item) {
        Some(_) => item.clone(),
        None => json(item).into(),
    }
}
