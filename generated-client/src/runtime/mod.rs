//! What every generated client stands on: requests, responses, errors, transports and JSON.
//!
//! The way of a request:
//!
//! 1. An operation function describes it as a [`Call`]: method, the document's path template,
//!    parameters, body, which credentials it takes and which failures have a documented body.
//!    Nothing is sent, and a value that cannot be used is remembered, not thrown.
//! 2. Awaiting (or [`send`](Call::send)) turns it into [`Sending`], the one future type. All work up
//!    to the received bytes is untyped and compiled once for all operations: the finished request
//!    is given credentials and sent, within its limits and as often as its [`Retry`] says.
//! 3. The bytes become the documented type in `Sending`'s `poll`: a [`Response`] that derefs to it,
//!    or an [`Error`] whose `Api` variant holds the documented error body.
//!
//! Requests own what they need, so they can be stored, spawned and sent later.
//!
//! No credential, header value, request body or raw response body is ever part of what `Debug` or
//! `Display` print; a [`Response`] prints the value that its body was decoded to.
//!
//! These files are the same in every generated crate, so nothing here names a generated type; the
//! modules are private, and what is public is re-exported.

mod auth;
#[cfg(all(feature = "blocking", not(target_arch = "wasm32")))]
pub mod blocking;
mod body;
#[cfg(all(feature = "reqwest", target_arch = "wasm32"))]
mod browser_clock;
mod builder;
mod by_status;
mod call;
mod cases;
mod client;
mod clock;
mod content;
mod decode;
mod draft;
mod enums;
mod error;
mod events;
mod exchange;
mod expand;
mod fault;
mod field;
mod fields;
mod fit;
mod form;
mod formatted;
mod given;
#[cfg(feature = "gzip-requests")]
mod gzip;
mod headers;
mod hook;
#[cfg(feature = "tokio")]
mod io;
mod json;
mod json_error;
mod json_lines;
mod json_object;
mod json_path;
mod lines;
mod lines_body;
#[cfg(feature = "testing")]
mod manual_clock;
mod marks;
mod multipart;
mod options;
mod outcome;
mod param;
mod pick;
mod policy;
mod prepared;
mod received;
mod reconnect;
#[cfg(all(feature = "reqwest", not(target_arch = "wasm32")))]
mod redirect;
mod request;
mod request_error;
#[cfg(all(feature = "reqwest", not(target_arch = "wasm32")))]
mod reqwest_transport;
#[cfg(all(feature = "reqwest", target_arch = "wasm32"))]
mod reqwest_wasm;
mod response;
mod retry;
mod server;
mod shape;
mod sized;
mod sse;
mod style;
mod styled;
#[cfg(feature = "testing")]
pub mod testing;
mod token;
#[cfg(feature = "tower")]
mod tower;
mod trace;
mod transport;
mod tree;
mod types_for;
mod union;
mod untagged;
mod url;
mod whole;

pub use self::auth::AuthScheme;
pub use self::body::Body;
pub use self::builder::{BuildError, ClientBuilder};
pub use self::call::{Call, Outcome, Sending};
pub use self::client::{Api, Core};
pub use self::clock::Clock;
pub use self::decode::{Binary, Decode, Empty, Json, Mismatch, NoError, Reply, Stream, Text};
pub use self::error::{ApiError, DecodeError, Error, StatusError};
pub use self::events::{EventStream, TextEvents};
pub use self::field::Field;
pub use self::form::FormStyles;
pub use self::formatted::Formatted;
pub use self::hook::{Attempt, Hook};
#[cfg(feature = "tokio")]
pub use self::io::BodyReader;
pub use self::json_lines::{JsonLines, StreamError};
pub use self::lines_body::LinesBody;
pub use self::multipart::{File, Multipart};
pub use self::options::Options;
pub use self::outcome::Optional;
pub use self::param::{Param, ParamValue, Shown, Texts};
pub use self::reconnect::Reconnect;
pub use self::request::Request;
pub use self::request_error::{RequestError, RequestErrorKind};
#[cfg(all(feature = "reqwest", not(target_arch = "wasm32")))]
pub use self::reqwest_transport::ReqwestTransport;
#[cfg(all(feature = "reqwest", target_arch = "wasm32"))]
pub use self::reqwest_wasm::ReqwestTransport;
pub use self::response::Response;
pub use self::retry::Retry;
pub use self::server::ServerTemplate;
pub use self::sse::Event;
pub use self::style::Style;
pub use self::token::{Token, TokenSource};
#[cfg(feature = "tower")]
pub use self::tower::{ServiceTransport, TransportService};
pub use self::transport::{
    BoxError, BoxFuture, BoxStream, MaybeSend, MaybeSync, Timeout, Transport, TransportError,
    TransportErrorKind,
};
pub use self::tree::{Structured, Tree};

// A document need not use every one of them.
#[allow(unused_imports)]
pub(crate) use self::{
    by_status::by_status,
    content::by_content_type,
    enums::{integer_enum, string_enum},
    headers::response_headers,
    json_object::json_object,
    request::request,
    types_for::types_for,
    union::json_union,
    untagged::json_untagged,
};

/// What the macros expand to. Not for use by hand: it changes without notice.
#[doc(hidden)]
pub mod support {
    pub use super::by_status::{count, joined};
    pub use super::content::matches;
    pub use super::enums::{integer, text};
    pub use super::fields::{And, field, slot};
    pub use super::fit::{Read, keep, keep_integer};
    pub use super::headers::{header, header_list, header_text};
    pub use super::json::{Out, Redacted, WriteFields, debug, object, write};
    pub use super::marks::{marked, round_trip, unknown, unlisted};
    pub use super::pick::{Sign, sign};
    pub use super::shape::{Constant, Kind, constant};
    pub use super::union::{Entry, Tagged, Union, debug_other, debug_variant, union, variant};
    pub use super::untagged::{Look, Untagged, debug_unlisted, shown, untagged, write_value};
}
