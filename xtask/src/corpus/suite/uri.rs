//! Resolution of URI references between schemas (RFC 3986, section 5.2), as far as the suite needs it.

/// Resolves `reference`, which has no fragment, against `base`.
pub(super) fn join(base: &str, reference: &str) -> String {
    if reference.is_empty() {
        return base.to_owned();
    }
    if has_scheme(reference) {
        return reference.to_owned();
    }
    let (root, path) = split(base);
    if reference.starts_with('/') {
        return format!("{root}{reference}");
    }
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    format!("{root}{}", without_dots(&format!("{folder}/{reference}")))
}

fn has_scheme(reference: &str) -> bool {
    let scheme = reference.split_once(':').map(|(scheme, _)| scheme);
    let letters = |it: &str| {
        it.chars()
            .all(|letter| letter.is_ascii_alphanumeric() || "+-.".contains(letter))
    };
    scheme
        .is_some_and(|it| it.starts_with(|first: char| first.is_ascii_alphabetic()) && letters(it))
}

/// Splits a URI into scheme and authority, and the path.
fn split(uri: &str) -> (&str, &str) {
    let start = uri.find("://").map_or(0, |it| it + 3);
    let end = uri[start..].find('/').map_or(uri.len(), |it| start + it);
    uri.split_at(end)
}

fn without_dots(path: &str) -> String {
    let mut out: Vec<&str> = Vec::new();
    for segment in path.split('/') {
        match segment {
            "." => {}
            ".." => {
                out.pop();
            }
            other => out.push(other),
        }
    }
    out.join("/")
}

#[cfg(test)]
mod tests {
    use super::join;

    #[test]
    fn references_are_joined_as_the_standard_says() {
        let base = "http://a.example/b/c.json";
        for (reference, wanted) in [
            ("", base),
            ("d.json", "http://a.example/b/d.json"),
            ("../d", "http://a.example/d"),
            ("/d/e", "http://a.example/d/e"),
            ("urn:uuid:1", "urn:uuid:1"),
            ("https://b.example/", "https://b.example/"),
        ] {
            assert_eq!(join(base, reference), wanted);
        }
        assert_eq!(join("http://a.example", "d"), "http://a.example/d");
    }
}
