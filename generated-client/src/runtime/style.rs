//! Styles: how a value is written into a path, a query, a header, a cookie or a form.
//!
//! One table says what RFC 6570 (section 3.2.1) says in one; `expand` goes by it.

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
    /// `name=a,b` and `name=k,v` in a cookie, as they are: what a cookie cannot hold is refused
    /// (`OpenAPI` 3.2.0, "Style Values").
    Cookie,
    /// `name=a; name=b` and `k=v`.
    CookieExplode,
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
pub(super) struct Rule {
    pub(super) first: &'static str,
    pub(super) separator: &'static str,
    /// Whether values stand behind the parameter's name.
    pub(super) named: bool,
    pub(super) explode: bool,
    /// What stands between the items of one value.
    pub(super) comma: &'static str,
    /// The character that an item cannot have, since it would be read as the end of it.
    pub(super) delimiter: Option<char>,
}

impl Style {
    pub(super) fn rule(self) -> Rule {
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
    /// What ends an item or a value although a place may let it stand as it is.
    pub(super) fn ends(self) -> &'static str {
        match (self.separator, self.explode) {
            (";", true) => ";",
            (".", true) => ".",
            (";", false) => ",;",
            (",", _) | (_, false) => ",",
            (_, true) => "",
        }
    }
}
