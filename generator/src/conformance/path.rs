//! The target of a call: the document's path template with values for its parameters.

use super::text::keeping;

/// The characters that a path or a query may contain besides `unreserved` (RFC 3986, sections 3.3 and 3.4).
const LITERAL: &str = "!$&'()*+,;=:@/?";

/// The marks around a value while its segment is examined. No document contains them.
const START: char = '\u{2}';
const END: char = '\u{3}';

/// Returns path and query: the template without its fragment, with encoded values for its parameters. `None` if one
/// has no value.
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

/// Encodes the document's own text, which may contain escapes; a `%` that begins none is literal.
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

/// Returns whether the encoded values lead to another resource than the template, so that the client must send
/// nothing. An empty value removes its segment, and resolution removes a segment `.` or `..` (RFC 3986, section
/// 5.2.4), even an escaped one. Values in a query are not segments.
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
