use http::StatusCode;
use percent_encoding::percent_decode_str;
use proptest::prelude::*;

use super::{builder, client, now};
use crate::runtime::{Call, Empty, NoError, TextList, testing::Recorder};

type Nothing = Call<Empty, NoError>;

/// Returns the path and query of the request as it would be sent.
fn sent(describe: impl FnOnce(&crate::runtime::ClientCore) -> Nothing) -> Result<String, String> {
    let recorder = Recorder::new();
    recorder.json(StatusCode::NO_CONTENT, "");
    match now(describe(&client(&recorder)).send()) {
        Ok(_) => Ok(recorder.requests()[0]
            .uri
            .path_and_query()
            .unwrap()
            .to_string()),
        Err(error) => {
            assert!(recorder.requests().is_empty(), "it was sent");
            Err(error.to_string())
        }
    }
}

fn path(value: &str) -> Result<String, String> {
    sent(|core| Call::get(core, "/a/{x}/b").path("x", value))
}

#[test]
fn path_values_stay_one_segment() {
    for (value, expected) in [
        ("janedoe~my-actor", "janedoe~my-actor"),
        ("0.1", "0.1"),
        ("a/b", "a%2Fb"),
        ("a b", "a%20b"),
        ("100%", "100%25"),
        ("%2e%2e", "%252e%252e"),
        ("é", "%C3%A9"),
        ("a+b&c=d?e#f", "a%2Bb%26c%3Dd%3Fe%23f"),
        ("..a", "..a"),
        ("../x", "..%2Fx"),
        ("\u{0}\n", "%00%0A"),
    ] {
        assert_eq!(path(value), Ok(format!("/base/a/{expected}/b")), "{value}");
    }
}

#[test]
fn path_values_that_change_the_path_are_refused() {
    assert_eq!(
        path("").unwrap_err(),
        "GET /a/{x}/b: path parameter `x` is empty"
    );
    for value in [".", ".."] {
        assert_eq!(
            path(value).unwrap_err(),
            "GET /a/{x}/b: path parameter `x` must not be `.` or `..`"
        );
    }
    let list =
        |items: &'static [&'static str]| sent(move |core| Call::get(core, "/{x}").path("x", items));
    assert_eq!(list(&["a", "b/c"]), Ok("/base/a,b%2Fc".to_owned()));
    assert!(list(&[]).is_err() && list(&[".."]).is_err());
}

#[test]
fn templates_are_the_documents_own() {
    let with = |template: &'static str| {
        sent(move |core| Call::get(core, template).path("x", "1").query("q", 2))
    };
    assert_eq!(with("/{x}.json"), Ok("/base/1.json?q=2".to_owned()));
    assert_eq!(
        with("/things(id={x}):do"),
        Ok("/base/things(id=1):do?q=2".to_owned())
    );
    assert_eq!(
        with("/a b/{x}/é"),
        Ok("/base/a%20b/1/%C3%A9?q=2".to_owned())
    );
    assert_eq!(with("x?action={x}"), Ok("/base/x?action=1&q=2".to_owned()));
    for template in ["/{y}", "/{x", "/{}"] {
        assert!(
            with(template)
                .unwrap_err()
                .ends_with("the path has a parameter without a value")
        );
    }
}

/// Returns the URLs that are sent for a template with one query parameter, and without any.
fn literal(template: &'static str) -> [String; 2] {
    [
        sent(|core| Call::get(core, template).query("q", 2)).unwrap(),
        sent(|core| Call::get(core, template)).unwrap(),
    ]
}

#[test]
fn a_fragment_in_a_template_is_not_sent() {
    assert_eq!(literal("/a#b"), ["/base/a?q=2", "/base/a"]);
    assert_eq!(literal("/a#?b=c"), ["/base/a?q=2", "/base/a"]);
    assert_eq!(literal("/a?b=c#d"), ["/base/a?b=c&q=2", "/base/a?b=c"]);
    assert_eq!(literal("#"), ["/base/?q=2", "/base/"]);
    // A placeholder in a fragment needs no value, and may have any.
    assert_eq!(literal(r#"/a"b/*/]]#{x"y}"#)[1], "/base/a%22b/*/%5D%5D");
    for value in ["", ".."] {
        let file = sent(|core| {
            Call::get(core, "/files/{id}#add_{what}")
                .path("id", "7#8")
                .path("what", value)
        });
        assert_eq!(file.unwrap(), "/base/files/7%238");
    }
    // A placeholder's name is not a literal.
    let named = sent(|core| {
        Call::get(core, "/{a#b}/{c?d}")
            .path("a#b", 1)
            .path("c?d", 2)
    });
    assert_eq!(named.unwrap(), "/base/1/2");
}

#[test]
fn a_query_in_a_template_is_continued() {
    assert_eq!(
        literal("/x?action=y"),
        ["/base/x?action=y&q=2", "/base/x?action=y"]
    );
    assert_eq!(literal("/x?"), ["/base/x?q=2", "/base/x?"]);
    assert_eq!(literal("/x?a&"), ["/base/x?a&q=2", "/base/x?a&"]);
    assert_eq!(literal("/x&"), ["/base/x&?q=2", "/base/x&"]);
    assert_eq!(literal("/x?a=?/b"), ["/base/x?a=?/b&q=2", "/base/x?a=?/b"]);
    // A value in the query is not a segment.
    for (value, expected) in [("", ""), ("..", ".."), ("a&b=#", "a%26b%3D%23")] {
        let query = sent(|core| Call::get(core, "/x?a={v}&b").path("v", value));
        assert_eq!(query.unwrap(), format!("/base/x?a={expected}&b"));
    }
}

#[test]
fn literals_are_encoded_where_a_url_cannot_hold_them() {
    for (template, expected) in [
        ("/a-._~!$&'()*+,;=:@/b", "/base/a-._~!$&'()*+,;=:@/b"),
        ("/a%2Fb%e9", "/base/a%2Fb%e9"),
        ("/100%/50%2/%zz", "/base/100%25/50%252/%25zz"),
        (
            "/a|b^[c]\\`<>\"\u{7f}",
            "/base/a%7Cb%5E%5Bc%5D%5C%60%3C%3E%22%7F",
        ),
        ("/x?f[a]=}", "/base/x?f%5Ba%5D=%7D"),
    ] {
        assert_eq!(literal(template)[1], expected);
    }
    // A percent sign before a value does not combine with it.
    let percent = sent(|core| Call::get(core, "/%{x}/%4{x}").path("x", "41"));
    assert_eq!(percent.unwrap(), "/base/%2541/%25441");
}

#[test]
fn values_together_do_not_change_the_path_either() {
    let filled = |template: &'static str, a: &'static str| {
        sent(move |core| Call::get(core, template).path("a", a))
    };
    for (template, a, expected) in [
        ("/x/{a}-{a}", "-", "/base/x/---"),
        ("/../x/..{a}", "b", "/base/../x/..b"),
        ("/x/{a}%2e/..", "a", "/base/x/a%2e/.."),
        ("/x?.{a}", ".", "/base/x?.."),
        ("/v{a}/{a}.json", ".", "/base/v./..json"),
    ] {
        assert_eq!(filled(template, a).unwrap(), expected);
    }
    for template in ["/x/.{a}", "/{a}{a}/y", "/x/{a}%2E?q", "/{a}/..?y"] {
        let message = filled(template, ".").unwrap_err();
        assert!(
            message.ends_with("`a` must not be `.` or `..`"),
            "{message}"
        );
    }
    // Dots that have no meaning in their position.
    let escaped = sent(|core| Call::get(core, "/{list}/x").path("list", ["", "."]));
    assert_eq!(escaped.unwrap(), "/base/,./x");
}

#[test]
fn query_values_are_pairs() {
    let query = sent(|core| {
        Call::get(core, "/x")
            .query("a b", "c d+e")
            .query("tags", TextList(&["x,y", "z"]))
            .query("none", TextList::<&str>(&[]))
            .query("number", 1.0)
            .query("flag", true)
            .query("", "")
            .with_options(|o| o.query("last", [1, 2]))
    });
    assert_eq!(
        query.unwrap(),
        "/base/x?a%20b=c%20d%2Be&tags=x%2Cy&tags=z&number=1&flag=true&=&last=1&last=2"
    );
}

#[test]
fn a_request_shows_where_it_goes_and_no_value() {
    let core = client(&Recorder::new());
    let call = Nothing::get(&core, "/x/{id}").path("id", "hush");
    let call = call.query("q", "hush").header("x-key", "hush");
    assert_eq!(format!("{call:?}"), "GET /x/{id}");
    assert_eq!(format!("{:?}", call.send()), "ResponseFuture { .. }");
}

#[test]
fn base_urls_are_checked() {
    let base = |text: &str| {
        let recorder = Recorder::new();
        let built = builder().base_url(text).transport(recorder.clone()).build();
        let client = built.map_err(|error| error.to_string())?;
        let _ = now(Nothing::get(&client.0, "/x").send());
        Ok(recorder.requests()[0].uri.to_string())
    };
    assert_eq!(
        base("https://example.com//"),
        Ok("https://example.com/x".to_owned())
    );
    assert_eq!(
        base("http://[::1]:8080/v2/"),
        Ok("http://[::1]:8080/v2/x".to_owned())
    );
    for (text, why) in [
        (
            "https://h/?token=hush",
            "the base URL must not have a query or a fragment",
        ),
        (
            "https://h/#hush",
            "the base URL must not have a query or a fragment",
        ),
        (
            "https://me:hush@h/",
            "the base URL must not have a user name or a password in it",
        ),
        (
            "ftp://h",
            "the base URL must be absolute, starting with http:// or https://",
        ),
        (
            "/v2",
            "the base URL must be absolute, starting with http:// or https://",
        ),
        (
            "example.com",
            "the base URL must be absolute, starting with http:// or https://",
        ),
        ("https://:80/", "the base URL has no host"),
        (
            "https://h:65536/",
            "the base URL has a port that is not between 0 and 65535",
        ),
        (
            "http://[::1]:99999",
            "the base URL has a port that is not between 0 and 65535",
        ),
        #[cfg(feature = "reqwest")]
        (
            "https://m\u{fc}\u{2fe0}nchen.example",
            "the base URL has a host name that DNS cannot hold",
        ),
        ("https://", "the base URL is not a URL"),
        (
            "",
            "the base URL must be absolute, starting with http:// or https://",
        ),
        (
            "localhost:8080/x",
            "the base URL must be absolute, starting with http:// or https://",
        ),
        (
            "https://h ush/",
            "the base URL must not have white space in it",
        ),
        (
            "https://example.invalid/x\n",
            "the base URL must not have white space in it",
        ),
        (
            "https://{tenant}.example.invalid",
            "the base URL has a variable in braces: put its value there",
        ),
    ] {
        assert_eq!(base(text), Err(why.to_owned()), "{text}");
    }
    for fine in [
        "https://h:65535",
        "https://h:0/",
        "http://[::1]:80/",
        "https://h:/",
    ] {
        base(fine).unwrap();
    }
    let other = sent(|core| Call::get(core, "/x").with_options(|o| o.base_url("http://other/p/")));
    assert_eq!(other, Ok("/p/x".to_owned()));
    let wrong = sent(|core| Call::get(core, "/x").with_options(|o| o.base_url("http://h?hush")));
    assert_eq!(
        wrong.unwrap_err(),
        "GET /x: the base URL must not have a query or a fragment"
    );
}

/// Follows RFC 5891: host names in any script.
#[cfg(feature = "reqwest")]
#[test]
fn a_host_may_be_named_in_any_script() {
    for (given, asked) in [
        (
            "http://M\u{fc}nchen.example:8080/api/",
            "http://xn--mnchen-3ya.example:8080/api/x",
        ),
        ("https://\u{4f8b}\u{3048}.jp", "https://xn--r8jz45g.jp/x"),
    ] {
        let recorder = Recorder::new();
        recorder.json(http::StatusCode::NO_CONTENT, "");
        let client = builder().base_url(given).transport(recorder.clone());
        let core = client.build().unwrap().0;
        now(super::Nothing::get(&core, "/x").send()).unwrap();
        assert_eq!(recorder.requests()[0].uri, asked);
    }
}

/// Decodes a text as any server does.
fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8().unwrap().into_owned()
}

proptest! {
    #[test]
    fn a_path_value_is_read_as_it_was_given(value in any::<String>()) {
        prop_assume!(!matches!(value.as_str(), "" | "." | ".."));
        let sent = path(&value).unwrap();
        let segments: Vec<_> = sent.split('/').collect();
        prop_assert_eq!(segments.len(), 5);
        prop_assert_eq!(decoded(segments[3]), value.as_str());
        // A URL parser in between changes nothing.
        #[cfg(feature = "reqwest")]
        {
            let url = reqwest::Url::parse(&format!("http://h{sent}")).unwrap();
            prop_assert_eq!(url.path(), sent.as_str());
        }
    }

    #[test]
    fn query_pairs_are_read_as_they_were_given(pairs in prop::collection::vec(any::<(String, String)>(), 1..4)) {
        let sent = sent(|core| pairs.iter().fold(Call::get(core, "/x"), |call, (name, value)| call.query(name, value))).unwrap();
        let (_, query) = sent.split_once('?').unwrap();
        let read: Vec<_> = query.split('&').map(|pair| {
            let (name, value) = pair.split_once('=').unwrap();
            (decoded(name), decoded(value))
        }).collect();
        prop_assert_eq!(read, pairs);
        #[cfg(feature = "reqwest")]
        {
            let url = reqwest::Url::parse(&format!("http://h{sent}")).unwrap();
            prop_assert_eq!(url.query(), Some(query));
        }
    }
    #[test]
    fn any_template_makes_a_url(text in "[^{}]*") {
        let template: &'static str = format!("/x{text}/{{v}}").leak();
        let sent = sent(|core| Call::get(core, template).path("v", "1").query("q", 2)).unwrap();
        prop_assert!(sent.starts_with("/base/x") && sent.is_ascii() && !sent.contains('#'));
        let (path, query) = sent.split_once('?').unwrap();
        prop_assert!(query.ends_with("q=2"));
        if !text.contains(['?', '#']) {
            prop_assert_eq!(path.ends_with("/1"), true);
            prop_assert_eq!(query, "q=2");
        }
    }
}

#[test]
fn any_method_is_sent_as_it_is_written() {
    let recorder = Recorder::new();
    recorder.json(StatusCode::NO_CONTENT, "");
    let call: Nothing = Call::other(&client(&recorder), "QUERY", "/a");
    assert!(now(call.send()).is_ok());
    recorder.json(StatusCode::NO_CONTENT, "");
    let call: Nothing = Call::other(&client(&recorder), "purge", "/a");
    assert!(now(call.send()).is_ok());
    let methods: Vec<String> = recorder
        .requests()
        .iter()
        .map(|request| request.method.to_string())
        .collect();
    assert_eq!(methods, ["QUERY", "purge"]);
    assert!(sent(|core| Call::other(core, "NOT ONE", "/a")).is_err());
}
