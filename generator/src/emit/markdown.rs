//! The document's CommonMark as rustdoc shows it without a warning, and runs none of it.
//!
//! rustdoc compiles code blocks, resolves brackets as links to items, and warns of bare URLs and HTML.
//! What a document says is meant for none of that.

/// The text as lines of documentation.
pub(super) fn lines(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut fence: Option<String> = None;
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    for line in text.lines() {
        let line = clean(line);
        let marker = fence_of(&line);
        match (&fence, marker) {
            (None, Some(marker)) => {
                out.push(format!("{marker}text"));
                fence = Some(marker);
            }
            (Some(open), Some(marker)) if marker.starts_with(open.as_str()) => {
                out.push(open.clone());
                fence = None;
            }
            (Some(_), _) => out.push(line.trim_end().to_owned()),
            // One blank line parts paragraphs as well as several.
            (None, None) if line.trim().is_empty() && out.last().is_some_and(String::is_empty) => {}
            (None, None) => out.push(prose(&line)),
        }
    }
    out.extend(fence);
    while out.last().is_some_and(String::is_empty) {
        out.pop();
    }
    out
}

/// The text as one line.
pub(super) fn inline(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    prose(&clean(&words.join(" ")))
}

/// A line without characters that are no text: controls, and marks that turn the reading direction,
/// which rustc refuses in comments.
fn clean(line: &str) -> String {
    let turns = |it| matches!(it, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{61c}');
    let line = line.replace('\t', "    ");
    line.chars()
        .filter(|it| !it.is_control() && !turns(*it) && *it != '\u{feff}')
        .collect()
}

/// The fence that the line is (CommonMark 0.31, section 4.5), wherever it is indented to.
fn fence_of(line: &str) -> Option<String> {
    let line = line.trim_start();
    let first = line.chars().next().filter(|it| matches!(it, '`' | '~'))?;
    let fence: String = line.chars().take_while(|it| *it == first).collect();
    let inline_code = first == '`' && line[fence.len()..].contains('`');
    (fence.len() >= 3 && !inline_code).then_some(fence)
}

/// A line that is no code. More than three spaces before it would make it an indented code block.
fn prose(line: &str) -> String {
    let text = line.trim();
    let indent = (line.len() - line.trim_start().len()).min(3);
    let mut out = " ".repeat(if text.is_empty() { 0 } else { indent });
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let (taken, shown) = piece(rest, first, out.ends_with('\\'));
        out.push_str(&shown);
        rest = &rest[taken..];
    }
    out
}

/// The first piece of the text: how many bytes it has, and how it is shown.
fn piece(rest: &str, first: char, escaped: bool) -> (usize, String) {
    let span = |len: usize| (len, rest[..len].to_owned());
    let shown = match first {
        '`' => code_span(rest).map(span),
        '[' if !escaped => link(rest),
        '<' if !escaped => autolink(rest).map(span),
        'h' => url(rest).map(|len| (len, format!("<{}>", &rest[..len]))),
        _ => None,
    };
    shown.unwrap_or_else(|| {
        let escape = matches!(first, '[' | ']' | '<' | '`') && !escaped;
        (
            first.len_utf8(),
            if escape {
                format!("\\{first}")
            } else {
                first.to_string()
            },
        )
    })
}

/// A code span that ends on this line.
fn code_span(rest: &str) -> Option<usize> {
    let fence = rest.len() - rest.trim_start_matches('`').len();
    let mut at = fence;
    while let Some(found) = rest[at..].find('`') {
        let start = at + found;
        let run = rest[start..].len() - rest[start..].trim_start_matches('`').len();
        if run == fence {
            return Some(start + run);
        }
        at = start + run;
    }
    None
}

/// `[text](url)`. Only links to the web stay links: others lead nowhere from here.
fn link(rest: &str) -> Option<(usize, String)> {
    let close = rest.find("](")?;
    let text = &rest[1..close];
    let end = close + 2 + rest[close + 2..].find(')')?;
    let target = rest[close + 2..end]
        .split_whitespace()
        .next()
        .unwrap_or_default();
    if text.contains(['[', ']']) {
        return None;
    }
    let text = prose(text);
    let web = target.starts_with("https://")
        || target.starts_with("http://")
        || target.starts_with("mailto:");
    let plain = !target.contains(['<', '>', '(', '\\', '`']);
    Some((
        end + 1,
        if web && plain && !text.contains('<') {
            format!("[{text}]({target})")
        } else {
            text
        },
    ))
}

/// `<https://..>`, as it is.
fn autolink(rest: &str) -> Option<usize> {
    let end = rest.find('>')?;
    let target = &rest[1..end];
    let web = target.starts_with("https://") || target.starts_with("http://");
    (web && !target.contains([' ', '<'])).then_some(end + 1)
}

/// The length of a bare URL.
fn url(rest: &str) -> Option<usize> {
    if !rest.starts_with("https://") && !rest.starts_with("http://") {
        return None;
    }
    let end = rest.find(|it: char| {
        it.is_whitespace()
            || matches!(
                it,
                '<' | '>' | '"' | '`' | ')' | ']' | '[' | '(' | '\\' | '|' | '*'
            )
    });
    let url =
        rest[..end.unwrap_or(rest.len())].trim_end_matches(['.', ',', ';', ':', '!', '?', '\'']);
    (url.len() > "https://".len()).then_some(url.len())
}

#[cfg(test)]
mod tests {
    use super::{inline, lines};

    #[test]
    fn text_is_shown_and_never_run() {
        let table = [
            ("Plain.", "Plain."),
            ("a [link](https://x.y/z) b", "a [link](https://x.y/z) b"),
            ("a [link](#/reference/x) b", "a link b"),
            ("see [EnvVar] and a[0]", "see \\[EnvVar\\] and a\\[0\\]"),
            ("see https://x.y/z.", "see <https://x.y/z>."),
            ("<https://x.y>", "<https://x.y>"),
            ("a <br> b", "a \\<br> b"),
            ("Vec<u8> in `Vec<u8>`", "Vec\\<u8> in `Vec<u8>`"),
            ("a ` b", "a \\` b"),
            ("already \\[escaped\\]", "already \\[escaped\\]"),
            ("\u{202e}evil\0", "evil"),
            ("        indented", "   indented"),
            ("```\nfn main() {}\n```", "```text\nfn main() {}\n```"),
            ("  ~~~rust\nx", "~~~text\nx\n~~~"),
            ("a\n\n\n", "a"),
        ];
        for (text, shown) in table {
            assert_eq!(lines(text).join("\n"), shown, "{text:?}");
        }
        assert_eq!(inline("two\n lines"), "two lines");
    }
}
