//! Conversion from the words of a document to the naming conventions of Rust (RFC 430).

use super::signs::{means, sign};
use heck::{ToSnakeCase, ToUpperCamelCase};
use std::fmt::Write as _;
use unicode_normalization::UnicodeNormalization as _;
use unicode_security::{
    GeneralSecurityProfile as _, confusable_detection::skeleton,
    is_potential_mixed_script_confusable_char,
};

/// Words that cannot be identifiers, not even as `r#..` (Rust reference, "Keywords" and "Raw identifiers").
pub(super) const NEVER: &[&str] = &["self", "Self", "super", "crate", "_"];

/// The style of a name.
#[derive(Clone, Copy)]
enum Style {
    /// `LikeThis`.
    Camel,
    /// `like_this`.
    Snake,
}

/// The maximum length of a name's words in bytes: names become file names, whose length is limited.
const MAX_LENGTH: usize = 80;

/// Returns the name of a type or variant. It is never empty and never starts with a digit.
pub(super) fn camel(text: &str) -> String {
    let mut out = String::new();
    for word in words(text, Style::Camel) {
        // rustc accepts an underscore between digits, where words would otherwise run together.
        let digits = out.ends_with(|it: char| it.is_ascii_digit())
            && word.starts_with(|it: char| it.is_ascii_digit());
        out.push_str(if digits { "_" } else { "" });
        push_capitalised(&mut out, &word);
    }
    match out.chars().next() {
        None => "Empty".to_owned(),
        Some(first) if !unicode_ident::is_xid_start(first) => format!("N{out}"),
        Some(_) => out,
    }
}

/// Appends a lowercase word with an initial capital.
fn push_capitalised(out: &mut String, word: &str) {
    let plain = |it: u8| it.is_ascii_lowercase() || it.is_ascii_digit();
    match word.as_bytes().split_first() {
        Some((first, rest)) if plain(*first) && rest.iter().copied().all(plain) => {
            out.push(char::from(first.to_ascii_uppercase()));
            out.push_str(&word[1..]);
        }
        _ => out.push_str(&word.to_upper_camel_case()),
    }
}

/// Returns the name of a function, field or module. It is never empty and never starts with a digit.
pub(super) fn snake(text: &str) -> String {
    let out = words(text, Style::Snake).join("_");
    match out.chars().next() {
        None => "empty".to_owned(),
        Some(first) if !unicode_ident::is_xid_start(first) => format!("_{out}"),
        Some(_) => out,
    }
}

/// Returns the name of a file, in ASCII only: rustc finds no other files (E0754).
pub(super) fn ascii_snake(text: &str) -> String {
    let mut ascii = String::with_capacity(text.len());
    for it in text.nfc() {
        if it.is_ascii() || !it.is_alphanumeric() {
            ascii.push(it);
        } else {
            let _ = write!(ascii, " u{:x} ", u32::from(it));
        }
    }
    snake(&ascii)
}

/// Returns whether a text can be the name of a type unchanged, without a warning from rustc.
pub(super) fn is_camel(text: &str) -> bool {
    let first = text.starts_with(|it: char| it.is_ascii_uppercase());
    first && text.chars().all(|it| it.is_ascii_alphanumeric()) && !NEVER.contains(&text)
}

/// Returns whether a text can be the name of a field or a function unchanged, without a warning from rustc.
pub(super) fn is_snake(text: &str) -> bool {
    let words = text.trim_matches('_');
    let first = text.starts_with(|it: char| it.is_ascii_lowercase() || it == '_');
    let letter = |it: char| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '_';
    first
        && words.chars().all(letter)
        && !words.is_empty()
        && !words.contains("__")
        && !NEVER.contains(&text)
}

/// Returns whether a name can hold all words of a text.
pub(super) fn is_whole(text: &str) -> bool {
    in_words(text, Style::Camel).to_snake_case().len() < MAX_LENGTH
}

/// Returns the words of a text in lower case, as many as a name can hold.
fn words(text: &str, style: Style) -> Vec<String> {
    // Most names have this form already.
    if text.len() <= MAX_LENGTH && is_plain(text) {
        return text.split('_').map(str::to_owned).collect();
    }
    let snake = in_words(text, style).to_snake_case();
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
        let ends = snake.char_indices().map(|(at, it)| at + it.len_utf8());
        let end = ends.take_while(|end| *end <= MAX_LENGTH).last();
        let cut = snake[..end.unwrap_or_default()]
            .trim_matches('_')
            .to_owned();
        Some(cut).filter(|it| !it.is_empty()).into_iter().collect()
    } else {
        words
    }
}

/// Returns whether a text consists of lowercase words with one underscore between them.
fn is_plain(text: &str) -> bool {
    let letter = |it: u8| it.is_ascii_lowercase() || it.is_ascii_digit();
    let mut words = text.split('_');
    words.all(|word| !word.is_empty() && word.bytes().all(letter))
}

/// Returns the text in letters and digits, with word boundaries in place of other characters. Signs are written as
/// words where they carry the meaning: before a number, and where there is nothing else. There, a character that is
/// not a sign either is written as its code point. Letters are composed, since rustc treats both forms of an
/// identifier as equal.
fn in_words(text: &str, style: Style) -> String {
    let ascii = text.is_ascii();
    let text = if ascii {
        text.to_owned()
    } else {
        text.nfc().collect()
    };
    let text = joined(text, style);
    let bare = !text.chars().any(char::is_alphanumeric);
    let letters = !ascii && has_letters_of_its_own(&text);
    let is_letter = |it: char| it.is_ascii_alphanumeric() || letters && is_letter(it);
    let mut out = String::with_capacity(text.len());
    for (index, it) in text.char_indices() {
        let before = &text[..index];
        let next = text[index + it.len_utf8()..].chars().next();
        let leads = index == 0 && next.is_some_and(|next| means(it, next));
        if ends_acronym(before, it, next) {
            lower_acronym(&mut out);
            out.push(it);
        } else if is_letter(it) || it == '_' && !bare {
            out.push_str(if is_version(before, it, next) {
                " "
            } else {
                ""
            });
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

/// Words that are single words in spite of their capitals, and whether they are single words in types as well. They
/// are not where they read better with their capitals.
const JOINED: &[(&str, bool)] = &[
    ("IPv4", true),
    ("IPv6", true),
    ("iOS", true),
    ("OAuth", false),
    ("oAuth", false),
    ("macOS", false),
    ("GitHub", false),
    ("gitHub", false),
    ("GitLab", false),
    ("gitLab", false),
];

/// Pairs of letters, one of which is in each of these words. Few texts have any, and searching for pairs is fast.
const PAIRS: &[&[u8]] = &[b"Pv", b"OS", b"Au", b"tH", b"tL"];

/// Returns the text with each of these words as a single word.
fn joined(text: String, style: Style) -> String {
    let mut out = text;
    if !out.as_bytes().windows(2).any(|it| PAIRS.contains(&it)) {
        return out;
    }
    let wanted = JOINED
        .iter()
        .filter(|(_, types)| *types || matches!(style, Style::Snake));
    for (word, _) in wanted {
        let mut from = 0;
        while let Some(at) = out[from..].find(word).map(|at| from + at) {
            from = at + word.len();
            if stands_alone(&out[..at], word, &out[from..]) {
                let piece = format!(" {}", capitalised(word));
                out.replace_range(at..from, &piece);
                from = at + piece.len();
            }
        }
    }
    out
}

/// Returns a word in lower case with an initial capital.
fn capitalised(word: &str) -> String {
    let mut out = word.to_ascii_lowercase();
    out[..1].make_ascii_uppercase();
    out
}

/// Returns whether a word begins and ends where it was found, instead of being part of other words.
fn stands_alone(before: &str, word: &str, behind: &str) -> bool {
    let last = before.chars().next_back();
    let capital = word.starts_with(|it: char| it.is_ascii_uppercase());
    let begins = !last.is_some_and(|it| {
        if capital {
            it.is_uppercase()
        } else {
            it.is_alphabetic()
        }
    });
    begins && !behind.starts_with(char::is_lowercase)
}

/// Returns whether `it` is the `v` of a version after an acronym: `APIv2`.
fn is_version(before: &str, it: char, next: Option<char>) -> bool {
    it == 'v' && capitals(before) >= 2 && next.is_some_and(|next| next.is_ascii_digit())
}

/// Returns the number of capitals at the end of a text.
fn capitals(text: &str) -> usize {
    text.chars()
        .rev()
        .take_while(char::is_ascii_uppercase)
        .count()
}

/// Returns whether an identifier can contain a character that is not a sign, without a warning from rustc
/// (`uncommon_codepoints`).
fn is_letter(it: char) -> bool {
    it != '_' && unicode_ident::is_xid_continue(it) && it.identifier_allowed()
}

/// Returns whether the letters of a text cannot be mistaken for others. If they look like others, such as a
/// Cyrillic `х` like an `x`, rustc warns (`confusable_idents`, `mixed_script_confusables`). This must hold for the
/// text as a word in a function and in a type.
fn has_letters_of_its_own(text: &str) -> bool {
    let lower = text.to_lowercase();
    let mut letters = lower.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    let capital: String = first.chain(letters).collect();
    [lower, capital].iter().all(|text| {
        let mut beyond = text.chars().filter(|it| !it.is_ascii());
        let looks_like_ascii = skeleton(text).all(|it| it.is_ascii());
        beyond.any(|it| !is_potential_mixed_script_confusable_char(it)) && !looks_like_ascii
    })
}

/// Returns whether `it` is the plural `s` of an acronym: `URLs`, `userIDs`.
fn ends_acronym(before: &str, it: char, next: Option<char>) -> bool {
    it == 's' && capitals(before) >= 2 && !next.is_some_and(|next| next.is_ascii_lowercase())
}

/// Lowercases the acronym at the end into a single word: `URL` becomes `Url`.
fn lower_acronym(out: &mut String) {
    let start = out.len() - capitals(out) + 1;
    let tail = out.split_off(start.min(out.len()));
    out.push_str(&tail.to_ascii_lowercase());
}

#[cfg(test)]
mod tests {
    use super::{JOINED, PAIRS, camel, snake};

    #[test]
    fn every_joined_word_has_a_pair_by_which_it_is_found() {
        for (word, _) in JOINED {
            let mut pairs = word.as_bytes().windows(2);
            assert!(pairs.any(|it| PAIRS.contains(&it)), "{word}");
        }
    }

    #[test]
    fn long_texts_give_names_that_files_can_have() {
        assert!(camel(&"word ".repeat(2_000)).len() <= 100);
        assert!(snake(&"a".repeat(10_000)).len() <= 100);
        assert!(snake(&"é".repeat(10_000)).len() <= 100);
        assert!(camel(&"日本".repeat(10_000)).len() <= 100);
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
            ("é", "É", "é"),
            ("naïve", "Naïve", "naïve"),
            ("e\u{301}", "É", "é"),
            ("größeÄndern", "GrößeÄndern", "größe_ändern"),
            ("日本", "日本", "日本"),
            ("имяПользователя", "ИмяПользователя", "имя_пользователя"),
            ("х", "U445", "u445"),
            ("ı", "U131", "u131"),
            ("２０", "Uff12Uff10", "uff12_uff10"),
            ("x²", "XUb2", "x_ub2"),
            ("IPv4", "Ipv4", "ipv4"),
            ("supportsIPv6Only", "SupportsIpv6Only", "supports_ipv6_only"),
            ("ipv4", "Ipv4", "ipv4"),
            ("IPV4", "Ipv4", "ipv4"),
            ("IP", "Ip", "ip"),
            ("APIv2", "ApiV2", "api_v2"),
            ("OAuth2", "OAuth2", "oauth2"),
            ("oAuth2Token", "OAuth2Token", "oauth2_token"),
            ("GitHub", "GitHub", "github"),
            ("GitHubber", "GitHubber", "git_hubber"),
            ("macOS", "MacOs", "macos"),
            ("iOSVersion", "IosVersion", "ios_version"),
            ("audiOS", "AudiOs", "audi_os"),
            ("iPhone", "IPhone", "i_phone"),
            ("IDs", "Ids", "ids"),
            (
                "GetHTTPResponseURLByID",
                "GetHttpResponseUrlById",
                "get_http_response_url_by_id",
            ),
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
