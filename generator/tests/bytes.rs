//! Any bytes give code or a reason: arbitrary bytes, and those of the fixtures with some of them changed. A fuzz target
//! in generator/fuzz has the same property and needs a nightly toolchain; this test is bounded (`PROPTEST_CASES`).

#[path = "support/any_bytes.rs"]
mod any_bytes;
mod support;

use any_bytes::assert_code_or_reason;
use proptest::{prelude::*, sample::Index};

/// Parts of documents that may mean something at another position.
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

/// A change of a text: the position, the number of bytes to replace, and their replacement.
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

/// Checks recursive schemas without a name, by which the generator could refer to them before it knows their type.
#[test]
fn schemas_without_a_name_that_refer_to_themselves_give_code_or_a_reason() {
    let at = "#/components/schemas/A/properties";
    let document = serde_json::json!({
        "openapi": "3.0.3",
        "info": { "title": "t", "version": "1" },
        "paths": {},
        "components": { "schemas": { "A": { "type": "object", "properties": {
            "itself": { "$ref": format!("{at}/itself") },
            "map": { "additionalProperties": { "$ref": format!("{at}/map/additionalProperties") } },
            "list": { "type": "array", "items": { "$ref": format!("{at}/list/items") } },
            "one": { "$ref": format!("{at}/other") },
            "other": { "$ref": format!("{at}/one") },
            "all": { "allOf": [{ "$ref": format!("{at}/all/allOf/0") }] },
            "any": { "oneOf": [{ "$ref": format!("{at}/any") }, { "type": "string" }] },
        } } } },
    });
    assert_code_or_reason(document.to_string().as_bytes());
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
