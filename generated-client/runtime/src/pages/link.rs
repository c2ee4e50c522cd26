//! The `Link` header (RFC 8288).

use http::{HeaderMap, header::LINK};

/// Returns the target of the link whose relation is `next`.
pub(super) fn next(headers: &HeaderMap) -> Option<String> {
    let values = headers.get_all(LINK).into_iter();
    let texts = values.filter_map(|it| std::str::from_utf8(it.as_bytes()).ok());
    texts
        .flat_map(links)
        .find_map(|(target, parameters)| is_next(parameters).then(|| target.to_owned()))
}

/// Returns the links of a header: each target, and the text of its parameters.
fn links(text: &str) -> Vec<(&str, &str)> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some((_, after)) = rest.split_once('<') {
        let Some((target, after)) = after.split_once('>') else {
            break;
        };
        let end = end(after);
        out.push((target.trim(), &after[..end]));
        rest = &after[end..];
    }
    out
}

/// Returns the end of a link's parameters: a comma outside quoted strings, or the end of the text.
fn end(text: &str) -> usize {
    let mut quoted = false;
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b',' if !quoted => return at,
            _ => {}
        }
    }
    text.len()
}

/// Returns whether one of the relations is `next`; the first `rel` counts (RFC 8288, section 3.3).
fn is_next(parameters: &str) -> bool {
    let mut named = parameters.split(';').filter_map(|it| it.split_once('='));
    let rel = named.find(|(name, _)| name.trim().eq_ignore_ascii_case("rel"));
    rel.is_some_and(|(_, relations)| {
        let mut all = relations.trim().trim_matches('"').split_ascii_whitespace();
        all.any(|it| it.eq_ignore_ascii_case("next"))
    })
}
