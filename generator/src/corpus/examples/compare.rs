//! Whether a value came back as it was, as far as its schema says what it has to be.
//!
//! The schemas are read from the document and not from the model, so that what the generator lost on the
//! way is found here.

use crate::{
    load::{Node, Object},
    model::SpecPath,
};
use serde_json::{Map, Number, Value};

/// How many schemas a value may be under at a time.
const MAX_SCHEMAS: usize = 256;

/// Something that did not come back as it was.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::corpus) struct Difference {
    /// What it is, in words that many have in common.
    pub(in crate::corpus) kind: &'static str,
    /// What it is, and where.
    pub(in crate::corpus) why: String,
}

/// What differs between a value and what it came back as. The order of properties does not count, numbers
/// are compared by value, and of properties those that `schemas` say something about.
pub(in crate::corpus) fn differences(
    document: &Node,
    schemas: &[SpecPath],
    value: &Value,
    back: &Value,
) -> Vec<Difference> {
    let mut comparison = Comparison {
        document,
        found: Vec::new(),
    };
    comparison.compare("", schemas, value, back);
    comparison.found
}

struct Comparison<'a> {
    document: &'a Node,
    found: Vec<Difference>,
}

impl Comparison<'_> {
    fn compare(&mut self, at: &str, schemas: &[SpecPath], value: &Value, back: &Value) {
        let schemas = self.expanded(schemas);
        match (value, back) {
            (Value::Object(value), Value::Object(back)) => self.objects(at, &schemas, value, back),
            (Value::Array(value), Value::Array(back)) => {
                if value.len() != back.len() {
                    self.differ("array of another length", at, &value.len(), &back.len());
                }
                for (index, (value, back)) in value.iter().zip(back).enumerate() {
                    let inner = self.items(&schemas, index);
                    self.compare(&format!("{at}/{index}"), &inner, value, back);
                }
            }
            (Value::Number(one), Value::Number(other)) if equal(one, other) => {}
            (Value::Number(one), Value::Number(other)) => {
                self.differ("another number", at, one, other);
            }
            (Value::String(one), Value::String(other)) if one != other => {
                let kind = match self.format(&schemas).as_deref() {
                    Some("date-time") => "date-time written differently",
                    _ => "another string",
                };
                self.differ(kind, at, value, back);
            }
            _ if value == back => {}
            _ => self.differ("another kind of value", at, value, back),
        }
    }

    fn objects(
        &mut self,
        at: &str,
        schemas: &[SpecPath],
        value: &Map<String, Value>,
        back: &Map<String, Value>,
    ) {
        let structured = schemas.iter().any(|it| self.has(it, "properties"));
        for (key, value) in value {
            let inner = self.properties(schemas, key);
            let at = format!("{at}/{key}");
            match back.get(key) {
                Some(back) => self.compare(&at, &inner, value, back),
                // The type need not keep what no schema says anything about.
                None if structured && inner.is_empty() => {}
                None if value.is_null() => self.differ("null lost", &at, value, &"nothing"),
                None => self.differ("property lost", &at, value, &"nothing"),
            }
        }
        for (key, back) in back {
            if !value.contains_key(key) {
                self.differ("property made up", &format!("{at}/{key}"), &"nothing", back);
            }
        }
    }

    fn differ(
        &mut self,
        kind: &'static str,
        at: &str,
        value: &dyn std::fmt::Display,
        back: &dyn std::fmt::Display,
    ) {
        let short = |value: &dyn std::fmt::Display| -> String {
            let text = value.to_string();
            let cut: String = text.chars().take(60).collect();
            if cut == text {
                text
            } else {
                format!("{cut}..")
            }
        };
        let (value, back) = (short(value), short(back));
        let why = format!("`{at}`: {value} became {back}");
        self.found.push(Difference { kind, why });
    }

    fn node(&self, at: &SpecPath) -> Option<&Node> {
        self.document.pointer(at.as_str())
    }

    fn has(&self, at: &SpecPath, keyword: &str) -> bool {
        self.node(at).is_some_and(|it| it.get(keyword).is_some())
    }

    fn format(&self, schemas: &[SpecPath]) -> Option<String> {
        let formats = schemas.iter().filter_map(|at| {
            let format = self.node(at)?.get("format")?.as_str()?;
            Some(format.to_owned())
        });
        formats.into_iter().next()
    }

    /// The schemas, those that they refer to, and their branches.
    fn expanded(&self, schemas: &[SpecPath]) -> Vec<SpecPath> {
        let mut out: Vec<SpecPath> = schemas.to_vec();
        let mut next = 0;
        while let Some(at) = out.get(next).cloned() {
            next += 1;
            let Some(node) = self.node(&at) else { continue };
            let mut found = Vec::new();
            found.extend(
                node.get("$ref")
                    .and_then(Node::as_str)
                    .and_then(|it| at.resolve(it)),
            );
            for keyword in ["allOf", "anyOf", "oneOf"] {
                let branches = node.get(keyword).and_then(Node::as_array);
                let count = branches.map_or(0, <[Node]>::len);
                found.extend((0..count).map(|index| at.child(keyword).item(index)));
            }
            for keyword in ["if", "then", "else"] {
                found.extend(node.get(keyword).map(|_| at.child(keyword)));
            }
            found.retain(|it| !out.contains(it));
            out.extend(found);
            if out.len() > MAX_SCHEMAS {
                break;
            }
        }
        out
    }

    /// The schemas of a property: those under its name or, where there are none, those for all others.
    fn properties(&self, schemas: &[SpecPath], key: &str) -> Vec<SpecPath> {
        let mut named = Vec::new();
        let mut others = Vec::new();
        for at in schemas {
            let Some(node) = self.node(at) else { continue };
            if node.get("properties").and_then(|it| it.get(key)).is_some() {
                named.push(at.child("properties").child(key));
            }
            if node
                .get("additionalProperties")
                .and_then(Node::as_object)
                .is_some()
            {
                others.push(at.child("additionalProperties"));
            }
            let patterns = node.get("patternProperties").and_then(Node::as_object);
            for (pattern, _) in patterns.into_iter().flat_map(Object::iter) {
                others.push(at.child("patternProperties").child(&pattern.text));
            }
        }
        if named.is_empty() { others } else { named }
    }

    fn items(&self, schemas: &[SpecPath], index: usize) -> Vec<SpecPath> {
        let mut out = Vec::new();
        for at in schemas {
            let Some(node) = self.node(at) else { continue };
            let prefix = node.get("prefixItems").and_then(Node::as_array);
            if prefix.is_some_and(|it| index < it.len()) {
                out.push(at.child("prefixItems").item(index));
            } else if node.get("items").is_some() {
                out.push(at.child("items"));
            }
        }
        out
    }
}

/// Whether two numbers have one value: `1` and `1.0`.
fn equal(one: &Number, other: &Number) -> bool {
    let integers = one.as_i128().zip(other.as_i128());
    integers.map_or_else(
        || one.as_f64() == other.as_f64(),
        |(one, other)| one == other,
    )
}
