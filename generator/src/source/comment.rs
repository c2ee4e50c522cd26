//! Finds comments that YAML does not allow and `libyaml` accepts, because they may be the rest of a value: `[red,#0f0]`,
//! `"a"#b`, and a heading of Markdown in a block scalar that is not indented as deep as the blank line above it.

use saphyr_parser::Parser;
use std::borrow::Cow;

/// The text of the strict parser's error about a comment without whitespace before it.
const UNSEPARATED: &str = "comments must be separated";

/// The text of its error about a block scalar whose first line with text is not indented enough.
const INDENTED: &str = "wrongly indented line in block scalar";

/// The number of empty comments that are passed over: each costs another parse.
const EMPTY: usize = 16;

/// Returns the offset of the first such comment, and the reason why it is refused. A comment without text hides nothing.
///
/// Only texts that may have one are parsed by the strict parser: it takes longer than the rest of reading.
pub(super) fn misplaced(text: &str) -> Option<(usize, &'static str)> {
    if !may_be_misplaced(text) {
        return None;
    }
    let mut text = Cow::Borrowed(text);
    for added in 0..EMPTY {
        let error = Parser::new_from_str(&text).find_map(Result::err)?;
        let (at, _) = text.char_indices().nth(error.marker().index())?;
        let (before, rest) = text.split_at(at);
        let comment = rest.strip_prefix('#')?.lines().next().unwrap_or_default();
        if error.info().starts_with(UNSEPARATED) && before.ends_with(CLOSING) {
            if comment.trim().is_empty() {
                text.to_mut().insert(at, ' ');
                continue;
            }
            return Some((
                at - added,
                "`#` begins a comment only after a space: is it part of the value, which then needs quotes?",
            ));
        }
        return error.info().starts_with(INDENTED).then_some((
            at - added,
            "the text after `|` or `>` is not indented as deep as the blank line above it, so that it would be lost as \
             a comment",
        ));
    }
    None
}

/// The characters that can end a value inside a line.
const CLOSING: [char; 5] = ['"', '\'', ']', '}', ','];

/// Returns whether a `#` follows the end of a value, or begins a line after a line of spaces.
fn may_be_misplaced(text: &str) -> bool {
    let mut after_spaces = false;
    text.lines().any(|line| {
        let begun = line.trim_start_matches(' ');
        let heading = after_spaces && begun.len() < line.len() && begun.starts_with('#');
        after_spaces = begun.is_empty() && !line.is_empty();
        heading || follows_value(line)
    })
}

fn follows_value(line: &str) -> bool {
    line.match_indices('#')
        .any(|(at, _)| match line.as_bytes()[..at] {
            [.., b']' | b'}' | b','] => true,
            // A quote after one of these begins a value: `$ref: '#/components/..'`.
            [.., before, b'"' | b'\''] => !b" \t[{(:,=".contains(&before),
            _ => false,
        })
}
