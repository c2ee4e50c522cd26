//! Values written in a style. Nothing here is generic: it is compiled once.

use super::{ParamValue, Style, Tree, style::Rule, url};

/// Where a value is written, which decides what has to be encoded in it.
#[derive(Clone, Copy)]
pub(super) struct Target {
    /// Appends a value so that it is read as one.
    pub(super) encode: fn(&str, &mut String),
    /// What stands between two pairs, where it is not what the style says: `; ` in a cookie.
    pub(super) separator: Option<&'static str>,
    /// Whether nothing is encoded, so that delimiters cannot be told from what is in a value; and
    /// what no value can hold there.
    pub(super) raw: Option<Raw>,
    /// Whether the name is sent with the value: not in a path or a header.
    pub(super) named: bool,
}

/// A place where values stand as they are.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Raw {
    /// A header. What it cannot hold is looked for when it is made.
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

/// Writes a value; an empty list or object gives nothing.
pub(super) fn expand(
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
    /// Whether there is a value to separate the next one from: it may be an empty one.
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

    /// A value that stands alone.
    fn encode(&mut self, text: &str) {
        let next_value = self.rule.first == ";" || self.dots;
        self.encode_but(text, if next_value { self.rule.ends() } else { "" });
    }

    /// An item of a list, or a value of an object.
    fn encode_part(&mut self, text: &str) {
        self.encode_but(text, self.rule.ends());
    }

    /// A name: of the parameter, or of a property.
    fn encode_name(&mut self, name: &str) {
        if let Some(raw) = self.target.raw {
            self.push_raw(raw, name);
        } else {
            let start = self.out.len();
            url::encode(name, &mut self.out);
            self.guard_dots(start);
        }
    }

    /// A value in which `delimiters` would be read as the end of it, although they need not be
    /// encoded where it stands.
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

    /// `.` need not be encoded, but here it would be read as the next value.
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

    /// What stands before a value: the name where the style has it.
    fn start(&mut self, empty: bool) {
        self.separate();
        if self.rule.named {
            self.encode_name(self.name);
            // RFC 6570, section 3.2.7: the path-style parameter of an empty value has no `=`.
            if !(empty && self.rule.first == ";") {
                self.out.push('=');
            }
        }
    }

    /// One value, behind the name where the style has it.
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

    /// Items behind one another in one value.
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

    /// What would be read as two items is not sent.
    fn check(&self, item: &str) -> Result<(), &'static str> {
        let comma = self.target.raw.map(|_| ',');
        let held = |delimiter: Option<char>| delimiter.is_some_and(|it| item.contains(it));
        if held(comma) || held(self.rule.delimiter) {
            return Err("has an item that holds the delimiter between items");
        }
        // RFC 9110, section 5.6.1: it is no part of an element.
        if self.target.raw.is_some() && item.trim_matches([' ', '\t']) != item {
            return Err("has an item that starts or ends with white space, which HTTP drops");
        }
        Ok(())
    }

    /// A structured value: flat ones in every style; lists in properties where pairs can repeat.
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

    /// Trees are as deep as the JSON they are read from, which `serde_json` bounds.
    fn deep(&mut self, name: &str, tree: &Tree) -> Result<(), &'static str> {
        match tree {
            Tree::Null => {}
            Tree::Plain(text) | Tree::Text(text) => self.pair(name, text),
            Tree::Object(pairs) => {
                for (key, value) in pairs {
                    // `[]` is how the items of a list are told.
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
