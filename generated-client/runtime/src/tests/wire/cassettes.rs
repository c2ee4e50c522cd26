//! Cassettes and sensitive values: none of them gets into the file, under any name.

use std::{fs, path::PathBuf};

use serde_json::{Value, json};

use super::{Server, builder};
use crate::runtime::{
    Call, Error, EventStream, Field, Json, JsonLines, ReqwestTransport, by_content_type, by_status,
    json_object, testing::Cassette,
};

#[derive(Clone, Default, PartialEq)]
struct Card {
    holder: String,
    number: String,
    code: Option<i64>,
    pins: Field<Vec<String>>,
    inner: Option<Box<Card>>,
}
json_object!(Card {
    holder: "holder",
    number: "number" sensitive,
    code: "code" optional sensitive,
    pins: "pins" tri sensitive,
    inner: "inner" optional,
});

#[derive(Debug)]
enum Given {
    Created(Vec<Card>),
    Ok(ByType),
}
by_status!(Given {
    "201" => Created(Json),
    "200" => Ok(ByType),
});

#[derive(Debug)]
enum ByType {
    Json(Card),
    Lines(JsonLines<Card>),
}
by_content_type!(ByType {
    "application/json" => Json(Json),
    "application/jsonl" => Lines(JsonLines),
});

const CARD: &str = r#"{"holder":"Ada","number":"HIDE-1","code":123,"pins":["HIDE-2"],"more":"kept","inner":{"holder":"Bob","number":"HIDE-3"}}"#;

fn file(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("cassettes-{}", std::process::id()));
    folder.join(name)
}

fn card() -> Card {
    Card {
        holder: "Ada".to_owned(),
        number: "HIDE-4".to_owned(),
        code: Some(456),
        pins: vec!["HIDE-5".to_owned()].into(),
        inner: None,
    }
}

/// Starts a server that answers with the documented success or failure that the path asks for.
fn server() -> Server {
    Server::says(|_, request| {
        let path = request.split(' ').nth(1).unwrap();
        let (head, body) = match path {
            "/created" => (
                "201 Created\r\ncontent-type: application/json",
                format!("[{CARD}]"),
            ),
            "/json" => ("200 OK\r\ncontent-type: application/json", CARD.to_owned()),
            "/lines" => (
                "200 OK\r\ncontent-type: application/jsonl",
                format!("{CARD}\n{CARD}\n"),
            ),
            "/events" => (
                "200 OK\r\ncontent-type: text/event-stream",
                format!("id: 1\ndata: {CARD}\n\ndata: [DONE]\n\n"),
            ),
            _ => ("400 No\r\ncontent-type: application/json", CARD.to_owned()),
        };
        (head.to_owned(), body)
    })
}

/// Sends each kind of request, through a cassette.
async fn exchanges(server: &Server, cassette: &Cassette) {
    let client = builder().base_url(server.url());
    let client = client.transport(cassette.clone()).build().unwrap().0;
    for path in ["/created", "/json", "/lines", "/none"] {
        let call = Call::<Given, Json<Card>>::post(&client, path);
        let call = call.success(&["200", "201"]).errors(&["400"]);
        let call = if path == "/json" {
            call.form(&card(), &[])
        } else {
            call.json(&card())
        };
        let given = call.send().await;
        let fits = match path {
            "/created" => matches!(given.as_deref(), Ok(Given::Created(cards)) if cards.len() == 1),
            "/json" => matches!(given.as_deref(), Ok(Given::Ok(ByType::Json(_)))),
            "/lines" => matches!(given.as_deref(), Ok(Given::Ok(ByType::Lines(_)))),
            _ => matches!(given, Err(Error::Api(_))),
        };
        assert!(fits, "{path}");
    }
    let call = Call::<EventStream<Card>, Json>::get(&client, "/events");
    let mut events = call.send().await.unwrap();
    let event = events.next().await.unwrap().unwrap();
    assert_eq!(event.data.holder, "Ada");
    assert!(events.next().await.is_none());
    // The types of a body that is not decoded are known, too.
    let call = Call::<Given, Json>::get(&client, "/json").success(&["200"]);
    call.streamed()
        .await
        .unwrap()
        .into_inner()
        .bytes()
        .await
        .unwrap();
}

#[tokio::test]
async fn a_cassette_has_nothing_that_is_sensitive() {
    let (server, file) = (server(), file("sensitive.json"));
    let transport = ReqwestTransport::new(reqwest::Client::new());
    exchanges(&server, &Cassette::record(&file, transport)).await;
    let text = fs::read_to_string(&file).unwrap();
    assert!(!text.contains("HIDE"), "{text}");
    // The port of the server may have the digits of a number.
    let without_port = text.replace(&server.url(), "");
    for number in ["123", "456"] {
        assert!(!without_port.contains(number), "{text}");
    }
    // Other values are unchanged, declared or not.
    assert_eq!(text.matches("Bob").count(), 7, "{text}");
    assert_eq!(text.matches("kept").count(), 7, "{text}");
    let sent: Vec<Value> = serde_json::from_str(&text).unwrap();
    let body = |index: usize| sent[index]["request"]["body"]["text"].as_str().unwrap();
    let first: Value = serde_json::from_str(body(0)).unwrap();
    let hidden =
        json!({"holder": "Ada", "number": "[scrubbed]", "code": 0, "pins": ["[scrubbed]"]});
    assert_eq!(first, hidden);
    assert_eq!(
        body(1),
        "holder=Ada&number=[scrubbed]&code=[scrubbed]&pins=[scrubbed]"
    );
    exchanges(&server, &Cassette::replay(&file).unwrap()).await;
    assert_eq!(server.seen().len(), 6);
    fs::remove_dir_all(file.parent().unwrap()).unwrap();
}
