//! The locations at which a message deviates from its document.

use super::{Judge, Judgement};
use generator::tree::{Node, SpecPath, pointer::join};
use serde_json::Value;
use std::fmt;

/// The maximum depth to which a message is searched.
const MAX_DEPTH: usize = 64;

/// A location in a message that deviates from the document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) struct Deviation {
    /// The JSON pointer into the message.
    pub(in super::super) at: String,
    /// The kind of deviation.
    pub(in super::super) wrong: Wrong,
}

/// The kind of a deviation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) enum Wrong {
    /// A required property of this name is missing.
    Missing(String),
    /// The value is `null`, which the schema does not admit.
    Null,
    /// The value is not listed by the enum or constant of its schema.
    Unlisted(String),
    /// Any other deviation; the reason.
    Other(String),
}

impl fmt::Display for Deviation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = &self.at;
        match &self.wrong {
            Wrong::Missing(name) => write!(f, "`{at}` lacks `{name}`, which is required"),
            Wrong::Null => write!(f, "`{at}` is null, which is not admitted"),
            Wrong::Unlisted(value) => write!(f, "`{at}` is {value}, which is not listed"),
            Wrong::Other(why) => write!(f, "`{at}`: {why}"),
        }
    }
}

impl Judge<'_> {
    /// Returns the deviations of a message from its schema.
    pub(in super::super) fn deviations(&self, schema: &SpecPath, value: &Value) -> Vec<Deviation> {
        self.deviations_of(std::slice::from_ref(schema), value)
    }

    /// Returns the deviations of a value from several schemas.
    pub(super) fn deviations_of(&self, schemas: &[SpecPath], value: &Value) -> Vec<Deviation> {
        let mut out = Vec::new();
        self.deviate("", schemas, value, 0, &mut out);
        out
    }

    fn deviate(
        &self,
        at: &str,
        schemas: &[SpecPath],
        value: &Value,
        depth: usize,
        out: &mut Vec<Deviation>,
    ) {
        if depth > MAX_DEPTH || self.accepted(schemas, value) {
            return;
        }
        let before = out.len();
        let applied = self.applied(schemas, value);
        match value {
            Value::Null => add(out, at, Wrong::Null),
            Value::Object(entries) => {
                for name in self.required(&applied) {
                    if !entries.contains_key(&name) {
                        add(out, at, Wrong::Missing(name));
                    }
                }
                for (key, value) in entries {
                    let inner = self.witness.property(&applied, key);
                    self.deviate(&join(at, key), &inner, value, depth + 1, out);
                }
            }
            Value::Array(items) => {
                for (index, value) in items.iter().enumerate() {
                    let inner = self.witness.item(&applied, index);
                    self.deviate(&join(at, &index.to_string()), &inner, value, depth + 1, out);
                }
            }
            Value::Bool(_) | Value::Number(_) | Value::String(_) => {
                if self.witness.is_listing(&applied) && !self.witness.lists(&applied, value) {
                    add(out, at, Wrong::Unlisted(value.to_string()));
                }
            }
        }
        if out.len() == before {
            add(out, at, Wrong::Other(self.reason(schemas, value)));
        }
    }

    /// Returns whether each tag in a message selects an alternative that accepts the object with the tag. A validator
    /// ignores tags: it accepts an object that is valid against the base or against any other alternative.
    pub(in super::super) fn tags_hold(&self, schema: &SpecPath, value: &Value) -> bool {
        self.tags_hold_of(std::slice::from_ref(schema), value, 0)
    }

    fn tags_hold_of(&self, schemas: &[SpecPath], value: &Value, depth: usize) -> bool {
        let applied = self.applied(schemas, value);
        let mut tables = applied.iter().filter_map(|at| self.witness.table(at));
        let accepts = |it: &SpecPath| self.validity.accepts(it, value) != Some(false);
        let holds = tables.all(|it| {
            let mut meant = it.branches_of(value).peekable();
            meant.peek().is_none() || meant.any(accepts)
        });
        if !holds || depth > MAX_DEPTH {
            return holds;
        }
        match value {
            Value::Object(entries) => entries.iter().all(|(key, value)| {
                let inner = self.witness.property(&applied, key);
                self.tags_hold_of(&inner, value, depth + 1)
            }),
            Value::Array(items) => items.iter().enumerate().all(|(index, value)| {
                let inner = self.witness.item(&applied, index);
                self.tags_hold_of(&inner, value, depth + 1)
            }),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => true,
        }
    }

    /// Returns the properties that the schemas require.
    fn required(&self, schemas: &[SpecPath]) -> Vec<String> {
        let nodes = schemas.iter().filter_map(|at| self.witness.node(at));
        let lists = nodes.filter_map(|it| it.get("required").and_then(Node::as_array));
        let names = lists.flatten().filter_map(Node::as_str);
        names.map(str::to_owned).collect()
    }

    fn reason(&self, schemas: &[SpecPath], value: &Value) -> String {
        let mut judged = schemas.iter().map(|at| self.validity.judge(at, value));
        let reason = judged.find_map(|it| match it {
            Judgement::Invalid(why) => Some(why),
            Judgement::Valid | Judgement::Unknown(_) => None,
        });
        reason.unwrap_or_default()
    }
}

fn add(out: &mut Vec<Deviation>, at: &str, wrong: Wrong) {
    let at = at.to_owned();
    let found = Deviation { at, wrong };
    if !out.contains(&found) {
        out.push(found);
    }
}
