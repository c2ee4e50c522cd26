use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{decode, mismatch};
use crate::runtime::{Field, json_object};

#[derive(Clone, PartialEq)]
struct Node {
    r#type: String,
    must_null: Option<i64>,
    note: Option<String>,
    is_secret: Field<bool>,
    child: Option<Box<Node>>,
    key: Option<String>,
    pin: Field<i64>,
    map: BTreeMap<String, i64>,
    #[deprecated]
    old: Option<String>,
}

json_object!(Node {
    r#type: "type",
    must_null: "mustNull",
    note: "no te" optional,
    is_secret: "isSecret" tri,
    child: "child" optional,
    key: "apiKey" optional sensitive,
    pin: "pin" tri sensitive,
    map: "map",
    old: "old" optional,
});

#[derive(Clone, Default, PartialEq)]
struct Open {
    id: Option<i64>,
    extra: BTreeMap<String, i64>,
}

json_object!(Open {
    id: "id" optional,
    ..extra,
});

#[derive(Clone, Default, PartialEq)]
struct Nothing {}

json_object!(Nothing {});

#[derive(Clone, Default, PartialEq)]
struct Anything {
    rest: BTreeMap<String, Value>,
}

json_object!(Anything {
    ..rest,
});

const FULL: &str = r#"{"type":"x","mustNull":7,"no te":"n","isSecret":true,"child":{"type":"y","mustNull":null,"map":{}},"apiKey":"k-secret","pin":4711,"map":{"a":1},"old":"o"}"#;

fn read(text: &str) -> Node {
    serde_json::from_str(text).unwrap()
}

#[test]
fn every_presence_goes_through() {
    let node = read(FULL);
    assert_eq!(node.must_null, Some(7));
    assert_eq!(node.is_secret, Field::Value(true));
    assert_eq!(node.child.as_ref().unwrap().r#type, "y");
    assert_eq!(serde_json::to_string(&node).unwrap(), FULL);
}

#[test]
fn absent_null_and_value_are_three_things() {
    let base = r#"{"type":"x","mustNull":null,"map":{}"#;
    for (more, expected) in [
        ("}", Field::Absent),
        (r#","isSecret":null}"#, Field::Null),
        (r#","isSecret":false}"#, Field::Value(false)),
    ] {
        let text = format!("{base}{more}");
        assert_eq!(read(&text).is_secret, expected);
        let written = serde_json::to_value(read(&text)).unwrap();
        assert_eq!(written, serde_json::from_str::<Value>(&text).unwrap());
    }
}

#[test]
fn an_optional_null_is_none_and_left_out() {
    let node = read(r#"{"type":"x","mustNull":null,"map":{},"no te":null,"child":null}"#);
    assert_eq!((node.note.as_ref(), node.child.as_ref()), (None, None));
    assert_eq!(
        serde_json::to_value(&node).unwrap(),
        json!({"type": "x", "mustNull": null, "map": {}})
    );
}

#[test]
fn what_is_required_must_be_there_even_if_nullable() {
    assert_eq!(
        mismatch::<Node>(r#"{"type":"x","map":{}}"#),
        "missing field `mustNull` (line 1, column 21)"
    );
    assert_eq!(
        mismatch::<Node>(r#"{"type":"x","mustNull":1,"map":{},"child":{"type":""}}"#),
        "missing field `mustNull` at `child` (line 1, column 53)"
    );
}

#[test]
fn unknown_properties_are_ignored_and_the_last_of_two_counts() {
    let node = read(r#"{"type":"x","new":[{"a":null}],"mustNull":1,"map":{},"\u0074ype":"y"}"#);
    assert_eq!(node.r#type, "y");
}

#[test]
fn the_rest_is_kept() {
    let open: Open = serde_json::from_str(r#"{"b":2,"id":1,"a":1}"#).unwrap();
    assert_eq!(
        open.extra,
        BTreeMap::from([("a".to_owned(), 1), ("b".to_owned(), 2)])
    );
    assert_eq!(
        serde_json::to_string(&open).unwrap(),
        r#"{"id":1,"a":1,"b":2}"#
    );

    let anything: Anything = serde_json::from_str(r#"{"a":[1]}"#).unwrap();
    assert_eq!(serde_json::to_string(&anything).unwrap(), r#"{"a":[1]}"#);
}

#[test]
fn a_declared_property_is_not_written_twice() {
    let open = Open {
        id: Some(1),
        extra: BTreeMap::from([("id".to_owned(), 2)]),
    };
    assert_eq!(serde_json::to_string(&open).unwrap(), r#"{"id":1}"#);
}

#[test]
fn an_object_without_properties() {
    assert!(decode::<Nothing>(r#"{"a":1}"#).unwrap() == Nothing {});
    assert_eq!(serde_json::to_string(&Nothing {}).unwrap(), "{}");
    assert_eq!(format!("{:?}", Nothing {}), "Nothing");
    assert_eq!(
        mismatch::<Nothing>("[]"),
        "invalid type: sequence, expected an object (Nothing) (line 1, column 2)"
    );
}

#[test]
fn debug_is_as_derived_but_for_what_is_sensitive() {
    let printed = format!("{:?}", read(FULL));
    assert_eq!(
        printed,
        "Node { type: \"x\", must_null: Some(7), note: Some(\"n\"), is_secret: Value(true), \
         child: Some(Node { type: \"y\", must_null: None, note: None, is_secret: Absent, child: None, \
         key: None, pin: Absent, map: {}, old: None }), \
         key: [redacted], pin: [redacted], map: {\"a\": 1}, old: Some(\"o\") }"
    );
}

#[test]
fn it_reads_from_whatever_serde_reads() {
    let node = read(FULL);
    assert!(serde_json::from_slice::<Node>(FULL.as_bytes()).unwrap() == node);
    assert!(serde_json::from_reader::<_, Node>(FULL.as_bytes()).unwrap() == node);
    assert!(serde_json::from_value::<Node>(serde_json::from_str(FULL).unwrap()).unwrap() == node);
}

#[test]
fn recursion_has_a_limit() {
    let deep = r#"{"child":"#.repeat(100_000);
    assert_eq!(
        mismatch::<Node>(&deep).split(" at ").next(),
        Some("recursion limit exceeded")
    );
}

/// Checks that properties with the names of a response's own methods are accessible.
#[test]
fn a_response_hides_no_property() {
    #[derive(Clone, PartialEq)]
    struct Answer {
        status: String,
        headers: i64,
        value: bool,
    }

    json_object!(Answer {
        status: "status",
        headers: "headers",
        value: "value",
    });

    type Twice = crate::runtime::Json<Answer>;
    let recorder = crate::runtime::testing::Recorder::new();
    for status in [200_u16, 400] {
        let body = r#"{"status":"done","headers":1,"value":true}"#;
        recorder.json(status.try_into().unwrap(), body);
    }
    let core = super::client(&recorder);
    let call = || crate::runtime::Call::<Twice, Twice>::get(&core, "/").errors(&["400"]);
    let found = super::now(call().send()).unwrap();
    assert_eq!(found.status(), 200);
    assert!(found.status == "done" && found.headers == 1 && found.value);
    let crate::runtime::Error::Api(refused) = super::now(call().send()).unwrap_err() else {
        panic!("it is documented");
    };
    assert_eq!(refused.status(), 400);
    assert!(refused.status == "done" && refused.headers == 1 && refused.value);
}

#[test]
fn field_conversions() {
    assert_eq!(Field::from(1), Field::Value(1));
    assert_eq!(Field::or_null(None::<i64>), Field::Null);
    assert_eq!(Field::or_absent(None::<i64>), Field::Absent);
    assert_eq!(Field::or_absent(Some(1)).into_value(), Some(1));
    assert!(Field::<i64>::default().is_absent() && Field::<i64>::Null.is_null());
}

/// Uses names that the macros use themselves.
#[test]
fn any_name_goes() {
    macro_rules! named {
        ($($name:ident)*) => { $({
            #[derive(Clone, PartialEq)]
            struct $name {
                map: i64,
                out: Option<i64>,
                error: Field<i64>,
            }

            json_object!($name {
                map: "map",
                out: "out" optional,
                error: "error" tri,
            });

            let value = $name { map: 1, out: Some(2), error: Field::Value(3) };
            let text = serde_json::to_string(&value).unwrap();
            assert_eq!(text, r#"{"map":1,"out":2,"error":3}"#);
            assert!(serde_json::from_str::<$name>(&text).unwrap() == value);
        })* };
    }
    named!(A D M S Key Writer Result String);
}
