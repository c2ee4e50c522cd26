//! From the words of a document to the spelling of Rust (RFC 430).

use heck::{ToSnakeCase, ToUpperCamelCase};
use std::fmt::Write as _;

/// As a type or variant is spelled; never empty, never starting with a digit.
pub(super) fn camel(text: &str) -> String {
    begin(spelled(text).to_upper_camel_case(), "Empty")
}

/// As a function, field or module is spelled; never empty, never starting with a digit.
pub(super) fn snake(text: &str) -> String {
    begin(spelled(text).to_snake_case(), "empty")
}

fn begin(name: String, empty: &str) -> String {
    match name.chars().next() {
        None => empty.to_owned(),
        Some(first) if first.is_ascii_digit() => format!("_{name}"),
        Some(_) => name,
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
        if it.is_ascii_alphanumeric() || it == '_' && !bare {
            out.push(it);
        } else if let Some(word) = sign(it).filter(|_| bare || leads) {
            let _ = write!(out, " {word} ");
        } else if it.is_alphanumeric() || (bare && !it.is_ascii() && !it.is_whitespace()) {
            let _ = write!(out, " u{:x} ", u32::from(it));
        } else {
            out.push(' ');
        }
    }
    out
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
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::{camel, snake};

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
                "_3dSecureAuthFailed",
                "_3d_secure_auth_failed",
            ),
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
            ("\u{0}", "Empty", "empty"),
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
