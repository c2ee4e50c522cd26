//! Requests that the server makes are in the model and in the report.

use generator::{
    Target,
    api::{IncomingKind, TypeRef},
    diagnostic::Diagnostics,
    generate,
    rust::events::{Events, Part},
    source::{Source, load_bytes},
    stages,
    tree::SpecPath,
    vocabulary::Method,
};

const DOCUMENT: &str = "
openapi: 3.1.0
info: { title: Orders, version: '1' }
paths:
  /orders:
    post:
      operationId: order
      callbacks:
        shipped:
          '{$request.body#/url}':
            post: { responses: { '200': { description: Noted. } } }
      responses: { '201': { description: Taken. } }
webhooks:
  soldOut:
    $ref: '#/components/pathItems/SoldOut'
components:
  pathItems:
    SoldOut:
      post:
        summary: Sold out
        requestBody:
          content:
            application/json: { schema: { $ref: '#/components/schemas/Item' } }
            application/xml: {}
        responses: { '200': { description: Noted. } }
  schemas:
    Item: { type: object, properties: { name: { type: string } } }
";

fn source() -> Source {
    load_bytes("orders.yaml", DOCUMENT.as_bytes().to_vec()).expect("the document is read")
}

#[test]
fn webhooks_and_callbacks_are_in_the_model() {
    let stages = stages(&source(), &mut Diagnostics::default()).expect("the document is generated");
    let found: Vec<_> = stages
        .api
        .incoming
        .iter()
        .map(|it| (it.name.as_str(), it.kind, it.at.as_str()))
        .collect();
    assert_eq!(
        found,
        [
            ("soldOut", IncomingKind::Webhook, "/webhooks/soldOut"),
            (
                "shipped",
                IncomingKind::Callback(0),
                "/paths/~1orders/post/callbacks/shipped"
            ),
        ]
    );
}

#[test]
fn what_they_send_is_in_the_model() {
    let stages = stages(&source(), &mut Diagnostics::default()).expect("the document is generated");
    let requests = |index: usize| &stages.api.incoming[index].requests;
    let [sold_out] = requests(0).as_slice() else {
        panic!("one method: {:?}", requests(0));
    };
    assert_eq!(sold_out.method, Method::Post);
    assert_eq!(sold_out.doc.summary.as_deref(), Some("Sold out"));
    let content = sold_out.content.iter();
    let content: Vec<_> = content
        .map(|it| (it.media.as_str(), it.schema.as_ref().map(SpecPath::as_str)))
        .collect();
    assert_eq!(
        content,
        [
            ("application/json", Some("/components/schemas/Item")),
            ("application/xml", None)
        ]
    );
    let item = sold_out.content[0].schema.as_ref().expect("a schema");
    assert!(matches!(stages.api.schemas[item], TypeRef::Named(_)));
    // The key of a callback is a URL, and its value holds the methods.
    assert_eq!(requests(1).len(), 1);
    assert_eq!(requests(1)[0].method, Method::Post);
    assert!(requests(1)[0].content.is_empty());
}

#[test]
fn they_are_reported_and_nothing_counts_as_lost() {
    let source = source();
    let target = Target {
        module: "orders",
        path: "x::orders",
        origin: "orders.yaml",
    };
    let report = generate(&source, target).report;
    let json = report.to_json(&source);
    assert_eq!(json["incoming"], 2);
    assert_eq!(report.warnings(), 0);
    let notes = json["notes"].as_array().expect("notes");
    assert_eq!(
        notes.iter().filter(|it| it["code"] == "kept-aside").count(),
        2
    );
}

#[test]
fn a_payload_that_only_a_webhook_has_is_received() {
    let stages = stages(&source(), &mut Diagnostics::default()).expect("the document is generated");
    let item = &stages.api.schemas[&SpecPath::from_pointer("/components/schemas/Item")];
    let TypeRef::Named(item) = item else {
        panic!("a type of its own: {item:?}");
    };
    assert!(stages.facts.received.contains(item));
}

/// Returns the events of a document with these webhooks, as YAML.
fn events(webhooks: &str) -> Events {
    let text = format!(
        "openapi: 3.1.1\ninfo: {{ title: T, version: '1' }}\npaths: {{}}\nwebhooks: {{ {webhooks} }}\n"
    );
    let source = load_bytes("t.yaml", text.into_bytes()).expect("the document is read");
    let stages = stages(&source, &mut Diagnostics::default()).expect("the document is generated");
    stages.events
}

/// Returns a webhook with a payload of these properties, and these parameters.
fn hook(name: &str, properties: &str, parameters: &str) -> String {
    format!(
        "{name}: {{ post: {{ parameters: [{parameters}], requestBody: {{ content: {{ application/json: {{ schema: {{ type: object, properties: {{ {properties} }} }} }} }} }} }} }}"
    )
}

fn wires(events: &Events) -> Vec<&str> {
    events.list.iter().map(|it| it.wire.as_str()).collect()
}

#[test]
fn a_property_with_another_constant_each_names_the_events() {
    let constant = |it: &str| format!("kind: {{ const: thing }}, type: {{ const: {it} }}");
    let both = [
        hook("a", &constant("a.made"), ""),
        hook("b", &constant("b.made"), ""),
    ];
    let found = events(&both.join(", "));
    assert_eq!(found.name, [Part::Property("/type".to_owned())]);
    assert_eq!(wires(&found), ["a.made", "b.made"]);
    // Two with the same constant are not told apart by it.
    let same = [hook("a", &constant("x"), ""), hook("b", &constant("x"), "")];
    let found = events(&same.join(", "));
    assert!(found.name.is_empty() && !found.are_distinguishable());
    assert_eq!(wires(&found), ["a", "b"]);
}

#[test]
fn a_header_with_another_constant_each_names_the_events() {
    let header = |it: &str| format!("{{ name: X-Kind, in: header, schema: {{ enum: [{it}] }} }}");
    let both = [
        hook("a", "", &header("made")),
        hook("b", "", &header("lost")),
    ];
    let found = events(&both.join(", "));
    assert_eq!(found.name, [Part::Header("x-kind".to_owned())]);
    assert_eq!(wires(&found), ["made", "lost"]);
}

#[test]
fn a_header_that_only_some_webhooks_have_names_nothing() {
    let header = "{ name: X-Event, in: header, schema: { type: string } }";
    let found = events(&[hook("a", "", header), hook("b", "", "")].join(", "));
    assert!(!found.are_distinguishable());
    let found = events(&[hook("a", "", header), hook("b", "", header)].join(", "));
    assert_eq!(found.name, [Part::Header("x-event".to_owned())]);
}
