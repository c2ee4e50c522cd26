//! Logins at an identity provider with OAuth 2.0 or `OpenID` Connect (feature `oauth`).
//!
//! The [guide](super::guide::logins) describes their use. A [`Login`] has the tokens, for the clients that were built
//! with it: it is a source of tokens, of which the runtime asks for one at a time.
//!
//! The steps of a login return an [`OAuthError`], whose [`kind`](OAuthError::kind) is that of RFC 6749, section 5.2,
//! if the provider refused. If a request lacks a token, it is the [`source`](std::error::Error::source) of the
//! request's error. Nothing here prints a token, a secret or a code.

mod ask;
mod authorization;
mod builder;
mod device;
mod endpoints;
mod error;
mod login;
mod metadata;
pub(crate) mod pkce;
mod session;
mod store;
mod tokens;

pub use self::authorization::Authorization;
pub use self::builder::LoginBuilder;
pub use self::device::Device;
pub use self::error::{OAuthError, OAuthErrorKind};
pub use self::login::Login;
pub use self::store::TokenStore;
pub use self::tokens::TokenSet;
