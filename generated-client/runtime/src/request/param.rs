//! Values of path, query, header and cookie parameters.

use std::{
    borrow::Cow,
    fmt::{Display, Write as _},
};

use crate::runtime::Tree;

/// A value that can be written into a path, a query, a header or a cookie.
///
/// Numbers are written without needless digits: `1.0` is written as `1`.
pub trait Param {
    /// Returns the value in the form that styles work on.
    fn param(&self) -> ParamValue<'_>;
}

/// The value of a parameter, following RFC 6570, section 2.3: a string, a list of strings, or an
/// associative array.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ParamValue<'a> {
    /// A single value.
    Text(Cow<'a, str>),
    /// A list. An empty list is like a missing parameter.
    List(Vec<Cow<'a, str>>),
    /// Names with values. An empty object is like a missing parameter.
    Object(Vec<(Cow<'a, str>, Cow<'a, str>)>),
    /// A value of any depth. A style rejects a value that it cannot write.
    Tree(Tree),
    /// A value that cannot be sent, with the reason.
    Invalid(&'static str),
}

impl ParamValue<'_> {
    /// Returns the same value with its texts owned.
    pub fn into_owned(self) -> ParamValue<'static> {
        fn own(text: Cow<'_, str>) -> Cow<'static, str> {
            Cow::Owned(text.into_owned())
        }
        match self {
            Self::Text(text) => ParamValue::Text(own(text)),
            Self::List(items) => ParamValue::List(items.into_iter().map(own).collect()),
            Self::Object(pairs) => ParamValue::Object(
                pairs
                    .into_iter()
                    .map(|(name, value)| (own(name), own(value)))
                    .collect(),
            ),
            Self::Tree(tree) => ParamValue::Tree(tree),
            Self::Invalid(why) => ParamValue::Invalid(why),
        }
    }

    /// Returns the value as one item of a list or one value of an object. A list is joined by commas.
    fn into_item(self) -> Result<Cow<'static, str>, &'static str> {
        match self {
            Self::Text(text) => Ok(Cow::Owned(text.into_owned())),
            other => other.simple(|text, out| out.push_str(text)).map(Cow::Owned),
        }
    }

    /// Returns whether the value is like a missing parameter.
    pub(crate) fn is_absent(&self) -> bool {
        match self {
            Self::List(items) => items.is_empty(),
            Self::Object(pairs) => pairs.is_empty(),
            Self::Tree(tree) => tree.is_nothing(),
            Self::Text(_) | Self::Invalid(_) => false,
        }
    }

    /// Writes the value in style `simple` without explode (RFC 6570, section 3.2.2): texts from `encode`,
    /// joined by commas.
    pub(crate) fn simple(&self, encode: fn(&str, &mut String)) -> Result<String, &'static str> {
        let mut out = String::new();
        self.write_simple(encode, &mut out)?;
        Ok(out)
    }

    /// Appends the value to `out`, in the same style as `simple`.
    pub(crate) fn write_simple(
        &self,
        encode: fn(&str, &mut String),
        out: &mut String,
    ) -> Result<(), &'static str> {
        let mut first = true;
        let mut put = |text: &str| {
            if !std::mem::take(&mut first) {
                out.push(',');
            }
            encode(text, out);
        };
        match self {
            Self::Text(text) => put(text),
            Self::List(items) => items.iter().for_each(|item| put(item)),
            Self::Object(pairs) => pairs.iter().for_each(|(name, value)| {
                put(name);
                put(value);
            }),
            Self::Tree(tree) => put(&tree.json()),
            Self::Invalid(why) => return Err(why),
        }
        Ok(())
    }

    /// Writes the value in style `simple` without encoding, as in a header. Rejects an item that would be
    /// read as two, and one with white space around it, which is not part of an item (RFC 9110, section
    /// 5.6.1).
    pub(crate) fn raw(&self) -> Result<String, &'static str> {
        let fits = |text: &str| {
            if text.contains(',') {
                return Err("has an item that holds the delimiter between items");
            }
            if text.trim_matches([' ', '\t']) != text {
                return Err("has an item that starts or ends with white space, which HTTP drops");
            }
            Ok(())
        };
        match self {
            Self::List(items) => items.iter().try_for_each(|item| fits(item))?,
            Self::Object(pairs) => pairs
                .iter()
                .try_for_each(|(name, value)| fits(name).and_then(|()| fits(value)))?,
            Self::Text(_) | Self::Tree(_) | Self::Invalid(_) => {}
        }
        self.simple(|text, out| out.push_str(text))
    }

    /// Writes the value in style `form` with explode (RFC 6570, section 3.2.8), as one pair per item or
    /// property.
    pub(crate) fn form(
        &self,
        name: &str,
        mut pair: impl FnMut(&str, &str),
    ) -> Result<(), &'static str> {
        match self {
            Self::Text(text) => pair(name, text),
            Self::List(items) => items.iter().for_each(|item| pair(name, item)),
            Self::Object(pairs) => pairs.iter().for_each(|(name, value)| pair(name, value)),
            Self::Tree(tree) => pair(name, &tree.json()),
            Self::Invalid(why) => return Err(why),
        }
        Ok(())
    }

    fn list<'p, P: Param + 'p>(items: impl IntoIterator<Item = &'p P>) -> Self {
        let items: Result<Vec<_>, _> = items
            .into_iter()
            .map(|item| item.param().into_item())
            .collect();
        items.map_or_else(ParamValue::Invalid, ParamValue::List)
    }
}

/// A list of texts of any string type: `TextList(&["a", "b"])`.
pub struct TextList<'a, S>(pub &'a [S]);

impl<S: AsRef<str>> Param for TextList<'_, S> {
    fn param(&self) -> ParamValue<'_> {
        ParamValue::List(
            self.0
                .iter()
                .map(|text| Cow::Borrowed(text.as_ref()))
                .collect(),
        )
    }
}

/// A list of values whose `Display` is the text to send, such as points in time: `Shown(&[from, to])`.
pub struct Shown<'a, T>(pub &'a [T]);

impl<T: Display> Param for Shown<'_, T> {
    fn param(&self) -> ParamValue<'_> {
        let texts = self.0.iter().map(|item| Cow::Owned(item.to_string()));
        ParamValue::List(texts.collect())
    }
}

impl<P: Param + ?Sized> Param for &P {
    fn param(&self) -> ParamValue<'_> {
        (**self).param()
    }
}

impl Param for str {
    fn param(&self) -> ParamValue<'_> {
        ParamValue::Text(Cow::Borrowed(self))
    }
}

impl Param for String {
    fn param(&self) -> ParamValue<'_> {
        self.as_str().param()
    }
}

impl Param for bool {
    fn param(&self) -> ParamValue<'_> {
        if *self { "true" } else { "false" }.param()
    }
}

macro_rules! integers {
    ($($integer:ty)*) => { $(
        impl Param for $integer {
            fn param(&self) -> ParamValue<'_> {
                ParamValue::Text(Cow::Owned(self.to_string()))
            }
        }
    )* };
}
integers!(i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize);

macro_rules! floats {
    ($($float:ty)*) => { $(
        impl Param for $float {
            fn param(&self) -> ParamValue<'_> {
                if self.is_finite() {
                    // `Display` writes no exponent and no `.0`.
                    ParamValue::Text(Cow::Owned(self.to_string()))
                } else {
                    ParamValue::Invalid("is not a finite number")
                }
            }
        }
    )* };
}
floats!(f32 f64);

/// `null` is like a missing parameter.
impl Param for () {
    fn param(&self) -> ParamValue<'_> {
        ParamValue::List(Vec::new())
    }
}

impl<P: Param> Param for [P] {
    fn param(&self) -> ParamValue<'_> {
        ParamValue::list(self)
    }
}

impl<P: Param, const N: usize> Param for [P; N] {
    fn param(&self) -> ParamValue<'_> {
        ParamValue::list(self)
    }
}

impl<P: Param> Param for Vec<P> {
    fn param(&self) -> ParamValue<'_> {
        ParamValue::list(self)
    }
}

/// `null` is like a missing parameter. A value that is nested deeper than one level has no defined form
/// (`OpenAPI` 3.0, "Style Values") and is rejected.
impl Param for serde_json::Value {
    fn param(&self) -> ParamValue<'_> {
        use serde_json::Value;
        fn scalar(value: &Value) -> Result<Cow<'_, str>, &'static str> {
            match value {
                Value::Null => Ok(Cow::Borrowed("")),
                Value::Bool(flag) => Ok(Cow::Borrowed(if *flag { "true" } else { "false" })),
                Value::Number(number) => {
                    let mut text = String::new();
                    // Writing to a string cannot fail.
                    let _ = match number.as_f64().filter(|_| number.is_f64()) {
                        Some(float) => write!(text, "{float}"),
                        None => write!(text, "{number}"),
                    };
                    Ok(Cow::Owned(text))
                }
                Value::String(text) => Ok(Cow::Borrowed(text)),
                Value::Array(_) | Value::Object(_) => Err("is nested too deeply for a parameter"),
            }
        }
        let value = match self {
            Value::Null => Ok(ParamValue::List(Vec::new())),
            Value::Array(items) => items
                .iter()
                .map(scalar)
                .collect::<Result<_, _>>()
                .map(ParamValue::List),
            Value::Object(map) => map
                .iter()
                .map(|(name, value)| Ok((Cow::Borrowed(name.as_str()), scalar(value)?)))
                .collect::<Result<_, _>>()
                .map(ParamValue::Object),
            other => scalar(other).map(ParamValue::Text),
        };
        value.unwrap_or_else(ParamValue::Invalid)
    }
}
