//! Beyond the document: servers have more than their documents say.
//!
//! # More inputs
//!
//! The options of a request add a query parameter, a header, or a property of a JSON body that the operation does not
//! have. A property that the body has already gets the new value:
//!
//! ```
//! # use clientwright_runtime as runtime;
//! # use runtime::{NoError, Request, Text};
//! # async fn example(request: Request<Text, NoError>) -> Result<(), Box<dyn std::error::Error>> {
//! let request = request.options(|o| {
//!     o.query("debug", true)
//!         .header("x-beta", "fast-lane")
//!         .property("priority", &["high", "urgent"])
//! });
//! # Ok(()) }
//! ```
//!
//! # More properties in values
//!
//! A type drops the properties that the document does not declare when a response is read. The generator's
//! configuration (`keep_undeclared`) makes a type keep them in its field `extra`, from where a request sends them back.
//! `Debug` prints their names without the values.
//!
//! # Other requests
//!
//! `client.request(method, path)` makes a request that the document does not describe, with the base URL, the
//! credentials, the retries and the limits of the client:
//!
//! ```
//! # use clientwright_runtime as runtime;
//! # use runtime::{ClientCore, Undocumented};
//! # struct Client(ClientCore);
//! # impl Client {
//! #     fn request(&self, method: impl AsRef<str>, path: impl AsRef<str>) -> Undocumented {
//! #         Undocumented::new(&self.0, method.as_ref(), path.as_ref(), &[])
//! #     }
//! # }
//! # async fn example(client: Client) -> Result<(), Box<dyn std::error::Error>> {
//! use runtime::Json;
//! use serde_json::{Value, json};
//!
//! let export = client
//!     .request("POST", "/exports")
//!     .json(&json!({ "kind": "csv" }))
//!     .returns::<Json<Value>>()
//!     .await?;
//! let bytes = client.request("GET", format!("/exports/{}/file", export["id"])).await?;
//! # Ok(()) }
//! ```
//!
//! The client uses the credentials that most of its operations would use, if it has them. A status other than 2xx is
//! [`Error::Status`](super::super::Error::Status); [`body`](super::super::Error::body) has what the server sent, and like
//! the path it is never printed. The path is below the base URL, so that no credential goes elsewhere: a segment `..`
//! is an error, and so an id in the path leads to no other resource unless it has a slash.
