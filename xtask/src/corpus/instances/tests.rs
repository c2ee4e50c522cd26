//! Tests of the instances that are made of schemas.

use super::{SPARE, Sampling, make::Maker, of_schema, reach, tree::Tree};
use crate::corpus::verdict::Judge;
use generator::{
    diagnostic::Diagnostics,
    source::{Source, load_bytes},
    stages,
    tree::SpecPath,
};
use serde_json::{Value, json};

const SAMPLING: Sampling = Sampling {
    seed: 1,
    per_schema: 100,
};

fn document(version: &str, schemas: &Value) -> Source {
    let document = json!({
        "openapi": version,
        "info": { "title": "Made", "version": "1" },
        "paths": {},
        "components": { "schemas": schemas },
    });
    load_bytes("made.json", document.to_string().into_bytes()).expect("it is read")
}

fn judge(source: &Source) -> Judge<'_> {
    let stages = stages(source, &mut Diagnostics::new()).expect("there are types");
    Judge::new(&source.root, &stages).expect("the schemas are taken")
}

fn at(name: &str) -> SpecPath {
    SpecPath::from_pointer(format!("/components/schemas/{name}"))
}

/// Returns the valid instances of the schema `X`.
fn valid(version: &str, schemas: &Value) -> Vec<Value> {
    let source = document(version, schemas);
    let tree = Tree::new(&source.root);
    let judge = judge(&source);
    of_schema(tree, &judge, &at("X"), SAMPLING)
        .expect("the schema is taken")
        .valid
}

#[track_caller]
fn has(values: &[Value], wanted: &[Value]) {
    for it in wanted {
        let found = values.iter().any(|value| value == it);
        assert!(found, "{it} is not among {}", json!(values));
    }
}

#[test]
fn every_alternative_is_taken_and_two_where_both_may_hold() {
    let part = |name: &str| json!({ "type": "object", "required": [name], "properties": { name: { "const": 1 } } });
    let any = json!({ "X": { "anyOf": [part("a"), part("b"), part("c")] } });
    let wanted = [json!({ "a": 1 }), json!({ "b": 1 }), json!({ "c": 1 })];
    let values = valid("3.1.0", &any);
    has(&values, &wanted);
    has(
        &values,
        &[json!({ "a": 1, "b": 1 }), json!({ "b": 1, "c": 1 })],
    );
    let one = json!({ "X": { "oneOf": [part("a"), part("b"), part("c")] } });
    let values = valid("3.1.0", &one);
    has(&values, &wanted);
    assert!(!values.contains(&json!({ "a": 1, "b": 1 })));
}

#[test]
fn a_tag_is_that_of_the_mapping_then_the_constant_then_the_name() {
    let text = json!({ "type": "string" });
    let kind = |of: &Value| json!({ "type": "object", "required": ["kind"], "properties": { "kind": of } });
    let to = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
    let schemas = json!({
        "Mapped": kind(&text),
        "Constant": kind(&json!({ "type": "string", "enum": ["c"] })),
        "Named": kind(&text),
        "X": {
            "oneOf": [to("Mapped"), to("Constant"), to("Named")],
            "discriminator": { "propertyName": "kind", "mapping": { "m": "Mapped" } },
        },
    });
    let values = valid("3.0.3", &schemas);
    has(
        &values,
        &["m", "c", "Named"].map(|it| json!({ "kind": it })),
    );
    let tags: Vec<&Value> = values.iter().map(|it| &it["kind"]).collect();
    let known = [json!("m"), json!("c"), json!("Named")];
    assert!(tags.iter().all(|it| known.contains(it)), "{tags:?}");
}

#[test]
fn a_tag_has_the_type_of_its_property() {
    let schemas = json!({
        "One": { "type": "object", "required": ["v"], "properties": { "v": { "type": "integer" } } },
        "X": {
            "oneOf": [{ "$ref": "#/components/schemas/One" }],
            "discriminator": { "propertyName": "v", "mapping": { "7": "#/components/schemas/One" } },
        },
    });
    has(&valid("3.0.3", &schemas), &[json!({ "v": 7 })]);
}

#[test]
fn a_base_is_its_heirs() {
    let heir = |name: &str| {
        json!({ "allOf": [
            { "$ref": "#/components/schemas/X" },
            { "type": "object", "required": [name], "properties": { name: { "const": 1, "enum": [1] } } },
        ] })
    };
    let schemas = json!({
        "X": {
            "type": "object",
            "required": ["t"],
            "properties": { "t": { "type": "string" } },
            "discriminator": { "propertyName": "t", "mapping": { "a": "#/components/schemas/A" } },
        },
        "A": heir("a"),
    });
    let values = valid("3.0.3", &schemas);
    has(&values, &[json!({ "t": "a", "a": 1 })]);
    assert!(values.iter().all(|it| it["t"] == "a"), "{}", json!(values));
}

#[test]
fn properties_are_there_and_not_and_some_are_undeclared() {
    let object = |more: Value| {
        json!({ "X": {
        "type": "object",
        "required": ["a"],
        "properties": { "a": { "const": 1 }, "b": { "const": 2 }, "c": { "const": 3 } },
        "additionalProperties": more,
    } })
    };
    let declared = [
        json!({ "a": 1 }),
        json!({ "a": 1, "b": 2, "c": 3 }),
        json!({ "a": 1, "b": 2 }),
        json!({ "a": 1, "c": 3 }),
    ];
    let closed = valid("3.1.0", &object(json!(false)));
    has(&closed, &declared);
    assert_eq!(closed.len(), declared.len());
    let open = valid("3.1.0", &object(json!({ "const": 4 })));
    has(&open, &declared);
    let undeclared = open.iter().filter_map(Value::as_object);
    let mut undeclared = undeclared.filter(|it| it.values().any(|value| value == 4));
    assert!(undeclared.next().is_some(), "{}", json!(open));
}

#[test]
fn null_is_where_it_may_be() {
    let old = json!({ "X": { "type": "string", "enum": ["a"], "nullable": true } });
    has(&valid("3.0.3", &old), &[json!("a"), Value::Null]);
    let new = json!({ "X": { "type": ["string", "null"] } });
    has(&valid("3.1.0", &new), &[json!("text"), Value::Null]);
    assert!(!valid("3.1.0", &json!({ "X": { "type": "string" } })).contains(&Value::Null));
}

#[test]
fn numbers_are_at_their_limits() {
    let old = json!({ "X": { "type": "integer", "minimum": -5, "exclusiveMinimum": true, "maximum": 9 } });
    let values = valid("3.0.3", &old);
    has(&values, &[json!(-4), json!(9), json!(-1)]);
    assert!(!values.contains(&json!(-5)), "{}", json!(values));
    assert!(!values.contains(&json!(1.0)), "draft 4 has no such integer");
    let new = json!({ "X": { "type": "integer", "format": "int32" } });
    let values = valid("3.1.0", &new);
    has(&values, &[json!(i32::MIN), json!(i32::MAX), json!(1.0)]);
    assert!(!values.contains(&json!(2_147_483_648_u64)));
}

#[test]
fn arrays_have_no_item_and_one_and_two() {
    let schemas = json!({ "X": { "type": "array", "items": { "enum": [1, 2] } } });
    has(
        &valid("3.1.0", &schemas),
        &[json!([]), json!([1]), json!([2]), json!([1, 2])],
    );
    let prefix = json!({ "X": { "type": "array", "prefixItems": [{ "const": 1 }], "items": { "const": 2 } } });
    has(
        &valid("3.1.0", &prefix),
        &[json!([]), json!([1]), json!([1, 2])],
    );
}

#[test]
fn what_says_no_type_is_tried_with_others() {
    let schemas = json!({ "X": { "properties": { "a": { "const": 1 } } } });
    has(
        &valid("3.1.0", &schemas),
        &[json!({ "a": 1 }), json!("text"), json!(5)],
    );
}

#[test]
fn circles_come_to_an_end() {
    let schemas = json!({
        "X": { "type": "object", "properties": { "x": { "$ref": "#/components/schemas/X" }, "y": { "$ref": "#/components/schemas/Y" } } },
        "Y": { "oneOf": [{ "$ref": "#/components/schemas/Y" }, { "$ref": "#/components/schemas/X" }] },
        "Z": { "allOf": [{ "$ref": "#/components/schemas/Z" }] },
    });
    has(&valid("3.1.0", &schemas), &[json!({}), json!({ "x": {} })]);
    let source = document("3.1.0", &schemas);
    let maker = Maker {
        tree: Tree::new(&source.root),
        seed: 1,
    };
    maker.instances(&at("Z"), 10 * SPARE);
}

#[test]
fn one_seed_makes_the_same_instances() {
    let schemas =
        json!({ "X": { "type": "object", "properties": { "a": { "type": "number" }, "b": {} } } });
    let source = document("3.1.0", &schemas);
    let tree = Tree::new(&source.root);
    let judge = judge(&source);
    let made = |seed| {
        let sampling = Sampling {
            seed,
            per_schema: 10,
        };
        of_schema(tree, &judge, &at("X"), sampling)
            .expect("the schema is taken")
            .valid
    };
    assert_eq!(made(5), made(5));
    assert!((1..9).any(|seed| made(seed) != made(5)));
    assert_eq!(made(5).len(), 10);
}

#[test]
fn a_tag_and_the_alternative_that_it_means_hold_together() {
    let heir = |name: &str| json!({ "allOf": [{ "$ref": "#/components/schemas/X" }, { "type": "object", "required": [name], "properties": { name: { "const": 1 } } }] });
    let schemas = json!({
        "X": {
            "type": "object",
            "required": ["kind"],
            "properties": { "kind": { "enum": ["a", "b"] } },
            "discriminator": { "propertyName": "kind", "mapping": { "a": "A", "b": "B" } },
        },
        "A": heir("x"),
        "B": heir("y"),
    });
    let values = valid("3.1.0", &schemas);
    has(
        &values,
        &[
            json!({ "x": 1, "kind": "a" }),
            json!({ "y": 1, "kind": "b" }),
        ],
    );
    for value in &values {
        let needed = if value["kind"] == "a" { "x" } else { "y" };
        assert!(value.get(needed).is_some(), "{value}");
    }
}

#[test]
fn what_is_said_of_a_part_is_about_the_schema() {
    let schemas = json!({
        "X": { "type": "object", "properties": { "a": { "$ref": "#/components/schemas/A" }, "b": {} } },
        "A": { "type": "string" },
    });
    let source = document("3.1.0", &schemas);
    let tree = Tree::new(&source.root);
    let passed = reach::passed(tree, &at("X"), &json!({ "a": "x" }));
    let is_about = |pointer: &str| {
        let said = SpecPath::from_pointer(format!("/components/schemas/{pointer}"));
        reach::is_about(&said, &passed)
    };
    assert!(is_about("A"));
    assert!(is_about("A/anyOf/1"));
    assert!(is_about("X"));
    assert!(
        !is_about("X/properties/b"),
        "the instance has no such property"
    );
    assert!(!is_about("B"));
}
