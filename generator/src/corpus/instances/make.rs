//! Instances of schemas: what the schemas say one by one is varied one by one. The first instance is the plainest.
//!
//! What is made is not always valid; a validator judges it.

use super::{
    joined::{Choice, Joined},
    scalar,
    tag::Discriminator,
    tree::Tree,
};
use crate::{load::Node, model::SpecPath};
use serde_json::{Value, json};

/// How deep schemas are followed into one another.
const MAX_DEPTH: usize = 8;

/// How many choices may be made on the way to one value.
const MAX_CHOICES: usize = 6;

/// How many of the pairs of alternatives that can hold together are made.
const MAX_PAIRS: usize = 8;

/// Keywords that say something of one JSON type alone.
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

/// Every JSON type but `null`.
const TYPES: [&str; 5] = ["string", "number", "boolean", "object", "array"];

/// Makes instances.
#[derive(Clone, Copy)]
pub(super) struct Maker<'a> {
    pub(super) tree: Tree<'a>,
    /// What decides where several are as good.
    pub(super) seed: u64,
}

/// How many values are wanted, and how deep the schema is in others.
#[derive(Clone, Copy)]
pub(super) struct Want {
    pub(super) count: usize,
    pub(super) depth: usize,
}

impl Want {
    /// What is wanted of a schema inside.
    pub(super) fn inner(self) -> Self {
        let count = match self.depth {
            _ if self.count <= 1 => 1,
            0 => 8,
            1 => 2,
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
}

impl<'a> Maker<'a> {
    /// Instances of the schema at a place, about as many as wanted.
    pub(super) fn instances(self, at: &SpecPath, count: usize) -> Vec<Value> {
        self.values(std::slice::from_ref(at), Want { count, depth: 0 })
    }

    /// Values to which all of these schemas apply.
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

    /// The values of each alternative, and of two together where several may hold.
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
        let each = want.of(if few { 1 } else { (want.count / count).max(2) });
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

    /// Values for which two alternatives hold.
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

    /// Objects with the tags of an alternative. Where it has its own constant they are kept as well.
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
        let keep = discriminator.says_itself(self.tree, alternative);
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

    /// The values of a base with a discriminator are those of its heirs.
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
        let each = want.of(if few {
            1
        } else {
            (want.count / heirs.len().max(1)).max(3)
        });
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

    /// Values of schemas without alternatives.
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

    /// Values where no type is said: those of the types that the keywords are about, and others.
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
            return types.map(|it| self.typed(joined, it, want.of(2))).collect();
        }
        let mut lists: Vec<Vec<Value>> = hinted
            .iter()
            .map(|it| self.typed(joined, it, want))
            .collect();
        if want.count > 2 && want.depth == 0 {
            let others = [json!("text"), json!(5), json!([]), json!({}), Value::Null];
            lists.push(others.to_vec());
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

/// The values that the document itself gives.
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

/// The first of each list, then the second of each, and so on.
pub(super) fn interleaved(lists: &[Vec<Value>]) -> Vec<Value> {
    let longest = lists.iter().map(Vec::len).max().unwrap_or(0);
    let rows = (0..longest).flat_map(|index| lists.iter().filter_map(move |it| it.get(index)));
    rows.cloned().collect()
}

/// The values without those that came before.
fn unique(values: Vec<Value>) -> Vec<Value> {
    let mut seen = std::collections::BTreeSet::new();
    let new = values.into_iter().filter(|it| seen.insert(it.to_string()));
    new.collect()
}
