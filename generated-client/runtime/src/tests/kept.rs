//! Properties that are kept although the document does not declare them.

use std::collections::BTreeMap;

use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use crate::runtime::{json_object, json_union, json_untagged};

#[derive(Clone, Default, PartialEq)]
struct Order {
    id: i64,
    place: Option<Place>,
    lines: Vec<Line>,
    extra: BTreeMap<String, Value>,
}
json_object!(Order {
    id: "id",
    place: "place" optional,
    lines: "lines",
    ..extra kept,
});

#[derive(Clone, Default, PartialEq)]
struct Place {
    token: Option<String>,
    extra: BTreeMap<String, Value>,
}
json_object!(Place {
    token: "token" optional sensitive,
    ..extra kept
});

/// A type that keeps nothing.
#[derive(Clone, Default, PartialEq)]
struct Line {
    count: Option<i64>,
}
json_object!(Line { count: "count" optional, });

fn read<T: DeserializeOwned>(text: &str) -> T {
    serde_json::from_str(text).unwrap()
}

fn again<T: DeserializeOwned + Serialize>(text: &str) -> String {
    serde_json::to_string(&read::<T>(text)).unwrap()
}

#[test]
fn what_is_read_is_written_back() {
    for text in [
        r#"{"id":1,"lines":[]}"#,
        r#"{"id":1,"place":{"a":{"b":[1.0,null]},"token":"t"},"lines":[],"x":null,"y":18446744073709551615}"#,
        r#"{"id":1,"lines":[],"":"","é\n":true}"#,
    ] {
        let sorted: Value = read(text);
        let order: Order = read(text);
        assert_eq!(serde_json::to_value(&order).unwrap(), sorted, "{text}");
        // They follow the declared ones, sorted by name.
        let written = again::<Order>(text);
        assert_eq!(again::<Order>(&written), written, "{text}");
    }
    assert_eq!(
        again::<Order>(r#"{"y":2,"lines":[],"x":{"b":1},"id":1}"#),
        r#"{"id":1,"lines":[],"x":{"b":1},"y":2}"#
    );
    // The last one of two counts.
    assert_eq!(
        again::<Order>(r#"{"x":1,"id":1,"lines":[{"new":1}],"x":2}"#),
        r#"{"id":1,"lines":[{}],"x":2}"#
    );
}

#[test]
fn no_value_is_printed() {
    let order: Order = read(r#"{"id":1,"lines":[],"key":"secret","place":{"token":"secret"}}"#);
    assert_eq!(
        format!("{order:?}"),
        "Order { id: 1, place: Some(Place { token: [redacted], extra: {} }), lines: [], \
         extra: {\"key\": [redacted]} }"
    );
}

/// Two types that only their properties tell apart. `Square` keeps others, and is tried first.
#[derive(Clone, Default, PartialEq)]
struct Square {
    side: Option<i64>,
    extra: BTreeMap<String, Value>,
}
json_object!(Square { side: "side" optional, ..extra kept });

#[derive(Clone, Default, PartialEq)]
struct Circle {
    middle: Option<Middle>,
}
json_object!(Circle { middle: "middle" optional, });

#[derive(Clone, Default, PartialEq)]
struct Middle {
    x: Option<i64>,
}
json_object!(Middle { x: "x" optional, });

enum Drawing {
    Square(Square),
    Circle(Circle),
    Unknown(Value),
}
json_untagged!(Drawing {
    Square: object [] ["side"],
    Circle: object [] ["middle"],
});

/// The same without a choice.
#[derive(Clone, Default, PartialEq)]
struct PlainSquare {
    side: Option<i64>,
}
json_object!(PlainSquare { side: "side" optional, });

enum Plain {
    Square(PlainSquare),
    Circle(Circle),
    Unknown(Value),
}
json_untagged!(Plain {
    Square: object [] ["side"],
    Circle: object [] ["middle"],
});

#[test]
fn a_value_that_cannot_be_kept_is_dropped() {
    let deep = format!("{}1{}", "[".repeat(200), "]".repeat(200));
    for value in ["1e999", r#""\ud83d""#, &deep] {
        let text = format!(r#"{{"id":1,"lines":[],"odd":{value},"more":2}}"#);
        let order: Order = read(&text);
        assert_eq!(order.extra.keys().collect::<Vec<_>>(), ["more"], "{value}");
    }
}

#[test]
fn keeping_does_not_change_the_variant() {
    for text in [
        r"{}",
        r#"{"side":1}"#,
        r#"{"side":1,"middle":{"x":1}}"#,
        r#"{"side":1,"middle":{"x":1,"y":2}}"#,
        r#"{"side":1,"middle":{"y":2},"a":[{"b":1},{"c":{"d":1}}]}"#,
        r#"{"middle":{"x":1},"a":{"b":{"c":1}}}"#,
        r#"{"a":1}"#,
        r#"{"side":"a"}"#,
    ] {
        let (kept, plain): (Drawing, Plain) = (read(text), read(text));
        let same = matches!(
            (&kept, &plain),
            (Drawing::Square(_), Plain::Square(_))
                | (Drawing::Circle(_), Plain::Circle(_))
                | (Drawing::Unknown(_), Plain::Unknown(_))
        );
        assert!(same, "{text}: {kept:?} {plain:?}");
    }
    let text = r#"{"side":1,"a":{"b":1}}"#;
    assert!(matches!(read(text), Drawing::Square(_)));
    assert_eq!(again::<Drawing>(text), text);
}

/// Unions whose variants do not declare the tags.
enum Job {
    Build(Box<Square>),
    Line(Line),
    Step(Step),
    Unknown(Value),
}
json_union!(Job by "sort" but once {
    "build" | "make" => Build tagged,
    "line" => Line tagged,
    "step" => Step tagged,
});

enum Step {
    Square(Square),
    Unknown(Value),
}
json_union!(Step by "step" but once {
    "square" => Square tagged,
});

/// A union with other values than objects.
enum Mixed {
    Text(String),
    Square(Square),
    Unknown(Value),
}
json_union!(Mixed by "sort" or value but once {
    string => Text,
    "square" => Square tagged,
});

#[test]
fn the_union_alone_has_its_tag() {
    let text = r#"{"sort":"build","side":1,"a":1}"#;
    let Job::Build(square) = read(text) else {
        panic!("the tag tells");
    };
    assert_eq!(square.extra.keys().collect::<Vec<_>>(), ["a"]);
    assert_eq!(again::<Job>(text), text);
    // Alone, the type does not declare such a property, and keeps it.
    assert_eq!(read::<Square>(text).extra.len(), 2);

    let text = r#"{"sort":"step","step":"square","a":1}"#;
    let Job::Step(Step::Square(square)) = read(text) else {
        panic!("the tags tell");
    };
    assert_eq!(square.extra.keys().collect::<Vec<_>>(), ["a"]);
    assert_eq!(again::<Job>(text), text);

    let text = r#"{"sort":"square","side":1,"a":{"sort":1}}"#;
    let Mixed::Square(square) = read(text) else {
        panic!("the tag tells");
    };
    assert_eq!(square.extra.keys().collect::<Vec<_>>(), ["a"]);
    assert_eq!(again::<Mixed>(text), text);
    assert!(matches!(read(r#""a""#), Mixed::Text(text) if text == "a"));
    assert_eq!(
        again::<Job>(r#"{"sort":"line","new":1}"#),
        r#"{"sort":"line"}"#
    );
    // Sorted by name, since the map of a JSON value may or may not keep the order.
    let other = r#"{"a":1,"sort":"new"}"#;
    assert!(matches!(read(other), Job::Unknown(_)));
    assert_eq!(again::<Job>(other), other);
}
