//! Media types for sequences of values (OpenAPI 3.2.0, "Sequential Media Types"): server-sent events, JSON lines, and
//! multipart bodies.

use super::{
    Lower,
    content::{essence, is_json},
};
use crate::{
    api::{Encoding, NameHint, Representation, TypeRef},
    diagnostic::Code,
    tree::{Node, Object, SpecPath},
    vocabulary::type_named,
};

/// The fields of a server-sent event other than its data.
const FIELDS: &[&str] = &["event", "id", "retry"];

/// The maximum depth of branches in the schema of an event.
const MAX_DEPTH: usize = 4;

/// The maximum number of forms of an event.
const MAX_FORMS: usize = 256;

/// A sequential media type.
#[derive(Clone, Copy, PartialEq)]
enum Sequence {
    Events,
    Lines,
    Parts,
}

impl Sequence {
    fn of(essence: &str) -> Option<Self> {
        match essence {
            "text/event-stream" => Some(Self::Events),
            _ if is_json_lines(essence) => Some(Self::Lines),
            _ if essence.starts_with("multipart/") => Some(Self::Parts),
            _ => None,
        }
    }
}

fn is_json_lines(essence: &str) -> bool {
    const NAMES: &[&str] = &["jsonl", "ndjson", "jsonlines", "json-lines", "json-seq"];
    let Some(name) = essence.strip_prefix("application/") else {
        return false;
    };
    let name = name.strip_prefix("x-").unwrap_or(name);
    // RFC 8142 defines `application/geo+json-seq`.
    NAMES.contains(&name) || name.ends_with("+json-seq") || name.ends_with("+jsonl")
}

impl Lower<'_> {
    /// Returns the representation of a response of a sequential media type; `None` for any other media type.
    pub(super) fn decode_sequence(
        &mut self,
        at: &SpecPath,
        media: &str,
        schema: Option<&SpecPath>,
        name: &NameHint,
    ) -> Option<Representation> {
        let Some(kind) = Sequence::of(&essence(media)) else {
            self.item_schema_unused(at, media);
            return None;
        };
        let item = self.item(at, schema);
        Some(match kind {
            Sequence::Events => Representation::Events(self.event_data(item, named(name, "event"))),
            Sequence::Lines => Representation::Lines(self.line(at, item, named(name, "item"))),
            Sequence::Parts => {
                let message = format!("bodies of type `{media}` are not taken apart");
                self.note(
                    Code::RawBody,
                    at,
                    &message,
                    "the response is a stream of bytes",
                );
                self.item_schema_unused(at, media);
                Representation::Stream
            }
        })
    }

    /// Returns the encoding of a request body of JSON lines; `None` for any other media type, and for lines that the
    /// caller writes as one text.
    pub(super) fn encode_lines(
        &mut self,
        at: &SpecPath,
        media: &str,
        schema: Option<&SpecPath>,
        name: &NameHint,
    ) -> Option<Encoding> {
        let kind = Sequence::of(&essence(media));
        if kind != Some(Sequence::Lines) {
            self.item_schema_unused(at, media);
            return None;
        }
        let item = self.item(at, schema)?;
        // In a JSON text sequence, each value follows a separator that callers have to write.
        let whole = (!item.stands_alone && self.is_text(&item.at)) || media.contains("json-seq");
        (!whole).then(|| Encoding::Lines {
            media: media.to_owned(),
            ty: self.used(&item.at, named(name, "item")).value(),
        })
    }

    fn item_schema_unused(&mut self, at: &SpecPath, media: &str) {
        let at = at.child("itemSchema");
        if self.node(&at).is_some() {
            let message = format!("what the items of `{media}` are is not read");
            self.warning(
                Code::ItemSchema,
                &at,
                &message,
                "the body is taken as a whole",
            );
        }
    }

    /// Returns the schema of each value: `itemSchema`, or the schema that older documents have instead.
    fn item(&self, at: &SpecPath, schema: Option<&SpecPath>) -> Option<Item> {
        let own = at.child("itemSchema");
        if self.node(&own).is_some() {
            return Some(Item {
                at: own,
                stands_alone: true,
            });
        }
        // A schema describes the sequence as a whole, as a list. Before 3.2, many documents had the schema of one
        // value.
        let at = self.behind(schema?);
        let list = self.node(&at)?.get("items").is_some();
        let at = if list {
            at.child("items")
        } else {
            schema?.clone()
        };
        Some(Item {
            at,
            stands_alone: list,
        })
    }

    fn line(&mut self, at: &SpecPath, item: Option<Item>, name: NameHint) -> TypeRef {
        match item {
            None => self.free_form(at, "the lines have no schema"),
            Some(item) if !item.stands_alone && self.is_text(&item.at) => {
                self.free_form(&item.at, "the schema is one of all lines as one text")
            }
            Some(item) => self.used(&item.at, name).value(),
        }
    }

    /// Returns the type of the JSON in the data of each event; `None` if the data is text.
    fn event_data(&mut self, item: Option<Item>, name: NameHint) -> Option<TypeRef> {
        let item = item?.at;
        let forms = self.event_forms(&item, None, 0);
        let Some(mut forms) = forms.filter(|it| it.iter().any(Option::is_some)) else {
            return self.json_data(&item, name);
        };
        forms.retain(|data| !data.as_ref().is_some_and(|at| self.is_end(at)));
        let json = |data: &Option<SpecPath>| data.clone().filter(|at| !self.is_text(at));
        let first = forms.iter().find_map(json)?;
        let same = |data: &Option<SpecPath>| {
            let json = json(data);
            json.is_some_and(|at| self.node(&self.behind(&at)) == self.node(&self.behind(&first)))
        };
        if forms.iter().all(same) {
            return self.json_data(&first, name);
        }
        self.warning(
            Code::EventData,
            &item,
            "what the data of an event is depends on its type",
            "data is text, and `event` says of what",
        );
        None
    }

    /// Returns the schemas of `data` in each form of an event, if the schema describes the event as an object and not
    /// its data: it and its branches have the fields of an event and no others. `data` is the schema from the enclosing
    /// level.
    fn event_forms(
        &self,
        at: &SpecPath,
        data: Option<&SpecPath>,
        depth: usize,
    ) -> Option<Vec<Option<SpecPath>>> {
        let at = self.behind(at);
        let node = self.node(&at).filter(|_| depth < MAX_DEPTH)?;
        let kind = node.get("type").and_then(type_named);
        if kind.is_some_and(|kind| kind != "object") {
            return None;
        }
        let mut data = data.cloned();
        let properties = node.get("properties").and_then(Node::as_object);
        for (key, _) in properties.into_iter().flat_map(Object::iter) {
            match key.text.as_ref() {
                "data" => data = Some(at.child("properties").child("data")),
                name if FIELDS.contains(&name) => {}
                _ => return None,
            }
        }
        let mut forms = vec![data];
        for keyword in ["allOf", "oneOf", "anyOf"] {
            let branches = node.get(keyword).and_then(Node::as_array);
            let mut next = Vec::new();
            for index in 0..branches.map_or(0, <[Node]>::len) {
                let branch = at.child(keyword).item(index);
                for data in &forms {
                    next.extend(self.event_forms(&branch, data.as_ref(), depth + 1)?);
                    if next.len() > MAX_FORMS {
                        return None;
                    }
                }
                // Each branch of an `allOf` adds to the previous one.
                if keyword == "allOf" {
                    forms = std::mem::take(&mut next);
                }
            }
            if !next.is_empty() {
                forms = next;
            }
        }
        Some(forms)
    }

    /// Returns whether data is the text that ends a stream, and not one of its values.
    fn is_end(&self, at: &SpecPath) -> bool {
        let node = self.node(&self.behind(at));
        let listed = node.and_then(|node| node.get("enum")?.as_array()?.first());
        let one = node.and_then(|node| node.get("const")).or(listed);
        one.and_then(Node::as_str) == Some("[DONE]")
    }

    /// Returns the type of the JSON in the data. In 3.2, the data is a string whose content has a schema; before, its
    /// schema is that of the JSON.
    fn json_data(&mut self, at: &SpecPath, name: NameHint) -> Option<TypeRef> {
        if self.is_text(at) {
            return None;
        }
        let behind = self.behind(at);
        let content = behind.child("contentSchema");
        if self.node(&content).is_some() {
            return Some(self.used(&content, name).value());
        }
        let embedded = self.node(&behind)?.get("contentMediaType").is_some();
        Some(if embedded {
            self.free_form(&behind, "the JSON in a string has no schema")
        } else {
            self.used(at, name).value()
        })
    }

    /// Returns whether a schema describes text other than JSON.
    pub(super) fn is_text(&self, at: &SpecPath) -> bool {
        let Some(node) = self.node(&self.behind(at)) else {
            return true;
        };
        let media = node.get("contentMediaType").and_then(Node::as_str);
        if let Some(media) = media {
            return !is_json(&essence(media));
        }
        let is_text = |kind: &Node| matches!(type_named(kind), Some("string" | "null"));
        match (node.get("type"), node.get("const")) {
            _ if node.get("contentSchema").is_some() => false,
            (Some(kind), _) => match kind.as_array() {
                Some(kinds) => kinds.iter().all(is_text),
                None => is_text(kind),
            },
            (None, Some(value)) => value.as_str().is_some(),
            (None, None) => !["properties", "items", "allOf", "oneOf", "anyOf"]
                .iter()
                .any(|key| node.get(key).is_some()),
        }
    }
}

/// The schema of the values of a sequence.
struct Item {
    at: SpecPath,
    /// Whether it certainly describes each value, and not all values as one text.
    stands_alone: bool,
}

/// Returns the name of one value, from the name of all of them.
fn named(name: &NameHint, role: &str) -> NameHint {
    let mut name = name.clone();
    for whole in ["response", "body"] {
        name.words = name.words.replace(whole, role);
    }
    name
}
