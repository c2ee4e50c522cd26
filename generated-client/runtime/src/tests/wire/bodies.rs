//! The handling of unusual bodies and headers.

use super::{Failure, Request, Server};
use crate::runtime::{
    Call, Decode, EventStream, Json, NoError, Plain, Response, Text, support::header_list,
};

/// Returns the outcome of a call with this response.
async fn read<T: Decode>(
    head: &'static str,
    body: &'static [u8],
) -> Result<Response<T::Value>, Failure> {
    let server = Server::says(move |_, _| (head.to_owned(), body));
    let client = server.builder().build().unwrap();
    Call::<T, NoError>::get(&client.0, "/x").send().await
}

fn why<T>(outcome: Result<Response<T>, Failure>) -> String {
    let text = outcome.err().unwrap().to_string();
    let (_, why) = text.split_once(": cannot decode the body: ").unwrap();
    why.to_owned()
}

#[tokio::test]
async fn text_has_the_charset_that_it_says() {
    for (media, body, text) in [
        ("text/plain", &b"caf\xc3\xa9"[..], "café"),
        ("text/plain; charset=utf-8", b"caf\xc3\xa9", "café"),
        ("text/plain;charset=ISO-8859-1", b"caf\xe9", "café"),
        ("text/csv", b"\xef\xbb\xbfcaf\xc3\xa9", "café"),
        (
            "text/plain; format=flowed; Charset=\"latin1\"",
            b"caf\xe9",
            "café",
        ),
        (
            "text/plain; charset=windows-1252",
            b"\x93a\x94 \x80",
            "“a” €",
        ),
        ("text/plain; charset=shift_jis", b"plain", "plain"),
    ] {
        let head = format!("200 OK\r\ncontent-type: {media}").leak();
        assert_eq!(*read::<Text>(head, body).await.unwrap(), text, "{media}");
    }
    let head = "200 OK\r\ncontent-type: text/plain; charset=shift_jis";
    assert_eq!(
        why(read::<Text>(head, b"\x83\x65").await),
        "text in the charset `shift_jis`, which is not read: take the bytes, with `streamed()`"
    );
    let head = "200 OK\r\ncontent-type: text/plain; charset=utf-16le";
    assert!(why(read::<Text>(head, b"a\0").await).contains("`utf-16le`"));
}

#[tokio::test]
async fn cookies_are_not_cut_at_commas() {
    let head = "200 OK\r\nset-cookie: a=1; expires=Wed, 09 Jun 2027 10:18:14 GMT\r\nset-cookie: b=2\
                \r\nx-list: 1, 2";
    let response = read::<Text>(head, b"").await.unwrap();
    let cookies: Option<Vec<String>> = header_list(response.headers(), "Set-Cookie");
    assert_eq!(
        cookies.unwrap(),
        ["a=1; expires=Wed, 09 Jun 2027 10:18:14 GMT", "b=2"]
    );
    let list: Option<Vec<i64>> = header_list(response.headers(), "X-List");
    assert_eq!(list.unwrap(), [1, 2]);
}

#[tokio::test]
async fn no_content_is_none_of_what_may_be_null() {
    for head in ["204 No Content", "205 Reset Content"] {
        let none = read::<Json<Option<i64>>>(head, b"").await.unwrap();
        assert_eq!(*none, None);
        let why = why(read::<Json<i64>>(head, b"").await);
        assert_eq!(why, "no body, as the status says, in place of JSON");
    }
    // A missing body is an error if the status allows one.
    assert!(read::<Json<Option<i64>>>("200 OK", b"").await.is_err());
}

#[tokio::test]
async fn what_is_compressed_is_called_so() {
    for (coding, feature) in [("zstd", "zstd"), ("br", "brotli"), ("gzip", "gzip")] {
        let head = format!(
            "200 OK\r\ncontent-type: application/json\r\ncontent-encoding: other, {coding}"
        );
        let why = why(read::<Json>(head.leak(), b"\x00\x01").await);
        assert_eq!(
            why,
            format!(
                "it is compressed with `other, {coding}`, which was not asked for and is not read: \
                 take the bytes, with `streamed()`"
            ),
            "{feature}"
        );
    }
    let head = "200 OK\r\ncontent-type: text/event-stream\r\ncontent-encoding: lzw";
    let why = why(read::<EventStream<i64>>(head, b"\x00").await);
    assert!(why.contains("compressed with `lzw`"), "{why}");
}

/// Checks `Accept-Encoding`, which `reqwest` sets with a compression feature.
#[tokio::test]
async fn it_is_said_what_is_read() {
    let server = Server::says(|_, _| ("200 OK".to_owned(), ""));
    let client = server.builder().build().unwrap();
    let call = Call::<Text, NoError>::get(&client.0, "/x");
    call.send().await.unwrap();
    let sent = server.one();
    let said = sent
        .lines()
        .find_map(|it| it.strip_prefix("accept-encoding: "));
    let some = [
        cfg!(feature = "gzip"),
        cfg!(feature = "brotli"),
        cfg!(feature = "zstd"),
    ];
    if some.contains(&true) {
        assert_eq!(said.unwrap().contains("gzip"), some[0], "{sent}");
    } else {
        assert_eq!(said, Some("identity"), "{sent}");
    }
}

#[tokio::test]
async fn what_is_of_another_type_is_called_so() {
    let head = "200 OK\r\ncontent-type: text/html";
    let why_ = why(read::<Json>(head, b"<p>").await);
    assert!(
        why_.starts_with("`text/html` in place of `application/json`: "),
        "{why_}"
    );
    // Vendors have JSON types of their own.
    let head = "200 OK\r\ncontent-type: application/vnd.github+json";
    assert!(!why(read::<Json>(head, b"<p>").await).contains("in place of"));
}

#[tokio::test]
async fn a_value_may_be_a_text() {
    assert_eq!(*read::<Plain<i64>>("200 OK", b" 42\n").await.unwrap(), 42);
    assert!(
        *read::<Plain<bool>>("200 OK\r\ncontent-type: text/plain", b"true")
            .await
            .unwrap()
    );
    for (media, body, text) in [
        ("text/plain", &b"5"[..], "5"),
        ("text/plain", b"\"a\"", "\"a\""),
        ("application/json", b"\"a\"", "a"),
        ("application/json", b"not JSON", "not JSON"),
        ("text/plain; charset=latin1", b"\xe9", "é"),
        ("text/plain", b"", ""),
    ] {
        let head = format!("200 OK\r\ncontent-type: {media}").leak();
        let read = read::<Plain<String>>(head, body).await;
        assert_eq!(*read.unwrap(), text, "{media}");
    }
    let wrong = why(read::<Plain<i64>>("200 OK", b"many").await);
    assert!(wrong.starts_with("expected"), "{wrong}");
}

#[tokio::test]
async fn a_body_that_fails_is_not_a_broken_connection() {
    let failing = || crate::tests::uploads::pieces([Ok("a"), Err("the disk is gone")]);
    let short = || crate::tests::uploads::pieces([Ok("a")]).with_length(2);
    for (body, cause) in [
        (failing(), "the disk is gone"),
        (short(), "the body is shorter than was said"),
    ] {
        let server = Server::says(|_, _| ("200 OK".to_owned(), ""));
        let client = server.builder().build().unwrap();
        let request = Request::put(&client.0, "/x").body("text/plain", body);
        let error = request.send().await.unwrap_err();
        assert_eq!(
            error.to_string(),
            "PUT /x: the request's body could not be read"
        );
        assert_eq!(
            std::error::Error::source(&error).unwrap().to_string(),
            cause
        );
        assert!(!error.is_retryable());
    }
}

#[tokio::test]
async fn json_has_the_charset_that_it_says() {
    const WESTERN: &[u8] = b"{\"a\": \"caf\xe9\"}";
    const UTF_8: &[u8] = "{\"a\": \"café\"}".as_bytes();
    let read = |media: &'static str, body: &'static [u8]| async move {
        let server = Server::says(move |_, _| (format!("200 OK\r\ncontent-type: {media}"), body));
        let client = server.builder().build().unwrap();
        let read = Call::<Json, NoError>::get(&client.0, "/x").send().await;
        read.map(|it| it["a"].as_str().unwrap().to_owned()).ok()
    };
    let cafe = Some("café".to_owned());
    assert_eq!(
        read("application/json;charset=ISO-8859-1", WESTERN).await,
        cafe
    );
    // Servers declare it and send UTF-8, too.
    assert_eq!(
        read("application/json;charset=ISO-8859-1", UTF_8).await,
        cafe
    );
    assert_eq!(read("application/json; charset=utf-8", UTF_8).await, cafe);
    assert_eq!(read("application/json", WESTERN).await, None);
}
