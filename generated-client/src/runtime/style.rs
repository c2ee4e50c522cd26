//! Styles: how a value is written into a path, a query, a header, a cookie or a form.
//!
//! One table says what RFC 6570 (section 3.2.1) says in one; nothing here is generic.

use super::{ParamValue, Tree};

/// How a parameter is written (`OpenAPI` 3.0.4, "Style Values"). With explode, each item or property
/// is written as a value of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Style {
    /// `a,b` and `k,v`: paths and headers.
    Simple,
    /// `a,b` and `k=v`.
    SimpleExplode,
    /// `.a,b` and `.k,v`: paths.
    Label,
    /// `.a.b` and `.k=v`.
    LabelExplode,
    /// `;name=a,b` and `;name=k,v`: paths.
    Matrix,
    /// `;name=a;name=b` and `;k=v`.
    MatrixExplode,
    /// `name=a,b` and `name=k,v`: queries, cookies and forms.
    Form,
    /// `name=a&name=b` and `k=v`.
    FormExplode,
    /// `name=a%20b`.
    Space,
    /// `name=a%7Cb`.
    Pipe,
    /// `name[k]=v`, deeper objects as `name[k][l]=v`, lists as `name[k][]=v`, and lists of objects as
    /// `name[k][0][l]=v`. `OpenAPI` leaves all but the first open; this is what Rack, PHP and qs read.
    DeepObject,
    /// One JSON text: a parameter with `content: application/json`.
    Json,
}

/// A row of RFC 6570's table.
#[derive(Clone, Copy)]
struct Rule {
    first: &'static str,
    separator: &'static str,
    /// Whether values stand behind the parameter's name.
    named: bool,
    explode: bool,
    /// What stands between the items of one value.
    comma: &'static str,
    /// The character that an item cannot have, since it would be read as the end of it.
    delimiter: Option<char>,
}

impl Style {
    fn rule(self) -> Rule {
        let rule = |first, separator, named, explode| Rule {
            first,
            separator,
            named,
            explode,
            comma: ",",
            delimiter: None,
        };
        match self {
            Self::Simple => rule("", ",", false, false),
            Self::SimpleExplode => rule("", ",", false, true),
            Self::Label => rule(".", ".", false, false),
            Self::LabelExplode => rule(".", ".", false, true),
            Self::Matrix => rule(";", ";", true, false),
            Self::MatrixExplode => rule(";", ";", true, true),
            Self::Form => rule("", "&", true, false),
            Self::FormExplode | Self::DeepObject | Self::Json => rule("", "&", true, true),
            Self::Space => Rule {
                comma: "%20",
                delimiter: Some(' '),
                ..rule("", "&", true, false)
            },
            Self::Pipe => Rule {
                comma: "%7C",
                delimiter: Some('|'),
                ..rule("", "&", true, false)
            },
        }
    }
}

/// Where a value is written, which decides what has to be encoded in it.
#[derive(Clone, Copy)]
pub(super) struct Target {
    /// Appends a name or a value so that it is read as one.
    pub(super) encode: fn(&str, &mut String),
    /// What stands between two pairs, where it is not what the style says: `; ` in a cookie.
    pub(super) separator: Option<&'static str>,
    /// Whether nothing is encoded, so that delimiters cannot be told from what is in a value.
    pub(super) raw: bool,
    /// Whether the name is sent with the value: not in a path or a header.
    pub(super) named: bool,
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
        out: String::new(),
    };
    match (style, value) {
        (_, ParamValue::Invalid(why)) => return Err(why),
        (Style::Json, value) => out.single(&value.tree().json()),
        (Style::DeepObject, value) => out.deep(name, &value.tree()),
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
    Ok(out.out)
}

struct Expansion<'a> {
    rule: Rule,
    name: &'a str,
    target: Target,
    /// Whether a dot ends a value.
    dots: bool,
    /// Whether there is a value to separate the next one from: it may be an empty one.
    started: bool,
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

    fn encode(&mut self, text: &str) {
        let start = self.out.len();
        (self.target.encode)(text, &mut self.out);
        if self.dots {
            // `.` need not be encoded, but here it would be read as the next value.
            let encoded = self.out.split_off(start);
            self.out.push_str(&encoded.replace('.', "%2E"));
        }
    }

    fn pair(&mut self, name: &str, value: &str) {
        self.separate();
        self.encode(name);
        self.out.push('=');
        self.encode(value);
    }

    /// One value, behind the name where the style has it.
    fn single(&mut self, text: &str) {
        self.separate();
        if self.rule.named {
            self.encode(self.name);
            // RFC 6570, section 3.2.7: the path-style parameter of an empty value has no `=`.
            if !(text.is_empty() && self.rule.first == ";") {
                self.out.push('=');
            }
        }
        self.encode(text);
    }

    fn list(&mut self, items: &[&str]) -> Result<(), &'static str> {
        if self.rule.explode {
            items.iter().try_for_each(|item| {
                self.check(item)?;
                self.single(item);
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
            if self.target.raw && key.contains('=') {
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
        self.single(first);
        for item in rest {
            self.check(item)?;
            self.out.push_str(self.rule.comma);
            self.encode(item);
        }
        Ok(())
    }

    /// What would be read as two items is not sent.
    fn check(&self, item: &str) -> Result<(), &'static str> {
        let comma = self.target.raw.then_some(',');
        let held = |delimiter: Option<char>| delimiter.is_some_and(|it| item.contains(it));
        if held(comma) || held(self.rule.delimiter) {
            return Err("has an item that holds the delimiter between items");
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
    fn deep(&mut self, name: &str, tree: &Tree) {
        match tree {
            Tree::Null => {}
            Tree::Plain(text) | Tree::Text(text) => self.pair(name, text),
            Tree::Object(pairs) => {
                for (key, value) in pairs {
                    self.deep(&format!("{name}[{key}]"), value);
                }
            }
            Tree::List(items) => {
                for (index, item) in items.iter().enumerate() {
                    match item {
                        Tree::List(_) | Tree::Object(_) => {
                            self.deep(&format!("{name}[{index}]"), item);
                        }
                        Tree::Null | Tree::Plain(_) | Tree::Text(_) => {
                            self.deep(&format!("{name}[]"), item);
                        }
                    }
                }
            }
        }
    }
}
