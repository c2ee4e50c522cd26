//! Resolves the target paths of actions (`JSONPath`, RFC 9535).

use super::cost::{self, Unquoted};
use super::draft::Draft;
use crate::tree::Node;
use serde_json_path::{JsonPath, NormalizedPath};
use std::{borrow::Cow, collections::BTreeSet};

/// Returns the pointers of the nodes that a path selects: at least one, each once.
pub(super) fn select(target: &Node, draft: &Draft) -> Result<Vec<String>, String> {
    let text = target.as_str().unwrap_or_default();
    cost::check(text, draft.json())?;
    let path = JsonPath::parse(&with_quotes(text))
        .map_err(|error| format!("`{text}` is not a JSONPath: {error}"))?;
    let nodes = path.query_located(draft.json());
    let mut seen = BTreeSet::new();
    let mut found: Vec<String> = nodes
        .locations()
        .map(NormalizedPath::to_json_pointer)
        .collect();
    found.retain(|it| seen.insert(it.clone()));
    if found.is_empty() {
        return Err(format!("`{text}` selects nothing in the document"));
    }
    Ok(found)
}

/// Puts names with a hyphen into brackets: the Overlay Specification's own examples write `.x-name`, but
/// RFC 9535 requires `['x-name']`.
fn with_quotes(path: &str) -> Cow<'_, str> {
    let mut out = String::new();
    let mut copied = 0;
    let mut letters = Unquoted::new(path).peekable();
    while let Some((dot, letter)) = letters.next() {
        if letter != '.' {
            continue;
        }
        let mut end = dot + 1;
        let is_part = |it: char| it.is_alphanumeric() || "_-".contains(it);
        while let Some((at, letter)) = letters.next_if(|(_, letter)| is_part(*letter)) {
            end = at + letter.len_utf8();
        }
        let name = &path[dot + 1..end];
        if name.contains('-') && !name.starts_with(|it: char| it.is_ascii_digit()) {
            // A descent keeps both dots.
            let descends = path[..dot].ends_with('.');
            out.push_str(&path[copied..if descends { dot + 1 } else { dot }]);
            out.push_str(&format!("['{name}']"));
            copied = end;
        }
    }
    if copied == 0 {
        return Cow::Borrowed(path);
    }
    out.push_str(&path[copied..]);
    Cow::Owned(out)
}

/// Returns a copy of the one node that a path selects.
pub(super) fn one(path: &Node, draft: &mut Draft) -> Result<Node, String> {
    let text = path.as_str().unwrap_or_default();
    match select(path, draft)?.as_slice() {
        [only] => {
            let copied = draft.copy(only)?;
            copied.ok_or_else(|| format!("`{text}` selects nothing in the document"))
        }
        several => Err(format!(
            "`{text}` selects {} nodes, but only one can be copied",
            several.len()
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::with_quotes;

    #[test]
    fn names_with_a_hyphen_are_put_into_brackets() {
        let table = [
            ("$.paths['/x-a'].get", "$.paths['/x-a'].get"),
            ("$.x-a.b", "$['x-a'].b"),
            ("$..x-a[0]", "$..['x-a'][0]"),
            (
                "$.a[?@.x-oai-traits.paged]",
                "$.a[?@['x-oai-traits'].paged]",
            ),
            ("$.a[-1]['.x-b']", "$.a[-1]['.x-b']"),
            ("$.a[?@.b == 1.5-2]", "$.a[?@.b == 1.5-2]"),
        ];
        for (path, quoted) in table {
            assert_eq!(with_quotes(path), quoted);
        }
    }
}
