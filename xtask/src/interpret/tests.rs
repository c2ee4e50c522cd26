//! The interpreter on single values. `tests/interpreted.rs` checks it against the compiled code.

use super::Interpreter;
use generator::{
    Stages, api::TypeRef, diagnostic::Diagnostics, source::load_bytes, stages, tree::SpecPath,
};
use serde_json::{Value, json};

/// Tries values of the schema `X`, and returns what each is written as, or why it is refused.
fn all(schemas: &Value, values: &[Value]) -> Vec<Result<Value, String>> {
    let document = json!({
        "openapi": "3.1.0",
        "info": { "title": "Interpreted", "version": "1" },
        "paths": {},
        "components": { "schemas": schemas },
    });
    let source = load_bytes("it.json", document.to_string().into_bytes()).expect("it is read");
    let stages = stages(&source, &mut Diagnostics::new()).expect("there are types");
    let ty = ty(&stages);
    let values = values.iter();
    let tried = values.map(|it| Interpreter::new(&stages).round_trip(ty, it));
    tried
        .map(|it| it.map_err(|refusal| refusal.to_string()))
        .collect()
}

fn ty(stages: &Stages) -> &TypeRef {
    let at = SpecPath::from_pointer("/components/schemas/X");
    stages.api.schemas.get(&at).expect("a type")
}

fn one(schemas: &Value, value: Value) -> Result<Value, String> {
    all(schemas, &[value]).remove(0)
}

#[test]
fn what_is_refused_is_refused_at_its_place() {
    let count = json!({ "type": "integer", "format": "int32" });
    let schemas = json!({ "X": {
        "type": "object",
        "required": ["id"],
        "properties": {
            "id": { "type": "string" },
            "a b": count,
            "list": { "type": "array", "items": { "type": "string" } },
            "map": { "type": "object", "additionalProperties": count },
        },
    } });
    let values = [
        (json!([]), "invalid type: sequence, expected an object (X)"),
        (json!({}), "missing field `id`"),
        (
            json!({ "id": null }),
            "invalid type: null, expected a string at `id`",
        ),
        (
            json!({ "id": "", "a b": 1.5 }),
            "invalid type: floating point, expected i32 at `[\"a b\"]`",
        ),
        (
            json!({ "id": "", "a b": 2_147_483_648_u32 }),
            "invalid value: integer, expected i32 at `[\"a b\"]`",
        ),
        (
            json!({ "id": "", "list": ["", 1] }),
            "invalid type: integer, expected a string at `list[1]`",
        ),
        // The path omits the index of an item that the decoder has not begun to read.
        (
            json!({ "id": "", "list": ["", []] }),
            "invalid type: sequence, expected a string at `list`",
        ),
        (
            json!({ "id": "", "map": { "a": 1.5 } }),
            "invalid type: floating point, expected i32 at `map.a`",
        ),
    ];
    for (value, wanted) in values {
        assert_eq!(one(&schemas, value), Err(wanted.to_owned()));
    }
}

#[test]
fn properties_are_lost_or_kept_as_the_type_has_them() {
    let schemas = json!({ "X": {
        "type": "object",
        "required": ["must"],
        "properties": {
            "must": { "type": ["integer", "null"] },
            "may": { "type": "string" },
            "both": { "type": ["string", "null"] },
            "size": { "enum": ["small", "large"] },
        },
        "additionalProperties": false,
    } });
    let value = json!({ "must": null, "may": null, "both": null, "more": 1, "size": "huge" });
    let wanted = json!({
        "\0type X": null,
        "must": null,
        "both": null,
        "size": { "\0unlisted": "huge" },
    });
    assert_eq!(one(&schemas, value), Ok(wanted));
    let value = json!({ "must": 2.0 });
    assert_eq!(
        one(&schemas, value),
        Ok(json!({ "\0type X": null, "must": 2 }))
    );
}

#[test]
fn a_tag_says_the_variant_and_nothing_else_does() {
    let pet =
        |more: &str| json!({ "type": "object", "properties": { more: { "type": "integer" } } });
    let to = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
    let schemas = json!({
        "Cat": pet("lives"),
        "Dog": pet("age"),
        "X": {
            "oneOf": [to("Cat"), to("Dog")],
            "discriminator": { "propertyName": "kind", "mapping": { "cat": "Cat", "dog": "Dog" } },
        },
    });
    let values = [
        json!({ "lives": 9, "kind": "dog" }),
        json!({ "kind": "bird" }),
        json!({ "lives": "nine", "kind": "cat" }),
        json!("cat"),
    ];
    let wanted = [
        // The variant does not declare the tag, so the union writes it.
        Ok(json!({ "\0type X": null, "kind": "dog", "\0type Dog": null })),
        Ok(json!({ "\0type X": null, "\0unknown": { "kind": "bird" } })),
        Err("invalid type: string, expected i64 at `lives`".to_owned()),
        Err("invalid type: string, expected an object with `kind`".to_owned()),
    ];
    assert_eq!(all(&schemas, &values), wanted);
}

#[test]
fn the_alternative_that_fits_best_is_taken() {
    let part = |name: &str, of: Value| json!({ "type": "object", "properties": { name: of, "both": { "type": "integer" } } });
    let schemas = json!({ "X": { "anyOf": [
        part("day", json!({ "type": "string", "format": "date" })),
        part("name", json!({ "type": "string" })),
        { "type": "array", "items": { "type": "integer" } },
    ] } });
    let names = |it: &Result<Value, String>| {
        let it = it
            .as_ref()
            .expect("nothing is refused")
            .as_object()
            .expect("an object");
        it.keys()
            .filter(|it| it.starts_with('\0'))
            .cloned()
            .collect::<Vec<_>>()
    };
    let values = [
        json!({ "both": 1, "name": "a" }),
        json!({ "both": 1, "day": "2024-05-01" }),
        json!({ "both": "one" }),
        Value::Null,
    ];
    let told = all(&schemas, &values);
    assert_ne!(names(&told[0]), names(&told[1]), "{told:?}");
    assert_eq!(told[2], Ok(json!({ "\0unknown": { "both": "one" } })));
    assert_eq!(told[3], Ok(json!({ "\0unknown": null })));
    let list = json!([1, 2.0]);
    assert_eq!(one(&schemas, list), Ok(json!([1, 2])));
}

#[test]
fn what_nests_too_deep_is_refused() {
    let deep = |levels: usize| (0..levels).fold(json!(1), |it, _| json!([it]));
    let schemas = json!({ "X": { "type": "object", "properties": { "any": {} } } });
    let told = all(
        &schemas,
        &[126, 127].map(|levels| json!({ "any": deep(levels) })),
    );
    assert!(told[0].is_ok(), "{told:?}");
    assert!(told[1].is_err(), "{told:?}");
}
