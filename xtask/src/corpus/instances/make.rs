//! Instances of schemas. Each degree of freedom in a schema is varied on its own; the first instance is the plainest.
//!
//! The instances need not be valid: a validator judges them.

use super::{
    joined::{Choice, Joined},
    scalar,
    tag::Discriminator,
    tree::Tree,
};
use generator::tree::{Node, SpecPath};
use serde_json::{Value, json};

/// The maximum depth to which schemas are followed into one another.
const MAX_DEPTH: usize = 8;

/// The maximum number of choices on the way to one value.
const MAX_CHOICES: usize = 6;

/// The maximum number of pairs of alternatives that are tried together.
const MAX_PAIRS: usize = 8;

/// The keywords that apply to one JSON type alone.
const HINTS: &[(&str, &[&str])] = &[
    (
        "object",
        &[
            "properties",
            "required",
            "additionalProperties",
            "patternProperties",
            "propertyNames",
        ],
    ),
    ("array", &["items", "prefixItems", "minItems", "contains"]),
    ("string", &["pattern", "minLength", "maxLength"]),
    ("number", &["minimum", "maximum", "multipleOf"]),
];

/// All JSON types except `null`.
const TYPES: [&str; 5] = ["string", "number", "boolean", "object", "array"];

/// A maker of instances.
#[derive(Clone, Copy)]
pub(super) struct Maker<'a> {
    pub(super) tree: Tree<'a>,
    /// The seed that decides between equally good values.
    pub(super) seed: u64,
}

/// The number of values that are wanted, and the depth of the schema.
#[derive(Clone, Copy)]
pub(super) struct Want {
    pub(super) count: usize,
    pub(super) depth: usize,
}

impl Want {
    /// Returns the number and the depth for a nested schema.
    pub(super) fn inner(self) -> Self {
        let count = match self.depth {
            _ if self.count <= 1 => 1,
            0 => 12,
            1 => 4,
            2 => 2,
            _ => 1,
        };
        Self {
            count,
            depth: self.depth + 1,
        }
    }

    fn of(self, count: usize) -> Self {
        Self { count, ..self }
    }

    /// Returns the number for each of several schemas, which is at least `least`, or one if few values are wanted.
    fn shared(self, among: usize, least: usize) -> Self {
        let each = (self.count / among.max(1)).max(least);
        self.of(if self.count <= 2 { 1 } else { each })
    }
}

impl<'a> Maker<'a> {
    /// Returns instances of a schema, about as many as wanted.
    pub(super) fn instances(self, at: &SpecPath, count: usize) -> Vec<Value> {
        self.values(std::slice::from_ref(at), Want { count, depth: 0 })
    }

    /// Returns values to which all of the schemas apply.
    pub(super) fn values(self, all: &[SpecPath], want: Want) -> Vec<Value> {
        self.chosen(all, &[], want)
    }

    fn chosen(self, all: &[SpecPath], made: &[Choice], want: Want) -> Vec<Value> {
        if want.depth > MAX_DEPTH || made.len() > MAX_CHOICES {
            return Vec::new();
        }
        let joined = Joined::new(self.tree, all, made);
        let mut out = match joined.choices.first() {
            Some(choice) => self.alternatives(all, made, choice, want),
            None => self.with_heirs(all, made, &joined, want),
        };
        if self.is_nullable(&joined) && want.count > 1 {
            out.push(Value::Null);
        }
        unique(out)
    }

    fn is_nullable(self, joined: &Joined<'_>) -> bool {
        let mut said = joined.each("nullable");
        !self.tree.latest && said.any(|(_, it)| it.as_bool() == Some(true))
    }

    /// Returns the values of each alternative, and of two together if several may match.
    fn alternatives(
        self,
        all: &[SpecPath],
        made: &[Choice],
        choice: &Choice,
        want: Want,
    ) -> Vec<Value> {
        let discriminator = Discriminator::of(self.tree, &choice.at);
        let mut now = made.to_vec();
        now.push(choice.clone());
        let count = choice.alternatives.len();
        let few = want.count <= 2;
        let each = want.shared(count, 4);
        let mut lists = Vec::new();
        for alternative in &choice.alternatives {
            if few && lists.len() >= want.count {
                break;
            }
            let mut with = all.to_vec();
            with.push(alternative.clone());
            let values = self.chosen(&with, &now, each);
            let values = match &discriminator {
                Some(it) => self.tagged(it, alternative, values),
                None => values,
            };
            if !values.is_empty() {
                lists.push(values);
            }
        }
        if choice.any && discriminator.is_none() && !few {
            lists.push(self.together(all, &now, choice, want));
        }
        interleaved(&lists)
    }

    /// Returns values that match two alternatives.
    fn together(
        self,
        all: &[SpecPath],
        made: &[Choice],
        choice: &Choice,
        want: Want,
    ) -> Vec<Value> {
        let pairs = choice.alternatives.windows(2).take(MAX_PAIRS);
        let values = pairs.flat_map(|pair| {
            let mut with = all.to_vec();
            with.extend(pair.iter().cloned());
            self.chosen(&with, made, want.of(3))
        });
        values.collect()
    }

    /// Sets the tags of an alternative in its values. If the alternative has a constant of its own, the unchanged
    /// values are kept as well.
    fn tagged(
        self,
        discriminator: &Discriminator<'a>,
        alternative: &SpecPath,
        values: Vec<Value>,
    ) -> Vec<Value> {
        let tags = discriminator.tags(self.tree, alternative);
        if tags.is_empty() {
            return values;
        }
        let keep = discriminator.is_declared_in(self.tree, alternative);
        let mut out = Vec::new();
        for value in values {
            for tag in &tags {
                out.push(with_tag(value.clone(), discriminator.property, tag));
            }
            if keep {
                out.push(value);
            }
        }
        out
    }

    /// Returns the values of the heirs if a schema is a base with a discriminator, and plain values otherwise.
    fn with_heirs(
        self,
        all: &[SpecPath],
        made: &[Choice],
        joined: &Joined<'a>,
        want: Want,
    ) -> Vec<Value> {
        let chosen = |at: &SpecPath| made.iter().any(|it| it.at == *at);
        let places = joined.parts.iter().map(|(at, _)| at);
        let mut bases = places.filter(|at| !chosen(at));
        let base = bases.find_map(|at| Discriminator::of(self.tree, at));
        let Some(base) = base else {
            return self.plain(joined, want);
        };
        let heirs = base.heirs(self.tree);
        let own = joined.parts.iter().find(|(at, _)| heirs.contains(at));
        if let Some((heir, _)) = own {
            return self.tagged(&base, heir, self.plain(joined, want));
        }
        let mut lists: Vec<Vec<Value>> = Vec::new();
        let few = want.count <= 2;
        let each = want.shared(heirs.len(), 3);
        for heir in &heirs {
            if few && lists.len() >= want.count {
                break;
            }
            let with: Vec<SpecPath> = [heir].into_iter().chain(all).cloned().collect();
            lists.push(self.chosen(&with, made, each));
        }
        let itself = heirs.is_empty() || base.is_mapped(&base.at);
        if itself {
            let values = self.plain(joined, want);
            let tagged = base.is_mapped(&base.at);
            lists.push(if tagged {
                self.tagged(&base, &base.at, values)
            } else {
                values
            });
        }
        interleaved(&lists)
    }

    /// Returns values of schemas without alternatives.
    fn plain(self, joined: &Joined<'a>, want: Want) -> Vec<Value> {
        if let Some((_, value)) = joined.each("const").next() {
            return vec![value.to_json()];
        }
        if let Some((_, list)) = joined.each("enum").next() {
            let values = list.as_array().unwrap_or_default().iter();
            return values.map(Node::to_json).collect();
        }
        let said = joined.types();
        let lists = match &said {
            Some(types) => types
                .iter()
                .map(|it| self.typed(joined, it, want))
                .collect(),
            None => self.untyped(joined, want),
        };
        let mut out = interleaved(&lists);
        if want.depth <= 1 && want.count > 1 {
            out.extend(given(joined));
        }
        out
    }

    /// Returns values for schemas without `type`: values of the types that the keywords apply to, and others.
    fn untyped(self, joined: &Joined<'a>, want: Want) -> Vec<Vec<Value>> {
        let hinted = HINTS
            .iter()
            .filter(|(_, keywords)| keywords.iter().any(|it| joined.has(it)));
        let mut hinted: Vec<&str> = hinted.map(|(name, _)| *name).collect();
        if joined.has("format") && hinted.is_empty() {
            hinted.push("string");
        }
        let few = want.count <= 2;
        if hinted.is_empty() {
            let types = TYPES.iter().take(if few { 1 } else { TYPES.len() });
            let of_types = types.map(|it| self.typed(joined, it, want.of(2)));
            return of_types.chain((!few).then(anything)).collect();
        }
        let mut lists: Vec<Vec<Value>> = hinted
            .iter()
            .map(|it| self.typed(joined, it, want))
            .collect();
        if want.count > 2 && want.depth == 0 {
            lists.push(anything());
        }
        lists
    }

    fn typed(self, joined: &Joined<'a>, name: &str, want: Want) -> Vec<Value> {
        let mut out = match name {
            "string" => scalar::strings(joined),
            "integer" => scalar::integers(joined, self.tree.latest),
            "number" => scalar::numbers(joined),
            "boolean" => vec![json!(true), json!(false)],
            "null" => vec![Value::Null],
            "array" => self.arrays(joined, want),
            "object" => self.objects(joined, want),
            _ => Vec::new(),
        };
        if !matches!(name, "array" | "object") {
            out.truncate(want.count.max(1));
        }
        out
    }
}

/// Returns values for a location without a schema.
pub(super) fn anything() -> Vec<Value> {
    let deep = json!({ "deep": [1, null, { "deeper": [[]] }], "": "", "type": "anything" });
    vec![
        json!("text"),
        json!(5),
        json!([]),
        json!({}),
        Value::Null,
        deep,
        json!(true),
        json!(-0.5),
        json!(1.0),
        json!(u64::MAX),
        json!([{ "a": 1 }, "text", [null]]),
    ]
}

/// Returns the values that the document itself contains.
fn given(joined: &Joined<'_>) -> Vec<Value> {
    let one = ["default", "example"]
        .into_iter()
        .flat_map(|it| joined.each(it));
    let mut out: Vec<Value> = one.map(|(_, it)| it.to_json()).collect();
    let many = joined.each("examples").filter_map(|(_, it)| it.as_array());
    out.extend(many.flatten().map(Node::to_json));
    out
}

fn with_tag(mut value: Value, property: &str, tag: &Value) -> Value {
    if let Value::Object(entries) = &mut value {
        entries.insert(property.to_owned(), tag.clone());
    }
    value
}

/// Returns the first value of each list, then the second of each, and so on.
pub(super) fn interleaved(lists: &[Vec<Value>]) -> Vec<Value> {
    let longest = lists.iter().map(Vec::len).max().unwrap_or(0);
    let rows = (0..longest).flat_map(|index| lists.iter().filter_map(move |it| it.get(index)));
    rows.cloned().collect()
}

/// Removes values that occur a second time.
fn unique(values: Vec<Value>) -> Vec<Value> {
    let mut seen = std::collections::BTreeSet::new();
    let new = values.into_iter().filter(|it| seen.insert(it.to_string()));
    new.collect()
}
