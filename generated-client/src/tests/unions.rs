use serde_json::{Value, json};

use super::{decode, mismatch};
use crate::runtime::{json_object, json_union};

#[derive(Clone, PartialEq)]
struct Cat {
    pet_type: String,
    lives: i64,
}

json_object!(Cat {
    pet_type: "petType",
    lives: "lives",
});

/// Does not declare the tag.
#[derive(Clone, PartialEq)]
struct Dog {
    barks: bool,
    friend: Option<Pet>,
}

json_object!(Dog {
    barks: "barks",
    friend: "friend" optional,
});

#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
enum Pet {
    Cat(Cat),
    Dog(Box<Dog>),
    Unknown(Value),
}

json_union!(Pet by "petType" {
    "cat" => Cat,
    "kitty" => Cat,
    "dog" => Dog tagged,
});

/// A union in a union, and a name of its own for what is not listed.
#[derive(Clone, Debug, PartialEq)]
enum Outer {
    Pet(Pet),
    Other(Value),
}

json_union!(Outer by "kind" {
    "pet" => Pet tagged,
    ..Other,
});

fn read(text: &str) -> Pet {
    serde_json::from_str(text).unwrap()
}

#[track_caller]
fn round_trips(text: &str) -> Pet {
    let pet = read(text);
    assert_eq!(serde_json::to_string(&pet).unwrap(), text);
    pet
}

#[test]
fn the_tag_picks_the_variant() {
    assert!(matches!(
        round_trips(r#"{"petType":"cat","lives":9}"#),
        Pet::Cat(Cat { lives: 9, .. })
    ));
    assert!(matches!(
        round_trips(r#"{"petType":"kitty","lives":9}"#),
        Pet::Cat(_)
    ));
    assert!(matches!(
        read(r#"{"lives":9,"petType":"cat"}"#),
        Pet::Cat(_)
    ));
}

#[test]
fn a_tag_that_the_struct_does_not_have_is_written() {
    assert!(matches!(
        round_trips(r#"{"petType":"dog","barks":true}"#),
        Pet::Dog(_)
    ));
    round_trips(r#"{"petType":"dog","barks":true,"friend":{"petType":"cat","lives":1}}"#);
    let outer = r#"{"kind":"pet","petType":"dog","barks":false}"#;
    let pet: Outer = serde_json::from_str(outer).unwrap();
    assert_eq!(serde_json::to_string(&pet).unwrap(), outer);
}

#[test]
fn an_unknown_tag_is_kept_as_it_came() {
    let Pet::Unknown(value) = round_trips(r#"{"id":9007199254740993,"petType":"yak"}"#) else {
        panic!("a yak is none of them");
    };
    assert_eq!(
        value,
        json!({"petType": "yak", "id": 9_007_199_254_740_993_u64})
    );
    assert!(matches!(
        serde_json::from_str(r#"{"kind":"x"}"#).unwrap(),
        Outer::Other(_)
    ));
}

#[test]
fn big_integers_stay_whole() {
    let pet = round_trips(r#"{"petType":"cat","lives":9007199254740993}"#);
    assert!(matches!(
        pet,
        Pet::Cat(Cat {
            lives: 9_007_199_254_740_993,
            ..
        })
    ));
}

#[test]
fn a_value_in_memory_can_be_read_too() {
    let value = json!({"petType": "cat", "lives": 9_007_199_254_740_993_i64});
    assert!(matches!(
        serde_json::from_value(value).unwrap(),
        Pet::Cat(_)
    ));
}

#[test]
fn only_an_object_can_be_an_unknown_variant() {
    let error = serde_json::to_string(&Pet::Unknown(json!("hush"))).unwrap_err();
    assert_eq!(error.to_string(), "only an object can stand here");
}

#[test]
fn a_missing_or_wrong_tag_is_named() {
    assert_eq!(
        mismatch::<Pet>(r#"{"lives":9}"#),
        "missing field `petType` (line 1, column 11)"
    );
    assert_eq!(
        mismatch::<Pet>(r#"{"petType":4711}"#),
        "invalid type: integer, expected a string at `petType` (line 1, column 15)"
    );
    assert_eq!(
        mismatch::<Pet>(r#""hush""#),
        "invalid type: string, expected an object with `petType` (line 1, column 6)"
    );
}

#[test]
fn errors_inside_carry_their_whole_path() {
    let wrong = r#"{"petType":"cat","lives":"hush"}"#;
    let expected = "invalid type: string, expected i64 at ";
    for (text, path) in [
        // The place where it surfaces differs: before a comma, before a bracket.
        (format!("[{wrong}]"), "[0].lives"),
        (format!("[{wrong}, {wrong}]"), "[0].lives"),
        (
            format!("[{}, {wrong} ]", r#"{"petType":"cat","lives":9}"#),
            "[1].lives",
        ),
    ] {
        let found = mismatch::<Vec<Pet>>(&text);
        assert!(found.starts_with(&format!("{expected}`{path}`")), "{found}");
    }
    for (text, path) in [
        (
            format!(r#"{{"barks":true,"friend":{wrong}}}"#),
            "friend.lives",
        ),
        (
            format!(r#"{{"friend":{wrong},"barks":true}}"#),
            "friend.lives",
        ),
        (
            format!(r#"{{"barks":true,"friend":{{"petType":"dog","friend":{wrong}}}}}"#),
            "friend.friend.lives",
        ),
    ] {
        let found = mismatch::<Dog>(&text);
        assert!(found.starts_with(&format!("{expected}`{path}`")), "{found}");
    }
    // The position is that of the inner value, across lines.
    let text = "{\n  \"barks\": true,\n  \"friend\": {\n    \"petType\": \"cat\",\n    \"lives\": \"hush\"\n  }\n}";
    assert_eq!(
        mismatch::<Dog>(text),
        format!("{expected}`friend.lives` (line 5, column 19)")
    );
}

#[test]
fn nesting_has_a_limit() {
    let nest = |depth: usize| {
        let open = r#"{"petType":"dog","barks":true,"friend":"#.repeat(depth);
        format!(r#"{open}{{"petType":"yak"}}{}"#, "}".repeat(depth))
    };
    assert!(decode::<Pet>(nest(100)).is_ok());
    assert_eq!(
        mismatch::<Pet>(nest(100_000))
            .split(" at ")
            .next()
            .unwrap()
            .split(" (")
            .next(),
        Some("recursion limit exceeded")
    );
    // Brackets in strings are none.
    assert!(
        decode::<Pet>(format!(
            r#"{{"petType":"yak","s":"\"{}"}}"#,
            "[".repeat(1000)
        ))
        .is_ok()
    );
}
