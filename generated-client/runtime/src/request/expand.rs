//! Values written in a style. Nothing here is generic, so it is compiled once.

use crate::runtime::{ParamValue, Style, Tree, request::style::Rule, request::url};

/// The place that a value is written to, which determines the characters that must be encoded.
#[derive(Clone, Copy)]
pub(crate) struct Target {
    /// Appends a value so that it is read back as a single one.
    pub(crate) encode: fn(&str, &mut String),
    /// The separator of two pairs, if it differs from the style's: `; ` in a cookie.
    pub(crate) separator: Option<&'static str>,
    /// The place, if nothing is encoded there. Delimiters then cannot be told from the characters of a
    /// value, and some characters are not possible at all.
    pub(crate) raw: Option<Raw>,
    /// Whether the name is sent with the value. It is not in a path or a header.
    pub(crate) named: bool,
}

/// A place where values are written without encoding.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Raw {
    /// A header. Its characters are checked when the header is created.
    Header,
    /// A cookie (RFC 6265, section 4.1.1, `cookie-octet`).
    Cookie,
}

impl Raw {
    fn holds(self, text: &str) -> bool {
        let octet = |it: u8| it.is_ascii_graphic() && !b"\",;\\".contains(&it);
        self == Self::Header || text.bytes().all(octet)
    }
}

/// Writes a value. An empty list or object becomes an empty text.
pub(crate) fn expand(
    style: Style,
    name: &str,
    value: &ParamValue<'_>,
    target: Target,
) -> Result<String, &'static str> {
    let rule = style.rule();
    let mut out = Expansion {
        rule: Rule {
            named: rule.named && (target.named || rule.first == ";"),
            ..rule
        },
        name,
        target,
        dots: style == Style::LabelExplode,
        started: false,
        problem: None,
        out: String::new(),
    };
    match (style, value) {
        (_, ParamValue::Invalid(why)) => return Err(why),
        (Style::Json, value) => out.single(&value.tree().json()),
        (Style::DeepObject, value) => out.deep(name, &value.tree())?,
        (_, ParamValue::Text(text)) => out.single(text),
        (_, ParamValue::Tree(tree)) => out.tree(tree)?,
        (_, ParamValue::List(items)) => {
            let items: Vec<&str> = items.iter().map(AsRef::as_ref).collect();
            out.list(&items)?;
        }
        (_, ParamValue::Object(pairs)) => {
            let pairs: Vec<(&str, &str)> = pairs
                .iter()
                .map(|(key, value)| (key.as_ref(), value.as_ref()))
                .collect();
            out.object(&pairs)?;
        }
    }
    out.problem.map_or(Ok(out.out), Err)
}

struct Expansion<'a> {
    rule: Rule,
    name: &'a str,
    target: Target,
    /// Whether a dot ends a value.
    dots: bool,
    /// Whether there is a value, possibly an empty one, to separate the next one from.
    started: bool,
    problem: Option<&'static str>,
    out: String,
}

impl Expansion<'_> {
    fn separate(&mut self) {
        let separator = self.target.separator.unwrap_or(self.rule.separator);
        self.out.push_str(if self.started {
            separator
        } else {
            self.rule.first
        });
        self.started = true;
    }

    /// Writes a value on its own.
    fn encode(&mut self, text: &str) {
        let next_value = self.rule.first == ";" || self.dots;
        self.encode_but(text, if next_value { self.rule.ends() } else { "" });
    }

    /// Writes an item of a list, or a value of an object.
    fn encode_part(&mut self, text: &str) {
        self.encode_but(text, self.rule.ends());
    }

    /// Writes the name of the parameter or of a property.
    fn encode_name(&mut self, name: &str) {
        if let Some(raw) = self.target.raw {
            self.push_raw(raw, name);
        } else {
            let start = self.out.len();
            url::encode(name, &mut self.out);
            self.guard_dots(start);
        }
    }

    /// Writes a value in which `delimiters` would end the value, although the place does not require them
    /// to be encoded.
    fn encode_but(&mut self, text: &str, delimiters: &str) {
        if let Some(raw) = self.target.raw {
            return self.push_raw(raw, text);
        }
        for piece in text.split_inclusive(|it| delimiters.contains(it)) {
            let end = piece.len() - usize::from(piece.ends_with(|it| delimiters.contains(it)));
            let (plain, delimiter) = piece.split_at(end);
            (self.target.encode)(plain, &mut self.out);
            let start = self.out.len();
            url::encode(delimiter, &mut self.out);
            self.guard_dots(start);
        }
    }

    fn push_raw(&mut self, raw: Raw, text: &str) {
        if !raw.holds(text) {
            self.problem =
                Some("has a character that a cookie cannot hold: it has to be given escaped");
        }
        self.out.push_str(text);
    }

    /// Encodes dots: they need no encoding, but here the next value would start at one.
    fn guard_dots(&mut self, start: usize) {
        if self.dots {
            let encoded = self.out.split_off(start);
            self.out.push_str(&encoded.replace('.', "%2E"));
        }
    }

    fn pair(&mut self, name: &str, value: &str) {
        self.separate();
        self.encode_name(name);
        self.out.push('=');
        self.encode_part(value);
    }

    /// Writes what precedes a value: the separator, and the name if the style has it.
    fn start(&mut self, empty: bool) {
        self.separate();
        if self.rule.named {
            self.encode_name(self.name);
            // RFC 6570, section 3.2.7: a path-style parameter with an empty value has no `=`.
            if !(empty && self.rule.first == ";") {
                self.out.push('=');
            }
        }
    }

    /// Writes a single value, after the name if the style has it.
    fn single(&mut self, text: &str) {
        self.start(text.is_empty());
        self.encode(text);
    }

    fn list(&mut self, items: &[&str]) -> Result<(), &'static str> {
        if self.rule.explode {
            items.iter().try_for_each(|item| {
                self.check(item)?;
                self.start(item.is_empty());
                self.encode_part(item);
                Ok(())
            })
        } else {
            self.joined(items)
        }
    }

    fn object(&mut self, pairs: &[(&str, &str)]) -> Result<(), &'static str> {
        if !self.rule.explode {
            let flat: Vec<&str> = pairs
                .iter()
                .flat_map(|(key, value)| [*key, *value])
                .collect();
            return self.joined(&flat);
        }
        for (key, value) in pairs {
            self.check(key)?;
            self.check(value)?;
            if self.target.raw.is_some() && key.contains('=') {
                return Err("has a property whose name holds `=`");
            }
            self.pair(key, value);
        }
        Ok(())
    }

    /// Writes the items as one value, one after another.
    fn joined(&mut self, items: &[&str]) -> Result<(), &'static str> {
        let [first, rest @ ..] = items else {
            return Ok(());
        };
        self.check(first)?;
        self.start(false);
        self.encode_part(first);
        for item in rest {
            self.check(item)?;
            self.out.push_str(self.rule.comma);
            self.encode_part(item);
        }
        Ok(())
    }

    /// Rejects an item that would be read as two.
    fn check(&self, item: &str) -> Result<(), &'static str> {
        let comma = self.target.raw.map(|_| ',');
        let held = |delimiter: Option<char>| delimiter.is_some_and(|it| item.contains(it));
        if held(comma) || held(self.rule.delimiter) {
            return Err("has an item that holds the delimiter between items");
        }
        // RFC 9110, section 5.6.1: white space around an element is not part of it.
        if self.target.raw.is_some() && item.trim_matches([' ', '\t']) != item {
            return Err("has an item that starts or ends with white space, which HTTP drops");
        }
        Ok(())
    }

    /// Writes a structured value: flat values in every style, and lists in properties where pairs can
    /// repeat.
    fn tree(&mut self, tree: &Tree) -> Result<(), &'static str> {
        match tree {
            Tree::Null => Ok(()),
            Tree::Plain(text) | Tree::Text(text) => {
                self.single(text);
                Ok(())
            }
            Tree::List(items) => {
                let items: Result<Vec<&str>, _> = items.iter().map(Tree::scalar).collect();
                self.list(&items?)
            }
            Tree::Object(pairs) => {
                let mut flat = Vec::new();
                for (key, value) in pairs {
                    match value {
                        Tree::Null => {}
                        Tree::List(items) if self.rule.explode && self.rule.named => {
                            for item in items {
                                flat.push((key.as_str(), item.scalar()?));
                            }
                        }
                        value => flat.push((key.as_str(), value.scalar()?)),
                    }
                }
                self.object(&flat)
            }
        }
    }

    /// Writes a structured value in style `deepObject`. Trees are as deep as the JSON that they are read
    /// from, which `serde_json` limits.
    fn deep(&mut self, name: &str, tree: &Tree) -> Result<(), &'static str> {
        match tree {
            Tree::Null => {}
            Tree::Plain(text) | Tree::Text(text) => self.pair(name, text),
            Tree::Object(pairs) => {
                for (key, value) in pairs {
                    // `[]` marks the items of a list.
                    if key.is_empty() || key.contains(['[', ']']) {
                        return Err("has a property whose name is empty or holds `[` or `]`");
                    }
                    self.deep(&format!("{name}[{key}]"), value)?;
                }
            }
            Tree::List(items) => {
                for (index, item) in items.iter().enumerate() {
                    let name = match item {
                        Tree::List(_) | Tree::Object(_) => format!("{name}[{index}]"),
                        Tree::Null | Tree::Plain(_) | Tree::Text(_) => format!("{name}[]"),
                    };
                    self.deep(&name, item)?;
                }
            }
        }
        Ok(())
    }
}
