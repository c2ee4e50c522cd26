//! Idempotency keys: a server that receives a request twice with the same key processes it once.

use http::{HeaderName, HeaderValue};

use crate::runtime::{
    Call, RequestError, RequestErrorKind,
    request::{builder::RequestBuilder, prepared_request::PreparedRequest},
};

/// The usual header (draft-ietf-httpapi-idempotency-key-header).
static USUAL: HeaderName = HeaderName::from_static("idempotency-key");

impl<T, E> Call<T, E> {
    /// Sets the header in which the operation takes an idempotency key. The client makes a key unless the caller sets
    /// one, sends it with every attempt, and repeats the request as if its method were idempotent.
    pub fn idempotency_key(mut self, header: &str) -> Self {
        match HeaderName::from_bytes(header.as_bytes()) {
            Ok(name) => self.builder.key = Some(name),
            Err(_) => {
                let (kind, why) = (RequestErrorKind::Header, "has an invalid name");
                self.builder.refuse(kind, "header", header, why);
            }
        }
        self
    }
}

impl RequestBuilder {
    /// Adds the caller's key, or a new one if the operation takes one and the request has none. Returns whether the
    /// key is new.
    pub(crate) fn add_key(&mut self) -> Result<bool, RequestError> {
        if let Some(given) = self.options.key.take() {
            let name = self.key.get_or_insert_with(|| USUAL.clone()).clone();
            self.headers.insert(name, given);
            return Ok(false);
        }
        let Some(name) = self.key.clone() else {
            return Ok(false);
        };
        if self.headers.contains_key(&name) || self.options.headers.contains_key(&name) {
            return Ok(false);
        }
        self.headers.insert(name, new_key()?);
        Ok(true)
    }

    /// Returns whether the request has a key, with which the server may receive it twice.
    pub(crate) fn has_key(&self) -> bool {
        let names = self.key.iter().chain([&USUAL]);
        let mut values =
            names.flat_map(|name| [&self.options.headers, &self.headers].map(|it| it.get(name)));
        values.any(|it| it.is_some_and(|key| !key.is_empty()))
    }
}

impl PreparedRequest {
    /// Replaces a key that the client made, before the request is changed into another one.
    pub(crate) fn renew_key(&mut self) -> Result<(), RequestError> {
        if self.made_key
            && let Some(name) = self.builder.key.clone()
        {
            self.builder.headers.insert(name, new_key()?);
        }
        Ok(())
    }
}

/// Returns a new key: a random UUID (RFC 9562, version 4).
fn new_key() -> Result<HeaderValue, RequestError> {
    let key = random()
        .map(uuid)
        .and_then(|it| HeaderValue::from_str(&it).ok());
    key.ok_or_else(|| {
        RequestError::new(
            RequestErrorKind::Header,
            "there is no source of randomness for an idempotency key: set one with \
             `options(|o| o.idempotency_key(..))`",
        )
    })
}

/// Returns random bits as a UUID of version 4.
fn uuid(bits: u128) -> String {
    let bits = bits & !(0xf << 76) & !(0b11 << 62) | 4 << 76 | 0b10 << 62;
    let hex = format!("{bits:032x}");
    let parts = [
        &hex[..8],
        &hex[8..12],
        &hex[12..16],
        &hex[16..20],
        &hex[20..],
    ];
    parts.join("-")
}

/// Returns random bits. The operating system gives std the keys of its hashes, 128 bits, once per thread;
/// each `RandomState` has other ones. The process and the time are hashed as well, because a forked process begins with
/// a copy of the keys.
#[cfg(not(target_arch = "wasm32"))]
// Other targets may have none.
#[allow(clippy::unnecessary_wraps)]
fn random() -> Option<u128> {
    use std::{
        hash::{BuildHasher as _, RandomState},
        time::SystemTime,
    };

    let (state, here) = (RandomState::new(), (std::process::id(), SystemTime::now()));
    let half = |number: u8| u128::from(state.hash_one((number, here)));
    Some(half(0) << 64 | half(1))
}

/// Returns random bits of the browser or another JavaScript engine.
#[cfg(all(feature = "reqwest", target_arch = "wasm32"))]
fn random() -> Option<u128> {
    use js_sys::{Function, Reflect, Uint8Array};
    use wasm_bindgen::JsCast as _;

    let crypto = Reflect::get(&js_sys::global(), &"crypto".into()).ok()?;
    let fill = Reflect::get(&crypto, &"getRandomValues".into()).ok()?;
    let (fill, bytes) = (
        fill.dyn_into::<Function>().ok()?,
        Uint8Array::new_with_length(16),
    );
    fill.call1(&crypto, &bytes).ok()?;
    let mut out = [0; 16];
    bytes.copy_to(&mut out);
    Some(u128::from_be_bytes(out))
}

/// Returns none: without JavaScript, the keys of std's hashes are not random.
#[cfg(all(not(feature = "reqwest"), target_arch = "wasm32"))]
fn random() -> Option<u128> {
    None
}
