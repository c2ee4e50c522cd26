use serde_json::{Value, json};

use crate::runtime::{
    integer_enum, json_object, json_union, json_untagged, string_enum, support::marked,
};

#[derive(Clone, Debug)]
enum Colour {
    Red,
    Unknown(String),
}

string_enum!(Colour { Red: "red" });

#[derive(Clone, Debug)]
enum Size {
    One,
    Unknown(i64),
}

integer_enum!(Size { One: 1 });

#[derive(Clone, PartialEq)]
struct Cat {
    kind: String,
}

json_object!(Cat { kind: "kind" });

#[derive(Clone, PartialEq)]
struct Dog {
    barks: bool,
}

json_object!(Dog { barks: "barks" });

enum Pet {
    Cat(Box<Cat>),
    Dog(Dog),
    Unknown(Value),
}

json_union!(Pet by "kind" {
    "cat" => Cat,
    "dog" => Dog tagged,
});

enum Answer {
    Dog(Dog),
    Unknown(Value),
}

json_untagged!(Answer {
    Dog: object ["barks"] [],
});

/// Returns a value as it is written with marks, without the path of the tests' module.
fn written<T: serde::Serialize + serde::de::DeserializeOwned>(value: &Value) -> Value {
    let value: T = serde_json::from_value(value.clone()).unwrap();
    let text = marked(&value).unwrap();
    let text = text.replace(concat!(module_path!(), "::"), "");
    serde_json::from_str(&text).unwrap()
}

#[test]
fn what_an_enum_does_not_list_is_marked() {
    assert_eq!(written::<Colour>(&json!("red")), json!("red"));
    let marked = json!({ "\0unlisted": "blue" });
    assert_eq!(written::<Colour>(&json!("blue")), marked);
    assert_eq!(written::<Size>(&json!(1)), json!(1));
    let marked = json!([{ "\0unlisted": 2 }]);
    assert_eq!(written::<Vec<Size>>(&json!([2])), marked);
}

#[test]
fn what_is_no_alternative_is_marked() {
    let bird = json!({ "kind": "bird" });
    let marked = json!({ "\0type Pet": null, "\0unknown": bird });
    assert_eq!(written::<Pet>(&bird), marked);
    let marked = json!({ "\0unknown": [1] });
    assert_eq!(written::<Answer>(&json!([1])), marked);
}

#[test]
fn each_object_is_marked_with_the_types_that_wrote_it() {
    let dog = json!({ "barks": true });
    let marked = json!({ "\0type Dog": null, "barks": true });
    assert_eq!(written::<Answer>(&dog), marked);
    let dog = json!({ "kind": "dog", "barks": true });
    let marked = json!({
        "\0type Pet": null, "\0type Dog": null, "kind": "dog", "barks": true,
    });
    assert_eq!(written::<Pet>(&dog), marked);
    let marked = json!({
        "\0type Pet": null, "\0type alloc::boxed::Box<Cat>": null, "kind": "cat",
    });
    assert_eq!(written::<Pet>(&json!({ "kind": "cat" })), marked);
}

#[test]
fn nothing_is_marked_that_nobody_asked_for() {
    let bird: Pet = serde_json::from_value(json!({ "kind": "bird" })).unwrap();
    marked(&bird).unwrap();
    assert_eq!(
        serde_json::to_value(&bird).unwrap(),
        json!({ "kind": "bird" })
    );
    let blue: Colour = serde_json::from_value(json!("blue")).unwrap();
    assert_eq!(serde_json::to_value(&blue).unwrap(), json!("blue"));
}
