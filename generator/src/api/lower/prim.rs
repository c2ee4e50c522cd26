//! The primitive type for a format and limits.

use crate::{api::Prim, schema::Numbers, tree::Number};

/// Returns the type of a string of this format.
pub(super) fn string(format: Option<&str>) -> Prim {
    match format {
        Some("date-time") => Prim::DateTime,
        Some("date") => Prim::Date,
        Some("uuid") => Prim::Uuid,
        Some("ipv4") => Prim::Ipv4,
        Some("ipv6") => Prim::Ipv6,
        _ => Prim::String,
    }
}

/// Returns whether a string of this format has a type of its own.
pub(super) fn is_special(format: Option<&str>) -> bool {
    string(format) != Prim::String
}

/// Returns the type of a number with these limits.
pub(super) fn number(it: &Numbers) -> Prim {
    // `float` included: a server that computes with more digits sends more.
    if !it.integer {
        return Prim::F64;
    }
    let listed = it.listed.iter().flatten();
    let fits = |prim: Prim| {
        let ends = it.low.iter().chain(&it.high);
        let mut all = ends.chain(listed.clone());
        all.all(|it| is_within(it, prim))
    };
    let named = match it.format.as_deref() {
        Some("int8") => Prim::I8,
        Some("int16") => Prim::I16,
        Some("int32") => Prim::I32,
        Some("uint8") => Prim::U8,
        Some("uint16") => Prim::U16,
        Some("uint32") => Prim::U32,
        Some("uint64" | "uint") => Prim::U64,
        Some("int128" | "uint128") => Prim::I128,
        _ if it.huge && it.low.as_ref().is_some_and(|it| it.as_f64() >= 0.0) => Prim::U64,
        // Nothing excludes negative values.
        _ if it.huge && it.low.is_none() => Prim::I128,
        _ => Prim::I64,
    };
    // Limits beyond the range of the format mean that values exceed it too.
    if fits(named) {
        return named;
    }
    let unsigned = it.low.as_ref().is_some_and(|it| it.as_f64() >= 0.0);
    let wider = if unsigned {
        [Prim::U64, Prim::I128]
    } else {
        [Prim::I64, Prim::I128]
    };
    wider.into_iter().find(|it| fits(*it)).unwrap_or(Prim::I128)
}

/// 2^127, the first number beyond `i128`.
const BEYOND: f64 = 170_141_183_460_469_231_731_687_303_715_884_105_728.0;

/// Returns whether the type of a number is `i128`, although the schema admits larger numbers.
pub(super) fn is_narrowed(it: &Numbers) -> bool {
    let larger = match &it.high {
        Some(high) => high.as_f64() >= BEYOND && high.to_string().parse::<i128>().is_err(),
        None => it.format.as_deref() == Some("uint128"),
    };
    larger && number(it) == Prim::I128
}

/// Returns whether a limit or a listed value is a value of a type.
fn is_within(number: &Number, prim: Prim) -> bool {
    let (low, high) = match prim {
        Prim::I8 => (i8::MIN.into(), i8::MAX.into()),
        Prim::I16 => (i16::MIN.into(), i16::MAX.into()),
        Prim::I32 => (i32::MIN.into(), i32::MAX.into()),
        Prim::U8 => (0, u8::MAX.into()),
        Prim::U16 => (0, u16::MAX.into()),
        Prim::U32 => (0, u32::MAX.into()),
        Prim::U64 => return number.as_u64().is_some(),
        _ => (i64::MIN, i64::MAX),
    };
    match prim {
        Prim::I128 => true,
        _ => number.as_i64().is_some_and(|it| (low..=high).contains(&it)),
    }
}
