//! Compressed request bodies, for servers that are known to accept them.

use std::io::Write;

use flate2::{Compression, write::GzEncoder};
use http::{HeaderMap, HeaderValue, header::CONTENT_ENCODING};

use crate::runtime::Body;

/// The smallest body in bytes that is compressed: a smaller one fits into one packet anyway.
const WORTH_IT: usize = 1024;

/// Returns the body to send: compressed and with a `Content-Encoding`, if it is in memory and gets smaller.
pub(crate) fn compressed(body: Body, headers: &mut HeaderMap) -> Body {
    let plain = body.as_bytes().filter(|bytes| bytes.len() >= WORTH_IT);
    let Some(plain) = plain.filter(|_| !headers.contains_key(CONTENT_ENCODING)) else {
        return body;
    };
    match gzip(plain) {
        Ok(small) if small.len() < plain.len() => {
            headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
            small.into()
        }
        // Writing to memory does not fail. If it did, the body could still be sent as it is.
        Ok(_) | Err(_) => body,
    }
}

fn gzip(plain: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(plain)?;
    encoder.finish()
}
