//! Any bytes give code or a reason: made-up ones, and those of the fixtures with some changed. The same
//! property has a fuzz target, in generator/fuzz, which needs a nightly toolchain; this test is bounded
//! (`PROPTEST_CASES`).

#[path = "support/any_bytes.rs"]
mod any_bytes;
mod support;

use any_bytes::assert_code_or_reason;
use proptest::{prelude::*, sample::Index};

/// What stands in documents and may mean something elsewhere.
const WORDS: &[&str] = &[
    "$ref: '#/components/schemas/A'\n",
    "$ref: '#'\n",
    "'#/paths'",
    "null",
    "{}",
    "[]",
    "true",
    "-1",
    "1e999",
    "99999999999999999999999",
    "allOf",
    "oneOf",
    "type: object\n",
    "*a",
    "&a ",
    "<<: ",
    "\"\\u0000\"",
    ": ",
    "- ",
    "\n",
    "  ",
    "\"",
    "{",
    "}",
];

/// A change of a text: at a place, so many bytes give way to others.
type Splice = (Index, usize, Vec<u8>);

fn splice() -> impl Strategy<Value = Splice> {
    let word = proptest::sample::select(WORDS).prop_map(|it| it.as_bytes().to_vec());
    let bytes = prop_oneof![
        4 => word,
        1 => proptest::collection::vec(any::<u8>(), 0..4),
    ];
    (any::<Index>(), 0_usize..12, bytes)
}

fn spliced(text: &str, splices: &[Splice]) -> Vec<u8> {
    let mut out = text.as_bytes().to_vec();
    for (at, gone, bytes) in splices {
        let at = at.index(out.len() + 1);
        let end = (at + gone).min(out.len());
        out.splice(at..end, bytes.iter().copied());
    }
    out
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn made_up_bytes_give_code_or_a_reason(bytes in proptest::collection::vec(any::<u8>(), 0..256)) {
        assert_code_or_reason(&bytes);
    }

    #[test]
    fn made_up_words_give_code_or_a_reason(words in proptest::collection::vec(proptest::sample::select(WORDS), 0..40)) {
        let text = format!("openapi: 3.0.3\ninfo: {{title: t, version: v}}\npaths: {}", words.concat());
        assert_code_or_reason(text.as_bytes());
    }

    #[test]
    fn a_fixture_with_other_bytes_in_it_gives_code_or_a_reason(
        fixture in any::<Index>(),
        splices in proptest::collection::vec(splice(), 1..6),
    ) {
        let fixtures = support::fixtures();
        assert_code_or_reason(&spliced(&fixture.get(&fixtures).text, &splices));
    }
}
