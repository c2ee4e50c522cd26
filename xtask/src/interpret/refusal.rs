//! The reasons why a value is not decoded.

use serde_json::Value;
use std::fmt::{self, Write as _};

/// The length up to which a path contains the name of a property.
const LONGEST: usize = 64;

/// The message about a value that nests too deeply.
pub(super) const TOO_DEEP: &str = "recursion limit exceeded";

/// A step from a value to one nested in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Property(String),
    Item(usize),
}

/// The reason why a value is not decoded, and its path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal(Box<Inner>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Inner {
    message: String,
    /// The path to the value, the innermost step first.
    steps: Vec<Step>,
    /// Whether the path omits the index of an item, since the decoder has not begun to read it.
    before: bool,
}

impl Refusal {
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self(Box::new(Inner {
            message: message.into(),
            steps: Vec::new(),
            before: false,
        }))
    }

    /// Creates the refusal of a value that is not of the expected kind. `serde_json` only peeks at the first byte of an
    /// array or an object, so that such an item has not begun yet.
    pub(super) fn of_kind(value: &Value, expected: &str) -> Self {
        let kind = kind(value);
        let mut refusal = Self::new(format!("invalid type: {kind}, expected {expected}"));
        refusal.0.before = value.is_array() || value.is_object();
        refusal
    }

    /// Marks the value as one that the decoder has begun to read, or whose text it has.
    pub(super) fn begun(mut self) -> Self {
        self.0.before = false;
        self
    }

    /// Adds the step from the surrounding value, outside of the steps so far.
    pub(super) fn below(mut self, step: Step) -> Self {
        let before = std::mem::take(&mut self.0.before);
        if !(before && matches!(step, Step::Item(_))) {
            self.0.steps.push(step);
        }
        self
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)?;
        let mut path = String::new();
        for step in self.0.steps.iter().rev() {
            push(&mut path, step);
        }
        if path.is_empty() {
            return Ok(());
        }
        write!(f, " at `{path}`")
    }
}

/// Appends `.name`, `["odd name"]` or `[index]`.
fn push(path: &mut String, step: &Step) {
    let name = match step {
        Step::Property(name) => name,
        Step::Item(index) => {
            // Writing to a string cannot fail.
            let _ = write!(path, "[{index}]");
            return;
        }
    };
    let plain = |it: char| it.is_ascii_alphanumeric() || matches!(it, '_' | '-' | '$');
    if !name.is_empty() && name.len() <= LONGEST && name.chars().all(plain) {
        path.push_str(if path.is_empty() { "" } else { "." });
        path.push_str(name);
        return;
    }
    let mut short: String = name.chars().take(LONGEST).collect();
    if short.len() < name.len() {
        short.push('…');
    }
    let _ = write!(path, "[{short:?}]");
}

/// Returns the kind of a value in serde's words.
fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(it) if it.is_f64() => "floating point",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "sequence",
        Value::Object(_) => "map",
    }
}
