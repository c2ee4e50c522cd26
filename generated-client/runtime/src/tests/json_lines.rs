//! JSON lines and JSON text sequences.

use proptest::prelude::*;

use super::{
    events::{answer, broken, cut},
    now,
};
use crate::runtime::{Body, Error, JsonLines, StreamError};

fn read(body: impl Into<Body>) -> Vec<Result<i64, StreamError>> {
    let mut lines = answer::<JsonLines<i64>>("application/jsonl", body).unwrap();
    let mut out = Vec::new();
    while let Some(line) = now(lines.next()) {
        out.push(line);
    }
    assert!(now(lines.next()).is_none(), "the end stays the end");
    out
}

fn values(body: impl Into<Body>) -> Vec<i64> {
    read(body).into_iter().map(Result::unwrap).collect()
}

#[test]
fn each_line_is_a_value() {
    for body in ["1\n2\n3\n", "1\n2\n3", "\u{feff}1\r\n2\r\n\r\n \n3\r\n"] {
        assert_eq!(values(body), [1, 2, 3], "{body:?}");
    }
    assert!(values("\n\n").is_empty());
    assert!(values("").is_empty());
}

#[test]
fn a_sequence_may_have_line_breaks_in_its_values() {
    for body in [
        "\u{1e}1\n\u{1e}2\n",
        "\u{1e}\n1\n\u{1e}\u{1e}\n2",
        "\u{1e}1\u{1e}2",
    ] {
        assert_eq!(values(body), [1, 2], "{body:?}");
    }
}

#[test]
fn an_error_names_the_line_and_the_next_one_can_be_read() {
    let lines = read("1\n\n  \"hush\"\n4\n");
    let Err(error @ Error::Decode(decode)) = &lines[1] else {
        panic!("{lines:?}")
    };
    assert_eq!(
        error.to_string(),
        "POST /events: 200 OK: cannot decode the body: invalid type: string, expected i64 (line 3, column 8)"
    );
    assert_eq!(decode.position(), (3, 8));
    assert_eq!(error.body().unwrap(), "  \"hush\"");
    assert_eq!(lines[2].as_ref().unwrap(), &4);
}

#[test]
fn an_error_says_where_in_the_line_it_is() {
    let body = "[1]\n[2, \"x\", 3]\n";
    let mut lines = answer::<JsonLines<Vec<i64>>>("application/jsonl", body).unwrap();
    assert_eq!(now(lines.next()).unwrap().unwrap(), [1]);
    let error = now(lines.next()).unwrap().unwrap_err().to_string();
    let (_, error) = error.split_once("body: ").unwrap();
    assert_eq!(
        error,
        "invalid type: string, expected i64 at `[1]` (line 2, column 7)"
    );
}

#[test]
fn what_is_cut_or_too_long_ends_the_stream() {
    let lines = read(broken("1\n2"));
    assert!(
        matches!(&lines[..], [Ok(1), Err(Error::Transport(_))]),
        "{lines:?}"
    );

    let lines = answer::<JsonLines<i64>>("application/jsonl", "1\n123456789\n2\n").unwrap();
    let mut lines = lines.into_inner().limit(5);
    assert_eq!(now(lines.next()).unwrap().unwrap(), 1);
    let error = now(lines.next()).unwrap().unwrap_err().to_string();
    assert!(error.ends_with("line 2 has more than 5 bytes"), "{error}");
    assert!(now(lines.next()).is_none());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn where_bytes_are_cut_does_not_matter(
        lines in prop::collection::vec((any::<i64>(), "[ \t]{0,2}(\n|\r\n|\n\n)"), 0..10),
        cuts in prop::collection::vec(0_usize..200, 0..8),
    ) {
        let (mut text, mut sequence) = (String::new(), String::new());
        for (value, end) in &lines {
            text.push_str(&format!("{value}{end}"));
            sequence.push_str(&format!("\u{1e}{value}{end}"));
        }
        let whole: Vec<i64> = lines.iter().map(|(value, _)| *value).collect();
        let mut cuts = cuts;
        cuts.sort_unstable();
        for text in [text.as_str(), text.trim_end(), &sequence] {
            prop_assert_eq!(&values(cut(text.as_bytes(), &cuts)), &whole);
            let every: Vec<usize> = (0..text.len()).collect();
            prop_assert_eq!(&values(cut(text.as_bytes(), &every)), &whole);
        }
    }
}
