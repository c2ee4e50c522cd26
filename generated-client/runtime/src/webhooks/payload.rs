//! The body of a request, and whether it is read strictly.

use std::ops::Deref;

use bytes::Bytes;

/// The body of a request. Bytes become one by themselves.
#[derive(Clone, Copy)]
pub struct Payload<'b> {
    bytes: &'b [u8],
    pub(super) tolerant: bool,
}

impl<'b> Payload<'b> {
    /// Creates a body that is decoded even if it lacks a value that the document requires, which is empty then. That is
    /// what [`ClientBuilder::tolerant`](crate::runtime::ClientBuilder::tolerant) does for responses.
    pub fn tolerant(bytes: &'b (impl AsRef<[u8]> + ?Sized)) -> Self {
        Self {
            bytes: bytes.as_ref(),
            tolerant: true,
        }
    }
}

impl Deref for Payload<'_> {
    type Target = [u8];
    fn deref(&self) -> &[u8] {
        self.bytes
    }
}

impl<'b> From<&'b [u8]> for Payload<'b> {
    fn from(bytes: &'b [u8]) -> Self {
        Self {
            bytes,
            tolerant: false,
        }
    }
}

macro_rules! from_bytes {
    ($($ty:ty)*) => { $(
        impl<'b> From<&'b $ty> for Payload<'b> {
            fn from(bytes: &'b $ty) -> Self {
                Self::from(AsRef::<[u8]>::as_ref(bytes))
            }
        }
    )* };
}
from_bytes!(Bytes Vec<u8> str String);

impl<'b, const N: usize> From<&'b [u8; N]> for Payload<'b> {
    fn from(bytes: &'b [u8; N]) -> Self {
        Self::from(bytes.as_slice())
    }
}
