use std::collections::BTreeMap;

use serde_json::Value;

use super::{decode, mismatch};
use crate::runtime::{Field, json_object, json_untagged};

#[derive(Clone, PartialEq)]
struct Counts {
    one: i64,
    small: Option<u8>,
    tri: Field<i32>,
    many: Option<Vec<Option<u64>>>,
    pair: Option<(i64, f64)>,
    inner: Option<Box<Counts>>,
    rest: BTreeMap<String, i64>,
}

json_object!(Counts {
    one: "one",
    small: "small" optional,
    tri: "tri" tri,
    many: "many" optional,
    pair: "pair" optional,
    inner: "inner" optional,
    ..rest,
});

#[non_exhaustive]
enum Either {
    Count(i64),
    Text(String),
    Unknown(Value),
}

json_untagged!(Either {
    Count: integer,
    Text: string,
});

#[test]
fn a_number_without_a_fraction_is_an_integer_wherever_it_stands() {
    let text = r#"{"one":1.0,"small":2e2,"tri":-3.0,"many":[4.0,null,5],"pair":[6.0,7],
        "inner":{"one":8e0},"more":9.0}"#;
    let counts: Counts = serde_json::from_str(text).unwrap();
    assert_eq!(counts.one, 1);
    assert_eq!(counts.small, Some(200));
    assert!(counts.tri == Field::Value(-3));
    assert_eq!(counts.many, Some(vec![Some(4), None, Some(5)]));
    assert_eq!(counts.pair, Some((6, 7.0)));
    assert_eq!(counts.inner.unwrap().one, 8);
    assert_eq!(counts.rest["more"], 9);
}

#[test]
fn so_it_is_as_an_alternative_and_as_a_whole_body() {
    let read = |text: &str| serde_json::from_str::<Either>(text).unwrap();
    assert!(matches!(read("1.0"), Either::Count(1)));
    assert!(matches!(read("1e2"), Either::Count(100)));
    assert!(matches!(read("1.5"), Either::Unknown(_)));
    assert_eq!(decode::<i64>("12.0").unwrap(), 12);
    assert_eq!(decode::<u64>("9.3e18").unwrap(), 9_300_000_000_000_000_000);
    assert_eq!(decode::<Vec<i64>>("[1.0, 2]").unwrap(), [1, 2]);
}

#[test]
fn a_fraction_is_none_and_neither_is_what_is_beyond() {
    for (text, wrong) in [
        (r#"{"one":1.5}"#, "floating point"),
        (r#"{"one":1,"small":300.0}"#, "integer"),
        (r#"{"one":1e300}"#, "floating point"),
        (r#"{"one":9.3e18}"#, "invalid value: integer"),
        (r#"{"one":"1.0"}"#, "string"),
    ] {
        let found = mismatch::<Counts>(text);
        assert!(found.contains(wrong), "{found}");
    }
}

#[test]
fn an_integer_past_64_bits_is_read_with_an_exponent_too() {
    for (text, wanted) in [
        ("18446744073709551617", 18_446_744_073_709_551_617),
        ("1e20", 100_000_000_000_000_000_000),
        ("-1.25E+2", -125),
        ("1200e-2", 12),
        ("-0.0", 0),
        ("0e99999999999", 0),
        (
            "170141183460469231731687303715884105727.0",
            170_141_183_460_469_231_731_687_303_715_884_105_727,
        ),
    ] {
        assert_eq!(decode::<i128>(text).unwrap(), wanted, "{text}");
        assert_eq!(decode::<Vec<i128>>(&format!("[{text}]")).unwrap(), [wanted]);
    }
    for (text, wrong) in [
        ("1.5", "invalid type: floating point, expected i128"),
        ("1e39", "invalid value: integer, expected i128"),
        ("\"1\"", "invalid type: string, expected i128"),
        ("[1]", "invalid type: sequence, expected i128"),
        ("null", "invalid type: null, expected i128"),
    ] {
        let found = mismatch::<i128>(text);
        assert!(found.starts_with(wrong), "{found}");
    }
}
