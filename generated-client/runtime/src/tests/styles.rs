use percent_encoding::percent_decode_str;
use serde_json::json;

use super::sent;
use crate::runtime::{Call, ClientCore, JsonParam, Style, TextList};

fn path(style: Style, value: &serde_json::Value) -> Result<String, String> {
    let request = sent(|core| Call::get(core, "/{x}").path_styled("x", style, JsonParam(value)))?;
    Ok(request
        .uri
        .path()
        .strip_prefix("/base/")
        .unwrap()
        .to_owned())
}

fn query(style: Style, value: &serde_json::Value) -> Result<String, String> {
    let request = sent(|core| Call::get(core, "/").query_styled("x", style, JsonParam(value)))?;
    Ok(request.uri.query().unwrap_or_default().to_owned())
}

fn header(style: Style, value: &serde_json::Value) -> Result<String, String> {
    let request = sent(|core| Call::get(core, "/").header_styled("X", style, JsonParam(value)))?;
    let value = request.headers.get("x").map(|it| it.as_bytes().to_vec());
    Ok(String::from_utf8(value.unwrap_or_default()).unwrap())
}

fn cookie(style: Style, value: &serde_json::Value) -> Result<String, String> {
    let request = sent(|core| Call::get(core, "/").cookie_styled("x", style, JsonParam(value)))?;
    let value = request.headers.get("cookie").map(|it| it.to_str().unwrap());
    Ok(value.unwrap_or_default().to_owned())
}

/// Writes types that are known only by their JSON as that JSON, and a string without its quotation marks.
#[test]
fn strings_and_numbers_need_no_style() {
    let (day, days, limit) = (json!("a/b \"c\""), json!(["a", "b,c"]), json!(1.0));
    let request = sent(|core| {
        Call::post(core, "/{day}/{limit}")
            .path("day", JsonParam(&day))
            .path("limit", JsonParam(&limit))
            .query("day", JsonParam(&day))
            .query("days", JsonParam(&days))
            .query("none", JsonParam(&json!([])))
            .header("X-Days", JsonParam(&json!(["a", "b"])))
            .cookie("limit", JsonParam(&limit))
            .part("days", JsonParam(&days))
    });
    let request = request.unwrap();
    assert_eq!(request.uri.path(), "/base/a%2Fb%20%22c%22/1");
    let query = request.uri.query().unwrap();
    assert_eq!(query, "day=a%2Fb%20%22c%22&days=a&days=b%2Cc");
    assert_eq!(request.headers["x-days"], "a,b");
    assert_eq!(request.headers["cookie"], "limit=1");
    let body = String::from_utf8_lossy(&request.body);
    assert!(body.contains("\r\n\r\na\r\n") && body.contains("\r\n\r\nb,c\r\n"));
}

/// Follows the examples of `OpenAPI` 3.0.4, "Style Examples".
#[test]
fn styles_are_those_of_the_specification() {
    let colors = json!(["blue", "black", "brown"]);
    // In alphabetical order: whether a `Value` keeps another order depends on a feature of serde_json.
    let rgb = json!({"B": 150, "G": 200, "R": 100});
    for (style, text, list, object) in [
        (
            Style::Simple,
            "blue",
            "blue,black,brown",
            "B,150,G,200,R,100",
        ),
        (
            Style::SimpleExplode,
            "blue",
            "blue,black,brown",
            "B=150,G=200,R=100",
        ),
        (
            Style::Label,
            ".blue",
            ".blue,black,brown",
            ".B,150,G,200,R,100",
        ),
        (
            Style::LabelExplode,
            ".blue",
            ".blue.black.brown",
            ".B=150.G=200.R=100",
        ),
        (
            Style::Matrix,
            ";x=blue",
            ";x=blue,black,brown",
            ";x=B,150,G,200,R,100",
        ),
        (
            Style::MatrixExplode,
            ";x=blue",
            ";x=blue;x=black;x=brown",
            ";B=150;G=200;R=100",
        ),
    ] {
        assert_eq!(path(style, &json!("blue")).unwrap(), text, "{style:?}");
        assert_eq!(path(style, &colors).unwrap(), list, "{style:?}");
        assert_eq!(path(style, &rgb).unwrap(), object, "{style:?}");
    }
    for (style, text, list, object) in [
        (
            Style::Form,
            "x=blue",
            "x=blue,black,brown",
            "x=B,150,G,200,R,100",
        ),
        (
            Style::FormExplode,
            "x=blue",
            "x=blue&x=black&x=brown",
            "B=150&G=200&R=100",
        ),
        (
            Style::Space,
            "x=blue",
            "x=blue%20black%20brown",
            "x=B%20150%20G%20200%20R%20100",
        ),
        (
            Style::Pipe,
            "x=blue",
            "x=blue%7Cblack%7Cbrown",
            "x=B%7C150%7CG%7C200%7CR%7C100",
        ),
        (
            Style::DeepObject,
            "x=blue",
            "x%5B%5D=blue&x%5B%5D=black&x%5B%5D=brown",
            "x%5BB%5D=150&x%5BG%5D=200&x%5BR%5D=100",
        ),
        (
            Style::Json,
            "x=%22blue%22",
            "x=%5B%22blue%22%2C%22black%22%2C%22brown%22%5D",
            "x=%7B%22B%22%3A150%2C%22G%22%3A200%2C%22R%22%3A100%7D",
        ),
    ] {
        assert_eq!(query(style, &json!("blue")).unwrap(), text, "{style:?}");
        assert_eq!(query(style, &colors).unwrap(), list, "{style:?}");
        assert_eq!(query(style, &rgb).unwrap(), object, "{style:?}");
    }
    assert_eq!(header(Style::Simple, &rgb).unwrap(), "B,150,G,200,R,100");
    assert_eq!(
        header(Style::SimpleExplode, &rgb).unwrap(),
        "B=150,G=200,R=100"
    );
    assert_eq!(
        header(Style::Json, &colors).unwrap(),
        r#"["blue","black","brown"]"#
    );
    assert_eq!(cookie(Style::Form, &colors).unwrap(), "x=blue,black,brown");
    assert_eq!(
        cookie(Style::FormExplode, &rgb).unwrap(),
        "B=150; G=200; R=100"
    );
}

#[test]
fn empty_values_are_told_from_nothing() {
    let nothing = [json!(null), json!([]), json!({}), json!({"a": null})];
    for value in &nothing {
        for style in [
            Style::Form,
            Style::FormExplode,
            Style::Space,
            Style::Pipe,
            Style::DeepObject,
        ] {
            assert_eq!(query(style, value).unwrap(), "", "{style:?} {value}");
        }
        assert_eq!(header(Style::Simple, value).unwrap(), "");
        assert_eq!(cookie(Style::Form, value).unwrap(), "");
        assert!(path(Style::Simple, value).is_err());
    }
    assert_eq!(query(Style::FormExplode, &json!("")).unwrap(), "x=");
    assert_eq!(path(Style::Matrix, &json!("")).unwrap(), ";x");
    assert_eq!(path(Style::SimpleExplode, &json!(["", "a"])).unwrap(), ",a");
    assert_eq!(
        query(Style::FormExplode, &json!([1.0, true, null])).unwrap(),
        "x=1&x=true&x="
    );
}

#[test]
fn what_nests_is_sent_where_there_is_a_form_for_it() {
    let deep = json!({"a": {"b": 1}, "items": [{"k": 1}, {"k": 2}], "list": ["x", "y"]});
    let text = query(Style::DeepObject, &deep).unwrap();
    assert_eq!(
        percent_decode_str(&text).decode_utf8().unwrap(),
        "x[a][b]=1&x[items][0][k]=1&x[items][1][k]=2&x[list][]=x&x[list][]=y"
    );
    assert_eq!(
        query(Style::FormExplode, &json!({"a": [1, 2], "b": "c"})).unwrap(),
        "a=1&a=2&b=c"
    );
    for style in [Style::Simple, Style::FormExplode, Style::Form, Style::Pipe] {
        let error = query(style, &deep).unwrap_err();
        assert_eq!(
            error,
            "GET /: query parameter `x` is nested too deeply for a parameter"
        );
    }
}

#[test]
fn what_would_be_read_as_something_else_is_refused() {
    for (style, item) in [(Style::Space, "a b"), (Style::Pipe, "a|b")] {
        assert!(query(style, &json!([item])).is_err());
        assert!(query(style, &json!({"k": item})).is_err());
        assert!(query(style, &json!(item)).is_ok());
    }
    assert!(header(Style::Simple, &json!(["a,b"])).is_err());
    assert!(header(Style::SimpleExplode, &json!({"a=b": 1})).is_err());
    assert_eq!(header(Style::Simple, &json!("a,b")).unwrap(), "a,b");
    assert_eq!(
        path(Style::LabelExplode, &json!([1.5, 2])).unwrap(),
        ".1%2E5.2"
    );
    for dots in [".", ".."] {
        assert!(path(Style::Simple, &json!(dots)).is_err());
    }
    assert!(path(Style::Label, &json!(".")).is_err());
    // A list in a property has no form in styles whose pairs do not repeat.
    assert!(query(Style::Form, &json!({"a": [1, 2]})).is_err());
    assert!(header(Style::SimpleExplode, &json!({"a": [1, 2]})).is_err());
}

/// Follows RFC 6265, section 4.1.1: style `cookie` escapes nothing, so a value that a cookie cannot hold is
/// refused.
#[test]
fn cookies_as_they_are_hold_no_delimiters() {
    assert_eq!(
        cookie(Style::Cookie, &json!("a/b=c%20")).unwrap(),
        "x=a/b=c%20"
    );
    for text in ["a b", "a;b", "a,b", "a\"b", "a\\b", "é"] {
        assert!(cookie(Style::Cookie, &json!(text)).is_err(), "{text}");
        assert!(cookie(Style::Form, &json!(text)).is_ok(), "{text}");
    }
    // A header can hold some values that a cookie cannot.
    assert_eq!(header(Style::Simple, &json!("a b;c")).unwrap(), "a b;c");
}

#[test]
fn reserved_characters_stay_where_the_document_allows_it() {
    let request = sent(|core| {
        Call::get(core, "/")
            .query_reserved("path", Style::FormExplode, "/a/b?c=d&e#f+100%")
            .query_reserved("list", Style::Form, TextList(&["a/b", "c"]))
    });
    assert_eq!(
        request.unwrap().uri.query().unwrap(),
        "path=/a/b?c=d%26e%23f%2B100%25&list=a/b,c"
    );
}

/// Sends a query that is one value, next to parameters from credentials and options.
#[test]
fn a_query_can_be_one_value() {
    let whole = |style, value: &serde_json::Value| {
        let request = sent(|core| Call::get(core, "/").query_string(style, JsonParam(value)));
        request.unwrap().uri.query().unwrap().to_owned()
    };
    assert_eq!(
        whole(Style::Json, &json!({"a": [1.0, "é"]})),
        "%7B%22a%22%3A%5B1%2C%22%C3%A9%22%5D%7D"
    );
    let text = |text: &str| {
        let call = |core: &ClientCore| Call::get(core, "/").query_string(Style::Simple, text);
        sent(call).unwrap().uri.query().map(str::to_owned)
    };
    // The example of OpenAPI 3.2.0, "Parameter Object Examples".
    assert_eq!(text("$.a.b[1:1]").unwrap(), "%24.a.b%5B1%3A1%5D");
    assert_eq!(text(""), None);
    let form = |value: &serde_json::Value| {
        let styles = &[("list", Style::Form)];
        let request = sent(|core| Call::get(core, "/").query_form(value, styles))?;
        Ok::<_, String>(request.uri.query().unwrap_or_default().to_owned())
    };
    assert_eq!(
        form(&json!({"a b": "c&d", "list": [1, 2]})).unwrap(),
        "a%20b=c%26d&list=1,2"
    );
    assert_eq!(
        form(&json!([1])).unwrap_err(),
        "GET /: the query string is not an object"
    );
}

#[test]
fn nested_lists_are_told_from_flat_ones() {
    assert!(header(Style::Simple, &json!([["a", "b"], ["c"]])).is_err());
    let request = sent(|core| Call::get(core, "/").header("X", vec![vec![1, 2], vec![3]]));
    assert_eq!(
        request.unwrap_err(),
        "GET /: header `X` has an item that holds the delimiter between items"
    );
}

#[test]
fn cookies_go_into_one_header() {
    let request = sent(|core| {
        Call::get(core, "/")
            .cookie("a", "1")
            .cookie_styled("b", Style::Form, [2, 3])
            .cookie("c", "x;y")
    });
    assert_eq!(request.unwrap().headers["cookie"], "a=1; b=2,3; c=x%3By");
}
