//! Tests of code that uses a client, without a server (feature `testing`).
//!
//! A `Mock` takes the expected calls, and the result of each. It fails the test for every other call, naming the
//! difference, and for calls that were never made:
//!
//! ```
//! # #[cfg(feature = "testing")]
//! # mod example {
//! # use clientwright_runtime as runtime;
//! # use runtime::{ClientBuilder, ClientCore, NoError, Request, Text};
//! # fn call(_client: &ClientCore) -> Request<Text, NoError> { unimplemented!() }
//! # async fn example(builder: ClientBuilder<ClientCore>) -> Result<(), Box<dyn std::error::Error>> {
//! use runtime::testing::Mock;
//!
//! let mock = Mock::new();
//! let client = builder.transport(mock.transport()).build()?;
//!
//! // `call(..)` stands for a function of the client.
//! mock.on(call(&client)).returns("fine".to_owned());
//! assert_eq!(*call(&client).await?, "fine");
//! # Ok(()) }
//! # }
//! ```
//!
//! A `Cassette` replays the recorded responses of a server from a file that is committed with the test. The file
//! contains neither credentials nor values that the document marks as passwords:
//!
//! ```
//! # #[cfg(all(feature = "testing", feature = "reqwest"))]
//! # mod example {
//! # use clientwright_runtime as runtime;
//! # use runtime::{ClientBuilder, ClientCore};
//! # fn example(builder: ClientBuilder<ClientCore>) -> Result<(), Box<dyn std::error::Error>> {
//! use runtime::{ReqwestTransport, testing::Cassette};
//!
//! let file = "tests/cassettes/first.json";
//! let cassette = match std::env::var_os("RECORD") {
//!     Some(_) => Cassette::record(file, ReqwestTransport::new(reqwest::Client::new())),
//!     None => Cassette::replay(file)?,
//! };
//! let client = builder.transport(cassette.scrub(["password"])).build()?;
//! # Ok(()) }
//! # }
//! ```
//!
//! With a `ManualClock`, `builder.clock(clock)`, retries and timeouts take no time in a test.
