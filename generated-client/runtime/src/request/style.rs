//! Styles: how a value is written into a path, a query, a header, a cookie or a form.
//!
//! The rules are a table like the one in RFC 6570 (section 3.2.1), which `expand` follows.

/// The style of a parameter (`OpenAPI` 3.0.4, "Style Values"). With explode, each item or property is
/// written as a value of its own.
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
    /// `name=a,b` and `name=k,v` in a cookie, without encoding: characters that a cookie cannot contain are
    /// rejected (`OpenAPI` 3.2.0, "Style Values").
    Cookie,
    /// `name=a; name=b` and `k=v`.
    CookieExplode,
    /// `name=a%20b`.
    Space,
    /// `name=a%7Cb`.
    Pipe,
    /// `name[k]=v`, deeper objects as `name[k][l]=v`, lists as `name[k][]=v`, and lists of objects as
    /// `name[k][0][l]=v`. `OpenAPI` defines only the first of these; the others are what Rack, PHP and qs
    /// read.
    DeepObject,
    /// One JSON text: a parameter with `content: application/json`.
    Json,
}

/// A row of RFC 6570's table.
#[derive(Clone, Copy)]
pub(crate) struct Rule {
    pub(crate) first: &'static str,
    pub(crate) separator: &'static str,
    /// Whether values follow the parameter's name.
    pub(crate) named: bool,
    pub(crate) explode: bool,
    /// The separator of the items in one value.
    pub(crate) comma: &'static str,
    /// The character that an item cannot contain, because it would end the item.
    pub(crate) delimiter: Option<char>,
}

impl Style {
    pub(crate) fn rule(self) -> Rule {
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
            Self::Form | Self::Cookie => rule("", "&", true, false),
            Self::FormExplode | Self::CookieExplode | Self::DeepObject | Self::Json => {
                rule("", "&", true, true)
            }
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

impl Rule {
    /// Returns the characters that end an item or a value, although its place may allow them unescaped.
    pub(crate) fn ends(self) -> &'static str {
        match (self.separator, self.explode) {
            (";", true) => ";",
            (".", true) => ".",
            (";", false) => ",;",
            (",", _) | (_, false) => ",",
            (_, true) => "",
        }
    }
}
