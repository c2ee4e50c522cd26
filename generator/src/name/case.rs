//! From the words of a document to the spelling of Rust (RFC 430).

use heck::{ToSnakeCase, ToUpperCamelCase};
use std::fmt::Write as _;

/// The longest name that is made of a text: names become file names, and those have an end.
const MAX_LENGTH: usize = 80;

/// As a type or variant is spelled; never empty, never starting with a digit.
pub(super) fn camel(text: &str) -> String {
    let mut out = String::new();
    for word in words(text) {
        // rustc takes an underscore between digits, where words would run together otherwise.
        let digits = out.ends_with(|it: char| it.is_ascii_digit())
            && word.starts_with(|it: char| it.is_ascii_digit());
        out.push_str(if digits { "_" } else { "" });
        out.push_str(&word.to_upper_camel_case());
    }
    match out.chars().next() {
        None => "Empty".to_owned(),
        Some(first) if first.is_ascii_digit() => format!("N{out}"),
        Some(_) => out,
    }
}

/// As a function, field or module is spelled; never empty, never starting with a digit.
pub(super) fn snake(text: &str) -> String {
    let out = words(text).join("_");
    match out.chars().next() {
        None => "empty".to_owned(),
        Some(first) if first.is_ascii_digit() => format!("_{out}"),
        Some(_) => out,
    }
}

/// Whether a name can have all the words of a text.
pub(super) fn is_whole(text: &str) -> bool {
    spelled(text).to_snake_case().len() < MAX_LENGTH
}

/// The words of a text in lower case, as many as a name can have.
fn words(text: &str) -> Vec<String> {
    let snake = spelled(text).to_snake_case();
    let mut length = 0;
    let fitting = snake
        .split('_')
        .filter(|word| !word.is_empty())
        .take_while(|word| {
            length += word.len() + 1;
            length <= MAX_LENGTH
        });
    let words: Vec<String> = fitting.map(str::to_owned).collect();
    if words.is_empty() {
        snake
            .get(..MAX_LENGTH)
            .map(str::to_owned)
            .into_iter()
            .collect()
    } else {
        words
    }
}

/// The text in letters and digits of ASCII, other characters being word boundaries. Signs are spelled
/// where they carry the meaning: before a number, and where there is nothing else. Other scripts are
/// given by code point, since identifiers that differ in look-alikes only would read the same.
fn spelled(text: &str) -> String {
    let bare = !text.chars().any(char::is_alphanumeric);
    let mut out = String::with_capacity(text.len());
    for (index, it) in text.char_indices() {
        let next = text[index + it.len_utf8()..].chars().next();
        let leads = index == 0 && next.is_some_and(|next| means(it, next));
        if ends_acronym(&text[..index], it, next) {
            lower_acronym(&mut out);
            out.push(it);
        } else if it.is_ascii_alphanumeric() || it == '_' && !bare {
            out.push(it);
        } else if let Some(word) = sign(it).filter(|_| bare || leads) {
            let _ = write!(out, " {word} ");
        } else if it.is_alphanumeric() || bare {
            let _ = write!(out, " u{:x} ", u32::from(it));
        } else if !matches!(it, '\'' | '’') {
            out.push(' ');
        }
    }
    out
}

/// Whether `it` is the plural `s` of an acronym: `URLs`, `userIDs`.
fn ends_acronym(before: &str, it: char, next: Option<char>) -> bool {
    let capitals = before
        .chars()
        .rev()
        .take_while(char::is_ascii_uppercase)
        .count();
    it == 's' && capitals >= 2 && !next.is_some_and(|next| next.is_ascii_lowercase())
}

/// Makes the acronym at the end one word: `URL` becomes `Url`.
fn lower_acronym(out: &mut String) {
    let capitals = out
        .chars()
        .rev()
        .take_while(char::is_ascii_uppercase)
        .count();
    let start = out.len() - capitals + 1;
    let tail = out.split_off(start.min(out.len()));
    out.push_str(&tail.to_ascii_lowercase());
}

/// Whether a sign at the beginning means something to what follows: `<5`, `-created`.
fn means(sign: char, next: char) -> bool {
    next.is_ascii_digit() || (matches!(sign, '+' | '-') && next.is_alphabetic())
}

fn sign(it: char) -> Option<&'static str> {
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

#[cfg(test)]
mod tests {
    use super::{camel, snake};

    #[test]
    fn long_texts_give_names_that_files_can_have() {
        assert!(camel(&"word ".repeat(2_000)).len() <= 100);
        assert!(snake(&"a".repeat(10_000)).len() <= 100);
    }

    #[test]
    fn names_are_spelled_as_rust_spells_them() {
        let table = [
            // text, as a type, as a function
            ("EnvVarRequest", "EnvVarRequest", "env_var_request"),
            (
                "act_version_envVar_put",
                "ActVersionEnvVarPut",
                "act_version_env_var_put",
            ),
            ("TIMED-OUT", "TimedOut", "timed_out"),
            ("HTTPServer", "HttpServer", "http_server"),
            (
                "3d-secure-auth-failed",
                "N3dSecureAuthFailed",
                "_3d_secure_auth_failed",
            ),
            ("URLs", "Urls", "urls"),
            ("userIDs", "UserIds", "user_ids"),
            ("3.14", "N3_14", "_3_14"),
            ("I'm a teapot", "ImATeapot", "im_a_teapot"),
            ("\u{202e}", "U202e", "u202e"),
            ("+1", "Plus1", "plus_1"),
            ("-1", "Minus1", "minus_1"),
            ("-created", "MinusCreated", "minus_created"),
            ("🎉", "U1f389", "u1f389"),
            ("", "Empty", "empty"),
            (" ", "Space", "space"),
            ("*", "Star", "star"),
            ("<=", "LessEqual", "less_equal"),
            ("é", "Ue9", "ue9"),
            ("naïve", "NaUefVe", "na_uef_ve"),
            ("\u{0}", "U0", "u0"),
            ("../../x", "X", "x"),
            ("a/b", "AB", "a_b"),
            ("@type", "Type", "type"),
            ("__", "UnderscoreUnderscore", "underscore_underscore"),
            ("X-Rate-Limit", "XRateLimit", "x_rate_limit"),
        ];
        for (text, ty, function) in table {
            assert_eq!(
                (camel(text).as_str(), snake(text).as_str()),
                (ty, function),
                "{text:?}"
            );
        }
    }
}
