//! The differences between a value and its encoded form.

use super::{Judge, marks::Marked};
use generator::{
    conformance::witness::means_the_same,
    tree::{Node, SpecPath, pointer::join},
};
use serde_json::{Map, Value};
use std::fmt::Display;

/// The maximum length of a shown value.
const SHOWN: usize = 60;

/// The fault that a difference is due to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Fault {
    /// No fault: an enum or a union kept a value that the document does not list.
    Unlisted,
    /// No fault: a union kept a value that lacks a property that every alternative requires.
    Incomplete,
    /// No fault: a union kept a value with a `null` that no alternative admits.
    Null,
    /// A value that the document lists was decoded as unknown.
    Unknown,
    /// The value was decoded as another alternative.
    Variant,
    /// The value changed.
    Changed,
}

/// A part of a value that did not come back unchanged.
#[derive(Debug)]
pub(in super::super) struct Difference {
    /// The fault.
    pub(in super::super) fault: Fault,
    /// The difference in general words that similar cases share.
    pub(in super::super) kind: &'static str,
    /// The JSON pointer of the part.
    pub(in super::super) at: String,
    /// The difference in this case.
    pub(in super::super) why: String,
}

/// Returns the differences between a value and its encoded form, which has marks. The order of properties does not
/// count, numbers are compared by value, and properties that the schema does not mention may be missing.
pub(super) fn differences(
    judge: &Judge<'_>,
    schema: &SpecPath,
    value: &Value,
    back: Value,
) -> Vec<Difference> {
    let Marked { value: back, marks } = Marked::of(back);
    let mut comparison = Comparison {
        judge,
        found: Vec::new(),
        undeclared: false,
    };
    comparison.marks(&marks, schema, value);
    comparison.compare("", std::slice::from_ref(schema), value, &back);
    comparison.found
}

pub(super) struct Comparison<'a, 'b> {
    pub(super) judge: &'a Judge<'b>,
    found: Vec<Difference>,
    /// Whether the compared values are within a property that no schema mentions.
    undeclared: bool,
}

impl Comparison<'_, '_> {
    fn compare(&mut self, at: &str, schemas: &[SpecPath], value: &Value, back: &Value) {
        let schemas = self.judge.applied(schemas, value);
        match (value, back) {
            (Value::Object(value), Value::Object(back)) => self.objects(at, &schemas, value, back),
            (Value::Array(value), Value::Array(back)) => {
                if value.len() != back.len() {
                    self.differ("array of another length", at, &value.len(), &back.len());
                }
                for (index, (value, back)) in value.iter().zip(back).enumerate() {
                    let inner = self.judge.witness.item(&schemas, index);
                    self.compare(&join(at, &index.to_string()), &inner, value, back);
                }
            }
            _ if means_the_same(value, back) => {}
            (Value::Number(one), Value::Number(other)) => {
                self.differ("another number", at, one, other);
            }
            (Value::String(_), Value::String(_)) => {
                let kind = match self.format(&schemas) {
                    Some("date-time") => "date-time written differently",
                    _ => "another string",
                };
                self.differ(kind, at, value, back);
            }
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
        let witness = &self.judge.witness;
        // A property that may be dropped as a whole may also be kept in part.
        let structured = self.undeclared || witness.is_structured(schemas);
        for (key, value) in value {
            let inner = witness.property(schemas, key);
            let at = join(at, key);
            match back.get(key) {
                Some(back) if value.is_string() && value != back && self.is_tag(schemas, key) => {
                    let why = format!("the tag {value} became {back}");
                    self.fault(Fault::Variant, "another tag", &at, why);
                }
                Some(back) => {
                    let around = self.undeclared;
                    self.undeclared = structured && inner.is_empty();
                    self.compare(&at, &inner, value, back);
                    self.undeclared = around;
                }
                // The type need not keep properties that no schema mentions.
                None if structured && inner.is_empty() => {}
                None if value.is_null() => self.differ("null lost", &at, value, &"nothing"),
                None => self.differ("property lost", &at, value, &"nothing"),
            }
        }
        for (key, back) in back {
            if !value.contains_key(key) {
                self.differ("property made up", &join(at, key), &"nothing", back);
            }
        }
    }

    /// Returns whether a property distinguishes the alternatives of a union.
    fn is_tag(&self, schemas: &[SpecPath], key: &str) -> bool {
        let tables = schemas.iter().filter_map(|at| self.judge.witness.table(at));
        tables.into_iter().any(|it| it.property == key)
    }

    fn differ(&mut self, kind: &'static str, at: &str, value: &dyn Display, back: &dyn Display) {
        let why = format!("{} became {}", short(value), short(back));
        self.fault(Fault::Changed, kind, at, why);
    }

    pub(super) fn fault(&mut self, fault: Fault, kind: &'static str, at: &str, why: String) {
        self.found.push(Difference {
            fault,
            kind,
            at: at.to_owned(),
            why,
        });
    }

    fn format(&self, schemas: &[SpecPath]) -> Option<&str> {
        let mut nodes = schemas.iter().filter_map(|at| self.judge.witness.node(at));
        nodes.find_map(|it| it.get("format").and_then(Node::as_str))
    }
}

fn short(value: &dyn Display) -> String {
    let text = value.to_string();
    let cut: String = text.chars().take(SHOWN).collect();
    if cut == text {
        text
    } else {
        format!("{cut}..")
    }
}
