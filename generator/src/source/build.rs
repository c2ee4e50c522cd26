//! Builds the tree with one serde visitor for both YAML and JSON.
//!
//! Every value and every key is numbered in the order in which the visitor meets them. `locate` counts
//! in the same order over the text.

use super::finding::Finding;
use crate::tree::{FileId, Node, NodeAt, Number, Value};
use crate::tree::{Key, Object};
use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, Error, MapAccess, SeqAccess, VariantAccess, Visitor,
};
use std::collections::BTreeSet;
use std::fmt;

/// The budget that a document has beyond its own size. A node costs 1, and each 32 bytes of its text cost 1 more. A
/// document without aliases never gets near its limit; one that multiplies itself through aliases is stopped early.
const BASE_BUDGET: u64 = 200_000;

/// The state of reading one file.
pub(super) struct Builder {
    file: FileId,
    next: u32,
    limit: u64,
    spent: u64,
    merge_keys: bool,
    pub(super) findings: Vec<Finding>,
    /// The reason why the builder, and not the parser, stopped reading.
    pub(super) stopped: Option<Stop>,
    /// Whether the file has a float that may stand for an integer beyond 64 bits.
    pub(super) huge_float: bool,
}

/// The reason why the builder stopped reading.
pub(super) enum Stop {
    /// The document is empty.
    Empty,
    /// The document exceeds this limit.
    Limit(u64),
}

impl Builder {
    pub(super) fn new(file: FileId, bytes: usize, merge_keys: bool) -> Builder {
        Builder {
            file,
            next: 0,
            limit: BASE_BUDGET.saturating_add(bytes as u64),
            spent: 0,
            merge_keys,
            findings: Vec::new(),
            stopped: None,
            huge_float: false,
        }
    }

    /// Returns how many numbers were assigned.
    pub(super) fn count(&self) -> u32 {
        self.next
    }

    /// Returns the seed that deserializes the document's root.
    pub(super) fn root(&mut self) -> NodeSeed<'_> {
        NodeSeed::new(self)
    }

    fn number(&mut self) -> NodeAt {
        let at = NodeAt {
            file: self.file,
            number: self.next,
        };
        // The budget is exhausted long before the numbers are.
        self.next = self.next.saturating_add(1);
        at
    }

    fn spend<E: Error>(&mut self, text: &str) -> Result<(), E> {
        self.spent += 1 + (text.len() as u64) / 32;
        if self.spent <= self.limit {
            return Ok(());
        }
        self.stopped = Some(Stop::Limit(self.limit));
        Err(E::custom("limit exceeded"))
    }

    fn object(&mut self, entries: Vec<(Key, Node)>, has_merge: bool) -> Object {
        let entries = if has_merge {
            self.merged(entries)
        } else {
            entries
        };
        let mut duplicates = Vec::new();
        let object = Object::with_duplicates(entries, &mut duplicates);
        self.findings
            .extend(duplicates.into_iter().map(Finding::Duplicate));
        object
    }

    /// Replaces each `<<` key with the entries that it merges: own keys win over merged
    /// ones, earlier maps over later ones.
    fn merged(&mut self, entries: Vec<(Key, Node)>) -> Vec<(Key, Node)> {
        let mut taken: BTreeSet<Box<str>> = entries
            .iter()
            .map(|(key, _)| key.text.clone())
            .filter(|text| &**text != MERGE)
            .collect();
        let mut merged = Vec::with_capacity(entries.len());
        for (key, node) in entries {
            if &*key.text != MERGE {
                merged.push((key, node));
                continue;
            }
            for map in self.mergeable(node) {
                for (key, node) in map.into_entries() {
                    if taken.insert(key.text.clone()) {
                        merged.push((key, node));
                    }
                }
            }
        }
        merged
    }

    fn mergeable(&mut self, node: Node) -> Vec<Object> {
        match node.value {
            Value::Object(object) => vec![object],
            Value::Array(items) => items
                .into_iter()
                .filter_map(|item| self.mergeable_item(item))
                .collect(),
            _ => {
                self.findings
                    .push(Finding::NotMergeable(node.at, node.kind()));
                Vec::new()
            }
        }
    }

    fn mergeable_item(&mut self, node: Node) -> Option<Object> {
        let (at, kind) = (node.at, node.kind());
        if let Value::Object(object) = node.value {
            return Some(object);
        }
        self.findings.push(Finding::NotMergeable(at, kind));
        None
    }
}

const MERGE: &str = "<<";

/// A seed that reads one value.
pub(super) struct NodeSeed<'b> {
    builder: &'b mut Builder,
    at: NodeAt,
}

impl<'b> NodeSeed<'b> {
    fn new(builder: &'b mut Builder) -> NodeSeed<'b> {
        let at = builder.number();
        NodeSeed { builder, at }
    }

    fn leaf<E: Error>(self, value: Value) -> Result<Node, E> {
        self.builder.spend("")?;
        Ok(Node { at: self.at, value })
    }
}

impl<'de> DeserializeSeed<'de> for NodeSeed<'_> {
    type Value = Node;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for NodeSeed<'_> {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E: Error>(self) -> Result<Node, E> {
        self.leaf(Value::Null)
    }

    /// Stops reading: `serde_yaml` calls this for a document without any content.
    fn visit_none<E: Error>(self) -> Result<Node, E> {
        self.builder.stopped = Some(Stop::Empty);
        Err(E::custom("empty"))
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Node, E> {
        self.leaf(Value::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Node, E> {
        self.leaf(Value::Number(Number::I64(value)))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Node, E> {
        self.leaf(Value::Number(Number::from(value)))
    }

    fn visit_i128<E: Error>(self, value: i128) -> Result<Node, E> {
        self.leaf(Value::Number(Number::Big(value.to_string().into())))
    }

    fn visit_u128<E: Error>(self, value: u128) -> Result<Node, E> {
        self.leaf(Value::Number(Number::Big(value.to_string().into())))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Node, E> {
        if value.is_finite() {
            // 2^63: a float from here on may be an integer that the parser could not represent.
            self.builder.huge_float |= value.abs() >= 9_223_372_036_854_775_808.0;
            return self.leaf(Value::Number(Number::F64(value)));
        }
        let text = match value {
            f64::INFINITY => ".inf",
            f64::NEG_INFINITY => "-.inf",
            _ => ".nan",
        };
        self.builder
            .findings
            .push(Finding::NotFinite(self.at, text));
        self.leaf(Value::String(text.into()))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Node, E> {
        self.builder.spend(text)?;
        Ok(Node {
            at: self.at,
            value: Value::String(text.into()),
        })
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Node, E> {
        self.builder.spend(&text)?;
        Ok(Node {
            at: self.at,
            value: Value::String(text.into()),
        })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Node, A::Error> {
        self.builder.spend("")?;
        let mut nodes = Vec::new();
        while let Some(node) = items.next_element_seed(LazySeed(self.builder))? {
            nodes.push(node);
        }
        Ok(Node {
            at: self.at,
            value: Value::Array(nodes),
        })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node, A::Error> {
        self.builder.spend("")?;
        let mut entries = Vec::new();
        let mut has_merge = false;
        while let Some(key) = map.next_key_seed(KeySeed(self.builder))? {
            let node = map.next_value_seed(LazySeed(self.builder))?;
            has_merge |= self.builder.merge_keys && &*key.text == MERGE;
            entries.push((key, node));
        }
        let object = self.builder.object(entries, has_merge);
        Ok(Node {
            at: self.at,
            value: Value::Object(object),
        })
    }

    /// Reads a value with a custom tag, such as `!Ref x`. Only the value is kept.
    fn visit_enum<A: EnumAccess<'de>>(self, tagged: A) -> Result<Node, A::Error> {
        let (tag, value) = tagged.variant::<String>()?;
        self.builder.findings.push(Finding::Tag(self.at, tag));
        value.newtype_variant_seed(self)
    }
}

/// A seed that numbers its node only when there is one: a sequence asks for one element more than it has.
struct LazySeed<'b>(&'b mut Builder);

impl<'de> DeserializeSeed<'de> for LazySeed<'_> {
    type Value = Node;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        NodeSeed::new(self.0).deserialize(deserializer)
    }
}

/// A seed that reads a key as its literal text: asked for a string, YAML returns `200`, `true` and `1.10` unchanged.
struct KeySeed<'b>(&'b mut Builder);

impl<'de> DeserializeSeed<'de> for KeySeed<'_> {
    type Value = Key;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Key, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for KeySeed<'_> {
    type Value = Key;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key that is text")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Key, E> {
        let at = self.0.number();
        self.0.spend(text)?;
        Ok(Key {
            at,
            text: text.into(),
        })
    }
}
