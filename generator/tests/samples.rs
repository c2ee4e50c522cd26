//! The sample values in conformance tests.

use generator::{conformance, diagnostic::Diagnostics, source::load_bytes, stages};

/// Checks that samples use the tags in the document and not the names of schemas.
#[test]
fn samples_have_the_tags_that_the_document_says() {
    let union = |discriminator: &str| {
        format!(
            "openapi: 3.0.3
info: {{title: t, version: '1'}}
paths:
  /m:
    get:
      responses:
        '200':
          description: ok
          content: {{application/json: {{schema: {{$ref: '#/components/schemas/Message'}}}}}}
components:
  schemas:
    Message:
      oneOf: [{{$ref: '#/components/schemas/UserMessage'}}, {{$ref: '#/components/schemas/SystemMessage'}}]
      discriminator: {discriminator}
    UserMessage: {{type: object, properties: {{role: {{type: string, enum: [user]}}}}}}
    SystemMessage: {{type: object, properties: {{role: {{type: string, enum: [system]}}}}}}
"
        )
    };
    let mapped = "{propertyName: role, mapping: {mapped: UserMessage}}";
    for (discriminator, tag) in [
        ("{propertyName: role}", "user"),
        (mapped, "mapped"),
        ("{propertyName: kind}", "UserMessage"),
    ] {
        let source = load_bytes("tags.yaml", union(discriminator).into()).expect("a document");
        let stages = stages(&source, &mut Diagnostics::new()).expect("types");
        let (tests, untested) = conformance::tests(&stages, &source.root);
        assert!(untested.is_empty(), "{untested:?}");
        let body = &tests[0].answers[0].body;
        assert!(
            body.contains(&format!(":\"{tag}\"")),
            "{discriminator}: {body}"
        );
    }
}
