//! The examples in a document: in schemas, and next to schemas in parameters, headers and bodies.

use generator::{
    api::{Api, TypeRef},
    tree::{Node, Object, SpecPath, Value as Tree},
};
use serde_json::Value;

/// The maximum number of references followed in a row.
const MAX_HOPS: usize = 32;

/// An example with its schema and type.
#[derive(Debug)]
pub(super) struct Case {
    /// The location of the example.
    pub(super) at: SpecPath,
    /// The location of its schema.
    pub(super) schema: SpecPath,
    /// The type that was emitted for the schema.
    pub(super) ty: TypeRef,
    /// The example.
    pub(super) value: Value,
}

/// Returns all examples of schemas that have a type: first those in schemas, in document order, then those outside
/// schemas.
pub(super) fn cases(root: &Node, api: &Api) -> Vec<Case> {
    let mut collector = Collector {
        root,
        api,
        cases: Vec::new(),
    };
    for schema in api.schemas.keys() {
        let Some(node) = root.pointer(schema.as_str()) else {
            continue;
        };
        collector.example(schema, node, schema);
        // OpenAPI 3.1 has a list of examples.
        for (index, example) in items(node.get("examples")) {
            collector.case(schema.child("examples").item(index), schema, example);
        }
    }
    for place in ["paths", "components", "responses", "parameters", "webhooks"] {
        if let Some(node) = root.get(place) {
            collector.outside(&SpecPath::root().child(place), node);
        }
    }
    collector.cases
}

fn items(node: Option<&Node>) -> impl Iterator<Item = (usize, &Node)> {
    node.and_then(Node::as_array)
        .unwrap_or_default()
        .iter()
        .enumerate()
}

struct Collector<'a> {
    root: &'a Node,
    api: &'a Api,
    cases: Vec<Case>,
}

impl<'a> Collector<'a> {
    /// Walks through a value that is no schema.
    fn outside(&mut self, at: &SpecPath, node: &'a Node) {
        match &node.value {
            Tree::Object(entries) => {
                if node.get("schema").is_some() {
                    self.beside_schema(at, node);
                }
                for (key, inner) in entries.iter() {
                    let skipped = ["schema", "schemas", "example", "examples"];
                    if !skipped.contains(&key.text.as_ref()) && !key.text.starts_with("x-") {
                        self.outside(&at.child(&key.text), inner);
                    }
                }
            }
            Tree::Array(list) => {
                for (index, inner) in list.iter().enumerate() {
                    self.outside(&at.item(index), inner);
                }
            }
            Tree::Null | Tree::Bool(_) | Tree::Number(_) | Tree::String(_) => {}
        }
    }

    /// Collects the examples of a Parameter, Header or Media Type Object.
    fn beside_schema(&mut self, at: &SpecPath, node: &'a Node) {
        let schema = at.child("schema");
        self.example(at, node, &schema);
        let examples = node.get("examples").and_then(Node::as_object);
        for (key, example) in examples.into_iter().flat_map(Object::iter) {
            let here = at.child("examples").child(&key.text);
            // Swagger 2.0 has the value itself here, keyed by media type.
            if key.text.contains('/') && self.root.get("swagger").is_some() {
                self.case(here, &schema, example);
                continue;
            }
            let (here, example) = self.followed(here, example);
            for field in ["value", "dataValue"] {
                if let Some(value) = example.get(field) {
                    self.case(here.child(field), &schema, value);
                }
            }
        }
    }

    fn example(&mut self, at: &SpecPath, node: &'a Node, schema: &SpecPath) {
        if let Some(example) = node.get("example") {
            self.case(at.child("example"), schema, example);
        }
    }

    /// Follows the reference at `at`, if there is one.
    fn followed(&self, mut at: SpecPath, mut node: &'a Node) -> (SpecPath, &'a Node) {
        for _ in 0..MAX_HOPS {
            let reference = node.get("$ref").and_then(Node::as_str);
            let Some(target) = reference.and_then(|it| at.resolve(it)) else {
                break;
            };
            let Some(found) = self.root.pointer(target.as_str()) else {
                break;
            };
            (at, node) = (target, found);
        }
        (at, node)
    }

    fn case(&mut self, at: SpecPath, schema: &SpecPath, example: &Node) {
        let Some(node) = self.root.pointer(schema.as_str()) else {
            return;
        };
        let (target, _) = self.followed(schema.clone(), node);
        let known = self.api.schemas.get(schema);
        let Some(ty) = known.or_else(|| self.api.schemas.get(&target)) else {
            return;
        };
        // `null` belongs to the use of a type.
        let ty = if example.is_null() {
            TypeRef::Nullable(Box::new(ty.clone()))
        } else {
            ty.clone()
        };
        self.cases.push(Case {
            at,
            schema: schema.clone(),
            ty,
            value: example.to_json(),
        });
    }
}
