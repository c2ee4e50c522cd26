//! Finds comments that YAML does not allow and `libyaml` accepts, because they may be the rest of a value: `[red,#0f0]`,
//! `"a"#b`, and a heading of Markdown in a block scalar that is not indented as deep as a blank line above it.

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
                "`#` begins a comment only after a space: add one, or, if it is part of the value, put both in quotes",
            ));
        }
        return error.info().starts_with(INDENTED).then_some((
            at - added,
            "the text after `|` or `>` is not indented as deep as a blank line above it, so that it would be lost as \
             a comment",
        ));
    }
    None
}

/// The characters that can end a value inside a line.
const CLOSING: [char; 5] = ['"', '\'', ']', '}', ','];

/// The ASCII characters after which a value can begin, beside whitespace.
const OPENING: &[u8] = b"[{,:?";

/// Returns whether a `#` may follow the end of a value, or begins a line with fewer spaces than a line of spaces above.
fn may_be_misplaced(text: &str) -> bool {
    let mut spaces = 0;
    let heading = text.split(['\n', '\r']).any(|line| {
        let begun = line.trim_start_matches(' ');
        let indent = line.len() - begun.len();
        if begun.is_empty() {
            spaces = indent.max(spaces);
            return false;
        }
        let above = std::mem::take(&mut spaces);
        (1..above).contains(&indent) && begun.starts_with('#')
    });
    heading || follows_value(text.as_bytes())
}

/// Returns whether a `#` may follow the end of a value. A quote is known to end none if no quote is open before it; text
/// outside of quoted values can have quotes as well, so that one may be taken for open that is not.
fn follows_value(text: &[u8]) -> bool {
    let mut open = None;
    let mut before = b'\n';
    let mut rest = text;
    while let [byte, after @ ..] = rest {
        let (byte, hash) = (*byte, after.starts_with(b"#"));
        let begins = before.is_ascii_whitespace() || OPENING.contains(&before);
        // A quote after one of these begins a value or stands in text: `$ref: '#/components/..'`, `href="#top"`.
        let harmless = open.is_none() && (begins || b"(=".contains(&before));
        rest = after;
        match (open, byte) {
            (_, b']' | b'}' | b',') if hash => return true,
            (_, b'"' | b'\'') if hash && !harmless => return true,
            (None, b'"' | b'\'') if begins => open = Some(byte),
            (None, b'#') if before.is_ascii_whitespace() => rest = past_line(after),
            (Some(b'"'), b'\\') => rest = after.get(1..).unwrap_or_default(),
            (Some(b'\''), b'\'') if after.starts_with(b"'#") => return true,
            // Two single quotes stand for one.
            (Some(b'\''), b'\'') if after.starts_with(b"'") => rest = &after[1..],
            (Some(opened), _) if opened == byte => open = None,
            _ => {}
        }
        before = byte;
    }
    false
}

/// Returns the text from the end of its first line.
fn past_line(text: &[u8]) -> &[u8] {
    let end = text.iter().position(|it| matches!(it, b'\n' | b'\r'));
    end.map_or(&[], |end| &text[end..])
}
