//! Pages without sockets: the next page according to a `Link` header, a URL or a body.

use http::{
    StatusCode,
    header::{CONTENT_TYPE, LINK},
};

use super::{builder, client, now};
use crate::runtime::{Body, Call, ClientCore, Json, NoError, pages::PageRule, testing::Recorder};

type Value = serde_json::Value;

/// Returns the URL of the second request, or the reason why there is none; `None` if the pages end.
fn second(
    base: &str,
    rule: PageRule,
    (header, body): (&str, &str),
) -> Option<Result<String, String>> {
    let first = http::Response::builder()
        .header(LINK, header)
        .body(Body::from(body.to_owned()));
    second_after(base, rule, first.unwrap())
}

fn second_after(
    base: &str,
    rule: PageRule,
    first: http::Response<Body>,
) -> Option<Result<String, String>> {
    let recorder = Recorder::new();
    recorder.respond(first);
    recorder.json(StatusCode::OK, "{}");
    let client = builder().transport(recorder.clone()).base_url(base);
    let client: ClientCore = client.credential("query", "SECRET").build().unwrap().0;
    let call = Call::<Json<Value>, NoError>::get(&client, "/things/all")
        .query("q", "1")
        .auth(&[&["query"]]);
    let mut pages = call.pages(rule);
    assert!(now(pages.next()).unwrap().is_some());
    match now(pages.next()) {
        Ok(None) => None,
        Ok(Some(_)) => Some(Ok(recorder.requests()[1].uri.to_string())),
        Err(error) => Some(Err(error.to_string())),
    }
}

fn linked(header: &str) -> Option<Result<String, String>> {
    second("https://api.example/v1", PageRule::link(), (header, "[]"))
}

#[test]
fn the_next_link_is_found_among_others() {
    let found = [
        "<https://api.example/v1/things?p=2>; rel=\"next\"",
        "</v1/things?p=2>; rel=next",
        "<?p=9>; rel=last, <../v1/x?p=1>; rel=\"prev\"; title=\"a, <b>; rel=next\", </v1/things?p=2>; REL=\"first Next\"",
        "</v1/things?p=2#here>; title=\"a \\\" b\"; rel=\"next\"",
    ];
    for header in found {
        let url = linked(header).expect(header).expect(header);
        assert_eq!(
            url, "https://api.example/v1/things?p=2&api%20key=SECRET",
            "{header}"
        );
    }
    for header in [
        "",
        "<?p=2>",
        "<?p=2>; rel=prev",
        "<?p=2; rel=next",
        "<?p=2>; rel=prev; rel=next",
    ] {
        assert_eq!(linked(header), None, "{header}");
    }
}

#[test]
fn a_next_url_stays_at_its_origin() {
    let stays = [
        ("?p=2", "https://api.example/v1/things/all?p=2"),
        ("more?p=2", "https://api.example/v1/things/more?p=2"),
        ("/p/2", "https://api.example/p/2"),
        ("https://API.example:443?p=2", "https://api.example/?p=2"),
        ("//api.example/x?p=2", "https://api.example/x?p=2"),
        // A server behind a proxy that terminates TLS.
        ("http://api.example/x?p=2", "https://api.example/x?p=2"),
        (
            "/x?p=2&api%20key=OTHER&n=a b",
            "https://api.example/x?p=2&n=a%20b",
        ),
    ];
    for (next, wanted) in stays {
        let url = linked(&format!("<{next}>; rel=next"))
            .expect(next)
            .expect(next);
        let sign = if wanted.contains('?') { '&' } else { '?' };
        assert_eq!(url, format!("{wanted}{sign}api%20key=SECRET"));
    }
    let leaves = [
        "https://other.example/x",
        "https://api.example:8443/x",
        "http://api.example:8080/x",
        "https://api.example.other/x",
        "https://api.example@other.example/x",
        "https://user:password@api.example/x",
        "//other.example/x",
        "ftp://api.example/x",
    ];
    for next in leaves {
        let why = linked(&format!("<{next}>; rel=next"))
            .expect(next)
            .expect_err(next);
        assert!(why.contains("is of another origin"), "{next}: {why}");
        assert!(!why.contains("password"), "{why}");
    }
    // An http URL does not become https by itself.
    let up = second(
        "http://api.example",
        PageRule::link(),
        ("<https://api.example/x>; rel=next", "[]"),
    );
    assert!(up.expect("a next page").is_err());
}

#[test]
fn a_cursor_is_read_in_the_charset_of_the_body() {
    let bodies: [(&str, &[u8]); 2] = [
        (
            "application/json;charset=ISO-8859-1",
            b"{\"name\": \"caf\xe9\", \"next\": \"a\"}",
        ),
        ("application/json", b"\xEF\xBB\xBF{\"next\": \"a\"}"),
    ];
    for (media, body) in bodies {
        let first = http::Response::builder().header(CONTENT_TYPE, media);
        let first = first.body(Body::from(body)).unwrap();
        let next = second_after("https://a.example", PageRule::cursor("q", "/next"), first);
        let url = next.expect(media).expect(media);
        assert!(
            url.starts_with("https://a.example/things/all?q=a&"),
            "{url}"
        );
    }
}

#[test]
fn cursors_are_read_from_the_body_as_it_came() {
    let cursor = |body: &str, at: &'static str| {
        second("https://a.example", PageRule::cursor("q", at), ("", body))
    };
    let of = |value: &str| {
        Some(Ok(format!(
            "https://a.example/things/all?q={value}&api%20key=SECRET"
        )))
    };
    assert_eq!(
        cursor("{\"next\":\"a&b \\u00e9\"}", "/next"),
        of("a%26b%20%C3%A9")
    );
    assert_eq!(
        cursor("\u{feff}{\"a/b\":{\"~\":12345678901234567890}}", "/a~1b/~0"),
        of("12345678901234567890")
    );
    for end in [
        "{}",
        "{\"next\":null}",
        "{\"next\":\"\"}",
        "{\"next\":false}",
        "[]",
        "{\"next\":{}}",
    ] {
        assert_eq!(cursor(end, "/next"), None, "{end}");
    }
}

#[test]
fn numbers_count_on_from_where_they_are() {
    let page =
        |rule: PageRule, body: &str| second("https://a.example", rule.items("/items"), ("", body));
    let of = |value: &str| {
        Some(Ok(format!(
            "https://a.example/things/all?q=1&{value}&api%20key=SECRET"
        )))
    };
    let body = "{\"items\":[1,2],\"page\":{\"number\":7,\"of\":8.0},\"total\":\"3\",\"last\":true}";
    assert_eq!(page(PageRule::page("page").first(1), body), of("page=2"));
    assert_eq!(
        page(PageRule::page("page").first(0).total("/page/of"), body),
        of("page=1")
    );
    assert_eq!(
        page(PageRule::page("page").number("/page/number"), body),
        of("page=8")
    );
    assert_eq!(page(PageRule::offset("from").first(1), body), of("from=3"));
    assert_eq!(
        page(PageRule::offset("from").total("/total"), body),
        of("from=2")
    );
    // The caller's own `q` is the page number.
    let own = page(PageRule::page("q").first(0), body);
    assert_eq!(
        own,
        Some(Ok(
            "https://a.example/things/all?q=2&api%20key=SECRET".to_owned()
        ))
    );
    for end in [
        page(
            PageRule::offset("from").first(1).total("/items"),
            "{\"items\":[]}",
        ),
        page(
            PageRule::offset("from").total("/count"),
            "{\"items\":[1],\"count\":1}",
        ),
        page(
            PageRule::page("page").first(1).total("/of"),
            "{\"items\":[1],\"of\":1}",
        ),
        page(PageRule::page("page").first(1).done("/last"), body),
        page(
            PageRule::page("page").first(1).more("/more"),
            "{\"items\":[1],\"more\":false}",
        ),
        page(
            PageRule::page("page").first(1).there("/next"),
            "{\"items\":[1],\"next\":null}",
        ),
        page(PageRule::page("page").first(1), "{\"items\":null}"),
    ] {
        assert_eq!(end, None);
    }
    let why = page(PageRule::page("page"), body).unwrap().unwrap_err();
    assert!(why.ends_with("this page has no number"), "{why}");
}

#[test]
fn a_cursor_goes_into_the_body_and_nothing_else_changes() {
    let recorder = Recorder::new();
    for body in ["{\"next\":12}", "{\"next\":\"c\"}", "{}"] {
        recorder.json(StatusCode::OK, body);
    }
    let core = client(&recorder);
    let body = serde_json::value::RawValue::from_string(
        "{\"b\":1.50,\"where\":{\"x\":[]},\"a\":null}".to_owned(),
    );
    let call = Call::<Json<Value>, NoError>::post(&core, "/things").json(&body.unwrap());
    let mut pages = call.pages(PageRule::cursor("/where/to", "/next").in_body());
    while now(pages.next()).unwrap().is_some() {}
    let sent: Vec<String> = recorder
        .requests()
        .iter()
        .map(|it| String::from_utf8_lossy(&it.body).into_owned())
        .collect();
    assert_eq!(
        sent,
        [
            "{\"b\":1.50,\"where\":{\"x\":[]},\"a\":null}",
            "{\"b\":1.50,\"where\":{\"x\":[],\"to\":12},\"a\":null}",
            "{\"b\":1.50,\"where\":{\"x\":[],\"to\":\"c\"},\"a\":null}",
        ]
    );
}
