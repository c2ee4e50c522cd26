//! The values that the keywords of a single schema admit, without its references and branches.

use super::{
    Schemas,
    implied::{implied, is_implied, is_integer_too},
    values::{Additional, Array, Form, Items, Null, Numbers, Object, Property, Texts, Values},
};
use crate::{
    tree::text_of,
    tree::{Node, Number, SpecPath, Value},
    vocabulary::{self, Role},
};
use std::collections::BTreeSet;

impl<'a> Schemas<'a> {
    /// Returns the values that the schema at `at` admits, not counting its references and branches.
    pub(super) fn own(&mut self, at: &SpecPath, node: &'a Node) -> Values {
        let types = types(node);
        let null = null(node, &types);
        let forms = match listed(node, &types) {
            Some(forms) => forms,
            None => {
                let kinds = kinds(node, &types);
                let forms = kinds.iter().map(|kind| self.form(at, node, kind));
                forms.collect()
            }
        };
        let null_only = forms.is_empty() && null != Null::No;
        let mut out = Values {
            null,
            implied: is_implied(node, &types),
            ..Values::default()
        };
        for form in forms {
            out.alternatives.extend(Values::of(form).alternatives);
        }
        if out.alternatives.is_empty() && !null_only {
            return Values::any();
        }
        out
    }

    fn form(&mut self, at: &SpecPath, node: &'a Node, kind: &str) -> Form {
        match kind {
            "boolean" => Form::Boolean(Vec::new()),
            "integer" | "number" => Form::Number(numbers(node, kind == "integer")),
            "string" | "file" => Form::Text(Texts {
                format: text(node, "format"),
                listed: None,
                open: true,
            }),
            "array" => Form::Array(self.array(at, node)),
            "object" => Form::Object(self.object(at, node)),
            _ => {
                let required = required(node);
                Form::Any {
                    mentioned: &self.conditional(at, node) - &required,
                    required,
                }
            }
        }
    }

    fn array(&mut self, at: &SpecPath, node: &'a Node) -> Array {
        let prefix = at.child("prefixItems");
        let first = list(node, "prefixItems").iter().enumerate();
        let number = |key| node.get(key).and_then(Node::as_u64);
        Array {
            first: first
                .map(|(index, node)| self.below(prefix.item(index), Some(node)))
                .collect(),
            items: match node.get("items") {
                Some(it) if it.as_bool() == Some(false) => Items::None,
                Some(it) if it.as_object().is_some() => {
                    Items::Of(self.below(at.child("items"), Some(it)))
                }
                _ => Items::Unsaid,
            },
            at_least: number("minItems").unwrap_or(0),
            at_most: number("maxItems"),
        }
    }

    fn object(&mut self, at: &SpecPath, node: &'a Node) -> Object {
        let mut out = Object::default();
        let properties = at.child("properties");
        for (name, node) in entries(node, "properties") {
            let schema = self.below(properties.child(&name), Some(node));
            out.properties.insert(name, Property::new(schema));
        }
        for name in required(node) {
            out.require(&name);
        }
        if !out.properties.is_empty() {
            for name in self.conditional(at, node) {
                out.mention(&name);
            }
        }
        if node.get(X_PRESERVE).and_then(Node::as_bool) == Some(true) {
            out.additional = Additional::Any;
        }
        let place = at.child("patternProperties");
        let patterns = entries(node, "patternProperties");
        let patterns = patterns.map(|(name, node)| self.below(place.child(&name), Some(node)));
        out.patterns = patterns.collect();
        // `unevaluatedProperties` covers the properties that no part of an `allOf` declares.
        for keyword in ["unevaluatedProperties", "additionalProperties"] {
            out.additional = match node.get(keyword) {
                Some(it) if it.as_bool() == Some(false) => Additional::None,
                Some(it) if it.as_bool() == Some(true) => Additional::Any,
                Some(it) if it.as_object().is_some_and(|it| !it.is_empty()) => {
                    Additional::Of(self.below(at.child(keyword), Some(it)))
                }
                Some(it) if it.as_object().is_some() => Additional::Any,
                _ => continue,
            };
        }
        out
    }
}

impl Schemas<'_> {
    /// Returns the properties that are mentioned in schemas that apply conditionally. A value may have these
    /// properties, but no type describes their values.
    fn conditional(&self, at: &SpecPath, node: &Node) -> BTreeSet<String> {
        let mut out = BTreeSet::new();
        for keyword in ["if", "then", "else"] {
            if let Some(node) = node.get(keyword) {
                self.mentions(&at.child(keyword), node, &mut out);
            }
        }
        let place = at.child("dependentSchemas");
        for (name, node) in entries(node, "dependentSchemas") {
            self.mentions(&place.child(&name), node, &mut out);
            out.insert(name);
        }
        out
    }

    /// Adds the properties that a schema names, including those of its branches and of the target of its reference.
    /// References are followed once, so that the work does not grow faster than the document.
    fn mentions(&self, at: &SpecPath, node: &Node, out: &mut BTreeSet<String>) {
        let mut named = |node: &Node| {
            out.extend(entries(node, "properties").map(|(name, _)| name));
            out.extend(required(node));
        };
        named(node);
        let target = node.get("$ref").and_then(Node::as_str);
        let target = target.and_then(|it| at.resolve(it));
        if let Some(target) = target.and_then(|it| self.node_at(&it)) {
            named(target);
        }
        for keyword in ["allOf", "oneOf", "anyOf"] {
            let place = at.child(keyword);
            for (index, node) in list(node, keyword).iter().enumerate() {
                self.mentions(&place.item(index), node, out);
            }
        }
    }
}

/// Returns the types that a schema names, except `null`.
pub(crate) fn types(node: &Node) -> Vec<&str> {
    let one = node.get("type").and_then(Node::as_str);
    let several = list(node, "type").iter().filter_map(Node::as_str);
    let all = one.into_iter().chain(several).map(vocabulary::type_meant);
    all.filter(|it| *it != "null").collect()
}

/// Returns the elements of the array under a keyword, or none if there is no array.
pub(crate) fn list<'n>(node: &'n Node, keyword: &str) -> &'n [Node] {
    let list = node.get(keyword).and_then(Node::as_array);
    list.unwrap_or_default()
}

/// Returns the entries of the object under a keyword.
fn entries<'n>(node: &'n Node, keyword: &str) -> impl Iterator<Item = (String, &'n Node)> {
    let object = node.get(keyword).and_then(Node::as_object);
    let entries = object.into_iter().flat_map(crate::tree::Object::iter);
    entries.map(|(key, node)| (key.text.to_string(), node))
}

fn text(node: &Node, keyword: &str) -> Option<String> {
    node.get(keyword).and_then(Node::as_str).map(str::to_owned)
}

fn required(node: &Node) -> BTreeSet<String> {
    let names = list(node, "required").iter().filter_map(Node::as_str);
    names.map(str::to_owned).collect()
}

/// Returns whether `null` is a type, or one of the types, that a schema names.
pub(crate) fn names_null(node: &Node) -> bool {
    let is_null = |it: &Node| it.as_str().map(vocabulary::type_meant) == Some("null");
    node.get("type").is_some_and(is_null) || list(node, "type").iter().any(is_null)
}

/// The extension that Swagger 2.0 had before `nullable`. Documents kept it when they moved to 3.0.
const X_NULLABLE: &str = "x-nullable";

/// Returns whether a schema has `nullable: true` (OpenAPI 3.0.4, section 4.7.24.1), or the extension from before it.
pub(crate) fn says_nullable(node: &Node) -> bool {
    let says = |key| node.get(key).and_then(vocabulary::flag_meant) == Some(true);
    says("nullable") || says(X_NULLABLE)
}

/// Returns whether a schema has `nullable: true` and no other keyword about its values.
pub(super) fn is_nullable_alone(node: &Node) -> bool {
    let annotates = |name: &str| {
        let known = vocabulary::find(name);
        known.is_some_and(|it| it.role == Role::Annotation) || vocabulary::is_extension(name)
    };
    let mut keys = node
        .as_object()
        .into_iter()
        .flat_map(crate::tree::Object::keys);
    let says = |key: &str| key == "nullable" || key == X_NULLABLE;
    says_nullable(node) && keys.all(|key| says(&key.text) || annotates(&key.text))
}

fn null(node: &Node, types: &[&str]) -> Null {
    let listed = node.get("enum").and_then(Node::as_array);
    let constant = node.get("const");
    if says_nullable(node) {
        return Null::Meant;
    }
    if listed.is_some() || constant.is_some() {
        let mut all = listed.unwrap_or_default().iter().chain(constant);
        return yes(all.any(Node::is_null));
    }
    // Keywords beside a reference extend it: `type: [object, null]` there means that `null` is allowed too.
    if names_null(node) && node.get("$ref").is_some() {
        return Null::Meant;
    }
    yes(names_null(node) || (types.is_empty() && kinds(node, types) == ["any"]))
}

fn yes(is: bool) -> Null {
    if is { Null::Yes } else { Null::No }
}

/// Returns the kinds of values of a schema without listed values: the types that it names, or else the type that
/// its keywords imply.
fn kinds<'n>(node: &'n Node, types: &[&'n str]) -> Vec<&'n str> {
    match types {
        [] | ["string"] if is_integer_too(node) => vec!["integer", "string"],
        [] if names_null(node) => Vec::new(),
        [] => vec![implied(node)],
        ["integer", "number"] | ["number", "integer"] => vec!["number"],
        several => {
            let mut out: Vec<&str> = Vec::new();
            for kind in several {
                if !out.contains(kind) {
                    out.push(kind);
                }
            }
            out
        }
    }
}

/// The extension of Kubernetes for objects that keep undeclared properties.
const X_PRESERVE: &str = "x-kubernetes-preserve-unknown-fields";

/// Returns the forms of the values that a schema lists, except `null`. Returns `None` if it lists none, or none of
/// the types that it names.
fn listed(node: &Node, types: &[&str]) -> Option<Vec<Form>> {
    let constant = node.get("const").into_iter();
    let all = list(node, "enum").iter().chain(constant);
    let values: Vec<&Node> = all.filter(|it| !it.is_null()).collect();
    if values.is_empty() {
        let null = node.get("const").is_some() || node.get("enum").is_some();
        return null.then(Vec::new).filter(|_| types.is_empty());
    }
    // YAML reads `- 1.0` as a number: the type tells that a string is meant.
    let texts = || values.iter().filter_map(|it| text_of(it));
    if types == ["string"] && texts().count() == values.len() {
        return Some(vec![Form::Text(listed_texts(distinct(texts()), node))]);
    }
    let mut out = Vec::new();
    for kind in ["string", "number", "boolean", "array", "object"] {
        let of_kind: Vec<&Node> = values
            .iter()
            .copied()
            .filter(|it| json_type(it) == kind)
            .collect();
        let named = types.is_empty()
            || types.contains(&kind)
            || (kind == "number" && types.contains(&"integer"));
        if named && !of_kind.is_empty() {
            out.push(listed_form(kind, &of_kind, node, types));
        }
    }
    (!out.is_empty()).then_some(out)
}

fn listed_form(kind: &str, values: &[&Node], node: &Node, types: &[&str]) -> Form {
    let texts = values.iter().filter_map(|it| it.as_str());
    let whole = values.iter().all(|it| it.as_i64().is_some());
    match kind {
        "string" => Form::Text(listed_texts(distinct(texts.map(str::to_owned)), node)),
        "number" => {
            let mut it = numbers(node, whole && types != ["number"]);
            it.listed = Some(
                values
                    .iter()
                    .filter_map(|it| it.as_number().cloned())
                    .collect(),
            );
            Form::Number(it)
        }
        "boolean" => Form::Boolean(distinct(values.iter().filter_map(|it| it.as_bool()))),
        "array" => Form::Array(Array::default()),
        _ => Form::Object(Object {
            additional: Additional::Any,
            ..Object::default()
        }),
    }
}

fn listed_texts(values: Vec<String>, node: &Node) -> Texts {
    Texts {
        format: text(node, "format"),
        listed: Some(values),
        open: false,
    }
}

fn numbers(node: &Node, integer: bool) -> Numbers {
    let number = |key: &str| node.get(key).and_then(Node::as_number).cloned();
    let huge = |it: &Node| it.as_i64().is_none() && it.as_u64().is_some();
    Numbers {
        integer,
        format: text(node, "format"),
        low: number("minimum").or_else(|| number("exclusiveMinimum")),
        high: number("maximum").or_else(|| number("exclusiveMaximum")),
        huge: node.get("example").is_some_and(huge),
        listed: None,
    }
}

/// Returns the JSON type of a value, as in `type`. Integers are numbers.
pub(crate) fn json_type(node: &Node) -> &'static str {
    match node.value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// Returns the values without duplicates, in the order of their first occurrence.
pub(super) fn distinct<T: Ord + Clone>(values: impl Iterator<Item = T>) -> Vec<T> {
    let mut seen = BTreeSet::new();
    values.filter(|it| seen.insert(it.clone())).collect()
}

/// Returns the smaller of two limits.
pub(crate) fn lesser(one: Number, other: Number) -> Number {
    if one.as_f64() <= other.as_f64() {
        one
    } else {
        other
    }
}
