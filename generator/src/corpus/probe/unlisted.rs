//! Whether a decoded value holds something that the document does not list: an `Unknown` of an enum or a union.

/// The name of the variant that keeps what is not listed.
const UNLISTED: &str = "Unknown";

/// Whether the value that `Debug` prints as `shown` holds a variant for what is not listed.
///
/// It is the one place that knows how this is told. A unit variant `Unknown` is one that the document lists: the
/// other kind always holds what came.
pub fn fell_to_unlisted(shown: &str) -> bool {
    let plain = without_strings(shown);
    plain.match_indices(UNLISTED).any(|(start, _)| {
        let before = plain[..start].chars().next_back();
        let after = &plain[start + UNLISTED.len()..];
        let whole = !before.is_some_and(|it| it.is_alphanumeric() || it == '_');
        whole && (after.starts_with('(') || after.starts_with(" {"))
    })
}

/// The text without what stands in quotes.
fn without_strings(shown: &str) -> String {
    let (mut out, mut quoted, mut escaped) = (String::new(), false, false);
    for letter in shown.chars() {
        match letter {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            _ if !quoted => out.push(letter),
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::fell_to_unlisted;

    #[test]
    fn only_a_variant_that_keeps_what_came_counts() {
        assert!(fell_to_unlisted("Order { state: Unknown(\"lost\") }"));
        assert!(fell_to_unlisted("Pet(Unknown { kind: \"cat\", .. })"));
        assert!(!fell_to_unlisted("Order { state: Unknown }"));
        assert!(!fell_to_unlisted("Order { note: \"a \\\"Unknown(\" }"));
        assert!(!fell_to_unlisted("StateUnknown(1)"));
        assert!(!fell_to_unlisted("Unknowns(1)"));
    }
}
