//! The server's own descriptions in errors.

use super::{Request, Server};
use crate::runtime::{Call, EventStream, Json, JsonLines, Text, Token, json_object, json_union};

struct Thing {
    id: String,
}
json_object!(Thing { id: "id" });

#[derive(Clone, PartialEq)]
struct Problem {
    title: Option<String>,
}
json_object!(Problem { title: "title" optional });

enum Trouble {
    Problem(Problem),
    Unknown(serde_json::Value),
}
json_union!(Trouble by "type" {
    "known" => Problem tagged,
});

/// Returns the error of a request that is answered with 418 and this body.
async fn error(media: &'static str, body: impl Into<Vec<u8>>) -> String {
    let body = body.into();
    let server = Server::says(move |_, _| {
        let head = format!("418 I'm a teapot\r\ncontent-type: {media}");
        (head, body.clone())
    });
    let client = server
        .builder()
        .token("SECRET-TOKEN")
        .credential("query", "SECRET KEY");
    let client = client
        .credential("cookie", "SECRET-COOKIE")
        .basic("user", "SECRET");
    let client = client.header("x-mine", "SECRET-HEADER").build().unwrap();
    let request = Request::get(&client.0, "/x").auth(&[&["bearer", "query", "cookie"]]);
    let text = request.send().await.unwrap_err().to_string();
    let before = "GET /x: 418 I'm a teapot: a status that is not documented";
    text.strip_prefix(before).unwrap().to_owned()
}

#[tokio::test]
async fn an_undocumented_failure_says_why() {
    const JSON: &str = "application/json";
    for (media, body, says) in [
        (JSON, r#"{"message": "no such thing"}"#, ": no such thing"),
        (
            JSON,
            r#"{"error": {"code": 3, "message": "too long"}}"#,
            ": too long",
        ),
        (
            JSON,
            r#"{"error": "invalid_grant", "error_description": "expired"}"#,
            ": expired",
        ),
        (JSON, r#"{"detail": "Not found."}"#, ": Not found."),
        (
            "application/problem+json",
            r#"{"type": "about:blank", "title": "Gone"}"#,
            ": Gone",
        ),
        (JSON, r#"{"errors": [{"detail": "bad id"}]}"#, ": bad id"),
        (
            JSON,
            r#"{"status": {"error": "bad vector"}}"#,
            ": bad vector",
        ),
        (JSON, r#"{"error": {"reason": "no index"}}"#, ": no index"),
        (JSON, r#"{"Message": "denied"}"#, ": denied"),
        (
            JSON,
            r#"[{"message": "locked", "errorCode": "X"}]"#,
            ": locked",
        ),
        (
            JSON,
            r#"{"detail": [{"loc": ["body", "tags", 0], "msg": "field required", "type": "missing"}]}"#,
            ": body.tags.0: field required",
        ),
        (
            JSON,
            r#"{"errors": {"name": ["can't be blank"]}}"#,
            ": name: can't be blank",
        ),
        (
            "application/problem+json",
            r#"{"title": "Validation failed.", "errors": {"Name": ["It is required."]}}"#,
            ": Validation failed. (Name: It is required.)",
        ),
        (JSON, "\u{feff}{\"message\": \"marked\"}", ": marked"),
        (
            "application/xml",
            "<?xml version=\"1.0\"?><Error><Code>NoSuchKey</Code><Message>There is none.</Message></Error>",
            ": There is none.",
        ),
        (
            "text/html",
            "<head><titles></titles><title lang=\"en\">No access</title>",
            ": No access",
        ),
        (JSON, r#""just text""#, ": just text"),
        (JSON, r#"{"message": {"a": 1}}"#, " (21 bytes of body)"),
        (
            "text/plain",
            "\n first line \r\nsecond line",
            ": first line",
        ),
        (
            "text/html; charset=utf-8",
            "<html><head><TITLE>502\nBad Gateway</TITLE>",
            ": 502 Bad Gateway",
        ),
        ("text/html", "<p>nothing</p>", " (14 bytes of body)"),
        ("application/octet-stream", "text", " (4 bytes of body)"),
        ("text/plain", "a\u{1b}[31mb", " (7 bytes of body)"),
        (
            JSON,
            r#"{"message": "two\nlines \u001b[31m"}"#,
            ": two lines  [31m",
        ),
        (JSON, "", " (0 bytes of body)"),
    ] {
        assert_eq!(error(media, body).await, says, "{body}");
    }
    let long = format!("{}é", "x".repeat(299));
    let says = error("text/plain", long).await;
    assert_eq!(says, format!(": {}…", "x".repeat(299)));
}

#[tokio::test]
async fn no_secret_is_repeated() {
    for secret in [
        "SECRET-TOKEN",
        "Bearer SECRET-TOKEN",
        "SECRET%20KEY",
        "SECRET KEY",
        "SECRET-COOKIE",
        "SECRET-HEADER",
    ] {
        let says = error("text/plain", format!("cannot take {secret}, sorry")).await;
        assert!(!says.contains("SECRET"), "{says}");
        assert!(says.ends_with("[redacted], sorry"), "{says}");
    }
}

/// Redacts a password, which is sent in Base64 and repeated in plain text.
#[tokio::test]
async fn no_password_is_repeated() {
    let server = Server::says(|_, _| {
        let body = "user Me has another password than HUNTER-2";
        ("418 No\r\ncontent-type: text/plain".to_owned(), body)
    });
    let client = server.builder().basic("Me", "HUNTER-2").build().unwrap();
    let request = Request::get(&client.0, "/x").auth(&[&["basic"]]);
    let says = request.send().await.unwrap_err().to_string();
    assert!(
        says.ends_with(": user Me has another password than [redacted]"),
        "{says}"
    );
}

#[tokio::test]
async fn a_documented_failure_says_it_first() {
    let server = Server::says(|_, _| {
        let body = r#"{"code": 7, "error": {"message": "it is \"gone\""}}"#;
        (
            "410 Gone\r\ncontent-type: application/json".to_owned(),
            body,
        )
    });
    let client = server.builder().build().unwrap();
    let call = Call::<Text, Json>::get(&client.0, "/x").errors(&["410"]);
    let text = call.send().await.unwrap_err().to_string();
    assert!(
        text.starts_with("GET /x: 410 Gone: it is \"gone\" (Object"),
        "{text}"
    );
}

#[tokio::test]
async fn what_is_not_as_documented_says_it_too() {
    let server = Server::says(|_, _| {
        let page = "<html><title>Sign in</title>";
        ("403 Forbidden\r\ncontent-type: text/html".to_owned(), page)
    });
    let client = server.builder().build().unwrap();
    let call = Call::<Text, Json>::get(&client.0, "/x").errors(&["default"]);
    let text = call.send().await.unwrap_err().to_string();
    assert!(
        text.starts_with("GET /x: 403 Forbidden: cannot decode the body: "),
        "{text}"
    );
    assert!(text.ends_with("; the server says: Sign in"), "{text}");
}

/// Servers send errors with the status of a success, too: the cause must not be hidden by a missing property.
#[tokio::test]
async fn a_success_that_is_an_error_says_why() {
    for (media, body, says) in [
        (
            "application/json",
            r#"{"ok": false, "error": "channel_not_found SECRET-TOKEN"}"#,
            "missing field `id` (line 1, column 56); the server says: channel_not_found [redacted]",
        ),
        (
            "application/json",
            r#"{"error": {"message": "overloaded"}}"#,
            "missing field `id` (line 1, column 36); the server says: overloaded",
        ),
        (
            "application/json",
            r#"{"success": false, "message": "try later"}"#,
            "missing field `id` (line 1, column 42); the server says: try later",
        ),
        (
            "text/html",
            "<title>Sign in</title>",
            "`text/html` in place of `application/json`: expected value (line 1, column 1); the server says: Sign in",
        ),
    ] {
        let server = Server::says(move |_, _| (format!("200 OK\r\ncontent-type: {media}"), body));
        let client = server.builder().token("SECRET-TOKEN").build().unwrap();
        let call = Call::<Json<Thing>, Json>::get(&client.0, "/x").auth(&[&["bearer"]]);
        let text = call.send().await.unwrap_err().to_string();
        let before = "GET /x: 200 OK: cannot decode the body: ";
        assert_eq!(text.strip_prefix(before).unwrap(), says);
    }
    // A message of a success that is not an error is data.
    let body = r#"{"message": "private"}"#;
    let server = Server::says(move |_, _| ("200 OK".to_owned(), body));
    let client = server.builder().build().unwrap();
    let call = Call::<Json<Thing>, Json>::get(&client.0, "/x");
    let text = call.send().await.unwrap_err().to_string();
    assert!(!text.contains("private"), "{text}");

    // So are parts that name the inputs of a failure.
    for body in [
        r#"{"detail": [{"msg": "private", "loc": ["x"]}]}"#,
        r#"{"errors": {"level": "private"}}"#,
    ] {
        let server = Server::says(move |_, _| ("200 OK".to_owned(), body));
        let client = server.builder().build().unwrap();
        let call = Call::<Json<Thing>, Json>::get(&client.0, "/x");
        let text = call.send().await.unwrap_err().to_string();
        assert!(!text.contains("private"), "{text}");
    }
}

/// Covers the errors that a model's API sends in the middle of a stream.
#[tokio::test]
async fn an_event_that_is_an_error_says_why() {
    let server = Server::says(|_, _| {
        let body = "data: 1\n\nevent: error\ndata: {\"error\": {\"message\": \"rate limit of SECRET-TOKEN\"}}\n\n";
        ("200 OK\r\ncontent-type: text/event-stream".to_owned(), body)
    });
    let client = server.builder().token("SECRET-TOKEN").build().unwrap();
    let call = Call::<EventStream<i64>, Json>::get(&client.0, "/x").auth(&[&["bearer"]]);
    let mut events = call.send().await.unwrap();
    assert_eq!(events.next().await.unwrap().unwrap().data, 1);
    let text = events.next().await.unwrap().unwrap_err().to_string();
    assert!(
        text.ends_with("; the server says: rate limit of [redacted]"),
        "{text}"
    );

    let server = Server::says(|_, _| {
        let body = "1\n{\"error\": \"model not found\"}\n";
        (
            "200 OK\r\ncontent-type: application/x-ndjson".to_owned(),
            body,
        )
    });
    let client = server.builder().build().unwrap();
    let mut lines = Call::<JsonLines<i64>, Json>::get(&client.0, "/x")
        .send()
        .await
        .unwrap();
    assert_eq!(lines.next().await.unwrap().unwrap(), 1);
    let text = lines.next().await.unwrap().unwrap_err().to_string();
    assert!(
        text.ends_with("; the server says: model not found"),
        "{text}"
    );
}

/// Covers documents that describe other properties than their servers send.
#[tokio::test]
async fn a_documented_failure_says_what_its_type_drops() {
    let server = Server::says(|_, _| {
        let head = "500 Internal Server Error\r\ncontent-type: application/json";
        (head.to_owned(), r#"{"message": "the disk is full"}"#)
    });
    let client = server.builder().build().unwrap();
    let call = Call::<Text, Json<Problem>>::get(&client.0, "/x").errors(&["500"]);
    let call = call.with_options(|o| o.retry(crate::runtime::Retry::never()));
    assert_eq!(
        call.send().await.unwrap_err().to_string(),
        "GET /x: 500 Internal Server Error: the disk is full (Problem { title: None })"
    );
}

/// Covers variants that the document does not list: their values may be sensitive.
#[tokio::test]
async fn an_unlisted_failure_shows_none_of_its_values() {
    let server = Server::says(|_, _| {
        let head = "400 Bad Request\r\ncontent-type: application/json";
        (head.to_owned(), r#"{"type": "new", "message": "private"}"#)
    });
    let client = server.builder().build().unwrap();
    let call = Call::<Text, Json<Trouble>>::get(&client.0, "/x").errors(&["400"]);
    let error = call.send().await.unwrap_err();
    for text in [error.to_string(), format!("{error:?}")] {
        assert!(text.contains("Unknown"), "{text}");
        assert!(!text.contains("private"), "{text}");
    }
}

/// Checks the form in which `main` prints the error that it returns.
#[tokio::test]
async fn what_main_prints_is_short() {
    let body = r#"{"code": 7, "error": {"message": "it is gone"}}"#;
    let server = Server::says(move |_, _| {
        (
            "410 Gone\r\ncontent-type: application/json\r\nx-id: 5".to_owned(),
            body,
        )
    });
    let client = server.builder().build().unwrap();
    let gone = || Call::<Text, Json>::get(&client.0, "/x/{id}").path("id", "4711");
    let documented = gone().errors(&["410"]).send().await.unwrap_err();
    let (printed, value) = (format!("{documented:?}"), documented.api().unwrap());
    let wanted = format!("GET /x/{{id}}: 410 Gone: it is gone\n  {value:?}");
    assert_eq!(printed, wanted);
    let parts = format!("{documented:#?}");
    assert!(parts.starts_with("ApiError {\n"), "{parts}");
    assert!(parts.contains("status: 410,"), "{parts}");

    let unknown = gone().send().await.unwrap_err();
    let wanted = "GET /x/{id}: 410 Gone: a status that is not documented: it is gone";
    assert_eq!(format!("{unknown:?}"), wanted);
    assert!(format!("{unknown:#?}").starts_with("StatusError(\n"));
}

#[tokio::test]
async fn what_main_prints_has_the_beginning_of_a_long_body() {
    let server = Server::says(|_, _| {
        let page = format!(r#"{{"message": "no", "page": "{}"}}"#, "x".repeat(5000));
        (
            "410 Gone\r\ncontent-type: application/json".to_owned(),
            page,
        )
    });
    let client = server.builder().build().unwrap();
    let call = Call::<Text, Json>::get(&client.0, "/x").errors(&["410"]);
    let printed = format!("{:?}", call.send().await.unwrap_err());
    let (first, second) = printed.split_once('\n').unwrap();
    assert_eq!(first, "GET /x: 410 Gone: no");
    assert!(second.ends_with("x…") && second.len() == 2 + 300 + "…".len());
}

#[tokio::test]
async fn what_main_prints_names_each_cause() {
    let source = || async { Err::<Token, _>(std::io::Error::other("the file is locked")) };
    let client = Server::says(|_, _| ("200 OK".to_owned(), ""))
        .builder()
        .token_source(source);
    let client = client.build().unwrap();
    let call = Request::get(&client.0, "/x").auth(&[&["bearer"]]);
    let error = call.send().await.unwrap_err();
    let wanted =
        "GET /x: the token source of scheme `bearer` failed\n  caused by: the file is locked";
    assert_eq!(format!("{error:?}"), wanted);
    assert!(format!("{error:#?}").starts_with("RequestError {\n"));
}
