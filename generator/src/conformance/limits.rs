//! What a schema says of single values beyond their type.

use super::{sample::Maker, text};
use crate::{
    load::Node,
    model::{Foreign, JsonKind, Prim, SpecPath},
};
use serde_json::{Number, Value, json};

/// A text with what has to be encoded somewhere: in a URL, in a form, or as UTF-8.
pub(super) const TEXT: &str = "a b/é+&=c";

/// How many references may lead to one another.
const MAX_HOPS: usize = 16;

impl<'a> Maker<'a> {
    /// A single value.
    pub(super) fn prim(self, prim: Prim, at: Option<&SpecPath>) -> Value {
        match prim {
            Prim::String => self.text(at).into(),
            Prim::Bool => true.into(),
            Prim::I8 => self.integer(at, i8::MAX.into()),
            Prim::U8 => self.integer(at, u8::MAX.into()),
            Prim::I16 => self.integer(at, i16::MAX.into()),
            Prim::U16 => self.integer(at, u16::MAX.into()),
            Prim::I32 => self.integer(at, i32::MAX.into()),
            Prim::U32 => self.integer(at, u32::MAX.into()),
            Prim::I64 | Prim::U64 | Prim::I128 => self.integer(at, i64::MAX),
            Prim::Null => Value::Null,
            Prim::F64 => self.float(at),
            Prim::DateTime => "2024-02-29T12:30:45Z".into(),
            Prim::Date => "2024-02-29".into(),
            Prim::Uuid => "67e55044-10b1-426f-9247-bb680e5fe0c8".into(),
            Prim::Ipv4 => "192.0.2.1".into(),
            Prim::Ipv6 => "2001:db8::1".into(),
        }
    }

    /// A value of a type of the user's own: what its schema says, and no more than that.
    pub(super) fn foreign(self, it: &Foreign, at: Option<&SpecPath>) -> Value {
        let format = at
            .and_then(|at| self.facet(at, "format"))
            .and_then(Node::as_str);
        match it.looks.first().map(|it| it.kind) {
            Some(JsonKind::String) => text::in_format(format.unwrap_or_default())
                .unwrap_or("1")
                .into(),
            Some(JsonKind::Boolean) => true.into(),
            Some(JsonKind::Array) => json!([]),
            Some(JsonKind::Object) => json!({}),
            Some(JsonKind::Integer | JsonKind::Number | JsonKind::Any) | None => json!(1),
        }
    }

    fn integer(self, at: Option<&SpecPath>, most: i64) -> Value {
        let (low, high) = self.range(at);
        let step = self
            .number(at, "multipleOf")
            .filter(|it| *it >= 1.0)
            .unwrap_or(1.0);
        let wanted = (7.0_f64.clamp(low, high.max(low)) / step).ceil() * step;
        #[expect(
            clippy::cast_possible_truncation,
            reason = "a float too large becomes the largest integer"
        )]
        let wanted = wanted as i64;
        wanted.min(most).into()
    }

    fn float(self, at: Option<&SpecPath>) -> Value {
        let (low, high) = self.range(at);
        let step = self.number(at, "multipleOf").filter(|it| *it > 0.0);
        let wanted = 1.5_f64.clamp(low, high.max(low));
        let wanted = step.map_or(wanted, |step| (wanted / step).ceil() * step);
        Number::from_f64(wanted).map_or(json!(1), Value::Number)
    }

    /// The least and the greatest value.
    fn range(self, at: Option<&SpecPath>) -> (f64, f64) {
        let low = self.bound(at, "minimum", "exclusiveMinimum", 1.0);
        let high = self.bound(at, "maximum", "exclusiveMaximum", -1.0);
        (
            low.unwrap_or(f64::NEG_INFINITY),
            high.unwrap_or(f64::INFINITY),
        )
    }

    /// A bound; one that is exclusive is a whole step away, whichever dialect says so.
    fn bound(self, at: Option<&SpecPath>, key: &str, exclusive: &str, step: f64) -> Option<f64> {
        let given = self.number(at, key);
        let flag = at
            .and_then(|at| self.facet(at, exclusive))
            .and_then(Node::as_bool);
        match self.number(at, exclusive) {
            Some(number) => Some(number + step),
            None if flag == Some(true) => Some(given? + step),
            None => given,
        }
    }

    fn number(self, at: Option<&SpecPath>, key: &str) -> Option<f64> {
        let number = self.facet(at?, key)?.as_number()?.as_f64();
        number.is_finite().then_some(number)
    }

    /// A text as its schema has it, as far as that is simple; `pattern` is for examples to show.
    fn text(self, at: Option<&SpecPath>) -> String {
        let Some(at) = at else {
            return TEXT.to_owned();
        };
        let default = self.facet(at, "default").and_then(Node::as_str);
        let format = self.facet(at, "format").and_then(Node::as_str);
        let listed = self.facet(at, "enum").and_then(Node::as_array);
        let listed = listed.and_then(|it| it.iter().find_map(Node::as_str));
        let made = text::in_format(format.unwrap_or_default()).or(listed);
        let patterned = self.facet(at, "pattern").is_some();
        let text = made
            .or(default.filter(|it| patterned && !it.is_empty()))
            .unwrap_or(TEXT);
        let length = |key| self.facet(at, key).and_then(Node::as_u64);
        let least = usize::try_from(length("minLength").unwrap_or(0).min(1000)).unwrap_or(0);
        let most = usize::try_from(length("maxLength").unwrap_or(u64::MAX)).unwrap_or(usize::MAX);
        let mut text: String = text.chars().take(most.max(1)).collect();
        // A header can hold no white space at its ends.
        text = text.trim().to_owned();
        while text.chars().count() < least {
            text.push('x');
        }
        text
    }

    /// A keyword of the schema, or of one that it is put together from.
    pub(super) fn facet(self, at: &SpecPath, key: &str) -> Option<&'a Node> {
        let at = self.behind(at);
        let node = self.root.pointer(at.as_str())?;
        node.get(key).or_else(|| {
            let branches = node.get("allOf").and_then(Node::as_array)?;
            branches.iter().find_map(|it| it.get(key))
        })
    }

    /// The schema that references lead to.
    pub(super) fn behind(self, at: &SpecPath) -> SpecPath {
        let mut at = at.clone();
        for _ in 0..MAX_HOPS {
            let node = self.root.pointer(at.as_str());
            let reference = node.and_then(|it| it.get("$ref")).and_then(Node::as_str);
            match reference.and_then(|it| at.resolve(it)) {
                Some(target) => at = target,
                None => break,
            }
        }
        at
    }
}
