//! The document's CommonMark in a form that rustdoc shows without warnings and does not run.
//!
//! rustdoc compiles code blocks, resolves brackets as links to items, and warns about bare URLs and HTML. The
//! document's texts intend none of that.

use std::collections::BTreeMap;

/// Returns a text as lines of documentation.
pub(crate) fn lines(text: &str) -> Vec<String> {
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
            // Consecutive blank lines collapse into one.
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

/// Returns a text as one line.
pub(crate) fn inline(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    prose(&clean(&words.join(" ")))
}

/// Removes control characters, and marks that change the reading direction, which rustc rejects in comments.
fn clean(line: &str) -> String {
    let turns = |it| matches!(it, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{61c}');
    let line = line.replace('\t', "    ");
    line.chars()
        .filter(|it| !it.is_control() && !turns(*it) && *it != '\u{feff}')
        .collect()
}

/// Returns the code fence in a line (CommonMark 0.31, section 4.5), at any indentation.
fn fence_of(line: &str) -> Option<String> {
    let line = line.trim_start();
    let first = line.chars().next().filter(|it| matches!(it, '`' | '~'))?;
    let fence: String = line.chars().take_while(|it| *it == first).collect();
    let inline_code = first == '`' && line[fence.len()..].contains('`');
    (fence.len() >= 3 && !inline_code).then_some(fence)
}

/// Escapes a line that is not code. More than three spaces before it would make it an indented code block.
fn prose(line: &str) -> String {
    let text = line.trim();
    let indent = (line.len() - line.trim_start().len()).min(3);
    let mut out = " ".repeat(if text.is_empty() { 0 } else { indent });
    let marks = Marks::of(text);
    let mut at = 0;
    let mut backslashes = 0;
    while let Some(first) = text[at..].chars().next() {
        // An escaped backslash escapes nothing.
        let (taken, shown) = piece((text, at), &marks, first, backslashes % 2 == 1);
        let trailing = shown.len() - shown.trim_end_matches('\\').len();
        backslashes = if trailing == shown.len() {
            backslashes + trailing
        } else {
            trailing
        };
        out.push_str(&shown);
        at += taken;
    }
    out
}

/// The positions of the marks in a line, so that looking for one does not scan the rest of the line.
#[derive(Default)]
struct Marks {
    /// The ends of the runs of backticks.
    ends: Vec<usize>,
    /// The starts of the runs, by length.
    runs: BTreeMap<usize, Vec<usize>>,
    /// `[` and `]`.
    brackets: Vec<usize>,
    /// `](`.
    closings: Vec<usize>,
    /// `)`.
    parentheses: Vec<usize>,
    /// `>`.
    angles: Vec<usize>,
}

impl Marks {
    fn of(line: &str) -> Self {
        let mut out = Self::default();
        let mut run = 0;
        for (at, byte) in line.bytes().enumerate() {
            match byte {
                b'[' | b']' => out.brackets.push(at),
                b'(' if line[..at].ends_with(']') => out.closings.push(at - 1),
                b')' => out.parentheses.push(at),
                b'>' => out.angles.push(at),
                _ => {}
            }
            if byte == b'`' {
                run += 1;
            } else if run > 0 {
                out.add_run(run, at);
                run = 0;
            }
        }
        if run > 0 {
            out.add_run(run, line.len());
        }
        out
    }

    fn add_run(&mut self, run: usize, end: usize) {
        self.runs.entry(run).or_default().push(end - run);
        self.ends.push(end);
    }

    /// Returns the number of backticks from a position to the end of their run. Even if the whole run opens no code
    /// span, its end may.
    fn run_at(&self, at: usize) -> Option<usize> {
        next(&self.ends, at + 1).map(|end| end - at)
    }
}

/// Returns the first of these positions that is not before `from`.
fn next(places: &[usize], from: usize) -> Option<usize> {
    places.get(places.partition_point(|it| *it < from)).copied()
}

/// Returns the length in bytes of the piece of text at a position, and its escaped form.
fn piece(text: (&str, usize), marks: &Marks, first: char, escaped: bool) -> (usize, String) {
    let rest = &text.0[text.1..];
    let span = |len: usize| (len, rest[..len].to_owned());
    let shown = match first {
        '`' => code_span(text.1, marks).map(span),
        '[' if !escaped => link(text, marks),
        '<' if !escaped => autolink(text, marks).map(span),
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

/// Returns the length of a code span that ends on this line.
fn code_span(at: usize, marks: &Marks) -> Option<usize> {
    let fence = marks.run_at(at)?;
    let end = next(marks.runs.get(&fence)?, at + fence)?;
    Some(end + fence - at)
}

/// Returns the length of a link `[text](url)`, and its escaped form. Only links to the web remain links; others would
/// dangle.
fn link((line, at): (&str, usize), marks: &Marks) -> Option<(usize, String)> {
    let close = next(&marks.closings, at)?;
    if next(&marks.brackets, at + 1).is_some_and(|it| it < close) {
        return None;
    }
    let text = &line[at + 1..close];
    let end = next(&marks.parentheses, close + 2)?;
    let target = line[close + 2..end]
        .split_whitespace()
        .next()
        .unwrap_or_default();
    let text = prose(text);
    let web = target.starts_with("https://")
        || target.starts_with("http://")
        || target.starts_with("mailto:");
    let plain = !target.contains(['<', '>', '(', '\\', '`']);
    Some((
        end + 1 - at,
        if web && plain && !text.contains('<') {
            format!("[{text}]({target})")
        } else {
            text
        },
    ))
}

/// Returns the length of `<https://..>`, which remains unchanged.
fn autolink((line, at): (&str, usize), marks: &Marks) -> Option<usize> {
    let end = next(&marks.angles, at)?;
    let target = &line[at + 1..end];
    let web = target.starts_with("https://") || target.starts_with("http://");
    (web && !target.contains([' ', '<'])).then_some(end + 1 - at)
}

/// Returns the length of a bare URL.
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

/// Returns a text as an inline code span (CommonMark 0.31, section 6.1).
pub(crate) fn code(text: &str) -> String {
    let text = inline_code(text);
    let longest = text.split(|it| it != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let pad = if longest > 0 || text.is_empty() {
        " "
    } else {
        ""
    };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// Replaces control characters by spaces, and removes marks that change the reading direction.
pub(crate) fn inline_code(text: &str) -> String {
    text.chars().map(|it| if it.is_control() { ' ' } else { it }).filter(|it| !matches!(it, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{61c}')).collect()
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
            ("C:\\\\</kbd>", "C:\\\\\\</kbd>"),
            ("\u{202e}evil\0", "evil"),
            ("        indented", "   indented"),
            ("```\nfn main() {}\n```", "```text\nfn main() {}\n```"),
            ("  ~~~rust\nx", "~~~text\nx\n~~~"),
            ("a\n\n\n", "a"),
            ("``a` b`` c```", "``a` b`` c\\`\\`\\`"),
            ("```a`` `", "\\```a`` \\`"),
            ("\\\\\\[a]", "\\\\\\[a\\]"),
            (
                "[a [b](https://x.y) c](#d)",
                "\\[a [b](https://x.y) c\\](#d)",
            ),
        ];
        for (text, shown) in table {
            assert_eq!(lines(text).join("\n"), shown, "{text:?}");
        }
        assert_eq!(inline("two\n lines"), "two lines");
    }
}
