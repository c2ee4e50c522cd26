//! Forms and multipart bodies.

use std::{
    collections::VecDeque,
    pin::Pin,
    task::{Context, Poll},
};

use bytes::Bytes;
use futures_core::Stream;
use percent_encoding::percent_decode_str;
use proptest::prelude::*;
use serde_json::json;

use super::{Nothing, sent};
use crate::runtime::{Body, Call, File, Multipart, Style, TextList, testing::Recorded};

fn form(
    value: &serde_json::Value,
    styles: &'static [(&'static str, Style)],
) -> Result<String, String> {
    let request = sent(|core| Call::post(core, "/").form(value, styles))?;
    assert_eq!(
        request.headers["content-type"],
        "application/x-www-form-urlencoded"
    );
    Ok(String::from_utf8(request.body.to_vec()).unwrap())
}

#[test]
fn a_form_has_a_pair_for_each_value() {
    let value = json!({
        "a b": "c d&e", "flag": true, "list": [1, 2], "none": null, "number": 1.0,
        "object": {"x": 1}, "objects": [{"y": 2}], "empty": [],
    });
    assert_eq!(
        form(&value, &[]).unwrap(),
        "a%20b=c%20d%26e&flag=true&list=1&list=2&number=1&object=%7B%22x%22%3A1%7D&objects=%7B%22y%22%3A2%7D"
    );
    assert_eq!(form(&json!({}), &[]).unwrap(), "");
    let value = json!({"list": [1, 2], "object": {"x": {"y": 1}}, "text": [3]});
    let styles = &[
        ("list", Style::Form),
        ("object", Style::DeepObject),
        ("text", Style::Json),
    ];
    assert_eq!(
        form(&value, styles).unwrap(),
        "list=1,2&object%5Bx%5D%5By%5D=1&text=%5B3%5D"
    );
    assert_eq!(
        form(&json!([1]), &[]).unwrap_err(),
        "POST /: the form is not an object"
    );
}

#[test]
fn parts_have_headers_of_their_own() {
    let request = sent(|core| {
        let named = |name, value: &'static str| (name, http::HeaderValue::from_static(value));
        let (rate, five) = named(http::HeaderName::from_static("x-rate"), "5");
        let (kind, other) = named(http::HeaderName::from_static("x-kind"), "other");
        Call::post(core, "/")
            .part_header("file", "X-Kind", "photo")
            .part_header("file", "X-Kind", "photo")
            .file("file", "image/png", File::new("a", "A").header(rate, five))
            .file("file", "image/png", File::new("b", "B").header(kind, other))
            .part("note", "text")
    });
    let request = request.unwrap();
    let body = String::from_utf8(request.body.to_vec()).unwrap();
    let heads: Vec<&str> = body
        .split("--part-")
        .filter_map(|part| Some(part.split_once("\r\n")?.1.split_once("\r\n\r\n")?.0))
        .collect();
    assert_eq!(
        heads,
        [
            "Content-Disposition: form-data; name=\"file\"; filename=\"a\"\r\nContent-Type: image/png\r\nX-Kind: photo\r\nx-rate: 5",
            "Content-Disposition: form-data; name=\"file\"; filename=\"b\"\r\nContent-Type: image/png\r\nx-kind: other",
            "Content-Disposition: form-data; name=\"note\"",
        ]
    );
}

proptest! {
    #[test]
    fn servers_read_the_form_that_was_given(pairs in prop::collection::btree_map(".*", ".*", 0..5)) {
        let text = form(&json!(pairs), &[]).unwrap();
        let decode = |text: &str| percent_decode_str(text).decode_utf8().unwrap().into_owned();
        let read = text.split('&').filter(|it| !it.is_empty()).map(|pair| {
            let (name, value) = pair.split_once('=').unwrap();
            (decode(name), decode(value))
        });
        prop_assert_eq!(read.collect::<std::collections::BTreeMap<_, _>>(), pairs);
    }
}

/// Returns the parts as a server reads them: head and content.
fn parts(request: &Recorded) -> Vec<(String, Vec<u8>)> {
    let content_type = request.headers["content-type"].to_str().unwrap();
    let boundary = content_type
        .strip_prefix("multipart/form-data; boundary=")
        .unwrap();
    let body = &request.body[..];
    let find = |from: usize, what: &[u8]| {
        let at = body[from..].windows(what.len()).position(|it| it == what);
        at.map(|at| from + at)
    };
    let end = format!("--{boundary}--\r\n");
    assert!(body.ends_with(end.as_bytes()));
    let open = format!("--{boundary}\r\n");
    let mut out = Vec::new();
    let mut at = 0;
    while body[at..].starts_with(open.as_bytes()) {
        let head = at + open.len();
        let content = find(head, b"\r\n\r\n").unwrap() + 4;
        let close = find(content, format!("\r\n--{boundary}").as_bytes()).unwrap();
        let head = String::from_utf8(body[head..content - 4].to_vec()).unwrap();
        out.push((head, body[content..close].to_vec()));
        at = close + 2;
    }
    assert_eq!(&body[at..], end.as_bytes());
    out
}

struct Chunks(VecDeque<&'static str>);

impl Stream for Chunks {
    type Item = Result<Bytes, std::io::Error>;
    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.pop_front().map(|it| Ok(it.into())))
    }
}

#[test]
fn parts_are_text_json_and_files() {
    let request = sent(|core| {
        Call::post(core, "/")
            .part("name", "é")
            .part("tags", TextList(&["a", "b"]))
            .part_as("csv", "text/csv", "a,b")
            .part_json("point", &json!({"x": 1}))
            .parts_json("points", &[json!(1), json!(2)])
            .file("file", "image/png", File::new("a \"b\".png", vec![0, 255]))
            .files(
                "more",
                "application/octet-stream",
                [
                    File::new("1", "one"),
                    File::new("2", Body::stream(Chunks(["t", "wo"].into())))
                        .content_type("text/plain"),
                ],
            )
    })
    .unwrap();
    let head = |rest: &str| format!("Content-Disposition: form-data; {rest}");
    let expected: Vec<(String, &[u8])> = vec![
        (head("name=\"name\""), "é".as_bytes()),
        (head("name=\"tags\""), b"a"),
        (head("name=\"tags\""), b"b"),
        (head("name=\"csv\"\r\nContent-Type: text/csv"), b"a,b"),
        (
            head("name=\"point\"\r\nContent-Type: application/json"),
            b"{\"x\":1}",
        ),
        (
            head("name=\"points\"\r\nContent-Type: application/json"),
            b"1",
        ),
        (
            head("name=\"points\"\r\nContent-Type: application/json"),
            b"2",
        ),
        (
            head("name=\"file\"; filename=\"a %22b%22.png\"\r\nContent-Type: image/png"),
            &[0, 255],
        ),
        (
            head("name=\"more\"; filename=\"1\"\r\nContent-Type: application/octet-stream"),
            b"one",
        ),
        (
            head("name=\"more\"; filename=\"2\"\r\nContent-Type: text/plain"),
            b"two",
        ),
    ];
    let sent = parts(&request);
    let sent: Vec<(String, &[u8])> = sent
        .iter()
        .map(|(head, it)| (head.clone(), &it[..]))
        .collect();
    assert_eq!(sent, expected);
}

#[test]
fn a_body_of_parts_may_have_none() {
    assert!(parts(&sent(|core| Call::post(core, "/").multipart()).unwrap()).is_empty());
    let any = Multipart::new()
        .text("a", "1")
        .file("b", File::new("c", "2").content_type("bad\n"));
    let request = sent(|core| Call::post(core, "/").parts(any)).unwrap();
    assert_eq!(parts(&request).len(), 2);
}

#[test]
fn what_cannot_be_a_part_is_refused() {
    let refused = |describe: fn(Nothing) -> Nothing| {
        sent(|core| describe(Call::post(core, "/"))).unwrap_err()
    };
    assert_eq!(
        refused(|call| call.json(&1).part("a", "b")),
        "POST /: a request with another body can have no parts"
    );
    assert_eq!(
        refused(|call| call.part("a", "b").json(&1)),
        "POST /: a request with another body can have no parts"
    );
    assert_eq!(
        refused(|call| call.file(
            "a",
            "text/plain",
            File::new("b", "c").content_type("d\r\ne: f")
        )),
        "POST /: part `a` has a content type that a header cannot hold"
    );
    assert_eq!(
        refused(|call| call.part("a", f64::NAN)),
        "POST /: part `a` is not a finite number"
    );
    // Names cannot break out of their quotes.
    let request = sent(|core| Call::post(core, "/").part("a\"\r\nX: y", "b")).unwrap();
    let [(head, _)] = &parts(&request)[..] else {
        panic!("more than one part")
    };
    assert_eq!(
        head,
        "Content-Disposition: form-data; name=\"a%22%0D%0AX: y\""
    );
}

#[test]
fn a_length_that_no_number_holds_is_none() {
    let endless = || Body::wrap(Body::from("a")).with_length(u64::MAX);
    let request = sent(|core| {
        let call = Call::post(core, "/").file("a", "", File::new("b", endless()));
        call.file("c", "", File::new("d", endless()))
    });
    assert!(request.is_err(), "the content is shorter than was said");
}
