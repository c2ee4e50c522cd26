// The macros' methods are as public as can be, and nothing in here is.
#![allow(unreachable_pub)]

use std::cmp::Ordering;

use serde_json::json;

use super::mismatch;
use crate::runtime::{Param, ParamValue, comparable, integer_enum, string_enum};

#[derive(Clone, Debug)]
#[non_exhaustive]
enum Status {
    Open,
    TimedOut,
    #[deprecated]
    Old,
    Unknown(String),
}

string_enum!(Status {
    Open: "open",
    TimedOut: "TIMED-OUT",
    Old: "old",
});
comparable!(Status [Ord] as_str);

/// An enum with a listed value `unknown`, so that the variant for unlisted values needs another name.
#[derive(Clone, Debug)]
enum Level {
    Unknown,
    Other(String),
}

string_enum!(Level {
    Unknown: "unknown",
    ..Other,
});

#[derive(Clone, Copy, Debug)]
enum Code {
    One,
    Minus,
    Unknown(i64),
}

integer_enum!(Code { One: 1, Minus: -1 });
comparable!(Code [Ord] value);

#[test]
fn strings_round_trip_listed_or_not() {
    let values = json!(["open", "TIMED-OUT", "later", ""]);
    let read: Vec<Status> = serde_json::from_value(values.clone()).unwrap();
    assert_eq!(read[..2], [Status::Open, Status::TimedOut]);
    assert_eq!(read[2], Status::Unknown("later".to_owned()));
    assert_eq!(serde_json::to_value(&read).unwrap(), values);
    assert_eq!(
        serde_json::from_str::<Status>(r#""\u006fpen""#).unwrap(),
        Status::Open
    );
}

#[test]
fn strings_convert_and_print() {
    assert_eq!(Status::from("open"), Status::Open);
    assert_eq!(
        format!("{:>6}|{}", Status::Open, Status::TimedOut),
        "  open|TIMED-OUT"
    );
    assert_eq!(Status::Open.as_ref(), "open");
    assert_eq!(Level::from("unknown"), Level::Unknown);
    assert_eq!(Level::from("x"), Level::Other("x".to_owned()));
}

#[test]
fn integers_round_trip_listed_or_not() {
    let read: Vec<Code> = serde_json::from_str("[1, -1, 9007199254740993, 1.0]").unwrap();
    assert_eq!(
        read,
        [
            Code::One,
            Code::Minus,
            Code::Unknown(9_007_199_254_740_993),
            Code::One
        ]
    );
    assert_eq!(
        serde_json::to_string(&read).unwrap(),
        "[1,-1,9007199254740993,1]"
    );
    assert_eq!((Code::from(-1), Code::Minus.value()), (Code::Minus, -1));
    assert_eq!(format!("{:>3}", Code::One), "  1");
    assert!(Code::Minus.param() == ParamValue::Text("-1".into()));
}

#[test]
fn the_wrong_type_is_refused_without_its_value() {
    assert_eq!(
        mismatch::<Status>("471100"),
        "invalid type: integer, expected a string (line 1, column 6)"
    );
    assert_eq!(
        mismatch::<Code>(r#""hush""#),
        "invalid type: string, expected an integer (line 1, column 6)"
    );
    assert_eq!(
        mismatch::<Code>("1.5"),
        "invalid value: floating point, expected an integer (line 1, column 3)"
    );
    assert_eq!(
        mismatch::<Code>("18446744073709551615"),
        "invalid value: integer, expected an integer (line 1, column 20)"
    );
}

#[test]
fn values_are_in_the_order_of_their_texts_and_integers() {
    let kept = Status::Unknown("open".to_owned());
    assert_eq!(kept.cmp(&Status::Open), Ordering::Equal);
    assert!(Status::TimedOut < Status::Open);
    assert!(Code::Minus < Code::One);
    assert_eq!(Code::from(1).partial_cmp(&Code::One), Some(Ordering::Equal));
}
