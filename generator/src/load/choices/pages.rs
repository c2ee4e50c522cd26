//! The configured rules for pages: `false`, or a rule.

use serde::Deserialize;

/// The configured choice for one operation.
#[derive(Debug, Clone, PartialEq)]
pub enum PageChoice {
    /// The operation has no pages.
    Forbidden,
    /// A rule for its pages.
    Rule(Box<PageRule>),
}

/// A rule for requesting the next page. Locations in bodies are JSON pointers.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PageRule {
    /// The input that takes a cursor: a query parameter, or a location in the request's body.
    pub cursor: Option<String>,
    /// The input that counts pages.
    pub page: Option<String>,
    /// The input that counts items.
    pub offset: Option<String>,
    /// The location of the URL of the next page.
    pub url: Option<String>,
    /// Whether the `Link` header has the URL.
    pub link: bool,
    /// The location of the next cursor.
    pub next: Option<String>,
    /// The header that has the next cursor.
    pub header: Option<String>,
    /// The location of the next cursor in the last item.
    pub last: Option<String>,
    /// The number of the first page, or the offset of the first item.
    pub first: Option<u64>,
    /// The location of the list.
    pub items: Option<String>,
    /// The location of a boolean that is true if there is more.
    pub more: Option<String>,
    /// The location of a boolean that is true if there is no more.
    pub done: Option<String>,
    /// The location of the total number of items.
    pub total: Option<String>,
    /// The location of the number of pages.
    pub pages: Option<String>,
}

impl PageRule {
    /// The keys whose value is a string.
    pub const TEXTS: &[&str] = &[
        "cursor", "page", "offset", "url", "next", "header", "last", "items", "more", "done",
        "total", "pages",
    ];
}

/// An entry as it is in the file.
#[derive(Deserialize)]
#[serde(untagged)]
pub(in crate::load) enum PageEntry {
    Flag(bool),
    Rule(Box<PageRule>),
}

pub(super) fn choice(entry: PageEntry) -> Result<PageChoice, String> {
    match entry {
        PageEntry::Flag(false) => Ok(PageChoice::Forbidden),
        PageEntry::Flag(true) => Err(
            "`true` does not say how: a rule has `cursor`, `page`, `offset`, `url` or `link`"
                .to_owned(),
        ),
        PageEntry::Rule(rule) => Ok(PageChoice::Rule(rule)),
    }
}
