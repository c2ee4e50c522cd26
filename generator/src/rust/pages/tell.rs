//! Sentences that describe a rule.

use super::{Basis, From, Kind, More, Page, Pointer, Target};
use std::fmt;

impl Page {
    /// Returns a sentence about the request for the next page and the end of the pages.
    pub fn sentence(&self) -> String {
        let how = match &self.kind {
            Kind::Cursor { to, from } => {
                format!("{to} takes {from}, until there is none")
            }
            Kind::Page { to, pages, .. } => match pages {
                Some(pages) => format!(
                    "{to} counts up, until `{}` is reached or a page is empty",
                    pages.dotted()
                ),
                None => format!("{to} counts up, until a page is empty"),
            },
            Kind::Offset { to, total, .. } => match total {
                Some(total) => format!(
                    "{to} grows by the items that came, until `{}` is reached or a page is empty",
                    total.dotted()
                ),
                None => format!("{to} grows by the items that came, until a page is empty"),
            },
            Kind::Link => {
                "the `Link` header has the URL (`rel=\"next\"`), until there is none".to_owned()
            }
            Kind::Url(at) => format!("`{}` has the URL, until there is none", at.dotted()),
        };
        let end = match &self.more {
            Some(More::True(at)) => format!(" or `{}` is false", at.dotted()),
            Some(More::Done(at)) => format!(" or `{}` is true", at.dotted()),
            Some(More::There(at)) => format!(" or `{}` is missing", at.dotted()),
            None => String::new(),
        };
        format!("{how}{end}.")
    }

    /// Returns a sentence about the origin of the rule.
    pub fn why(&self) -> String {
        match &self.basis {
            Basis::Names => {
                "Inferred from the names and types of parameters and properties.".to_owned()
            }
            Basis::Extension(name) => format!("The document says so in `{name}`."),
            Basis::Link(name) => format!("The document says so in the link `{name}`."),
            Basis::Configuration => "The configuration says so.".to_owned(),
        }
    }
}

/// Writes the input as code, for readers.
impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Query(name) => write!(f, "`{name}`"),
            Self::Body(at) => write!(f, "`{}` of the body", at.dotted()),
        }
    }
}

impl fmt::Display for From {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Body(at) => write!(f, "`{}` of the page before", at.dotted()),
            Self::Header(name) => write!(f, "the header `{name}` of the page before"),
            Self::Last(Pointer(names)) if names.is_empty() => {
                f.write_str("the last item of the page before")
            }
            Self::Last(at) => write!(f, "`{}` of the last item before", at.dotted()),
        }
    }
}
