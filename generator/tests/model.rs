//! The model contains everything in the document, including parts that no Rust code results from.

use generator::{
    Stages, Target,
    api::{Bound, Facets, Flow, FlowKind, Shape, TypeDef},
    diagnostic::{Code, Diagnostics},
    generate,
    source::load_bytes,
    stages,
};
use serde_json::{Value, json};

fn model_of(document: &str) -> Stages {
    let source = load_bytes("document.yaml", document.as_bytes().to_vec());
    let source = source.expect("the document is read");
    stages(&source, &mut Diagnostics::default()).expect("the document is generated")
}

fn schemas(text: &str) -> Stages {
    let head =
        "openapi: 3.1.0\ninfo: { title: T, version: '1' }\npaths: {}\ncomponents:\n  schemas:\n";
    model_of(&format!("{head}{text}"))
}

fn field<'a>(def: &'a TypeDef, name: &str) -> &'a Facets {
    let Shape::Struct(it) = &def.shape else {
        panic!("no struct: {:?}", def.shape);
    };
    let field = it.fields.iter().find(|it| it.wire.as_str() == name);
    field.and_then(|it| it.facets.as_deref()).expect("facets")
}

#[test]
fn limits_of_both_dialects_are_bounds() {
    let api = schemas(
        "    Box:
      type: object
      properties:
        width: { type: number, minimum: 0, exclusiveMinimum: true, maximum: 10 }
        depth: { type: integer, exclusiveMinimum: 0, minimum: -5, exclusiveMaximum: 18446744073709551616 }
",
    )
    .api;
    let bound = |it: &Option<Bound>| {
        let it = it.as_ref().expect("a bound");
        (it.number.to_string(), it.exclusive)
    };
    let width = &field(&api.types[0], "width").range;
    assert_eq!(bound(&width.least), ("0".to_owned(), true));
    assert_eq!(bound(&width.most), ("10".to_owned(), false));
    let depth = &field(&api.types[0], "depth").range;
    assert_eq!(bound(&depth.least), ("0".to_owned(), true));
    let past_64_bits = ("18446744073709551616".to_owned(), true);
    assert_eq!(bound(&depth.most), past_64_bits);
}

#[test]
fn all_branches_limit_a_value() {
    let api = schemas(
        "    Text:
      type: object
      properties:
        code:
          type: string
          maxLength: 9
          default: x
          allOf: [{ maxLength: 5, minLength: 2, pattern: a }, { pattern: b, default: y }]
",
    )
    .api;
    let code = field(&api.types[0], "code");
    assert_eq!((code.length.least, code.length.most), (Some(2), Some(5)));
    assert_eq!(code.patterns, ["a", "b"]);
    assert_eq!(code.default, Some(json!("x")));
}

#[test]
fn items_and_values_have_limits_of_their_own() {
    let api = schemas(
        "    Table:
      type: object
      properties:
        rows:
          { type: array, minItems: 1, uniqueItems: true, items: { type: integer, multipleOf: 5 } }
        names: { type: object, maxProperties: 3, additionalProperties: { type: string, maxLength: 8 } }
",
    )
    .api;
    let rows = field(&api.types[0], "rows");
    assert_eq!((rows.items.least, rows.unique_items), (Some(1), true));
    let item = rows.item.as_ref().expect("facets of items");
    assert_eq!(
        item.multiple_of
            .as_ref()
            .map(ToString::to_string)
            .as_deref(),
        Some("5")
    );
    let names = field(&api.types[0], "names");
    assert_eq!(names.properties.most, Some(3));
    let value = names.value.as_ref().expect("facets of values");
    assert_eq!(value.length.most, Some(8));
}

#[test]
fn flows_scopes_and_discovery_are_kept() {
    let api = model_of(
        "
openapi: 3.2.0
info: { title: T, version: '1' }
security: [{ login: [read] }]
paths:
  /things: { get: { responses: { '204': { description: Done. } } } }
components:
  securitySchemes:
    login:
      type: oauth2
      flows:
        deviceAuthorization:
          deviceAuthorizationUrl: https://login.example/device
          tokenUrl: https://login.example/token
          scopes: { read: See things. }
        authorizationCode:
          authorizationUrl: https://login.example/authorize
          tokenUrl: https://login.example/token
          refreshUrl: https://login.example/refresh
          scopes: {}
    open: { type: openIdConnect, openIdConnectUrl: 'https://login.example/.well-known' }
",
    )
    .api;
    let url = |path: &str| Some(format!("https://login.example/{path}"));
    let device = Flow {
        kind: FlowKind::DeviceAuthorization,
        authorization_url: None,
        device_url: url("device"),
        token_url: url("token"),
        refresh_url: None,
        scopes: vec![("read".to_owned(), "See things.".to_owned())],
    };
    let code = Flow {
        kind: FlowKind::AuthorizationCode,
        authorization_url: url("authorize"),
        device_url: None,
        token_url: url("token"),
        refresh_url: url("refresh"),
        scopes: Vec::new(),
    };
    assert_eq!(api.schemes[0].flows, [device, code]);
    assert_eq!(api.schemes[1].discovery, url(".well-known"));
    assert_eq!(api.operations[0].security[0][0].scopes, ["read"]);
}

#[test]
fn flows_of_swagger_are_flows() {
    let api = model_of(
        "
swagger: '2.0'
info: { title: T, version: '1' }
paths: {}
securityDefinitions:
  login:
    type: oauth2
    flow: accessCode
    authorizationUrl: https://login.example/authorize
    tokenUrl: https://login.example/token
    scopes: { write: Change things. }
",
    )
    .api;
    let flow = &api.schemes[0].flows[0];
    assert_eq!(flow.kind, FlowKind::AuthorizationCode);
    assert_eq!(
        flow.scopes,
        [("write".to_owned(), "Change things.".to_owned())]
    );
}

#[test]
fn all_forms_of_a_body_are_kept_also_those_that_are_not_asked_for() {
    let api = model_of(
        "
openapi: 3.0.3
info: { title: T, version: '1' }
paths:
  /things:
    post:
      requestBody:
        content:
          application/xml: { schema: { $ref: '#/components/schemas/Thing' } }
          text/json: { schema: { type: object, properties: { name: { type: string } } } }
          application/json: { schema: { type: object, properties: { name: { type: string } } } }
      responses:
        '200':
          description: Done.
          content:
            application/json: { schema: { $ref: '#/components/schemas/Thing' } }
            application/xml: { schema: { $ref: '#/components/schemas/Thing' } }
components:
  schemas:
    Thing: { type: object, properties: { name: { type: string } } }
",
    )
    .api;
    let operation = &api.operations[0];
    let content = &operation.body.as_ref().expect("a body").content;
    let each = content.iter().map(|it| (it.media.as_str(), it.same_as));
    assert_eq!(
        each.collect::<Vec<_>>(),
        [
            ("application/xml", None),
            ("text/json", Some(2)),
            ("application/json", None)
        ]
    );
    assert_eq!(
        content[1].encoding.types(),
        content[2].encoding.types(),
        "one type"
    );
    let content = &operation.responses[0].content;
    let each = content.iter().map(|it| (it.media.as_str(), it.same_as));
    assert_eq!(
        each.collect::<Vec<_>>(),
        [("application/json", None), ("application/xml", Some(0))]
    );
    let planned = generator::rust::plan::plan(&api);
    let operation = &planned.operations[0];
    assert_eq!(operation.bodies, [2, 0], "JSON first");
    let response = &operation.responses[0];
    assert_eq!(response.media, ["application/json"]);
    let reports = planned.reports.iter();
    let reports = reports.map(|it| (it.code, it.action.as_deref()));
    assert_eq!(
        reports.collect::<Vec<_>>(),
        [
            (Code::OtherForm, Some("JSON is sent")),
            (Code::OtherForm, Some("JSON is asked for"))
        ]
    );
}

#[test]
fn unions_that_are_too_deep_to_be_looked_into_are_reported() {
    let chain = |length: usize| {
        let link = |it: usize| {
            let own = json!({ "type": "object", "required": [format!("p{it}")] });
            if it + 1 == length {
                return own;
            }
            let next = json!({ "$ref": format!("#/components/schemas/Link{}", it + 1) });
            json!({ "oneOf": [own, next] })
        };
        let links = (0..length).map(|it| (format!("Link{it}"), link(it)));
        json!({
            "openapi": "3.1.0",
            "info": { "title": "T", "version": "1" },
            "paths": {},
            "components": { "schemas": links.collect::<serde_json::Map<_, _>>() },
        })
    };
    let reported = |document: &Value| {
        let source = load_bytes("document.json", document.to_string().into_bytes());
        let source = source.expect("the document is read");
        let mut diagnostics = Diagnostics::default();
        stages(&source, &mut diagnostics).expect("the document is generated");
        let deep = diagnostics
            .iter()
            .filter(|it| it.code == Code::Combinations);
        let mut places: Vec<_> = deep.filter_map(|it| it.pointer.clone()).collect();
        places.sort();
        places
    };
    // `Link0` is the target of no reference, so that nothing looks into it.
    assert_eq!(reported(&chain(66)), Vec::<String>::new());
    let places = [1, 2].map(|it| format!("/components/schemas/Link{it}"));
    assert_eq!(reported(&chain(68)), places);
}

#[test]
fn operations_that_an_extension_leaves_out_are_in_the_report() {
    let document = "
openapi: 3.1.0
info: { title: T, version: '1' }
paths:
  /a:
    get: { x-fern-ignore: true, responses: {} }
    put: { x-speakeasy-ignore: false, responses: {} }
  /b:
    x-speakeasy-ignore: true
    get: { responses: {} }
";
    let source = load_bytes("document.yaml", document.as_bytes().to_vec());
    let source = source.expect("the document is read");
    let target = Target {
        module: "t",
        path: "x::t",
        origin: "document.yaml",
    };
    let report = generate(&source, target).report;
    assert_eq!(report.operations.in_document, 3);
    assert_eq!(report.operations.generated, 1);
    assert_eq!(report.skipped(), ["/paths/~1a/get", "/paths/~1b/get"]);
    assert_eq!(report.warnings(), 0);
}
