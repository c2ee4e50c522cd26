//! What every generated client stands on: requests, responses, errors, transports and JSON.
//!
//! The way of a request:
//!
//! 1. An operation function describes it as a [`Call`]: method, the document's path template,
//!    parameters, body, which credentials it takes and which failures have a documented body.
//!    Nothing is sent, and a value that cannot be used is remembered, not thrown.
//! 2. Awaiting (or [`send`](Call::send)) turns it into [`Sending`], the one future type. All work up
//!    to the received bytes is untyped and compiled once for all operations.
//! 3. The bytes become the documented type in `Sending`'s `poll`: a [`Response`] that derefs to it,
//!    or an [`Error`] whose `Api` variant holds the documented error body.
//!
//! Requests own what they need, so they can be stored, spawned and sent later.
//!
//! No credential, header value, request body or raw response body is ever part of what `Debug` or
//! `Display` print.
//!
//! These files are the same in every generated crate, so nothing here names a generated type; the
//! modules are private, and what is public is re-exported.

mod auth;
mod body;
mod by_status;
mod call;
mod client;
mod content;
mod decode;
mod draft;
mod enums;
mod error;
mod expand;
mod field;
mod form;
mod formatted;
mod headers;
mod json;
mod json_error;
mod json_object;
mod json_path;
mod multipart;
mod options;
mod param;
mod received;
#[cfg(feature = "reqwest")]
mod reqwest_transport;
mod response;
mod server;
mod style;
mod styled;
pub mod testing;
mod transport;
mod tree;
mod union;
mod untagged;
mod url;

pub use self::auth::AuthScheme;
pub use self::body::Body;
pub use self::call::{Call, Outcome, Sending};
pub use self::client::{Api, BuildError, ClientBuilder, Core};
pub use self::decode::{Binary, Decode, Empty, Json, Mismatch, NoError, Reply, Stream, Text};
pub use self::error::{ApiError, DecodeError, Error, RequestError, RequestErrorKind, StatusError};
pub use self::field::Field;
pub use self::form::FormStyles;
pub use self::formatted::Formatted;
pub use self::multipart::{File, Multipart};
pub use self::options::Options;
pub use self::param::{Param, ParamValue, Shown, Texts};
#[cfg(feature = "reqwest")]
pub use self::reqwest_transport::ReqwestTransport;
pub use self::response::Response;
pub use self::server::ServerTemplate;
pub use self::style::Style;
pub use self::transport::{
    BoxError, BoxFuture, BoxStream, MaybeSend, MaybeSync, Timeout, Transport, TransportError,
    TransportErrorKind,
};
pub use self::tree::{Structured, Tree};

// A document need not use every one of them.
#[allow(unused_imports)]
pub(crate) use self::{
    by_status::by_status,
    call::request,
    content::by_content_type,
    enums::{integer_enum, string_enum},
    headers::response_headers,
    json_object::json_object,
    union::json_union,
    untagged::json_untagged,
};

/// What the macros expand to. Not for use by hand: it changes without notice.
#[doc(hidden)]
pub mod support {
    pub use super::by_status::{count, joined};
    pub use super::content::matches;
    pub use super::enums::{integer, text};
    pub use super::headers::{header, header_list};
    pub use super::json::{
        Key, ReadObject, Redacted, WriteFields, Writer, debug, key, need, object, put, put_rest,
        skip, write,
    };
    pub use super::union::{Union, debug_other, debug_variant, union, variant};
    pub use super::untagged::{Kind, Look, Untagged, debug_unlisted, shown, untagged, write_value};
}
