//! Pagination: the paginated operations, and the rules for requesting their next page.
//!
//! [`infer`] is a function of the model, the plan, the document and the configuration. A rule must be evident from both
//! sides, the request's inputs and the response's values; in doubt, nothing is inferred.

mod configured;
mod cursor;
mod declared;
mod evidence;
mod next;
mod numbered;
mod tell;
mod value;
mod words;

use crate::{
    api::{Api, Operation},
    diagnostic::Diagnostics,
    document::Document,
    rust::plan::Plan,
    source::Source,
    vocabulary::Method,
};
use evidence::Evidence;
use std::{borrow::Cow, collections::BTreeMap, fmt};

/// The paginated operations, by their index in [`Api::operations`].
pub type Pages = BTreeMap<usize, Page>;

/// The rule for requesting the next page of an operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The source of the next page.
    pub kind: Kind,
    /// The list in the response's body; `None` if it is unknown.
    pub items: Option<Pointer>,
    /// The property of the response that reports whether there is more, in addition to the end that the kind defines.
    pub more: Option<More>,
    /// The origin of the rule.
    pub basis: Basis,
}

/// The source of the next page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An input takes a value from the previous page.
    Cursor {
        /// The input.
        to: Target,
        /// The location of its next value.
        from: From,
    },
    /// An input counts pages.
    Page {
        /// The input.
        to: Target,
        /// The number of the first page, if it is known.
        first: Option<u64>,
        /// The location of the page's own number in its response.
        echo: Option<Pointer>,
        /// The location of the number of pages in a response.
        pages: Option<Pointer>,
    },
    /// An input counts the items before the page.
    Offset {
        /// The input.
        to: Target,
        /// Its value for the first page.
        first: u64,
        /// The location of the total number of items in a response.
        total: Option<Pointer>,
    },
    /// The `Link` header of a response has the URL (RFC 8288, `rel="next"`).
    Link,
    /// The body of a response has the URL, at this location.
    Url(Pointer),
}

impl Kind {
    /// Returns the kind as one word, as in the configuration.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Cursor { .. } => "cursor",
            Self::Page { .. } => "page",
            Self::Offset { .. } => "offset",
            Self::Link => "link",
            Self::Url(_) => "url",
        }
    }
}

/// The input that changes from one page to the next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A query parameter of this name.
    Query(String),
    /// A property of the request's JSON body.
    Body(Pointer),
}

/// The location of the next value of a cursor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum From {
    /// In the response's body.
    Body(Pointer),
    /// In a header of the response.
    Header(String),
    /// In the last item of the page.
    Last(Pointer),
}

/// The property that reports whether there is more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum More {
    /// There is more if this is true.
    True(Pointer),
    /// There is more unless this is true.
    Done(Pointer),
    /// There is more if this is present and not null.
    There(Pointer),
}

/// The origin of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Basis {
    /// The names and types of parameters and properties, from which the generator inferred it.
    Names,
    /// The extension of this name in the document.
    Extension(&'static str),
    /// The Link Object of this name in the document.
    Link(String),
    /// The configuration.
    Configuration,
}

/// A location in a JSON value: the names of nested properties, from the outside in.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pointer(pub Vec<String>);

impl Pointer {
    /// Reads a JSON pointer (RFC 6901).
    pub fn parse(text: &str) -> Option<Self> {
        let segments = crate::tree::pointer::segments(text)?;
        Some(Self(segments.map(Cow::into_owned).collect()))
    }

    /// Returns the names separated by dots, for readers.
    pub fn dotted(&self) -> String {
        self.0.join(".")
    }

    fn child(&self, name: &str) -> Self {
        let mut all = self.0.clone();
        all.push(name.to_owned());
        Self(all)
    }
}

/// Writes a JSON pointer (RFC 6901).
impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let escaped = |it: &String| it.replace('~', "~0").replace('/', "~1");
        self.0
            .iter()
            .try_for_each(|it| write!(f, "/{}", escaped(it)))
    }
}

/// Finds the paginated operations. Reports extensions and configured rules that do not match the document.
pub fn infer(
    api: &Api,
    plan: &Plan,
    source: &Source,
    document: &Document,
    diagnostics: &mut Diagnostics,
) -> Pages {
    let root = document.root(source);
    let mut out = Pages::new();
    for (index, operation) in api.operations.iter().enumerate() {
        let Some(evidence) = Evidence::of(api, plan, index) else {
            continue;
        };
        let page = match declared::declared(operation, root, &evidence) {
            declared::Declared::Page(page) => Some(*page),
            declared::Declared::Forbidden => None,
            declared::Declared::Nothing => inferred(operation, &evidence),
            declared::Declared::Unclear(problem) => {
                diagnostics.push(*problem);
                None
            }
        };
        out.extend(page.map(|page| (index, page)));
    }
    configured::choose(api, source, &mut out, diagnostics);
    out
}

/// Returns the rule that the names and types of parameters and properties suggest.
fn inferred(operation: &Operation, evidence: &Evidence<'_>) -> Option<Page> {
    let items = evidence.items()?;
    let reads = matches!(operation.method, Method::Get | Method::Query);
    let kind = match cursor::cursor(evidence) {
        Some(found) if reads || found.is_certain => Some(found.kind),
        _ if !reads => None,
        _ => next::link(evidence)
            .or_else(|| numbered::page(evidence))
            .or_else(|| next::url(evidence))
            .or_else(|| numbered::offset(evidence)),
    };
    let kind = kind?;
    Some(Page {
        more: evidence.more(&kind),
        kind,
        items: Some(items.at.clone()),
        basis: Basis::Names,
    })
}
