//! The words for signs in names: `<=` is `less_equal`.

/// Returns the text with all its signs in words, if it has any. A space does not count: it separates words in any
/// name.
pub(super) fn with_signs(text: &str) -> Option<String> {
    let is_sign = |it: char| it != ' ' && sign(it).is_some();
    text.contains(is_sign).then(|| {
        let parts: Vec<String> = text.split("[]").map(signs_in_words).collect();
        parts.join(" brackets ")
    })
}

fn signs_in_words(text: &str) -> String {
    let words = text.chars().map(|it| match it {
        ' ' | ')' | ']' | '}' => " ".to_owned(),
        '-' => " dash ".to_owned(),
        _ => sign(it).map_or_else(|| it.to_string(), |word| format!(" {word} ")),
    });
    words.collect()
}

/// Returns whether a sign at the beginning changes the meaning of the character after it: `<5`, `-created`.
pub(super) fn means(sign: char, next: char) -> bool {
    next.is_ascii_digit() || (matches!(sign, '+' | '-') && next.is_alphabetic())
}

/// Returns the word for a sign.
pub(super) fn sign(it: char) -> Option<&'static str> {
    Some(match it {
        '+' => "plus",
        '-' => "minus",
        '*' => "star",
        '/' => "slash",
        '%' => "percent",
        '=' => "equal",
        '<' => "less",
        '>' => "greater",
        '!' => "not",
        '&' => "and",
        '|' => "or",
        '~' => "tilde",
        '^' => "caret",
        '.' => "dot",
        ',' => "comma",
        ':' => "colon",
        ';' => "semicolon",
        '?' => "question",
        '@' => "at",
        '#' => "hash",
        '$' => "dollar",
        '_' => "underscore",
        ' ' => "space",
        '\'' | '"' => "quotation",
        '(' | ')' => "parenthesis",
        '[' | ']' => "bracket",
        '{' | '}' => "brace",
        '\\' => "backslash",
        '`' => "backtick",
        _ => return None,
    })
}
