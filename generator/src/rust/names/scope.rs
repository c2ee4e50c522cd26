//! Scopes, in which names must differ.

use super::case::{self, NEVER};
use proc_macro2::{Ident, Span};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// Words that are identifiers only as `r#..` in edition 2024.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let",
    "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return",
    "static", "struct", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use",
    "virtual", "where", "while", "yield",
];

/// Names that Windows treats as devices instead of files, regardless of the extension ("Naming Files, Paths, and
/// Namespaces").
const DEVICES: &[&str] = &["con", "prn", "aux", "nul"];
const NUMBERED_DEVICES: &[&str] = &["com", "lpt"];

/// A set of names that must differ.
#[derive(Clone, Debug, Default)]
pub(super) struct Scope {
    taken: BTreeSet<String>,
    /// The last number that was appended to each name.
    numbers: BTreeMap<String, u32>,
    reserved: Cow<'static, [&'static str]>,
    /// The names that the configuration chose, and whether anything else would have had the same name.
    chosen: BTreeMap<String, bool>,
}

impl Scope {
    /// Creates a scope with reserved names. Anything that wants one of them gets it with an appended `_`.
    pub(super) fn reserving(reserved: impl Into<Cow<'static, [&'static str]>>) -> Self {
        Self {
            reserved: reserved.into(),
            ..Self::default()
        }
    }

    /// Claims the name of a type or a variant.
    pub(super) fn camel(&mut self, text: &str) -> Ident {
        self.claim(&case::camel(text), "")
    }

    /// Claims a name exactly as given.
    pub(super) fn exact(&mut self, name: &str) -> Ident {
        self.claim(name, "_")
    }

    /// Claims the name of a function, a field or an argument.
    pub(super) fn snake(&mut self, text: &str) -> Ident {
        self.claim(&case::snake(text), "_")
    }

    /// Claims the name of a module, which is also a file name on every system: without `r#`, and not a device.
    pub(super) fn module(&mut self, text: &str) -> Ident {
        self.claim(&Self::module_name(text), "_")
    }

    /// Returns the text as the name of a module.
    pub(super) fn module_name(text: &str) -> String {
        let name = case::ascii_snake(text);
        if KEYWORDS.contains(&name.as_str()) || is_device(&name) {
            format!("{name}_")
        } else {
            name
        }
    }

    /// Claims exactly this name, or returns the reason why it cannot be used.
    pub(super) fn choose(&mut self, name: &str) -> Result<Ident, &'static str> {
        if self.reserved.contains(&name) {
            Err("is a name that emitted code uses itself")
        } else if self.taken.insert(name.to_owned()) {
            self.chosen.insert(name.to_owned(), false);
            Ok(ident(name))
        } else {
            Err("is chosen twice")
        }
    }

    /// Returns whether anything else would have had a chosen name.
    pub(super) fn clashes(&self, name: &str) -> bool {
        self.chosen.get(name) == Some(&true)
    }

    /// Claims the name if it is free, and otherwise the name with the first free number appended.
    fn claim(&mut self, name: &str, separator: &str) -> Ident {
        let free = self.free(name);
        free.unwrap_or_else(|| self.numbered(name, separator))
    }

    /// Claims the name if it is free.
    pub(super) fn free(&mut self, name: &str) -> Option<Ident> {
        let reserved = self.reserved.contains(&name) || NEVER.contains(&name);
        let name = if reserved {
            format!("{name}_")
        } else {
            name.to_owned()
        };
        if self.taken.insert(name.clone()) {
            return Some(ident(&name));
        }
        if let Some(clashes) = self.chosen.get_mut(&name) {
            *clashes = true;
        }
        None
    }

    /// Claims the name with the first free number appended.
    pub(super) fn numbered(&mut self, name: &str, separator: &str) -> Ident {
        // After a digit, the number would read as part of it.
        let digit = name.ends_with(|it: char| it.is_ascii_digit());
        let separator = if digit { "_" } else { separator };
        // The search starts at the last number, so that equal names cost no more than others.
        let mut number = self.numbers.get(name).copied().unwrap_or(1);
        loop {
            number += 1;
            let next = format!("{name}{separator}{number}");
            if self.taken.insert(next.clone()) {
                self.numbers.insert(name.to_owned(), number);
                return ident(&next);
            }
        }
    }
}

fn is_device(name: &str) -> bool {
    let mut numbers = NUMBERED_DEVICES
        .iter()
        .filter_map(|it| name.strip_prefix(it));
    let numbered = numbers.any(|it| it.len() == 1 && it.starts_with(char::is_numeric));
    numbered || DEVICES.contains(&name)
}

fn ident(name: &str) -> Ident {
    if KEYWORDS.contains(&name) {
        Ident::new_raw(name, Span::call_site())
    } else {
        Ident::new(name, Span::call_site())
    }
}
