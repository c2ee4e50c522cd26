//! Logins: tokens from an identity provider (feature `oauth`).
//!
//! A generated client has a constant for each OAuth 2.0 or `OpenID` Connect scheme of its document, with the
//! document's URLs and scopes: here `Client::LOGIN`, for a scheme called `login`. A login begins with the id that
//! the provider gave to the program:
//!
//! ```
//! # use clientwright_runtime as runtime;
//! # use runtime::{BuildError, ClientBuilder, Core, OAuth};
//! # fn example(LOGIN: OAuth, builder: ClientBuilder<Core>) -> Result<(), BuildError> {
//! let login = LOGIN.login("client-id").secret("…").client_credentials();
//! let client = builder.login(&login).build()?;
//! # Ok(()) }
//! ```
//!
//! The client gets a token when a request first needs one, keeps it, and renews it before it expires or when a
//! server refuses it: once for all requests that wait for it. The requests to the provider go through the
//! transport of the client, with its limits of time and its retries, and without its hooks and headers.
//!
//! # Logins of users
//!
//! A user signs in with a browser (authorization code with PKCE, RFC 7636). The program listens at the URL to which
//! the provider sends the browser back, with the result in the query:
//!
//! ```
//! # use clientwright_runtime as runtime;
//! # use runtime::{ClientBuilder, Core, OAuth};
//! # async fn example(
//! #     LOGIN: OAuth,
//! #     builder: ClientBuilder<Core>,
//! # ) -> Result<(), Box<dyn std::error::Error>> {
//! let login = LOGIN.login("client-id").for_user();
//! let client = builder.login(&login).build()?;
//!
//! let sign_in = login.authorize("http://127.0.0.1:8912/callback").await?;
//! println!("Open {}", sign_in.url());
//! # let callback = || "/callback?code=…&state=…";
//! let arrived = callback(); // `/callback?code=…&state=…`
//! login.exchange(sign_in, arrived).await?;
//! # Ok(()) }
//! ```
//!
//! A device without a browser shows a code, which the user enters elsewhere (RFC 8628):
//!
//! ```
//! # use clientwright_runtime as runtime;
//! # async fn example(login: runtime::oauth::Login) -> Result<(), Box<dyn std::error::Error>> {
//! let device = login.device().await?;
//! println!("Open {} and enter {}", device.verification_url(), device.user_code());
//! login.wait_for(device).await?;
//! # Ok(()) }
//! ```
//!
//! Until then, requests that need the login fail. A token that expires is renewed with the refresh token, if the
//! provider gave one; some do so only for the scope `offline_access`
//! ([`scopes`](LoginBuilder::scopes)) or a parameter of their own ([`parameter`](LoginBuilder::parameter)).
//!
//! # Stored tokens
//!
//! A [`TokenStore`] keeps the tokens, so that the user need not sign in again when the program is started again. The
//! client saves each new set of tokens, because a provider may replace the refresh token each time, and loads
//! them before it requests another one, in case another process has done so.
//!
//! ```
//! # use clientwright_runtime as runtime;
//! # use runtime::OAuth;
//! use runtime::{BoxError, oauth::{TokenSet, TokenStore}};
//!
//! struct Saved(std::path::PathBuf);
//!
//! impl TokenStore for Saved {
//!     async fn load(&self) -> Result<Option<TokenSet>, BoxError> {
//!         match std::fs::read_to_string(&self.0) {
//!             Ok(text) => Ok(Some(TokenSet::from_json(&text)?)),
//!             Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
//!             Err(error) => Err(error.into()),
//!         }
//!     }
//!
//!     async fn save(&self, tokens: &TokenSet) -> Result<(), BoxError> {
//!         Ok(std::fs::write(&self.0, tokens.to_json())?)
//!     }
//! }
//!
//! # fn example(LOGIN: OAuth) {
//! let login = LOGIN.login("client-id").store(Saved("tokens.json".into())).for_user();
//! # }
//! ```
//!
//! # Errors
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
