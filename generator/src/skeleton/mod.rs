//! From the positioned tree to the typed document: the skeleton.
//!
//! openapiv3's types refuse or drop much of what real schemas hold, so they get the document without
//! its schemas: in place of each stands a stub, `{"$ref": "#/@<pointer>"}`, by which the
//! [`lower`](crate::lower) stage finds the schema in the tree. References to anything else than
//! schemas are followed here, so that later stages see none.
//!
//! The walk goes by the tables in [`grammar`]. What does not fit is reported and left out, the
//! smallest thing that can be left out, and the rest goes on.

mod grammar;

use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics},
    load::{Node, Object, Source, Value},
    model::SpecPath,
};
use grammar::{DOCUMENT, Filler, Grammar, Kind, Pattern};
use serde_json::{Map, Value as Json, json};

/// What a stub's reference starts with; the schema's pointer follows.
const STUB: &str = "#/@";

/// How many references may lead to one another before they count as a circle.
const MAX_HOPS: usize = 32;

/// The document without its schemas, typed.
#[derive(Debug)]
pub struct Document {
    /// The typed skeleton. Every schema in it is a stub; [`schema_of`] tells whose.
    pub openapi: openapiv3::OpenAPI,
}

/// The place of the schema that a stub stands for.
pub fn schema_of<T>(stub: &openapiv3::ReferenceOr<T>) -> Option<SpecPath> {
    match stub {
        openapiv3::ReferenceOr::Reference { reference } => {
            reference.strip_prefix(STUB).map(SpecPath::from_pointer)
        }
        openapiv3::ReferenceOr::Item(_) => None,
    }
}

/// Brings the document to the OpenAPI 3.0 shape and types it.
///
/// # Errors
///
/// [`None`], with the reason among `diagnostics`, if the file is not an OpenAPI 3.0 document.
pub fn skeleton(source: &Source, diagnostics: &mut Diagnostics) -> Option<Document> {
    let root = &source.root;
    check_version(root, diagnostics)?;
    let mut walk = Walk {
        source,
        diagnostics,
    };
    let value = walk.object(&DOCUMENT, root, &SpecPath::root(), 0)?;
    let openapi = typed(value, root, diagnostics)?;
    Some(Document { openapi })
}

/// Types the skeleton. The tables admit only what openapiv3 takes; should it refuse a path all the
/// same, that path is reported and the others stay.
fn typed(
    mut value: Json,
    root: &Node,
    diagnostics: &mut Diagnostics,
) -> Option<openapiv3::OpenAPI> {
    if let Ok(openapi) = serde_json::from_value(value.clone()) {
        return Some(openapi);
    }
    if let Some(paths) = value.get_mut("paths").and_then(Json::as_object_mut) {
        paths.retain(|path, item| {
            let refused = serde_json::from_value::<openapiv3::PathItem>(item.clone()).err();
            if let Some(error) = &refused {
                let at = SpecPath::root().child("paths").child(path);
                diagnostics.push(
                    Diagnostic::lossy(
                        Code("invalid-path-item"),
                        root.pointer(at.as_str()).map(|node| node.at),
                        format!("this path does not read as OpenAPI 3.0: {error}"),
                    )
                    .pointer(at.as_str())
                    .done("the path is left out"),
                );
            }
            refused.is_none()
        });
    }
    match serde_json::from_value(value) {
        Ok(openapi) => Some(openapi),
        Err(error) => {
            diagnostics.push(Diagnostic::error(
                Code("invalid-document"),
                Some(root.at),
                format!("the document does not read as OpenAPI 3.0: {error}"),
            ));
            None
        }
    }
}

fn check_version(root: &Node, diagnostics: &mut Diagnostics) -> Option<()> {
    if root.as_object().is_none() {
        diagnostics.push(
            Diagnostic::error(
                Code("not-openapi"),
                Some(root.at),
                format!("an OpenAPI document is an object, this is {}", root.kind()),
            )
            .help("start it with `openapi: 3.0.3`, `info` and `paths`"),
        );
        return None;
    }
    let version = root.get("openapi");
    let text = version.and_then(text_of).unwrap_or_default();
    if text.starts_with("3.0.") || text == "3.0" {
        return Some(());
    }
    let at = version.map_or(root.at, |node| node.at);
    let message = match (version, root.get("swagger")) {
        (Some(_), _) => format!("OpenAPI {text} is not supported yet"),
        (None, Some(_)) => "Swagger 2.0 is not supported yet".to_owned(),
        (None, None) => "this is not an OpenAPI document: it has no `openapi` field".to_owned(),
    };
    diagnostics.push(
        Diagnostic::error(Code("unsupported-version"), Some(at), message)
            .help("OpenAPI 3.0 documents are read: `openapi: 3.0.3`"),
    );
    None
}

/// A string, or what YAML made of one that is not quoted.
pub(crate) fn text_of(node: &Node) -> Option<String> {
    match &node.value {
        Value::String(text) => Some(text.to_string()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

struct Walk<'a> {
    source: &'a Source,
    diagnostics: &'a mut Diagnostics,
}

impl Walk<'_> {
    /// The skeleton of what stands at `at`; `None` if it had to be reported or is not carried.
    fn any(&mut self, kind: &Kind, node: &Node, at: &SpecPath, hops: usize) -> Option<Json> {
        match kind {
            Kind::Text => match text_of(node) {
                Some(text) => Some(Json::String(text)),
                None => self.wrong("a string", node, at),
            },
            Kind::Flag => match node.as_bool() {
                Some(flag) => Some(Json::Bool(flag)),
                None => self.wrong("true or false", node, at),
            },
            Kind::OneOf(allowed) => match node.as_str().filter(|text| allowed.contains(text)) {
                Some(text) => Some(Json::String(text.to_owned())),
                None => self.wrong(&format!("one of `{}`", allowed.join("`, `")), node, at),
            },
            Kind::Schema => Some(json!({ "$ref": format!("{STUB}{}", at.as_str()) })),
            Kind::Object(grammar) => self.object(grammar, node, at, hops),
            Kind::Referable(grammar) => self.referable(grammar, node, at, hops),
            Kind::Map(kind) => self.map(None, kind, node, at, hops),
            Kind::Patterned(pattern, kind) => self.map(Some(pattern), kind, node, at, hops),
            Kind::List(kind) => self.list(kind, node, at, hops),
            Kind::Later | Kind::Silent => None,
            Kind::Unsupported(why) => {
                self.unsupported(why, node, at);
                None
            }
        }
    }

    fn object(
        &mut self,
        grammar: &Grammar,
        node: &Node,
        at: &SpecPath,
        hops: usize,
    ) -> Option<Json> {
        let Some(object) = node.as_object() else {
            return self.wrong(&with_article(grammar.name), node, at);
        };
        let mut out = self.fields(grammar, object, at, hops);
        if let Some(missing) = lacks(grammar, &out) {
            // A field that is there but had to be left out has been reported already.
            if missing.iter().all(|name| node.get(name).is_none()) {
                let missing = missing.join("` or `");
                self.diagnostics.push(
                    Diagnostic::lossy(
                        Code("missing-field"),
                        Some(node.at),
                        format!("this {} has no `{missing}`", grammar.name),
                    )
                    .pointer(at.as_str())
                    .done("it is left out")
                    .help(format!("add `{missing}`")),
                );
            }
            return None;
        }
        for (name, filler) in grammar.filled {
            out.entry(*name).or_insert_with(|| match filler {
                Filler::Text => json!(""),
                Filler::Object => json!({}),
                Filler::Info => json!({ "title": "", "version": "" }),
            });
        }
        Some(Json::Object(out))
    }

    fn fields(
        &mut self,
        grammar: &Grammar,
        object: &Object,
        at: &SpecPath,
        hops: usize,
    ) -> Map<String, Json> {
        let mut out = Map::new();
        for (key, value) in object.iter() {
            let name = key.text.as_ref();
            if let Some((_, kind)) = grammar.fields.iter().find(|(field, _)| *field == name) {
                if let Some(value) = self.any(kind, value, &at.child(name), hops) {
                    out.insert(name.to_owned(), value);
                }
            } else if !name.starts_with("x-") && name != "$ref" {
                self.diagnostics.push(
                    Diagnostic::note(
                        Code("unknown-field"),
                        Some(key.at),
                        format!("`{name}` is not a field of the {}", grammar.name),
                    )
                    .pointer(at.child(name).as_str())
                    .done("it is ignored"),
                );
            }
        }
        out
    }

    /// Follows `$ref`; what is found there takes the reference's place.
    fn referable(
        &mut self,
        grammar: &Grammar,
        node: &Node,
        at: &SpecPath,
        hops: usize,
    ) -> Option<Json> {
        let Some(reference) = node.get("$ref") else {
            return self.object(grammar, node, at, hops);
        };
        let text = reference.as_str().unwrap_or_default();
        let target = at
            .resolve(text)
            .and_then(|at| Some((self.source.root.pointer(at.as_str())?, at)));
        match target {
            Some((target, target_at)) if hops < MAX_HOPS => {
                self.referable(grammar, target, &target_at, hops + 1)
            }
            _ => {
                self.diagnostics
                    .push(dangling(text, reference, at, hops >= MAX_HOPS));
                None
            }
        }
    }

    fn map(
        &mut self,
        pattern: Option<&Pattern>,
        kind: &Kind,
        node: &Node,
        at: &SpecPath,
        hops: usize,
    ) -> Option<Json> {
        let Some(object) = node.as_object() else {
            return self.wrong("an object", node, at);
        };
        let mut out = Map::new();
        for (key, value) in object.iter() {
            let name = key.text.as_ref();
            let admitted = pattern.is_none_or(|pattern| (pattern.admits)(name));
            if admitted {
                if let Some(value) = self.any(kind, value, &at.child(name), hops) {
                    out.insert(name.to_owned(), value);
                }
            } else if let Some(pattern) = pattern.filter(|_| !name.starts_with("x-")) {
                self.diagnostics.push(
                    Diagnostic::lossy(
                        Code("unknown-name"),
                        Some(key.at),
                        format!("`{name}` is not {}", pattern.words),
                    )
                    .pointer(at.child(name).as_str())
                    .done("it is left out"),
                );
            }
        }
        Some(Json::Object(out))
    }

    fn list(&mut self, kind: &Kind, node: &Node, at: &SpecPath, hops: usize) -> Option<Json> {
        let Some(items) = node.as_array() else {
            return self.wrong("an array", node, at);
        };
        let items = items.iter().enumerate();
        Some(Json::Array(
            items
                .filter_map(|(index, item)| self.any(kind, item, &at.item(index), hops))
                .collect(),
        ))
    }

    fn wrong(&mut self, expected: &str, node: &Node, at: &SpecPath) -> Option<Json> {
        self.diagnostics.push(
            Diagnostic::lossy(
                Code("wrong-kind"),
                Some(node.at),
                format!("expected {expected}, found {}", found(node)),
            )
            .pointer(at.as_str())
            .done("it is left out"),
        );
        None
    }

    fn unsupported(&mut self, why: &str, node: &Node, at: &SpecPath) {
        self.diagnostics.push(
            Diagnostic::lossy(
                Code("unsupported"),
                Some(node.at),
                format!("`{}` is not generated: {why}", at.last()),
            )
            .pointer(at.as_str())
            .done("it is left out"),
        );
    }
}

fn with_article(name: &str) -> String {
    let vowel = name.starts_with(['A', 'E', 'I', 'O', 'U']);
    format!("{} {name}", if vowel { "an" } else { "a" })
}

/// What was found, in words: text as it is.
fn found(node: &Node) -> String {
    match node.as_str() {
        Some(text) if text.chars().count() <= 40 => format!("`{text}`"),
        _ => node.kind().to_owned(),
    }
}

/// The fields that `grammar` asks for and `fields` does not have: one of them is needed.
fn lacks<'a>(grammar: &'a Grammar, fields: &Map<String, Json>) -> Option<&'a [&'static str]> {
    let has = |name: &&str| fields.contains_key(*name);
    if let Some(index) = grammar.required.iter().position(|name| !has(name)) {
        return Some(&grammar.required[index..=index]);
    }
    let kind = fields.get("type").and_then(Json::as_str);
    let by_type = grammar.by_type.iter().filter(|(it, _)| Some(*it) == kind);
    for (_, names) in by_type {
        if let Some(index) = names.iter().position(|name| !has(name)) {
            return Some(&names[index..=index]);
        }
    }
    let none = !grammar.one_of.is_empty() && !grammar.one_of.iter().any(has);
    none.then_some(grammar.one_of)
}

/// The diagnostic for a reference that leads nowhere.
pub(crate) fn dangling(reference: &str, node: &Node, at: &SpecPath, circle: bool) -> Diagnostic {
    let message = match (circle, reference.starts_with('#')) {
        (true, _) => format!("the reference `{reference}` leads back to itself"),
        (false, true) => format!("the reference `{reference}` leads nowhere"),
        (false, false) => {
            format!("the reference `{reference}` to another file is not supported yet")
        }
    };
    Diagnostic::error(Code("dangling-reference"), Some(node.at), message)
        .pointer(at.as_str())
        .help("correct the reference, or add what it names")
}
