//! Files and values in parts: the form and the media type of each.

use http::header::CONTENT_TYPE;
use serde_json::json;

use super::{Nothing, sent};
use crate::runtime::{Body, Call, File, FileOr, Multipart, Style, TextList};

/// Returns the content type of the body without its boundary, and each part without the start of its head.
fn parts(describe: fn(Nothing) -> Nothing) -> Result<(String, Vec<String>), String> {
    let request = sent(|core| describe(Call::post(core, "/")))?;
    let media = request.headers[CONTENT_TYPE].to_str().unwrap();
    let (media, boundary) = media.split_once("; boundary=").unwrap();
    let body = String::from_utf8(request.body.to_vec()).unwrap();
    let boundary = format!("--{boundary}");
    let parts = body.split(&boundary);
    let parts = parts.filter_map(|part| part.strip_prefix("\r\n")?.strip_suffix("\r\n"));
    let start = "Content-Disposition: form-data; ";
    let parts = parts.map(|part| part.replacen(start, "", 1).replace("\r\n", "|"));
    Ok((media.to_owned(), parts.collect()))
}

/// Returns the media type with which a file called `name` is sent.
fn media(allowed: &'static str, name: &str) -> Result<String, String> {
    let request = sent(|core| Call::post(core, "/").file("f", allowed, File::new(name, "")))?;
    let body = String::from_utf8(request.body.to_vec()).unwrap();
    let (_, rest) = body.split_once("Content-Type: ").unwrap();
    Ok(rest.split("\r\n").next().unwrap().to_owned())
}

#[test]
fn a_file_on_disk_has_the_last_part_of_its_path_as_its_name() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    let file = File::read(path).expect("the manifest");
    assert_eq!(file.name, "Cargo.toml");
    let length = std::fs::metadata(path).expect("the manifest").len();
    assert_eq!(http_body::Body::size_hint(&file.body).exact(), Some(length));
    let missing = File::read("no/such/file").expect_err("there is none");
    assert_eq!(missing.kind(), std::io::ErrorKind::NotFound);
}

#[test]
fn a_file_has_a_type_that_the_document_lists() {
    let list = "image/png, image/jpeg;q=1";
    let rows = [
        ("application/pdf", "a.png", "application/pdf"),
        (list, "a.JPG", "image/jpeg;q=1"),
        (list, "a.pdf", "image/png"),
        (list, "a", "image/png"),
        ("image/*, application/pdf", "a.gif", "image/gif"),
        ("image/*, application/pdf", "a.bin", "application/pdf"),
        ("*/*", "a.png", "image/png"),
        ("*/*", "png", "application/octet-stream"),
        ("application/*", "a.png", "application/octet-stream"),
    ];
    for (allowed, name, wanted) in rows {
        assert_eq!(
            media(allowed, name).as_deref(),
            Ok(wanted),
            "{allowed} {name}"
        );
    }
    let why = media("image/*, audio/*", "a.bin").unwrap_err();
    assert_eq!(
        why,
        "POST /: part `f` can be any of `image/*, audio/*`, and the file does not say which: give it a type with \
         `File::content_type`"
    );
    let any = Multipart::new().file("a", File::new("b.png", ""));
    let request = sent(|core| Call::post(core, "/").parts(any)).unwrap();
    let body = String::from_utf8(request.body.to_vec()).unwrap();
    assert!(body.contains("Content-Type: image/png\r\n"), "{body}");
}

#[test]
fn a_part_can_be_a_file_or_something_else() {
    let (_, parts) = parts(|call| {
        call.file_or::<String>("a", "*/*", File::new("b", "c"))
            .file_or("d", "*/*", FileOr::Value("https://example.com"))
            .file_or("e", "*/*", FileOr::Value(json!({"id": 1.5})))
            .files("f", "text/plain", File::new("g", "h"))
    })
    .unwrap();
    let expected = [
        "name=\"a\"; filename=\"b\"|Content-Type: application/octet-stream||c",
        "name=\"d\"||https://example.com",
        "name=\"e\"|Content-Type: application/json||{\"id\":1.5}",
        "name=\"f\"; filename=\"g\"|Content-Type: text/plain||h",
    ];
    assert_eq!(parts, expected);
}

#[test]
fn a_value_is_written_by_what_it_is() {
    let (_, parts) = parts(|call| {
        call.part_value("text", "auto")
            .part_value("number", &1.0)
            .part_value("nothing", &json!(null))
            .part_value("object", &json!({"a": ["b"]}))
            .part_value("list", &json!(["a", 1, null, {"b": 2}, [3]]))
            .part_json_as("own", "application/vnd.x+json", &1)
    })
    .unwrap();
    let expected = [
        "name=\"text\"||auto",
        "name=\"number\"||1",
        "name=\"object\"|Content-Type: application/json||{\"a\":[\"b\"]}",
        "name=\"list\"||a",
        "name=\"list\"||1",
        "name=\"list\"|Content-Type: application/json||{\"b\":2}",
        "name=\"list\"|Content-Type: application/json||[3]",
        "name=\"own\"|Content-Type: application/vnd.x+json||1",
    ];
    assert_eq!(parts, expected);
}

#[test]
fn parts_have_styles() {
    let (_, parts) = parts(|call| {
        let object = &json!({"none": null, "x": 1, "y": "b"});
        call.part_styled("form", Style::Form, TextList(&["a", "b"]))
            .part_styled("space", Style::Space, TextList(&["a", "b"]))
            .part_styled("pipe", Style::Pipe, [1, 2])
            .part_styled("each", Style::FormExplode, [1, 2])
            .part_styled("flat", Style::Form, object)
            .part_styled("own", Style::FormExplode, json!({"k": 1}))
            .part_styled("deep", Style::DeepObject, json!({"l": "m"}))
            .part_styled("nothing", Style::Form, TextList::<&str>(&[]))
    })
    .unwrap();
    let expected = [
        "name=\"form\"||a,b",
        "name=\"space\"||a b",
        "name=\"pipe\"||1|2",
        "name=\"each\"||1",
        "name=\"each\"||2",
        "name=\"flat\"||none,,x,1,y,b",
        "name=\"k\"||1",
        "name=\"deep[l]\"||m",
    ];
    assert_eq!(parts, expected);
    let why = self::parts(|call| call.part_styled("form", Style::Form, TextList(&["a,b"])));
    assert_eq!(
        why.unwrap_err(),
        "POST /: part `form` has an item that holds the delimiter between items"
    );
}

#[test]
fn parts_are_of_the_type_that_the_document_has() {
    let mixed = parts(|call| call.parts_as("multipart/mixed").part("a", "b"));
    assert_eq!(mixed.unwrap().0, "multipart/mixed");
    let related = |describe| parts(describe).unwrap().0;
    let text = related(|call| call.parts_as("multipart/related").part("a", "b"));
    assert_eq!(text, "multipart/related; type=\"text/plain\"");
    let json = related(|call| {
        let call = call
            .part_json("a", &1)
            .file("b", "image/png", File::new("c", ""));
        call.parts_as("multipart/related")
    });
    assert_eq!(json, "multipart/related; type=\"application/json\"");
    // Without a part there is no body.
    let none = sent(|core| Call::post(core, "/").parts_as("multipart/mixed")).unwrap();
    assert!(!none.headers.contains_key(CONTENT_TYPE));
}

#[test]
fn a_body_of_any_type_says_which() {
    let media = |listed: &'static str, body: Body| {
        let request = sent(|core| Call::put(core, "/").body(listed, body));
        request.map(|it| it.headers[CONTENT_TYPE].to_str().unwrap().to_owned())
    };
    let png = || Body::from("a").content_type("image/png");
    assert_eq!(media("image/*", png()).as_deref(), Ok("image/png"));
    assert_eq!(media("text/csv", png()).as_deref(), Ok("image/png"));
    let any = media("*/*", Body::from("a"));
    assert_eq!(any.as_deref(), Ok("application/octet-stream"));
    assert_eq!(
        media("image/*", Body::from("a")).unwrap_err(),
        "PUT /: the body can be any of `image/*`: give it a type with `Body::content_type`"
    );
}
