//! Scalars and enums.

use super::{
    decoded::{Decoded, kept},
    format::is_in_format,
    read::Reader,
    refusal::Refusal,
};
use generator::api::{IntegerValue, Prim, StringEnum};
use serde_json::{Number, Value};
use std::borrow::Cow;

/// 2^63, which a float represents exactly.
const END: f64 = 9_223_372_036_854_775_808.0;

impl Reader<'_> {
    pub(super) fn prim<'v>(
        &mut self,
        prim: Prim,
        value: &'v Value,
    ) -> Result<Decoded<'v>, Refusal> {
        let expected = match prim {
            Prim::Bool if value.is_boolean() => return Ok(kept(value)),
            Prim::Bool => "a boolean",
            Prim::Null if value.is_null() => return Ok(Decoded::NULL),
            Prim::Null => "unit",
            Prim::F64 => match value {
                Value::Number(number) => return Ok(float(number)),
                _ => "f64",
            },
            Prim::I128 => return wide(value),
            Prim::I8
            | Prim::I16
            | Prim::I32
            | Prim::I64
            | Prim::U8
            | Prim::U16
            | Prim::U32
            | Prim::U64 => return integer(prim, value),
            Prim::String | Prim::DateTime | Prim::Date | Prim::Uuid | Prim::Ipv4 | Prim::Ipv6 => {
                match value {
                    Value::String(text) => {
                        // The format is checked only to choose between the alternatives of a union.
                        if self.counted.is_some() && !is_in_format(prim, text) {
                            self.surprise();
                        }
                        return Ok(kept(value));
                    }
                    _ => "a string",
                }
            }
        };
        Err(Refusal::of_kind(value, expected))
    }

    pub(super) fn string_enum<'v>(
        &mut self,
        it: &StringEnum,
        value: &'v Value,
    ) -> Result<Decoded<'v>, Refusal> {
        let Value::String(text) = value else {
            return Err(Refusal::of_kind(value, "a string"));
        };
        if it.open || it.values.iter().any(|it| it.wire.as_str() == text) {
            return Ok(kept(value));
        }
        self.surprise();
        Ok(Decoded::Unlisted(Cow::Borrowed(value)))
    }

    pub(super) fn integer_enum<'v>(
        &mut self,
        values: &[IntegerValue],
        value: &'v Value,
    ) -> Result<Decoded<'v>, Refusal> {
        const EXPECTED: &str = "an integer";
        let Value::Number(number) = value else {
            return Err(Refusal::of_kind(value, EXPECTED));
        };
        let float = number.as_f64().filter(|_| number.is_f64());
        let integer = match float {
            Some(float) => truncated(float),
            None => number.as_i64(),
        };
        let Some(integer) = integer else {
            let kind = if float.is_some() {
                "floating point"
            } else {
                "integer"
            };
            return Err(Refusal::new(format!(
                "invalid value: {kind}, expected {EXPECTED}"
            )));
        };
        let decoded = Cow::Owned(integer.into());
        if values.iter().any(|it| it.value == integer) {
            return Ok(Decoded::Kept(decoded));
        }
        self.surprise();
        Ok(Decoded::Unlisted(decoded))
    }
}

/// Returns any number as a float.
fn float<'v>(number: &Number) -> Decoded<'v> {
    let float = number.as_f64().unwrap_or_default();
    Decoded::Kept(Cow::Owned(float.into()))
}

/// Converts a float without a fraction to an integer.
fn truncated(float: f64) -> Option<i64> {
    let whole = float.fract() == 0.0 && (-END..END).contains(&float);
    #[expect(clippy::cast_possible_truncation, reason = "it is inside")]
    whole.then_some(float as i64)
}

/// Converts a float without a fraction to an integer of 64 bits, signed or unsigned.
fn without_point(float: f64) -> Option<Number> {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it is inside"
    )]
    let unsigned = || (END..2.0 * END).contains(&float).then_some(float as u64);
    let signed = truncated(float).map(Number::from);
    signed.or_else(|| unsigned().map(Number::from))
}

fn integer(prim: Prim, value: &Value) -> Result<Decoded<'_>, Refusal> {
    let (name, low, high) = range(prim);
    let Value::Number(number) = value else {
        return Err(Refusal::of_kind(value, name));
    };
    let whole = number.as_f64().filter(|_| number.is_f64());
    let integer = whole.and_then(without_point);
    let integer = integer.as_ref().unwrap_or(number);
    let Some(exact) = exact(integer) else {
        return Err(Refusal::of_kind(value, name));
    };
    if !(low..=high).contains(&exact) {
        return Err(Refusal::new(format!(
            "invalid value: integer, expected {name}"
        )));
    }
    Ok(Decoded::Kept(Cow::Owned(Value::Number(integer.clone()))))
}

/// Returns the value of an integer, or `None` for a float.
fn exact(number: &Number) -> Option<i128> {
    let signed = number.as_i64().map(i128::from);
    signed.or_else(|| number.as_u64().map(i128::from))
}

/// Returns the name of an integer type, its least and its greatest value.
fn range(prim: Prim) -> (&'static str, i128, i128) {
    match prim {
        Prim::I8 => ("i8", i8::MIN.into(), i8::MAX.into()),
        Prim::I16 => ("i16", i16::MIN.into(), i16::MAX.into()),
        Prim::I32 => ("i32", i32::MIN.into(), i32::MAX.into()),
        Prim::U8 => ("u8", 0, u8::MAX.into()),
        Prim::U16 => ("u16", 0, u16::MAX.into()),
        Prim::U32 => ("u32", 0, u32::MAX.into()),
        Prim::U64 => ("u64", 0, u64::MAX.into()),
        Prim::I64
        | Prim::I128
        | Prim::String
        | Prim::Bool
        | Prim::Null
        | Prim::F64
        | Prim::DateTime
        | Prim::Date
        | Prim::Uuid
        | Prim::Ipv4
        | Prim::Ipv6 => ("i64", i64::MIN.into(), i64::MAX.into()),
    }
}

/// Reads an integer of 128 bits from its digits.
fn wide(value: &Value) -> Result<Decoded<'_>, Refusal> {
    const EXPECTED: &str = "i128";
    let Value::Number(number) = value else {
        return Err(Refusal::of_kind(value, EXPECTED).begun());
    };
    if !number.is_f64() {
        return Ok(kept(value));
    }
    if number.as_f64().is_some_and(|it| it.fract() != 0.0) {
        return Err(Refusal::of_kind(value, EXPECTED));
    }
    let Some(integer) = digits(&number.to_string()).and_then(|it| it.parse::<i128>().ok()) else {
        let message = format!("invalid value: integer, expected {EXPECTED}");
        return Err(Refusal::new(message));
    };
    // An integer of more than 64 bits is a float in this tree.
    let integer = Number::from_i128(integer).unwrap_or_else(|| number.clone());
    Ok(Decoded::Kept(Cow::Owned(Value::Number(integer))))
}

/// Returns the digits of a number without a fraction, which may have an exponent.
fn digits(text: &str) -> Option<String> {
    let (number, exponent) = text.split_once('e').unwrap_or((text, "0"));
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let fraction = fraction.trim_end_matches('0');
    let zeros = exponent
        .parse::<usize>()
        .ok()?
        .checked_sub(fraction.len())?;
    Some(format!("{whole}{fraction}{}", "0".repeat(zeros)))
}
