use http::StatusCode;

use super::{Client, builder, now};
use crate::runtime::{
    Call, ClientBuilder, Empty, Error, NoError, RequestErrorKind, testing::Recorder,
};

type Alternatives = &'static [&'static [&'static str]];

/// Returns `authorization`, `x-key`, `cookie` and the query of the request, or the reason why none was sent.
fn sent(builder: ClientBuilder<Client>, alternatives: Alternatives) -> Result<[String; 4], String> {
    let recorder = Recorder::new();
    recorder.json(StatusCode::NO_CONTENT, "");
    let client = builder.transport(recorder.clone()).build().unwrap();
    let call = Call::<Empty, NoError>::get(&client.0, "/x")
        .cookie("own", "1 2")
        .auth(alternatives);
    match now(call.send()) {
        Ok(_) => {
            let request = recorder.requests().remove(0);
            let header = |name| {
                request
                    .headers
                    .get(name)
                    .map_or("", |v| v.to_str().unwrap())
                    .to_owned()
            };
            let query = request.uri.query().unwrap_or_default().to_owned();
            Ok([
                header("authorization"),
                header("x-key"),
                header("cookie"),
                query,
            ])
        }
        Err(Error::Request(error)) => {
            assert_eq!(error.kind(), RequestErrorKind::Credential);
            assert!(recorder.requests().is_empty());
            Err(error.to_string())
        }
        Err(other) => panic!("{other}"),
    }
}

#[allow(clippy::unnecessary_wraps)] // to be compared with what `sent` gives
fn request(
    authorization: &str,
    key: &str,
    cookie: &str,
    query: &str,
) -> Result<[String; 4], String> {
    Ok([authorization, key, cookie, query].map(str::to_owned))
}

#[test]
fn each_kind_goes_where_the_document_says() {
    assert_eq!(
        sent(builder().token("T"), &[&["bearer"]]),
        request("Bearer T", "", "own=1%202", "")
    );
    assert_eq!(
        sent(builder().token("T"), &[&["oauth"]]),
        request("Bearer T", "", "own=1%202", "")
    );
    for (user, password, encoded) in [
        ("Aladdin", "open sesame", "QWxhZGRpbjpvcGVuIHNlc2FtZQ=="),
        ("", "", "Og=="),
        ("a", "b", "YTpi"),
        ("é", ":", "w6k6Og=="),
    ] {
        let expected = request(&format!("Basic {encoded}"), "", "own=1%202", "");
        assert_eq!(
            sent(builder().basic(user, password), &[&["basic"]]),
            expected
        );
        assert_eq!(
            sent(
                builder().credential("basic", format!("{user}:{password}")),
                &[&["basic"]]
            ),
            expected
        );
    }
    assert_eq!(
        sent(builder().credential("header", "K"), &[&["header"]]),
        request("", "K", "own=1%202", "")
    );
    assert_eq!(
        sent(builder().credential("query", "K&"), &[&["query"]]),
        request("", "", "own=1%202", "api%20key=K%26")
    );
    let cookies = builder()
        .credential("cookie", "a;b")
        .credential("cookie2", "c");
    assert_eq!(
        sent(cookies, &[&["cookie", "cookie2"]]),
        request("", "", "own=1%202; sid=a%3Bb; csrf=c", "")
    );
    // A session cookie is sent exactly as the server set it.
    assert_eq!(
        sent(
            builder().credential("cookie", "s:aGk/+a==.%2F!~"),
            &[&["cookie"]]
        ),
        request("", "", "own=1%202; sid=s:aGk/+a==.%2F!~", "")
    );
    assert_eq!(
        sent(builder().credential("cookie", "a, b\"\\é"), &[&["cookie"]]),
        request("", "", "own=1%202; sid=a%2C%20b%22%5C%C3%A9", "")
    );
}

#[test]
fn the_first_alternative_that_can_be_met_is_taken() {
    let keys = || builder().credential("header", "K").credential("query", "Q");
    assert_eq!(
        sent(keys(), &[&["bearer"], &["header", "query"]]),
        request("", "K", "own=1%202", "api%20key=Q")
    );
    assert_eq!(
        sent(keys(), &[&["header", "bearer"], &["query"], &["header"]]),
        request("", "", "own=1%202", "api%20key=Q")
    );
    assert_eq!(
        sent(keys(), &[&["bearer"], &["header", "basic"]]).unwrap_err(),
        "GET /x: the client has no credential for bearer, nor for header and basic"
    );
}

#[test]
fn no_credential_is_sent_where_none_is_asked_for() {
    const NONE: [Alternatives; 2] = [&[], &[&[]]];
    const OPTIONAL: [Alternatives; 2] = [&[&["bearer"], &[]], &[&[], &["bearer"]]];
    for alternatives in NONE {
        assert_eq!(
            sent(builder().token("T"), alternatives),
            request("", "", "own=1%202", "")
        );
    }
    // Optional: with a token if there is one, in either order of the alternatives.
    for alternatives in OPTIONAL {
        assert_eq!(
            sent(builder(), alternatives),
            request("", "", "own=1%202", "")
        );
        assert_eq!(
            sent(builder().token("T"), alternatives),
            request("Bearer T", "", "own=1%202", "")
        );
    }
}

#[test]
fn a_credential_that_cannot_be_used_is_refused_at_once() {
    for (builder, why) in [
        (
            builder().token(""),
            "the credential of scheme `bearer` is empty",
        ),
        (
            builder().token("hu\nsh"),
            "the credential of scheme `bearer` has a character that a header cannot hold",
        ),
        (
            builder().token("bearer hush"),
            "the credential of scheme `bearer` starts with `Bearer`, which the client adds",
        ),
        (
            builder().basic("a:b", "hush"),
            "the credential of scheme `basic` has a colon in its user name",
        ),
        (
            builder().token("hush "),
            "the credential of scheme `bearer` starts or ends with white space, which HTTP drops",
        ),
        (
            builder().credential("header", " hush"),
            "the credential of scheme `header` starts or ends with white space, which HTTP drops",
        ),
        (
            builder().credential("basic", "hush"),
            "the credential of scheme `basic` must be `user:password`",
        ),
        (
            builder().credential("nope", "hush"),
            "the test document has no security scheme `nope`; it has bearer, oauth, basic, header, query, cookie, cookie2",
        ),
    ] {
        let error = builder.transport(Recorder::new()).build().err().unwrap();
        assert_eq!(error.to_string(), why);
    }
}

#[test]
fn a_cookie_of_any_letters_stays_beside_a_credential() {
    let recorder = Recorder::new();
    recorder.json(StatusCode::NO_CONTENT, "");
    let client = builder().header("cookie", "name=é");
    let client = client.credential("cookie", "KEY");
    let client = client.transport(recorder.clone()).build().unwrap();
    let call = Call::<Empty, NoError>::get(&client.0, "/x").auth(&[&["cookie"]]);
    now(call.send()).unwrap();
    let sent = recorder.requests().remove(0).headers["cookie"].clone();
    assert_eq!(sent.as_bytes(), "name=é; sid=KEY".as_bytes());
}

#[test]
fn a_token_without_a_scheme_is_told_how_to_be_sent() {
    static BARE: crate::runtime::Api = crate::runtime::Api {
        name: "bare",
        base_url: Some("http://bare.invalid"),
        user_agent: "test/1",
        schemes: &[],
        variables: &[],
    };
    let build = |builder: crate::runtime::ClientBuilder<super::Client>| {
        builder.transport(Recorder::new()).build()
    };
    let bare = || crate::runtime::ClientBuilder::new(&BARE);
    assert_eq!(
        build(bare().token("hush")).err().unwrap().to_string(),
        "the bare document has no bearer scheme; it has none: to send one all the same, set the \
         header, `.header(\"authorization\", \"Bearer …\")`"
    );
    build(bare().header("authorization", "Bearer hush")).unwrap();
}
