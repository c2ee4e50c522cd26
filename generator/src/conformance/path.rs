//! Where a call goes: the document's template with values for its names.

use super::text::keeping;

/// What a path or a query can hold beside `unreserved` (RFC 3986, sections 3.3 and 3.4).
const LITERAL: &str = "!$&'()*+,;=:@/?";

/// Stand before and after a value while its segment is looked at. No document has them.
const START: char = '\u{2}';
const END: char = '\u{3}';

/// Path and query: the template without its fragment, with encoded values for its names.
pub(super) fn target(
    template: &str,
    values: &[(String, String)],
    query: &[String],
) -> Option<String> {
    let mut out = String::new();
    if !template.starts_with('/') {
        out.push('/');
    }
    let mut rest = template;
    while let Some((literal, after)) = rest.split_once('{') {
        if let Some((last, _)) = literal.split_once('#') {
            rest = last;
            break;
        }
        let (name, after) = after.split_once('}')?;
        let (_, value) = values.iter().find(|(known, _)| known == name)?;
        out.push_str(&escaped(literal));
        out.push_str(value);
        rest = after;
    }
    out.push_str(&escaped(rest.split('#').next().unwrap_or_default()));
    if !query.is_empty() {
        let separator = match (out.contains('?'), out.ends_with(['?', '&'])) {
            (false, _) => "?",
            (true, true) => "",
            (true, false) => "&",
        };
        out.push_str(separator);
        out.push_str(&query.join("&"));
    }
    Some(out)
}

/// The document's own text, which may have escapes in it; a `%` that starts none is one that is meant.
fn escaped(literal: &str) -> String {
    let mut pieces = literal.split('%');
    let mut out = keeping(pieces.next().unwrap_or_default(), LITERAL);
    for piece in pieces {
        let digits = piece.bytes().take(2).filter(u8::is_ascii_hexdigit).count();
        out.push_str(if digits == 2 { "%" } else { "%25" });
        out.push_str(&keeping(piece, LITERAL));
    }
    out
}

/// Whether the encoded values lead to another resource than the template says, so that nothing may be
/// sent: an empty one takes its segment away, and a segment `.` or `..` is resolved away (RFC 3986,
/// section 5.2.4), escaped or not. A value in a query is no segment.
pub(super) fn leads_elsewhere(template: &str, values: &[(String, String)]) -> bool {
    let mut marked = template.to_owned();
    for (name, value) in values {
        marked = marked.replace(&format!("{{{name}}}"), &format!("{START}{value}{END}"));
    }
    let path = marked.split(['?', '#']).next().unwrap_or_default();
    let mut given = path.split('/').filter(|segment| segment.contains(START));
    given.any(|segment| {
        let plain = segment.replace([START, END], "");
        let plain = plain.replace("%2E", ".").replace("%2e", ".");
        segment.contains(&format!("{START}{END}")) || [".", ".."].contains(&plain.as_str())
    })
}
