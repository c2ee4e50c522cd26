//! Tests of code that uses a generated client, without a server.
//!
//! - [`Mock`] expects calls and answers them in the operations' own types. It reports unexpected calls and
//!   missing ones.
//! - [`Recorder`] answers from a script and keeps the requests.
//! - [`Cassette`] records the responses of a real server, without credentials, and replays them.
//!
//! Each is a transport: `Client::builder().transport(..)`. A client retries before its transport, so a script
//! needs an answer for each attempt; with a [`ManualClock`] such waits take no time.
//!
//! Unlike the rest of the runtime, a [`Mock`] panics: that is how a test fails.

mod cassette;
mod encode;
mod expect;
mod mock;
mod recorder;
mod scrub;
mod wanted;

pub use self::cassette::Cassette;
pub use self::encode::{Encode, Encoded};
pub use self::expect::Expect;
pub use self::mock::{Mock, MockTransport};
pub use self::recorder::{Recorded, Recorder};
pub(crate) use self::scrub::Documented;
pub use crate::runtime::exchange::manual_clock::ManualClock;
