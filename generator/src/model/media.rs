//! Media types.

/// A media type, compared as RFC 9110, section 8.3.1, says: case and parameters aside.
pub fn essence(media: &str) -> String {
    let (media, _) = media.split_once(';').unwrap_or((media, ""));
    media.trim().to_ascii_lowercase()
}

/// Whether a media type is JSON.
pub fn is_json(essence: &str) -> bool {
    matches!(essence, "application/json" | "text/json") || essence.ends_with("+json")
}

/// Whether a media type is XML.
pub fn is_xml(essence: &str) -> bool {
    essence.ends_with("/xml") || essence.ends_with("+xml")
}

/// What a media type is called in a name.
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
