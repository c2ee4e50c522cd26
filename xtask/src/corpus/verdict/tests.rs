//! Tests of verdicts on values that came back, and of the validity of values.

use super::{Judge, Judgement, Reported, Validity, Verdict};
use generator::{
    diagnostic::Diagnostics,
    source::{Source, load_bytes},
    stages,
    tree::SpecPath,
};
use serde_json::{Value, json};

fn source(version: &str, schemas: &Value) -> Source {
    let document = json!({
        "openapi": version,
        "info": { "title": "Judged", "version": "1" },
        "paths": {},
        "components": { "schemas": schemas },
    });
    load_bytes("judged.json", document.to_string().into_bytes()).expect("it is read")
}

/// Returns the verdict, in one word, on a value of the schema `X` that came back as `back`.
fn word(value: &Value, back: &Value) -> &'static str {
    let pet = |kind: &str| json!({ "type": "object", "required": ["kind"], "properties": { "kind": { "const": kind } } });
    let schemas = json!({ "X": {
        "type": "object",
        "properties": {
            "size": { "enum": ["small", "large"] },
            "pet": { "oneOf": [pet("cat"), pet("dog")] },
            "count": { "type": "number" },
        },
    } });
    let source = source("3.1.0", &schemas);
    let stages = stages(&source, &mut Diagnostics::new()).expect("there are types");
    let judge = Judge::new(&source.root, &stages).expect("a judge");
    verdict(&judge, value, Ok(back.clone())).words().0
}

fn verdict(judge: &Judge<'_>, value: &Value, back: Result<Value, String>) -> Verdict {
    let at = SpecPath::from_pointer("/components/schemas/X".to_owned());
    judge.verdict(&at, value, back)
}

#[test]
fn a_valid_value_is_unchanged_only_without_a_mark() {
    let large = json!({ "size": "large" });
    let marked = json!({ "size": { "\0unlisted": "large" } });
    assert_eq!(word(&large, &large), "unchanged");
    assert_eq!(word(&large, &marked), "unknown");
    let cat = json!({ "pet": { "kind": "cat" } });
    let marked = json!({ "\0type shop::X": null, "pet": { "\0unknown": { "kind": "cat" } } });
    assert_eq!(word(&cat, &cat), "unchanged");
    assert_eq!(word(&cat, &marked), "unknown");
}

#[test]
fn numbers_are_compared_by_value_and_what_is_not_declared_may_go() {
    assert_eq!(
        word(&json!({ "count": 1 }), &json!({ "count": 1.0 })),
        "unchanged"
    );
    assert_eq!(
        word(&json!({ "count": 1, "more": 2 }), &json!({ "count": 1 })),
        "unchanged"
    );
    let more = json!({ "more": { "a": 1, "b": [{ "c": 2 }] } });
    assert_eq!(word(&more, &json!({ "more": { "b": [{}] } })), "unchanged");
    assert_eq!(
        word(&more, &json!({ "more": { "a": "1" } })),
        "changed",
        "what is kept is kept as it is"
    );
    assert_eq!(word(&json!({ "count": 1 }), &json!({})), "changed");
    assert_eq!(
        word(&json!({ "count": 1 }), &json!({ "count": 2 })),
        "changed"
    );
}

#[test]
fn a_value_that_is_not_decoded_is_refused() {
    let source = source("3.1.0", &json!({ "X": { "type": "string" } }));
    let stages = stages(&source, &mut Diagnostics::new()).expect("there are types");
    let judge = Judge::new(&source.root, &stages).expect("a judge");
    let refused = verdict(&judge, &json!("a"), Err("no text".to_owned()));
    assert_eq!(refused, Verdict::Refused("no text".to_owned()));
}

#[test]
fn a_constant_of_the_base_tells_no_heirs_apart() {
    let heir = |name: &str| json!({ "allOf": [{ "$ref": "#/components/schemas/X" }], "properties": { name: { "type": "string" } } });
    let schemas = json!({
        "X": { "type": "object", "required": ["kind"], "properties": { "kind": { "enum": ["only"] } },
            "discriminator": { "propertyName": "kind" } },
        "One": heir("one"),
        "Two": heir("two"),
    });
    let source = source("3.1.0", &schemas);
    let stages = stages(&source, &mut Diagnostics::new()).expect("there are types");
    let judge = Judge::new(&source.root, &stages).expect("a judge");
    for name in ["One", "Two"] {
        let back = json!({ format!("\0type shop::types::{name}"): null, "kind": "only" });
        let found = verdict(&judge, &json!({ "kind": "only" }), Ok(back));
        assert_eq!(found, Verdict::Unchanged, "{name}");
    }
}

#[test]
fn what_is_said_of_one_thing_excuses_no_other() {
    let source = source(
        "3.1.0",
        &json!({ "X": { "properties": { "a": { "type": "integer" } } } }),
    );
    let mut diagnostics = Diagnostics::new();
    stages(&source, &mut diagnostics).expect("there are types");
    let said = Reported::all(&diagnostics);
    let explained = |verdict: Verdict| said.iter().any(|it| it.explains(&verdict));
    let refused = |why: &str| Verdict::Refused(why.to_owned());
    assert!(explained(refused(
        "invalid type: string, expected an object"
    )));
    assert!(explained(refused(
        "invalid type: floating point, expected an object"
    )));
    assert!(!explained(refused(
        "invalid type: floating point, expected i64 at `a`"
    )));
    assert!(!explained(refused("missing field `a`")));
    assert!(!explained(Verdict::Changed("property lost".to_owned())));
    assert!(!explained(Verdict::Unchanged));
}

/// Returns whether the schema `X` admits a value.
fn admits(version: &str, schemas: &Value, value: &Value) -> bool {
    let source = source(version, schemas);
    let validity = Validity::new(&source.root).expect("the schemas are taken");
    let at = SpecPath::from_pointer("/components/schemas/X".to_owned());
    match validity.judge(&at, value) {
        Judgement::Valid => true,
        Judgement::Invalid(_) => false,
        Judgement::Unknown(why) => panic!("{why}"),
    }
}

#[test]
fn nullable_is_null_before_3_1_alone() {
    for schema in [
        json!({ "type": "string", "nullable": true }),
        json!({ "type": "string", "enum": ["a"], "nullable": true }),
        json!({ "allOf": [{ "$ref": "#/components/schemas/Y" }], "nullable": true }),
    ] {
        let schemas = json!({ "X": schema, "Y": { "type": "string" } });
        assert!(admits("3.0.3", &schemas, &Value::Null), "{schemas}");
        assert!(!admits("3.1.0", &schemas, &Value::Null), "{schemas}");
        assert!(!admits("3.0.3", &schemas, &json!(1)), "{schemas}");
    }
}

#[test]
fn data_and_properties_are_no_keywords() {
    let nullable = json!({ "type": "string", "nullable": true });
    let schemas = json!({ "X": { "type": "object", "properties": {
        "default": { "$ref": "#/components/schemas/Y" },
        "enum": nullable,
        "pattern": { "const": { "$ref": "#/nowhere" } },
    } }, "Y": nullable });
    assert!(admits(
        "3.0.3",
        &schemas,
        &json!({ "default": null, "enum": null })
    ));
    assert!(!admits("3.0.3", &schemas, &json!({ "default": 1 })));
    let constant = json!({ "pattern": { "$ref": "#/nowhere" } });
    assert!(admits("3.1.0", &schemas, &constant));
}

#[test]
fn limits_count_where_they_are_of_the_draft() {
    let old = json!({ "X": { "type": "integer", "minimum": 0, "exclusiveMinimum": true } });
    assert!(!admits("3.0.3", &old, &json!(0)));
    assert!(admits("3.1.0", &old, &json!(0)));
    let new = json!({ "X": { "type": "integer", "exclusiveMinimum": 0 } });
    assert!(!admits("3.1.0", &new, &json!(0)));
    assert!(admits("3.0.3", &new, &json!(0)));
}

#[test]
fn a_discriminator_tells_alternatives_that_both_hold() {
    let pet = json!({ "type": "object", "required": ["kind"] });
    let union = json!({ "oneOf": [{ "$ref": "#/components/schemas/A" }, { "$ref": "#/components/schemas/B" }] });
    let mut tagged = union.clone();
    tagged["discriminator"] = json!({ "propertyName": "kind" });
    let value = json!({ "kind": "A" });
    let schemas = |of: Value| json!({ "X": of, "A": pet, "B": pet });
    assert!(admits("3.1.0", &schemas(tagged), &value));
    assert!(!admits("3.1.0", &schemas(union), &value));
}
