//! Unions distinguished by the shape of a value.

use crate::runtime::{Param as _, ParamValue, json_object, json_untagged};
use serde_json::Value;

#[derive(Clone, PartialEq)]
struct Person {
    name: String,
    age: i64,
}
json_object!(Person {
    name: "name",
    age: "age",
});

#[derive(Clone, PartialEq)]
struct Company {
    name: String,
    seat: Option<String>,
}
json_object!(Company { name: "name", seat: "seat" optional, });

enum Answer {
    Text(String),
    Count(i64),
    Share(f64),
    Yes(bool),
    List(Vec<Answer>),
    Person(Box<Person>),
    Company(Company),
    Unknown(Value),
}
json_untagged!(Answer {
    Text: string,
    Count: integer,
    Share: number,
    Yes: boolean,
    List: array,
    Person: object ["name", "age"] [],
    Company: object ["name"] ["seat"],
});

fn read(text: &str) -> Answer {
    serde_json::from_str(text).expect("well-formed JSON is always read")
}

#[test]
fn the_json_type_tells_which() {
    assert!(matches!(read("\"a\""), Answer::Text(text) if text == "a"));
    assert!(matches!(
        read(" 9007199254740993 "),
        Answer::Count(9_007_199_254_740_993)
    ));
    assert!(matches!(read("1.5"), Answer::Share(share) if share > 1.0));
    // Beyond 64 bits it is not an `i64`, but still a number.
    assert!(matches!(read("18446744073709551616"), Answer::Share(_)));
    assert!(matches!(read("true"), Answer::Yes(true)));
    assert!(matches!(read("[1, [\"a\"]]"), Answer::List(items) if items.len() == 2));
}

#[test]
fn the_properties_tell_which_object() {
    assert!(matches!(read(r#"{"name":"A","age":3}"#), Answer::Person(_)));
    assert!(matches!(read(r#"{"name":"A"}"#), Answer::Company(_)));
    assert!(matches!(
        read(r#"{"name":"A","seat":"B","more":1}"#),
        Answer::Company(_)
    ));
    // It has the properties of a person but cannot be decoded as one, so the next that fits is taken.
    assert!(matches!(
        read(r#"{"name":"A","age":"old"}"#),
        Answer::Company(_)
    ));
}

#[test]
fn what_fits_none_is_kept_and_not_printed() {
    for text in ["null", "{\"secret\":\"s3cret\"}", "{}"] {
        let value = read(text);
        assert!(matches!(value, Answer::Unknown(_)), "{text}");
        assert_eq!(serde_json::to_string(&value).expect("it is written"), text);
        assert!(!format!("{value:?}").contains("s3cret"));
    }
}

#[test]
fn what_was_read_is_written_back() {
    for text in [
        r#""a""#,
        "1",
        "1.5",
        "false",
        r#"[1,["a"],{"name":"A"}]"#,
        r#"{"name":"A","age":3}"#,
    ] {
        assert_eq!(
            serde_json::to_string(&read(text)).expect("it is written"),
            text
        );
    }
}

#[test]
fn malformed_and_too_deep_json_is_an_error() {
    for text in ["", "{", "[1", "nul"] {
        assert!(serde_json::from_str::<Answer>(text).is_err(), "{text}");
    }
    let deep = "[".repeat(1_000) + &"]".repeat(1_000);
    assert!(serde_json::from_str::<Answer>(&deep).is_err());
}

#[test]
fn it_is_a_parameter_as_what_it_holds() {
    let text = |answer: Answer| match answer.param() {
        ParamValue::Text(text) => text.into_owned(),
        _ => panic!("one text"),
    };
    assert_eq!(text(Answer::Count(3)), "3");
    assert_eq!(text(Answer::Text("a".to_owned())), "a");
    let many = Answer::List(vec![Answer::Count(1), Answer::Yes(true)]);
    assert!(matches!(many.param(), ParamValue::List(items) if items == ["1", "true"]));
}

#[derive(Clone, PartialEq)]
struct Left {
    next: Box<Chain>,
    end: bool,
}
json_object!(Left {
    next: "next",
    end: "end",
});

#[derive(Clone, PartialEq)]
struct Right {
    next: Box<Chain>,
    end: i64,
}
json_object!(Right {
    next: "next",
    end: "end",
});

enum Chain {
    Left(Left),
    Right(Right),
    Unknown(Value),
}
json_untagged!(Chain {
    Left: object ["next", "end"] [],
    Right: object ["next", "end"] [],
});

#[test]
fn what_fits_nowhere_is_not_tried_for_ever() {
    let text = (0..120).fold("null".to_owned(), |inner, _| {
        format!("{{\"next\":{inner},\"end\":\"neither\"}}")
    });
    let (sender, receiver) = std::sync::mpsc::channel();
    std::thread::spawn(move || sender.send(serde_json::from_str::<Chain>(&text).is_ok()));
    let read = receiver.recv_timeout(std::time::Duration::from_secs(10));
    assert_eq!(read, Ok(true));
}

enum Filters {
    Groups(Vec<Group>),
    Rules(Vec<Rule>),
    Names(Vec<String>),
    Unknown(Value),
}

json_untagged!(Filters {
    Groups: array [] ["operator", "rules"],
    Rules: array ["field"] ["operator"],
    Names: array,
});

#[derive(Clone, PartialEq)]
struct Group {
    operator: Option<String>,
    rules: Option<Value>,
}

json_object!(Group {
    operator: "operator" optional,
    rules: "rules" optional,
});

#[derive(Clone, PartialEq)]
struct Rule {
    field: String,
    operator: Option<String>,
}

json_object!(Rule {
    field: "field",
    operator: "operator" optional,
});

#[test]
fn arrays_are_told_apart_by_the_objects_in_them() {
    let read = |text: &str| serde_json::from_str::<Filters>(text).unwrap();
    let rules = r#" [ {"operator":"=","field":"name"}, {"field":"age"} ]"#;
    assert!(matches!(read(rules), Filters::Rules(all) if all.len() == 2));
    let groups = r#"[{"operator":"AND","rules":[]}]"#;
    assert!(matches!(read(groups), Filters::Groups(_)));
    assert!(matches!(read(r#"["a"]"#), Filters::Names(_)));
    assert!(matches!(read("[]"), Filters::Names(all) if all.is_empty()));
    assert!(matches!(read("[1]"), Filters::Unknown(_)));
}

enum Label {
    Short(String),
    Long(String),
    Unknown(Value),
}
json_untagged!(Label {
    Short: string,
    | boolean,
    Long: string,
});

#[test]
fn values_are_equal_if_their_variants_are() {
    let short = Label::Short("a".to_owned());
    assert_eq!(short.clone(), short);
    assert_ne!(short, Label::Short("b".to_owned()));
    assert_ne!(short, Label::Long("a".to_owned()));
    let unknown = Label::Unknown(Value::Null);
    assert_eq!(unknown.clone(), unknown);
    assert_ne!(unknown, short);
}

#[test]
fn a_variant_may_look_like_several_things() {
    let read = |text: &str| serde_json::from_str::<Label>(text).unwrap();
    assert_eq!(read(r#""a""#), Label::Short("a".to_owned()));
    // It has the shape of a `Short`, but cannot be decoded as one.
    assert_eq!(read("true"), Label::Unknown(Value::Bool(true)));
}
