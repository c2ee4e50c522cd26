//! Bodies in parts, as a server gets them.

use super::{Request, Server};
use crate::runtime::{Call, Empty, File, FilesOr, NoError};

/// Sends `value` as the part `a`, and returns the parts that the server gets, without the boundaries.
async fn parts(value: impl Into<FilesOr<&'static str>>) -> Vec<String> {
    let server = Server::says(|_, _| ("200 OK".to_owned(), ""));
    let client = server.builder().build().unwrap();
    let call: Request = Call::post(&client.0, "/x");
    let call = call.files_or("a", "image/*", value);
    call.send().await.unwrap();
    let sent = server.one();
    let (head, body) = sent.split_once("\r\n\r\n").unwrap();
    let (_, boundary) = head.split_once("boundary=").unwrap();
    let boundary = format!("--{}", boundary.lines().next().unwrap());
    let parts = body.split(boundary.as_str()).skip(1);
    let parts = parts.map(|it| it.trim_matches(['\r', '\n']).to_owned());
    parts.filter(|it| it != "--").collect()
}

#[tokio::test]
async fn a_part_can_be_several_files_or_something_else() {
    let file = |name: &str| File::new(name, name.to_owned());
    let sent = |name: &str| {
        format!(
            "Content-Disposition: form-data; name=\"a\"; filename=\"{name}\"\r\nContent-Type: image/png\r\n\r\n{name}"
        )
    };
    let [one, two] = ["1.png", "2.png"];
    assert_eq!(parts(file(one)).await, [sent(one)]);
    assert_eq!(parts([file(one), file(two)]).await, [sent(one), sent(two)]);
    let some = vec![file(two), file(one)];
    assert_eq!(parts(some).await, [sent(two), sent(one)]);
    let other = "Content-Disposition: form-data; name=\"a\"\r\n\r\nhttps://example.com";
    assert_eq!(parts(FilesOr::Value("https://example.com")).await, [other]);
}

/// Sends an empty list of files, which is a body without parts.
#[tokio::test]
async fn there_may_be_no_file() {
    assert!(parts(Vec::new()).await.is_empty());
    let server = Server::says(|_, _| ("200 OK".to_owned(), ""));
    let client = server.builder().build().unwrap();
    let call = Call::<Empty, NoError>::post(&client.0, "/x");
    call.files_or::<String>("a", "image/*", [])
        .send()
        .await
        .unwrap();
    assert!(server.one().contains("content-type: multipart/form-data; "));
}
