//! Pagination rules: plain data in the `pages` method of an operation.

/// The rule by which an operation's next page is requested.
///
/// Places in bodies are JSON pointers (RFC 6901); `""` is the whole body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use = "a rule does nothing by itself"]
pub struct PageRule {
    pub(super) way: Way,
    /// The input that changes: a query parameter, or a place in the request's body.
    pub(super) to: &'static str,
    pub(super) in_body: bool,
    /// The place of its next value, or of the next URL.
    pub(super) from: &'static str,
    pub(super) first: Option<u64>,
    pub(super) echo: Option<&'static str>,
    /// The place of the number of pages, or of all items.
    pub(super) total: Option<&'static str>,
    pub(super) items: Option<&'static str>,
    pub(super) more: Option<(More, &'static str)>,
}

/// The source of the next page's parameter or URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    Cursor,
    Header,
    Last,
    Page,
    Offset,
    Link,
    Url,
}

/// The meaning of a value that tells whether there is a next page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum More {
    True,
    Done,
    There,
}

impl PageRule {
    const fn new(way: Way, to: &'static str, from: &'static str) -> Self {
        Self {
            way,
            to,
            in_body: false,
            from,
            first: None,
            echo: None,
            total: None,
            items: None,
            more: None,
        }
    }

    /// Creates a rule whose parameter `to` takes the value at `from` in the response.
    pub const fn cursor(to: &'static str, from: &'static str) -> Self {
        Self::new(Way::Cursor, to, from)
    }

    /// Creates a rule whose parameter `to` takes the response's header `name`.
    pub const fn cursor_header(to: &'static str, name: &'static str) -> Self {
        Self::new(Way::Header, to, name)
    }

    /// Creates a rule whose parameter `to` takes the value at `from` in the last item.
    pub const fn last_item(to: &'static str, from: &'static str) -> Self {
        Self::new(Way::Last, to, from)
    }

    /// Creates a rule whose parameter `to` counts pages.
    pub const fn page(to: &'static str) -> Self {
        Self::new(Way::Page, to, "")
    }

    /// Creates a rule whose parameter `to` counts items, from 0.
    pub const fn offset(to: &'static str) -> Self {
        Self::new(Way::Offset, to, "")
    }

    /// Creates a rule whose URL is in the `Link` header.
    pub const fn link() -> Self {
        Self::new(Way::Link, "", "")
    }

    /// Creates a rule whose URL is at `from` in the response.
    pub const fn url(from: &'static str) -> Self {
        Self::new(Way::Url, "", from)
    }

    /// Makes the input a place in the request's JSON body instead of a query parameter.
    pub const fn in_body(mut self) -> Self {
        self.in_body = true;
        self
    }

    /// Sets the number of the first page, or the offset of the first item.
    pub const fn first(mut self, first: u64) -> Self {
        self.first = Some(first);
        self
    }

    /// Sets the place of a page's number in the response.
    pub const fn number(mut self, at: &'static str) -> Self {
        self.echo = Some(at);
        self
    }

    /// Sets the place of the number of pages or, with an offset, of all items in the response.
    pub const fn total(mut self, at: &'static str) -> Self {
        self.total = Some(at);
        self
    }

    /// Sets the place of the list.
    pub const fn items(mut self, at: &'static str) -> Self {
        self.items = Some(at);
        self
    }

    /// Sets the place of a value that is true if there is a next page.
    pub const fn more(mut self, at: &'static str) -> Self {
        self.more = Some((More::True, at));
        self
    }

    /// Sets the place of a value that is true if there is no next page.
    pub const fn done(mut self, at: &'static str) -> Self {
        self.more = Some((More::Done, at));
        self
    }

    /// Sets the place of a value that is present if there is a next page.
    pub const fn there(mut self, at: &'static str) -> Self {
        self.more = Some((More::There, at));
        self
    }
}
