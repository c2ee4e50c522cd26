//! Pagination: consecutive requests, each for the next part of a list.
//!
//! The request of an operation whose list has pages has `pages()`. Each page is a [`Response`], and
//! [`items`](Pages::items) returns the items of all pages, one after the other:
//!
//! ```text
//! let mut pages = client.issues_list_for_repo("o", "r").labels("bug").pages();
//! while let Some(page) = pages.next().await? {
//!     println!("{}: {} issues", page.status(), page.len());
//! }
//!
//! let mut issues = client.issues_list_for_repo("o", "r").pages().items();
//! while let Some(issue) = issues.next().await? {
//!     println!("{}", issue.title);
//! }
//! ```
//!
//! Both are streams as well, and `blocking::iter(pages)` turns them into an iterator.
//!
//! The docs of `pages()` say how the next page is requested: by a parameter that takes a cursor, counts pages or counts
//! items, or by a URL from a `Link` header or from the body. Such a URL replaces path and query. It must have the
//! origin of the current request: credentials are never sent to another one, so another origin is an error. `http` is
//! taken for `https` if the origin is the same otherwise, as behind a proxy that ends TLS. Credentials in the URL's
//! query are added anew. If the caller sets the parameter, the pages begin at its value.

pub(crate) mod find;
mod follow;
mod items;
mod link;
mod rule;
mod step;
mod turner;

pub use items::Items;
#[doc(hidden)]
pub use items::{IntoItems, list};
pub use rule::PageRule;

use std::{
    fmt,
    future::poll_fn,
    marker::PhantomData,
    pin::Pin,
    task::{Context, Poll, ready},
};

use futures_core::Stream;

use crate::runtime::{Call, Decode, Error, Response, pages::turner::Turner};

/// The result of a request for a page: the documented success, `None` at the end, or an error.
type Turned<T, E> = Result<Option<Response<<T as Decode>::Value>>, Error<<E as Decode>::Value>>;

/// The pages of a list: `let mut pages = client.things_list().pages();`, then
/// `while let Some(page) = pages.next().await? { .. }`.
///
/// Each page is a [`Response`]. The pages end when the API says so. After a failure, the same page can be requested
/// again. A cursor or URL that was used before is an error and ends the pages, and so is a page that repeats the
/// previous one: the pages never continue for ever. A next URL of another origin is an error, and is not requested. The
/// request's credentials, options and retries apply to every page.
///
/// As a [`Stream`], the pages end after an error.
#[must_use = "pages do nothing until they are asked for"]
pub struct Pages<T, E, L = ()> {
    turner: Box<Turner>,
    list: L,
    /// Whether the stream has ended with an error.
    failed: bool,
    outcome: PhantomData<fn() -> (T, E)>,
}

/// The function that takes the list out of a page.
pub struct List<P, I>(pub(crate) fn(P) -> Vec<I>);

/// Pages whose list is known, so that they have [`items`](Pages::items).
pub type ListPages<T, E, I> = Pages<T, E, List<<T as Decode>::Value, I>>;

impl<T: Decode, E: Decode> Call<T, E> {
    /// Returns the pages, which are requested by a rule.
    pub fn pages(self, rule: PageRule) -> Pages<T, E> {
        self.turned(rule, ())
    }

    /// Returns the pages, which are requested by a rule; `list` takes the list out of each.
    pub fn list_pages<I>(self, rule: PageRule, list: fn(T::Value) -> Vec<I>) -> ListPages<T, E, I> {
        self.turned(rule, List(list))
    }

    fn turned<L>(self, rule: PageRule, list: L) -> Pages<T, E, L> {
        Pages {
            turner: Turner::new(self.ready(), rule),
            list,
            failed: false,
            outcome: PhantomData,
        }
    }
}

impl<T: Decode, E: Decode, L> Pages<T, E, L> {
    /// Returns the next page; `None` at the end. After an error the same page is requested again.
    ///
    /// # Errors
    ///
    /// The errors of a request, and an error of kind [`Page`](crate::runtime::RequestErrorKind::Page) if the next page
    /// cannot be requested, after which there are no more.
    pub async fn next(&mut self) -> Turned<T, E> {
        poll_fn(|context| self.poll(context)).await
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Turned<T, E>> {
        let Some(reply) = ready!(self.turner.poll(context))? else {
            return Poll::Ready(Ok(None));
        };
        let outcome = reply.finish::<T, E>();
        self.turner.settle(outcome.is_ok());
        Poll::Ready(outcome.map(Some))
    }
}

impl<T: Decode, E: Decode, I> ListPages<T, E, I> {
    /// Returns the items of all pages, one after the other.
    pub fn items(self) -> Items<T, E, I> {
        Items::new(self)
    }
}

/// No field is pinned.
impl<T, E, L> Unpin for Pages<T, E, L> {}

impl<T: Decode, E: Decode, L> Stream for Pages<T, E, L> {
    type Item = Result<Response<T::Value>, Error<E::Value>>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.failed {
            return Poll::Ready(None);
        }
        let next = ready!(self.poll(context));
        self.failed = next.is_err();
        Poll::Ready(next.transpose())
    }
}

impl<T, E, L> fmt::Debug for Pages<T, E, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages")
            .field("rule", &self.turner.rule)
            .finish_non_exhaustive()
    }
}

impl<P, I> fmt::Debug for List<P, I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("List")
    }
}
