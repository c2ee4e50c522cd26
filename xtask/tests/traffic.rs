//! Recorded messages are matched to schemas and judged. Except in the last test nothing is decoded: each test states
//! what came back, with the marks that the runtime adds.

#![cfg(feature = "examples")]

use generator::source::load_bytes;
use serde_json::{Value, json};
use std::{fs, path::Path};
use xtask::corpus::traffic::{
    Back, Judged, Kind, Options, Report, Verdict, exchanges, judge_with, run,
};

/// A document with two kinds of message that a constant property distinguishes, an open list of models, and events.
const CHAT: &str = r##"{
  "openapi": "3.1.0",
  "info": { "title": "Chat", "version": "1" },
  "servers": [{ "url": "https://chat.example/{version}", "variables": { "version": { "default": "v1" } } }],
  "paths": {
    "/chats/{chat}": {
      "post": {
        "operationId": "say",
        "requestBody": { "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Message" } } } },
        "responses": {
          "200": {
            "description": "said",
            "content": {
              "application/json": { "schema": { "$ref": "#/components/schemas/Chat" } },
              "text/event-stream": { "schema": { "$ref": "#/components/schemas/Message" } },
              "text/csv": { "schema": { "type": "object", "properties": { "text": { "type": "string" } } } }
            }
          },
          "4XX": { "$ref": "#/components/responses/Failure" }
        }
      }
    },
    "/chats/mine": {
      "get": {
        "operationId": "mine",
        "responses": { "default": { "$ref": "#/components/responses/Failure" } }
      }
    }
  },
  "components": {
    "responses": {
      "Failure": { "description": "no", "content": { "application/problem+json": {
        "schema": { "type": "object", "required": ["error"], "properties": { "error": { "type": "string" } } } } } }
    },
    "schemas": {
      "Message": {
        "oneOf": [{ "$ref": "#/components/schemas/UserMessage" }, { "$ref": "#/components/schemas/SystemMessage" }],
        "discriminator": { "propertyName": "role" }
      },
      "UserMessage": {
        "type": "object",
        "required": ["role", "text"],
        "properties": {
          "role": { "const": "user" },
          "text": { "type": "string" },
          "name": { "type": "string" }
        }
      },
      "SystemMessage": {
        "type": "object",
        "required": ["role", "text"],
        "properties": { "role": { "enum": ["system"] }, "text": { "type": "string" } }
      },
      "Note": { "anyOf": [
        { "type": "object", "required": ["text"], "properties": { "text": { "type": "string" } } },
        { "type": "array", "items": { "type": "string" } }
      ] },
      "Model": { "anyOf": [{ "type": "string" }, { "type": "string", "enum": ["small", "large"] }] },
      "Chat": {
        "type": "object",
        "required": ["model"],
        "properties": {
          "model": { "$ref": "#/components/schemas/Model" },
          "cost": { "type": "number" },
          "first": { "$ref": "#/components/schemas/Message" }
        }
      }
    }
  }
}"##;

/// Returns the report on an exchange of [`CHAT`] whose messages came back as `back`.
fn report(mut exchange: Value, back: &[Result<Value, &str>]) -> Report {
    exchange["document"] = "chat.json".into();
    let source = load_bytes("chat.json", CHAT.into()).expect("a document");
    let exchanges = exchanges("chat.jsonl", &format!("{exchange}\n")).expect("an exchange");
    let back = back.iter().cloned();
    let back: Vec<_> = back.map(|it| it.map_err(str::to_owned)).collect();
    judge_with(&source, &exchanges, |_, values| {
        assert_eq!(values.len(), back.len(), "so many messages are decoded");
        let back = back.into_iter().map(|it| it.map(Back::from));
        Ok(back.map(|it| ("Type".to_owned(), it)).collect())
    })
    .expect("a report")
}

/// Returns the judgement on a response of the given schema that came back as `back`.
fn judged(schema: &str, response: &Value, back: Result<Value, &str>) -> Judged {
    let exchange = json!({ "schema": schema, "response": response });
    let mut report = report(exchange, &[back]);
    report.judged.remove(0)
}

fn verdict(schema: &str, response: &Value, back: Result<Value, &str>) -> Verdict {
    judged(schema, response, back).verdict()
}

fn user() -> Value {
    json!({ "role": "user", "text": "hello" })
}

#[test]
fn what_comes_back_as_it_was_is_ok() {
    let chat = json!({ "model": "small", "cost": 1 });
    let back = json!({ "\0type Chat": null, "cost": 1.0, "model": "small" });
    assert_eq!(verdict("Chat", &chat, Ok(back)), Verdict::Ok);
}

#[test]
fn what_nobody_declared_may_be_lost() {
    let chat = json!({ "model": "small", "undeclared": 1 });
    let back = json!({ "\0type Chat": null, "model": "small" });
    assert_eq!(verdict("Chat", &chat, Ok(back)), Verdict::Ok);
}

#[test]
fn a_declared_property_may_not_be_lost() {
    let mut message = user();
    message["name"] = "Jane".into();
    let found = judged("Message", &message, Ok(user()));
    assert_eq!(found.verdict(), Verdict::Changed);
    assert_eq!(found.findings[0].at, "/name");
    // The other alternative does not declare the property.
    let mut message = json!({ "role": "system", "text": "hello", "name": "Jane" });
    let whole = message.clone();
    message.as_object_mut().expect("an object").remove("name");
    assert_eq!(verdict("Message", &whole, Ok(message)), Verdict::Ok);
}

#[test]
fn a_tag_that_the_document_lists_may_not_be_unknown() {
    let back = json!({ "\0unknown": user(), "\0type Message": null });
    let found = judged("Message", &user(), Ok(back));
    assert_eq!(found.verdict(), Verdict::Unknown);
    // The same holds inside another object, and no matter what else is wrong with the value.
    let chat = json!({ "model": "small", "first": { "role": "user" } });
    let back = json!({ "model": "small", "first": { "\0unknown": { "role": "user" } } });
    let found = judged("Chat", &chat, Ok(back));
    assert_eq!(found.verdict(), Verdict::Unknown);
    assert_eq!(found.findings[0].at, "/first");
}

#[test]
fn a_tag_that_the_document_does_not_list_is_unknown() {
    let robot = json!({ "role": "robot", "text": "hello" });
    let back = json!({ "\0unknown": robot });
    assert_eq!(verdict("Message", &robot, Ok(back)), Verdict::Unlisted);
}

#[test]
fn a_value_of_an_enum_may_be_unknown_if_it_is_not_listed() {
    let back = |model: &str| Ok(json!({ "model": { "\0unlisted": model } }));
    let chat = json!({ "model": "huge" });
    assert_eq!(verdict("Chat", &chat, back("huge")), Verdict::Unlisted);
    let chat = json!({ "model": "large" });
    assert_eq!(verdict("Chat", &chat, back("large")), Verdict::Unknown);
}

/// Checks that without a discriminator the properties decide which alternative a message is.
#[test]
fn an_alternative_may_be_unknown_if_the_message_is_none() {
    let back = |value: &Value| Ok(json!({ "\0unknown": value }));
    for (note, wanted) in [
        (json!({ "text": "a" }), Verdict::Unknown),
        (json!({}), Verdict::Incomplete),
        (json!({ "text": null }), Verdict::Null),
        (json!(1), Verdict::Unlisted),
    ] {
        assert_eq!(verdict("Note", &note, back(&note)), wanted, "{note}");
    }
}

#[test]
fn another_alternative_than_the_tags_is_wrong() {
    let mut back = user();
    back["\0type chat::types::message::SystemMessage"] = Value::Null;
    assert_eq!(verdict("Message", &user(), Ok(back)), Verdict::Wrong);
    let mut back = user();
    back["\0type alloc::boxed::Box<chat::types::UserMessage>"] = Value::Null;
    assert_eq!(verdict("Message", &user(), Ok(back)), Verdict::Ok);
    let back = json!({ "role": "system", "text": "hello" });
    assert_eq!(verdict("Message", &user(), Ok(back)), Verdict::Wrong);
}

#[test]
fn a_refusal_is_excused_by_what_the_message_lacks_only() {
    let lacks = json!({ "role": "user" });
    let error = "missing field `text` at `text` (line 1, column 15)";
    assert_eq!(verdict("Message", &lacks, Err(error)), Verdict::Incomplete);
    // The error is about a property that is present, or that is not required.
    let error = "missing field `name`";
    assert_eq!(verdict("Message", &lacks, Err(error)), Verdict::Refused);
    let error = "missing field `text`";
    assert_eq!(verdict("Message", &user(), Err(error)), Verdict::Refused);
    let error = "the program crashed: stack overflow";
    assert_eq!(verdict("Message", &lacks, Err(error)), Verdict::Refused);
}

#[test]
fn null_is_excused_where_the_document_admits_none() {
    let chat = json!({ "model": "small", "cost": null });
    let back = Ok(json!({ "model": "small" }));
    assert_eq!(verdict("Chat", &chat, back), Verdict::Null);
    let chat = json!({ "model": null });
    let error = Err("invalid type: null, expected a string");
    assert_eq!(verdict("Chat", &chat, error), Verdict::Null);
}

#[test]
fn each_message_of_an_exchange_is_judged_by_its_schema() {
    let exchange = json!({
        "method": "POST", "path": "/chats/7", "request": user(),
        "status": 200, "content_type": "application/json; charset=utf-8", "response": { "model": "small" },
    });
    let found = report(exchange, &[Ok(user()), Ok(json!({ "model": "small" }))]);
    let kinds: Vec<_> = found
        .judged
        .iter()
        .map(|it| (it.kind, it.verdict()))
        .collect();
    let ok = [(Kind::Request, Verdict::Ok), (Kind::Response, Verdict::Ok)];
    assert_eq!(kinds, ok);
    assert_eq!(found.share(), (2, 2));
}

#[test]
fn each_event_of_a_stream_is_a_message() {
    let system = json!({ "role": "system", "text": "two\nlines" });
    let text = format!(
        "event: message\r\ndata: {}\r\n\r\n: a comment\n\ndata: {system}\n\ndata: [DONE]\n\n",
        user()
    );
    let exchange = json!({
        "method": "POST", "path": "/v1/chats/7?stream=true", "status": 200,
        "content_type": "text/event-stream", "response_text": text,
    });
    let back = json!({ "\0unknown": system });
    let found = report(exchange, &[Ok(user()), Ok(back)]);
    let kinds: Vec<_> = found
        .judged
        .iter()
        .map(|it| (it.kind, it.verdict()))
        .collect();
    let wanted = [(Kind::Event, Verdict::Ok), (Kind::Event, Verdict::Unknown)];
    assert_eq!(kinds, wanted);
}

#[test]
fn ranges_of_statuses_and_types_of_json_are_matched() {
    let exchange = |method: &str, path: &str, status: u16| {
        json!({
            "method": method, "path": path, "status": status,
            "content_type": "application/json", "response": { "error": "no" },
        })
    };
    let back = || Ok(json!({ "error": "no" }));
    for (method, path, status) in [
        ("POST", "/chats/7", 429),
        ("GET", "/chats/mine", 500),
        ("GET", "/v1/chats/mine", 500),
    ] {
        let found = report(exchange(method, path, status), &[back()]);
        assert_eq!(found.judged[0].verdict(), Verdict::Ok, "{method} {path}");
    }
    for (method, path, status) in [
        ("POST", "/chats/7", 500),
        ("DELETE", "/chats/7", 200),
        ("POST", "/chats/7/8", 200),
        ("POST", "/chats", 200),
        ("POST", "/v2/chats/7", 200),
    ] {
        let found = report(exchange(method, path, status), &[]);
        assert_eq!(found.unmatched.len(), 1, "{method} {path} {status}");
    }
}

#[test]
fn a_message_whose_schema_has_no_type_is_refused() {
    let exchange = json!({
        "method": "POST", "path": "/v1/chats/7", "status": 200,
        "content_type": "text/csv", "response": { "text": "hello" },
    });
    let found = report(exchange, &[]);
    assert_eq!(found.judged[0].verdict(), Verdict::Refused);
    assert_eq!((found.unmatched.len(), found.share()), (0, (0, 1)));
}

#[test]
fn the_report_has_a_table_and_places() {
    let exchange = json!({ "schema": "Chat", "response": { "model": "huge", "cost": 1 } });
    let back = json!({ "model": { "\0unlisted": "huge" } });
    let report = report(exchange, &[Ok(back)]);
    assert_eq!(report.share(), (0, 1));
    insta::assert_snapshot!(report.to_string(), @r#"
    messages             all  ok  refused  unknown  wrong  changed  filled  incomplete  null  unlisted  unmatched
    chat.jsonl response    1   0        0        0      0        1       0           0     0         0          0
    all                    1   0        0        0      0        1       0           0     0         0          0

    1 changed:
      property lost: 1 became nothing
        chat.jsonl:1 Response Chat `/cost` as Type

    1 have values that the document does not list (no failure):
      a value that is not listed: "huge" is not listed by the document
        chat.jsonl:1 Response Chat `/model` as Type
    "#);
}

#[test]
fn a_line_that_is_no_exchange_is_named() {
    let error = exchanges("a.jsonl", "\n{\"document\": 1}\n").expect_err("no exchange");
    assert!(error.starts_with("a.jsonl:2: it is no exchange"), "{error}");
    let error = exchanges("a.jsonl", "{}\n").expect_err("no exchange");
    assert_eq!(error, "a.jsonl:1: it names no `document`");
}

/// Judges messages by types that are emitted and compiled.
#[test]
fn recorded_messages_are_decoded_by_a_compiled_program() {
    let folder = tempfile::tempdir().expect("a folder");
    let mapping = r##""propertyName": "role", "mapping": {
        "user": "#/components/schemas/UserMessage", "system": "#/components/schemas/SystemMessage" }"##;
    let document = CHAT.replace(r#""propertyName": "role""#, mapping);
    fs::write(folder.path().join("chat.json"), document).expect("a document");
    let messages = [
        (user(), Verdict::Ok),
        (json!({ "role": "robot" }), Verdict::Unlisted),
        (json!({ "role": "system" }), Verdict::Incomplete),
        (
            json!({ "role": "user", "text": "a", "name": null }),
            Verdict::Null,
        ),
    ];
    let line = |message: &Value| {
        json!({ "document": "chat.json", "schema": "Message", "response": message }).to_string()
    };
    let lines: Vec<String> = messages.iter().map(|(message, _)| line(message)).collect();
    let file = folder.path().join("chat.jsonl");
    fs::write(&file, lines.join("\n")).expect("the messages");
    let options = Options {
        files: vec![file],
        documents: vec![folder.path().to_owned()],
        lock: Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.lock"),
        scratch: Path::new(env!("CARGO_TARGET_TMPDIR")).join("traffic"),
        tolerant: false,
        debug: true,
    };
    let verdicts = |options: &Options| {
        let report = run(options, |_| {}).expect("a report");
        let found: Vec<Verdict> = report.judged.iter().map(Judged::verdict).collect();
        (found, report.to_string())
    };
    let (found, report) = verdicts(&options);
    assert_eq!(
        found,
        messages.map(|(_, verdict)| verdict).to_vec(),
        "{report}"
    );
    // The program is compiled again, and fills missing parts.
    let tolerant = Options {
        tolerant: true,
        ..options
    };
    let (found, report) = verdicts(&tolerant);
    let filled = [
        Verdict::Ok,
        Verdict::Unlisted,
        Verdict::Filled,
        Verdict::Null,
    ];
    assert_eq!(found, filled.to_vec(), "{report}");
    assert!(report.contains("a property that is not there"), "{report}");
    assert!(report.contains("`/text`"), "{report}");
}
