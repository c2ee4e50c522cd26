//! The usual names of parameters and properties of pages, as [`plain`] normalizes them.

/// Returns a name in lower case, without separators: `next_page-Token` becomes `nextpagetoken`.
pub(super) fn plain(name: &str) -> String {
    let letters = name.chars().filter(char::is_ascii_alphanumeric);
    letters.map(|it| it.to_ascii_lowercase()).collect()
}

/// Parameters that take a cursor and nothing else.
pub(super) const CURSOR: &[&str] = &[
    "aftercursor",
    "continuation",
    "continuationtoken",
    "cursor",
    "cursorafter",
    "exclusivestartkey",
    "iterator",
    "marker",
    "nextcursor",
    "nextmarker",
    "nextpagetoken",
    "nexttoken",
    "pageafter",
    "pagecursor",
    "pagekey",
    "pagetoken",
    "paginationcursor",
    "paginationtoken",
    "scrollid",
    "startcursor",
    "starttoken",
];

/// Parameters that may take a cursor, and may be something else.
pub(super) const PERHAPS_CURSOR: &[&str] = &[
    "after",
    "afterid",
    "from",
    "next",
    "offset",
    "page",
    "position",
    "start",
    "startafter",
    "startingafter",
    "startkey",
];

/// Properties that hold the next cursor and nothing else.
pub(super) const NEXT_CURSOR: &[&str] = &[
    "continuationtoken",
    "cursor",
    "cursornext",
    "endcursor",
    "iterator",
    "lastevaluatedkey",
    "nextcontinuationtoken",
    "nextcursor",
    "nextiterator",
    "nextkey",
    "nextmarker",
    "nextpagecursor",
    "nextpagekey",
    "nextpagetoken",
    "nextstartkey",
    "nexttoken",
    "pagetoken",
    "scrollid",
];

/// Properties that identify the next page in one way or another: by a cursor, a number or a URL.
pub(super) const NEXT: &[&str] = &["next", "nextpage"];

/// Properties that hold the URL of the next page.
pub(super) const NEXT_URL: &[&str] = &[
    "next",
    "nexthref",
    "nextlink",
    "nextpage",
    "nextpagelink",
    "nextpageuri",
    "nextpageurl",
    "nexturi",
    "nexturl",
    "odatanextlink",
];

/// Parameters and properties that hold the number of a page.
pub(super) const PAGE: &[&str] = &[
    "currentpage",
    "page",
    "pageindex",
    "pageno",
    "pagenum",
    "pagenumber",
];

/// Parameters that limit the number of items per page.
pub(super) const SIZE: &[&str] = &[
    "count",
    "limit",
    "max",
    "maximumpagesize",
    "maxitems",
    "maxpagesize",
    "maxresults",
    "pagelimit",
    "pagesize",
    "perpage",
    "results",
    "resultsperpage",
    "rows",
    "size",
    "take",
    "top",
];

/// Parameters that hold the number of items before the page.
pub(super) const OFFSET: &[&str] = &["offset", "pageoffset", "skip"];

/// Parameters that are an offset if the response has the total number of items, and may otherwise be something else.
pub(super) const PERHAPS_OFFSET: &[&str] = &["start", "startat", "startindex"];

/// Properties that report that there is more.
pub(super) const MORE: &[&str] = &[
    "hasmore",
    "hasmoreitems",
    "hasmorepages",
    "hasmoreresults",
    "hasnext",
    "hasnextpage",
    "istruncated",
    "more",
    "moreavailable",
    "moreitems",
    "nextpage",
    "truncated",
];

/// Properties that report that there is no more.
pub(super) const DONE: &[&str] = &["done", "islast", "islastpage", "last", "lastpage"];

/// Properties that hold the total number of items.
pub(super) const TOTAL: &[&str] = &[
    "total",
    "totalcount",
    "totalelements",
    "totalentries",
    "totalitems",
    "totalrecords",
    "totalresults",
    "totalsize",
];

/// Properties that hold the number of pages.
pub(super) const PAGES: &[&str] = &[
    "lastpage",
    "numpages",
    "pagecount",
    "pages",
    "pagestotal",
    "totalpagecount",
    "totalpages",
];

/// Objects that usually wrap a response's information about its page.
pub(super) const AROUND: &[&str] = &[
    "body",
    "cursor",
    "cursors",
    "data",
    "embedded",
    "info",
    "link",
    "links",
    "list",
    "listmeta",
    "meta",
    "metadata",
    "next",
    "nextpage",
    "page",
    "pageable",
    "pageinfo",
    "pager",
    "pages",
    "pagination",
    "paginationinfo",
    "paginationmetadata",
    "paging",
    "payload",
    "response",
    "responsemetadata",
    "result",
    "results",
];

/// Objects that usually wrap the list of a page.
pub(super) const AROUND_ITEMS: &[&str] = &[
    "body", "data", "embedded", "list", "payload", "response", "result", "results",
];

/// Lists that accompany the list of a page.
pub(super) const BESIDE: &[&str] = &[
    "aggregations",
    "errors",
    "facets",
    "included",
    "includes",
    "links",
    "messages",
    "warnings",
];

/// Lists that hold the items of the page, if there are several lists.
pub(super) const ITEMS: &[&str] = &[
    "content", "data", "entries", "items", "records", "results", "rows", "value", "values",
];

/// Returns whether a name is one of these words.
pub(super) fn is(name: &str, words: &[&str]) -> bool {
    words.contains(&name)
}
