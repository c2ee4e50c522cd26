//! A schema of the suite as a component: identifiers of schemas are resolved and removed, so that every reference
//! points into the document.
//!
//! The identifiers (`$id`, `$anchor`, in draft 4 `id`) open scopes in JSON Schema. The same identifiers occur many
//! times in a document with hundreds of groups.

use super::{Draft, uri};
use crate::corpus::{fragment::fragment, keywords::each_schema};
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// The base URI of a schema without identifier.
const NAMELESS: &str = "urn:nameless";

/// Returns the schema with references into the document, in which its pointer is `at`. Returns `None` if it refers to
/// something outside itself: another schema of the suite, or the metaschema.
pub(super) fn localised(schema: &Value, draft: Draft, at: &str) -> Option<Value> {
    let declared = schema.get("$schema").and_then(Value::as_str);
    if declared.is_some_and(|it| it.trim_end_matches('#') != draft.metaschema()) {
        return None;
    }
    let mut out = schema.clone();
    let mut known = Known::default();
    known.collect(&mut out, draft, NAMELESS, "");
    let mut localiser = Localiser {
        draft,
        at,
        known: &known,
        root: schema,
        outside: false,
    };
    localiser.rewrite(&mut out, NAMELESS);
    (!localiser.outside).then_some(out)
}

/// The schemas that can be referred to by an identifier, with their pointers in the group's schema.
#[derive(Default)]
struct Known {
    /// The pointers by URI without fragment.
    resources: BTreeMap<String, String>,
    /// The pointers by URI with the name of an anchor as its fragment.
    anchors: BTreeMap<String, String>,
}

impl Known {
    fn collect(&mut self, schema: &mut Value, draft: Draft, base: &str, at: &str) {
        let Some(object) = schema.as_object_mut() else {
            return;
        };
        let base = draft.base(object, base);
        self.resources
            .entry(base.clone())
            .or_insert_with(|| at.to_owned());
        for anchor in draft.anchors(object) {
            let uri = format!("{base}#{anchor}");
            self.anchors.entry(uri).or_insert_with(|| at.to_owned());
        }
        each_schema(object, |tokens, inner| {
            self.collect(inner, draft, &base, &below(at, tokens));
        });
    }

    /// Returns the pointer in the group's schema that a reference resolves to.
    fn find(&self, base: &str, reference: &str) -> Option<String> {
        let (uri, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        let uri = uri::join(base, uri);
        let fragment = percent_decode_str(fragment).decode_utf8().ok()?;
        if fragment.is_empty() || fragment.starts_with('/') {
            let resource = self.resources.get(&uri)?;
            Some(format!("{resource}{fragment}"))
        } else {
            self.anchors.get(&format!("{uri}#{fragment}")).cloned()
        }
    }
}

struct Localiser<'a> {
    draft: Draft,
    at: &'a str,
    known: &'a Known,
    root: &'a Value,
    outside: bool,
}

impl Localiser<'_> {
    fn rewrite(&mut self, schema: &mut Value, base: &str) {
        let Some(object) = schema.as_object_mut() else {
            return;
        };
        let base = self.draft.base(object, base);
        for keyword in self.draft.references() {
            let reference = object.get(*keyword).and_then(Value::as_str);
            let Some(reference) = reference.map(str::to_owned) else {
                continue;
            };
            let found = self.known.find(&base, &reference);
            let found = found.filter(|it| self.root.pointer(it).is_some());
            match found {
                None => self.outside = true,
                // The target of a dynamic reference is unknown without an instance.
                Some(found) if *keyword == "$ref" => {
                    let target = format!("#{}{}", self.at, fragment(&found));
                    object.insert((*keyword).to_owned(), target.into());
                }
                Some(_) => {}
            }
        }
        each_schema(object, |_, inner| self.rewrite(inner, &base));
        for keyword in self.draft.identifiers() {
            if object.get(*keyword).is_some_and(Value::is_string) {
                object.remove(*keyword);
            }
        }
    }
}

fn below(at: &str, tokens: &[&str]) -> String {
    let tokens = tokens
        .iter()
        .map(|it| it.replace('~', "~0").replace('/', "~1"));
    tokens.fold(at.to_owned(), |out, token| format!("{out}/{token}"))
}

impl Draft {
    /// Returns the base URI for the contents of a schema: its own identifier, or the enclosing base.
    fn base(self, schema: &Map<String, Value>, around: &str) -> String {
        let ignored = self == Self::Four && schema.contains_key("$ref");
        let own = schema.get(self.id()).and_then(Value::as_str);
        let own = own.filter(|it| !ignored && !it.starts_with('#'));
        own.map_or_else(
            || around.to_owned(),
            |own| uri::join(around, own.trim_end_matches('#')),
        )
    }

    /// Returns the anchors of a schema.
    fn anchors(self, schema: &Map<String, Value>) -> Vec<&str> {
        let text = |keyword: &str| schema.get(keyword).and_then(Value::as_str);
        match self {
            Self::Four => text("id")
                .and_then(|it| it.strip_prefix('#'))
                .into_iter()
                .collect(),
            Self::Latest => ["$anchor", "$dynamicAnchor"]
                .into_iter()
                .filter_map(text)
                .collect(),
        }
    }

    fn id(self) -> &'static str {
        match self {
            Self::Four => "id",
            Self::Latest => "$id",
        }
    }

    fn references(self) -> &'static [&'static str] {
        match self {
            Self::Four => &["$ref"],
            Self::Latest => &["$ref", "$dynamicRef"],
        }
    }

    fn identifiers(self) -> &'static [&'static str] {
        match self {
            Self::Four => &["id", "$schema"],
            Self::Latest => &["$id", "$anchor", "$schema"],
        }
    }

    fn metaschema(self) -> &'static str {
        match self {
            Self::Four => "http://json-schema.org/draft-04/schema",
            Self::Latest => "https://json-schema.org/draft/2020-12/schema",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn latest(schema: &Value) -> Option<Value> {
        localised(schema, Draft::Latest, "/components/schemas/x")
    }

    #[test]
    fn a_reference_into_the_schema_leads_into_the_component() {
        let schema =
            json!({ "properties": { "a": { "$ref": "#/$defs/b%25c" } }, "$defs": { "b%c": {} } });
        let found = latest(&schema).expect("it is local");
        let target = "#/components/schemas/x/$defs/b%25c";
        assert_eq!(found["properties"]["a"]["$ref"], target);
    }

    #[test]
    fn identifiers_and_anchors_are_resolved() {
        let schema = json!({
            "$id": "https://a.example/root",
            "$ref": "nested#name",
            "$defs": { "n": { "$id": "nested", "items": { "$anchor": "name", "$ref": "#/not" }, "not": {} } },
        });
        let found = latest(&schema).expect("it is local");
        assert_eq!(found["$ref"], "#/components/schemas/x/$defs/n/items");
        let inner = &found["$defs"]["n"]["items"];
        assert_eq!(
            inner,
            &json!({ "$ref": "#/components/schemas/x/$defs/n/not" })
        );
    }

    #[test]
    fn a_reference_to_elsewhere_makes_it_remote() {
        assert_eq!(latest(&json!({ "$ref": "https://a.example/b" })), None);
        assert_eq!(latest(&json!({ "$ref": "#/$defs/none" })), None);
        assert_eq!(latest(&json!({ "$schema": "https://a.example/own" })), None);
    }

    #[test]
    fn data_and_properties_called_like_a_keyword_are_left_alone() {
        let schema = json!({
            "enum": [{ "$ref": "#/a" }],
            "properties": { "$ref": { "type": "string" }, "$id": true },
        });
        assert_eq!(latest(&schema), Some(schema));
    }

    #[test]
    fn what_stands_beside_a_reference_in_draft_4_identifies_nothing() {
        let schema = json!({
            "allOf": [{ "id": "https://a.example/b", "$ref": "#/definitions/c" }],
            "definitions": { "c": { "id": "#c" } },
        });
        let found = localised(&schema, Draft::Four, "/x").expect("it is local");
        assert_eq!(found["allOf"][0], json!({ "$ref": "#/x/definitions/c" }));
    }
}
