//! Media types.

/// Returns a media type in the form in which RFC 9110, section 8.3.1, compares it: in lower case and without
/// parameters.
pub fn essence(media: &str) -> String {
    let (media, _) = media.split_once(';').unwrap_or((media, ""));
    media.trim().to_ascii_lowercase()
}

/// Returns whether a media type is JSON.
pub fn is_json(essence: &str) -> bool {
    matches!(essence, "application/json" | "text/json") || essence.ends_with("+json")
}

/// Returns whether a media type is XML.
pub fn is_xml(essence: &str) -> bool {
    essence.ends_with("/xml") || essence.ends_with("+xml")
}

/// Returns whether a body of a media type consists of parts.
pub fn is_multipart(essence: &str) -> bool {
    essence.starts_with("multipart/")
}

/// Returns whether content of a media type, given without parameters, is text that a string can hold.
pub fn is_textual(essence: &str) -> bool {
    const TEXTS: &[&str] = &[
        "application/graphql",
        "application/javascript",
        "application/jsonl",
        "application/jwt",
        "application/sdp",
        "application/sql",
        "application/x-ndjson",
        "application/x-yaml",
        "application/yaml",
    ];
    essence.starts_with("text/") || is_json(essence) || is_xml(essence) || TEXTS.contains(&essence)
}

/// Returns the words for a media type in a name.
pub fn media_words(media: &str) -> String {
    let form = essence(media);
    match form.as_str() {
        "application/x-www-form-urlencoded" => "form".to_owned(),
        "multipart/form-data" => "multipart".to_owned(),
        "application/octet-stream" => "bytes".to_owned(),
        "text/plain" => "text".to_owned(),
        "text/event-stream" => "event stream".to_owned(),
        _ if form.ends_with("/*") => form.trim_end_matches("/*").replace('*', "any"),
        _ if is_xml(&form) && !form.contains('+') => "xml".to_owned(),
        _ => {
            let (_, kind) = form.split_once('/').unwrap_or(("", &form));
            kind.trim_end_matches("+json").to_owned()
        }
    }
}
