//! The document while overlays change it: the cost of a change depends on its own size, not on that of the document.
//!
//! The values are kept twice: as parts that know their position, which become the tree again, and as
//! JSON, which `JSONPath` searches.

use crate::tree::pointer;
use crate::tree::{Key, Node, NodeAt, Object, Value};
use indexmap::IndexMap;
use serde_json::Value as Json;
use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

/// The budget beyond the size of the document and the overlays: far more than authors need, far less than the growth
/// from actions that each double the document.
const BUDGET: usize = 400_000;

/// A document that can be changed.
pub(super) struct Draft {
    root: Part,
    json: Json,
    /// The remaining budget: a new node costs 1, and each 32 bytes of its text cost 1 more.
    left: usize,
    exhausted: bool,
}

/// A value with its position.
struct Part {
    at: NodeAt,
    holds: Holds,
}

enum Holds {
    Plain(Value),
    List(Vec<Part>),
    Map(IndexMap<Box<str>, Entry>),
}

/// A property. A removed property leaves its entry behind, so that the others need not be shifted.
struct Entry {
    key: NodeAt,
    part: Option<Part>,
}

impl Draft {
    /// Creates a draft from a document.
    pub(super) fn new(root: Node) -> Self {
        Self {
            json: root.to_json(),
            root: part(root),
            left: BUDGET,
            exhausted: false,
        }
    }

    /// Adds to the remaining budget.
    pub(super) fn allow(&mut self, more: usize) {
        self.left = self.left.saturating_add(more);
    }

    /// Returns whether the budget was exceeded.
    pub(super) fn is_exhausted(&self) -> bool {
        self.exhausted
    }

    /// Returns the document as JSON.
    pub(super) fn json(&self) -> &Json {
        &self.json
    }

    /// Returns the document as a tree again.
    pub(super) fn finished(self) -> Node {
        self.root.into_node()
    }

    /// Returns a copy of the node at a pointer.
    pub(super) fn copy(&mut self, pointer: &str) -> Result<Option<Node>, String> {
        let Some(part) = self.root.at_pointer(pointer) else {
            return Ok(None);
        };
        let node = part.to_node(&mut self.left);
        self.exhausted |= node.is_none();
        node.map(Some).ok_or_else(too_much)
    }

    /// Rejects targets of different kinds: objects, arrays and other values cannot be changed by one action.
    pub(super) fn check_alike(&self, pointers: &[String]) -> Result<(), String> {
        let kinds: BTreeSet<&str> = pointers
            .iter()
            .filter_map(|it| self.json.pointer(it))
            .map(|it| match it {
                Json::Object(_) => "objects",
                Json::Array(_) => "arrays",
                _ => "values that are neither",
            })
            .collect();
        if kinds.len() < 2 {
            return Ok(());
        }
        let kinds: Vec<&str> = kinds.into_iter().collect();
        Err(format!(
            "the target selects {}, but an action changes values of one kind only",
            kinds.join(" and ")
        ))
    }

    /// Removes the values at these pointers.
    pub(super) fn remove(&mut self, pointers: &[String]) -> Result<(), String> {
        // Deeper values are removed first, while the array indices in their pointers still hold.
        let mut of_parents: BTreeMap<(Reverse<usize>, &str), BTreeSet<&str>> = BTreeMap::new();
        for pointer in pointers {
            let (parent, token) = pointer
                .rsplit_once('/')
                .ok_or("the document as a whole cannot be removed")?;
            let depth = Reverse(parent.matches('/').count());
            of_parents.entry((depth, parent)).or_default().insert(token);
        }
        for ((_, parent), tokens) in of_parents {
            let (part, json) = (
                self.root.at_pointer_mut(parent),
                self.json.pointer_mut(parent),
            );
            if let (Some(part), Some(json)) = (part, json) {
                remove_all(part, json, &tokens);
            }
        }
        Ok(())
    }

    /// Merges a value into the one at a pointer. Objects are merged property by property, a list gets one more
    /// element, or those of another list, and any other value is replaced.
    pub(super) fn merge(&mut self, pointer: &str, value: &Node) -> Result<(), String> {
        let (part, json) = (
            self.root.at_pointer_mut(pointer),
            self.json.pointer_mut(pointer),
        );
        let (Some(part), Some(json)) = (part, json) else {
            return Ok(());
        };
        let merged = merge(part, json, value, &mut self.left);
        self.exhausted |= matches!(merged, Err(Refused::TooMuch));
        merged.map_err(|refused| match refused {
            Refused::TooMuch => too_much(),
            Refused::Kinds(is, becomes) => format!("{is} cannot become {becomes}"),
        })
    }
}

fn too_much() -> String {
    let thousands = BUDGET / 1000;
    format!(
        "the overlays make the document too large: more than {thousands},000 nodes beyond its own size and theirs"
    )
}

/// The reason why a value is not merged.
enum Refused {
    TooMuch,
    Kinds(&'static str, &'static str),
}

fn merge(part: &mut Part, json: &mut Json, value: &Node, left: &mut usize) -> Result<(), Refused> {
    let refused = Refused::Kinds(part.kind(), value.kind());
    match (&mut part.holds, json, &value.value) {
        (Holds::Map(own), Json::Object(json), Value::Object(new)) => {
            for (key, value) in new.iter() {
                let known = own.get_mut(&key.text).and_then(|it| it.part.as_mut());
                match (known, json.get_mut(&*key.text)) {
                    (Some(part), Some(json)) => merge(part, json, value, left)?,
                    _ => {
                        spend(value, left)?;
                        let part = Some(part_of(value));
                        own.insert(key.text.clone(), Entry { key: key.at, part });
                        json.insert(key.text.to_string(), value.to_json());
                    }
                }
            }
            Ok(())
        }
        (Holds::List(own), Json::Array(json), Value::Array(more)) => {
            spend(value, left)?;
            own.extend(more.iter().map(part_of));
            json.extend(more.iter().map(Node::to_json));
            Ok(())
        }
        (Holds::List(own), Json::Array(json), _) => {
            spend(value, left)?;
            own.push(part_of(value));
            json.push(value.to_json());
            Ok(())
        }
        // `components:` with no value adds nothing.
        (Holds::Map(_), _, Value::Null) => Ok(()),
        (Holds::Plain(own), _, Value::Object(_) | Value::Array(_))
            if !matches!(own, Value::Null) =>
        {
            Err(refused)
        }
        (Holds::Map(_), ..) => Err(refused),
        (_, json, _) => {
            spend(value, left)?;
            *part = part_of(value);
            *json = value.to_json();
            Ok(())
        }
    }
}

/// Deducts the cost of a value from the remaining budget.
fn spend(value: &Node, left: &mut usize) -> Result<(), Refused> {
    let cost = 1 + value.as_str().map_or(0, |it| it.len() / 32);
    *left = left.checked_sub(cost).ok_or(Refused::TooMuch)?;
    match &value.value {
        Value::Array(items) => items.iter().try_for_each(|it| spend(it, left)),
        Value::Object(object) => object.iter().try_for_each(|(_, it)| spend(it, left)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Ok(()),
    }
}

/// Removes the elements or properties that these tokens name.
fn remove_all(part: &mut Part, json: &mut Json, tokens: &BTreeSet<&str>) {
    match (&mut part.holds, json) {
        (Holds::List(items), Json::Array(json)) => {
            let gone: BTreeSet<usize> = tokens
                .iter()
                .filter_map(|it| pointer::array_index(it))
                .collect();
            retain(items, &gone);
            retain(json, &gone);
        }
        (Holds::Map(entries), Json::Object(json)) => {
            for token in tokens {
                let name = pointer::unescape(token);
                json.swap_remove(&*name);
                if let Some(entry) = entries.get_mut(&*name) {
                    entry.part = None;
                }
            }
        }
        _ => {}
    }
}

fn retain<T>(items: &mut Vec<T>, gone: &BTreeSet<usize>) {
    let mut index = 0;
    items.retain(|_| {
        index += 1;
        !gone.contains(&(index - 1))
    });
}

fn part(node: Node) -> Part {
    let holds = match node.value {
        Value::Array(items) => Holds::List(items.into_iter().map(part).collect()),
        Value::Object(object) => Holds::Map(
            object
                .into_entries()
                .into_iter()
                .map(|(key, node)| {
                    let part = Some(part(node));
                    (key.text, Entry { key: key.at, part })
                })
                .collect(),
        ),
        plain => Holds::Plain(plain),
    };
    Part { at: node.at, holds }
}

fn part_of(node: &Node) -> Part {
    part(node.clone())
}

impl Part {
    fn kind(&self) -> &'static str {
        match &self.holds {
            Holds::Map(_) => "an object",
            Holds::List(_) => "an array",
            Holds::Plain(value) => value.kind(),
        }
    }

    fn at_pointer(&self, pointer: &str) -> Option<&Self> {
        pointer::segments(pointer)?.try_fold(self, |part, token| match &part.holds {
            Holds::Map(entries) => entries.get(&*token)?.part.as_ref(),
            Holds::List(items) => items.get(pointer::array_index(&token)?),
            Holds::Plain(_) => None,
        })
    }

    fn at_pointer_mut(&mut self, pointer: &str) -> Option<&mut Self> {
        pointer::segments(pointer)?.try_fold(self, |part, token| match &mut part.holds {
            Holds::Map(entries) => entries.get_mut(&*token)?.part.as_mut(),
            Holds::List(items) => items.get_mut(pointer::array_index(&token)?),
            Holds::Plain(_) => None,
        })
    }

    fn into_node(self) -> Node {
        let value = match self.holds {
            Holds::Plain(value) => value,
            Holds::List(items) => Value::Array(items.into_iter().map(Self::into_node).collect()),
            Holds::Map(entries) => {
                let entries = entries.into_iter().filter_map(|(text, entry)| {
                    let key = Key {
                        at: entry.key,
                        text,
                    };
                    Some((key, entry.part?.into_node()))
                });
                Value::Object(Object::new(entries.collect()))
            }
        };
        Node { at: self.at, value }
    }

    /// Copies the part, as long as the budget lasts.
    fn to_node(&self, left: &mut usize) -> Option<Node> {
        *left = left.checked_sub(1)?;
        let value = match &self.holds {
            Holds::Plain(value) => value.clone(),
            Holds::List(items) => {
                let items: Option<Vec<Node>> = items.iter().map(|it| it.to_node(left)).collect();
                Value::Array(items?)
            }
            Holds::Map(entries) => {
                let mut copied = Vec::with_capacity(entries.len());
                for (text, entry) in entries {
                    if let Some(part) = &entry.part {
                        let key = Key {
                            at: entry.key,
                            text: text.clone(),
                        };
                        copied.push((key, part.to_node(left)?));
                    }
                }
                Value::Object(Object::new(copied))
            }
        };
        Some(Node { at: self.at, value })
    }
}
