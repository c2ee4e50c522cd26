use super::{Witness, expected};
use crate::{
    source::{Source, load_bytes},
    tree::SpecPath,
};
use serde_json::{Value, json};

/// Creates a document with these schemas.
fn source(schemas: &Value) -> Source {
    let document = json!({ "openapi": "3.1.0", "components": { "schemas": schemas } });
    load_bytes("a.json", document.to_string().into_bytes()).expect("a document")
}

fn named(name: &str) -> SpecPath {
    SpecPath::root()
        .child("components")
        .child("schemas")
        .child(name)
}

fn to(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

/// Returns the tags, and the names of the schemas that they select.
fn rows(schemas: &Value, union: &str, property: &str) -> Vec<(Value, String)> {
    let source = source(schemas);
    let table = Witness::new(&source.root).table_by(&named(union), property);
    let rows = table.rows.into_iter();
    rows.map(|(tag, at)| (tag, at.last())).collect()
}

fn row(tag: impl Into<Value>, name: &str) -> (Value, String) {
    (tag.into(), name.to_owned())
}

/// Creates an object schema whose property `kind` has this schema.
fn of_kind(kind: &Value) -> Value {
    json!({ "type": "object", "properties": { "kind": kind } })
}

#[test]
fn a_tag_is_what_the_mapping_says_then_the_constant_then_the_name() {
    let schemas = json!({
        "Pet": {
            "oneOf": [to("Cat"), to("Dog"), to("Fish")],
            "discriminator": { "propertyName": "kind", "mapping": { "kitty": "#/components/schemas/Cat" } },
        },
        "Cat": of_kind(&json!({ "const": "cat" })),
        "Dog": of_kind(&json!({ "enum": ["dog"] })),
        "Fish": of_kind(&json!({ "type": "string" })),
    });
    let wanted = [
        row("kitty", "Cat"),
        row("dog", "Dog"),
        row("Fish", "Fish"),
        row("cat", "Cat"),
    ];
    assert_eq!(rows(&schemas, "Pet", "kind"), wanted);
}

#[test]
fn a_mapping_can_name_a_schema() {
    let schemas = json!({
        "Pet": {
            "anyOf": [to("Cat")],
            "discriminator": { "propertyName": "kind", "mapping": { "c": "Cat" } },
        },
        "Cat": of_kind(&json!({ "type": "string" })),
    });
    assert_eq!(rows(&schemas, "Pet", "kind"), [row("c", "Cat")]);
}

#[test]
fn the_keys_of_a_mapping_are_texts_of_constants_that_are_none() {
    let schemas = json!({
        "Pet": {
            "oneOf": [to("One"), to("Yes")],
            "discriminator": { "propertyName": "kind", "mapping": {
                "1": "#/components/schemas/One", "true": "#/components/schemas/Yes",
            } },
        },
        "One": of_kind(&json!({ "const": 1 })),
        "Yes": of_kind(&json!({ "const": true })),
    });
    let wanted = [row(1, "One"), row(true, "Yes")];
    assert_eq!(rows(&schemas, "Pet", "kind"), wanted);
}

#[test]
fn the_heirs_of_a_schema_are_its_alternatives() {
    let heir = |parent: &str, own: Value| json!({ "allOf": [to(parent), own] });
    let schemas = json!({
        "Pet": { "type": "object", "discriminator": { "propertyName": "kind" } },
        "Cat": heir("Pet", of_kind(&json!({ "const": "cat" }))),
        "Dog": heir("Pet", json!({})),
        "Puppy": heir("Dog", of_kind(&json!({ "enum": ["puppy"] }))),
    });
    let wanted = [row("cat", "Cat"), row("Dog", "Dog"), row("puppy", "Puppy")];
    assert_eq!(rows(&schemas, "Pet", "kind"), wanted);
}

#[test]
fn an_heir_that_its_base_lists_has_its_own_constant() {
    let schemas = json!({
        "Key": { "oneOf": [to("Ec"), to("Rsa")] },
        "Ec": { "allOf": [to("Key"), of_kind(&json!({ "const": "EC" }))] },
        "Rsa": { "allOf": [to("Key"), of_kind(&json!({ "const": "RSA" }))] },
    });
    let wanted = [row("EC", "Ec"), row("RSA", "Rsa")];
    assert_eq!(rows(&schemas, "Key", "kind"), wanted);
}

#[test]
fn an_enum_of_several_values_means_an_alternative_if_no_other_has_them() {
    let schemas = json!({
        "Tool": {
            "oneOf": [to("Search"), to("Code"), to("Other"), to("More")],
            "discriminator": { "propertyName": "kind" },
        },
        "Search": of_kind(&json!({ "enum": ["search", "search_2"] })),
        "Code": of_kind(&json!({ "const": "code" })),
        "Base": of_kind(&json!({ "enum": ["search", "code", "more", "Other"] })),
        "Other": { "allOf": [to("Base")] },
        "More": { "allOf": [to("Base"), of_kind(&json!({ "enum": ["more"] }))] },
    });
    let found = rows(&schemas, "Tool", "kind");
    let wanted = [
        row("search_2", "Search"),
        row("code", "Code"),
        row("Other", "Other"),
        row("more", "More"),
    ];
    assert_eq!(found, wanted);
}

#[test]
fn constants_stand_behind_references_and_in_parts_and_inner_alternatives() {
    let schemas = json!({
        "Pet": { "allOf": [{ "oneOf": [to("Cat"), to("Inner")] }] },
        "Kind": { "const": "cat" },
        "Base": of_kind(&to("Kind")),
        "Cat": { "allOf": [to("Base"), { "properties": { "kind": { "type": "string" } } }] },
        "Inner": { "oneOf": [of_kind(&json!({ "const": "a" })), of_kind(&json!({ "const": "b" }))] },
    });
    let wanted = [row("cat", "Cat"), row("a", "Inner"), row("b", "Inner")];
    assert_eq!(rows(&schemas, "Pet", "kind"), wanted);
}

/// Returns the schemas that apply to a value of `Pet`, without a validator.
fn applied(schemas: &Value, value: &Value) -> Vec<String> {
    let source = source(schemas);
    let witness = Witness::new(&source.root);
    let found = witness.applied(&[named("Pet")], value, &|_, _| None);
    found.iter().map(SpecPath::last).collect()
}

#[test]
fn of_alternatives_the_one_of_the_tag_applies() {
    let schemas = json!({
        "Pet": {
            "oneOf": [to("Cat"), to("Dog")],
            "discriminator": { "propertyName": "kind" },
        },
        "Cat": of_kind(&json!({ "const": "cat" })),
        "Dog": of_kind(&json!({ "const": "dog" })),
    });
    assert_eq!(applied(&schemas, &json!({ "kind": "dog" })), ["Pet", "Dog"]);
}

#[test]
fn alternatives_of_another_type_or_constant_do_not_apply() {
    let schemas = json!({
        "Pet": { "anyOf": [to("Name"), to("Cat"), to("Dog"), to("Any")] },
        "Name": { "type": "string" },
        "Cat": of_kind(&json!({ "const": "cat" })),
        "Dog": of_kind(&json!({ "const": "dog" })),
        "Any": {},
    });
    let found = applied(&schemas, &json!({ "kind": "dog" }));
    assert!(
        found.ends_with(&["Dog".to_owned(), "Any".to_owned()]),
        "{found:?}"
    );
    assert!(!found.contains(&"Cat".to_owned()), "{found:?}");
}

#[test]
fn types_and_flags_are_those_that_are_meant() {
    let schemas = json!({
        "Pet": { "anyOf": [to("Name"), to("Maybe"), to("Count")] },
        "Name": { "type": "String" },
        "Maybe": { "type": "Integer", "nullable": "true" },
        "Count": { "type": "integer", "x-nullable": "no" },
    });
    assert_eq!(applied(&schemas, &json!(null)), ["Pet", "1", "Maybe"]);
    assert_eq!(applied(&schemas, &json!("a")), ["Pet", "0", "Name"]);
}

#[test]
fn what_is_declared_is_expected_back() {
    let schemas = json!({
        "Pet": {
            "allOf": [{ "properties": { "name": {} } }],
            "oneOf": [to("Cat"), to("Dog")],
            "discriminator": { "propertyName": "kind" },
        },
        "Cat": { "properties": { "kind": { "const": "cat" }, "lives": {} } },
        "Dog": { "properties": { "kind": { "const": "dog" }, "barks": {} } },
    });
    let source = source(&schemas);
    let witness = Witness::new(&source.root);
    let whole = json!({ "kind": "cat", "name": "Tom", "lives": 9, "barks": true, "undeclared": 1 });
    let back = expected(&witness, &[named("Pet")], &whole, json!({ "kind": "cat" }));
    let wanted = json!({ "kind": "cat", "name": "Tom", "lives": 9 });
    assert_eq!(back, wanted);
}

#[test]
fn null_may_stand_for_nothing() {
    let source = source(&json!({ "Pet": { "properties": { "name": {} } } }));
    let witness = Witness::new(&source.root);
    let back = expected(
        &witness,
        &[named("Pet")],
        &json!({ "name": null }),
        json!({}),
    );
    assert_eq!(back, json!({}));
}
