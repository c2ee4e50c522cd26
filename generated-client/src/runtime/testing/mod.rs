//! For tests of code that uses a generated client, without a server.
//!
//! - [`Mock`] is told which calls will come and what each gives, in the operations' own types, and
//!   complains about every other call and about calls that never came.
//! - [`Recorder`] answers from a script and keeps what was sent.
//! - [`Cassette`] records what a real server says, without credentials, and replays it.
//!
//! Each is a transport: `Client::builder().transport(..)`. A client retries in front of its transport,
//! so an answer that is retried is wanted more than once; [`ManualClock`] lets such waits take no time.
//!
//! Unlike everything else of the runtime, a [`Mock`] panics: that is how a test fails.

mod base64;
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
pub(super) use self::scrub::Schemes;
pub use super::manual_clock::ManualClock;
