//! The numbers of a document: integers of any size, and floats.

use std::fmt;

/// A number of a document.
///
/// Numbers are equal when their values are: `10` equals `10.0`, as in JSON Schema.
#[derive(Debug, Clone)]
pub enum Number {
    /// An integer that fits `i64`.
    I64(i64),
    /// An integer above `i64::MAX` that fits `u64`.
    U64(u64),
    /// An integer beyond 64 bits, as decimal digits with an optional `-`.
    Big(Box<str>),
    /// Any other number. Always finite.
    F64(f64),
}

/// 2^63 and 2^64, exact as floats. `i64::MAX as f64` rounds up to the former.
const TWO_63: f64 = 9_223_372_036_854_775_808.0;
const TWO_64: f64 = 18_446_744_073_709_551_616.0;

impl Number {
    /// Returns the value as an `i64`; a float without a fraction counts (`10.0` is 10).
    pub fn as_i64(&self) -> Option<i64> {
        match *self {
            Number::I64(value) => Some(value),
            Number::U64(_) | Number::Big(_) => None,
            #[allow(
                clippy::cast_possible_truncation,
                reason = "the guard holds the value inside i64"
            )]
            Number::F64(value) => {
                (value.fract() == 0.0 && (-TWO_63..TWO_63).contains(&value)).then_some(value as i64)
            }
        }
    }

    /// Returns the value as a `u64`; a float without a fraction counts (`10.0` is 10).
    pub fn as_u64(&self) -> Option<u64> {
        match *self {
            Number::I64(value) => u64::try_from(value).ok(),
            Number::U64(value) => Some(value),
            Number::Big(_) => None,
            #[allow(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "the guard holds the value inside u64"
            )]
            Number::F64(value) => {
                (value.fract() == 0.0 && (0.0..TWO_64).contains(&value)).then_some(value as u64)
            }
        }
    }

    /// Returns the nearest float. An integer beyond 53 bits is rounded.
    pub fn as_f64(&self) -> f64 {
        #[allow(
            clippy::cast_precision_loss,
            reason = "the method is documented to round"
        )]
        match self {
            Number::I64(value) => *value as f64,
            Number::U64(value) => *value as f64,
            Number::Big(digits) => digits.parse().unwrap_or(f64::NAN),
            Number::F64(value) => *value,
        }
    }

    /// Returns whether the value has no fraction, however it is written.
    pub fn is_integer(&self) -> bool {
        match self {
            Number::I64(_) | Number::U64(_) | Number::Big(_) => true,
            Number::F64(value) => value.fract() == 0.0,
        }
    }

    /// Converts the number to a `serde_json` value. An integer beyond 64 bits becomes a float.
    pub fn to_json(&self) -> serde_json::Value {
        match self {
            Number::I64(value) => (*value).into(),
            Number::U64(value) => (*value).into(),
            Number::Big(_) | Number::F64(_) => self.as_f64().into(),
        }
    }

    /// Parses decimal digits into the smallest variant that holds them; `None` if `text` is anything else.
    pub(crate) fn from_digits(text: &str) -> Option<Number> {
        let unsigned = text.strip_prefix('-').unwrap_or(text);
        if unsigned.is_empty() || !unsigned.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        if let Ok(value) = text.parse() {
            return Some(Number::I64(value));
        }
        if let Ok(value) = text.parse() {
            return Some(Number::U64(value));
        }
        Some(Number::Big(text.into()))
    }
}

impl From<u64> for Number {
    fn from(value: u64) -> Self {
        i64::try_from(value).map_or(Number::U64(value), Number::I64)
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Number::Big(left), Number::Big(right)) => left == right,
            (Number::F64(left), Number::F64(right)) => left == right,
            // A float equals a huge integer only within the precision of a float.
            (Number::Big(_), Number::F64(_)) | (Number::F64(_), Number::Big(_)) => {
                self.as_f64() == other.as_f64()
            }
            _ => match (self.as_i64(), other.as_i64()) {
                (None, None) => self.as_u64().is_some() && self.as_u64() == other.as_u64(),
                (left, right) => left == right,
            },
        }
    }
}

/// Formats the number as in JSON: `10`, `10.0`, `1e300`.
impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Number::I64(value) => value.fmt(f),
            Number::U64(value) => value.fmt(f),
            Number::Big(digits) => f.write_str(digits),
            Number::F64(value) => serde_json::Value::from(*value).fmt(f),
        }
    }
}
