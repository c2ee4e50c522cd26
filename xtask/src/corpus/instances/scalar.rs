//! Strings, numbers and booleans as instances.

use super::joined::Joined;
use serde_json::{Number, Value, json};

/// Strings that are valid in a format, the usual one first.
const FORMATS: &[(&str, &[&str])] = &[
    (
        "date-time",
        &[
            "2024-05-01T10:20:30Z",
            "2024-05-01T10:20:30.123456789+05:30",
            "1999-12-31t23:59:59.5z",
        ],
    ),
    ("date", &["2024-05-01", "0001-01-01", "2024-02-29"]),
    ("time", &["10:20:30Z", "10:20:30.5+02:00"]),
    ("duration", &["P1DT2H", "P3W"]),
    (
        "uuid",
        &[
            "f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
            "F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6",
        ],
    ),
    ("email", &["a@b.example"]),
    ("idn-email", &["a@b.example"]),
    ("hostname", &["a.example"]),
    ("ipv4", &["192.0.2.1"]),
    ("ipv6", &["2001:db8::1", "::ffff:192.0.2.1"]),
    ("uri", &["https://a.example/b?c=d#e", "urn:a:b"]),
    ("url", &["https://a.example/"]),
    ("uri-reference", &["../a", "https://a.example/"]),
    ("byte", &["aGk=", ""]),
    ("binary", &["a"]),
    ("decimal", &["1.50"]),
];

/// Strings for schemas without a known format.
const TEXTS: &[&str] = &["text", "", "Ünïcode \u{1f980}", "with \"quotes\"\n"];

/// Returns strings, the usual one first.
pub(super) fn strings(joined: &Joined<'_>) -> Vec<Value> {
    let format = joined.text("format");
    let known = FORMATS.iter().find(|(name, _)| Some(*name) == format);
    let texts = known.map_or(TEXTS, |(_, texts)| *texts);
    let least = joined.count("minLength").unwrap_or(0);
    let most = joined.number("maxLength", f64::min);
    let fitted = texts.iter().map(|it| {
        let long = format!(
            "{it}{}",
            "x".repeat(least.saturating_sub(it.chars().count()))
        );
        let all = long.chars().count();
        #[expect(
            clippy::cast_precision_loss,
            reason = "it is compared with a limit of a text"
        )]
        let cut = most.is_some_and(|most| all as f64 > most);
        if cut && known.is_none() {
            "x".repeat(least)
        } else {
            long
        }
    });
    let mut out: Vec<Value> = Vec::new();
    for text in fitted {
        let value = Value::String(text);
        if !out.contains(&value) {
            out.push(value);
        }
    }
    out
}

/// Returns integers, the usual one first.
pub(super) fn integers(joined: &Joined<'_>, latest: bool) -> Vec<Value> {
    let (low, high) = range(joined.text("format"));
    let all = [1, 0, -1, 7, 2_147_483_648, 9_007_199_254_740_993, low, high];
    let mut wanted: Vec<i128> = bounds(joined).into_iter().chain(all).collect();
    wanted.retain(|it| (low..=high).contains(it) && inside(joined, *it));
    let step = joined.number("multipleOf", f64::max).filter(|it| *it > 1.0);
    if let Some(step) = step {
        #[expect(clippy::cast_possible_truncation, reason = "a step is a small integer")]
        let step = step as i128;
        for number in &mut wanted {
            *number -= *number % step;
        }
    }
    let mut out: Vec<Value> = Vec::new();
    for number in wanted {
        let value = integer(number);
        out.extend(value.filter(|it| !out.contains(it)));
    }
    // The same number with a fraction of zero.
    if let Some(first) = out.first().and_then(Value::as_f64).filter(|_| latest) {
        out.push(json!(first));
    }
    out
}

fn integer(number: i128) -> Option<Value> {
    let signed = i64::try_from(number).ok().map(Number::from);
    let number = signed.or_else(|| u64::try_from(number).ok().map(Number::from))?;
    Some(Value::Number(number))
}

/// Returns the least and the greatest integer of a format.
fn range(format: Option<&str>) -> (i128, i128) {
    match format {
        Some("int8") => (i8::MIN.into(), i8::MAX.into()),
        Some("int16") => (i16::MIN.into(), i16::MAX.into()),
        Some("int32") => (i32::MIN.into(), i32::MAX.into()),
        Some("uint8") => (0, u8::MAX.into()),
        Some("uint16") => (0, u16::MAX.into()),
        Some("uint32") => (0, u32::MAX.into()),
        Some("uint64") => (0, u64::MAX.into()),
        Some("uint") => (0, i64::MAX.into()),
        _ => (i64::MIN.into(), i64::MAX.into()),
    }
}

/// Returns the limits themselves and the integers next to them.
#[expect(
    clippy::cast_possible_truncation,
    reason = "what is cut off is no instance"
)]
fn bounds(joined: &Joined<'_>) -> Vec<i128> {
    let low = ["minimum", "exclusiveMinimum"].map(|it| joined.number(it, f64::max));
    let high = ["maximum", "exclusiveMaximum"].map(|it| joined.number(it, f64::min));
    let low = low
        .into_iter()
        .flatten()
        .flat_map(|it| [it.ceil() as i128, it.floor() as i128 + 1]);
    let high = high
        .into_iter()
        .flatten()
        .flat_map(|it| [it.floor() as i128, it.ceil() as i128 - 1]);
    low.chain(high).collect()
}

/// Returns whether a number is within the numeric limits.
#[expect(clippy::cast_precision_loss, reason = "the validator looks once more")]
fn inside(joined: &Joined<'_>, number: i128) -> bool {
    let number = number as f64;
    let low = joined.number("minimum", f64::max);
    let high = joined.number("maximum", f64::min);
    low.is_none_or(|it| number >= it) && high.is_none_or(|it| number <= it)
}

/// Returns numbers, the usual one first.
pub(super) fn numbers(joined: &Joined<'_>) -> Vec<Value> {
    let limits = ["minimum", "maximum"].map(|it| joined.number(it, f64::min));
    let mut out = vec![json!(1.5), json!(1), json!(0), json!(-2.25), json!(0.1)];
    if joined.text("format") != Some("float") {
        out.extend([json!(1e300), json!(123_456_789.123_456_79)]);
    }
    out.extend(limits.into_iter().flatten().map(|it| json!(it)));
    out
}
