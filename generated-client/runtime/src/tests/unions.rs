use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{decode, mismatch};
use crate::runtime::{json_object, json_union, json_untagged};

#[derive(Clone, PartialEq)]
struct Cat {
    pet_type: String,
    lives: i64,
}

json_object!(Cat {
    pet_type: "petType",
    lives: "lives",
});

/// A type that does not declare the tag.
#[derive(Clone, PartialEq)]
struct Dog {
    barks: bool,
    friend: Option<Pet>,
}

json_object!(Dog {
    barks: "barks",
    friend: "friend" optional,
});

#[non_exhaustive]
enum Pet {
    Cat(Cat),
    Dog(Box<Dog>),
    Unknown(Value),
}

json_union!(Pet by "petType" {
    "cat" | "kitty" => Cat,
    "dog" => Dog tagged,
});

/// A union in a union, with another name for the variant of unlisted tags.
enum Outer {
    Pet(Pet),
    Other(Value),
}

json_union!(Outer by "kind" {
    "pet" => Pet tagged,
    ..Other,
});

/// A union whose tag collides with others: `Pet` and `Cat` have properties of that name, and maps may have.
enum Kennel {
    Pet(Pet),
    Outer(Box<Outer>),
    Map(BTreeMap<String, Value>),
    Any(Value),
    Open(Open),
    Unknown(Value),
}

json_union!(Kennel by "lives" {
    "pet" => Pet tagged,
    "outer" => Outer tagged,
    "map" => Map tagged,
    "any" => Any tagged,
    "open" => Open tagged,
});

#[derive(Clone, PartialEq)]
struct Open {
    inner: Option<Pet>,
    rest: BTreeMap<String, Value>,
}

json_object!(Open {
    inner: "inner" optional,
    ..rest,
});

#[derive(Clone, PartialEq)]
struct Lively {
    lives: i64,
}

json_object!(Lively { lives: "lives" });

/// A union of unions with the same tag, which only the inner one declares.
enum Animal {
    Pet(Box<Pet>),
    Unknown(Value),
}

json_union!(Animal by "petType" {
    "cat" | "dog" => Pet tagged,
});

/// Alternatives under one tag, distinguished by their shape.
enum Effect {
    Blur(Blur),
    Unknown(Value),
}

json_union!(Effect by "petType" {
    "cat" | "open" => Blur,
});

enum Blur {
    Cat(Cat),
    Open(Open),
    Unknown(Value),
}

json_untagged!(Blur {
    Cat: object ["petType", "lives"] [],
    Open: object ["inner"] [],
});

#[test]
fn alternatives_without_a_tag_can_be_a_variant() {
    for text in [
        r#"{"petType":"open","inner":{"petType":"cat","lives":9}}"#,
        r#"{"petType":"cat","lives":7}"#,
    ] {
        let effect: Effect = serde_json::from_str(text).unwrap();
        assert!(matches!(effect, Effect::Blur(Blur::Cat(_) | Blur::Open(_))));
        let written: Value = serde_json::to_value(&effect).unwrap();
        let expected: Value = serde_json::from_str(text).unwrap();
        assert_eq!(written, expected);
    }
    let scalar = Effect::Blur(Blur::Unknown(json!("hush")));
    let error = serde_json::to_string(&scalar).unwrap_err();
    assert_eq!(error.to_string(), "only an object can stand here");
}

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
fn no_key_is_written_twice() {
    let cat = || {
        Pet::Cat(Cat {
            pet_type: "cat".to_owned(),
            lives: 9,
        })
    };
    let dog = || {
        Pet::Dog(Box::new(Dog {
            barks: true,
            friend: Some(cat()),
        }))
    };
    let value = json!({"lives": 1, "petType": "yak", "kind": 2});
    let Value::Object(map) = value.clone() else {
        panic!("it is an object");
    };
    let map: BTreeMap<_, _> = map.into_iter().collect();
    let open = Open {
        inner: Some(cat()),
        rest: map.clone(),
    };
    for (value, expected) in [
        (Kennel::Pet(cat()), r#"{"lives":"pet","petType":"cat"}"#),
        // A nested property belongs to another object.
        (
            Kennel::Pet(dog()),
            r#"{"lives":"pet","petType":"dog","barks":true,"friend":{"petType":"cat","lives":9}}"#,
        ),
        (
            Kennel::Pet(Pet::Unknown(value.clone())),
            r#"{"lives":"pet","kind":2,"petType":"yak"}"#,
        ),
        (
            Kennel::Outer(Box::new(Outer::Pet(cat()))),
            r#"{"lives":"outer","kind":"pet","petType":"cat"}"#,
        ),
        (
            Kennel::Outer(Box::new(Outer::Pet(Pet::Unknown(value.clone())))),
            r#"{"lives":"outer","kind":"pet","petType":"yak"}"#,
        ),
        (
            Kennel::Map(map.clone()),
            r#"{"lives":"map","kind":2,"petType":"yak"}"#,
        ),
        (
            Kennel::Any(value.clone()),
            r#"{"lives":"any","kind":2,"petType":"yak"}"#,
        ),
        (
            Kennel::Open(open),
            r#"{"lives":"open","inner":{"petType":"cat","lives":9},"kind":2,"petType":"yak"}"#,
        ),
        (
            Kennel::Unknown(value),
            r#"{"kind":2,"lives":1,"petType":"yak"}"#,
        ),
    ] {
        let written = serde_json::to_string(&value).unwrap();
        // The order of a `Value` depends on a feature of serde_json; a duplicate key would make the text
        // longer.
        assert_eq!(written.len(), expected.len(), "{written}");
        assert_eq!(
            serde_json::from_str::<Value>(&written).unwrap(),
            serde_json::from_str::<Value>(expected).unwrap()
        );
    }
}

#[test]
fn the_innermost_union_knows_its_tag_best() {
    for text in [
        r#"{"petType":"cat","lives":9}"#,
        r#"{"petType":"dog","barks":true}"#,
    ] {
        let animal: Animal = serde_json::from_str(text).unwrap();
        assert!(matches!(animal, Animal::Pet(_)));
        assert_eq!(serde_json::to_string(&animal).unwrap(), text);
    }
}

#[test]
fn a_tag_that_the_struct_has_is_written_as_it_stands_there() {
    let other = Pet::Cat(Cat {
        pet_type: "tiger".to_owned(),
        lives: 1,
    });
    assert_eq!(
        serde_json::to_string(&other).unwrap(),
        r#"{"petType":"tiger","lives":1}"#
    );
}

#[test]
fn debug_is_as_derived_but_for_what_is_not_listed() {
    let dog = read(r#"{"petType":"dog","barks":true,"friend":{"petType":"cat","lives":1}}"#);
    assert_eq!(
        format!("{dog:?}"),
        "Dog(Dog { barks: true, friend: Some(Cat(Cat { pet_type: \"cat\", lives: 1 })) })"
    );
    let yak = read(r#"{"petType":"yak","token":"hush"}"#);
    assert_eq!(format!("{yak:?}"), r#"Unknown { petType: "yak", .. }"#);
    assert_eq!(
        format!("{yak:#?}"),
        "Unknown {\n    petType: \"yak\",\n    ..\n}"
    );
    assert_eq!(format!("{:?}", Outer::Other(json!("hush"))), "Other { .. }");
    assert_eq!(
        format!("{:?}", Pet::Unknown(json!({"petType": {"a": "hush"}}))),
        "Unknown { .. }"
    );
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
    assert!(matches!(read(r#"{"petType":4711}"#), Pet::Unknown(_)));
    assert_eq!(
        mismatch::<Pet>(r#""hush""#),
        "invalid type: string, expected an object with `petType` (line 1, column 6)"
    );
}

#[test]
fn without_a_client_errors_read_as_serdes_do() {
    fn error<T: serde::de::DeserializeOwned>(text: &str) -> String {
        serde_json::from_str::<T>(text).err().unwrap().to_string()
    }
    assert_eq!(error::<Pet>(r#"{"a":1}"#), "missing field `petType`");
    assert_eq!(
        error::<Pet>(r#"{"petType":"cat","lives":"hush"}"#),
        "invalid type: string, expected i64"
    );
    assert_eq!(
        error::<Vec<Pet>>(r#"[{"petType":"dog","friend":{"petType":"cat"},"barks":true}]"#),
        "missing field `lives` at line 1 column 59"
    );
    assert_eq!(
        error::<Pet>(r#"{"petType":"cat","#),
        "EOF while parsing an object at line 1 column 17"
    );
    let value = json!([{"petType": "cat", "lives": "hush"}]);
    let error = serde_json::from_value::<Vec<Pet>>(value).err().unwrap();
    assert_eq!(error.to_string(), "invalid type: string, expected i64");
}

#[test]
fn an_error_of_another_decoding_leads_nowhere() {
    let broken = r#"[{"petType":"dog","friend":{"petType":"cat"},"barks":true}]"#;
    assert!(serde_json::from_str::<Vec<Pet>>(broken).is_err());
    // The same message for a value of the same length.
    let other = format!(r#"{{"a":{{"{}":1}}}}"#, "b".repeat(51));
    assert_eq!(
        mismatch::<BTreeMap<String, Lively>>(other),
        "missing field `lives` at `a` (line 1, column 62)"
    );
}

#[test]
fn errors_inside_carry_their_whole_path() {
    let wrong = r#"{"petType":"cat","lives":"hush"}"#;
    let expected = "invalid type: string, expected i64 at ";
    for (text, path) in [
        // The error surfaces in different places: before a comma, before a bracket.
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
    // Brackets in strings do not count.
    assert!(
        decode::<Pet>(format!(
            r#"{{"petType":"yak","s":"\"{}"}}"#,
            "[".repeat(1000)
        ))
        .is_ok()
    );
}
