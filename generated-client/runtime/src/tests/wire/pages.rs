//! Pages over real sockets: each kind against a server that ends, repeats itself, returns an empty page, fails
//! in the middle, and redirects.

use http::Method;

use super::Server;
use crate::runtime::{
    Call, ClientCore, Error, Json, NoError, RequestErrorKind, Retry,
    pages::{ListPages, PageRule, list},
};

type Value = serde_json::Value;
type Things = ListPages<Json<Value>, NoError, Value>;

/// A kind of page: the request for it, and a server that has it.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    Cursor,
    BodyCursor,
    LastItem,
    HeaderCursor,
    Page,
    Offset,
    Link,
    Url,
}

const KINDS: [Kind; 8] = [
    Kind::Cursor,
    Kind::BodyCursor,
    Kind::LastItem,
    Kind::HeaderCursor,
    Kind::Page,
    Kind::Offset,
    Kind::Link,
    Kind::Url,
];

/// A page's items, and the place of the next page, if there is one.
struct Page {
    items: Vec<u32>,
    next: Option<u32>,
}

impl Kind {
    fn rule(self) -> PageRule {
        match self {
            Self::Cursor => PageRule::cursor("page token", "/meta/next"),
            Self::BodyCursor => PageRule::cursor("/page/token", "/meta/next").in_body(),
            Self::LastItem => PageRule::last_item("page token", "").more("/more"),
            Self::HeaderCursor => PageRule::cursor_header("page token", "x-next"),
            Self::Page => PageRule::page("page").first(0),
            Self::Offset => PageRule::offset("offset"),
            Self::Link => PageRule::link(),
            Self::Url => PageRule::url("/meta/url"),
        }
        .items("/items")
    }

    fn call(self, core: &ClientCore) -> Call<Json<Value>, NoError> {
        let method = if self == Self::BodyCursor {
            Method::POST
        } else {
            Method::GET
        };
        let call = Call::new(core, method, "/things")
            .query("kind", "a&b")
            .auth(&[&["query"]]);
        match self {
            Self::BodyCursor => call.json(&serde_json::json!({ "page": { "size": 2 }, "q": "x" })),
            _ => call,
        }
    }

    fn pages(self, core: &ClientCore) -> Things {
        self.call(core).list_pages(self.rule(), |page| {
            let items = page.get("items").and_then(Value::as_array).cloned();
            list(items)
        })
    }

    /// Returns the place that a request asks for; 0 is the first.
    fn asked(self, request: &str) -> u32 {
        let behind = |mark: &str| {
            let rest = request.split_once(mark)?.1;
            let digits = rest
                .find(|it: char| !it.is_ascii_digit())
                .unwrap_or(rest.len());
            rest[..digits].parse().ok()
        };
        let found = match self {
            Self::Cursor | Self::HeaderCursor => behind("page%20token=c"),
            Self::BodyCursor => behind("\"token\":\"c"),
            Self::LastItem => behind("page%20token=").map(|last: u32| last + 1),
            Self::Page => behind("page=").map(|page: u32| page * 2),
            Self::Offset => behind("offset="),
            Self::Link | Self::Url => behind("at="),
        };
        found.unwrap_or(0)
    }

    /// Returns the head and the body of a page.
    fn answer(self, page: &Page) -> (String, String) {
        let (mut head, mut meta) = ("200 OK".to_owned(), String::new());
        if let Some(next) = page.next {
            match self {
                Self::Cursor | Self::BodyCursor => meta = format!("\"next\":\"c{next}\""),
                Self::HeaderCursor => head += &format!("\r\nx-next: c{next}"),
                Self::Link => {
                    head += &format!(
                        "\r\nlink: </things?at=9>; rel=\"prev\", </things?kind=a%26b&at={next}&api%20key=x>; rel=\"next\""
                    );
                }
                Self::Url => meta = format!("\"url\":\"?kind=a%26b&at={next}\""),
                Self::LastItem | Self::Page | Self::Offset => {}
            }
        }
        let (items, more) = (&page.items, page.next.is_some());
        let body = format!("{{\"items\":{items:?},\"more\":{more},\"meta\":{{{meta}}}}}");
        (head, body)
    }
}

/// Starts a server with these pages, by the place that is asked for.
fn server(kind: Kind, page: impl Fn(usize, u32) -> Page + Send + Sync + 'static) -> Server {
    Server::says(move |number, request| kind.answer(&page(number, kind.asked(request))))
}

/// Returns a page of the items 0 to 4, two per page.
fn five(_: usize, at: u32) -> Page {
    Page {
        items: (at..5).take(2).collect(),
        next: Some(at + 2).filter(|next| *next < 5),
    }
}

async fn all(pages: Things) -> Result<Vec<u64>, Error<std::convert::Infallible>> {
    let mut items = pages.items();
    let mut out = Vec::new();
    while let Some(item) = items.next().await? {
        out.push(item.as_u64().unwrap());
    }
    assert!(items.next().await?.is_none(), "the end is the end");
    Ok(out)
}

fn client(server: &Server) -> ClientCore {
    server
        .builder()
        .credential("query", "SECRET")
        .build()
        .unwrap()
        .0
}

/// Returns a client that sends nothing again by itself.
fn once(server: &Server) -> ClientCore {
    let builder = server.builder().credential("query", "SECRET");
    builder.retry(Retry::never()).build().unwrap().0
}

#[tokio::test]
async fn pages_end_where_the_server_ends() {
    for kind in KINDS {
        let server = server(kind, five);
        assert_eq!(
            all(kind.pages(&client(&server))).await.unwrap(),
            [0, 1, 2, 3, 4],
            "{kind:?}"
        );
        let seen = server.seen();
        // A rule that counts recognizes the end only by an empty page.
        let requests = if matches!(kind, Kind::Page | Kind::Offset) {
            4
        } else {
            3
        };
        assert_eq!(seen.len(), requests, "{kind:?}: {seen:?}");
        for request in &seen {
            let line = request.lines().next().unwrap();
            assert_eq!(line.matches("kind=a%26b").count(), 1, "{line}");
            assert_eq!(line.matches("api%20key=").count(), 1, "{line}");
            assert!(line.contains("api%20key=SECRET"), "{line}");
        }
    }
}

#[tokio::test]
async fn what_is_asked_for_already_is_an_error_and_the_end() {
    for kind in KINDS {
        // From the second page on, the server returns the same one.
        let again = move |_, at: u32| Page {
            items: if at == 0 { vec![0, 1] } else { vec![2, 3] },
            next: Some(2),
        };
        let server = server(kind, again);
        let mut pages = kind.pages(&client(&server));
        let mut count = 0;
        let error = loop {
            match pages.next().await {
                Ok(Some(_)) => count += 1,
                Ok(None) => panic!("{kind:?} ends"),
                Err(error) => break error,
            }
        };
        assert!(count <= 3, "{kind:?}: {count} pages");
        let Error::Request(problem) = &error else {
            panic!("{kind:?}: {error}");
        };
        assert_eq!(problem.kind(), RequestErrorKind::Page);
        assert!(
            error.to_string().contains("/things: the next page: "),
            "{error}"
        );
        assert!(!error.is_retryable());
        assert!(pages.next().await.unwrap().is_none(), "{kind:?}");
    }
}

#[tokio::test]
async fn a_circle_of_cursors_ends() {
    for kind in [
        Kind::Cursor,
        Kind::BodyCursor,
        Kind::HeaderCursor,
        Kind::Link,
        Kind::Url,
    ] {
        let server = server(kind, |number, _| Page {
            items: vec![u32::try_from(number).unwrap()],
            next: Some([2, 4, 6][number % 3]),
        });
        let error = all(kind.pages(&client(&server))).await.unwrap_err();
        assert!(
            error.to_string().contains("was asked for already"),
            "{error}"
        );
        assert!(server.seen().len() <= 4);
    }
}

#[tokio::test]
async fn an_empty_page_is_the_end_of_what_counts_only() {
    for kind in KINDS {
        // The second of three pages is empty.
        let hole = move |_, at: u32| Page {
            items: if at == 2 { vec![] } else { vec![at] },
            next: Some(at + 2).filter(|next| *next < 6),
        };
        let server = server(kind, move |number, at| match kind {
            // One item per page, so that two precede the hole.
            Kind::Offset => hole(number, at * 2),
            _ => hole(number, at),
        });
        let items = all(kind.pages(&client(&server))).await.unwrap();
        let wanted: &[u64] = match kind {
            Kind::Page | Kind::Offset => &[0],
            // Consecutive items, since each request continues from the last one.
            Kind::LastItem => &[0, 1],
            _ => &[0, 4],
        };
        assert_eq!(items, wanted, "{kind:?}");
    }
}

#[tokio::test]
async fn the_page_that_failed_is_asked_for_again() {
    for kind in KINDS {
        let server = Server::says(move |number, request| {
            if number == 1 {
                return ("500 Oops".to_owned(), "{}".to_owned());
            }
            if number == 2 {
                return ("200 OK".to_owned(), "{\"items\":".to_owned());
            }
            kind.answer(&five(number, kind.asked(request)))
        });
        let core = once(&server);
        let mut pages = kind.pages(&core);
        assert!(pages.next().await.unwrap().is_some());
        let error = pages.next().await.unwrap_err();
        assert_eq!(error.status().unwrap().as_u16(), 500, "{kind:?}");
        let error = pages.next().await.unwrap_err();
        assert!(matches!(error, Error::Decode(_)), "{kind:?}: {error}");
        let page = pages.next().await.unwrap().unwrap();
        assert_eq!(page["items"], serde_json::json!([2, 3]), "{kind:?}");
        let seen = server.seen();
        let line = |number: usize| seen[number].lines().next().unwrap().to_owned();
        assert_eq!((line(1), line(2)), (line(2), line(3)));
    }
}

#[tokio::test]
async fn pages_follow_redirects() {
    for kind in KINDS {
        let server = Server::says(move |_, request| {
            let line = request.lines().next().unwrap();
            let to = line.split(' ').nth(1).unwrap();
            match to.strip_prefix("/things") {
                Some(query) => (
                    format!("307 Moved\r\nlocation: /moved{query}"),
                    String::new(),
                ),
                None => kind.answer(&five(0, kind.asked(request))),
            }
        });
        let items = all(kind.pages(&client(&server))).await;
        match kind {
            // Relative to the requested URL, which is the one that the client knows.
            Kind::Link | Kind::Url => assert!(items.unwrap().starts_with(&[0, 1])),
            _ => assert_eq!(items.unwrap(), [0, 1, 2, 3, 4], "{kind:?}"),
        }
    }
}

#[tokio::test]
async fn nothing_is_asked_of_another_origin() {
    let other = server(Kind::Link, five);
    let to = other.url();
    for kind in [Kind::Link, Kind::Url] {
        let to = to.clone();
        let first = Server::says(move |_, _| match kind {
            Kind::Link => (
                format!("200 OK\r\nlink: <{to}/things?at=2>; rel=next"),
                "{\"items\":[0]}".to_owned(),
            ),
            _ => (
                "200 OK".to_owned(),
                format!("{{\"items\":[0],\"meta\":{{\"url\":\"{to}/things?at=2\"}}}}"),
            ),
        });
        let mut pages = kind.pages(&client(&first));
        assert!(pages.next().await.unwrap().is_some());
        let error = pages.next().await.unwrap_err();
        assert_eq!(
            error.to_string(),
            format!(
                "GET /things: the next page: its URL is of another origin, {}, which must not get the request",
                other.url()
            )
        );
        assert!(pages.next().await.unwrap().is_none());
    }
    assert!(other.seen().is_empty());
}

#[tokio::test]
async fn a_caller_may_begin_in_the_middle() {
    let server = server(Kind::Offset, five);
    let core = client(&server);
    let call = Kind::Offset.call(&core).query("offset", "3");
    let mut pages = call.pages(PageRule::offset("offset").items("/items").total("/total"));
    let page = pages.next().await.unwrap().unwrap();
    assert_eq!(page["items"], serde_json::json!([3, 4]));
    let page = pages.next().await.unwrap().unwrap();
    assert_eq!(page["items"], serde_json::json!([]));
    assert!(pages.next().await.unwrap().is_none());
    let seen = server.seen();
    assert!(
        seen[1].contains("offset=5") && !seen[1].contains("offset=3"),
        "{}",
        seen[1]
    );
}

#[cfg(feature = "blocking")]
#[test]
fn pages_and_items_are_iterators() {
    use crate::runtime::blocking::iter;
    let server = server(Kind::Cursor, five);
    let core = client(&server);
    let pages = iter(Kind::Cursor.pages(&core)).unwrap();
    let lengths: Vec<usize> = pages
        .map(|page| page.unwrap()["items"].as_array().unwrap().len())
        .collect();
    assert_eq!(lengths, [2, 2, 1]);
    let items = iter(Kind::Cursor.pages(&core).items()).unwrap();
    assert_eq!(items.map(Result::unwrap).count(), 5);
}

#[cfg(feature = "blocking")]
#[test]
fn a_stream_ends_with_its_error() {
    use crate::runtime::blocking::iter;
    let server = Server::says(|_, _| ("500 Oops".to_owned(), ""));
    let pages = iter(Kind::Cursor.pages(&once(&server))).unwrap();
    assert_eq!(
        pages.take(9).map(|page| page.is_err()).collect::<Vec<_>>(),
        [true]
    );
    assert_eq!(server.seen().len(), 1);
}
