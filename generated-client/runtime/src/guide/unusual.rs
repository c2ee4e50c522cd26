//! Answers that are neither a value nor a failure.
//!
//! # Not modified
//!
//! A request can name the version that the caller has. The server answers with `304 Not Modified` if it has no newer one
//! (RFC 9110, section 13.1.2). The status arrives as an [`Error`](super::super::Error), whether the document has it or
//! not, and [`is_not_modified`](super::super::Error::is_not_modified) recognizes it:
//!
//! ```
//! # use clientwright_runtime as runtime;
//! # use runtime::{Error, NoError, Request, Text};
//! # async fn example(request: Request<Text, NoError>, version: &str) -> Result<(), Error<std::convert::Infallible>> {
//! // If the document has the parameter, the request has a method: `request.if_none_match(version)`.
//! let request = request.options(|o| o.header("if-none-match", version));
//! match request.await {
//!     Ok(new) => println!("{:?}: {}", new.headers().get("etag"), *new),
//!     Err(same) if same.is_not_modified() => println!("still {version}"),
//!     Err(other) => return Err(other),
//! }
//! # Ok(()) }
//! ```
//!
//! # Other protocols on the connection
//!
//! If the document has a response `101 Switching Protocols`, the request can ask for it. The connection then belongs to
//! the caller, as a reader and writer of tokio: Docker's `attach` carries a terminal in both directions on it.
//!
//! ```
//! # #[cfg(feature = "reqwest")]
//! # mod example {
//! # use clientwright_runtime as runtime;
//! # use runtime::{Call, NoError, Text};
//! # async fn example(request: Call<Text, NoError>) -> Result<(), Box<dyn std::error::Error>> {
//! use tokio::io::{AsyncReadExt, AsyncWriteExt};
//!
//! let mut connection = request.upgrade("tcp").await?;
//! println!("{:?}", connection.headers().get("content-type"));
//! connection.write_all(b"ls\n").await?;
//! let mut answer = [0; 1024];
//! let length = connection.read(&mut answer).await?;
//! # let _ = length;
//! # Ok(()) }
//! # }
//! ```
//!
//! The request has the headers `Connection: Upgrade` and `Upgrade: tcp`. Other headers of the protocol, such as the key
//! of a WebSocket, go into the request's options. The connection has to be HTTP/1.1, over TCP, TLS or a Unix socket. The
//! request fails if the server continues in HTTP, or if the transport cannot hand over its connection; a transport of
//! your own does so with [`Upgraded::attach`](super::super::Upgraded::attach). No time limit applies to the connection.
