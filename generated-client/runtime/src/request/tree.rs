//! A structured value that becomes a parameter or a form.

use std::{borrow::Cow, fmt};

use serde::{
    Deserialize, Deserializer, Serialize,
    de::{MapAccess, SeqAccess, Visitor},
};

use crate::runtime::{Param, ParamValue};

/// Any value that can be written as JSON, as a parameter: `JsonParam(&filter)`.
///
/// It is written as JSON once and read back as a tree, so that the code of the styles is compiled once
/// instead of once per type.
pub struct JsonParam<'a, T: ?Sized>(pub &'a T);

impl<T: Serialize + ?Sized> Param for JsonParam<'_, T> {
    fn param(&self) -> ParamValue<'_> {
        match serde_json::to_vec(self.0) {
            Ok(json) => Tree::parse(&json).map_or_else(ParamValue::Invalid, Tree::into_param),
            Err(_) => ParamValue::Invalid("cannot be written as JSON"),
        }
    }
}

/// A value with the structure of JSON. Its properties are in the order in which they were written.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Tree {
    /// `null`, which is like a missing value.
    Null,
    /// A number or a boolean. Numbers are written without needless digits: `1.0` is written as `1`.
    Plain(String),
    /// A string.
    Text(String),
    /// A list.
    List(Vec<Tree>),
    /// Names with values.
    Object(Vec<(String, Tree)>),
}

impl Tree {
    /// Parses the JSON that a body or a parameter was written as.
    pub(crate) fn parse(json: &[u8]) -> Result<Self, &'static str> {
        serde_json::from_slice(json).map_err(|_| "is nested too deeply for a parameter")
    }

    /// Returns the value in the form that styles work on. Strings, alone or in a list, become plain texts,
    /// so that they are written into a path or a part without quotation marks.
    fn into_param(self) -> ParamValue<'static> {
        let text = |tree: &Self| match tree {
            Self::Text(text) => Some(Cow::Owned(text.clone())),
            Self::Null | Self::Plain(_) | Self::List(_) | Self::Object(_) => None,
        };
        match &self {
            Self::Text(_) => text(&self).map(ParamValue::Text),
            Self::List(items) => {
                let texts: Option<Vec<_>> = items.iter().map(text).collect();
                texts.map(ParamValue::List)
            }
            Self::Null | Self::Plain(_) | Self::Object(_) => None,
        }
        .unwrap_or(ParamValue::Tree(self))
    }

    /// Returns whether nothing is sent for the value.
    pub(crate) fn is_nothing(&self) -> bool {
        match self {
            Self::Null => true,
            Self::List(items) => items.is_empty(),
            Self::Object(pairs) => pairs.iter().all(|(_, value)| *value == Self::Null),
            Self::Plain(_) | Self::Text(_) => false,
        }
    }

    /// Returns the text of a single value.
    pub(crate) fn scalar(&self) -> Result<&str, &'static str> {
        match self {
            Self::Null => Ok(""),
            Self::Plain(text) | Self::Text(text) => Ok(text),
            Self::List(_) | Self::Object(_) => Err("is nested too deeply for a parameter"),
        }
    }

    /// Returns the value as JSON.
    pub(crate) fn json(&self) -> String {
        let mut out = String::new();
        self.write_json(&mut out);
        out
    }

    fn write_json(&self, out: &mut String) {
        match self {
            Self::Null => out.push_str("null"),
            Self::Plain(text) => out.push_str(text),
            Self::Text(text) => quote(text, out),
            Self::List(items) => {
                out.push('[');
                for (index, item) in items.iter().enumerate() {
                    out.push_str(if index == 0 { "" } else { "," });
                    item.write_json(out);
                }
                out.push(']');
            }
            Self::Object(pairs) => {
                out.push('{');
                for (index, (name, value)) in pairs.iter().enumerate() {
                    out.push_str(if index == 0 { "" } else { "," });
                    quote(name, out);
                    out.push(':');
                    value.write_json(out);
                }
                out.push('}');
            }
        }
    }
}

fn quote(text: &str, out: &mut String) {
    // Writing a string never fails.
    out.push_str(&serde_json::to_string(text).unwrap_or_default());
}

impl ParamValue<'_> {
    /// Returns the value as a tree, with its texts as strings.
    pub(crate) fn tree(&self) -> Tree {
        let text = |text: &Cow<'_, str>| Tree::Text(text.to_string());
        match self {
            Self::Text(it) => text(it),
            Self::List(items) => Tree::List(items.iter().map(text).collect()),
            Self::Object(pairs) => Tree::Object(
                pairs
                    .iter()
                    .map(|(name, value)| (name.to_string(), text(value)))
                    .collect(),
            ),
            Self::Tree(tree) => tree.clone(),
            Self::Invalid(_) => Tree::Null,
        }
    }
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TreeVisitor)
    }
}

struct TreeVisitor;

impl<'de> Visitor<'de> for TreeVisitor {
    type Value = Tree;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Tree, E> {
        Ok(Tree::Null)
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Tree, E> {
        Ok(Tree::Plain(flag.to_string()))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Tree, E> {
        Ok(Tree::Plain(number.to_string()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Tree, E> {
        Ok(Tree::Plain(number.to_string()))
    }

    fn visit_f64<E: serde::de::Error>(self, number: f64) -> Result<Tree, E> {
        if number.is_finite() {
            // `Display` writes no exponent and no `.0`.
            Ok(Tree::Plain(number.to_string()))
        } else {
            Err(E::custom("not a finite number"))
        }
    }

    fn visit_str<E>(self, text: &str) -> Result<Tree, E> {
        Ok(Tree::Text(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Tree, E> {
        Ok(Tree::Text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Tree, A::Error> {
        let mut out = Vec::new();
        while let Some(item) = items.next_element()? {
            out.push(item);
        }
        Ok(Tree::List(out))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut pairs: A) -> Result<Tree, A::Error> {
        let mut out = Vec::new();
        while let Some(pair) = pairs.next_entry()? {
            out.push(pair);
        }
        Ok(Tree::Object(out))
    }
}
