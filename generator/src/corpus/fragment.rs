//! JSON pointers as fragments of URIs.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

/// What may not stand in a fragment (RFC 3986, section 3.5).
const FRAGMENT: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// The pointer as it stands behind `#`.
pub(super) fn fragment(pointer: &str) -> String {
    utf8_percent_encode(pointer, FRAGMENT).to_string()
}
