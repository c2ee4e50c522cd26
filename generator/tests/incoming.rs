//! Requests that the server makes are in the model and in the report.

use generator::{
    Target,
    diagnostic::Diagnostics,
    generate,
    load::{Source, load_bytes},
    model::IncomingKind,
    stages,
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
    post: { responses: { '200': { description: Noted. } } }
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
    assert_eq!(report.lossy(), 0);
    let notes = json["notes"].as_array().expect("notes");
    assert_eq!(
        notes.iter().filter(|it| it["code"] == "kept-aside").count(),
        2
    );
}
