//! The items of all pages, one after the other.

use std::{
    fmt,
    future::poll_fn,
    pin::Pin,
    task::{Context, Poll, ready},
    vec,
};

use futures_core::Stream;

use crate::runtime::{Decode, Error, Field, pages::ListPages};

/// The items of all pages: `while let Some(item) = items.next().await? { .. }`, or a [`Stream`], which ends after an
/// error.
#[must_use = "items do nothing until they are asked for"]
pub struct Items<T: Decode, E, I> {
    pages: ListPages<T, E, I>,
    /// The remaining items of the current page.
    left: vec::IntoIter<I>,
    failed: bool,
}

impl<T: Decode, E: Decode, I> Items<T, E, I> {
    pub(super) fn new(pages: ListPages<T, E, I>) -> Self {
        Self {
            pages,
            left: Vec::new().into_iter(),
            failed: false,
        }
    }

    /// Returns the next item; `None` at the end. After an error the same page is requested again.
    ///
    /// # Errors
    ///
    /// The errors of the pages.
    pub async fn next(&mut self) -> Result<Option<I>, Error<E::Value>> {
        poll_fn(|context| self.poll(context)).await
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Result<Option<I>, Error<E::Value>>> {
        loop {
            if let Some(item) = self.left.next() {
                return Poll::Ready(Ok(Some(item)));
            }
            // A page may be empty although there is a next one.
            match ready!(self.pages.poll(context))? {
                Some(page) => self.left = (self.pages.list.0)(page.into_inner()).into_iter(),
                None => return Poll::Ready(Ok(None)),
            }
        }
    }
}

/// No field is pinned.
impl<T: Decode, E, I> Unpin for Items<T, E, I> {}

impl<T: Decode, E: Decode, I> Stream for Items<T, E, I> {
    type Item = Result<I, Error<E::Value>>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.failed {
            return Poll::Ready(None);
        }
        let next = ready!(self.poll(context));
        self.failed = next.is_err();
        Poll::Ready(next.transpose())
    }
}

impl<T: Decode, E, I> fmt::Debug for Items<T, E, I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items")
            .field("left", &self.left.len())
            .finish_non_exhaustive()
    }
}

/// The list of a page, which may be missing or null.
pub trait IntoItems {
    /// An item.
    type Item;

    /// Returns the items; none if there is no list.
    fn into_items(self) -> Vec<Self::Item>;
}

impl<I> IntoItems for Vec<I> {
    type Item = I;

    fn into_items(self) -> Vec<I> {
        self
    }
}

impl<L: IntoItems> IntoItems for Option<L> {
    type Item = L::Item;

    fn into_items(self) -> Vec<L::Item> {
        self.map(L::into_items).unwrap_or_default()
    }
}

impl<L: IntoItems> IntoItems for Field<L> {
    type Item = L::Item;

    fn into_items(self) -> Vec<L::Item> {
        match self {
            Self::Value(list) => list.into_items(),
            Self::Absent | Self::Null => Vec::new(),
        }
    }
}

impl<L: IntoItems> IntoItems for Box<L> {
    type Item = L::Item;

    fn into_items(self) -> Vec<L::Item> {
        (*self).into_items()
    }
}

/// Returns the items of a list.
pub fn list<L: IntoItems>(list: L) -> Vec<L::Item> {
    list.into_items()
}
