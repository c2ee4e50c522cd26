//! The headers of a request that a handler received.

use http::HeaderMap;

/// The headers of a request: an [`http::HeaderMap`], as axum, hyper, warp and actix-web 5 have it, or pairs of names
/// and values, for any other server.
pub trait Headers {
    /// Returns the values of a header, in order. Names have no case (RFC 9110, section 5.1).
    fn values<'h>(&'h self, name: &str) -> Vec<&'h [u8]>;
}

impl Headers for HeaderMap {
    fn values<'h>(&'h self, name: &str) -> Vec<&'h [u8]> {
        let values = self.get_all(name).iter();
        values.map(http::HeaderValue::as_bytes).collect()
    }
}

impl<K: AsRef<str>, V: AsRef<[u8]>> Headers for [(K, V)] {
    fn values<'h>(&'h self, name: &str) -> Vec<&'h [u8]> {
        let named = |(key, _): &&(K, V)| key.as_ref().eq_ignore_ascii_case(name);
        let pairs = self.iter().filter(named);
        pairs.map(|(_, value)| value.as_ref()).collect()
    }
}

impl<K: AsRef<str>, V: AsRef<[u8]>> Headers for Vec<(K, V)> {
    fn values<'h>(&'h self, name: &str) -> Vec<&'h [u8]> {
        self.as_slice().values(name)
    }
}

impl<K: AsRef<str>, V: AsRef<[u8]>, const N: usize> Headers for [(K, V); N] {
    fn values<'h>(&'h self, name: &str) -> Vec<&'h [u8]> {
        self.as_slice().values(name)
    }
}

/// Returns the first value of a header as text, without the space around it.
pub(super) fn text<'h>(headers: &'h dyn Headers, name: &str) -> Option<&'h str> {
    let value = headers.values(name).into_iter().next()?;
    std::str::from_utf8(value).ok().map(str::trim)
}
