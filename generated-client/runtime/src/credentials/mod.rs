//! Credentials: the schemes of a document, what the caller gives for them, and tokens that expire.

pub(crate) mod auth;
pub(crate) mod base64;
pub(crate) mod given;
pub(crate) mod oauth;
pub(crate) mod token;
