//! Logins: credentials from the environment, and tokens from an identity provider.
//!
//! # The environment
//!
//! `Client::from_env()` creates a client from environment variables, which its docs list. Their names begin with that
//! of the API: for the API `shop`, `SHOP_BASE_URL` has the base URL; `SHOP_TOKEN` the token for all schemes that are
//! sent as `Authorization: Bearer`; `SHOP_USERNAME` and `SHOP_PASSWORD` those for `Basic`; and the key of a scheme
//! `api_key` is in `SHOP_API_KEY`. The generator's configuration can give them other names (`env`). The builder takes
//! them with `env()`, and what follows takes precedence:
//!
//! ```
//! # use clientwright_runtime as runtime;
//! # use runtime::{BuildError, ClientBuilder, ClientCore};
//! # fn example(builder: ClientBuilder<ClientCore>) -> Result<(), BuildError> {
//! let client = builder.env().user_agent("my-program/1.0").build()?;
//! # Ok(()) }
//! ```
//!
//! A variable that is not set, or empty, sets nothing, and the error of a request that needs its credential names it. A
//! value that is not valid, such as a token with a line break, makes `build` fail.
//!
//! # Programs
//!
//! With the feature `oauth`, a client gets its tokens itself. It has a constant for each scheme of its document that is
//! OAuth 2.0 or `OpenID` Connect, with the URLs and the scopes: `Client::LOGIN` for a scheme called `login`. A program
//! logs in with the id and the secret that the provider gave to it (client credentials):
//!
//! ```
//! # #[cfg(feature = "oauth")]
//! # mod example {
//! # use clientwright_runtime as runtime;
//! # use runtime::{BuildError, ClientBuilder, ClientCore, OAuth};
//! # fn example(oauth: OAuth, builder: ClientBuilder<ClientCore>) -> Result<(), BuildError> {
//! // `oauth` is `Client::LOGIN`.
//! let login = oauth.login("client-id").secret("…").client_credentials();
//! let client = builder.login(&login).build()?;
//! # Ok(()) }
//! # }
//! ```
//!
//! The client requests a token when a request first needs one, and keeps it. It renews the token 30 seconds before it
//! expires, or when a server answers 401, once for all requests that wait for it. The requests to the provider use the
//! transport of the client, with its retries, and without its hooks and headers. They may take 30 seconds each.
//!
//! By default the login asks for the scopes that the document's operations need (`scopes` sets others), and sends the
//! secret in the header `Authorization` (`secret_in_body` sends it in the body). `parameter("audience", "…")` adds what
//! some providers need. A document that lacks a URL, or has the wrong one, is completed by `token_url` and others.
//!
//! If a token from a store or from a refresh token has fewer scopes than an operation needs, the client logs in again
//! when that operation is called, unless `scopes` has set the scopes. It does not ask again if the provider grants
//! fewer than the login asked for, nor for a user, who would have to sign in: it sends the token that it has, and the
//! server decides. A source of your own knows the scopes of an operation from `TokenSource::token_for`.
//!
//! # Users with a browser
//!
//! A user signs in on a page of the provider (authorization code with PKCE), which then sends the browser to a URL at
//! which the program listens:
//!
//! ```
//! # #[cfg(feature = "oauth")]
//! # mod example {
//! # use clientwright_runtime as runtime;
//! # use runtime::{ClientBuilder, ClientCore, OAuth};
//! # async fn example(
//! #     oauth: OAuth,
//! #     builder: ClientBuilder<ClientCore>,
//! #     wait_for_the_browser: impl AsyncFn() -> String,
//! # ) -> Result<(), Box<dyn std::error::Error>> {
//! let login = oauth.login("client-id").for_user();
//! let client = builder.login(&login).build()?;
//!
//! let sign_in = login.authorize("http://127.0.0.1:8912/callback").await?;
//! println!("Open {}", sign_in.url());
//! // `/callback?code=…&state=…`, or the whole URL.
//! let arrived = wait_for_the_browser().await;
//! login.exchange(sign_in, &arrived).await?;
//! # Ok(()) }
//! # }
//! ```
//!
//! Without async, `runtime::blocking::block_on(login.authorize(..))` waits for a step (feature `blocking`).
//!
//! Until the user has signed in, requests that need the login fail. When the token expires, it is renewed with the
//! refresh token, if the provider gave one. Some do so only for the scope `offline_access`, or with a parameter of
//! their own. A server has one login for each of its users, and a client for each login; those share connections if
//! their builders get the same `reqwest::Client` or transport.
//!
//! # Users of a device without a browser
//!
//! The device shows a code, which the user enters elsewhere (RFC 8628):
//!
//! ```
//! # #[cfg(feature = "oauth")]
//! # mod example {
//! # use clientwright_runtime as runtime;
//! # async fn example(login: runtime::oauth::Login) -> Result<(), Box<dyn std::error::Error>> {
//! let device = login.device().await?;
//! println!("Open {} and enter {}", device.verification_url(), device.user_code());
//! login.wait_for(device).await?;
//! # Ok(()) }
//! # }
//! ```
//!
//! # Stored tokens
//!
//! With a store, the user need not sign in again when the program is started again. The client saves each new set of
//! tokens, because a provider may replace the refresh token each time. It loads them before it requests others, in case
//! another process has done so.
//!
//! ```
//! # #[cfg(feature = "oauth")]
//! # mod example {
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
//! # fn example(oauth: OAuth) -> runtime::oauth::Login {
//! oauth.login("client-id").store(Saved("tokens.json".into())).for_user()
//! # }
//! # }
//! ```
//!
//! # Errors
//!
//! The steps of a login return an `OAuthError`. Its `kind()` is that of RFC 6749, section 5.2, if the provider refused:
//! `InvalidGrant` means that the user has to sign in again. If a request cannot get a token, its error has this one as
//! its source:
//!
//! ```
//! # #[cfg(feature = "oauth")]
//! # mod example {
//! # use clientwright_runtime as runtime;
//! # use runtime::{Empty, NoError, Request};
//! # async fn example(request: Request<Empty, NoError>) {
//! use runtime::oauth::OAuthError;
//! use std::error::Error;
//!
//! if let Err(error) = request.await
//!     && let Some(source) = error.source()
//!     && let Some(refused) = source.downcast_ref::<OAuthError>()
//! {
//!     eprintln!("{:?}: {refused}", refused.kind());
//! }
//! # }
//! # }
//! ```
//!
//! Neither these errors nor `Debug` print a token, a secret or a code.
