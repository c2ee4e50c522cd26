//! The location in a decode error, which reveals nothing else.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde::{Deserialize, Deserializer, de::Error as _};
use serde_json::Value;

use super::{decode, mismatch};
use crate::runtime::json_object;

#[derive(Clone, PartialEq)]
struct Top {
    data: Inner,
}

json_object!(Top { data: "data" });

#[derive(Clone, PartialEq)]
struct Inner {
    items: Vec<Item>,
    odd: BTreeMap<String, bool>,
}

json_object!(Inner {
    items: "items",
    odd: "odd",
});

#[derive(Clone, PartialEq)]
struct Item {
    value: bool,
    small: Option<u8>,
}

json_object!(Item {
    value: "value",
    small: "small" optional,
});

#[test]
fn the_path_leads_to_the_value() {
    for (text, expected) in [
        (
            "4711",
            "invalid type: integer, expected an object (Top) (line 1, column 4)",
        ),
        (
            r#"{"data":"hush"}"#,
            "invalid type: string, expected an object (Inner) at `data` (line 1, column 14)",
        ),
        (
            r#"{"data":{"items":[{"value":true},{"value":"hush"}],"odd":{}}}"#,
            "invalid type: string, expected a boolean at `data.items[1].value` (line 1, column 48)",
        ),
        (
            r#"{"data":{"items":[{"value":true},{"small":1}],"odd":{}}}"#,
            "missing field `value` at `data.items[1]` (line 1, column 44)",
        ),
        (
            r#"{"data":{"items":[{"value":true,"small":4711}],"odd":{}}}"#,
            "invalid value: integer, expected u8 at `data.items[0].small` (line 1, column 44)",
        ),
        (
            r#"{"data":{"items":[],"odd":{"a b":1}}}"#,
            "invalid type: integer, expected a boolean at `data.odd[\"a b\"]` (line 1, column 34)",
        ),
        (
            r#"{"data":{"items":[],"odd":{"\u00e9\"":1}}}"#,
            "invalid type: integer, expected a boolean at `data.odd[\"é\\\"\"]` (line 1, column 39)",
        ),
        (
            r#"{"data":{"items":[]}}"#,
            "missing field `odd` at `data` (line 1, column 20)",
        ),
        (
            "{\r\n \"data\": {\n\t\"items\": [\n{\"value\":\n 1}]}}",
            "invalid type: integer, expected a boolean at `data.items[0].value` (line 5, column 2)",
        ),
    ] {
        assert_eq!(mismatch::<Top>(text), expected, "{text}");
    }
}

#[test]
fn broken_text_has_a_path_too() {
    for (text, expected) in [
        ("", "the body is empty"),
        (" ", "EOF while parsing a value (line 1, column 1)"),
        (
            r#"{"data":{"items":[{"value":tr"#,
            "EOF while parsing a value at `data.items[0].value` (line 1, column 29)",
        ),
        (
            r#"{"data":{"items":[{"value":true},{"#,
            "EOF while parsing an object at `data.items[1]` (line 1, column 34)",
        ),
        (
            r#"{"data":{"odd":{"a"#,
            "EOF while parsing a string at `data.odd.a` (line 1, column 18)",
        ),
        (
            r#"{"data":{"items":[,]}}"#,
            "expected value at `data.items` (line 1, column 19)",
        ),
        (
            r#"{"data":{"items":[]}} x"#,
            "missing field `odd` at `data` (line 1, column 20)",
        ),
        ("<html>", "expected value (line 1, column 1)"),
    ] {
        assert_eq!(mismatch::<Top>(text), expected, "{text}");
    }
}

#[test]
fn a_byte_order_mark_is_passed_over() {
    assert_eq!(decode::<Vec<i64>>("\u{feff}[1]").unwrap(), [1]);
}

#[test]
fn long_names_are_cut() {
    let name = "n".repeat(1000);
    let found = mismatch::<BTreeMap<String, bool>>(format!(r#"{{"{name}":1}}"#));
    assert!(found.contains("nnn…\"]`") && found.len() < 200, "{found}");
}

/// A type whose error quotes the rejected value.
#[derive(Debug)]
struct Chatty;

impl serde::Serialize for Chatty {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_unit()
    }
}

impl<'de> Deserialize<'de> for Chatty {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Err(D::Error::custom(format!(
            "I don't like {}",
            String::deserialize(deserializer)?
        )))
    }
}

#[test]
fn values_never_come_out() {
    for text in [
        r#"["hush"]"#,
        r#"["hush at line 1 column 1"]"#,
        r#"["invalid type: hush, expected hush"]"#,
        r#"["in a union (byte 0/6, path 4): hush: hush"]"#,
    ] {
        assert_eq!(
            mismatch::<(Chatty,)>(text).split(" (").next(),
            Some("a value that does not fit")
        );
        let found = mismatch::<Vec<bool>>(text);
        assert!(
            found.starts_with("invalid type: string, expected a boolean at `[0]`"),
            "{found}"
        );
    }
    for (text, expected) in [
        (
            r#""hush, expected hush""#,
            "invalid type: string, expected a boolean (line 1, column 21)",
        ),
        (
            r#"{"hush":1}"#,
            "invalid type: map, expected a boolean (line 1, column 0)",
        ),
        (
            "4711.5",
            "invalid type: floating point, expected a boolean (line 1, column 6)",
        ),
    ] {
        assert_eq!(mismatch::<bool>(text), expected);
    }
    assert_eq!(
        mismatch::<i64>("true"),
        "invalid type: boolean, expected i64 (line 1, column 4)"
    );
    assert_eq!(
        mismatch::<i64>("null"),
        "invalid type: null, expected i64 (line 1, column 4)"
    );
}

proptest! {
    #[test]
    fn any_bytes_are_an_error_or_a_value(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
        let _ = decode::<Value>(&bytes);
        let _ = decode::<Top>(&bytes);
    }

    #[test]
    fn any_cut_and_any_change_has_a_path(at in 0_usize..70, byte in any::<u8>()) {
        let text = br#"{"data":{"items":[{"value":true,"small":1}],"odd":{"a":true,"b":1}}}"#;
        let at = at.min(text.len() - 1);
        let _ = decode::<Top>(&text[..at]);
        let mut changed = text.to_vec();
        changed[at] = byte;
        let _ = decode::<Top>(&changed);
    }
}
