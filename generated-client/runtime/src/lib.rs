//! The runtime that every generated client is built on: requests, responses, errors, transports and JSON.
//!
//! The [`guide`] explains how to use a client. A request is handled in three steps:
//!
//! 1. An operation function describes it as a [`Call`]: the method, the document's path template, the
//!    parameters, the body, the credentials that it accepts and the failures with a documented body.
//!    Nothing is sent yet. A value that cannot be sent does not fail here: its error is kept until the
//!    request is sent.
//! 2. Awaiting the call (or [`send`](Call::send)) turns it into [`ResponseFuture`], the only future type. All work
//!    up to the received bytes is untyped and compiled once for all operations: the finished request gets
//!    its credentials and is sent, within its limits and as often as its [`Retry`] allows.
//! 3. The `poll` of `ResponseFuture` decodes the bytes as the documented type: a [`Response`] that dereferences to
//!    it, or an [`Error`] whose `Api` variant holds the documented error body.
//!
//! Requests own their data, so they can be stored, spawned and sent later.
//!
//! `Debug` and `Display` never print a credential, a header value, a request body or a raw response body. A
//! [`Response`] prints the value that its body was decoded to, and an [`Error`] prints the one line in
//! which the server states what failed.
//!
//! These files are the same in every generated crate, so nothing here names a generated type. The modules
//! are private; their public items are re-exported here.

mod body;
mod client;
mod credentials;
mod exchange;
pub mod guide;
mod json;
#[cfg(feature = "oauth")]
pub mod oauth;
pub mod pages;
pub mod polls;
mod request;
mod response;
mod stream;
#[cfg(feature = "testing")]
pub mod testing;
mod transport;
pub mod webhooks;

pub use self::body::Body;
#[cfg(feature = "tokio")]
pub use self::body::io::BodyReader;
pub use self::client::builder::{BuildError, ClientBuilder};
pub use self::client::env::Variable;
pub use self::client::{Api, ClientCore};
pub use self::credentials::auth::AuthScheme;
pub use self::credentials::oauth::{OAuth, OAuthFlow};
pub use self::credentials::token::{Token, TokenSource};
#[cfg(all(feature = "blocking", not(target_arch = "wasm32")))]
pub use self::exchange::blocking;
pub use self::exchange::clock::Clock;
pub use self::exchange::hook::{Attempt, Hook};
pub use self::exchange::policy::Redirects;
pub use self::exchange::retry::Retry;
pub use self::json::field::{Field, IntoField};
pub use self::json::formatted::Formatted;
pub use self::request::Request;
pub use self::request::call::{Call, Outcome, ResponseFuture};
pub use self::request::file::{File, FileOr, FilesOr};
pub use self::request::form::FormStyles;
pub use self::request::lines_body::LinesBody;
pub use self::request::options::Options;
pub use self::request::param::{Param, ParamValue, Shown, TextList};
pub use self::request::parts::Multipart;
pub use self::request::request_error::{RequestError, RequestErrorKind};
pub use self::request::server::ServerTemplate;
pub use self::request::style::Style;
pub use self::request::tree::{JsonParam, Tree};
pub use self::request::undocumented::Undocumented;
pub use self::response::Response;
pub use self::response::decode::{
    Binary, BodyMismatch, Decode, Empty, Json, NoError, RawResponse, Stream, Text,
};
pub use self::response::error::{ApiError, DecodeError, Error, StatusError};
pub use self::response::outcome::OptionalExtension;
pub use self::response::plain::Plain;
pub use self::stream::events::{EventStream, TextEvents};
pub use self::stream::json_lines::{JsonLines, StreamError};
pub use self::stream::reconnect::Reconnect;
pub use self::stream::sse::Event;
#[cfg(all(feature = "reqwest", not(target_arch = "wasm32")))]
pub use self::transport::reqwest_transport::ReqwestTransport;
#[cfg(all(feature = "reqwest", target_arch = "wasm32"))]
pub use self::transport::reqwest_wasm::ReqwestTransport;
#[cfg(feature = "tower")]
pub use self::transport::tower::{ServiceTransport, TransportService};
pub use self::transport::upgraded::{Upgrade, Upgraded};
pub use self::transport::{
    BoxError, BoxFuture, BoxStream, MaybeSend, MaybeSync, Timeout, Transport, TransportError,
    TransportErrorKind,
};

/// The items that the macros expand to. They are not for direct use and change without notice.
#[doc(hidden)]
pub mod support {
    pub use super::json::enums::{integer, text};
    pub use super::json::fields::{And, field, slot};
    pub use super::json::fit::{keep, keep_integer};
    pub use super::json::marks::{marked, round_trip, tolerant_round_trip, unknown, unlisted};
    pub use super::json::ordered::{by_value, by_variant};
    pub use super::json::pick::{Sign, sign};
    pub use super::json::rest::kinds as rest;
    #[cfg(feature = "testing")]
    pub use super::json::secrets::Marked;
    pub use super::json::shape::{Constant, Kind, constant};
    pub use super::json::union::{Checked, Tagged, Union, union};
    #[allow(missing_docs)] // `json_union!` documents the word
    pub mod union {
        pub use crate::runtime::json::union::once;
    }
    pub use super::json::untagged::{Look, Untagged, shown, untagged, write_value};
    pub use super::json::variants::{
        Reader, Take, Variants, clone_variant, debug_variant, same_variant, show_tagged,
        show_variant, write_variant,
    };
    pub use super::json::{Out, Redacted, WriteFields, debug, object, write};
    pub use super::response::by_status::{count, joined};
    pub use super::response::content::{matches, other_content};
    pub use super::response::headers::{header, header_list, header_text};
    pub use ::{http, serde, serde_json};
}

// The rest belongs to this crate alone: in a copy, `crate::runtime` is the module itself.

#[doc(hidden)]
pub extern crate self as runtime;

#[cfg(test)]
mod tests;
